//! Changes of price: percentages, streaks, gaps.

use super::Sentence;
use super::phrase::{count, is_match};
use crate::claim::{Kind, Period, Relation, Side, Unit, Value};

const RISE: &str = r"up|rose|risen|rises|gain(?:s|ed)?|jump(?:s|ed)?|climb(?:s|ed)?|add(?:s|ed)?|surged?|rall(?:y|ied)|advanced?|higher|soared";
const FALL: &str = r"down|fell|fallen|falls|los[te]s?|drop(?:s|ped)?|declin(?:e|es|ed)|sank|slid|tumbled?|plunged?|shed|lower|slipped|crash(?:ed)?";

pub(super) fn read(sentence: &mut Sentence<'_>) {
    streaks(sentence);
    gaps(sentence);
    percents(sentence);
}

fn is_fall(words: &str) -> bool {
    is_match(words, &format!(r"\b(?:{FALL}|losses|declines|red)\b"))
}

fn streaks(sentence: &mut Sentence<'_>) {
    let number = r"(?P<n>\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
    let ordinal = r"(?P<n>\d+(?:st|nd|rd|th)|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)";
    let patterns = [
        format!(
            r"\b(?:{RISE}|{FALL})\s+(?:for\s+)?{number}\s+(?:trading\s+)?(?:days|sessions)\s+(?:in a row|running|straight)"
        ),
        format!(
            r"\b(?:{RISE}|{FALL})\s+for\s+(?:the|a)\s+{ordinal}\s+(?:straight|consecutive|successive)\s+(?:day|session)"
        ),
        format!(
            r"\b{number}\s+(?:straight|consecutive|successive)\s+(?:daily\s+)?(?P<word>gains|losses|advances|declines|wins|red closes|green closes)"
        ),
        format!(r"\b{number}\s+(?P<word>red|green|lower|higher) closes\b"),
        format!(r"\b{number}\s+(?P<word>wins|gains|losses) (?:on the spin|in a row|running)"),
    ];
    for pattern in patterns {
        for phrase in sentence.take(&pattern) {
            let Some(days) = phrase.get("n").and_then(count) else {
                continue;
            };
            let mut claim = sentence.claim(Kind::Move, &phrase);
            claim.side = Some(if is_fall(phrase.words) {
                Side::Down
            } else {
                Side::Up
            });
            claim.relation = Some(Relation::Streak);
            claim.period = Some(Period::Bars(days));
            claim
                .values
                .push(Value::new(f64::from(days), Unit::Count, 0));
            sentence.claims.push(claim);
        }
    }
}

fn gaps(sentence: &mut Sentence<'_>) {
    for phrase in
        sentence.take(r"\bgapped\s+(?P<side>up|down|higher|lower)(?:[^.;\d]{0,12}(?P<v>#)\s?%)?")
    {
        let mut claim = sentence.claim(Kind::Move, &phrase);
        claim.side = Some(if is_fall(phrase.words) {
            Side::Down
        } else {
            Side::Up
        });
        claim.relation = Some(Relation::Gap);
        claim.values.extend(phrase.value("v", Unit::Percent));
        sentence.claims.push(claim);
    }
}

fn percents(sentence: &mut Sentence<'_>) {
    let patterns = [
        format!(
            r"\b(?P<word>{RISE}|{FALL})\b[^.;\d%]{{0,16}}?(?P<v>#)\s?(?:%|percent\b|per cent\b)"
        ),
        r"(?P<sign>[-+−])(?P<v>#)\s?%".to_owned(),
        format!(r"\b(?P<v>#)\s?(?:%|percent)\s+(?P<word>{RISE}|{FALL}|to the good)"),
    ];
    for pattern in patterns {
        for phrase in sentence.take(&pattern) {
            let mut claim = sentence.claim(Kind::Move, &phrase);
            let word = phrase.get("word").unwrap_or_default();
            let is_down = match phrase.get("sign") {
                Some(sign) => sign != "+",
                None => is_fall(word),
            };
            claim.side = Some(if is_down { Side::Down } else { Side::Up });
            claim
                .values
                .extend(phrase.value("v", Unit::Percent).map(|value| Value {
                    number: if is_down { -value.number } else { value.number },
                    ..value
                }));
            claim.period = period(sentence.words);
            if !is_match(sentence.words, r"pre-?market|before the open|after hours") {
                sentence.claims.push(claim);
            }
        }
    }
}

/// The time a change took, where the sentence names a length.
fn period(words: &str) -> Option<Period> {
    if is_match(words, r"year[- ]to[- ]date|\bytd\b|(?:so far )?this year") {
        return Some(Period::YearToDate);
    }
    // A length that belongs to an average is none of the move.
    let patterns = [
        r"\b(?:last|past|previous|over|in|within)\s+(?:the\s+)?(?:last\s+|past\s+)?(?P<n>\d+)\s+(?:trading\s+)?(?:days|sessions)\b",
        r"\b(?P<n>\d+)-day\s+(?:return|gain|loss|change|move|rise|decline)",
    ];
    let mut found = patterns
        .into_iter()
        .flat_map(|pattern| super::phrase::find(words, pattern));
    let bars = found.next().and_then(|phrase| count(phrase.get("n")?));
    bars.map(Period::Bars)
}
