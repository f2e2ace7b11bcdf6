//! `report`: one page on a series: the answer, the chart, the claims, the evidence, the events, the limits.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::Call;
use super::chart::flag;
use super::check::{Dates, bars_of, decide, words};
use super::events::StudyArgs;
use super::failure::exit;
use super::input::InputArgs;
use super::output::has_ending;
use super::terms::{Terms, days};
use crate::analysis::RULES;
use crate::chart::page::{PagePicture, for_page, style};
use crate::chart::scene::{LineKind, PriceLine, Scene};
use crate::chart::{Chart, ChartOptions, Encoding, Preset, Range};
use crate::claim::check::Context;
use crate::claim::{self, Parsed};
use crate::data::{read_happenings, read_ratings};
use crate::evidence::Evidence;
use crate::market::{Consensus, Happening};
use crate::report::{
    Block, ChartView, Check, EventScene, Events, Findings, Meta, OnDate, Page, Provenance, Report,
    Template, figure,
};
use crate::{Bars, Error, Result};

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    input: InputArgs,

    /// A text with claims to check, or `@FILE` to read it from a file; may be given several times
    #[arg(long = "claim", value_name = "TEXT|@FILE")]
    claims: Vec<String>,

    /// File of events, CSV or TOML: date or time, zone, headline, kind, source
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,

    #[command(flatten)]
    study: StudyArgs,

    /// Date to look from, or FIRST..LAST where it is not known; nothing after it is used [default: the last bar]
    #[arg(long, value_name = "DATE|DATE..DATE")]
    as_of: Option<Dates>,

    /// Date up to which it is told what came after the claims
    #[arg(long, value_name = "DATE", value_parser = super::input::date)]
    score_to: Option<chrono::NaiveDate>,

    /// How much is told
    #[arg(long, value_name = "NAME", default_value = "full")]
    template: TemplateName,

    /// File to write: .html, .md or .json
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    out: PathBuf,
}

/// The templates by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TemplateName {
    /// Answer, chart and claims
    Brief,
    /// Everything
    Full,
    /// A headline, the chart, and how it was made in sixty words
    Editor,
}

impl From<TemplateName> for Template {
    fn from(name: TemplateName) -> Self {
        match name {
            TemplateName::Brief => Self::Brief,
            TemplateName::Full => Self::Full,
            TemplateName::Editor => Self::Editor,
        }
    }
}

/// How the page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Html,
    Markdown,
    Json,
}

/// Sizes of the chart on wide and narrow screens.
const WIDE: (u32, u32) = (1120, 600);
const NARROW: (u32, u32) = (390, 520);
/// Views: their names, their bars on wide screens and on narrow ones.
const VIEWS: [(&str, usize, usize); 3] = [
    ("6 months", 126, 63),
    ("1 year", 252, 126),
    ("3 years", 756, 252),
];

/// What a report is made of.
struct Material {
    terms: Terms,
    parsed: Parsed,
    dates: Vec<OnDate>,
    happenings: Option<Vec<Happening>>,
    /// The bar that is looked from.
    last: usize,
}

/// Writes the report.
pub(super) fn run(arguments: &ReportArgs, call: &Call) -> anyhow::Result<u8> {
    let written = arguments.written()?;
    let texts = arguments.claims.iter().map(|text| words(text));
    let text = texts.collect::<Result<Vec<_>>>()?.join("\n\n");
    let happenings = arguments
        .events
        .as_deref()
        .map(read_happenings)
        .transpose()?;
    let loaded = arguments.input.load(call.ui)?;
    let benchmark = arguments.study.benchmark.as_deref();
    let benchmark = benchmark
        .map(|name| arguments.input.load_beside(name, call.ui))
        .transpose()?;
    let other = benchmark.as_ref().map(|(_, bars)| bars);
    let bars = days(&arguments.input, &loaded)?;
    let (first, last) = bars_of(arguments.as_of, &bars)?;
    let terms = Terms::of(&arguments.input, &loaded, &bars, last)?;
    let parsed = claim::parse(&text);
    let material = Material {
        dates: arguments.verdicts(&terms, &parsed, other, (first, last)),
        terms,
        parsed,
        happenings,
        last,
    };
    let findings = arguments.findings(&material, &text, other)?;
    let source = arguments.input.source(std::slice::from_ref(&loaded));
    let meta = Meta {
        as_of: Some(material.terms.bars.date(last)),
        rules: Some(RULES.to_owned()),
        seed: Some(1),
        benchmark: benchmark.as_ref().map(|(source, _)| source.clone()),
        ..call.meta(Provenance {
            basis: material.terms.bars.basis(),
            ..source
        })
    };
    let text = match written {
        Written::Json => Report::new(meta, findings).json()?,
        Written::Html => arguments.page(&material, &findings, &meta)?.html(),
        Written::Markdown => arguments.page(&material, &findings, &meta)?.markdown(),
    };
    super::file::write(&arguments.out, text.as_bytes())?;
    let size = text.len() / 1000;
    call.ui
        .note(format!("{}: {size} kB", arguments.out.display()));
    Ok(exit::OK)
}

