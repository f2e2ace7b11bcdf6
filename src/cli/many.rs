//! What commands share that tell of many series, a line each.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use clap::Args;
use sha2::{Digest, Sha256};

use super::Call;
use super::failure::exit;
use super::input::InputArgs;
use super::inputs::Place;
use super::progress::Steps;
use super::view::View;
use crate::analysis::RULES;
use crate::data::Loaded;
use crate::report::{Failure, Meta, Provenance, Read, Scan};
use crate::rule::Rule;
use crate::scan::{Gathered, Question, Seen, SortBy, Source, Watch, each, scan};
use crate::{Basis, Result, Symbol, Timeframe};

/// How many series are gone through.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Many series")]
pub(super) struct ManyArgs {
    /// Threads, up to 1024 [default: all]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// Exit with 3 if a series could not be read or told
    #[arg(long)]
    pub(super) strict: bool,
}

/// What is asked besides the view.
pub(super) struct Asked {
    pub(super) rule: Option<Rule>,
    pub(super) sort: SortBy,
    pub(super) since: Option<chrono::NaiveDate>,
    pub(super) top: Option<NonZeroUsize>,
}

/// Steps of the work as a bar.
struct Bar(Steps);

impl Watch for Bar {
    fn step(&self) {
        self.0.step();
    }
}

impl ManyArgs {
    /// The exit code of a run that told all series but `failed` of them.
    pub(super) fn exit_code(self, told: usize, failed: usize) -> u8 {
        match failed {
            0 => exit::OK,
            _ if self.strict || told == 0 => exit::DATA,
            _ => exit::OK,
        }
    }

    /// A line for each series of `places` that has one.
    pub(super) fn scan(
        self,
        places: Vec<Place>,
        view: &View,
        asked: Asked,
        call: &Call,
    ) -> anyhow::Result<Scan> {
        let inputs: Vec<InputArgs> = places.iter().map(|place| place.input.clone()).collect();
        let seen = |number: usize, loaded: &Loaded| -> Result<Seen> {
            let input = &inputs[number];
            let seen = view.seen(input, loaded)?;
            Ok(Seen {
                bars: seen.bars,
                at: seen.at,
                config: view.config(),
            })
        };
        let question = Question {
            view: &seen,
            rule: asked.rule,
            sort: asked.sort,
            since: asked.since,
            top: asked.top.map(NonZeroUsize::get),
        };
        let mut told = self.over(places, call, |sources, wanted, bar| {
            scan(sources, wanted, &question, bar)
        })?;
        // Without a line it may be there all the same, and the rule does not hold for it.
        if question.rule.is_none() && question.since.is_none() && question.top.is_none() {
            let symbols = told
                .rows
                .iter()
                .map(|row| row.brief.symbol.clone())
                .collect();
            tell_absent(&inputs, &symbols, &mut told.failures)?;
        }
        Ok(told)
    }

    /// What `work` tells of each series of `places`, by symbol.
    pub(super) fn each<T: Send>(
        self,
        places: Vec<Place>,
        call: &Call,
        work: impl Fn(&InputArgs, &Loaded) -> Result<T> + Sync,
    ) -> anyhow::Result<Gathered<T>> {
        let inputs: Vec<InputArgs> = places.iter().map(|place| place.input.clone()).collect();
        let work = |number: usize, loaded: &Loaded| work(&inputs[number], loaded);
        self.over(places, call, |sources, wanted, bar| {
            each(sources, wanted, &work, bar)
        })
    }

    fn over<T: Send>(
        self,
        places: Vec<Place>,
        call: &Call,
        work: impl FnOnce(Vec<Source>, &[Symbol], &Bar) -> T + Send,
    ) -> anyhow::Result<T> {
        let wanted = match places.first() {
            Some(place) => place.input.wanted()?,
            None => Vec::new(),
        };
        let expected = places.iter().map(Place::series).sum();
        let sources = places.into_iter().map(Place::source);
        let sources = sources.collect::<Result<Vec<Source>>>()?;
        let bar = Bar(Steps::new(call.ui, "series", expected));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs.map_or(0, usize::from))
            .build()?;
        Ok(pool.install(|| work(sources, &wanted, &bar)))
    }
}

/// A symbol that was asked for and that no input has is a failure like any other.
fn tell_absent(
    inputs: &[InputArgs],
    told: &BTreeSet<String>,
    failures: &mut Vec<Failure>,
) -> Result<()> {
    let wanted = match inputs.first() {
        Some(first) => first.wanted()?,
        None => Vec::new(),
    };
    for symbol in wanted {
        let is_told = told.contains(symbol.as_str());
        let has_failed = failures.iter().any(|it| it.name.contains(symbol.as_str()));
        if !is_told && !has_failed {
            failures.push(Failure {
                name: symbol.to_string(),
                problem: "is in none of the inputs".into(),
            });
        }
    }
    failures.sort();
    Ok(())
}

/// Says what could not be told, where the result itself has no place for it.
pub(super) fn warn(failures: &[Failure], call: &Call) {
    for failure in failures {
        call.ui
            .warning(format!("{}: {}", failure.name, failure.problem));
    }
}

/// The footer of a result about many series, named as they were named.
pub(super) fn meta(names: &[String], read: &Read, call: &Call) -> Meta {
    let mut hash = Sha256::new();
    for one in &read.hashes {
        hash.update(one.as_bytes());
    }
    let sha256 = match read.hashes.iter().next() {
        Some(only) if read.hashes.len() == 1 => only.clone(),
        _ => format!("{:x}", hash.finalize()),
    };
    let name = match names {
        [first, _, _, _, ..] => format!("{first} and {} more", names.len() - 1),
        _ => names.join(", "),
    };
    let mut bases = read.bases.iter();
    let basis = match (bases.next(), bases.next()) {
        (Some(only), None) => only.parse().unwrap_or_default(),
        _ => Basis::Unknown,
    };
    let data = Provenance {
        name,
        sha256,
        symbol: String::new(),
        bars: read.bars,
        left_out: read.left_out,
        volumes_as_zero: read.volumes_as_zero,
        first: read.first,
        last: read.last,
        timeframe: read.timeframes.first().copied().unwrap_or(Timeframe::Day),
        basis,
        calendar: None,
    };
    Meta {
        as_of: read.last,
        rules: Some(RULES.to_owned()),
        ..call.meta(data)
    }
}
