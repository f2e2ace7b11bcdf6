//! Cash and what was bought with it.

use super::{Direction, Fill, Position, Trade};

/// Trades before Kelly's stake is told.
const KELLY_TRADES: usize = 30;

/// Cash, positions and closed trades of one account; at most one position a symbol, of one unit or several.
#[derive(Debug, Clone, PartialEq)]
pub struct Portfolio {
    cash: f64,
    equity: f64,
    positions: Vec<Option<Position>>,
    /// By symbol, the units added to its position, oldest first; its levels are those of the first unit.
    added: Vec<Vec<Position>>,
    /// Symbols with a position, rising: sums run over it, so their order never depends on when a position was opened.
    held: Vec<usize>,
    /// How many of them are short.
    shorts: usize,
    closed: Vec<Trade>,
    win_loss: WinLoss,
}

/// Wins and losses of the closed trades, added up as they come: every entry may ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct WinLoss {
    wins: usize,
    won: f64,
    losses: usize,
    lost: f64,
}

impl WinLoss {
    fn add(&mut self, pnl: f64) {
        if pnl > 0.0 {
            self.wins += 1;
            self.won += pnl;
        } else if pnl < 0.0 {
            self.losses += 1;
            self.lost -= pnl;
        }
    }
}

impl Portfolio {
    pub(crate) fn new(cash: f64, symbols: usize) -> Self {
        Self {
            cash,
            equity: cash,
            positions: vec![None; symbols],
            added: vec![Vec::new(); symbols],
            held: Vec::new(),
            shorts: 0,
            closed: Vec::new(),
            win_loss: WinLoss::default(),
        }
    }

    /// Money not in positions; the proceeds of short sales are in it.
    pub fn cash(&self) -> f64 {
        self.cash
    }

    /// Cash and positions at the last close.
    #[inline]
    pub fn equity(&self) -> f64 {
        self.equity
    }

    /// Number of symbols of the run, with or without a position.
    pub fn symbols(&self) -> usize {
        self.positions.len()
    }

    /// The position in `symbol`, if there is one.
    #[inline]
    pub fn position(&self, symbol: usize) -> Option<&Position> {
        self.positions[symbol].as_ref()
    }

    /// The units of the position in `symbol`, oldest first.
    pub fn units(&self, symbol: usize) -> impl Iterator<Item = &Position> {
        self.positions[symbol].iter().chain(&self.added[symbol])
    }

    /// How many shares of `symbol` are held, above 0 either way.
    pub fn shares(&self, symbol: usize) -> f64 {
        self.units(symbol).map(Position::shares).sum()
    }

    /// The average entry price of the units in `symbol`, by shares, before costs.
    pub fn entry_price(&self, symbol: usize) -> Option<f64> {
        let first = self.positions[symbol].as_ref()?;
        if self.added[symbol].is_empty() {
            return Some(first.entry().price);
        }
        let paid: f64 = self
            .units(symbol)
            .map(|unit| unit.shares() * unit.entry().price)
            .sum();
        Some(paid / self.shares(symbol))
    }

    /// Whether nothing is held of `symbol`.
    #[inline]
    pub fn is_flat(&self, symbol: usize) -> bool {
        self.positions[symbol].is_none()
    }

    /// Symbols with a position, rising.
    pub fn held(&self) -> &[usize] {
        &self.held
    }

    /// Round trips so far, by the time of their exit.
    pub fn closed(&self) -> &[Trade] {
        &self.closed
    }

    /// Kelly's stake of the closed trades, `W - (1 - W) / (average win / average loss)`, once there are 30 of them with
    /// at least one win and one loss.
    pub fn kelly(&self) -> Option<f64> {
        if self.closed.len() < KELLY_TRADES {
            return None;
        }
        let WinLoss {
            wins,
            won,
            losses,
            lost,
        } = self.win_loss;
        if wins == 0 || losses == 0 {
            return None;
        }
        let win_rate = wins as f64 / self.closed.len() as f64;
        let payoff = (won / wins as f64) / (lost / losses as f64);
        Some(win_rate - (1.0 - win_rate) / payoff)
    }

    /// Whether any position is short.
    #[inline]
    pub(crate) fn has_shorts(&self) -> bool {
        self.shorts > 0
    }

    /// Value of the short positions at their marks, at least 0.
    pub(crate) fn short_value(&self) -> f64 {
        if !self.has_shorts() {
            return 0.0;
        }
        -self.values().filter(|value| *value < 0.0).sum::<f64>()
    }

    /// Value of the long positions at their marks.
    pub(crate) fn long_value(&self) -> f64 {
        self.values().filter(|value| *value > 0.0).sum()
    }

