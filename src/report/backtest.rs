//! The result of a backtest, as it is told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Body, Grid, price, wrap};
use crate::Symbol;
use crate::account::{Costs, Order, Trade};
use crate::backtest::metrics::{MetricRow, Metrics, Unit};
use crate::backtest::{BacktestConfig, FILL_MODEL, Outcome, Run};
use crate::data::{Cells, Sheet};

/// What `backtest` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    /// What the strategy is called.
    pub strategy: String,
    /// Version of the rules by which orders fill.
    pub fill_model: u32,
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
}

/// One trade in a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TradeRow {
    /// Symbol.
    pub symbol: String,
    /// `long` or `short`.
    pub direction: &'static str,
    /// Time of the entry.
    pub entry_time: String,
    /// Price of the entry, before spread and slippage.
    pub entry_price: f64,
    /// Why it was entered.
    pub entry_cause: &'static str,
    /// Time of the exit, or of the mark.
    pub exit_time: String,
    /// Price of the exit or mark, before spread and slippage.
    pub exit_price: f64,
    /// Why it was left.
    pub exit_cause: &'static str,
    /// Shares.
    pub shares: f64,
    /// Profit, net of all costs.
    pub pnl: f64,
    /// Commission of both sides.
    pub commission: f64,
    /// What spread and slippage took.
    pub slippage: f64,
    /// Dividends received, less those paid.
    pub dividends: f64,
    /// Cost of borrowed shares.
    pub borrow: f64,
    /// Profit in units of the risk at the entry.
    pub r_multiple: Option<f64>,
    /// The best move, as a part of the entry price.
    pub mfe: f64,
    /// The worst move, as a part of the entry price.
    pub mae: f64,
    /// Whether it is still open.
    pub is_open: bool,
}

impl TradeRow {
    fn new(trade: &Trade, symbols: &[Symbol]) -> Self {
        Self {
            symbol: symbols[trade.symbol].to_string(),
            direction: trade.direction.name(),
            entry_time: moment(trade.entry.time),
            entry_price: trade.entry.price,
            entry_cause: trade.entry.cause.name(),
            exit_time: moment(trade.exit.time),
            exit_price: trade.exit.price,
            exit_cause: trade.exit.cause.name(),
            shares: trade.shares,
            pnl: trade.pnl(),
            commission: trade.commission(),
            slippage: trade.slippage(),
            dividends: trade.dividends,
            borrow: trade.borrow,
            r_multiple: trade.r_multiple(),
            mfe: trade.mfe_frac(),
            mae: trade.mae_frac(),
            is_open: trade.is_open(),
        }
    }
}

impl Backtest {
    /// Tells `outcome`, measured as `metrics` say.
    pub fn new(
        strategy: &str,
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
            symbols: run.symbols.iter().map(ToString::to_string).collect(),
            costs: config.costs,
            cash: run.cash,
            bars_a_year: metrics.convention.bars_a_year,
            risk_free_pct: metrics.convention.risk_free_pct,
            metrics: metrics.rows(),
            ambiguous_exits: run.ambiguous_exits,
            best_case_final_equity: outcome.best_case.as_ref().map(Run::final_equity),
            rejections,
            lapsed_orders: run.lapsed_orders,
            warm_up: warmth(run),
            next_open: run
                .next_open
                .iter()
                .map(|(symbol, order)| told(&run.symbols[*symbol], order))
                .collect(),
            trades: run
                .trades()
                .map(|trade| TradeRow::new(trade, &run.symbols))
                .collect(),
        }
    }

    fn figures(&self) -> String {
        let mut grid = Grid::new(&["figure", ">value", "formula"]);
        for row in &self.metrics {
            let (value, note) = match row.value {
                Some(value) => (shown(value, row.unit), row.formula),
                None => (String::new(), row.blank_because.unwrap_or_default()),
            };
            grid.row([row.name.to_owned(), value, note.to_owned()]);
        }
        grid.text()
    }

    /// What the reader must know to trust the figures, a line each.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.costs.is_frictionless() {
            notes.push(
                "NO COSTS: nobody trades for nothing; these figures are an upper bound".into(),
            );
        }
        for warmth in self.warm_up.iter().filter(|warmth| warmth.bars > 0) {
            let by = warmth.held_back_by.as_deref().unwrap_or("the strategy");
            notes.push(format!(
                "{}: no decision before bar {}, held back by {by}",
                warmth.symbol, warmth.bars
            ));
        }
        if self.ambiguous_exits > 0 {
            let best = self.best_case_final_equity.map(price).unwrap_or_default();
            notes.push(format!(
                "{} bars reached stop and target: counted as stops; as targets the final equity is {best}",
                self.ambiguous_exits
            ));
        }
        for (reason, count) in &self.rejections {
            notes.push(format!("{count} orders cut or refused: {reason}"));
        }
        if self.lapsed_orders > 0 {
            notes.push(format!(
                "{} orders were not reached and lapsed",
                self.lapsed_orders
            ));
        }
        notes.extend(
            self.next_open
                .iter()
                .map(|order| format!("next open: {order}")),
        );
        notes
    }
}

impl Body for Backtest {
    const SCHEMA: &'static str = "strandline.backtest/1";

