//! The verdicts as a screen of text.

use std::fmt::Write as _;

use super::rows::{ClaimRow, DateStretch};
use super::{Check, rule};
use crate::claim::Answer;
use crate::claim::check::{Outcome, Resolution};
use crate::text::Medium::Screen;
use crate::text::{WIDTH, count, price, wrap};

/// Width of the verdict in front of a claim.
const VERDICT: usize = 14;
/// Width of the words in front of what is said of it.
const LABEL: usize = 12;

pub(super) fn text(check: &Check) -> String {
    let mut text = summary(check) + "\n";
    for (number, row) in (1..).zip(&check.claims) {
        text.push('\n');
        text += &claim(number, row);
    }
    for row in &check.unparsed {
        text.push('\n');
        text += &paragraph("not read", &format!("\"{}\"", one_line(&row.text)), VERDICT);
        text += &paragraph("", row.rewording, VERDICT);
    }
    if let Some(sentence) = &check.say_instead {
        text.push('\n');
        text += &paragraph("say instead", sentence, VERDICT);
    }
    text
}

fn summary(check: &Check) -> String {
    let told = [
        (Answer::Supported, "supported"),
        (Answer::Refuted, "refuted"),
        (Answer::Undetermined, "undetermined"),
        (Answer::NotAPriceFact, "no price fact"),
    ];
    let counts = told.iter().filter_map(|(answer, word)| {
        let number = check.count(*answer);
        (number > 0).then(|| format!("{number} {word}"))
    });
    let counts: Vec<String> = counts.collect();
    let claims = count(check.claims.len(), "claim");
    let unread = match check.unparsed.len() {
        0 => String::new(),
        unread => format!("; {} not read", count(unread, "sentence")),
    };
    if counts.is_empty() {
        format!("no claim about a market found{unread}")
    } else {
        wrap(
            &format!("{claims}: {}{unread}", counts.join(", ")),
            WIDTH,
            "  ",
        )
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The word for an answer on a screen.
pub(super) fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Supported => "SUPPORTED",
        Answer::Refuted => "REFUTED",
        Answer::Undetermined => "UNDETERMINED",
        Answer::NotAPriceFact => "NO PRICE FACT",
    }
}

/// What the claim was read as: `level, resistance, 160.00`.
pub(super) fn read_as(row: &ClaimRow) -> String {
    let mut parts = vec![row.kind.name().to_owned()];
    parts.extend(row.plan.map(|plan| format!("{plan:?}").to_lowercase()));
    parts.extend(row.side.map(|side| side.name().to_owned()));
    parts.extend(
        row.price
            .map(|price| super::facts::band(price.low, price.high)),
    );
    parts.extend(
        row.target
            .map(|price| format!("to {}", super::facts::band(price.low, price.high))),
    );
    parts.extend(row.date.clone());
    if row.negated {
        parts.push("denied".into());
    }
    parts.join(", ")
}

fn claim(number: usize, row: &ClaimRow) -> String {
    let head = format!("{number}. {}", read_as(row));
    let mut text = paragraph(word(row.verdict), &head, VERDICT);
    text += &said(&format!("\"{}\"", one_line(&row.text)));
    for reason in &row.reasons {
        text += &labelled("", &reason.text);
    }
    if let Some(definition) = &row.definition {
        text += &labelled("rule", definition);
    }
    if let Some(grid) = row.sensitivity.as_ref().filter(|grid| grid.of > 1) {
        let mut told = format!("true by {} of {} definitions", grid.holds, grid.of);
        let with: Vec<&str> = grid
            .changes_with
            .iter()
            .map(|axis| rule::axis(*axis))
            .collect();
        if !with.is_empty() {
            let _ = write!(told, "; changes with {}", with.join(", "));
        }
        text += &labelled("grid", &told);
    }
    if row.by_date.len() > 1 {
        text += &labelled("by date", &by_date(&row.by_date));
    }
    if let (Some(trigger), Some(invalidation)) = (row.trigger, row.invalidation) {
        let told = format!(
            "trigger {}, undone beyond {}",
            price(trigger),
            price(invalidation)
        );
        text += &labelled("prices", &told);
    }
    if let Some(outcome) = &row.outcome {
        text += &labelled("outcome", &outcome_told(outcome));
    }
    text
}

fn by_date(stretches: &[DateStretch]) -> String {
    let told = stretches.iter().map(|stretch| {
        let dates = if stretch.from == stretch.to {
            stretch.from.to_string()
        } else {
            format!("{} to {}", stretch.from, stretch.to)
        };
        format!("{dates} {}", word(stretch.verdict).to_lowercase())
    });
    told.collect::<Vec<_>>().join("; ")
}

/// What came after, in one sentence.
pub(super) fn outcome_told(outcome: &Outcome) -> String {
    let mut told = match outcome.resolution {
        Some(Resolution::NotReached) => "not reached; ",
        Some(Resolution::Held) => "reached, no close beyond; ",
        Some(Resolution::Broken) => "broken; ",
        Some(Resolution::Confirmed) => "broken and confirmed; ",
        Some(Resolution::Sustained) => "broken, sustained; ",
        Some(Resolution::Failed) => "the break failed; ",
        Some(Resolution::TargetReached) => "triggered, target reached; ",
        Some(Resolution::TargetNotReached) => "triggered, target not reached; ",
        Some(Resolution::Traded) => "traded; ",
        _ => "",
    }
    .to_owned();
    let events = outcome.events.iter().map(|event| {
        let what = event.what.replace('_', " ");
        format!("{what} {} ({})", event.at, price(event.close))
    });
    let events: Vec<String> = events.take(8).collect();
    if !events.is_empty() {
        told += &events.join(", ");
        told += "; ";
    }
    told + &format!(
        "{} to {} ({}), at most {}, at least {}",
        Screen.percent(outcome.change_pct, 1),
        price(outcome.close),
        outcome.to,
        Screen.percent(outcome.best_pct, 1),
        Screen.percent(outcome.worst_pct, 1),
    )
}

fn said(text: &str) -> String {
    paragraph("", text, VERDICT)
}

/// A line below a claim with a word in front.
fn labelled(label: &str, text: &str) -> String {
    let indent = " ".repeat(VERDICT);
    let width = WIDTH - VERDICT - LABEL;
    let next = format!("\n{indent}{:LABEL$}", "");
    let lines = wrap(text, width, "").replace('\n', &next);
    let line = if label.is_empty() {
        let next = format!("\n{indent}  ");
        format!(
            "{indent}- {}",
            wrap(text, WIDTH - VERDICT - 2, "").replace('\n', &next)
        )
    } else {
        format!("{indent}{label:LABEL$}{lines}")
    };
    line + "\n"
}

fn paragraph(label: &str, text: &str, width: usize) -> String {
    let indent = format!("\n{:width$}", "");
    let lines = wrap(text, WIDTH - width, "").replace('\n', &indent);
    format!("{label:width$}{lines}\n")
}
