//! What is said of the reading of a file: how it was read, splits inside its prices, rows that were left out.

use super::input::InputArgs;
use super::ui::Ui;
use crate::data::{Finding, Loaded, Rule};
use crate::text::count;
use crate::text::remedy::options;

/// Says how `loaded`, called `who`, was read, what to do about splits inside it (the options that divide by them unless
/// there is another `remedy`) and what was left out.
pub(super) fn say(input: &InputArgs, loaded: &Loaded, who: &str, remedy: Option<&str>, ui: Ui) {
    let source = &loaded.source;
    ui.detail(format!("{}: {}", input.name(), source.dialect));
    let is_split = |finding: &&Finding| finding.rule == Rule::UnadjustedSplit;
    let splits = loaded.findings.iter().filter(is_split).count();
    if splits > 0 && input.sample().is_none() {
        let told = remedy.map_or_else(
            || splits_inside(loaded, splits),
            |remedy| {
                let splits = count(splits, "split");
                format!("prices fall at {splits} they are not adjusted for; {remedy}")
            },
        );
        ui.warning(format!("{who}: {told}"));
    }
    let left_out = loaded.left_out();
    if left_out > 0 {
        let rows = source.rows;
        ui.warning(format!(
            "{who}: {left_out} of {rows} rows cannot stand and are left out; `strandline data doctor` lists them",
        ));
    }
    let volumes = loaded.volumes_as_zero();
    if volumes > 0 {
        let bars = loaded.bars.len();
        ui.warning(format!(
            "{who}: the volume of {volumes} of {bars} bars is missing or unreadable and counts as 0; `strandline data doctor` lists them",
        ));
    }
}

/// That `count` splits lie inside the prices of `loaded`, and which options divide by them.
fn splits_inside(loaded: &Loaded, count: usize) -> String {
    let guesses = loaded.guessed_splits.len();
    let told = match (count, guesses) {
        (1, 0) => "1 split lies inside these prices and looks like a fall;".to_owned(),
        (_, 0) => format!("{count} splits lie inside these prices and look like falls;"),
        (1, _) => {
            "1 step of these prices looks like a split that is not listed; if it is one,".to_owned()
        }
        (_, _) if guesses == count => {
            format!(
                "{count} steps of these prices look like splits that are not listed; if they are,"
            )
        }
        _ => format!(
            "{count} steps of these prices are or look like splits, {guesses} not listed; if they are,"
        ),
    };
    let they = if count == 1 { "it" } else { "them" };
    let options = if guesses > SHOWN_GUESSES {
        format!(
            "`--adjust splits --split ...` divides by {they}; `strandline data doctor` names each"
        )
    } else {
        format!("`{}` divides by {they}", options(&loaded.split_settings()))
    };
    format!("{told} {options}")
}

/// Most guessed splits that a warning names.
const SHOWN_GUESSES: usize = 4;
