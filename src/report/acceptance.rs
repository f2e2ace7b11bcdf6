//! The figures by which the method of base rates is accepted.

use serde::Serialize;

use super::Body;
use super::evidence::{RateCell, points};
use super::sheet::SheetOf;
use crate::data::Sheet;
use crate::evidence::{
    Edge, FAMILIES, Measure, Null, Panel, Pooled, Reliability, default_planted_edge,
};
use crate::text::Medium::Screen;
use crate::text::{Table, fit};
use crate::{Family, Result, Role};

/// Largest lift, in points, that any family may show on permuted bars.
const MOST_ON_PERMUTED: f64 = 2.5;
/// Largest calibration error, in points.
const MOST_ECE: f64 = 1.5;

/// One figure and where it must lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AcceptanceRow {
    /// What is measured.
    pub check: String,
    /// What was found.
    pub figure: f64,
    /// Its 95 % interval, where it has one.
    pub interval: Option<[f64; 2]>,
    /// Where it must lie.
    pub bound: [f64; 2],
    /// Whether it does; a figure with an interval may meet the bound with that.
    pub is_met: bool,
}

/// The rate of a family by a measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PanelRow {
    /// Family.
    pub family: Family,
    /// What held means.
    pub measure: Measure,
    /// The rate beside its control.
    #[serde(flatten)]
    pub rate: RateCell,
}

/// What `evidence audit` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Acceptance {
    /// The figures with their bounds.
    pub checks: Vec<AcceptanceRow>,
    /// The rates of every family.
    pub rates: Vec<PanelRow>,
    /// What a lift must pass on this panel to be told as an edge: the largest on permuted bars
    /// of other seeds, in points.
    pub noise_floor: f64,
    /// On permuted bars.
    pub permuted: Null,
    /// At random prices.
    pub random: Null,
    /// How what the pooled table tells of levels came true here.
    pub reliability: Option<Reliability>,
}

impl Acceptance {
    /// Measures what is not measured yet.
    ///
    /// # Errors
    ///
    /// Those of [`default_planted_edge`].
    pub fn new(panel: &Panel<'_>, floor: f64, permuted: Null, random: Null) -> Result<Self> {
        let mut rates = Vec::new();
        for family in FAMILIES {
            for measure in Measure::ALL {
                rates.extend(panel.rate(family, None, measure).map(|rate| PanelRow {
                    family,
                    measure,
                    rate: RateCell::new(&rate, floor),
                }));
            }
        }
        let reliability = panel.reliability(Pooled::shipped());
        let mut checks = Checks(Vec::new());
        checks.of_swings(panel);
        checks.of_sides(panel);
        let auc = panel.auc_of_tests().map(|auc| (auc * 1e3).round() / 1e3);
        checks.add("AUC of the number of tests", auc, None, [0.45, 0.55]);
        let first = Some(points(permuted.first));
        checks.add(
            "largest lift on permuted bars",
            first,
            None,
            [0.0, MOST_ON_PERMUTED],
        );
        for (name, null) in [("permuted bars", &permuted), ("random prices", &random)] {
            let share = 100.0 * (null.seeds - null.edges) as f64 / null.seeds.max(1) as f64;
            let name = format!("seeds of {name} without an edge, %");
            checks.add(&name, Some(share), None, [95.0, 100.0]);
        }
        let planted = default_planted_edge(1)?;
        let found = planted.filter(|rate| rate.edge(0.0) == Edge::More);
        let interval = planted.map(|it| [points(it.lift_95.low), points(it.lift_95.high)]);
        let lift = found.or(planted).map(|rate| points(rate.lift));
        checks.add("lift of a planted edge of +8", lift, interval, [4.0, 12.0]);
        let held_out = Pooled::shipped().source.ece;
        checks.add(
            "calibration error, series left out",
            Some(points(held_out)),
            None,
            [0.0, MOST_ECE],
        );
        let here = reliability.as_ref().map(|it| points(it.ece));
        checks.add(
            "calibration error, these series",
            here,
            None,
            [0.0, MOST_ECE],
        );
        Ok(Self {
            checks: checks.0,
            rates,
            noise_floor: points(floor),
            permuted,
            random,
            reliability,
        })
    }

    /// Whether every figure lies where it must.
    pub fn is_met(&self) -> bool {
        self.checks.iter().all(|row| row.is_met)
    }
}

struct Checks(Vec<AcceptanceRow>);

