//! What a file leaves open is an error that names the option which settles it.

#![expect(
    clippy::float_cmp,
    reason = "numbers are read exactly as they are written"
)]
#![expect(clippy::format_push_string, reason = "rows are easier to read so")]

use std::path::Path;

use strandline::data::{self, ReadOptions};

use super::dialects::{first, one, read};

#[test]
fn a_file_without_header_that_proves_nothing_is_an_error_with_a_guess() {
    let text = "2024-01-15,12,13.1,11.9,13,2000\n2024-01-16,13,14,12.5,13.5,1000\n";
    let error = read(text.as_bytes()).unwrap_err();
    let help = error.help().unwrap();
    assert!(
        help.contains("columns = time,open,high,low,close,volume"),
        "{help}"
    );
    let columns = help.split("columns = ").last().unwrap().parse().unwrap();
    let options = ReadOptions {
        columns: Some(columns),
        ..ReadOptions::default()
    };
    let all = data::read_bytes(Path::new("x.csv"), text.as_bytes().to_vec(), &options).unwrap();
    assert_eq!(first(&all[0]).1, [12.0, 13.1, 11.9, 13.0]);
}

#[test]
fn close_before_high_without_header_is_only_a_guess() {
    // Close stands second: each open equals the close of the row before.
    let text = "2024-01-15,12,13,13.1,11.9,500\n2024-01-16,13,13.5,14,12.5,500\n2024-01-17,13.5,12.5,13.6,12.4,500\n\
                2024-01-18,12.5,12,12.6,11.8,500\n2024-01-19,12,12.2,12.3,11.9,500\n2024-01-22,12.2,12.9,13,12.1,500\n";
    let help = read(text.as_bytes()).unwrap_err().help().unwrap();
    assert!(
        help.contains("columns = time,open,close,high,low,volume"),
        "{help}"
    );
}

#[test]
fn an_ambiguous_date_is_an_error_that_names_the_option() {
    let text = "Date,Close\n01/02/2024,12\n02/02/2024,13\n";
    let error = read(text.as_bytes()).unwrap_err();
    assert!(
        error.help().unwrap().contains("date_order = dmy"),
        "{error}"
    );
    let options = ReadOptions {
        date_order: Some(data::DateOrder::Mdy),
        ..ReadOptions::default()
    };
    let all = data::read_bytes(Path::new("x.csv"), text.as_bytes().to_vec(), &options).unwrap();
    assert_eq!(first(&all[0]).0, "2024-01-02 00:00:00");
}

#[test]
fn an_ambiguous_separator_is_an_error_that_names_the_option() {
    let text = "Date;Close\n2024-01-15;1,234\n2024-01-16;1,235\n";
    let error = read(text.as_bytes()).unwrap_err();
    assert!(error.help().unwrap().contains("decimal = comma"), "{error}");
    for (decimal, close) in [
        (data::Decimal::Point, 1234.0),
        (data::Decimal::Comma, 1.234),
    ] {
        let options = ReadOptions {
            decimal: Some(decimal),
            ..ReadOptions::default()
        };
        let all = data::read_bytes(Path::new("x.csv"), text.as_bytes().to_vec(), &options).unwrap();
        assert_eq!(first(&all[0]).1, [close; 4]);
    }
}

#[test]
fn the_order_of_day_and_month_is_decided_from_the_whole_column() {
    let mut text = String::from("Date,Close\n");
    for month in 1..=12 {
        for year in 1900..2000 {
            text += &format!("0{}/{month:02}/{year},12\n", month % 9 + 1);
        }
    }
    text += "13/01/2024,13\n";
    assert_eq!(
        one(&text).bars.last().unwrap().time().to_string(),
        "2024-01-13 00:00:00"
    );
}

#[test]
fn what_is_no_table_is_told_as_what_it_is() {
    let problem = |text: &[u8]| read(text).unwrap_err().to_string();
    assert_eq!(problem(b""), "ACME.csv: is empty");
    assert_eq!(problem(b" \n\n"), "ACME.csv: is empty");
    assert_eq!(
        problem(b"<!DOCTYPE html><html>"),
        "ACME.csv: is a web page or XML, not a table"
    );
    assert_eq!(
        problem(b"{\"error\": \"no key\"}"),
        "ACME.csv: is JSON, not a table"
    );
    assert!(problem(b"hello\nworld\n").contains("it begins \"hello\""));
    assert!(problem(b"Date,Foo,Bar\n2024-01-15,1,2\n").contains("Foo, Bar"));
    assert!(
        problem(b"Date,High,Low,Close\n2024-01-15,3,1,2\n2024-01-16,3,1,2\n")
            .contains("no column for open")
    );
}
