//! One side of a strategy file bound to one series: what it orders at a close.

use super::binder::{Binder, WayOut};
use super::protection::{Protection, bracket, told_at_fill};
use super::side::Side;
use super::side_text::OnNewSignal;
use super::sizing::SizeRule;
use crate::Result;
use crate::account::{
    Beside, Bracket, Direction, Entry, EntryKind, ExitPrice, Life, Order, Portfolio, Position,
};
use crate::analysis::AsOf;
use crate::rule::{BoundRule, Holds, Known, Mask, PositionFacts, Rule};

/// One side bound to one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BoundSide {
    direction: Direction,
    enter: Holds,
    /// Any of them ends the trade.
    exits: Vec<WayOut>,
    /// What is sold once a trade, each part with the rule of how much of what is left, in percent.
    parts: Vec<(Vec<WayOut>, BoundRule)>,
    size: SizeRule<BoundRule>,
    limit: Option<BoundRule>,
    stop_entry: Option<BoundRule>,
    /// Whether one of these two hangs on the open of the bar on which the order works.
    is_from_open: bool,
    life: Life,
    cancel: Option<Mask>,
    on_new_signal: OnNewSignal,
    beside: Beside,
    /// When a unit is added; by the entry where it is empty.
    adds: Vec<WayOut>,
    stop: Option<Protection>,
    trail: Option<Protection>,
    target: Option<Protection>,
    score: Option<BoundRule>,
}

impl BoundSide {
    /// Binds in the order of [`Side::rules`], in which the warm-up is told.
    pub(super) fn new(side: &Side, binder: &mut Binder<'_, '_>) -> Result<Self> {
        let enter = binder.holds(&side.enter)?;
        let exits = side.exit.as_ref().map(|rule| binder.exits(rule));
        let exits = exits.transpose()?.unwrap_or_default();
        let prices = [&side.limit, &side.stop_entry];
        let is_from_open = prices.into_iter().flatten().any(Rule::has_next_open);
        let [limit, stop_entry] = prices.map(|rule| binder.bind_any(rule.as_ref()));
        let cancel = side.cancel.as_ref().map(|rule| binder.holds(rule));
        let cancel = cancel.transpose()?.map(|holds| holds.mask);
        let prices = [&side.stop, &side.trail, &side.target];
        let [stop, trail, target] = prices.map(|price| {
            let price = price.as_ref();
            price
                .map(|price| Protection::new(price, binder))
                .transpose()
        });
        let adds = side.add.as_ref().map(|rule| binder.exits(rule));
        let adds = adds.transpose()?.unwrap_or_default();
        let score = binder.bind_any(side.score.as_ref())?;
        let parts = side
            .parts
            .iter()
            .map(|part| Ok((binder.exits(&part.when)?, binder.bind(&part.pct)?)));
        Ok(Self {
            direction: side.direction,
            enter,
            exits,
            limit: limit?,
            stop_entry: stop_entry?,
            is_from_open,
            life: side.life,
            cancel,
            on_new_signal: side.on_new_signal,
            beside: side.beside,
            adds,
            stop: stop?,
            trail: trail?,
            target: target?,
            score,
            parts: parts.collect::<Result<_>>()?,
            size: side.size.map(|rule| binder.bind(rule))?,
        })
    }

    /// Which way it trades.
    pub(super) fn direction(&self) -> Direction {
        self.direction
    }

    /// The bars at whose close an entry is decided.
    pub(super) fn enters(&self) -> &Mask {
        &self.enter.mask
    }

    /// Whether an order of it that waits is withdrawn at the close of bar `at`.
    pub(super) fn cancels(&self, at: usize) -> bool {
        self.cancel.as_ref().is_some_and(|mask| mask.get(at))
    }

