//! Steps of the prices that look like splits: listed ones, ones that the list has wrong, and ones that nothing lists.

use super::{LIKENESS, SLIP_DAYS, TOO_SMALL, rounded, settings};
use crate::Remedy;
use crate::data::audit::rows::Gathered;
use crate::market::{Event, EventKind};

/// Ratios at which prices step by a split more often than by anything else.
const RATIOS: [f64; 12] = [
    2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 20.0, 25.0, 50.0, 100.0,
];
/// A step of the prices that looks like a split they are not adjusted for.
pub(in crate::data) struct Suspicion {
    /// Why it looks like one.
    pub(in crate::data) problem: String,
    /// What divides the prices by it.
    pub(in crate::data) remedy: Remedy,
    /// The split that nothing lists but the step itself.
    pub(in crate::data) guess: Option<Event>,
}

/// What looks like a split about the step to bar `at`, if anything does.
pub(in crate::data) fn suspicion(
    gathered: &Gathered,
    at: usize,
    events: &[Event],
) -> Option<Suspicion> {
    let bars = &gathered.bars;
    let (before, open) = (bars.close()[at - 1], bars.open()[at]);
    let (session, step) = (bars.date(at), (before / open).ln());
    let steps = format!("close {before}, then open {open}");
    let split_of = |ratio| Event {
        session,
        kind: EventKind::Split { ratio },
    };
    let here = events.iter().filter(|event| event.session == session);
    if let Some(ratio) = here.clone().find_map(Event::split_ratio) {
        return listed(
            Fall {
                session,
                step,
                steps: &steps,
            },
            ratio,
        );
    }
    if let Some(moved) = listed_beside(
        Fall {
            session,
            step,
            steps: &steps,
        },
        events,
    ) {
        return Some(moved);
    }
    if let Some(ratio) =
        factor_step(gathered, at).filter(|ratio| (step - ratio.ln()).abs() < step.abs())
    {
        let near = nearest(ratio, 0.02).unwrap_or(ratio);
        return Some(Suspicion {
            problem: format!(
                "{} split on {session} by the adjusted close: {steps}",
                words(near)
            ),
            remedy: Remedy::set_all("if so", settings(&[split_of(near)])),
            guess: Some(split_of(near)),
        });
    }
    let is_calm = (bars.high()[at] / bars.low()[at]).ln() < step.abs() / 2.0;
    let ratio = nearest(step.exp(), LIKENESS).filter(|_| is_calm)?;
    Some(Suspicion {
        problem: format!("looks like a {} split on {session}: {steps}", words(ratio)),
        remedy: Remedy::set_all("if it was one", settings(&[split_of(ratio)])),
        guess: Some(split_of(ratio)),
    })
}

/// A step of the prices.
#[derive(Clone, Copy)]
struct Fall<'a> {
    session: chrono::NaiveDate,
    /// Its logarithm, downwards.
    step: f64,
    /// The prices before and after it, in words.
    steps: &'a str,
}

/// What is odd about a step on the day for which a split of `ratio` is listed.
fn listed(at: Fall<'_>, ratio: f64) -> Option<Suspicion> {
    let Fall {
        session,
        step,
        steps,
    } = at;
    if (step - ratio.ln()).abs() < step.abs() {
        return Some(Suspicion {
            problem: format!(
                "{} split on {session}: {steps}; prices before it are as traded",
                words(ratio)
            ),
            remedy: Remedy::set_all("divide them:", settings(&[])),
            guess: None,
        });
    }
    let turned = Event {
        session,
        kind: EventKind::Split { ratio: 1.0 / ratio },
    };
    ((step + ratio.ln()).abs() < step.abs()).then(|| Suspicion {
        problem: format!(
            "a {} split is listed on {session}, but prices step as at a {} split: {steps}",
            words(ratio),
            words(1.0 / ratio)
        ),
        remedy: Remedy::set_all(
            "if the list has it the wrong way round,",
            settings(&[turned]),
        ),
        guess: Some(turned),
    })
}

/// The split that is listed some sessions beside a step like it, moved to the step.
fn listed_beside(at: Fall<'_>, events: &[Event]) -> Option<Suspicion> {
    let Fall {
        session,
        step,
        steps,
    } = at;
    let (other, ratio) = events.iter().find_map(|event| {
        let days = (event.session - session).num_days().abs();
        let ratio = event.split_ratio().filter(|_| days <= SLIP_DAYS)?;
        ((step - ratio.ln()).abs() < LIKENESS * 2.0).then_some((event.session, ratio))
    })?;
    let moved = Event {
        session,
        kind: EventKind::Split { ratio },
    };
    Some(Suspicion {
        problem: format!(
            "a {} split is listed on {other}, but prices step on {session}: {steps}",
            words(ratio)
        ),
        remedy: Remedy::set_all("if the list has the wrong day,", settings(&[moved])),
        guess: Some(moved),
    })
}

/// By how much the source's own factor of adjustment steps at bar `at`, where it has one and the step is large.
fn factor_step(gathered: &Gathered, at: usize) -> Option<f64> {
    let adjusted = gathered.adjusted.as_ref()?;
    let close = gathered.bars.close();
    let step = (adjusted[at] / close[at]) / (adjusted[at - 1] / close[at - 1]);
    (step.is_finite() && step > 0.0 && step.ln().abs() > TOO_SMALL).then_some(step)
}

/// The common ratio that `step` is near to.
fn nearest(step: f64, likeness: f64) -> Option<f64> {
    let ratios = RATIOS.iter().flat_map(|&ratio| [ratio, 1.0 / ratio]);
    ratios
        .into_iter()
        .find(|ratio| (step / ratio).ln().abs() < likeness)
}

/// `4:1`, `1:8`.
fn words(ratio: f64) -> String {
    if ratio >= 1.0 {
        format!("{}:1", rounded(ratio))
    } else {
        format!("1:{}", rounded(1.0 / ratio))
    }
}
