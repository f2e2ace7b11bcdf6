//! Regression channels.

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::Param;
use super::super::plan::{Pane, Style};
use super::stretch::{Own, Stretch};

const BANDS: &[(&str, Pane, Style)] = &[
    ("upper", Pane::Price, Style::Upper),
    ("middle", Pane::Price, Style::Line),
    ("lower", Pane::Price, Style::Lower),
];

/// Regression channel: where a straight line through the last n closes ends, and how far the closes stray from it.
///
/// ```text
/// line y(x) = a + b * x, least squares over the last n closes, x = 0 .. n - 1
/// middle = y(n - 1)      upper, lower = middle +/- k * sd      sd = sqrt(mean((close - y)^2))
/// ```
///
/// | | |
/// |---|---|
/// | In | close; `period` n; `width` k standard deviations of the residuals, usually 2 |
/// | Out | `upper`, `middle`, `lower` at the bar, in the unit of the prices |
/// | Warm-up | n - 1 bars |
/// | Source | least squares; middle equals TA-Lib `LINEARREG` but for rounding |
pub(super) const CHANNEL: Own = Own {
    name: "regression",
    aliases: &["regression_channel"],
    title: "Regression Channel",
    group: Group::Overlap,
    params: || {
        vec![
            Param::bars("period", "bars of the line", 2, 100),
            Param::real(
                "width",
                "standard deviations of the residuals",
                [0.0, 1e6],
                2.0,
            ),
        ]
    },
    outputs: BANDS,
    lookback: |params| Some(params.bars(0) - 1),
    settle: |_| Some(0),
    run: |stretch, columns| {
        let width = stretch.params.real(1);
        channel(stretch, columns, |line, window| {
            width * line.deviation(window.close())
        });
        Ok(())
    },
    notes: "the end of a straight line through the last closes, and bands by the deviation from it",
    ..Own::PLAIN
};

/// Raff regression channel: the same line, with bands as far away as the farthest high or low.
///
/// ```text
/// middle = end of the line       upper, lower = middle +/- max over the n bars of (high - y, y - low)
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close; `period` n |
/// | Out | `upper`, `middle`, `lower` at the bar, in the unit of the prices |
/// | Warm-up | n - 1 bars |
/// | Source | G. Raff, *Trading the Regression Channel*, Technical Analysis of Stocks & Commodities, 1991 |
pub(super) const RAFF: Own = Own {
    name: "raff",
    aliases: &["raff_channel"],
    title: "Raff Regression Channel",
    group: Group::Overlap,
    params: || vec![Param::bars("period", "bars of the line", 2, 100)],
    outputs: BANDS,
    lookback: |params| Some(params.bars(0) - 1),
    settle: |_| Some(0),
    run: |stretch, columns| {
        channel(stretch, columns, Fit::farthest);
        Ok(())
    },
    notes: "the end of a straight line through the last closes, and bands through the farthest high or low",
    ..Own::PLAIN
};

fn channel(
    stretch: &Stretch<'_>,
    columns: &mut [Column],
    width: impl Fn(&Fit, &Stretch<'_>) -> f64,
) {
    let period = stretch.params.bars(0);
    for last in period - 1..stretch.len() {
        let window = stretch.part(last + 1 - period..last + 1);
        let line = Fit::through(window.close());
        let middle = line.at(period - 1);
        let width = width(&line, &window);
        for (column, value) in columns
            .iter_mut()
            .zip([middle + width, middle, middle - width])
        {
            column.set(stretch.start() + last, value);
        }
    }
}

/// A least-squares line over x = 0, 1, 2 and so on, held by its centre.
struct Fit {
    centre: f64,
    mean: f64,
    slope: f64,
}

impl Fit {
    fn through(y: &[f64]) -> Self {
        let n = y.len() as f64;
        let centre = (n - 1.0) / 2.0;
        let mean = y.iter().sum::<f64>() / n;
        let (mut xy, mut xx) = (0.0, 0.0);
        for (x, y) in y.iter().enumerate() {
            let x = x as f64 - centre;
            xy += x * (y - mean);
            xx += x * x;
        }
        Self {
            centre,
            mean,
            slope: xy / xx,
        }
    }

    fn at(&self, x: usize) -> f64 {
        self.mean + self.slope * (x as f64 - self.centre)
    }

    fn deviation(&self, y: &[f64]) -> f64 {
        let residuals = y.iter().enumerate().map(|(x, y)| y - self.at(x));
        let sum: f64 = residuals.map(|residual| residual * residual).sum();
        (sum / y.len() as f64).sqrt()
    }

    fn farthest(&self, window: &Stretch<'_>) -> f64 {
        let prices = window.high().iter().zip(window.low()).enumerate();
        prices.fold(0.0, |far: f64, (x, (high, low))| {
            let y = self.at(x);
            far.max(high - y).max(y - low)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bars, flat, row, values};

    #[test]
    fn a_straight_line_has_no_width_and_a_kink_has() {
        let straight = bars(&[1.0, 2.0, 3.0].map(flat));
        for output in ["upper", "middle", "lower"] {
            assert_eq!(
                values(&format!("regression(3).{output}"), &straight)[2],
                Some(3.0)
            );
        }
        // 1, 3, 2: mean 2, slope 0.5, line 1.5 2 2.5, residuals -0.5 1 -0.5, sd sqrt(0.5).
        let kink = bars(&[1.0, 3.0, 2.0].map(flat));
        let upper = values("regression(3, 1).upper", &kink)[2].unwrap();
        assert!((upper - (2.5 + 0.5_f64.sqrt())).abs() < 1e-12, "{upper}");
    }

    #[test]
    fn raff_reaches_to_the_farthest_high_or_low() {
        let bars = bars(&[
            row(1.0, 1.5, 1.0, 1.0),
            row(2.0, 2.0, 1.25, 2.0),
            row(3.0, 3.25, 3.0, 3.0),
        ]);
        // The line is 1, 2, 3; the low of 1.25 lies 0.75 below it.
        let outputs = ["upper", "middle", "lower"]
            .map(|output| values(&format!("raff(3).{output}"), &bars)[2]);
        assert_eq!(outputs, [Some(3.75), Some(3.0), Some(2.25)]);
    }
}
