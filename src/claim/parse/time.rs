//! Days and stretches, given to the claims of their sentence that name none.

use chrono::{NaiveDate, Weekday};

use super::Sentence;
use super::phrase::{Phrase, find};
use crate::claim::{Kind, Part, When};

/// A month as it is written.
const MONTH: &str = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?";

fn month(phrase: &Phrase<'_>) -> Option<u32> {
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = phrase.get("m")?.to_lowercase();
    let place = names.iter().position(|known| *known == name)?;
    u32::try_from(place + 1).ok()
}

fn number<T: std::str::FromStr>(phrase: &Phrase<'_>, name: &str) -> Option<T> {
    phrase.get(name)?.parse().ok()
}

/// A day or month behind `before`, a pattern.
fn named(words: &str, before: &str) -> Option<When> {
    let iso = format!(r"{before}(?P<y>\d{{4}})-(?P<mm>\d\d)-(?P<d>\d\d)\b");
    if let Some(phrase) = find(words, &iso).first() {
        let (year, month) = (number(phrase, "y")?, number(phrase, "mm")?);
        return NaiveDate::from_ymd_opt(year, month, number(phrase, "d")?).map(When::Day);
    }
    let american =
        format!(r"{before}{MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}}))?");
    let european = format!(r"{before}(?P<d>\d\d?)\s+{MONTH}(?:\s+(?P<y>\d{{4}}))?\b");
    for pattern in [american, european] {
        if let Some(phrase) = find(words, &pattern).first() {
            let (month, day) = (month(phrase)?, number(phrase, "d")?);
            return match number(phrase, "y") {
                Some(year) => NaiveDate::from_ymd_opt(year, month, day).map(When::Day),
                None => Some(When::DayOfMonth { month, day }),
            };
        }
    }
    let last = format!(r"{before}the last day of {MONTH}");
    if let Some(phrase) = find(words, &last).first() {
        let month = month(phrase)?;
        return Some(When::LastDayOf { month, year: None });
    }
    let whole = format!(r"{before}(?P<part>early|mid|late)?[- ]?{MONTH}(?:\s+(?P<y>\d{{4}}))?\b");
    if let Some(phrase) = find(words, &whole).first() {
        let part = match phrase.get("part").map(str::to_lowercase).as_deref() {
            Some("early") => Part::Early,
            Some("mid") => Part::Mid,
            Some("late") => Part::Late,
            _ => Part::Whole,
        };
        let (month, year) = (month(phrase)?, number(phrase, "y"));
        return Some(When::Month { month, year, part });
    }
    weekday(words, before)
}

fn weekday(words: &str, before: &str) -> Option<When> {
    let pattern = format!(r"{before}(?P<w>mon|tues|wednes|thurs|fri|satur|sun)day\b");
    let found = find(words, &pattern);
    let day: Weekday = format!("{}day", found.first()?.get("w")?.to_lowercase())
        .parse()
        .ok()?;
    Some(When::Weekday(day))
}

/// "Wound up 2025": all of a year.
fn year(words: &str) -> Option<When> {
    let pattern =
        r"\b(?:in|during|for|wound up|ended|finished|closed out)\s+(?P<y>(?:19|20)\d\d)\b";
    let found = find(words, pattern);
    let year = number(found.first()?, "y")?;
    let part = Part::Whole;
    Some(When::Year { year, part })
}

/// Gives the days of the sentence to its claims.
pub(super) fn give(sentence: &mut Sentence<'_>) {
    let words = sentence.words;
    let since = named(words, r"\bsince\s+");
    let on = named(words, r"\bon\s+(?:the\s+)?")
        .or_else(|| weekday(words, r"^"))
        .or_else(|| named(words, r"\bin\s+"));
    let on = on.or_else(|| {
        find(words, r"\byesterday\b")
            .first()
            .map(|_| When::SessionsAgo(1))
    });
    let whole = year(words);
    for claim in &mut sentence.claims {
        let is_whole_year = claim.kind == Kind::Move && claim.period.is_none() && on.is_none();
        if is_whole_year && since.is_none() {
            claim.on.extend(whole.clone());
        }
        let looks_ahead = matches!(
            claim.kind,
            Kind::Conditional | Kind::Target | Kind::External
        );
        if looks_ahead || claim.period.is_some() && claim.kind == Kind::Extreme {
            continue;
        }
        if claim.since.is_none() && claim.kind != Kind::Average {
            claim.since.clone_from(&since);
        }
        if claim.on.is_empty() && claim.since.is_none() {
            claim.on.extend(on.clone());
        }
    }
}
