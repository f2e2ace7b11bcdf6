//! The rules of a strategy bound to one series.

use super::side::Side;
use super::sizing::SizeRule;
use super::{Now, Orders, WarmUp};
use crate::Result;
use crate::account::{Bracket, Direction, Entry, EntryKind, Level, Life, Order, Position};
use crate::rule::{BoundRule, Holds, Library, Mask, Moment, PositionFacts, Rule};

/// The rules bound to one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Desk {
    sides: Vec<BoundSide>,
    warm_up: WarmUp,
}

/// One side bound to one series.
#[derive(Debug, Clone, PartialEq)]
struct BoundSide {
    direction: Direction,
    enter: Holds,
    exit: Option<Exit>,
    size: SizeRule<BoundRule>,
    limit: Option<BoundRule>,
    stop_entry: Option<BoundRule>,
    life: Life,
    stop: Option<Protection>,
    target: Option<Protection>,
    score: Option<BoundRule>,
}

/// When to leave: known for all bars at once unless the rule speaks of the trade.
#[derive(Debug, Clone, PartialEq)]
enum Exit {
    Known(Holds),
    Asked(BoundRule),
}

/// A price around a trade.
#[derive(Debug, Clone, PartialEq)]
struct Protection {
    rule: BoundRule,
    /// Whether it speaks of the trade, and is told anew at every close.
    follows: bool,
}

impl Desk {
    pub(super) fn new(sides: &[Side], library: &mut Library<'_>) -> Result<Self> {
        let mut binder = Binder {
            library,
            warm_up: WarmUp::default(),
        };
        let bind = |side| BoundSide::new(side, &mut binder);
        let sides = sides.iter().map(bind).collect::<Result<_>>()?;
        Ok(Self {
            sides,
            warm_up: binder.warm_up,
        })
    }

    pub(super) fn warm_up(&self) -> &WarmUp {
        &self.warm_up
    }

    /// Where a side without orders is entered and left, and the bars before the first decision.
    pub(super) fn order_free(&self) -> Option<(&Mask, &Mask, usize)> {
        let [side] = self.sides.as_slice() else {
            return None;
        };
        let is_plain = side.direction == Direction::Long
            && side.size == SizeRule::Everything
            && side.limit.is_none()
            && side.stop_entry.is_none()
            && side.stop.is_none()
            && side.target.is_none();
        match &side.exit {
            Some(Exit::Known(exit)) if is_plain => {
                Some((&side.enter.mask, &exit.mask, self.warm_up.bars))
            }
            _ => None,
        }
    }

    /// The first bar from `at` on at which something is decided, in a trade or without one.
    pub(super) fn next_decision(&self, at: usize, position: Option<&Position>) -> Option<usize> {
        if let Some(position) = position {
            return self.side(position.direction())?.next_in_trade(at);
        }
        let entries = self.sides.iter();
        entries.filter_map(|side| side.enter.mask.next(at)).min()
    }

    fn side(&self, direction: Direction) -> Option<&BoundSide> {
        self.sides.iter().find(|side| side.direction == direction)
    }

    /// Without a trade: the first entry that can be told.
    pub(super) fn flat(&self, now: Now<'_>, orders: &mut Orders<'_>) {
        let mut entering = self
            .sides
            .iter()
            .filter(|side| side.enter.mask.get(now.at()));
        if let Some(entry) = entering.find_map(|side| side.entry(now)) {
            orders.push(Order::Enter(entry));
        }
    }

    /// In a trade: its end, or its levels anew.
    pub(super) fn in_trade(&self, now: Now<'_>, position: &Position, orders: &mut Orders<'_>) {
        let Some(side) = self.side(position.direction()) else {
            return;
        };
        let is_over = match &side.exit {
            None => false,
            Some(Exit::Known(holds)) => holds.mask.get(now.at()),
            Some(Exit::Asked(rule)) => {
                rule.holds_at(now.bars(), now.at(), &in_position(position, now.at()))
            }
        };
        if is_over {
            orders.push(Order::Exit);
            return;
        }
        side.follow(now, position, orders);
    }
}

/// Binds rules one after the other and notes which of them can decide last.
struct Binder<'l, 'a> {
    library: &'l mut Library<'a>,
    warm_up: WarmUp,
}

impl Binder<'_, '_> {
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

    fn exit(&mut self, rule: &Rule) -> Result<Exit> {
        if rule.has_position() {
            return Ok(Exit::Asked(self.bind(rule)?));
        }
        Ok(Exit::Known(self.holds(rule)?))
    }

