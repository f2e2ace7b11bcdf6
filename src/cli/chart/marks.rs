//! What a chart shows besides bars and levels: a claimed price, events, a benchmark, the age of the data.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::chart::scene::{Flag, LineKind, PriceLine, Scene, StudyLine};
use crate::claim::{self, Claim, Context, check};
use crate::data::read_happenings;
use crate::market::{Calendar, Happening};
use crate::{Analysis, Bars, Result, Timeframe};

/// What to mark on a chart.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Marks")]
pub(super) struct Marks {
    /// A price that somebody claims to be a level, or a sentence that names prices: a line across the chart, coloured by
    /// whether the bars support it. May be given several times
    #[arg(
        long = "claim",
        value_name = "PRICE|TEXT",
        value_parser = claims,
        allow_negative_numbers = true
    )]
    claims: Vec<Claims>,

    /// What the line of the claim says, in place of "Claim"; the first one names the first claim
    #[arg(long = "label-claim", value_name = "TEXT", requires = "claims")]
    claim_labels: Vec<String>,

    /// CSV file of events with columns date, kind (news, dividend, split, results) and text; each becomes a flag at the
    /// session in which it took effect, hollow if the venue was closed on its day
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,

    /// Name of the company or index, for the title
    #[arg(long, value_name = "NAME")]
    title: Option<String>,

    /// Where the prices come from, for the footer [default: file, hash, number of bars and rules]
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,

    /// Currency of the prices, for the subtitle
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

impl Marks {
    /// The events of the file, if one was named.
    pub(super) fn events(&self) -> Result<Vec<Happening>> {
        let events = self.events.as_deref();
        events.map_or(Ok(Vec::new()), read_happenings)
    }

    /// Puts title, source and currency on `scene`.
    pub(super) fn put_on(&self, scene: &mut Scene) {
        if self.title.is_some() {
            scene.name.clone_from(&self.title);
        }
        if let Some(source) = &self.source {
            scene.source.clone_from(source);
        }
        scene.currency.clone_from(&self.currency);
    }

    /// Puts the claims on `scene`, each judged as of the bar of `now`; returns the first bar that decides one.
    pub(super) fn put_claims_on(
        &self,
        scene: &mut Scene,
        analysis: &Analysis,
        at: usize,
        calendar: Option<Calendar>,
    ) -> Option<usize> {
        let context = Context::new(analysis).with_calendar(calendar);
        let mut first = None;
        for (place, Claims(claims)) in self.claims.iter().enumerate() {
            for claim in claims {
                let Some(price) = claim.price else { continue };
                let verdict = check(claim, &context, at);
                let begins = verdict.begins_at().map(|when| when.at);
                first = begins.into_iter().chain(first).min();
                let ends = [price.low, price.high];
                let count = if price.is_zone() { 2 } else { 1 };
                let lines = ends.into_iter().take(count).map(|price| PriceLine {
                    kind: LineKind::Claim,
                    price,
                    from: 0,
                    text: self.claim_labels.get(place).cloned(),
                    verdict: Some(verdict.answer),
                });
                scene.lines.extend(lines);
            }
        }
        first
    }
}

/// The flag of `happening` on `bars`; none if it took effect after the last of them, or came before the first.
pub(in crate::cli) fn flag(
    happening: &Happening,
    bars: &Bars,
    calendar: Option<Calendar>,
) -> Option<Flag> {
    let (day, first) = happening.days(calendar);
    let before = first
        .pred_opt()
        .and_then(|before| bars.at_or_before(before));
    let at = before.map_or(0, |at| at + 1);
    if at == bars.len() || day < bars.get(0)?.time().date() {
        return None;
    }
    let is_closed = match calendar.and_then(|calendar| calendar.is_session(day)) {
        Some(is_session) => !is_session,
        // The bars themselves tell it.
        None => {
            bars.timeframe() == Timeframe::Day && bars.at_or_before(day) < Some(at) && day == first
        }
    };
    Some(Flag {
        at,
        kind: happening.kind,
        text: happening.text.clone(),
        closed_on: is_closed.then_some(day),
    })
}

/// The closes of `benchmark` at the bars of `scene`, by date: none where it has no bar.
pub(super) fn comparison(scene: &Scene, benchmark: &Bars) -> StudyLine {
    let is_longer = scene.timeframe > benchmark.timeframe();
    let close = |date: NaiveDate| {
        let at = benchmark.at_or_before(date)?;
        (is_longer || benchmark.date(at) == date).then(|| benchmark.close()[at])
    };
    let closes = scene.bars.iter().map(|bar| close(bar.time.date()));
    StudyLine::new(benchmark.symbol().as_str(), closes)
}

/// What one option claims.
#[derive(Debug, Clone)]
struct Claims(Vec<Claim>);

/// Parses a price, which is claimed to be a level, or a sentence with claims about prices.
fn claims(text: &str) -> std::result::Result<Claims, String> {
    let Ok(price) = text.parse::<f64>() else {
        let claims = claim::parse(text).claims.into_iter();
        let claims: Vec<Claim> = claims.filter(|claim| claim.price.is_some()).collect();
        return if claims.is_empty() {
            Err("must be a price, or a sentence that names one".to_owned())
        } else {
            Ok(Claims(claims))
        };
    };
    if !price.is_finite() || price <= 0.0 {
        return Err("must be above 0".to_owned());
    }
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let decimals = u8::try_from(digits).unwrap_or(u8::MAX);
    let span = claim::Span::new(0, text.chars().count());
    Ok(Claims(vec![Claim {
        price: Some(claim::Price::at(price, decimals)),
        ..Claim::new(claim::Kind::Level, text, span)
    }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{HappeningKind, When};
    use crate::{Basis, Ohlcv};

    /// The sessions of New York around Thanksgiving 2025, the 27th of November.
    fn bars() -> Bars {
        let mut builder = Bars::builder("BABA".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for day in [25, 26, 28] {
            let row = Ohlcv::flat(1.0);
            let date = NaiveDate::from_ymd_opt(2025, 11, day).unwrap();
            builder.push(date.into(), row).unwrap();
        }
        builder.build()
    }

    fn flag_of(day: &str, calendar: Option<&str>) -> Option<(usize, Option<String>)> {
        let happening = Happening {
            when: When::Day(day.parse().unwrap()),
            kind: HappeningKind::News,
            source: None,
            text: "glasses".into(),
        };
        let calendar = calendar.map(|name| name.parse().unwrap());
        let flag = flag(&happening, &bars(), calendar)?;
        Some((flag.at, flag.closed_on.map(|date| date.to_string())))
    }

    #[test]
    fn an_event_on_a_holiday_stands_hollow_at_the_next_session() {
        let hollow = Some((2, Some("2025-11-27".to_owned())));
        assert_eq!(flag_of("2025-11-27", Some("XNYS")), hollow);
        // The bars themselves tell it where no calendar is known.
        assert_eq!(flag_of("2025-11-27", None), hollow);
        assert_eq!(flag_of("2025-11-28", Some("XNYS")), Some((2, None)));
    }

    #[test]
    fn an_event_beyond_the_bars_has_no_flag() {
        assert_eq!(flag_of("2025-11-24", Some("XNYS")), None);
        assert_eq!(flag_of("2025-12-01", Some("XNYS")), None);
    }
}
