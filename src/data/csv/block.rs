//! A stretch of rows on its way into a table: written cell by cell, appended column by column.

use super::super::table::Table;
use super::layout::SLOTS;
use super::stamp::Stamp;
use crate::Time;

/// Rows of a block: few enough to stay in the fastest cache.
const ROWS: usize = 128;

/// Rows of neighbouring lines of one series.
pub(super) struct Block {
    /// Values by slot; NaN where the file has no such column.
    values: [[f64; ROWS]; SLOTS],
    time: [Time; ROWS],
    offset: [Option<i32>; ROWS],
    len: usize,
}

impl Block {
    /// Without a row.
    pub(super) fn new() -> Self {
        Self {
            values: [[f64::NAN; ROWS]; SLOTS],
            time: [Time::default(); ROWS],
            offset: [None; ROWS],
            len: 0,
        }
    }

    /// Number of finished rows.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no room for another row.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.len == ROWS
    }

    /// Writes a value of the row that is not finished yet; a full block has none.
    #[inline]
    pub(super) fn set(&mut self, slot: usize, value: f64) {
        if let Some(cell) = self.values[slot].get_mut(self.len) {
            *cell = value;
        }
    }

    /// Finishes the row.
    #[inline]
    pub(super) fn finish(&mut self, stamp: Stamp) {
        if self.len < ROWS {
            self.time[self.len] = stamp.local;
            self.offset[self.len] = stamp.offset;
            self.len += 1;
        }
    }

    /// Moves the rows to the end of `table`: rows of series `number`, the last of them in `line`, prices divided by
    /// `scale`.
    pub(super) fn append_to(&mut self, table: &mut Table, line: u32, number: u32, scale: f64) {
        let len = std::mem::take(&mut self.len);
        let rows = u32::try_from(len).unwrap_or(u32::MAX);
        let [open, high, low, close, volume, adjusted, dividend, split] = &mut self.values;
        let is_scaled = scale.total_cmp(&1.0).is_ne();
        for column in [&mut *open, high, low, close, adjusted, dividend] {
            if is_scaled {
                column[..len].iter_mut().for_each(|price| *price /= scale);
            }
        }
        let optional = [
            (&mut table.open, &*open),
            (&mut table.high, high),
            (&mut table.low, low),
            (&mut table.volume, volume),
            (&mut table.adjusted, adjusted),
            (&mut table.dividend, dividend),
            (&mut table.split, split),
        ];
        for (column, values) in optional {
            if let Some(column) = column {
                column.extend_from_slice(&values[..len]);
            }
        }
        table.close.extend_from_slice(&close[..len]);
        table.line.extend((line + 1).saturating_sub(rows)..=line);
        let before = table.time.len();
        table.time.extend_from_slice(&self.time[..len]);
        if let Some(numbers) = &mut table.series {
            numbers.extend(std::iter::repeat_n(number, len));
        }
        let offsets = &self.offset[..len];
        if table.offset.is_some() || offsets.iter().any(Option::is_some) {
            let column = table.offset.get_or_insert_with(|| vec![0; before]);
            column.extend(offsets.iter().map(|offset| offset.unwrap_or(0)));
        }
    }
}
