//! Breaks that lasted, and those that came back.

use super::breaks::{band, closes, direction, edge};
use super::context::Seen;
use super::days::Stretch;
use super::fact::Fact;
use super::grid::{Axis, Cell, Sensitivity};
use super::levels::{last_bars, no_price, some, stands};
use super::matching::side_of;
use super::touches::Band;
use super::verdict::{Definition, Verdict};
use crate::claim::{Claim, Price};
use crate::level::UserLevel;
use crate::{AnalysisConfig, Family, Role, State, Zone, analyze};

/// Bars in which a break comes back for it to have failed.
const FAILED: usize = 10;

/// A break by closes alone: where it began, how many closes lie beyond in a row, whether one fell back.
#[derive(Clone, Copy)]
struct Run {
    broke_at: usize,
    /// The first close back on the near side.
    back_at: Option<usize>,
}

/// Breaks up to bar `at`, the last one first.
fn runs(seen: &Seen<'_>, band: Band, at: usize) -> Vec<Run> {
    let close = seen.close();
    let is_back = |at: &usize| match band.role {
        Role::Resistance => close[*at] < band.low,
        Role::Support => close[*at] > band.high,
    };
    let mut runs: Vec<Run> = Vec::new();
    let mut is_beyond = close
        .first()
        .is_some_and(|&close| band.is_passed_by(close, 0.0));
    for bar in 1..=at {
        let is_passed = seen
            .close_at(bar)
            .is_some_and(|close| band.is_passed_by(close, 0.0));
        if !is_beyond && is_passed {
            is_beyond = true;
            runs.push(Run {
                broke_at: bar,
                back_at: None,
            });
        } else if is_beyond && is_back(&bar) {
            is_beyond = false;
            if let Some(last) = runs.last_mut() {
                last.back_at = Some(bar);
            }
        }
    }
    runs.reverse();
    runs
}

/// A break by closes alone that is asked how long it lasted.
struct Lasting<'a, 'b> {
    seen: &'a Seen<'b>,
    band: Band,
    run: Option<Run>,
    at: usize,
}

impl Lasting<'_, '_> {
    /// Whether it is so many bars old, with so many closes beyond by a margin and none back.
    fn is(&self, closes: usize, margin_atr: f64, bars: usize) -> bool {
        let Some(run) = self.run else { return false };
        let is_beyond = |at: &usize| {
            let margin_pct = 100.0 * margin_atr * self.seen.atr_or_usual(*at);
            self.band.is_passed_by(self.seen.close()[*at], margin_pct)
        };
        let beyond = (run.broke_at..=self.at).filter(is_beyond).count();
        beyond >= closes && self.at - run.broke_at >= bars
    }

    fn grid(&self) -> Sensitivity {
        let mut cells = Vec::new();
        for closes in [1, 2, 3] {
            for margin in [0.0, 0.25, 0.5] {
                cells.extend([3, 5, 10].map(|bars| Cell {
                    settings: vec![closes.into(), margin.into(), bars.into()],
                    holds: self.is(closes, margin, bars),
                }));
            }
        }
        Sensitivity {
            axes: vec![Axis::Closes, Axis::MarginAtr, Axis::Bars],
            cells,
        }
    }
}

/// A break lasted.
pub(super) fn sustained(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(price) = claim.price else {
        return no_price();
    };
    let at = match seen.day(claim) {
        Ok(at) => at,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let band = band(claim, &price, seen.close()[at]);
    let all = runs(seen, band, at);
    let last = all.first().copied();
    let run = last.filter(|run| run.back_at.is_none());
    let lasting = Lasting {
        seen,
        band,
        run,
        at,
    };
    let by_engine = is_sustained(seen, &price, band.role, at);
    let default = (by_engine || lasting.is(2, 0.0, 10)) != claim.negated;
    let grid = lasting.grid().turned(claim.negated);
    let mut verdict = Verdict::judged(default, grid, Definition::Sustained);
    verdict.facts.push(stands(seen, at, band));
    if let Some(run) = run {
        let stretch = Stretch {
            from: run.broke_at,
            to: at,
        };
        verdict.facts.push(crossed_at(seen, band, run.broke_at));
        verdict.facts.push(closes(seen, band, stretch));
    }
    let back = last.and_then(|run| came_back(seen, run));
    verdict.facts.extend(back);
    (verdict.trigger, verdict.invalidation) = some(seen.zone_of(band, None));
    let from = run.map_or(at, |run| run.broke_at);
    verdict
        .on_side(claim.side.or(Some(direction(band.role))))
        .looking_from(from)
}

fn crossed_at(seen: &Seen<'_>, band: Band, at: usize) -> Fact {
    Fact::Crossed {
        at: seen.when(at),
        is_up: band.role == Role::Resistance,
        measure: None,
        price: Some(edge(band)),
    }
}

fn came_back(seen: &Seen<'_>, run: Run) -> Option<Fact> {
    let back_at = run.back_at?;
    Some(Fact::CameBack {
        broke_at: seen.when(run.broke_at),
        at: seen.when(back_at),
        close: seen.close()[back_at],
        bars: back_at - run.broke_at,
    })
}

/// Whether the stated price, given to the engine as a level of its own, stands broken for good in that direction.
fn is_sustained(seen: &Seen<'_>, price: &Price, role: Role, at: usize) -> bool {
    let mut config = AnalysisConfig::of([Family::User]);
    config.user.push(UserLevel {
        zone: Zone {
            low: price.low,
            high: price.high,
        },
        since: None,
    });
    let Ok(analysis) = analyze(&seen.analysis().bars().prefix(at + 1), &config) else {
        return false;
    };
    let now = analysis.as_of(at);
    let standing = now.levels().first();
    standing.is_some_and(|it| it.state == State::Sustained && it.role == role)
}

/// A break came back.
pub(super) fn failed(claim: &Claim, seen: &Seen<'_>) -> Verdict {
    let Some(price) = claim.price else {
        return no_price();
    };
    let stretch = match seen.look_back(claim) {
        Ok(stretch) => stretch,
        Err(fact) => return Verdict::undetermined([fact]),
    };
    let at = seen.day(claim).unwrap_or(seen.at());
    let looked = stretch.unwrap_or_else(|| last_bars(20, at));
    let band = band(claim, &price, seen.close()[at]);
    let runs = runs(seen, band, at);
    let failed = |within: usize| {
        runs.iter().find(|run| {
            let is_in = |at: usize| looked.bars().contains(&at);
            run.back_at.is_some_and(|back| {
                back - run.broke_at <= within && (is_in(back) || is_in(run.broke_at))
            })
        })
    };
    let poked = looked.bars().any(|at| {
        band.is_passed_by(band.extreme(seen, at), 0.0) && !band.is_passed_by(seen.close()[at], 0.0)
    });
    let grid = Sensitivity::over(Axis::Bars, &[0, 5, 10, 20], |within: usize| {
        let holds = if within == 0 {
            poked
        } else {
            failed(within).is_some()
        };
        holds != claim.negated
    });
    let default = failed(FAILED).is_some();
    let mut verdict = Verdict::judged(default != claim.negated, grid, Definition::Failed);
    let run = failed(FAILED).or(failed(20)).or(runs.first());
    verdict
        .facts
        .extend(run.map(|run| crossed_at(seen, band, run.broke_at)));
    verdict
        .facts
        .extend(run.and_then(|run| came_back(seen, *run)));
    verdict.facts.push(stands(seen, at, band));
    let from = run.map_or(looked.from, |run| run.broke_at.min(looked.from));
    verdict
        .on_side(claim.side.or(Some(side_of(band.role))))
        .looking_from(from)
}
