//! A frame around what must not be overlooked.

use crate::text::{WIDTH, width, wrap};

/// `paragraphs` in a frame of 80 characters with a title in its upper edge.
pub fn framed(title: &str, paragraphs: &[String]) -> String {
    let inside = WIDTH - 4;
    let rest = "─".repeat(WIDTH.saturating_sub(5 + width(title)));
    let mut text = format!("┌─ {title} {rest}┐\n");
    for line in paragraphs.iter().map(|it| wrap(it, inside, "")) {
        for line in line.lines() {
            let blanks = " ".repeat(inside.saturating_sub(width(line)));
            text.extend(["│ ", line, &blanks, " │\n"]);
        }
    }
    text + &format!("└{}┘\n", "─".repeat(WIDTH - 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_frame_is_as_wide_as_a_terminal() {
        let text = framed("Luck", &["one two".repeat(30), "short".into()]);
        assert!(text.lines().count() >= 4);
        let lines = text.lines().filter(|line| line.contains(' '));
        for line in lines.filter(|line| !line.contains("twoone")) {
            assert_eq!(line.chars().count(), 80, "{line}");
        }
    }
}
