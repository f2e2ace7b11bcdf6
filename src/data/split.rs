//! Splits: whether prices show them, and dividing prices by them.

mod suspicion;

use super::options::{Adjust, ReadOptions};
use super::table::Table;
use crate::market::{Event, EventKind};
pub(super) use suspicion::suspicion;

use crate::{Basis, Error, Remedy, Result, Setting, Time};

/// How far, as a logarithm, a step may be from a ratio to look like it: a day's ordinary move.
const LIKENESS: f64 = 0.05;
/// Logarithm below which a split is too small for prices to tell whether they show it.
const TOO_SMALL: f64 = 0.2;
/// Most days by which a list dates a split beside the session of its step: two sessions around a weekend and a holiday.
const SLIP_DAYS: i64 = 5;

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
    // What the user states takes the place of what the file says of that session, and of the same split dated some sessions
    // off.
    let is_stated = |event: &Event| {
        options.splits.iter().any(|split| {
            let days = (split.session - event.session).num_days().abs();
            days == 0 || days <= SLIP_DAYS && is_one_split(split, event)
        })
    };
    events.retain(|event| event.split_ratio().is_none() || !is_stated(event));
    events.extend(&options.splits);
    events.sort_by_key(|event| event.session);
    events.dedup();
    events
}

/// Whether two events are splits of one ratio.
fn is_one_split(one: &Event, other: &Event) -> bool {
    match (one.split_ratio(), other.split_ratio()) {
        (Some(one), Some(other)) => (one / other).ln().abs() < 1e-6,
        _ => false,
    }
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
        refuse_unshown(table, split, is_raw)?;
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

/// Refuses a split that the prices of `table` do not show; `is_raw` tells that they show others.
fn refuse_unshown(table: &Table, split: &Event, is_raw: bool) -> Result<()> {
    let Some((Shown::No, before, after)) = shown(table, split) else {
        return Ok(());
    };
    let ratio = split.split_ratio().unwrap_or(1.0);
    let session = split.session;
    let step = (before / after).ln();
    if (step + ratio.ln()).abs() < step.abs() {
        let rule = format!(
            "prices go from {before} to {after} on {session}, the other way round than by the split of {ratio} that is listed"
        );
        let other = argument(1.0 / ratio);
        let remedy = Remedy::set(
            "if it was the other way round,",
            "split",
            format!("{session}:{other}"),
        );
        return Err(Error::parameter("adjust", "splits", rule).helped(remedy));
    }
    if let Some(other) = step_beside(table, split) {
        let rule = format!(
            "prices run on from {before} to {after} at the split of {ratio} on {session}; they step on {other}"
        );
        let remedy = Remedy::set(
            "if the list has the wrong day,",
            "split",
            format!("{other}:{}", argument(ratio)),
        );
        return Err(Error::parameter("adjust", "splits", rule).helped(remedy));
    }
    if is_raw {
        let rule = format!(
            "prices run on from {before} to {after} at the split of {ratio} on {session}, but step at others; the list or the prices are wrong there"
        );
        return Err(Error::parameter("adjust", "splits", rule));
    }
    let rule = format!(
        "prices run on from {before} to {after} at the split of {ratio} on {session}; they are adjusted already"
    );
    Err(Error::parameter("adjust", "splits", rule))
}

/// The session near that of `split` at which prices step by its ratio instead, if there is one.
fn step_beside(table: &Table, split: &Event) -> Option<chrono::NaiveDate> {
    let ratio = split.split_ratio()?.ln();
    let open = table.open.as_ref().unwrap_or(&table.close);
    let near = |at: &usize| (table.time[*at].date() - split.session).num_days().abs() <= SLIP_DAYS;
    (1..table.len())
        .filter(near)
        .find(|&at| {
            let step = (table.close[at - 1] / open[at]).ln();
            (step - ratio).abs() < LIKENESS * 2.0
        })
        .map(|at| table.time[at].date())
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
