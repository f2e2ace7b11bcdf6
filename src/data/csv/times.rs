//! The times of a column, one after the other: what a row has in common with the one before is read once.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::date::Style;
use super::plain::cell_end;
use super::stamp::{self, Stamp};

/// Reads the times of one column.
#[derive(Debug)]
pub(super) struct Times {
    style: Style,
    separator: u8,
    /// `YYYY-MM-` of the last date read, with its year and month.
    month: ([u8; 8], i32, u32),
    /// `DD` of that date, and the date.
    day: ([u8; 2], NaiveDate),
}

impl Times {
    /// For a column of this style.
    pub(super) fn new(style: Style, separator: u8) -> Self {
        Self {
            style,
            separator,
            month: ([0; 8], 0, 0),
            day: ([0; 2], NaiveDate::default()),
        }
    }

    /// The time at `start` of `text` and where its cell ends.
    #[inline]
    pub(super) fn read(&mut self, text: &[u8], start: usize) -> Option<(Stamp, usize)> {
        if self.style == Style::Iso
            && let Some((stamp, end)) = self.iso(text, start)
            && text.get(end) == Some(&self.separator)
        {
            return Some((stamp, end));
        }
        self.any(text, start)
    }

    /// `YYYY-MM-DD`, alone or followed by `HH:MM:SS`, that with or without `+HH:MM` or `-HH:MM`.
    #[inline]
    fn iso(&mut self, text: &[u8], start: usize) -> Option<(Stamp, usize)> {
        let cell = text.get(start..)?;
        let date = self.date(cell.first_chunk()?)?;
        let at = |time, offset, len| {
            let local = NaiveDate::and_time(&date, time);
            Some((Stamp { local, offset }, start + len))
        };
        if !matches!(cell.get(10), Some(b' ' | b'T')) {
            return at(NaiveTime::MIN, None, 10);
        }
        let time = stamp::plain_clock(cell[10..].first_chunk()?)?;
        match cell[19..].first_chunk::<6>() {
            Some(zone @ [b'+' | b'-', ..]) => at(time, Some(stamp::plain_offset(*zone)?), 25),
            _ => at(time, None, 19),
        }
    }

    /// `YYYY-MM-DD`.
    #[inline]
    fn date(&mut self, cell: &[u8; 10]) -> Option<NaiveDate> {
        let [month @ .., tens, ones] = *cell;
        if month != self.month.0 {
            let date = stamp::plain_date(cell)?;
            self.month = (month, date.year(), date.month());
            self.day = ([tens, ones], date);
        } else if [tens, ones] != self.day.0 {
            let (_, year, month) = self.month;
            let date = NaiveDate::from_ymd_opt(year, month, stamp::pair([tens, ones])?)?;
            self.day = ([tens, ones], date);
        }
        Some(self.day.1)
    }

    /// A time of any style.
    #[inline(never)]
    fn any(&self, text: &[u8], start: usize) -> Option<(Stamp, usize)> {
        let end = cell_end(text, start, self.separator)?;
        Some((self.style.parse(text[start..end].trim_ascii())?, end))
    }
}
