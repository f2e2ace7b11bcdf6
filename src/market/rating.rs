//! Ratings and price targets of analysts, as somebody supplies them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

/// Days after which a rating is old.
pub const STALE_DAYS: i64 = 90;

/// What words for ratings are taken to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// To buy.
    Buy,
    /// To hold.
    Hold,
    /// To sell.
    Sell,
}

impl Advice {
    /// The words of houses, and what each is taken to mean. A vendor may sort them otherwise, and so come to another label.
    pub const WORDS: [(Self, &'static [&'static str]); 3] = [
        (
            Self::Buy,
            &[
                "strong buy",
                "conviction buy",
                "buy",
                "outperform",
                "overweight",
                "accumulate",
                "add",
                "positive",
            ],
        ),
        (
            Self::Hold,
            &[
                "hold",
                "neutral",
                "equal weight",
                "equal-weight",
                "market perform",
                "sector perform",
                "peer perform",
                "perform",
                "in line",
                "in-line",
                "mixed",
            ],
        ),
        (
            Self::Sell,
            &[
                "strong sell",
                "sell",
                "underperform",
                "underweight",
                "reduce",
                "negative",
            ],
        ),
    ];

    /// The meaning of `words`, if they are known.
    pub fn of(words: &str) -> Option<Self> {
        let words = words.trim().to_lowercase();
        let found = Self::WORDS
            .iter()
            .find(|(_, known)| known.contains(&words.as_str()));
        found.map(|(advice, _)| *advice)
    }

    /// The word used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Hold => "hold",
            Self::Sell => "sell",
        }
    }
}

/// One rating, with or without a price target.
#[derive(Debug, Clone, PartialEq)]
pub struct Rating {
    /// The day it was given.
    pub date: NaiveDate,
    /// Who gave it.
    pub firm: String,
    /// The words of the house; empty where only a target was given.
    pub words: String,
    /// Price target, in the currency of the prices.
    pub target: Option<f64>,
}

/// The last rating of each firm as of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consensus {
    /// Firms.
    pub firms: usize,
    /// How many say buy.
    pub buy: usize,
    /// How many say hold.
    pub hold: usize,
    /// How many say sell.
    pub sell: usize,
    /// Words that are not known, and so are not counted.
    pub unknown: Vec<String>,
    /// Targets.
    pub targets: usize,
    /// Lowest target.
    pub low: Option<f64>,
    /// Middle target: of two, their mean.
    pub median: Option<f64>,
    /// Mean target.
    pub mean: Option<f64>,
    /// Highest target.
    pub high: Option<f64>,
    /// Firms whose last rating is older than 90 days.
    pub stale: usize,
    /// Day of the last rating.
    pub last: NaiveDate,
}

impl Consensus {
    /// Of the ratings given up to `date`; `None` without one.
    pub fn of(ratings: &[Rating], date: NaiveDate) -> Option<Self> {
        let mut latest: BTreeMap<&str, &Rating> = BTreeMap::new();
        for rating in ratings.iter().filter(|rating| rating.date <= date) {
            let own = latest.entry(&rating.firm).or_insert(rating);
            if rating.date >= own.date {
                *own = rating;
            }
        }
        let last = latest.values().map(|rating| rating.date).max()?;
        let says = |advice| {
            latest
                .values()
                .filter(|it| Advice::of(&it.words) == Some(advice))
                .count()
        };
        let unknown = latest
            .values()
            .filter(|it| !it.words.is_empty() && Advice::of(&it.words).is_none());
        let mut targets: Vec<f64> = latest.values().filter_map(|it| it.target).collect();
        targets.sort_by(f64::total_cmp);
        let n = targets.len();
        let median = targets
            .get(n / 2)
            .map(|&upper| match targets.get(n.wrapping_sub(1) / 2) {
                Some(&lower) => f64::midpoint(lower, upper),
                None => upper,
            });
        Some(Self {
            firms: latest.len(),
            buy: says(Advice::Buy),
            hold: says(Advice::Hold),
            sell: says(Advice::Sell),
            unknown: unknown.map(|it| it.words.clone()).collect(),
            targets: n,
            low: targets.first().copied(),
            median,
            mean: (n > 0).then(|| targets.iter().sum::<f64>() / n as f64),
            high: targets.last().copied(),
            stale: latest
                .values()
                .filter(|it| (date - it.date).num_days() > STALE_DAYS)
                .count(),
            last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(date: &str, firm: &str, words: &str, target: Option<f64>) -> Rating {
        Rating {
            date: date.parse().unwrap(),
            firm: firm.into(),
            words: words.into(),
            target,
        }
    }

    #[test]
    fn the_last_word_of_each_house_counts_and_nothing_after_the_day() {
        let all = [
            rating("2025-01-10", "A", "Hold", Some(100.0)),
            rating("2025-10-10", "A", "Outperform", Some(180.0)),
            rating("2025-11-10", "B", "Neutral", Some(150.0)),
            rating("2025-06-10", "C", "Tactical Fade", None),
            rating("2025-12-10", "B", "Sell", Some(90.0)),
        ];
        let found = Consensus::of(&all, "2025-11-28".parse().unwrap()).unwrap();
        assert_eq!(
            (found.firms, found.buy, found.hold, found.sell),
            (3, 1, 1, 0)
        );
        assert_eq!(
            (found.low, found.median, found.high),
            (Some(150.0), Some(165.0), Some(180.0))
        );
        assert_eq!(
            (found.stale, found.unknown),
            (1, vec!["Tactical Fade".to_owned()])
        );
        assert_eq!(Consensus::of(&all, "2024-11-28".parse().unwrap()), None);
    }
}
