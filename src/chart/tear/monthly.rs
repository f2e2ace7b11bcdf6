//! Returns month by month as a table of colours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::caption::Caption;
use super::plate::Plate;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::options::ChartOptions;
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::picture::Chart;
use crate::chart::theme::Hue;
use crate::chart::visible::Visible;
use crate::text::Medium::Picture;
use crate::{Error, Result, Time};

/// The return of one month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// Its return in percent.
    pub return_pct: f64,
}

impl Month {
    /// Its first day.
    fn start(&self) -> Time {
        let date = chrono::NaiveDate::from_ymd_opt(self.year, self.month, 1);
        date.unwrap_or_default().into()
    }
}

/// Returns of months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Monthly {
    /// The words around the chart.
    pub caption: Caption,
    /// The months, oldest first.
    pub months: Vec<Month>,
}

const NAMES: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// Height of the row of month names.
const HEAD: f64 = 26.0;
/// Width of the column of years.
const YEARS: f64 = 52.0;

impl Monthly {
    /// The return of each year: its months one after another, in percent.
    pub fn years(&self) -> BTreeMap<i32, f64> {
        let mut growth = BTreeMap::new();
        for month in &self.months {
            *growth.entry(month.year).or_insert(1.0) *= 1.0 + month.return_pct / 100.0;
        }
        let pct = |(year, growth): (i32, f64)| (year, 100.0 * (growth - 1.0));
        growth.into_iter().map(pct).collect()
    }

    /// Lays out the table: a row a year, a column a month, and the year's return at the right.
    ///
    /// The stronger the colour, the larger the return; one that reads 0.0 is grey. Every cell has its number, signed, in
    /// percent. Where there are more years than rows that can be read, the last ones are shown.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] without a month or with one that is not 1 to 12; [`Error::Parameter`] for a size that cannot be
    /// drawn.
    pub fn chart(&self, options: &ChartOptions) -> Result<Chart> {
        let years = self.years();
        let odd = self
            .months
            .iter()
            .find(|month| !(1..=12).contains(&month.month));
        let (Some((&last, _)), None) = (years.last_key_value(), odd) else {
            let problem = odd.map_or("no month to show".into(), |month| {
                format!("month {} is not 1 to 12", month.month)
            });
            return Err(Error::Chart { problem });
        };
        let mut plate = Plate::new(&self.caption, options)?;
        let body = plate.body();
        let grid = Cells::new(body, years.len());
        let rows: Vec<i32> = years.keys().copied().rev().take(grid.rows).collect();
        grid.names(&mut plate);
        for (row, &year) in rows.iter().rev().enumerate() {
            grid.year(&mut plate, row, year);
            for month in self.months.iter().filter(|month| month.year == year) {
                grid.cell(
                    &mut plate,
                    (row, month.month as usize - 1),
                    month.return_pct,
                    false,
                );
            }
            grid.cell(&mut plate, (row, 12), years[&year], true);
        }
        let description = format!(
            "{}: returns of {} months, {} in {last}.",
            self.caption.title,
            self.months.len(),
            Picture.percent(years[&last], 1)
        );
        let first = self.months.first().map_or(Time::default(), Month::start);
        let last = self.months.last().map_or(first, Month::start);
        let shown = Visible::of_times(first, last, self.months.len());
        Ok(Chart::from_drawing(
            plate.finish(description),
            shown,
            options,
        ))
    }
}

/// The places of the cells.
struct Cells {
    area: Area,
    column: f64,
    row: f64,
    rows: usize,
}

