//! The levels around the price, as a ladder: the highest on top, the close between them.

use serde::Serialize;

use super::level::sheet;
use super::{Body, LevelRow, rounded};
use crate::data::Sheet;
use crate::text::{Table, count, fit, price, when};
use crate::{AnalysisConfig, AsOf, Basis, Family};

/// The levels nearest to the close.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Levels {
    /// Symbol.
    pub symbol: String,
    /// Time of the bar at whose close they were known.
    pub time: String,
    /// That close.
    pub close: f64,
    /// Number of living levels of the families asked for, shown or not.
    pub alive: usize,
    /// The levels, the highest zone first.
    pub levels: Vec<LevelRow>,
    /// Where there is no level: why, for each of the families asked for.
    pub why_none: Vec<String>,
}

impl Levels {
    /// The `top` levels nearest to the close of `now`.
    pub fn new(now: &AsOf<'_>, top: usize) -> Self {
        let nearest = now.nearest();
        let mut levels: Vec<_> = nearest
            .iter()
            .take(top)
            .map(|standing| LevelRow::new(now, standing))
            .collect();
        highest_first(&mut levels);
        Self {
            symbol: now.bars().symbol().to_string(),
            time: when(now.bars(), now.at()),
            close: now.bar().map_or(0.0, |bar| rounded(bar.close())),
            alive: nearest.len(),
            levels,
            why_none: Vec::new(),
        }
    }

    /// Adds why `now` has no level, if it has none, for each of the families of `config`.
    #[must_use]
    pub fn with_reasons(mut self, now: &AsOf<'_>, config: &AnalysisConfig) -> Self {
        if self.alive == 0 {
            let families = config.families.iter();
            let reasons = families.map(|&family| format!("{family}: {}", why(now, config, family)));
            self.why_none = reasons.collect();
        }
        self
    }
}

/// Why there is no level of `family`.
fn why(now: &AsOf<'_>, config: &AnalysisConfig, family: Family) -> String {
    let bars = now.bars();
    match family {
        Family::Round if bars.basis() != Basis::Raw => format!(
            "only raw prices have round numbers, and the basis of these is {}; --basis raw says that they are",
            bars.basis()
        ),
        Family::Hvn | Family::Lvn if bars.volume().is_none() => "the bars have no volume".into(),
        Family::User => {
            let since = config.user.iter().filter_map(|level| level.since).min();
            since
                .filter(|&since| now.date().is_some_and(|date| date < since))
                .map_or_else(
                    || "none is given, or none lives".into(),
                    |since| format!("the first is known from {since} on"),
                )
        }
        _ => format!("none lives after {}", count(now.at() + 1, "bar")),
    }
}

/// Sorts by the upper edge, then the lower one, then the number.
pub(super) fn highest_first(levels: &mut [LevelRow]) {
    levels.sort_by(|a, b| {
        let edges = b.high.total_cmp(&a.high).then(b.low.total_cmp(&a.low));
        edges.then(a.id.cmp(&b.id))
    });
}

impl Body for Levels {
    const SCHEMA: &'static str = "strandline.levels/1";

    fn text(&self) -> String {
        let close = price(self.close);
        let mut table = Table::new([
            "level", ">zone", ">dist", "state", "known", ">tests", ">last", "from",
        ]);
        let mut is_close_set = false;
        for row in &self.levels {
            if !is_close_set && row.dist_atr.is_some_and(|dist| dist < 0.0) {
                table.row(["close".to_owned(), close.clone()]);
                is_close_set = true;
            }
            table.row([
                row.name(),
                row.zone(),
                row.dist(),
                row.state.to_string(),
                row.known_at.clone(),
                row.tests.to_string(),
                row.bars_since_touch
                    .map(|bars| bars.to_string())
                    .unwrap_or_default(),
                row.origin(),
            ]);
        }
        if !is_close_set {
            table.row(["close".to_owned(), close]);
        }
        let head = format!(
            "{}  {}  the {} nearest of {}",
            self.symbol,
            self.time,
            self.levels.len(),
            count(self.alive, "level"),
        );
        let below = if self.why_none.is_empty() {
            LEGEND.to_owned()
        } else {
            let lines = self.why_none.iter().map(|reason| fit(reason, "  ") + "\n");
            lines.collect()
        };
        format!("{}\n\n{}\n{below}", fit(&head, "  "), table.text())
    }

    fn sheet(&self) -> Sheet {
        sheet(&self.levels)
    }
}

const LEGEND: &str = "\
dist: from the close to the middle of the zone, in ATR; last: bars since the
last touch; from: highs (lows) of a shelf, pivots of a swing, volume, ...
";
