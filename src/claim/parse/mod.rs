//! Text to claims: sentences, and in each the phrases of a fixed grammar.
//!
//! A phrase takes its numbers: one that has a role is not read a second time, and one without a role is no price. The
//! phrases that say most are tried first. Of a sentence about the market in which none is found the reader is told.

mod measures;
mod moves;
mod outside;
mod phrase;
mod prices;
mod time;

use super::{Claim, Parsed, Price, Rewording, Span, Unparsed};
use phrase::{Phrase, is_match};

/// Reads the claims in a text.
///
/// ```
/// use strandline::claim::{Kind, parse};
///
/// let parsed = parse("RSI(14) is 41. The stock closed above 212.50 on Monday.");
/// let kinds: Vec<Kind> = parsed.claims.iter().map(|claim| claim.kind).collect();
/// assert_eq!(kinds, [Kind::Momentum, Kind::Break]);
/// assert_eq!(parsed.claims[1].price.map(|price| price.low), Some(212.5));
/// ```
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut counted = (0, 0);
    for (from, to) in sentences(text) {
        let Some(words) = text.get(from..to) else {
            continue;
        };
        counted.1 += text.get(counted.0..from).map_or(0, |it| it.chars().count());
        counted.0 = from;
        let mut sentence = Sentence::new(words, counted.1);
        sentence.spoken_of = parsed.claims.iter().rev().find_map(|claim| claim.price);
        sentence.read();
        if sentence.claims.is_empty() && is_about_prices(words) {
            parsed.unparsed.push(Unparsed {
                text: words.to_owned(),
                span: Span::new(counted.1, counted.1 + words.chars().count()),
                rewording: rewording(words),
            });
        }
        sentence.claims.sort_by_key(|claim| claim.span);
        parsed.claims.append(&mut sentence.claims);
    }
    parsed
}

/// Where sentences, rows and points stand, in bytes.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let ends = match letter {
            '\n' | '\r' | '|' | ';' => true,
            '.' | '!' | '?' => next.is_none_or(|next| next.is_whitespace() || next == '"'),
            _ => false,
        };
        if ends {
            all.push((from, at));
            from = at + letter.len_utf8();
        }
    }
    all.push((from, text.len()));
    let trimmed = all.into_iter().filter_map(|(from, to)| {
        let words = text.get(from..to)?;
        let start = from + (words.len() - words.trim_start().len());
        let words = words.trim();
        (!words.is_empty()).then_some((start, start + words.len()))
    });
    trimmed.collect()
}

fn is_about_prices(words: &str) -> bool {
    is_match(
        words,
        r"\b(?:stock|shares?|price|support|resistance|breakout|rally|level|trend|momentum|bull|bear)",
    ) && words.len() < 400
}

fn rewording(words: &str) -> Rewording {
    if is_match(words, r"\b(?:support|resistance|level|breakout)") {
        Rewording::NameThePrice
    } else if is_match(words, r"\b(?:will|could|may|should)\b") {
        Rewording::NameThresholdAndDate
    } else if is_match(words, r"\b(?:rally|rose|fell|gain|drop)") {
        Rewording::NameSizeAndTime
    } else if is_match(words, r"\d") {
        Rewording::NameTheNumber
    } else {
        Rewording::NameAFact
    }
}

/// A sentence and what was read from it.
struct Sentence<'a> {
    words: &'a str,
    /// Characters of the text before it.
    before: usize,
    /// Bytes that have a role.
    taken: Vec<(usize, usize)>,
    claims: Vec<Claim>,
    /// The last price of the sentences before: "this price point".
    spoken_of: Option<Price>,
}

impl<'a> Sentence<'a> {
    fn new(words: &'a str, before: usize) -> Self {
        Self {
            words,
            before,
            taken: Vec::new(),
            claims: Vec::new(),
            spoken_of: None,
        }
    }

    fn read(&mut self) {
        outside::read(self);
        measures::read(self);
        prices::read_plans(self);
        moves::read(self);
        prices::read(self);
        time::give(self);
    }

    /// The matches of a pattern of which no number has a role yet; their numbers have one from here on.
    fn take(&mut self, pattern: &str) -> Vec<Phrase<'a>> {
        let found = phrase::find(self.words, pattern);
        let mut free = Vec::new();
        for phrase in found {
            let meets = |taken: &(usize, usize)| phrase.from < taken.1 && taken.0 < phrase.to;
            if !self.taken.iter().any(meets) {
                self.taken.push((phrase.from, phrase.to));
                free.push(phrase);
            }
        }
        free
    }

    /// The words of a phrase and where they stand in the text.
    fn claim(&self, kind: super::Kind, phrase: &Phrase<'_>) -> Claim {
        let characters = |to: usize| self.words.get(..to).map_or(0, |it| it.chars().count());
        let span = Span::new(
            self.before + characters(phrase.from),
            self.before + characters(phrase.to),
        );
        Claim::new(kind, phrase.words, span)
    }
}
