//! Lines aligned with the bars: over the price, or in a pane of their own.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::indicator::{Column, Feed, Output, Pane, Study, Style};
use crate::{Error, Result};

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineStyle {
    /// Through all values.
    #[default]
    Line,
    /// A dot a value.
    Dots,
}

/// One value a bar, with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyLine {
    /// The name as it stands in the legend, such as `SMA 20`.
    pub name: String,
    /// How it is drawn.
    #[serde(default)]
    pub style: LineStyle,
    /// One value a bar; none while the study has no value.
    pub values: Vec<Option<f64>>,
    /// Bars, each range without its end, whose values still depend on where the history begins or goes on after a gap:
    /// see [`Plan::settle`](crate::indicator::Plan::settle). They are drawn grey.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<Range<usize>>,
}

impl StudyLine {
    /// A line through values.
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        Self {
            name: name.into(),
            style: LineStyle::Line,
            values: values.into_iter().collect(),
            unsettled: Vec::new(),
        }
    }

    /// The first `len` values of `column`, moved by the shift its output is drawn with.
    fn of(
        name: String,
        output: &Output,
        (column, unsettled): (&Column, Vec<Range<usize>>),
        len: usize,
    ) -> Result<Self> {
        if column.len() < len {
            return Err(Error::Chart {
                problem: format!("{name} has {} values for {len} bars", column.len()),
            });
        }
        let shift = i64::from(output.display_shift);
        let value = |at: usize| {
            let from = i64::try_from(at).ok()? - shift;
            let from = usize::try_from(from).ok().filter(|&from| from < len)?;
            column.get(from)
        };
        let place = |at: usize| {
            at.saturating_add_signed(output.display_shift as isize)
                .min(len)
        };
        let style = match output.style {
            Style::Dots | Style::Dotted => LineStyle::Dots,
            _ => LineStyle::Line,
        };
        let unsettled = unsettled
            .iter()
            .map(|range| place(range.start)..place(range.end));
        Ok(Self {
            style,
            unsettled: unsettled.filter(|range| !range.is_empty()).collect(),
            ..Self::new(name, (0..len).map(value))
        })
    }

    /// Whether there is any value.
    pub(super) fn has_value(&self) -> bool {
        self.values.iter().any(Option::is_some)
    }

    /// Whether the value of bar `at` still depends on where the history begins.
    pub fn is_unsettled(&self, at: usize) -> bool {
        self.unsettled.iter().any(|range| range.contains(&at))
    }

    /// The value at the last bar.
    pub fn last(&self) -> Option<f64> {
        self.values.last().copied().flatten()
    }
}

/// A pane below the price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyPane {
    /// The name of the study, such as `RSI 14`.
    pub name: String,
    /// Its lines.
    pub lines: Vec<StudyLine>,
    /// Bars from zero, such as the histogram of MACD.
    pub histogram: Option<StudyLine>,
    /// Values to mark across the pane, such as 30 and 70.
    pub guides: Vec<f64>,
    /// The least and greatest value the study can have, if it has any.
    pub bounds: Option<(f64, f64)>,
}

impl StudyPane {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            lines: Vec::new(),
            histogram: None,
            guides: Vec::new(),
            bounds: None,
        }
    }

    /// The pane of the study written as `text`, with what is known of its values.
    fn of(text: &str) -> Self {
        let (guides, bounds) = habits(text);
        Self {
            guides,
            bounds,
            ..Self::new(&display_name(text))
        }
    }

    fn add(&mut self, line: StudyLine, style: Style) {
        match style {
            Style::Histogram | Style::Mark => self.histogram = Some(line),
            _ => self.lines.push(line),
        }
    }
}

/// What a study draws: where its plan says.
#[derive(Debug, Default)]
pub(super) struct DrawnStudy {
    pub(super) overlays: Vec<StudyLine>,
    /// The last one of the lines over the volume.
    pub(super) volume: Option<StudyLine>,
    pub(super) panes: Vec<StudyPane>,
    /// Whether it has a value on any bar.
    pub(super) has_value: bool,
}

impl DrawnStudy {
    /// Computes `study` and keeps its values on the first `len` bars of `feed`.
    ///
    /// # Errors
    ///
    /// Those of [`Study::run`]; [`Error::Chart`] if `feed` has fewer bars.
    pub(super) fn of(study: &Study, feed: Feed<'_>, len: usize) -> Result<Self> {
        let plan = study.plan();
        let columns = study.run(feed)?;
        let name = display_name(&study.to_string());
        let is_single = plan.outputs.len() == 1;
        let mut own = StudyPane::of(&study.to_string());
        let mut drawn = Self {
            has_value: columns.iter().any(|column| column.first_valid().is_some()),
            ..Self::default()
        };
        for (output, column) in plan.outputs.iter().zip(&columns) {
            let label = if is_single {
                name.clone()
            } else {
                format!("{name} {}", output.name)
            };
            let unsettled = plan.unsettled(feed.bars(), column);
            let line = StudyLine::of(label, output, (column, unsettled), len)?;
            match (output.pane, output.style) {
                (Pane::Price, _) => drawn.overlays.push(line),
                (Pane::Volume, _) => drawn.volume = Some(line),
                (Pane::Own, style) => own.add(line, style),
                (Pane::Apart, style) => {
                    let mut apart = StudyPane::new(&line.name);
                    apart.add(line, style);
                    drawn.panes.push(apart);
                }
            }
        }
        if let ([only], None, false) = (&own.lines[..], &own.histogram, is_single) {
            own.name.clone_from(&only.name);
        }
        if !own.lines.is_empty() || own.histogram.is_some() {
            drawn.panes.insert(0, own);
        }
        Ok(drawn)
    }
}

