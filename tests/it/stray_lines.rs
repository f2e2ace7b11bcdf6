//! A damaged line is told, wherever it stands, and spoils no other.

use strandline::data::{Done, ReadOptions, Rule, Severity};

use super::findings::{HEADER, MONDAY, WEDNESDAY, read, read_with, told};

/// What is told of one line between two sound rows, of which both must stand with a gap between them.
#[track_caller]
fn told_of(line: &str) -> (Rule, Option<u64>, Done, String) {
    let loaded = read(&format!("{MONDAY}{line}\n{WEDNESDAY}"));
    assert_eq!(loaded.bars.close(), [12.5, 13.5], "{line}");
    assert_eq!(loaded.bars.gaps(), [1], "{line}");
    assert_eq!((loaded.source.rows, loaded.left_out()), (3, 1), "{line}");
    let told = told(&loaded);
    assert_eq!(told.len(), 1, "{line}: {told:?}");
    let (rule, row, done, problem) = told[0];
    (rule, row, done, problem.to_owned())
}

#[test]
fn a_line_that_is_no_row_is_told_with_its_text() {
    let stray = |line: &str, shown: &str| {
        let problem = format!("no date and no price in \"{shown}\"");
        let expected = (Rule::StrayLine, Some(3), Done::LeftOut, problem);
        assert_eq!(told_of(line), expected);
    };
    stray("@@@@ garbage @@@@", "@@@@ garbage @@@@");
    stray("2024-01-16;12;13;11;12;200", "2024-01-16;12;13;11;12;200");
    stray("2024-01-16 12 13 11 12 200", "2024-01-16 12 13 11 12 200");
    stray("<html>,,,503 </html>", "<html>,,,503 </html>");
    // Bytes that are no text are shown as what they are not.
    stray("\u{0}\u{1}\u{7f}PNG", "\u{fffd}\u{fffd}\u{fffd}PNG");
    let long = "x".repeat(500);
    stray(&long, &format!("{}...", "x".repeat(40)));
}

#[test]
fn a_finding_of_a_stray_line_carries_its_text_and_is_a_defect() {
    let loaded = read(&format!("{MONDAY}# a comment\n{WEDNESDAY}"));
    let finding = &loaded.findings[0];
    assert_eq!(finding.value.as_deref(), Some("# a comment"));
    assert_eq!(finding.severity, Severity::Defect);
}

#[test]
fn a_quote_that_is_not_closed_costs_its_own_row_and_is_told() {
    let open = |line: &str, shown: &str| {
        let problem = format!("a quotation mark is not closed in \"{shown}\"");
        let expected = (Rule::RowShape, Some(3), Done::LeftOut, problem);
        assert_eq!(told_of(line), expected);
    };
    open(
        "\"2024-01-16,12,13,11,12,200",
        "\"2024-01-16,12,13,11,12,200",
    );
    open(
        "2024-01-16,12,\"13,11,12,200",
        "2024-01-16,12,\"13,11,12,200",
    );
    open(
        "2024-01-16,12,13,11,12,\"200",
        "2024-01-16,12,13,11,12,\"200",
    );
}

#[test]
fn what_follows_an_open_quote_is_read_as_ever() {
    let rows = (15..27).map(|day| format!("2024-01-{day},12,13,11,12.{day},{day}00\n"));
    let rows = rows.collect::<Vec<_>>().concat();
    let broken = rows.replace("2024-01-17,", "\"2024-01-17,");
    let loaded = read(&broken);
    assert_eq!(loaded.bars.len(), 11);
    assert_eq!(loaded.bars.gaps(), [2]);
}

#[test]
fn a_row_of_too_few_cells_is_told() {
    let (rule, row, done, _) = told_of("2024-01-16,12,13");
    assert_eq!((rule, row, done), (Rule::Empty, Some(3), Done::LeftOut));
    let (rule, row, done, _) = told_of("12,13,11,12,200");
    assert_eq!((rule, row, done), (Rule::BadTime, Some(3), Done::LeftOut));
}

#[test]
fn blank_lines_and_the_heading_again_are_passed_over() {
    for line in ["", ",,,,,", HEADER.trim_end()] {
        let loaded = read(&format!("{MONDAY}{line}\n{WEDNESDAY}"));
        assert_eq!(
            (loaded.bars.len(), told(&loaded)),
            (2, Vec::new()),
            "{line}"
        );
        assert_eq!(loaded.bars.gaps(), [0usize; 0], "{line}");
    }
}

#[test]
fn prose_around_the_bars_is_passed_over_and_a_row_cut_short_is_not() {
    let prose = "Prices are delayed, see terms\n(c) 2024 ACME\n-----\n";
    let loaded = read(&format!("{MONDAY}{WEDNESDAY}{prose}"));
    assert_eq!(told(&loaded), []);
    for end in ["20", "2024", "\u{0}\u{0}\u{0}"] {
        let loaded = read(&format!("{MONDAY}{WEDNESDAY}{end}"));
        let told = told(&loaded);
        assert_eq!(told.len(), 1, "{end}");
        assert_eq!((told[0].0, told[0].1), (Rule::StrayLine, Some(4)), "{end}");
    }
}

#[test]
fn a_stray_line_among_many_series_belongs_to_the_one_it_stands_in() {
    let text = "symbol,date,open,high,low,close\nAAA,2024-01-15,12,13,11,12\n????\nAAA,2024-01-16,12,13,11,12\n\
                BBB,2024-01-15,22,23,21,22\nBBB,2024-01-16,22,23,21,22\n";
    let path = std::path::Path::new("x.csv");
    let all = strandline::data::read_bytes(path, text.into(), &ReadOptions::default());
    let all = all.expect("two series");
    let findings: Vec<usize> = all.iter().map(|loaded| loaded.findings.len()).collect();
    assert_eq!(findings, [1, 0]);
    // Where the series stand side by side, each has lost a row.
    let headings = "Date,Open_AAA,High_AAA,Low_AAA,Close_AAA,Open_BBB,High_BBB,Low_BBB,Close_BBB";
    let row = |date: &str| format!("{date},12,13,11,12,22,23,21,22\n");
    let (first, second) = (row("2024-01-15"), row("2024-01-16"));
    let (wrong, third) = (row("2024-01-1x"), row("2024-01-17"));
    let text = format!("{headings}\n{first}????\n{second}{wrong}{third}");
    let all = strandline::data::read_bytes(path, text.into(), &ReadOptions::default());
    for loaded in all.expect("two series") {
        let rules: Vec<Rule> = loaded.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, [Rule::StrayLine, Rule::BadTime]);
        assert_eq!(loaded.bars.gaps(), [1, 2]);
    }
}

#[test]
fn junk_instead_of_rows_counts_against_the_limit_of_rows() {
    let mut options = ReadOptions::default();
    options.limits.rows = 100;
    let text = format!("{HEADER}{MONDAY}{}{WEDNESDAY}", "????\n".repeat(200));
    let path = std::path::Path::new("x.csv");
    let error = strandline::data::read_bytes(path, text.into(), &options).expect_err("too many");
    assert!(error.to_string().contains("more than 100 rows"), "{error}");
    let sound = read_with(&format!("{HEADER}{MONDAY}{WEDNESDAY}"), &options);
    assert_eq!(sound.bars.len(), 2);
}
