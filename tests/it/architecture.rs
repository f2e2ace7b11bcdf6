//! The floors of the house, read from the sources: who may import whom, which crate is used where, who may print.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with its floor. A module imports from lower floors only: not from above, not from its neighbours.
const FLOORS: [(&str, u8); 21] = [
    ("error", 0),
    ("market", 1),
    ("data", 2),
    ("indicator", 2),
    ("account", 2),
    ("level", 3),
    ("analysis", 5),
    ("reading", 6),
    ("signal", 7),
    ("rule", 6),
    ("strategy", 7),
    ("backtest", 8),
    ("evidence", 9),
    ("claim", 10),
    ("text", 10),
    ("report", 11),
    ("chart", 11),
    ("config", 12),
    ("scan", 13),
    ("daily", 13),
    ("cli", 14),
];

/// Crates that may be used in some modules only.
const CRATES: [(&str, &[&str]); 30] = [
    ("polars", &["data"]),
    ("polars_core", &["data"]),
    ("polars_io", &["data"]),
    ("csv", &["data", "report"]),
    ("encoding_rs", &["data"]),
    ("fast_float2", &["data"]),
    ("flate2", &["data"]),
    ("zip", &["data"]),
    ("reqwest", &["data"]),
    ("ta_lib", &["indicator"]),
    ("ta", &["market", "indicator"]),
    ("libm", &["evidence"]),
    ("rayon", &["backtest", "evidence", "scan", "cli"]),
    ("base64", &["chart"]),
    ("plotters", &["chart"]),
    ("plotters_backend", &["chart"]),
    ("tiny_skia", &["chart"]),
    ("harfrust", &["chart"]),
    ("png", &["chart"]),
    ("tokio", &["data", "daily", "cli"]),
    ("rusqlite", &["daily"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("anyhow", &["cli", "main"]),
    ("tempfile", &["cli", "data"]),
    ("textwrap", &["text"]),
    ("comfy_table", &["text"]),
    ("strsim", &["indicator"]),
];

pub(super) struct Source {
    path: PathBuf,
    /// Top-level module, `lib` or `main` for the two roots.
    module: String,
    /// The text as it is.
    text: String,
    /// The text without comments and without its unit tests.
    pub(super) code: String,
}

pub(super) fn read(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the sources") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                sources.push(source(&root, &path));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn source(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a source in UTF-8");
    let path = path.strip_prefix(root).expect("a path below the root");
    let first = path.iter().next().expect("a name").to_string_lossy();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    Source {
        module: first.trim_end_matches(".rs").to_owned(),
        code: code.lines().filter(is_code).collect::<Vec<_>>().join("\n"),
        path: path.to_owned(),
        text,
    }
}

fn floor(module: &str) -> Option<u8> {
    let found = FLOORS.iter().find(|(name, _)| *name == module);
    found.map(|(_, floor)| *floor)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words that follow `prefix` wherever it begins a path.
pub(super) fn words_after<'a>(code: &'a str, prefix: &str) -> BTreeSet<&'a str> {
    let found = code.match_indices(prefix).filter(|(at, _)| {
        let before = code[..*at].chars().next_back();
        !before.is_some_and(|c| is_word(c) || c == ':')
    });
    found
        .map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())]
        })
        .collect()
}

/// Modules that `code` imports: `crate::market`, `crate::{data, level}`, and `crate::Bars` by the re-exports of lib.rs.
fn imports(code: &str, exports: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let grouped = code.split("crate::{").skip(1);
    let grouped = grouped.flat_map(|rest| {
        let group = rest.split(';').next().unwrap_or_default();
        group.split(|c| !is_word(c))
    });
    let words = words_after(code, "crate::").into_iter().chain(grouped);
    for word in words.filter(|word| !word.is_empty()) {
        if floor(word).is_some() {
            found.insert(word.to_owned());
        }
        for line in exports.split("pub use ").skip(1) {
            let line = line.split(';').next().unwrap_or_default();
            let names: Vec<&str> = line.split(|c| !is_word(c)).collect();
            if names[1..].contains(&word) {
                found.insert(names[0].to_owned());
            }
        }
    }
    found
}

