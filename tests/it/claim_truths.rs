//! True and false sentences about real bars, whose truth pandas computed apart from the program.
//!
//! They stand in `tests/golden/claims/truths.jsonl`, made by the script beside it.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use strandline::claim::{
    self, Answer, Basis, Claim, Context, Kind, Period, Price, Relation, Side, StatedStudy, Unit,
    Value, When,
};
use strandline::market::Calendar;
use strandline::{Analysis, AnalysisConfig, analyze};

use crate::claim_verdicts::{bars, claim, decimals};

const TRUTHS: &str = include_str!("../golden/claims/truths.jsonl");

fn number(row: &Json, key: &str) -> Option<(f64, u8)> {
    let text = row["claim"][key].as_str()?;
    Some((text.parse().expect("a number"), decimals(text)))
}

/// The claim of a row as the script typed it.
fn typed(row: &Json) -> Claim {
    let said = &row["claim"];
    let word = |key: &str| said[key].as_str();
    let day = |key: &str| word(key).map(|date| When::Day(date.parse().expect("a date")));
    let mut kinds = Kind::ALL.into_iter();
    let kind = kinds.find(|kind| Some(kind.name()) == row["kind"].as_str());
    let mut sides = [Side::Support, Side::Up, Side::Down].into_iter();
    let mut claim = claim(
        kind.expect("a kind"),
        sides.find(|side| Some(side.name()) == word("side")),
    );
    claim.price = number(row, "price").map(|(low, digits)| {
        let high = number(row, "high").map_or(low, |(high, _)| high);
        Price::zone(low, high, digits)
    });
    claim.basis = word("basis").map(|_| Basis::Close);
    claim.on = day("date").into_iter().collect();
    claim.since = day("since");
    let bars = |value: &Json| u32::try_from(value.as_u64()?).ok();
    claim.period = match &said["period"] {
        Json::String(_) => Some(Period::YearToDate),
        other => bars(other).map(Period::Bars),
    };
    claim.period = claim.period.or(bars(&said["weeks"]).map(Period::Weeks));
    let params = said["params"].as_array().into_iter().flatten();
    let params: Vec<f64> = params.filter_map(Json::as_f64).collect();
    claim.study = word("study").map(|name| StatedStudy {
        params_stated: !params.is_empty(),
        ..StatedStudy::usual(name, &params)
    });
    claim.relation = match word("rel") {
        Some("overbought") => Some(Relation::Overbought),
        Some("oversold") => Some(Relation::Oversold),
        Some("gap") => Some(Relation::Gap),
        Some("above") => Some(Relation::Above),
        Some("below") => Some(Relation::Below),
        _ => None,
    };
    for (key, unit) in [
        ("percent", Unit::Percent),
        ("index", Unit::Index),
        ("times", Unit::Times),
    ] {
        let value = number(row, key);
        let value = value.map(|(number, digits)| Value::new(number, unit, digits));
        claim.values.extend(value);
    }
    if let Some(streak) = said["streak"].as_f64() {
        claim.relation = Some(Relation::Streak);
        claim.values.push(Value::new(streak, Unit::Count, 0));
    }
    claim
}

/// Answers by claims of a row, each file analysed once.
fn answers(of: impl Fn(&Json) -> Vec<Claim>) -> Vec<(Json, Vec<Answer>)> {
    let mut files: BTreeMap<String, Analysis> = BTreeMap::new();
    let rows = TRUTHS.lines().map(|line| {
        let row: Json = serde_json::from_str(line).expect("JSON");
        let file = row["file"].as_str().expect("a file");
        let analysis = files.entry(file.to_owned()).or_insert_with(|| {
            analyze(&bars(file), &AnalysisConfig::default()).expect("an analysis")
        });
        let as_of = row["as_of"].as_str().expect("a date");
        let at = analysis.bars().at_or_before(as_of.parse().expect("a date"));
        let at = at.expect("a bar");
        let calendar = Calendar::kept_by(analysis.bars(), at);
        let context = Context::new(analysis).with_calendar(calendar);
        let claims = of(&row);
        let answers = claims
            .iter()
            .map(|it| claim::check(it, &context, at).answer);
        let answers = answers.collect();
        (row, answers)
    });
    rows.collect()
}

/// How many rows were judged wrongly: true ones refuted, and all others; what they were.
fn wrong(answers: &[(Json, Vec<Answer>)]) -> (Vec<String>, Vec<String>) {
    let (mut alarms, mut others) = (Vec::new(), Vec::new());
    for (row, found) in answers {
        let is_true = row["verdict"] == "supported";
        let wanted = if is_true {
            Answer::Supported
        } else {
            Answer::Refuted
        };
        let is_refuted = found.contains(&Answer::Refuted);
        let told = format!(
            "{} {} {:?}: {found:?}",
            row["file"], row["as_of"], row["text"]
        );
        if is_true && is_refuted {
            alarms.push(told);
        } else if !found.contains(&wanted) {
            others.push(told);
        }
    }
    (alarms, others)
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn typed_claims_get_the_verdicts_of_an_independent_program() {
    let answers = answers(|row| vec![typed(row)]);
    let (alarms, others) = wrong(&answers);
    let told = format!("false alarms {alarms:#?}\nothers wrong {others:#?}");
    assert!(answers.len() > 200 && alarms.is_empty(), "{told}");
    assert!(others.len() * 20 <= answers.len(), "{told}");
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn sentences_get_the_verdicts_of_an_independent_program() {
    let answers = answers(|row| claim::parse(row["text"].as_str().expect("a text")).claims);
    let (alarms, others) = wrong(&answers);
    let told = format!("false alarms {alarms:#?}\nothers wrong {others:#?}");
    assert!(alarms.len() * 100 <= answers.len(), "{told}");
    assert!(others.len() * 10 <= answers.len(), "{told}");
}
