//! Cash and what was bought with it.

use super::{Fill, Position, Trade};

/// Trades before Kelly's stake is told.
const KELLY_TRADES: usize = 30;

/// Cash, positions and closed trades of one account; at most one position a symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct Portfolio {
    cash: f64,
    equity: f64,
    positions: Vec<Option<Position>>,
    /// Symbols with a position, rising: sums run over it, so their order never depends on when a position was opened.
    held: Vec<usize>,
    closed: Vec<Trade>,
}

impl Portfolio {
    pub(crate) fn new(cash: f64, symbols: usize) -> Self {
        Self {
            cash,
            equity: cash,
            positions: vec![None; symbols],
            held: Vec::new(),
            closed: Vec::new(),
        }
    }

    /// Money not in positions; the proceeds of short sales are in it.
    pub fn cash(&self) -> f64 {
        self.cash
    }

    /// Cash and positions at the last close.
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
        let (mut wins, mut won, mut losses, mut lost) = (0_usize, 0.0, 0_usize, 0.0);
        for pnl in self.closed.iter().map(Trade::pnl) {
            if pnl > 0.0 {
                wins += 1;
                won += pnl;
            } else if pnl < 0.0 {
                losses += 1;
                lost -= pnl;
            }
        }
        if wins == 0 || losses == 0 {
            return None;
        }
        let win_rate = wins as f64 / self.closed.len() as f64;
        let payoff = (won / wins as f64) / (lost / losses as f64);
        Some(win_rate - (1.0 - win_rate) / payoff)
    }

    /// Value of the short positions at their marks, above 0.
    pub(crate) fn short_value(&self) -> f64 {
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
            if let Some(position) = &self.positions[symbol] {
                value += position.value();
            }
        }
        value
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.held
            .iter()
            .filter_map(|&symbol| self.positions[symbol].as_ref())
            .map(Position::value)
    }

    pub(crate) fn set_equity(&mut self, equity: f64) {
        self.equity = equity;
    }

    pub(crate) fn add_cash(&mut self, money: f64) {
        self.cash += money;
    }

    pub(crate) fn position_mut(&mut self, symbol: usize) -> Option<&mut Position> {
        self.positions[symbol].as_mut()
    }

    /// Takes the money of the entry and holds the position.
    pub(crate) fn open(&mut self, position: Position) {
        let entry = &position.entry;
        self.cash -= position.direction.sign() * position.shares * entry.paid + entry.commission;
        let symbol = position.symbol;
        if let Err(place) = self.held.binary_search(&symbol) {
            self.held.insert(place, symbol);
        }
        self.positions[symbol] = Some(position);
    }

    /// Ends the position in `symbol`; the money it brings is returned, not yet in cash.
    pub(crate) fn close(&mut self, symbol: usize, exit: Fill) -> f64 {
        let Some(position) = self.positions[symbol].take() else {
            return 0.0;
        };
        self.held.retain(|&held| held != symbol);
        let trade = position.into_trade(exit);
        let proceeds = trade.direction.sign() * trade.shares * exit.paid - exit.commission;
        self.closed.push(trade);
        proceeds
    }

    pub(crate) fn into_closed(self) -> Vec<Trade> {
        self.closed
    }
}