    /// The masks of entry and exit, if it does nothing but buy with all the money at the open and sell at the open.
    pub(super) fn order_free(&self) -> Option<(&Mask, &Mask)> {
        let is_plain = self.direction == Direction::Long
            && self.size == SizeRule::Everything
            && self.beside == Beside::Refused
            && self.parts.is_empty()
            && self.limit.is_none()
            && self.stop_entry.is_none()
            && self.stop.is_none()
            && self.trail.is_none()
            && self.target.is_none();
        match self.exits.as_slice() {
            [WayOut { bars, asked: None }] if is_plain => Some((&self.enter.mask, bars)),
            _ => None,
        }
    }

    /// What is known of an entry decided at the close of bar `at`.
    fn known(&self, at: usize) -> Known {
        Known {
            level: self.enter.level(at),
            ..Known::default()
        }
    }

    /// The orders of an entry from flat. Where the side says how much is held and that is nothing, there is none.
    pub(super) fn enter(&self, now: &AsOf<'_>) -> Vec<Order> {
        let entry = Order::Enter(self.entry(now));
        match self.on_new_signal {
            _ if self.holds_nothing(now.at()) => vec![Order::Cancel],
            OnNewSignal::Replace => vec![Order::Cancel, entry],
            OnNewSignal::Keep => vec![entry],
        }
    }

    /// Whether it says that nothing is to be held.
    fn holds_nothing(&self, at: usize) -> bool {
        let is_positive = |rule: &BoundRule| {
            let value = rule.number(at, &self.known(at));
            value.is_some_and(|value| value > 0.0)
        };
        self.beside == Beside::Sets && !self.size.named_rules().all(|(_, rule)| is_positive(rule))
    }

    /// The order. A price that is not defined at this bar is no number, which the broker refuses with a line in the
    /// journal; an order whose score is not comes last.
    fn entry(&self, now: &AsOf<'_>) -> Entry {
        let known = self.known(now.at());
        let number = |rule: &BoundRule| rule.number(now.at(), &known);
        let beside = match self.beside {
            // From flat a unit is an entry like any other.
            Beside::Adds { .. } => Beside::Refused,
            other => other,
        };
        Entry {
            kind: self.kind(now.at(), &known),
            is_from_open: self.is_from_open,
            life: self.life,
            bracket: bracket(
                [&self.stop, &self.trail, &self.target],
                self.direction,
                (now.at(), &known),
            ),
            score: self
                .score
                .as_ref()
                .map_or(0.0, |rule| number(rule).unwrap_or(f64::MIN)),
            beside,
            gives_way: self.on_new_signal == OnNewSignal::Keep,
            ..Entry::new(self.direction, self.size.size(number))
        }
    }

    /// At which price the entry decided at the close of bar `at` wants in.
    fn kind(&self, at: usize, known: &Known) -> EntryKind {
        // A price of the open is asked for again there.
        let is_early = self.is_from_open && known.next_open.is_none();
        let untold = if is_early { 0.0 } else { f64::NAN };
        let price = |rule: &Option<BoundRule>| {
            let told = |rule: &BoundRule| rule.number(at, known).unwrap_or(untold);
            rule.as_ref().map(told)
        };
        match (price(&self.stop_entry), price(&self.limit)) {
            (None, None) => EntryKind::Market,
            (None, Some(limit)) => EntryKind::Limit(limit),
            (Some(stop), None) => EntryKind::Stop(stop),
            (Some(stop), Some(limit)) => EntryKind::StopLimit { stop, limit },
        }
    }

    /// The price of `entry` for a bar that opens at `open`.
    pub(super) fn kind_at_open(&self, entry: &Entry, open: f64) -> EntryKind {
        let known = Known {
            next_open: Some(open),
            ..self.known(entry.decided)
        };
        self.kind(entry.decided, &known)
    }

    /// The levels of `entry` for a fill at `price`.
    pub(super) fn bracket_at_fill(&self, entry: &Entry, price: f64) -> Bracket {
        let known = Known {
            position: Some(PositionFacts::entered(price, entry.decided)),
            ..self.known(entry.decided)
        };
        told_at_fill(
            [&self.stop, &self.trail, &self.target],
            self.direction,
            (entry.decided, &known),
        )
    }

