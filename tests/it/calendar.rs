//! The calendar of New York against a quarter of a century of traded days.

use chrono::NaiveDate;
use strandline::market::Calendar;

use crate::support;

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn every_bar_of_a_new_york_fund_is_a_session_and_no_session_is_missing() {
    let shared = support::shared();
    let text = std::fs::read_to_string(shared.join("data/daily/SPY.csv")).expect("SPY is there");
    let traded: Vec<NaiveDate> = text
        .lines()
        .skip(1)
        .map(|line| line[..10].parse().expect("a date in front"))
        .collect();
    let new_york: Calendar = "XNYS".parse().expect("an exchange of the table");
    let sessions: Vec<NaiveDate> = new_york
        .sessions(traded[0], traded[traded.len() - 1])
        .collect();
    assert!(traded.len() > 7000);
    assert_eq!(sessions, traded);
}
