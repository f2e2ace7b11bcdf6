//! Many symbols.

use std::hint::black_box;

use strandline::Bars;
use strandline::rule::Holds;

use super::{CASH, Figures, Logged, Measure, SLIPPAGE};

/// The bound of a portfolio: one pool of cash, day by day. Exits at the open, then entries for 1 % of the equity each as
/// far as the cash goes, marks of what is held, decisions of the symbols that are due; trade log with the best and the
/// worst price of each trade, curve, moments and drawdown. All series have the same days, orders are for the market, and
/// nothing is written down of what was refused.
pub(crate) fn pool(all: &[Bars], masks: &[(Holds, Holds)]) -> Figures {
    let days = all[0].len();
    let mut pool = Pool {
        all,
        masks,
        due: masks.iter().map(|(enter, _)| next(enter, 0)).collect(),
        buy: Vec::new(),
        sell: Vec::new(),
        held: Vec::new(),
        cash: CASH,
        log: Vec::new(),
    };
    let (mut curve, mut measure) = (Vec::with_capacity(days), Measure::new(CASH));
    for at in 0..days {
        pool.exits(at);
        pool.entries(at);
        let equity = pool.mark(at);
        measure.close_at(equity);
        curve.push(equity);
        pool.decide(at);
    }
    black_box((&curve, &pool.log));
    measure.figures(days - 1, pool.log.len())
}

/// The account and what was decided at the last close, by symbol.
struct Pool<'a> {
    all: &'a [Bars],
    masks: &'a [(Holds, Holds)],
    /// By symbol, the day of its next signal.
    due: Vec<usize>,
    buy: Vec<usize>,
    sell: Vec<usize>,
    /// By symbol, rising.
    held: Vec<Holding>,
    cash: f64,
    log: Vec<Logged>,
}

/// What is held of one symbol.
struct Holding {
    symbol: usize,
    shares: f64,
    entry: (usize, f64),
    best: f64,
    worst: f64,
}

impl Pool<'_> {
    fn place(&self, symbol: usize) -> Result<usize, usize> {
        self.held
            .binary_search_by_key(&symbol, |holding| holding.symbol)
    }

    fn exits(&mut self, at: usize) {
        for symbol in std::mem::take(&mut self.sell) {
            let Ok(place) = self.place(symbol) else {
                continue;
            };
            let (holding, price) = (self.held.remove(place), self.all[symbol].open()[at]);
            self.cash += holding.shares * (price * (1.0 - SLIPPAGE));
            self.log.push(Logged {
                _entry: holding.entry,
                _exit: (at, price),
                _shares: holding.shares,
                _best_and_worst: (holding.best, holding.worst),
            });
            self.due[symbol] = next(&self.masks[symbol].0, at);
        }
    }

    fn entries(&mut self, at: usize) {
        if self.buy.is_empty() {
            return;
        }
        let worth = |held: &Holding| held.shares * self.all[held.symbol].close()[at - 1];
        let equity = self.held.iter().map(worth).fold(self.cash, |a, b| a + b);
        for symbol in std::mem::take(&mut self.buy) {
            let price = self.all[symbol].open()[at];
            let paid = price * (1.0 + SLIPPAGE);
            let wanted = (equity * 0.01 / paid).floor();
            let shares = wanted.min((self.cash / paid).floor());
            let Err(place) = self.place(symbol) else {
                continue;
            };
            if shares > 0.0 {
                self.cash -= shares * paid;
                let holding = Holding {
                    symbol,
                    shares,
                    entry: (at, price),
                    best: price,
                    worst: price,
                };
                self.held.insert(place, holding);
                self.due[symbol] = next(&self.masks[symbol].1, at);
            }
        }
    }

    fn mark(&mut self, at: usize) -> f64 {
        let mut equity = self.cash;
        for holding in &mut self.held {
            let bars = &self.all[holding.symbol];
            holding.best = holding.best.max(bars.high()[at]);
            holding.worst = holding.worst.min(bars.low()[at]);
            equity += holding.shares * bars.close()[at];
        }
        equity
    }

    fn decide(&mut self, at: usize) {
        for symbol in 0..self.due.len() {
            if self.due[symbol] == at {
                let (enter, exit) = &self.masks[symbol];
                let (orders, mask) = match self.place(symbol) {
                    Ok(_) => (&mut self.sell, exit),
                    Err(_) => (&mut self.buy, enter),
                };
                orders.push(symbol);
                self.due[symbol] = next(mask, at + 1);
            }
        }
    }
}

/// The first bar from `from` on that the mask has.
fn next(mask: &Holds, from: usize) -> usize {
    mask.next(from).unwrap_or(usize::MAX)
}