impl Checks {
    fn of_sides(&mut self, panel: &Panel<'_>) {
        for (role, name, bound) in [
            (Role::Support, "k1 at supports, %", [59.0, 65.0]),
            (Role::Resistance, "k1 at resistances, %", [50.0, 60.0]),
        ] {
            let rate = panel.side(role, Measure::K1);
            self.add(name, rate.map(|rate| points(rate.rate)), None, bound);
        }
    }

    fn of_swings(&mut self, panel: &Panel<'_>) {
        for (measure, held, lift) in [
            (Measure::K1, [56.5, 59.5], [-3.0, -0.2]),
            (Measure::Day, [71.0, 75.0], [-0.6, 2.6]),
        ] {
            let rate = panel.rate(Family::Swing, None, measure);
            let name = measure.name();
            let share = rate.map(|rate| points(rate.rate));
            self.add(&format!("swings held by {name}, %"), share, None, held);
            let interval = rate.map(|it| [points(it.lift_95.low), points(it.lift_95.high)]);
            let found = rate.map(|rate| points(rate.lift));
            self.add(&format!("lift of swings by {name}"), found, interval, lift);
        }
    }

    fn add(
        &mut self,
        check: &str,
        figure: Option<f64>,
        interval: Option<[f64; 2]>,
        bound: [f64; 2],
    ) {
        let Some(figure) = figure else { return };
        let [low, high] = interval.unwrap_or([figure, figure]);
        self.0.push(AcceptanceRow {
            check: check.to_owned(),
            figure,
            interval,
            bound,
            is_met: low <= bound[1] && high >= bound[0],
        });
    }
}

fn number(value: f64) -> String {
    Screen.fixed(value, 2)
}

fn pair([low, high]: [f64; 2]) -> String {
    format!("{}..{}", number(low), number(high))
}

impl Acceptance {
    fn check_table(&self) -> Table {
        let mut checks = Table::new(["check", ">figure", ">95 %", ">must be", ""]);
        for row in &self.checks {
            checks.row([
                row.check.clone(),
                number(row.figure),
                row.interval.map(pair).unwrap_or_default(),
                pair(row.bound),
                if row.is_met { "met" } else { "missed" }.to_owned(),
            ]);
        }
        checks
    }

    fn rate_table(&self) -> Table {
        let mut rates = Table::new([
            "family",
            "held",
            ">n",
            ">effective",
            ">levels",
            ">beside",
            ">lift",
            ">95 %",
            "edge",
        ]);
        for PanelRow {
            family,
            measure,
            rate,
        } in &self.rates
        {
            rates.row([
                family.name().to_owned(),
                measure.name().to_owned(),
                rate.n.to_string(),
                format!("{:.0}", rate.effective_n),
                format!("{:.1}", rate.held_pct),
                format!("{:.1}", rate.control_pct),
                number(rate.lift),
                pair(rate.lift_95),
                match rate.edge {
                    Edge::None => "none",
                    Edge::More => "more",
                    Edge::Less => "less",
                }
                .to_owned(),
            ]);
        }
        rates
    }

    /// What is found where nothing is.
    fn nulls(&self) -> String {
        let nulls = [
            ("permuted bars", &self.permuted),
            ("random prices", &self.random),
        ];
        let nulls = nulls.map(|(name, null)| {
            let told = format!(
                "{name}: {} seeds, {} with a 95 % interval of some family that leaves 0 out, {} told as an edge; 95 % of \
                 their largest lifts are at most {:.2} points",
                null.seeds,
                null.outside_interval,
                null.edges,
                points(null.largest_95),
            );
            fit(&told, "  ") + "\n"
        });
        nulls.concat()
    }
}

impl Body for Acceptance {
    const SCHEMA: &'static str = "strandline.evidence-audit/1";

    fn text(&self) -> String {
        let floor = format!(
            "An edge must pass the noise floor of this panel, {:.2} points, and its interval must leave 0 out.",
            self.noise_floor
        );
        format!(
            "{}\n{}\n{}{}\n",
            self.check_table().text(),
            self.rate_table().text(),
            self.nulls(),
            fit(&floor, "  ")
        )
    }

    fn sheet(&self) -> Sheet {
        SheetOf::new(&self.checks)
            .text("check", |row| row.check.clone())
            .number("figure", |row| row.figure)
            .number("low", |row| row.interval.map(|it| it[0]))
            .number("high", |row| row.interval.map(|it| it[1]))
            .number("bound_low", |row| row.bound[0])
            .number("bound_high", |row| row.bound[1])
            .text("is_met", |row| row.is_met.to_string())
            .done()
    }
}
