//! Relative strength.

use super::super::column::Column;
use super::super::group::Group;
use super::super::param::Param;
use super::super::plan::{Pane, Style};
use super::stretch::{Own, Stretch};
use crate::Result;

/// Relative strength: the price measured in a benchmark, and how that moved.
///
/// ```text
/// ratio[t]   = close[t] / benchmark close[t]                 on days that both have
/// roc_pct[t] = 100 * (ratio[t] / ratio[the n-th such day before t] - 1)
/// ```
///
/// | | |
/// |---|---|
/// | In | close; the closes of a benchmark, joined by time; `period` n, usually 20 |
/// | Out | `ratio`, without unit; `roc_pct`, percent |
/// | Warm-up | n joined days for `roc_pct` |
/// | Missing | nothing on a day that the benchmark does not have: nothing is carried forward |
/// | Source | R. Levy, *Relative Strength as a Criterion for Investment Selection*, Journal of Finance 22, 1967 |
pub(super) const STUDY: Own = Own {
    name: "relative",
    aliases: &["relative_strength"],
    title: "Relative Strength against a benchmark",
    group: Group::Momentum,
    params: || vec![Param::bars("period", "joined days of the change", 1, 20)],
    outputs: &[
        ("ratio", Pane::Own, Style::Line),
        ("roc_pct", Pane::Apart, Style::Histogram),
    ],
    needs_benchmark: true,
    run,
    notes: "needs a benchmark, joined by date; a day that the benchmark does not have has no value",
    ..Own::PLAIN
};

fn run(stretch: &Stretch<'_>, columns: &mut [Column]) -> Result<()> {
    let benchmark = stretch.benchmark()?;
    let period = stretch.params.bars(0);
    let [ratios, changes] = columns else {
        unreachable!("two outputs are declared");
    };
    let mut joined: Vec<f64> = Vec::new();
    for (i, (time, close)) in stretch.time().iter().zip(stretch.close()).enumerate() {
        let Ok(there) = benchmark.time().binary_search(time) else {
            continue;
        };
        let ratio = close / benchmark.close()[there];
        joined.push(ratio);
        ratios.set(stretch.start() + i, ratio);
        let before = joined.len().checked_sub(period + 1);
        if let Some(before) = before {
            changes.set(stretch.start() + i, 100.0 * (ratio / joined[before] - 1.0));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Feed, Study};
    use super::super::testing::{bars, flat};
    use crate::{Bars, Basis, Timeframe};

    #[test]
    fn a_day_without_benchmark_has_no_value_and_does_not_count() {
        let stock = bars(&[10.0, 12.0, 13.0, 15.0].map(flat));
        let mut index = Bars::builder("INDEX".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for (day, close) in [(1, 100.0), (2, 100.0), (4, 50.0)] {
            let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day)
                .unwrap()
                .into();
            index.push(time, flat(close)).unwrap();
        }
        let index = index.build();
        let study: Study = "relative(2)".parse().unwrap();
        let columns = study
            .run(Feed::from(&stock).with_benchmark(&index))
            .unwrap();
        let items = |at: usize| columns[at].iter().collect::<Vec<_>>();
        assert_eq!(items(0), [Some(0.1), Some(0.12), None, Some(0.3)]);
        let change = items(1)[3].unwrap();
        assert!((change - 200.0).abs() < 1e-9, "{change}");
        assert_eq!(items(1)[..3], [None; 3]);
        let error = study.run(&stock).unwrap_err();
        assert!(
            error.to_string().contains("needs an index to compare with"),
            "{error}"
        );
    }
}
