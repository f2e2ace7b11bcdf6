//! The range price is in, the one it left, and momentum.

use super::Wording;
use crate::reading::{LeftRange, Progress, Range};
use crate::text::count;

impl Wording<'_> {
    /// The range price is in, with shares that are true of the words beside them; else why there is none.
    pub fn range(&self) -> String {
        let Some(range) = &self.reading.range else {
            return if self.reading.atr_log.is_some_and(|atr| atr > 0.0) {
                "none: no stretch of 10 to 120 bars is narrow for its length".to_owned()
            } else {
                "none: without an ATR above 0 there is nothing to measure one by".to_owned()
            };
        };
        format!(
            "{}, {} ({} high, {} ATR){}; measured move to {} or {}",
            self.range_name(range),
            self.prices.zone(range.zone()),
            self.share(range.height_pct, 1),
            self.medium.fixed(range.height_atr, 1),
            self.rank(range),
            self.prices.price(range.measured_up),
            self.prices.price(range.measured_down),
        )
    }

    /// `a consolidation of 20 bars since 2009-11-09`, or `a range` where it is not narrow enough for that word.
    pub fn range_name(&self, range: &Range) -> String {
        let word = if range.is_consolidation {
            "consolidation"
        } else {
            "range"
        };
        let bars = count(range.bars, "bar");
        format!("a {word} of {bars} since {}", self.date(range.first))
    }

    fn rank(&self, range: &Range) -> String {
        let (Some(wider), Some(wider_for_atr)) = (range.wider_pct, range.wider_for_atr_pct) else {
            return String::new();
        };
        format!(
            ": {} of the {}-bar ranges at the {} before were wider in percent, {} for their ATR",
            self.share(wider, 0),
            range.bars,
            count(range.ranked_among, "close"),
            self.share(wider_for_atr, 0),
        )
    }

    /// The range that price left on one of the last bars, and where its measured move leads.
    pub fn left_range(&self) -> Option<String> {
        let left = self.reading.left_range.as_ref()?;
        let progress = match left.progress {
            Progress::Open => "open",
            Progress::Reached => "reached",
            Progress::Back => "off, as the close is back",
        };
        Some(format!(
            "{}; measured move to {}: {progress}",
            self.left(left),
            self.prices.price(left.measured),
        ))
    }

    fn left(&self, left: &LeftRange) -> String {
        format!(
            "{} the {}-bar range {} on {}",
            if left.is_up { "above" } else { "below" },
            left.bars,
            self.prices.zone(left.zone()),
            self.date(left.at),
        )
    }

    /// Changes and averages, as description.
    pub fn momentum(&self) -> String {
        let momentum = &self.reading.momentum;
        let mut facts = Vec::new();
        if let (Some(roc), Some(atr)) = (momentum.roc_20_pct, momentum.change_20_atr) {
            let roc = self.medium.percent(roc, 1);
            facts.push(format!(
                "20 bars {roc} ({} ATR)",
                self.medium.signed(atr, 1)
            ));
        }
        facts.extend(momentum.rsi_14.map(|rsi| format!("RSI14 {rsi:.0}")));
        for (mean, over) in [
            ("SMA50", momentum.over_sma_50_pct),
            ("SMA200", momentum.over_sma_200_pct),
        ] {
            facts.extend(over.map(|pct| format!("{} from {mean}", self.medium.percent(pct, 1))));
        }
        if facts.is_empty() {
            facts.push("too few bars".to_owned());
        }
        facts.join(", ")
    }

    /// A share or height in percent, without a sign.
    fn share(&self, value: f64, decimals: usize) -> String {
        let percent = self.medium.percent(value.abs(), decimals);
        percent.trim_start_matches('+').to_owned()
    }
}
