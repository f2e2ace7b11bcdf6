//! Columns by their headings: one line of them or several, with or without the names of the series.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Field;
use super::alias::{self, Alias};
use super::clock;
use super::layout::{ColumnLayout, SeriesColumns};
use super::number::{self, Number};
use super::sample::{self, Line, Sample};
use crate::data::Decimal;

/// What the headings say.
pub(super) enum Heading {
    /// There are none.
    None,
    /// The columns.
    Known(ColumnLayout),
    /// There are headings, but none that is known for this field.
    Lacking(Field, Vec<String>),
}

/// Finds the columns by the lines above the data.
pub(super) fn read(sample: &Sample) -> Heading {
    let before = sample.before();
    let field = |cell: &String| match alias::lookup(cell).first() {
        Some(alias) => Some(alias.0),
        None => split_tag(cell).map(|(_, field)| field),
    };
    let known = |line: &Line| {
        line.cells
            .iter()
            .filter_map(field)
            .collect::<BTreeSet<_>>()
            .len()
    };
    // Of equally telling lines the first: a second line of headings has units or the names of the series.
    let main = (0..before.len()).rev().max_by_key(|&at| known(&before[at]));
    let Some(main) = main.filter(|&at| known(&before[at]) > 0) else {
        return Heading::None;
    };
    let headings = Headings::new(sample, main);
    let Some(time) = headings.time() else {
        return Heading::Lacking(Field::Time, headings.names);
    };
    let series = headings.series(time);
    if series.is_empty() {
        return Heading::Lacking(Field::Close, headings.names);
    }
    Heading::Known(ColumnLayout {
        time,
        clock: headings.clock(time),
        symbol: headings.best(Field::Symbol, |at| at != time),
        width: sample.width.max(headings.names.len()),
        header: Some(before[main].number),
        origin: format!("header in row {}", before[main].number),
        series,
    })
}

/// The headings of a file, column by column.
struct Headings<'a> {
    sample: &'a Sample,
    /// Text of the main line.
    names: Vec<String>,
    /// What each column may be, by the main line and those below it.
    aliases: Vec<Vec<Alias>>,
    /// Names of the series above or below the headings, column by column.
    tickers: Option<Vec<String>>,
}

impl<'a> Headings<'a> {
    fn new(sample: &'a Sample, main: usize) -> Self {
        let before = sample.before();
        let line = &before[main];
        // Tools that write an index without a heading leave the headings one column to the left.
        let is_shifted = line.cells.len() + 1 == sample.width
            && sample.date_column == 0
            && alias::lookup(line.cell(0))
                .iter()
                .all(|alias| alias.0 != Field::Time);
        let mut names = line.cells.clone();
        if is_shifted {
            names.insert(0, String::new());
        }
        let mut aliases: Vec<Vec<Alias>> = names.iter().map(|name| alias::lookup(name)).collect();
        for below in &before[main + 1..] {
            for (at, cell) in below.cells.iter().enumerate().take(aliases.len()) {
                aliases[at].extend(alias::lookup(cell));
            }
        }
        // Headings over two lines: what stands in the line above counts less.
        if let Some(above) = main.checked_sub(1).map(|at| &before[at]) {
            for (at, cell) in above.cells.iter().enumerate().take(aliases.len()) {
                let weaker = alias::lookup(cell)
                    .into_iter()
                    .map(|(field, rank)| (field, rank + 3));
                aliases[at].extend(weaker.filter(|_| line.cell(at).is_empty()));
            }
        }
        let mut headings = Self {
            sample,
            names,
            aliases,
            tickers: None,
        };
        let neighbours = [main.checked_add(1), main.checked_sub(1)];
        headings.tickers = neighbours
            .into_iter()
            .flatten()
            .filter_map(|at| before.get(at))
            .find(|line| headings.names_series(line))
            .map(|line| line.cells.clone());
        headings
    }