    fn protection(&mut self, rule: &Rule) -> Result<Protection> {
        Ok(Protection {
            follows: rule.has_position(),
            rule: self.bind(rule)?,
        })
    }
}

impl BoundSide {
    /// Binds in the order of [`Side::rules`], in which the warm-up is told.
    fn new(side: &Side, binder: &mut Binder<'_, '_>) -> Result<Self> {
        let enter = binder.holds(&side.enter)?;
        let exit = side.exit.as_ref().map(|rule| binder.exit(rule));
        let exit = exit.transpose()?;
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
            exit,
            limit,
            stop_entry,
            life: side.life,
            stop,
            target,
            score: score.transpose()?,
            size: side.size.map(|rule| binder.bind(rule))?,
        })
    }

    /// The order; `None` if one of its prices is not defined at this bar.
    fn entry(&self, now: Now<'_>) -> Option<Entry> {
        let moment = Moment {
            position: None,
            level: self.enter.level(now.at()),
        };
        let number = |rule: &BoundRule| rule.number(now.bars(), now.at(), &moment);
        let price = |rule: &Option<BoundRule>| rule.as_ref().map(number);
        let kind = match (price(&self.stop_entry), price(&self.limit)) {
            (None, None) => EntryKind::Market,
            (None, Some(limit)) => EntryKind::Limit(limit?),
            (Some(stop), None) => EntryKind::Stop(stop?),
            (Some(stop), Some(limit)) => EntryKind::StopLimit {
                stop: stop?,
                limit: limit?,
            },
        };
        let level = |protection: &Option<Protection>| match protection {
            None => Some(None),
            Some(protection) => protection.level(now, &moment).map(Some),
        };
        Some(Entry {
            kind,
            life: self.life,
            bracket: Bracket {
                stop: level(&self.stop)?,
                target: level(&self.target)?,
                trail: None,
            },
            score: price(&self.score).flatten().unwrap_or(0.0),
            ..Entry::new(self.direction, self.size.size(number))
        })
    }

    /// The first bar from `at` on at which a trade is left or its levels are told anew.
    fn next_in_trade(&self, at: usize) -> Option<usize> {
        match &self.exit {
            _ if self.follows() => Some(at),
            Some(Exit::Asked(_)) => Some(at),
            Some(Exit::Known(holds)) => holds.mask.next(at),
            None => None,
        }
    }

    /// Whether a level speaks of the trade.
    fn follows(&self) -> bool {
        let follows = |protection: &Protection| protection.follows;
        self.stop.as_ref().is_some_and(follows) || self.target.as_ref().is_some_and(follows)
    }

    /// Tells the levels anew that speak of the trade; one that is not defined at this bar stays where it is.
    fn follow(&self, now: Now<'_>, position: &Position, orders: &mut Orders<'_>) {
        if !self.follows() {
            return;
        }
        let moment = in_position(position, now.at());
        let level = |protection: &Option<Protection>, stands: Option<f64>| {
            let told = protection
                .as_ref()
                .filter(|protection| protection.follows)
                .and_then(|protection| protection.rule.number(now.bars(), now.at(), &moment));
            told.or(stands).map(Level::at)
        };
        orders.push(Order::Protect(Bracket {
            stop: level(&self.stop, position.stop()),
            target: level(&self.target, position.target()),
            trail: None,
        }));
    }
}

impl Protection {
    /// The level of an entry that is not filled yet: the extremes since the entry are then the entry itself, and the
    /// price is `a + b * entry`, which two entries tell.
    fn level(&self, now: Now<'_>, moment: &Moment) -> Option<Level> {
        let at_entry = |entry: f64| {
            let moment = Moment {
                position: Some(PositionFacts {
                    entry_price: entry,
                    bars_held: 0.0,
                    highest: entry,
                    lowest: entry,
                }),
                ..*moment
            };
            self.rule.number(now.bars(), now.at(), &moment)
        };
        let base = at_entry(0.0)?;
        if !self.follows {
            return Some(Level::at(base));
        }
        Some(Level::affine(base, at_entry(1.0)? - base))
    }
}

/// What rules may know of the trade at the close of bar `at`.
fn in_position(position: &Position, at: usize) -> Moment {
    let (best, worst) = (position.best(), position.worst());
    let (highest, lowest) = match position.direction() {
        Direction::Long => (best, worst),
        Direction::Short => (worst, best),
    };
    Moment {
        position: Some(PositionFacts {
            entry_price: position.entry().price,
            bars_held: (at - position.entry().at) as f64,
            highest,
            lowest,
        }),
        level: None,
    }
}
