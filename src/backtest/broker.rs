//! At which price one bar fills one order: the answers to every question of a single bar.
//!
//! All of it is written for a long position. A short one sees the bar upside down: with every price multiplied by -1 a
//! rise is a fall, a high is a low, and each rule holds as it stands.

use crate::account::{Cause, Direction, EntryKind, Position};

use super::Path;
use super::config::BacktestConfig;

/// The prices of one bar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prices {
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
}

/// A bar as one side sees it: `best` is the price it likes most.
#[derive(Debug, Clone, Copy)]
pub(super) struct SidedBar {
    pub(super) sign: f64,
    pub(super) open: f64,
    pub(super) best: f64,
    pub(super) worst: f64,
    pub(super) close: f64,
}

/// A level that was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    /// The price of the fill, before costs.
    pub(super) price: f64,
    /// Why it fills.
    pub(super) cause: Cause,
    /// Whether the bar also reached the opposite level, so that another path would have ended differently.
    pub(super) is_ambiguous: bool,
}

/// How an entry order meets a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meeting {
    /// Not at all.
    Missed,
    /// Its stop was reached but its limit was not: it goes on as a limit order.
    Woken,
    /// It fills at the open.
    AtOpen(f64),
    /// It fills inside the bar, at this price.
    Inside(f64),
}

impl SidedBar {
    pub(super) fn new(direction: Direction, row: Prices) -> Self {
        match direction {
            Direction::Long => Self {
                sign: 1.0,
                open: row.open,
                best: row.high,
                worst: row.low,
                close: row.close,
            },
            Direction::Short => Self {
                sign: -1.0,
                open: -row.open,
                best: -row.low,
                worst: -row.high,
                close: -row.close,
            },
        }
    }

    /// How an entry order meets this bar. A limit fills at its price or better, a stop at its price or worse; a touch
    /// counts, unless `through` asks a limit for more.
    pub(super) fn entry(&self, kind: EntryKind, through: f64) -> Meeting {
        match kind {
            EntryKind::Market => Meeting::AtOpen(self.sign * self.open),
            EntryKind::Limit(limit) => self.limit_entry(self.sign * limit, through),
            EntryKind::Stop(stop) => {
                let stop = self.sign * stop;
                if self.open >= stop {
                    Meeting::AtOpen(self.sign * self.open)
                } else if self.best >= stop {
                    Meeting::Inside(self.sign * stop)
                } else {
                    Meeting::Missed
                }
            }
            EntryKind::StopLimit { stop, limit } => {
                self.stop_limit_entry(self.sign * stop, self.sign * limit, through)
            }
        }
    }

    fn limit_entry(&self, limit: f64, through: f64) -> Meeting {
        if self.open <= limit {
            Meeting::AtOpen(self.sign * self.open)
        } else if self.worst <= limit - through {
            Meeting::Inside(self.sign * limit)
        } else {
            Meeting::Missed
        }
    }

    /// After the stop was reached inside the bar the price stands at the stop; a limit on the far side of it is surely
    /// reached afterwards only if the close is there.
    fn stop_limit_entry(&self, stop: f64, limit: f64, through: f64) -> Meeting {
        if self.open >= stop {
            match self.limit_entry(limit, through) {
                Meeting::Missed => Meeting::Woken,
                met => met,
            }
        } else if self.best < stop {
            Meeting::Missed
        } else if stop <= limit {
            Meeting::Inside(self.sign * stop)
        } else if self.close <= limit - through {
            Meeting::Inside(self.sign * limit)
        } else {
            Meeting::Woken
        }
    }

    /// The level the open has already passed: a stop is then a market order and a limit fills at its price or better,
    /// so both fill at the open.
    pub(super) fn passed_at_open(&self, position: &Position) -> Option<Cause> {
        if self.stop(position).is_some_and(|stop| self.open <= stop) {
            Some(Cause::StopGap)
        } else if self
            .target(position)
            .is_some_and(|target| self.open >= target)
        {
            Some(Cause::TargetGap)
        } else {
            None
        }
    }

