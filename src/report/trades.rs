//! The rows of a run: trades, equity, rejections.

use serde::Serialize;

use crate::Symbol;
use crate::account::Trade;
use crate::backtest::{Rejection, Run};
use crate::data::{Cells, Sheet};
use crate::text::moment;

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
    pub(super) fn new(trade: &Trade, symbols: &[Symbol]) -> Self {
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

/// Trades, a row each.
pub fn trades_sheet(trades: &[TradeRow]) -> Sheet {
    let text = |of: fn(&TradeRow) -> String| {
        Cells::Text(trades.iter().map(|trade| Some(of(trade))).collect())
    };
    let number = |of: fn(&TradeRow) -> Option<f64>| Cells::Number(trades.iter().map(of).collect());
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
