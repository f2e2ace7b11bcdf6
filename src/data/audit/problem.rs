//! What keeps one row from standing among the bars.

use super::super::table::Table;
use super::super::{Field, Finding, Rule};
use crate::Ohlcv;

/// Everything that keeps a row from standing, but for its volume.
pub(super) fn list(table: &Table, at: usize, row: &Ohlcv) -> Vec<Finding> {
    let (line, time) = (table.line[at], table.time[at]);
    let named = [
        (Field::Open, row.open),
        (Field::High, row.high),
        (Field::Low, row.low),
        (Field::Close, row.close),
    ];
    let mut findings = Vec::new();
    for (field, _) in named {
        if let Some(fault) = table.fault(line, field) {
            let problem = format!("{field} \"{}\" is not a number", fault.text);
            findings.push(
                Rule::BadNumber
                    .at(line, time, problem)
                    .on(field, &fault.text),
            );
        }
    }
    let list = |is: &dyn Fn(f64) -> bool| {
        named
            .into_iter()
            .filter(|(_, value)| is(*value))
            .collect::<Vec<_>>()
    };
    let empty = list(&|value| !value.is_finite());
    if findings.is_empty() && !empty.is_empty() {
        findings.push(
            Rule::Empty
                .at(line, time, sentence(&empty, "missing"))
                .on(empty[0].0, ""),
        );
    }
    let low = list(&|value| value <= 0.0);
    if !low.is_empty() {
        let problem = sentence(&low, "not above 0");
        findings.push(
            Rule::NonPositive
                .at(line, time, problem)
                .on(low[0].0, low[0].1),
        );
    }
    let absurd = list(&|value| value > 0.0 && value.is_finite() && !Ohlcv::PRICES.contains(&value));
    if let Some(&(field, value)) = absurd.first() {
        let (least, most) = (Ohlcv::PRICES.start(), Ohlcv::PRICES.end());
        let problem = format!("{field} {value:e} is not between {least:e} and {most:e}");
        findings.push(
            Rule::BadNumber
                .at(line, time, problem)
                .on(field, format!("{value:e}")),
        );
    }
    if findings.is_empty() {
        findings
            .extend(order_problems(row).map(|(rule, field, value, problem)| {
                rule.at(line, time, problem).on(field, value)
            }));
    }
    findings
}

/// `open and low are not above 0`.
fn sentence(fields: &[(Field, f64)], what: &str) -> String {
    let names: Vec<&str> = fields.iter().map(|(field, _)| field.name()).collect();
    match names.split_last() {
        Some((last, [])) => format!("{last} is {what}"),
        Some((last, rest)) => format!("{} and {last} are {what}", rest.join(", ")),
        None => String::new(),
    }
}

/// What is wrong with the order of four prices above 0.
fn order_problems(row: &Ohlcv) -> impl Iterator<Item = (Rule, Field, f64, String)> {
    let Ohlcv {
        open,
        high,
        low,
        close,
        ..
    } = *row;
    let (top_name, top) = if open > close {
        ("open", open)
    } else {
        ("close", close)
    };
    let (bottom_name, bottom) = if open <= close {
        ("open", open)
    } else {
        ("close", close)
    };
    let high_below = if high < low {
        Some(format!("high {high} is below low {low}"))
    } else {
        (high < top).then(|| format!("high {high} is below {top_name} {top}"))
    };
    let low_above = (low > bottom).then(|| format!("low {low} is above {bottom_name} {bottom}"));
    let high_below = high_below.map(|problem| (Rule::HighBelow, Field::High, high, problem));
    let low_above = low_above.map(|problem| (Rule::LowAbove, Field::Low, low, problem));
    high_below.into_iter().chain(low_above)
}
