//! The money over time, against holding; and how far below its last peak it was.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::caption::Caption;
use super::plate::{Plate, TIMES};
use crate::chart::drawing::{Drawing, Part};
use crate::chart::layout::Area;
use crate::chart::options::ChartOptions;
use crate::chart::pen::Look;
use crate::chart::picture::Chart;
use crate::chart::scale::Scale;
use crate::chart::theme::Hue;
use crate::chart::visible::Visible;
use crate::text::Medium::Picture;
use crate::text::day;
use crate::{Error, Result, Time};

/// The deepest loss from a peak.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Underwater {
    /// How deep, in percent of the peak: 0 or below.
    pub depth_pct: f64,
    /// When the peak was.
    pub peak: Time,
    /// When the loss was deepest.
    pub trough: Time,
    /// When the peak was reached again, if it was.
    pub recovered: Option<Time>,
}

/// Equity at each time, and what holding would have given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Equity {
    /// The words around the chart.
    pub caption: Caption,
    /// Name of what was traded, such as the strategy.
    pub name: String,
    /// The times, oldest first.
    pub times: Vec<Time>,
    /// Equity at each time, above 0.
    pub equity: Vec<f64>,
    /// Name and equity of what it is compared with, from the same start.
    pub benchmark: Option<(String, Vec<f64>)>,
}

impl Equity {
    /// The deepest loss from a peak; `None` without a loss.
    pub fn worst(&self) -> Option<Underwater> {
        let mut peak = 0;
        let mut worst: Option<(f64, usize, usize)> = None;
        for (at, &value) in self.equity.iter().enumerate() {
            if value >= self.equity[peak] {
                peak = at;
            }
            let depth = value / self.equity[peak] - 1.0;
            if depth < worst.map_or(0.0, |(deepest, ..)| deepest) {
                worst = Some((depth, peak, at));
            }
        }
        let (depth, peak, trough) = worst?;
        let again = (trough..self.equity.len()).find(|&at| self.equity[at] >= self.equity[peak]);
        Some(Underwater {
            depth_pct: 100.0 * depth,
            peak: self.times[peak],
            trough: self.times[trough],
            recovered: again.map(|at| self.times[at]),
        })
    }

    /// Loss from the last peak at each time, in percent: 0 or below.
    fn underwater(values: &[f64]) -> Vec<f64> {
        let mut peak = f64::MIN_POSITIVE;
        let depth = |&value: &f64| {
            peak = peak.max(value);
            100.0 * (value / peak - 1.0)
        };
        values.iter().map(depth).collect()
    }

    /// Lays out the chart: equity on a logarithmic axis above, underwater below.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] if the lengths differ, there is no value, or one is not above 0; [`Error::Parameter`] for a size
    /// that cannot be drawn.
    pub fn chart(&self, options: &ChartOptions) -> Result<Chart> {
        self.check()?;
        let mut plate = Plate::new(&self.caption, options)?;
        let body = plate.body();
        let right = body.right - 70.0;
        let free = body.height() - TIMES - 44.0;
        let upper = Area {
            right,
            top: body.top + 22.0,
            bottom: (body.top + 22.0 + free * 0.72).round(),
            ..body
        };
        let lower = Area {
            top: upper.bottom + 34.0,
            bottom: body.bottom - TIMES,
            ..upper
        };
        plate.times(&[upper, lower], &self.times);
        self.upper(&mut plate, upper);
        self.lower(&mut plate, lower);
        let drawing: Drawing = plate.finish(self.description());
        let (first, last) = (self.times[0], self.times[self.times.len() - 1]);
        let shown = Visible::of_times(first, last, self.times.len());
        Ok(Chart::from_drawing(drawing, shown, options))
    }

    fn check(&self) -> Result<()> {
        let problem = |problem: String| Err(Error::Chart { problem });
        let benchmark = self.benchmark.as_ref().map(|(_, values)| values);
        let columns = [Some(&self.equity), benchmark];
        for column in columns.into_iter().flatten() {
            if column.len() != self.times.len() || column.is_empty() {
                let lengths = format!("{} values for {} times", column.len(), self.times.len());
                return problem(format!("equity with {lengths}"));
            }
            if let Some(value) = column
                .iter()
                .find(|value| !(value.is_finite() && **value > 0.0))
            {
                return problem(format!("equity {value} is not above 0"));
            }
        }
        Ok(())
    }

