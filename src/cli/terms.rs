//! A series in the terms of a date: days, divided by the splits known by then.

use chrono::NaiveDate;

use super::input::InputArgs;
use crate::claim::check::SplitInside;
use crate::data::{Loaded, Rule};
use crate::market::Calendar;
use crate::{Analysis, AnalysisConfig, Bars, Basis, Result, Timeframe, analyze};

/// The bars of the file as days where they are shorter: texts speak of days.
pub(super) fn days(input: &InputArgs, loaded: &Loaded) -> Result<Bars> {
    if loaded.bars.timeframe() >= Timeframe::Day {
        return Ok(loaded.bars.clone());
    }
    let calendar = input.calendar()?.unwrap_or(Calendar::Weekdays);
    Ok(calendar.resample(&loaded.bars, Timeframe::Day)?.bars)
}

/// The series in the terms of the last as-of date, and what is known of it.
pub(super) struct Terms {
    pub(super) bars: Bars,
    pub(super) analysis: Analysis,
    pub(super) calendar: Option<Calendar>,
    pub(super) splits: Vec<SplitInside>,
}

impl Terms {
    pub(super) fn of(input: &InputArgs, loaded: &Loaded, bars: &Bars, last: usize) -> Result<Self> {
        let calendar = input.calendar()?.or_else(|| Calendar::kept_by(bars, last));
        let date = bars.date(last);
        let listed: Vec<(NaiveDate, f64)> = if loaded.bars.basis() == Basis::Raw {
            let ratios = loaded
                .events
                .iter()
                .filter_map(|event| Some((event.session, event.split_ratio()?)));
            ratios.collect()
        } else {
            Vec::new()
        };
        let adjusted = bars.in_terms_of(date, &listed);
        let told = |date: NaiveDate, ratio: f64, is_adjusted: bool| SplitInside {
            date,
            ratio,
            is_adjusted,
        };
        let mut splits: Vec<SplitInside> = listed
            .iter()
            .map(|&(date, ratio)| told(date, ratio, true))
            .collect();
        let looks_like_one = loaded
            .findings
            .iter()
            .any(|it| it.rule == Rule::UnadjustedSplit);
        if looks_like_one {
            let guessed = loaded
                .guessed_splits
                .iter()
                .filter_map(|event| Some(told(event.session, event.split_ratio()?, false)));
            splits
                .extend(guessed.filter(|guess| listed.iter().all(|(date, _)| *date != guess.date)));
        }
        splits.sort_by_key(|split| split.date);
        Ok(Self {
            analysis: analyze(&adjusted, &AnalysisConfig::default())?,
            bars: adjusted,
            calendar,
            splits,
        })
    }
}