    /// The level reached inside the bar by a position that was there at the open.
    pub(super) fn reached(&self, position: &Position, config: &BacktestConfig) -> Option<Hit> {
        let stop = self.stop(position).filter(|stop| self.worst <= *stop);
        let target = self
            .target(position)
            .filter(|target| self.best >= *target + config.limit_through);
        self.first_of(stop, target, config.path)
    }

    /// The level reached on the bar of an entry at `entry` inside the bar.
    ///
    /// The bar does not say what came before the entry. A level counts only if the way from the open must pass the
    /// entry first, or if the close lies at or beyond it. A level on the wrong side of the entry is left at once.
    pub(super) fn reached_after_entry(
        &self,
        position: &Position,
        entry: f64,
        config: &BacktestConfig,
    ) -> Option<Hit> {
        let entry = self.sign * entry;
        if let Some(hit) = self.left_at_once(position, entry) {
            return Some(hit);
        }
        let stop = self.stop(position);
        let target = self.target(position);
        let passes_entry_first = |level: f64| (level - entry) * (entry - self.open) > 0.0;
        let stop = stop
            .filter(|&stop| self.worst <= stop && (passes_entry_first(stop) || self.close <= stop));
        let target = target.filter(|&target| {
            let through = target + config.limit_through;
            self.best >= through && (passes_entry_first(target) || self.close >= through)
        });
        self.first_of(stop, target, config.path)
    }

    /// A position entered at `entry`, as this side sees it, on the wrong side of one of its levels.
    pub(super) fn left_at_once(&self, position: &Position, entry: f64) -> Option<Hit> {
        let cause = if self.stop(position).is_some_and(|stop| entry <= stop) {
            Cause::StopGap
        } else if self.target(position).is_some_and(|it| entry >= it) {
            Cause::TargetGap
        } else {
            return None;
        };
        Some(Hit {
            price: self.sign * entry,
            cause,
            is_ambiguous: false,
        })
    }

    /// Of two levels reached inside one bar, the stop in the worst case and the target in the best.
    fn first_of(&self, stop: Option<f64>, target: Option<f64>, path: Path) -> Option<Hit> {
        let is_ambiguous = stop.is_some() && target.is_some();
        let (stop, target) = match path {
            Path::Best if is_ambiguous => (None, target),
            _ => (stop, target),
        };
        let (level, cause) = match (stop, target) {
            (Some(stop), _) => (stop, Cause::Stop),
            (None, Some(target)) => (target, Cause::Target),
            (None, None) => return None,
        };
        Some(Hit {
            price: self.sign * level,
            cause,
            is_ambiguous,
        })
    }

    pub(super) fn stop(&self, position: &Position) -> Option<f64> {
        position.stop.map(|stop| self.sign * stop)
    }

    pub(super) fn target(&self, position: &Position) -> Option<f64> {
        position.target.map(|target| self.sign * target)
    }
}

/// Snaps a price to multiples of `tick`: for a purchase at a limit and a sale at a stop down, else up.
pub(super) fn snap(price: f64, tick: Option<f64>, rounding: Rounding) -> f64 {
    let Some(tick) = tick else {
        return price;
    };
    let ticks = price / tick;
    let nearest = ticks.round();
    // A price that is a multiple already must not fall to the next one for the last bit of the division.
    let whole = if (ticks - nearest).abs() <= 1e-9 * nearest.abs().max(1.0) {
        nearest
    } else {
        match rounding {
            Rounding::Down => ticks.floor(),
            Rounding::Up => ticks.ceil(),
        }
    };
    multiple(whole, tick)
}

/// `whole` times a tick written as a decimal, to the last bit as a file writes that price: 1183 times 0.05 is 59.15 and
/// not the 59.150000000000006 of the product, which a high of 59.15 would never touch.
fn multiple(whole: f64, tick: f64) -> f64 {
    let written = (0..=12).find_map(|places| {
        let scale = 10.0_f64.powi(places);
        let units = (tick * scale).round();
        let is_written = units >= 1.0 && (tick * scale - units).abs() <= 1e-9 * units;
        is_written.then_some(whole * units / scale)
    });
    written.unwrap_or(whole * tick)
}