/// `SMA 20` for `sma(20)`; anything more involved stays as it was written.
fn display_name(text: &str) -> String {
    let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let is_plain = |part: &str| {
        part.chars()
            .all(|c| c.is_ascii_alphanumeric() || ",. _".contains(c))
    };
    match parts {
        Some((name, arguments)) if is_plain(name) && is_plain(arguments) => {
            format!("{} {arguments}", name.to_uppercase())
        }
        None if is_plain(text) => text.to_uppercase(),
        _ => text.to_owned(),
    }
}

/// The values at which a study is usually read, and the least and greatest it can have.
fn habits(text: &str) -> (Vec<f64>, Option<(f64, f64)>) {
    let name = text.split(['(', '.']).next().unwrap_or(text);
    let hundred = Some((0.0, 100.0));
    match name {
        "rsi" | "mfi" => (vec![30.0, 70.0], hundred),
        "stoch" | "stochf" | "stochrsi" => (vec![20.0, 80.0], hundred),
        "willr" => (vec![-80.0, -20.0], Some((-100.0, 0.0))),
        "cci" => (vec![-100.0, 100.0], None),
        "adx" | "adxr" | "aroon" | "dx" | "ultosc" => (Vec::new(), hundred),
        "aroonosc" | "cmo" => (Vec::new(), Some((-100.0, 100.0))),
        "bop" | "correl" => (Vec::new(), Some((-1.0, 1.0))),
        _ => (Vec::new(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::Scene;
    use crate::market::testing::daily;
    use crate::{Bars, Basis, Ohlcv, Timeframe};

    #[test]
    fn the_usual_studies_leave_out_what_has_no_value() {
        let bars = daily((0..30).map(|day| Ohlcv {
            volume: 300.0,
            ..Ohlcv::flat(f64::from(10 + day % 3))
        }));
        let mut scene = Scene::new(&bars);
        scene.add_usual_studies(&bars).unwrap();
        // 30 bars have a mean of 20 but none of 50.
        let names: Vec<&str> = scene
            .overlays
            .iter()
            .map(|line| line.name.as_str())
            .collect();
        assert_eq!(names, ["SMA 20"]);
        assert_eq!(scene.studies[0].name, "RSI 14");
        let average = scene.volume_average.unwrap();
        assert_eq!(
            (average.name.as_str(), average.last()),
            ("20-day average", Some(300.0))
        );
    }

    #[test]
    fn outputs_of_two_scales_have_two_panes() {
        use crate::{Bars, Basis, Ohlcv, Timeframe};
        let series = |name: &str, scale: f64| {
            let mut builder = Bars::builder(name.parse().unwrap(), Timeframe::Day, Basis::Raw);
            for day in 1..=30u32 {
                let close = scale * f64::from(100 + day % 3);
                let row = Ohlcv {
                    open: close,
                    high: close,
                    low: close,
                    close,
                    volume: 1.0,
                };
                let date = chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
                builder.push(date.into(), row).unwrap();
            }
            builder.build()
        };
        let (bars, index) = (series("ACME", 1.0), series("INDEX", 40.0));
        let mut scene = Scene::new(&bars);
        let feed = Feed::from(&bars).with_benchmark(&index);
        scene.add_study(&"relative".parse().unwrap(), feed).unwrap();
        let panes = scene.studies.iter();
        let panes: Vec<_> = panes
            .map(|pane| {
                (
                    pane.name.as_str(),
                    pane.lines.len(),
                    pane.histogram.is_some(),
                )
            })
            .collect();
        let wanted = [("RELATIVE ratio", 1, false), ("RELATIVE roc_pct", 0, true)];
        assert_eq!(panes, wanted);
    }

    #[test]
    fn the_start_of_a_line_is_unsettled_anew_after_a_gap() {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        for (day, date) in (0..400_u32).zip(start.iter_days()) {
            if day == 300 {
                builder.gap();
            }
            let row = Ohlcv::flat(f64::from(10 + day % 3));
            builder.push(date.into(), row).unwrap();
        }
        let bars = builder.build();
        let mut scene = Scene::new(&bars.prefix(380));
        for text in ["rsi(14)", "sma(20)", "obv"] {
            scene.add_study(&text.parse().unwrap(), &bars).unwrap();
        }
        // TA-Lib takes 203 bars for it; (13/14)^203 is a third of a millionth.
        assert_eq!(scene.studies[0].lines[0].unsettled, [14..217, 314..380]);
        assert!(scene.overlays[0].unsettled.is_empty());
        // A running total never settles.
        assert!(scene.volume_average.unwrap().unsettled.is_empty());
    }

    #[test]
    fn a_plain_study_is_named_as_people_write_it() {
        assert_eq!(display_name("sma(20)"), "SMA 20");
        assert_eq!(display_name("macd(12, 26, 9)"), "MACD 12, 26, 9");
        assert_eq!(display_name("obv"), "OBV");
        assert_eq!(display_name("ema(rsi(14), 5)"), "ema(rsi(14), 5)");
    }
}
