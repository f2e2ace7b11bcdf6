//! Anchored VWAP.

use super::super::column::Column;
use super::super::entry::Group;
use super::super::param::{Domain, Param};
use super::super::plan::{Pane, Style};
use super::{Job, Own};
use crate::Result;

/// Volume-weighted average price since a day that mattered: an earnings release, a low.
///
/// ```text
/// AVWAP[t] = sum(p[i] * volume[i]) / sum(volume[i])     over i from the first bar on or after the anchor up to t
/// p[i]     = (high[i] + low[i] + close[i]) / 3
/// ```
///
/// | | |
/// |---|---|
/// | In | high, low, close, volume; `anchor`, a day such as 2024-01-31 |
/// | Out | one value per bar from the anchor on, in the unit of the prices |
/// | Warm-up | none; nothing before the anchor, and nothing after a gap, since a sum over a hole is not the sum |
/// | Dry | no value until something is traded |
/// | Source | P. Levine's MIDAS, 1995; B. Shannon, *Maximum Trading Gains with Anchored VWAP*, 2023; TA-Lib `VWAP` |
pub(super) const STUDY: Own = Own {
    name: "avwap",
    aliases: &["anchored_vwap"],
    title: "Anchored Volume Weighted Average Price",
    group: Group::Volume,
    params: || {
        vec![Param {
            name: "anchor".into(),
            hint: "the first day that counts",
            domain: Domain::Date,
        }]
    },
    outputs: &[("value", Pane::Price, Style::Line)],
    needs_volume: true,
    needs_benchmark: false,
    lookback: |_| None,
    settle: |_| None,
    run,
    notes: "the average price paid since the anchor, weighted by volume; ends at the first gap after it",
};

fn run(job: &Job<'_>, columns: &mut [Column]) -> Result<()> {
    let anchor = job.params.date(0);
    let first = job
        .bars()
        .time()
        .partition_point(|time| time.date() < anchor);
    let Some(from) = first
        .checked_sub(job.start())
        .filter(|&from| from < job.len())
    else {
        return Ok(());
    };
    job.vwap(from..job.len(), &mut columns[0])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bars, row, values};
    use crate::Ohlcv;

    #[test]
    fn the_average_begins_on_the_anchor_and_weighs_by_volume() {
        let with = |price: f64, volume| Ohlcv {
            volume,
            ..row(price, price, price, price)
        };
        let bars = bars(&[with(90.0, 5.0), with(10.0, 1.0), with(16.0, 2.0)]);
        // (10 * 1 + 16 * 2) / 3
        let wanted = [None, Some(10.0), Some(14.0)];
        assert_eq!(values("avwap(2024-01-02)", &bars), wanted);
        assert_eq!(values("avwap(2024-02-01)", &bars), [None; 3]);
    }

    #[test]
    fn nothing_was_paid_until_something_is_traded() {
        let with = |price: f64, volume| Ohlcv {
            volume,
            ..row(price, price, price, price)
        };
        let bars = bars(&[
            with(9.0, 0.0),
            with(9.0, 0.0),
            with(10.0, 2.0),
            with(20.0, 0.0),
        ]);
        let wanted = [None, None, Some(10.0), Some(10.0)];
        assert_eq!(values("avwap(2024-01-01)", &bars), wanted);
        assert_eq!(values("svwap(week)", &bars), wanted);
        assert_eq!(values("svwap", &bars), [None, None, Some(10.0), None]);
    }
}
