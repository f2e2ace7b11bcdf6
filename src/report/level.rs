//! One level as it is told: its zone, what is counted about it, and since when it was known.

use serde::Serialize;

use super::rounded;
use crate::analysis::{Label, round_label};
use crate::data::{Cells, Sheet};
use crate::text::{self, Medium, price, when};
use crate::{AsOf, Family, Role, Standing, State, Timeframe};

/// A level at the close of a bar. Counted facts, no grade: how often levels hold is not told without its control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelRow {
    /// Number of the level in this analysis; it never changes and is never given to another.
    pub id: u32,
    /// Span of the bars it was found on.
    pub timeframe: Timeframe,
    /// What it is to the price.
    pub role: Role,
    /// Rule it was born by.
    pub family: Family,
    /// Where it stands in its life.
    pub state: State,
    /// `approach`, or the last thing that happened to it.
    pub label: String,
    /// Lower edge of the zone.
    pub low: f64,
    /// Upper edge of the zone.
    pub high: f64,
    /// Where the zone lies to the nearest round number, such as `just above 160`.
    pub round: Option<String>,
    /// From the close to the centre of the zone in ATR of log prices: above 0 where the level is above the close.
    pub dist_atr: Option<f64>,
    /// What it was found by: pivots of a swing, highs (lows) of a shelf, bars of an extreme's window.
    pub count: u32,
    /// What `count` counts.
    pub counted: String,
    /// The role in which it was counted.
    #[serde(skip)]
    side: Role,
    /// Visits since it was known.
    pub tests: usize,
    /// Visits and the touches during them.
    pub touches: usize,
    /// Time of the last of these.
    pub last_touch: Option<String>,
    /// Bars since then.
    pub bars_since_touch: Option<usize>,
    /// Time of the first bar it was found from.
    pub first: String,
    /// Time of the bar at whose close it became known.
    pub known_at: String,
    /// Bars since then.
    pub bars_known: usize,
    /// Time of the bar at whose close it came to its state.
    pub state_since: String,
    /// Bars since then.
    pub bars_in_state: usize,
    /// Time of the break that is under way or last was.
    pub broke_at: Option<String>,
    /// A close beyond this breaks it.
    pub trigger: f64,
    /// A close beyond this undoes a break of it.
    pub invalidation: f64,
}

impl LevelRow {
    /// The level as it stood at `now`.
    pub fn new(now: &AsOf<'_>, standing: &Standing) -> Self {
        let bars = now.bars();
        let is_above = now
            .bar()
            .is_some_and(|bar| standing.zone.centre() >= bar.close());
        let sign = if is_above { 1.0 } else { -1.0 };
        let visits = [standing.tests.last(), standing.touches.last()];
        let last = visits.into_iter().flatten().map(|visit| visit.at).max();
        let atr = now.atr_log().unwrap_or_default();
        let side = standing.counted;
        Self {
            id: standing.level.id.0,
            timeframe: bars.timeframe(),
            role: standing.role,
            family: standing.level.family,
            state: standing.state,
            label: match now.label(standing) {
                Label::Approach => "approach",
                Label::Last(fact) => fact,
            }
            .to_owned(),
            low: rounded(standing.zone.low),
            high: rounded(standing.zone.high),
            round: round_label(standing.zone, bars.basis(), atr),
            dist_atr: now.dist_atr(standing).map(|dist| rounded(sign * dist)),
            count: standing.count,
            counted: text::counted(standing.level.family, side),
            side,
            tests: standing.tests.len(),
            touches: standing.tests.len() + standing.touches.len(),
            last_touch: last.map(|at| when(bars, at)),
            bars_since_touch: last.map(|at| now.at() - at),
            first: when(bars, standing.level.first_at),
            known_at: when(bars, standing.level.known_at),
            bars_known: now.at() - standing.level.known_at,
            state_since: when(bars, standing.state_since),
            bars_in_state: now.at() - standing.state_since,
            broke_at: standing.broke_at.map(|at| when(bars, at)),
            trigger: rounded(standing.trigger()),
            invalidation: rounded(standing.invalidation()),
        }
    }

    /// `R 23`: the name by which other lines speak of it.
    pub fn name(&self) -> String {
        let letter = match self.role {
            Role::Resistance => 'R',
            Role::Support => 'S',
        };
        format!("{letter} {}", self.id)
    }

    /// `160.89-161.58`.
    pub fn zone(&self) -> String {
        format!("{}-{}", price(self.low), price(self.high))
    }

    /// `+0.91`, or blank where there is no ATR to measure by.
    pub fn dist(&self) -> String {
        self.dist_atr
            .map(|dist| Medium::Screen.signed(dist, 1))
            .unwrap_or_default()
    }

    /// What it was found by, in a few words: `7 highs`, `252-bar high`.
    pub fn origin(&self) -> String {
        text::origin(self.family, self.count, self.side)
    }
}

/// The rows as columns, named as the fields.
pub(super) fn sheet(rows: &[LevelRow]) -> Sheet {
    let text =
        |of: fn(&LevelRow) -> String| Cells::Text(rows.iter().map(|row| Some(of(row))).collect());
    let maybe = |of: fn(&LevelRow) -> Option<String>| Cells::Text(rows.iter().map(of).collect());
    let number = |of: fn(&LevelRow) -> Option<f64>| Cells::Number(rows.iter().map(of).collect());
    let count = |of: fn(&LevelRow) -> Option<usize>| {
        let cells = rows
            .iter()
            .map(|row| of(row).and_then(|count| i64::try_from(count).ok()));
        Cells::Count(cells.collect())
    };
    Sheet::default()
        .with("id", count(|row| Some(row.id as usize)))
        .with("timeframe", text(|row| row.timeframe.name()))
        .with("role", text(|row| row.role.name().to_owned()))
        .with("family", text(|row| row.family.name().to_owned()))
        .with("state", text(|row| row.state.name().to_owned()))
        .with("label", text(|row| row.label.clone()))
        .with("low", number(|row| Some(row.low)))
        .with("high", number(|row| Some(row.high)))
        .with("round", maybe(|row| row.round.clone()))
        .with("dist_atr", number(|row| row.dist_atr))
        .with("count", count(|row| Some(row.count as usize)))
        .with("counted", text(|row| row.counted.clone()))
        .with("tests", count(|row| Some(row.tests)))
        .with("touches", count(|row| Some(row.touches)))
        .with("last_touch", maybe(|row| row.last_touch.clone()))
        .with("bars_since_touch", count(|row| row.bars_since_touch))
        .with("first", text(|row| row.first.clone()))
        .with("known_at", text(|row| row.known_at.clone()))
        .with("bars_known", count(|row| Some(row.bars_known)))
        .with("state_since", text(|row| row.state_since.clone()))
        .with("bars_in_state", count(|row| Some(row.bars_in_state)))
        .with("broke_at", maybe(|row| row.broke_at.clone()))
        .with("trigger", number(|row| Some(row.trigger)))
        .with("invalidation", number(|row| Some(row.invalidation)))
}
