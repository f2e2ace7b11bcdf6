//! The life of a level up to a bar, folded once from its facts.

use serde::{Deserialize, Serialize};

use super::{LevelBreak, Standing};
use crate::level::{Fact, Level, Role, Zone};

/// Everything that happened to a level, in the order in which it became known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Where all this led to.
    pub standing: Standing,
    /// What the level was to the price, from its birth on; each span lasts until the next one begins.
    pub spans: Vec<RoleSpan>,
    /// Its breaks.
    pub breaks: Vec<LevelBreak>,
    /// The changes of its zone.
    pub redraws: Vec<Redraw>,
}

/// A stretch of bars in which a level had one role and was broken or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleSpan {
    /// Bar at whose close it began.
    pub from: usize,
    /// What the level was to the price; during a break, what it was before.
    pub role: Role,
    /// Whether price had closed beyond it and not come back.
    pub is_broken: bool,
}

/// A change of a level's zone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Redraw {
    /// Bar at whose close it was known.
    pub at: usize,
    /// The zone before.
    pub old: Zone,
    /// The zone from here on.
    pub new: Zone,
}

impl History {
    pub(super) fn new(level: Level, born: Fact) -> Self {
        let span = RoleSpan {
            from: level.known_at,
            role: level.role,
            is_broken: false,
        };
        Self {
            standing: Standing::new(level, born),
            spans: vec![span],
            breaks: Vec::new(),
            redraws: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, fact: &Fact) {
        let old = self.standing.zone;
        self.standing.take(fact);
        let Standing {
            zone: new,
            role,
            state,
            last_break,
            ..
        } = self.standing;
        if new != old {
            self.redraws.push(Redraw {
                at: fact.at,
                old,
                new,
            });
        }
        match last_break {
            Some(new) if fact.kind.is_break() => self.breaks.push(new),
            Some(followed) => {
                if let Some(last) = self.breaks.last_mut() {
                    *last = followed;
                }
            }
            None => {}
        }
        let span = RoleSpan {
            from: fact.at,
            role,
            is_broken: state.is_broken(),
        };
        let is_other = |last: &RoleSpan| (last.role, last.is_broken) != (span.role, span.is_broken);
        if self.spans.last().is_some_and(is_other) {
            self.spans.push(span);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::{FactKind, Family, LevelId, State};

    const BORN: Zone = Zone {
        low: 99.0,
        high: 100.0,
    };
    const MOVED: Zone = Zone {
        low: 99.5,
        high: 100.5,
    };

    fn life(facts: &[(usize, FactKind)]) -> History {
        let level = Level {
            id: LevelId(3),
            family: Family::Shelf,
            role: Role::Resistance,
            born: BORN,
            known_at: 20,
            first_at: 15,
            count: 4,
        };
        let fact = |(at, kind): (usize, FactKind)| Fact {
            at,
            level: Some(level.id),
            kind,
        };
        let formed = FactKind::Formed {
            zone: BORN,
            role: Role::Resistance,
            count: 4,
        };
        let mut history = History::new(level, fact((20, formed)));
        for &what in facts {
            history.take(&fact(what));
        }
        history
    }

    #[test]
    fn a_break_keeps_the_zone_it_had_and_its_last_outcome() {
        let history = life(&[
            (
                22,
                FactKind::Redrawn {
                    zone: MOVED,
                    count: 5,
                },
            ),
            (23, FactKind::GapBreak),
            (23, FactKind::Confirmed),
            (26, FactKind::Failed),
            (30, FactKind::Break),
        ]);
        let [first, second] = history.breaks[..] else {
            panic!("two breaks");
        };
        assert!(first.is_gap && first.is_undone() && !second.is_gap);
        assert_eq!((first.zone, first.edge()), (MOVED, 100.5));
        let outcome = first.outcome.map(|fact| (fact.at, fact.kind));
        assert_eq!(outcome, Some((26, FactKind::Failed)));
        assert_eq!((second.at, second.outcome), (30, None));
        assert_eq!(history.standing.last_break, Some(second));
        let redraws: Vec<_> = history.redraws.iter().map(|it| (it.at, it.old)).collect();
        assert_eq!(redraws, [(22, BORN)]);
    }

    #[test]
    fn spans_tell_broken_stretches_and_the_word_of_a_shelf_follows_its_last_run() {
        let redrawn = FactKind::Redrawn {
            zone: MOVED,
            count: 6,
        };
        let flipped = FactKind::Flipped {
            role: Role::Support,
        };
        let history = life(&[
            (23, FactKind::Break),
            (23, FactKind::Confirmed),
            (33, FactKind::Sustained),
            (53, flipped),
            (60, redrawn),
        ]);
        let spans: Vec<_> = history
            .spans
            .iter()
            .map(|span| (span.from, span.role, span.is_broken))
            .collect();
        let (resistance, support) = (Role::Resistance, Role::Support);
        assert_eq!(
            spans,
            [
                (20, resistance, false),
                (23, resistance, true),
                (53, support, false)
            ]
        );
        assert_eq!(history.standing.counted, support);
        assert_eq!(history.standing.state, State::Active);
        assert_eq!(life(&[(53, flipped)]).standing.counted, resistance);
    }
}
