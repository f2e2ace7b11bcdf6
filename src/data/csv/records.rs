//! Lines and cells.
//!
//! Every line is one row: a quotation mark that is never closed spoils its own row and no other, and row numbers are
//! line numbers. Lines without quotes are cut at the separator; the others go through the state machine of the `csv`
//! crate. Nothing here knows what a cell means.

use std::path::Path;

use super::super::Limits;
use crate::{Error, Result};

/// Reads the lines of a text one at a time.
pub(super) struct Records<'a> {
    path: &'a Path,
    rest: &'a [u8],
    separator: u8,
    line_bytes: usize,
    line: u32,
    /// Whether there is any quotation mark in the text; most texts have none.
    has_quotes: bool,
    /// Made when the first line with a quotation mark comes: building its table costs more than a short file.
    quoted: Option<csv_core::Reader>,
    buffer: Vec<u8>,
    ends: Vec<usize>,
}

/// The cells of one line.
#[derive(Clone, Copy)]
pub(super) struct Record<'r> {
    /// 1-based line of the file.
    pub(super) line: u32,
    text: &'r [u8],
    /// Where each cell ends in `text`.
    ends: &'r [usize],
    /// Bytes between two cells.
    between: usize,
    /// The line as it stands in the file.
    raw: &'r [u8],
}

impl<'r> Record<'r> {
    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Cell `at` without the white space around it, if there is one.
    pub(super) fn get(&self, at: usize) -> Option<&'r [u8]> {
        let end = *self.ends.get(at)?;
        let start = if at == 0 {
            0
        } else {
            self.ends[at - 1] + self.between
        };
        Some(self.text[start..end].trim_ascii())
    }

    /// The line as it stands in the file, without its end.
    pub(super) fn raw(&self) -> &'r [u8] {
        self.raw
    }

    /// Whether a cell begins with a quotation mark that none closes; `separator` is the one that cut the line.
    pub(super) fn has_open_quote(&self, separator: u8) -> bool {
        let quotes = memchr::memchr_iter(b'"', self.raw).count();
        let opens = |pair: &[u8]| pair[0] == separator && pair[1] == b'"';
        quotes % 2 == 1 && (self.raw.starts_with(b"\"") || self.raw.windows(2).any(opens))
    }

    /// All cells.
    pub(super) fn iter(self) -> impl Iterator<Item = &'r [u8]> {
        (0..self.len()).filter_map(move |at| self.get(at))
    }
}

