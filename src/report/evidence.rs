//! Base rates as they are told: levels beside arbitrary prices, and what followed like facts.

mod screen;

use serde::Serialize;

use crate::evidence::{
    Edge, Evidence, FAMILIES, Followed, Forward, Held, Like, Measure, PooledSource, Rate,
    discoveries,
};
use crate::reading::When;
use crate::text::Medium::Screen;
use crate::{Analysis, Family, Role};

/// Share of false discoveries among those that are named.
const FALSE_DISCOVERIES: f64 = 0.10;

/// One series has few entries that are independent, and many of its rows are looked at: an edge in it must be this unlikely
/// to be chance, besides what an edge must be everywhere.
const OWN_P: f64 = 0.01;

/// A rate in percent beside its control, never without it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RateCell {
    /// Levels reached whose outcome is known.
    pub n: usize,
    /// As many independent ones would tell as much.
    pub effective_n: f64,
    /// Percent of them that held.
    pub held_pct: f64,
    /// Percent of the arbitrary prices beside them that held.
    pub control_pct: f64,
    /// The first less the second, in points.
    pub lift: f64,
    /// Its 95 % interval, in points.
    pub lift_95: [f64; 2],
    /// Its 80 % interval, in points.
    pub lift_80: [f64; 2],
    /// Whether that is an edge.
    pub edge: Edge,
}

impl RateCell {
    /// Of a rate, with the largest lift the method finds where nothing is.
    pub fn new(rate: &Rate, floor: f64) -> Self {
        let pair = |it: crate::evidence::Interval| [points(it.low), points(it.high)];
        Self {
            n: rate.n,
            effective_n: rate.effective_n,
            held_pct: points(rate.rate),
            control_pct: points(rate.control),
            lift: points(rate.lift),
            lift_95: pair(rate.lift_95),
            lift_80: pair(rate.lift_80),
            edge: rate.edge(floor),
        }
    }
}

/// Hundredths, to two decimals.
pub(super) fn points(share: f64) -> f64 {
    // Adding 0 makes -0 a 0.
    (share * 1e4).round() / 100.0 + 0.0
}

/// How often levels of one family and side held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HoldRow {
    /// Family.
    pub family: Family,
    /// Side.
    pub role: Role,
    /// What held means: `k1`, `k2` or `day`.
    pub measure: Measure,
    /// In this series.
    pub own: Option<RateCell>,
    /// In the pooled series.
    pub pooled: Option<RateCell>,
    /// Whether the pooled lift is one of the discoveries among all rows, at a false discovery rate of 10 %.
    pub is_discovery: bool,
}

/// Returns after like facts, in percent, beside those after any bar.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ForwardCell {
    /// Facts whose return is known.
    pub n: usize,
    /// Mean return after them, in percent.
    pub mean_pct: f64,
    /// Mean return after any bar, in percent.
    pub any_pct: f64,
    /// 95 % interval of the first less the second, in points.
    pub excess_95: [f64; 2],
    /// Percent of the returns after them above 0.
    pub up_pct: f64,
    /// Percent of the returns after any bar above 0.
    pub any_up_pct: f64,
    /// Whether that is an edge.
    pub edge: Edge,
}

impl ForwardCell {
    fn new(it: &Forward) -> Self {
        Self {
            n: it.n,
            mean_pct: points(it.mean),
            any_pct: points(it.base),
            excess_95: [points(it.excess_95.low), points(it.excess_95.high)],
            up_pct: points(it.up),
            any_up_pct: points(it.base_up),
            edge: it.edge(),
        }
    }
}

/// What followed like facts over one horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowedRow {
    /// What happened to the level.
    pub like: Like,
    /// Family.
    pub family: Family,
    /// Side.
    pub role: Role,
    /// Bars over which returns are measured.
    pub horizon: usize,
    /// In this series.
    pub own: Option<ForwardCell>,
    /// In the pooled series.
    pub pooled: Option<ForwardCell>,
}

/// What `evidence rates` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rates {
    /// Symbol.
    pub symbol: String,
    /// The bar before which everything was known.
    pub time: When,
    /// How often levels held.
    pub held: Vec<HoldRow>,
    /// What followed breaks, breaks that lasted and breaks that failed.
    pub followed: Vec<FollowedRow>,
    /// Where the pooled rates come from.
    pub pooled: PooledSource,
}

