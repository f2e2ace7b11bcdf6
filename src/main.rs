//! The `strandline` program: arguments and environment in, exit code out.

use std::env;
use std::process::ExitCode;

use strandline::cli::{Surroundings, run};

#[expect(
    clippy::disallowed_methods,
    reason = "the one reader of the environment"
)]
fn main() -> ExitCode {
    let surroundings = Surroundings {
        is_colorless: env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
    };
    ExitCode::from(run(env::args_os(), surroundings))
}
