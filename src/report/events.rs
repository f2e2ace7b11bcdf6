//! Dated events as they are told: the session in which each took effect, and what prices did there.

mod words;

use chrono::NaiveDate;
use serde::Serialize;

use super::evidence::points;
use crate::Analysis;
use crate::evidence::{EventStudy, StudyConfig};
use crate::market::{Calendar, Consensus, Happening};

/// What could be measured of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// The session has a bar.
    Measured,
    /// The session lies after the day that is looked from.
    NotYet,
    /// The session has no bar in the file.
    NoBar,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    /// Day at the venue on which it happened.
    pub day: NaiveDate,
    /// What kind of thing it is.
    pub kind: &'static str,
    /// What happened.
    pub headline: String,
    /// Who said so.
    pub source: Option<String>,
    /// Whether the venue was closed that day; `null` where no calendar knows.
    pub is_closed: Option<bool>,
    /// Whether that day's session was over.
    pub is_after_close: bool,
    /// The session in which it took effect.
    pub session: Option<NaiveDate>,
    /// Whether that session ended early.
    pub is_early_close: bool,
    /// The other events of that session.
    pub confounded_with: Vec<String>,
    /// Events of other sessions inside the window.
    pub overlaps: Vec<String>,
    /// What could be measured.
    pub status: Measured,
    /// Return of the session, in percent.
    pub change_pct: Option<f64>,
    /// Open beside the close before, in percent.
    pub gap_pct: Option<f64>,
    /// The same in ATR.
    pub gap_atr: Option<f64>,
    /// Percent of the gaps of a year that were smaller.
    pub gap_larger_than_pct: Option<f64>,
    /// Earlier gaps like it, and how many percent of them were filled within five sessions.
    pub gaps_like: Option<usize>,
    /// Percent of those that were filled within five sessions.
    pub gaps_filled_pct: Option<f64>,
    /// Abnormal return of the session, in percent.
    pub ar_pct: Option<f64>,
    /// Percent of ordinary days whose abnormal return was nearer to 0.
    pub ar_larger_than_pct: Option<f64>,
    /// Sum over the window, in percent.
    pub car_pct: Option<f64>,
    /// Percent of ordinary days whose sum was nearer to 0.
    pub car_larger_than_pct: Option<f64>,
    /// Ordinary days it was compared with.
    pub placebos: usize,
    /// Place of the abnormal return among those the model was fitted to; 1 is the lowest.
    pub rank: Option<usize>,
    /// Sessions the model was fitted to.
    pub sessions: Option<usize>,
    /// The model's beta.
    pub beta: Option<f64>,
    /// Standard deviation of ordinary abnormal returns, in percent.
    pub sigma_pct: Option<f64>,
    /// Percent of the sessions in which the price did not move.
    pub unmoved_pct: Option<f64>,
}

/// What `events` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Events {
    /// Symbol.
    pub symbol: String,
    /// Day that is looked from.
    pub as_of: NaiveDate,
    /// Calendar by which sessions were told, and how it was found.
    pub calendar: Option<String>,
    /// Symbol of the benchmark.
    pub benchmark: Option<String>,
    /// First and last session of the window, counted from the event.
    pub window: [i32; 2],
    /// The events, by day.
    pub events: Vec<EventRow>,
    /// Ratings and targets; `null` where none were supplied.
    pub ratings: Option<Consensus>,
    /// Events that came to be known later.
    pub later: usize,
}

/// What the events of a series are measured by.
#[derive(Debug, Clone, Copy)]
pub struct EventScene<'a> {
    /// The series.
    pub analysis: &'a Analysis,
    /// The bar that is looked from.
    pub at: usize,
    /// The series returns are compared with.
    pub benchmark: Option<&'a crate::Bars>,
    /// By which sessions are told.
    pub calendar: Option<Calendar>,
    /// How.
    pub config: StudyConfig,
}

impl Events {
    /// Measures `happenings`.
    pub fn new(
        scene: EventScene<'_>,
        happenings: &[Happening],
        ratings: Option<Consensus>,
    ) -> Self {
        let bars = scene.analysis.bars();
        let as_of = bars.date(scene.at);
        let mut placed: Vec<Placed> = happenings.iter().map(|it| Placed::new(scene, it)).collect();
        let all = placed.len();
        placed.retain(|it| it.row.day <= as_of);
        placed.sort_by_key(|it| it.row.day);
        let later = all - placed.len();
        let study = EventStudy::new(
            scene.analysis,
            scene.at,
            scene.benchmark,
            placed.iter().filter_map(|it| it.bar),
            scene.config,
        );
        for at in 0..placed.len() {
            let (same, near) = neighbours(&placed, at, scene.config.window);
            let bar = placed[at].bar;
            let row = &mut placed[at].row;
            (row.confounded_with, row.overlaps) = (same, near);
            row.measure(bar.and_then(|bar| study.reaction(bar)));
        }
        Self {
            symbol: bars.symbol().to_string(),
            as_of,
            calendar: scene.calendar.map(|calendar| calendar.name().to_owned()),
            benchmark: scene.benchmark.map(|bars| bars.symbol().to_string()),
            window: [scene.config.window.0, scene.config.window.1],
            events: placed.into_iter().map(|it| it.row).collect(),
            ratings,
            later,
        }
    }
}

