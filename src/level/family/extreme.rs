//! Extremes: the highest highs and lowest lows of the last 20, 55 and 252 bars.

use super::{Birth, Change, Scene};
use crate::level::extremes::RollingMax;
use crate::level::{Book, LogZone, Role, State};

/// Windows, shortest first.
const WINDOWS: [u32; 3] = [20, 55, 252];
/// Bars after which an extreme is known.
const KNOWN_AFTER: usize = 5;

/// One level for each bar that is an extreme of some window, labelled with the longest; it expires when it is none,
/// unless it is broken.
#[derive(Debug, Clone)]
pub(crate) struct Extreme {
    highs: RollingMax,
    lows: RollingMax,
    bars: usize,
}

/// A bar that is the extreme of some window: its price, negated for a low, and its longest window.
#[derive(Debug, Clone, Copy)]
struct Holder {
    at: usize,
    price: f64,
    window: u32,
}

impl Extreme {
    pub(super) fn new() -> Self {
        let longest = WINDOWS[WINDOWS.len() - 1] as usize;
        Self {
            highs: RollingMax::new(longest),
            lows: RollingMax::new(longest),
            bars: 0,
        }
    }

    pub(super) fn push(&mut self, at: usize, high: f64, low: f64) {
        self.highs.push(at, high);
        self.lows.push(at, -low);
        self.bars += 1;
    }

    pub(super) fn find(&self, scene: &Scene<'_>, book: &Book, changes: &mut Vec<Change>) {
        let highs = self.holders(&self.highs);
        let lows = self.holders(&self.lows);
        let of = |role: Role| {
            if role == Role::Resistance {
                &highs
            } else {
                &lows
            }
        };
        for (slot, live) in book.alive().filter(|(_, live)| !live.state.is_broken()) {
            match of(live.born_role)
                .iter()
                .flatten()
                .find(|holder| holder.at == live.first_at)
            {
                None => changes.push(Change::Superseded { slot }),
                Some(holder) if holder.window != live.count => {
                    changes.push(Change::Labelled {
                        slot,
                        count: holder.window,
                    });
                }
                Some(_) => {}
            }
        }
        for role in [Role::Resistance, Role::Support] {
            let is_new = |holder: &Holder| {
                let mut living = book.alive();
                !living.any(|(_, live)| live.born_role == role && live.first_at == holder.at)
            };
            let known = |holder: &&Holder| scene.at - holder.at >= KNOWN_AFTER && is_new(holder);
            changes.extend(of(role).iter().flatten().filter(known).map(|holder| {
                let zone = LogZone::at_birth(role.seen(holder.price), scene.atr, scene.tick);
                Change::Born(Birth {
                    role,
                    state: State::Active,
                    zone,
                    first_at: holder.at,
                    count: holder.window,
                })
            }));
        }
    }

    /// The bars that are extremes of full windows, each once with its longest window.
    fn holders(&self, prices: &RollingMax) -> [Option<Holder>; WINDOWS.len()] {
        let mut holders: [Option<Holder>; WINDOWS.len()] = [None; WINDOWS.len()];
        for (index, &window) in WINDOWS
            .iter()
            .enumerate()
            .filter(|(_, window)| self.bars >= **window as usize)
        {
            let Some((at, price)) = prices.of_last(window as usize) else {
                continue;
            };
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