impl<'a> Records<'a> {
    /// The lines of `text`, cut at `separator`.
    pub(super) fn new(path: &'a Path, text: &'a [u8], separator: u8, limits: &Limits) -> Self {
        Self {
            path,
            rest: text,
            separator,
            line_bytes: limits.line_bytes,
            line: 0,
            has_quotes: memchr::memchr(b'"', text).is_some(),
            quoted: None,
            buffer: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>> {
        while !self.rest.is_empty() {
            let len = self.cut_plain();
            let mut text = &self.rest[..len];
            self.rest = self.rest.get(len + 1..).unwrap_or(&[]);
            self.line = self.line.saturating_add(1);
            if let [body @ .., b'\r'] = text {
                text = body;
            }
            if text.len() > self.line_bytes {
                return Err(self.too_long(text.len()));
            }
            if text.is_empty() {
                continue;
            }
            let raw = text;
            let is_quoted = self.has_quotes && memchr::memchr(b'"', text).is_some();
            let (text, between) = if is_quoted {
                self.cut_quoted(text);
                (&self.buffer[..self.ends.last().copied().unwrap_or(0)], 0)
            } else {
                self.ends.push(text.len());
                (text, 1)
            };
            return Ok(Some(Record {
                line: self.line,
                text,
                ends: &self.ends,
                between,
                raw,
            }));
        }
        Ok(None)
    }

    /// Notes every separator of the next line in `ends` and gives the length of the line.
    fn cut_plain(&mut self) -> usize {
        self.ends.clear();
        for at in memchr::memchr2_iter(self.separator, b'\n', self.rest) {
            if self.rest[at] == b'\n' {
                return at;
            }
            if at > self.line_bytes {
                // It is refused for its length, whatever its cells are.
                let end = memchr::memchr(b'\n', &self.rest[at..]);
                return end.map_or(self.rest.len(), |end| at + end);
            }
            self.ends.push(at);
        }
        self.rest.len()
    }

    /// Cuts a line with quotation marks into `buffer` and `ends`.
    fn cut_quoted(&mut self, text: &[u8]) {
        // Room for every outcome: no cell is longer than the line, and there are fewer cells than bytes.
        self.buffer.resize(text.len() + 1, 0);
        self.ends.resize(text.len() + 2, 0);
        let separator = self.separator;
        let reader = self
            .quoted
            .get_or_insert_with(|| csv_core::ReaderBuilder::new().delimiter(separator).build());
        reader.reset();
        let (_, used, mut written, mut cells) =
            reader.read_record(text, &mut self.buffer, &mut self.ends);
        // The line has no end of its own; no more input is what ends it.
        let (_, _, more, last) = reader.read_record(
            &text[used..],
            &mut self.buffer[written..],
            &mut self.ends[cells..],
        );
        written += more;
        cells += last;
        if used < text.len() || cells == 0 {
            // An end of line inside the line (a stray carriage return): take the line as it is.
            self.buffer.clear();
            self.buffer.extend_from_slice(text);
            self.ends.clear();
            self.ends.push(text.len());
            return;
        }
        self.buffer.truncate(written);
        self.ends.truncate(cells);
    }

    #[cold]
    fn too_long(&self, len: usize) -> Error {
        Error::Format {
            path: self.path.into(),
            row: Some(u64::from(self.line)),
            column: None,
            problem: format!(
                "the line has {len} bytes, more than the {} that are read",
                self.line_bytes
            ),
            help: Some("is it a text file with one bar a line?".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut records = Records::new(
            Path::new("x.csv"),
            text.as_bytes(),
            b',',
            &Limits::default(),
        );
        let mut rows = Vec::new();
        while let Some(row) = records.next().unwrap() {
            let cells = row
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned());
            rows.push((row.line, cells.collect()));
        }
        rows
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn cells_are_cut_with_and_without_quotes_and_rows_keep_their_line() {
        let text = "a, b ,\r\n\n\"1,5\",\"say \"\"hi\"\"\",x\n1,2";
        let expected = [
            row(1, &["a", "b", ""]),
            row(3, &["1,5", "say \"hi\"", "x"]),
            row(4, &["1", "2"]),
        ];
        assert_eq!(cells(text), expected);
    }

    #[test]
    fn a_quote_that_is_not_closed_spoils_its_own_row_only() {
        let text = "1,\"2,3\n4,5,6\n";
        assert_eq!(
            cells(text),
            [row(1, &["1", "2,3"]), row(2, &["4", "5", "6"])]
        );
    }

    #[test]
    fn a_line_beyond_the_limit_is_an_error_with_its_row() {
        let limits = Limits {
            line_bytes: 4,
            ..Limits::default()
        };
        let mut records = Records::new(Path::new("x.csv"), b"1,2\n12345\n", b',', &limits);
        assert!(records.next().unwrap().is_some());
        let error = records.next().err().unwrap().to_string();
        assert_eq!(
            error,
            "x.csv, row 2: the line has 5 bytes, more than the 4 that are read"
        );
    }

    #[test]
    fn quoted_and_plain_cutting_agree_where_there_is_no_quote() {
        for text in ["a,b,c", ",,", "a", " a , b ", "1.5,,x,", "ä,ö"] {
            let mut records = Records::new(
                Path::new("x.csv"),
                text.as_bytes(),
                b',',
                &Limits::default(),
            );
            records.cut_quoted(text.as_bytes());
            let last = records.ends.last().copied().unwrap();
            let quoted = Record {
                line: 1,
                text: &records.buffer[..last],
                ends: &records.ends,
                between: 0,
                raw: text.as_bytes(),
            };
            let quoted: Vec<String> = quoted
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect();
            assert_eq!(cells(text), [(1, quoted)]);
        }
    }
}
