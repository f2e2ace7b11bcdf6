//! What `backtest` writes beside its screen: one report file and one sheet of charts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the program in a folder of its own and returns that folder.
fn run(name: &str, arguments: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    let output = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args(arguments.split_whitespace())
        .current_dir(&folder)
        .output()
        .expect("the program runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {complaint}");
    folder
}

const ASKED: &str =
    "backtest GOOG --rule donchian --random-entries 20 --format json --out out.json";

fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let after = text.split(&format!("<h2>{heading}</h2>")).nth(1);
    let after = after.unwrap_or_else(|| panic!("no section {heading}"));
    after.split("</section>").next().expect("its end")
}

#[test]
fn a_report_is_one_file_with_everything_the_answer_rests_on() {
    let folder = run("report", &format!("{ASKED} --report r.html"));
    let html = std::fs::read_to_string(folder.join("r.html")).expect("a report");
    let json = std::fs::read_to_string(folder.join("out.json")).expect("a result");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let answer = section(&html, "Answer");
    assert!(answer.contains("Verdict: "));
    // Each chart twice, for light and dark screens, with words for those who see neither.
    assert_eq!(answer.matches("data:image/png;base64,").count(), 8);
    assert_eq!(answer.matches("<picture>").count(), 4);
    assert!(answer.matches(" alt=\"").count() == 4 && !answer.contains("alt=\"\""));
    let figures = section(&html, "Figures");
    let metrics = json["metrics"].as_array().expect("a list");
    for metric in metrics {
        let name = metric["name"].as_str().expect("a name");
        assert!(figures.contains(&format!("<td>{name}</td>")), "{name}");
    }
    assert!(figures.contains("N = 252 bars a year, risk-free rate 0 %"));
    let trades = json["trades"].as_array().expect("a list").len();
    assert_eq!(section(&html, "Trades").matches("<tr><td>").count(), trades);
    assert!(section(&html, "How to do it again").contains("--rule donchian"));
    assert!(section(&html, "How to do it again").contains("highest(high, {entry})[1]"));
    assert!(section(&html, "Warm-up and other notes").contains("held back by"));
    assert!(!html.contains("<script") && !html.contains("http"));
    let sha = json["meta"]["data"]["sha256"].as_str().expect("a hash");
    assert!(html.contains(&sha[..16]));
}

#[test]
fn markdown_and_both_kinds_of_chart_are_written_alike_twice() {
    let files = ["r.md", "c.svg", "c.png"];
    let both = ["first", "second"].map(|name| {
        let outputs = "--report r.md --chart c.svg";
        let folder = run(name, &format!("{ASKED} {outputs}"));
        let again = run(&format!("{name}-png"), &format!("{ASKED} --chart c.png"));
        let read = |path: PathBuf| std::fs::read(path).expect("an output");
        [
            read(folder.join(files[0])),
            read(folder.join(files[1])),
            read(again.join(files[2])),
        ]
    });
    assert_eq!(both[0], both[1]);
    let [report, svg, png] = &both[0];
    assert!(String::from_utf8_lossy(report).starts_with("# Donchian channel on GOOG\n"));
    assert!(String::from_utf8_lossy(svg).contains("<svg"));
    assert_eq!(&png[1..4], b"PNG");
    // Width and height stand in the first chunk: four charts on a sheet.
    let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((side(16), side(20)), (1600, 900 + 900 + 540 + 540));
}

#[test]
fn a_file_of_a_kind_nothing_writes_is_refused_before_anything_is_written() {
    for (option, known) in [
        ("--report r.foo", ".html or .md"),
        ("--chart c.foo", ".png or .svg"),
    ] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder for tests");
        let output = Command::new(env!("CARGO_BIN_EXE_strandline"))
            .args(format!("{ASKED} --quick --trades t.csv {option}").split_whitespace())
            .current_dir(&folder)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{option}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(known));
        let left = std::fs::read_dir(&folder).expect("the folder").count();
        assert_eq!(left, 0, "{option}");
    }
}

#[test]
fn a_file_of_several_symbols_is_named_once() {
    let folder = run("named", "list --help");
    for (file, symbols) in [("x.csv", ["A", "C"]), ("y.csv", ["B", "D"])] {
        let mut text = "date,symbol,open,high,low,close,volume\n".to_owned();
        for day in 1..=9 {
            for symbol in symbols {
                let _ = writeln!(text, "2024-01-0{day},{symbol},10,11,9,10,1000");
            }
        }
        std::fs::write(folder.join(file), text).expect("a file");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_strandline"))
        .args("backtest y.csv x.csv --rule donchian --quick".split_whitespace())
        .current_dir(&folder)
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("data x.csv, y.csv; sha256 "), "{told}");
}
