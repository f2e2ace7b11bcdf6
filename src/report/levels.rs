//! The levels around the price, as a ladder: the highest on top, the close between them.

use serde::Serialize;

use super::sheet::SheetOf;
use super::{Body, Meta, OfSeries, pine};
use crate::data::Sheet;
use crate::reading::{LevelRow, Reading};
use crate::text::{Medium, Prices, Table, Wording, count, counted, fit};
use crate::{AnalysisConfig, AsOf, Basis, Family, Role};

/// The levels nearest to the close.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Levels {
    /// What matters on the day.
    pub reading: Reading,
    /// Number of living levels of the families asked for, shown or not.
    pub alive: usize,
    /// The levels, the highest zone first.
    pub levels: Vec<LevelRow>,
    /// Where there is no level: why, for each of the families asked for.
    pub why_none: Vec<String>,
    #[serde(skip)]
    prices: Prices,
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
        let reading = Reading::of(now);
        let edges: Vec<f64> = levels
            .iter()
            .flat_map(|level| [level.low, level.high])
            .collect();
        Self {
            prices: Wording::prices_of(now, &reading).apart(edges),
            reading,
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

    fn table(&self) -> Table {
        let words = Wording::new(&self.reading, self.prices, Medium::Screen);
        let close = self.prices.price(self.reading.close);
        let mut table = Table::new([
            "level", ">zone", ">dist", "state", "known", ">tests", ">last", "from",
        ]);
        let above = self
            .levels
            .iter()
            .take_while(|row| row.dist_atr.is_none_or(|dist| dist >= 0.0));
        let above = above.count();
        for (place, row) in self.levels.iter().enumerate() {
            if place == above {
                table.row(["close", &close]);
            }
            let dist = row.dist_atr.map(|dist| Medium::Screen.signed(dist, 1));
            let last = row.bars_since_touch.map(|bars| bars.to_string());
            table.row([
                letter(row.role).to_owned(),
                self.prices.zone(row.zone()),
                dist.unwrap_or_default(),
                row.state.to_string(),
                row.known_at.to_string(),
                row.tests.to_string(),
                last.unwrap_or_default(),
                words.origin(row),
            ]);
        }
        if above == self.levels.len() {
            table.row(["close", &close]);
        }
        table
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
fn highest_first(levels: &mut [LevelRow]) {
    levels.sort_by(|a, b| {
        let edges = b.high.total_cmp(&a.high).then(b.low.total_cmp(&a.low));
        edges.then(a.id.cmp(&b.id))
    });
}

impl OfSeries for Levels {
    const SCHEMA_OF_MANY: &'static str = "strandline.levels-each/2";

    fn symbol(&self) -> &str {
        &self.reading.symbol
    }
}

impl Body for Levels {
    const SCHEMA: &'static str = "strandline.levels/2";

    fn text(&self) -> String {
        let head = format!(
            "{}  {}  the {} nearest of {}",
            self.reading.symbol,
            self.reading.time,
            self.levels.len(),
            count(self.alive, "level"),
        );
        let below = if self.why_none.is_empty() {
            LEGEND.to_owned()
        } else {
            let lines = self.why_none.iter().map(|reason| fit(reason, "  ") + "\n");
            lines.collect()
        };
        format!("{}\n\n{}\n{below}", fit(&head, "  "), self.table().text())
    }

    fn sheet(&self) -> Sheet {
        sheet(&self.levels.iter().collect::<Vec<_>>())
    }

    fn pine(&self, meta: &Meta) -> Option<String> {
        Some(pine::script(&self.levels, &self.reading.symbol, meta))
    }
}

const LEGEND: &str = "\
R resistance, S support; dist: from the close to the middle of the zone, in ATR;
last: bars since the last touch; from: highs (lows) of a shelf, pivots of a
swing, volume, ...
";

fn letter(role: Role) -> &'static str {
    match role {
        Role::Resistance => "R",
        Role::Support => "S",
    }
}

/// The rows as columns, named as the fields.
pub(super) fn sheet(rows: &[&LevelRow]) -> Sheet {
    SheetOf::new(rows)
        .text("key", |row| row.key.to_string())
        .text("timeframe", |row| row.timeframe.name())
        .text("role", |row| row.role.name().to_owned())
        .text("family", |row| row.family.name().to_owned())
        .text("state", |row| row.state.name().to_owned())
        .text("label", |row| row.label.to_owned())
        .number("low", |row| row.low)
        .number("high", |row| row.high)
        .number("round", |row| row.round.map(|round| round.number))
        .number("dist_atr", |row| row.dist_atr)
        .count("count", |row| row.count as usize)
        .text("counted", |row| counted(row.family, row.counted_as))
        .count("tests", |row| row.tests)
        .count("touches", |row| row.touches)
        .text("last_touch", |row| {
            row.last_touch.map(|when| when.to_string())
        })
        .count("bars_since_touch", |row| row.bars_since_touch)
        .text("first", |row| row.first.to_string())
        .text("known_at", |row| row.known_at.to_string())
        .count("bars_known", |row| row.bars_known)
        .text("state_since", |row| row.state_since.to_string())
        .count("bars_in_state", |row| row.bars_in_state)
        .text("broke_at", |row| row.broke_at.map(|when| when.to_string()))
        .number("trigger", |row| row.trigger)
        .number("invalidation", |row| row.invalidation)
        .done()
}
