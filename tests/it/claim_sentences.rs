//! Verdicts on the claims of sentences as people write them.

use strandline::claim::{
    Answer, Basis, Claim, Kind, Part, Period, Plan, Price, Relation, Side, StatedStudy, Unit,
    Value, When,
};

use crate::claim_verdicts::{answer, bars, claim};

fn percent(number: f64, decimals: u8) -> Value {
    Value::new(number, Unit::Percent, decimals)
}

/// The claims of twelve sentences as people write them: file, date, claim, answers that are right.
#[expect(clippy::too_many_lines, reason = "a table")]
fn sentences() -> Vec<(&'static str, &'static str, Claim, &'static [Answer])> {
    const YES: &[Answer] = &[Answer::Supported];
    const NO: &[Answer] = &[Answer::Refuted];
    const NOT_YES: &[Answer] = &[Answer::Refuted, Answer::Undetermined];
    const OPEN: &[Answer] = &[Answer::Undetermined];
    let up = Some(Side::Up);
    let down = Some(Side::Down);
    let day = |text: &str| When::Day(text.parse().expect("a date"));
    let average = |bars: u32, relation| Claim {
        period: Some(Period::Bars(bars)),
        study: Some(StatedStudy::usual("average", &[f64::from(bars)])),
        relation: Some(relation),
        ..claim(Kind::Average, down)
    };
    let monday = When::Weekday(chrono::Weekday::Mon);
    let cross_50 = Claim {
        on: vec![monday.clone()],
        ..average(50, Relation::CrossedDown)
    };
    let cross_100 = Claim {
        on: vec![monday.clone()],
        ..average(100, Relation::CrossedDown)
    };
    let streak = |count: f64, side| Claim {
        relation: Some(Relation::Streak),
        values: vec![Value::new(count, Unit::Count, 0)],
        ..claim(Kind::Move, side)
    };
    vec![
        (
            "daily/QQQ.csv",
            "2025-09-02",
            Claim {
                price: Some(Price::zone(551.0, 553.0, 0)),
                ..claim(Kind::Level, Some(Side::Support))
            },
            YES,
        ),
        (
            "daily/NVDA.csv",
            "2025-01-27",
            Claim {
                on: vec![monday],
                values: vec![percent(-17.0, 0)],
                ..claim(Kind::Move, down)
            },
            YES,
        ),
        ("daily/NVDA.csv", "2025-01-27", cross_50, YES),
        ("daily/NVDA.csv", "2025-01-27", cross_100, YES),
        (
            "daily/BA.csv",
            "2025-12-31",
            Claim {
                on: vec![When::Year {
                    year: 2025,
                    part: Part::Whole,
                }],
                values: vec![Value {
                    is_about: true,
                    ..percent(23.0, 0)
                }],
                ..claim(Kind::Move, up)
            },
            YES,
        ),
        (
            "daily/BA.csv",
            "2025-12-31",
            Claim {
                period: Some(Period::Years(1)),
                price: Some(Price::at(242.69, 2)),
                ..claim(Kind::Extreme, up)
            },
            YES,
        ),
        (
            "daily/AAPL.csv",
            "2025-07-08",
            Claim {
                price: Some(Price::at(212.0, 0)),
                basis: Some(Basis::Close),
                on: vec![When::DayOfMonth { month: 7, day: 4 }],
                ..claim(Kind::Break, up)
            },
            NOT_YES,
        ),
        (
            "daily/NIO.csv",
            "2025-12-31",
            Claim {
                price: Some(Price::at(5.25, 2)),
                negated: true,
                ..claim(Kind::Hold, Some(Side::Support))
            },
            YES,
        ),
        (
            "daily/NIO.csv",
            "2025-12-31",
            Claim {
                price: Some(Price::at(5.0, 0)),
                ..claim(Kind::Break, up)
            },
            YES,
        ),
        (
            "daily/XOM.csv",
            "2025-12-31",
            Claim {
                price: Some(Price::zone(114.0, 121.0, 0)),
                since: Some(day("2025-11-14")),
                basis: Some(Basis::Close),
                ..claim(Kind::Consolidation, None)
            },
            YES,
        ),
        (
            "daily/SPY.csv",
            "2025-11-20",
            Claim {
                study: Some(StatedStudy::usual("rsi", &[14.0])),
                values: vec![Value::new(41.0, Unit::Index, 0)],
                relation: Some(Relation::Value),
                ..claim(Kind::Momentum, None)
            },
            NO,
        ),
        (
            "daily/SPY.csv",
            "2025-11-20",
            Claim {
                values: vec![Value::new(2.0, Unit::Times, 0)],
                ..claim(Kind::Volume, up)
            },
            YES,
        ),
        (
            "daily/BABA.csv",
            "2025-10-02",
            Claim {
                period: Some(Period::Weeks(52)),
                price: Some(Price::at(192.67, 2)),
                ..claim(Kind::Extreme, up)
            },
            YES,
        ),
        (
            "daily/BABA.csv",
            "2025-10-02",
            Claim {
                period: Some(Period::YearToDate),
                values: vec![percent(123.0, 0)],
                ..claim(Kind::Move, up)
            },
            YES,
        ),
        (
            "daily/BABA.csv",
            "2025-10-02",
            Claim {
                study: Some(StatedStudy::usual("rsi", &[14.0])),
                values: vec![Value::new(79.0, Unit::Index, 0)],
                relation: Some(Relation::Overbought),
                ..claim(Kind::Momentum, up)
            },
            YES,
        ),
        (
            "daily/INTC.csv",
            "2025-12-31",
            Claim {
                price: Some(Price::at(44.0, 0)),
                target: Some(Price::zone(47.0, 48.0, 0)),
                basis: Some(Basis::WeeklyClose),
                ..claim(Kind::Conditional, up)
            },
            OPEN,
        ),
        (
            "daily/INTC.csv",
            "2025-12-31",
            Claim {
                price: Some(Price::at(39.8, 2)),
                plan: Some(Plan::Stop),
                ..claim(Kind::Target, None)
            },
            OPEN,
        ),
        ("daily/JPM.csv", "2025-09-19", streak(9.0, up), YES),
        (
            "daily/JPM.csv",
            "2025-09-19",
            Claim {
                period: Some(Period::AllTime),
                ..claim(Kind::Extreme, up)
            },
            YES,
        ),
        (
            "daily/MSFT.csv",
            "2025-11-21",
            Claim {
                on: vec![When::Today],
                values: vec![percent(0.6, 1)],
                ..claim(Kind::Premarket, up)
            },
            OPEN,
        ),
        (
            "daily/MSFT.csv",
            "2025-11-21",
            average(50, Relation::Below),
            YES,
        ),
        ("daily/MSFT.csv", "2025-11-21", streak(5.0, down), YES),
        (
            "daily/MSFT.csv",
            "2025-11-21",
            claim(Kind::Promotional, None),
            &[Answer::NotAPriceFact],
        ),
    ]
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_claims_of_sentences_get_their_verdicts() {
    let mut wrong = Vec::new();
    for (file, as_of, claim, right) in sentences() {
        let (answer, verdict) = answer(&bars(file), as_of, &claim);
        if !right.contains(&answer) {
            wrong.push(format!(
                "{file} {as_of}: {answer:?} not {right:?}\n{claim:?}\n{verdict}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
