//! The published article that the program is named after: what of it the bars bear out.

use strandline::claim::check::{ClosedBecause, Fact, Resolution};
use strandline::claim::{self, Answer, Claim, Context, Kind, Price, Side, Verdict, When};
use strandline::data::read_happenings;
use strandline::market::Calendar;
use strandline::{AnalysisConfig, analyze};

use crate::claim_verdicts::{bars, claim};
use crate::support::shared;

fn near_160(kind: Kind, side: Side) -> Claim {
    Claim {
        price: Some(Price {
            is_about: true,
            ..Price::at(160.0, 0)
        }),
        ..claim(kind, Some(side))
    }
}

/// Verdicts as of a date, told up to the end of the year.
fn verdicts(as_of: &str, claims: &[Claim]) -> Vec<Verdict> {
    let (bars, benchmark) = (bars("daily/BABA.csv"), bars("daily/QQQ.csv"));
    let analysis = analyze(&bars, &AnalysisConfig::default()).expect("bars");
    let at = |date: &str| {
        let at = bars.at_or_before(date.parse().expect("a date"));
        at.expect("a bar")
    };
    let events = read_happenings(&shared().join("data/claims/events.csv")).expect("events");
    let context = Context::new(&analysis)
        .with_calendar(Calendar::kept_by(&bars, at(as_of)))
        .with_benchmark(Some(&benchmark))
        .with_happenings(events)
        .scored_to(Some(at("2025-12-31")));
    let verdicts = claims
        .iter()
        .map(|it| claim::check(it, &context, at(as_of)));
    verdicts.collect()
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn the_resistance_near_160_is_one_and_its_december_break_failed() {
    let claims = [
        near_160(Kind::Level, Side::Resistance),
        near_160(Kind::Testing, Side::Resistance),
        near_160(Kind::Sustained, Side::Up),
        near_160(Kind::Conditional, Side::Up),
        claim(Kind::Consolidation, None),
    ];
    let all = verdicts("2025-11-28", &claims);
    let answers: Vec<Answer> = all.iter().map(|verdict| verdict.answer).collect();
    assert_eq!(answers[..2], [Answer::Supported, Answer::Supported]);
    assert_eq!(answers[2..4], [Answer::Refuted, Answer::Undetermined]);
    assert_ne!(answers[4], Answer::Refuted);
    let known = all[0].facts.iter().find_map(|fact| match fact {
        Fact::Known {
            low,
            high,
            known_at,
            ..
        } => Some((*low, *high, known_at.to_string())),
        _ => None,
    });
    let (low, high, known_at) = known.expect("a level");
    assert_eq!(
        (format!("{low:.2}"), format!("{high:.2}")),
        ("160.89".into(), "161.58".into())
    );
    assert_eq!(known_at, "2025-11-19");
    for verdict in [&all[0], &all[1], &all[3]] {
        let outcome = verdict.outcome.as_ref().expect("an outcome");
        assert_eq!(outcome.resolution, Some(Resolution::Failed));
        let broke = outcome
            .events
            .iter()
            .find(|event| event.what == "break" || event.what == "gap_break");
        let failed = outcome.events.iter().find(|event| event.what == "failed");
        let dates = [broke, failed].map(|event| event.expect("it happened").at.to_string());
        assert_eq!(dates, ["2025-12-01", "2025-12-03"]);
    }
    assert_eq!(
        format!("{:.2}", all[0].trigger.expect("a trigger")),
        "161.58"
    );
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn news_of_thanksgiving_is_traded_on_in_the_half_session_after_it() {
    let on = |day: u32| Claim {
        on: vec![When::DayOfMonth { month: 11, day }],
        ..claim(Kind::Event, None)
    };
    let all = verdicts("2025-11-28", &[on(27), on(28)]);
    for (verdict, date) in all.iter().zip(["2025-11-27", "2025-11-28"]) {
        assert_eq!(verdict.answer, Answer::NotAPriceFact);
        let told = |wanted: &dyn Fn(&Fact) -> bool| verdict.facts.iter().any(wanted);
        assert!(told(
            &|fact| matches!(fact, Fact::Effective { date: day, at }
            if day.to_string() == date && at.to_string() == "2025-11-28")
        ));
        assert!(told(
            &|fact| matches!(fact, Fact::Confounded { events, .. } if events.len() == 2)
        ));
        assert!(told(&|fact| matches!(
            fact,
            Fact::Reaction { beta: Some(_), .. }
        )));
        let is_closed = told(&|fact| {
            matches!(
                fact,
                Fact::ClosedDay {
                    because: ClosedBecause::Holiday,
                    ..
                }
            )
        });
        let is_short = told(&|fact| matches!(fact, Fact::EarlyClose { .. }));
        assert_eq!(
            (is_closed, is_short),
            (date == "2025-11-27", date == "2025-11-28")
        );
    }
}
