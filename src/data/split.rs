//! Splits: whether prices show them, and dividing prices by them.

use super::audit::rows::Gathered;
use super::options::{Adjust, ReadOptions};
use super::table::Table;
use crate::market::{Event, EventKind};
use crate::{Basis, Error, Remedy, Result, Setting, Time};

/// Ratios at which prices step by a split more often than by anything else.
const RATIOS: [f64; 12] = [
    2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 20.0, 25.0, 50.0, 100.0,
];
/// How far, as a logarithm, a step may be from a ratio to look like it: a day's ordinary move.
const LIKENESS: f64 = 0.05;
/// Logarithm below which a split is too small for prices to tell whether they show it.
const TOO_SMALL: f64 = 0.2;

/// The events of a table, with the splits the user states, oldest first.
pub(super) fn events(table: &Table, options: &ReadOptions) -> Vec<Event> {
    let mut events: Vec<Event> = table.events.iter().map(|(_, event)| *event).collect();
    let value = |column: &Option<Vec<f64>>, at: usize| {
        column.as_ref().map_or(f64::NAN, |column| column[at])
    };
    for at in 0..if table.split.is_some() || table.dividend.is_some() {
        table.len()
    } else {
        0
    } {
        let session = table.time[at].date();
        let (ratio, amount) = (value(&table.split, at), value(&table.dividend, at));
        if ratio > 0.0 && ratio.is_finite() && ratio.total_cmp(&1.0).is_ne() {
            events.push(Event {
                session,
                kind: EventKind::Split {
                    ratio: settled(ratio),
                },
            });
        }
        if amount > 0.0 && amount.is_finite() {
            events.push(Event {
                session,
                kind: EventKind::Dividend { amount },
            });
        }
    }
    let is_stated = |event: &Event| {
        options
            .splits
            .iter()
            .any(|split| split.session == event.session)
    };
    events.retain(|event| event.split_ratio().is_none() || !is_stated(event));
    events.extend(&options.splits);
    events.sort_by_key(|event| event.session);
    events.dedup();
    events
}

/// A ratio that is whole but for the rounding of its source, as 7.000007, is that whole number.
fn settled(ratio: f64) -> f64 {
    let whole = ratio.round();
    if whole >= 1.0 && (ratio / whole - 1.0).abs() < 1e-4 {
        whole
    } else {
        ratio
    }
}

/// What the prices around a split say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// They step: not adjusted.
    Yes,
    /// They run on: adjusted, or no split.
    No,
    /// The split lies outside the rows, or is too small to tell.
    Unclear,
}

/// Whether the step from the close before to the open is nearer to the split than to none.
fn shown(table: &Table, event: &Event) -> Option<(Shown, f64, f64)> {
    let ratio = event.split_ratio()?;
    let at = table
        .time
        .partition_point(|time| time.date() < event.session);
    let is_price = |price: &f64| price.is_finite() && *price > 0.0;
    let before = table.close[..at].iter().rev().copied().find(is_price);
    let first = table.open.as_ref().unwrap_or(&table.close);
    let after = first[at..].iter().copied().find(is_price);
    let (Some(before), Some(after)) = (before, after) else {
        return Some((Shown::Unclear, 0.0, 0.0));
    };
    let (step, ratio) = ((before / after).ln(), ratio.ln());
    let shown = match () {
        () if ratio.abs() < TOO_SMALL => Shown::Unclear,
        () if (step - ratio).abs() < step.abs() => Shown::Yes,
        () => Shown::No,
    };
    Some((shown, before, after))
}

