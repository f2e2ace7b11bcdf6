//! Files as results: written beside their place and moved into it, so that a write that fails leaves what was there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

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
        return replace(beside(path)?, path, fill);
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

/// A new file in the folder of `place`, which goes with the value unless it is moved.
fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let folder = place.parent().filter(|it| !it.as_os_str().is_empty());
    // As `create_new` has it, a file is for all whom the mask of the process lets, and errors are the system's own.
    tempfile::Builder::new()
        .prefix(".strandline-")
        .make_in(folder.unwrap_or(Path::new(".")), |path| {
            File::create_new(path)
        })
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
        assert!(is_same(&path, &hard) && is_same(&hard, &soft));
        assert!(!is_same(&path, folder) && !is_same(&path, Path::new("nowhere.csv")));
        write(&soft, b"second").unwrap();
        assert!(fs::symlink_metadata(&soft).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"second");
    }
}
