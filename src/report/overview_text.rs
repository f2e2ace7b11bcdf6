//! The overview as a screen of text.

use super::ladder::Rung;
use super::overview::{Overview, Trigger};
use crate::text::{Medium, count, fit, price, price_beside, wrap};
use crate::{Role, State};

/// Width of a terminal nobody has made wider.
const WIDTH: usize = 80;
/// Width of the words in front of each paragraph.
const LABEL: usize = 10;
/// Levels told in the line of the state; the ladder shows the rest.
const STATES: usize = 3;

/// Writes an [`Overview`].
pub(super) struct Screen<'a>(pub(super) &'a Overview);

impl Screen<'_> {
    pub(super) fn text(&self) -> String {
        let view = self.0;
        let mut text = format!(
            "{}\n\n{}\n",
            self.heading(),
            paragraph("state", &self.state())
        );
        for rung in &view.levels {
            if rung_is_first_below(view, rung) {
                text += &paragraph("close", &price(view.close));
            }
            text += &rung_text(rung);
        }
        if view.levels.iter().all(|rung| !is_below(rung)) {
            text += &paragraph("close", &price(view.close));
        }
        text.push('\n');
        for (word, trigger) in [("if up", &view.up), ("if down", &view.down)] {
            if let Some(trigger) = trigger {
                text += &paragraph(word, &what_it_takes(trigger));
            }
        }
        text += &paragraph("range", &self.range());
        text += &paragraph("momentum", &self.momentum());
        for (index, happening) in view.lately.iter().enumerate() {
            let word = if index == 0 { "lately" } else { "" };
            text += &paragraph(word, &format!("{} {}", happening.time, happening.text));
        }
        text
    }

    fn heading(&self) -> String {
        let view = self.0;
        let mut facts = vec![view.symbol.clone(), view.time.clone()];
        let change = view
            .change_pct
            .map(|change| format!(" ({} %)", Medium::Screen.signed(change, 1)));
        facts.push(format!(
            "close {}{}",
            price(view.close),
            change.unwrap_or_default()
        ));
        facts.extend(
            view.atr_14
                .map(|atr| format!("ATR14 {}", price_beside(atr, view.close))),
        );
        facts.push(format!("basis {}", view.basis));
        fit(&facts.join("  "), "  ")
    }

    /// What is under way, else between which levels the close stands.
    fn state(&self) -> String {
        let levels = &self.0.levels;
        let mut under_way: Vec<&Rung> = levels.iter().filter(|rung| rung.is_under_way).collect();
        if !under_way.is_empty() {
            under_way.sort_by_key(|rung| match rung.level.state {
                State::Testing => 0,
                State::Broken => 1,
                State::Confirmed => 2,
                _ => 3,
            });
            let more = under_way.len().saturating_sub(STATES);
            let told = under_way
                .iter()
                .take(STATES)
                .map(|rung| under_way_text(rung));
            let told = told.collect::<Vec<_>>().join("; ");
            return if more > 0 {
                format!("{told}; {more} more below")
            } else {
                told
            };
        }
        let above = levels.iter().rfind(|rung| !is_below(rung));
        let below = levels.iter().find(|rung| is_below(rung));
        let place = |rung: &Rung| format!("{} ({} ATR)", rung.level.name(), rung.level.dist());
        match (above, below) {
            (Some(above), Some(below)) => {
                format!(
                    "between {} and {}, nothing under way",
                    place(below),
                    place(above)
                )
            }
            (Some(above), None) => format!("below {}, no level under the close", place(above)),
            (None, Some(below)) => format!("above {}, no level over the close", place(below)),
            (None, None) => "no level is known".to_owned(),
        }
    }

    fn range(&self) -> String {
        if self.0.atr_14.is_none_or(|atr| atr <= 0.0) {
            return "none: without an ATR above 0 there is nothing to measure one by".to_owned();
        }
        let Some(range) = &self.0.range else {
            return "none: no stretch of 10 to 120 bars is narrow for its length".to_owned();
        };
        let rank = range.narrower_than_pct.map_or(String::new(), |pct| {
            format!(
                ", narrower than {pct:.0} % of the {}-bar ranges at the {} before",
                range.bars,
                count(range.ranked_among, "close"),
            )
        });
        format!(
            "{} bars since {}, {}-{} ({:.1} ATR){rank}; measured moves to {} or {}",
            range.bars,
            range.first,
            price(range.low),
            price(range.high),
            range.height_atr,
            price(range.measured_up),
            price(range.measured_down),
        )
    }

    fn momentum(&self) -> String {
        let momentum = &self.0.momentum;
        let mut facts = Vec::new();
        if let (Some(roc), Some(atr)) = (momentum.roc_20_pct, momentum.change_20_atr) {
            facts.push(format!(
                "20 bars {} % ({} ATR)",
                Medium::Screen.signed(roc, 1),
                Medium::Screen.signed(atr, 1)
            ));
        }
        facts.extend(momentum.rsi_14.map(|rsi| format!("RSI14 {rsi:.0}")));
        facts.extend(
            momentum
                .over_sma_50_pct
                .map(|pct| format!("{} % from SMA50", Medium::Screen.signed(pct, 1))),
        );
        facts.extend(
            momentum
                .over_sma_200_pct
                .map(|pct| format!("{} % from SMA200", Medium::Screen.signed(pct, 1))),
        );
        if facts.is_empty() {
            facts.push("too few bars".to_owned());
        }
        facts.join(", ")
    }
}

