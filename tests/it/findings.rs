//! Each rule of the audit, shown by a small file.

use std::path::Path;

use strandline::data::{self, Done, Loaded, ReadOptions, Rule, Severity};

pub(crate) const HEADER: &str = "Date,Open,High,Low,Close,Volume\n";

pub(crate) fn read_with(text: &str, options: &ReadOptions) -> Loaded {
    let mut all = data::read_bytes(Path::new("ACME.csv"), text.as_bytes().to_vec(), options)
        .unwrap_or_else(|error| panic!("{error}"));
    all.remove(0)
}

pub(crate) fn read(rows: &str) -> Loaded {
    read_with(&format!("{HEADER}{rows}"), &ReadOptions::default())
}

/// Rule, row, what was done and the words of each finding.
pub(crate) fn told(loaded: &Loaded) -> Vec<(Rule, Option<u64>, Done, &str)> {
    let tell = |finding: &'_ data::Finding| (finding.rule, finding.row, finding.done);
    loaded
        .findings
        .iter()
        .map(|finding| {
            let (rule, row, done) = tell(finding);
            (rule, row, done, finding.problem.as_str())
        })
        .collect()
}

/// Days of the bars in January 2024.
fn days(loaded: &Loaded) -> Vec<u32> {
    use chrono::Datelike;
    loaded.bars.time().iter().map(Datelike::day).collect()
}

pub(crate) const MONDAY: &str = "2024-01-15,12,13,11,12.5,100\n";
pub(crate) const WEDNESDAY: &str = "2024-01-17,13,14,12,13.5,300\n";

/// Asserts that a row between two sound ones is left out by one rule, with a gap in its place.
#[track_caller]
fn assert_left_out(row: &str, rule: Rule, problem: &str) {
    let loaded = read(&format!("{MONDAY}{row}\n{WEDNESDAY}"));
    assert_eq!(told(&loaded), [(rule, Some(3), Done::LeftOut, problem)]);
    assert_eq!(days(&loaded), [15, 17]);
    assert_eq!(loaded.bars.gaps(), [1]);
    assert_eq!(loaded.left_out(), 1);
    assert_eq!(loaded.findings[0].severity, Severity::Defect);
}

#[test]
fn a_row_that_cannot_stand_is_left_out_and_listed() {
    assert_left_out(
        "16.1.24x,12,13,11,12,200",
        Rule::BadTime,
        "\"16.1.24x\" is no date",
    );
    assert_left_out(
        "2024-01-16,12,abc,11,12,200",
        Rule::BadNumber,
        "high \"abc\" is not a number",
    );
    assert_left_out("2024-01-16,12,13,,12,200", Rule::Empty, "low is missing");
    assert_left_out(
        "2024-01-16,,,,,",
        Rule::Empty,
        "open, high, low and close are missing",
    );
    assert_left_out(
        "2024-01-16,NaN,13,11,12,200",
        Rule::Empty,
        "open is missing",
    );
    assert_left_out(
        "2024-01-16,12,13,11,12,200,7",
        Rule::RowShape,
        "7 cells where there are 6 columns",
    );
    assert_left_out(
        "2024-01-16,0,13,0,12,200",
        Rule::NonPositive,
        "open and low are not above 0",
    );
    assert_left_out(
        "2024-01-16,-12,13,11,12,200",
        Rule::NonPositive,
        "open is not above 0",
    );
    assert_left_out(
        "2024-01-16,12,12.2,11,12.5,200",
        Rule::HighBelow,
        "high 12.2 is below close 12.5",
    );
    assert_left_out(
        "2024-01-16,12,13,12.1,12.5,200",
        Rule::LowAbove,
        "low 12.1 is above open 12",
    );
}

#[test]
fn high_below_low_breaks_both_rules() {
    let loaded = read(&format!("{MONDAY}2024-01-16,12,11,13,12,200\n{WEDNESDAY}"));
    let expected = [
        (
            Rule::HighBelow,
            Some(3),
            Done::LeftOut,
            "high 11 is below low 13",
        ),
        (
            Rule::LowAbove,
            Some(3),
            Done::LeftOut,
            "low 13 is above open 12",
        ),
    ];
    assert_eq!(told(&loaded), expected);
    assert_eq!(loaded.left_out(), 1);
}

#[test]
fn equal_rows_of_one_date_leave_the_first_and_different_ones_none() {
    let tuesday = "2024-01-16,12,13,11,12,200\n";
    let equal = read(&format!("{MONDAY}{tuesday}{tuesday}{WEDNESDAY}"));
    assert_eq!(
        told(&equal),
        [(Rule::Duplicate, Some(4), Done::LeftOut, "equal to row 3")]
    );
    assert_eq!(days(&equal), [15, 16, 17]);
    assert_eq!(equal.bars.gaps(), [0usize; 0]);
    let other = "2024-01-16,12,13,11,12.1,200\n";
    let different = read(&format!("{MONDAY}{tuesday}{other}{WEDNESDAY}"));
    let expected = [
        (
            Rule::Duplicate,
            Some(3),
            Done::LeftOut,
            "differs from row 4 of the same time; none of them stands",
        ),
        (
            Rule::Duplicate,
            Some(4),
            Done::LeftOut,
            "differs from row 3 of the same time; none of them stands",
        ),
    ];
    assert_eq!(told(&different), expected);
    assert_eq!(days(&different), [15, 17]);
    assert_eq!(different.bars.gaps(), [1]);
}

