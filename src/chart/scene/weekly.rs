//! A scene with one bar a week, for when there are more days than pixels.

use std::collections::BTreeSet;

use super::{BarRow, Scene, StudyLine};
use crate::Timeframe;

impl Scene {
    /// The same scene with one bar a week.
    ///
    /// Marks move to the week that holds their bar; a study shows the value at the last bar of the week.
    #[must_use]
    pub fn weekly(&self) -> Self {
        weekly(self)
    }

    /// Number of weeks that hold the last `bars` bars.
    pub(in crate::chart) fn weeks_of_last(&self, bars: usize) -> usize {
        let start = self.bars.len().saturating_sub(bars);
        let periods = self.bars[start..]
            .iter()
            .map(|bar| Timeframe::Week.period(bar.time.date()));
        periods.collect::<BTreeSet<_>>().len()
    }
}

fn weekly(scene: &Scene) -> Scene {
    let weeks = weeks(scene);
    let to = |at: usize| weeks.of_bar.get(at).copied().unwrap_or(0);
    let sample = |line: &StudyLine| weeks.sample(line);
    let mut out = scene.clone();
    out.timeframe = Timeframe::Week;
    out.bars.clone_from(&weeks.bars);
    for zone in &mut out.zones {
        zone.formed_at = zone.formed_at.map(to);
        zone.known_at = to(zone.known_at);
        zone.touches = zone.touches.iter().map(|&at| to(at)).collect();
        zone.touches.dedup();
        for span in &mut zone.spans {
            span.from = to(span.from);
        }
    }
    for mark in &mut out.breaks {
        mark.at = to(mark.at);
        if let Some(outcome) = &mut mark.outcome {
            outcome.at = to(outcome.at);
        }
    }
    for range in &mut out.ranges {
        (range.start, range.end) = (to(range.start), to(range.end));
    }
    for line in &mut out.lines {
        line.from = to(line.from);
    }
    for trade in &mut out.trades {
        trade.entry.0 = to(trade.entry.0);
        trade.exit = trade.exit.map(|(at, price)| (to(at), price));
    }
    for flag in &mut out.flags {
        flag.at = to(flag.at);
    }
    out.overlays = scene.overlays.iter().map(sample).collect();
    out.comparison = scene.comparison.as_ref().map(|line| StudyLine {
        name: line.name.clone(),
        ..sample(line)
    });
    // The average of daily volumes says nothing about a weekly bar.
    out.volume_average = None;
    for pane in &mut out.studies {
        pane.name += " (daily)";
        pane.lines = pane.lines.iter().map(sample).collect();
        pane.histogram = pane.histogram.as_ref().map(sample);
    }
    out
}

struct Weeks {
    bars: Vec<BarRow>,
    /// Week of each bar.
    of_bar: Vec<usize>,
    /// Last bar of each week.
    last: Vec<usize>,
}

impl Weeks {
    /// The values of `line` on the last bars of the weeks.
    ///
    /// A study of days sampled once a week is not the study of the weeks, and its name says so.
    fn sample(&self, line: &StudyLine) -> StudyLine {
        // The first week whose last bar is not before bar `at`.
        let week = |at: usize| self.last.partition_point(|&last| last < at);
        let value = |&at: &usize| line.values.get(at).copied().flatten();
        let unsettled = line.unsettled.iter();
        let unsettled = unsettled.map(|range| week(range.start)..week(range.end));
        StudyLine {
            name: format!("{} (daily)", line.name),
            style: line.style,
            values: self.last.iter().map(value).collect(),
            unsettled: unsettled.filter(|range| !range.is_empty()).collect(),
        }
    }
}

fn weeks(scene: &Scene) -> Weeks {
    let mut weeks = Weeks {
        bars: Vec::new(),
        of_bar: Vec::with_capacity(scene.bars.len()),
        last: Vec::new(),
    };
    let mut running = None;
    for (at, bar) in scene.bars.iter().enumerate() {
        let period = Timeframe::Week.period(bar.time.date());
        if let Some(week) = weeks.bars.last_mut().filter(|_| running == Some(period)) {
            week.time = bar.time;
            week.high = week.high.max(bar.high);
            week.low = week.low.min(bar.low);
            week.close = bar.close;
            week.volume = week.volume.zip(bar.volume).map(|(sum, more)| sum + more);
        } else {
            weeks.bars.push(*bar);
            weeks.last.push(at);
        }
        running = Some(period);
        let week = weeks.bars.len() - 1;
        weeks.of_bar.push(week);
        weeks.last[week] = at;
    }
    weeks
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of one range")]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{Bars, Basis, Ohlcv};

    #[test]
    fn days_become_weeks_and_marks_move_with_them() {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        // Thursday, Friday, Monday.
        for (day, close) in [(4, 10.0_f64), (5, 12.0), (8, 9.0)] {
            let row = Ohlcv {
                open: 10.0,
                high: 13.0,
                low: close.min(10.0) - 1.0,
                close,
                volume: 5.0,
            };
            let date = NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
            builder.push(date.into(), row).unwrap();
        }
        let mut scene = Scene::new(&builder.build());
        let values = [None, Some(11.0), Some(10.5)];
        scene.overlays.push(StudyLine::new("SMA 2", values));
        scene.overlays[0].unsettled = vec![0..1, 1..3];
        let weekly = scene.weekly();
        assert_eq!(weekly.bars.len(), 2);
        let first = weekly.bars[0];
        assert_eq!((first.open, first.low, first.close), (10.0, 9.0, 12.0));
        assert_eq!(first.volume, Some(10.0));
        assert_eq!(weekly.overlays[0].values, [Some(11.0), Some(10.5)]);
        // A week shows its last bar.
        assert_eq!(weekly.overlays[0].unsettled, [0..2]);
        weekly.check().unwrap();
    }
}
