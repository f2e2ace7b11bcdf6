//! One side of a strategy file bound to one series: what it orders at a close.

use super::WarmUp;
use super::side::Side;
use super::sizing::SizeRule;
use crate::Result;
use crate::account::{Bracket, Direction, Entry, EntryKind, ExitPrice, Life, Order, Position};
use crate::analysis::AsOf;
use crate::rule::{BoundRule, Holds, Known, Library, Mask, PositionFacts, Rule};

/// One side bound to one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BoundSide {
    direction: Direction,
    enter: Holds,
    /// Any of them ends the trade.
    exits: Vec<WayOut>,
    size: SizeRule<BoundRule>,
    limit: Option<BoundRule>,
    stop_entry: Option<BoundRule>,
    life: Life,
    stop: Option<Protection>,
    target: Option<Protection>,
    score: Option<BoundRule>,
}

/// When to leave: on these bars, if what speaks of the trade holds there too.
#[derive(Debug, Clone, PartialEq)]
struct WayOut {
    bars: Mask,
    asked: Option<BoundRule>,
}

/// A price around a trade.
#[derive(Debug, Clone, PartialEq)]
struct Protection {
    rule: BoundRule,
    /// Whether it speaks of the trade, and is told anew at every close.
    follows: bool,
}

/// Binds rules one after the other and notes which of them can decide last.
pub(super) struct Binder<'l, 'a> {
    library: &'l mut Library<'a>,
    warm_up: WarmUp,
}

impl<'l, 'a> Binder<'l, 'a> {
    pub(super) fn new(library: &'l mut Library<'a>) -> Self {
        Self {
            library,
            warm_up: WarmUp::default(),
        }
    }

    /// Until when what was bound could not decide.
    pub(super) fn warm_up(self) -> WarmUp {
        self.warm_up
    }

    fn bind(&mut self, rule: &Rule) -> Result<BoundRule> {
        let bound = rule.bind(self.library)?;
        let (bars, held_back_by) = bound.warm_up(self.library.bars().len());
        if bars > self.warm_up.bars {
            self.warm_up = WarmUp { bars, held_back_by };
        }
        Ok(bound)
    }

    fn holds(&mut self, rule: &Rule) -> Result<Holds> {
        self.bind(rule)?.holds(rule, self.library)
    }

    fn protection(&mut self, rule: &Rule) -> Result<Protection> {
        Ok(Protection {
            follows: rule.has_position(),
            rule: self.bind(rule)?,
        })
    }

    /// The ways out by `rule`. One that speaks of a level and of the trade is taken apart at `or`: a condition that
    /// holds needs no other of which it is not known.
    fn exits(&mut self, rule: &Rule) -> Result<Vec<WayOut>> {
        if !rule.has_position() {
            return Ok(vec![WayOut {
                bars: self.holds(rule)?.mask,
                asked: None,
            }]);
        }
        let rules = if rule.has_level() {
            rule.alternatives()
        } else {
            vec![rule.clone()]
        };
        rules.iter().map(|rule| self.way_out(rule)).collect()
    }

    fn way_out(&mut self, rule: &Rule) -> Result<WayOut> {
        let (asked, known) = rule.by_position();
        let bars = match known {
            Some(rule) => self.holds(&rule)?.mask,
            None => Mask::all(self.library.bars().len()),
        };
        Ok(WayOut {
            bars,
            asked: asked.map(|rule| self.bind(&rule)).transpose()?,
        })
    }
}

