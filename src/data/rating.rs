//! Files of ratings and price targets.

use std::path::Path;

use crate::market::Rating;
use crate::{Error, Result};

/// Reads a CSV file with columns `date`, `firm`, and `rating`, `target` or both, in any order and among others.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read, [`Error::Data`] naming the column or the row that is wrong.
pub fn read_ratings(path: &Path) -> Result<Vec<Rating>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    parse(&text).map_err(|problem| Error::Data {
        what: path.display().to_string(),
        problem,
        help: Some(
            "columns date, firm, rating and target; a target is a price such as 190.50".into(),
        ),
    })
}

fn parse(text: &str) -> std::result::Result<Vec<Rating>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let place = |names: &[&str]| {
        let mut headers = headers.iter();
        headers.position(|header| names.iter().any(|name| header.eq_ignore_ascii_case(name)))
    };
    let date = place(&["date"]).ok_or("has no column \"date\"")?;
    let firm = place(&["firm", "analyst", "broker", "source"]).ok_or("has no column \"firm\"")?;
    let words = place(&["rating", "recommendation", "grade"]);
    let target = place(&["target", "price_target", "price target"]);
    if words.or(target).is_none() {
        return Err("has neither a column \"rating\" nor \"target\"".into());
    }
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let row = record.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let price = cell(target).trim_start_matches('$');
        let written = cell(Some(date));
        all.push(Rating {
            date: written
                .parse()
                .map_err(|_| format!("row {row}: \"{written}\" is no date such as 2025-11-28"))?,
            firm: cell(Some(firm)).to_owned(),
            words: cell(words).to_owned(),
            target: match price {
                "" => None,
                price => Some(
                    price
                        .parse()
                        .ok()
                        .filter(|price: &f64| price.is_finite() && *price > 0.0)
                        .ok_or_else(|| {
                            format!("row {row}: target \"{price}\" is no price above 0")
                        })?,
                ),
            },
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_day_a_firm_and_what_it_says() {
        let all =
            parse("firm,date,rating,target\nA,2025-11-01,Buy,$190.5\nB,2025-11-02,,150\n").unwrap();
        assert_eq!((all[0].target, all[0].words.as_str()), (Some(190.5), "Buy"));
        assert_eq!((all[1].target, all[1].words.as_str()), (Some(150.0), ""));
        let error = |text: &str| parse(text).unwrap_err();
        assert_eq!(
            error("date,firm\n"),
            "has neither a column \"rating\" nor \"target\""
        );
        assert_eq!(
            error("date,firm,target\n2025-11-01,A,-3\n"),
            "row 2: target \"-3\" is no price above 0"
        );
    }
}
