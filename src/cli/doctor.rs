//! `data doctor`: everything that is wrong or odd in a file.

use super::Call;
use super::args::DoctorArgs;
use super::failure::exit;
use super::input::InputArgs;
use super::span::Until;
use crate::Result;
use crate::data::Loaded;
use crate::report::{Checkup, Doctor, Longer, Meta, Report};
use crate::text::when;

/// Prints the findings; defects end with a code of their own.
pub(super) fn run(arguments: &DoctorArgs, call: &Call) -> anyhow::Result<u8> {
    let inputs = arguments.inputs.each()?;
    let mut told = Vec::new();
    for input in &inputs {
        for loaded in input.load_all()? {
            told.push((input.name(), checkup(arguments, input, &loaded)?, loaded));
        }
    }
    told.sort_by(|a, b| a.1.symbol.cmp(&b.1.symbol));
    let mut names = Vec::new();
    let (mut series, mut all) = (Vec::new(), Vec::new());
    for (name, checkup, loaded) in told {
        names.push(name);
        series.push(checkup);
        all.push(loaded);
    }
    let has_defects = series.iter().any(|series| series.defects > 0);
    let source = arguments.inputs.source(names, &all);
    let meta = Meta {
        as_of: arguments.span.until().map(Until::date),
        ..call.meta(source)
    };
    arguments
        .output
        .write(&Report::new(meta, Doctor { series }), call.ui)?;
    Ok(if has_defects { exit::DATA } else { exit::OK })
}

fn checkup(arguments: &DoctorArgs, input: &InputArgs, loaded: &Loaded) -> Result<Checkup> {
    let span = &arguments.span;
    let asks_for_longer = span
        .timeframe()
        .is_some_and(|it| it != loaded.bars.timeframe());
    let longer = if asks_for_longer && !loaded.bars.is_empty() {
        let seen = span.see(input, loaded)?;
        Some(Longer {
            timeframe: seen.bars.timeframe(),
            bars: seen.at + 1,
            last: when(&seen.bars, seen.at),
        })
    } else {
        None
    };
    let latest = span.latest(&loaded.bars)?;
    Ok(Checkup::new(loaded, latest, longer))
}
