//! `chart`: one or many series as pictures, in files or in the terminal.

mod appearance;
mod marks;
pub(super) use marks::flag;
mod target;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::Call;
use super::failure::{self, exit};
use super::input::InputArgs;
use super::inputs::{InputsArgs, refuse_many};
use super::progress::Steps;
use super::studies::{Benchmark, Studies, feed, range};
use super::ui;
use super::view::{Subject, View};
use crate::chart::scene::{LineKind, Scene};
use crate::chart::{Chart, ChartOptions, Visible, term};
use crate::data::Loaded;
use crate::indicator::Study;
use crate::market::Happening;
use crate::reading::Reading;
use crate::report::Meta;
use crate::text::count;
use crate::{Analysis, Error, Result, analyze};
use appearance::Appearance;
use marks::Marks;
use target::{Files, PictureKind, Target, Term};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: InputsArgs,

    /// Draw more than 20 series, each into a file of its own
    #[arg(long, help_heading = "Reading")]
    all: bool,

    #[command(flatten)]
    view: View,
    #[command(flatten)]
    marks: Marks,
    #[command(flatten)]
    studies: Studies,

    /// Nothing but bars, volume and levels, and the studies asked for
    #[arg(long, help_heading = "Studies")]
    plain: bool,

    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    look: Appearance,
}

/// Draws each series; one that cannot be drawn is told and does not stop the others.
pub(super) fn run(arguments: &Arguments, call: &Call) -> anyhow::Result<u8> {
    let mut job = Batch::new(arguments, call)?;
    let inputs = arguments.inputs.few(arguments.all)?;
    job.is_one_of_many = inputs.len() > 1;
    job.progress = Steps::new(call.ui, "charts", inputs.len());
    for input in &inputs {
        match input.load_every(call.ui) {
            Ok(all) => job.draw_all(input, &all)?,
            Err(error) => job.fail(error),
        }
        job.progress.step();
    }
    Ok(job.end())
}

/// What all charts of one run share.
struct Batch<'a> {
    arguments: &'a Arguments,
    call: &'a Call,
    studies: Vec<Study>,
    benchmark: Option<Benchmark>,
    events: Vec<Happening>,
    files: Files,
    progress: Steps,
    is_one_of_many: bool,
    drawn: usize,
    /// How many could not be drawn, and the exit code of the first.
    failed: (usize, u8),
}

/// Everything drawn, for programs.
#[derive(Serialize)]
struct Sidecar<'a> {
    /// Name of the shape of this file.
    schema: &'static str,
    software: &'static str,
    /// What the picture shows, in words.
    description: &'a str,
    meta: &'a Meta,
    /// What matters on the day: what the scene was made of.
    reading: &'a Reading,
    scene: &'a Scene,
    /// Which part of it is visible, and what follows from that.
    shown: &'a Visible,
}

impl<'a> Batch<'a> {
    /// Reads and checks what is the same for all charts, so that wrong use shows before the first one.
    fn new(arguments: &'a Arguments, call: &'a Call) -> Result<Self> {
        Ok(Self {
            files: arguments.target.files()?,
            studies: arguments.studies.parse()?,
            benchmark: arguments
                .studies
                .benchmark(&arguments.inputs.input, call.ui)?,
            events: arguments.marks.events()?,
            arguments,
            call,
            progress: Steps::new(call.ui, "charts", 1),
            is_one_of_many: false,
            drawn: 0,
            failed: (0, exit::OK),
        })
    }

    fn fail(&mut self, error: Error) {
        let error = anyhow::Error::from(error);
        self.progress.aside(|| failure::tell(&error, self.call.ui));
        if self.failed.0 == 0 {
            self.failed.1 = failure::exit_code(&error);
        }
        self.failed.0 += 1;
    }

    /// Draws every series of one input.
    fn draw_all(&mut self, input: &InputArgs, all: &[Loaded]) -> Result<()> {
        refuse_many(all.len(), self.arguments.all)?;
        let is_one_file = !self.is_one_of_many && all.len() > 1;
        if is_one_file {
            self.progress = Steps::new(self.call.ui, "charts", all.len());
        }
        self.is_one_of_many |= all.len() > 1;
        if self.is_one_of_many {
            self.files.check_for_many()?;
        }
        for loaded in all {
            match self.draw(input, loaded) {
                Ok(()) => self.drawn += 1,
                Err(error) => self.fail(error),
            }
            if is_one_file {
                self.progress.step();
            }
        }
        Ok(())
    }

    fn draw(&mut self, input: &InputArgs, loaded: &Loaded) -> Result<()> {
        let mut subject = self.arguments.view.subject_of(input, loaded, self.call)?;
        let benchmark = self.benchmark.as_ref();
        subject.meta.benchmark = benchmark.map(|benchmark| benchmark.source.clone());
        let (reading, scene, begins) = self.scene(input, loaded, &subject)?;
        let known = subject.bars.prefix(subject.at + 1);
        let options = self.arguments.look.options(&known, begins)?;
        if let Some(Term::Text) = self.arguments.target.term {
            let text = term::draw(&scene, ui::size(), &options, self.call.ui.ink())?;
            show(text.as_bytes())?;
        }
        let chart = Chart::new(&scene, &options)?;
        refuse_unseen(&scene, chart.shown())?;
        self.tell_of_hidden_claims(&scene, chart.shown());
        match self.arguments.target.term {
            Some(Term::Kitty) => {
                show(term::kitty(&chart.png(self.files.encoding)?).as_bytes())?;
            }
            Some(Term::Sixel) => show(term::sixel(&chart.pixels()?).as_bytes())?,
            Some(Term::Text) | None => {}
        }
        let mut said = Vec::new();
        if self.files.wants_picture() {
            let bytes = match self.files.format {
                PictureKind::Png => chart.png(self.files.encoding)?,
                PictureKind::Svg => chart.svg()?.into_bytes(),
            };
            said.extend(self.files.put_picture(&scene, &bytes)?);
        }
        if self.files.wants_json() {
            let json = sidecar(&reading, &scene, &chart, &subject.meta)?;
            said.extend(self.files.put_json(&scene, json.as_bytes())?);
        }
        self.say(&said, &subject.meta);
        Ok(())
    }

