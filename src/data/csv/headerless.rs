//! Columns by their values, for a file without headings.
//!
//! High is the highest and low the lowest of every row; that each open lies nearer to the close before it than the
//! close to the open before it tells these two apart. Only the common order open, high, low, close that passes both
//! tests is taken; everything else is a guess, and a guess is an error that names the option.

use std::path::Path;

use super::super::{Decimal, Field};
use super::date::DateStyle;
use super::layout::{ColumnLayout, SeriesColumns};
use super::number::{self, Number};
use super::sample::{self, Sample};
use crate::{Error, Remedy, Result};

/// Fewest steps from row to row that can tell open from close.
const MIN_STEPS: usize = 4;

/// Finds the columns by their values.
pub(super) fn read(
    path: &Path,
    sample: &Sample,
    style: DateStyle,
    decimal: Decimal,
) -> Result<ColumnLayout> {
    let shape = Shape::of(sample);
    let values = Values::new(sample, &shape, style, decimal);
    let order = values.order();
    match (&shape.numbers[..], &order) {
        (&[close], _) => {
            let series = SeriesColumns {
                close,
                ..SeriesColumns::default()
            };
            Ok(shape.layout(series, "no header, one column of closes"))
        }
        (&[open, high, low, close, ref rest @ ..], Order::Standard)
            if !values.may_be_adjusted() =>
        {
            let series = SeriesColumns {
                open: Some(open),
                high: Some(high),
                low: Some(low),
                close,
                volume: rest.first().copied(),
                ..SeriesColumns::default()
            };
            let origin = "no header, columns open, high, low, close proved by their values";
            Ok(shape.layout(series, origin))
        }
        _ => Err(ambiguous(
            path,
            sample,
            &shape.fields(&values.guess(&order)),
        )),
    }
}

/// The columns by kind.
struct Shape {
    time: usize,
    clock: Option<usize>,
    symbol: Option<usize>,
    /// Columns of numbers right of the dates.
    numbers: Vec<usize>,
    width: usize,
}

impl Shape {
    fn of(sample: &Sample) -> Self {
        let (time, width) = (sample.date_column, sample.width);
        let is_clock = |at: usize| {
            sample.mostly(at, |cell| {
                cell.contains(':') && super::clock::parse(cell).is_some()
            })
        };
        let is_text = |at: &usize| {
            sample.mostly(*at, |cell| {
                !sample::is_number(cell) && !sample::is_date(cell)
            })
        };
        let clock = Some(time + 1).filter(|&at| is_clock(at));
        let others = || (0..width).filter(|&at| at != time && Some(at) != clock);
        let is_number = |at: &usize| *at > time && sample.mostly(*at, sample::is_number);
        Self {
            time,
            clock,
            symbol: others().find(is_text),
            numbers: others().filter(is_number).collect(),
            width,
        }
    }

    fn layout(&self, series: SeriesColumns, origin: &str) -> ColumnLayout {
        ColumnLayout {
            time: self.time,
            clock: self.clock,
            symbol: self.symbol,
            series: vec![series],
            width: self.width,
            header: None,
            origin: origin.to_owned(),
        }
    }

    /// What every column is if the columns of numbers are `guess`.
    fn fields(&self, guess: &[Field]) -> Vec<Field> {
        let mut fields = vec![Field::Skip; self.width];
        let named = [
            (Some(self.time), Field::Time),
            (self.clock, Field::Clock),
            (self.symbol, Field::Symbol),
        ];
        let named = named
            .into_iter()
            .filter_map(|(at, field)| Some((at?, field)));
        let numbers = self.numbers.iter().copied().zip(guess.iter().copied());
        for (at, field) in named.chain(numbers) {
            if let Some(slot) = fields.get_mut(at) {
                *slot = field;
            }
        }
        fields
    }
}

fn ambiguous(path: &Path, sample: &Sample, fields: &[Field]) -> Error {
    let guess = fields
        .iter()
        .map(|field| field.name())
        .collect::<Vec<_>>()
        .join(",");
    Error::Format {
        path: path.into(),
        row: sample.data().first().map(|line| u64::from(line.number)),
        column: None,
        problem: format!(
            "no header, and the values do not prove what the columns are; they may be {guess}"
        ),
        help: Some(Remedy::set("say what they are:", "columns", guess)),
    }
}

