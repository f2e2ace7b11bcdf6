//! Base rates as a screen of text.

use super::{HoldRow, Rates};
use crate::Role;
use crate::data::Sheet;
use crate::evidence::{Edge, PooledSource};
use crate::report::Body;
use crate::report::sheet::SheetOf;
use crate::text::Medium::Screen;
use crate::text::{Table, fit};

impl Rates {
    fn table(&self) -> Table {
        let mut table = Table::new([
            "family",
            "side",
            "held",
            ">own",
            ">beside",
            ">n",
            ">pooled",
            ">beside",
            ">lift 95 %",
            "",
        ]);
        for row in &self.held {
            let [own, own_control, n] = row.own.map_or_else(Default::default, |it| {
                [pct(it.held_pct), pct(it.control_pct), it.n.to_string()]
            });
            let [held, control, lift] = row.pooled.map_or_else(Default::default, |it| {
                [
                    pct(it.held_pct),
                    pct(it.control_pct),
                    interval(it.lift_95, 1),
                ]
            });
            let verdict = row.pooled.map_or("", |it| told(it.edge, row.is_discovery));
            table.row([
                row.family.name().to_owned(),
                letter(row.role).to_owned(),
                row.measure.name().to_owned(),
                own,
                own_control,
                n,
                held,
                control,
                lift,
                verdict.to_owned(),
            ]);
        }
        table
    }

    fn returns(&self) -> Table {
        let mut table = Table::new([
            "after",
            "family",
            "side",
            ">own",
            ">any",
            ">n",
            ">pooled",
            ">any",
            ">excess 95 %",
            "",
        ]);
        for row in self.followed.iter().filter(|row| row.horizon == 20) {
            let [own, any, n] = row.own.map_or_else(Default::default, |it| {
                [signed(it.mean_pct), signed(it.any_pct), it.n.to_string()]
            });
            let [mean, base, excess, verdict] = row.pooled.map_or_else(Default::default, |it| {
                [
                    signed(it.mean_pct),
                    signed(it.any_pct),
                    interval(it.excess_95, 2),
                    told(it.edge, true).to_owned(),
                ]
            });
            table.row([
                row.like.name().to_owned(),
                row.family.name().to_owned(),
                letter(row.role).to_owned(),
                own,
                any,
                n,
                mean,
                base,
                excess,
                verdict,
            ]);
        }
        table
    }
}

fn told(edge: Edge, is_discovery: bool) -> &'static str {
    match edge {
        Edge::More if is_discovery => "more",
        Edge::Less if is_discovery => "less",
        _ => "none",
    }
}

fn pct(value: f64) -> String {
    format!("{value:.1}")
}

fn signed(value: f64) -> String {
    Screen.signed(value, 2)
}

fn interval([low, high]: [f64; 2], decimals: usize) -> String {
    format!(
        "{}..{}",
        Screen.signed(low, decimals),
        Screen.signed(high, decimals)
    )
}

fn letter(role: Role) -> &'static str {
    match role {
        Role::Resistance => "R",
        Role::Support => "S",
    }
}

/// Where the pooled rates come from, in one sentence.
fn pooled_source(source: &PooledSource) -> String {
    let period = match (source.first, source.last) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    format!(
        "pooled: {} series, {} bars{period}; {}",
        source.series, source.bars, source.warning
    )
}

impl Body for Rates {
    const SCHEMA: &'static str = "strandline.evidence/1";

    fn text(&self) -> String {
        let head = format!("{}  before {}", self.symbol, self.time);
        let legend = "held: percent of the levels reached 0.75 to 5 ATR away at which price turned (k1: a close 1 ATR back \
                      before one 1 ATR beyond within 20 bars; k2: 2 ATR; day: the bar itself closed back); beside: of \
                      arbitrary prices at the same distances; none: no measurable edge";
        let returns = "mean return over the next 20 bars, in percent, after a level was broken, the break lasted or it \
                       failed; any: after any bar. 5, 10 and 60 bars are in the JSON";
        format!(
            "{head}\n\n{}\n{}\n\n{}\n{}\n{}\n",
            self.table().text(),
            fit(legend, ""),
            self.returns().text(),
            fit(returns, ""),
            fit(&pooled_source(&self.pooled), ""),
        )
    }

    fn sheet(&self) -> Sheet {
        let own = |row: &HoldRow| row.own;
        let pooled = |row: &HoldRow| row.pooled;
        SheetOf::new(&self.held)
            .text("family", |row| row.family.name().to_owned())
            .text("role", |row| row.role.name().to_owned())
            .text("measure", |row| row.measure.name().to_owned())
            .count("n", |row| own(row).map(|it| it.n))
            .number("held_pct", |row| own(row).map(|it| it.held_pct))
            .number("control_pct", |row| own(row).map(|it| it.control_pct))
            .number("lift", |row| own(row).map(|it| it.lift))
            .count("pooled_n", |row| pooled(row).map(|it| it.n))
            .number("pooled_held_pct", |row| pooled(row).map(|it| it.held_pct))
            .number("pooled_control_pct", |row| {
                pooled(row).map(|it| it.control_pct)
            })
            .number("pooled_lift", |row| pooled(row).map(|it| it.lift))
            .number("pooled_lift_low", |row| pooled(row).map(|it| it.lift_95[0]))
            .number("pooled_lift_high", |row| {
                pooled(row).map(|it| it.lift_95[1])
            })
            .done()
    }
}
