//! Files of things that happened outside the prices: when, what kind, and words.

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::market::{Happening, HappeningKind, When};
use crate::{Error, Result};

/// Reads a CSV file, or a TOML file of `[[event]]` tables.
///
/// | column | other names | |
/// |---|---|---|
/// | `date` | `time`, `ts`, `timestamp` | a day (`2025-11-27`), or a moment (`2025-11-27T09:30:00-05:00`) |
/// | `zone` | `tz`, `timezone` | zone of a moment that does not name its own, such as `Asia/Shanghai` |
/// | `kind` | `type` | `news`, `dividend`, `split` or `results`; `news` where there is none |
/// | `text` | `headline`, `title`, `event` | what happened |
/// | `source` | `url` | who said so |
///
/// A day without a time is the day at the venue.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read, [`Error::Data`] naming the column or the row that is wrong.
pub fn read_happenings(path: &Path) -> Result<Vec<Happening>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    parse(&text, path)
}

/// One event as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(alias = "time", alias = "ts", alias = "timestamp")]
    date: Moment,
    #[serde(default, alias = "tz", alias = "timezone")]
    zone: String,
    #[serde(default, alias = "type")]
    kind: String,
    #[serde(alias = "headline", alias = "title", alias = "event")]
    text: String,
    #[serde(default, alias = "url")]
    source: String,
}

/// A date of TOML, with or without quotes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Moment {
    Text(String),
    Toml(toml::value::Datetime),
}

impl Default for Moment {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, alias = "events")]
    event: Vec<Written>,
}

fn parse(text: &str, path: &Path) -> Result<Vec<Happening>> {
    let wrong = |problem: String| {
        Error::Data {
        what: path.display().to_string(),
        problem,
        help: Some(
            "columns date, text and, where they are known, zone, kind and source; kinds news, dividend, split, results"
                .into(),
        ),
    }
    };
    let is_toml = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("toml"));
    let all = if is_toml {
        let file: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        (1..)
            .zip(file.event)
            .map(|(at, it)| (format!("event {at}"), it))
            .collect()
    } else {
        rows(text.trim_start_matches('\u{feff}')).map_err(wrong)?
    };
    let happening = |(place, written): (String, Written)| {
        written
            .read()
            .map_err(|problem| wrong(format!("{place}: {problem}")))
    };
    all.into_iter().map(happening).collect()
}

/// The rows of a CSV file, each with what errors call it.
fn rows(text: &str) -> std::result::Result<Vec<(String, Written)>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let place = |names: &[&str]| {
        let mut headers = headers.iter();
        headers.position(|header| names.iter().any(|name| header.eq_ignore_ascii_case(name)))
    };
    let needed =
        |names: &[&str]| place(names).ok_or_else(|| format!("has no column \"{}\"", names[0]));
    let date = needed(&["date", "time", "ts", "timestamp"])?;
    let what = needed(&["text", "headline", "title", "event"])?;
    let zone = place(&["zone", "tz", "timezone"]);
    let kind = place(&["kind", "type"]);
    let source = place(&["source", "url"]);
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let row = record.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| {
            at.and_then(|at| record.get(at))
                .unwrap_or_default()
                .to_owned()
        };
        let written = Written {
            date: Moment::Text(cell(Some(date))),
            zone: cell(zone),
            kind: cell(kind),
            text: cell(Some(what)),
            source: cell(source),
        };
        all.push((format!("row {row}"), written));
    }
    Ok(all)
}

impl Written {
    fn read(self) -> std::result::Result<Happening, String> {
        let date = match self.date {
            Moment::Text(text) => text,
            Moment::Toml(date) => date.to_string(),
        };
        let zone = match self.zone.trim() {
            "" => None,
            name => Some(name.parse::<Tz>().map_err(|_| {
                format!(
                    "\"{name}\" is no zone; write one such as Asia/Shanghai or America/New_York"
                )
            })?),
        };
        let kind = match self.kind.as_str() {
            "" => HappeningKind::News,
            kind => kind
                .parse()
                .map_err(|_| format!("unknown kind \"{kind}\""))?,
        };
        let when = when(&date, zone)
            .ok_or_else(|| format!("\"{date}\" is neither a date nor a time with its zone"))?;
        Ok(Happening {
            when,
            kind,
            text: self.text,
            source: Some(self.source).filter(|source| !source.is_empty()),
        })
    }
}

