//! Lines that hold no row: whether they are text around the bars, or a row that was lost.

use super::super::Rule;
use super::super::table::Reject;
use super::records::Record;

/// Letters of a line that are shown.
const SHOWN: usize = 40;

/// Lines without a date and a price that were met and may still turn out to stand among the rows.
#[derive(Default)]
pub(super) struct Stray {
    /// The line of the headings; some files repeat it.
    heading: Vec<u8>,
    waiting: Vec<Waiting>,
}

struct Waiting {
    line: u32,
    /// The series of the row before, where there is one.
    series: Option<u32>,
    rule: Rule,
    /// The line, shortened.
    text: String,
    /// Whether it is damage wherever it stands.
    is_damage: bool,
}

impl Stray {
    /// Takes note of a line above the data; `heading` is the number of the one with the headings.
    pub(super) fn before(&mut self, row: &Record<'_>, heading: Option<u32>) {
        if heading == Some(row.line) {
            self.heading = row.raw().to_vec();
        }
    }

    /// Number of lines of which nothing is decided yet.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Puts a line without a date and a price aside, but for a blank one and the heading once more.
    pub(super) fn wait(&mut self, row: &Record<'_>, series: Option<u32>, has_open_quote: bool) {
        let raw = row.raw();
        if raw == self.heading || row.iter().all(<[u8]>::is_empty) {
            return;
        }
        self.waiting.push(Waiting {
            line: row.line,
            series,
            rule: if has_open_quote {
                Rule::RowShape
            } else {
                Rule::StrayLine
            },
            text: shown(raw),
            is_damage: is_damage(raw),
        });
    }

    /// The lines put aside that are lost rows: all where `is_amidst` rows, else those that no text looks like. Those that
    /// follow no row belong to `series`; where there is none either, there is nobody to tell of them.
    pub(super) fn settle(&mut self, is_amidst: bool, series: Option<u32>) -> Vec<Reject> {
        let lost = std::mem::take(&mut self.waiting).into_iter();
        lost.filter(|line| is_amidst || line.is_damage)
            .filter_map(|line| {
                Some(Reject {
                    line: line.line,
                    series: line.series.or(series)?,
                    rule: line.rule,
                    problem: problem(line.rule, &line.text),
                    value: Some(line.text),
                })
            })
            .collect()
    }
}

/// What is wrong with a line, with its beginning.
pub(super) fn problem(rule: Rule, text: &str) -> String {
    if rule == Rule::RowShape {
        format!("a quotation mark is not closed in \"{text}\"")
    } else {
        format!("no date and no price in \"{text}\"")
    }
}

/// The beginning of a line, with a mark for each byte that is no text.
pub(super) fn shown(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mark = |letter: char| {
        let is_text = !letter.is_control() || letter == '\t';
        if is_text { letter } else { '\u{fffd}' }
    };
    let mut shown: String = text.trim().chars().take(SHOWN).map(mark).collect();
    if text.trim().chars().nth(SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}

/// Whether no text before or after the bars would look so: bytes that are no letters at all, or figures alone, as a row
/// that was cut short leaves them.
fn is_damage(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    let is_binary = |letter: char| letter.is_control() && letter != '\t';
    let has_figures = text.contains(|letter: char| letter.is_ascii_digit());
    text.contains(is_binary) || has_figures && !text.contains(char::is_alphabetic)
}
