//! What an analysis looks at: bars, families, levels of the user's own.

use clap::Args;

use super::Call;
use super::input::{Input, date};
use super::span::Span;
use crate::analysis::RULES;
use crate::data::Loaded;
use crate::level::UserLevel;
use crate::market::Event;
use crate::report::Meta;
use crate::{AnalysisConfig, Bars, Basis, Family, Result, Zone};

/// Which bars, and which levels on them.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Levels")]
pub(super) struct View {
    /// Families of levels: swing, shelf, extreme, hvn, lvn, round, user [default: all]
    #[arg(long = "family", value_name = "NAMES", value_delimiter = ',')]
    families: Vec<Family>,

    /// Smallest price step of the venue; zones are at least this wide
    #[arg(long, value_name = "PRICE")]
    tick: Option<f64>,

    /// A level of your own: PRICE or LOW..HIGH, with @DATE since when it is known; may be given several times
    #[arg(long = "level", value_name = "PRICE", value_parser = given)]
    given: Vec<UserLevel>,

    #[command(flatten)]
    span: Span,
}

/// The bars, the settings, and what the footer says about them.
pub(super) struct Subject {
    pub(super) bars: Bars,
    pub(super) config: AnalysisConfig,
    /// The last bar that is looked at.
    pub(super) at: usize,
    pub(super) meta: Meta,
}

impl View {
    /// The date asked for.
    #[cfg(feature = "chart")]
    pub(super) fn as_of(&self) -> Option<chrono::NaiveDate> {
        self.span.as_of()
    }

    /// Reads the input and finds the bar to look from.
    pub(super) fn subject(&self, input: &Input, call: &Call) -> Result<Subject> {
        let loaded = input.load(call.ui)?;
        self.subject_of(input, &loaded, call)
    }

    /// Finds the bar to look from in a series of the input.
    pub(super) fn subject_of(
        &self,
        input: &Input,
        loaded: &Loaded,
        call: &Call,
    ) -> Result<Subject> {
        let mut seen = self.span.see(input, loaded)?;
        if !input.knows_basis() {
            seen.bars = as_known(seen.bars, &loaded.events, seen.at);
        }
        let meta = Meta {
            version: env!("CARGO_PKG_VERSION"),
            command: call.command.clone(),
            data: seen.source(input, loaded),
            as_of: Some(seen.bars.date(seen.at)),
            rules: Some(RULES.to_owned()),
            seed: None,
        };
        Ok(Subject {
            bars: seen.bars,
            config: self.config(),
            at: seen.at,
            meta,
        })
    }

    /// The default settings with what was asked for; a level of the user's own is always among the families.
    fn config(&self) -> AnalysisConfig {
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

/// The bars under the basis that was known at the close of bar `at`: prices are proven raw by a split inside them, and
/// not before it happened.
fn as_known(bars: Bars, events: &[Event], at: usize) -> Bars {
    let until = bars.date(at);
    let is_proof = |event: &Event| event.split_ratio().is_some() && event.session <= until;
    if bars.basis() == Basis::Raw && !events.iter().any(is_proof) {
        return bars.with_basis(Basis::Unknown);
    }
    bars
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
