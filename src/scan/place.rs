//! What a user names, spelled out: files, folders, patterns, lists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::data::is_table_name;
use crate::{Error, Result};

/// The files that `names` stand for, each once: a folder stands for the files of bars in it, a pattern such as `*.csv` for
/// those that match, `@FILE` for the names in the lines of that file. Every other name stands for itself.
///
/// The files of a folder or pattern come sorted by name.
///
/// # Errors
///
/// [`Error::Parameter`] for a folder without a file of bars, a pattern that nothing matches or that is none, and an empty
/// list; [`Error::Io`] for a folder or list that cannot be read.
pub fn places(names: &[String]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for name in names {
        match name.strip_prefix('@') {
            Some(list) if !Path::new(name).exists() => {
                let folder = Path::new(list).parent().map(Path::to_owned);
                let folder = folder.unwrap_or_default();
                for line in lines(Path::new(list))? {
                    all.extend(place(&beside(&folder, &line))?);
                }
            }
            _ => all.extend(place(name)?),
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|name| {
        let path = Path::new(name);
        seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    });
    Ok(all)
}

/// The lines of a list that say something: blank ones and those that begin with `#` do not.
///
/// # Errors
///
/// [`Error::Io`] if it cannot be read, [`Error::Parameter`] if it has no such line.
pub fn lines(list: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(list).map_err(|error| Error::io(list, error))?;
    let text = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let told = text.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let told: Vec<String> = told.map(str::to_owned).collect();
    if told.is_empty() {
        let rule = "must have a name in at least one line";
        return Err(Error::parameter("list", list.display(), rule));
    }
    Ok(told)
}

/// A line of a list: a name as it is, or of a file in the folder of the list, with or without its ending.
fn beside(folder: &Path, line: &str) -> String {
    let there = folder.join(line);
    let mut paths = vec![PathBuf::from(line), there.clone()];
    for ending in ["csv", "parquet", "csv.gz"] {
        let mut path = there.clone().into_os_string();
        path.push(".");
        path.push(ending);
        paths.push(path.into());
    }
    let found = paths.into_iter().find(|path| path.exists());
    found.map_or_else(|| line.to_owned(), |path| path.display().to_string())
}

fn place(name: &str) -> Result<Vec<String>> {
    let path = Path::new(name);
    if path.is_dir() {
        return folder(path);
    }
    if name.contains(['*', '?', '[']) && !path.exists() {
        return matching(name);
    }
    Ok(vec![name.to_owned()])
}

fn folder(path: &Path) -> Result<Vec<String>> {
    let io = |error| Error::io(path, error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.is_file() && may_hold_bars(&path) {
            files.push(path.display().to_string());
        }
    }
    if files.is_empty() {
        let rule = "must hold a file of bars, such as one that ends in .csv or .parquet";
        return Err(Error::parameter("folder", path.display(), rule));
    }
    files.sort();
    Ok(files)
}

fn may_hold_bars(path: &Path) -> bool {
    let is_hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && is_table_name(path)
}

fn matching(pattern: &str) -> Result<Vec<String>> {
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::default()
    };
    let found = glob::glob_with(pattern, options)
        .map_err(|error| Error::parameter("pattern", pattern, error.msg.to_owned()))?;
    let files = found.flatten().filter(|path| path.is_file());
    let files: Vec<String> = files.map(|path| path.display().to_string()).collect();
    if files.is_empty() {
        return Err(Error::parameter("pattern", pattern, "must match a file"));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Result<Vec<String>> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let ends = places(&names)?.into_iter().map(|place| {
            let path = Path::new(&place);
            path.file_name().unwrap().to_string_lossy().into_owned()
        });
        Ok(ends.collect())
    }

    #[test]
    fn folders_patterns_and_lists_are_spelled_out_and_nothing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        for name in ["b.csv", "a.csv", "c.parquet", "notes.md", ".hidden.csv"] {
            std::fs::write(at(name), "x").unwrap();
        }
        std::fs::write(at("list.lst"), "# two of them\nb\n\n  a.csv  \n").unwrap();
        let all = at("");
        assert_eq!(named(&[&all]).unwrap(), ["a.csv", "b.csv", "c.parquet"]);
        assert_eq!(named(&[&at("*.csv")]).unwrap(), ["a.csv", "b.csv"]);
        let list = format!("@{}", at("list.lst"));
        assert_eq!(named(&[&list]).unwrap(), ["b.csv", "a.csv"]);
        assert_eq!(
            named(&[&at("b.csv"), &all]).unwrap(),
            ["b.csv", "a.csv", "c.parquet"]
        );
        assert_eq!(named(&["IBM"]).unwrap(), ["IBM"]);
    }

    #[test]
    fn what_stands_for_nothing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("empty.lst"), "# nothing\n").unwrap();
        for name in [
            at(""),
            at("*.csv"),
            format!("@{}", at("empty.lst")),
            at("["),
        ] {
            let error = named(&[&name]).unwrap_err();
            assert!(matches!(error, Error::Parameter { .. }), "{error}");
        }
        assert!(named(&[&format!("@{}", at("nowhere.lst"))]).is_err());
    }
}
