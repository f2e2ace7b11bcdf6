//! Files as results: written beside their place and moved into it, so that a write that fails leaves what was there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Writes `bytes` to `path`: all of them, or the file stays as it was.
///
/// What is no file (a device, a pipe) is written to as it is, and so is a file in a folder that takes no other.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, |file| file.write_all(bytes)).map_err(|error| Error::io(path, error))
}

/// Whether both paths lead to one file, by whatever names and links.
#[cfg(unix)]
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| fs::metadata(path).map(|it| (it.dev(), it.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether both paths lead to one file; hard links are not seen through here.
#[cfg(not(unix))]
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn put(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let Ok(there) = fs::metadata(path) else {
        let (beside, file) = beside(path)?;
        return replace(&beside, file, path, fill);
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
        Ok((beside, file)) => {
            file.set_permissions(there.permissions())?;
            replace(&beside, file, &place, fill)
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            old.set_len(0)?;
            fill(&mut old)
        }
        Err(error) => Err(error),
    }
}

/// A new file in the folder of `place`.
fn beside(place: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let name = format!(".strandline-{}-{number}", std::process::id());
        let path = place.with_file_name(name);
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 99 => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Fills `file`, which lies at `beside`, and moves it to `place`; takes it away if either fails.
fn replace(
    beside: &Path,
    mut file: File,
    place: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let filled = fill(&mut file);
    drop(file);
    let moved = filled.and_then(|()| fs::rename(beside, place));
    if moved.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(beside);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of its own for one test.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("strandline-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

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
        let folder = folder("failing");
        let path = folder.join("table.csv");
        write(&path, b"first").unwrap();
        let full = |file: &mut File| {
            file.write_all(b"sec")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        assert!(put(&path, full).is_err());
        assert!(put(&folder.join("new.csv"), full).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(&folder), ["table.csv"]);
        write(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(&folder), ["table.csv"]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_that_may_not_be_written_to_is_not_replaced() {
        let folder = folder("read-only");
        let path = folder.join("table.csv");
        write(&path, b"first").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        // An administrator may write to it all the same.
        let may_write = OpenOptions::new().write(true).open(&path).is_ok();
        assert_eq!(write(&path, b"second").is_ok(), may_write);
        assert!(fs::metadata(&path).unwrap().permissions().readonly());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_file_and_stay() {
        let folder = folder("links");
        let [path, hard, soft] = ["table.csv", "hard.csv", "soft.csv"].map(|it| folder.join(it));
        write(&path, b"first").unwrap();
        fs::hard_link(&path, &hard).unwrap();
        std::os::unix::fs::symlink(&path, &soft).unwrap();
        assert!(is_same(&path, &hard) && is_same(&hard, &soft));
        assert!(!is_same(&path, &folder) && !is_same(&path, Path::new("nowhere.csv")));
        write(&soft, b"second").unwrap();
        assert!(fs::symlink_metadata(&soft).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"second");
        fs::remove_dir_all(&folder).unwrap();
    }
}
