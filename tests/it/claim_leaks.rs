//! Nothing after the as-of date decides a claim.

use strandline::claim::{
    self, Basis, Claim, Context, Kind, Part, Period, Plan, Price, Relation, Side, Span,
    StatedStudy, Unit, Value, When,
};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::market::Calendar;
use strandline::{AnalysisConfig, Bars, analyze};

fn claim(kind: Kind, side: Side, price: f64) -> Claim {
    Claim {
        side: Some(side),
        price: Some(Price::at(price, 1)),
        ..Claim::new(kind, "", Span::default())
    }
}

fn study(kind: Kind, name: &str, params: &[f64], relation: Relation) -> Claim {
    Claim {
        study: Some(StatedStudy::usual(name, params)),
        relation: Some(relation),
        side: Some(Side::Up),
        ..Claim::new(kind, "", Span::default())
    }
}

/// One claim of each kind that looks at bars, about prices near `close`.
#[expect(clippy::too_many_lines, reason = "a table")]
fn claims(close: f64) -> Vec<Claim> {
    let up = Side::Up;
    let without_price = |kind| Claim {
        price: None,
        ..claim(kind, up, close)
    };
    let month = When::Month {
        month: 3,
        year: None,
        part: Part::Late,
    };
    vec![
        claim(Kind::Level, Side::Resistance, close * 1.04),
        claim(Kind::Level, Side::Support, close * 0.96),
        claim(Kind::Testing, Side::Resistance, close * 1.01),
        Claim {
            values: vec![Value::new(3.0, Unit::Count, 0)],
            since: Some(month.clone()),
            ..claim(Kind::Testing, Side::Support, close * 0.98)
        },
        claim(Kind::Hold, Side::Support, close * 0.99),
        claim(Kind::Break, up, close * 0.995),
        Claim {
            basis: Some(Basis::WeeklyClose),
            ..claim(Kind::Break, up, close)
        },
        claim(Kind::Sustained, up, close * 0.97),
        claim(Kind::Failed, up, close * 1.02),
        Claim {
            price: Some(Price::zone(close * 0.95, close * 1.05, 1)),
            ..without_price(Kind::Consolidation)
        },
        without_price(Kind::Consolidation),
        Claim {
            period: Some(Period::Weeks(52)),
            ..claim(Kind::Extreme, up, close * 1.1)
        },
        Claim {
            period: Some(Period::AllTime),
            ..without_price(Kind::Extreme)
        },
        study(Kind::Average, "average", &[50.0], Relation::CrossedUp),
        study(
            Kind::Average,
            "sma_cross",
            &[50.0, 200.0],
            Relation::CrossedUp,
        ),
        study(Kind::Momentum, "rsi", &[14.0], Relation::Overbought),
        study(Kind::Momentum, "macd", &[], Relation::SignChange),
        study(Kind::Momentum, "rsi", &[14.0], Relation::Divergence),
        study(Kind::Study, "bb_lower", &[20.0, 2.0], Relation::Above),
        study(Kind::Study, "obv", &[], Relation::Rising),
        study(Kind::Study, "pivot_r1", &[], Relation::Above),
        Claim {
            values: vec![Value::new(4.2, Unit::Percent, 1)],
            on: vec![month],
            ..without_price(Kind::Move)
        },
        Claim {
            relation: Some(Relation::Streak),
            period: Some(Period::Bars(3)),
            ..without_price(Kind::Move)
        },
        Claim {
            relation: Some(Relation::GapFilled),
            ..without_price(Kind::Move)
        },
        without_price(Kind::Volume),
        without_price(Kind::Trend),
        claim(Kind::Conditional, up, close * 1.03),
        Claim {
            plan: Some(Plan::Stop),
            ..claim(Kind::Target, up, close * 0.9)
        },
        Claim {
            on: vec![When::Today],
            ..without_price(Kind::Premarket)
        },
        Claim {
            on: vec![When::DaysAgo(2)],
            ..without_price(Kind::Event)
        },
    ]
}

fn sample() -> Bars {
    let csv = Sample::named("MSFT").expect("bundled").csv().to_vec();
    let loaded = read_bytes("MSFT".as_ref(), csv, &ReadOptions::default());
    loaded.expect("bars").remove(0).bars
}

#[test]
fn a_verdict_is_the_same_without_the_bars_after_it() {
    let bars = sample().prefix(1500);
    let calendar: Calendar = "XNYS".parse().expect("a calendar");
    let all = analyze(&bars, &AnalysisConfig::default()).expect("bars");
    let with_future = Context::new(&all).with_calendar(Some(calendar));
    for at in [300, 777, 1203] {
        let known = bars.prefix(at + 1);
        let before = analyze(&known, &AnalysisConfig::default()).expect("bars");
        let context = Context::new(&before).with_calendar(Some(calendar));
        for claim in claims(bars.close()[at]) {
            let kind = claim.kind;
            let late = claim::check(&claim, &with_future, at);
            let then = claim::check(&claim, &context, at);
            assert_eq!(format!("{late:?}"), format!("{then:?}"), "{kind:?} at {at}");
        }
    }
}

#[test]
fn an_outcome_changes_no_verdict() {
    let bars = sample().prefix(900);
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("bars");
    let plain = Context::new(&analysis);
    let scored = Context::new(&analysis).scored_to(Some(880));
    for claim in claims(bars.close()[800]) {
        let mut told = claim::check(&claim, &scored, 800);
        assert!(told.outcome.is_some(), "{:?}", claim.kind);
        told.outcome = None;
        assert_eq!(told, claim::check(&claim, &plain, 800));
    }
}

/// Prices that no market has, and dates that no file reaches.
#[test]
fn absurd_claims_get_an_answer() {
    let bars = sample().prefix(60);
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("bars");
    let context = Context::new(&analysis).scored_to(Some(59));
    for price in [0.0, -3.0, 1e300, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN] {
        for claim in claims(price) {
            for at in [0, 5, 20, 59, 4000] {
                let _ = claim::check(&claim, &context, at);
            }
        }
    }
    let far = When::Between(
        Box::new(When::SessionsAgo(u32::MAX)),
        Box::new(When::DaysAgo(u32::MAX)),
    );
    for mut claim in claims(30.0) {
        claim.on = vec![far.clone()];
        claim.period = Some(Period::Years(u32::MAX));
        let _ = claim::check(&claim, &context, 59);
    }
}
