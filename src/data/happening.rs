//! Files of things that happened outside the prices: a date, a kind, and words.

use std::path::Path;

use chrono::NaiveDate;

use crate::market::{Happening, When};
use crate::{Error, Result};

/// Reads a CSV file with columns `date`, `kind` and `text`, in any order and among others.
///
/// A date is a day (`2025-11-27`) or a moment with its zone (`2025-11-27T09:30:00-05:00`); a kind is `news`, `dividend`,
/// `split` or `results`.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read, [`Error::Data`] naming the column or the row that is wrong.
pub fn read_happenings(path: &Path) -> Result<Vec<Happening>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<Vec<Happening>> {
    let wrong = |problem: String| Error::Data {
        what: path.display().to_string(),
        problem,
        help: Some("columns date, kind and text; kinds news, dividend, split, results".into()),
    };
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| wrong(error.to_string()))?;
    let place = |name: &str| {
        let mut headers = headers.iter();
        let at = headers.position(|header| header.eq_ignore_ascii_case(name));
        at.ok_or_else(|| wrong(format!("has no column \"{name}\"")))
    };
    let columns = [place("date")?, place("kind")?, place("text")?];
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        let row = record.position().map_or(0, csv::Position::line);
        let [date, kind, text] = columns.map(|at| record.get(at).unwrap_or_default());
        let no_date =
            || format!("row {row}: \"{date}\" is neither a date nor a time with its zone");
        let no_kind = || format!("row {row}: unknown kind \"{kind}\"");
        all.push(Happening {
            when: when(date).ok_or_else(|| wrong(no_date()))?,
            kind: kind.parse().map_err(|_| wrong(no_kind()))?,
            text: text.to_owned(),
        });
    }
    Ok(all)
}

fn when(text: &str) -> Option<When> {
    let day = text.parse::<NaiveDate>().map(When::Day);
    day.ok().or_else(|| Some(When::Moment(text.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::HappeningKind;

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
    fn a_bad_row_is_named() {
        let error = |text: &str| parse(text, Path::new("e.csv")).unwrap_err().to_string();
        assert_eq!(error("date,text\n"), "e.csv: has no column \"kind\"");
        assert_eq!(
            error("date,kind,text\n2025-11-27,rumour,x\n"),
            "e.csv: row 2: unknown kind \"rumour\""
        );
        assert_eq!(
            error("date,kind,text\nsoon,news,x\n"),
            "e.csv: row 2: \"soon\" is neither a date nor a time with its zone"
        );
    }
}
