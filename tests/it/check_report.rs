//! What `check` writes: JSON that obeys its schema, one sentence of facts, the text with its claims marked.

use serde_json::Value as Json;
use strandline::claim::{
    self, Answer, Claim, Context, Kind, Parsed, Price, Rewording, Side, Span, StatedStudy, Unit,
    Unparsed, Value,
};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::report::{Body, CHECK_SCHEMA, Check, OnDate};
use strandline::{AnalysisConfig, Bars, Reading, analyze};

const TEXT: &str =
    "Resistance near $30. RSI at 41; a <b>bold</b> \"buy\" & 50,000 glasses sold. It will soar.";

fn sample() -> Bars {
    let csv = Sample::named("MSFT").expect("bundled").csv().to_vec();
    let loaded = read_bytes("MSFT".as_ref(), csv, &ReadOptions::default());
    loaded.expect("bars").remove(0).bars
}

fn parsed() -> Parsed {
    let said = |kind, words: &str| {
        let byte = TEXT.find(words).expect("words of the text");
        let from = TEXT[..byte].chars().count();
        let span = Span::new(from, from + words.chars().count());
        Claim::new(kind, words, span)
    };
    Parsed {
        claims: vec![
            Claim {
                side: Some(Side::Resistance),
                price: Some(Price {
                    is_about: true,
                    ..Price::at(30.0, 0)
                }),
                ..said(Kind::Level, "Resistance near $30")
            },
            Claim {
                study: Some(StatedStudy::usual("rsi", &[14.0])),
                values: vec![Value::new(41.0, Unit::Index, 0)],
                ..said(Kind::Momentum, "RSI at 41")
            },
            said(Kind::External, "<b>bold</b> \"buy\" & 50,000 glasses"),
        ],
        unparsed: vec![Unparsed {
            text: "It will soar.".into(),
            span: Span::new(76, 89),
            rewording: Rewording::NameThresholdAndDate,
        }],
    }
}

fn checked(dates: &[&str], score_to: Option<&str>) -> Check {
    let bars = sample();
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("bars");
    let at = |date: &str| {
        let at = bars.at_or_before(date.parse().expect("a date"));
        at.expect("a bar")
    };
    let context = Context::new(&analysis).scored_to(score_to.map(at));
    let parsed = parsed();
    let on_date = dates.iter().map(|date| OnDate {
        at: Reading::of(&analysis.as_of(at(date))).time,
        verdicts: parsed
            .claims
            .iter()
            .map(|it| claim::check(it, &context, at(date)))
            .collect(),
    });
    let on_date: Vec<OnDate> = on_date.collect();
    Check::new(TEXT, &parsed, &on_date, "MSFT")
}

