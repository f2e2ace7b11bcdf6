//! The reading of a day as a screen of text.

use std::collections::BTreeSet;

use crate::reading::{Reading, Row};
use crate::text::{Medium, Prices, WIDTH, Wording, explained, fit, wrap};
use crate::{Role, State};

/// Width of the words in front of each paragraph.
const LABEL: usize = 10;
/// Width of a word that the legend explains.
const EXPLAINED: usize = 11;
/// What the word says of a role.
const FORMER: &str = "broken, and now on the other side of the close";
/// Width of the role of a level.
const ROLE: usize = 19;

/// Writes a [`Reading`].
pub(super) struct Screen<'a> {
    reading: &'a Reading,
    words: Wording<'a>,
}

impl<'a> Screen<'a> {
    pub(super) fn new(reading: &'a Reading, prices: Prices) -> Self {
        Self {
            reading,
            words: Wording::new(reading, prices, Medium::Screen),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = wrap(&self.words.sentence(), WIDTH, "") + "\n\n";
        for (index, clause) in self.words.also_under_way().iter().enumerate() {
            text += &paragraph(if index == 0 { "also" } else { "" }, clause);
        }
        if let Some(untraded) = self.words.untraded() {
            text += &paragraph("untraded", &untraded);
        }
        text += &paragraph("measures", &self.measures());
        text.push('\n');
        text += &self.ladder();
        text.push('\n');
        text += &paragraph("if up", &self.words.if_up());
        text += &paragraph("if down", &self.words.if_down());
        text += &paragraph("extremes", &self.words.landmarks());
        text += &paragraph("range", &self.words.range());
        if let Some(left) = self.words.left_range() {
            text += &paragraph("left", &left);
        }
        text += &paragraph("momentum", &self.words.momentum());
        for (index, development) in self.reading.lately.iter().enumerate() {
            let word = if index == 0 { "lately" } else { "" };
            let told = self.words.development(development);
            text += &paragraph(word, &format!("{}  {told}", development.at));
        }
        text + &self.legend()
    }

    /// What is measured beside the close, and what the prices stand for.
    fn measures(&self) -> String {
        let reading = self.reading;
        let atr = reading
            .atr_14
            .map(|atr| format!("ATR14 {}", self.words.prices().price(atr)));
        let basis = format!("basis {}", reading.basis);
        let facts: Vec<String> = atr.into_iter().chain([basis]).collect();
        facts.join(", ")
    }

    /// The rows that matter around the close.
    fn ladder(&self) -> String {
        let close = format!(
            "{:ROLE$}{}\n",
            "close",
            self.words.prices().price(self.reading.close)
        );
        let (above, below): (Vec<&Row>, Vec<&Row>) = self
            .reading
            .ladder()
            .into_iter()
            .partition(|row| row.acts_as == Role::Resistance);
        let rows = |rows: Vec<&Row>| {
            rows.into_iter()
                .map(|row| self.row(row))
                .collect::<String>()
        };
        rows(above) + &close + &rows(below)
    }

    /// Role, zone, distance and state; below them what is counted.
    fn row(&self, row: &Row) -> String {
        let level = &row.level;
        let zone = self.words.prices().zone(level.zone());
        let role = if row.is_former() {
            format!("former {}", level.role)
        } else {
            level.role.to_string()
        };
        let dist = level
            .dist_atr
            .map(|dist| format!("  {} ATR", Medium::Screen.signed(dist, 1)));
        let state = match level.state {
            State::Active => String::new(),
            state => format!("  {state}"),
        };
        let head = format!("{role:ROLE$}{zone}{}{state}", dist.unwrap_or_default());
        let facts = self.words.facts(row).join(", ");
        format!("{}\n{}", fit(&head, "  "), indented("", &facts, ROLE))
    }

    /// What the states on the screen mean.
    fn legend(&self) -> String {
        let rows = self.reading.rows.iter();
        let states: BTreeSet<State> = rows
            .flat_map(Row::levels)
            .map(|level| level.state)
            .collect();
        let lines = states.into_iter().filter_map(|state| {
            let meaning = explained(state)?;
            Some(indented(&format!("{state}:"), meaning, EXPLAINED))
        });
        let former = self.reading.rows.iter().any(Row::is_former);
        let former = former.then(|| indented("former:", FORMER, EXPLAINED));
        let lines: String = lines.chain(former).collect();
        if lines.is_empty() {
            lines
        } else {
            format!("\n{lines}")
        }
    }
}

/// `word`, then `text` in lines below each other.
fn paragraph(word: &str, text: &str) -> String {
    indented(word, text, LABEL)
}

fn indented(word: &str, text: &str, label: usize) -> String {
    let indent = format!("\n{:label$}", "");
    let lines = wrap(text, WIDTH - label, "").replace('\n', &indent);
    format!("{word:label$}{lines}\n")
}
