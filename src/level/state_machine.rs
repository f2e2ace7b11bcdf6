//! One level, one bar: the rows of the state machine.
//!
//! # The life of a level
//!
//! Told for a resistance, as prices come from below; a support is its mirror. `x` is the centre of the zone, `w` its
//! half width, `A` the ATR of log prices one bar earlier, `b` the bar of the break. The columns are tried from left to
//! right and the first that fires sets the state; facts of later columns (touch, rejection, pierce) are still told.
//!
//! | state | c < x-w | c > x+w+0.5A | c > x+w | t >= b+10 | 30 bars after confirmation | bar in zone | x-c >= A, or 5 bars out of zone | 250 bars out of zone |
//! |---|---|---|---|---|---|---|---|---|
//! | forming | | changes role | changes role | | | | | expired |
//! | active | | confirmed | broken | | | testing, unless x-c >= A | active | expired |
//! | testing | | confirmed | broken | | | testing, unless x-c >= A | active | |
//! | broken | active (failed) | confirmed | confirmed | active (lapsed) | | | | |
//! | confirmed | active (failed) | | | sustained | | | | |
//! | sustained | active (lost) | | | | active (flipped) | | | |
//!
//! A shelf is patient for 120 bars, a level the user gave for ever. A close back through the zone more than 10 bars
//! after the break is `lost`, not `failed`, whatever the state.

use std::hint::select_unpredictable;

use super::compare::{above, at_least, below};
use super::{Expiry, FLIP_BARS, FactLog, Live, Moment, Note, SETTLING_BARS, State};

/// Bars out of zone that end a test.
const CLEARED_BARS: usize = 5;
/// How far beyond the zone one close confirms a break, in ATR.
pub(crate) const MARGIN_ATR: f64 = 0.5;
/// How far below the centre a close ends a test, in ATR.
const CLEARED_ATR: f64 = 1.0;

/// Carries `live` through a bar, given as each role sees it, and notes what happened.
///
/// `patience` is the number of bars out of zone after which a resting level expires.
pub(crate) fn advance(
    live: &mut Live,
    by_role: &[Moment; 2],
    patience: Option<usize>,
    log: &mut FactLog,
) {
    let seen = Seen::new(live, &by_role[live.role as usize]);
    live.quiet_since = select_unpredictable(seen.is_in_zone, seen.bar.at, live.quiet_since);
    match live.state {
        State::Forming => forming(live, &seen, patience),
        State::Active | State::Testing => open(live, &seen, patience, log),
        State::Broken | State::Confirmed | State::Sustained if seen.closes_below => {
            fall_back(live, seen.bar.at, log);
        }
        State::Broken => broken(live, &seen, log),
        State::Confirmed => confirmed(live, &seen, log),
        State::Sustained => sustained(live, &seen, log),
        State::Expired => {}
    }
}

/// The bar and the zone as a resistance meets them, and how they lie to each other.
struct Seen<'a> {
    bar: &'a Moment,
    low: f64,
    centre: f64,
    high: f64,
    is_in_zone: bool,
    closes_below: bool,
    closes_above: bool,
}

impl<'a> Seen<'a> {
    fn new(live: &Live, bar: &'a Moment) -> Self {
        let zone = live.seen();
        let (low, high) = (zone.low(), zone.high());
        Self {
            bar,
            low,
            centre: zone.centre,
            high,
            is_in_zone: zone.meets(bar.low, bar.high),
            closes_below: below(bar.close, low),
            closes_above: above(bar.close, high),
        }
    }

    fn closes_well_above(&self) -> bool {
        above(self.bar.close, self.high + MARGIN_ATR * self.bar.atr_before)
    }

    /// `x - c >= A`.
    fn closes_an_atr_away(&self) -> bool {
        at_least(
            self.centre - self.bar.close,
            CLEARED_ATR * self.bar.atr_before,
        )
    }
}

/// A level that is active or being tested.
fn open(live: &mut Live, seen: &Seen<'_>, patience: Option<usize>, log: &mut FactLog) {
    visit(live, seen, log);
    if seen.closes_above {
        broke(live, seen, log);
    } else if live.state == State::Testing {
        cleared(live, seen, log);
    } else if seen.is_in_zone && !seen.closes_an_atr_away() {
        live.state = State::Testing;
        log.note(live, Note::Testing);
    } else {
        expire_if_unvisited(live, seen, patience, log);
    }
}

