//! What is said of something else than prices of the sessions: it keeps its numbers to itself.

use super::Sentence;
use crate::claim::{Kind, Side};

/// Each kind with the words that tell it, and as much around them as holds its numbers.
const SAID: [(Kind, &str); 5] = [
    (
        Kind::Promotional,
        r"\b(?:urgent action|act now|hurry|don['’]t miss|buy or sell|free analysis|should you (?:buy|sell)|should investors (?:buy|sell)|smart money|guaranteed)[^.;]{0,40}",
    ),
    (
        Kind::Premarket,
        r"[^.;,]{0,30}\b(?:pre-?market|before the open|after[- ]hours)\b[^.;,]{0,30}",
    ),
    (
        Kind::Rating,
        r"[^.;]{0,40}\b(?:moderate buy|strong buy|buy rating|overweight|outperform|price targets?|consensus)\b[^.;]{0,40}",
    ),
    (
        Kind::External,
        r"\b(?:p/?e(?: ratio)?|eps|dividend yield|buybacks?|revenue|market share|unit shipments|earnings|priced at|retailing (?:for|at))\b[^.;|]{0,40}?#(?:\s*(?:million|billion|%))?",
    ),
    (Kind::External, r"#\s*(?:million|billion|trillion)\s+\w+"),
];

pub(super) fn read(sentence: &mut Sentence<'_>) {
    for (kind, pattern) in SAID {
        for phrase in sentence.take(pattern) {
            let mut claim = sentence.claim(kind, &phrase);
            if kind == Kind::Premarket {
                claim.side = Some(Side::Up);
            }
            sentence.claims.push(claim);
        }
    }
    for phrase in sentence.take(
        r"^on [a-z]+ \d{1,2},[^.;]{0,60}\b(?:unveiled|launched|announced|reported|presented)\b",
    ) {
        let claim = sentence.claim(Kind::Event, &phrase);
        sentence.claims.push(claim);
    }
}
