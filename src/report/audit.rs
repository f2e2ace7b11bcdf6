//! The result of an audit, as it is told.

use serde::Serialize;

use super::sheet::SheetOf;
use super::{Body, OfSeries};
use crate::Bars;
use crate::analysis::audit as proof;
use crate::data::Sheet;
use crate::text::{Table, count, fit, when};

/// What `audit` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditReport {
    /// Symbol.
    pub symbol: String,
    /// Bars that were read.
    pub bars: usize,
    /// Times the analysis was made anew from the first bars only.
    pub cuts: usize,
    /// Facts, levels, pivots, ATR values and standings that were compared.
    pub compared: usize,
    /// Where the whole series tells something else than its first bars did.
    pub differences: Vec<DifferenceRow>,
}

/// A place where something changed after it was known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceRow {
    /// Bars that were read.
    pub cut: usize,
    /// Time of the bar of the first difference.
    pub time: String,
    /// What was told when only those bars were there.
    pub then: String,
    /// What is told for the same bar with all bars there.
    pub now: String,
}

impl AuditReport {
    /// The result of the audit of `bars`.
    pub fn new(bars: &Bars, result: &proof::Audit) -> Self {
        let told = |difference: &proof::Difference| DifferenceRow {
            cut: difference.cut,
            time: when(bars, difference.at),
            then: difference.then.clone(),
            now: difference.now.clone(),
        };
        Self {
            symbol: bars.symbol().to_string(),
            bars: bars.len(),
            cuts: result.cuts.len(),
            compared: result.compared,
            differences: result.differences.iter().map(told).collect(),
        }
    }
}

impl OfSeries for AuditReport {
    const SCHEMA_OF_MANY: &'static str = "strandline.audit-each/1";

    fn symbol(&self) -> &str {
        &self.symbol
    }

    fn text_of_many(all: &[Self]) -> String {
        let mut table = Table::new(["symbol", ">bars", ">cuts", ">compared", ">differences"]);
        for one in all {
            let counts = [one.bars, one.cuts, one.compared, one.differences.len()];
            table.row(std::iter::once(one.symbol.clone()).chain(counts.map(|it| it.to_string())));
        }
        let differing = all.iter().filter(|one| !one.differences.is_empty());
        let texts = differing.map(|one| format!("\n{}", one.text()));
        table.text() + &texts.collect::<String>()
    }
}

impl Body for AuditReport {
    const SCHEMA: &'static str = "strandline.audit/1";

    fn text(&self) -> String {
        let verdict = match self.differences.len() {
            0 => "nothing changed after it was known".to_owned(),
            1 => "1 cut tells something else than the whole series".to_owned(),
            count => format!("{count} cuts tell something else than the whole series"),
        };
        let head = format!(
            "{}  {}, analyzed anew at {}",
            self.symbol,
            count(self.bars, "bar"),
            count(self.cuts, "cut"),
        );
        let mut text = format!(
            "{}\n{} facts, levels, pivots, ATR values and standings compared\n{verdict}\n",
            fit(&head, "  "),
            self.compared,
        );
        for difference in &self.differences {
            let lines = [
                format!(
                    "\n{}, seen with {}:",
                    difference.time,
                    count(difference.cut, "bar")
                ),
                fit(&format!("  then {}", difference.then), "       "),
                fit(&format!("  now  {}", difference.now), "       "),
            ];
            text += &lines.join("\n");
            text.push('\n');
        }
        text
    }

    fn sheet(&self) -> Sheet {
        SheetOf::new(&self.differences)
            .count("cut", |it| it.cut)
            .text("time", |it| it.time.clone())
            .text("then", |it| it.then.clone())
            .text("now", |it| it.now.clone())
            .done()
    }
}
