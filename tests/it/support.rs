//! What several behaviours need: the shared data, if this machine has them.

use std::path::PathBuf;

/// Folder of the shared data and oracles, named by `STRANDLINE_SHARED`; tests on them run only where it is set.
///
/// # Panics
///
/// If the variable is set but is not a folder: a guard that cannot run must fail.
#[expect(
    clippy::disallowed_methods,
    reason = "tests take the folder from the environment"
)]
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("STRANDLINE_SHARED")?);
    assert!(
        folder.is_dir(),
        "STRANDLINE_SHARED = {} is not a folder",
        folder.display()
    );
    Some(folder)
}
