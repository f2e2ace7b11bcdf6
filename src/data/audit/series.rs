//! The bars as a whole: what may stand and still mislead.

use std::collections::BTreeSet;

use super::super::split;
use super::super::table::Table;
use super::super::{Done, Field, Finding, Rule};
use super::Subject;
use super::rows::Gathered;
use crate::market::Event;
use crate::{Bars, Time, Timeframe};

/// Fewest equal bars in a row that are a finding.
const STALE_BARS: usize = 5;
/// A close beyond this many times the one before is a jump, a high or low beyond it of its own bar's prices a spike.
const JUMP: f64 = 3.0;
/// Sessions that a last bar is compared with.
const RECENT_BARS: usize = 20;

/// Looks for what is odd about the bars of a series; gives the splits that prices look like and that nothing lists.
pub(in crate::data) fn check(
    gathered: &Gathered,
    subject: &Subject<'_>,
    has_range: bool,
    findings: &mut Vec<Finding>,
) -> Vec<Event> {
    let mut series = SeriesAudit {
        bars: &gathered.bars,
        lines: &gathered.lines,
        findings,
        guesses: Vec::new(),
    };
    if !has_range && !gathered.bars.is_empty() {
        let problem = "the file has closes only; open, high and low are the close";
        series.findings.push(Rule::CloseOnly.finding(problem));
    }
    series.single(has_range);
    series.stale();
    series.overlaps();
    series.jumps(gathered, subject);
    series.spikes();
    series.adjusted(gathered.adjusted.as_deref());
    series.guesses
}

struct SeriesAudit<'a> {
    bars: &'a Bars,
    lines: &'a [u32],
    findings: &'a mut Vec<Finding>,
    guesses: Vec<Event>,
}

impl SeriesAudit<'_> {
    fn at(&self, rule: Rule, at: usize, problem: impl Into<String>) -> Finding {
        rule.at(self.lines[at], self.bars.time()[at], problem)
    }

    /// Bars that are odd by themselves: no volume, one price.
    #[expect(clippy::float_cmp, reason = "copies of one value are equal to the bit")]
    fn single(&mut self, has_range: bool) {
        let bars = self.bars;
        let bad = self.findings.iter().filter(|it| it.rule == Rule::BadVolume);
        let bad: BTreeSet<u64> = bad.filter_map(|it| it.row).collect();
        for (at, &volume) in bars.volume().unwrap_or(&[]).iter().enumerate() {
            if volume == 0.0 && !bad.contains(&u64::from(self.lines[at])) {
                let finding = self.at(Rule::ZeroVolume, at, "volume is 0");
                self.findings.push(finding.on(Field::Volume, 0));
            }
        }
        if !has_range {
            return;
        }
        for (at, (&high, &low)) in bars.high().iter().zip(bars.low()).enumerate() {
            if high == low {
                self.findings.push(self.at(
                    Rule::OnePrice,
                    at,
                    format!("open, high, low and close are {high}"),
                ));
            }
        }
    }

    /// Intraday bars that begin before the one before is over, as where two sources were joined.
    fn overlaps(&mut self) {
        let Timeframe::Minutes(minutes) = self.bars.timeframe() else {
            return;
        };
        let length = chrono::TimeDelta::minutes(minutes.into());
        let times = self.bars.time();
        let mut told = 0;
        for at in 1..times.len() {
            let (before, time) = (times[at - 1], times[at]);
            let until = before + length;
            // One bar that begins early at the end is not finished, which is another rule's to tell.
            let is_unfinished = told == 0 && at + 1 == times.len();
            if time < until && !is_unfinished {
                told += 1;
                let problem = format!(
                    "begins at {} within the bar of {}, which lasts until {}",
                    time.time(),
                    before.time(),
                    until.time()
                );
                self.findings.push(self.at(Rule::Overlap, at, problem));
            }
        }
    }

    /// Runs of equal bars.
    #[expect(clippy::float_cmp, reason = "copies of one value are equal to the bit")]
    fn stale(&mut self) {
        let bars = self.bars;
        let is_equal = |a: usize, b: usize| {
            bars.close()[a] == bars.close()[b]
                && bars.open()[a] == bars.open()[b]
                && bars.high()[a] == bars.high()[b]
                && bars.low()[a] == bars.low()[b]
                && bars.volume().is_none_or(|volume| volume[a] == volume[b])
        };
        let mut start = 0;
        for at in 1..=bars.len() {
            if at < bars.len() && is_equal(at - 1, at) {
                continue;
            }
            if at - start >= STALE_BARS {
                let problem = format!(
                    "{} equal bars in a row, up to {}",
                    at - start,
                    bars.time()[at - 1].date()
                );
                self.findings.push(self.at(Rule::Stale, start, problem));
            }
            start = at;
        }
    }

    /// Steps of the price that are a split or too large to be anything else.
    fn jumps(&mut self, gathered: &Gathered, subject: &Subject<'_>) {
        let close = self.bars.close();
        let mut last = close.first().copied().unwrap_or(0.0);
        for (at, &close) in close.iter().enumerate().skip(1) {
            let is_small = close < last * 1.3 && last < close * 1.3;
            let before = std::mem::replace(&mut last, close);
            if is_small {
                continue;
            }
            if let Some(suspicion) = split::suspicion(gathered, at, subject.events) {
                self.findings.push(Finding {
                    remedy: Some(suspicion.remedy),
                    ..self.at(Rule::UnadjustedSplit, at, suspicion.problem)
                });
                self.guesses.extend(suspicion.guess);
            } else if close > before * JUMP || before > close * JUMP {
                let problem = format!(
                    "close {close} after {before}, {} times",
                    rounded(close / before)
                );
                self.findings
                    .push(self.at(Rule::Jump, at, problem).on(Field::Close, close));
            }
        }
    }

    /// Highs and lows far beyond open, close and the close before.
    fn spikes(&mut self) {
        let bars = self.bars;
        let columns = bars.open().iter().zip(bars.close());
        let columns = columns.zip(bars.high().iter().zip(bars.low()));
        let mut before = bars.open().first().copied().unwrap_or_default();
        for (at, ((&open, &close), (&high, &low))) in columns.enumerate() {
            let (top, bottom) = (open.max(close).max(before), open.min(close).min(before));
            before = close;
            if high <= top * JUMP && low * JUMP >= bottom {
                continue;
            }
            let beside = "open, close and the close before";
            if high > top * JUMP {
                let times = rounded(high / top);
                let problem =
                    format!("high {high} is {times} times {top}, the highest of {beside}");
                self.findings
                    .push(self.at(Rule::Spike, at, problem).on(Field::High, high));
            }
            if low * JUMP < bottom {
                let times = rounded(low / bottom);
                let problem =
                    format!("low {low} is {times} times {bottom}, the lowest of {beside}");
                self.findings
                    .push(self.at(Rule::Spike, at, problem).on(Field::Low, low));
            }
        }
    }

    /// Adjusted closes that are none.
    fn adjusted(&mut self, adjusted: Option<&[f64]>) {
        let Some(adjusted) = adjusted else {
            return;
        };
        let mut start = 0;
        for at in 0..=adjusted.len() {
            let is_bad = |at: usize| {
                adjusted
                    .get(at)
                    .is_some_and(|&value| !(value > 0.0 && value.is_finite()))
            };
            if is_bad(at) {
                continue;
            }
            if at > start {
                let value = adjusted[start];
                let what = if value.is_finite() {
                    format!("adjusted close {value} is not above 0")
                } else {
                    "adjusted close is missing".into()
                };
                let until = self.bars.time()[at - 1].date();
                let problem = if at - start > 1 {
                    format!("{what}, and so on in {} bars up to {until}", at - start)
                } else {
                    what
                };
                self.findings.push(
                    self.at(Rule::BadAdjustedClose, start, problem)
                        .on(Field::AdjustedClose, value),
                );
            }
            start = at + 1;
        }
    }
}

