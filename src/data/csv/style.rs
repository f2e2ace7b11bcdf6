//! One way of writing dates and numbers for a whole file, decided from its columns.

use std::path::Path;

use super::super::{DateOrder, Decimal, Limits};
use super::date::{self, DateStyle, Hint};
use super::number::{self, Vote};
use super::records::Records;
use super::sample::{Line, Sample};
use crate::{Error, Remedy, Result};

/// How the dates in `cells` are written.
pub(super) fn dates<'a>(cells: impl Iterator<Item = &'a str>, stated: Option<DateOrder>) -> Dates {
    let mut evidence = OrderEvidence::default();
    let mut styles: Vec<(DateStyle, usize)> = Vec::new();
    for cell in cells {
        match date::hint(cell) {
            Some(Hint::Style(style)) => {
                match styles.iter_mut().find(|(other, _)| *other == style) {
                    Some((_, count)) => *count += 1,
                    None => styles.push((style, 1)),
                }
            }
            Some(Hint::DayAndMonth(first, second, separator)) => {
                evidence.add(first, second, separator, cell);
            }
            None => {}
        }
    }
    let most = styles.into_iter().max_by_key(|&(_, count)| count);
    match most {
        Some((style, count)) if count >= evidence.count => Dates::Known(style),
        _ if evidence.count == 0 => Dates::None,
        _ => match stated {
            Some(order) => Dates::Known(DateStyle::Numeric(order)),
            None => Dates::Numeric(evidence),
        },
    }
}

/// What the sample tells about dates.
pub(super) enum Dates {
    /// The column has none.
    None,
    /// The style.
    Known(DateStyle),
    /// Day and month as numbers, whose order is still to be decided.
    Numeric(OrderEvidence),
}

/// What is known about the order of day and month.
#[derive(Debug, Default)]
pub(super) struct OrderEvidence {
    count: usize,
    /// A number above 12 in the first place, with the cell.
    day_first: Option<String>,
    /// A number above 12 in the second place, with the cell.
    month_first: Option<String>,
    /// Whether points separate the parts, which no country does that puts the month first.
    has_points: bool,
    example: String,
}

impl OrderEvidence {
    fn add(&mut self, first: u32, second: u32, separator: char, cell: &str) {
        self.count += 1;
        self.has_points |= separator == '.';
        if first > 12 && self.day_first.is_none() {
            self.day_first = Some(cell.to_owned());
        }
        if second > 12 && self.month_first.is_none() {
            self.month_first = Some(cell.to_owned());
        }
        if self.example.is_empty() {
            cell.clone_into(&mut self.example);
        }
    }

    /// The order, looking through the whole of `text` where the sample leaves it open.
    pub(super) fn decide(mut self, file: &File<'_>, time: usize) -> Result<DateOrder> {
        if self.day_first.is_none() && self.month_first.is_none() && !self.has_points {
            let mut records = Records::new(file.path, file.text, file.separator, file.limits);
            while let Some(row) = records.next()? {
                let cell = row
                    .get(time)
                    .and_then(|cell| std::str::from_utf8(cell).ok())
                    .unwrap_or("");
                if let Some(Hint::DayAndMonth(first, second, separator)) = date::hint(cell) {
                    self.add(first, second, separator, cell);
                }
            }
        }
        self.settle(file.path)
    }

    /// The order by what has been seen.
    pub(super) fn settle(&self, path: &Path) -> Result<DateOrder> {
        match (&self.day_first, &self.month_first) {
            (Some(_), None) => Ok(DateOrder::Dmy),
            (None, Some(_)) => Ok(DateOrder::Mdy),
            (None, None) if self.has_points => Ok(DateOrder::Dmy),
            (None, None) => Err(unclear(
                path,
                &format!(
                    "\"{}\" may be day or month first, and so may all other dates of the column",
                    self.example
                ),
            )),
            (Some(day), Some(month)) => Err(unclear(
                path,
                &format!("\"{day}\" has the day first and \"{month}\" the month"),
            )),
        }
    }
}

/// A text and how it is cut.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a [u8],
    pub(super) separator: u8,
    pub(super) limits: &'a Limits,
}

fn unclear(path: &Path, problem: &str) -> Error {
    Error::Format {
        path: path.into(),
        row: None,
        column: Some("time".into()),
        problem: problem.into(),
        help: Some(Remedy::either("say which:", "date_order", ["dmy", "mdy"])),
    }
}

/// The decimal separator: by the columns of prices, and by all others where those leave it open.
pub(super) fn decimal(
    path: &Path,
    sample: &Sample,
    prices: &[usize],
    time: usize,
) -> Result<Decimal> {
    let in_prices = Votes::count(sample, prices);
    if let Some(decimal) = in_prices.decided() {
        return Ok(decimal);
    }
    let others: Vec<usize> = (0..sample.width)
        .filter(|at| *at != time && !prices.contains(at))
        .collect();
    let in_others = Votes::count(sample, &others);
    if let Some(decimal) = in_others.decided() {
        return Ok(decimal);
    }
    match in_prices.unclear(sample.separator) {
        None => Ok(Decimal::Point),
        Some((row, cell)) => Err(Error::Format {
            path: path.into(),
            row: Some(u64::from(row)),
            column: None,
            problem: format!(
                "\"{cell}\" may be thousands or a fraction, and so may all other prices"
            ),
            help: Some(Remedy::either(
                "say what separates the fraction:",
                "decimal",
                ["point", "comma"],
            )),
        }),
    }
}

/// Votes of many cells on the decimal separator.
#[derive(Default)]
struct Votes {
    point: usize,
    comma: usize,
    comma_and_three: Option<(u32, String)>,
    point_and_three: Option<(u32, String)>,
}

impl Votes {
    fn count(sample: &Sample, columns: &[usize]) -> Self {
        let mut votes = Self::default();
        for line in sample.data() {
            for &at in columns {
                votes.add(line, line.cell(at));
            }
        }
        votes
    }

    fn add(&mut self, line: &Line, cell: &str) {
        let example = || Some((line.number, cell.to_owned()));
        match number::vote(cell) {
            Vote::Certain(Decimal::Point) => self.point += 1,
            Vote::Certain(Decimal::Comma) => self.comma += 1,
            Vote::CommaAndThree if self.comma_and_three.is_none() => {
                self.comma_and_three = example();
            }
            Vote::PointAndThree if self.point_and_three.is_none() => {
                self.point_and_three = example();
            }
            Vote::CommaAndThree | Vote::PointAndThree | Vote::None => {}
        }
    }

    /// The separator that the certain cells agree on, but for one in ten that may be damaged.
    fn decided(&self) -> Option<Decimal> {
        if self.point > self.comma * 9 {
            Some(Decimal::Point)
        } else if self.comma > self.point * 9 {
            Some(Decimal::Comma)
        } else {
            None
        }
    }

    /// A cell that could be read either way. A point before three digits is doubtful only where semicolons separate
    /// the cells, as they do where the comma is the decimal separator.
    fn unclear(&self, separator: u8) -> Option<(u32, &str)> {
        let doubtful = self.point_and_three.as_ref().filter(|_| separator == b';');
        let cell = self.comma_and_three.as_ref().or(doubtful)?;
        Some((cell.0, &cell.1))
    }
}
