//! Files as results: written beside their place and moved into it, so that a write that fails leaves what was there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::{Error, Result};

/// Writes `bytes` to `path`: all of them, or the file stays as it was.
///
/// What is no file (a device, a pipe) is written to as it is, and so is a file in a folder that takes no other.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, |file| file.write_all(bytes)).map_err(|error| Error::io(path, error))
}

/// Which file a path leads to, by whatever names and links; two paths that lead to one file are equal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// A file that is there: its device and number.
    #[cfg(unix)]
    There(u64, u64),
    /// The place of a file, with its folder as the system names it; hard links are not seen through where files have no
    /// numbers.
    At(PathBuf),
}

impl Identity {
    /// The file that `path` leads to, whether it is there or not.
    pub(super) fn of(path: &Path) -> Self {
        #[cfg(unix)]
        if let Ok(there) = fs::metadata(path) {
            use std::os::unix::fs::MetadataExt;
            return Self::There(there.dev(), there.ino());
        }
        let place = target(path).unwrap_or_else(|_| path.to_owned());
        if let Ok(whole) = place.canonicalize() {
            return Self::At(whole);
        }
        let folder = folder_of(&place).canonicalize();
        match (folder, place.file_name()) {
            (Ok(folder), Some(name)) => Self::At(folder.join(name)),
            _ => Self::At(std::path::absolute(&place).unwrap_or(place)),
        }
    }
}

/// Most bytes of a list of files that are looked at.
const MOST_LIST: u64 = 4 << 20;

/// The lines of a list, one file each; none if it cannot be read, which whoever needs it will tell.
pub(super) fn lines_of_list(path: &Path) -> Vec<String> {
    let is_list = fs::metadata(path).is_ok_and(|it| it.is_file());
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MOST_LIST).read_to_string(&mut text));
    match read {
        Ok(_) if is_list => text.lines().map(|line| line.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Links that are followed one after the other, as systems have it.
const MOST_LINKS: usize = 40;

/// The place that `path` leads to through links, the last of which may lead to nothing yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut place = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&place) {
            Ok(next) => place = folder_of(&place).join(next),
            Err(_) => return Ok(place),
        }
    }
    Err(io::Error::other("links that lead to each other"))
}

fn folder_of(place: &Path) -> &Path {
    let folder = place.parent().filter(|it| !it.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn put(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let Ok(there) = fs::metadata(path) else {
        let place = target(path)?;
        return replace(beside(&place)?, &place, fill);
    };
    // Moving a file over one that may not be written to would succeed.
    let mut open = OpenOptions::new();
    let mut old = open.write(true).open(path)?;
    if !there.is_file() {
        return fill(&mut old);
    }
    // The file a link leads to is replaced, not the link.
    let place = path.canonicalize()?;
    match beside(&place) {
        Ok(file) => {
            file.as_file().set_permissions(there.permissions())?;
            replace(file, &place, fill)
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            old.set_len(0)?;
            fill(&mut old)
        }
        Err(error) => Err(error),
    }
}

/// How the names of files that are not in their place yet begin and end.
const UNPLACED: (&str, &str) = (".strandline-", ".part");

/// A new file in the folder of `place`, which goes with the value unless it is moved. It is locked as long as its writer
/// lives: what is not locked was left behind by one that was killed, and is taken away.
fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(place);
    collect(folder);
    loop {
        // As `create_new` has it, a file is for all whom the mask of the process lets, and errors are the system's own.
        let file = tempfile::Builder::new()
            .prefix(UNPLACED.0)
            .suffix(UNPLACED.1)
            .make_in(folder, |path| File::create_new(path))?;
        // A system without locks has none who could take it for litter either.
        let is_locked = file.as_file().lock().is_ok();
        // Another one may have taken it away between its birth and its lock.
        if !is_locked || file.path().exists() {
            return Ok(file);
        }
    }
}

/// Takes away what writers that were killed have left in `folder`. What cannot be taken away stays.
fn collect(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            let middle = name.strip_prefix(UNPLACED.0);
            middle.is_some_and(|rest| rest.strip_suffix(UNPLACED.1).is_some())
        });
        let is_file = entry.file_type().is_ok_and(|it| it.is_file());
        if !is_ours || !is_file {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Fills `file` and moves it to `place`.
fn replace(
    mut file: NamedTempFile,
    place: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    fill(file.as_file_mut())?;
    file.persist(place)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_write_that_fails_leaves_what_was_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let path = folder.join("table.csv");
        write(&path, b"first").unwrap();
        let full = |file: &mut File| {
            file.write_all(b"sec")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        assert!(put(&path, full).is_err());
        assert!(put(&folder.join("new.csv"), full).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder), ["table.csv"]);
        write(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(folder), ["table.csv"]);
    }

    #[test]
    fn a_file_that_may_not_be_written_to_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let path = folder.join("table.csv");
        write(&path, b"first").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        // An administrator may write to it all the same.
        let may_write = OpenOptions::new().write(true).open(&path).is_ok();
        assert_eq!(write(&path, b"second").is_ok(), may_write);
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_file_and_stay() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let [path, hard, soft] = ["table.csv", "hard.csv", "soft.csv"].map(|it| folder.join(it));
        write(&path, b"first").unwrap();
        fs::hard_link(&path, &hard).unwrap();
        std::os::unix::fs::symlink(&path, &soft).unwrap();
        let identity = Identity::of(&path);
        assert_eq!(identity, Identity::of(&hard));
        assert_eq!(identity, Identity::of(&soft));
        assert_ne!(identity, Identity::of(folder));
        assert_ne!(identity, Identity::of(Path::new("nowhere.csv")));
        write(&soft, b"second").unwrap();
        assert!(fs::symlink_metadata(&soft).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"second");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_yet_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let [path, link, circle] = ["new.csv", "link.csv", "circle.csv"].map(|it| folder.join(it));
        std::os::unix::fs::symlink("new.csv", &link).unwrap();
        assert_eq!(Identity::of(&path), Identity::of(&link));
        write(&link, b"first").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        std::os::unix::fs::symlink("circle.csv", &circle).unwrap();
        assert!(write(&circle, b"first").is_err());
        assert_eq!(names(folder), ["circle.csv", "link.csv", "new.csv"]);
    }

    #[test]
    fn what_a_killed_writer_left_is_taken_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in [".strandline-aB3dE9.part", ".strandline-notes", "a.part"] {
            fs::write(folder.join(name), "half").unwrap();
        }
        let mine = beside(&folder.join("mine.csv")).unwrap();
        write(&folder.join("table.csv"), b"whole").unwrap();
        assert!(mine.path().exists());
        drop(mine);
        assert_eq!(names(folder), [".strandline-notes", "a.part", "table.csv"]);
    }
}
