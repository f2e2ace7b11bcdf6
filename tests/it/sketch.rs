//! Price paths drawn by hand, in ATR around a price, and series made by a seeded random walk.

use chrono::{Days, NaiveDate};
use strandline::evidence::Random;
use strandline::{Analysis, AnalysisConfig, Bars, Basis, Ohlcv, Timeframe, analyze};

/// One ATR of the drawn paths, in logs: one percent.
pub(crate) const ATR: f64 = 0.01;
/// Price around which paths are drawn.
pub(crate) const CENTRE: f64 = 100.0;
/// Bars before the drawn ones: enough for an ATR.
pub(crate) const LEAD: usize = 30;

/// One bar in ATR above (below) the centre.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    open: f64,
    high: f64,
    low: f64,
    close: f64,
}

/// A path of bars. It begins with thirty bars that close 3 ATR under the centre, each 1 ATR high, so that the ATR is 1.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    bars: Vec<Drawn>,
    volume: Vec<f64>,
}

impl Sketch {
    pub(crate) fn new() -> Self {
        Self::from(-3.0)
    }

    /// A path that begins at `close` instead.
    pub(crate) fn from(close: f64) -> Self {
        let lead = Drawn {
            open: close,
            high: close + 0.5,
            low: close - 0.5,
            close,
        };
        Self {
            bars: vec![lead; LEAD],
            volume: vec![1000.0; LEAD],
        }
    }

    /// Bars from the close before to each of `closes`, with a tenth of an ATR of wick at both ends.
    pub(crate) fn closes(mut self, closes: &[f64]) -> Self {
        for &close in closes {
            let open = self.bars.last().map_or(close, |bar| bar.close);
            self = self.bar(open, open.max(close) + 0.1, open.min(close) - 0.1, close);
        }
        self
    }

    /// `count` bars that rest at `close`, half an ATR high to each side.
    pub(crate) fn rest(mut self, close: f64, count: usize) -> Self {
        for _ in 0..count {
            self = self.bar(close, close + 0.5, close - 0.5, close);
        }
        self
    }

    pub(crate) fn bar(mut self, open: f64, high: f64, low: f64, close: f64) -> Self {
        self.bars.push(Drawn {
            open,
            high,
            low,
            close,
        });
        self.volume.push(1000.0);
        self
    }

    /// The path upside down.
    pub(crate) fn mirrored(&self) -> Self {
        let turn = |bar: &Drawn| Drawn {
            open: -bar.open,
            high: -bar.low,
            low: -bar.high,
            close: -bar.close,
        };
        Self {
            bars: self.bars.iter().map(turn).collect(),
            volume: self.volume.clone(),
        }
    }

    pub(crate) fn build(&self) -> Bars {
        let price = |units: f64| CENTRE * (units * ATR).exp();
        let rows = self
            .bars
            .iter()
            .zip(&self.volume)
            .map(|(bar, &volume)| Ohlcv {
                open: price(bar.open),
                high: price(bar.high),
                low: price(bar.low),
                close: price(bar.close),
                volume,
            });
        series(rows)
    }
}

/// The analysis of bars by settings that are valid.
pub(crate) fn analyzed(bars: &Bars, config: &AnalysisConfig) -> Analysis {
    analyze(bars, config).expect("valid settings")
}

/// Daily bars of one symbol from rows.
pub(crate) fn series(rows: impl Iterator<Item = Ohlcv>) -> Bars {
    let symbol = "ACME".parse().expect("a symbol");
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::SplitAdjusted);
    let start = NaiveDate::from_ymd_opt(2000, 1, 3).expect("a date");
    for (day, row) in (0u64..).zip(rows) {
        builder
            .push((start + Days::new(day)).into(), row)
            .expect("a valid row");
    }
    builder.build()
}

/// Bars from Monday 2024-01-01 on, a day each: open, high, low and close, and the volume.
pub(crate) fn drawn(name: &str, rows: impl Iterator<Item = ([f64; 4], f64)>) -> Bars {
    let symbol = name.parse().expect("a symbol");
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw);
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
    for (date, ([open, high, low, close], volume)) in first.iter_days().zip(rows) {
        let row = Ohlcv {
            open,
            high,
            low,
            close,
            volume,
        };
        builder.push(date.into(), row).expect("a consistent row");
    }
    builder.build()
}

/// The bars with every price changed by `change`; a change that turns prices upside down swaps high and low.
pub(crate) fn changed(bars: &Bars, change: impl Fn(f64) -> f64) -> Bars {
    let (symbol, basis) = (bars.symbol().clone(), Basis::SplitAdjusted);
    let mut builder = Bars::builder(symbol, bars.timeframe(), basis);
    for bar in bars.iter() {
        let (a, b) = (change(bar.high()), change(bar.low()));
        let row = Ohlcv {
            open: change(bar.open()),
            high: a.max(b),
            low: a.min(b),
            close: change(bar.close()),
            ..bar.ohlcv()
        };
        builder.push(bar.time(), row).expect("a valid row");
    }
    builder.build()
}

/// About normal, mean 0, standard deviation 1: twelve uniforms.
fn normal(random: &mut Random) -> f64 {
    (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
}

/// A random walk of `len` bars around 50, two percent a bar.
pub(crate) fn walk(seed: u64, len: usize) -> Bars {
    let mut random = Random::new(seed, 0);
    let mut log = 50f64.ln();
    series((0..len).map(|_| {
        let open = log + 0.004 * normal(&mut random);
        let close = open + 0.018 * normal(&mut random);
        let high = open.max(close) + 0.008 * random.unit();
        let low = open.min(close) - 0.008 * random.unit();
        log = close;
        let volume = (1e6 * (1.0 + random.unit() * 3.0)).round();
        Ohlcv {
            open: open.exp(),
            high: high.exp(),
            low: low.exp(),
            close: close.exp(),
            volume,
        }
    }))
}