impl ReportArgs {
    fn written(&self) -> Result<Written> {
        let ends = |ending: &str| has_ending(&self.out, ending);
        if ends("html") || ends("htm") {
            Ok(Written::Html)
        } else if ends("md") {
            Ok(Written::Markdown)
        } else if ends("json") {
            Ok(Written::Json)
        } else {
            let rule = "must end in .html, .md or .json";
            Err(Error::parameter("out", self.out.display(), rule))
        }
    }

    fn findings(
        &self,
        material: &Material,
        text: &str,
        benchmark: Option<&Bars>,
    ) -> Result<Findings> {
        let Material { terms, last, .. } = material;
        let check = (!text.is_empty()).then(|| {
            let symbol = terms.bars.symbol().as_str();
            Check::new(text, &material.parsed, &material.dates, symbol)
        });
        let ratings = self
            .study
            .ratings
            .as_deref()
            .map(read_ratings)
            .transpose()?;
        let scene = EventScene {
            analysis: &terms.analysis,
            at: *last,
            benchmark,
            calendar: terms.calendar,
            config: self.study.config(),
        };
        let events = material.happenings.as_ref().map(|all| {
            let as_of = terms.bars.date(*last);
            let ratings = ratings.as_deref().and_then(|all| Consensus::of(all, as_of));
            Events::new(scene, all, ratings)
        });
        let evidence = Evidence::of(&terms.analysis, *last)
            .ok_or_else(|| Error::parameter("as-of", last, "must be a bar"))?;
        Ok(Findings::new(
            &terms.analysis.as_of(*last),
            &evidence,
            check,
            events,
        ))
    }

    fn page(&self, material: &Material, findings: &Findings, meta: &Meta) -> Result<Page> {
        let Material { terms, last, .. } = material;
        let now = terms.analysis.as_of(*last);
        let mut scene = Scene::of_reading(&now, &findings.reading);
        scene.source = meta.line();
        scene.add_usual_studies(&terms.bars.prefix(last + 1))?;
        material.mark(&mut scene);
        let blocks = picture(findings, &scene)?;
        Ok(findings.page(meta, blocks, self.template.into()))
    }

    fn verdicts(
        &self,
        terms: &Terms,
        parsed: &Parsed,
        benchmark: Option<&Bars>,
        (first, last): (usize, usize),
    ) -> Vec<OnDate> {
        let scored = self.score_to.and_then(|date| terms.bars.at_or_before(date));
        let context = Context::new(&terms.analysis)
            .with_calendar(terms.calendar)
            .with_benchmark(benchmark)
            .with_splits(terms.splits.clone())
            .scored_to(scored.filter(|&to| to > last));
        decide(parsed, &context, first..=last, &terms.bars)
    }
}

impl Material {
    /// Puts claimed prices, coloured by their verdicts, and events on the chart.
    fn mark(&self, scene: &mut Scene) {
        let verdicts = self.dates.last().map_or(&[][..], |date| &date.verdicts);
        for (claim, verdict) in self.parsed.claims.iter().zip(verdicts) {
            let Some(price) = claim.price.filter(|_| claim.kind == claim::Kind::Level) else {
                continue;
            };
            scene.lines.push(PriceLine {
                kind: LineKind::Claim,
                price: f64::midpoint(price.low, price.high),
                from: 0,
                text: None,
                verdict: Some(verdict.answer),
            });
        }
        let known = self.terms.bars.prefix(self.last + 1);
        let events = self.happenings.iter().flatten();
        let flags = events.filter_map(|event| flag(event, &known, self.terms.calendar));
        scene.flags = flags.collect();
    }
}

/// The chart in every view, with a still picture for Markdown.
fn picture(findings: &Findings, scene: &Scene) -> Result<Vec<Block>> {
    let mut pictures = Vec::new();
    let mut views = Vec::new();
    for (name, wide, narrow) in VIEWS {
        let pair = [
            options(Preset::Wide, WIDE, wide),
            options(Preset::Mobile, NARROW, narrow),
        ];
        let [wide, narrow] = pair.map(|options| for_page(scene, &options));
        let (wide, narrow) = (wide?, narrow?);
        let geometry = |picture: &PagePicture| {
            serde_json::to_value(&picture.geometry).map_err(|error| Error::io("JSON", error.into()))
        };
        let geometries: [Value; 2] = [geometry(&wide)?, geometry(&narrow)?];
        views.push(ChartView {
            name: name.to_owned(),
            svgs: [wide.svg.clone(), narrow.svg.clone()],
            geometries,
            description: wide.description.clone(),
        });
        pictures.extend([wide, narrow]);
    }
    let still = Chart::new(scene, &options(Preset::Wide, WIDE, VIEWS[0].1))?;
    figure(
        findings,
        &views,
        &style(&pictures),
        &still.data_uri(Encoding::Small)?,
    )
}

fn options(preset: Preset, size: (u32, u32), bars: usize) -> ChartOptions {
    ChartOptions {
        size,
        scale: 1,
        range: Range::Bars(bars),
        ..ChartOptions::from(preset)
    }
}
