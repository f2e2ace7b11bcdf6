//! Lines that fit a terminal.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Columns of a terminal that nobody has made wider.
pub const WIDTH: usize = 80;

/// `text` in lines that fit a terminal of 80, as [`wrap`] sets it.
pub fn fit(text: &str, indent: &str) -> String {
    wrap(text, WIDTH, indent)
}

/// `text` in lines of at most `width` columns, broken at blanks, and within a word only where it is longer than a line; each
/// line after the first begins with `indent`. A letter of Chinese, Japanese or Korean takes two columns.
///
/// ```
/// use strandline::text::wrap;
///
/// assert_eq!(wrap("a close above 161.58 breaks it", 16, "  "), "a close above\n  161.58 breaks\n  it");
/// ```
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let options = Options::new(width)
        .subsequent_indent(indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    // A number stays with its percent sign.
    let glued = text.replace(" %", "\u{A0}%");
    textwrap::fill(&glued, options).replace("\u{A0}%", " %")
}

/// Columns that `text` takes.
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_longer_than_a_line_is_broken() {
        assert_eq!(
            wrap("see abcdefghijklmnop", 8, "  "),
            "see\n  abcdef\n  ghijkl\n  mnop"
        );
        assert_eq!(fit("a  b", "  "), "a  b");
        assert_eq!(wrap("", 16, "  "), "");
    }

    #[test]
    fn a_number_stays_with_its_percent_sign() {
        assert_eq!(wrap("it is 0.6 % high", 9, ""), "it is\n0.6 %\nhigh");
    }

    #[test]
    fn a_range_of_prices_stays_whole() {
        assert_eq!(
            wrap("it is at 160.89-161.58", 15, ""),
            "it is at\n160.89-161.58"
        );
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(width("阿里巴巴"), 8);
        assert_eq!(wrap("阿里 巴巴", 8, ""), "阿里\n巴巴");
    }
}
