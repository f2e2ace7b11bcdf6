//! Rows that have no place among the others.

use super::super::number::{self, Number};
use super::super::records::Record;
use super::{Reader, short};
use crate::Result;
use crate::data::Rule;
use crate::data::table::{MOST_LISTED, Reject};

impl Reader<'_> {
    /// A row without a date: one with numbers is rejected, any other line is put aside until it is clear what it is.
    pub(super) fn reject_time(&mut self, row: &Record<'_>) -> Result<()> {
        let layout = &self.dialect.layout;
        let is_number = |at: usize| {
            let cell = row.get(at).unwrap_or(b"");
            matches!(number::parse(cell, self.dialect.decimal), Number::Value(_))
        };
        if !layout.prices().any(is_number) {
            let has_open_quote = row.has_open_quote(self.file.separator);
            self.stray.wait(row, self.current(), has_open_quote);
            let is_endless = self.stray.len() > self.file.limits.rows;
            return if is_endless {
                Err(self.too_many())
            } else {
                Ok(())
            };
        }
        let number = self.series_of(row)?;
        let time = String::from_utf8_lossy(row.get(layout.time).unwrap_or(b"")).into_owned();
        let problem = format!("\"{}\" is no date", short(&time));
        self.reject(row, number, Rule::BadTime, (Some(time), problem))
    }

    /// The series of the row before; `None` before the first row of a file that names its series.
    pub(super) fn current(&self) -> Option<u32> {
        match &self.last_symbol {
            Some((_, number)) => Some(*number),
            None => self.dialect.layout.symbol.is_none().then_some(0),
        }
    }

    /// Rejects the lines put aside that are lost rows.
    pub(super) fn settle_stray(&mut self, is_amidst: bool, series: Option<u32>) {
        if self.stray.len() > 0 {
            for reject in self.stray.settle(is_amidst, series) {
                self.push_reject(reject);
            }
        }
    }

    /// Rejects a row, with what is told of it: a value and a sentence.
    pub(super) fn reject(
        &mut self,
        row: &Record<'_>,
        series: u32,
        rule: Rule,
        (value, problem): (Option<String>, String),
    ) -> Result<()> {
        self.refuse_more()?;
        self.push_reject(Reject {
            line: row.line,
            series,
            rule,
            value,
            problem,
            more: None,
        });
        Ok(())
    }

    /// Where series stand side by side, each of them has lost the row.
    fn push_reject(&mut self, reject: Reject) {
        if self.table.rejects.len() >= MOST_LISTED
            && let Some(last) = self.table.rejects.last_mut()
            && (last.series, last.rule) == (reject.series, reject.rule)
            && self.dialect.layout.series.len() == 1
        {
            last.join(reject.line);
            return;
        }
        let side_by_side = 1..self.dialect.layout.series.len();
        for number in side_by_side.filter_map(|number| u32::try_from(number).ok()) {
            self.table.rejects.push(Reject {
                series: number,
                ..reject.clone()
            });
        }
        self.table.rejects.push(reject);
    }
}
