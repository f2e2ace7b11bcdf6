//! Every row of the state machine, as a drawn price path and its mirror.
//!
//! The level is given by the test: 0.25 ATR to each side of the centre, approached from below. Paths are in ATR, see
//! `sketch`; the ATR moves a little with the bars drawn, so they keep clear of the edges they are not about.

use strandline::level::UserLevel;
use strandline::{Analysis, AnalysisConfig, FactKind, Family, LevelId, Role, State, Zone};

use crate::sketch::{ATR, CENTRE, LEAD, Sketch, analyzed};

/// The given level: a zone of 0.25 ATR to each side of the centre.
fn given() -> AnalysisConfig {
    let edge = |units: f64| CENTRE * (units * ATR).exp();
    let level = UserLevel {
        zone: Zone {
            low: edge(-0.25),
            high: edge(0.25),
        },
        since: None,
    };
    AnalysisConfig {
        user: vec![level],
        ..AnalysisConfig::of([Family::User])
    }
}

/// What happened to the level on the drawn bars, counted from 1, but for its birth.
fn story(analysis: &Analysis) -> Vec<(usize, &'static str)> {
    let told = analysis
        .facts()
        .iter()
        .filter(|fact| fact.at >= LEAD && fact.level.is_some());
    told.map(|fact| (fact.at + 1 - LEAD, fact.kind.name()))
        .collect()
}

/// Asserts the story of a path and of its mirror, and the state and role at their ends.
#[track_caller]
fn assert_story(sketch: &Sketch, expected: &[(usize, &str)], state: State, role: Role) {
    for (sketch, role) in [(sketch.clone(), role), (sketch.mirrored(), role.flipped())] {
        let bars = sketch.build();
        let analysis = analyzed(&bars, &given());
        assert_eq!(story(&analysis), expected);
        let now = analysis.as_of(bars.len() - 1);
        let level = now
            .level(LevelId(0))
            .expect("the given level never expires");
        assert_eq!((level.state, level.role), (state, role));
    }
}

fn assert_resistance(sketch: &Sketch, expected: &[(usize, &str)], state: State) {
    assert_story(sketch, expected, state, Role::Resistance);
}

#[test]
fn an_active_level_that_is_not_met_stays_active() {
    assert_resistance(
        &Sketch::new().closes(&[-2.5, -2.0, -2.6]),
        &[],
        State::Active,
    );
}

#[test]
fn a_bar_in_zone_that_closes_near_begins_a_test() {
    // The wick of bar 2 reaches 0.1 above -0.3: into the zone, not through it; the close is below it.
    let sketch = Sketch::new().closes(&[-1.5, -0.3]);
    assert_resistance(
        &sketch,
        &[(2, "test"), (2, "rejection"), (2, "testing")],
        State::Testing,
    );
}

#[test]
fn a_close_inside_the_zone_is_a_test_but_not_a_rejection() {
    let sketch = Sketch::new().closes(&[-1.5, 0.0]);
    assert_resistance(&sketch, &[(2, "test"), (2, "testing")], State::Testing);
}

#[test]
fn a_bar_in_zone_that_closes_an_atr_away_is_a_test_and_leaves_the_level_active() {
    let sketch = Sketch::new().closes(&[-1.5]).bar(-1.5, 0.1, -1.9, -1.8);
    assert_resistance(&sketch, &[(2, "test"), (2, "rejection")], State::Active);
}

#[test]
fn a_high_beyond_the_zone_without_the_close_is_a_pierce() {
    let sketch = Sketch::new().closes(&[-1.0]).bar(-1.0, 0.6, -1.1, -0.5);
    let expected = [(2, "test"), (2, "rejection"), (2, "pierce"), (2, "testing")];
    assert_resistance(&sketch, &expected, State::Testing);
}

#[test]
fn an_open_beyond_without_the_close_is_a_pierce() {
    let sketch = Sketch::new().closes(&[-1.0]).bar(0.5, 0.6, -0.1, 0.0);
    assert_resistance(
        &sketch,
        &[(2, "test"), (2, "pierce"), (2, "testing")],
        State::Testing,
    );
}

#[test]
fn coming_to_the_zone_again_during_a_test_is_a_touch() {
    let sketch = Sketch::new().closes(&[-1.0, -0.3, -0.7, -0.2]);
    let expected = [
        (2, "test"),
        (2, "rejection"),
        (2, "testing"),
        (3, "touch"),
        (3, "rejection"),
        (4, "touch"),
    ];
    // Bar 3 opens at -0.3 and its wick reaches -0.2, into the zone from below it.
    assert_resistance(&sketch, &expected, State::Testing);
}

