//! Extremes: the highest highs and lowest lows of the last 20, 55 and 252 bars.

use std::mem;

use super::{Birth, Change, Scene};
use crate::level::extremes::Window;
use crate::level::{Live, Living, LogZone, Role, State};

/// Windows, shortest first.
const WINDOWS: [Window; 3] = [Window::of(20), Window::of(55), Window::of(252)];
/// Bars after which an extreme is known.
const KNOWN_AFTER: usize = 5;

/// One level for each bar that is an extreme of some window, labelled with the longest; it expires when it is none,
/// unless it is broken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extreme {
    /// By [`Role`]: highs, lows.
    sides: [Side; 2],
    /// The bar after the one looked at last, and how often levels had returned to rest then.
    next_at: usize,
    returns: u64,
}

/// The bars that hold the windows of one side.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    /// Of each window, the bar that holds it and its price, negated for a low. A bar that holds a window and a longer
    /// one holds those between.
    held: [Option<(usize, f64)>; WINDOWS.len()],
}

const SIDES: [Role; 2] = [Role::Resistance, Role::Support];

impl Extreme {
    pub(super) fn find(&mut self, scene: &Scene<'_>, living: &Living, changes: &mut Vec<Change>) {
        let has_missed = mem::replace(&mut self.next_at, scene.at + 1) != scene.at;
        let is_back = mem::replace(&mut self.returns, living.returns()) != living.returns();
        let stirs = SIDES.map(|role| {
            let is_stirred = self.sides[role as usize].hold(scene, role);
            is_stirred | is_back | has_missed
        });
        if stirs == [false; 2] {
            return;
        }
        for (slot, live) in living.alive().filter(|(_, live)| !live.state.is_broken()) {
            match self.sides[live.born_role as usize].longest(live.first_at) {
                None => changes.push(Change::Superseded { slot }),
                Some(count) if count == live.count => {}
                Some(count) => changes.push(Change::Labelled { slot, count }),
            }
        }
        for role in SIDES.into_iter().filter(|&role| stirs[role as usize]) {
            self.sides[role as usize].births(scene, (role, living), changes);
        }
    }
}

impl Side {
    /// Brings the holder of every window up to date; whether one is another than before, or becomes known.
    fn hold(&mut self, scene: &Scene<'_>, role: Role) -> bool {
        let held = WINDOWS.map(|window| scene.extremes.of_last(window, role));
        let is_other = mem::replace(&mut self.held, held) != held;
        let is_known_now = |&(at, _): &(usize, f64)| at + KNOWN_AFTER == scene.at;
        is_other | held.iter().flatten().any(is_known_now)
    }

    /// The longest window that bar `at` holds.
    fn longest(&self, at: usize) -> Option<u32> {
        let is_holder = |held: &Option<(usize, f64)>| held.is_some_and(|(holder, _)| holder == at);
        self.held
            .iter()
            .rposition(is_holder)
            .map(|index| label(WINDOWS[index]))
    }

    /// Levels of the holders that are known and have none yet.
    fn births(
        &self,
        scene: &Scene<'_>,
        (role, living): (Role, &Living),
        changes: &mut Vec<Change>,
    ) {
        for (index, &held) in self.held.iter().enumerate() {
            let Some((at, price)) = held else { continue };
            let next = self.held.get(index + 1).copied().flatten();
            let holds_longer = next.is_some_and(|(longer, _)| longer == at);
            if holds_longer || scene.at - at < KNOWN_AFTER {
                continue;
            }
            let is_alive =
                |(_, live): (usize, &Live)| live.born_role == role && live.first_at == at;
            if !living.alive().any(is_alive) {
                changes.push(Change::Born(Birth {
                    role,
                    state: State::Active,
                    zone: LogZone::at_birth(role.seen(price), scene.atr, scene.tick),
                    first_at: at,
                    count: label(WINDOWS[index]),
                }));
            }
        }
    }
}

/// The bars of a window, as levels are labelled.
fn label(window: Window) -> u32 {
    u32::try_from(window.bars()).unwrap_or(u32::MAX)
}