#[test]
fn a_misplaced_row_is_sorted_in_and_listed_but_newest_first_is_not() {
    let tuesday = "2024-01-16,12,13,11,12,200\n";
    let mixed = read(&format!(
        "{MONDAY}{WEDNESDAY}{tuesday}2024-01-18,12,13,11,12,200\n"
    ));
    assert_eq!(told(&mixed)[0].0, Rule::OutOfOrder);
    assert_eq!(
        (mixed.findings.len(), days(&mixed)),
        (1, vec![15, 16, 17, 18])
    );
    let falling = read(&format!("{WEDNESDAY}{tuesday}{MONDAY}"));
    assert_eq!(
        (falling.findings.len(), days(&falling)),
        (0, vec![15, 16, 17])
    );
    assert!(
        falling.source.dialect.ends_with("newest first"),
        "{}",
        falling.source.dialect
    );
}

#[test]
fn a_rejected_row_of_a_falling_file_leaves_its_gap_in_the_right_place() {
    let loaded = read(&format!(
        "2024-01-18,12,13,11,12,200\n{WEDNESDAY}oops,12,13,11,12,200\n{MONDAY}"
    ));
    assert_eq!(days(&loaded), [15, 17, 18]);
    assert_eq!(loaded.bars.gaps(), [1]);
}

#[test]
fn blank_rows_before_the_listing_are_one_finding() {
    let loaded = read(&format!(
        "2024-01-11,,,,,\n2024-01-12,,,,,\n{MONDAY}{WEDNESDAY}"
    ));
    let expected = [(
        Rule::BlankStart,
        Some(2),
        Done::LeftOut,
        "2 rows without prices before the first bar",
    )];
    assert_eq!(told(&loaded), expected);
    assert_eq!(loaded.left_out(), 2);
    assert_eq!(loaded.bars.gaps(), [0usize; 0]);
}

#[test]
fn a_volume_that_is_none_counts_as_0_and_is_listed() {
    let cases = [
        ("", "volume is missing; taken as 0"),
        ("-5", "volume -5 is no quantity; taken as 0"),
        ("lots", "volume \"lots\" is not a number; taken as 0"),
    ];
    for (volume, problem) in cases {
        let loaded = read(&format!(
            "{MONDAY}2024-01-16,12,13,11,12,{volume}\n{WEDNESDAY}"
        ));
        assert_eq!(
            told(&loaded),
            [(Rule::BadVolume, Some(3), Done::Repaired, problem)]
        );
        assert_eq!(loaded.bars.volume(), Some([100.0, 0.0, 300.0].as_slice()));
    }
    let none = read("2024-01-15,12,13,11,12.5,0\n2024-01-16,13,14,12,13.5,\n");
    assert_eq!((told(&none), none.bars.volume()), (Vec::new(), None));
}

#[test]
fn odd_bars_that_can_stand_are_kept_and_listed() {
    let zero = read(&format!("{MONDAY}2024-01-16,12,13,11,12,0\n{WEDNESDAY}"));
    assert_eq!(
        told(&zero),
        [(Rule::ZeroVolume, Some(3), Done::Kept, "volume is 0")]
    );
    let flat = read(&format!("{MONDAY}2024-01-16,12,12,12,12,5\n{WEDNESDAY}"));
    assert_eq!(
        told(&flat),
        [(
            Rule::OnePrice,
            Some(3),
            Done::Kept,
            "open, high, low and close are 12"
        )]
    );
    let rows = [12, 13, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26];
    let rows = rows
        .iter()
        .map(|day| format!("2024-01-{day},12,13,11,12,{day}\n"))
        .collect::<Vec<_>>()
        .concat();
    let saturday = read(&rows);
    assert_eq!(
        told(&saturday),
        [(
            Rule::ClosedSession,
            Some(3),
            Done::Kept,
            "2024-01-13 is a Saturday"
        )]
    );
    let jump = read(&format!("{MONDAY}2024-01-16,12,45,12,44,5\n"));
    assert_eq!(
        told(&jump),
        [(
            Rule::Jump,
            Some(3),
            Done::Kept,
            "close 44 after 12.5, 3.5 times"
        )]
    );
}

