//! Text in columns that fits a terminal of 80.

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Width of a terminal nobody has made wider.
const WIDTH: usize = 80;
/// Narrowest a column of words is made: a date stays whole.
const NARROWEST: usize = 10;

/// Rows of cells, set in columns two blanks apart. Where they are wider than a terminal of 80, the widest columns of words
/// are made narrower and their cells go on below; where that is not enough, columns stand one blank apart, and at last
/// the widest of all are made narrower too.
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
        let (widths, between) = self.layout();
        let mut text = String::new();
        for row in &self.rows {
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(&widths)
                .map(|(cell, &width)| lines(cell, width))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or_default();
            for below in 0..height {
                let line = cells.iter().map(|lines| lines.get(below));
                text += self.line(line, &widths, between).trim_end();
                text.push('\n');
            }
        }
        text
    }

    /// How wide each column is set, and how many blanks stand between two.
    fn layout(&self) -> (Vec<usize>, usize) {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let mut widths: Vec<usize> = (0..self.sides.len()).map(width).collect();
        let mut between = 2;
        let columns = self.sides.len();
        while widths.iter().sum::<usize>() + between * columns.saturating_sub(1) > WIDTH {
            let by_width = |column: &usize| widths[*column];
            let is_wide_word =
                |&column: &usize| self.sides[column] == Side::Left && widths[column] > NARROWEST;
            let words = (0..columns).filter(is_wide_word).max_by_key(by_width);
            let any = || {
                let may_shrink = |&column: &usize| widths[column] > 1;
                (0..columns).filter(may_shrink).max_by_key(by_width)
            };
            match words {
                Some(widest) => widths[widest] -= 1,
                None if between > 1 => between = 1,
                None => match any() {
                    Some(widest) => widths[widest] -= 1,
                    None => break,
                },
            }
        }
        (widths, between)
    }

    /// One line of a row.
    fn line<'a>(
        &self,
        cells: impl Iterator<Item = Option<&'a String>>,
        widths: &[usize],
        between: usize,
    ) -> String {
        let mut line = String::new();
        for (column, cell) in cells.enumerate() {
            let cell = cell.map_or("", String::as_str);
            let blanks = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
            line += &" ".repeat(if column > 0 { between } else { 0 });
            match self.sides[column] {
                Side::Left => line.extend([cell, blanks.as_str()]),
                Side::Right => line.extend([blanks.as_str(), cell]),
            }
        }
        line
    }
}

/// A cell in lines of at most `width` characters; as it is where it fits.
fn lines(cell: &str, width: usize) -> Vec<String> {
    if cell.chars().count() <= width {
        return vec![cell.to_owned()];
    }
    wrap(cell, width, "").lines().map(str::to_owned).collect()
}

/// `text` as it is if it fits a terminal of 80, else as [`wrap`] sets it.
pub fn fit(text: &str, indent: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    wrap(text, WIDTH, indent)
}

/// `text` in lines of at most `width` characters, broken at blanks, and within a word only where it is longer than a line;
/// each line after the first begins with `indent`.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.chars().count()).max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let words = text.split_whitespace();
    for word in words.flat_map(|word| pieces(word, room)) {
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

/// `word` in pieces of at most `room` characters.
fn pieces(word: &str, room: usize) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let end = rest
            .char_indices()
            .nth(room)
            .map_or(rest.len(), |(at, _)| at);
        let piece;
        (piece, rest) = rest.split_at(end);
        (!piece.is_empty()).then_some(piece)
    })
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
    fn words_too_many_for_a_line_go_on_below() {
        let mut grid = Grid::new(&["name", ">count", "what"]);
        let what = "a line of words that goes on and on until no terminal can show it any more";
        grid.row(["x".repeat(40), "12".into(), what.into()]);
        let text = grid.text();
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        let told: String = text.split_whitespace().collect();
        assert_eq!(told.matches('x').count(), 40);
        assert!(text.contains("a line of words"), "{text}");
    }

    #[test]
    fn numbers_too_many_for_a_line_stand_closer_and_are_broken_last() {
        let widest = |cell: &str| {
            let mut grid = Grid::new(&[">a", ">b", ">c", ">d"]);
            grid.row(["1", cell, "22", cell].map(str::to_owned));
            let text = grid.text();
            let told: String = text.split_whitespace().collect();
            assert!(told.starts_with("abcd1"), "{text}");
            let widths = text.lines().map(|line| line.chars().count());
            (widths.max(), text.lines().count())
        };
        assert_eq!(widest(&"8".repeat(35)), (Some(79), 2));
        assert_eq!(widest(&"8".repeat(37)), (Some(80), 2));
        assert_eq!(widest(&"8".repeat(60)), (Some(80), 3));
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken() {
        assert_eq!(
            wrap("see abcdefghijklmnop", 8, "  "),
            "see\n  abcdef\n  ghijkl\n  mnop"
        );
        assert_eq!(fit("a  b", "  "), "a  b");
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
