//! How the returns of trades are distributed.

use serde::{Deserialize, Serialize};

use super::caption::Caption;
use super::plate::{Plate, TIMES};
use crate::chart::axis::value_ticks;
use crate::chart::drawing::Part;
use crate::chart::layout::Area;
use crate::chart::options::ChartOptions;
use crate::chart::pen::{At, Lettering, Look};
use crate::chart::picture::Chart;
use crate::chart::scale::Scale;
use crate::chart::theme::Hue;
use crate::chart::visible::Visible;
use crate::text::Medium::Picture;
use crate::text::count;
use crate::{Error, Result, Time};

/// Returns of trades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// The words around the chart.
    pub caption: Caption,
    /// When the first trade began and the last one ended.
    pub period: (Time, Time),
    /// The return of each trade, in percent.
    pub returns_pct: Vec<f64>,
}

/// About how many classes there are.
const CLASSES: f64 = 24.0;

/// Trades by classes of their return.
struct Classes {
    /// Lower bound of the first class.
    from: f64,
    /// Width of a class, a round number.
    width: f64,
    counts: Vec<usize>,
}

impl Classes {
    /// Classes of a round width; 0 is a bound, so that no class holds gains and losses.
    fn new(returns: &[f64]) -> Self {
        let low = returns.iter().copied().fold(0.0, f64::min);
        let high = returns.iter().copied().fold(0.0, f64::max);
        let span = if high > low { high - low } else { 1.0 };
        let axis = Scale::linear((0.0, span), (0.0, CLASSES));
        let ticks = value_ticks(&axis, 1.0).values;
        let width = ticks
            .windows(2)
            .next()
            .map_or(span, |pair| pair[1] - pair[0]);
        let first = (low / width).floor();
        let classes = ((high / width).floor() - first + 1.0).max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few dozen classes"
        )]
        let class = |value: f64| value.max(0.0) as usize;
        let mut counts = vec![0; class(classes)];
        for value in returns {
            let at = class((value / width).floor() - first).min(counts.len() - 1);
            counts[at] += 1;
        }
        Self {
            from: first * width,
            width,
            counts,
        }
    }
}

impl Distribution {
    /// Lays out the histogram, with the mean and the median as named lines.
    ///
    /// # Errors
    ///
    /// [`Error::Chart`] without a trade or with a return that is not finite; [`Error::Parameter`] for a size that cannot
    /// be drawn.
    pub fn chart(&self, options: &ChartOptions) -> Result<Chart> {
        let returns = &self.returns_pct;
        if returns.is_empty() || returns.iter().any(|value| !value.is_finite()) {
            let problem = "a distribution needs trades with finite returns".into();
            return Err(Error::Chart { problem });
        }
        let mut plate = Plate::new(&self.caption, options)?;
        let body = plate.body();
        let pane = Area {
            top: body.top + 22.0,
            right: body.right - 70.0,
            bottom: body.bottom - TIMES,
            ..body
        };
        let classes = Classes::new(returns);
        let most = classes.counts.iter().copied().max().unwrap_or(1) as f64;
        let scale = Scale::linear((0.0, most * 1.08), (pane.top, pane.bottom));
        plate.values(pane, &scale, |value, _| {
            if value.fract() == 0.0 {
                Picture.fixed(value, 0)
            } else {
                String::new()
            }
        });
        plate.names(pane, &[(Hue::Second, self.summary())]);
        columns(&mut plate, pane, &classes, &scale);
        marks(&mut plate, pane, &classes, [mean(returns), median(returns)]);
        let description = format!("{}: {}.", self.caption.title, self.summary());
        let shown = Visible::of_times(self.period.0, self.period.1, returns.len());
        Ok(Chart::from_drawing(
            plate.finish(description),
            shown,
            options,
        ))
    }

