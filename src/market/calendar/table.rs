//! Reads the text table of exchanges and the errata that win over it.
//!
//! One line a fact, `#` begins a comment; the header of `table.txt` lists the kinds of lines.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::exchange::{Exchange, Hours};

/// The exchanges of `table`, corrected by `errata`; a problem is told with its line.
pub(super) fn read(table: &str, errata: &str) -> Result<Vec<Exchange>, String> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut aliases = Vec::new();
    for line in table.lines().chain(errata.lines()) {
        let facts = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = facts.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [code, "zone", zone] => exchanges.push(empty(code, zone, line)?),
            [code, "same", other] => aliases.push((*code, *other)),
            [code, rest @ ..] => {
                let exchange = exchanges.iter_mut().find(|it| it.code == *code);
                let exchange = exchange.ok_or_else(|| format!("{line}: no zone line before it"))?;
                apply(exchange, rest).ok_or_else(|| format!("{line}: cannot be read"))?;
            }
        }
    }
    for (code, other) in aliases {
        let same = exchanges.iter().find(|it| it.code == other);
        let mut same = same
            .ok_or_else(|| format!("{code} same {other}: no such exchange"))?
            .clone();
        code.clone_into(&mut same.code);
        exchanges.push(same);
    }
    Ok(exchanges)
}

fn empty(code: &str, zone: &str, line: &str) -> Result<Exchange, String> {
    Ok(Exchange {
        code: code.to_owned(),
        zone: zone
            .parse::<Tz>()
            .map_err(|_| format!("{line}: no such zone"))?,
        first: NaiveDate::MIN,
        last: NaiveDate::MIN,
        hours: Vec::new(),
        closed: Vec::new(),
        early: BTreeMap::new(),
        late: BTreeMap::new(),
    })
}

/// One line without its code; `None` if it cannot be read.
fn apply(exchange: &mut Exchange, words: &[&str]) -> Option<()> {
    match words {
        ["known", first, last] => {
            exchange.first = first.parse().ok()?;
            exchange.last = last.parse().ok()?;
        }
        ["hours", since, open, close, lunch @ ..] => exchange.hours.push(Hours {
            since: since.parse().ok()?,
            open: time(open)?,
            close: time(close)?,
            lunch: match lunch {
                [] => None,
                [from, to] => Some((time(from)?, time(to)?)),
                _ => return None,
            },
        }),
        ["early", date, close] => {
            exchange.early.insert(date.parse().ok()?, time(close)?);
        }
        ["late", date, open] => {
            exchange.late.insert(date.parse().ok()?, time(open)?);
        }
        ["closed", date] => close(exchange, date.parse().ok()?),
        ["open", date] => {
            let date: NaiveDate = date.parse().ok()?;
            exchange.closed.retain(|&closed| closed != date);
        }
        [year, days @ ..] => {
            for day in days {
                close(exchange, month_and_day(year.parse().ok()?, day)?);
            }
        }
        [] => return None,
    }
    Some(())
}

fn close(exchange: &mut Exchange, date: NaiveDate) {
    if let Err(place) = exchange.closed.binary_search(&date) {
        exchange.closed.insert(place, date);
    }
}

fn month_and_day(year: i32, text: &str) -> Option<NaiveDate> {
    let number: u32 = text.parse().ok()?;
    NaiveDate::from_ymd_opt(year, number / 100, number % 100)
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

#[cfg(test)]
mod tests {
    use super::super::Day;
    use super::*;

    const TOKYO: &str = "\
XTKS zone Asia/Tokyo
XTKS known 2024-01-01 2024-12-31
XTKS hours 2024-01-01 09:00 15:00 11:30 12:30
XTKS hours 2024-11-05 09:00 15:30 11:30 12:30  # the exchange added half an hour
XTKS 2024 0101 0102 0103 1231
XTKS early 2024-12-30 11:30
XJPX same XTKS";

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn hours_change_with_the_era_and_a_half_day_has_no_lunch() {
        let exchanges = read(TOKYO, "").unwrap();
        let session = |text| match exchanges[1].day(date(text)) {
            Day::Session(session) => session,
            other => panic!("{text} is {other:?}"),
        };
        assert_eq!(exchanges[1].code(), "XJPX");
        let before = session("2024-11-01");
        assert_eq!(before.close.to_string(), "2024-11-01 06:00:00 UTC");
        assert_eq!(
            before.lunch.map(|lunch| lunch.1.to_string()),
            Some("2024-11-01 03:30:00 UTC".into())
        );
        assert_eq!(
            session("2024-11-05").close.to_string(),
            "2024-11-05 06:30:00 UTC"
        );
        let half = session("2024-12-30");
        assert!(half.is_early_close && half.lunch.is_none());
    }

    #[test]
    fn errata_win_over_the_table() {
        let errata = "XTKS closed 2024-08-05\nXTKS open 2024-12-31\nXTKS late 2024-01-04 10:00";
        let exchange = &read(TOKYO, errata).unwrap()[0];
        assert_eq!(exchange.day(date("2024-08-05")), Day::Closed);
        assert!(matches!(exchange.day(date("2024-12-31")), Day::Session(_)));
        assert!(matches!(exchange.day(date("2024-01-04")), Day::Session(s) if s.is_late_open));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told() {
        assert_eq!(
            read("XTKS known 2024-01-01 2024-12-31", "").unwrap_err(),
            "XTKS known 2024-01-01 2024-12-31: no zone line before it"
        );
        assert_eq!(
            read(TOKYO, "XTKS 2024 1332").unwrap_err(),
            "XTKS 2024 1332: cannot be read"
        );
        assert!(read("XTKS zone Asia/Edo", "").is_err());
    }
}
