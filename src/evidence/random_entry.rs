//! Random entries: what the same holding times and stakes would have earned at other dates.

use rayon::prelude::*;

use super::random::Random;
use crate::account::{Direction, Entry, Order, Portfolio, Size, Trade};
use crate::backtest::{BacktestConfig, Input, Run, run};
use crate::strategy::{Now, Orders, Strategy};
use crate::{Bars, Result};

/// How a run compares with runs that enter at random.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomEntries {
    /// Share of the random runs with a lower final equity; ties count half.
    pub beaten: f64,
    /// Number of random runs.
    pub runs: usize,
}

/// A trade to be had again elsewhere.
#[derive(Debug, Clone, Copy)]
struct Stake {
    direction: Direction,
    bars: usize,
    equity_pct: f64,
}

impl RandomEntries {
    /// Compares the closed trades of `run`, made on `bars`, with `runs` runs of the same number of trades, holding
    /// times, directions, stakes (as parts of the equity) and costs, at random dates after the warm-up, one trade at a
    /// time. Stops and targets are not repeated: their effect is in the holding times. The comparison is with the same
    /// trades at their own dates, so that both sides are simulated alike. `None` without closed trades, or where they do
    /// not fit.
    ///
    /// # Errors
    ///
    /// Those of [`run`].
    pub fn of(
        bars: &Bars,
        result: &Run,
        config: &BacktestConfig,
        runs: usize,
        seed: u64,
    ) -> Result<Option<Self>> {
        let stakes: Vec<Stake> = result
            .closed
            .iter()
            .map(|trade| stake(trade, result))
            .collect();
        let first = result.warm_up.first().map_or(0, |warm_up| warm_up.bars) + 1;
        let needed: usize = stakes.iter().map(|stake| stake.bars + 1).sum();
        let room = bars.len().saturating_sub(first);
        if stakes.is_empty() || needed > room || runs == 0 {
            return Ok(None);
        }
        let own: Vec<(usize, Stake)> = result
            .closed
            .iter()
            .map(|trade| trade.entry.at)
            .zip(stakes.iter().copied())
            .collect();
        let own = final_equity(bars, own, config)?;
        let others = (0..runs as u64)
            .into_par_iter()
            .map(|number| {
                let mut random = Random::new(seed, number);
                let placed = place(&stakes, first, room - needed, &mut random);
                final_equity(bars, placed, config)
            })
            .collect::<Result<Vec<f64>>>()?;
        let beaten: f64 = others
            .iter()
            .map(|other| match own.total_cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
            .sum();
        Ok(Some(Self {
            beaten: beaten / runs as f64,
            runs,
        }))
    }
}

fn stake(trade: &Trade, result: &Run) -> Stake {
    let before = trade.entry.at.checked_sub(1);
    let equity = before
        .and_then(|at| result.equity.get(at).copied())
        .unwrap_or(result.cash);
    Stake {
        direction: trade.direction,
        // A trade within one bar cannot be repeated by orders at opens: it lasts to the next open.
        bars: trade.bars_held().max(1),
        equity_pct: 100.0 * trade.shares * trade.entry.paid / equity,
    }
}

/// The stakes in random order with `spare` bars spread at random between them; `first` is the earliest entry.
fn place(stakes: &[Stake], first: usize, spare: usize, random: &mut Random) -> Vec<(usize, Stake)> {
    let mut order = stakes.to_vec();
    random.shuffle(&mut order);
    let mut gaps: Vec<usize> = stakes.iter().map(|_| random.below(spare + 1)).collect();
    gaps.sort_unstable();
    let mut busy = first;
    order
        .into_iter()
        .zip(gaps)
        .map(|(stake, gap)| {
            let entry = busy + gap;
            busy += stake.bars + 1;
            (entry, stake)
        })
        .collect()
}

fn final_equity(bars: &Bars, placed: Vec<(usize, Stake)>, config: &BacktestConfig) -> Result<f64> {
    let mut strategy = Placed { placed, next: 0 };
    let config = BacktestConfig {
        close_at_end: true,
        ..config.clone()
    };
    Ok(run(&[Input::new(bars)], &mut strategy, &config)?.final_equity())
}

/// Enters at the given bars and holds for the given times.
struct Placed {
    /// Entry bars, rising.
    placed: Vec<(usize, Stake)>,
    next: usize,
}

impl Strategy for Placed {
    fn prepare(&mut self, _: &[&Bars]) -> Result<()> {
        self.next = 0;
        Ok(())
    }

    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        if let Some(position) = portfolio.position(now.symbol()) {
            let held = self.placed[self.next - 1].1.bars;
            if now.at() + 1 >= position.entry().at + held {
                orders.push(Order::Exit);
            } else {
                return;
            }
        }
        while let Some(&(entry, stake)) = self.placed.get(self.next) {
            if entry > now.at() + 1 {
                return;
            }
            self.next += 1;
            if entry == now.at() + 1 {
                let size = Size::EquityPct(stake.equity_pct);
                orders.push(Order::Enter(Entry::new(stake.direction, size)));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Costs;
    use crate::{Basis, Ohlcv, Timeframe};

    /// Holds the good weeks of a market that rises one week and falls the next.
    struct Knowing;

    impl Strategy for Knowing {
        fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
            let is_good = ((now.at() + 1) / 5).is_multiple_of(2);
            match portfolio.is_flat(0) {
                true if is_good => orders.push(Order::Enter(Entry::long(Size::EquityPct(50.0)))),
                false if !is_good => orders.push(Order::Exit),
                _ => {}
            }
        }
    }

    fn bars() -> Bars {
        let symbol = "ACME".parse().unwrap();
        let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw);
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let mut close = 100.0;
        for day in 0..200_u64 {
            let open = close;
            close *= if day / 5 % 2 == 0 { 1.01 } else { 0.99 };
            let row = Ohlcv {
                open,
                high: close.max(open),
                low: close.min(open),
                close,
                volume: 1.0,
            };
            builder
                .push((first + chrono::Days::new(day)).into(), row)
                .unwrap();
        }
        builder.build()
    }

    #[test]
    fn knowing_beats_nearly_all_random_entries_and_no_trade_has_no_answer() {
        let bars = bars();
        let config = BacktestConfig {
            costs: Costs::NONE,
            ..BacktestConfig::default()
        };
        let result = run(&[Input::new(&bars)], &mut Knowing, &config).unwrap();
        assert!(result.closed.len() > 15);
        let found = RandomEntries::of(&bars, &result, &config, 200, 1)
            .unwrap()
            .unwrap();
        assert!(found.beaten > 0.99, "{found:?}");
        let mut idle = result;
        idle.closed.clear();
        assert_eq!(
            RandomEntries::of(&bars, &idle, &config, 10, 1).unwrap(),
            None
        );
    }

    #[test]
    fn placed_trades_do_not_overlap_and_fit() {
        let stake = |bars| Stake {
            direction: Direction::Long,
            bars,
            equity_pct: 10.0,
        };
        let stakes = [stake(3), stake(1), stake(7)];
        for number in 0..50 {
            let mut random = Random::new(3, number);
            let placed = place(&stakes, 10, 6, &mut random);
            for pair in placed.windows(2) {
                assert!(pair[0].0 + pair[0].1.bars < pair[1].0);
            }
            let (last, stake) = placed[2];
            assert!(placed[0].0 >= 10 && last + stake.bars < 10 + 14 + 6);
        }
    }
}
