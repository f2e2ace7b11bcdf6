//! What several behaviours need: the folder of the shared data.

use std::path::PathBuf;

/// Folder of the shared data and oracles, named by `STRANDLINE_SHARED`. Tests that ask for it are ignored by a plain
/// `cargo test`; `cargo test -- --include-ignored` runs them too.
///
/// # Panics
///
/// If the variable is not set or is not a folder: a guard that cannot run must fail.
#[expect(
    clippy::disallowed_methods,
    reason = "tests take the folder from the environment"
)]
pub(crate) fn shared() -> PathBuf {
    let folder = std::env::var_os("STRANDLINE_SHARED")
        .map(PathBuf::from)
        .expect("STRANDLINE_SHARED names the folder of the shared data");
    assert!(
        folder.is_dir(),
        "STRANDLINE_SHARED = {} is not a folder",
        folder.display()
    );
    folder
}
