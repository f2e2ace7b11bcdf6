//! Names of months in the languages of exports, and the words that stand around them.

/// Words and runs of digits of `text`, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_digit = rest.chars().next()?.is_ascii_digit();
        let is_end = |c: char| !c.is_alphanumeric() || c.is_ascii_digit() != is_digit;
        let len = rest.find(is_end).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(len);
        rest = behind;
        Some(word)
    })
}

/// First letters of the months in English, German, Portuguese, Spanish, French and Italian.
const STEMS: [(&str, u32); 36] = [
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("abr", 4),
    ("avr", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("aug", 8),
    ("ago", 8),
    ("aoû", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("nov", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
];

/// Number of the month that `word` names, whole or shortened to three letters or more.
pub(super) fn number(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    if word.chars().count() > 10 {
        return None;
    }
    STEMS
        .iter()
        .find(|(stem, _)| word.starts_with(stem))
        .map(|&(_, number)| number)
}

/// Whether `word` may stand in a date without meaning: a day of the week, an ordinal ending, "de", "of".
pub(super) fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 10] = ["de", "of", "st", "nd", "rd", "th", "er", "at", "um", "t"];
    WORDS.contains(&word.to_lowercase().as_str()) || is_weekday(word)
}

/// Whether `word` names a day of the week in English, German, Portuguese or Spanish, whole or shortened.
pub(super) fn is_weekday(word: &str) -> bool {
    const STEMS: [&str; 20] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son",
        "seg", "ter", "qua", "qui", "sex", "lun", "jue",
    ];
    const SHORT: [&str; 7] = ["mo", "di", "mi", "do", "fr", "sa", "so"];
    let word = word.to_lowercase();
    SHORT.contains(&word.as_str())
        || (word.len() <= 10 && STEMS.iter().any(|stem| word.starts_with(stem)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_six_languages() {
        let cases = [
            ("January", 1),
            ("fév", 2),
            ("März", 3),
            ("Mrz", 3),
            ("abril", 4),
            ("Mai", 5),
            ("juin", 6),
            ("Juillet", 7),
            ("agosto", 8),
            ("Sept", 9),
            ("Okt", 10),
            ("ottobre", 10),
            ("NOV", 11),
            ("Dez", 12),
            ("diciembre", 12),
        ];
        for (word, month) in cases {
            assert_eq!(number(word), Some(month), "{word}");
        }
        assert_eq!(number("Downloaded"), None);
        assert_eq!(words("28-Nov-25").collect::<Vec<_>>(), ["28", "Nov", "25"]);
        assert_eq!(
            words("01JAN2020").collect::<Vec<_>>(),
            ["01", "JAN", "2020"]
        );
    }
}
