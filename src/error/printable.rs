//! What may be shown of text that comes from outside.

use std::borrow::Cow;

/// `text` with a mark in place of every character that would steer what shows it: control characters but for the tab and
/// the end of a line, and those that turn the direction of writing. Cells, headings, names of files and symbols hold what
/// others have put there; every writer of results and messages sends its text through here.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(steers) {
        let mark = |c: char| if steers(c) { '\u{fffd}' } else { c };
        Cow::Owned(text.chars().map(mark).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn steers(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\n' | '\t');
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    is_control || turns || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_marked_and_text_stays() {
        assert_eq!(
            printable("a\u{1b}[31mb\u{9b}c\r\0"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}\u{fffd}"
        );
        assert_eq!(printable("\u{202e}cba"), "\u{fffd}cba");
        assert!(matches!(printable("Öl, 日本\t1\n"), Cow::Borrowed(_)));
    }
}
