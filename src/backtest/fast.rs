//! The order-free fast path: entries and exits at the open by two masks, one series, no levels.
//!
//! Such a run is a walk from set bit to set bit: between two decisions nothing can happen but the marks of the curve. It
//! gives what the event loop gives (a test holds them against each other on random plans), and a sweep has thousands of
//! them. Nothing here knows how the masks came about.

use crate::Bars;
use crate::rule::Mask;

use super::{BacktestConfig, Fills};

/// An order-free plan: all the money in at the open after `enter`, out at the open after `exit`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaskPlan<'a> {
    /// Closes at which an entry is decided, if nothing is held.
    pub(crate) enter: &'a Mask,
    /// Closes at which an exit is decided, if something is held.
    pub(crate) exit: &'a Mask,
}

/// What a sweep keeps of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Summary {
    /// Equity at the last close.
    pub(crate) final_equity: f64,
    /// Sum of the returns of closes.
    pub(crate) sum: f64,
    /// Sum of their squares.
    pub(crate) square: f64,
    /// Deepest fall from a peak, at most 0.
    pub(crate) max_drawdown: f64,
    /// Closed trades.
    pub(crate) closed_trades: usize,
    /// Closes with a position.
    pub(crate) exposed_bars: usize,
    /// Closes of the curve.
    pub(crate) bars: usize,
}

impl Summary {
    /// Mean return of a close; `None` without returns.
    pub(crate) fn mean_a_bar(&self) -> Option<f64> {
        let n = self.bars.checked_sub(1).filter(|n| *n > 0)?;
        Some(self.sum / n as f64)
    }

    /// Standard deviation of the returns, with n - 1; `None` below two.
    pub(crate) fn deviation_a_bar(&self) -> Option<f64> {
        let n = self.bars.checked_sub(1).filter(|n| *n > 1)? as f64;
        let variance = (self.square - self.sum * self.sum / n) / (n - 1.0);
        Some(variance.max(0.0).sqrt())
    }
}

/// Whether the walk gives what the event loop gives: `config` asks for nothing that only the loop can do, and something
/// traded in every bar.
pub(crate) fn is_order_free(bars: &Bars, config: &BacktestConfig) -> bool {
    let has_dry_bar = bars.volume().is_some_and(|volume| volume.contains(&0.0));
    !has_dry_bar
        && config.fills == Fills::Model1
        && config.volume_cap_pct.is_none()
        && config.max_weight_pct.is_none()
        && !config.close_at_end
        && config.costs.interest_pct <= 0.0
}

/// Runs `plan` over `bars`, no entry decided before bar `first`; the equity of every close goes to `curve`, if it is
/// wanted.
pub(crate) fn walk(
    bars: &Bars,
    plan: MaskPlan<'_>,
    first: usize,
    config: &BacktestConfig,
    curve: Option<&mut Vec<f64>>,
) -> Summary {
    let (open, close, len) = (bars.open(), bars.close(), bars.len());
    let costs = &config.costs;
    let mut account = Account::new(config.cash, curve);
    // Flat at the close of `flat_since` and after it.
    let mut flat_since = 0;
    while let Some(decided) = plan.enter.next(flat_since.max(first)) {
        let entry = decided + 1;
        if entry >= len {
            break;
        }
        account.flat(entry - flat_since);
        let paid = costs.paid(open[entry], 1.0, false);
        let shares = config.in_lots(account.cash / (paid * (1.0 + costs.commission_frac())));
        if shares <= 0.0 {
            flat_since = entry;
            continue;
        }
        account.buy(shares, paid, costs.commission_frac());
        let exit = plan.exit.next(entry).map_or(len, |decided| decided + 1);
        account.held(shares, &close[entry..exit.min(len)]);
        flat_since = exit.min(len);
        if exit >= len {
            break;
        }
        let paid = costs.paid(open[exit], -1.0, false);
        account.sell(shares, paid, costs.commission_frac());
    }
    account.flat(len - flat_since);
    account.summary(len)
}

/// The money of a walk and what is measured of it.
struct Account<'c> {
    cash: f64,
    equity: f64,
    peak: f64,
    /// Lowest equity over the peak before it.
    deepest: f64,
    sum: f64,
    square: f64,
    closed_trades: usize,
    exposed_bars: usize,
    curve: Option<&'c mut Vec<f64>>,
}

impl<'c> Account<'c> {
    fn new(cash: f64, curve: Option<&'c mut Vec<f64>>) -> Self {
        Self {
            cash,
            equity: cash,
            peak: cash,
            deepest: 1.0,
            sum: 0.0,
            square: 0.0,
            closed_trades: 0,
            exposed_bars: 0,
            curve,
        }
    }

