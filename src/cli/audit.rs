//! `audit`: the proof, on the user's own bars, that nothing changed after it was known.

use super::Call;
use super::args::AuditArgs;
use super::failure::exit;
use super::input::InputArgs;
use super::inputs::Inputs;
use super::many::{meta, warn};
use super::progress::Steps;
use super::view::Subject;
use crate::analysis::audit::audit_as_known;
use crate::data::Loaded;
use crate::report::{AuditReport, Each, Report};
use crate::text::count;
use crate::{Error, Result};

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
    match arguments.inputs.open(call)? {
        Inputs::One(input, loaded) => {
            let subject = arguments.view.subject_of(&input, &loaded, call)?;
            let cuts = arguments.cuts.min(subject.at + 1);
            let progress = Steps::new(call.ui, "cuts", cuts);
            let told = arguments.audit(&subject, || progress.step())?;
            progress.finish(format!("analyzed at {}", count(cuts, "cut")));
            let is_clean = told.differences.is_empty();
            let report = Report::new(subject.meta, told);
            arguments.output.write(&report, call.ui)?;
            Ok(if is_clean { exit::OK } else { exit::BUG })
        }
        Inputs::Many(places) => {
            let quiet = call.quiet();
            let told = |input: &InputArgs, loaded: &Loaded| {
                let subject = arguments.view.subject_of(input, loaded, &quiet)?;
                arguments.audit(&subject, || ())
            };
            let gathered = arguments.many.each(places, call, told)?;
            warn(&gathered.failures, call);
            let series = gathered.told;
            let is_clean = series.iter().all(|it| it.differences.is_empty());
            let code = arguments
                .many
                .exit_code(series.len(), gathered.failures.len());
            let meta = meta(&arguments.inputs.names(), &gathered.read, call);
            let report = Report::new(meta, Each { series });
            arguments.output.write(&report, call.ui)?;
            Ok(if is_clean { code } else { exit::BUG })
        }
    }
}

impl AuditArgs {
    fn audit(&self, subject: &Subject, step: impl Fn() + Sync) -> Result<AuditReport> {
        let bars = subject.bars.prefix(subject.at + 1);
        let basis = |at: usize| subject.known.at(bars.date(at));
        let result = audit_as_known(&bars, &subject.config, self.cuts, basis, step)?;
        Ok(AuditReport::new(&bars, &result))
    }
}
