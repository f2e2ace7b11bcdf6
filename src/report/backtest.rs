//! The result of a backtest, as it is told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::next_open::told;
use super::trades::{TradeRow, trades_sheet};
use super::{Body, Luck};
use crate::Symbol;
use crate::account::Costs;
use crate::backtest::metrics::{MetricRow, Metrics, Unit};
use crate::backtest::{BacktestConfig, FILL_MODEL, Fills, Input, Outcome, Run};
use crate::data::Sheet;
use crate::text::Medium::Screen;
use crate::text::{Table, count, fit, moment, price};

/// What `backtest` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    /// What the strategy is called.
    pub strategy: String,
    /// Version of the rules by which orders fill.
    pub fill_model: u32,
    /// Whose answers decided what a bar does to an order; fill model 1 unless it says otherwise.
    pub fills: Fills,
    /// The symbols.
    pub symbols: Vec<String>,
    /// What trading cost.
    pub costs: Costs,
    /// Cash at the start.
    pub cash: f64,
    /// Bars a year by which figures are made yearly.
    pub bars_a_year: f64,
    /// Risk-free rate, in percent a year.
    pub risk_free_pct: f64,
    /// Every figure with its formula, and the reason where it is blank.
    pub metrics: Vec<MetricRow>,
    /// Exits on bars that reached stop and target.
    pub ambiguous_exits: usize,
    /// Final equity if each of those had reached its target first.
    pub best_case_final_equity: Option<f64>,
    /// Trades that began beyond their own stop or target: in and out at once.
    pub in_and_out: usize,
    /// Orders cut or refused, by reason.
    pub rejections: BTreeMap<&'static str, usize>,
    /// Orders that were not reached and lapsed.
    pub lapsed_orders: usize,
    /// First bar with a decision, by symbol, and what needed that many.
    pub warm_up: Vec<Warmth>,
    /// What was decided at the last close.
    pub next_open: Vec<String>,
    /// The trades, open ones last.
    pub trades: Vec<TradeRow>,
    /// What it is measured against.
    pub luck: Option<Luck>,
    /// Whether the text tells the figures behind the box.
    #[serde(skip)]
    details: bool,
}

/// When a symbol could first be decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warmth {
    /// Symbol.
    pub symbol: String,
    /// Index of the bar.
    pub bars: usize,
    /// What held it back.
    pub held_back_by: Option<String>,
    /// When that bar is; `None` if the series ends before it.
    pub since: Option<String>,
}

impl Backtest {
    /// Tells `outcome` of `inputs`, measured as `metrics` say.
    pub fn new(
        strategy: &str,
        inputs: &[Input<'_>],
        outcome: &Outcome,
        metrics: &Metrics,
        config: &BacktestConfig,
    ) -> Self {
        let run = &outcome.run;
        let mut rejections = BTreeMap::new();
        for rejection in &run.rejections {
            *rejections.entry(rejection.refusal.text()).or_insert(0) += 1;
        }
        Self {
            strategy: strategy.to_owned(),
            fill_model: FILL_MODEL,
            fills: config.fills,
            symbols: run.symbols.iter().map(ToString::to_string).collect(),
            costs: config.costs,
            cash: run.cash,
            bars_a_year: metrics.convention.bars_a_year,
            risk_free_pct: metrics.convention.risk_free_pct,
            metrics: metrics.rows(),
            ambiguous_exits: run.ambiguous_exits,
            best_case_final_equity: outcome.best_case.as_ref().map(Run::final_equity),
            in_and_out: run
                .closed
                .iter()
                .filter(|trade| trade.is_in_and_out_at_the_open())
                .count(),
            rejections,
            lapsed_orders: run.lapsed_orders,
            warm_up: warmth(inputs, run),
            next_open: run
                .next_open
                .iter()
                .map(|(symbol, order)| told(&run.symbols[*symbol], order))
                .collect(),
            trades: run
                .trades()
                .map(|trade| TradeRow::new(trade, &run.symbols))
                .collect(),
            luck: None,
            details: false,
        }
    }

    /// With what it is measured against, and whether the text tells the figures behind that.
    #[must_use]
    pub fn beside(self, luck: Luck, details: bool) -> Self {
        Self {
            luck: Some(luck),
            details,
            ..self
        }
    }

    /// Every figure with its formula, or the reason where it has no value.
    pub(super) fn figures(&self) -> Table {
        let mut table = Table::new(["figure", ">value", "formula"]);
        for row in &self.metrics {
            let value = row.value.map(|value| shown(value, row.unit));
            let reason = row.blank_because.filter(|_| value.is_none());
            table.row([
                row.name,
                &value.unwrap_or_default(),
                reason.unwrap_or(row.formula),
            ]);
        }
        table
    }

    /// What the reader must know to trust the figures, a line each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.costs.is_frictionless() {
            notes.push(
                "NO COSTS: nobody trades for nothing; these figures are an upper bound".into(),
            );
        }
        for warmth in self.warm_up.iter().filter(|warmth| warmth.bars > 0) {
            let by = warmth.held_back_by.as_deref().unwrap_or("the strategy");
            notes.push(match &warmth.since {
                Some(since) => format!(
                    "{}: no decision before {since} (bar {}), held back by {by}",
                    warmth.symbol, warmth.bars
                ),
                None => format!(
                    "{}: never a decision, held back by {by}, which is defined on none of {}",
                    warmth.symbol,
                    count(warmth.bars, "bar")
                ),
            });
        }
        if self.ambiguous_exits > 0 {
            let best = self.best_case_final_equity.map(price).unwrap_or_default();
            notes.push(format!(
                "{} reached stop and target: counted as stops; as targets the final equity is {best}",
                count(self.ambiguous_exits, "bar")
            ));
        }
        if self.in_and_out > 0 {
            let trades = count(self.in_and_out, "trade");
            notes.push(format!(
                "{trades} began beyond stop or target: in and out at once"
            ));
        }
        for (reason, number) in &self.rejections {
            let orders = count(*number, "order");
            notes.push(format!("{orders} cut or refused: {reason}"));
        }
        if self.lapsed_orders > 0 {
            let orders = count(self.lapsed_orders, "order");
            notes.push(format!("{orders} not reached and lapsed"));
        }
        if self.luck.is_none() {
            notes.push(
                "not measured against luck (--quick): nothing here says that it is skill".into(),
            );
        }
        notes.extend(
            self.next_open
                .iter()
                .map(|order| format!("next open: {order}")),
        );
        notes
    }
}

