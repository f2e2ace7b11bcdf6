//! Random entries: what the same holding times and stakes would have earned at other dates.

use rayon::prelude::*;
use serde::Serialize;

use super::draws::Draws;
use super::random::Random;
use crate::account::{Direction, Entry, Order, Portfolio, Size, Trade};
use crate::analysis::AsOf;
use crate::backtest::{BacktestConfig, Input, Run, run};
use crate::strategy::Strategy;
use crate::{Bars, Result};

/// The bars left over must be at least one for so many that the trades take: with less room, every random run would be
/// nearly the run itself, and a single bar more or less at the start of the series would turn the answer round.
const TAKEN_FOR_EACH_SPARE: usize = 4;

/// How a run compares with runs that enter at random.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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
    /// Compares the closed trades of `result`, made over `inputs`, with random runs of the same number of trades a
    /// symbol, holding times, directions, stakes (as parts of the equity) and costs, at random dates after the warm-up,
    /// one trade a symbol at a time. Stops and targets are not repeated: their effect is in the holding times. The
    /// comparison is with the same trades at their own dates, so that both sides are simulated alike. `None` without
    /// closed trades, or where there is no room to place them elsewhere: the bars left over, of the symbols traded and
    /// after their warm-up, must be at least a quarter of those that the trades take.
    ///
    /// # Errors
    ///
    /// Those of [`run`].
    pub fn of(
        inputs: &[Input<'_>],
        result: &Run,
        config: &BacktestConfig,
        draws: Draws<'_>,
    ) -> Result<Option<Self>> {
        let mut inputs = inputs.to_vec();
        inputs.sort_by_key(|input| input.bars().symbol());
        let rooms: Option<Vec<Room>> = inputs
            .iter()
            .enumerate()
            .map(|(symbol, input)| Room::of(symbol, input.bars(), result))
            .collect();
        let is_run = !result.closed.is_empty() && draws.count > 0;
        let Some(rooms) = rooms.filter(|rooms| is_run && have_room(rooms)) else {
            return Ok(None);
        };
        let own = rooms.iter().map(|room| room.own.clone()).collect();
        let own = final_equity(&inputs, own, config)?;
        let others = (0..draws.count as u64)
            .into_par_iter()
            .map(|number| {
                let mut random = Random::new(draws.seed, number);
                let placed = rooms.iter().map(|room| room.place(&mut random));
                let equity = final_equity(&inputs, placed.collect(), config);
                (draws.told)();
                equity
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
            beaten: beaten / draws.count as f64,
            runs: draws.count,
        }))
    }
}

/// The trades of one symbol and the room for them.
#[derive(Debug, Clone)]
struct Room {
    /// With their own entry bars, rising.
    own: Vec<(usize, Stake)>,
    /// The earliest entry.
    first: usize,
    /// Bars that the trades take.
    taken: usize,
    /// Bars that are left when all trades are placed.
    spare: usize,
}

/// Whether random entries would differ from the trades themselves.
fn have_room(rooms: &[Room]) -> bool {
    let traded = || rooms.iter().filter(|room| !room.own.is_empty());
    let taken: usize = traded().map(|room| room.taken).sum();
    let spare: usize = traded().map(|room| room.spare).sum();
    spare.saturating_mul(TAKEN_FOR_EACH_SPARE) >= taken
}

impl Room {
    /// `None` where the trades do not fit one after the other.
    fn of(symbol: usize, bars: &Bars, result: &Run) -> Option<Self> {
        let trades = result.closed.iter().filter(|trade| trade.symbol == symbol);
        let own: Vec<(usize, Stake)> = trades
            .map(|trade| (trade.entry.at, stake(trade, result)))
            .collect();
        let first = result.warm_up.get(symbol).map_or(0, |it| it.bars) + 1;
        let taken: usize = own.iter().map(|(_, stake)| stake.bars + 1).sum();
        Some(Self {
            first,
            taken,
            spare: bars.len().saturating_sub(first).checked_sub(taken)?,
            own,
        })
    }

