//! One raw series becomes one [`Loaded`]: times settled, rows sorted, splits applied, bars audited.

use super::audit::series::Unfinished;
use super::audit::{self, Subject};
use super::loaded::{Loaded, Source};
use super::options::{ReadOptions, Repair};
use super::table::{Reject, Remark, Table};
use super::{Done, Field, Finding, Rule, spacing, split};
use crate::{Result, Symbol};

/// Makes the series `symbol` from its rows. `source` tells where they are from; its count of rows is filled in here.
pub(super) fn load(
    symbol: Symbol,
    mut table: Table,
    source: Source,
    options: &ReadOptions,
) -> Result<Loaded> {
    let mut findings: Vec<Finding> = table.rejects.iter().map(rejected).collect();
    findings.extend(table.remarks.iter().map(remarked));
    let rows = table.len() + table.rejects.iter().map(Reject::rows).sum::<usize>();
    let (timeframe, note) = spacing::settle(&mut table, symbol.as_str(), options)?;
    let was_falling = table.time.first() > table.time.last();
    audit::order::sort(&mut table, &mut findings);
    let mut events = split::events(&table, options);
    let basis = split::adjust(&mut table, &mut events, options)?;
    let unfinished = Unfinished::find(&table, timeframe);
    let has_range = table.open.is_some() || table.high.is_some() || table.low.is_some();
    let subject = Subject {
        symbol,
        timeframe,
        basis,
        events: &events,
        options,
    };
    let mut gathered = audit::rows::gather(table, &subject, &mut findings);
    if let Some(unfinished) = unfinished {
        let is_repaired = options.repairs(Repair::PartialLast);
        unfinished.settle(&mut gathered, is_repaired, &mut findings);
    }
    let guessed_splits = audit::series::check(&gathered, &subject, has_range, &mut findings);
    audit::sessions::check(&gathered, options.calendar.as_ref(), &mut findings);
    findings.sort_by_key(|finding| (finding.row, finding.rule));
    let mut dialect = source.dialect;
    for word in was_falling
        .then_some("newest first".to_owned())
        .into_iter()
        .chain(note)
    {
        dialect.push_str(", ");
        dialect.push_str(&word);
    }
    let known = |values: Vec<f64>| {
        let known: Vec<Option<f64>> = values
            .into_iter()
            .map(|value| value.is_finite().then_some(value))
            .collect();
        known.iter().any(Option::is_some).then_some(known)
    };
    Ok(Loaded {
        adjusted_close: gathered.adjusted.and_then(known),
        bars: gathered.bars,
        events,
        guessed_splits,
        findings,
        source: Source {
            rows,
            dialect,
            ..source
        },
    })
}

fn remarked(remark: &Remark) -> Finding {
    Finding {
        row: remark.line.map(u64::from),
        value: remark.value.clone(),
        ..remark.rule.finding(&remark.problem)
    }
}

fn rejected(reject: &Reject) -> Finding {
    let more = reject.more.map_or_else(String::new, |(rows, until)| {
        format!("; so are {rows} rows more up to row {until}")
    });
    Finding {
        row: Some(u64::from(reject.line)),
        column: (reject.rule == Rule::BadTime).then_some(Field::Time),
        value: reject.value.clone(),
        done: Done::LeftOut,
        ..reject.rule.finding(format!("{}{more}", reject.problem))
    }
}
