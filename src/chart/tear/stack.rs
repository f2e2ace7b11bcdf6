//! Several charts in one picture, one below the other.

use crate::chart::drawing::{Drawing, UNITS};
use crate::chart::options::ChartOptions;
use crate::chart::picture::Chart;
use crate::{Error, Result};

/// Charts of one width, from top to bottom.
///
/// The picture is as high as all of them; its description is theirs, one after the other. Its part of a scene is that of the
/// first.
///
/// # Errors
///
/// [`Error::Chart`] without a chart, [`Error::Parameter`] if the picture would be too high to be drawn.
pub fn stack(title: &str, charts: &[Chart], options: &ChartOptions) -> Result<Chart> {
    let Some(first) = charts.first() else {
        return Err(Error::Chart {
            problem: "there is nothing to put in the picture".into(),
        });
    };
    let mut drawing = Drawing {
        size: (0, 0),
        title: title.to_owned(),
        description: String::new(),
        source: first.drawing.source.clone(),
        inks: Vec::new(),
    };
    for chart in charts {
        let (width, height) = chart.drawing.size;
        let down = i32::try_from(drawing.size.1).unwrap_or(i32::MAX);
        let down = down.saturating_mul(UNITS);
        drawing
            .inks
            .extend(chart.drawing.inks.iter().map(|ink| ink.moved((0, down))));
        drawing.size = (
            drawing.size.0.max(width),
            drawing.size.1.saturating_add(height),
        );
        if !drawing.description.is_empty() {
            drawing.description.push(' ');
        }
        drawing.description += &chart.drawing.description;
    }
    let options = ChartOptions {
        size: drawing.size,
        ..options.clone()
    };
    options.check()?;
    Ok(Chart::from_drawing(
        drawing,
        first.shown().clone(),
        &options,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Preset;
    use crate::chart::tear::{Caption, Distribution};

    fn chart(title: &str) -> Chart {
        let day = |day| {
            let date = chrono::NaiveDate::from_ymd_opt(2024, 1, day);
            date.map(crate::Time::from).unwrap()
        };
        let distribution = Distribution {
            caption: Caption {
                title: title.into(),
                subtitle: "of trades".into(),
                source: "by hand".into(),
            },
            period: (day(2), day(30)),
            returns_pct: vec![1.0, -2.0, 3.0],
        };
        distribution.chart(&Preset::Wide.into()).unwrap()
    }

    #[test]
    fn a_stack_is_as_high_as_its_charts_and_each_keeps_its_place() {
        let (first, second) = (chart("First"), chart("Second"));
        let options = ChartOptions::from(Preset::Wide);
        let both = stack("Both", &[first.clone(), second.clone()], &options).unwrap();
        let height = first.drawing.size.1 + second.drawing.size.1;
        assert_eq!(both.drawing.size, (first.drawing.size.0, height));
        let inks = first.drawing.inks.len();
        assert_eq!(both.drawing.inks[..inks], first.drawing.inks[..]);
        let down = f64::from(first.drawing.size.1) * f64::from(UNITS);
        let (own, moved) = (&second.drawing.inks[0], &both.drawing.inks[inks]);
        assert!((moved.extent().top - own.extent().top - down).abs() < 1e-9);
        assert!(stack("None", &[], &options).is_err());
    }
}
