//! How much of one backtest is luck, as it is told: one box, and the figures behind it.

use std::ops::Deref;

use serde::Serialize;

use super::details::{self, Detail, number, pct};
use super::framed;
use crate::evidence::{Judgement, Placebo};
use crate::text::Medium::Screen;
use crate::text::{Table, count};

/// A judgement as it is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Luck(pub Judgement);

impl Deref for Luck {
    type Target = Judgement;

    fn deref(&self) -> &Judgement {
        &self.0
    }
}

impl Luck {
    /// The box.
    pub fn text(&self) -> String {
        framed("How much of this is luck?", &[self.sentences().join(" ")])
    }

    /// What the box says, a thought each; the verdict last.
    pub fn sentences(&self) -> Vec<String> {
        let mut told = match &self.statistics {
            Some(statistics) => statistics.sentences(),
            None => {
                vec!["Too little history, or too few moves, to say anything about luck.".into()]
            }
        };
        if self.closed_trades > 0 {
            // Without a closed trade there is nothing to compare, which is told below.
            told.extend(self.unmade.iter().cloned());
        }
        told.push(self.about_holding());
        if self.closed_trades > 0 {
            told.push(self.about_costs());
        }
        told.push(self.about_trades());
        told.extend(self.worst_and_best.map(|(worst, best)| {
            format!(
                "Where a bar reached stop and target: {worst:.0} as stops, {best:.0} as targets."
            )
        }));
        told.push(match &self.statistics {
            Some(statistics) => statistics.conclusion(),
            None => format!("Verdict: {}.", self.verdict.text()),
        });
        told
    }

    fn about_holding(&self) -> String {
        let sharpe = self.holding.sharpe;
        format!(
            "Buying and holding on the same dates with the same costs: {}{}.",
            match self.holding.cagr {
                Some(cagr) => format!("{} % a year", Screen.signed(cagr * 100.0, 1)),
                None => format!(
                    "{} % in all",
                    Screen.signed(self.holding.total_return * 100.0, 1)
                ),
            },
            sharpe.map_or(String::new(), |sharpe| format!(
                ", Sharpe {}",
                Screen.fixed(sharpe, 2)
            ))
        )
    }

    fn about_costs(&self) -> String {
        let before = self
            .costs
            .steps
            .first()
            .map_or(0.0, |step| step.total_return);
        match self.costs.break_even_bps {
            Some(bps) => format!(
                "Costs of {bps:.0} bps a side would leave nothing ({:.0} were charged).",
                self.charged_bps
            ),
            None if before > 0.0 => "No cost a broker could ask would leave nothing.".into(),
            None => "It earned nothing before costs either.".into(),
        }
    }

    fn about_trades(&self) -> String {
        let have = self.closed_trades;
        match self.trades_needed {
            _ if have == 0 => "No trade was closed.".into(),
            Some(needed) if needed > have as f64 => {
                format!(
                    "It takes about {needed:.0} such trades to rule out chance; there are {have}."
                )
            }
            Some(needed) => {
                let have = count(have, "trade");
                format!("{have}, and about {needed:.0} like these rule out chance.")
            }
            None => format!(
                "{}, and more like these would not help.",
                count(have, "trade")
            ),
        }
    }

    /// Every figure behind the box with its formula, then where they come from.
    pub fn details(&self) -> String {
        details::text(&self.figures())
    }

    /// The same as a table: name, value, formula.
    pub fn figures(&self) -> Table {
        let mut rows: Vec<Detail> = self
            .statistics
            .iter()
            .flat_map(details::of_statistics)
            .collect();
        rows.extend(self.random_entries.map(|entries| {
            let how = format!(
                "share of {} runs with as many trades, holding times, stakes and costs at random dates that ended \
                 with less; ties half",
                entries.runs
            );
            ("beats_random", pct(entries.beaten), how)
        }));
        rows.extend(self.placebo.iter().flat_map(of_placebo));
        let hold = &self.holding;
        rows.push((
            "holding",
            pct(hold.total_return),
            "bought at the second open in equal parts, never sold, same costs".into(),
        ));
        rows.push((
            "holding_maxdd",
            pct(hold.max_drawdown),
            "its deepest fall from a peak".into(),
        ));
        for step in &self.costs.steps {
            let how = format!("if all costs were {} bps a side", step.bps);
            rows.push(("total_return", pct(step.total_return), how));
        }
        rows.push((
            "break_even",
            number(self.costs.break_even_bps, " bps"),
            "cost a side at which nothing is left, by halving".into(),
        ));
        rows.push((
            "trades_needed",
            number(self.trades_needed, ""),
            "(Z(0.975) sd / mean)^2 of the returns of closed trades".into(),
        ));
        details::table(rows)
    }
}

fn of_placebo(it: &Placebo) -> Vec<Detail> {
    let how = format!(
        "share of {} runs of the same rules on levels of the same date, side and width at a distance drawn from all \
         of them whose trades earned less on average; {} of the levels found a free place",
        it.runs,
        pct(it.moved)
    );
    let trades = format!(
        "median over those runs, of {:.0} trades; on the real levels {} %",
        it.placebo_trades,
        Screen.fixed(it.mean_return * 100.0, 2)
    );
    vec![
        ("beats_placebo", pct(it.beaten), how),
        (
            "placebo_trade",
            format!("{} %", Screen.fixed(it.placebo_mean_return * 100.0, 2)),
            trades,
        ),
    ]
}
