//! Pooled tables as text: a head of `name = value`, then one row of tab-separated cells for each count.
//!
//! ```text
//! hold    swing  resistance  all  k1   2000Q2:levels/held/expected/controls ...
//! return  break  swing  resistance  20 2000Q2:facts/sum/up ...          sums of log returns, in percent
//! any     20                           2000Q2:bars/sum/up ...
//! ```

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::{HoldKey, Pooled, PooledSource};
use crate::evidence::Measure;
use crate::evidence::base_rate::Expected;
use crate::evidence::control::Context;
use crate::evidence::forward::{Like, Quarters, Sums};
use crate::level::Role;
use crate::{Error, Result};

/// First line of a table; another form gets another number.
const HEAD: &str = "strandline pooled base rates 1";

impl fmt::Display for Pooled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = &self.source;
        writeln!(f, "{HEAD}")?;
        let date =
            |date: Option<chrono::NaiveDate>| date.map_or_else(String::new, |it| it.to_string());
        for (name, value) in [
            ("name", source.name.clone()),
            ("sha256", source.sha256.clone()),
            ("rules", source.rules.clone()),
            ("series", source.series.to_string()),
            ("bars", source.bars.to_string()),
            ("first", date(source.first)),
            ("last", date(source.last)),
            ("noise_floor", format!("{:.5}", source.noise_floor)),
            ("ece", format!("{:.5}", source.ece)),
            ("held_out_series", source.held_out.0.to_string()),
            ("held_out_entries", source.held_out.1.to_string()),
            ("warning", source.warning.clone()),
        ] {
            writeln!(f, "{name} = {value}")?;
        }
        for (key, quarters) in &self.holds {
            let HoldKey {
                family,
                role,
                context,
                measure,
            } = key;
            let head = [
                "hold",
                family.name(),
                role.name(),
                context.name(),
                measure.name(),
            ];
            let cells = quarters.iter().map(|(quarter, it)| {
                let numbers = [it.levels, it.held, it.foreseen, it.controls];
                (*quarter, numbers.map(short).join("/"))
            });
            row(f, &head, cells)?;
        }
        for (((like, family, role), horizon), quarters) in &self.returns {
            let horizon = horizon.to_string();
            let head = ["return", like.name(), family.name(), role.name(), &horizon];
            row(f, &head, quarters.iter().map(|(at, it)| (*at, sums(*it))))?;
        }
        for (horizon, quarters) in &self.base {
            let head = ["any", &horizon.to_string()];
            row(f, &head, quarters.iter().map(|(at, it)| (*at, sums(*it))))?;
        }
        Ok(())
    }
}

fn row(
    f: &mut fmt::Formatter<'_>,
    head: &[&str],
    cells: impl Iterator<Item = (i32, String)>,
) -> fmt::Result {
    let mut text = head.join("\t");
    text.push('\t');
    for (place, (quarter, cell)) in cells.enumerate() {
        let between = if place == 0 { "" } else { " " };
        let (year, of_year) = (quarter.div_euclid(4), quarter.rem_euclid(4) + 1);
        write!(text, "{between}{year}Q{of_year}:{cell}")?;
    }
    writeln!(f, "{text}")
}

fn sums(it: Sums) -> String {
    [it.n, 100.0 * it.sum, it.up].map(short).join("/")
}

/// One decimal, but none of a whole number.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

impl FromStr for Pooled {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, line)| line) != Some(HEAD) {
            return Err(wrong(1, "is not the head of a table of base rates"));
        }
        let mut table = Self::default();
        for (place, line) in lines {
            let told = match line.split_once(" = ") {
                Some((name, value)) if !line.contains('\t') => table.source.take(name, value),
                _ => table.take(line),
            };
            told.ok_or_else(|| wrong(place + 1, "cannot be read"))?;
        }
        Ok(table)
    }
}

fn wrong(line: usize, problem: &str) -> Error {
    Error::Data {
        what: "pooled base rates".into(),
        problem: format!("line {line} {problem}"),
        help: None,
    }
}

