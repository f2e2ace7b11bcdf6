//! Two closes of a series, by hand.

use super::*;

/// A resistance of that key at 100 to 101, known since the first of the month.
fn level(key: &str, state: State, since: &str) -> LevelState {
    LevelState {
        key: LevelKey::try_from(format!("shelf-R-2024-01-01-{key}")).unwrap(),
        role: Role::Resistance,
        state,
        label: "born".to_owned(),
        low: 100.0,
        high: 101.0,
        tests: 1,
        known_at: "2024-01-01".to_owned(),
        state_since: since.to_owned(),
    }
}

fn at(time: &str, close: f64, levels: Vec<LevelState>) -> Snapshot {
    Snapshot {
        symbol: "X".to_owned(),
        time: time.to_owned(),
        close,
        levels,
        range: None,
        left_range: None,
    }
}

/// The kinds that are told when a level goes from one state to another.
fn from_to(before: State, after: State, label: &str) -> Vec<SignalKind> {
    let mut later = level("100.50", after, "2024-01-11");
    later.label = label.to_owned();
    let signals = between(
        &at(
            "2024-01-10",
            99.0,
            vec![level("100.50", before, "2024-01-05")],
        ),
        &at("2024-01-11", 102.0, vec![later]),
    );
    signals.into_iter().map(|signal| signal.kind).collect()
}

#[test]
fn a_change_of_state_is_told_by_its_word() {
    use SignalKind as Kind;
    let cases = [
        (State::Active, State::Testing, "touch", Kind::Testing),
        (State::Testing, State::Active, "cleared", Kind::Cleared),
        (State::Testing, State::Broken, "break", Kind::Broken),
        (
            State::Active,
            State::Confirmed,
            "confirmed",
            Kind::Confirmed,
        ),
        (
            State::Confirmed,
            State::Sustained,
            "sustained",
            Kind::Sustained,
        ),
        (State::Broken, State::Active, "failed", Kind::Failed),
        (State::Broken, State::Active, "lapsed", Kind::Lapsed),
        (State::Sustained, State::Active, "lost", Kind::Lost),
        (State::Broken, State::Testing, "failed", Kind::Failed),
    ];
    for (before, after, label, kind) in cases {
        assert_eq!(from_to(before, after, label), [kind], "{before} -> {after}");
    }
    assert_eq!(from_to(State::Active, State::Active, "touch"), []);
}

#[test]
fn levels_of_one_close_only_are_new_gone_or_told_by_what_they_came_to() {
    let mut born = level("90.000", State::Active, "2024-01-11");
    born.known_at = "2024-01-11".to_owned();
    let earlier = at(
        "2024-01-10",
        99.0,
        vec![level("80.000", State::Active, "2024-01-05")],
    );
    let later = at(
        "2024-01-11",
        99.5,
        vec![
            born,
            level("100.50", State::Testing, "2024-01-11"),
            level("120.00", State::Testing, "2024-01-09"),
        ],
    );
    let signals = between(&earlier, &later);
    let told: Vec<(SignalKind, String)> = signals
        .iter()
        .map(|it| (it.kind, it.key.clone().unwrap().to_string()))
        .collect();
    assert_eq!(
        told,
        [
            (SignalKind::Testing, "shelf-R-2024-01-01-100.50".to_owned()),
            (SignalKind::New, "shelf-R-2024-01-01-90.000".to_owned()),
            (SignalKind::Gone, "shelf-R-2024-01-01-80.000".to_owned()),
        ]
    );
}

#[test]
fn the_side_decides_before_the_state_and_ranges_are_told_once() {
    let mut later = level("100.50", State::Active, "2024-01-11");
    later.role = Role::Support;
    let mut earlier = at(
        "2024-01-10",
        99.0,
        vec![level("100.50", State::Sustained, "2024-01-05")],
    );
    let edges = Edges {
        low: 95.0,
        high: 100.0,
    };
    earlier.range = Some(edges);
    let mut now = at("2024-01-11", 102.0, vec![later]);
    now.left_range = Some(LeftEdges {
        at: "2024-01-11".to_owned(),
        edges,
    });
    let kinds = |signals: Vec<Signal>| signals.iter().map(|it| it.kind).collect::<Vec<_>>();
    assert_eq!(
        kinds(between(&earlier, &now)),
        [SignalKind::Flipped, SignalKind::RangeLeft]
    );
    let mut next = now.clone();
    next.time = "2024-01-12".to_owned();
    assert_eq!(kinds(between(&now, &next)), []);
}
