//! Studies, averages and volume.

use super::Sentence;
use super::phrase::{Phrase, is_match};
use crate::claim::{Claim, Kind, Period, Relation, Side, StatedStudy, Unit};

/// What may stand between a study and its value.
const BETWEEN: &str = r"[^\d.;|]{0,24}?";

pub(super) fn read(sentence: &mut Sentence<'_>) {
    averages(sentence);
    crosses(sentence);
    bands(sentence);
    studies(sentence);
    volume(sentence);
}

fn side_of(word: &str) -> (Side, Relation) {
    if is_match(word, r"below|under|beneath|south|down|through") {
        (Side::Down, Relation::Below)
    } else {
        (Side::Up, Relation::Above)
    }
}

fn of_average(claim: &mut Claim, phrase: &Phrase<'_>) -> Option<()> {
    let (bars, _) = phrase.number("n")?;
    let kind = phrase.get("kind").unwrap_or_default().to_lowercase();
    let name = match () {
        () if kind.starts_with("ema") || kind.starts_with("exp") => "ema",
        () if kind.starts_with("sma") || kind.starts_with("simple") => "sma",
        () => "average",
    };
    claim.study = Some(StatedStudy {
        params_stated: true,
        ..StatedStudy::usual(name, &[bars])
    });
    claim.period = phrase
        .get("n")
        .and_then(super::phrase::count)
        .map(Period::Bars);
    Some(())
}

/// `200-DMA`, `50-day EMA`, `the 20-day moving average`.
const AVERAGE: &str = r"(?P<n>\d{1,3})(?:[- ]?(?:day|d|period|session))?[- ]?(?P<kind>sma\b|ema\b|dma\b|ma\b|simple moving average|exponential moving average|moving average|average)";

fn averages(sentence: &mut Sentence<'_>) {
    let apart =
        format!(r"(?P<v>#)\s?%\s+(?P<side>above|below|over|under)\s+(?:its|the|their)\s+{AVERAGE}");
    for phrase in sentence.take(&apart) {
        let mut claim = sentence.claim(Kind::Average, &phrase);
        let (side, _) = side_of(phrase.get("side").unwrap_or_default());
        claim.side = Some(side);
        claim.values.extend(phrase.value("v", Unit::Percent));
        if of_average(&mut claim, &phrase).is_some() {
            sentence.claims.push(claim);
        }
    }
    let valued =
        format!(r"{AVERAGE}\s*(?:stands at|is at|lies at|sits at|is|at|:|\()\s*(?P<p>#)\b");
    let before = format!(r"(?P<p>#)\s*\((?:the\s+)?{AVERAGE}\)");
    for pattern in [valued, before] {
        for phrase in sentence.take(&pattern) {
            let mut claim = sentence.claim(Kind::Average, &phrase);
            claim.price = phrase.price();
            claim.relation = Some(Relation::Value);
            claim.side = role(sentence.words);
            if of_average(&mut claim, &phrase).is_some() {
                sentence.claims.push(claim);
            }
        }
    }
    let against = format!(
        r"(?P<side>above|below|over|under|through|beneath)\s+(?:its|the|their)\s+{AVERAGE}"
    );
    for phrase in sentence.take(&against) {
        let mut claim = sentence.claim(Kind::Average, &phrase);
        let (side, relation) = side_of(phrase.get("side").unwrap_or_default());
        (claim.side, claim.relation) = (Some(side), Some(relation));
        if of_average(&mut claim, &phrase).is_some() {
            sentence.claims.push(claim);
        }
    }
}

/// The word support or resistance at the head of a list.
fn role(words: &str) -> Option<Side> {
    if is_match(words, r"\bsupports?\b") {
        Some(Side::Support)
    } else if is_match(words, r"\bresistances?\b") {
        Some(Side::Resistance)
    } else {
        None
    }
}

fn crosses(sentence: &mut Sentence<'_>) {
    for phrase in sentence.take(r"(?P<word>golden|death) cross") {
        let mut claim = sentence.claim(Kind::Average, &phrase);
        let is_golden = phrase
            .get("word")
            .is_some_and(|word| word.eq_ignore_ascii_case("golden"));
        (claim.side, claim.relation) = if is_golden {
            (Some(Side::Up), Some(Relation::CrossedUp))
        } else {
            (Some(Side::Down), Some(Relation::CrossedDown))
        };
        claim.study = Some(StatedStudy::usual("sma_cross", &[50.0, 200.0]));
        claim.period = Some(Period::Bars(200));
        sentence.claims.push(claim);
    }
}

