//! Series without an edge, and series with one that is planted: what verdicts on luck are measured on.

pub(crate) mod rules;

use strandline::evidence::{Random, normal};
use strandline::{Bars, Basis, Ohlcv, Timeframe};

/// Prices that are drawn within a bar.
const STEPS: usize = 32;
/// Deviation of a day, as a part of the price: 20 % a year.
const DAY: f64 = 0.0126;

/// How a series is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk {
    /// Days.
    pub(crate) days: usize,
    /// Whether the deviation of a day follows a GARCH(1,1) with 0.08 and 0.90, or is the same on all.
    pub(crate) is_garch: bool,
    /// Growth a year.
    pub(crate) drift: f64,
    /// Growth of a day while RSI(2) has been below 10 and not above 60 since.
    pub(crate) planted: f64,
}

impl Walk {
    /// The series of this seed.
    pub(crate) fn bars(&self, name: &str, seed: u64) -> Bars {
        self.bars_beside(name, seed, &[])
    }

    /// The same with a common part of each step: `common[step]` and its share of the variance.
    pub(crate) fn bars_beside(&self, name: &str, seed: u64, common: &[(f64, f64)]) -> Bars {
        let mut random = Random::new(seed, 1);
        let mut builder = Bars::builder(
            name.parse().expect("a symbol"),
            Timeframe::Day,
            Basis::SplitAdjusted,
        );
        let mut date = chrono::NaiveDate::from_ymd_opt(2000, 1, 3).expect("a day");
        let (mut price, mut deviation) = (100.0_f64, DAY);
        let mut rsi = Rsi::default();
        let mut steps = common.iter();
        for _ in 0..self.days {
            let drift = self.drift / 252.0 + if rsi.is_low { self.planted } else { 0.0 };
            let (mut open, mut high, mut low) = (price, price, price);
            let before = price;
            let step = deviation / (STEPS as f64).sqrt();
            for at in 0..STEPS {
                let own = gauss(&mut random);
                let drawn = match steps.next() {
                    Some((shared, part)) => part.sqrt() * shared + (1.0 - part).sqrt() * own,
                    None => own,
                };
                price *= (step * drawn - step * step / 2.0 + drift / STEPS as f64).exp();
                if at == 0 {
                    // The first step is the night.
                    (open, high, low) = (price, price, price);
                }
                high = high.max(price);
                low = low.min(price);
            }
            if self.is_garch {
                let moved = (price / before).ln();
                let variance =
                    0.02 * DAY * DAY + 0.08 * moved * moved + 0.90 * deviation * deviation;
                deviation = variance.sqrt();
            }
            rsi.take(price - before);
            let row = Ohlcv {
                open,
                high,
                low,
                close: price,
                volume: 1e6 * (0.5 + random.unit()),
            };
            builder.push(date.into(), row).expect("a sound row");
            date = next_day(date);
        }
        builder.build()
    }
}

/// Whether RSI(2) was below 10 and has not been above 60 since.
#[derive(Debug, Default)]
struct Rsi {
    gain: f64,
    loss: f64,
    is_low: bool,
}

impl Rsi {
    fn take(&mut self, moved: f64) {
        self.gain = f64::midpoint(self.gain, moved.max(0.0));
        self.loss = f64::midpoint(self.loss, (-moved).max(0.0));
        let rsi = 100.0 * self.gain / (self.gain + self.loss).max(1e-300);
        self.is_low = rsi < 10.0 || self.is_low && rsi <= 60.0;
    }
}

/// Steps that many series share, with their part of the variance.
pub(crate) fn common(days: usize, seed: u64, part: f64) -> Vec<(f64, f64)> {
    let mut random = Random::new(seed, 2);
    let steps = 0..days * STEPS;
    steps.map(|_| (gauss(&mut random), part)).collect()
}

/// A standard normal number.
pub(crate) fn gauss(random: &mut Random) -> f64 {
    normal::quantile(random.unit().clamp(1e-12, 1.0 - 1e-12)).unwrap_or(0.0)
}

fn next_day(date: chrono::NaiveDate) -> chrono::NaiveDate {
    use chrono::Datelike;
    let days = if date.weekday() == chrono::Weekday::Fri {
        3
    } else {
        1
    };
    date + chrono::Days::new(days)
}

/// A series that turns at shelves more often than at other prices: where a bar would close beyond a zone of 0.1 % around
/// one of the `shelves`, the day turns back with this chance instead.
pub(crate) fn with_shelves(name: &str, days: usize, seed: u64, turns: f64) -> Bars {
    let mut random = Random::new(seed, 3);
    let mut builder = Bars::builder(
        name.parse().expect("a symbol"),
        Timeframe::Day,
        Basis::SplitAdjusted,
    );
    let mut date = chrono::NaiveDate::from_ymd_opt(2000, 1, 3).expect("a day");
    let mut price = 100.0_f64;
    // The highs of the last 60 days are shelves where four of them lie within 0.3 % of each other.
    let mut highs: Vec<f64> = Vec::new();
    let mut lows: Vec<f64> = Vec::new();
    for _ in 0..days {
        let step = DAY / (STEPS as f64).sqrt();
        let path = |random: &mut Random| -> Vec<f64> {
            let mut at = price;
            (0..STEPS)
                .map(|_| {
                    at *= (step * gauss(random) - step * step / 2.0).exp();
                    at
                })
                .collect()
        };
        let mut day = path(&mut random);
        let close = day[STEPS - 1];
        let over = shelf(&highs, price, close);
        let under = shelf(&lows, close, price);
        if (over.is_some() || under.is_some()) && random.unit() < turns {
            // The same day mirrored at the shelf from where it is met.
            let edge = over.or(under).unwrap_or(close);
            if let Some(met) = day.iter().position(|it| (*it > edge) == (close > price)) {
                for it in &mut day[met..] {
                    *it = edge * edge / *it;
                }
            }
        }
        price = day[STEPS - 1];
        let high = day.iter().copied().fold(f64::MIN, f64::max);
        let low = day.iter().copied().fold(f64::MAX, f64::min);
        highs.push(high);
        lows.push(low);
        let row = Ohlcv {
            open: day[0],
            high,
            low,
            close: price,
            volume: 1e6 * (0.5 + random.unit()),
        };
        builder.push(date.into(), row).expect("a sound row");
        date = next_day(date);
    }
    builder.build()
}

/// The first price between `from` and `to` near which four extremes of the last 60 days lie within 0.3 ATR or so.
fn shelf(extremes: &[f64], from: f64, to: f64) -> Option<f64> {
    let first = extremes.len().saturating_sub(60);
    let mut near: Vec<f64> = extremes[first..].to_vec();
    near.sort_by(f64::total_cmp);
    let runs = near.windows(4);
    let mut edges = runs.filter(|run| run[3] / run[0] < 1.0 + 0.3 * DAY);
    edges.find_map(|run| {
        let middle = (run[0] * run[3]).sqrt();
        (from < middle && middle < to).then_some(middle)
    })
}
