//! Studies over a series, as they are told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Body, OfSeries};
use crate::Bars;
use crate::data::{Cells, Sheet};
use crate::indicator::{Column, Output, Plan};
use crate::text::{Table, count, fit, price, when};

/// What `compute` tells: the closes and a column for each output of each study, with all their digits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Computed {
    /// Symbol.
    pub symbol: String,
    /// Time of every bar.
    pub time: Vec<String>,
    /// Close of every bar.
    pub close: Vec<f64>,
    /// The columns, in the order they were asked for.
    pub columns: Vec<ComputedColumn>,
}

/// One output of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComputedColumn {
    /// The study as it was written, and the output where it has several.
    #[serde(rename = "study")]
    pub name: String,
    /// How it is drawn.
    #[serde(flatten)]
    pub output: Output,
    /// Time of the first value.
    pub first: Option<String>,
    /// Time from which the start of the history no longer matters: it weighs less than a millionth. A study begins anew
    /// after a gap, so this is counted from the last one.
    pub settled: Option<String>,
    /// One value a bar, `null` where there is none.
    pub values: Vec<Option<f64>>,
    /// Bars before the first value, if that is a number of bars.
    #[serde(skip)]
    pub lookback: Option<usize>,
    /// Bars since the last gap; all of them where there is none.
    #[serde(skip)]
    pub since_gap: usize,
}

impl ComputedColumn {
    /// The result of one output; `name` is its heading.
    pub fn new(
        bars: &Bars,
        name: String,
        plan: &Plan,
        (output, column): (&Output, &Column),
    ) -> Self {
        let restart = bars.segments().last().map_or(0, |stretch| stretch.start);
        let last = plan.unsettled(bars, column).pop();
        let settled = last.filter(|range| range.start >= restart);
        let time = |at: usize| (at < bars.len()).then(|| when(bars, at));
        Self {
            name,
            output: output.clone(),
            first: column.first_valid().and_then(time),
            settled: settled.and_then(|range| time(range.end)),
            values: column.iter().collect(),
            lookback: plan.lookback,
            since_gap: bars.len() - restart,
        }
    }

    /// Why there is no value at the end, where the number of bars is why.
    fn shortage(&self) -> Option<String> {
        let (bars, lookback) = (self.since_gap, self.lookback?);
        let is_short = self.values.last()?.is_none() && lookback >= bars;
        let since = if bars < self.values.len() {
            " since the last gap"
        } else {
            ""
        };
        is_short.then(|| {
            let needed = count(lookback, "bar");
            let told = format!(
                "{} needs more than {needed}; there are {bars}{since}",
                self.name
            );
            fit(&told, "  ") + "\n"
        })
    }

    fn last(&self, back: usize) -> String {
        let at = self.values.len().checked_sub(back + 1);
        let value = at.and_then(|at| self.values[at]);
        value.map_or_else(|| "-".to_owned(), price)
    }
}

impl Computed {
    /// The studies of `bars`.
    pub fn new(bars: &Bars, columns: Vec<ComputedColumn>) -> Self {
        Self {
            symbol: bars.symbol().to_string(),
            time: (0..bars.len()).map(|at| when(bars, at)).collect(),
            close: bars.close().to_vec(),
            columns,
        }
    }
}

impl OfSeries for Computed {
    const SCHEMA_OF_MANY: &'static str = "strandline.computed-each/1";

    fn symbol(&self) -> &str {
        &self.symbol
    }

    /// The last values, a line a series.
    fn text_of_many(all: &[Self]) -> String {
        let names = all
            .first()
            .map(|one| one.columns.as_slice())
            .unwrap_or_default();
        let titles = ["symbol".to_owned(), "as of".to_owned(), ">close".to_owned()];
        let names = names.iter().map(|column| format!(">{}", column.name));
        let mut table = Table::new(titles.into_iter().chain(names));
        for one in all {
            let close = one.close.last().copied().map(price);
            let told = [
                one.symbol.clone(),
                one.time.last().cloned().unwrap_or_default(),
                close.unwrap_or_default(),
            ];
            let values = one.columns.iter().map(|column| column.last(0));
            table.row(told.into_iter().chain(values));
        }
        table.text()
    }
}

