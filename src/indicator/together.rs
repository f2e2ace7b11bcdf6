//! Studies of one series that differ by their period alone, computed eight at a time.

use std::collections::BTreeMap;

use ta_lib::abstract_api::FuncId;

use super::column::Column;
use super::entry::Binding;
use super::field::Field;
use super::lanes::{Lanes, Prices, Series, WIDTH, atr, ema, rsi, sma};
use super::param::Values;
use super::study::Study;
use crate::{Bars, Result};

/// The columns of those `studies` that go in [`lanes`](super::lanes) together, each with its place in the list; their
/// bits are those of [`Study::run`].
///
/// `sma`, `ema` and `rsi` of one column of the bars do, and `atr`. The others are left out, and so is one that is alone
/// or that [`Study::run`] refuses.
pub(crate) fn run_together(studies: &[Study], bars: &Bars) -> Vec<(usize, Column)> {
    let mut groups: BTreeMap<Group, Vec<(usize, usize)>> = BTreeMap::new();
    for (place, study) in studies.iter().enumerate() {
        if let Some((group, period)) = lane(study) {
            groups.entry(group).or_default().push((period, place));
        }
    }
    let mut columns = Vec::new();
    let mut lanes = Lanes::default();
    for (group, mut alike) in groups {
        // Periods near each other need about the same bars before their lanes can run in two chains.
        alike.sort_unstable();
        for eight in alike.chunks(WIDTH).filter(|eight| eight.len() > 1) {
            if let Ok(computed) = group.run(eight, bars, &mut lanes) {
                columns.extend(eight.iter().map(|&(_, place)| place).zip(computed));
            }
        }
    }
    columns
}

/// Studies that differ by their period alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Sma(Field),
    Ema(Field),
    Rsi(Field),
    Atr,
}

/// The group and the period of a study that can go in a lane.
fn lane(study: &Study) -> Option<(Group, usize)> {
    let node = study.node();
    let Binding::TaLib(id) = node.binding else {
        return None;
    };
    let inputs: Vec<&Binding> = node.inputs.iter().map(|input| &input.binding).collect();
    let group = match (id, inputs.as_slice()) {
        (FuncId::SMA, [Binding::Field(field)]) => Group::Sma(*field),
        (FuncId::EMA, [Binding::Field(field)]) => Group::Ema(*field),
        (FuncId::RSI, [Binding::Field(field)]) => Group::Rsi(*field),
        (FuncId::ATR, []) => Group::Atr,
        _ => return None,
    };
    Some((group, Values(&node.params).bars(0)))
}

impl Group {
    /// The columns of up to eight of its studies, by their periods.
    fn run<'a>(
        self,
        eight: &[(usize, usize)],
        bars: &'a Bars,
        lanes: &mut Lanes,
    ) -> Result<Vec<Column>> {
        // Lanes that nobody needs do what the last one does.
        let periods = std::array::from_fn(|lane| eight[lane.min(eight.len() - 1)].0);
        let mut columns = vec![Column::missing(bars.len()); eight.len()];
        for stretch in bars.segments() {
            let part = |values: &'a [f64]| Series::Same(&values[stretch.clone()]);
            match self {
                Self::Sma(field) => sma(part(field.of(bars)?), periods, lanes)?,
                Self::Ema(field) => ema(part(field.of(bars)?), periods, lanes)?,
                Self::Rsi(field) => rsi(part(field.of(bars)?), periods, lanes)?,
                Self::Atr => {
                    let [high, low, close] = [bars.high(), bars.low(), bars.close()].map(part);
                    atr(Prices { high, low, close }, periods, lanes)?;
                }
            }
            lanes.spread(stretch.start, &mut columns);
        }
        Ok(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::super::own::testing;
    use super::*;
    use crate::Ohlcv;

    /// Bars of a saw with a gap, so that there are three stretches, one of them shorter than most periods.
    fn bars() -> Bars {
        let row = |day: usize| {
            let close = 50.0 + (day * 37 % 101) as f64 / 7.0;
            Ohlcv {
                open: close - 0.3,
                high: close + 1.0 + (day % 5) as f64,
                low: close - 1.0,
                close,
                volume: 1000.0 + (day * 13 % 17) as f64,
            }
        };
        let rows: Vec<Ohlcv> = (0..400).map(row).collect();
        testing::bars_with_gaps(&rows, &[150, 160])
    }

    fn studies(texts: &[&str]) -> Vec<Study> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn what_goes_in_lanes_has_the_bits_of_each_by_itself() {
        let bars = bars();
        let mut texts: Vec<String> = Vec::new();
        for period in 2..13 {
            texts.push(format!("ema({period})"));
            texts.push(format!("rsi(close, {period})"));
            texts.push(format!("atr({})", 3 * period));
            texts.push(format!("sma(volume, {})", 20 * period));
        }
        let studies = studies(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let mut together = run_together(&studies, &bars);
        together.sort_unstable_by_key(|&(place, _)| place);
        assert!(
            together
                .iter()
                .map(|&(place, _)| place)
                .eq(0..studies.len())
        );
        for (place, column) in &together {
            let study = &studies[*place];
            assert_eq!(*column, study.run(&bars).unwrap()[0], "{study}");
        }
    }

    #[test]
    fn studies_that_differ_by_more_than_a_period_stay_alone() {
        let texts = [
            "ema(5)",
            "sma(5)",
            "ema(high, 6)",
            "ema(rsi(5), 5)",
            "wma(5)",
            "ema(9)",
            "ta:ema(4)",
        ];
        let together = run_together(&studies(&texts), &bars());
        let mut places: Vec<usize> = together.into_iter().map(|(place, _)| place).collect();
        places.sort_unstable();
        assert_eq!(places, [0, 5]);
    }
}