/// Three significant digits or so.
fn rounded(ratio: f64) -> String {
    if ratio >= 1.0 {
        format!("{ratio:.1}")
    } else {
        format!("{ratio:.3}")
    }
}

/// Why the last row of `table` looks unfinished, if it does.
///
/// A daily bar: it has no volume where each of the 20 bars before has one, or a volume below a quarter of their smallest.
/// An intraday bar: it does not stand where a bar of its day should begin.
fn doubt(table: &Table, timeframe: Timeframe) -> Option<String> {
    let last = table.len().checked_sub(1)?;
    if let Timeframe::Minutes(minutes) = timeframe {
        let time = table.time[last];
        let first = table.time[..last]
            .iter()
            .rev()
            .take_while(|other| other.date() == time.date())
            .last()?;
        let seconds = (time - *first).num_seconds();
        return (seconds % (i64::from(minutes) * 60) != 0).then(|| {
            format!(
                "the last bar begins at {}, not a multiple of {timeframe} after {}",
                time.time(),
                first.time()
            )
        });
    }
    let volume = table.volume.as_ref()?;
    let recent = &volume[last.checked_sub(RECENT_BARS)?..last];
    let least = recent.iter().copied().fold(f64::INFINITY, f64::min);
    let value = volume[last];
    let are_whole = recent.iter().all(|volume| volume.is_finite());
    match are_whole && least > 0.0 {
        true if value.is_nan() => Some(format!(
            "the last row has no volume; each of the {RECENT_BARS} before has"
        )),
        true if value < least / 4.0 => Some(format!(
            "volume {value} of the last bar is below a quarter of {least}, the least of {RECENT_BARS} bars before"
        )),
        _ => None,
    }
}

/// The last row of a table, where it looks unfinished.
pub(in crate::data) struct Unfinished {
    line: u32,
    time: Time,
    problem: String,
}

impl Unfinished {
    /// Looks at the last row of `table`, before the table becomes bars.
    pub(in crate::data) fn find(table: &Table, timeframe: Timeframe) -> Option<Self> {
        let problem = doubt(table, timeframe)?;
        Some(Self {
            line: *table.line.last()?,
            time: *table.time.last()?,
            problem,
        })
    }

    /// Lists it. A row that something worse keeps out is left out; else its bar is, if `is_repaired` asks for it.
    pub(in crate::data) fn settle(
        self,
        gathered: &mut Gathered,
        is_repaired: bool,
        findings: &mut Vec<Finding>,
    ) {
        let stands = gathered.bars.time().last() == Some(&self.time);
        if stands && is_repaired {
            gathered.pop();
            // The volume of no bar is not taken as anything.
            let row = Some(u64::from(self.line));
            findings.retain(|it| it.row != row || it.rule != Rule::BadVolume);
            let of_row = findings.iter_mut().filter(|it| it.row == row);
            of_row.for_each(|it| it.done = Done::LeftOut);
        }
        let done = if stands && !is_repaired {
            Done::Kept
        } else {
            Done::LeftOut
        };
        let finding = Rule::PartialLast.at(self.line, self.time, self.problem);
        findings.push(finding.done(done));
    }
}