    /// The stakes in random order with the spare bars spread at random between them.
    fn place(&self, random: &mut Random) -> Vec<(usize, Stake)> {
        let mut order: Vec<Stake> = self.own.iter().map(|(_, stake)| *stake).collect();
        random.shuffle(&mut order);
        let mut gaps: Vec<usize> = order.iter().map(|_| random.below(self.spare + 1)).collect();
        gaps.sort_unstable();
        let mut busy = self.first;
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
}

fn stake(trade: &Trade, result: &Run) -> Stake {
    let at = result.time.partition_point(|time| *time < trade.entry.time);
    let before = at
        .checked_sub(1)
        .and_then(|at| result.equity.get(at).copied());
    let equity = before.unwrap_or(result.cash);
    Stake {
        direction: trade.direction,
        // A trade within one bar cannot be repeated by orders at opens: it lasts to the next open.
        bars: trade.bars_held().max(1),
        equity_pct: 100.0 * trade.shares * trade.entry.paid / equity,
    }
}

fn final_equity(
    inputs: &[Input<'_>],
    placed: Vec<Vec<(usize, Stake)>>,
    config: &BacktestConfig,
) -> Result<f64> {
    let next = vec![0; placed.len()];
    let config = BacktestConfig {
        close_at_end: true,
        ..config.clone()
    };
    Ok(run(inputs, &mut Placed { placed, next }, &config)?.final_equity())
}

/// Enters at the given bars and holds for the given times.
struct Placed {
    /// Entry bars, rising, by symbol.
    placed: Vec<Vec<(usize, Stake)>>,
    /// The next of them, by symbol.
    next: Vec<usize>,
}

impl Strategy for Placed {
    fn prepare(&mut self, _: &[&AsOf<'_>]) -> Result<()> {
        self.next.fill(0);
        Ok(())
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let (placed, next) = (&self.placed[symbol], &mut self.next[symbol]);
        let mut orders = Vec::new();
        if let Some(position) = portfolio.position(symbol) {
            let held = placed[*next - 1].1.bars;
            if now.at() + 1 >= position.entry().at + held {
                orders.push(Order::Exit);
            } else {
                return orders;
            }
        }
        while let Some(&(entry, stake)) = placed.get(*next) {
            if entry > now.at() + 1 {
                break;
            }
            *next += 1;
            if entry == now.at() + 1 {
                let size = Size::EquityPct(stake.equity_pct);
                orders.push(Order::Enter(Entry::new(stake.direction, size)));
                break;
            }
        }
        orders
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ohlcv;
    use crate::account::Costs;
    use crate::market::testing::daily;

    /// Holds the good weeks of a market that rises one week and falls the next.
    struct Knowing;

    impl Strategy for Knowing {
        fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
            let is_good = ((now.at() + 1) / 5).is_multiple_of(2);
            match portfolio.is_flat(symbol) {
                true if is_good => vec![Order::Enter(Entry::long(Size::EquityPct(50.0)))],
                false if !is_good => vec![Order::Exit],
                _ => Vec::new(),
            }
        }
    }

    fn bars() -> Bars {
        let mut close = 100.0_f64;
        daily((0..200).map(|day| {
            let open = close;
            close *= if day / 5 % 2 == 0 { 1.01 } else { 0.99 };
            Ohlcv {
                open,
                high: close.max(open),
                low: close.min(open),
                close,
                volume: 1.0,
            }
        }))
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
        let inputs = [Input::new(&bars)];
        let found = RandomEntries::of(&inputs, &result, &config, Draws::silent(200, 1))
            .unwrap()
            .unwrap();
        assert!(found.beaten > 0.99, "{found:?}");
        let mut idle = result;
        idle.closed.clear();
        assert_eq!(
            RandomEntries::of(&inputs, &idle, &config, Draws::silent(10, 1)).unwrap(),
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
        let room = Room {
            own: vec![(11, stake(3)), (15, stake(1)), (20, stake(7))],
            first: 10,
            taken: 14,
            spare: 6,
        };
        for number in 0..50 {
            let placed = room.place(&mut Random::new(3, number));
            for pair in placed.windows(2) {
                assert!(pair[0].0 + pair[0].1.bars < pair[1].0);
            }
            let (last, stake) = placed[2];
            assert!(placed[0].0 >= 10 && last + stake.bars < 10 + 14 + 6);
        }
    }

    #[test]
    fn trades_that_fill_the_series_have_no_elsewhere() {
        let stake = Stake {
            direction: Direction::Long,
            bars: 3,
            equity_pct: 10.0,
        };
        let room = |trades: usize, spare| Room {
            own: vec![(1, stake); trades],
            first: 1,
            taken: 4 * trades,
            spare,
        };
        assert!(have_room(&[room(10, 10)]));
        assert!(!have_room(&[room(10, 9)]));
        // The room is that of the symbols traded, together.
        assert!(!have_room(&[room(10, 9), room(0, 1000)]));
        assert!(have_room(&[room(10, 0), room(10, 20)]));
    }

    #[test]
    fn always_in_the_market_is_compared_with_nothing() {
        /// Sells after three bars and buys again.
        struct Restless;
        impl Strategy for Restless {
            fn on_close(
                &mut self,
                symbol: usize,
                now: &AsOf<'_>,
                portfolio: &Portfolio,
            ) -> Vec<Order> {
                match portfolio.position(symbol) {
                    None => vec![Order::Enter(Entry::long(Size::EquityPct(50.0)))],
                    Some(position) if now.at() >= position.entry().at + 3 => {
                        vec![Order::Exit]
                    }
                    Some(_) => Vec::new(),
                }
            }
        }
        let bars = bars();
        let config = BacktestConfig::default();
        for dropped in 0..4 {
            let bars = bars.prefix(bars.len() - dropped);
            let inputs = [Input::new(&bars)];
            let result = run(&inputs, &mut Restless, &config).unwrap();
            let found = RandomEntries::of(&inputs, &result, &config, Draws::silent(20, 1));
            assert_eq!(found.unwrap(), None);
        }
    }
}
