//! What is said beside the levels: momentum, and the round number a zone lies at.

use serde::{Deserialize, Serialize};

use super::AsOf;
use crate::indicator::Study;
use crate::level::{Zone, round_step};
use crate::market::{Bar, Bars, Basis};

/// Momentum at the close of a bar: descriptions, not signals. Each is `None` while its history is too short.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Momentum {
    /// Change over 20 bars, in ATR of log prices.
    pub change_20_atr: Option<f64>,
    /// Change over 20 bars, in percent.
    pub roc_20_pct: Option<f64>,
    /// Wilder's RSI of 14 bars.
    pub rsi_14: Option<f64>,
    /// Close over its mean of 50 bars, in percent above 0.
    pub over_sma_50_pct: Option<f64>,
    /// Close over its mean of 200 bars, in percent above 0.
    pub over_sma_200_pct: Option<f64>,
}

impl AsOf<'_> {
    /// Momentum at this close.
    pub fn momentum(&self) -> Momentum {
        let bars = self.bars().prefix(self.at() + 1);
        let last = |study: &str| last_value(study, &bars);
        let close = bars.last().map(Bar::close);
        let over = |mean: Option<f64>| Some(100.0 * (close? / mean? - 1.0));
        let roc_20_pct = last("roc(20)");
        let atr = self.atr_log().filter(|&atr| atr > 0.0);
        Momentum {
            change_20_atr: roc_20_pct
                .zip(atr)
                .map(|(roc, atr)| (roc / 100.0).ln_1p() / atr),
            roc_20_pct,
            rsi_14: last("rsi(14)"),
            over_sma_50_pct: over(last("sma(50)")),
            over_sma_200_pct: over(last("sma(200)")),
        }
    }

    /// Wilder's ATR of 14 bars, in price; `None` while there are fewer than 15 bars since the last gap.
    ///
    /// The one people know, for print. Distances are measured in [`AsOf::atr_log`].
    pub fn atr_14(&self) -> Option<f64> {
        last_value("atr(14)", &self.bars().prefix(self.at() + 1))
    }
}

/// The value of a study of one column at the last bar.
fn last_value(study: &str, bars: &Bars) -> Option<f64> {
    let columns = Study::parse(study, "context").ok()?.run(bars).ok()?;
    columns.first()?.get(bars.len().checked_sub(1)?)
}

/// Where a zone lies to the nearest round number, in words such as `just above 160`; the zone is not moved to it.
///
/// A round number is a multiple of the smallest of 1, 5, 10, 50 ... that is at least 4 % of the price. `None` where it
/// is further than a quarter of an ATR from the zone, and on dividend-adjusted prices, which never stood on a screen.
pub fn round_label(zone: Zone, basis: Basis, atr_log: f64) -> Option<String> {
    if basis == Basis::SplitDividendAdjusted {
        return None;
    }
    let step = round_step(zone.centre());
    let number = (zone.centre() / step).round() * step;
    let near = |edge: f64| (edge / number).ln().abs() <= 0.25 * atr_log;
    let side = match number {
        _ if number <= 0.0 => return None,
        _ if zone.contains(number) => "around",
        _ if number < zone.low && near(zone.low) => "just above",
        _ if number > zone.high && near(zone.high) => "just below",
        _ => return None,
    };
    // Steps are decimal, so a few digits show the number without the noise of its last bits.
    let digits = format!("{number:.6}");
    Some(format!(
        "{side} {}",
        digits.trim_end_matches('0').trim_end_matches('.')
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_told_beside_its_round_number() {
        let label = |low, high| round_label(Zone { low, high }, Basis::SplitAdjusted, 0.03);
        assert_eq!(label(160.89, 161.58).as_deref(), Some("just above 160"));
        assert_eq!(label(159.0, 161.0).as_deref(), Some("around 160"));
        assert_eq!(label(0.0495, 0.0497).as_deref(), Some("just below 0.05"));
        assert_eq!(label(164.5, 165.5), None);
        assert_eq!(
            round_label(
                Zone {
                    low: 159.0,
                    high: 161.0
                },
                Basis::SplitDividendAdjusted,
                0.03
            ),
            None
        );
    }
}