fn forming(live: &mut Live, seen: &Seen<'_>, patience: Option<usize>) {
    if seen.closes_above {
        live.role = live.role.flipped();
    } else if is_unvisited(live, seen, patience) {
        live.state = State::Expired;
    }
}

/// Test or touch, rejection, pierce: told whatever the state becomes.
fn visit(live: &Live, seen: &Seen<'_>, log: &mut FactLog) {
    let Seen { bar, low, high, .. } = *seen;
    let is_touched = below(bar.close_before, low) && at_least(bar.high, low);
    let kind = if live.state == State::Active {
        Note::Test
    } else {
        Note::Touch
    };
    log.note_if(is_touched, live, kind);
    log.note_if(is_touched && seen.closes_below, live, Note::Rejection);
    let is_pierced = above(bar.high, high) && !seen.closes_above;
    log.note_if(is_pierced, live, Note::Pierce);
}

/// A close beyond the zone; with a margin it confirms itself.
fn broke(live: &mut Live, seen: &Seen<'_>, log: &mut FactLog) {
    let at = seen.bar.at;
    live.state = State::Broken;
    live.broke_at = at;
    live.is_retested = false;
    let is_gap = above(seen.bar.open_seen_by(live.role), seen.high);
    log.note(live, if is_gap { Note::GapBreak } else { Note::Break });
    if seen.closes_well_above() {
        confirm(live, at, log);
    }
}

fn confirm(live: &mut Live, at: usize, log: &mut FactLog) {
    live.state = State::Confirmed;
    live.confirmed_at = at;
    log.note(live, Note::Confirmed);
}

fn cleared(live: &mut Live, seen: &Seen<'_>, log: &mut FactLog) {
    let at = seen.bar.at;
    if seen.closes_an_atr_away() || at - live.quiet_since >= CLEARED_BARS {
        live.rest(at);
        log.note(live, Note::Cleared);
    }
}

fn broken(live: &mut Live, seen: &Seen<'_>, log: &mut FactLog) {
    let at = seen.bar.at;
    if seen.closes_above {
        confirm(live, at, log);
    } else if at >= live.broke_at + SETTLING_BARS {
        live.rest(at);
        log.note(live, Note::Lapsed);
    }
}

fn confirmed(live: &mut Live, seen: &Seen<'_>, log: &mut FactLog) {
    let at = seen.bar.at;
    retest(live, seen, log);
    if at >= live.broke_at + SETTLING_BARS {
        live.state = State::Sustained;
        log.note(live, Note::Sustained);
    }
}

fn sustained(live: &mut Live, seen: &Seen<'_>, log: &mut FactLog) {
    let at = seen.bar.at;
    retest(live, seen, log);
    if at >= live.confirmed_at + FLIP_BARS {
        live.rest(at);
        live.role = live.role.flipped();
        log.note(live, Note::Flipped { role: live.role });
    }
}

/// A close back through the zone: a failed break while it is young, a lost level later.
fn fall_back(live: &mut Live, at: usize, log: &mut FactLog) {
    let kind = if at <= live.broke_at + SETTLING_BARS {
        Note::Failed
    } else {
        Note::Lost
    };
    live.rest(at);
    log.note(live, kind);
}

/// Price came back to the zone it had left and closed beyond it again; told once.
fn retest(live: &mut Live, seen: &Seen<'_>, log: &mut FactLog) {
    let bar = seen.bar;
    let is_in_time = bar.at >= live.broke_at + 2 && bar.at <= live.confirmed_at + FLIP_BARS;
    if !live.is_retested && is_in_time && !above(bar.low, seen.high) && seen.closes_above {
        live.is_retested = true;
        log.note(live, Note::RetestHeld);
    }
}

fn is_unvisited(live: &Live, seen: &Seen<'_>, patience: Option<usize>) -> bool {
    patience.is_some_and(|patience| seen.bar.at - live.quiet_since >= patience)
}

fn expire_if_unvisited(
    live: &mut Live,
    seen: &Seen<'_>,
    patience: Option<usize>,
    log: &mut FactLog,
) {
    if is_unvisited(live, seen, patience) {
        log.expired(live, Expiry::Unvisited);
        live.state = State::Expired;
    }
}
