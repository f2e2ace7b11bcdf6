//! Extremes: the highest highs and lowest lows of the last 20, 55 and 252 bars.

use super::{Birth, Change, Scene};
use crate::level::compare::below;
use crate::level::{Book, LogZone, Role, State};

/// Windows, shortest first.
const WINDOWS: [u32; 3] = [20, 55, 252];
/// Bars after which an extreme is known.
const KNOWN_AFTER: usize = 5;

/// One level for each bar that is an extreme of some window, labelled with the longest; it expires when it is none,
/// unless it is broken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extreme {
    /// Of each side and window, the bar that holds it and its price, negated for a low.
    held: [[Option<(usize, f64)>; WINDOWS.len()]; 2],
    /// The bar after the one looked at last, and how often levels had returned to rest then.
    next_at: usize,
    returns: u64,
    /// The first bar on which a holder becomes known or leaves its window, if none is passed before.
    due: usize,
}

/// A bar that is the extreme of some window: its price, negated for a low, and its longest window.
#[derive(Debug, Clone, Copy)]
struct Holder {
    at: usize,
    price: f64,
    window: u32,
}

const SIDES: [Role; 2] = [Role::Resistance, Role::Support];

/// How far the bar reaches to one side, negated for lows.
fn reach(scene: &Scene<'_>, role: Role) -> f64 {
    match role {
        Role::Resistance => scene.high,
        Role::Support => -scene.low,
    }
}

impl Extreme {
    pub(super) fn find(&mut self, scene: &Scene<'_>, book: &Book, changes: &mut Vec<Change>) {
        if self.is_calm(scene, book) {
            self.next_at += 1;
            return;
        }
        self.hold(scene);
        self.next_at = scene.at + 1;
        self.returns = book.returns();
        let holders = SIDES.map(|role| self.holders(role));
        let holders = |role: Role| holders[role as usize].iter().flatten();
        for (slot, live) in book.alive().filter(|(_, live)| !live.state.is_broken()) {
            match holders(live.born_role).find(|holder| holder.at == live.first_at) {
                None => changes.push(Change::Superseded { slot }),
                Some(holder) if holder.window == live.count => {}
                Some(holder) => changes.push(Change::Labelled {
                    slot,
                    count: holder.window,
                }),
            }
        }
        for role in SIDES {
            let lives = |at: usize| {
                book.alive()
                    .any(|(_, live)| live.born_role == role && live.first_at == at)
            };
            let known = holders(role)
                .filter(|holder| scene.at - holder.at >= KNOWN_AFTER && !lives(holder.at));
            changes.extend(known.map(|holder| {
                let zone = LogZone::at_birth(role.seen(holder.price), scene.atr, scene.tick);
                let (first_at, count) = (holder.at, holder.window);
                Change::Born(Birth {
                    role,
                    state: State::Active,
                    zone,
                    first_at,
                    count,
                })
            }));
        }
    }

    /// Whether this bar leaves every holder and every resting level as the bar before left them.
    fn is_calm(&self, scene: &Scene<'_>, book: &Book) -> bool {
        let is_passed = |role: Role| {
            // Of one side's holders that of the shortest window is the first to be passed.
            let [shortest, ..] = self.held[role as usize];
            shortest.is_none_or(|(_, price)| !below(reach(scene, role), price))
        };
        scene.at == self.next_at
            && scene.at < self.due
            && book.returns() == self.returns
            && !SIDES.into_iter().any(is_passed)
    }

    /// Brings the holder of every window up to date.
    fn hold(&mut self, scene: &Scene<'_>) {
        let missed = scene.at != self.next_at;
        self.due = usize::MAX;
        for role in SIDES {
            let reach = reach(scene, role);
            for (held, window) in self.held[role as usize].iter_mut().zip(WINDOWS) {
                let len = window as usize;
                let holds = |(at, price): (usize, f64)| at + len > scene.at && below(reach, price);
                if missed || !held.is_some_and(holds) {
                    *held = scene.extremes.of_last(len, role);
                }
                let due = held.map_or(scene.at + 1, |(at, _)| {
                    let known_at = at + KNOWN_AFTER;
                    if known_at > scene.at {
                        known_at
                    } else {
                        at + len
                    }
                });
                self.due = self.due.min(due);
            }
        }
    }

    /// The bars that hold windows of one side, each once with its longest.
    fn holders(&self, role: Role) -> [Option<Holder>; WINDOWS.len()] {
        let mut holders: [Option<Holder>; WINDOWS.len()] = [None; WINDOWS.len()];
        for (index, (held, window)) in self.held[role as usize].iter().zip(WINDOWS).enumerate() {
            let Some((at, price)) = *held else { continue };
            match holders[..index]
                .iter_mut()
                .flatten()
                .find(|holder| holder.at == at)
            {
                Some(shorter) => shorter.window = window,
                None => holders[index] = Some(Holder { at, price, window }),
            }
        }
        holders
    }
}