/// The row of one family and side; `floor` is the largest lift of pooled series the method finds where nothing is.
pub(super) fn hold_row(
    (family, role): (Family, Role),
    measure: Measure,
    it: &Held,
    floor: f64,
) -> HoldRow {
    HoldRow {
        family,
        role,
        measure,
        own: it.own.map(|rate| {
            let is_plain = rate.p_value < OWN_P;
            RateCell::new(&rate, if is_plain { floor } else { f64::INFINITY })
        }),
        pooled: it.pooled.map(|rate| RateCell::new(&rate, floor)),
        is_discovery: false,
    }
}

/// The rows of what followed facts like this, one a horizon.
pub(super) fn followed_rows(
    evidence: &Evidence<'_>,
    like: Like,
    family: Family,
    role: Role,
) -> Vec<FollowedRow> {
    let rows = evidence.followed(like, family, role).into_iter();
    let row = |it: Followed| FollowedRow {
        like,
        family,
        role,
        horizon: it.horizon,
        own: it.own.as_ref().map(ForwardCell::new),
        pooled: it.pooled.as_ref().map(ForwardCell::new),
    };
    rows.map(row).collect()
}

/// Whether there is an edge, in words.
pub(super) fn told_rate(edge: Edge) -> &'static str {
    match edge {
        Edge::None => "no measurable edge",
        Edge::More => "more",
        Edge::Less => "less",
    }
}

impl HoldRow {
    /// The row in a sentence, the rate never without its control; `None` where neither is known.
    pub fn told(&self) -> Option<String> {
        let part = |it: &RateCell| {
            format!(
                "held {:.0} % of {} times, arbitrary prices beside them {:.0} %, difference {} to {} points",
                it.held_pct,
                it.n,
                it.control_pct,
                Screen.signed(it.lift_95[0], 1),
                Screen.signed(it.lift_95[1], 1)
            )
        };
        let verdict = |it: &RateCell| match it.edge {
            Edge::None => "no measurable edge",
            Edge::More => "they held more often",
            Edge::Less => "they gave way more often",
        };
        let own = self
            .own
            .as_ref()
            .map(|it| format!("here they {}: {}", part(it), verdict(it)));
        let pooled = self
            .pooled
            .as_ref()
            .map(|it| format!("in many series they {}: {}", part(it), verdict(it)));
        let told: Vec<String> = pooled.into_iter().chain(own).collect();
        let side = self.role;
        (!told.is_empty()).then(|| {
            format!(
                "levels like it ({} {side}): {}",
                self.family,
                told.join("; ")
            )
        })
    }
}

const SIDES: [Role; 2] = [Role::Resistance, Role::Support];

impl Rates {
    /// Every family and side as of bar `at`.
    pub fn new(analysis: &Analysis, at: usize, evidence: &Evidence<'_>) -> Self {
        let floor = evidence.pooled().source.noise_floor;
        let cells = || {
            FAMILIES
                .into_iter()
                .flat_map(|family| SIDES.map(|role| (family, role)))
        };
        let mut held = Vec::new();
        let mut p_values = Vec::new();
        for ((family, role), measure) in cells().flat_map(|cell| Measure::ALL.map(|it| (cell, it)))
        {
            let it = evidence.held(family, role, measure);
            p_values.push(it.pooled.map_or(1.0, |rate| rate.p_value));
            held.push(hold_row((family, role), measure, &it, floor));
        }
        for (row, is_found) in held
            .iter_mut()
            .zip(discoveries(&p_values, FALSE_DISCOVERIES))
        {
            row.is_discovery = is_found;
        }
        let followed = cells().flat_map(|(family, role)| {
            let of = |like| followed_rows(evidence, like, family, role);
            Like::ALL.into_iter().flat_map(of).collect::<Vec<_>>()
        });
        Self {
            symbol: analysis.bars().symbol().to_string(),
            time: When::new(analysis.bars(), at),
            held,
            followed: followed.collect(),
            pooled: evidence.pooled().source.clone(),
        }
    }
}
