//! How much of one backtest is luck, as it is told: one box, and the figures behind it.

use std::ops::Deref;

use serde::Serialize;

use super::details::{self, Detail, number, pct};
use super::framed;
use crate::evidence::{Honesty, Judgement, LevelEdge, Placebo, RandomEntries, ShareBeside};
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
        framed("How much of this is luck?", &self.sentences())
    }

    /// What the box says, a thought each: the verdict, then what it rests on.
    pub fn sentences(&self) -> Vec<String> {
        let mut told = self.verdict_sentences();
        told.push(self.about_holding());
        if let Some(statistics) = &self.statistics {
            told.push(about_chance(statistics));
        }
        told.extend(self.random_entries.map(about_random));
        told.extend(self.statistics.as_ref().map(|it| {
            format!(
                "Likely yearly return: {} % to {} %.",
                whole_pct(it.cagr.low),
                whole_pct(it.cagr.high)
            )
        }));
        told.push(self.about_trades_and_costs());
        told.extend(self.placebo.map(about_levels));
        if self.closed_trades > 0 {
            // Without a closed trade there is nothing to compare.
            told.extend(self.unmade.iter().cloned());
        }
        if self.chosen_today {
            told.push(match self.symbols {
                1 => "You chose this one today; names that failed since were not tried. Not \
                      measured."
                    .into(),
                _ => "You chose these today; names that failed since are not among them. Not \
                      measured."
                    .into(),
            });
        }
        told
    }

    fn verdict_sentences(&self) -> Vec<String> {
        let Some(verdict) = self.verdict else {
            return vec![
                "No verdict: this holds all the time, so there is no choice of dates to judge."
                    .into(),
            ];
        };
        match &self.statistics {
            Some(statistics) => vec![statistics.conclusion(), verdict.meaning().into()],
            None => vec![format!(
                "Verdict: {}: too little history, or too few moves beside those of the market, to \
                 say anything about luck.",
                verdict.text()
            )],
        }
    }

    /// What holding made, what this made, and how far apart they likely are.
    fn about_holding(&self) -> String {
        let what = match self.symbols {
            1 => "the same series".to_owned(),
            many => format!("the same {many}"),
        };
        let made = |cagr: Option<f64>, other: &str| match cagr {
            Some(cagr) => format!("{} % a year", Screen.signed(cagr * 100.0, 1)),
            None => other.to_owned(),
        };
        let in_all = format!(
            "{} % in all",
            Screen.signed(self.holding.total_return * 100.0, 1)
        );
        let held = made(self.holding.cagr, &in_all);
        let own = match (self.holding.cagr, self.cagr) {
            (Some(_), Some(cagr)) => Screen.signed(cagr * 100.0, 1) + " %",
            (_, cagr) => made(cagr, "what no yearly rate tells"),
        };
        let apart = self.statistics.as_ref().map(|it| {
            format!(
                "; likely yearly difference to holding {} % to {} %",
                whole_pct(it.difference.low),
                whole_pct(it.difference.high)
            )
        });
        format!(
            "Holding {what} made {held}, this {own}{}.",
            apart.unwrap_or_default()
        )
    }

    fn about_trades_and_costs(&self) -> String {
        if self.closed_trades == 0 {
            return "No trade was closed.".into();
        }
        let trades = count(self.closed_trades, "trade");
        let before = self
            .costs
            .steps
            .first()
            .map_or(0.0, |step| step.total_return);
        match self.costs.break_even_bps {
            Some(bps) => format!(
                "{trades}; costs of {bps:.0} bps a side would leave nothing ({:.0} were charged).",
                self.charged_bps
            ),
            None if before > 0.0 => {
                format!("{trades}; no cost a broker could ask would leave nothing.")
            }
            None => format!("{trades}; it earned nothing before costs either."),
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
            let best = match entries.variants {
                1 => String::new(),
                many => format!(", the best of {many} each time"),
            };
            let how = format!(
                "share of {} runs of its own exits from dates that are shifted at random, with the same orders, stakes \
                 and costs{best}, with a lower appraisal ratio; ties half",
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
        rows.extend(self.worst_and_best.map(|(worst, best)| {
            let how = format!("final equity if bars that reached stop and target count as stops; as targets {best:.0}");
            ("worst_case", format!("{worst:.0}"), how)
        }));
        rows.push((
            "trades_needed",
            number(self.trades_needed, ""),
            "(Z(0.975) sd / mean)^2 of the returns of closed trades".into(),
        ));
        details::table(rows)
    }
}

fn about_chance(it: &Honesty) -> String {
    let about = match it.chance * 100.0 {
        few if few < 1.0 => "fewer than 1".to_owned(),
        most if most > 99.0 => "nearly all".to_owned(),
        some => format!("about {some:.0}"),
    };
    match it.trials {
        1 => format!("Of 100 rules without an edge {about} look this good."),
        many => {
            format!("Of 100 sweeps of {many} variants without an edge {about} find one this good.")
        }
    }
}

fn about_random(it: RandomEntries) -> String {
    let whose = match it.variants {
        1 => "its own exits from random dates".to_owned(),
        many => format!("the best of {many} variants with their own exits from random dates"),
    };
    format!("Better than {whose}: {}.", share(it.beaten))
}

fn about_levels(it: Placebo) -> String {
    let beside = |what: &str, it: ShareBeside| {
        format!(
            "{what} {:.0} % of {:.0}, at arbitrary ones {:.0} % (+- {:.1})",
            it.real * 100.0,
            it.count,
            it.arbitrary * 100.0,
            it.error * 100.0
        )
    };
    let Some(share) = it.holds.map(|it| beside("touches held", it)) else {
        return "Levels: too few touches to compare with arbitrary ones.".into();
    };
    let word = match it.edge {
        LevelEdge::Better => "more than arbitrary ones",
        LevelEdge::NoDifference => "no measurable difference",
        LevelEdge::Worse => "less than arbitrary ones",
    };
    format!("Levels: {share}: {word}.")
}

/// In whole percent with its sign; what rounds to nothing has none below it.
fn whole_pct(share: f64) -> String {
    format!("{:+.0}", (share * 100.0).round() + 0.0)
}

/// In whole percent; what only rounds to none or all is said to be so.
fn share(share: f64) -> String {
    match share * 100.0 {
        few if few > 0.0 && few < 1.0 => "under 1 %".into(),
        most if most > 99.0 && most < 100.0 => "over 99 %".into(),
        percent => format!("{percent:.0} %"),
    }
}

fn of_placebo(it: &Placebo) -> Vec<Detail> {
    let row = |name, what: &str, it: ShareBeside| -> Detail {
        let how = format!(
            "{what}: {} of {:.0}; beside that of arbitrary levels, standard error of the difference {}",
            pct(it.real),
            it.count,
            pct(it.error)
        );
        (name, pct(it.arbitrary), how)
    };
    let how = format!(
        "levels of the same date, side and width at a distance drawn from all of them, off every living level, in {} \
         sets; share that found a free place",
        it.runs
    );
    let holds = it.holds.map(|it| {
        let what = "touches that held, a close 1 ATR back before one 1 ATR beyond within 20 bars";
        row("arbitrary_holds", what, it)
    });
    let breaks = it.breaks.map(|it| {
        let what = "breaks without a close back through the zone within 10 bars, not judged by: on random walks 1 to \
                    2 points fewer last";
        row("arbitrary_breaks", what, it)
    });
    let mut rows: Vec<Detail> = [holds, breaks].into_iter().flatten().collect();
    rows.push(("arbitrary_moved", pct(it.moved), how));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_certainty() {
        let told = [0.0, 0.004, 0.28, 0.994, 0.9999, 1.0].map(share);
        let wanted = [
            "0 %",
            "under 1 %",
            "28 %",
            "over 99 %",
            "over 99 %",
            "100 %",
        ];
        assert_eq!(told, wanted);
        assert_eq!([-0.004, 0.05, -0.14].map(whole_pct), ["+0", "+5", "-14"]);
    }
}
