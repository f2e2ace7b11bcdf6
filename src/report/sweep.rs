//! The result of a sweep, as it is told.

use serde::Serialize;

use super::sheet::SheetOf;
use super::{Body, Forward, Luck};
use crate::backtest::{Grid, Trial, best, plateau};
use crate::data::Sheet;
use crate::text::Medium::Screen;
use crate::text::{Table, count, fit};

/// Rows of the table.
const ROWS: usize = 10;

/// What `sweep` tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// What the strategy is called.
    pub strategy: String,
    /// Names of the parameters.
    pub parameters: Vec<String>,
    /// Every variant, in the order of the grid.
    pub trials: Vec<Trial>,
    /// Number of the best variant by Sharpe ratio.
    pub best: Option<usize>,
    /// Median Sharpe ratio of the variants one step away from the best.
    pub plateau: Option<f64>,
    /// How much of the best is luck.
    pub luck: Option<Luck>,
    /// What choosing on the past would have earned.
    pub walk_forward: Option<Forward>,
    /// Whether the text tells the figures behind the box.
    #[serde(skip)]
    pub details: bool,
}

impl Sweep {
    /// Tells `trials` of `grid`.
    pub fn new(strategy: &str, grid: &Grid, trials: Vec<Trial>) -> Self {
        let best = best(&trials).map(|trial| trial.index);
        Self {
            strategy: strategy.to_owned(),
            parameters: grid.names().map(str::to_owned).collect(),
            plateau: best.and_then(|index| plateau(&trials, grid, index)),
            best,
            trials,
            luck: None,
            walk_forward: None,
            details: false,
        }
    }

    fn table(&self) -> String {
        let mut ranked: Vec<&Trial> = self.trials.iter().collect();
        ranked.sort_by(|a, b| a.rank(b));
        let mut titles: Vec<String> = self.parameters.iter().map(|it| format!(">{it}")).collect();
        titles
            .extend(["Sharpe", "final", "max DD", "trades", "exposure"].map(|it| format!(">{it}")));
        let mut table = Table::new(titles);
        for trial in ranked.iter().take(ROWS) {
            let mut cells: Vec<String> = trial.values.iter().map(ToString::to_string).collect();
            cells.extend([
                trial
                    .sharpe
                    .map(|it| Screen.fixed(it, 3))
                    .unwrap_or_default(),
                format!("{:.2}", trial.final_equity),
                format!("{} %", Screen.fixed(trial.max_drawdown * 100.0, 1)),
                trial.closed_trades.to_string(),
                format!("{:.0} %", trial.exposure * 100.0),
            ]);
            table.row(cells);
        }
        table.text()
    }
}

impl Body for Sweep {
    const SCHEMA: &'static str = "strandline.sweep/2";

    fn text(&self) -> String {
        let head = format!(
            "{}: {}, the best {} by Sharpe ratio; the best of many is luck in part",
            self.strategy,
            count(self.trials.len(), "variant"),
            ROWS.min(self.trials.len()),
        );
        let mut parts = vec![fit(&head, "  "), self.table().trim_end().to_owned()];
        let ruined = self.trials.iter().filter(|trial| trial.is_ruined()).count();
        if ruined > 0 {
            parts.push(format!(
                "ruined, and last whatever the ratio: {}",
                count(ruined, "variant")
            ));
        }
        let around = |sharpe| {
            format!(
                "neighbours of the best: median Sharpe {}",
                Screen.fixed(sharpe, 3)
            )
        };
        parts.extend(self.plateau.map(around));
        parts.extend(self.walk_forward.as_ref().map(Forward::text));
        parts.push(match &self.luck {
            Some(luck) => luck.text(),
            None => "not measured against luck: no variant moved, or --quick".into(),
        });
        let details = self.luck.as_ref().filter(|_| self.details);
        parts.extend(details.map(Luck::details));
        parts
            .iter()
            .map(|part| part.trim_end())
            .collect::<Vec<_>>()
            .join("\n\n")
            + "\n"
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = SheetOf::new(&self.trials);
        for (place, name) in self.parameters.iter().enumerate() {
            sheet = sheet.number(name, |it| it.values.get(place).copied());
        }
        sheet
            .number("sharpe", |it| it.sharpe)
            .number("final_equity", |it| it.final_equity)
            .number("max_drawdown", |it| it.max_drawdown)
            .number("closed_trades", |it| it.closed_trades as f64)
            .number("exposure", |it| it.exposure)
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruined_variants_are_last_and_counted() {
        let trial = |index, sharpe, max_drawdown| Trial {
            index,
            values: vec![index as f64],
            final_equity: 1.0,
            sharpe: Some(sharpe),
            max_drawdown,
            closed_trades: 1,
            exposure: 0.5,
            returns: Vec::new(),
        };
        let grid = Grid::parse("x=0|1").unwrap();
        let trials = vec![trial(0, 1.5, -1.2), trial(1, -0.5, -0.3)];
        let text = Sweep::new("s", &grid, trials).text();
        let place = |ratio: &str| text.find(ratio).unwrap();
        assert!(place("-0.500") < place("1.500"), "{text}");
        assert!(
            text.contains("\nruined, and last whatever the ratio: 1 variant\n"),
            "{text}"
        );
    }
}