    fn summary(&self) -> String {
        let returns = &self.returns_pct;
        let wins = returns.iter().filter(|value| **value > 0.0).count();
        format!(
            "{} by return, {wins} gained · mean {} · median {}",
            count(returns.len(), "trade"),
            Picture.percent(mean(returns), 2),
            Picture.percent(median(returns), 2)
        )
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The middle value, or the mean of the two in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

fn columns(plate: &mut Plate<'_>, pane: Area, classes: &Classes, scale: &Scale) {
    let pitch = pane.width() / classes.counts.len() as f64;
    let left = |at: usize| (pane.left + pitch * at as f64).round();
    for (at, &count) in classes.counts.iter().enumerate() {
        let from = classes.from + classes.width * at as f64;
        let hue = if from < -classes.width / 2.0 {
            Hue::Down
        } else {
            Hue::Up
        };
        let bar = Area {
            left: left(at) + 1.0,
            top: scale.y(count as f64).round(),
            right: left(at + 1) - 1.0,
            bottom: pane.bottom,
        };
        plate.pen.rect(Look::new(Part::Bars, hue).faint(70), bar);
    }
    let decimals = usize::from(classes.width.fract() != 0.0)
        + usize::from((classes.width * 10.0).fract() != 0.0);
    let mut free_from = f64::MIN;
    for at in 0..=classes.counts.len() {
        let value = classes.from + classes.width * at as f64;
        let label = format!("{}\u{202F}%", Picture.fixed(value, decimals));
        let half = Lettering::PLAIN.width(&label) / 2.0;
        let x = left(at);
        if x - half < free_from.max(pane.left) || x + half > pane.right + 40.0 {
            continue;
        }
        free_from = x + half + 14.0;
        let at = At::Middle((x, pane.bottom + TIMES / 2.0));
        plate.pen.text(
            Look::new(Part::Axis, Hue::Second),
            Lettering::PLAIN,
            at,
            &label,
        );
    }
}

/// Mean and median as lines; their values stand in the line above the pane.
fn marks(plate: &mut Plate<'_>, pane: Area, classes: &Classes, values: [f64; 2]) {
    let pitch = pane.width() / classes.counts.len() as f64;
    let x = |value: f64| pane.left + (value - classes.from) / classes.width * pitch;
    let names = ["mean", "median"]
        .iter()
        .zip(values)
        .zip([Hue::Signal, Hue::LineC]);
    let mut row = pane.top + 8.0;
    for ((name, value), hue) in names {
        let x = x(value).clamp(pane.left, pane.right);
        plate
            .pen
            .down(Look::new(Part::Mark, hue), x, (pane.top, pane.bottom));
        let width = Lettering::NAME.width(name);
        let left = (x + 6.0).min(pane.right - width - 4.0);
        plate.pen.text(
            Look::new(Part::Label, hue).with_halo(),
            Lettering::NAME,
            At::Start((left, row)),
            name,
        );
        row += 18.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_class_holds_gains_and_losses() {
        let classes = Classes::new(&[-3.2, -0.1, 0.1, 4.9, 11.0]);
        let zero = -classes.from / classes.width;
        assert!((zero - zero.round()).abs() < 1e-9);
        assert_eq!(classes.counts.iter().sum::<usize>(), 5);
    }

    #[test]
    fn the_summary_counts_and_averages() {
        let start: Time = "2024-01-01T00:00:00".parse().unwrap();
        let trades = Distribution {
            caption: Caption {
                title: "ACME".into(),
                subtitle: "trades".into(),
                source: String::new(),
            },
            period: (start, start),
            returns_pct: vec![-4.0, 1.0, 2.0, 9.0],
        };
        // Mean 8 / 4, median of 1 and 2.
        let summary = trades.summary();
        assert!(
            summary.starts_with("4 trades by return, 3 gained"),
            "{summary}"
        );
        assert!(
            summary.contains("+2.00") && summary.contains("+1.50"),
            "{summary}"
        );
        let chart = trades.chart(&ChartOptions::default()).unwrap();
        assert!(chart.description().contains("4 trades"));
        let one = Distribution {
            returns_pct: vec![1.0],
            ..trades
        };
        let summary = one.summary();
        assert!(
            summary.starts_with("1 trade by return, 1 gained"),
            "{summary}"
        );
    }
}
