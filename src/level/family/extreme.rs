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
    /// The bar after the one looked at last, and the steps its levels had taken then.
    next_at: usize,
    steps: u64,
}

/// A bar that is the extreme of some window: its price, negated for a low, and its longest window.
#[derive(Debug, Clone, Copy)]
struct Holder {
    at: usize,
    price: f64,
    window: u32,
}

const SIDES: [Role; 2] = [Role::Resistance, Role::Support];

impl Extreme {
    pub(super) fn find(&mut self, scene: &Scene<'_>, book: &Book, changes: &mut Vec<Change>) {
        let is_moved = self.hold(scene);
        let becomes_known = |held: &(usize, f64)| held.0 + KNOWN_AFTER == scene.at;
        let is_news = is_moved
            || book.steps() != self.steps
            || self.held.iter().flatten().flatten().any(becomes_known);
        self.steps = book.steps();
        if !is_news {
            return;
        }
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

    /// Brings the holder of every window up to date; whether one of them changed.
    fn hold(&mut self, scene: &Scene<'_>) -> bool {
        let missed = self.next_at != scene.at;
        self.next_at = scene.at + 1;
        let mut is_moved = false;
        for role in SIDES {
            let reach = if role == Role::Resistance {
                scene.high
            } else {
                -scene.low
            };
            for (held, window) in self.held[role as usize].iter_mut().zip(WINDOWS) {
                let len = window as usize;
                let holds = |(at, price): (usize, f64)| at + len > scene.at && below(reach, price);
                if missed || !held.is_some_and(holds) {
                    let new = scene.extremes.of_last(len, role);
                    is_moved |= new != *held;
                    *held = new;
                }
            }
        }
        is_moved
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
