//! Prices: levels, breaks, extremes, ranges, plans.

use super::Sentence;
use super::phrase::{Phrase, count, is_match};
use crate::claim::{Basis, Claim, Kind, Period, Plan, Relation, Side, Unit, Value};

/// A price or a zone, which is neither a percentage nor a number of days, times or years.
const PRICE: &str = r"(?P<p>#)(?:\s*(?:-|–|to|and)\s*(?P<q>#))?(?P<unit>\s?%|\s?(?:percent|per cent|x\b|times|days?|weeks?|months?|years?|sessions|million|billion)|-(?:day|week))?";

/// Entries, stops and targets: intentions, never observed prices.
pub(super) fn read_plans(sentence: &mut Sentence<'_>) {
    let plans = [
        (r"\b(?:sl|stop(?:[- ]loss)?)", Plan::Stop),
        (r"\b(?:tp|target|take[- ]profit|price target)", Plan::Target),
        (r"\b(?:entry|enter|buy)", Plan::Entry),
    ];
    for (word, plan) in plans {
        let pattern = format!(r"{word}\s*(?:at|of|is|:|@|below|above|near|around)?\s*{PRICE}");
        for phrase in prices(sentence, &pattern) {
            let mut claim = sentence.claim(Kind::Target, &phrase);
            (claim.price, claim.plan) = (phrase.price(), Some(plan));
            sentence.claims.push(claim);
        }
    }
}

/// The matches whose number is a price.
fn prices<'a>(sentence: &mut Sentence<'a>, pattern: &str) -> Vec<Phrase<'a>> {
    let mut found = sentence.take(pattern);
    found.retain(|phrase| !phrase.has("unit") && !is_year(phrase));
    found
}

/// A whole number such as 2025 without a sign of currency.
fn is_year(phrase: &Phrase<'_>) -> bool {
    let text = phrase.get("p").unwrap_or_default();
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
}

pub(super) fn read(sentence: &mut Sentence<'_>) {
    extremes(sentence);
    conditions(sentence);
    tests(sentence);
    failures(sentence);
    breaks(sentence);
    ranges(sentence);
    levels(sentence);
}

fn up_or_down(word: &str) -> Side {
    if is_match(word, r"below|under|beneath|south|low|through support") {
        Side::Down
    } else {
        Side::Up
    }
}

fn extremes(sentence: &mut Sentence<'_>) {
    let year = r"52[- ]?(?:week|wk)";
    let both = format!(r"{year}\s+range[^.;\d]{{0,10}}(?P<p>#)\s*(?:-|–|to)\s*(?P<q>#)");
    for phrase in sentence.take(&both) {
        let mut claim = sentence.claim(Kind::Extreme, &phrase);
        (claim.price, claim.period) = (phrase.price(), Some(Period::Weeks(52)));
        sentence.claims.push(claim);
    }
    let span = r"(?P<span>52[- ]?(?:week|wk)|all[- ]time|record|(?P<n>\d+)-day|yearly)";
    let which = r"(?P<side>high|low|peak|best)";
    let valued = format!(r"{span}\s+{which}[^.;\d]{{0,16}}?(?P<p>#)");
    let before = format!(r"(?P<p>#)\s+{span}\s+{which}");
    let alone = format!(r"{span}\s+{which}");
    for pattern in [valued, before, alone] {
        for phrase in sentence.take(&pattern) {
            let mut claim = sentence.claim(Kind::Extreme, &phrase);
            claim.side = Some(up_or_down(phrase.get("side").unwrap_or_default()));
            claim.price = phrase.price();
            let bars = phrase.get("n").and_then(count);
            let span = phrase.get("span").unwrap_or_default();
            claim.period = Some(match bars {
                Some(bars) => Period::Bars(bars),
                None if is_match(span, r"52") => Period::Weeks(52),
                None if is_match(span, r"yearly") => Period::Years(1),
                None => Period::AllTime,
            });
            sentence.claims.push(claim);
        }
    }
}

