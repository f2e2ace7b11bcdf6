//! A backtest as one file to hand on: the answer first, then everything it rests on.

use super::backtest::commission;
use super::page::{Block, Page};
use super::trades::TradeRow;
use super::{Backtest, Meta, REFERENCES};
use crate::backtest::Run;
use crate::text::{Table, count, moment, price};

/// Rows of a table in the file; more of them belong into a CSV.
const MOST_ROWS: usize = 500;

/// What no backtest of this program can tell.
const LIMITS: [&str; 5] = [
    "Decisions are made at closes and carried out from the next bar on; within a bar the order of prices is not known, \
     and where it matters the worse case counts.",
    "Costs are the given ones, the same on every day; large orders move no price here.",
    "The symbols are those that somebody chose afterwards: companies that vanished are not among them.",
    "Taxes are left out.",
    "What was tried before and not logged is not known to the program; it makes the result more likely to be luck.",
];

impl Backtest {
    /// The file: `pictures` below the answer, `rules` (the strategy as it was read) among what it takes to do it again.
    pub fn page(&self, meta: &Meta, run: &Run, rules: &str, pictures: Vec<Block>) -> Page {
        let heading = |text: &str| Block::Heading(text.to_owned());
        let mut blocks = vec![heading("Answer")];
        blocks.extend(self.luck.as_ref().map(|luck| {
            Block::Box(
                "How much of this is luck?".into(),
                luck.sentences().join(" "),
            )
        }));
        if !self.next_open.is_empty() {
            let orders = self.next_open.iter();
            blocks.push(Block::List(
                orders.map(|it| format!("next open: {it}")).collect(),
            ));
        }
        blocks.extend(pictures);
        let caption = format!(
            "N = {} bars a year, risk-free rate {} %, closed trades net of costs",
            self.bars_a_year, self.risk_free_pct
        );
        let figures = Block::Table(caption, self.figures());
        blocks.extend([heading("Figures"), figures]);
        if let Some(luck) = &self.luck {
            let caption = "Figures behind the box".to_owned();
            blocks.push(Block::Table(caption, luck.figures()));
        }
        blocks.push(heading("Trades"));
        blocks.push(trades_block(&self.trades));
        blocks.push(heading("Rejections"));
        blocks.push(rejections_block(run));
        blocks.extend([heading("Warm-up and other notes"), self.notes_block()]);
        blocks.push(heading("Limits"));
        blocks.push(Block::List(LIMITS.map(str::to_owned).into()));
        blocks.push(heading("How to do it again"));
        blocks.push(Block::Code(format!("strandline {}", meta.command)));
        blocks.push(Block::Text("The strategy as it was read:".into()));
        blocks.push(Block::Code(rules.to_owned()));
        blocks.push(heading("References"));
        blocks.push(Block::List(REFERENCES.map(str::to_owned).into()));
        Page {
            title: format!("{} on {}", self.strategy, self.symbols.join(", ")),
            subtitle: self.about(),
            blocks,
            footer: meta.text(),
        }
    }

    fn about(&self) -> String {
        format!(
            "Orders filled by {}; N = {} bars a year; risk-free rate {} %; a side costs {} of commission and {} bps of \
             spread and slippage, stops {} times that.",
            self.fills.told(),
            self.bars_a_year,
            self.risk_free_pct,
            commission(&self.costs),
            self.costs.slippage_bps,
            self.costs.stop_slippage_factor
        )
    }

    fn notes_block(&self) -> Block {
        let notes = self.notes();
        if notes.is_empty() {
            return Block::Text("Nothing held trading back, and no order lapsed.".into());
        }
        Block::List(notes)
    }
}

fn trades_block(trades: &[TradeRow]) -> Block {
    if trades.is_empty() {
        return Block::Text("There was no trade.".into());
    }
    let mut table = Table::new([
        "symbol", "side", "entry", ">price", "exit", ">price", "why", ">shares", ">profit", ">R",
    ]);
    for trade in trades.iter().take(MOST_ROWS) {
        let exit = if trade.is_open {
            "open"
        } else {
            trade.exit_cause
        };
        let r_multiple = trade.r_multiple.map(|r| format!("{r:.2}"));
        table.row([
            trade.symbol.clone(),
            trade.direction.to_owned(),
            trade.entry_time.clone(),
            price(trade.entry_price),
            trade.exit_time.clone(),
            price(trade.exit_price),
            exit.to_owned(),
            trade.shares.to_string(),
            format!("{:.2}", trade.pnl),
            r_multiple.unwrap_or_default(),
        ]);
    }
    Block::Table(of_many(trades.len(), "trade", "--trades"), table)
}

fn rejections_block(run: &Run) -> Block {
    if run.rejections.is_empty() {
        return Block::Text("No order was cut or refused.".into());
    }
    let mut table = Table::new(["time", "symbol", "asked", "reason", ">wanted", ">granted"]);
    for it in run.rejections.iter().take(MOST_ROWS) {
        table.row([
            moment(it.time),
            run.symbols[it.symbol].to_string(),
            it.asked.to_owned(),
            it.refusal.text().to_owned(),
            format!("{:.2}", it.wanted),
            format!("{:.2}", it.granted),
        ]);
    }
    let caption = of_many(run.rejections.len(), "order", "--rejections");
    Block::Table(caption, table)
}

fn of_many(number: usize, noun: &str, option: &str) -> String {
    let all = count(number, noun);
    if number > MOST_ROWS {
        return format!("The first {MOST_ROWS} of {all}; {option} writes all of them");
    }
    all
}