    fn upper(&self, plate: &mut Plate<'_>, pane: Area) {
        let benchmark = self.benchmark.iter().flat_map(|(_, values)| values);
        let all = self.equity.iter().chain(benchmark).copied();
        let (low, high) = all.fold((f64::INFINITY, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let scale = Scale::logarithmic((low, high), (pane.top, pane.bottom));
        plate.values(pane, &scale, |value, decimals| {
            Picture.fixed(value, decimals)
        });
        let mut names = vec![(Hue::Second, "Equity, log scale".to_owned())];
        let curves = self
            .benchmark
            .iter()
            .map(|(name, values)| (name, values, Hue::Third, 1.25))
            .chain([(&self.name, &self.equity, Hue::LineB, 1.75)]);
        for (name, values, hue, width) in curves {
            let points = Plate::points(pane, &scale, values);
            plate
                .pen
                .curve(Look::new(Part::Overlay, hue), width, &points, pane);
            let total = 100.0 * (values[values.len() - 1] / values[0] - 1.0);
            names.push((hue, format!("{name} {}", Picture.percent(total, 1))));
        }
        plate.names(pane, &names);
    }

    fn lower(&self, plate: &mut Plate<'_>, pane: Area) {
        let own = Self::underwater(&self.equity);
        let benchmark = self
            .benchmark
            .as_ref()
            .map(|(_, values)| Self::underwater(values));
        let deepest = own
            .iter()
            .chain(benchmark.iter().flatten())
            .fold(-1.0_f64, |deepest, depth| deepest.min(*depth));
        let scale = Scale::linear((deepest * 1.04, 0.0), (pane.top, pane.bottom));
        plate.names(pane, &[(Hue::DownText, self.underwater_name())]);
        plate.values(pane, &scale, |value, decimals| {
            format!("{}\u{202F}%", Picture.fixed(value, decimals))
        });
        let points = Plate::points(pane, &scale, &own);
        let mut area = points.clone();
        area.push((points[points.len() - 1].0, pane.top));
        area.insert(0, (points[0].0, pane.top));
        plate
            .pen
            .polygon(Look::new(Part::Overlay, Hue::Down).faint(30), &area);
        if let Some(values) = benchmark {
            let points = Plate::points(pane, &scale, &values);
            plate
                .pen
                .curve(Look::new(Part::Overlay, Hue::Third), 1.0, &points, pane);
        }
        plate
            .pen
            .curve(Look::new(Part::Overlay, Hue::Down), 1.25, &points, pane);
    }

    fn underwater_name(&self) -> String {
        let Some(worst) = self.worst() else {
            return "Underwater: never".into();
        };
        let end = match worst.recovered {
            Some(time) => format!("recovered {}", day(time.date())),
            None => "not recovered".into(),
        };
        format!(
            "Underwater · worst {} from {} to {}, {end}",
            Picture.percent(worst.depth_pct, 1),
            day(worst.peak.date()),
            day(worst.trough.date())
        )
    }

    fn description(&self) -> String {
        let total = |values: &[f64]| {
            Picture.percent(100.0 * (values[values.len() - 1] / values[0] - 1.0), 1)
        };
        let mut text = format!(
            "{}: {} {}",
            self.caption.title,
            self.name,
            total(&self.equity)
        );
        if let Some((name, values)) = &self.benchmark {
            let _ = write!(text, ", {name} {}", total(values));
        }
        text + ". " + &self.underwater_name() + "."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equity(values: &[f64]) -> Equity {
        let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let times = (0..values.len() as u64).map(|day| (start + chrono::Days::new(day)).into());
        Equity {
            caption: Caption {
                title: "ACME".into(),
                subtitle: "daily".into(),
                source: "acme.csv".into(),
            },
            name: "Strategy".into(),
            times: times.collect(),
            equity: values.to_vec(),
            benchmark: Some(("Holding".into(), vec![100.0; values.len()])),
        }
    }

    #[test]
    fn the_worst_loss_runs_from_its_peak_to_its_trough() {
        // Peaks 110 and 120; 120 to 90 is a quarter, 110 to 99 only a tenth; back at 120 on day 6.
        let curve = equity(&[100.0, 110.0, 99.0, 120.0, 90.0, 110.0, 125.0]);
        let worst = curve.worst().unwrap();
        assert!((worst.depth_pct + 25.0).abs() < 1e-9);
        let day = |at: usize| curve.times[at];
        assert_eq!((worst.peak, worst.trough), (day(3), day(4)));
        assert_eq!(worst.recovered, Some(day(6)));
        assert_eq!(equity(&[100.0, 101.0]).worst(), None);
    }

    #[test]
    fn both_curves_are_named_with_their_total() {
        let chart = equity(&[100.0, 90.0, 150.0])
            .chart(&ChartOptions::default())
            .unwrap();
        let texts: Vec<&str> = chart.drawing.texts().map(|(text, _)| text).collect();
        assert!(texts.contains(&"Strategy +50.0\u{202F}%"), "{texts:?}");
        assert!(texts.contains(&"Holding 0.0\u{202F}%"), "{texts:?}");
    }

    #[test]
    fn equity_that_a_log_axis_cannot_show_is_refused() {
        let error = equity(&[100.0, 0.0])
            .chart(&ChartOptions::default())
            .unwrap_err();
        assert_eq!(error.to_string(), "chart: equity 0 is not above 0");
    }
}
