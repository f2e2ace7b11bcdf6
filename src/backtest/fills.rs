//! Whose answers decide what one bar does to an order: those of fill model 1, or those of another program.
//!
//! Other programs answer some questions of a bar otherwise. With their answers a result of theirs can be reproduced, and
//! what it rests on can be seen; fill model 1 stays the default. What each does otherwise, and nothing else:
//!
//! | question | fill model 1 | `backtesting.py` | `tradingview` | `next-close` |
//! |---|---|---|---|---|
//! | opens beyond the target, later falls to the stop | target, at the open | stop, at its level | | |
//! | an order that waited for its price, and its stop or target, in one bar | what surely came after counts | nothing before the next bar | what comes later on the path | |
//! | stop and target inside one bar | stop | stop | what comes first on the path | |
//! | an entry by a stop with a limit, both in one bar | at the stop or the open, whichever is later, if the limit lets it; a limit on the far side if the close is there | at the stop; a limit on the far side from the next bar on | | |
//! | a strategy is first asked | on the first bar on which all it needs has a value | one bar after its columns have one | | |
//! | `close_at_end` closes at | the last close | the last open | the last close | |
//! | decided at a close, filled at | the next open | | | the next close |
//! | stops, targets and limits look at | every price of a bar | | | its close, and fill there |
//!
//! The path is that of `TradingView`'s broker emulator: from the open to the nearer of high and low (to the high if both
//! are as near), then to the other, then to the close.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::BacktestConfig;
use super::broker::{Hit, Meeting, Prices, SidedBar};
use crate::account::{Cause, EntryKind, Position};
use crate::{Error, Result};

/// Whose answers decide.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Fills {
    /// Fill model 1.
    #[default]
    #[serde(rename = "model-1")]
    Model1,
    /// The Python library `backtesting.py`.
    #[serde(rename = "backtesting.py")]
    BacktestingPy,
    /// `TradingView`'s broker emulator.
    #[serde(rename = "tradingview")]
    TradingView,
    /// Programs that fill at the next close and look at closes alone, such as zipline on daily bars.
    #[serde(rename = "next-close")]
    NextClose,
}

impl Fills {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Model1,
        Self::BacktestingPy,
        Self::TradingView,
        Self::NextClose,
    ];

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model1 => "model-1",
            Self::BacktestingPy => "backtesting.py",
            Self::TradingView => "tradingview",
            Self::NextClose => "next-close",
        }
    }

    /// How reports name the rules by which orders filled.
    pub fn told(self) -> String {
        match self {
            Self::Model1 => format!("fill model {}", super::FILL_MODEL),
            other => format!(
                "fills of {}, not fill model {}",
                other.name(),
                super::FILL_MODEL
            ),
        }
    }

    /// The prices that orders meet in a bar.
    #[inline]
    pub(super) fn met(self, row: Prices) -> Prices {
        if self == Self::NextClose {
            return Prices {
                open: row.close,
                high: row.close,
                low: row.close,
                close: row.close,
            };
        }
        row
    }

    /// How an entry order meets a bar.
    pub(super) fn meets(
        self,
        seen: &SidedBar,
        kind: EntryKind,
        config: &BacktestConfig,
    ) -> Meeting {
        match kind {
            EntryKind::StopLimit { stop, limit } if self == Self::BacktestingPy => {
                seen.stop_limit_of_backtesting_py(stop, limit)
            }
            kind => seen.entry(kind, config.limit_through),
        }
    }

    /// The first bar on which a strategy is asked whose columns all have a value from bar `first_of_columns` on.
    pub(super) fn first_asked(self, first_of_columns: usize) -> usize {
        match self {
            Self::BacktestingPy => first_of_columns + 1,
            _ => 0,
        }
    }

    /// Whether a position is left alone in bar `at` because an order that had waited for its price opened it there.
    pub(super) fn holds(self, position: &Position, at: usize) -> bool {
        self == Self::BacktestingPy
            && position.entry.at == at
            && matches!(position.entry.cause, Cause::Limit | Cause::StopEntry)
    }
}

