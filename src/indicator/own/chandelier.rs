//! Chandelier exit.

use ta_lib::abstract_api::FuncId;

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::Param;
use super::super::plan::{Pane, Style};
use super::super::talib;
use super::stretch::{Own, Stretch};
use crate::Result;

/// Chandelier exit: a trailing stop that hangs from the highest high, or stands on the lowest low, of n bars.
///
/// ```text
/// long[t]  = max(high[t-n+1 ..= t]) - k * ATR(n)[t]
/// short[t] = min(low[t-n+1 ..= t]) + k * ATR(n)[t]          ATR with Wilder's smoothing
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close; `period` n, usually 22; `multiplier` k, usually 3 |
/// | Out | `long` stop of a long position, `short` of a short one, in the unit of the prices |
/// | Warm-up | n bars, as the ATR |
/// | Source | C. Le Beau; A. Elder, *Come Into My Trading Room*, 2002 |
pub(super) const STUDY: Own = Own {
    name: "chandelier",
    aliases: &["chandelier_exit"],
    title: "Chandelier Exit",
    group: Group::Overlap,
    params: || {
        vec![
            Param::bars("period", "bars of the extreme and of the ATR", 2, 22),
            Param::real(
                "multiplier",
                "ATRs between the extreme and the stop",
                [0.0, 1e6],
                3.0,
            ),
        ]
    },
    outputs: &[
        ("long", Pane::Price, Style::Lower),
        ("short", Pane::Price, Style::Upper),
    ],
    lookback: |params| Some(params.bars(0)),
    settle: |params| talib::settle(FuncId::ATR, &params.0[..1]),
    run,
    notes: "highest high less k ATRs, lowest low plus k ATRs; Wilder's ATR, as it is charted",
    ..Own::PLAIN
};

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let period = &stretch.params.0[..1];
    let width = stretch.params.real(1);
    let atr = &stretch.talib(FuncId::ATR, period, None)?[0];
    let highest = &stretch.talib(FuncId::MAX, period, Some(stretch.high()))?[0];
    let lowest = &stretch.talib(FuncId::MIN, period, Some(stretch.low()))?[0];
    let [long, short] = columns else {
        unreachable!("two outputs are declared");
    };
    for (i, atr) in atr.iter().enumerate() {
        if let (Some(atr), Some(high), Some(low)) = (atr, highest.get(i), lowest.get(i)) {
            long.set(stretch.start() + i, high - width * atr);
            short.set(stretch.start() + i, low + width * atr);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bars, row, values};

    #[test]
    fn the_stop_hangs_from_the_highest_high() {
        // True ranges 2, 2, 4 from the second bar; ATR(2) = 2 at bar 2, (2 + 4) / 2 = 3 at bar 3.
        let bars = bars(&[
            row(10.0, 11.0, 9.0, 10.0),
            row(10.0, 11.0, 9.0, 10.0),
            row(10.0, 12.0, 10.0, 11.0),
            row(11.0, 15.0, 11.0, 14.0),
        ]);
        assert_eq!(
            values("chandelier(2, 1).long", &bars),
            [None, None, Some(10.0), Some(12.0)]
        );
        assert_eq!(
            values("chandelier(2, 1).short", &bars),
            [None, None, Some(11.0), Some(13.0)]
        );
    }
}
