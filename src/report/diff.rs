//! What changed between two days, over many series.

use serde::Serialize;

use super::Body;
use super::sheet::SheetOf;
use crate::data::Sheet;
use crate::signal::{Signal, SignalKind};
use crate::text::{Prices, Table, count, fit};
use crate::{Role, Zone};

/// What a comparison tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// What is compared: two files or two dates.
    pub earlier: String,
    /// The later of them.
    pub later: String,
    /// Series that both have.
    pub series: usize,
    /// Series that only the earlier has.
    pub only_earlier: Vec<String>,
    /// Series that only the later has.
    pub only_later: Vec<String>,
    /// What changed, what means most first.
    pub signals: Vec<Signal>,
}

impl Diff {
    /// Puts the signals of all series in one order: by what they mean, then by how near the close is, then by symbol.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.signals.sort_by(|a, b| {
            let by_kind = a.kind.cmp(&b.kind);
            let by_distance = by_kind.then(a.distance().total_cmp(&b.distance()));
            let by_symbol = by_distance.then_with(|| a.symbol.cmp(&b.symbol));
            by_symbol.then_with(|| a.key.cmp(&b.key))
        });
        self
    }
}

/// A change as a clause.
fn told(signal: &Signal) -> String {
    let what = match (signal.kind, signal.role) {
        (SignalKind::RangeLeft | SignalKind::RangeEntered, _) => {
            return signal.kind.name().replace('_', " ");
        }
        (_, Some(Role::Resistance)) => "R",
        (_, _) => "S",
    };
    format!("{} {what}", signal.kind.name())
}

impl Body for Diff {
    const SCHEMA: &'static str = "strandline.diff/1";

    fn text(&self) -> String {
        let head = format!(
            "{} to {}: {} in {}",
            self.earlier,
            self.later,
            count(self.signals.len(), "change"),
            count(self.series, "series"),
        );
        let mut text = fit(&head, "  ") + "\n";
        if !self.signals.is_empty() {
            let mut table = Table::new(["symbol", "change", ">zone", ">close", "before", "after"]);
            for signal in &self.signals {
                let zone = Zone {
                    low: signal.low,
                    high: signal.high,
                };
                let prices = Prices::about(signal.close, None).apart([signal.low, signal.high]);
                let state = |state: Option<crate::State>| {
                    state.map_or_else(String::new, |state| state.name().to_owned())
                };
                table.row([
                    signal.symbol.clone(),
                    told(signal),
                    prices.zone(zone),
                    prices.price(signal.close),
                    state(signal.before),
                    state(signal.after),
                ]);
            }
            text = format!("{text}\n{}", table.text());
        }
        for (names, side) in [(&self.only_earlier, "earlier"), (&self.only_later, "later")] {
            if !names.is_empty() {
                let line = format!("only in the {side}: {}", names.join(", "));
                text = format!("{text}{}\n", fit(&line, "  "));
            }
        }
        text
    }

    fn sheet(&self) -> Sheet {
        SheetOf::new(&self.signals)
            .text("symbol", |it| it.symbol.clone())
            .text("kind", |it| it.kind.name().to_owned())
            .text("key", |it| it.key.as_ref().map(ToString::to_string))
            .text("role", |it| it.role.map(|role| role.name().to_owned()))
            .text("from", |it| it.from.clone())
            .text("to", |it| it.to.clone())
            .text("before", |it| {
                it.before.map(|state| state.name().to_owned())
            })
            .text("after", |it| it.after.map(|state| state.name().to_owned()))
            .number("low", |it| it.low)
            .number("high", |it| it.high)
            .number("close", |it| it.close)
            .done()
    }
}
