//! One screen on a series: where the close stands among the levels, what would change that, what happened lately.

use serde::Serialize;

use super::ladder::{Rung, ladder};
use super::lately::{Happening, lately};
use super::level::sheet;
use super::overview_text::Screen;
use super::{Body, LevelRow, rounded};
use crate::analysis::Momentum;
use crate::data::Sheet;
use crate::level::MARGIN_ATR;
use crate::text::when;
use crate::{AsOf, Bar, Basis, Role, State};

/// What `analyze` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// Symbol.
    pub symbol: String,
    /// Time of the bar it is told of.
    pub time: String,
    /// Its close.
    pub close: f64,
    /// Change from the close before, in percent.
    pub change_pct: Option<f64>,
    /// Wilder's ATR of 14 bars, in price.
    pub atr_14: Option<f64>,
    /// What the prices stand for.
    pub basis: Basis,
    /// Levels around the close, the highest first; overlapping ones of one role as one.
    pub levels: Vec<Rung>,
    /// What would break the nearest level above.
    pub up: Option<Trigger>,
    /// What would break the nearest level below.
    pub down: Option<Trigger>,
    /// The consolidation price is in.
    pub range: Option<Range>,
    /// Momentum, as description.
    pub momentum: Momentum,
    /// What happened on the last five bars, the newest first.
    pub lately: Vec<Happening>,
}

/// What a break of a level takes, at the next bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trigger {
    /// Number of the level.
    pub level: u32,
    /// Its role.
    pub role: Role,
    /// A close beyond this breaks it.
    pub close_beyond: f64,
    /// A close beyond this breaks and confirms it at once; otherwise a second close beyond the first price within ten
    /// bars does.
    pub confirmed_beyond: f64,
    /// A close beyond this on the way back undoes the break.
    pub undone_beyond: f64,
}

/// A consolidation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Range {
    /// Time of its first bar.
    pub first: String,
    /// Its length.
    pub bars: usize,
    /// Its lowest low.
    pub low: f64,
    /// Its highest high.
    pub high: f64,
    /// Its height in ATR of log prices.
    pub height_atr: f64,
    /// Share of the ranges of its length at earlier closes that were wider, in percent.
    pub narrower_than_pct: Option<f64>,
    /// Number of these closes: those of five years of days, weeks or months, or of as many intraday bars as five years have
    /// days; fewer where the history is shorter.
    pub ranked_among: usize,
    /// Its upper edge moved up by its height: the measured move.
    pub measured_up: f64,
    /// Its lower edge moved down by its height, in log prices as all distances here.
    pub measured_down: f64,
}

impl Overview {
    /// What was known at `now`.
    pub fn new(now: &AsOf<'_>) -> Self {
        let bars = now.bars();
        let levels = ladder(now);
        let before = now.at().checked_sub(1).and_then(|at| bars.get(at));
        let close = now.bar().map_or(0.0, Bar::close);
        Self {
            symbol: bars.symbol().to_string(),
            time: when(bars, now.at()),
            close: rounded(close),
            change_pct: before.map(|bar| rounded(100.0 * (close / bar.close() - 1.0))),
            atr_14: now.atr_14().map(rounded),
            basis: bars.basis(),
            up: trigger(now, &levels, Role::Resistance),
            down: trigger(now, &levels, Role::Support),
            range: range(now),
            momentum: now.momentum(),
            lately: lately(now, &levels),
            levels,
        }
    }
}

/// The break that the close is nearest to among the unbroken levels of `role` it is not beyond.
fn trigger(now: &AsOf<'_>, rungs: &[Rung], role: Role) -> Option<Trigger> {
    let close = now.bar()?.close();
    // How far the close is from the edge that it would have to pass, in logs; below 0 beyond it.
    let ahead = |level: &LevelRow| {
        let up = (level.trigger / close).ln();
        if role == Role::Resistance { up } else { -up }
    };
    let may_break = |level: &&LevelRow| {
        let is_unbroken = matches!(level.state, State::Active | State::Testing);
        level.role == role && is_unbroken && ahead(level) >= 0.0
    };
    let levels = rungs.iter().map(|rung| &rung.level).filter(may_break);
    let nearest = levels.min_by(|a, b| ahead(a).total_cmp(&ahead(b)))?;
    let margin = MARGIN_ATR * now.atr_log()?;
    let margin = if role == Role::Resistance {
        margin
    } else {
        -margin
    };
    Some(Trigger {
        level: nearest.id,
        role,
        close_beyond: nearest.trigger,
        confirmed_beyond: rounded(nearest.trigger * margin.exp()),
        undone_beyond: nearest.invalidation,
    })
}

fn range(now: &AsOf<'_>) -> Option<Range> {
    let range = now.consolidation()?;
    let height = range.zone.high / range.zone.low;
    Some(Range {
        first: when(now.bars(), range.start),
        bars: range.bars,
        low: rounded(range.zone.low),
        high: rounded(range.zone.high),
        height_atr: rounded(range.height_atr),
        narrower_than_pct: range.narrower_than_pct.map(rounded),
        ranked_among: range.ranked_among,
        measured_up: rounded(range.zone.high * height),
        measured_down: rounded(range.zone.low / height),
    })
}

impl Body for Overview {
    const SCHEMA: &'static str = "strandline.analyze/1";

    fn text(&self) -> String {
        Screen(self).text()
    }

    fn sheet(&self) -> Sheet {
        let rows: Vec<LevelRow> = self.levels.iter().map(|rung| rung.level.clone()).collect();
        sheet(&rows)
    }
}
