//! A call of TA-Lib over one gap-free stretch of bars.

use std::ops::Range;

use ta_lib::RetCode;
use ta_lib::abstract_api::{FuncId, InputType, OutputInfo, OutputType, ParamHolder};

use super::super::column::Column;
use super::super::param::Value;
use super::{CORE, bind, is_bar_index, lookback, refusal};

type Result<T, E = crate::Error> = std::result::Result<T, E>;

/// A function of TA-Lib with its parameters and what it reads.
pub(in crate::indicator) struct TalibCall<'a> {
    pub id: FuncId,
    pub params: &'a [Value],
    /// Open, high, low and close.
    pub prices: [&'a [f64]; 4],
    /// Must be there for a function that [needs it](super::needs_volume).
    pub volume: Option<&'a [f64]>,
    /// The free series, as long as the prices.
    pub free: Vec<&'a [f64]>,
}

impl TalibCall<'_> {
    /// Computes one gap-free stretch into `columns`, one an output.
    pub(in crate::indicator) fn run(
        &self,
        stretch: Range<usize>,
        columns: &mut [Column],
    ) -> Result<()> {
        self.call(stretch, columns)
            .map_err(|code| refusal(self.id, code))
    }

    fn call(&self, stretch: Range<usize>, columns: &mut [Column]) -> Result<(), RetCode> {
        let lookback = lookback(self.id, self.params)?;
        let len = stretch.len();
        // No value fits, and the library refuses empty outputs.
        if len <= lookback {
            return Ok(());
        }
        let written = stretch.start + lookback..stretch.end;
        let outputs = self.id.info().outputs;
        let is_whole = |output: &OutputInfo| output.kind == OutputType::Integer;
        let room = |output| vec![0; if is_whole(output) { written.len() } else { 0 }];
        let mut whole: Vec<Vec<i32>> = outputs.iter().map(room).collect();
        let mut call = self.id.new_call(&CORE);
        self.bind_series(&mut call, &stretch)?;
        bind(&mut call, self.params)?;
        let places = outputs.iter().zip(columns.iter_mut()).zip(&mut whole);
        for (index, ((output, column), whole)) in places.enumerate() {
            if is_whole(output) {
                call.set_int_output(index, whole)?;
            } else {
                call.set_output(index, column.places(written.clone()))?;
            }
        }
        let done = call.call(0, len - 1)?;
        debug_assert_eq!((done.beg_idx, done.count), (lookback, written.len()));
        for (index, ((output, column), whole)) in outputs.iter().zip(columns).zip(whole).enumerate()
        {
            if is_whole(output) {
                let is_bar = is_bar_index(self.id, index);
                let origin = if is_bar { stretch.start as f64 } else { 0.0 };
                for (place, value) in column.places(written.clone()).iter_mut().zip(whole) {
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
        stretch: &Range<usize>,
    ) -> Result<(), RetCode> {
        let part = |series: &'a [f64]| Some(&series[stretch.clone()]);
        let mut free = self.free.iter().copied();
        for (slot, input) in self.id.info().inputs.iter().enumerate() {
            if input.kind == InputType::Price {
                let [open, high, low, close] = self.prices.map(part);
                let volume = self.volume.and_then(part);
                call.set_price_input(slot, open, high, low, close, volume, None)?;
            } else {
                let series = free.next().and_then(part);
                call.set_input(slot, series.ok_or(RetCode::InputNotAllInitialize)?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ta_lib::abstract_api::{self, FuncFlags};

    use super::super::listing::params;
    use super::*;

    /// Price, range as a factor, and volume of a bar.
    type Regime = fn(usize) -> (f64, f64, f64);

    /// The outputs of `id` over columns of one size, its free series being `free`.
    fn run(id: FuncId, rows: &[[f64; 5]], free: usize) -> Vec<Column> {
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        let columns: [Vec<f64>; 5] = std::array::from_fn(column);
        let [open, high, low, close, volume] = &columns;
        let params: Vec<Value> = params(id.info())
            .iter()
            .filter_map(|param| param.domain.default_value())
            .collect();
        let call = TalibCall {
            id,
            params: &params,
            prices: [open, high, low, close].map(Vec::as_slice),
            volume: Some(volume),
            free: vec![&columns[free], low],
        };
        let mut outputs = vec![Column::missing(rows.len()); id.info().outputs.len()];
        call.run(0..rows.len(), &mut outputs).unwrap();
        outputs
    }

    #[test]
    fn what_the_library_does_not_mark_gives_numbers_on_the_worst_bars_there_may_be() {
        // Jumps between the smallest and the largest price; still prices; nothing traded; all at once.
        let row = |price: f64, width: f64, volume: f64| {
            [price, price * width, price / width, price, volume]
        };
        let (least, most) = (1e-50, 1e50);
        let kinds: [Regime; 5] = [
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
