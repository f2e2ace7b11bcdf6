//! `demo`: what the program says about a level everybody saw, from bars that come with it.
//!
//! In the autumn of 2009 the shares of Microsoft stood below 30 dollars for weeks. The demo asks, with nothing known
//! after 2009-12-07: is there a level, since when was it known, is it being tested, what would a sustained break be? The
//! next commands ask again later: a first break had failed, and a second one lasted.

use std::path::Path;

use clap::{Args, FromArgMatches};

use super::Call;
use super::args::{AnalyzeArgs, DemoArgs};
use super::failure::exit;
use super::ui;
use crate::report::{Overview, Report};
use crate::text::fit;
use crate::{Error, Result, analyze};

/// What the demo runs: the plain command, so that anybody can repeat it.
const COMMAND: [&str; 4] = ["analyze", "MSFT", "--as-of", "2009-12-07"];

/// Commands that go on from there.
const NEXT: [(&str, &str); 3] = [
    (
        "analyze MSFT --as-of 2009-12-17",
        "a first break had failed, known at that close",
    ),
    (
        "analyze MSFT --as-of 2010-01-05",
        "a second break had lasted: sustained",
    ),
    (
        "levels MSFT --as-of 2009-12-07 --timeframe week",
        "the same day in weeks; any CSV in place of MSFT",
    ),
];

/// Writes the text and the chart, prints the text and where to go on.
pub(super) fn run(arguments: &DemoArgs, call: &Call) -> anyhow::Result<u8> {
    let asked = Call {
        command: COMMAND.join(" "),
        program: call.program.clone(),
        ..*call
    };
    let command = AnalyzeArgs::augment_args(clap::Command::new("analyze"));
    let question = AnalyzeArgs::from_arg_matches(&command.try_get_matches_from(COMMAND)?)?;
    let subject = question.view.subject(&question.inputs.input, &asked)?;
    let analysis = analyze(&subject.bars, &subject.config)?;
    let body = Overview::new(&analysis.as_of(subject.at));
    let text = Report::new(subject.meta.clone(), body).text();

    let folder = &arguments.out;
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let mut written = vec![write(folder, "report.txt", text.as_bytes())?];
    #[cfg(feature = "chart")]
    {
        use crate::chart::{Chart, ChartOptions, Encoding};
        let scene = super::chart::usual(&subject, &question.inputs.input)?;
        let picture = Chart::new(&scene, &ChartOptions::default())?.png(Encoding::Small)?;
        written.push(write(folder, "chart.png", &picture)?);
    }
    ui::put(screen(&text, &written, &call.program).as_bytes())?;
    Ok(exit::OK)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<String> {
    let path = folder.join(name);
    super::file::write(&path, bytes)?;
    Ok(path.display().to_string())
}

fn screen(text: &str, written: &[String], program: &str) -> String {
    let written = fit(&format!("written  {}", written.join(", ")), "         ");
    let mut screen = format!("{text}\n{written}\n\nnext\n");
    for (command, why) in NEXT {
        let line = format!("  {program} {command}");
        // A command can be copied whatever its length, so it is broken as a shell breaks it.
        let line = if line.chars().count() <= 80 {
            line
        } else {
            format!("  {program} \\\n    {command}")
        };
        screen.extend(["  # ", why, "\n", &line, "\n"]);
    }
    screen
}
