//! The `strandline` program: arguments and environment in, exit code out.

use std::env;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{Days, NaiveDate};

use strandline::cli::{Surroundings, run};

#[expect(
    clippy::disallowed_methods,
    reason = "the one reader of environment and clock"
)]
fn main() -> ExitCode {
    let surroundings = Surroundings {
        is_colorless: env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        today: env::var("SOURCE_DATE_EPOCH")
            .ok()
            .and_then(|seconds| seconds.parse().ok())
            .or_else(|| Some(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs()))
            .and_then(|seconds| NaiveDate::default().checked_add_days(Days::new(seconds / 86_400))),
    };
    ExitCode::from(run(env::args_os(), surroundings))
}