impl PooledSource {
    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "name" => value.clone_into(&mut self.name),
            "sha256" => value.clone_into(&mut self.sha256),
            "rules" => value.clone_into(&mut self.rules),
            "warning" => value.clone_into(&mut self.warning),
            "series" => self.series = value.parse().ok()?,
            "bars" => self.bars = value.parse().ok()?,
            "first" => self.first = value.parse().ok(),
            "last" => self.last = value.parse().ok(),
            "noise_floor" => self.noise_floor = value.parse().ok()?,
            "ece" => self.ece = value.parse().ok()?,
            "held_out_series" => self.held_out.0 = value.parse().ok()?,
            "held_out_entries" => self.held_out.1 = value.parse().ok()?,
            _ => return None,
        }
        Some(())
    }
}

impl Pooled {
    fn take(&mut self, line: &str) -> Option<()> {
        let cells: Vec<&str> = line.split('\t').collect();
        match *cells.as_slice() {
            ["hold", family, role, context, measure, quarters] => {
                let context = Context::ALL.into_iter().find(|it| it.name() == context)?;
                let measure = Measure::ALL.into_iter().find(|it| it.name() == measure)?;
                let key = HoldKey {
                    family: family.parse().ok()?,
                    role: self::role(role)?,
                    context,
                    measure,
                };
                let cells = numbers::<4>(quarters)?.into_iter();
                let cells = cells.map(|(quarter, [levels, held, foreseen, controls])| {
                    let cell = Expected {
                        levels,
                        held,
                        foreseen,
                        controls,
                    };
                    (quarter, cell)
                });
                self.holds.insert(key, cells.collect());
            }
            ["return", like, family, role, horizon, quarters] => {
                let like = Like::ALL.into_iter().find(|it| it.name() == like)?;
                let key = (like, family.parse().ok()?, self::role(role)?);
                let sums = read_sums(quarters)?;
                self.returns.insert((key, horizon.parse().ok()?), sums);
            }
            ["any", horizon, quarters] => {
                self.base
                    .insert(horizon.parse().ok()?, read_sums(quarters)?);
            }
            _ => return None,
        }
        Some(())
    }
}

fn role(name: &str) -> Option<Role> {
    let mut sides = [Role::Resistance, Role::Support].into_iter();
    sides.find(|role| role.name() == name)
}

fn read_sums(cells: &str) -> Option<Quarters> {
    let cells: BTreeMap<i32, [f64; 3]> = numbers(cells)?;
    let sums = cells.into_iter().map(|(quarter, [n, sum, up])| {
        let sum = sum / 100.0;
        (quarter, Sums { n, sum, up })
    });
    Some(sums.collect())
}

/// The numbers of each quarter.
fn numbers<const N: usize>(cells: &str) -> Option<BTreeMap<i32, [f64; N]>> {
    let cell = |cell: &str| {
        let (quarter, numbers) = cell.split_once(':')?;
        let (year, of_year) = quarter.split_once('Q')?;
        let quarter = year.parse::<i32>().ok()? * 4 + of_year.parse::<i32>().ok()? - 1;
        let numbers: Vec<f64> = numbers
            .split('/')
            .map(|number| number.parse().ok())
            .collect::<Option<_>>()?;
        Some((quarter, numbers.try_into().ok()?))
    };
    cells
        .split(' ')
        .filter(|it| !it.is_empty())
        .map(cell)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_reads_and_is_written_as_it_was() {
        let text = include_str!("us_800.txt");
        let table: Pooled = text.parse().unwrap();
        assert_eq!(table.to_string(), text);
        assert!(table.source.series > 0);
    }

    #[test]
    fn a_line_that_is_no_row_is_named() {
        let text = format!("{HEAD}\nseries = 2\nhold\tswing\n");
        let error = text.parse::<Pooled>().unwrap_err().to_string();
        assert_eq!(error, "pooled base rates: line 3 cannot be read");
    }
}
