//! Squeeze.

use ta_lib::abstract_api::FuncId;

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::{Param, ParamValues, Value};
use super::super::plan::{Pane, Style};
use super::super::talib;
use super::stretch::{Own, Stretch};
use crate::Result;

/// Squeeze: whether the Bollinger Bands lie within the Keltner Channel, the quiet before a move.
///
/// ```text
/// state[t] = 1 if BB upper < KC upper and BB lower > KC lower, else 0
/// BB = SMA(n) of the close +/- k standard deviations     KC = EMA(n) of p +/- m * ATR(n)
/// p[t] = (high[t] + low[t] + close[t]) / 3
/// fired[t] = 1 if state[t-1] = 1 and state[t] = 0, else 0
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close; `period` n, usually 20; `nb_dev` k, usually 2; `factor` m, usually 1.5 |
/// | Out | `state` 1 or 0; `fired` 1 on the bar that ends a squeeze, else 0 |
/// | Warm-up | n bars, as the ATR; one more for `fired` |
/// | Source | J. Carter, *Mastering the Trade*, 2005, chapter 11; TA-Lib `BBANDS` and `KC` |
pub(super) const STUDY: Own = Own {
    name: "squeeze",
    aliases: &["ttm_squeeze"],
    title: "Squeeze: Bollinger Bands within the Keltner Channel",
    group: Group::Volatility,
    params: || {
        vec![
            Param::bars("period", "bars of both bands", 2, 20),
            Param::real(
                "nb_dev",
                "standard deviations of the Bollinger Bands",
                [0.0, 1e6],
                2.0,
            ),
            Param::real("factor", "ATRs of the Keltner Channel", [0.0, 1e6], 1.5),
        ]
    },
    outputs: &[
        ("state", Pane::Own, Style::Dots),
        ("fired", Pane::Own, Style::Mark),
    ],
    lookback: |params| talib::lookback(FuncId::KC, &channel(params)).ok(),
    settle: |params| talib::settle(FuncId::KC, &channel(params)),
    run,
    notes: "1 while the Bollinger Bands lie within the Keltner Channel; TA-Lib's sqzmom adds a momentum",
    ..Own::PLAIN
};

fn channel(params: ParamValues<'_>) -> [Value; 3] {
    [params.0[0], params.0[0], params.0[2]]
}

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let [period, nb_dev, _] = *stretch.params.0 else {
        unreachable!("three parameters are declared");
    };
    let simple = Value::Choice(0);
    let bands = stretch.talib(
        FuncId::BBANDS,
        &[period, nb_dev, nb_dev, simple],
        Some(stretch.close()),
    )?;
    let channel = stretch.talib(FuncId::KC, &channel(stretch.params), None)?;
    let mut was_on: Option<bool> = None;
    for i in 0..stretch.len() {
        let pair = |output: usize| bands[output].get(i).zip(channel[output].get(i));
        let (Some(upper), Some(lower)) = (pair(0), pair(2)) else {
            continue;
        };
        let is_on = upper.0 < upper.1 && lower.0 > lower.1;
        columns[0].set(stretch.start() + i, f64::from(is_on));
        if let Some(was_on) = was_on.replace(is_on) {
            columns[1].set(stretch.start() + i, f64::from(was_on && !is_on));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::Study;
    use super::super::testing::{bars, row, values};

    #[test]
    fn wide_bars_with_still_closes_are_a_squeeze_and_a_run_of_closes_ends_it() {
        // Ranges of 2 around 10: deviation 0, ATR 2. Then closes leave: deviation outgrows the ATR.
        let mut rows = vec![row(10.0, 11.0, 9.0, 10.0); 6];
        rows.extend([13.0, 17.0, 22.0].map(|close| row(close, close, close, close)));
        let bars = bars(&rows);
        let state = values("squeeze(3).state", &bars);
        let lookback = "squeeze(3)"
            .parse::<Study>()
            .unwrap()
            .plan()
            .lookback
            .unwrap();
        assert_eq!(lookback, 3);
        assert_eq!(
            state[..6],
            [None, None, None, Some(1.0), Some(1.0), Some(1.0)]
        );
        assert_eq!(state[8], Some(0.0));
        let fired = values("squeeze(3).fired", &bars);
        // Whether the first state ended a squeeze, nobody knows.
        assert_eq!(fired[..5], [None, None, None, None, Some(0.0)]);
        let times = fired.iter().filter(|fired| **fired == Some(1.0)).count();
        assert_eq!(times, 1, "{fired:?}");
    }

    #[test]
    fn the_channel_is_laid_around_the_typical_price() {
        // Still closes of 10 at the low of each bar: both bands are 10, the typical price is 32 / 3, the ATR 2. With a
        // factor of 0.2 the lower line is 10.27, above the bands; around the close it would be 9.6, below them.
        let bars = bars(&[row(10.0, 12.0, 10.0, 10.0); 6]);
        assert_eq!(values("squeeze(3).state", &bars)[5], Some(1.0));
        assert_eq!(
            values("squeeze(3, factor = 0.2).state", &bars)[5],
            Some(0.0)
        );
    }
}