/// The first rule of `schema` that `value` breaks, of those that the schema uses.
#[expect(clippy::too_many_lines, reason = "one rule after another")]
fn broken(value: &Json, schema: &Json, place: &str) -> Option<String> {
    let types: Vec<&str> = match &schema["type"] {
        Json::String(name) => vec![name],
        Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let is_type = |name: &&str| match *name {
        "null" => value.is_null(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => value.is_number(),
    };
    if !types.is_empty() && !types.iter().any(is_type) {
        return Some(format!("{place} is {value}, no {types:?}"));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|all| !all.contains(value))
    {
        return Some(format!("{place} is {value}"));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        return Some(format!("{place} is {value}"));
    }
    let length = value.as_array().map(|items| items.len() as u64);
    let is_short = schema["minItems"]
        .as_u64()
        .is_some_and(|least| length < Some(least));
    let is_long = schema["maxItems"]
        .as_u64()
        .is_some_and(|most| length > Some(most));
    if length.is_some() && (is_short || is_long) {
        return Some(format!("{place} has {length:?} items"));
    }
    let items = value.as_array().into_iter().flatten().enumerate();
    let mut items =
        items.map(|(at, item)| broken(item, &schema["items"], &format!("{place}[{at}]")));
    if let Some(found) = items.find(Option::is_some) {
        return found;
    }
    let object = value.as_object()?;
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().expect("a name");
        if !object.contains_key(name) {
            return Some(format!("{place} has no {name}"));
        }
    }
    let known = schema["properties"].as_object();
    for (name, inner) in object {
        match known.and_then(|known| known.get(name)) {
            Some(schema) => {
                let found = broken(inner, schema, &format!("{place}.{name}"));
                if found.is_some() {
                    return found;
                }
            }
            None if schema["additionalProperties"] == false => {
                return Some(format!(
                    "{place} has a {name} that the schema does not know"
                ));
            }
            None => {}
        }
    }
    None
}

fn json(check: &Check) -> Json {
    let mut json = serde_json::to_value(check).expect("JSON");
    json["schema"] = Check::SCHEMA.into();
    json["meta"] = serde_json::json!({});
    json
}

#[test]
fn the_json_obeys_its_schema() {
    let schema: Json = serde_json::from_str(CHECK_SCHEMA).expect("JSON");
    for check in [
        checked(&["2009-12-07"], None),
        checked(&["2009-12-04", "2009-12-07"], Some("2010-06-01")),
    ] {
        let json = json(&check);
        assert_eq!(broken(&json, &schema, "check"), None);
        let mut wrong = json.clone();
        wrong["claims"][0]["verdict"] = "maybe".into();
        assert!(broken(&wrong, &schema, "check").is_some());
        wrong = json.clone();
        wrong["claims"][0]["extra"] = 1.into();
        assert!(broken(&wrong, &schema, "check").is_some());
    }
}

#[test]
fn verdicts_reasons_and_one_sentence_are_told() {
    let check = checked(&["2009-12-07"], None);
    let verdicts: Vec<Answer> = check.claims.iter().map(|row| row.verdict).collect();
    let wanted = [Answer::Supported, Answer::Refuted, Answer::NotAPriceFact];
    assert_eq!(verdicts, wanted);
    assert!(check.has_refuted() && check.is_decided());
    let rsi = &check.claims[1].reasons[0].text;
    assert!(
        rsi.starts_with("RSI(14) was ") && rsi.ends_with(" on 2009-12-07, not 41"),
        "{rsi}"
    );
    let say = check.say_instead.as_deref().expect("a sentence");
    assert!(
        say.starts_with("As of 2009-12-07, MSFT: resistance lies at "),
        "{say}"
    );
    assert!(
        !say.contains("41"),
        "nothing that is wrong is said again: {say}"
    );
    let screen = check.text();
    assert!(
        screen.starts_with(
            "3 claims: 1 supported, 1 refuted, 1 no price fact; 1 sentence not read\n"
        ),
        "{screen}"
    );
    assert!(
        screen.lines().all(|line| line.chars().count() <= 80),
        "{screen}"
    );
}

#[test]
fn the_text_comes_back_with_its_claims_marked_and_no_markup_of_its_own() {
    let check = checked(&["2009-12-07"], None);
    let html = check.annotated_html("MSFT", "footer");
    assert!(html.contains("<mark class=\"supported\""));
    assert!(html.contains("&lt;b&gt;bold&lt;/b&gt; &quot;buy&quot; &amp; 50,000 glasses"));
    assert!(!html.contains("<b>bold"));
    for outside in ["<script", "http://", "https://", "<link", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
    let markdown = check.annotated_markdown("footer");
    assert!(
        markdown.starts_with("Resistance near $30 **[✓ 1]**. RSI at 41 **[✗ 2]**; a "),
        "{markdown}"
    );
    assert!(markdown.contains("2. ✗ **refuted** (momentum): RSI(14) was "));
}

#[test]
fn a_range_of_dates_says_where_the_answer_changes() {
    let check = checked(
        &["2009-12-03", "2009-12-04", "2009-12-07"],
        Some("2010-06-01"),
    );
    let level = &check.claims[0];
    let first = level.by_date.first().expect("a stretch");
    let last = level.by_date.last().expect("a stretch");
    assert_eq!(first.from.to_string(), "2009-12-03");
    assert_eq!(last.to.to_string(), "2009-12-07");
    let outcome = level.outcome.as_ref().expect("an outcome");
    assert!(outcome.resolution.is_some() && outcome.best_pct >= outcome.worst_pct);
}