/// Divides the prices of `table` and the dividends of `events` by the splits after them if that is asked for, and tells
/// the basis of the prices.
///
/// # Errors
///
/// [`Error::Parameter`] if there is no list of splits, a stated split after the last row, or prices that do not show a
/// split they should.
pub(super) fn adjust(
    table: &mut Table,
    events: &mut [Event],
    options: &ReadOptions,
) -> Result<Basis> {
    let splits: Vec<Event> = events
        .iter()
        .copied()
        .filter(|event| event.split_ratio().is_some())
        .collect();
    let is_shown = |event: &Event| matches!(shown(table, event), Some((Shown::Yes, _, _)));
    let is_raw = splits.iter().any(is_shown);
    if options.adjust == Adjust::None {
        let proven = if is_raw { Basis::Raw } else { Basis::Unknown };
        return Ok(options.basis.unwrap_or(proven));
    }
    if table.split.is_none() && splits.is_empty() {
        let help = "name each with its date and ratio, as in";
        let help = Remedy::set(help, "split", "2020-08-31:4");
        let rule = "the file lists no splits";
        return Err(Error::parameter("adjust", "splits", rule).helped(help));
    }
    if matches!(
        options.basis,
        Some(Basis::SplitAdjusted | Basis::SplitDividendAdjusted)
    ) {
        let rule = "the basis says that prices are adjusted already";
        return Err(Error::parameter("adjust", "splits", rule));
    }
    let last = table.time.last().map(Time::date);
    let is_late = |split: &Event| last.is_some_and(|last| split.session > last);
    if let Some((late, last)) = options.splits.iter().find(|it| is_late(it)).zip(last) {
        let rule = format!("is after the last row, {last}, and divides nothing");
        return Err(Error::parameter("split", late.session, rule));
    }
    for split in &splits {
        if let Some((Shown::No, before, after)) = shown(table, split) {
            let ratio = split.split_ratio().unwrap_or(1.0);
            let rule = format!(
                "prices run on from {before} to {after} at the split of {ratio} on {}; they are adjusted already",
                split.session
            );
            return Err(Error::parameter("adjust", "splits", rule));
        }
    }
    let is_known_raw = is_raw || options.basis == Some(Basis::Raw);
    for split in splits.iter().filter(|split| !is_late(split)) {
        divide(table, events, split);
    }
    Ok(if is_known_raw {
        Basis::SplitAdjusted
    } else {
        Basis::Unknown
    })
}

/// Divides the prices and dividends before a split by its ratio and multiplies the volumes.
fn divide(table: &mut Table, events: &mut [Event], split: &Event) {
    let Some(ratio) = split.split_ratio() else {
        return;
    };
    let until = table
        .time
        .partition_point(|time| time.date() < split.session);
    let prices = [
        table.open.as_mut(),
        table.high.as_mut(),
        table.low.as_mut(),
        Some(&mut table.close),
    ];
    for column in prices.into_iter().flatten() {
        column[..until].iter_mut().for_each(|price| *price /= ratio);
    }
    if let Some(volume) = &mut table.volume {
        volume[..until]
            .iter_mut()
            .for_each(|volume| *volume *= ratio);
    }
    for event in events.iter_mut().filter(|it| it.session < split.session) {
        if let EventKind::Dividend { amount } = &mut event.kind {
            *amount /= ratio;
        }
    }
}

/// A step of the prices that looks like a split they are not adjusted for.
pub(super) struct Suspicion {
    /// Why it looks like one.
    pub(super) problem: String,
    /// What divides the prices by it.
    pub(super) remedy: Remedy,
    /// The split that nothing lists but the step itself.
    pub(super) guess: Option<Event>,
}

/// What looks like a split about the step to bar `at`, if anything does.
pub(super) fn suspicion(gathered: &Gathered, at: usize, events: &[Event]) -> Option<Suspicion> {
    let bars = &gathered.bars;
    let (before, open) = (bars.close()[at - 1], bars.open()[at]);
    let (session, step) = (bars.date(at), (before / open).ln());
    let steps = format!("close {before}, then open {open}");
    let listed = events
        .iter()
        .filter(|event| event.session == session)
        .find_map(Event::split_ratio);
    if let Some(ratio) = listed {
        let is_shown = (step - ratio.ln()).abs() < step.abs();
        let problem = format!(
            "{} split on {session}: {steps}; prices before it are as traded",
            words(ratio)
        );
        let remedy = Remedy::set_all("divide them:", settings(&[]));
        return is_shown.then_some(Suspicion {
            problem,
            remedy,
            guess: None,
        });
    }
    let split_of = |ratio| Event {
        session,
        kind: EventKind::Split { ratio },
    };
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

/// The settings that divide prices by the splits that look like falls: those listed are applied as they are, those in
/// `guesses` have to be named.
pub(super) fn settings(guesses: &[Event]) -> Vec<Setting> {
    let named = guesses.iter().filter_map(|guess| {
        let ratio = argument(guess.split_ratio()?);
        Some(Setting::new("split", format!("{}:{ratio}", guess.session)))
    });
    std::iter::once(Setting::new("adjust", "splits"))
        .chain(named)
        .collect()
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

/// `4`, `1:8`, as the option takes it.
fn argument(ratio: f64) -> String {
    if ratio >= 1.0 {
        rounded(ratio)
    } else {
        format!("1:{}", rounded(1.0 / ratio))
    }
}

fn rounded(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