/// The commission of an order in words.
pub(super) fn commission(costs: &Costs) -> String {
    let told = format!("{} bps", costs.commission_bps);
    let parts = [
        (costs.commission_per_share, " and", "a share"),
        (costs.commission_per_order, " and", "an order"),
        (costs.commission_min, ", at least", "an order"),
        (costs.commission_max.unwrap_or(0.0), ", at most", "an order"),
    ];
    let parts = parts.into_iter().filter(|part| part.0 > 0.0);
    let told_parts: Vec<String> = parts
        .map(|(money, how, of)| format!("{how} {money} {of}"))
        .collect();
    told + &told_parts.concat()
}

impl Body for Backtest {
    const SCHEMA: &'static str = "strandline.backtest/1";

    fn text(&self) -> String {
        let costs = &self.costs;
        let head = format!(
            "{}  {}  {}  N = {} bars a year  risk-free {} %",
            self.symbols.join(","),
            self.strategy,
            self.fills.told(),
            self.bars_a_year,
            self.risk_free_pct,
        );
        let paid = format!(
            "costs a side: commission {}, spread and slippage {} bps (stops {} times)",
            commission(costs),
            costs.slippage_bps,
            costs.stop_slippage_factor
        );
        let mut text = format!(
            "{}\n{}\n\n{}\n",
            fit(&head, "  "),
            fit(&paid, "  "),
            self.figures().text().trim_end()
        );
        for note in self.notes() {
            text.push('\n');
            text += &fit(&note, "  ");
        }
        text.push('\n');
        if let Some(luck) = &self.luck {
            text.extend(["\n", &luck.text()]);
            if self.details {
                text.extend(["\n", &luck.details()]);
            }
        }
        text
    }

    fn sheet(&self) -> Sheet {
        trades_sheet(&self.trades)
    }
}

fn warmth(inputs: &[Input<'_>], run: &Run) -> Vec<Warmth> {
    let since = |symbol: &Symbol, bar: usize| {
        let bars = inputs
            .iter()
            .find(|input| input.bars().symbol() == symbol)?;
        bars.bars().time().get(bar).copied().map(moment)
    };
    run.symbols
        .iter()
        .zip(&run.warm_up)
        .map(|(symbol, warm_up)| Warmth {
            symbol: symbol.to_string(),
            bars: warm_up.bars,
            held_back_by: warm_up.held_back_by.clone(),
            since: since(symbol, warm_up.bars),
        })
        .collect()
}

fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Count => Screen.fixed(value, 0),
        Unit::Money => Screen.fixed(value, 2),
        Unit::Fraction => format!("{} %", Screen.fixed(value * 100.0, 2)),
        Unit::Ratio => Screen.fixed(value, 4),
    }
}