fn bands(sentence: &mut Sentence<'_>) {
    let behind = format!(r"(?P<which>upper|lower|middle) bollinger(?: band)?{BETWEEN}(?P<p>#)");
    let before = r"(?P<p>#)\s*\((?P<which>upper|lower|middle) bollinger(?: band)?\)".to_owned();
    for pattern in [before, behind] {
        for phrase in sentence.take(&pattern) {
            let mut claim = sentence.claim(Kind::Study, &phrase);
            let which = phrase.get("which").unwrap_or_default().to_lowercase();
            claim.study = Some(StatedStudy::usual(&format!("bb_{which}"), &[20.0, 2.0]));
            claim.price = phrase.price();
            claim.relation = Some(Relation::Value);
            claim.side = role(sentence.words);
            sentence.claims.push(claim);
        }
    }
}

fn studies(sentence: &mut Sentence<'_>) {
    let named = [
        (r"\brsi\b", "rsi", 14.0, Kind::Momentum),
        (r"\badx\b", "adx", 14.0, Kind::Study),
        (r"\bcci\b", "cci", 20.0, Kind::Study),
        (r"\batr\b", "atr", 14.0, Kind::Study),
        (r"\bmfi\b", "mfi", 14.0, Kind::Study),
        (r"stochastic(?: %k)?", "stoch_k", 14.0, Kind::Study),
    ];
    for (word, name, usual, kind) in named {
        let valued = format!(r"{word}\s*(?:\(\s*(?P<n>\d+)\s*\))?{BETWEEN}(?P<sign>[-−])?(?P<v>#)");
        for phrase in sentence.take(&valued) {
            let mut claim = sentence.claim(kind, &phrase);
            let bars = phrase.number("n").map(|(bars, _)| bars);
            let params: &[f64] = if name == "stoch_k" {
                &[]
            } else {
                &[bars.unwrap_or(usual)]
            };
            claim.study = Some(StatedStudy {
                params_stated: bars.is_some(),
                ..StatedStudy::usual(name, params)
            });
            claim
                .values
                .extend(phrase.value("v", Unit::Index).map(|mut value| {
                    if phrase.has("sign") {
                        value.number = -value.number;
                    }
                    value
                }));
            claim.relation = bounds(sentence.words).or(Some(Relation::Value));
            sentence.claims.push(claim);
        }
        if is_match(sentence.words, r"overbought|oversold") {
            for phrase in sentence.take(word) {
                let mut claim = sentence.claim(kind, &phrase);
                claim.study = Some(StatedStudy::usual(name, &[usual]));
                claim.relation = bounds(sentence.words);
                sentence.claims.push(claim);
            }
        }
    }
}

fn bounds(words: &str) -> Option<Relation> {
    match () {
        () if is_match(words, r"\bnot (?:yet )?over(?:bought|sold)") => None,
        () if is_match(words, r"overbought") => Some(Relation::Overbought),
        () if is_match(words, r"oversold") => Some(Relation::Oversold),
        () => None,
    }
}

fn volume(sentence: &mut Sentence<'_>) {
    let against = r"volume[^.;\d]{0,30}?(?P<v>#)\s?(?:x|times)(?:[^.;\d]{0,20}(?P<n>\d+)-day)?";
    for phrase in sentence.take(against) {
        let mut claim = sentence.claim(Kind::Volume, &phrase);
        claim.values.extend(phrase.value("v", Unit::Times));
        if let Some((bars, _)) = phrase.number("n") {
            claim.study = Some(StatedStudy {
                params_stated: true,
                ..StatedStudy::usual("vol", &[bars])
            });
            claim.period = phrase
                .get("n")
                .and_then(super::phrase::count)
                .map(Period::Bars);
        }
        sentence.claims.push(claim);
    }
    for phrase in sentence.take(r"volume (?:more than )?doubled") {
        let mut claim = sentence.claim(Kind::Volume, &phrase);
        claim.side = Some(Side::Up);
        claim
            .values
            .push(crate::claim::Value::new(2.0, Unit::Times, 0));
        sentence.claims.push(claim);
    }
}
