//! The dates held against the sessions of an exchange.

use chrono::{Datelike, NaiveDate, Weekday};

use super::super::{Finding, Rule};
use super::rows::Gathered;
use crate::Timeframe;
use crate::market::Calendar;

/// Without an exchange, weekdays missing in a row before they are a finding: holidays come in runs of up to five.
const HOLIDAYS: usize = 5;

/// Lists bars on days without a session and sessions without a bar, of daily and intraday bars.
///
/// Without a calendar every weekday is taken for a session and only longer holes are listed; a series with a bar on more
/// than one day in ten at weekends belongs to a market that never closes.
pub(in crate::data) fn check(
    gathered: &Gathered,
    calendar: Option<&Calendar>,
    findings: &mut Vec<Finding>,
) {
    let bars = &gathered.bars;
    if !matches!(bars.timeframe(), Timeframe::Day | Timeframe::Minutes(_)) || bars.is_empty() {
        return;
    }
    let assumed = Calendar::usual(bars);
    let used = calendar.unwrap_or(&assumed);
    let spared = if calendar.is_some() { 0 } else { HOLIDAYS };
    let mut last: Option<NaiveDate> = None;
    for (at, time) in bars.time().iter().enumerate() {
        let date = match bars.timeframe() {
            Timeframe::Minutes(_) => used.date(*time),
            _ => time.date(),
        };
        if last == Some(date) {
            continue;
        }
        if used.is_session(date) == Some(false) {
            let why = match date.weekday() {
                day @ (Weekday::Sat | Weekday::Sun) => format!(
                    "{date} is a {}",
                    if day == Weekday::Sat {
                        "Saturday"
                    } else {
                        "Sunday"
                    }
                ),
                _ => format!("{date} is no session of {used}"),
            };
            findings.push(Rule::ClosedSession.at(gathered.lines[at], *time, why));
        }
        if let Some(last) = last.filter(|last| (date - *last).num_days() > 1) {
            let problem = missing(used, last, date, spared);
            findings.extend(
                problem.map(|problem| Rule::MissingSession.at(gathered.lines[at], *time, problem)),
            );
        }
        last = Some(date);
    }
}

/// What is missing between two dates, if it is more than `spared` sessions.
fn missing(calendar: &Calendar, last: NaiveDate, date: NaiveDate, spared: usize) -> Option<String> {
    let between = (last.succ_opt()?, date.pred_opt()?);
    // A hole of years is told by another rule; counting its sessions one by one would be idle.
    if (between.1 - between.0).num_days() > 365 {
        return None;
    }
    let mut sessions = calendar.sessions(between.0, between.1);
    let first = sessions.next()?;
    let count = 1 + sessions.count();
    if count <= spared {
        return None;
    }
    let noun = if *calendar == Calendar::Weekdays {
        "weekday"
    } else {
        "session"
    };
    Some(if count == 1 {
        format!("no bar on {first}, a {noun}")
    } else {
        format!("no bars on {count} {noun}s from {first} on")
    })
}
