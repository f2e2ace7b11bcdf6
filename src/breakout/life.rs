//! One level, one bar: the rows of the state machine.

use std::hint::select_unpredictable;

use crate::level::compare::{above, at_least, below};
use crate::level::{Expiry, FLIP_BARS, Live, Moment, Note, Record, SETTLING_BARS, State};

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
    record: &mut Record,
) {
    let seen = Seen::new(live, &by_role[live.role as usize]);
    live.quiet_since = select_unpredictable(seen.is_in_zone, seen.bar.at, live.quiet_since);
    match live.state {
        State::Forming => forming(live, &seen, patience),
        State::Active | State::Testing => open(live, &seen, patience, record),
        State::Broken | State::Confirmed | State::Sustained if seen.closes_below => {
            fall_back(live, seen.bar.at, record);
        }
        State::Broken => broken(live, &seen, record),
        State::Confirmed => confirmed(live, &seen, record),
        State::Sustained => sustained(live, &seen, record),
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
fn open(live: &mut Live, seen: &Seen<'_>, patience: Option<usize>, record: &mut Record) {
    visit(live, seen, record);
    if seen.closes_above {
        broke(live, seen, record);
    } else if live.state == State::Testing {
        cleared(live, seen, record);
    } else if seen.is_in_zone && !seen.closes_an_atr_away() {
        live.state = State::Testing;
        record.note(live, Note::Testing);
    } else {
        expire_if_unvisited(live, seen, patience, record);
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
fn visit(live: &Live, seen: &Seen<'_>, record: &mut Record) {
    let Seen { bar, low, high, .. } = *seen;
    let is_touched = below(bar.close_before, low) && at_least(bar.high, low);
    let kind = if live.state == State::Active {
        Note::Test
    } else {
        Note::Touch
    };
    record.note_if(is_touched, live, kind);
    record.note_if(is_touched && seen.closes_below, live, Note::Rejection);
    let is_pierced = above(bar.high, high) && !seen.closes_above;
    record.note_if(is_pierced, live, Note::Pierce);
}

/// A close beyond the zone; with a margin it confirms itself.
fn broke(live: &mut Live, seen: &Seen<'_>, record: &mut Record) {
    let at = seen.bar.at;
    live.state = State::Broken;
    live.broke_at = at;
    live.is_retested = false;
    let is_gap = above(seen.bar.open_seen_by(live.role), seen.high);
    record.note(live, Note::Break { is_gap });
    if seen.closes_well_above() {
        confirm(live, at, record);
    }
}

fn confirm(live: &mut Live, at: usize, record: &mut Record) {
    live.state = State::Confirmed;
    live.confirmed_at = at;
    record.note(live, Note::Confirmed);
}

fn cleared(live: &mut Live, seen: &Seen<'_>, record: &mut Record) {
    let at = seen.bar.at;
    if seen.closes_an_atr_away() || at - live.quiet_since >= CLEARED_BARS {
        live.rest(at);
        record.note(live, Note::Cleared);
    }
}

fn broken(live: &mut Live, seen: &Seen<'_>, record: &mut Record) {
    let at = seen.bar.at;
    if seen.closes_above {
        confirm(live, at, record);
    } else if at >= live.broke_at + SETTLING_BARS {
        live.rest(at);
        record.note(live, Note::Lapsed);
    }
}

fn confirmed(live: &mut Live, seen: &Seen<'_>, record: &mut Record) {
    let at = seen.bar.at;
    retest(live, seen, record);
    if at >= live.broke_at + SETTLING_BARS {
        live.state = State::Sustained;
        record.note(live, Note::Sustained);
    }
}

fn sustained(live: &mut Live, seen: &Seen<'_>, record: &mut Record) {
    let at = seen.bar.at;
    retest(live, seen, record);
    if at >= live.confirmed_at + FLIP_BARS {
        live.rest(at);
        live.role = live.role.flipped();
        record.note(live, Note::Flipped { role: live.role });
    }
}

/// A close back through the zone: a failed break while it is young, a lost level later.
fn fall_back(live: &mut Live, at: usize, record: &mut Record) {
    let kind = if at <= live.broke_at + SETTLING_BARS {
        Note::Failed
    } else {
        Note::Lost
    };
    live.rest(at);
    record.note(live, kind);
}

/// Price came back to the zone it had left and closed beyond it again; told once.
fn retest(live: &mut Live, seen: &Seen<'_>, record: &mut Record) {
    let bar = seen.bar;
    let is_in_time = bar.at >= live.broke_at + 2 && bar.at <= live.confirmed_at + FLIP_BARS;
    if !live.is_retested && is_in_time && !above(bar.low, seen.high) && seen.closes_above {
        live.is_retested = true;
        record.note(live, Note::RetestHeld);
    }
}

fn is_unvisited(live: &Live, seen: &Seen<'_>, patience: Option<usize>) -> bool {
    patience.is_some_and(|patience| seen.bar.at - live.quiet_since >= patience)
}

fn expire_if_unvisited(
    live: &mut Live,
    seen: &Seen<'_>,
    patience: Option<usize>,
    record: &mut Record,
) {
    if is_unvisited(live, seen, patience) {
        record.expired(live, Expiry::Unvisited);
        live.state = State::Expired;
    }
}
