//! A study made ready: what it reads, resolved; how it runs over the gap-free stretches of bars.
//!
//! A node computes its inputs first, each into its own [`Buffers`], then itself over every stretch where all of them
//! are defined. Nothing that is not a number is ever passed on, so a study of a study begins where the inner one does.

use std::ops::Range;

use ta_lib::RetCode;

use super::column::Column;
use super::entry::Binding;
use super::extension::NextBar;
use super::feed::Feed;
use super::field::Field;
use super::own::Job;
use super::param::{Value, Values};
use super::plan::{Output, Plan};
use super::{longer, talib};
use crate::{Bars, Error, Result};

/// A study with its parameters and what it reads.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub binding: Binding,
    pub params: Vec<Value>,
    /// The free series; empty for a study that reads bars only.
    pub inputs: Vec<Node>,
    /// Which output stands for the node where one is read.
    pub pick: usize,
    pub outputs: Vec<Output>,
    /// Bars that the study itself needs before its first value, inputs aside; 0 where it is not TA-Lib's.
    pub own_lookback: usize,
    pub lookback: Option<usize>,
    pub settle: Option<usize>,
}

/// Memory of one node: its result, and room to work in. Kept from run to run.
#[derive(Debug, Clone, Default)]
pub(super) struct Buffers {
    pub columns: Vec<Column>,
    inputs: Vec<Buffers>,
    whole: Vec<Vec<i32>>,
    stretches: Vec<Range<usize>>,
    spare: Vec<Range<usize>>,
    row: Vec<f64>,
}

impl Node {
    /// A column of the bars.
    pub(super) fn field(field: Field) -> Self {
        let pane = if field == Field::Volume {
            super::Pane::Volume
        } else {
            super::Pane::Price
        };
        Self {
            binding: Binding::Field(field),
            params: vec![],
            inputs: vec![],
            pick: 0,
            outputs: vec![Output::new("value", pane, super::Style::Line)],
            own_lookback: 0,
            lookback: Some(0),
            settle: Some(0),
        }
    }

    /// What the whole study gives.
    pub(super) fn plan(&self) -> Plan {
        Plan {
            outputs: self.outputs.clone(),
            lookback: self.lookback,
            settle: self.settle,
            needs_volume: self.any(&|node| match &node.binding {
                Binding::Field(field) => *field == Field::Volume,
                Binding::TaLib(id) => talib::fields(*id).any(|field| field == Field::Volume),
                Binding::Own(own) => own.needs_volume,
                Binding::Ta(foreign) => foreign.needs_volume,
                Binding::Custom(_) | Binding::Longer(_) => false,
            }),
            needs_benchmark: self.any(&|node| match &node.binding {
                Binding::Own(own) => own.needs_benchmark,
                _ => false,
            }),
        }
    }

    /// Whether the claim holds of this study or of one that it reads.
    pub(super) fn any(&self, claim: &dyn Fn(&Self) -> bool) -> bool {
        claim(self) || self.inputs.iter().any(|input| input.any(claim))
    }

    /// Computes the study over `feed` into `buffers.columns`, one an output.
    pub(super) fn run(&self, feed: Feed<'_>, buffers: &mut Buffers) -> Result<()> {
        let bars = feed.bars;
        buffers
            .columns
            .resize_with(self.outputs.len(), Column::default);
        for column in &mut buffers.columns {
            column.reset(bars.len());
        }
        match &self.binding {
            Binding::Longer(timeframe) => {
                return longer::run(*timeframe, &self.inputs[0], feed, &mut buffers.columns);
            }
            Binding::Field(field) => return copy_field(*field, bars, &mut buffers.columns),
            _ => {}
        }
        buffers
            .inputs
            .resize_with(self.inputs.len(), Buffers::default);
        for (input, buffers) in self.inputs.iter().zip(&mut buffers.inputs) {
            if !matches!(input.binding, Binding::Field(_)) {
                input.run(feed, buffers)?;
            }
        }
        self.find_stretches(bars, buffers);
        match &self.binding {
            Binding::TaLib(id) => self.run_talib(*id, bars, buffers),
            Binding::Own(own) => {
                for stretch in buffers.stretches.drain(..) {
                    let job = Job::new(feed, stretch, Values(&self.params));
                    (own.run)(&job, &mut buffers.columns)?;
                }
                Ok(())
            }
            Binding::Ta(foreign) => {
                if foreign.needs_volume {
                    Field::Volume.of(bars)?;
                }
                run_bars(&*foreign.make(Values(&self.params)), bars, buffers);
                Ok(())
            }
            Binding::Custom(fresh) => {
                run_bars(&**fresh, bars, buffers);
                Ok(())
            }
            Binding::Field(_) | Binding::Longer(_) => Ok(()),
        }
    }