    /// Cash and positions at their marks.
    pub(crate) fn value(&self) -> f64 {
        let mut value = self.cash;
        for &symbol in &self.held {
            value += self.value_of(symbol);
        }
        value
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.held.iter().map(|&symbol| self.value_of(symbol))
    }

    /// Value of what is held of `symbol`, at its mark.
    #[inline]
    pub(crate) fn value_of(&self, symbol: usize) -> f64 {
        let first = self.positions[symbol].as_ref().map_or(0.0, Position::value);
        let added = &self.added[symbol];
        if added.is_empty() {
            return first;
        }
        first + added.iter().map(Position::value).sum::<f64>()
    }

    /// Shows every unit added in `symbol` to `change`.
    #[inline]
    pub(crate) fn each_added(&mut self, symbol: usize, change: impl FnMut(&mut Position)) {
        self.added[symbol].iter_mut().for_each(change);
    }

    /// Shows every unit in `symbol` to `change`.
    #[inline]
    pub(crate) fn each_unit(&mut self, symbol: usize, change: impl FnMut(&mut Position)) {
        let units = self.positions[symbol].iter_mut();
        units.chain(&mut self.added[symbol]).for_each(change);
    }

    pub(crate) fn set_equity(&mut self, equity: f64) {
        self.equity = equity;
    }

    pub(crate) fn add_cash(&mut self, money: f64) {
        self.cash += money;
    }

    #[inline]
    pub(crate) fn position_mut(&mut self, symbol: usize) -> Option<&mut Position> {
        self.positions[symbol].as_mut()
    }

    /// Takes the money of the entry and holds the position, or adds the unit to the one that is there.
    pub(crate) fn open(&mut self, position: Position) {
        let entry = &position.entry;
        self.cash -= position.direction.sign() * position.shares * entry.paid + entry.commission;
        let symbol = position.symbol;
        let Err(place) = self.held.binary_search(&symbol) else {
            self.added[symbol].push(position);
            return;
        };
        self.held.insert(place, symbol);
        self.shorts += usize::from(position.direction == Direction::Short);
        self.positions[symbol] = Some(position);
    }

    /// Ends the position in `symbol`, of which `exit` is the fill of all units together; the money it brings is returned,
    /// not yet in cash.
    pub(crate) fn close(&mut self, symbol: usize, exit: Fill) -> f64 {
        let Some(first) = self.positions[symbol].take() else {
            return 0.0;
        };
        if let Ok(place) = self.held.binary_search(&symbol) {
            self.held.remove(place);
        }
        self.shorts -= usize::from(first.direction == Direction::Short);
        if self.added[symbol].is_empty() {
            return self.book(first, exit);
        }
        let units = std::iter::once(first).chain(std::mem::take(&mut self.added[symbol]));
        let units: Vec<Position> = units.collect();
        let shares: f64 = units.iter().map(|unit| unit.shares).sum();
        let mut money = 0.0;
        for unit in units {
            let commission = exit.commission * unit.shares / shares;
            money += self.book(unit, Fill { commission, ..exit });
        }
        money
    }

    /// Ends so many shares of the position in `symbol`, the oldest first, by the fill `exit` of all of them; the money they
    /// bring is returned, not yet in cash. The shares must be fewer than there are.
    pub(crate) fn reduce(&mut self, symbol: usize, shares: f64, exit: Fill) -> f64 {
        let (mut left, mut money) = (shares, 0.0);
        while left > 0.0 {
            let Some(first) = self.positions[symbol].as_mut() else {
                break;
            };
            let taken = if first.shares > left {
                first.take(left)
            } else {
                let whole = *first;
                if self.added[symbol].is_empty() {
                    break;
                }
                // What protects the whole and what it has done so far goes on with the next unit.
                let next = self.added[symbol].remove(0);
                *first = Position {
                    stop: whole.stop,
                    target: whole.target,
                    trail: whole.trail,
                    leaving: whole.leaving,
                    reducing: whole.reducing,
                    parts: whole.parts,
                    ..next
                };
                whole
            };
            left -= taken.shares;
            let commission = exit.commission * taken.shares / shares;
            money += self.book(taken, Fill { commission, ..exit });
        }
        money
    }

    /// Writes the round trip down and returns the money it brings.
    fn book(&mut self, position: Position, exit: Fill) -> f64 {
        let trade = position.into_trade(exit);
        self.win_loss.add(trade.pnl());
        self.closed.push(trade);
        trade.direction.sign() * trade.shares * exit.paid - exit.commission
    }

    pub(crate) fn into_closed(self) -> Vec<Trade> {
        self.closed
    }
}
