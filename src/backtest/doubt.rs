//! What a strategy file says on the bars at hand that can hardly be meant: questions, not errors.

use super::{BacktestConfig, Input, Run, run};
use crate::Result;
use crate::account::{Direction, Trade};
use crate::rule::{Known, Library, PositionFacts, Told};
use crate::strategy::{RuleStrategy, Side, StrategyFile};

/// A question about a strategy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What was found.
    pub found: String,
    /// What to do if it was not meant.
    pub hint: String,
}

impl Doubt {
    fn new(found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            hint: hint.into(),
        }
    }
}

/// What can hardly be meant whatever the bars are.
pub fn doubts(file: &StrategyFile) -> Vec<Doubt> {
    file.sides().iter().flat_map(of_side).collect()
}

/// What can hardly be meant on these bars; every series is looked at by itself, and all of them are traded together.
///
/// # Errors
///
/// Those of [`run`].
pub fn doubts_on(
    file: &StrategyFile,
    inputs: &[Input<'_>],
    config: &BacktestConfig,
) -> Result<Vec<Doubt>> {
    let run = run(inputs, &mut RuleStrategy::new(file), config)?;
    let mut doubts = Vec::new();
    for input in inputs {
        let mut library = Library::new(input.bars());
        for side in file.sides() {
            doubts.extend(on_bars(side, input, (&run, config), &mut library)?);
        }
        doubts.extend(ends_while_held(input, &run));
    }
    Ok(doubts)
}

fn name(side: &Side) -> &'static str {
    side.direction().name()
}

fn of_side(side: &Side) -> Vec<Doubt> {
    let has = |keys: &[&str]| side.rules().iter().any(|(key, _)| keys.contains(key));
    let stop = ["stop", "stop_each_close", "trail"];
    let mut doubts = Vec::new();
    if has(&["size_risk_pct"]) && !has(&stop) {
        doubts.push(Doubt::new(
            format!(
                "{}: size_risk_pct without a stop: no order can be sized",
                name(side)
            ),
            "add stop or trail, or size by size_equity_pct",
        ));
    }
    let other_ways = [
        "exit",
        "target",
        "target_each_close",
        "hold",
        "hold_cash",
        "hold_equity_pct",
    ];
    if !has(&other_ways) {
        let found = if has(&stop) {
            "nothing but the stop ends a trade"
        } else {
            "nothing ends a trade"
        };
        let hint = "add exit or target, if it is not to be held for good";
        doubts.push(Doubt::new(format!("{}: {found}", name(side)), hint));
    }
    doubts
}

fn on_bars(
    side: &Side,
    input: &Input<'_>,
    (run, config): (&Run, &BacktestConfig),
    library: &mut Library<'_>,
) -> Result<Vec<Doubt>> {
    let bars = input.bars();
    let rules = side.rules();
    let rule = |wanted: &str| rules.iter().find(|(key, _)| *key == wanted).map(|it| it.1);
    let mut doubts = Vec::new();
    let Some(enter) = rule("enter") else {
        return Ok(doubts);
    };
    let place = format!("{} on {}", name(side), bars.symbol());
    let held = enter.holds(library)?;
    if held.next(0).is_none() {
        let hint = match enter.own_window() {
            Some(window) => format!(
                "{window} reaches to the bar itself, which cannot be beyond its own extreme: write {window}[1]"
            ),
            None => "its parts explained on a date show which of them never holds".to_owned(),
        };
        let found = format!("{place}: enter is true on none of {} bars", bars.len());
        doubts.push(Doubt::new(found, hint));
    }
    if side.direction() == Direction::Short && !config.allow_short && held.next(0).is_some() {
        doubts.push(Doubt::new(
            format!("{place}: short sales are not allowed, so none is made"),
            "allow_short = true in [account]",
        ));
    }
    doubts.extend(distance(side, (bars, &place), &held, library)?);
    let own = |trade: &&Trade| {
        run.symbols[trade.symbol] == *bars.symbol() && trade.direction == side.direction()
    };
    let spans: Vec<(usize, usize)> = run
        .trades()
        .filter(own)
        .map(|trade| {
            let end = if trade.is_open() {
                bars.len()
            } else {
                trade.exit.at
            };
            (trade.entry.at, end)
        })
        .collect();
    let is_in = |at: &usize| spans.iter().any(|(from, to)| from <= at && at + 1 < *to);
    let passed = held.bars().filter(is_in).count();
    if passed > 0 && !side.adds() {
        doubts.push(Doubt::new(
            format!(
                "{place}: enter held on {passed} bars while a position was open, and was passed over"
            ),
            "units = 2 adds to the position",
        ));
    }
    Ok(doubts)
}

/// A stop or target that is so far from the price that it is a distance, or on the wrong side of it.
fn distance(
    side: &Side,
    (bars, place): (&crate::Bars, &str),
    held: &crate::rule::Holds,
    library: &mut Library<'_>,
) -> Result<Vec<Doubt>> {
    let sign = side.direction().sign();
    let mut doubts = Vec::new();
    for (key, rule) in side.rules() {
        let is_stop = matches!(key, "stop" | "stop_each_close" | "trail");
        let is_target = matches!(key, "target" | "target_each_close");
        if !(is_stop || is_target) {
            continue;
        }
        let bound = rule.bind(library)?;
        let told = |at: usize| {
            let close = bars.close()[at];
            let known = Known {
                position: Some(PositionFacts::entered(close, at)),
                level: held.level(at),
                next_open: None,
            };
            bound.number(at, &known).map(|price| (price, close))
        };
        let prices: Vec<(f64, f64)> = held.bars().filter_map(told).collect();
        let most = |is_it: &dyn Fn(f64, f64) -> bool| {
            let count = prices
                .iter()
                .filter(|(price, close)| is_it(*price, *close))
                .count();
            !prices.is_empty() && 2 * count > prices.len()
        };
        let example = prices.first().map_or(String::new(), |(price, close)| {
            format!("{price:.4} at a close of {close:.4}")
        });
        let beyond = if is_stop { sign } else { -sign };
        if most(&|price, close| price < 0.3 * close) {
            doubts.push(Doubt::new(
                format!("{place}: {key} looks like a distance: {example}"),
                format!("{key} is a price, as in close - {}", rule.text()),
            ));
        } else if most(&|price, close| beyond * (price - close) >= 0.0) {
            doubts.push(Doubt::new(
                format!("{place}: {key} lies on the wrong side of the price: {example}"),
                "a position is left at once there",
            ));
        }
        if rule.told() == Told::AtFill && rule.ignores_entry() {
            doubts.push(Doubt::new(
                format!("{place}: {key} names entry_price and does not depend on it"),
                "it is fixed at the fill; stop_each_close or trail are told anew at every close",
            ));
        }
    }
    Ok(doubts)
}

/// Whether a series ends before others while it is held.
fn ends_while_held(input: &Input<'_>, run: &Run) -> Option<Doubt> {
    let last = input.bars().last()?.time();
    let is_shorter = run.time.last().is_some_and(|time| *time > last);
    let symbol = input.bars().symbol();
    let is_held = run
        .open
        .iter()
        .any(|trade| run.symbols[trade.symbol] == *symbol);
    (is_shorter && is_held).then(|| {
        Doubt::new(
            format!(
                "{symbol} ends on {} while it is held, and others go on: its last close stands for good",
                last.date()
            ),
            "was it delisted or is the file cut? a later file, or none, tells",
        )
    })
}