    /// The stretches of bars in which every input is defined throughout.
    fn find_stretches(&self, bars: &Bars, buffers: &mut Buffers) {
        let Buffers {
            stretches,
            spare,
            inputs,
            ..
        } = buffers;
        stretches.clear();
        stretches.extend(bars.segments());
        for (input, buffers) in self.inputs.iter().zip(inputs) {
            if !matches!(input.binding, Binding::Field(_)) {
                spare.clear();
                intersect(stretches, buffers.columns[input.pick].ranges(), spare);
                std::mem::swap(stretches, spare);
            }
        }
    }

    fn run_talib(
        &self,
        id: ta_lib::abstract_api::FuncId,
        bars: &Bars,
        buffers: &mut Buffers,
    ) -> Result<()> {
        let Buffers {
            columns,
            inputs,
            whole,
            stretches,
            ..
        } = buffers;
        whole.resize_with(self.outputs.len(), Vec::new);
        let mut fields = [None; talib::MAX_SERIES];
        for field in talib::fields(id) {
            fields[field as usize] = Some(field.of(bars)?);
        }
        let mut free = [None; 2];
        for (place, (input, buffers)) in free.iter_mut().zip(self.inputs.iter().zip(inputs.iter()))
        {
            *place = Some(match input.binding {
                Binding::Field(field) => field.of(bars)?,
                _ => buffers.columns[input.pick].all_places(),
            });
        }
        for range in stretches.drain(..) {
            let call = talib::Call {
                id,
                params: &self.params,
                lookback: self.own_lookback,
                range,
                fields,
                free,
            };
            call.run(columns, whole).map_err(|code| refusal(id, code))?;
        }
        Ok(())
    }
}

fn copy_field(field: Field, bars: &Bars, columns: &mut [Column]) -> Result<()> {
    let values = field.of(bars)?;
    for column in columns {
        for segment in bars.segments() {
            column
                .places(segment.clone())
                .copy_from_slice(&values[segment.clone()]);
            column.define(segment);
        }
    }
    Ok(())
}

/// Runs a fresh copy of `template` over every stretch.
fn run_bars(template: &dyn NextBar, bars: &Bars, buffers: &mut Buffers) {
    let Buffers {
        columns,
        stretches,
        row,
        ..
    } = buffers;
    row.resize(columns.len(), 0.0);
    for stretch in stretches.drain(..) {
        let mut indicator = template.copy();
        for bar in stretch.filter_map(|at| bars.get(at)) {
            indicator.next_bar(bar, row);
            for (column, &value) in columns.iter_mut().zip(row.iter()) {
                column.set(bar.at(), value);
            }
        }
    }
}

/// Appends to `both` what lies in a range of `a` and in one of `b`; each list is rising.
fn intersect(a: &[Range<usize>], b: &[Range<usize>], both: &mut Vec<Range<usize>>) {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let range = x.start.max(y.start)..x.end.min(y.end);
        let is_first_done = x.end <= y.end;
        if !range.is_empty() {
            both.push(range);
        }
        if is_first_done {
            a.next();
        } else {
            b.next();
        }
    }
}

/// What TA-Lib refuses although every parameter is within its range.
pub(super) fn refusal(id: ta_lib::abstract_api::FuncId, code: RetCode) -> Error {
    Error::Data {
        what: id.name().to_ascii_lowercase(),
        problem: format!("TA-Lib refuses the call ({code:?})"),
        help: Some("change its parameters, or load fewer bars than 100 million".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_where_both_are_defined() {
        let mut both = vec![];
        intersect(&[0..4, 5..9], &[2..6, 6..7, 9..12], &mut both);
        assert_eq!(both, [2..4, 5..6, 6..7]);
        both.clear();
        intersect(&[], &[2..6, 6..7], &mut both);
        assert!(both.is_empty());
    }
}