/// One rung in two or three lines.
fn rung_text(rung: &Rung) -> String {
    let level = &rung.level;
    let mut state = level.state.to_string();
    if level.label == "approach" {
        state += " (approach)";
    }
    let head = format!(
        "{:LABEL$}{}  {} ATR  {state}",
        level.name(),
        level.zone(),
        level.dist()
    );
    let mut facts = vec![
        level.origin(),
        format!(
            "known {} ({})",
            level.known_at,
            count(level.bars_known, "bar")
        ),
        count(level.tests, "test"),
    ];
    facts.extend(
        level
            .last_touch
            .as_ref()
            .map(|time| format!("last touch {time}")),
    );
    facts.extend(level.round.clone());
    if !rung.also.is_empty() {
        let also = rung.also.iter().map(|also| match also.state {
            State::Active => format!("{} ({})", also.id, also.origin),
            state => format!("{} ({}, {state})", also.id, also.origin),
        });
        facts.push(format!("with {}", also.collect::<Vec<_>>().join(", ")));
    }
    format!(
        "{}\n{}",
        fit(&head, "          "),
        paragraph("", &facts.join(", "))
    )
}

/// What is under way at one level.
fn under_way_text(rung: &Rung) -> String {
    let level = &rung.level;
    let name = format!("{} {}", level.role, level.id);
    let since = format!("since {}", level.state_since);
    let from = if level.role == Role::Resistance {
        "below"
    } else {
        "above"
    };
    let broke = level.broke_at.as_deref().unwrap_or_default();
    match (level.state, rung.ended) {
        (State::Testing, _) => format!("testing {name} from {from} {since}"),
        (State::Broken, _) => format!("{name} broken {since}, not confirmed yet"),
        (State::Confirmed | State::Sustained, _) => {
            format!("{name} broken on {broke}, {} {since}", level.state)
        }
        (_, Some(end @ ("failed" | "lost"))) => {
            format!("break of {name} on {broke} {end} on {}", level.state_since)
        }
        _ => format!("{name} {since}, after a break that lasted"),
    }
}

fn is_below(rung: &Rung) -> bool {
    rung.level.dist_atr.is_some_and(|dist| dist < 0.0)
}

fn rung_is_first_below(view: &Overview, rung: &Rung) -> bool {
    view.levels
        .iter()
        .find(|rung| is_below(rung))
        .is_some_and(|first| first.level.id == rung.level.id)
}

/// The state machine's next steps, with prices.
fn what_it_takes(trigger: &Trigger) -> String {
    let (name, beyond, back) = match trigger.role {
        Role::Resistance => ("R", "above", "below"),
        Role::Support => ("S", "below", "above"),
    };
    format!(
        "a close {beyond} {} breaks {name} {}; a second within 10 bars, or one {beyond} {}, confirms it; \
         sustained 10 bars after the break, unless one {back} {} undoes it",
        price(trigger.close_beyond),
        trigger.level,
        price(trigger.confirmed_beyond),
        price(trigger.undone_beyond),
    )
}

/// `word`, then `text` in lines below each other.
fn paragraph(word: &str, text: &str) -> String {
    let indent = format!("\n{:LABEL$}", "");
    let lines = wrap(text, WIDTH - LABEL, "").replace('\n', &indent);
    format!("{word:LABEL$}{lines}\n")
}
