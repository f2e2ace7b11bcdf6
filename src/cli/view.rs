//! What an analysis looks at: bars, families, levels of the user's own.

use chrono::NaiveDate;
use clap::Args;

use super::Call;
use super::input::{InputArgs, date};
use super::span::{BarsUntil, Span};
use super::timeliness::Timeliness;
use crate::analysis::RULES;
use crate::data::Loaded;
use crate::level::UserLevel;
use crate::market::Event;
#[cfg(feature = "chart")]
use crate::market::Stale;
use crate::report::Meta;
use crate::{Analysis, AnalysisConfig, Bars, Basis, Error, Family, Result, Timeframe, Zone};

/// Which bars, and which levels on them.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Levels")]
pub(super) struct View {
    /// Families of levels: swing, shelf, extreme, hvn, lvn, round, user [default: all]
    #[arg(long = "family", value_name = "NAMES", value_delimiter = ',')]
    families: Vec<Family>,

    /// Smallest price step of the venue; zones are at least this wide
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true)]
    tick: Option<f64>,

    /// A level of your own: PRICE or LOW..HIGH, with @DATE since when it is known; may be given several times
    #[arg(
        long = "level",
        value_name = "PRICE",
        value_parser = given,
        allow_negative_numbers = true
    )]
    given: Vec<UserLevel>,

    #[command(flatten)]
    span: Span,

    /// The day the data are looked at, for a warning if they are old; none with --as-of [default: today]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Bars")]
    now: Option<NaiveDate>,
}

/// The bars, the settings, and what the footer says about them.
pub(super) struct Subject {
    pub(super) bars: Bars,
    pub(super) config: AnalysisConfig,
    /// The last bar that is looked at.
    pub(super) at: usize,
    /// What is known of the basis on which date; that of the bars is the one known at `at`.
    pub(super) known: Known,
    pub(super) meta: Meta,
    /// How old the data are, where that is worth a warning.
    #[cfg(feature = "chart")]
    pub(super) stale: Option<Stale>,
}

/// The basis of the prices and since when it is known.
pub(super) struct Known {
    basis: Basis,
    /// The split that first proved prices raw, where nothing else says that they are.
    proof: Option<NaiveDate>,
}

impl Known {
    /// What is known of the prices of `loaded`, a series of the input.
    pub(super) fn of(input: &InputArgs, loaded: &Loaded) -> Self {
        Self {
            basis: loaded.bars.basis(),
            proof: proof(&loaded.events).filter(|_| !input.knows_basis()),
        }
    }

    /// What was known at the close of `date`: not that prices are raw, before the split that proves it happened.
    pub(super) fn at(&self, date: NaiveDate) -> Basis {
        match self.proof {
            Some(proof) if self.basis == Basis::Raw && date < proof => Basis::Unknown,
            _ => self.basis,
        }
    }
}

impl View {
    /// Reads the input and finds the bar to look from.
    pub(super) fn subject(&self, input: &InputArgs, call: &Call) -> Result<Subject> {
        let loaded = input.load(call.ui)?;
        self.subject_of(input, &loaded, call)
    }

    /// Finds the bar to look from in a series of the input.
    pub(super) fn subject_of(
        &self,
        input: &InputArgs,
        loaded: &Loaded,
        call: &Call,
    ) -> Result<Subject> {
        let seen = self.seen(input, loaded)?;
        self.refuse_few(&seen)?;
        let known = Known::of(input, loaded);
        let (until, today) = (self.span.until(), self.now.or(call.today));
        let timeliness = Timeliness::of(&loaded.bars, until, today, input.calendar()?);
        for note in &timeliness.notes {
            call.ui.warning(format!("{}: {note}", seen.bars.symbol()));
        }
        let meta = Meta {
            as_of: Some(seen.bars.date(seen.at)),
            rules: Some(RULES.to_owned()),
            notes: timeliness.notes,
            ..call.meta(seen.source(input, loaded))
        };
        Ok(Subject {
            bars: seen.bars,
            config: self.config(),
            at: seen.at,
            known,
            meta,
            #[cfg(feature = "chart")]
            stale: timeliness.stale,
        })
    }

    /// The bars of a series that are looked at, on the basis that was known at the last of them.
    pub(super) fn seen(&self, input: &InputArgs, loaded: &Loaded) -> Result<BarsUntil> {
        let mut seen = self.span.see(input, loaded)?;
        let basis = Known::of(input, loaded).at(seen.bars.date(seen.at));
        seen.bars = seen.bars.with_basis(basis).with_calendar(input.calendar()?);
        Ok(seen)
    }

    /// Levels are measured in ATR, so before the first one there is nothing to tell.
    fn refuse_few(&self, seen: &BarsUntil) -> Result<()> {
        let (have, need) = (seen.at + 1, Analysis::FIRST_ATR + 1);
        if have >= need {
            return Ok(());
        }
        let purpose = match seen.bars.timeframe() {
            Timeframe::Week => "the first ATR of weeks, which levels are measured by",
            Timeframe::Month => "the first ATR of months, which levels are measured by",
            _ => "the first ATR, which levels are measured by",
        };
        Err(Error::Insufficient {
            what: self.span.what(&seen.bars),
            have,
            need,
            purpose: purpose.to_owned(),
        })
    }

    /// The default settings with what was asked for; a level of the user's own is always among the families.
    pub(super) fn config(&self) -> AnalysisConfig {
        let mut config = AnalysisConfig {
            tick: self.tick,
            ..AnalysisConfig::default()
        };
        if !self.families.is_empty() {
            config.families = self.families.iter().copied().collect();
        }
        if !self.given.is_empty() {
            config.families.insert(Family::User);
        }
        config.user.clone_from(&self.given);
        config
    }
}

/// The first split that is listed.
fn proof(events: &[Event]) -> Option<NaiveDate> {
    let splits = events.iter().filter(|event| event.split_ratio().is_some());
    splits.map(|event| event.session).min()
}

/// Parses `160`, `158.9..161.4` and either with `@2025-11-04`.
fn given(text: &str) -> std::result::Result<UserLevel, String> {
    let wrong =
        || "must be PRICE or LOW..HIGH, with or without @DATE, such as 160@2025-11-04".to_owned();
    let (prices, since) = match text.split_once('@') {
        Some((prices, since)) => (prices, Some(date(since)?)),
        None => (text, None),
    };
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
    let zone = match prices.split_once("..") {
        Some((low, high)) => Zone {
            low: number(low)?,
            high: number(high)?,
        },
        None => Zone {
            low: number(prices)?,
            high: number(prices)?,
        },
    };
    Ok(UserLevel { zone, since })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_a_price_or_a_range_with_or_without_a_date() {
        let level = given("158.9..161.4@2025-11-04").unwrap();
        assert_eq!((level.zone.low, level.zone.high), (158.9, 161.4));
        assert_eq!(level.since, Some("2025-11-04".parse().unwrap()));
        assert_eq!(given("160").unwrap(), UserLevel::at(160.0));
        assert!(given("160-").is_err());
        assert!(given("160@soon").is_err());
    }
}
