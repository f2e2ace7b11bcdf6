//! Verdicts on claims whose answers an independent program computed.

use std::fs;

use serde_json::Value as Json;
use strandline::claim::{
    self, Answer, Claim, Context, Kind, Leg, Part, Period, Price, Relation, Side, Span,
    StatedStudy, Unit, Value, When,
};
use strandline::market::Calendar;
use strandline::{AnalysisConfig, Bars, analyze, data};

use crate::support::shared;

pub(crate) fn bars(file: &str) -> Bars {
    let path = shared().join("data").join(file);
    let loaded = data::read_one(&path, &data::ReadOptions::default());
    loaded.expect("a file of the shared data").bars
}

pub(crate) fn answer(bars: &Bars, as_of: &str, claim: &Claim) -> (Answer, String) {
    let at = bars
        .at_or_before(as_of.parse().expect("a date"))
        .expect("a bar");
    let analysis = analyze(bars, &AnalysisConfig::default()).expect("bars");
    let context = Context::new(&analysis).with_calendar(Calendar::kept_by(bars, at));
    let verdict = claim::check(claim, &context, at);
    (verdict.answer, format!("{verdict:#?}"))
}

pub(crate) fn claim(kind: Kind, side: Option<Side>) -> Claim {
    Claim {
        side,
        ..Claim::new(kind, "", Span::default())
    }
}

pub(crate) fn decimals(text: &str) -> u8 {
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    u8::try_from(digits).expect("few digits")
}

/// What an example expects of a claim, as the claim that says it.
fn expected_claim(expected: &Json) -> Claim {
    let word = |key: &str| expected[key].as_str();
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| Some(kind.name()) == word("kind"))
        .expect("a kind");
    let sides = [Side::Resistance, Side::Support, Side::Up, Side::Down];
    let side = sides
        .into_iter()
        .find(|side| Some(side.name()) == word("side"));
    let mut claim = claim(kind, side);
    let stated: Vec<&str> = expected["stated"]
        .as_array()
        .map(|all| all.iter().filter_map(Json::as_str).collect())
        .unwrap_or_default();
    let most = stated.iter().map(|text| decimals(text)).max().unwrap_or(2);
    if let Some(low) = expected["price_low"].as_f64() {
        let high = expected["price_high"].as_f64().unwrap_or(low);
        claim.price = Some(Price::zone(low, high, most));
    }
    let period = expected["period"]
        .as_u64()
        .and_then(|bars| u32::try_from(bars).ok());
    claim.period = period.map(Period::Bars);
    let params: Vec<f64> = expected["params"]
        .as_array()
        .map(|all| all.iter().filter_map(Json::as_f64).collect())
        .unwrap_or_default();
    claim.study = word("study").map(|name| StatedStudy {
        params_stated: !params.is_empty(),
        ..StatedStudy::usual(name, &params)
    });
    claim.relation = match word("rel") {
        Some("sign_change") => Some(Relation::SignChange),
        Some("cross") => Some(match side {
            Some(Side::Down) => Relation::CrossedDown,
            _ => Relation::CrossedUp,
        }),
        Some("rising") => Some(Relation::Rising),
        _ => None,
    };
    claim.on = word("date")
        .map(|date| When::Day(date.parse().expect("a date")))
        .into_iter()
        .collect();
    values(expected, &mut claim);
    claim
}

fn values(expected: &Json, claim: &mut Claim) {
    let study = claim.study.as_ref().map(|study| study.name.clone());
    let unit = match (claim.kind, study.as_deref()) {
        (Kind::Testing, _) => Unit::Count,
        (Kind::Volume, _) => Unit::Times,
        (Kind::Move | Kind::Hold | Kind::Average, _) | (_, Some("atr")) => Unit::Percent,
        _ => Unit::Index,
    };
    for (key, unit) in [("value", unit), ("value2", Unit::Index)] {
        let Some(number) = expected[key].as_f64() else {
            continue;
        };
        let text = number.to_string();
        claim.values.push(Value::new(number, unit, decimals(&text)));
    }
    if study.as_deref() == Some("fib") {
        let month = |month| {
            Some(When::Month {
                month,
                year: None,
                part: Part::Whole,
            })
        };
        let leg = Leg {
            from: month(4),
            to: month(10),
            from_price: None,
            to_price: None,
            side: Side::Up,
        };
        if let Some(study) = &mut claim.study {
            study.leg = Some(leg);
        }
    }
    if claim.kind == Kind::Hold {
        claim.on = [4, 8]
            .map(|month| When::Month {
                month,
                year: Some(2025),
                part: Part::Whole,
            })
            .to_vec();
        claim.values[0].upper = Some(15.0);
    }
    if claim.kind == Kind::Testing {
        claim.since = Some(When::Month {
            month: 8,
            year: None,
            part: Part::Late,
        });
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_passages_of_reports_get_their_verdicts() {
    let text = fs::read_to_string(shared().join("data/claims/report_examples.jsonl"))
        .expect("the examples");
    let mut wrong = Vec::new();
    let mut checked = 0;
    for line in text.lines() {
        let example: Json = serde_json::from_str(line).expect("JSON");
        let bars = bars(example["file"].as_str().expect("a file"));
        let as_of = example["as_of"].as_str().expect("a date");
        for expected in example["expected"].as_array().expect("claims") {
            let claim = expected_claim(expected);
            let (answer, verdict) = answer(&bars, as_of, &claim);
            let mut right: Vec<&str> = expected["verdict"].as_str().into_iter().collect();
            right.extend(
                expected["any"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Json::as_str),
            );
            checked += 1;
            if !right.contains(&answer.name()) {
                let (id, why) = (&example["id"], &expected["why"]);
                wrong.push(format!(
                    "{id} {} not {right:?}: {why}\n{verdict}",
                    answer.name()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked >= 20, "{checked}");
}
