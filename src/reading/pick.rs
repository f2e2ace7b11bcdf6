//! Which levels matter: overlapping ones as one row, the one that leads first.

use serde::Serialize;

use super::structure::{Landmark, LandmarkKind};
use super::under_way::{Ends, Weight, under_way};
use super::{LevelRow, UnderWay};
use crate::{AsOf, Family, Role, Standing};

/// Rows to each side of the close.
const PER_SIDE: usize = 3;

/// Families in the order in which one of several overlapping levels speaks for all.
const SPEAKERS: [Family; 7] = [
    Family::User,
    Family::Shelf,
    Family::Swing,
    Family::Extreme,
    Family::Hvn,
    Family::Round,
    Family::Lvn,
];

/// A level with those on the same side that overlap it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The level that speaks for the row.
    #[serde(flatten)]
    pub level: LevelRow,
    /// What the row is to the next close: a broken support lies above it and acts as a resistance does, a broken
    /// resistance as a support does.
    pub acts_as: Role,
    /// What is under way there.
    pub under_way: Option<UnderWay>,
    /// The levels that overlap it.
    pub members: Vec<LevelRow>,
    /// The highs and lows that lie in one of these zones.
    pub landmarks: Vec<LandmarkKind>,
    #[serde(skip)]
    weight: Weight,
}

impl Row {
    /// The price that a close must pass to cross the row.
    pub fn edge(&self) -> f64 {
        match self.acts_as {
            Role::Resistance => self.level.high,
            Role::Support => self.level.low,
        }
    }

    /// Whether it is a broken level on the far side: a former resistance or support.
    pub fn is_former(&self) -> bool {
        self.level.role != self.acts_as
    }

    /// Whether a test or break is under way, or ended on the last bars.
    pub fn is_news(&self) -> bool {
        self.weight < Weight::Approached
    }

    /// The level that speaks, then those that overlap it.
    pub fn levels(&self) -> impl Iterator<Item = &LevelRow> {
        std::iter::once(&self.level).chain(&self.members)
    }

    fn speaker(&self) -> usize {
        speaker(self.level.family)
    }

    /// Distance of the zone's middle from the close, in ATR.
    fn distance(&self) -> f64 {
        self.level.dist_atr.map_or(f64::INFINITY, f64::abs)
    }
}

fn speaker(family: Family) -> usize {
    let place = SPEAKERS.iter().position(|&speaker| speaker == family);
    place.unwrap_or(SPEAKERS.len())
}

fn acts_as(standing: &Standing) -> Role {
    if standing.state.is_broken() {
        standing.role.flipped()
    } else {
        standing.role
    }
}

/// The rows that matter, the one that leads first; then the others: those that hold a landmark, then the nearest.
///
/// A row leads by what is under way there, then by its family, by what is counted there, and by its distance. To each
/// side the next row matters, those with news and the nearest, three in all; besides them the row that leads.
pub(super) fn rows(now: &AsOf<'_>, landmarks: &mut [Landmark]) -> (Vec<Row>, Vec<Row>) {
    let mut rows = overlapping(now);
    rows.sort_by(|a, b| {
        let by_weight = a.weight.cmp(&b.weight).then(a.speaker().cmp(&b.speaker()));
        let by_count = by_weight.then(b.level.count.cmp(&a.level.count));
        by_count.then(a.distance().total_cmp(&b.distance()))
    });
    for landmark in landmarks {
        find(landmark, &mut rows);
    }
    let matters = matters(&rows);
    let mut chosen = Vec::new();
    let mut others = Vec::new();
    for (row, matters) in rows.into_iter().zip(matters) {
        if matters {
            chosen.push(row);
        } else {
            others.push(row);
        }
    }
    others.sort_by(|a, b| {
        let by_landmark = a.landmarks.is_empty().cmp(&b.landmarks.is_empty());
        by_landmark.then(a.distance().total_cmp(&b.distance()))
    });
    (chosen, others)
}

/// Marks the row a landmark lies in: the first whose zones, or those of the levels in it, hold its price.
fn find(landmark: &mut Landmark, rows: &mut [Row]) {
    let holds = |row: &&mut Row| {
        let mut zones = row.levels().map(LevelRow::zone);
        zones.any(|zone| zone.contains(landmark.price))
    };
    if let Some(row) = rows.iter_mut().find(holds) {
        row.landmarks.push(landmark.kind);
        landmark.level = Some(row.level.key.clone());
    }
}

/// Which of `rows`, which stand in the order of their weight, matter.
fn matters(rows: &[Row]) -> Vec<bool> {
    let mut matters = vec![false; rows.len()];
    if let Some(lead) = matters.first_mut() {
        *lead = true;
    }
    for role in [Role::Resistance, Role::Support] {
        let mut side: Vec<usize> = (0..rows.len())
            .filter(|&index| rows[index].acts_as == role)
            .collect();
        side.sort_by(|&a, &b| {
            let by_news = rows[b].is_news().cmp(&rows[a].is_news());
            by_news.then(rows[a].distance().total_cmp(&rows[b].distance()))
        });
        if let Some(next) = next(rows, role) {
            side.retain(|&index| index != next);
            side.insert(0, next);
        }
        for index in side.into_iter().take(PER_SIDE) {
            matters[index] = true;
        }
    }
    matters
}

/// The row of that side whose edge a close would pass first.
pub(super) fn next(rows: &[Row], role: Role) -> Option<usize> {
    let side = (0..rows.len()).filter(|&index| rows[index].acts_as == role);
    side.min_by(|&a, &b| {
        role.seen(rows[a].edge())
            .total_cmp(&role.seen(rows[b].edge()))
    })
}

/// Living levels, those that overlap on one side as one row; the one with news and the most to count speaks.
fn overlapping(now: &AsOf<'_>) -> Vec<Row> {
    let ends = Ends::of(now);
    let mut levels: Vec<(Weight, Option<UnderWay>, &Standing)> = Vec::new();
    for standing in now.levels() {
        let (weight, under_way) = under_way(now, standing, &ends);
        levels.push((weight, under_way, standing));
    }
    // What broke on these bars speaks, so that it is on every screen; then what is under way, then what has most to count.
    levels.sort_by_key(|&(weight, _, standing)| {
        let broke_bars_ago = match weight {
            Weight::Crossed {
                age,
                is_over: false,
            } => age,
            _ => usize::MAX,
        };
        let is_news = weight < Weight::Approached;
        let speaker = speaker(standing.level.family);
        (broke_bars_ago, !is_news, speaker, weight)
    });
    let mut rows: Vec<Row> = Vec::new();
    for (weight, under_way, standing) in levels {
        let level = LevelRow::new(now, standing);
        let acts_as = acts_as(standing);
        let overlapped = rows
            .iter_mut()
            .find(|row| row.acts_as == acts_as && row.level.overlaps(&level));
        match overlapped {
            Some(row) => row.members.push(level),
            None => rows.push(Row {
                level,
                acts_as,
                under_way,
                members: Vec::new(),
                landmarks: Vec::new(),
                weight,
            }),
        }
    }
    rows
}