/// A sentence that says what would follow.
fn conditions(sentence: &mut Sentence<'_>) {
    if !is_match(
        sentence.words,
        r"\b(?:if|could|would|should|may|might|opens?|once|unless)\b",
    ) {
        return;
    }
    let back = r"\b(?:close|break(?:out)?|move)s?\s+(?:\w+\s+)?(?P<side>above|over|below|under|through)\s+(?:this|that|the)\s+(?:price|level|line|mark|zone|area)";
    if let Some(price) = sentence.spoken_of {
        for phrase in sentence.take(back) {
            let mut claim = sentence.claim(Kind::Conditional, &phrase);
            claim.side = Some(up_or_down(phrase.get("side").unwrap_or_default()));
            (claim.price, claim.basis) = (Some(price), basis(sentence.words));
            sentence.claims.push(claim);
        }
    }
    let pattern = format!(
        r"\b(?:close|break(?:out)?|move|push|rally|drop|fall)s?\s+(?:\w+\s+)?(?P<side>above|over|below|under|through)\s+{PRICE}"
    );
    for phrase in prices(sentence, &pattern) {
        let mut claim = sentence.claim(Kind::Conditional, &phrase);
        claim.side = Some(up_or_down(phrase.get("side").unwrap_or_default()));
        claim.price = phrase.price();
        claim.basis = basis(sentence.words);
        let aims = format!(r"\b(?:toward(?:s)?|to|target(?:s|ing)?|opens?)\s+{PRICE}");
        claim.target = prices(sentence, &aims).first().and_then(Phrase::price);
        sentence.claims.push(claim);
    }
}

fn basis(words: &str) -> Option<Basis> {
    match () {
        () if is_match(words, r"weekly close") => Some(Basis::WeeklyClose),
        () if is_match(words, r"monthly close") => Some(Basis::MonthlyClose),
        () if is_match(words, r"\bclos|settled|finished|ended") => Some(Basis::Close),
        () => None,
    }
}

fn tests(sentence: &mut Sentence<'_>) {
    let counted = format!(r"{PRICE}\s+(?:was|has been|were)\s+tested\s+(?P<n>\w+)(?:\s+times)?");
    for phrase in prices(sentence, &counted) {
        let mut claim = sentence.claim(Kind::Testing, &phrase);
        claim.price = phrase.price();
        let times = match phrase.get("n") {
            Some("once") => Some(1),
            Some("twice") => Some(2),
            other => other.and_then(count),
        };
        claim
            .values
            .extend(times.map(|it| Value::new(f64::from(it), Unit::Count, 0)));
        sentence.claims.push(claim);
    }
    let now = format!(
        r"\btest(?:s|ed|ing)\s+(?:\w+\s+){{0,3}}?(?P<side>resistance|support)?(?:\s+(?:level|zone|area))?\s*(?:near|at|around|of|in)?\s*{PRICE}"
    );
    for phrase in prices(sentence, &now) {
        let mut claim = sentence.claim(Kind::Testing, &phrase);
        claim.price = phrase.price();
        claim.side = level_side(phrase.words);
        sentence.claims.push(claim);
    }
}

fn level_side(words: &str) -> Option<Side> {
    if is_match(words, r"support|takers|buyers|floor|bid") {
        Some(Side::Support)
    } else if is_match(words, r"resistance|supply|sellers|ceiling|cap\b") {
        Some(Side::Resistance)
    } else {
        None
    }
}

fn failures(sentence: &mut Sentence<'_>) {
    let pattern = format!(
        r"\bbreak(?P<side>out|down)\s+(?:above|below|through|of)\s+{PRICE}\s+(?:has\s+)?failed"
    );
    let before =
        format!(r"\bfailed\s+break(?P<side>out|down)\s+(?:above|below|through|of)\s+{PRICE}");
    for pattern in [pattern, before] {
        for phrase in prices(sentence, &pattern) {
            let mut claim = sentence.claim(Kind::Failed, &phrase);
            let is_down = phrase
                .get("side")
                .is_some_and(|it| it.eq_ignore_ascii_case("down"));
            claim.side = Some(if is_down { Side::Down } else { Side::Up });
            claim.price = phrase.price();
            sentence.claims.push(claim);
        }
    }
}

