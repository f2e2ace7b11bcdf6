//! Lines that hold no row: whether they are text around the bars, or a row that was lost.

use super::super::Rule;
use super::super::table::{MOST_LISTED, Reject};
use super::date::{self, DateStyle, Hint};
use super::records::Record;
use super::sample;

/// Letters of a line that are shown.
const SHOWN: usize = 40;

/// Lines without a date and a price that were met and may still turn out to stand among the rows.
#[derive(Default)]
pub(super) struct Stray {
    /// The line of the headings; some files repeat it.
    heading: Vec<u8>,
    waiting: Vec<Waiting>,
    /// Lines of text around the bars: how many, the first and the last.
    text: Option<(u32, u32, u32)>,
}

/// Lines of text around the bars that nothing is said of.
const MOST_TEXT: u32 = 20;

struct Waiting {
    line: u32,
    /// The series of the row before, where there is one.
    series: Option<u32>,
    rule: Rule,
    /// The line, shortened.
    text: String,
    /// Whether it is damage wherever it stands.
    is_damage: bool,
    /// Lines of the same kind that follow it, and the last of them.
    more: Option<(u32, u32)>,
}

impl Stray {
    /// Takes note of a line above the data; `heading` is the number of the one with the headings.
    pub(super) fn before(&mut self, row: &Record<'_>, heading: Option<u32>) {
        if heading == Some(row.line) {
            self.heading = row.raw().to_vec();
        } else if looks_like_row(row.raw()) {
            self.wait(row, None, false);
        } else if heading.is_none_or(|heading| row.line < heading) {
            self.pass(row.line, row.line, 1);
        }
    }

    /// Counts lines of text around the bars.
    fn pass(&mut self, first: u32, last: u32, lines: u32) {
        let (count, since, _) = self.text.unwrap_or((0, first, last));
        self.text = Some((count.saturating_add(lines), since, last));
    }

    /// What is to be told of the text around the bars, with its first line: more of it than a note is.
    pub(super) fn long_text(&self) -> Option<(u32, String)> {
        let (lines, first, last) = self.text.filter(|(lines, ..)| *lines > MOST_TEXT)?;
        let problem =
            format!("{lines} lines from row {first} to row {last} hold no bar and are passed over");
        Some((first, problem))
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
        let rule = if has_open_quote {
            Rule::RowShape
        } else {
            Rule::StrayLine
        };
        let is_damage = is_damage(raw) || looks_like_row(raw);
        if self.waiting.len() >= MOST_LISTED
            && let Some(last) = self.waiting.last_mut()
            && (last.rule, last.is_damage, last.series) == (rule, is_damage, series)
        {
            let (lines, _) = last.more.unwrap_or((0, 0));
            last.more = Some((lines.saturating_add(1), row.line));
            return;
        }
        self.waiting.push(Waiting {
            line: row.line,
            series,
            rule,
            text: shown(raw),
            is_damage,
            more: None,
        });
    }

    /// The lines put aside that are lost rows: all where `is_amidst` rows, else those that no text looks like. Those that
    /// follow no row belong to `series`; where there is none either, there is nobody to tell of them.
    pub(super) fn settle(&mut self, is_amidst: bool, series: Option<u32>) -> Vec<Reject> {
        let (lost, text): (Vec<Waiting>, Vec<Waiting>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|line| is_amidst || line.is_damage);
        for line in text {
            let (more, last) = line.more.unwrap_or((0, line.line));
            self.pass(line.line, last, more.saturating_add(1));
        }
        lost.into_iter()
            .filter_map(|line| {
                Some(Reject {
                    line: line.line,
                    series: line.series.or(series)?,
                    rule: line.rule,
                    problem: problem(line.rule, &line.text),
                    value: Some(line.text),
                    more: line.more,
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

/// Whether the line would be a row if it were cut at some other separator: a date and at least three numbers.
pub(super) fn looks_like_row(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&raw[..raw.len().min(1024)]);
    let text = text.trim().trim_matches('"');
    // No row has fewer figures than a date and three numbers.
    if text.bytes().filter(u8::is_ascii_digit).count() < 6 {
        return false;
    }
    let is_date = |cell: &str| {
        let is_number = cell
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        match date::hint(cell) {
            None | Some(Hint::Style(DateStyle::Serial)) => false,
            Some(_) => !is_number || matches!(cell.len(), 8 | 14),
        }
    };
    let looks = |cells: Vec<&str>| {
        let cells: Vec<&str> = cells
            .into_iter()
            .map(|cell| cell.trim().trim_matches('"').trim())
            .collect();
        let Some(date) = cells.iter().position(|cell| is_date(cell)) else {
            return false;
        };
        let others = cells.iter().enumerate().filter(|(at, _)| *at != date);
        others.filter(|(_, cell)| sample::is_number(cell)).count() >= 3
    };
    let by = [',', ';', '\t', '|', ':', '~', '^'].into_iter();
    by.filter(|separator| text.contains(*separator))
        .any(|separator| looks(text.split(separator).collect()))
        || looks(text.split_whitespace().collect())
}

/// Whether no text before or after the bars would look so: bytes that are no letters at all, or figures alone, as a row
/// that was cut short leaves them.
fn is_damage(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    let is_binary = |letter: char| letter.is_control() && letter != '\t';
    let has_figures = text.contains(|letter: char| letter.is_ascii_digit());
    text.contains(is_binary) || has_figures && !text.contains(char::is_alphabetic)
}
