//! A call of TA-Lib over one gap-free stretch of bars.

use std::ops::Range;

use ta_lib::RetCode;
use ta_lib::abstract_api::{FuncId, FuncInfo, InputType, OutputType, ParamHolder};

use super::super::column::Column;
use super::super::param::Value;
use super::{CORE, MAX_SERIES, bind, is_bar_index};

/// One call over one stretch of bars.
pub(in crate::indicator) struct Call<'a> {
    pub id: FuncId,
    pub params: &'a [Value],
    /// From [`lookback`](super::lookback) for these parameters.
    pub lookback: usize,
    /// The bars of the stretch.
    pub range: Range<usize>,
    /// Fields of the whole bars; those that [`fields`](super::fields) names must be there.
    pub fields: [Option<&'a [f64]>; MAX_SERIES],
    /// The free series, as long as the bars.
    pub free: [Option<&'a [f64]>; 2],
}

impl Call<'_> {
    /// Computes the stretch into `columns`, one an output; `whole` is room for outputs that are whole numbers.
    pub(in crate::indicator) fn run(
        &self,
        columns: &mut [Column],
        whole: &mut [Vec<i32>],
    ) -> Result<(), RetCode> {
        let info = self.id.info();
        let len = self.range.len();
        // No value fits, and the library refuses empty outputs.
        if len <= self.lookback {
            return Ok(());
        }
        let first = self.range.start + self.lookback;
        let written = first..self.range.end;
        let mut call = self.id.new_call(&CORE);
        self.bind_series(&mut call, info)?;
        bind(&mut call, self.params)?;
        let places = info
            .outputs
            .iter()
            .zip(columns.iter_mut())
            .zip(whole.iter_mut());
        for (index, ((output, column), whole)) in places.enumerate() {
            if output.kind == OutputType::Real {
                call.set_output(index, column.places(written.clone()))?;
            } else {
                whole.resize(written.len().max(whole.len()), 0);
                call.set_int_output(index, &mut whole[..written.len()])?;
            }
        }
        let done = call.call(0, len - 1)?;
        debug_assert_eq!((done.beg_idx, done.count), (self.lookback, written.len()));
        let outputs = info.outputs.iter().zip(columns).zip(whole);
        for (index, ((output, column), whole)) in outputs.enumerate() {
            if output.kind == OutputType::Integer {
                let is_bar = is_bar_index(self.id, index);
                let origin = if is_bar { self.range.start as f64 } else { 0.0 };
                let places = column.places(written.clone());
                for (place, &value) in places.iter_mut().zip(whole.iter()) {
                    *place = origin + f64::from(value);
                }
            }
            column.define(written.clone());
        }
        Ok(())
    }

    fn bind_series<'a>(
        &'a self,
        call: &mut ParamHolder<'a>,
        info: &FuncInfo,
    ) -> Result<(), RetCode> {
        let part = |series: Option<&'a [f64]>| series.map(|series| &series[self.range.clone()]);
        let mut free = self.free.iter();
        for (slot, input) in info.inputs.iter().enumerate() {
            if input.kind == InputType::Price {
                let [open, high, low, close, volume] = self.fields.map(part);
                call.set_price_input(slot, open, high, low, close, volume, None)?;
            } else {
                let series = free.next().copied().flatten();
                call.set_input(slot, part(series).ok_or(RetCode::InputNotAllInitialize)?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ta_lib::abstract_api::{self, FuncFlags};

    use super::super::{lookback, params};
    use super::*;

    /// Price, range as a factor, and volume of a bar.
    type Kind = fn(usize) -> (f64, f64, f64);

    /// The outputs of `id` over columns of one size, its free series being `free`.
    fn run(id: FuncId, rows: &[[f64; 5]], free: usize) -> Vec<Column> {
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        let columns: [Vec<f64>; 5] = std::array::from_fn(column);
        let [open, high, low, close, volume] = &columns;
        let params: Vec<Value> = params(id.info())
            .iter()
            .filter_map(|param| param.domain.default_value())
            .collect();
        let call = Call {
            id,
            params: &params,
            lookback: lookback(id, &params).unwrap(),
            range: 0..rows.len(),
            fields: [open, high, low, close, volume].map(|column| Some(column.as_slice())),
            free: [Some(columns[free].as_slice()), Some(low.as_slice())],
        };
        let mut outputs = vec![Column::missing(rows.len()); id.info().outputs.len()];
        call.run(&mut outputs, &mut vec![vec![]; 4]).unwrap();
        outputs
    }

    #[test]
    fn what_the_library_does_not_mark_gives_numbers_on_the_worst_bars_there_may_be() {
        // Jumps between the smallest and the largest price; still prices; nothing traded; all at once.
        let row = |price: f64, width: f64, volume: f64| {
            [price, price * width, price / width, price, volume]
        };
        let (least, most) = (1e-50, 1e50);
        let kinds: [Kind; 5] = [
            |_| (5e49, 2.0, 1e50),
            |_| (2e-50, 2.0, 0.0),
            |_| (7.0, 1.0, 0.0),
            |at| {
                (
                    if at % 3 == 0 { 1e-50 } else { 1e50 },
                    1.0,
                    if at % 2 == 0 { 0.0 } else { 1e50 },
                )
            },
            |at| (if at < 150 { 1e50 } else { 1e-50 }, 1.0, 1.0),
        ];
        for kind in kinds {
            let rows: Vec<[f64; 5]> = (0..400)
                .map(|at| {
                    let (price, width, volume) = kind(at);
                    row(price, width, volume).map(|value| {
                        if value > 0.0 {
                            value.clamp(least, most)
                        } else {
                            value
                        }
                    })
                })
                .collect();
            for info in abstract_api::funcs() {
                if info.flags.contains(FuncFlags::NAN_INF_OUTPUT) {
                    continue;
                }
                for free in [3, 4] {
                    for column in run(info.id, &rows, free) {
                        let last = column.last_valid().map(|(at, _)| at);
                        assert_eq!(last, Some(399), "{}", info.name);
                        assert_eq!(column.runs().count(), 1, "{}", info.name);
                    }
                }
            }
        }
    }
}