fn breaks(sentence: &mut Sentence<'_>) {
    let verb = r"(?:clos(?:e|ed|es|ing)|settled|finished|ended|broke|broken|trades?|trading|held|stands?|cleared|reclaimed)";
    let pattern = format!(
        r"\b{verb}(?:\s+(?:the|a)\s+(?:session|day))?(?:\s+\w+)?\s+(?P<side>above|below|over|under|beneath|north of|south of)\s+{PRICE}"
    );
    for phrase in prices(sentence, &pattern) {
        let before = sentence.words.get(..phrase.from).unwrap_or_default();
        let mut claim = sentence.claim(Kind::Break, &phrase);
        claim.side = Some(up_or_down(phrase.get("side").unwrap_or_default()));
        claim.price = phrase.price();
        claim.basis = basis(phrase.words);
        claim.negated = is_match(
            before,
            r"(?:couldn['’]t|could not|didn['’]t|did not|failed to|has yet to|unable to|never)\s*$",
        );
        sentence.claims.push(claim);
    }
}

fn ranges(sentence: &mut Sentence<'_>) {
    let ends = r"(?P<p>#)\s*(?:-|–|to|and)\s*(?P<q>#)";
    let patterns = [
        format!(
            r"\bclose[sd]?\b[^.;]{{0,40}}?\b(?:between|inside|within|in)\s+(?:[a-z]+['’]s\s+)?{ends}"
        ),
        format!(r"\b(?:range|box|channel|consolidat\w+)\b[^.;\d]{{0,20}}{ends}"),
        format!(r"\b(?:between|inside)\s+(?:[a-z]+['’]s\s+)?{ends}"),
    ];
    for pattern in patterns {
        for phrase in sentence.take(&pattern) {
            let mut claim = sentence.claim(Kind::Consolidation, &phrase);
            claim.price = phrase.price();
            claim.basis = basis(phrase.words);
            if claim.price.is_some_and(|price| price.is_zone()) {
                sentence.claims.push(claim);
            }
        }
    }
    let is_taken = sentence
        .claims
        .iter()
        .any(|claim| claim.kind == Kind::Consolidation);
    if !is_taken {
        for phrase in sentence
            .take(r"\b(?:recent |current )?consolidation(?: phase)?|moving sideways|range-?bound")
        {
            let claim = sentence.claim(Kind::Consolidation, &phrase);
            sentence.claims.push(claim);
        }
    }
}

fn levels(sentence: &mut Sentence<'_>) {
    let word = r"(?:supports?|resistances?|takers|buyers|sellers|supply|floor|ceiling)\b";
    let pattern = format!(r"{word}[^.;\d]{{0,40}}?{PRICE}");
    let behind = format!(
        r"{PRICE}\s+(?:is|as|acts as|remains)?\s*(?:\w+\s+)?(?P<word>support|resistance)\b"
    );
    let again = format!(r"\bstepped in at\s+{PRICE}");
    for pattern in [pattern, behind, again] {
        for phrase in prices(sentence, &pattern) {
            let is_buying = is_match(phrase.words, r"stepped in");
            let side = if is_buying {
                Some(Side::Support)
            } else {
                level_side(phrase.words)
            };
            let mut claim = sentence.claim(Kind::Level, &phrase);
            (claim.side, claim.price) = (side, phrase.price());
            sentence.claims.push(claim);
            list(sentence, side);
        }
    }
    hold(sentence);
}

/// Further prices of a list: "Support: 181.30, 175 and 160".
fn list(sentence: &mut Sentence<'_>, side: Option<Side>) {
    for phrase in prices(sentence, &format!(r"(?:,|\band|\bthen)\s+\$?{PRICE}")) {
        let mut claim: Claim = sentence.claim(Kind::Level, &phrase);
        (claim.side, claim.price) = (side, phrase.price());
        sentence.claims.push(claim);
    }
}

fn hold(sentence: &mut Sentence<'_>) {
    let verb =
        r"(?P<verb>defend(?:ed)?|h[eo]ld|bounced (?:off|from)|rejected at|turned back (?:at|from))";
    for phrase in prices(
        sentence,
        &format!(
            r"(?P<no>couldn['’]t|could not|failed to|did not|didn['’]t)?\s*\b{verb}\s+{PRICE}"
        ),
    ) {
        let mut claim = sentence.claim(Kind::Hold, &phrase);
        let is_above = is_match(phrase.words, r"rejected|turned back");
        claim.side = Some(if is_above {
            Side::Resistance
        } else {
            Side::Support
        });
        claim.relation = Some(if is_above {
            Relation::Rejected
        } else {
            Relation::Held
        });
        (claim.price, claim.negated) = (phrase.price(), phrase.has("no"));
        sentence.claims.push(claim);
    }
}
