//! Row by row: what can stand in `Bars` and what cannot.

use chrono::Datelike;

use super::super::options::Repair;
use super::super::table::Table;
use super::super::{Done, Field, Finding, Rule};
use super::{Subject, problem};
use crate::{Bars, BarsBuilder, Ohlcv};

/// The bars of a series and where they are from.
pub(in crate::data) struct Gathered {
    pub(in crate::data) bars: Bars,
    /// Line of each bar in the file.
    pub(in crate::data) lines: Vec<u32>,
    /// The source's adjusted close of each bar, NaN where it has none.
    pub(in crate::data) adjusted: Option<Vec<f64>>,
}

impl Gathered {
    /// Leaves out the last bar.
    pub(super) fn pop(&mut self) {
        self.lines.pop();
        self.bars = self.bars.prefix(self.lines.len());
        if let Some(adjusted) = &mut self.adjusted {
            adjusted.pop();
        }
    }
}

/// Longest stretch without a bar, in days, before the ticker may be another company's.
const REUSE_DAYS: i64 = 365;

/// Takes the rows of `table`, which are in the order of their times, into bars.
pub(in crate::data) fn gather(
    mut table: Table,
    subject: &Subject<'_>,
    findings: &mut Vec<Finding>,
) -> Gathered {
    let has_volume = table
        .volume
        .as_ref()
        .is_some_and(|volume| volume.iter().any(|&volume| volume > 0.0));
    if !has_volume {
        list_volumes(&table, findings);
        table.volume = None;
    }
    let table = &table;
    let mut builder = Bars::builder(subject.symbol.clone(), subject.timeframe, subject.basis);
    if !has_volume {
        builder = builder.without_volume();
    }
    builder.reserve(table.len());
    let gatherer = Gatherer {
        table,
        subject,
        findings,
        builder,
        has_volume,
        taken: Vec::with_capacity(table.len()),
        rejected: rejected_before(table),
    };
    gatherer.run()
}

/// Lists what stands for a volume and is none, in a series without any; blanks and zeros are how such a series is written.
fn list_volumes(table: &Table, findings: &mut Vec<Finding>) {
    let Some(volume) = &table.volume else {
        return;
    };
    let is_faulty = |at: usize| table.fault(table.line[at], Field::Volume).is_some();
    for (at, &volume) in volume.iter().enumerate() {
        let is_none = volume < 0.0 || volume.is_nan() && is_faulty(at);
        if is_none {
            let done = "no row has one, so none is read";
            findings.push(bad_volume(table, at, volume, done));
        }
    }
}

/// The finding about a volume that is none, and what is `done` about it.
fn bad_volume(table: &Table, at: usize, volume: f64, done: &str) -> Finding {
    let (line, time) = (table.line[at], table.time[at]);
    let (value, problem) = match table.fault(line, Field::Volume) {
        Some(fault) => (
            fault.text.clone(),
            format!("volume \"{}\" is not a number", fault.text),
        ),
        None if volume.is_nan() => (String::new(), "volume is missing".to_owned()),
        None => (
            volume.to_string(),
            format!("volume {volume} is no quantity"),
        ),
    };
    Rule::BadVolume
        .at(line, time, format!("{problem}; {done}"))
        .on(Field::Volume, value)
}

/// Rows before which the file has one that could not be placed at all.
fn rejected_before(table: &Table) -> Vec<bool> {
    let mut marks = vec![
        false;
        if table.rejects.is_empty() {
            0
        } else {
            table.len()
        }
    ];
    let mut by_line: Vec<usize> = (0..marks.len()).collect();
    by_line.sort_by_key(|&at| table.line[at]);
    for reject in &table.rejects {
        // Between its neighbours in the file, whichever way the file runs: before the later one of them.
        let next = by_line.partition_point(|&at| table.line[at] < reject.line);
        let neighbours = next
            .checked_sub(1)
            .and_then(|last| by_line.get(last))
            .zip(by_line.get(next));
        if let Some((&one, &other)) = neighbours {
            marks[one.max(other)] = true;
        }
    }
    marks
}

struct Gatherer<'a> {
    table: &'a Table,
    subject: &'a Subject<'a>,
    findings: &'a mut Vec<Finding>,
    builder: BarsBuilder,
    has_volume: bool,
    /// Rows that became bars.
    taken: Vec<usize>,
    rejected: Vec<bool>,
}

