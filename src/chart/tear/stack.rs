//! Several charts on one sheet, one below the other.

use crate::chart::Chart;
use crate::chart::options::ChartOptions;
use crate::chart::sheet::{Ink, Point, Shape, Sheet, UNITS};
use crate::{Error, Result};

/// Charts of one width, from top to bottom.
///
/// The sheet is as high as all of them; its description is theirs, one after the other. Its part of a scene is that of the
/// first.
///
/// # Errors
///
/// [`Error::Chart`] without a chart, [`Error::Parameter`] if the sheet would be too high to be drawn.
pub fn stack(title: &str, charts: &[Chart], options: &ChartOptions) -> Result<Chart> {
    let Some(first) = charts.first() else {
        return Err(Error::Chart {
            problem: "there is nothing to put on the sheet".into(),
        });
    };
    let mut sheet = Sheet {
        size: (0, 0),
        title: title.to_owned(),
        description: String::new(),
        source: first.sheet.source.clone(),
        inks: Vec::new(),
    };
    for chart in charts {
        let (width, height) = chart.sheet.size;
        let down = i32::try_from(sheet.size.1).unwrap_or(i32::MAX);
        let down = down.saturating_mul(UNITS);
        sheet
            .inks
            .extend(chart.sheet.inks.iter().map(|ink| moved(ink, down)));
        sheet.size = (sheet.size.0.max(width), sheet.size.1.saturating_add(height));
        if !sheet.description.is_empty() {
            sheet.description.push(' ');
        }
        sheet.description += &chart.sheet.description;
    }
    let options = ChartOptions {
        size: sheet.size,
        ..options.clone()
    };
    options.check()?;
    Ok(Chart::from_sheet(sheet, first.shown.clone(), &options))
}

/// The same ink, lower by so many units.
fn moved(ink: &Ink, down: i32) -> Ink {
    let point = |&(x, y): &Point| (x, y + down);
    let points = |points: &[Point]| points.iter().map(point).collect();
    let shape = match &ink.shape {
        Shape::Rect(from, to) => Shape::Rect(point(from), point(to)),
        Shape::Path(path, width) => Shape::Path(points(path), *width),
        Shape::Polygon(corners) => Shape::Polygon(points(corners)),
        Shape::Ring(centre, radius, width) => Shape::Ring(point(centre), *radius, *width),
        Shape::Disc(centre, radius) => Shape::Disc(point(centre), *radius),
        Shape::Text(at, text, size, weight, anchor) => {
            Shape::Text(point(at), text.clone(), *size, *weight, *anchor)
        }
    };
    Ink {
        shape,
        ..ink.clone()
    }
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
        let height = first.sheet().size.1 + second.sheet().size.1;
        assert_eq!(both.sheet().size, (first.sheet().size.0, height));
        let inks = first.sheet().inks.len();
        assert_eq!(both.sheet().inks[..inks], first.sheet().inks[..]);
        let down = f64::from(first.sheet().size.1) * f64::from(UNITS);
        let (own, moved) = (&second.sheet().inks[0], &both.sheet().inks[inks]);
        assert!((moved.extent().top - own.extent().top - down).abs() < 1e-9);
        assert!(stack("None", &[], &options).is_err());
    }
}