#[test]
fn a_high_or_low_far_from_all_other_prices_is_a_spike() {
    let told_of = |row: &str| {
        let loaded = read(&format!("{MONDAY}2024-01-16,{row},5\n{WEDNESDAY}"));
        assert_eq!(loaded.bars.len(), 3, "{row}");
        let spikes = loaded.findings.iter();
        let told = spikes.map(|it| {
            (
                it.rule,
                it.row,
                it.done,
                it.problem.clone(),
                it.value.clone(),
            )
        });
        told.collect::<Vec<_>>()
    };
    let spike = |problem: &str, value: &str| {
        let problem = format!("{problem} of open, close and the close before");
        vec![(
            Rule::Spike,
            Some(3),
            Done::Kept,
            problem,
            Some(value.to_owned()),
        )]
    };
    // The close before is 12.5.
    assert_eq!(
        told_of("12,130,11,13"),
        spike("high 130 is 10.0 times 13, the highest", "130")
    );
    assert_eq!(
        told_of("12,13,1.2,13"),
        spike("low 1.2 is 0.100 times 12, the lowest", "1.2")
    );
    // At the bound it is none, and neither where the day before closed near it.
    assert_eq!(told_of("12,39,4,13"), []);
    let after_a_fall = told_of("2,13,2,3");
    assert!(after_a_fall.iter().all(|told| told.0 == Rule::Jump));
    let both = told_of("12,130,1.2,13");
    assert_eq!(both.len(), 2);
}

#[test]
fn five_equal_bars_in_a_row_are_stale() {
    let rows = (15..20)
        .map(|day| format!("2024-01-{day},12,13,11,12,5\n"))
        .collect::<Vec<_>>()
        .concat();
    let problem = "5 equal bars in a row, up to 2024-01-19";
    assert_eq!(
        told(&read(&rows)),
        [(Rule::Stale, Some(2), Done::Kept, problem)]
    );
    let four = (15..19)
        .map(|day| format!("2024-01-{day},12,13,11,12,5\n"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(told(&read(&four)), []);
}

#[test]
fn a_negative_adjusted_close_is_kept_and_listed() {
    let text = "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-15,12,13,11,12.5,-0.1,5\n\
                2024-01-16,12,13,11,12.5,0,6\n2024-01-17,12,13,11,12.5,0.1,5\n";
    let loaded = read_with(text, &ReadOptions::default());
    let problem = "adjusted close -0.1 is not above 0, and so on in 2 bars up to 2024-01-16";
    assert_eq!(
        told(&loaded),
        [(Rule::BadAdjustedClose, Some(2), Done::Kept, problem)]
    );
    let kept = loaded.adjusted_close.expect("a column");
    assert_eq!(kept, [-0.1, 0.0, 0.1].map(Some));
}

#[test]
fn a_file_of_closes_says_so_once() {
    let loaded = read_with(
        "Date,Close\n2024-01-15,12\n2024-01-16,13\n",
        &ReadOptions::default(),
    );
    let problem = "the file has closes only; open, high and low are the close";
    assert_eq!(
        told(&loaded),
        [(Rule::CloseOnly, None, Done::Kept, problem)]
    );
}

#[test]
fn nothing_usable_is_an_error_for_one_series_and_a_list_for_the_doctor() {
    let text = format!("{HEADER}2024-01-15,0,0,0,0,0\n2024-01-16,0,0,0,0,0\n");
    let loaded = read_with(&text, &ReadOptions::default());
    assert_eq!((loaded.bars.len(), loaded.findings.len()), (0, 2));
    let folder = std::env::temp_dir().join(format!("strandline-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ACME.csv");
    std::fs::write(&path, text).unwrap();
    let error = data::read_one(&path, &ReadOptions::default())
        .unwrap_err()
        .to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        error.ends_with("no usable bar; row 2: open, high, low and close are not above 0"),
        "{error}"
    );
}

#[test]
fn the_row_to_be_moved_is_named_and_an_appended_copy_is_no_disorder() {
    let tuesday = "2024-01-16,12,13,11,12,200\n";
    let thursday = "2024-01-18,12,13,11,12,200\n";
    let swapped = read(&format!("{MONDAY}{WEDNESDAY}{tuesday}{thursday}"));
    let moved = (
        Rule::OutOfOrder,
        Some(4),
        Done::Kept,
        "not in the order of the other rows; sorted in",
    );
    assert_eq!(told(&swapped), [moved]);
    let falling = read(&format!("{thursday}{tuesday}{WEDNESDAY}{MONDAY}"));
    assert_eq!(told(&falling), [moved]);
    let rows = format!("{MONDAY}{tuesday}{WEDNESDAY}{thursday}");
    let twice = read(&format!("{rows}{rows}"));
    let copies = (6..10).map(|row| (Some(row), format!("equal to row {}", row - 4)));
    let told_of = twice.findings.iter().map(|finding| {
        assert_eq!(finding.rule, Rule::Duplicate);
        (finding.row, finding.problem.clone())
    });
    assert_eq!(told_of.collect::<Vec<_>>(), copies.collect::<Vec<_>>());
}