impl Gatherer<'_> {
    fn run(mut self) -> Gathered {
        let table = self.table;
        let mut at = self.blank_start();
        while at < table.len() {
            let time = table.time[at];
            let same = table.time[at..]
                .iter()
                .take_while(|other| **other == time)
                .count();
            if self.rejected.get(at).copied().unwrap_or(false) {
                self.builder.gap();
            }
            let row = if same == 1 {
                Some(at)
            } else {
                self.one_of(at, same)
            };
            match row {
                Some(row) => self.take(row),
                None => self.builder.gap(),
            }
            at += same;
        }
        let pick = |column: &Vec<f64>| self.taken.iter().map(|&at| column[at]).collect();
        Gathered {
            lines: self.taken.iter().map(|&at| table.line[at]).collect(),
            adjusted: table.adjusted.as_ref().map(pick),
            bars: self.builder.build(),
        }
    }

    /// The row as it stands in the file; a series of closes has them for all four prices.
    fn raw(&self, at: usize) -> Ohlcv {
        let table = self.table;
        let close = table.close[at];
        let is_close_only = table.open.is_none() && table.high.is_none() && table.low.is_none();
        let other = |column: &Option<Vec<f64>>| match column {
            Some(column) => column[at],
            None if is_close_only => close,
            None => f64::NAN,
        };
        let volume = table.volume.as_ref().map_or(0.0, |column| column[at]);
        Ohlcv {
            open: other(&table.open),
            high: other(&table.high),
            low: other(&table.low),
            close,
            volume,
        }
    }

    /// Passes the rows without prices before the first price; gives the row after them.
    fn blank_start(&mut self) -> usize {
        let table = self.table;
        let is_blank = |at: &usize| {
            let row = self.raw(*at);
            let prices = [row.open, row.high, row.low, row.close];
            prices.iter().all(|price| price.is_nan())
                && table
                    .faults
                    .iter()
                    .all(|fault| fault.line != table.line[*at])
        };
        let blank = (0..table.len()).take_while(is_blank).count();
        if blank > 0 {
            let rows = if blank == 1 { "row" } else { "rows" };
            let problem = format!("{blank} {rows} without prices before the first bar");
            self.findings.push(
                Rule::BlankStart
                    .at(table.line[0], table.time[0], problem)
                    .done(Done::LeftOut),
            );
        }
        blank
    }

    /// Of `count` rows of one time the first if all are equal, the last of the file if that is asked for, else none.
    fn one_of(&mut self, first: usize, count: usize) -> Option<usize> {
        let table = self.table;
        let rows = self.filled(first..first + count);
        if let [only] = rows[..] {
            return Some(only);
        }
        let rows = rows.iter().copied();
        let bits = |at: usize| {
            let row = self.raw(at);
            [row.open, row.high, row.low, row.close, row.volume].map(f64::to_bits)
        };
        let earliest = rows.clone().min_by_key(|&at| table.line[at])?;
        let latest = rows.clone().max_by_key(|&at| table.line[at])?;
        let are_equal = rows.clone().all(|at| bits(at) == bits(earliest));
        let repairs = self.subject.options.repairs(Repair::Duplicate);
        // Rows that differ in their volume alone agree on what the day's prices were; a file fetched before the close of
        // trading and again after it has the smaller volume first.
        let have_one_price = rows.clone().all(|at| bits(at)[..4] == bits(earliest)[..4]);
        let volume = |at: usize| table.volume.as_ref().map_or(0.0, |volume| volume[at]);
        let busiest = rows
            .clone()
            .reduce(|best, at| if volume(at) > volume(best) { at } else { best });
        let kept = match (are_equal, repairs) {
            (true, _) => Some(earliest),
            (false, true) => Some(latest),
            (false, false) if have_one_price => busiest,
            (false, false) => None,
        };
        for at in rows.filter(|&at| Some(at) != kept) {
            let problem = match kept {
                Some(kept) if are_equal => format!("equal to row {}", table.line[kept]),
                Some(kept) if have_one_price && !repairs => format!(
                    "equal to row {} but for its volume, which is the larger one",
                    table.line[kept]
                ),
                Some(kept) => format!("another row of this time, {}, stands", table.line[kept]),
                None => {
                    let other = if at == earliest { latest } else { earliest };
                    format!(
                        "differs from row {} of the same time; none of them stands",
                        table.line[other]
                    )
                }
            };
            self.findings.push(
                Rule::Duplicate
                    .at(table.line[at], table.time[at], problem)
                    .done(Done::LeftOut),
            );
        }
        kept
    }

    /// Of rows of one time those that have prices, where any has; an empty one beside them, as exports add for a day that
    /// is not over, says nothing against them.
    fn filled(&mut self, rows: std::ops::Range<usize>) -> Vec<usize> {
        let table = self.table;
        let is_empty = |at: usize| {
            let row = self.raw(at);
            let prices = [row.open, row.high, row.low, row.close];
            prices.iter().all(|price| price.is_nan() || *price == 0.0)
                && [Field::Open, Field::High, Field::Low, Field::Close]
                    .iter()
                    .all(|&field| table.fault(table.line[at], field).is_none())
        };
        let (empty, filled): (Vec<usize>, Vec<usize>) = rows.partition(|&at| is_empty(at));
        let Some(&other) = filled.first() else {
            return empty;
        };
        for at in empty {
            let problem = format!(
                "has no prices; row {} of the same time has",
                table.line[other]
            );
            let finding = Rule::Duplicate.at(table.line[at], table.time[at], problem);
            self.findings.push(finding.done(Done::LeftOut));
        }
        filled
    }

    /// Takes the row at `at`, or lists what keeps it out.
    fn take(&mut self, at: usize) {
        let time = self.table.time[at];
        let mut row = self.raw(at);
        self.mark_reuse(at);
        let is_sound = row.problem().is_none() || self.mend(at, &mut row);
        if is_sound && self.builder.push(time, row).is_ok() {
            self.taken.push(at);
        } else {
            self.builder.gap();
        }
    }

    /// Notes a stretch of more than a year without a bar, and a gap with it.
    fn mark_reuse(&mut self, at: usize) {
        let Some(&last) = self.taken.last() else {
            return;
        };
        let (date, last_date) = (self.table.time[at].date(), self.table.time[last].date());
        if date.year() == last_date.year() {
            return;
        }
        let days = (date - last_date).num_days();
        if days > REUSE_DAYS {
            let since = self.table.time[last].date();
            let problem = format!(
                "no bar since {since}, {days} days before; the ticker may have passed to another company"
            );
            self.findings.push(Rule::TickerReuse.at(
                self.table.line[at],
                self.table.time[at],
                problem,
            ));
            self.builder.gap();
        }
    }

    /// Lists what is wrong with a row and repairs what the options ask for; whether it can stand then.
    fn mend(&mut self, at: usize, row: &mut Ohlcv) -> bool {
        if self.subject.options.repairs(Repair::Open) {
            self.mend_open(at, row);
        }
        let problems = problem::list(self.table, at, row);
        let is_order = |finding: &Finding| matches!(finding.rule, Rule::HighBelow | Rule::LowAbove);
        let repairs = self.subject.options.repairs(Repair::Ohlc) && problems.iter().all(is_order);
        let done = if repairs {
            Done::Repaired
        } else {
            Done::LeftOut
        };
        if repairs {
            let prices = [row.open, row.high, row.low, row.close];
            row.high = prices.into_iter().fold(row.high, f64::max);
            row.low = prices.into_iter().fold(row.low, f64::min);
        }
        let is_sound = problems.is_empty() || repairs;
        if is_sound {
            self.mend_volume(at, row);
        }
        self.findings
            .extend(problems.into_iter().map(|finding| finding.done(done)));
        is_sound
    }

    /// A volume that is none becomes 0, which is listed.
    fn mend_volume(&mut self, at: usize, row: &mut Ohlcv) {
        if Ohlcv::VOLUMES.contains(&row.volume) {
            return;
        }
        if self.has_volume {
            let finding = bad_volume(self.table, at, row.volume, "taken as 0");
            self.findings.push(finding.done(Done::Repaired));
        }
        row.volume = 0.0;
    }

    fn mend_open(&mut self, at: usize, row: &mut Ohlcv) {
        let is_bounded = row.low > 0.0 && row.high >= row.low && row.high.is_finite();
        if row.open > 0.0 && row.open.is_finite() || !is_bounded {
            return;
        }
        let previous = self
            .taken
            .last()
            .map_or(row.close, |&last| self.table.close[last]);
        let open = previous.clamp(row.low, row.high);
        let (rule, value) = if row.open.is_nan() {
            (Rule::Empty, String::new())
        } else {
            (Rule::NonPositive, row.open.to_string())
        };
        let problem = format!("open is missing; {open} taken from the close before");
        let finding = rule
            .at(self.table.line[at], self.table.time[at], problem)
            .on(Field::Open, value);
        self.findings.push(finding.done(Done::Repaired));
        row.open = open;
    }
}