/// What the values of the first four columns prove.
#[derive(Debug, PartialEq)]
enum Order {
    /// Open, high, low, close.
    Standard,
    /// The highest and the lowest column and then the likely open and close.
    Other([Field; 4]),
    /// Nothing.
    Unknown,
}

/// The numbers of the sample, oldest row first.
struct Values {
    rows: Vec<Vec<f64>>,
    columns: usize,
}

impl Values {
    fn new(sample: &Sample, shape: &Shape, style: DateStyle, decimal: Decimal) -> Self {
        let mut rows = Vec::new();
        for line in sample.data() {
            let Some(stamp) = style.parse(line.cell(shape.time).as_bytes()) else {
                continue;
            };
            let values = shape.numbers.iter().map(|&at| {
                match number::parse(line.cell(at).as_bytes(), decimal) {
                    Number::Value(value) => Some(value),
                    Number::Empty | Number::Text => None,
                }
            });
            if let Some(values) = values.collect::<Option<Vec<f64>>>() {
                rows.push((stamp.local, values));
            }
        }
        rows.sort_by_key(|row| row.0);
        Self {
            rows: rows.into_iter().map(|row| row.1).collect(),
            columns: shape.numbers.len(),
        }
    }

    /// What the first four columns are.
    fn order(&self) -> Order {
        if self.columns < 4 || self.rows.len() <= MIN_STEPS {
            return Order::Unknown;
        }
        let always = |is: &dyn Fn(&[f64]) -> bool| {
            let hits = self.rows.iter().filter(|row| is(&row[..4])).count();
            hits * 50 >= self.rows.len() * 49
        };
        let highest = (0..4).find(|&at| always(&|row| row.iter().all(|&value| value <= row[at])));
        let lowest = (0..4)
            .rev()
            .find(|&at| always(&|row| row.iter().all(|&value| value >= row[at])));
        let (Some(highest), Some(lowest)) = (highest, lowest) else {
            return Order::Unknown;
        };
        let rest: Vec<usize> = (0..4).filter(|&at| at != highest && at != lowest).collect();
        let [first, second] = rest[..] else {
            return Order::Unknown;
        };
        // Distance from `close` to the next row's `open`, summed.
        let distance = |open: usize, close: usize| -> f64 {
            self.rows
                .windows(2)
                .map(|pair| (pair[0][close] - pair[1][open]).abs())
                .sum()
        };
        let (forward, backward) = (distance(first, second), distance(second, first));
        if forward.total_cmp(&backward).is_eq() {
            return Order::Unknown;
        }
        let (open, close) = if forward < backward {
            (first, second)
        } else {
            (second, first)
        };
        if [open, highest, lowest, close] == [0, 1, 2, 3] {
            return Order::Standard;
        }
        let mut fields = [Field::Open; 4];
        fields[highest] = Field::High;
        fields[lowest] = Field::Low;
        fields[close] = Field::Close;
        Order::Other(fields)
    }

    /// Whether the fifth column holds prices and not quantities, so that an adjusted close may stand there.
    fn may_be_adjusted(&self) -> bool {
        let is_price = |row: &Vec<f64>| {
            row.get(4)
                .is_some_and(|&value| value > row[3] * 0.02 && value < row[1] * 1.1)
        };
        self.columns > 5 && !self.rows.is_empty() && self.rows.iter().all(is_price)
    }

    /// The likely fields of the columns.
    fn guess(&self, order: &Order) -> Vec<Field> {
        let mut fields = match order {
            Order::Other(fields) => fields.to_vec(),
            _ if self.columns < 4 => vec![Field::Close],
            _ => vec![Field::Open, Field::High, Field::Low, Field::Close],
        };
        if self.may_be_adjusted() {
            fields.push(Field::AdjustedClose);
        }
        if fields.len() < self.columns {
            fields.push(Field::Volume);
        }
        fields
    }
}
