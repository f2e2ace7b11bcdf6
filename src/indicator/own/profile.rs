//! Volume profile.

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::{Domain, Param};
use super::super::plan::{Pane, Style};
use super::stretch::{Own, Stretch};
use crate::Result;

const ROWS: Domain = Domain::Integer {
    min: 1,
    max: 1000,
    default: 24,
};

/// Volume profile of the last n bars: at which prices they were traded.
///
/// ```text
/// the prices from the lowest low to the highest high of n bars are cut into b equal rows
/// a bar's volume is spread evenly over its range from low to high, and so over the rows it crosses
/// poc      = middle of the row with the most volume; of equals the lowest
/// vah, val = edges of the value area: from the poc's row on, the larger neighbour joins (of equals the upper one),
///            until the area holds the given part of the volume
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, volume; `period` n; `rows` b; `value_pct`, usually 70 |
/// | Out | `poc` point of control, `vah` and `val` value area high and low, in the unit of the prices |
/// | Warm-up | n - 1 bars |
/// | Flat | one price: all three are that price. Dry: no value |
/// | Source | P. Steidlmayer, *Steidlmayer on Markets*, 1989; J. Dalton, *Mind over Markets*, 1990 |
pub(super) const STUDY: Own = Own {
    name: "profile",
    aliases: &["volume_profile"],
    title: "Volume Profile: point of control and value area",
    group: Group::Volume,
    params: || {
        vec![
            Param::bars("period", "bars of the profile", 1, 60),
            Param::new("rows", "rows the prices are cut into", ROWS),
            Param::real(
                "value_pct",
                "part of the volume in the value area",
                [1.0, 100.0],
                70.0,
            ),
        ]
    },
    outputs: &[
        ("poc", Pane::Price, Style::Line),
        ("vah", Pane::Price, Style::Upper),
        ("val", Pane::Price, Style::Lower),
    ],
    needs_volume: true,
    lookback: |params| Some(params.bars(0) - 1),
    settle: |_| Some(0),
    run,
    notes: "a bar's volume is spread evenly over its range; ties go to the lower price, in the value area to the upper",
    ..Own::PLAIN
};

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let (period, rows) = (stretch.params.bars(0), stretch.params.bars(1));
    let volume = stretch.volume()?;
    let mut profile = Profile::new(rows);
    for last in period - 1..stretch.len() {
        let window = last + 1 - period..last + 1;
        profile.fill(&stretch.part(window.clone()), &volume[window]);
        if let Some(found) = profile.value_area(stretch.params.real(2) / 100.0) {
            for (column, price) in columns.iter_mut().zip(found) {
                column.set(stretch.start() + last, price);
            }
        }
    }
    Ok(())
}

/// Volume by row, from the lowest price up.
struct Profile {
    rows: Vec<f64>,
    bottom: f64,
    /// Height of a row; 0 if there is only one price.
    step: f64,
}

impl Profile {
    fn new(rows: usize) -> Self {
        Self {
            rows: vec![0.0; rows],
            bottom: 0.0,
            step: 0.0,
        }
    }

    fn fill(&mut self, bars: &Stretch<'_>, volume: &[f64]) {
        let top = bars.high().iter().copied().fold(f64::MIN, f64::max);
        self.bottom = bars.low().iter().copied().fold(f64::MAX, f64::min);
        self.step = (top - self.bottom) / self.rows.len() as f64;
        self.rows.fill(0.0);
        let prices = bars.high().iter().zip(bars.low());
        for ((&high, &low), &volume) in prices.zip(volume) {
            self.add(low, high, volume);
        }
    }

    fn add(&mut self, low: f64, high: f64, volume: f64) {
        let (first, last) = (self.row(low), self.row(high));
        if first == last {
            self.rows[first] += volume;
            return;
        }
        let density = volume / (high - low);
        for row in first..=last {
            let floor = self.edge(row).max(low);
            let ceiling = if row == last {
                high
            } else {
                self.edge(row + 1)
            };
            self.rows[row] += density * (ceiling - floor).max(0.0);
        }
    }

    fn row(&self, price: f64) -> usize {
        let place = if self.step > 0.0 {
            (price - self.bottom) / self.step
        } else {
            0.0
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not below 0, and the highest price falls into the last row"
        )]
        let row = place as usize;
        row.min(self.rows.len() - 1)
    }

    fn edge(&self, row: usize) -> f64 {
        self.bottom + self.step * row as f64
    }

    /// Point of control, value area high and low.
    fn value_area(&self, part: f64) -> Option<[f64; 3]> {
        let total: f64 = self.rows.iter().sum();
        let (mut poc, mut most) = (0, 0.0);
        for (row, &volume) in self.rows.iter().enumerate() {
            if volume > most {
                (poc, most) = (row, volume);
            }
        }
        if most <= 0.0 {
            return None;
        }
        let (mut first, mut last, mut held) = (poc, poc, most);
        while held < part * total && (first > 0 || last + 1 < self.rows.len()) {
            let above = self.rows.get(last + 1).copied();
            let below = first.checked_sub(1).map(|row| self.rows[row]);
            if above.is_some_and(|above| below.is_none_or(|below| above >= below)) {
                last += 1;
                held += self.rows[last];
            } else {
                first -= 1;
                held += self.rows[first];
            }
        }
        let poc = self.bottom + self.step * (poc as f64 + 0.5);
        Some([poc, self.edge(last + 1), self.edge(first)])
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bars, flat, row, values};
    use crate::Ohlcv;

    #[test]
    fn volume_is_spread_over_the_range_and_the_area_grows_to_the_larger_side() {
        let with = |low: f64, high: f64, volume| Ohlcv {
            volume,
            ..row(low, high, low, high)
        };
        // Four rows of 1 from 10 to 14. 40 over all rows: 10 each; 60 in the third; 20 in the second.
        let bars = bars(&[
            with(10.0, 14.0, 40.0),
            with(12.0, 13.0, 60.0),
            with(11.0, 12.0, 20.0),
        ]);
        // Rows hold 10, 30, 70, 10 of 120; 70 % is 84: the third, then the second (30 beats 10).
        let last = |output: &str| values(&format!("profile(3, 4).{output}"), &bars)[2].unwrap();
        assert_eq!((last("poc"), last("vah"), last("val")), (12.5, 13.0, 11.0));
    }

    #[test]
    fn one_price_is_its_own_value_area_and_no_volume_has_none() {
        assert_eq!(
            values("profile(2).val", &bars(&[flat(7.0); 2])),
            [None, Some(7.0)]
        );
        let dry = Ohlcv {
            volume: 0.0,
            ..flat(7.0)
        };
        assert_eq!(values("profile(1)", &bars(&[dry])), [None]);
    }
}
