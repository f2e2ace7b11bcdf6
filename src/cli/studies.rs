//! Studies asked for on the command line, and what they read besides the bars.

use std::collections::BTreeSet;

use clap::Args;

use super::input::InputArgs;
use super::ui::Ui;
use crate::indicator::{Feed, Study};
use crate::market::Calendar;
use crate::report::Provenance;
use crate::text::count;
use crate::{Bars, Error, Result, Timeframe};

/// The studies and their benchmark.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Studies")]
pub(super) struct Studies {
    /// Study to compute, such as `rsi(14)`, `macd(12,26,9).signal`, `ema(rsi(14), 5)` or `bb`; may be given several
    /// times. `strandline list studies` shows them all
    #[arg(long = "study", value_name = "STUDY")]
    studies: Vec<String>,

    /// File or bundled series that relative strength compares with. --repair and --timezone hold for it too, --date-order
    /// and --decimal where it leaves them open, --adjust where it lists splits that its prices show; what else is said of
    /// how to read holds for the first file alone
    #[arg(long, value_name = "FILE|SYMBOL")]
    benchmark: Option<String>,
}

impl Studies {
    /// The studies, read and checked.
    pub(super) fn parse(&self) -> Result<Vec<Study>> {
        let studies = self.studies.iter();
        let studies = studies.map(|text| Study::parse(text, "--study"));
        let studies: Vec<Study> = studies.collect::<Result<_>>()?;
        let mut known = BTreeSet::new();
        match studies.iter().find(|study| !known.insert(plain(study))) {
            Some(twice) => Err(Error::parameter("study", twice, "is given twice")),
            None => Ok(studies),
        }
    }

    /// The benchmark of `input`, if one was named.
    pub(super) fn benchmark(&self, input: &InputArgs, ui: Ui) -> Result<Option<Benchmark>> {
        let load = |name: &str| {
            if name == "-" {
                let rule = "must be a file or a bundled series; standard input is for the bars";
                return Err(Error::parameter("benchmark", name, rule));
            }
            let (source, bars) = input.load_beside(name, ui)?;
            Ok(Benchmark { bars, source })
        };
        self.benchmark.as_deref().map(load).transpose()
    }
}

/// The text of a study without what makes no difference: blanks and the case of letters.
fn plain(study: &Study) -> String {
    let text = study.to_string();
    let letters = text.chars().filter(|letter| !letter.is_whitespace());
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What relative strength compares with.
pub(super) struct Benchmark {
    pub(super) bars: Bars,
    /// What the footer says about it.
    pub(super) source: Provenance,
}

/// What a study of `bars` reads; without a calendar a week is over when its Friday is, as for `--timeframe week`.
///
/// # Errors
///
/// [`Error::Parameter`] for a benchmark that has no time in common with the bars.
pub(super) fn feed<'a>(
    bars: &'a Bars,
    benchmark: Option<&'a Benchmark>,
    calendar: Option<Calendar>,
) -> Result<Feed<'a>> {
    let mut feed = Feed::from(bars).with_calendar(calendar.unwrap_or(Calendar::Weekdays));
    if let Some(benchmark) = benchmark {
        refuse_apart(bars, &benchmark.bars)?;
        feed = feed.with_benchmark(&benchmark.bars);
    }
    Ok(feed)
}

fn refuse_apart(bars: &Bars, benchmark: &Bars) -> Result<()> {
    let (own, other) = (bars.timeframe(), benchmark.timeframe());
    let what_to_do = match (own < Timeframe::Day, other < Timeframe::Day) {
        (true, false) => "join days with --timeframe day",
        (false, true) => "name a benchmark of days",
        _ => return refuse_strange(bars, benchmark),
    };
    let rule =
        format!("has {other} bars, which {own} bars have no time in common with; {what_to_do}");
    Err(Error::parameter("benchmark", benchmark.symbol(), rule))
}

/// Refuses bars of which none has the time of a bar of the benchmark: nothing is carried from one time to another.
fn refuse_strange(bars: &Bars, benchmark: &Bars) -> Result<()> {
    let is_shared = |time| benchmark.time().binary_search(time).is_ok();
    if bars.is_empty() || bars.time().iter().any(is_shared) {
        return Ok(());
    }
    let rule = format!(
        "has no bar at the time of any of {}: it has {}, and {} has {}",
        bars.symbol(),
        range(benchmark),
        bars.symbol(),
        range(bars),
    );
    Err(Error::parameter("benchmark", benchmark.symbol(), rule))
}

/// `60 day bars from 2024-01-01 to 2024-03-22`.
pub(super) fn range(bars: &Bars) -> String {
    let kind = format!("{} bar", bars.timeframe());
    let ends = bars.get(0).zip(bars.last());
    let ends = ends.map(|(first, last)| {
        let (first, last) = (first.time().date(), last.time().date());
        format!(" from {first} to {last}")
    });
    count(bars.len(), &kind) + &ends.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::testing::sketch;

    #[test]
    fn without_a_calendar_a_week_is_over_on_friday() {
        // Monday to Friday.
        let bars = sketch("10 10 10 10 10");
        let study: Study = "weekly(close)".parse().unwrap();
        let column = |calendar| study.run(feed(&bars, None, calendar).unwrap()).unwrap();
        assert_eq!(column(None)[0].get(4), Some(10.0));
        // A market that never closes is over on Sunday.
        assert_eq!(column(Some(Calendar::Always))[0].get(4), None);
    }
}