    fn text(&self) -> String {
        let costs = &self.costs;
        let head = format!(
            "{}  {}  fill model {}  N = {} bars a year  risk-free {} %",
            self.symbols.join(","),
            self.strategy,
            self.fill_model,
            self.bars_a_year,
            self.risk_free_pct,
        );
        let paid = format!(
            "costs a side: commission {} bps, spread and slippage {} bps (stops {} times)",
            costs.commission_bps, costs.slippage_bps, costs.stop_slippage_factor
        );
        let mut text = format!(
            "{}\n{}\n\n{}\n",
            wrap(&head, 80, "  "),
            wrap(&paid, 80, "  "),
            self.figures().trim_end()
        );
        for note in self.notes() {
            text.push('\n');
            text += &wrap(&note, 80, "  ");
        }
        text.push('\n');
        text
    }

    fn sheet(&self) -> Sheet {
        let text = |of: fn(&TradeRow) -> String| {
            Cells::Text(self.trades.iter().map(|trade| Some(of(trade))).collect())
        };
        let number =
            |of: fn(&TradeRow) -> Option<f64>| Cells::Number(self.trades.iter().map(of).collect());
        Sheet::default()
            .with("symbol", text(|it| it.symbol.clone()))
            .with("direction", text(|it| it.direction.to_owned()))
            .with("entry_time", text(|it| it.entry_time.clone()))
            .with("entry_price", number(|it| Some(it.entry_price)))
            .with("entry_cause", text(|it| it.entry_cause.to_owned()))
            .with("exit_time", text(|it| it.exit_time.clone()))
            .with("exit_price", number(|it| Some(it.exit_price)))
            .with("exit_cause", text(|it| it.exit_cause.to_owned()))
            .with("shares", number(|it| Some(it.shares)))
            .with("pnl", number(|it| Some(it.pnl)))
            .with("commission", number(|it| Some(it.commission)))
            .with("slippage", number(|it| Some(it.slippage)))
            .with("dividends", number(|it| Some(it.dividends)))
            .with("borrow", number(|it| Some(it.borrow)))
            .with("r_multiple", number(|it| it.r_multiple))
            .with("mfe", number(|it| Some(it.mfe)))
            .with("mae", number(|it| Some(it.mae)))
            .with("is_open", text(|it| it.is_open.to_string()))
    }
}

/// The equity curve of a run, a row a close.
pub fn equity_sheet(run: &Run) -> Sheet {
    let times = run.time.iter().map(|time| Some(moment(*time)));
    let equity = run.equity.iter().map(|value| Some(*value));
    Sheet::default()
        .with("time", Cells::Text(times.collect()))
        .with("equity", Cells::Number(equity.collect()))
}

/// The orders of a run that were cut or refused, a row each.
pub fn rejections_sheet(run: &Run) -> Sheet {
    use crate::backtest::Rejection;
    let text = |of: &dyn Fn(&Rejection) -> String| {
        Cells::Text(run.rejections.iter().map(|it| Some(of(it))).collect())
    };
    let number = |of: fn(&Rejection) -> f64| {
        Cells::Number(run.rejections.iter().map(|it| Some(of(it))).collect())
    };
    Sheet::default()
        .with("time", text(&|it| moment(it.time)))
        .with("symbol", text(&|it| run.symbols[it.symbol].to_string()))
        .with("asked", text(&|it| it.asked.to_owned()))
        .with("reason", text(&|it| it.refusal.text().to_owned()))
        .with("wanted", number(|it| it.wanted))
        .with("granted", number(|it| it.granted))
}

fn warmth(run: &Run) -> Vec<Warmth> {
    run.symbols
        .iter()
        .zip(&run.warm_up)
        .map(|(symbol, warm_up)| Warmth {
            symbol: symbol.to_string(),
            bars: warm_up.bars,
            held_back_by: warm_up.held_back_by.clone(),
        })
        .collect()
}

/// An order for the next open in words.
fn told(symbol: &Symbol, order: &Order) -> String {
    use crate::account::EntryKind;
    let Order::Enter(entry) = order else {
        return format!("close {symbol}");
    };
    let side = match entry.direction {
        crate::account::Direction::Long => "buy",
        crate::account::Direction::Short => "sell short",
    };
    let at = match entry.kind {
        EntryKind::Market => String::new(),
        EntryKind::Limit(limit) => format!(" at {} or better", price(limit)),
        EntryKind::Stop(stop) => format!(" once {} is reached", price(stop)),
        EntryKind::StopLimit { stop, limit } => {
            format!(
                " once {} is reached, at {} or better",
                price(stop),
                price(limit)
            )
        }
    };
    let stop = entry.bracket.stop.map(|stop| stop.price(0.0));
    let stop = stop.filter(|stop| *stop > 0.0);
    let stop = stop.map_or(String::new(), |stop| format!(", stop {}", price(stop)));
    format!("{side} {symbol}{at}{stop}")
}

fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Count => format!("{value:.0}"),
        Unit::Money => format!("{value:.2}"),
        Unit::Fraction => format!("{:.2} %", value * 100.0),
        Unit::Ratio => format!("{value:.4}"),
    }
}

/// A date, and the minute where there is one.
fn moment(time: crate::Time) -> String {
    let is_day = time.time() == chrono::NaiveTime::MIN;
    let format = if is_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
    time.format(format).to_string()
}