#[test]
fn a_test_ends_with_a_close_an_atr_away() {
    let sketch = Sketch::new().closes(&[-1.5, -0.1, -1.9]);
    assert_resistance(
        &sketch,
        &[(2, "test"), (2, "testing"), (3, "cleared")],
        State::Active,
    );
}

/// Bars that close at `close` and reach down far enough to keep the ATR at 1, their highs a quarter above the close.
fn wide(sketch: Sketch, close: f64, count: usize) -> Sketch {
    (0..count).fold(sketch, |sketch, _| {
        sketch.bar(close, close + 0.25, close - 0.75, close)
    })
}

#[test]
fn a_test_ends_after_five_bars_out_of_zone() {
    let tested = wide(Sketch::new().closes(&[-1.5, -0.3]), -0.6, 4);
    let begun = [(2, "test"), (2, "rejection"), (2, "testing")];
    assert_resistance(&tested, &begun, State::Testing);
    let ended = [begun.as_slice(), &[(7, "cleared")]].concat();
    assert_resistance(&wide(tested, -0.6, 1), &ended, State::Active);
}

/// A close half an ATR above the centre, on bar 3: beyond the zone, within the margin.
fn broken() -> Sketch {
    Sketch::new().closes(&[-1.5, -0.4, 0.5])
}

const BROKEN: [(usize, &str); 2] = [(3, "test"), (3, "break")];

/// A close 1.5 ATR above the centre, on bar 3: beyond zone and margin.
fn confirmed() -> Sketch {
    Sketch::new().closes(&[-1.5, -0.4, 1.5])
}

const CONFIRMED: [(usize, &str); 3] = [(3, "test"), (3, "break"), (3, "confirmed")];

