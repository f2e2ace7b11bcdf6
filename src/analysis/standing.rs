//! A level as it stands at a bar: its birth and everything that happened to it up to there.

use serde::{Deserialize, Serialize};

use crate::level::{Fact, FactKind, Level, Role, State, Zone};

/// A living level at the close of a bar, folded from its facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The level as it became known.
    pub level: Level,
    /// Its zone.
    pub zone: Zone,
    /// What it is to the price.
    pub role: Role,
    /// Where it stands in its life.
    pub state: State,
    /// Bar at whose close it came to that state.
    pub state_since: usize,
    /// Pivots of a swing level, highs (lows) of a shelf, bars of an extreme's window.
    pub count: u32,
    /// The side that was counted last: highs for a resistance, lows for a support. A shelf that is redrawn after it
    /// changed its role counts its new side from then on.
    pub counted: Role,
    /// Bars on which price came to the zone of the active level, since it was known.
    pub tests: Vec<Visit>,
    /// Bars on which price came to the zone again while it was being tested.
    pub touches: Vec<Visit>,
    /// The break that is under way or last was.
    pub last_break: Option<LevelBreak>,
    /// Bar of the break that is under way or last was.
    pub broke_at: Option<usize>,
    /// Bar at which that break was confirmed.
    pub confirmed_at: Option<usize>,
    /// Bar at which the level last changed its role after a sustained break.
    pub flipped_at: Option<usize>,
    /// The last thing that happened to it, but for redraws and for the beginning and end of a test, which its zone and
    /// state tell.
    pub last: Fact,
}

/// A bar on which price came to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The bar.
    pub at: usize,
    /// What the level was to the price then.
    pub role: Role,
}

/// A break of a level, as the level was then, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LevelBreak {
    /// Bar of the close beyond the zone.
    pub at: usize,
    /// What the level was to the price: a resistance is broken upwards, a support downwards.
    pub role: Role,
    /// The zone that was broken.
    pub zone: Zone,
    /// Whether the bar also opened beyond the zone.
    pub is_gap: bool,
    /// The last of `confirmed`, `sustained`, `failed`, `lapsed` and `lost` that followed.
    pub outcome: Option<Fact>,
}

impl LevelBreak {
    /// The edge that price closed beyond.
    pub fn edge(&self) -> f64 {
        match self.role {
            Role::Resistance => self.zone.high,
            Role::Support => self.zone.low,
        }
    }

    /// Whether it came to nothing: it failed, or was lost later.
    pub fn is_undone(&self) -> bool {
        let outcome = self.outcome.map(|fact| fact.kind);
        matches!(outcome, Some(FactKind::Failed | FactKind::Lost))
    }
}

/// The word for what a level is doing, beside its state.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Active, 0.75 to 2 ATR away and at least 1 ATR nearer than five bars ago.
    Approach,
    /// The last fact about it.
    Last(&'static str),
}

/// A test with its measures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// Bar of the test.
    pub at: usize,
    /// What the level was to the price then.
    pub role: Role,
    /// The bar's high for a resistance, its low for a support.
    pub extreme: f64,
    /// The bar's close.
    pub close: f64,
    /// Distance of the close from the zone's centre, in ATR of log prices.
    pub dist_atr: f64,
    /// How far price moved away from the extreme within the five bars after it, in ATR of log prices; so far, if
    /// fewer have passed.
    pub reaction_atr: f64,
    /// Volume over the mean of the 50 bars before; `None` without volume or history.
    pub rvol: Option<f64>,
}

impl Standing {
    /// A level on the bar that made it known.
    pub(super) fn new(level: Level, fact: Fact) -> Self {
        Self {
            level,
            zone: level.born,
            role: level.role,
            state: State::Active,
            state_since: level.known_at,
            count: level.count,
            counted: level.role,
            tests: Vec::new(),
            touches: Vec::new(),
            last_break: None,
            broke_at: None,
            confirmed_at: None,
            flipped_at: None,
            last: fact,
        }
    }

    /// The close beyond which the level breaks: the far edge of its zone.
    pub fn trigger(&self) -> f64 {
        match self.role {
            Role::Resistance => self.zone.high,
            Role::Support => self.zone.low,
        }
    }

    /// The close beyond which a break of the level has failed: the near edge of its zone.
    pub fn invalidation(&self) -> f64 {
        match self.role {
            Role::Resistance => self.zone.low,
            Role::Support => self.zone.high,
        }
    }

    /// Takes in the next fact about the level.
    pub(super) fn take(&mut self, fact: &Fact) {
        self.redraw(fact);
        self.live_on(fact);
        if let Some(last) = &mut self.last_break
            && is_outcome(fact.kind)
        {
            last.outcome = Some(*fact);
        }
        if !is_told_elsewhere(fact.kind) {
            self.last = *fact;
        }
    }

    /// Zone, role and count.
    fn redraw(&mut self, fact: &Fact) {
        match fact.kind {
            FactKind::Merged { zone, role, count } => {
                (self.zone, self.role, self.count) = (zone, role, count);
            }
            FactKind::Redrawn { zone, count } => {
                (self.zone, self.count, self.counted) = (zone, count, self.role);
            }
            FactKind::Labelled { count } => self.count = count,
            FactKind::Flipped { role } => (self.role, self.flipped_at) = (role, Some(fact.at)),
            _ => {}
        }
    }

    /// State and visits.
    fn live_on(&mut self, fact: &Fact) {
        let at = fact.at;
        let state = match fact.kind {
            FactKind::Test | FactKind::Touch => return self.visit(fact),
            FactKind::Testing => State::Testing,
            FactKind::Break | FactKind::GapBreak => {
                (self.broke_at, self.confirmed_at) = (Some(at), None);
                self.last_break = Some(LevelBreak {
                    at,
                    role: self.role,
                    zone: self.zone,
                    is_gap: fact.kind == FactKind::GapBreak,
                    outcome: None,
                });
                State::Broken
            }
            FactKind::Confirmed => {
                self.confirmed_at = Some(at);
                State::Confirmed
            }
            FactKind::Sustained => State::Sustained,
            FactKind::Cleared
            | FactKind::Failed
            | FactKind::Lapsed
            | FactKind::Lost
            | FactKind::Flipped { .. } => State::Active,
            FactKind::Expired { .. } => State::Expired,
            _ => return,
        };
        (self.state, self.state_since) = (state, at);
    }

    fn visit(&mut self, fact: &Fact) {
        let visits = match fact.kind {
            FactKind::Test => &mut self.tests,
            _ => &mut self.touches,
        };
        visits.push(Visit {
            at: fact.at,
            role: self.role,
        });
    }
}

/// Whether it says what became of a break.
fn is_outcome(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Confirmed
            | FactKind::Sustained
            | FactKind::Failed
            | FactKind::Lapsed
            | FactKind::Lost
    )
}

/// Whether the zone and the state tell it.
fn is_told_elsewhere(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Merged { .. }
            | FactKind::Redrawn { .. }
            | FactKind::Labelled { .. }
            | FactKind::Testing
            | FactKind::Cleared
    )
}
