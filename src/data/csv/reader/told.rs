//! What is told of a file besides its rows.

use super::super::date::{self, DateStyle};
use super::super::records::Record;
use super::Reader;
use crate::data::Rule;
use crate::data::table::Remark;

/// Series of one file that are told what holds for all of it.
const MOST_TOLD: usize = 1000;
/// Changes of the unit of times that are listed.
const MOST_UNITS: usize = 20;

impl Reader<'_> {
    /// Notes where times that are numbers change their unit.
    pub(super) fn note_unit(&mut self, row: &Record<'_>) {
        let cell = row.get(self.dialect.layout.time).unwrap_or(b"");
        let unit = std::str::from_utf8(cell).ok().and_then(date::unit);
        let before = self.unit;
        self.unit = unit.or(before);
        let (Some(before), Some(unit)) = (before, unit) else {
            return;
        };
        if before != unit && self.remarks.len() < MOST_UNITS {
            let [before, unit] = [before, unit].map(|nanos| DateStyle::Epoch(nanos).describe());
            let problem =
                format!("times change from {before} to {unit} here; each is read by its size");
            self.remarks.push((Some(row.line), Rule::TimeUnit, problem));
        }
    }

    /// Tells each series what holds for the whole file.
    pub(super) fn tell(&mut self) {
        let names_series = self.table.series.is_some();
        let of_all = if names_series {
            self.table.names.len()
        } else {
            1
        };
        let mut remarks = std::mem::take(&mut self.remarks);
        if let Some((line, problem)) = self.stray.long_text() {
            remarks.push((Some(line), Rule::LongText, problem));
        }
        for (line, rule, problem) in remarks {
            for series in (0..).take(of_all.min(MOST_TOLD)) {
                self.table.remarks.push(Remark {
                    line,
                    series,
                    rule,
                    value: None,
                    problem: problem.clone(),
                });
            }
        }
    }
}
