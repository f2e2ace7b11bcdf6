//! The known name that a mistyped one was probably meant to be.

/// The name nearest to `word`, if it is near enough to be worth offering: at most a third of its letters differ, or it is
/// an abbreviation of that name.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    let closeness = |name: &str| {
        let name = name.to_ascii_lowercase();
        let distance = strsim::osa_distance(&word, &name);
        (distance <= limit || abbreviates(&word, &name)).then_some(distance)
    };
    names
        .into_iter()
        .filter_map(|name| Some((closeness(name)?, name)))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// Whether `word` is made of at least half the letters of `name`, the first among them, in their order.
fn abbreviates(word: &str, name: &str) -> bool {
    let mut left = name.chars();
    word.chars().next() == name.chars().next()
        && 2 * word.chars().count() >= name.chars().count()
        && word.chars().all(|letter| left.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_or_a_missing_letter_is_near_and_another_word_is_not() {
        let names = ["rsi", "ema", "bbands", "supertrend"];
        assert_eq!(nearest("ris", names), Some("rsi"));
        assert_eq!(nearest("BBAND", names), Some("bbands"));
        assert_eq!(nearest("supertrand", names), Some("supertrend"));
        assert_eq!(nearest("volume", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn an_abbreviation_is_near_if_it_leaves_no_more_than_half() {
        let names = ["relative_strength", "rsi"];
        assert_eq!(nearest("relstrength", names), Some("relative_strength"));
        assert_eq!(nearest("elstrength", names), None);
        assert_eq!(nearest("relst", names), None);
    }
}
