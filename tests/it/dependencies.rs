//! Every dependency is used: a crate that no source names is left out of Cargo.toml.

use super::architecture::{assert_none, read, words_after};

/// Crates that no source names, each with what it is there for.
const UNNAMED: [(&str, &str); 1] = [("polars-core", "switches on the dates and times of polars")];

/// Names in `section` of Cargo.toml.
fn dependencies(section: &str) -> Vec<String> {
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().expect("TOML");
    let section = manifest[section].as_table().expect("a table");
    section.keys().cloned().collect()
}

/// Whether code of any of these folders names the crate.
fn is_named(name: &str, folders: &[&str]) -> bool {
    let prefix = format!("{}::", name.replace('-', "_"));
    folders.iter().any(|folder| {
        let sources = read(folder);
        sources
            .iter()
            .any(|source| !words_after(&source.code, &prefix).is_empty())
    })
}

#[test]
fn no_dependency_is_left_unused() {
    let places: [(&str, &[&str]); 2] = [
        ("dependencies", &["src"]),
        ("dev-dependencies", &["tests", "benches"]),
    ];
    let mut broken = Vec::new();
    for (section, folders) in places {
        for name in dependencies(section) {
            let is_expected = !UNNAMED.iter().any(|(unnamed, _)| *unnamed == name);
            if is_named(&name, folders) != is_expected {
                let what = if is_expected {
                    "unused"
                } else {
                    "named after all"
                };
                broken.push(format!("{section}: {name} is {what}"));
            }
        }
    }
    assert_none("every dependency is used", &broken);
}
