//! The strategies of the oracles as a user of the library would write them.

use strandline::account::{Entry, Order, Portfolio, Size};
use strandline::strategy::{Strategy, WarmUp};
use strandline::{AsOf, Bars, Result};
use ta_lib::Core;

pub(super) fn strategy(name: &str, level: f64, bars: &Bars) -> Box<dyn Strategy> {
    match name {
        "a" | "af" => Box::new(Cross(Study::sma(bars, 20), Study::sma(bars, 50))),
        "b" => Box::new(Channel(Study::atr(bars, 20))),
        "c" => Box::new(OverLevel(level, Study::atr(bars, 14))),
        _ => Box::new(Dip(
            Study::rsi(bars, 2),
            Study::sma(bars, 200),
            Study::atr(bars, 10),
        )),
    }
}

/// A study with its first `begin` bars missing.
struct Study {
    begin: usize,
    values: Vec<f64>,
}

impl Study {
    fn at(&self, at: usize) -> f64 {
        self.values[at - self.begin]
    }

    /// Summed anew on every bar: on 2004-09-07 both means of XOM are 45.454, and a running sum decides by its last bit.
    fn sma(bars: &Bars, period: usize) -> Self {
        let mean = |window: &[f64]| window.iter().sum::<f64>() / period as f64;
        Self {
            begin: period - 1,
            values: bars.close().windows(period).map(mean).collect(),
        }
    }

    fn rsi(bars: &Bars, period: i32) -> Self {
        Self::of(bars, |core, end, out| {
            core.rsi(0, end, bars.close(), period, out)
        })
    }

    fn atr(bars: &Bars, period: i32) -> Self {
        Self::of(bars, |core, end, out| {
            core.atr(0, end, bars.high(), bars.low(), bars.close(), period, out)
        })
    }

    fn of(
        bars: &Bars,
        compute: impl FnOnce(&Core, usize, &mut [f64]) -> Result<ta_lib::OutRange, ta_lib::RetCode>,
    ) -> Self {
        let mut values = vec![0.0; bars.len()];
        let range = compute(&Core::new(), bars.len() - 1, &mut values).expect("the study runs");
        Self {
            begin: range.beg_idx,
            values,
        }
    }
}

fn fixed(now: &AsOf<'_>) -> Size {
    Size::Shares((20_000.0 / last(now.closes())).floor())
}

fn last(values: &[f64]) -> f64 {
    *values.last().expect("there is a bar")
}

fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MIN, f64::max)
}

fn lowest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MAX, f64::min)
}

/// The `n` values before the last.
fn before(values: &[f64], n: usize) -> &[f64] {
    &values[values.len() - 1 - n..values.len() - 1]
}

fn bars_needed(bars: usize) -> WarmUp {
    WarmUp {
        bars,
        held_back_by: None,
    }
}

/// **a**, **af**: in and out as SMA(20) crosses SMA(50), with everything.
struct Cross(Study, Study);

impl Strategy for Cross {
    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(self.1.begin + 1)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let is_above = |at| self.0.at(at) > self.1.at(at);
        match (is_above(now.at() - 1), is_above(now.at())) {
            (false, true) if portfolio.is_flat(symbol) => {
                vec![Order::Enter(Entry::long(Size::EquityPct(100.0)))]
            }
            (true, false) if !portfolio.is_flat(symbol) => vec![Order::Exit],
            _ => Vec::new(),
        }
    }
}

/// **b**: channel breakouts both ways, a stop two ATR away.
struct Channel(Study);

impl Strategy for Channel {
    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(55)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let close = last(now.closes());
        match portfolio.position(symbol) {
            None => {
                let distance = 2.0 * self.0.at(now.at());
                if close > highest(before(now.highs(), 55)) {
                    vec![Order::Enter(Entry::long(fixed(now)).stop(close - distance))]
                } else if close < lowest(before(now.lows(), 55)) {
                    vec![Order::Enter(
                        Entry::short(fixed(now)).stop(close + distance),
                    )]
                } else {
                    Vec::new()
                }
            }
            Some(position) => {
                let is_over = if position.direction().sign() > 0.0 {
                    close < lowest(before(now.lows(), 20))
                } else {
                    close > highest(before(now.highs(), 20))
                };
                if is_over {
                    vec![Order::Exit]
                } else {
                    Vec::new()
                }
            }
        }
    }
}

/// **c**: over a level, with stop and target.
struct OverLevel(f64, Study);

impl Strategy for OverLevel {
    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(self.1.begin)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let [.., prior, close] = *now.closes() else {
            return Vec::new();
        };
        let (level, atr) = (self.0, self.1.at(now.at()));
        if portfolio.is_flat(symbol) {
            if prior <= level && level < close {
                let stop = level - 1.5 * atr;
                let entry = Entry::long(fixed(now)).stop(stop);
                return vec![Order::Enter(entry.target(close + 2.0 * (close - stop)))];
            }
        } else if close < level - atr {
            return vec![Order::Exit];
        }
        Vec::new()
    }
}

/// **d**: a day limit under an oversold close in an up-trend.
struct Dip(Study, Study, Study);

impl Strategy for Dip {
    fn warm_up(&self, _: usize) -> WarmUp {
        bars_needed(self.1.begin)
    }

    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let (at, close) = (now.at(), last(now.closes()));
        if portfolio.is_flat(symbol) {
            if self.0.at(at) < 10.0 && close > self.1.at(at) {
                let limit = ((close - 0.5 * self.2.at(at)) * 100.0).round() / 100.0;
                return vec![Order::Enter(Entry::long(fixed(now)).limit(limit))];
            }
        } else if self.0.at(at) > 60.0 {
            return vec![Order::Exit];
        }
        Vec::new()
    }
}
