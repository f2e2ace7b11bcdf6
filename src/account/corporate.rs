//! What a company does to its shares: dividends and splits, as far as an account feels them.

use crate::market::{Event, EventKind};
use crate::{Bars, Basis};

/// Something that happens to a holding before the open of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorporateAction {
    /// Index of the bar before whose open it takes effect (the ex-date).
    pub at: usize,
    /// What happens.
    pub kind: CorporateKind,
}

/// What happens to a holding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CorporateKind {
    /// Money per share, on the scale of the prices; holders get it, borrowers pay it.
    Dividend(f64),
    /// New shares for one old: 2 for a 2:1 split. Only where the prices are raw, else it is in them already.
    Split(f64),
}

impl CorporateAction {
    /// What `events` do to a holding of `bars`: what is in the prices already is left out, so that no dividend is
    /// counted twice. Splits count on raw prices only; dividends on all but those adjusted for them.
    pub fn due(events: &[Event], bars: &Bars) -> Vec<Self> {
        let mut due: Vec<Self> = events
            .iter()
            .filter_map(|event| {
                let kind = match event.kind {
                    EventKind::Split { ratio } if bars.basis() == Basis::Raw => {
                        CorporateKind::Split(ratio)
                    }
                    EventKind::Dividend { amount } if !is_total_return(bars.basis()) => {
                        CorporateKind::Dividend(amount)
                    }
                    _ => return None,
                };
                let at = bars
                    .time()
                    .partition_point(|time| time.date() < event.session);
                (at < bars.len()).then_some(Self { at, kind })
            })
            .collect();
        due.sort_by_key(|action| action.at);
        due
    }
}

fn is_total_return(basis: Basis) -> bool {
    basis == Basis::SplitDividendAdjusted
}
