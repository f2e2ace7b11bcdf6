//! The values a sweep tries.

use std::collections::BTreeSet;

use crate::rule::Parameters;
use crate::{Error, Result};

/// Combinations of parameter values, in a fixed order: the last parameter varies fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    axes: Vec<(String, Vec<f64>)>,
}

/// Values of one parameter, at most.
const MOST_VALUES: usize = 1_000_000;
/// Combinations, at most: a whole number of them is exact.
const MOST: usize = 1_000_000_000_000_000;

impl Grid {
    /// Reads `fast=5..50:5, slow=20|50|200`: from, to and step, or single values.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a part that cannot be read, a parameter given twice, or more than 10^15
    /// combinations.
    pub fn parse(text: &str) -> Result<Self> {
        let axes = text
            .split(',')
            .map(|part| axis(part.trim()))
            .collect::<Result<Vec<_>>>()?;
        let names: BTreeSet<&str> = axes.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() < axes.len() {
            return Err(Error::parameter("grid", text, "names a parameter twice"));
        }
        let size = axes
            .iter()
            .try_fold(1_usize, |size, (_, values)| size.checked_mul(values.len()));
        if size.is_none_or(|size| size > MOST) {
            return Err(Error::parameter(
                "grid",
                text,
                "has more than 10^15 combinations",
            ));
        }
        Ok(Self { axes })
    }

    /// Names of the parameters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.axes.iter().map(|(name, _)| name.as_str())
    }

    /// Number of combinations.
    pub fn len(&self) -> usize {
        self.axes.iter().map(|(_, values)| values.len()).product()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Values of combination `index`, by axis.
    pub fn values(&self, index: usize) -> Vec<f64> {
        let mut rest = index;
        let mut values: Vec<f64> = self
            .axes
            .iter()
            .rev()
            .map(|(_, values)| {
                let value = values[rest % values.len()];
                rest /= values.len();
                value
            })
            .collect();
        values.reverse();
        values
    }

    /// Combination `index` by name.
    pub fn parameters(&self, index: usize) -> Parameters {
        let names = self.names().map(str::to_owned);
        names.zip(self.values(index)).collect()
    }

    /// Puts the values of one combination into `parameters`, which have all of its names.
    pub(super) fn put(&self, values: &[f64], parameters: &mut Parameters) {
        for (name, value) in self.names().zip(values) {
            if let Some(parameter) = parameters.get_mut(name) {
                *parameter = *value;
            }
        }
    }

    /// Combinations that differ from `index` by one step of one parameter.
    pub fn neighbours(&self, index: usize) -> Vec<usize> {
        let mut neighbours = Vec::new();
        let mut stride = 1;
        for (_, values) in self.axes.iter().rev() {
            let place = index / stride % values.len();
            if place > 0 {
                neighbours.push(index - stride);
            }
            if place + 1 < values.len() {
                neighbours.push(index + stride);
            }
            stride *= values.len();
        }
        neighbours
    }
}

/// `name=from..to:step` or `name=a|b|c`.
fn axis(part: &str) -> Result<(String, Vec<f64>)> {
    let wrong = || {
        let rule = "must be such as fast=5..50:5 or fast=5|10|20";
        Error::parameter("grid", part, rule)
    };
    let (name, values) = part.split_once('=').ok_or_else(wrong)?;
    let number = |text: &str| {
        let value: f64 = text.trim().parse().map_err(|_| wrong())?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(wrong())
        }
    };
    let name = name.trim().to_owned();
    let Some((from, to)) = values.split_once("..") else {
        let values = values.split('|').map(number).collect::<Result<Vec<_>>>()?;
        return Ok((name, values));
    };
    let (to, step) = to.split_once(':').unwrap_or((to, "1"));
    let (from, to, step) = (number(from)?, number(to)?, number(step)?);
    if step <= 0.0 || to < from {
        return Err(wrong());
    }
    if (to - from) / step >= MOST_VALUES as f64 {
        let rule = "has more than a million values of one parameter";
        return Err(Error::parameter("grid", part, rule));
    }
    // Counted, not added up, so that no step is lost to rounding.
    let count = ((to - from) / step + 1e-9).floor();
    let values = (0..=MOST_VALUES)
        .map(|place| place as f64)
        .take_while(|place| *place <= count)
        .map(|place| from + place * step)
        .collect();
    Ok((name, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_and_a_list_make_all_their_pairs() {
        let grid = Grid::parse("fast=5..15:5, slow=20|50").unwrap();
        assert_eq!(grid.len(), 6);
        assert_eq!(grid.values(0), [5.0, 20.0]);
        assert_eq!(grid.values(3), [10.0, 50.0]);
        assert_eq!(grid.parameters(5)["fast"].to_string(), "15");
        assert_eq!(grid.neighbours(0), [1, 2]);
        assert_eq!(grid.neighbours(3), [2, 1, 5]);
    }

    #[test]
    fn fractions_end_where_they_say() {
        let grid = Grid::parse("m=0..0.3:0.1").unwrap();
        assert_eq!(grid.len(), 4);
        assert!((grid.values(3)[0] - 0.3).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_grid_is_refused() {
        for text in [
            "",
            "fast",
            "fast=",
            "fast=1..0",
            "fast=1..2:0",
            "a=1|2,a=3",
            "a=0..1e9",
            "a=nan",
        ] {
            assert!(Grid::parse(text).is_err(), "{text}");
        }
    }
}
