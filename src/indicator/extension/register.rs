//! Studies of the user's, by a name that texts can use.
//!
//! A study stands in rules, strategy files, grids and options as text, which is read in many places. A catalog that is
//! passed as a value would have to go through all of them, so names hold for the whole program. They can be added, but
//! neither replaced nor taken away, so a text keeps its meaning.

use std::sync::Arc;

use super::super::catalog::add;
use super::super::group::{Group, StudySource};
use super::super::listing::{Binding, Listing};
use super::super::param::{Param, ParamValues};
use super::foreign::{Foreign, Memory, outputs};
use super::{Carrier, TaOutput};
use crate::{Bar, Error, Result};

/// Makes `ta:NAME` a study from here on: in [`Study::parse`](crate::indicator::Study::parse), in rules, in strategy files
/// and the grids that vary them, in charts.
///
/// `make` is given the values of `params` and returns an indicator that has seen no bar; it is copied for every gap-free
/// stretch. Its values count from its first bar on: one that needs a warm-up gives NaN until it is over.
///
/// `group` says how it is drawn: an overlap over the prices, a study of volume over the volume, any other in a pane of
/// its own. Bars without volume are refused by a study of volume; any other is given a volume of 0.
///
/// # Errors
///
/// [`Error::Parameter`] if `name` cannot be written in a text, or is the name of another study of `ta:`.
///
/// # Examples
///
/// ```
/// use strandline::indicator::{Group, Param, Study, register};
/// use strandline::{Bar, ta};
///
/// /// The mean of the last closes, each weighing as much as the range of its bar.
/// #[derive(Clone)]
/// struct RangeMean {
///     period: usize,
///     seen: Vec<(f64, f64)>,
/// }
///
/// impl ta::Next<&Bar<'_>> for RangeMean {
///     type Output = f64;
///
///     fn next(&mut self, bar: &Bar<'_>) -> f64 {
///         self.seen.push((bar.high() - bar.low(), bar.close()));
///         let Some(first) = self.seen.len().checked_sub(self.period) else {
///             return f64::NAN;
///         };
///         let last = &self.seen[first..];
///         let weight: f64 = last.iter().map(|(range, _)| range).sum();
///         last.iter().map(|(range, close)| range * close).sum::<f64>() / weight
///     }
/// }
///
/// register(
///     "range_mean",
///     "Mean of the closes by range",
///     Group::Overlap,
///     vec![Param::bars("period", "bars of the mean", 1, 20)],
///     |values| RangeMean { period: values.bars(0), seen: vec![] },
/// )?;
/// let study: Study = "ta:range_mean(10)".parse()?;
/// assert_eq!(study.headings(), ["ta:range_mean(10)"]);
/// let error = "ta:range_mean(0)".parse::<Study>().unwrap_err().to_string();
/// assert!(error.contains("range_mean.period = 0: must be a whole number from 1"));
/// # Ok::<(), strandline::Error>(())
/// ```
pub fn register<T, R>(
    name: &str,
    title: &'static str,
    group: Group,
    params: Vec<Param>,
    make: impl Fn(ParamValues<'_>) -> T + Send + Sync + 'static,
) -> Result<()>
where
    T: for<'a, 'b> ta::Next<&'b Bar<'a>, Output = R> + Clone + Send + Sync + 'static,
    R: TaOutput,
{
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_part) {
        let rule = "must be small letters, digits and _, a letter first";
        return Err(Error::parameter("study", name, rule));
    }
    add(Listing {
        name: name.to_owned(),
        aliases: &[],
        title,
        group,
        source: StudySource::Ta,
        params,
        outputs: outputs(R::NAMES, group),
        notes: "",
        series: vec![],
        binding: Binding::Ta(Arc::new(Foreign {
            needs_volume: group == Group::Volume,
            memory: Memory::Total,
            make: Box::new(move |values| Arc::new(Carrier(make(values)))),
        })),
    })
}
