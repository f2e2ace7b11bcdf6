//! `audit`: the proof, on the user's own bars, that nothing changed after it was known.

use super::Call;
use super::args::AuditArgs;
use super::failure::exit;
use super::progress::Steps;
use crate::Error;
use crate::analysis::audit::audit_as_known;
use crate::report::{AuditReport, Report};
use crate::text::count;

/// Recomputes at many cuts and prints what differs. A difference is a defect of this program.
pub(super) fn run(arguments: &AuditArgs, call: &Call) -> anyhow::Result<u8> {
    arguments.output.format()?;
    if arguments.cuts == 0 {
        return Err(Error::parameter(
            "cuts",
            0,
            "must be at least 1: without a cut nothing is proven",
        )
        .into());
    }
    let subject = arguments.view.subject(&arguments.input, call)?;
    let bars = subject.bars.prefix(subject.at + 1);
    let basis = |at: usize| subject.known.at(bars.date(at));
    let progress = Steps::new(call.ui, "cuts", arguments.cuts.min(bars.len()));
    let step = || progress.step();
    let result = audit_as_known(&bars, &subject.config, arguments.cuts, basis, step)?;
    progress.finish(format!("analyzed at {}", count(result.cuts.len(), "cut")));
    let is_clean = result.is_clean();
    let report = Report::new(subject.meta, AuditReport::new(&bars, &result));
    arguments.output.write(&report, call.ui)?;
    Ok(if is_clean { exit::OK } else { exit::BUG })
}
