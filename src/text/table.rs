//! Tables.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width};

use super::{WIDTH, width};

/// Longest word that a column of words is made wide enough for: a date stays whole.
const NARROWEST: u16 = 10;
/// Blanks between two columns.
const BETWEEN: u16 = 2;

/// Rows of cells under titles.
///
/// ```
/// use strandline::text::Table;
///
/// let mut table = Table::new(["role", ">tests", "last"]);
/// table.row(["R", "12", "2024-01-02"]);
/// table.row(["support", "3"]);
/// assert_eq!(table.text(), "role     tests  last\nR           12  2024-01-02\nsupport      3\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Each title, and whether its column holds numbers.
    columns: Vec<(String, bool)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows; `>` before a title says that its column holds numbers.
    pub fn new(titles: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let columns = titles.into_iter().map(|title| {
            let title = title.as_ref();
            let numbers = title.strip_prefix('>');
            (numbers.unwrap_or(title).to_owned(), numbers.is_some())
        });
        Self {
            columns: columns.collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells that are missing are blank.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }

    /// The titles, and which columns hold numbers.
    pub fn columns(&self) -> impl Iterator<Item = (&str, bool)> {
        self.columns
            .iter()
            .map(|(title, is_number)| (title.as_str(), *is_number))
    }

    /// The rows, a cell a column.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// The table as lines of a terminal of 80, words to the left and numbers to the right, without blanks at their ends. Where
    /// it is too wide, cells of words go on below; where that is not enough, those of numbers too.
    pub fn text(&self) -> String {
        let kept = self.set(NumberCells::Whole);
        if kept.lines().all(|line| width(line) <= WIDTH) {
            kept
        } else {
            self.set(NumberCells::Broken)
        }
    }

    fn set(&self, numbers: NumberCells) -> String {
        let mut table = comfy_table::Table::new();
        table
            .load_style(comfy_table::presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(WIDTH).unwrap_or(u16::MAX))
            .set_header(self.columns().map(|(title, _)| title))
            .add_rows(&self.rows);
        let last = self.columns.len().saturating_sub(1);
        for (at, column) in table.column_iter_mut().enumerate() {
            let between = if at < last { BETWEEN } else { 0 };
            column.set_padding((0, between));
            let (_, is_number) = self.columns[at];
            if is_number {
                column.set_cell_alignment(CellAlignment::Right);
            }
            match (is_number, numbers) {
                (true, NumberCells::Whole) => {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
                (true, NumberCells::Broken) => {}
                (false, _) => {
                    let narrowest = self.longest_word(at).min(NARROWEST) + between;
                    let narrowest = Width::Fixed(narrowest);
                    column.set_constraint(ColumnConstraint::LowerBoundary(narrowest));
                }
            }
        }
        table.trim_fmt() + "\n"
    }

    /// Width of the longest word of a column and its title.
    fn longest_word(&self, at: usize) -> u16 {
        let cells = self.rows.iter().map(|row| &row[at]);
        let cells = cells.chain([&self.columns[at].0]);
        let words = cells.flat_map(|cell| cell.split(' ')).map(width);
        u16::try_from(words.max().unwrap_or_default()).unwrap_or(u16::MAX)
    }
}

/// Whether a number may go on below itself.
#[derive(Clone, Copy)]
enum NumberCells {
    Whole,
    Broken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_stays_whole_where_words_beside_it_can_go_on_below() {
        let mut table = Table::new(["level", ">zone", "known", ">tests", "from"]);
        let zone = "0.000005571-0.000005825 and more than thirty";
        table.row(["R", zone, "2025-01-01", "5", "volume gap that is long"]);
        let text = table.text();
        assert!(text.contains("2025-01-01") && text.contains(zone), "{text}");
        assert!(text.lines().all(|line| width(line) <= 80), "{text}");
    }

    #[test]
    fn words_too_many_for_a_line_go_on_below() {
        let mut table = Table::new(["name", ">count", "what"]);
        let what = "a line of words that goes on and on until no terminal can show it any more";
        table.row(["x".repeat(40), "12".into(), what.into()]);
        let text = table.text();
        assert!(text.lines().all(|line| width(line) <= 80), "{text}");
        assert_eq!(text.matches('x').count(), 40, "{text}");
        assert!(text.contains("12"), "{text}");
    }

    #[test]
    fn numbers_too_many_for_a_line_are_broken_last() {
        let mut table = Table::new([">a", ">b", ">c", ">d"]);
        let long = "8".repeat(60);
        table.row(["1", &long, "22", &long]);
        let text = table.text();
        assert!(text.lines().all(|line| width(line) <= 80), "{text}");
        assert_eq!(text.matches('8').count(), 120, "{text}");
    }

    #[test]
    fn wide_letters_keep_columns_straight() {
        let mut table = Table::new(["name", ">bars"]);
        table.row(["阿里", "7"]);
        assert_eq!(table.text(), "name  bars\n阿里     7\n");
    }
}
