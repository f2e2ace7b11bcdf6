//! A report on one series: the answer first, then chart, claims, evidence, events, limits, and how to make it again.

mod figure;
mod page;

use serde::Serialize;

use super::Body;
use super::check::Check;
use super::events::Events;
use super::evidence::{FollowedRow, HoldRow, followed_rows, hold_row};
use super::levels::sheet;
use crate::data::Sheet;
use crate::evidence::{Evidence, Like, Measure, PooledSource};
use crate::reading::{LevelRow, Reading};
use crate::text::{Medium, Prices, Wording, fit};
use crate::{AsOf, FactKind, LevelId};

pub use figure::{ChartView, figure};
pub use page::Template;

/// Levels whose life and evidence are told.
const LEVELS: usize = 4;
/// Latest days of a level's life that are told.
const LIFE: usize = 8;

/// What became of a level, day by day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelLife {
    /// Its name.
    pub key: String,
    /// Role, zone and state in words.
    pub title: String,
    /// What is counted about it, in words.
    pub counted: String,
    /// The latest days on which something happened, oldest first, each with the words of what did.
    pub life: Vec<(String, String)>,
}

/// What `report` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// One sentence that answers.
    pub answer: String,
    /// What matters on the day.
    pub reading: Reading,
    /// The claims, decided; `null` where none were given.
    pub check: Option<Check>,
    /// The levels that matter.
    pub levels: Vec<LevelLife>,
    /// How often levels like them held, beside arbitrary prices.
    pub held: Vec<HoldRow>,
    /// What followed breaks of levels like the first.
    pub followed: Vec<FollowedRow>,
    /// Where the pooled rates come from.
    pub pooled: PooledSource,
    /// Dated events; `null` where none were given.
    pub events: Option<Events>,
    /// What this cannot tell.
    pub limits: Vec<String>,
    #[serde(skip)]
    prices: Prices,
    #[serde(skip)]
    sentence: String,
}

impl Findings {
    /// What was known at `now`, with the claims and events that were given.
    pub fn new(
        now: &AsOf<'_>,
        evidence: &Evidence<'_>,
        check: Option<Check>,
        events: Option<Events>,
    ) -> Self {
        let reading = Reading::of(now);
        let prices = Wording::prices_of(now, &reading);
        let words = Wording::new(&reading, prices, Medium::Screen);
        let sentence = words.sentence();
        let floor = evidence.pooled().source.noise_floor;
        let mut held: Vec<HoldRow> = Vec::new();
        let mut levels = Vec::new();
        for row in reading.rows.iter().take(LEVELS) {
            let level = &row.level;
            let is_told = |it: &HoldRow| it.family == level.family && it.role == level.role;
            if !held.iter().any(is_told) {
                let it = evidence.held(level.family, level.role, Measure::K1);
                held.push(hold_row(
                    (level.family, level.role),
                    Measure::K1,
                    &it,
                    floor,
                ));
            }
            levels.push(LevelLife {
                key: level.key.to_string(),
                title: format!(
                    "{} {}, {}",
                    level.role,
                    prices.zone(level.zone()),
                    level.state
                ),
                counted: words.facts(row).join(", "),
                life: life(now, level.id),
            });
        }
        let followed = reading.lead().map_or_else(Vec::new, |lead| {
            followed_rows(evidence, Like::Break, lead.level.family, lead.level.role)
        });
        let answer = check.as_ref().and_then(|check| check.say_instead.clone());
        Self {
            answer: answer.unwrap_or_else(|| sentence.clone()),
            check,
            levels,
            held,
            followed,
            pooled: evidence.pooled().source.clone(),
            limits: limits(events.is_some(), &evidence.pooled().source),
            events,
            prices,
            sentence,
            reading,
        }
    }
}

/// The latest days of a level's life.
fn life(now: &AsOf<'_>, id: LevelId) -> Vec<(String, String)> {
    let facts = now.facts_of(id).filter(|fact| !is_quiet(fact.kind));
    let mut life: Vec<(String, String)> = Vec::new();
    for fact in facts {
        let day = now.bars().date(fact.at).to_string();
        let word = fact.kind.name().replace('_', " ");
        match life.last_mut().filter(|(last, _)| *last == day) {
            Some((_, words)) => {
                words.push_str(", ");
                words.push_str(&word);
            }
            None => life.push((day, word)),
        }
    }
    life.drain(..life.len().saturating_sub(LIFE));
    life
}

/// Facts that say nothing to a reader of a level's life.
fn is_quiet(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Merged { .. } | FactKind::Redrawn { .. } | FactKind::Labelled { .. }
    )
}

fn limits(has_events: bool, source: &PooledSource) -> Vec<String> {
    let mut limits = vec![
        "Prices are those of the file; its closes are taken as prices one could have traded at, without costs.".to_owned(),
        "Pre-market and intraday moves cannot be seen in daily bars; the opening gap stands for them.".to_owned(),
        format!(
            "Pooled rates come from {} series, {}. Quarters that were not over are left out.",
            source.series, source.warning
        ),
    ];
    if !has_events {
        limits.push("No file of events was given, so no move is explained by news.".to_owned());
    }
    limits.push("This describes what prices did. It is no advice.".to_owned());
    limits
}

impl Body for Findings {
    const SCHEMA: &'static str = "strandline.report/1";

    fn text(&self) -> String {
        let mut text = format!("{}\n\n", fit(&self.answer, ""));
        for line in self.evidence_told() {
            text.extend([fit(&line, "  ").as_str(), "\n"]);
        }
        if let Some(check) = &self.check {
            text.extend(["\n", &check.text()]);
        }
        if let Some(events) = &self.events {
            text.extend(["\n", &events.text()]);
        }
        text
    }

    fn sheet(&self) -> Sheet {
        let rows: Vec<&LevelRow> = self.reading.ladder().iter().map(|row| &row.level).collect();
        sheet(&rows)
    }
}