impl Body for Computed {
    const SCHEMA: &'static str = "strandline.computed/1";

    /// The last values; all of them are in the other formats.
    fn text(&self) -> String {
        let mut table = Table::new(["study", ">last", ">before", "first value", "settled from"]);
        for column in &self.columns {
            let word = |time: &Option<String>| time.clone().unwrap_or_else(|| "-".to_owned());
            table.row([
                column.name.clone(),
                column.last(0),
                column.last(1),
                word(&column.first),
                word(&column.settled),
            ]);
        }
        let last = self.time.last().map_or("", String::as_str);
        let close = self.close.last().copied().map(price).unwrap_or_default();
        let head = fit(&format!("{}  {last}  close {close}", self.symbol), "  ");
        let mut shortages: Vec<String> = self
            .columns
            .iter()
            .filter_map(ComputedColumn::shortage)
            .collect();
        if !shortages.is_empty() {
            shortages.insert(0, "\n".into());
        }
        let all = "\nall values: --format csv, json or parquet\n";
        head + "\n\n" + &table.text() + &shortages.concat() + all
    }

    fn sheet(&self) -> Sheet {
        let time = self.time.iter().cloned().map(Some).collect();
        let close = self.close.iter().copied().map(Some).collect();
        let mut sheet = Sheet::default()
            .with("date", Cells::Text(time))
            .with("close", Cells::Number(close));
        // A study asked for twice has one column, since a table cannot have two of one name.
        let mut known = BTreeMap::new();
        for column in &self.columns {
            if known.insert(column.name.as_str(), ()).is_none() && column.name != "close" {
                sheet = sheet.with(column.name.clone(), Cells::Number(column.values.clone()));
            }
        }
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Study;
    use crate::{Basis, Ohlcv, Timeframe};

    fn computed(study: &str) -> Computed {
        computed_of(study, 3, None)
    }

    /// `study` of as many bars from 2024-01-02 on, with a gap before bar `gap`.
    fn computed_of(study: &str, days: u32, gap: Option<u32>) -> Computed {
        let mut builder = Bars::builder("ACME".parse().unwrap(), Timeframe::Day, Basis::Raw);
        for day in 2..2 + days {
            if gap == Some(day - 2) {
                builder.gap();
            }
            let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
            let row = Ohlcv::flat(10.0);
            builder.push(time.into(), row).unwrap();
        }
        let bars = builder.build();
        let study: Study = study.parse().unwrap();
        let (plan, columns) = (study.plan(), study.run(&bars).unwrap());
        let told = study.headings().into_iter();
        let told = told.zip(plan.outputs.iter().zip(&columns));
        let told = told.map(|(name, result)| ComputedColumn::new(&bars, name, &plan, result));
        Computed::new(&bars, told.collect())
    }

    #[test]
    fn a_study_that_needs_more_bars_says_how_many() {
        let text = computed("sma(3)").text();
        assert!(!text.contains("needs"), "{text}");
        let text = computed("rsi(14)").text();
        let told = "rsi(14) needs more than 14 bars; there are 3\n";
        assert!(text.contains(told), "{text}");
    }

    #[test]
    fn what_is_settled_is_counted_anew_after_a_gap() {
        let settled = |gap| computed_of("ema(2)", 28, gap).columns[0].settled.clone();
        assert_eq!(settled(None).as_deref(), Some("2024-01-18"));
        assert_eq!(settled(Some(10)).as_deref(), Some("2024-01-28"));
        assert_eq!(settled(Some(20)), None);
    }

    #[test]
    fn a_study_that_needs_more_bars_than_since_the_last_gap_says_so() {
        let text = computed_of("sma(5)", 20, Some(18)).text();
        let told = "sma(5) needs more than 4 bars; there are 2 since the last gap\n";
        assert!(text.contains(told), "{text}");
    }

    #[test]
    fn a_column_of_the_json_tells_its_study_and_its_output_apart() {
        let json = serde_json::to_value(computed("sma(2)")).unwrap();
        assert_eq!(json["columns"][0]["study"], "sma(2)");
        assert_eq!(json["columns"][0]["name"], "value");
    }
}
