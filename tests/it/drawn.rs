//! The `chart` command: what it writes where, what it refuses, and that old data are called old.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of a test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("drawn")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder to write to");
    folder
}

fn chart(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strandline"));
    let command = command.arg("chart").args(arguments).current_dir(folder);
    command.output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What `--json -` says of a chart.
fn json(arguments: &[&str], folder: &Path) -> Value {
    let output = chart(&[arguments, &["--json", "-"]].concat(), folder);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn one_of_many_that_cannot_be_drawn_does_not_stop_the_others() {
    let folder = folder("many");
    let output = chart(
        &[
            "IBM",
            "gone.csv",
            "GOOG",
            "--as-of",
            "2012-08-15",
            "--out",
            "charts/",
            "--json",
            "charts/",
        ],
        &folder,
    );
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("gone.csv: ") && said.contains("2 charts drawn, 1 not"),
        "{said}"
    );
    assert_eq!(
        names(&folder.join("charts")),
        ["GOOG-1d.json", "GOOG-1d.png", "IBM-1d.json", "IBM-1d.png"]
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn every_series_of_a_file_has_a_chart_of_its_own() {
    let folder = folder("file");
    let mut rows = vec!["symbol,date,open,high,low,close,volume".to_string()];
    for symbol in ["AAA", "BBB"] {
        rows.extend((1..=28).map(|day| format!("{symbol},2024-02-{day:02},10,11,9,10.5,100")));
    }
    std::fs::write(folder.join("two.csv"), rows.join("\n")).expect("a file");
    let output = chart(
        &[
            "two.csv",
            "--calendar",
            "24x7",
            "--format",
            "svg",
            "--out",
            ".",
        ],
        &folder,
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(names(&folder), ["AAA-1d.svg", "BBB-1d.svg", "two.csv"]);
    let output = chart(&["two.csv", "--out", "one.png"], &folder);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("cannot hold several charts"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_file_that_is_no_chart_is_never_replaced_under_a_name_of_the_programs_choice() {
    let folder = folder("replace");
    let mine = folder.join("IBM-1d.png");
    let arguments = ["IBM", "--as-of", "2012-08-15"];
    std::fs::write(&mine, "my notes").expect("a file");
    let output = chart(&arguments, &folder);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("IBM-1d.png: exists and is not a chart"),
        "{}",
        said(&output)
    );
    assert_eq!(std::fs::read(&mine).expect("the file"), b"my notes");

    std::fs::remove_file(&mine).expect("the file");
    assert!(said(&chart(&arguments, &folder)).starts_with("wrote IBM-1d.png\n"));
    assert!(said(&chart(&arguments, &folder)).starts_with("replaced IBM-1d.png\n"));
}

#[test]
fn a_picture_on_standard_output_is_the_same_as_in_a_file() {
    let folder = folder("output");
    let arguments = [
        "IBM",
        "--as-of",
        "2012-08-15",
        "--preset",
        "thumb",
        "--fast",
        "--out",
    ];
    let output = chart(&[&arguments[..], &["-"]].concat(), &folder);
    assert!(output.stdout.starts_with(b"\x89PNG\r\n\x1a\n"));
    chart(&[&arguments[..], &["a.png"]].concat(), &folder);
    assert!(std::fs::read(folder.join("a.png")).expect("a file") == output.stdout);
}

#[test]
fn old_data_are_called_old_unless_the_past_was_asked_for() {
    let folder = folder("old");
    let stale = |arguments: &[&str]| json(arguments, &folder)["scene"]["stale"].clone();
    // The last bar of IBM is of Friday, 2013-03-01; on Monday its session may still be on.
    assert_eq!(stale(&["IBM", "--now", "2013-03-04"]), Value::Null);
    let tuesday = stale(&["IBM", "--now", "2013-03-05"]);
    assert_eq!(
        (&tuesday["sessions"], &tuesday["today"]),
        (&1.into(), &"2013-03-05".into())
    );
    // 29 March was Good Friday: 20 sessions of March after the 1st less that day.
    assert_eq!(stale(&["IBM", "--now", "2013-04-01"])["sessions"], 19);
    assert_ne!(stale(&["IBM"]), Value::Null);
    assert_eq!(stale(&["IBM", "--as-of", "2013-03-01"]), Value::Null);
}

#[test]
fn the_sidecar_holds_claims_events_and_the_benchmark() {
    let folder = folder("sidecar");
    let events = "date,kind,text\n2012-07-18,results,second quarter\n2012-09-03,news,Labor Day\n";
    std::fs::write(folder.join("events.csv"), events).expect("a file");
    let all = json(
        &[
            "IBM",
            "--as-of",
            "2012-10-15",
            "--claim",
            "211.5",
            "--events",
            "events.csv",
            "--benchmark",
            "NASDAQ",
            "--range",
            "6m",
        ],
        &folder,
    );
    let scene = &all["scene"];
    let claims = scene["lines"].as_array().expect("lines").iter();
    assert_eq!(claims.filter(|line| line["kind"] == "claim").count(), 1);
    let flags = scene["flags"].as_array().expect("flags");
    assert_eq!(flags[0]["text"], "second quarter");
    // New York was closed on Labor Day: the flag stands at the session after it.
    assert_eq!(flags[1]["closed_on"], "2012-09-03");
    let at = usize::try_from(flags[1]["at"].as_u64().expect("a bar")).expect("an index");
    assert_eq!(scene["bars"][at]["time"], "2012-09-04T00:00:00");
    assert_eq!(scene["comparison"]["name"], "NASDAQ");
    assert!(all["shown"]["first"].as_str().expect("a time") >= "2012-04-16");
    let words = all["description"].as_str().expect("words");
    assert!(
        words.starts_with("International Business Machines Corp. (IBM), daily, "),
        "{words}"
    );
}

#[test]
fn the_sidecar_dates_each_level_by_the_bar_at_which_it_became_known() {
    let folder = folder("known");
    let all = json(
        &["MSFT", "--as-of", "2009-12-07", "--range", "max"],
        &folder,
    );
    let scene = &all["scene"];
    let day_of = |bar: &Value| {
        let at = usize::try_from(bar.as_u64().expect("a bar")).expect("an index");
        let time = scene["bars"][at]["time"].as_str().expect("a time");
        time[..10].to_owned()
    };
    let zones = scene["zones"].as_array().expect("levels");
    assert!(!zones.is_empty());
    for zone in zones {
        assert_eq!(zone["known_on"], day_of(&zone["known_at"]));
        for span in zone["spans"].as_array().expect("roles") {
            assert_eq!(span["date"], day_of(&span["from"]));
        }
        // Nothing touches a level before it is known: what it was made of is no touch.
        for touch in zone["touches"].as_array().expect("touches") {
            assert!(touch.as_u64() >= zone["known_at"].as_u64(), "{zone}");
        }
    }
}

#[test]
fn a_terminal_shows_no_more_bars_than_the_range_holds() {
    let folder = folder("term");
    let header = |arguments: &[&str]| {
        let always = ["IBM", "--as-of", "2012-08-15", "--term"];
        let output = chart(&[&always, arguments].concat(), &folder);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().next().expect("a header").to_owned()
    };
    // The 15th was a Wednesday; seven days before it begin after the 8th.
    for arguments in [["--range", "7d"], ["--bars", "5"]] {
        let header = header(&arguments);
        assert!(
            header.contains("9 Aug 2012 – 15 Aug 2012"),
            "{arguments:?}: {header}"
        );
    }
    assert_eq!(header(&["--range", "max"]), header(&[]));
}

#[test]
fn a_picture_names_its_file_but_never_its_folders() {
    let folder = folder("source");
    let inner = folder.join("secret");
    std::fs::create_dir_all(&inner).expect("a folder");
    let prices = strandline::data::sample::Sample::named("MSFT")
        .expect("a sample")
        .csv();
    std::fs::write(inner.join("prices.csv"), prices).expect("a file");
    let output = chart(&["secret/prices.csv", "--out", "a.svg"], &folder);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let svg = std::fs::read_to_string(folder.join("a.svg")).expect("a chart");
    assert!(svg.contains("Source: prices.csv, ") && !svg.contains("secret"));
}

/// What a chart in an SVG file says, one text a line.
fn texts(arguments: &[&str], folder: &Path) -> String {
    let arguments = [arguments, &["--format", "svg", "--out", "-"]].concat();
    let output = chart(&arguments, folder);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let svg = String::from_utf8(output.stdout).expect("text");
    let texts = svg.split("<text ").skip(1);
    let texts = texts.filter_map(|text| text.split_once('>')?.1.split_once("</text>"));
    texts.map(|(text, _)| text.to_owned() + "\n").collect()
}

#[test]
fn the_words_of_title_source_and_claim_are_those_given() {
    let folder = folder("words");
    let all = texts(
        &[
            "IBM",
            "--as-of",
            "2012-08-15",
            "--title",
            "Big Blue",
            "--source",
            "my broker",
            "--claim",
            "200",
            "--label-claim",
            "Called top",
            "--log",
        ],
        &folder,
    );
    for words in [
        "Big Blue (IBM)\n",
        "Source: my broker · last bar 15 Aug 2012",
        "Called top 200.00\n",
        " · log scale\n",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    let output = chart(&["IBM", "--label-claim", "Called top"], &folder);
    assert_eq!(output.status.code(), Some(2));
    let linear = texts(&["IBM", "--range", "max", "--linear"], &folder);
    assert!(!linear.contains("log scale"), "{linear}");
}

#[test]
fn rows_left_out_are_named_in_the_picture() {
    let folder = folder("left_out");
    let mut rows = vec!["date,open,high,low,close,volume".to_string()];
    rows.extend((1..=29).map(|day| format!("2024-02-{day:02},10,11,9,10.5,100")));
    rows[9] = "2024-02-09,10,8,9,10.5,100".to_owned();
    std::fs::write(folder.join("bad.csv"), rows.join("\n")).expect("a file");
    let arguments = ["bad.csv", "--calendar", "24x7"];
    let all = texts(&arguments, &folder);
    assert!(all.contains("1 row left out"), "{all}");
}

#[test]
fn a_benchmark_without_a_visible_bar_is_refused() {
    let folder = folder("benchmark");
    let mut rows = vec!["date,open,high,low,close,volume".to_string()];
    rows.extend((3..=7).map(|day| format!("2011-01-{day:02},10,11,9,10.5,100")));
    std::fs::write(folder.join("old.csv"), rows.join("\n")).expect("a file");
    let arguments = ["IBM", "--as-of", "2012-08-15", "--benchmark", "old.csv"];
    let output = chart(&arguments, &folder);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("has no bar from 2012-") && said.contains("show more with --range"),
        "{said}"
    );
}