    fn tell_of_hidden_claims(&self, scene: &Scene, shown: &Visible) {
        let Some((low, high)) = shown.prices else {
            return;
        };
        let claims = scene
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Claim);
        for line in claims.filter(|line| !(low..=high).contains(&line.price)) {
            let price = line.price;
            let text = format!(
                "{}: the claim {price} lies too far away to be drawn",
                scene.symbol
            );
            self.call.ui.warning(text);
        }
    }

    /// What was written: with its footer for one chart, a line for each only if asked of many.
    fn say(&self, said: &[String], meta: &Meta) {
        if self.is_one_of_many {
            for text in said {
                self.call.ui.detail(text);
            }
        } else if !said.is_empty() {
            let text = said.join("\n");
            self.call
                .ui
                .note(format!("{text}\n{}", meta.text().trim_end()));
        }
    }

    /// The scene with everything asked for, and the first bar that decides a claim on it.
    fn scene(
        &self,
        input: &InputArgs,
        loaded: &Loaded,
        subject: &Subject,
    ) -> Result<(Reading, Scene, Option<usize>)> {
        let (analysis, reading, mut scene) = read(subject, input)?;
        let known = subject.bars.prefix(subject.at + 1);
        let calendar = input.calendar()?;
        let feed = feed(&known, self.benchmark.as_ref(), calendar)?;
        if !self.arguments.plain && self.studies.is_empty() {
            scene.add_usual_studies(feed)?;
        }
        for study in &self.studies {
            if !scene.add_study(study, feed)? {
                self.call.ui.warning(format!(
                    "{}: {study} has no value on any of {}, so none is drawn",
                    known.symbol(),
                    range(&known)
                ));
            }
        }
        let marks = &self.arguments.marks;
        marks.put_on(&mut scene);
        let begins = marks.put_claims_on(&mut scene, &analysis, subject.at, calendar);
        let benchmark = self.benchmark.as_ref();
        scene.comparison = benchmark.map(|it| marks::comparison(&scene, &it.bars));
        let listed: Vec<Happening> = loaded.events.iter().map(Happening::from).collect();
        let events = listed.iter().chain(&self.events);
        let flags = events.filter_map(|event| marks::flag(event, &known, calendar));
        scene.flags = flags.collect();
        scene.stale = subject.stale;
        Ok((reading, scene, begins))
    }

    fn end(self) -> u8 {
        let (failed, code) = self.failed;
        drop(self.progress);
        if self.is_one_of_many {
            self.call.ui.note(format!(
                "{} drawn, {failed} not",
                count(self.drawn, "chart")
            ));
        }
        code
    }
}

/// Refuses a benchmark of which the picture shows nothing.
fn refuse_unseen(scene: &Scene, shown: &Visible) -> Result<()> {
    match &scene.comparison {
        Some(line) if shown.comparison_return_pct.is_none() => {
            let (first, last) = (shown.first.date(), shown.last.date());
            let rule = format!(
                "has no bar from {first} to {last}, which is what the chart of {} shows; show more with --range",
                scene.symbol
            );
            Err(Error::parameter("benchmark", &line.name, rule))
        }
        _ => Ok(()),
    }
}

fn show(bytes: &[u8]) -> Result<()> {
    ui::put(bytes).map_err(|error| Error::io("standard output", error))
}

/// The chart of `subject`, a bundled series or a file, with what a chart usually carries.
pub(super) fn usual(subject: &Subject, input: &InputArgs) -> Result<Scene> {
    let (_, _, mut scene) = read(subject, input)?;
    scene.add_usual_studies(&subject.bars.prefix(subject.at + 1))?;
    Ok(scene)
}

/// Draws [`usual`] into `folder` as a file of its own, and gives its path.
pub(super) fn draw_usual(subject: &Subject, input: &InputArgs, folder: &Path) -> Result<PathBuf> {
    let scene = usual(subject, input)?;
    let chart = Chart::new(&scene, &ChartOptions::default())?;
    let mut files = Files::into_folder(folder);
    files.put_picture(&scene, &chart.png(files.encoding)?)?;
    Ok(folder.join(target::name(&scene, "png")))
}

/// What matters on the day of `subject`, and its bars and levels.
fn read(subject: &Subject, input: &InputArgs) -> Result<(Analysis, Reading, Scene)> {
    let analysis = analyze(&subject.bars, &subject.config)?;
    let now = analysis.as_of(subject.at);
    let reading = Reading::of(&now);
    let mut scene = Scene::of_reading(&now, &reading);
    scene.name = input.sample().map(|sample| sample.name.clone());
    scene.source = subject.meta.line();
    scene.left_out = subject.meta.data.left_out;
    Ok((analysis, reading, scene))
}

fn sidecar(reading: &Reading, scene: &Scene, chart: &Chart, meta: &Meta) -> Result<String> {
    let sidecar = Sidecar {
        schema: "strandline.chart/2",
        software: concat!("strandline ", env!("CARGO_PKG_VERSION")),
        description: chart.description(),
        meta,
        reading,
        scene,
        shown: chart.shown(),
    };
    let json = serde_json::to_string_pretty(&sidecar).map_err(|error| Error::Chart {
        problem: format!("JSON: {error}"),
    })?;
    Ok(json + "\n")
}
