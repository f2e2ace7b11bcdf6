//! `events`: dated news, the session in which each took effect, and what prices did there beside ordinary days.

use std::path::PathBuf;

use clap::Args;

use super::Call;
use super::failure::exit;
use super::input::InputArgs;
use super::output::OutputArgs;
use super::view::View;
use crate::analysis::{AnalysisConfig, analyze};
use crate::data::{read_happenings, read_ratings};
use crate::evidence::StudyConfig;
use crate::market::{Calendar, Consensus};
use crate::report::{EventScene, Events, Meta, Report};

#[derive(Debug, Args)]
pub(super) struct EventsArgs {
    #[command(flatten)]
    input: InputArgs,

    /// File of events, CSV or TOML: date or time, zone, headline, kind, source; `@` may stand before it
    #[arg(value_name = "EVENTS_FILE", value_parser = file)]
    events: PathBuf,

    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    output: OutputArgs,
}

/// What reactions are compared with.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Events")]
pub(super) struct StudyArgs {
    /// Series returns are compared with, such as an index: a file, or a bundled series
    #[arg(long, value_name = "FILE|SYMBOL")]
    pub(super) benchmark: Option<String>,

    /// First and last session of the window, counted from that of the event
    #[arg(long, value_name = "FROM,TO", default_value = "0,+3", value_parser = window, allow_hyphen_values = true)]
    pub(super) window: (i32, i32),

    /// Ordinary days to compare with
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    pub(super) placebo: usize,

    /// File of ratings and price targets, CSV: date, firm, rating, target
    #[arg(long, value_name = "FILE")]
    pub(super) ratings: Option<PathBuf>,
}

impl StudyArgs {
    pub(super) fn config(&self) -> StudyConfig {
        StudyConfig {
            window: self.window,
            placebos: self.placebo,
            ..StudyConfig::default()
        }
    }
}

/// Prints the events.
pub(super) fn run(arguments: &EventsArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    let happenings = read_happenings(&arguments.events)?;
    let study = &arguments.study;
    let subject = arguments.view.subject(&arguments.input, call)?;
    let benchmark = study.benchmark.as_deref();
    let benchmark = benchmark
        .map(|name| arguments.input.load_beside(name, call.ui))
        .transpose()?;
    let analysis = analyze(&subject.bars, &AnalysisConfig::of([]))?;
    let calendar = arguments.input.calendar()?;
    let scene = EventScene {
        analysis: &analysis,
        at: subject.at,
        benchmark: benchmark.as_ref().map(|(_, bars)| bars),
        calendar: calendar.or_else(|| Calendar::kept_by(&subject.bars, subject.at)),
        config: study.config(),
    };
    let ratings = study.ratings.as_deref().map(read_ratings).transpose()?;
    let seed = Some(scene.config.seed);
    let as_of = subject.bars.date(subject.at);
    let ratings = ratings.and_then(|ratings| Consensus::of(&ratings, as_of));
    let body = Events::new(scene, &happenings, ratings);
    let meta = Meta {
        benchmark: benchmark.map(|(source, _)| source),
        seed,
        rules: None,
        ..subject.meta
    };
    arguments.output.write(&Report::new(meta, body), call.ui)?;
    Ok(exit::OK)
}

/// Parses the name of a file, with or without `@`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the form of a parser of arguments"
)]
fn file(text: &str) -> std::result::Result<PathBuf, String> {
    Ok(PathBuf::from(text.strip_prefix('@').unwrap_or(text)))
}

/// Parses `-1,+3`.
fn window(text: &str) -> std::result::Result<(i32, i32), String> {
    let number = |text: &str| text.trim().parse::<i32>().ok().filter(|it| it.abs() <= 60);
    let pair = text
        .split_once(',')
        .and_then(|(from, to)| Some((number(from)?, number(to)?)));
    pair.filter(|(from, to)| from <= to).ok_or_else(|| {
        "must be two sessions from -60 to 60, the first not after the last, such as -1,+3"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_two_sessions_in_order() {
        assert_eq!(window("-1,+3"), Ok((-1, 3)));
        assert_eq!(window("0,0"), Ok((0, 0)));
        assert!(window("3,-1").is_err() && window("1").is_err() && window("0,900").is_err());
    }
}
