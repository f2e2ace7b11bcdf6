//! What rules mean, and what is said about those that make no sense.

use proptest::prelude::*;

use super::*;
use crate::{Bars, Basis, Error, Ohlcv, Timeframe};

fn bars(closes: &[f64]) -> Bars {
    let symbol = "ACME".parse().unwrap();
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw);
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    for (day, &close) in (0_u32..).zip(closes) {
        let row = Ohlcv {
            open: close,
            high: close + 1.0,
            low: close - 0.5,
            close,
            volume: 100.0 + f64::from(day),
        };
        let time = (first + chrono::Days::new(u64::from(day))).into();
        builder.push(time, row).unwrap();
    }
    builder.build()
}

fn rule(text: &str, wanted: Type, scope: Scope) -> Result<Rule> {
    let parameters = Parameters::from([("n".to_owned(), 3.0), ("part".to_owned(), 0.5)]);
    Rule::parse(
        text,
        Origin::alone("rule", text),
        &parameters,
        wanted,
        scope,
    )
}

fn condition(text: &str) -> Rule {
    rule(text, Type::Condition, Scope::Entry).unwrap()
}

/// The bars on which `text` holds.
fn where_holds(text: &str, bars: &Bars) -> Vec<usize> {
    let holds = condition(text).holds(&mut Library::new(bars)).unwrap();
    holds.mask.iter().collect()
}