    /// Whether the trade is left at the close of `now`.
    pub(super) fn leaves(&self, now: &AsOf<'_>, known: &Known) -> bool {
        let at = now.at();
        let is_out = |exits: &[WayOut]| exits.iter().any(|exit| exit.is_open(at, known));
        is_out(&self.exits) || self.enter.mask.get(at) && self.holds_nothing(at)
    }

    /// What is ordered in a trade that is not left: levels told anew, parts to be sold, units to be added.
    pub(super) fn in_trade(
        &self,
        now: &AsOf<'_>,
        (position, portfolio): (&Position, &Portfolio),
        known: &Known,
    ) -> Vec<Order> {
        let mut orders = Vec::new();
        if self.follows() {
            // A price works on the next bar, on which the trade is a bar older.
            let mut then = *known;
            if let Some(facts) = &mut then.position {
                facts.bars_held += 1.0;
            }
            orders.push(Order::Protect(self.levels(now.at(), position, &then)));
        }
        for (part, (when, pct)) in (0_u32..).zip(&self.parts) {
            let is_due = when.iter().any(|rule| rule.is_open(now.at(), known));
            if is_due && !position.has_sold(part) {
                let frac = pct.number(now.at(), known).unwrap_or(f64::NAN) / 100.0;
                orders.push(Order::Reduce { frac, part });
            }
        }
        let adds = match self.beside {
            Beside::Refused => false,
            Beside::Adds { most, .. } => {
                portfolio.units(position.symbol()).count() < most as usize
                    && self.adds(now.at(), known)
            }
            Beside::Sets => self.enter.mask.get(now.at()),
        };
        if adds {
            let mut entry = Entry {
                beside: self.beside,
                ..self.entry(now)
            };
            if !self.adds.is_empty() {
                // A rule of its own says when a unit is added: at the next open.
                (entry.kind, entry.is_from_open) = (EntryKind::Market, false);
            }
            if self.on_new_signal == OnNewSignal::Replace {
                orders.push(Order::Cancel);
            }
            orders.push(Order::Enter(entry));
        } else if self.cancels(now.at()) {
            orders.push(Order::Cancel);
        }
        orders
    }

    /// Whether a unit is to be added: by the rule for that, else by the one of the entry.
    fn adds(&self, at: usize, known: &Known) -> bool {
        if self.adds.is_empty() {
            return self.enter.mask.get(at);
        }
        self.adds.iter().any(|rule| rule.is_open(at, known))
    }

    /// Whether a level is told anew at every close.
    fn follows(&self) -> bool {
        let levels = [&self.stop, &self.trail, &self.target];
        levels.into_iter().flatten().any(Protection::follows)
    }

    /// The levels told anew; one that is not defined at this bar stays where it is.
    fn levels(&self, at: usize, position: &Position, known: &Known) -> Bracket {
        let level = |protection: &Option<Protection>, stands: Option<f64>| {
            let told = protection
                .as_ref()
                .map(|it| it.moved(stands, self.direction, (at, known)));
            told.unwrap_or(stands)
        };
        let stop = level(&self.trail, level(&self.stop, position.stop()));
        Bracket {
            stop: stop.map(ExitPrice::at),
            target: level(&self.target, position.target()).map(ExitPrice::at),
            trail: None,
        }
    }
}

/// What rules may know of the trade at the close of bar `at`.
pub(super) fn in_position(position: &Position, portfolio: &Portfolio, at: usize) -> Known {
    let (best, worst) = (position.best(), position.worst());
    let (highest, lowest) = match position.direction() {
        Direction::Long => (best, worst),
        Direction::Short => (worst, best),
    };
    let symbol = position.symbol();
    let own = position.entry().price;
    let last = portfolio.units(symbol).last();
    Known {
        position: Some(PositionFacts {
            entry_price: portfolio.entry_price(symbol).unwrap_or(own),
            last_entry_price: last.map_or(own, |unit| unit.entry().price),
            units: portfolio.units(symbol).count() as f64,
            decided: position.decided(),
            bars_held: at.saturating_sub(position.entry().at) as f64,
            highest,
            lowest,
        }),
        ..Known::default()
    }
}