/// An event with the bar of its session.
struct Placed {
    row: EventRow,
    bar: Option<usize>,
}

impl Placed {
    fn new(scene: EventScene<'_>, happening: &Happening) -> Self {
        let bars = scene.analysis.bars();
        let effect = happening.effect(scene.calendar);
        // Without a calendar the dates of the bars are the sessions there are.
        let (_, first) = happening.days(scene.calendar);
        let from = bars
            .at_or_before(first)
            .map_or(0, |at| if bars.date(at) == first { at } else { at + 1 });
        let next = (from < bars.len()).then(|| bars.date(from));
        let session = effect.session.or(next);
        let bar = (next == session)
            .then_some(from)
            .filter(|&at| at < bars.len());
        let status = match (bar, session) {
            (Some(at), _) if at <= scene.at => Measured::Measured,
            (None, Some(session)) if session <= bars.date(scene.at) => Measured::NoBar,
            _ => Measured::NotYet,
        };
        let row = EventRow {
            day: effect.day,
            kind: happening.kind.name(),
            headline: happening.text.clone(),
            source: happening.source.clone(),
            is_closed: effect.is_closed,
            is_after_close: effect.is_after_close,
            session,
            is_early_close: effect.is_early_close,
            confounded_with: Vec::new(),
            overlaps: Vec::new(),
            status,
            change_pct: None,
            gap_pct: None,
            gap_atr: None,
            gap_larger_than_pct: None,
            gaps_like: None,
            gaps_filled_pct: None,
            ar_pct: None,
            ar_larger_than_pct: None,
            car_pct: None,
            car_larger_than_pct: None,
            placebos: 0,
            rank: None,
            sessions: None,
            beta: None,
            sigma_pct: None,
            unmoved_pct: None,
        };
        Self {
            bar: bar.filter(|_| status == Measured::Measured),
            row,
        }
    }
}

/// The events of the same session as that at `at`, and those of other sessions inside its window.
fn neighbours(placed: &[Placed], at: usize, window: (i32, i32)) -> (Vec<String>, Vec<String>) {
    let (mut same, mut near) = (Vec::new(), Vec::new());
    let Some(own) = placed.get(at) else {
        return (same, near);
    };
    let others = placed.iter().enumerate().filter(|(place, _)| *place != at);
    for (_, other) in others {
        if own.row.session.is_some() && own.row.session == other.row.session {
            same.push(other.row.headline.clone());
        } else if let (Some(own), Some(there)) = (own.bar, other.bar) {
            let apart = i64::try_from(there).unwrap_or(0) - i64::try_from(own).unwrap_or(0);
            if (i64::from(window.0)..=i64::from(window.1)).contains(&apart) {
                near.push(other.row.headline.clone());
            }
        }
    }
    (same, near)
}

impl EventRow {
    fn measure(&mut self, reaction: Option<crate::evidence::Reaction>) {
        let Some(it) = reaction else { return };
        self.change_pct = Some(points(it.change));
        self.gap_pct = Some(points(it.gap.gap));
        self.gap_atr = it.gap.gap_atr.map(|gap| (gap * 100.0).round() / 100.0);
        self.gap_larger_than_pct = it.gap.larger_than.map(points);
        self.gaps_like = Some(it.gap.like);
        self.gaps_filled_pct = it.gap.filled.map(points);
        let Some(abnormal) = it.abnormal else { return };
        self.ar_pct = Some(points(abnormal.ar));
        self.ar_larger_than_pct = abnormal.ar_larger_than.map(points);
        self.car_pct = abnormal.car.map(points);
        self.car_larger_than_pct = abnormal.car_larger_than.map(points);
        self.placebos = abnormal.placebos;
        self.rank = Some(abnormal.rank);
        self.sessions = Some(abnormal.model.sessions);
        self.beta = abnormal
            .model
            .beta
            .map(|beta| (beta * 1000.0).round() / 1000.0);
        self.sigma_pct = Some(points(abnormal.model.sigma));
        self.unmoved_pct = Some(points(abnormal.model.unmoved));
    }
}
