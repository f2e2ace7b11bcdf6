//! What is said beside the levels: momentum, and the round number a zone lies at.

use serde::{Deserialize, Serialize};

use super::AsOf;
use crate::indicator::{Column, Study};
use crate::market::{Bar, Bars};

/// Momentum at the close of a bar: descriptions, not signals. Each is `None` while its history is too short.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Momentum {
    /// Change over 20 bars, in ATR of log prices.
    pub change_20_atr: Option<f64>,
    /// Change over 20 bars, in percent.
    pub roc_20_pct: Option<f64>,
    /// Wilder's RSI of 14 bars.
    pub rsi_14: Option<f64>,
    /// Close over its mean of 50 bars, in percent above 0.
    pub over_sma_50_pct: Option<f64>,
    /// Close over its mean of 200 bars, in percent above 0.
    pub over_sma_200_pct: Option<f64>,
}

/// The studies that momentum and the ATR for print are read from, of all bars of an analysis.
#[derive(Debug, Clone)]
pub(super) struct Context {
    roc_20: Column,
    rsi_14: Column,
    sma_50: Column,
    sma_200: Column,
    atr_14: Column,
}

impl Context {
    fn of(bars: &Bars) -> Self {
        let column = |study: &str| {
            let columns = Study::parse(study, "context").and_then(|study| study.run(bars));
            let mut columns = columns.expect("it is in the catalog and reads prices alone");
            columns.swap_remove(0)
        };
        Self {
            roc_20: column("roc(20)"),
            rsi_14: column("rsi(14)"),
            sma_50: column("sma(50)"),
            sma_200: column("sma(200)"),
            atr_14: column("atr(14)"),
        }
    }
}

impl AsOf<'_> {
    /// Momentum at this close.
    pub fn momentum(&self) -> Momentum {
        let context = self.context();
        let now = |column: &Column| column.get(self.at());
        let close = self.bar().map(Bar::close);
        let over = |mean: Option<f64>| Some(100.0 * (close? / mean? - 1.0));
        let roc_20_pct = now(&context.roc_20);
        let atr = self.atr_log().filter(|&atr| atr > 0.0);
        Momentum {
            change_20_atr: roc_20_pct
                .zip(atr)
                .map(|(roc, atr)| (roc / 100.0).ln_1p() / atr),
            roc_20_pct,
            rsi_14: now(&context.rsi_14),
            over_sma_50_pct: over(now(&context.sma_50)),
            over_sma_200_pct: over(now(&context.sma_200)),
        }
    }

    /// Wilder's ATR of 14 bars, in price; `None` while there are fewer than 15 bars since the last gap.
    ///
    /// The one people know, for print. Distances are measured in [`AsOf::atr_log`].
    pub fn atr_14(&self) -> Option<f64> {
        self.context().atr_14.get(self.at())
    }

    /// Computed once for an analysis: a study tells of a bar what it tells without the bars after it.
    fn context(&self) -> &Context {
        let analysis = self.analysis();
        analysis
            .context
            .get_or_init(|| Context::of(analysis.bars()))
    }
}