fn after(
    begun: &[(usize, &'static str)],
    then: &[(usize, &'static str)],
) -> Vec<(usize, &'static str)> {
    [begun, then].concat()
}

#[test]
fn one_close_beyond_breaks_an_active_level() {
    assert_resistance(&broken(), &BROKEN, State::Broken);
}

#[test]
fn one_close_half_an_atr_beyond_confirms_at_once() {
    assert_resistance(&confirmed(), &CONFIRMED, State::Confirmed);
}

#[test]
fn a_tested_level_breaks_as_an_active_one_does() {
    let tested = Sketch::new().closes(&[-1.5, -0.1]);
    let begun = [(2, "test"), (2, "testing")];
    assert_resistance(
        &tested.clone().closes(&[0.5]),
        &after(&begun, &[(3, "break")]),
        State::Broken,
    );
    let expected = after(&begun, &[(3, "break"), (3, "confirmed")]);
    assert_resistance(&tested.closes(&[1.5]), &expected, State::Confirmed);
}

#[test]
fn a_break_that_opened_beyond_is_a_gap() {
    let is_gap = |sketch: &Sketch| {
        let bars = sketch.build();
        let analysis = analyzed(&bars, &given());
        let mut kinds = analysis.facts().iter().map(|fact| fact.kind);
        let broke = kinds.find(|kind| kind.is_break());
        broke.map(|kind| kind == FactKind::GapBreak)
    };
    let gap = Sketch::new().closes(&[-1.5]).bar(0.5, 0.7, 0.4, 0.6);
    assert_eq!(
        (is_gap(&gap), is_gap(&gap.mirrored())),
        (Some(true), Some(true))
    );
    assert_eq!(
        (is_gap(&broken()), is_gap(&broken().mirrored())),
        (Some(false), Some(false))
    );
    assert_resistance(&gap, &[(2, "test"), (2, "gap_break")], State::Broken);
}

#[test]
fn a_close_back_through_the_zone_fails_a_break() {
    assert_resistance(
        &broken().closes(&[-0.6]),
        &after(&BROKEN, &[(4, "failed")]),
        State::Active,
    );
}

#[test]
fn a_close_inside_the_zone_does_not_fail_a_break() {
    assert_resistance(&broken().closes(&[0.0]), &BROKEN, State::Broken);
}

#[test]
fn a_second_close_beyond_confirms() {
    assert_resistance(
        &broken().closes(&[0.0, 0.4]),
        &after(&BROKEN, &[(5, "confirmed")]),
        State::Confirmed,
    );
}

#[test]
fn a_break_neither_confirmed_nor_failed_lapses_after_ten_bars() {
    let nine = wide(broken(), 0.0, 9);
    assert_resistance(&nine, &BROKEN, State::Broken);
    assert_resistance(
        &wide(nine, 0.0, 1),
        &after(&BROKEN, &[(13, "lapsed")]),
        State::Active,
    );
}

#[test]
fn a_second_close_on_the_tenth_bar_still_confirms() {
    let ten = wide(broken(), 0.0, 9).closes(&[0.6]);
    let begun = after(&BROKEN, &[(13, "confirmed")]);
    assert_resistance(&ten, &begun, State::Confirmed);
    assert_resistance(
        &ten.clone().closes(&[0.5]),
        &after(&begun, &[(14, "sustained")]),
        State::Sustained,
    );
    // More than ten bars after the break a close back through the zone is lost, not failed.
    assert_resistance(
        &ten.closes(&[-0.7]),
        &after(&begun, &[(14, "lost")]),
        State::Active,
    );
}

#[test]
fn a_confirmed_break_fails_within_ten_bars() {
    assert_resistance(
        &confirmed().closes(&[-0.8]),
        &after(&CONFIRMED, &[(4, "failed")]),
        State::Active,
    );
    let on_the_tenth = confirmed().rest(1.5, 9).closes(&[-0.8]);
    assert_resistance(
        &on_the_tenth,
        &after(&CONFIRMED, &[(13, "failed")]),
        State::Active,
    );
}

#[test]
fn a_confirmed_break_is_sustained_after_ten_bars_without_a_close_back() {
    assert_resistance(&confirmed().rest(1.5, 9), &CONFIRMED, State::Confirmed);
    let expected = after(&CONFIRMED, &[(13, "sustained")]);
    assert_resistance(&confirmed().rest(1.5, 10), &expected, State::Sustained);
}

#[test]
fn a_sustained_break_can_be_lost() {
    let expected = after(&CONFIRMED, &[(13, "sustained"), (15, "lost")]);
    assert_resistance(
        &confirmed().rest(1.5, 11).closes(&[-0.8]),
        &expected,
        State::Active,
    );
}

#[test]
fn thirty_bars_after_confirmation_a_sustained_level_changes_its_role() {
    let begun = after(&CONFIRMED, &[(13, "sustained")]);
    assert_resistance(&confirmed().rest(1.5, 29), &begun, State::Sustained);
    let flipped = confirmed().rest(1.5, 30);
    let expected = after(&begun, &[(33, "flipped")]);
    assert_story(&flipped, &expected, State::Active, Role::Support);
    // From here on it is met from above.
    let tested = after(&expected, &[(34, "test"), (34, "testing")]);
    assert_story(
        &flipped.closes(&[0.1]),
        &tested,
        State::Testing,
        Role::Support,
    );
}

#[test]
fn coming_back_to_the_zone_and_closing_beyond_is_a_retest_held_told_once() {
    let dip = |sketch: Sketch| sketch.bar(1.5, 1.6, 0.1, 1.4);
    let too_soon = dip(confirmed());
    assert_resistance(&too_soon, &CONFIRMED, State::Confirmed);
    let held = dip(too_soon);
    let expected = after(&CONFIRMED, &[(5, "retest_held")]);
    assert_resistance(&held, &expected, State::Confirmed);
    assert_resistance(&dip(held), &expected, State::Confirmed);
}

#[test]
fn a_retest_counts_up_to_thirty_bars_after_confirmation() {
    let dip = |sketch: Sketch| sketch.bar(1.5, 1.6, 0.1, 1.4);
    let last = dip(confirmed().rest(1.5, 29));
    let expected = after(
        &CONFIRMED,
        &[(13, "sustained"), (33, "retest_held"), (33, "flipped")],
    );
    assert_story(&last, &expected, State::Active, Role::Support);
}

#[test]
fn a_level_that_failed_can_break_again() {
    let again = broken().closes(&[-0.6, 1.5]);
    let expected = after(
        &BROKEN,
        &[(4, "failed"), (5, "test"), (5, "break"), (5, "confirmed")],
    );
    assert_resistance(&again, &expected, State::Confirmed);
}

#[test]
fn a_given_level_waits_for_ever() {
    assert_resistance(&Sketch::new().rest(-3.0, 600), &[], State::Active);
}
