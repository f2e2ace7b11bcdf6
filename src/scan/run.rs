//! One scan: every series analysed, asked, told in a line.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::tasks::{Named, Source, Task, Tasks};
use crate::data::{self, Loaded, RawSeries};
use crate::reading::{Brief, rounded};
use crate::report::{Failure, Found, Read, Scan, ScanRow};
use crate::rule::{Known, Library, Rule};
use crate::signal::{Signal, Snapshot, between};
use crate::text::Wording;
use crate::{Analysis, AnalysisConfig, Bars, Error, Reading, Result, Symbol, analyze};

/// Told of each series that is done, from any thread.
pub trait Watch: Sync {
    /// One more is done.
    fn step(&self);
}

/// What is asked of every series.
#[expect(missing_debug_implementations, reason = "it holds a closure")]
pub struct Question<'a> {
    /// What is looked at of a series of the source of that number.
    pub view: Work<'a, Seen>,
    /// What must hold at the last bar; a line is about the level for which it does.
    pub rule: Option<Rule>,
    /// The order of the lines.
    pub sort: SortBy,
    /// The last bar known then is compared with: only series that changed since have a line, with what changed.
    pub since: Option<NaiveDate>,
    /// Lines that are kept, the first ones; all of them if `None`.
    pub top: Option<usize>,
}

/// What is looked at of a series.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its bars.
    pub bars: Bars,
    /// The last of them that is known.
    pub at: usize,
    /// Which levels are found.
    pub config: AnalysisConfig,
}

/// The order of lines.
#[derive(Debug, Clone)]
pub enum SortBy {
    /// Where something is under way first, then by distance from the level.
    Nearest,
    /// By symbol.
    Symbol,
    /// By the value of a rule at the last bar, the smallest first or the largest; undefined ones last.
    Value {
        /// What is computed.
        of: Rule,
        /// Whether the largest comes first.
        is_falling: bool,
    },
}

/// What became of the series of all sources.
#[derive(Debug)]
pub struct Gathered<T> {
    /// What was told of each, by symbol and source.
    pub told: Vec<T>,
    /// What could not be read or told.
    pub failures: Vec<Failure>,
    /// What is wrong or odd in the data of all, by the rules of the audit.
    pub findings: BTreeMap<&'static str, Found>,
    /// What was read.
    pub read: Read,
}

/// What was told of one series.
struct Told<T> {
    symbol: Symbol,
    source: String,
    findings: Findings,
    read: Read,
    value: T,
}

/// How often each rule of the audit found something.
type Findings = BTreeMap<&'static str, usize>;

/// What is done with one series, of the source of that number.
pub type Work<'a, T> = &'a (dyn Fn(usize, &Loaded) -> Result<T> + Sync);

/// Does `work` with every series of `sources`; of files of many, with those called `wanted`, with all if it is empty.
///
/// Runs on the threads of the pool it is called in. A series that cannot be read, or with which the work fails, is a
/// [`Failure`] beside the others.
pub fn each<T: Send>(
    sources: Vec<Source>,
    wanted: &[Symbol],
    work: Work<'_, T>,
    watch: &dyn Watch,
) -> Gathered<T> {
    let tasks = Tasks::new(sources, wanted).par_bridge();
    let answers: Vec<Result<Told<T>, Failure>> = tasks
        .flat_map_iter(|task| {
            let answers = done(task, wanted, work);
            answers.into_iter().inspect(|_| watch.step())
        })
        .collect();
    let mut told = Vec::new();
    let mut failures = Vec::new();
    for answer in answers {
        match answer {
            Ok(one) => told.push(one),
            Err(failure) => failures.push(failure),
        }
    }
    told.sort_by(|a, b| (&a.symbol, &a.source).cmp(&(&b.symbol, &b.source)));
    failures.sort();
    let mut gathered = Gathered {
        told: Vec::with_capacity(told.len()),
        failures,
        findings: BTreeMap::new(),
        read: Read::default(),
    };
    for one in told {
        count(&mut gathered.findings, &one.findings);
        gathered.read.add(one.read);
        gathered.told.push(one.value);
    }
    gathered
}

/// Asks every series of `sources` the question, as [`each`] goes through them.
pub fn scan(
    sources: Vec<Source>,
    wanted: &[Symbol],
    question: &Question<'_>,
    watch: &dyn Watch,
) -> Scan {
    let work = |number: usize, loaded: &Loaded| question.of_series(number, loaded);
    let gathered = each(sources, wanted, &work, watch);
    let mut told = Scan {
        series: gathered.told.len(),
        rows: gathered
            .told
            .into_iter()
            .flatten()
            .map(|row| *row)
            .collect(),
        failures: gathered.failures,
        findings: gathered.findings,
        read: gathered.read,
        ..Scan::default()
    };
    told.rows.sort_by(|a, b| question.sort.compare(a, b));
    told.matched = told.rows.len();
    told.rows.truncate(question.top.unwrap_or(usize::MAX));
    told
}

/// Adds the findings of one series to those of all.
fn count(all: &mut BTreeMap<&'static str, Found>, of_one: &Findings) {
    for (rule, rows) in of_one {
        let found = all.entry(rule).or_default();
        found.series += 1;
        found.rows += rows;
    }
}