/// Which way a price is snapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    Down,
    Up,
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "copies and small whole numbers compare exactly"
)]
mod tests {
    use super::*;

    const FALLING: Prices = Prices {
        open: 100.0,
        high: 102.0,
        low: 94.0,
        close: 95.0,
    };

    fn meets(direction: Direction, kind: EntryKind) -> Meeting {
        SidedBar::new(direction, FALLING).entry(kind, 0.0)
    }

    #[test]
    fn a_limit_is_its_price_or_better() {
        use Direction::{Long, Short};
        use EntryKind::Limit;
        assert_eq!(meets(Long, Limit(101.0)), Meeting::AtOpen(100.0));
        assert_eq!(meets(Long, Limit(97.0)), Meeting::Inside(97.0));
        assert_eq!(meets(Long, Limit(94.0)), Meeting::Inside(94.0));
        assert_eq!(meets(Long, Limit(93.9)), Meeting::Missed);
        assert_eq!(meets(Short, Limit(99.0)), Meeting::AtOpen(100.0));
        assert_eq!(meets(Short, Limit(102.0)), Meeting::Inside(102.0));
        assert_eq!(meets(Short, Limit(102.1)), Meeting::Missed);
    }

    #[test]
    fn a_stop_entry_is_its_price_or_worse() {
        use Direction::{Long, Short};
        use EntryKind::Stop;
        assert_eq!(meets(Long, Stop(99.0)), Meeting::AtOpen(100.0));
        assert_eq!(meets(Long, Stop(101.5)), Meeting::Inside(101.5));
        assert_eq!(meets(Long, Stop(102.5)), Meeting::Missed);
        assert_eq!(meets(Short, Stop(98.0)), Meeting::Inside(98.0));
        assert_eq!(meets(Short, Stop(101.0)), Meeting::AtOpen(100.0));
    }

    #[test]
    fn a_stop_limit_insists_on_its_limit() {
        let order = |stop, limit| meets(Direction::Long, EntryKind::StopLimit { stop, limit });
        assert_eq!(order(101.0, 101.5), Meeting::Inside(101.0));
        // Woken at 101; the close, 95, shows that the price came down through 99 afterwards.
        assert_eq!(order(101.0, 99.0), Meeting::Inside(99.0));
        // Woken at 101, but nothing shows that 94.5 was traded after that.
        assert_eq!(order(101.0, 94.5), Meeting::Woken);
        assert_eq!(order(103.0, 104.0), Meeting::Missed);
        // Awake at the open, filled on the way down.
        assert_eq!(order(99.0, 98.0), Meeting::Inside(98.0));
        assert_eq!(order(99.0, 93.0), Meeting::Woken);
    }

    #[test]
    fn a_stricter_limit_wants_the_price_to_go_through() {
        let seen = SidedBar::new(Direction::Long, FALLING);
        assert_eq!(seen.entry(EntryKind::Limit(94.0), 0.01), Meeting::Missed);
        assert_eq!(
            seen.entry(EntryKind::Limit(94.01), 0.01),
            Meeting::Inside(94.01)
        );
    }

    #[test]
    fn a_tick_moves_only_prices_that_are_off_it() {
        let down = |price| snap(price, Some(0.05), Rounding::Down);
        assert!((down(100.07) - 100.05).abs() < 1e-9);
        assert!((down(100.15) - 100.15).abs() < 1e-9); // 2002.9999999999998 ticks in floating point
        assert!((snap(100.07, Some(0.05), Rounding::Up) - 100.10).abs() < 1e-9);
        assert_eq!(snap(100.07, None, Rounding::Up), 100.07);
    }

    #[test]
    fn a_snapped_price_is_the_very_number_a_bar_has_there() {
        for (price, tick) in [
            (59.15, 0.05),
            (37.8, 0.05),
            (1234.57, 0.01),
            (100.031_25, 0.031_25),
            (0.000_3, 0.000_1),
            (60.0, 2.5),
            (8.1, 0.15),
        ] {
            for rounding in [Rounding::Down, Rounding::Up] {
                assert_eq!(snap(price, Some(tick), rounding), price, "by {tick}");
            }
        }
    }
}