impl Cells {
    fn new(body: Area, years: usize) -> Self {
        let area = Area {
            left: body.left + YEARS,
            top: body.top + HEAD,
            bottom: body.bottom - 10.0,
            ..body
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of rows on a canvas"
        )]
        let most = (area.height() / 16.0).floor().max(1.0) as usize;
        let rows = years.min(most);
        Self {
            area,
            // A gap before the column of the years, as wide as a third of it.
            column: (area.width() / 13.33).floor(),
            row: (area.height() / rows as f64).floor().min(44.0),
            rows,
        }
    }

    fn left(&self, column: usize) -> f64 {
        let gap = if column == 12 { self.column / 3.0 } else { 0.0 };
        (self.area.left + self.column * column as f64 + gap).floor()
    }

    fn middle(&self, column: usize) -> f64 {
        self.left(column) + self.column / 2.0
    }

    fn names(&self, plate: &mut Plate<'_>) {
        let look = Look::new(Part::Axis, Hue::Second);
        for (column, name) in NAMES.iter().chain(&["Year"]).enumerate() {
            let at = At::Middle((self.middle(column), self.area.top - HEAD / 2.0));
            plate.pen.text(look, Lettering::PLAIN, at, name);
        }
    }

    fn year(&self, plate: &mut Plate<'_>, row: usize, year: i32) {
        let y = self.area.top + self.row * (row as f64 + 0.5);
        let at = At::Start((self.area.left - YEARS, y));
        let look = Look::new(Part::Axis, Hue::Second);
        plate.pen.text(look, Lettering::NAME, at, &year.to_string());
    }

    fn cell(&self, plate: &mut Plate<'_>, (row, column): (usize, usize), pct: f64, is_year: bool) {
        let top = self.area.top + self.row * row as f64;
        let area = Area {
            left: self.left(column),
            top,
            right: self.left(column) + self.column - 2.0,
            bottom: top + self.row - 2.0,
        };
        // A year moves about three times as much as a month.
        let size = if is_year { pct.abs() / 3.0 } else { pct.abs() };
        let strength = match size {
            size if size < 1.0 => 8,
            size if size < 3.0 => 18,
            size if size < 6.0 => 30,
            _ => 45,
        };
        let text = Picture.signed(pct, 1);
        // The colour says what the number says: one that reads 0.0 has no sign.
        let hue = match text.chars().next() {
            Some('+') => Hue::Up,
            Some('\u{2212}') => Hue::Down,
            _ => Hue::Third,
        };
        plate
            .pen
            .rect(Look::new(Part::Bars, hue).faint(strength), area);
        let kind = if is_year {
            Lettering::NAME
        } else {
            Lettering::PLAIN
        };
        let at = (
            f64::midpoint(area.left, area.right),
            f64::midpoint(area.top, area.bottom),
        );
        let text = kind.fit(&text, self.column - 4.0);
        plate.pen.text(
            Look::new(Part::Label, Hue::Ink),
            kind,
            At::Middle(at),
            &text,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monthly(months: &[(i32, u32, f64)]) -> Monthly {
        let month = |&(year, month, return_pct): &(i32, u32, f64)| Month {
            year,
            month,
            return_pct,
        };
        Monthly {
            caption: Caption {
                title: "ACME".into(),
                subtitle: "monthly returns in percent".into(),
                source: String::new(),
            },
            months: months.iter().map(month).collect(),
        }
    }

    #[test]
    fn a_year_is_its_months_one_after_another() {
        let table = monthly(&[(2023, 11, 10.0), (2023, 12, 10.0), (2024, 1, -5.0)]);
        let years = table.years();
        assert!((years[&2023] - 21.0).abs() < 1e-9 && (years[&2024] + 5.0).abs() < 1e-9);
        let chart = table.chart(&ChartOptions::default()).unwrap();
        let texts: Vec<&str> = chart.drawing.texts().map(|(text, _)| text).collect();
        assert!(
            texts.contains(&"+21.0") && texts.contains(&"−5.0"),
            "{texts:?}"
        );
    }

    #[test]
    fn a_return_that_reads_zero_is_neither_a_gain_nor_a_loss() {
        let months = [0.0, 0.04, -0.04, 0.06, -0.06];
        for (pct, hue) in
            months
                .into_iter()
                .zip([Hue::Third, Hue::Third, Hue::Third, Hue::Up, Hue::Down])
        {
            let chart = monthly(&[(2024, 1, pct)])
                .chart(&ChartOptions::default())
                .unwrap();
            let inks = chart.drawing.inks.iter();
            let cells: Vec<Hue> = inks
                .filter(|ink| ink.part == Part::Bars)
                .map(|ink| ink.hue)
                .collect();
            // The month and its year.
            assert_eq!(cells, [hue, hue], "{pct}");
        }
    }

    #[test]
    fn a_month_that_is_none_is_refused() {
        let error = |months: &[(i32, u32, f64)]| {
            let table = monthly(months);
            table
                .chart(&ChartOptions::default())
                .unwrap_err()
                .to_string()
        };
        assert_eq!(error(&[(2023, 13, 1.0)]), "chart: month 13 is not 1 to 12");
        assert_eq!(error(&[]), "chart: no month to show");
    }
}