    /// Whether `line` holds the name of a series above every column of prices.
    fn names_series(&self, line: &Line) -> bool {
        let is_led = matches!(
            alias::fold(line.cell(0)).as_str(),
            "" | "ticker" | "symbol" | "tickers" | "symbols"
        );
        let prices = |at: &usize| {
            self.aliases[*at]
                .iter()
                .any(|alias| matches!(alias.0, Field::Open | Field::High | Field::Low))
        };
        let mut columns = (0..self.aliases.len()).filter(prices).peekable();
        let is_currency = |name: &str| {
            matches!(
                name,
                "USD" | "EUR" | "GBP" | "CHF" | "JPY" | "HKD" | "CNY" | "BRL"
            )
        };
        is_led
            && columns.peek().is_some()
            && columns.all(|at| {
                let cell = line.cell(at);
                !cell.is_empty()
                    && alias::lookup(cell).is_empty()
                    && !is_currency(cell)
                    && !sample::is_number(cell)
            })
    }

    /// The column of dates: one that is headed so and holds dates, else the one that looks so and has no other heading.
    fn time(&self) -> Option<usize> {
        let rank = |at: usize| self.rank(at, Field::Time);
        let is_bare = |at: usize| {
            self.sample
                .mostly(at, |cell| cell.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let headed = (0..self.aliases.len())
            .filter(|&at| rank(at).is_some() && self.sample.mostly(at, sample::is_date))
            .min_by_key(|&at| (is_bare(at), rank(at), at));
        let look = self.sample.date_column;
        let is_free = self.aliases.get(look).is_none_or(Vec::is_empty);
        let found = headed.or_else(|| is_free.then_some(look))?;
        Some(self.finer(found).unwrap_or(found))
    }

    /// A column with times of day, where `date` repeats dates and has none.
    fn finer(&self, date: usize) -> Option<usize> {
        let has_clock = |at: usize| self.sample.mostly(at, |cell| cell.contains(':'));
        let cells: Vec<&str> = self.sample.column(date).collect();
        let repeats = cells.windows(2).filter(|pair| pair[0] == pair[1]).count();
        if has_clock(date) || repeats * 2 < cells.len() {
            return None;
        }
        (0..self.aliases.len()).find(|&at| {
            self.rank(at, Field::Time).is_some()
                && has_clock(at)
                && self.sample.mostly(at, sample::is_date)
        })
    }

    /// A column of times of day beside the dates in column `time`.
    fn clock(&self, time: usize) -> Option<usize> {
        let is_clock = |cell: &str| {
            let is_compact = clock::compact(cell).is_some();
            is_compact || (cell.contains(':') && clock::parse(cell).is_some())
        };
        let has_own = self.sample.mostly(time, |cell| cell.contains(':'));
        let found = self.best(Field::Clock, |at| {
            at != time && self.sample.mostly(at, is_clock)
        })?;
        (!has_own).then_some(found)
    }

    fn rank(&self, at: usize, field: Field) -> Option<u8> {
        self.aliases[at]
            .iter()
            .filter(|alias| alias.0 == field)
            .map(|alias| alias.1)
            .min()
    }

    /// The column that is best headed for `field` among those that are `allowed`.
    fn best(&self, field: Field, allowed: impl Fn(usize) -> bool) -> Option<usize> {
        let columns = (0..self.aliases.len()).filter(|&at| allowed(at));
        columns
            .filter_map(|at| Some((self.rank(at, field)?, at)))
            .min()
            .map(|(_, at)| at)
    }

    /// The best column of volumes; one that is 0 throughout gives way to one that is not.
    fn volume(&self, allowed: impl Fn(usize) -> bool) -> Option<usize> {
        let is_positive = |cell: &str| matches!(number::parse(cell.as_bytes(), Decimal::Point), Number::Value(value) if value > 0.0);
        let is_dead = |at: usize| {
            let mut cells = self.sample.column(at).peekable();
            cells.peek().is_some()
                && !cells
                    .any(|cell| is_positive(cell) || !sample::is_number(cell) || cell.contains(','))
        };
        self.best(Field::Volume, |at| allowed(at) && !is_dead(at))
            .or_else(|| self.best(Field::Volume, allowed))
    }

    /// The columns of the series: by plain headings, else by headings with a name before or behind.
    fn series(&self, time: usize) -> Vec<SeriesColumns> {
        let distinct: BTreeSet<&String> = match &self.tickers {
            Some(tickers) => tickers
                .iter()
                .skip(1)
                .filter(|name| !name.is_empty())
                .collect(),
            None => BTreeSet::new(),
        };
        if distinct.len() > 1 {
            let tickers = self.tickers.as_deref().unwrap_or(&[]);
            let of = |name: &String| self.plain(|at| at != time && tickers.get(at) == Some(name));
            let named = distinct.into_iter().filter_map(|name| {
                Some(SeriesColumns {
                    name: Some(name.clone()),
                    ..of(name)?
                })
            });
            return named.collect();
        }
        if let Some(series) = self.plain(|at| at != time) {
            let name = distinct.into_iter().next().cloned();
            return vec![SeriesColumns { name, ..series }];
        }
        let tagged = self.tagged(time);
        if tagged.is_empty() {
            self.only(time).into_iter().collect()
        } else {
            tagged
        }
    }

    fn plain(&self, allowed: impl Fn(usize) -> bool) -> Option<SeriesColumns> {
        let best = |field| self.best(field, &allowed);
        let adjusted = best(Field::AdjustedClose);
        Some(SeriesColumns {
            name: None,
            open: best(Field::Open),
            high: best(Field::High),
            low: best(Field::Low),
            close: best(Field::Close).or(adjusted)?,
            volume: self.volume(&allowed),
            adjusted,
            dividend: best(Field::Dividend),
            split: best(Field::Split),
        })
    }

    /// Series whose name stands in each heading: `AAPL.Close`, `Close_AAPL`, `('Close', 'AAPL')`.
    fn tagged(&self, time: usize) -> Vec<SeriesColumns> {
        let mut groups: BTreeMap<String, Vec<(usize, Field)>> = BTreeMap::new();
        for (at, name) in self.names.iter().enumerate().filter(|(at, _)| *at != time) {
            if let Some((tag, field)) = split_tag(name) {
                groups.entry(tag).or_default().push((at, field));
            }
        }
        let series = |(name, columns): (String, Vec<(usize, Field)>)| {
            let at = |field| {
                columns
                    .iter()
                    .find(|(_, other)| *other == field)
                    .map(|(at, _)| *at)
            };
            Some(SeriesColumns {
                name: Some(name),
                open: at(Field::Open),
                high: Some(at(Field::High)?),
                low: Some(at(Field::Low)?),
                close: at(Field::Close)?,
                volume: at(Field::Volume),
                adjusted: at(Field::AdjustedClose),
                dividend: None,
                split: None,
            })
        };
        groups.into_iter().filter_map(series).collect()
    }

    /// A single column of numbers beside the dates can only be the closes.
    fn only(&self, time: usize) -> Option<SeriesColumns> {
        let is_numeric = |at: &usize| *at != time && self.sample.mostly(*at, sample::is_number);
        let mut columns = (0..self.sample.width).filter(is_numeric);
        let close = columns.next()?;
        let is_known = self
            .aliases
            .get(close)
            .is_some_and(|aliases| !aliases.is_empty());
        (columns.next().is_none() && !is_known).then(|| SeriesColumns {
            close,
            ..SeriesColumns::default()
        })
    }
}

/// The name and the field in a heading that holds both.
fn split_tag(heading: &str) -> Option<(String, Field)> {
    let is_edge = |c: char| c.is_whitespace() || "()'\"[]".contains(c);
    let clean = heading.trim_matches(is_edge);
    for separator in [',', '|', ':', '_', '.', ' '] {
        for pair in [clean.rsplit_once(separator), clean.split_once(separator)]
            .into_iter()
            .flatten()
        {
            for (tag, name) in [(pair.0, pair.1), (pair.1, pair.0)] {
                let tag = tag.trim_matches(is_edge);
                let field = alias::lookup(name.trim_matches(is_edge))
                    .first()
                    .map(|alias| alias.0);
                if let Some(field) = field.filter(|_| !tag.is_empty()) {
                    return Some((tag.to_owned(), field));
                }
            }
        }
    }
    None
}
