//! Prices around a trade: when each is told, and how it moves.
//!
//! | kind | written | told |
//! |---|---|---|
//! | fixed | `stop`, `target` of market words alone | at the decision |
//! | fixed by the entry | `stop`, `target` with `entry_price` | at the fill; every other value is that of the decision |
//! | moving | with `bars_held`, `highest_since_entry` ..., or `stop_each_close`, `target_each_close` | anew at every close |
//! | trailing | `trail` | anew at every close, never away from the price |

use super::binder::Binder;
use super::side::{Moves, Price};
use crate::Result;
use crate::account::{Bracket, Direction, ExitPrice};
use crate::rule::{BoundRule, Known, PositionFacts, Told};

/// A price around a trade, bound to one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Protection {
    rule: BoundRule,
    told: Told,
    moves: Moves,
    /// Whether it is `a + b * entry_price`, so that two entries tell it.
    is_affine: bool,
}

impl Protection {
    pub(super) fn new(price: &Price, binder: &mut Binder<'_, '_>) -> Result<Self> {
        Ok(Self {
            rule: binder.bind(&price.rule)?,
            told: price.rule.told(),
            moves: price.moves,
            is_affine: price.rule.is_affine_in_entry(),
        })
    }

    /// Whether it is told anew at every close.
    pub(super) fn follows(&self) -> bool {
        self.moves != Moves::AsWritten || self.told == Told::EveryClose
    }

    /// Where it stands after a close at which it may be told anew; where it stood if it is not defined there.
    pub(super) fn moved(
        &self,
        stands: Option<f64>,
        direction: Direction,
        (at, known): (usize, &Known),
    ) -> Option<f64> {
        if !self.follows() {
            return stands;
        }
        let told = self.rule.number(at, known);
        match self.moves {
            Moves::Trails => tighter(stands, told, direction),
            Moves::AsWritten | Moves::EveryClose => told.or(stands),
        }
    }

    /// The price of an entry that is not filled yet. One that speaks of the entry is asked for at the fill; until then
    /// two entries tell where it will lie from theirs, if it is `a + b * entry_price`.
    fn before_entry(&self, (at, known): (usize, &Known)) -> ExitPrice {
        if self.told == Told::AtDecision {
            return ExitPrice::at(self.rule.number(at, known).unwrap_or(f64::NAN));
        }
        if !self.is_affine {
            return ExitPrice::at_fill();
        }
        let at_entry = |price: f64| {
            let known = Known {
                position: Some(PositionFacts::entered(price, at)),
                ..*known
            };
            self.rule.number(at, &known).unwrap_or(f64::NAN)
        };
        let base = at_entry(0.0);
        ExitPrice::affine(base, at_entry(1.0) - base).told_at_fill()
    }
}

/// The levels of an entry decided at a close: stop, trail and target.
pub(super) fn bracket(
    [stop, trail, target]: [&Option<Protection>; 3],
    direction: Direction,
    when: (usize, &Known),
) -> Bracket {
    let told = |protection: &Option<Protection>| {
        let protection = protection.as_ref();
        protection.map(|protection| protection.before_entry(when))
    };
    let stop = match (told(stop), told(trail)) {
        (Some(stop), Some(trail)) if stop.is_open() || trail.is_open() => {
            Some(ExitPrice::at_fill())
        }
        (Some(stop), Some(trail)) => {
            let price = |it: ExitPrice| Some(it.price(0.0)).filter(|price| price.is_finite());
            let both = tighter(price(stop), price(trail), direction);
            Some(ExitPrice::at(both.unwrap_or(f64::NAN)))
        }
        (stop, trail) => stop.or(trail),
    };
    Bracket {
        stop,
        target: told(target),
        trail: None,
    }
}

/// The same levels once the entry price is known; one that is not defined is no number, which the broker refuses.
pub(super) fn told_at_fill(
    [stop, trail, target]: [&Option<Protection>; 3],
    direction: Direction,
    (at, known): (usize, &Known),
) -> Bracket {
    let number = |protection: &Protection| protection.rule.number(at, known);
    let price = |value: Option<f64>| ExitPrice::at(value.unwrap_or(f64::NAN));
    let stop = match (stop, trail) {
        (Some(stop), Some(trail)) => Some(price(tighter(number(stop), number(trail), direction))),
        (stop, trail) => {
            let only = stop.as_ref().or(trail.as_ref());
            only.map(|it| price(number(it)))
        }
    };
    Bracket {
        stop,
        target: target.as_ref().map(|it| price(number(it))),
        trail: None,
    }
}

/// The stop nearer to the price: the higher of a long position, the lower of a short one.
fn tighter(a: Option<f64>, b: Option<f64>, direction: Direction) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(match direction {
            Direction::Long => a.max(b),
            Direction::Short => a.min(b),
        }),
        (a, b) => a.or(b),
    }
}
