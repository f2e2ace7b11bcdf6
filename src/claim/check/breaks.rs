//! Breaks: closes beyond a price.

use super::context::Seen;
use super::days::Stretch;
use super::fact::{Fact, Missing};
use super::grid::{Axis, Sensitivity};
use super::levels::{last_bars, no_price, some, stands};
use super::matching::role_of;
use super::touches::Band;
use super::verdict::{Answer, Definition, Verdict};
use crate::claim::{Basis, Claim, Price, Relation, Side};
use crate::{Role, Timeframe};

/// Bars in which a break is news.
const LATELY: usize = 5;

/// The band a break passes: upwards it is a resistance, downwards a support.
pub(super) fn band(claim: &Claim, price: &Price, close: f64) -> Band {
    let role = match claim.side {
        Some(side) => match side {
            // "Broke support" is a fall through it, "reclaimed support" would name a direction.
            Side::Resistance | Side::Support => role_of(side),
            Side::Up => Role::Resistance,
            Side::Down => Role::Support,
        },
        None if close >= price.low => Role::Resistance,
        None => Role::Support,
    };
    Band {
        low: price.low,
        high: price.high,
        role,
    }
}

/// The price a close must pass: the far edge of a zone.
pub(super) fn edge(band: Band) -> f64 {
    match band.role {
        Role::Resistance => band.high,
        Role::Support => band.low,
    }
}

/// Which bars are asked, and what of them must lie beyond.
struct Asked<'a, 'b> {
    seen: &'a Seen<'b>,
    band: Band,
    basis: Option<Basis>,
    at: usize,
    /// Any bar of it; the last one where none is named.
    stretch: Option<Stretch>,
}

impl Asked<'_, '_> {
    fn passes(&self, at: usize, margin_atr: f64) -> bool {
        let price = match self.basis {
            Some(Basis::Intraday) => self.band.extreme(self.seen, at),
            Some(Basis::Open) => self.seen.open()[at],
            _ => self.seen.close()[at],
        };
        let margin_pct = 100.0 * margin_atr * self.seen.atr_or_usual(at);
        self.band.is_passed_by(price, margin_pct)
    }

    fn any(&self, stretch: Stretch, margin_atr: f64) -> bool {
        stretch.bars().any(|at| self.passes(at, margin_atr))
    }

    /// Whether so many bars in a row lie beyond by a margin, or one of a stretch.
    fn holds(&self, closes: usize, margin_atr: f64) -> bool {
        match self.stretch {
            Some(stretch) => self.any(stretch, margin_atr),
            None => last_bars(closes, self.at)
                .bars()
                .all(|at| self.passes(at, margin_atr)),
        }
    }

    fn judge(&self, claim: &Claim) -> Verdict {
        let lately = self.any(last_bars(LATELY, self.at), 0.0);
        let is_open = self.stretch.is_none() && claim.on.is_empty();
        // That it has not closed beyond is asked of the last bars, that it has of the last one.
        let is_beyond = if claim.negated && is_open {
            lately
        } else {
            self.holds(1, 0.0)
        };
        let grid = Sensitivity::over_pairs(
            (Axis::Closes, &[1, 2, 3]),
            (Axis::MarginAtr, &[0.0, 0.1, 0.5]),
            |closes, margin| self.holds(closes, margin),
        );
        let definition = if self.basis == Some(Basis::Intraday) {
            Definition::Trade
        } else {
            Definition::Close
        };
        // The grid asks for more than a close beyond, so it cannot make a wrong claim right; a break of the last bars
        // that came back leaves open which of the two was meant.
        let answer = match is_beyond != claim.negated {
            true => Answer::Supported,
            false if !claim.negated && is_open && lately => Answer::Undetermined,
            false => Answer::Refuted,
        };
        Verdict {
            sensitivity: Some(grid.turned(claim.negated)),
            ..Verdict::new(answer, definition)
        }
    }
}

/// Price closed, or stands, beyond a price.
pub(super) fn beyond(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(price) = claim.price else {
        return no_price();
    };
    let stretch = match seen.look_back(claim) {
        Ok(stretch) => stretch,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let at = seen.day(claim).unwrap_or(seen.at());
    let band = band(claim, &price, seen.close()[at]);
    if matches!(claim.basis, Some(Basis::WeeklyClose | Basis::MonthlyClose)) {
        return longer_close(claim, seen, band, at);
    }
    let asked = Asked {
        seen,
        band,
        basis: claim.basis,
        at,
        stretch,
    };
    let mut verdict = asked.judge(claim);
    (verdict.trigger, verdict.invalidation) = some(seen.zone_of(band, None));
    let of_stretch = stretch.map(|stretch| closes(seen, band, stretch));
    verdict.facts.extend(of_stretch);
    verdict.facts.push(stands(seen, at, band));
    verdict.facts.extend(crossing(seen, band, at));
    let from = stretch.map_or(at, |stretch| stretch.from);
    verdict
        .on_side(claim.side.or(Some(direction(band.role))))
        .looking_from(from)
}

pub(super) fn direction(role: Role) -> Side {
    match role {
        Role::Resistance => Side::Up,
        Role::Support => Side::Down,
    }
}

/// How many closes of a stretch lie beyond.
pub(super) fn closes(seen: &Seen<'_>, band: Band, stretch: Stretch) -> Fact {
    let passed = |at: &usize| band.is_passed_by(seen.close()[*at], 0.0);
    let price = edge(band);
    Fact::Closes {
        relation: match band.role {
            Role::Resistance => Relation::Above,
            Role::Support => Relation::Below,
        },
        low: price,
        high: price,
        count: stretch.bars().filter(passed).count(),
        of: stretch.len(),
        from: seen.when(stretch.from),
        to: seen.when(stretch.to),
        except: None,
    }
}

/// The last close that passed from the near side to the far one.
fn crossing(seen: &Seen<'_>, band: Band, at: usize) -> Option<Fact> {
    let close = seen.close();
    let is_crossing =
        |at: &usize| band.is_passed_by(close[*at], 0.0) && !band.is_passed_by(close[*at - 1], 0.0);
    let at = (1..=at).rev().find(is_crossing)?;
    Some(Fact::Crossed {
        at: seen.when(at),
        is_up: band.role == Role::Resistance,
        measure: None,
        price: Some(edge(band)),
    })
}

/// The close of the last whole week or month, as of the day.
fn longer_close(claim: &Claim, seen: &Seen<'_>, band: Band, at: usize) -> Verdict {
    let timeframe = if claim.basis == Some(Basis::WeeklyClose) {
        Timeframe::Week
    } else {
        Timeframe::Month
    };
    let period = |at: usize| timeframe.period(seen.date(at));
    let is_over = |at: usize| {
        let next = seen
            .calendar()
            .and_then(|it| it.next_session(seen.date(at)));
        next.is_some_and(|next| timeframe.period(next) != timeframe.period(seen.date(at)))
    };
    let last = if is_over(at) {
        Some(at)
    } else {
        (0..at).rev().find(|&before| period(before) != period(at))
    };
    let Some(last) = last else {
        return Verdict::undetermined([Fact::Needs {
            missing: Missing::Bars,
        }]);
    };
    let passes = band.is_passed_by(seen.close()[last], 0.0);
    let mut verdict = Verdict::of(passes != claim.negated, Definition::Close);
    verdict.facts.push(stands(seen, last, band));
    verdict.facts.extend(crossing(seen, band, last));
    verdict
        .on_side(claim.side.or(Some(direction(band.role))))
        .looking_from(last)
}
