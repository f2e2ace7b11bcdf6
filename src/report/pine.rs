//! Levels as a script for TradingView, in Pine version 6.
//!
//! Each level is a box from the bar at whose close it was known to the right, so that nothing shows before it could be
//! known. The script holds numbers alone: it computes nothing and repaints nothing.

use std::fmt::Write as _;

use super::Meta;
use crate::Role;
use crate::reading::LevelRow;

/// Most boxes that TradingView draws.
const MOST_BOXES: usize = 500;

/// The script of `levels`; `meta` becomes its first comment.
pub(super) fn script(levels: &[LevelRow], symbol: &str, meta: &Meta) -> String {
    let as_of = meta.as_of.map(|date| format!(" as of {date}"));
    let title = format!("{symbol} levels{}", as_of.unwrap_or_default());
    let mut script = String::from("//@version=6\n");
    for line in meta.text().lines() {
        let _ = writeln!(script, "// {}", one_line(line));
    }
    script += "// Prices are those of the file: the basis above must be that of the chart.\n";
    let _ = writeln!(
        script,
        "indicator({}, \"levels\", overlay = true, max_boxes_count = {MOST_BOXES})",
        quoted(&title)
    );
    script += BOX;
    for row in levels.iter().take(MOST_BOXES) {
        let _ = writeln!(script, "    {}", call(row));
    }
    script
}

/// The function that draws one level, and the one bar on which all are drawn.
const BOX: &str = "
level(int known, float low, float high, bool isResistance, string words) =>
    color hue = isResistance ? color.fuchsia : color.blue
    box.new(known, high, time, low, border_color = hue, xloc = xloc.bar_time, extend = extend.right,
         bgcolor = color.new(hue, 85), text = words, text_size = size.small, text_color = hue,
         text_halign = text.align_right)

if barstate.islastconfirmedhistory
";

/// `level(timestamp(syminfo.timezone, 2025, 11, 19, 0, 0), 160.89, 161.58, true, "...")`.
fn call(row: &LevelRow) -> String {
    let known = row.known_at.time.format("%Y, %-m, %-d, %-H, %-M");
    let words = format!("{} {} {}", row.role, row.family, row.state);
    format!(
        "level(timestamp(syminfo.timezone, {known}), {}, {}, {}, {})",
        row.low,
        row.high,
        row.role == Role::Resistance,
        quoted(&words)
    )
}

fn one_line(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// A string of Pine: one line, with its quotation marks and backslashes escaped.
fn quoted(text: &str) -> String {
    let escaped = one_line(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_cannot_leave_its_quotation_marks() {
        assert_eq!(quoted("a \"b\" \\ c\nd"), "\"a \\\"b\\\" \\\\ cd\"");
    }
}
