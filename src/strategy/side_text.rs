//! One side of a strategy file as TOML has it: its keys, and which of them exclude each other.

use serde::Deserialize;
use toml::Spanned;

use super::life::LifeText;
use super::sizing::{KellyText, SizeText};
use super::text::{FileText, RuleText};
use crate::Result;
use crate::account::{Beside, LevelsOfWhole};

/// One side as it is written.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SideText {
    pub(super) enter: Option<RuleText>,
    pub(super) exit: Option<RuleText>,
    pub(super) partial: Option<Vec<PartialText>>,
    pub(super) size: Option<RuleText>,
    pub(super) size_cash: Option<RuleText>,
    pub(super) size_equity_pct: Option<RuleText>,
    pub(super) size_risk_pct: Option<RuleText>,
    pub(super) size_volatility_pct: Option<RuleText>,
    pub(super) size_atr: Option<RuleText>,
    pub(super) size_kelly: Option<Spanned<KellyText>>,
    pub(super) hold: Option<RuleText>,
    pub(super) hold_cash: Option<RuleText>,
    pub(super) hold_equity_pct: Option<RuleText>,
    pub(super) limit: Option<RuleText>,
    pub(super) stop_entry: Option<RuleText>,
    pub(super) life: Option<LifeText>,
    pub(super) cancel: Option<RuleText>,
    pub(super) on_new_signal: Option<OnNewSignal>,
    pub(super) stop: Option<RuleText>,
    pub(super) stop_each_close: Option<RuleText>,
    pub(super) trail: Option<RuleText>,
    pub(super) target: Option<RuleText>,
    pub(super) target_each_close: Option<RuleText>,
    pub(super) units: Option<Spanned<u32>>,
    pub(super) add: Option<RuleText>,
    pub(super) stop_of_units: Option<StopOfUnits>,
    pub(super) score: Option<RuleText>,
}

/// `partial = [{ when = "...", pct = 50 }]`: a part that is sold once a trade.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartialText {
    pub(super) when: RuleText,
    pub(super) pct: RuleText,
}

/// What becomes of an order that waits when the entry holds again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OnNewSignal {
    #[default]
    Replace,
    Keep,
}

/// Whose stop and target a position of several units has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StopOfUnits {
    Last,
    First,
    Average,
}

impl SideText {
    pub(super) fn sizes(&self) -> SizeText {
        SizeText {
            size: self.size.clone(),
            size_cash: self.size_cash.clone(),
            size_equity_pct: self.size_equity_pct.clone(),
            size_risk_pct: self.size_risk_pct.clone(),
            size_volatility_pct: self.size_volatility_pct.clone(),
            size_atr: self.size_atr.clone(),
            size_kelly: self.size_kelly.clone(),
            hold: self.hold.clone(),
            hold_cash: self.hold_cash.clone(),
            hold_equity_pct: self.hold_equity_pct.clone(),
        }
    }

    /// What an entry does beside an open position, by `units` and `hold`.
    pub(super) fn beside(&self, file: FileText<'_>) -> Result<Beside> {
        if self.sizes().sets() {
            return Ok(Beside::Sets);
        }
        let most = self.units.as_ref().map_or(1, |units| *units.get_ref());
        if most == 0 || most > MOST_UNITS {
            let at = self.units.as_ref().map_or(0, |units| units.span().start);
            let problem = format!("units = {most}: must be from 1 to {MOST_UNITS}");
            return Err(file.wrong(at, problem, None));
        }
        let levels = match self.stop_of_units.unwrap_or(StopOfUnits::Last) {
            StopOfUnits::Last => LevelsOfWhole::Last,
            StopOfUnits::First => LevelsOfWhole::First,
            StopOfUnits::Average => LevelsOfWhole::Average,
        };
        Ok(match most {
            1 => Beside::Refused,
            most => Beside::Adds { most, levels },
        })
    }

    /// The first two keys that exclude each other, with what to do about them.
    pub(super) fn contradiction(&self) -> Option<(&RuleText, &'static str, &'static str)> {
        let one_stop = "one of them moves the stop: stop is fixed, stop_each_close is told anew at every close, trail \
                        too but never moves away from the price; stop and trail may stand together";
        let stop = self.stop.as_ref().or(self.trail.as_ref());
        if let (Some(text), Some(_)) = (&self.stop_each_close, stop) {
            return Some((text, "stop_each_close beside stop or trail", one_stop));
        }
        if let (Some(text), Some(_)) = (&self.target_each_close, &self.target) {
            let help = "target is fixed, target_each_close is told anew at every close";
            return Some((text, "a second target", help));
        }
        let add = self.add.as_ref().filter(|_| self.units.is_none());
        add.map(|text| {
            let help = "units = 4 says up to how many units there may be";
            (text, "add without units", help)
        })
    }
}

/// Units of one position, at most.
const MOST_UNITS: u32 = 1000;
