//! Studies asked for on the command line, and what they read besides the bars.

use std::path::Path;

use clap::Args;

use crate::data::sample::Sample;
use crate::data::{Loaded, ReadOptions, only, read_bytes, read_one};
use crate::indicator::{Feed, Study};
use crate::market::Calendar;
use crate::{Bars, Error, Result, Timeframe};

/// The studies and their benchmark.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Studies")]
pub(super) struct Studies {
    /// Study to compute, such as `rsi(14)`, `macd(12,26,9).signal`, `ema(rsi(14), 5)` or `bb`; may be given several
    /// times. `strandline list studies` shows them all
    #[arg(long = "study", value_name = "STUDY")]
    studies: Vec<String>,

    /// File or bundled series that relative strength compares with
    #[arg(long, value_name = "FILE|SYMBOL")]
    benchmark: Option<String>,
}

impl Studies {
    /// The studies, read and checked.
    pub(super) fn parse(&self) -> Result<Vec<Study>> {
        self.studies
            .iter()
            .map(|text| Study::parse(text, "--study"))
            .collect()
    }

    /// The benchmark, if one was named.
    pub(super) fn benchmark(&self) -> Result<Option<Bars>> {
        self.benchmark
            .as_deref()
            .map(|name| Ok(load(name)?.bars))
            .transpose()
    }
}

/// What a study of `bars` reads.
///
/// # Errors
///
/// [`Error::Parameter`] for a benchmark that has no time in common with the bars, because one of them has days only.
pub(super) fn feed<'a>(
    bars: &'a Bars,
    benchmark: Option<&'a Bars>,
    calendar: Option<Calendar>,
) -> Result<Feed<'a>> {
    let mut feed = Feed::from(bars);
    if let Some(benchmark) = benchmark {
        refuse_apart(bars, benchmark)?;
        feed = feed.with_benchmark(benchmark);
    }
    if let Some(calendar) = calendar {
        feed = feed.with_calendar(calendar);
    }
    Ok(feed)
}

fn refuse_apart(bars: &Bars, benchmark: &Bars) -> Result<()> {
    let (own, other) = (bars.timeframe(), benchmark.timeframe());
    let what_to_do = match (own < Timeframe::Day, other < Timeframe::Day) {
        (true, false) => "join days with --timeframe day",
        (false, true) => "name a benchmark of days",
        _ => return Ok(()),
    };
    let rule =
        format!("has {other} bars, which {own} bars have no time in common with; {what_to_do}");
    Err(Error::parameter("benchmark", benchmark.symbol(), rule))
}

fn load(name: &str) -> Result<Loaded> {
    let path = Path::new(name);
    match Sample::named(name) {
        Ok(sample) if !path.exists() => {
            let options = ReadOptions {
                symbol: Some(sample.symbol.clone()),
                basis: Some(sample.basis),
                ..ReadOptions::default()
            };
            let all = read_bytes(Path::new(&sample.file), sample.csv().to_vec(), &options)?;
            only(name, all)
        }
        _ => read_one(path, &ReadOptions::default()),
    }
}
