//! `chart`: one series as a picture.

use std::ffi::OsStr;
use std::path::Path;

use clap::Args;

use super::Call;
use super::args::Chart as Arguments;
use super::failure::exit;
use super::studies::feed;
use super::view::Subject;
use crate::chart::scene::Scene;
use crate::chart::{BarStyle, Chart, ChartOptions, Encoding, Palette, Preset, Range};
use crate::{Error, Result, analyze};

/// Size and look of a chart.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Look")]
pub(super) struct Look {
    /// Size for a purpose: wide, social, mobile, a4, thumb or spark
    #[arg(long, value_name = "NAME", default_value = "wide")]
    preset: Preset,

    /// Width and height in pixels, such as 1600x900 [default: the preset's]
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(u32, u32)>,

    /// Colours: light, dark, cvd (told apart by every eye) or print
    #[arg(long, value_name = "NAME", default_value = "light")]
    theme: Palette,

    /// Bars: candle, hollow, ohlc or line
    #[arg(long, value_name = "NAME", default_value = "candle")]
    style: BarStyle,

    /// About how many bars to show [default: the preset's]
    #[arg(long, value_name = "COUNT")]
    bars: Option<usize>,

    /// Most levels to draw
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    levels: usize,
}

impl Look {
    fn options(&self) -> ChartOptions {
        let preset = ChartOptions::from(self.preset);
        ChartOptions {
            size: self.size.unwrap_or(preset.size),
            range: self.bars.map_or(preset.range, Range::Bars),
            theme: self.theme.into(),
            style: self.style,
            zones: self.levels,
            ..preset
        }
    }
}

/// Draws the chart and says where it is.
pub(super) fn run(arguments: &Arguments, call: &Call) -> anyhow::Result<u8> {
    let format = Format::of(&arguments.out)?;
    let studies = arguments.studies.parse()?;
    let benchmark = arguments.studies.benchmark()?;
    let subject = arguments.view.subject(&arguments.input, call)?;
    let mut scene = scene(&subject)?;
    let known = subject.bars.prefix(subject.at + 1);
    let feed = feed(&known, benchmark.as_ref(), arguments.input.calendar()?);
    for study in &studies {
        scene.add_study(study, feed)?;
    }
    let bytes = encode(&scene, &arguments.look.options(), format)?;
    std::fs::write(&arguments.out, bytes).map_err(|error| Error::io(&arguments.out, error))?;
    call.ui.note(format!(
        "{}\n{}",
        arguments.out.display(),
        subject.meta.text().trim_end()
    ));
    Ok(exit::OK)
}

/// The chart of `subject` in a file's bytes.
pub(super) fn draw(subject: &Subject, options: &ChartOptions, format: Format) -> Result<Vec<u8>> {
    encode(&scene(subject)?, options, format)
}

fn scene(subject: &Subject) -> Result<Scene> {
    let analysis = analyze(&subject.bars, &subject.config)?;
    let mut scene = Scene::of_analysis(&analysis.as_of(subject.at));
    scene.source = subject.meta.line();
    Ok(scene)
}

fn encode(scene: &Scene, options: &ChartOptions, format: Format) -> Result<Vec<u8>> {
    let chart = Chart::new(scene, options)?;
    match format {
        Format::Png => chart.png(Encoding::Small),
        Format::Svg => chart.svg().map(String::into_bytes),
    }
}

/// What a chart can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Svg,
}

impl Format {
    /// By the ending of the file's name.
    fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            _ => Err(Error::parameter(
                "out",
                path.display(),
                "must end in .png or .svg",
            )),
        }
    }
}

/// Parses `1600x900`.
fn size(text: &str) -> std::result::Result<(u32, u32), String> {
    let sides = text
        .split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    sides.ok_or_else(|| "must be WIDTHxHEIGHT in pixels, such as 1600x900".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_format() {
        assert_eq!(Format::of(Path::new("a/b.PNG")).unwrap(), Format::Png);
        assert_eq!(Format::of(Path::new("b.svg")).unwrap(), Format::Svg);
        let error = Format::of(Path::new("chart.jpg")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "out = chart.jpg: must end in .png or .svg"
        );
    }

    #[test]
    fn a_size_is_two_numbers() {
        assert_eq!(size("1600x900"), Ok((1600, 900)));
        assert!(size("1600").is_err());
        assert!(size("-1x900").is_err());
    }
}
