//! Studies against a third program, the crate wickra-core: written from the textbooks, not from TA-Lib.
//!
//! It vouches for studies that the wheel behind the golden values does not have, and for our own. Where the two begin
//! differently they are compared once the start is forgotten. Not compared, since wickra means something else by the
//! name: alma, cg, choptr, crsi, fisher, frama, kc, kurtosis, kvo, mcgd, rvir, squeeze.

use strandline::indicator::Study;
use wickra_core::{self as wickra, Candle, Indicator, Result};

use crate::golden::bars;

type Values = Vec<Option<f64>>;
type Opinion = fn(&[Candle]) -> Values;

fn of_bars<I>(indicator: Result<I>, candles: &[Candle], pick: fn(I::Output) -> f64) -> Values
where
    I: Indicator<Input = Candle>,
{
    let mut indicator = indicator.expect("sound parameters");
    let values = candles.iter().map(|&candle| indicator.update(candle));
    values.map(|value| value.map(pick)).collect()
}

fn of_closes<I>(indicator: Result<I>, candles: &[Candle], pick: fn(I::Output) -> f64) -> Values
where
    I: Indicator<Input = f64>,
{
    let mut indicator = indicator.expect("sound parameters");
    let values = candles
        .iter()
        .map(|candle| indicator.update(candle.close).map(pick));
    values.collect()
}

macro_rules! opinions {
    ($($study:literal $from:ident $make:expr, |$out:ident| $pick:expr;)*) => {
        &[$(($study, |candles| $from($make, candles, |$out| $pick))),*]
    };
}

/// The same from the first bar on, but for sums that are added up in another order.
const SAME: &[(&str, Opinion)] = opinions! {
    "sma(20)" of_closes wickra::Sma::new(20), |x| x;
    "ema(20)" of_closes wickra::Ema::new(20), |x| x;
    "wma(20)" of_closes wickra::Wma::new(20), |x| x;
    "dema(20)" of_closes wickra::Dema::new(20), |x| x;
    "tema(20)" of_closes wickra::Tema::new(20), |x| x;
    "hma(20)" of_closes wickra::Hma::new(20), |x| x;
    "zlema(20)" of_closes wickra::Zlema::new(20), |x| x;
    "trima(20)" of_closes wickra::Trima::new(20), |x| x;
    "t3(5, 0.7)" of_closes wickra::T3::new(5, 0.7), |x| x;
    "vwma(20)" of_bars wickra::Vwma::new(20), |x| x;
    "rsi(14)" of_closes wickra::Rsi::new(14), |x| x;
    "bbands(20).upper" of_closes wickra::BollingerBands::new(20, 2.0), |x| x.upper;
    "bbands(20).lower" of_closes wickra::BollingerBands::new(20, 2.0), |x| x.lower;
    "stochf(14, 3).fast_k" of_bars wickra::Stochastic::new(14, 3), |x| x.k;
    "stochf(14, 3).fast_d" of_bars wickra::Stochastic::new(14, 3), |x| x.d;
    "cci(20)" of_bars wickra::Cci::new(20), |x| x;
    "mfi(14)" of_bars wickra::Mfi::new(14), |x| x;
    "willr(14)" of_bars wickra::WilliamsR::new(14), |x| x;
    "ultosc(7, 14, 28)" of_bars wickra::UltimateOscillator::new(7, 14, 28), |x| x;
    "aroon(14).up" of_bars wickra::Aroon::new(14), |x| x.up;
    "trix(15)" of_closes wickra::Trix::new(15), |x| x;
    "sar(0.02, 0.2)" of_bars wickra::Psar::new(0.02, 0.02, 0.2), |x| x;
    "donchian(20).upper" of_bars wickra::Donchian::new(20), |x| x.upper;
    "cmf(20)" of_bars wickra::ChaikinMoneyFlow::new(20), |x| x;
    "chop(14)" of_bars wickra::ChoppinessIndex::new(14), |x| x;
    "kst.kst" of_closes Ok(wickra::Kst::classic()), |x| x.kst;
    "kst.signal" of_closes Ok(wickra::Kst::classic()), |x| x.signal;
    "median(30)" of_closes wickra::MedianMa::new(30), |x| x;
    "wavetrend.wt1" of_bars wickra::WaveTrend::new(10, 21, 4), |x| x.wt1;
    "regression.upper" of_closes wickra::LinRegChannel::new(100, 2.0), |x| x.upper;
    "avwap(2000-03-01)" of_bars Ok(wickra::AnchoredVwap::new()), |x| x;
};

