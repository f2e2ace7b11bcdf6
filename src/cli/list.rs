//! `list`: what there is to choose from.

use super::args::{List, Listed};
use super::failure::exit;
use super::ui::Ui;
use crate::data::sample::Sample;
use crate::market::{Calendar, Exchange};
use crate::report::{Grid, wrap};

/// Prints what was asked for.
pub(super) fn run(arguments: &List, ui: Ui) -> anyhow::Result<u8> {
    let text = match arguments.what {
        Listed::Families => String::new(),
        Listed::Samples => samples(),
        Listed::Calendars => calendars(),
    };
    ui.result(text.as_bytes())?;
    Ok(exit::OK)
}

fn samples() -> String {
    let mut grid = Grid::new(&["symbol", "name", ">bars", "first", "last", "basis"]);
    for sample in Sample::all() {
        grid.row([
            sample.symbol.to_string(),
            sample.name.clone(),
            sample.rows.to_string(),
            sample.first.to_string(),
            sample.last.to_string(),
            sample.basis.to_string(),
        ]);
    }
    let mut text = grid.text();
    for sample in Sample::all() {
        let line = format!("{}: {}; {}", sample.symbol, sample.source, sample.licence);
        text += &format!("\n{}", wrap(&line, 80, "  "));
    }
    text + "\n"
}

fn calendars() -> String {
    let mut grid = Grid::new(&["calendar", "sessions", "knows"]);
    for exchange in Exchange::all() {
        let known = exchange.known();
        grid.row([
            exchange.code().to_owned(),
            format!("the exchange's, in {}", exchange.zone()),
            format!("{} to {}", known.start(), known.end()),
        ]);
    }
    for (calendar, sessions) in [
        (Calendar::Weekdays, "Monday to Friday, holidays unknown"),
        (Calendar::Always, "every day, midnight to midnight UTC"),
    ] {
        grid.row([
            calendar.to_string(),
            sessions.to_owned(),
            "all dates".to_owned(),
        ]);
    }
    grid.text()
}