impl SortBy {
    fn compare(&self, a: &ScanRow, b: &ScanRow) -> Ordering {
        let order = match self {
            Self::Symbol => Ordering::Equal,
            Self::Nearest => {
                let by_news = b.brief.is_news.cmp(&a.brief.is_news);
                by_news.then(a.brief.distance().total_cmp(&b.brief.distance()))
            }
            Self::Value { is_falling, .. } => match (a.value, b.value) {
                (Some(a), Some(b)) if *is_falling => b.total_cmp(&a),
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
        };
        let by_symbol = order.then_with(|| a.brief.symbol.cmp(&b.brief.symbol));
        by_symbol.then_with(|| a.source.cmp(&b.source))
    }
}

/// The work with all series of a portion.
fn done<T>(task: Task, wanted: &[Symbol], work: Work<'_, T>) -> Vec<Result<Told<T>, Failure>> {
    match task {
        Task::Failed(name, error) => vec![Err(failure(name, &error))],
        Task::Series(number, named, series) => vec![with(number, &named, *series, work)],
        Task::File(number, named, path) => match data::stream(&path, &named.options, wanted) {
            Ok(all) => {
                let told = all.map(|series| match series {
                    Ok(series) => with(number, &named, series, work),
                    Err(error) => Err(failure(named.name.clone(), &error)),
                });
                told.collect()
            }
            Err(error) => vec![Err(failure(named.name.clone(), &error))],
        },
    }
}

/// The work with one series.
fn with<T>(
    number: usize,
    named: &Named,
    series: RawSeries,
    work: Work<'_, T>,
) -> Result<Told<T>, Failure> {
    let symbol = series.symbol().clone();
    let told = series.load(&named.options).and_then(|loaded| {
        let loaded = data::only(&named.name, vec![loaded])?;
        let value = work(number, &loaded)?;
        let mut findings = Findings::new();
        for finding in &loaded.findings {
            *findings.entry(finding.rule.name()).or_insert(0) += 1;
        }
        Ok(Told {
            symbol: symbol.clone(),
            source: named.name.clone(),
            findings,
            read: read(&loaded),
            value,
        })
    });
    told.map_err(|error| {
        let name = if named.name.contains(symbol.as_str()) {
            named.name.clone()
        } else {
            format!("{}: {symbol}", named.name)
        };
        failure(name, &error)
    })
}

impl Question<'_> {
    fn of_series(&self, number: usize, loaded: &Loaded) -> Result<Option<Box<ScanRow>>> {
        let seen = (self.view)(number, loaded)?;
        let mut row = self.line(&seen.bars.prefix(seen.at + 1), &seen.config)?;
        if let Some(row) = &mut row {
            row.source = loaded.source.path.display().to_string();
            row.left_out = loaded.left_out();
            for finding in &loaded.findings {
                *row.findings.entry(finding.rule.name()).or_insert(0) += 1;
            }
        }
        Ok(row.map(Box::new))
    }

    /// The line of a series at its last bar, if it has one.
    fn line(&self, bars: &Bars, config: &AnalysisConfig) -> Result<Option<ScanRow>> {
        let at = bars.len().saturating_sub(1);
        if bars.len() <= Analysis::FIRST_ATR {
            return Err(Error::Insufficient {
                what: bars.symbol().to_string(),
                have: bars.len(),
                need: Analysis::FIRST_ATR + 1,
                purpose: "the first ATR, which levels are measured by".into(),
            });
        }
        let mut library = Library::new(bars).with_levels(analyze(bars, config)?);
        let mut known = Known::default();
        if let Some(rule) = &self.rule {
            let (holds, level) = rule.holds_at(&mut library, at)?;
            if !holds {
                return Ok(None);
            }
            known.level = level;
        }
        let value = match &self.sort {
            SortBy::Value { of, .. } => {
                if of.has_level() && known.level.is_none() {
                    known.level = of.level_at(&mut library, at)?;
                }
                of.bind(&mut library)?.number(at, &known).map(rounded)
            }
            SortBy::Nearest | SortBy::Symbol => None,
        };
        let analysis = library.analysis()?;
        let now = analysis.as_of(at);
        let reading = Reading::of(&now);
        let mut brief = Brief::of(&reading, &now);
        if let Some(level) = known.level {
            brief = brief.about(&reading, level.id);
        }
        let changes = self.since.map(|since| changes(analysis, since, &brief));
        if changes.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        Ok(Some(ScanRow {
            prices: Wording::prices_of(&now, &reading),
            brief,
            source: String::new(),
            bars: bars.len(),
            left_out: 0,
            findings: Findings::new(),
            value,
            changes: changes.unwrap_or_default(),
            chart: None,
        }))
    }
}

/// What changed from the last bar known at the end of `since` to that of `later`.
fn changes(analysis: &Analysis, since: NaiveDate, later: &Brief) -> Vec<Signal> {
    let before = analysis.bars().at_or_before(since);
    let Some(before) = before.filter(|&before| before < later.time.at) else {
        return Vec::new();
    };
    let then = analysis.as_of(before);
    let then = Brief::of(&Reading::of(&then), &then);
    between(&Snapshot::from(&then), &Snapshot::from(later))
}

/// What was read of a series.
fn read(loaded: &Loaded) -> Read {
    let bars = &loaded.bars;
    let date = |at: Option<usize>| at.map(|at| bars.date(at));
    Read {
        hashes: BTreeSet::from([loaded.source.sha256.clone()]),
        bars: bars.len(),
        left_out: loaded.left_out(),
        volumes_as_zero: loaded.volumes_as_zero(),
        first: date((!bars.is_empty()).then_some(0)),
        last: date(bars.len().checked_sub(1)),
        timeframes: BTreeSet::from([bars.timeframe()]),
        bases: BTreeSet::from([bars.basis().name()]),
    }
}

fn failure(name: String, error: &Error) -> Failure {
    let problem = error.to_string();
    let problem = problem
        .strip_prefix(&format!("{name}: "))
        .unwrap_or(&problem);
    Failure {
        problem: problem.to_owned(),
        name,
    }
}