/// `problem (column)` and the help.
fn complaint(text: &str) -> (String, Option<String>) {
    match rule(text, Type::Condition, Scope::Entry) {
        Err(Error::Syntax {
            column,
            problem,
            help,
            ..
        }) => (
            format!("{problem} ({column})"),
            help.map(|it| it.to_string()),
        ),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn conditions_hold_where_a_hand_would_mark_them() {
    let bars = bars(&[10.0, 11.0, 12.0, 11.0, 13.0, 9.0]);
    assert_eq!(where_holds("close > 11", &bars), [2, 4]);
    assert_eq!(where_holds("close > close[1]", &bars), [1, 2, 4]);
    assert_eq!(
        where_holds("close > highest(high, 2)[1]", &bars),
        [] as [usize; 0]
    );
    assert_eq!(where_holds("close >= highest(close, 3)", &bars), [2, 4]);
    assert_eq!(where_holds("close crosses_above 11.5", &bars), [2, 4]);
    assert_eq!(
        where_holds("close crosses_below mean(close, {n})", &bars),
        [3, 5]
    );
    assert_eq!(
        where_holds("not close > 10 or close == 13", &bars),
        [0, 4, 5]
    );
    assert_eq!(where_holds("count(close > close[1], 2) == 2", &bars), [2]);
    assert_eq!(
        where_holds("1 + 2 * 3 - 4 / 2 == 5 and close < 10", &bars),
        [5]
    );
    assert_eq!(where_holds("-close < -12", &bars), [4]);
    assert_eq!(where_holds("larger(close, 12) > 12", &bars), [4]);
}

#[test]
fn a_number_may_have_an_exponent_and_a_sum_needs_none() {
    let bars = bars(&[1.0, 2.0, 3.0]);
    assert_eq!(where_holds("close > 1e5 * 1e-5", &bars), [1, 2]);
    assert_eq!(
        where_holds("close > 2E+0 and close < 3.1e0-0.05", &bars),
        [2]
    );
    assert_eq!(where_holds("close+1>3-1e-5", &bars), [1, 2]);
    let (problem, _) = complaint("close > 1e-");
    assert_eq!(problem, "\"1e\" is not a number (9)");
    let (problem, _) = complaint("close > 1e-5x");
    assert_eq!(problem, "\"1e-5x\" is not a number (9)");
}

#[test]
fn a_cross_counts_from_equality_on() {
    let bars = bars(&[10.0, 11.0, 12.0, 12.0, 11.0, 11.0, 10.0]);
    assert_eq!(where_holds("close crosses_above 11", &bars), [2]);
    assert_eq!(where_holds("close crosses_below 11", &bars), [6]);
}

#[test]
fn what_is_not_defined_makes_a_condition_false_and_a_number_absent() {
    let bars = bars(&[10.0, 11.0, 12.0, 11.0]);
    assert_eq!(where_holds("not close[2] > 100", &bars), [2, 3]);
    assert_eq!(where_holds("1 / (close - 11) > 0", &bars), [2]);
    assert_eq!(where_holds("not 1 / (close - 11) > 0", &bars), [0]);
    assert_eq!(where_holds("sqrt(close - 11) >= 0", &bars), [1, 2, 3]);
    let price = rule("1 / (close - 11)", Type::Number, Scope::Entry).unwrap();
    let bound = price.bind(&mut Library::new(&bars)).unwrap();
    assert_eq!(bound.number(1, &Known::default()), None);
    assert_eq!(bound.number(2, &Known::default()), Some(1.0));
}

#[test]
fn the_warm_up_names_what_is_last_to_be_known() {
    let bars = bars(&[10.0; 30]);
    let bound = condition("close > sma(5) and rsi(14) < 50 and close[2] > 1")
        .bind(&mut Library::new(&bars))
        .unwrap();
    assert_eq!(bound.warm_up(30), (14, Some("rsi(14)".to_owned())));
}

/// Text, complaint with its column, help.
const COMPLAINTS: [(&str, &str, &str); 19] = [
    (
        "close > resistence",
        "unknown name \"resistence\" (9)",
        "did you mean \"resistance\"?",
    ),
    (
        "close > sam(20)",
        "unknown name \"sam\" (9)",
        "did you mean \"sma\"?",
    ),
    ("close >> 5", "\">\" where a value should be (8)", ""),
    (
        "close > (5 + 2",
        "the end where \")\" should be (15)",
        "the bracket is not closed",
    ),
    (
        "close > 5)",
        "\")\" is one too many (10)",
        "there is no bracket to close",
    ),
    (
        "close > {fast}",
        "unknown parameter \"fast\" (9)",
        "known parameters: n, part",
    ),
    (
        "close > rsi(1)",
        "rsi.period = 1: must be a whole number from 2 to 100000 (13)",
        "it is written rsi(period = 14)",
    ),
    (
        "close",
        "a number where a condition should be (1)",
        "a condition compares: close > sma(50)",
    ),
    (
        "close + (close > 5) > 1",
        "a condition where a number should be (10)",
        "",
    ),
    (
        "close > entry_price",
        "\"entry_price\" is not known before an entry (9)",
        "it may stand in exit and stop rules",
    ),
    (
        "state == \"sustaned\"",
        "unknown state \"sustaned\" (10)",
        "did you mean \"sustained\"?",
    ),
    (
        "state > 3",
        "\"state\" is a word, to be compared by == or != (1)",
        "as in state == \"sustained\"",
    ),
    (
        "close > max(high, 5)",
        "\"max\" has two meanings (9)",
        "highest(high, 55) and lowest(low, 55) look back; larger(a, b) and smaller(a, b) compare",
    ),
    (
        "close > resistance[1]",
        "a lag needs a value of every bar (9)",
        "a level or a position is known at the bar of the decision only",
    ),
    (
        "close > resistance or close < support",
        "a rule speaks of one level: a resistance or a support, not both (1)",
        "",
    ),
    (
        "close && close",
        "\"&\" is one too many (7)",
        "write and, or, not",
    ),
    (
        "highest(close, 2.5) > 1",
        "the bars of a window must be a whole number from 1 to 100000 (16)",
        "",
    ),
    (
        "highest(close, 0) > 1",
        "the bars of a window must be a whole number from 1 to 100000 (16)",
        "",
    ),
    ("", "the end where a value should be (1)", ""),
];

#[test]
fn every_complaint_points_at_its_letter() {
    for (text, problem, help) in COMPLAINTS {
        let (said, helped) = complaint(text);
        assert_eq!(said, problem, "{text}");
        assert_eq!(helped.unwrap_or_default(), help, "{text}");
    }
}

#[test]
fn a_rule_inside_a_file_is_complained_about_at_its_place_in_the_file() {
    let whole = "# a file\nenter = \"close > smaa(5)\"\n";
    let start = whole.find("close").unwrap();
    let origin = Origin {
        name: "x.toml",
        whole,
        start,
    };
    let text = "close > smaa(5)";
    let error = Rule::parse(
        text,
        origin,
        &Parameters::new(),
        Type::Condition,
        Scope::Entry,
    );
    let error = error.unwrap_err();
    assert_eq!(
        error.to_string(),
        "x.toml, line 2, column 18: unknown name \"smaa\""
    );
}

#[test]
fn how_deep_a_rule_nests_is_limited() {
    let deep = format!("{}close{} > 1", "(".repeat(500), ")".repeat(500));
    assert!(
        complaint(&deep)
            .0
            .starts_with("more than 48 parts in each other")
    );
    let long = format!("close > {}", "1 + ".repeat(2000));
    assert!(complaint(&long).0.starts_with("longer than 4096 letters"));
}

#[test]
fn an_explanation_gives_every_part() {
    let bars = bars(&[10.0, 11.0, 12.0]);
    let rule = condition("close > mean(close, 2) and volume > 101");
    let told = rule
        .explain(&mut Library::new(&bars), 2, Known::default())
        .unwrap();
    let parts: Vec<_> = told
        .parts
        .iter()
        .map(|part| (part.text.as_str(), part.depth, part.value))
        .collect();
    assert_eq!(
        parts,
        [
            ("close > mean(close, 2) and volume > 101", 0, Some(1.0)),
            ("close > mean(close, 2)", 1, Some(1.0)),
            ("close", 2, Some(12.0)),
            ("mean(close, 2)", 2, Some(11.5)),
            ("close", 3, Some(12.0)),
            ("volume > 101", 1, Some(1.0)),
            ("volume", 2, Some(102.0)),
        ]
    );
}

/// A rule of random parts, as text.
fn any_condition() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("close".to_owned()),
        Just("open[1]".to_owned()),
        Just("sma(3)".to_owned()),
        Just("highest(high, 4)[2]".to_owned()),
        Just("ln(close - 10)".to_owned()),
        (-3..20_i32).prop_map(|value| value.to_string()),
    ]
    .prop_recursive(3, 12, 2, |inner| {
        (
            inner.clone(),
            prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")],
            inner,
        )
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})"))
    });
    let sign = prop_oneof![
        Just("<"),
        Just(">="),
        Just("=="),
        Just("crosses_above"),
        Just("crosses_below")
    ];
    let compare = (number.clone(), sign, number).prop_map(|(a, sign, b)| format!("{a} {sign} {b}"));
    compare.prop_recursive(3, 8, 2, |inner| {
        (
            inner.clone(),
            prop_oneof![Just("and"), Just("or"), Just("and not")],
            inner,
        )
            .prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_thousand_bars_at_a_time_and_one_at_a_time_agree(
        text in any_condition(),
        steps in proptest::collection::vec(-2.0..2.0_f64, 1100..1200),
    ) {
        let mut price = 12.0_f64;
        let closes: Vec<f64> = steps
            .iter()
            .map(|step| {
                price = (price + step).clamp(5.0, 20.0);
                (price * 4.0).round() / 4.0
            })
            .collect();
        let bars = bars(&closes);
        let rule = condition(&text);
        let mut library = Library::new(&bars);
        let mask = rule.holds(&mut library).unwrap().mask;
        let bound = rule.bind(&mut library).unwrap();
        for at in (0..bars.len()).filter(|at| at % 7 == 0 || *at < 20) {
            let holds = bound.holds_at(at, &Known::default());
            prop_assert_eq!(mask.get(at), holds, "{} at {}", &text, at);
        }
    }

    #[test]
    fn no_text_panics(text in "[a-z0-9 ()\\[\\]{}<>=.,+*/\"-]{0,40}") {
        let _ = rule(&text, Type::Condition, Scope::Trade);
    }
}