impl FromStr for Fills {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.into_iter().find(|fills| fills.name() == text);
        let rule = "must be one of model-1, backtesting.py, tradingview, next-close";
        named.ok_or_else(|| Error::parameter("fills", text, rule))
    }
}

impl SidedBar {
    /// The level that the open of bar `at` has passed, by the answers of `config`.
    pub(super) fn left_at_open(
        &self,
        position: &Position,
        at: usize,
        config: &BacktestConfig,
    ) -> Option<Cause> {
        let cause = self.passed_at_open(position)?;
        if config.fills == Fills::Model1 {
            return Some(cause);
        }
        let stop_comes_first = config.fills == Fills::BacktestingPy
            && cause == Cause::TargetGap
            && self.stop(position).is_some_and(|stop| self.worst <= stop);
        (!stop_comes_first && !config.fills.holds(position, at)).then_some(cause)
    }

    /// The level reached inside bar `at` by a position that was there at the open, by the answers of `config`.
    pub(super) fn left_inside(
        &self,
        position: &Position,
        at: usize,
        config: &BacktestConfig,
    ) -> Option<Hit> {
        match config.fills {
            Fills::TradingView => self.first_on(&self.path(), position, config),
            Fills::BacktestingPy if config.fills.holds(position, at) => None,
            _ => self.reached(position, config),
        }
    }

    /// The level reached on the bar of an entry at `entry` inside the bar, by the answers of `config`.
    pub(super) fn left_after_entry(
        &self,
        position: &Position,
        entry: f64,
        config: &BacktestConfig,
    ) -> Option<Hit> {
        match config.fills {
            Fills::Model1 | Fills::NextClose => self.reached_after_entry(position, entry, config),
            Fills::BacktestingPy => None,
            Fills::TradingView => self.left_at_once(position, self.sign * entry).or_else(|| {
                let rest = self.path_from(self.sign * entry);
                self.first_on(&rest, position, config)
            }),
        }
    }

    /// Of a stop with a limit on the far side nothing fills on the bar that wakes it; with a limit beyond it, the fill is at
    /// the stop once both are touched, be the open beyond it or not.
    fn stop_limit_of_backtesting_py(&self, stop: f64, limit: f64) -> Meeting {
        let (stop, limit) = (self.sign * stop, self.sign * limit);
        if self.best < stop {
            Meeting::Missed
        } else if limit <= stop || self.worst > limit {
            Meeting::Woken
        } else {
            Meeting::Inside(self.sign * stop)
        }
    }

    /// The prices of the bar in the order in which the emulator walks through them, seen by this side.
    fn path(&self) -> [f64; 4] {
        let (for_it, against_it) = (self.best - self.open, self.open - self.worst);
        let best_is_first = if self.sign > 0.0 {
            for_it <= against_it
        } else {
            for_it < against_it
        };
        if best_is_first {
            [self.open, self.best, self.worst, self.close]
        } else {
            [self.open, self.worst, self.best, self.close]
        }
    }

    /// What is left of the path once `entry` has been reached.
    fn path_from(&self, entry: f64) -> Vec<f64> {
        let path = self.path();
        let passes = |pair: &[f64]| (pair[0] - entry) * (pair[1] - entry) <= 0.0;
        let passed = path.windows(2).position(passes).unwrap_or(2);
        let mut rest = vec![entry];
        rest.extend_from_slice(&path[passed + 1..]);
        rest
    }

    /// The first level on a path: a stop on the way down, a target on the way up.
    fn first_on(&self, path: &[f64], position: &Position, config: &BacktestConfig) -> Option<Hit> {
        let (stop, target) = (self.stop(position), self.target(position));
        let hit = |level: f64, cause| Hit {
            price: self.sign * level,
            cause,
            is_ambiguous: false,
        };
        path.windows(2).find_map(|pair| {
            let stop = stop.filter(|stop| pair[1] <= *stop && pair[1] < pair[0]);
            let through = config.limit_through;
            let target = target.filter(|it| pair[1] >= *it + through && pair[1] > pair[0]);
            let stop = stop.map(|stop| hit(stop, Cause::Stop));
            stop.or(target.map(|target| hit(target, Cause::Target)))
        })
    }
}