/// All that break a rule, in one message.
pub(super) fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn a_module_imports_from_lower_floors_only() {
    let sources = read("src");
    let exports = &sources.iter().find(|it| it.module == "lib").unwrap().code;
    let mut broken = Vec::new();
    let modules = sources
        .iter()
        .filter(|it| it.module != "lib" && it.module != "main");
    for source in modules {
        let Some(own) = floor(&source.module) else {
            broken.push(format!("{} has no floor", source.path.display()));
            continue;
        };
        for other in imports(&source.code, exports) {
            if other != source.module && floor(&other).is_none_or(|floor| floor >= own) {
                broken.push(format!("{} imports {other}", source.path.display()));
            }
        }
    }
    assert_none("imports go down", &broken);
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let exports = "pub use market::{Bars, Symbol};\npub use error::Error;\npub use analysis::run;";
    let code = "use crate::{\n    data, Error};\nuse crate::level::Zone;\nfn f(_: &crate::Symbol) { crate::run() }";
    let found = imports(code, exports);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, ["analysis", "data", "error", "level", "market"]);
}

#[test]
fn a_heavy_crate_is_used_on_its_own_floor_only() {
    let mut broken = Vec::new();
    for source in read("src") {
        for (name, modules) in CRATES {
            let is_used = !words_after(&source.code, &format!("{name}::")).is_empty();
            if is_used && !modules.contains(&source.module.as_str()) {
                broken.push(format!("{} uses {name}", source.path.display()));
            }
        }
    }
    assert_none("crates stay on their floors", &broken);
}

#[test]
fn no_floor_below_the_words_names_an_option_of_the_program() {
    let words = floor("text");
    let mut broken = Vec::new();
    for source in read("src").iter().filter(|it| floor(&it.module) < words) {
        let code = &source.code;
        let options = code.match_indices("--").filter(|(at, _)| {
            let after = code[at + 2..].chars().next();
            after.is_some_and(|c| c.is_ascii_lowercase())
        });
        let commands = code.match_indices("`strandline ");
        for (at, _) in options.chain(commands) {
            let said: String = code[at..].chars().take(20).collect();
            broken.push(format!("{}: {said}", source.path.display()));
        }
    }
    assert_none("settings are named by a Remedy, which cli words", &broken);
}

#[test]
fn one_file_prints_and_one_reads_the_clock_and_the_environment() {
    let mut broken = Vec::new();
    for source in read("src") {
        let path = source.path.to_string_lossy().replace('\\', "/");
        let may_print = path == "cli/ui.rs";
        let may_look = path == "main.rs";
        let prints = [
            "println!",
            "print!",
            "eprintln!",
            "eprint!",
            "stdout()",
            "stderr()",
        ];
        let looks = ["SystemTime::now", "Instant::now", "env::var", "env::args"];
        if !may_print && prints.iter().any(|word| source.code.contains(word)) {
            broken.push(format!("{path} prints"));
        }
        if !may_look && looks.iter().any(|word| source.code.contains(word)) {
            broken.push(format!("{path} reads clock or environment"));
        }
    }
    assert_none("edges stay at the edge", &broken);
}

#[test]
fn files_are_short_and_begin_with_what_they_are() {
    let mut broken = Vec::new();
    for folder in ["src", "tests", "benches"] {
        if !Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).is_dir() {
            continue;
        }
        for source in read(folder) {
            let lines = source.text.lines().count();
            let limit = if folder == "src" && source.module == "main" {
                40
            } else {
                400
            };
            if lines >= limit {
                broken.push(format!(
                    "{folder}/{} has {lines} lines",
                    source.path.display()
                ));
            }
            if !source.text.starts_with("//! ") {
                broken.push(format!(
                    "{folder}/{} has no module doc",
                    source.path.display()
                ));
            }
        }
    }
    assert_none("files are short and documented", &broken);
}

#[test]
fn no_source_mentions_the_machine_it_was_written_on_or_work_left_undone() {
    let marks = [
        "/work/",
        "/tmp/",
        "/root/",
        "TODO",
        "FIXME",
        "XXX",
        "todo!",
        "unimplemented!",
    ];
    let mut broken = Vec::new();
    for folder in ["src", "tests"] {
        for source in read(folder) {
            let found = marks.iter().filter(|mark| source.text.contains(**mark));
            let is_this_file = source.path.ends_with("it/architecture.rs");
            broken.extend(
                found
                    .filter(|_| !is_this_file)
                    .map(|mark| format!("{folder}/{}: {mark}", source.path.display())),
            );
        }
    }
    assert_none("sources speak of the subject", &broken);
}
