//! What a level was found by.

use super::count;
use crate::{Family, Role};

/// What a level was found by, in a few words: `7 highs`, `252-bar high`, `volume peak`.
///
/// `number` is what was counted when it was last drawn, and `side` the role it had then.
///
/// ```
/// use strandline::text::origin;
/// use strandline::{Family, Role};
///
/// assert_eq!(origin(Family::Shelf, 7, Role::Resistance), "7 highs");
/// assert_eq!(origin(Family::Extreme, 252, Role::Support), "252-bar low");
/// ```
pub fn origin(family: Family, number: u32, side: Role) -> String {
    match family {
        Family::Swing | Family::Shelf => count(number, noun(family, side)),
        Family::Extreme => format!("{number}-bar {}", noun(family, side)),
        Family::Hvn => "volume peak".to_owned(),
        Family::Lvn => "volume gap".to_owned(),
        Family::Round => "round number".to_owned(),
        Family::User => "given".to_owned(),
    }
}

/// What the number of a level counts, as [`origin`] writes it: `pivots`, `highs`, `high`; empty where nothing is counted.
pub fn counted(family: Family, side: Role) -> String {
    let plural = if family == Family::Extreme { "" } else { "s" };
    match noun(family, side) {
        "" => String::new(),
        noun => format!("{noun}{plural}"),
    }
}

fn noun(family: Family, side: Role) -> &'static str {
    match (family, side) {
        (Family::Swing, _) => "pivot",
        (Family::Shelf | Family::Extreme, Role::Resistance) => "high",
        (Family::Shelf | Family::Extreme, Role::Support) => "low",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_counts_what_the_level_was_drawn_from() {
        assert_eq!(origin(Family::Swing, 1, Role::Support), "1 pivot");
        assert_eq!(origin(Family::Shelf, 6, Role::Support), "6 lows");
        assert_eq!(origin(Family::Hvn, 3, Role::Support), "volume peak");
        assert_eq!(counted(Family::Shelf, Role::Support), "lows");
        assert_eq!(counted(Family::Extreme, Role::Resistance), "high");
        assert_eq!(counted(Family::Round, Role::Resistance), "");
    }
}
