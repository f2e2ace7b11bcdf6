//! `analyze` and `levels`: one series, as of one bar.

use super::Call;
use super::args::{AnalyzeArgs, LevelsArgs};
use super::failure::exit;
use crate::analyze;
use crate::report::{Levels, Overview, Report};

/// Prints one screen on a series.
pub(super) fn overview(arguments: &AnalyzeArgs, call: &Call) -> anyhow::Result<u8> {
    let subject = arguments.view.subject(&arguments.input, call)?;
    let analysis = analyze(&subject.bars, &subject.config)?;
    let body = Overview::new(&analysis.as_of(subject.at));
    arguments
        .output
        .write(&Report::new(subject.meta, body), call.ui)?;
    Ok(exit::OK)
}

/// Prints the levels around the close.
pub(super) fn levels(arguments: &LevelsArgs, call: &Call) -> anyhow::Result<u8> {
    let subject = arguments.view.subject(&arguments.input, call)?;
    let analysis = analyze(&subject.bars, &subject.config)?;
    let top = if arguments.all {
        usize::MAX
    } else {
        arguments.top
    };
    let now = analysis.as_of(subject.at);
    let body = Levels::new(&now, top).with_reasons(&now, &subject.config);
    arguments
        .output
        .write(&Report::new(subject.meta, body), call.ui)?;
    Ok(exit::OK)
}