fn when(text: &str, zone: Option<Tz>) -> Option<When> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(When::Day(day));
    }
    let moment = text.replacen(' ', "T", 1);
    if let Ok(moment) = moment.parse() {
        return Some(When::Moment(moment));
    }
    // A minute is as good as a second.
    let (day, time) = moment.split_once('T')?;
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"))
        .ok()?;
    let local = NaiveDateTime::new(day.parse().ok()?, time);
    let moment = zone?.from_local_datetime(&local).earliest()?;
    Some(When::Moment(moment.fixed_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_day_or_a_moment_with_its_words() {
        let text = "text,date,kind,who\n\"glasses, new\",2025-11-27,News,x\nq3,2025-11-25T16:30:00-05:00,results,y\n";
        let all = parse(text, Path::new("e.csv")).unwrap();
        assert_eq!(all[0].when, When::Day("2025-11-27".parse().unwrap()));
        assert_eq!(
            (all[0].kind, all[0].text.as_str()),
            (HappeningKind::News, "glasses, new")
        );
        let moment: chrono::DateTime<chrono::Utc> = "2025-11-25T21:30:00Z".parse().unwrap();
        assert!(matches!(all[1].when, When::Moment(when) if when == moment));
    }

    #[test]
    fn a_local_time_is_one_of_its_zone() {
        let text = "time,zone,headline,source\n2025-11-27 09:30,Asia/Shanghai,glasses,wire\n2025-11-27,Asia/Shanghai,x,\n";
        let all = parse(text, Path::new("e.csv")).unwrap();
        let moment: chrono::DateTime<chrono::Utc> = "2025-11-27T01:30:00Z".parse().unwrap();
        assert!(matches!(all[0].when, When::Moment(when) if when == moment));
        assert_eq!(all[0].source.as_deref(), Some("wire"));
        assert_eq!(
            (all[1].kind, all[1].source.as_ref()),
            (HappeningKind::News, None)
        );
        assert_eq!(all[1].when, When::Day("2025-11-27".parse().unwrap()));
    }

    #[test]
    fn a_toml_file_tells_the_same() {
        let text = "[[event]]\ntime = 2025-11-27\nheadline = \"glasses\"\n\n[[event]]\ndate = \"2025-11-25 16:30\"\n\
                    zone = \"America/New_York\"\nkind = \"results\"\ntext = \"q3\"\n";
        let all = parse(text, Path::new("e.toml")).unwrap();
        assert_eq!(all[0].when, When::Day("2025-11-27".parse().unwrap()));
        let moment: chrono::DateTime<chrono::Utc> = "2025-11-25T21:30:00Z".parse().unwrap();
        assert!(matches!(all[1].when, When::Moment(when) if when == moment));
    }

    #[test]
    fn a_bad_row_is_named() {
        let error = |text: &str| parse(text, Path::new("e.csv")).unwrap_err().to_string();
        assert_eq!(error("date,kind\n"), "e.csv: has no column \"text\"");
        assert_eq!(
            error("date,kind,text\n2025-11-27,rumour,x\n"),
            "e.csv: row 2: unknown kind \"rumour\""
        );
        assert_eq!(
            error("date,kind,text\nsoon,news,x\n"),
            "e.csv: row 2: \"soon\" is neither a date nor a time with its zone"
        );
        assert_eq!(
            error("date,text\n2025-11-27T09:30,x\n"),
            "e.csv: row 2: \"2025-11-27T09:30\" is neither a date nor a time with its zone"
        );
        assert_eq!(
            error("date,zone,text\n2025-11-27,Shanghai,x\n"),
            "e.csv: row 2: \"Shanghai\" is no zone; write one such as Asia/Shanghai or America/New_York"
        );
    }
}