impl BoundSide {
    /// Binds in the order of [`Side::rules`], in which the warm-up is told.
    pub(super) fn new(side: &Side, binder: &mut Binder<'_, '_>) -> Result<Self> {
        let enter = binder.holds(&side.enter)?;
        let exits = side.exit.as_ref().map(|rule| binder.exits(rule));
        let exits = exits.transpose()?.unwrap_or_default();
        let mut number = |rule: &Option<Rule>| -> Result<Option<BoundRule>> {
            rule.as_ref().map(|rule| binder.bind(rule)).transpose()
        };
        let (limit, stop_entry) = (number(&side.limit)?, number(&side.stop_entry)?);
        let mut protection = |rule: &Option<Rule>| -> Result<Option<Protection>> {
            rule.as_ref()
                .map(|rule| binder.protection(rule))
                .transpose()
        };
        let (stop, target) = (protection(&side.stop)?, protection(&side.target)?);
        let score = side.score.as_ref().map(|rule| binder.bind(rule));
        Ok(Self {
            direction: side.direction,
            enter,
            exits,
            limit,
            stop_entry,
            life: side.life,
            stop,
            target,
            score: score.transpose()?,
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

    /// The masks of entry and exit, if it does nothing but buy with all the money at the open and sell at the open.
    pub(super) fn order_free(&self) -> Option<(&Mask, &Mask)> {
        let is_plain = self.direction == Direction::Long
            && self.size == SizeRule::Everything
            && self.limit.is_none()
            && self.stop_entry.is_none()
            && self.stop.is_none()
            && self.target.is_none();
        match self.exits.as_slice() {
            [WayOut { bars, asked: None }] if is_plain => Some((&self.enter.mask, bars)),
            _ => None,
        }
    }

    /// The order. A price that is not defined at this bar is no number, which the broker refuses with a line in the
    /// journal; an order whose score is not comes last.
    pub(super) fn entry(&self, now: &AsOf<'_>) -> Entry {
        let known = Known {
            position: None,
            level: self.enter.level(now.at()),
        };
        let number = |rule: &BoundRule| rule.number(now.at(), &known);
        let price = |rule: &Option<BoundRule>| {
            let told = |rule| number(rule).unwrap_or(f64::NAN);
            rule.as_ref().map(told)
        };
        let kind = match (price(&self.stop_entry), price(&self.limit)) {
            (None, None) => EntryKind::Market,
            (None, Some(limit)) => EntryKind::Limit(limit),
            (Some(stop), None) => EntryKind::Stop(stop),
            (Some(stop), Some(limit)) => EntryKind::StopLimit { stop, limit },
        };
        let level = |protection: &Option<Protection>| {
            let told = |it: &Protection| it.level(now, &known);
            let told = protection.as_ref().map(told);
            told.map(|it| it.unwrap_or(ExitPrice::at(f64::NAN)))
        };
        Entry {
            kind,
            life: self.life,
            bracket: Bracket {
                stop: level(&self.stop),
                target: level(&self.target),
                trail: None,
            },
            score: self
                .score
                .as_ref()
                .map_or(0.0, |rule| number(rule).unwrap_or(f64::MIN)),
            ..Entry::new(self.direction, self.size.size(number))
        }
    }

    /// Leaves the trade, or tells its levels anew.
    pub(super) fn in_trade(&self, now: &AsOf<'_>, position: &Position) -> Option<Order> {
        if self.exits.iter().any(|exit| exit.is_open(now, position)) {
            Some(Order::Exit)
        } else if self.follows() {
            Some(Order::Protect(self.levels(now, position)))
        } else {
            None
        }
    }

    /// Whether a level speaks of the trade.
    fn follows(&self) -> bool {
        let follows = |protection: &Protection| protection.follows;
        self.stop.as_ref().is_some_and(follows) || self.target.as_ref().is_some_and(follows)
    }

    /// The levels that speak of the trade told anew; one that is not defined at this bar stays where it is.
    fn levels(&self, now: &AsOf<'_>, position: &Position) -> Bracket {
        let known = in_position(position, now.at());
        let level = |protection: &Option<Protection>, stands: Option<f64>| {
            let told = protection
                .as_ref()
                .filter(|protection| protection.follows)
                .and_then(|protection| protection.rule.number(now.at(), &known));
            told.or(stands).map(ExitPrice::at)
        };
        Bracket {
            stop: level(&self.stop, position.stop()),
            target: level(&self.target, position.target()),
            trail: None,
        }
    }
}

impl WayOut {
    fn is_open(&self, now: &AsOf<'_>, position: &Position) -> bool {
        self.bars.get(now.at())
            && self
                .asked
                .as_ref()
                .is_none_or(|rule| rule.holds_at(now.at(), &in_position(position, now.at())))
    }
}

impl Protection {
    /// The level of an entry that is not filled yet: the extremes since the entry are then the entry itself, and the
    /// price is `a + b * entry`, which two entries tell.
    fn level(&self, now: &AsOf<'_>, known: &Known) -> Option<ExitPrice> {
        let at_entry = |entry: f64| {
            let known = Known {
                position: Some(PositionFacts {
                    entry_price: entry,
                    bars_held: 0.0,
                    highest: entry,
                    lowest: entry,
                }),
                ..*known
            };
            self.rule.number(now.at(), &known)
        };
        let base = at_entry(0.0)?;
        if !self.follows {
            return Some(ExitPrice::at(base));
        }
        Some(ExitPrice::affine(base, at_entry(1.0)? - base))
    }
}

/// What rules may know of the trade at the close of bar `at`.
fn in_position(position: &Position, at: usize) -> Known {
    let (best, worst) = (position.best(), position.worst());
    let (highest, lowest) = match position.direction() {
        Direction::Long => (best, worst),
        Direction::Short => (worst, best),
    };
    Known {
        position: Some(PositionFacts {
            entry_price: position.entry().price,
            bars_held: (at - position.entry().at) as f64,
            highest,
            lowest,
        }),
        level: None,
    }
}
