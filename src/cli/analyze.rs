//! `analyze` and `levels`: one series as of one bar, or a line for each of many.

use super::Call;
use super::args::{AnalyzeArgs, LevelsArgs};
use super::failure::exit;
use super::input::InputArgs;
use super::inputs::{Inputs, InputsArgs, Place};
use super::many::{Asked, ManyArgs, meta, warn};
use super::output::{Format, OutputArgs};
use super::view::{Subject, View};
use crate::data::Loaded;
use crate::report::{Each, Levels, OfSeries, Overview, Report};
use crate::scan::SortBy;
use crate::{Result, analyze};

/// What both commands share.
struct Job<'a> {
    inputs: &'a InputsArgs,
    view: &'a View,
    output: &'a OutputArgs,
    many: ManyArgs,
}

/// Prints one screen on a series, or a line for each of many.
pub(super) fn overview(arguments: &AnalyzeArgs, call: &Call) -> anyhow::Result<u8> {
    let job = Job {
        inputs: &arguments.inputs,
        view: &arguments.view,
        output: &arguments.output,
        many: arguments.many,
    };
    let body = |subject: &Subject| {
        let analysis = analyze(&subject.bars, &subject.config)?;
        Ok(Overview::new(&analysis.as_of(subject.at)))
    };
    job.run(arguments.screen, &body, call)
}

/// Prints the levels around the close, or a line for each of many series.
pub(super) fn levels(arguments: &LevelsArgs, call: &Call) -> anyhow::Result<u8> {
    let job = Job {
        inputs: &arguments.inputs,
        view: &arguments.view,
        output: &arguments.output,
        many: arguments.many,
    };
    let top = if arguments.all {
        usize::MAX
    } else {
        arguments.top
    };
    let body = |subject: &Subject| {
        let analysis = analyze(&subject.bars, &subject.config)?;
        let now = analysis.as_of(subject.at);
        Ok(Levels::new(&now, top).with_reasons(&now, &subject.config))
    };
    // A table of levels has a row a level, whatever the number of series.
    let is_table = arguments.output.format()? != Format::Table;
    job.run(arguments.screen || is_table, &body, call)
}

impl Job<'_> {
    fn run<B: OfSeries + Send>(
        &self,
        is_full: bool,
        body: &(dyn Fn(&Subject) -> Result<B> + Sync),
        call: &Call,
    ) -> anyhow::Result<u8> {
        self.output.format()?;
        match self.inputs.open(call)? {
            Inputs::One(input, loaded) => {
                let subject = self.view.subject_of(&input, &loaded, call)?;
                let told = body(&subject)?;
                self.output
                    .write(&Report::new(subject.meta, told), call.ui)?;
                Ok(exit::OK)
            }
            Inputs::Many(places) if is_full => self.full(places, body, call),
            Inputs::Many(places) => self.lines(places, call),
        }
    }

    /// Everything that is told of one series, of each of many.
    fn full<B: OfSeries + Send>(
        &self,
        places: Vec<Place>,
        body: &(dyn Fn(&Subject) -> Result<B> + Sync),
        call: &Call,
    ) -> anyhow::Result<u8> {
        let quiet = call.quiet();
        let told = |input: &InputArgs, loaded: &Loaded| {
            body(&self.view.subject_of(input, loaded, &quiet)?)
        };
        let gathered = self.many.each(places, call, told)?;
        warn(&gathered.failures, call);
        let code = self
            .many
            .exit_code(gathered.told.len(), gathered.failures.len());
        let meta = meta(&self.inputs.names(), &gathered.read, call);
        let told = Each {
            series: gathered.told,
        };
        self.output.write(&Report::new(meta, told), call.ui)?;
        Ok(code)
    }

    fn lines(&self, places: Vec<Place>, call: &Call) -> anyhow::Result<u8> {
        let asked = Asked {
            rule: None,
            sort: SortBy::Nearest,
            since: None,
            top: None,
        };
        let mut told = self.many.scan(places, self.view, asked, call)?;
        "what is under way first, then the nearest".clone_into(&mut told.sorted_by);
        let code = self.many.exit_code(told.series, told.failures.len());
        let meta = meta(&self.inputs.names(), &told.read, call);
        self.output.write(&Report::new(meta, told), call.ui)?;
        Ok(code)
    }
}
