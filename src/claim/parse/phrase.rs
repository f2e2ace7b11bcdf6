//! Patterns of words, and the numbers in them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::{Captures, Regex};

use crate::claim::{Price, Unit, Value};

/// A price or other number as it is written.
pub(super) const NUMBER: &str = r"[$€£]?\d[\d,]*(?:\.\d+)?";

thread_local! {
    /// Patterns that were used before.
    static KNOWN: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The pattern in any case, `#` standing for a number.
fn with<T>(pattern: &str, read: impl FnOnce(&Regex) -> T) -> Option<T> {
    KNOWN.with_borrow_mut(|known| {
        let entry = known.entry(pattern.to_owned()).or_insert_with(|| {
            let full = format!("(?i){}", pattern.replace('#', NUMBER));
            Regex::new(&full).ok()
        });
        entry.as_ref().map(read)
    })
}

/// Words of a sentence that match a pattern.
#[derive(Debug, Clone)]
pub(super) struct Phrase<'a> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) words: &'a str,
    groups: BTreeMap<String, &'a str>,
}

impl<'a> Phrase<'a> {
    fn of(found: &Captures<'a>, names: &[String]) -> Option<Self> {
        let whole = found.get(0)?;
        let named = names.iter().filter_map(|name| {
            let group = found.name(name)?;
            Some((name.clone(), group.as_str()))
        });
        Some(Self {
            from: whole.start(),
            to: whole.end(),
            words: whole.as_str(),
            groups: named.collect(),
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.groups.get(name).copied()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.groups.contains_key(name)
    }

    /// The number in a group, with its digits after the point.
    pub(super) fn number(&self, name: &str) -> Option<(f64, u8)> {
        number(self.get(name)?)
    }

    /// The price in group `p`, a zone where group `q` holds its other end.
    pub(super) fn price(&self) -> Option<Price> {
        let (low, digits) = self.number("p")?;
        let mut price = match self.number("q") {
            Some((high, other)) => Price::zone(low, high, digits.max(other)),
            None => Price::at(low, digits),
        };
        price.is_about = is_match(
            self.words,
            r"\b(?:about|around|near|roughly|some|nearly)\b|~",
        );
        (price.low > 0.0).then_some(price)
    }

    /// The value in a group.
    pub(super) fn value(&self, name: &str, unit: Unit) -> Option<Value> {
        let (number, digits) = self.number(name)?;
        let is = |pattern: &str| is_match(self.words, pattern);
        Some(Value {
            is_about: is(r"\b(?:about|around|roughly|some|nearly|almost)\b|~"),
            at_least: is(r"\b(?:more than|at least)\b"),
            at_most: is(r"\b(?:less than|at most)\b"),
            ..Value::new(number, unit, digits)
        })
    }
}

/// A number without its signs of currency and thousands.
fn number(text: &str) -> Option<(f64, u8)> {
    let plain: String = text
        .chars()
        .filter(|it| it.is_ascii_digit() || *it == '.')
        .collect();
    let digits = plain.split_once('.').map_or(0, |(_, digits)| digits.len());
    let number: f64 = plain.parse().ok()?;
    Some((number, u8::try_from(digits).ok()?)).filter(|(number, _)| number.is_finite())
}

/// All matches of a pattern.
pub(super) fn find<'a>(words: &'a str, pattern: &str) -> Vec<Phrase<'a>> {
    let found = with(pattern, |regex| {
        let names: Vec<String> = regex.capture_names().flatten().map(str::to_owned).collect();
        let found = regex.captures_iter(words);
        found.filter_map(|it| Phrase::of(&it, &names)).collect()
    });
    found.unwrap_or_default()
}

/// Whether a pattern occurs.
pub(super) fn is_match(words: &str, pattern: &str) -> bool {
    with(pattern, |regex| regex.is_match(words)).unwrap_or(false)
}

/// `three`, `third` and `3` as numbers.
pub(super) fn count(word: &str) -> Option<u32> {
    const WORDS: [(&str, &str); 12] = [
        ("one", "first"),
        ("two", "second"),
        ("three", "third"),
        ("four", "fourth"),
        ("five", "fifth"),
        ("six", "sixth"),
        ("seven", "seventh"),
        ("eight", "eighth"),
        ("nine", "ninth"),
        ("ten", "tenth"),
        ("eleven", "eleventh"),
        ("twelve", "twelfth"),
    ];
    let word = word.to_lowercase();
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    let place = WORDS
        .iter()
        .position(|(one, other)| word == *one || word == *other);
    let by_word = place.and_then(|place| u32::try_from(place + 1).ok());
    by_word.or_else(|| digits.parse().ok())
}