/// The same, but for differences of sums that are nearly equal, which the order of adding tells in the last four digits.
const CANCELLING: &[(&str, Opinion)] = opinions! {
    "percentb(20)" of_closes wickra::PercentB::new(20, 2.0), |x| x;
    "cti(20)" of_closes wickra::CorrelationTrendIndicator::new(20), |x| x;
};

/// The same once the start is forgotten: wickra gives the first bar of a true range its high less its low, begins KAMA
/// and VIDYA with another price, and lets both averages of a MACD begin as early as each can.
const LATER: &[(&str, Opinion)] = opinions! {
    "atr(14)" of_bars wickra::Atr::new(14), |x| x;
    "natr(14)" of_bars wickra::Natr::new(14), |x| x;
    "adx(14)" of_bars wickra::Adx::new(14), |x| x.adx;
    "plus_di(14)" of_bars wickra::Adx::new(14), |x| x.plus_di;
    "minus_di(14)" of_bars wickra::Adx::new(14), |x| x.minus_di;
    "kama(10)" of_closes wickra::Kama::new(10, 2, 30), |x| x;
    "macd(12, 26, 9).macd" of_closes wickra::MacdIndicator::new(12, 26, 9), |x| x.macd;
    "macd(12, 26, 9).signal" of_closes wickra::MacdIndicator::new(12, 26, 9), |x| x.signal;
    "supertrend(10, 3)" of_bars wickra::SuperTrend::new(10, 3.0), |x| x.value;
    "stc(23, 50, 10)" of_closes wickra::Stc::new(23, 50, 10, 0.5), |x| x;
    "vidya(12, 9)" of_closes wickra::Vidya::new(12, 9), |x| x;
    "chandelier(22, 3).long" of_bars wickra::ChandelierExit::new(22, 3.0), |x| x.long_stop;
    "chandelier(22, 3).short" of_bars wickra::ChandelierExit::new(22, 3.0), |x| x.short_stop;
};

/// The largest difference from bar `from` on, as a part of the largest value.
fn difference(study: &str, opinion: Opinion, from: usize) -> f64 {
    let bars = bars("IBM");
    let volume = bars.volume().expect("a sample with volume");
    let candles = bars.iter().zip((0..).step_by(86_400)).map(|(bar, time)| {
        let at = bar.at();
        let (open, high) = (bars.open()[at], bars.high()[at]);
        let (low, close) = (bars.low()[at], bars.close()[at]);
        Candle::new(open, high, low, close, volume[at], time).expect("a sound bar")
    });
    let study: Study = study.parse().expect("a study");
    let ours = study.run(&bars).expect("bars").swap_remove(0);
    let theirs = opinion(&candles.collect::<Vec<_>>());
    let largest = ours
        .iter()
        .flatten()
        .fold(0.0, |most: f64, x| most.max(x.abs()));
    let pairs = ours.iter().zip(&theirs).skip(from);
    let differences: Vec<f64> = pairs
        .filter_map(|(ours, theirs)| Some((ours? - (*theirs)?).abs() / largest))
        .collect();
    assert!(differences.len() > 1500, "{study} is hardly compared");
    differences.into_iter().fold(0.0, f64::max)
}

#[test]
fn a_program_written_from_the_textbooks_agrees() {
    let late = 1635;
    let groups = [
        (SAME, 0, 1e-13),
        (CANCELLING, 0, 5e-12),
        (LATER, late, 5e-12),
    ];
    for (opinions, from, allowed) in groups {
        for &(study, opinion) in opinions {
            let difference = difference(study, opinion, from);
            assert!(difference <= allowed, "{study} differs by {difference:e}");
        }
    }
}
