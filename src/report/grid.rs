//! Text in columns that fits a terminal of 80.

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of cells, set in columns two blanks apart; as wide as its cells, so the caller keeps them short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    sides: Vec<Side>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A grid with a heading, one title a column; the side of a column is that of its title's mark: `>tests` is set
    /// to the right.
    pub fn new(titles: &[&str]) -> Self {
        let side = |title: &&str| {
            if title.starts_with('>') {
                Side::Right
            } else {
                Side::Left
            }
        };
        Self {
            sides: titles.iter().map(side).collect(),
            rows: vec![
                titles
                    .iter()
                    .map(|title| title.trim_start_matches('>').to_owned())
                    .collect(),
            ],
        }
    }

    /// Adds a row; cells that are missing are blank.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.sides.len(), String::new());
        self.rows.push(cells);
    }

    /// The grid as lines, without blanks at their ends.
    pub fn text(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.sides.len()).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let blanks = " ".repeat(widths[column] - cell.chars().count());
                line += if column > 0 { "  " } else { "" };
                match self.sides[column] {
                    Side::Left => line.extend([cell, blanks.as_str()]),
                    Side::Right => line.extend([blanks.as_str(), cell]),
                }
            }
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}

/// `text` in lines of at most `width` characters, broken at blanks; each line after the first begins with `indent`.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let is_blank = line.trim().is_empty();
        if !is_blank && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, format!("{indent}{word}")));
        } else {
            line += if is_blank { "" } else { " " };
            line += word;
        }
    }
    lines.push(line);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut grid = Grid::new(&["role", ">tests", "last"]);
        grid.row(["R".into(), "12".into(), "2024-01-02".into()]);
        grid.row(["support".into(), "3".into()]);
        assert_eq!(
            grid.text(),
            "role     tests  last\nR           12  2024-01-02\nsupport      3\n"
        );
    }

    #[test]
    fn long_text_breaks_at_blanks() {
        assert_eq!(
            wrap("a close above 161.58 breaks it", 16, "  "),
            "a close above\n  161.58 breaks\n  it"
        );
        assert_eq!(wrap("", 16, "  "), "");
    }
}
