//! A study made ready: what it reads, resolved; how it runs over the gap-free stretches of bars.
//!
//! A node computes its inputs first, then itself over every stretch where all of them are defined. Nothing that is not a
//! number is ever passed on, so a study of a study begins where the inner one does.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use ta_lib::abstract_api::FuncId;

use super::column::Column;
use super::extension::NextBar;
use super::feed::Feed;
use super::field::BarField;
use super::longer;
use super::own::{Own, Stretch};
use super::param::{ParamValues, Value};
use super::plan::{Output, Pane, Plan, Style};
use super::talib::TalibCall;
use crate::{Bars, Result, Timeframe};

/// A study with its parameters and what it reads.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub formula: Formula,
    pub params: Vec<Value>,
    /// The free series, of one output each; empty for a study that reads bars only.
    pub inputs: Vec<Node>,
    /// What the whole study gives.
    pub plan: Plan,
    /// The one of its outputs that was named, if one was; the plan then has this output alone.
    pub pick: Option<usize>,
}

/// What computes the values of a node.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    BarField(BarField),
    TaLib(FuncId),
    Own(&'static Own),
    /// An indicator that has seen no bar; it is copied for each stretch.
    Ta(Arc<dyn NextBar>),
    Longer(Timeframe),
}

impl Node {
    /// A column of the bars.
    pub(super) fn field(field: BarField) -> Self {
        let is_volume = field == BarField::Volume;
        let pane = if is_volume { Pane::Volume } else { Pane::Price };
        Self {
            formula: Formula::BarField(field),
            params: vec![],
            inputs: vec![],
            plan: Plan {
                outputs: vec![Output::new("value", pane, Style::Line)],
                lookback: Some(0),
                settle: Some(0),
                needs_volume: is_volume,
                ..Plan::default()
            },
            pick: None,
        }
    }

    /// Leaves the study its output `pick` alone.
    pub(super) fn pick(&mut self, pick: usize) {
        self.plan.outputs = vec![self.plan.outputs.swap_remove(pick)];
        self.pick = Some(pick);
    }

    /// Whether the claim holds of this study or of one that it reads.
    pub(super) fn any(&self, claim: &dyn Fn(&Self) -> bool) -> bool {
        claim(self) || self.inputs.iter().any(|input| input.any(claim))
    }

    /// Computes the study over `feed`: one column for each output of its plan.
    pub(super) fn run(&self, feed: Feed<'_>) -> Result<Vec<Column>> {
        if self.plan.needs_volume {
            BarField::Volume.of(feed.bars)?;
        }
        let mut columns = match &self.formula {
            Formula::BarField(field) => vec![copy(field.of(feed.bars)?, feed.bars)],
            Formula::TaLib(id) => self.run_talib(*id, feed)?,
            Formula::Own(own) => self.run_own(own, feed)?,
            Formula::Ta(fresh) => run_bars(&**fresh, feed.bars),
            Formula::Longer(timeframe) => {
                longer::run(*timeframe, feed, |longer| self.inputs[0].run(longer))?
            }
        };
        Ok(match self.pick {
            Some(pick) => vec![columns.swap_remove(pick)],
            None => columns,
        })
    }

    fn run_talib(&self, id: FuncId, feed: Feed<'_>) -> Result<Vec<Column>> {
        let bars = feed.bars;
        let mut stretches: Vec<Range<usize>> = bars.segments().collect();
        let mut free: Vec<Cow<'_, [f64]>> = Vec::new();
        for input in &self.inputs {
            if let Formula::BarField(field) = input.formula {
                free.push(field.of(bars)?.into());
            } else if let Some(column) = input.run(feed)?.pop() {
                let (values, runs) = column.into_places();
                stretches = intersect(&stretches, &runs);
                free.push(values.into());
            }
        }
        let call = TalibCall {
            id,
            params: &self.params,
            prices: [bars.open(), bars.high(), bars.low(), bars.close()],
            volume: bars.volume(),
            free: free.iter().map(AsRef::as_ref).collect(),
        };
        let mut columns = vec![Column::missing(bars.len()); id.info().outputs.len()];
        for stretch in stretches {
            call.run(stretch, &mut columns)?;
        }
        Ok(columns)
    }

    fn run_own(&self, own: &Own, feed: Feed<'_>) -> Result<Vec<Column>> {
        let mut columns = vec![Column::missing(feed.bars.len()); own.outputs.len()];
        for range in feed.bars.segments() {
            let params = ParamValues(&self.params);
            let stretch = Stretch {
                feed,
                range,
                params,
            };
            (own.run)(&stretch, &mut columns)?;
        }
        Ok(columns)
    }
}

/// A column of `bars` as the output of a study.
fn copy(values: &[f64], bars: &Bars) -> Column {
    let mut column = Column::missing(bars.len());
    for stretch in bars.segments() {
        column
            .places(stretch.clone())
            .copy_from_slice(&values[stretch.clone()]);
        column.define(stretch);
    }
    column
}

/// Runs a copy of `fresh` over every stretch.
fn run_bars(fresh: &dyn NextBar, bars: &Bars) -> Vec<Column> {
    let mut columns = vec![Column::missing(bars.len()); fresh.outputs()];
    let mut row = vec![0.0; columns.len()];
    for stretch in bars.segments() {
        let mut indicator = fresh.copy();
        for bar in stretch.filter_map(|at| bars.get(at)) {
            indicator.next_bar(bar, &mut row);
            for (column, &value) in columns.iter_mut().zip(&row) {
                column.set(bar.at(), value);
            }
        }
    }
    columns
}

/// What lies in a range of `a` and in one of `b`; each list is rising.
fn intersect(a: &[Range<usize>], b: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut both = Vec::new();
    for x in a {
        let first = b.partition_point(|y| y.end <= x.start);
        for y in b[first..].iter().take_while(|y| y.start < x.end) {
            both.push(x.start.max(y.start)..x.end.min(y.end));
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_where_both_are_defined() {
        let both = intersect(&[0..4, 5..9], &[2..6, 6..7, 9..12]);
        assert_eq!(both, [2..4, 5..6, 6..7]);
        assert!(intersect(&[], &[2..6, 6..7]).is_empty());
    }
}