    /// So many closes without a position: only the first can differ from the close before, by the sale at its open.
    fn flat(&mut self, closes: usize) {
        if closes == 0 {
            return;
        }
        self.close_at(self.cash);
        if let Some(curve) = &mut self.curve {
            curve.extend(std::iter::repeat_n(self.cash, closes));
        }
    }

    fn held(&mut self, shares: f64, closes: &[f64]) {
        self.exposed_bars += closes.len();
        let cash = self.cash;
        for close in closes {
            self.close_at(cash + shares * close);
        }
        if let Some(curve) = &mut self.curve {
            curve.extend(closes.iter().map(|close| cash + shares * close));
        }
    }

    #[inline]
    fn close_at(&mut self, equity: f64) {
        let value = equity / self.equity - 1.0;
        self.sum += value;
        self.square += value * value;
        self.equity = equity;
        if equity > self.peak {
            self.peak = equity;
        } else if equity < self.deepest * self.peak {
            self.deepest = equity / self.peak;
        }
    }

    fn buy(&mut self, shares: f64, paid: f64, commission_frac: f64) {
        self.cash -= shares * paid + shares * paid * commission_frac;
    }

    fn sell(&mut self, shares: f64, paid: f64, commission_frac: f64) {
        self.cash += shares * paid - shares * paid * commission_frac;
        self.closed_trades += 1;
    }

    fn summary(self, bars: usize) -> Summary {
        Summary {
            final_equity: self.equity,
            sum: self.sum,
            square: self.square,
            max_drawdown: self.deepest - 1.0,
            closed_trades: self.closed_trades,
            exposed_bars: self.exposed_bars,
            bars,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::account::{Costs, Entry, Order, Portfolio, Size};
    use crate::analysis::AsOf;
    use crate::backtest::{Input, run};
    use crate::strategy::Strategy;
    use crate::{Basis, Ohlcv, Timeframe};

    /// The plan as the event loop takes it.
    struct Masks<'p>(MaskPlan<'p>);

    impl Strategy for Masks<'_> {
        fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
            let order = if portfolio.is_flat(symbol) {
                let entry = Entry::long(Size::EquityPct(100.0));
                self.0.enter.get(now.at()).then_some(Order::Enter(entry))
            } else {
                self.0.exit.get(now.at()).then_some(Order::Exit)
            };
            order.into_iter().collect()
        }
    }

    fn bars(steps: &[(f64, f64)]) -> Bars {
        let symbol = "ACME".parse().unwrap();
        let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw);
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let mut close = 100.0_f64;
        for (day, (gap, body)) in (0_u64..).zip(steps) {
            let open = close * (1.0 + gap);
            close = open * (1.0 + body);
            let row = Ohlcv {
                open,
                high: open.max(close),
                low: open.min(close),
                close,
                volume: 1.0,
            };
            let time = (first + chrono::Days::new(day)).into();
            builder.push(time, row).unwrap();
        }
        builder.build()
    }

    fn mask(bits: &[bool], len: usize) -> Mask {
        let mut mask = Mask::none(len);
        for (at, _) in bits.iter().enumerate().take(len).filter(|(_, bit)| **bit) {
            mask.set(at);
        }
        mask
    }

    proptest! {
        #[test]
        fn the_walk_is_the_event_loop_to_the_bit(
            steps in proptest::collection::vec((-0.05..0.05_f64, -0.05..0.05_f64), 1..200),
            enter in proptest::collection::vec(prop::bool::weighted(0.2), 200),
            exit in proptest::collection::vec(prop::bool::weighted(0.1), 200),
            cash in 50.0..5000.0_f64,
        ) {
            let bars = bars(&steps);
            let (enter, exit) = (mask(&enter, bars.len()), mask(&exit, bars.len()));
            let plan = MaskPlan { enter: &enter, exit: &exit };
            let config = BacktestConfig {
                cash,
                costs: Costs { commission_bps: 7.0, ..Costs::default() },
                ..BacktestConfig::default()
            };
            let loop_run = run(&[Input::new(&bars)], &mut Masks(plan), &config).unwrap();
            let mut curve = Vec::new();
            let summary = walk(&bars, plan, 0, &config, Some(&mut curve));
            prop_assert_eq!(&curve, &loop_run.equity);
            prop_assert_eq!(summary.closed_trades, loop_run.closed.len());
            prop_assert_eq!(summary.exposed_bars, loop_run.exposed_bars);
            let drawdown = crate::backtest::metrics::Drawdown::of(&loop_run.equity);
            prop_assert!((summary.max_drawdown - drawdown.deepest).abs() < 1e-12);
        }
    }
}
