//! The rows of a run: trades, equity, rejections.

use serde::Serialize;

use super::sheet::SheetOf;
use crate::account::Trade;
use crate::backtest::Run;
use crate::data::Sheet;
use crate::text::moment;
use crate::{Symbol, Time};

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
    SheetOf::new(trades)
        .text("symbol", |it| it.symbol.clone())
        .text("direction", |it| it.direction.to_owned())
        .text("entry_time", |it| it.entry_time.clone())
        .number("entry_price", |it| it.entry_price)
        .text("entry_cause", |it| it.entry_cause.to_owned())
        .text("exit_time", |it| it.exit_time.clone())
        .number("exit_price", |it| it.exit_price)
        .text("exit_cause", |it| it.exit_cause.to_owned())
        .number("shares", |it| it.shares)
        .number("pnl", |it| it.pnl)
        .number("commission", |it| it.commission)
        .number("slippage", |it| it.slippage)
        .number("dividends", |it| it.dividends)
        .number("borrow", |it| it.borrow)
        .number("r_multiple", |it| it.r_multiple)
        .number("mfe", |it| it.mfe)
        .number("mae", |it| it.mae)
        .text("is_open", |it| it.is_open.to_string())
        .done()
}

/// The equity curve of a run, a row a close.
pub fn equity_sheet(run: &Run) -> Sheet {
    let curve: Vec<(Time, f64)> = run
        .time
        .iter()
        .copied()
        .zip(run.equity.iter().copied())
        .collect();
    curve_sheet(&curve)
}

/// A curve of equity, a row a close.
pub(super) fn curve_sheet(curve: &[(Time, f64)]) -> Sheet {
    SheetOf::new(curve)
        .text("time", |(time, _)| moment(*time))
        .number("equity", |(_, equity)| *equity)
        .done()
}

/// The orders of a run that were cut or refused, a row each.
pub fn rejections_sheet(run: &Run) -> Sheet {
    SheetOf::new(&run.rejections)
        .text("time", |it| moment(it.time))
        .text("symbol", |it| run.symbols[it.symbol].to_string())
        .text("asked", |it| it.asked.to_owned())
        .text("reason", |it| it.refusal.text().to_owned())
        .number("wanted", |it| it.wanted)
        .number("granted", |it| it.granted)
        .done()
}
