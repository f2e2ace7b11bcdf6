//! The `ta` crate's own indicators, each with how it differs from TA-Lib's study of that name.

use std::sync::Arc;

use ta::indicators as ta_rs;

use super::super::group::{Group, StudySource};
use super::super::listing::{Binding, Listing};
use super::super::param::{Param, ParamValues};
use super::foreign::{Foreign, Memory, outputs};
use super::{Carrier, NextBar, TaOutput};

/// One indicator of the crate.
struct Indicator {
    name: &'static str,
    title: &'static str,
    group: Group,
    params: &'static [Slot],
    outputs: &'static [&'static str],
    needs_volume: bool,
    memory: Memory,
    make: fn(ParamValues<'_>) -> Arc<dyn NextBar>,
    difference: &'static str,
}

/// A parameter: its name and default.
enum Slot {
    Bars(&'static str, i32),
    Width(&'static str, f64),
}

/// A line of the catalog for every indicator.
pub(in crate::indicator) fn listings() -> Vec<Listing> {
    INDICATORS.iter().map(listing).collect()
}

fn listing(indicator: &'static Indicator) -> Listing {
    let param = |slot: &Slot| match *slot {
        Slot::Bars(name, default) => Param::bars(name, "bars", 1, default),
        Slot::Width(name, default) => Param::real(name, "width of the band", [-1e6, 1e6], default),
    };
    Listing {
        name: indicator.name.to_owned(),
        aliases: &[],
        title: indicator.title,
        group: indicator.group,
        source: StudySource::Ta,
        params: indicator.params.iter().map(param).collect(),
        outputs: outputs(indicator.outputs, indicator.group),
        notes: indicator.difference,
        series: vec![],
        binding: Binding::Ta(Arc::new(Foreign {
            needs_volume: indicator.needs_volume,
            memory: indicator.memory,
            make: Box::new(indicator.make),
        })),
    }
}

const PERIOD_REASON: &str = "the catalog lets no period below 1 through";

macro_rules! make {
    ($type:ident) => { |_| Arc::new(Carrier(ta_rs::$type::new())) };
    ($type:ident, $($kind:ident $at:literal),+) => {
        |params| Arc::new(Carrier(ta_rs::$type::new($(params.$kind($at)),+).expect(PERIOD_REASON)))
    };
}

/// One value of prices, without parameters: what is not said otherwise.
const PLAIN: Indicator = Indicator {
    name: "",
    title: "",
    group: Group::Momentum,
    params: &[],
    outputs: <f64 as TaOutput>::NAMES,
    needs_volume: false,
    memory: Memory::Total,
    make: make!(TrueRange),
    difference: "",
};

const INDICATORS: &[Indicator] = &[
    Indicator {
        name: "atr",
        title: "Average True Range",
        group: Group::Volatility,
        params: &[Slot::Bars("period", 14)],
        memory: Memory::Averages(&[0]),
        make: make!(AverageTrueRange, bars 0),
        difference: "smooths by an EMA with weight 2 / (n + 1) from the first bar on; TA-Lib's atr smooths as Wilder \
                     did, with weight 1 / n from the mean of the first n true ranges, so it moves about half as fast",
        ..PLAIN
    },
    Indicator {
        name: "bbands",
        title: "Bollinger Bands",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 9), Slot::Width("multiplier", 2.0)],
        outputs: ta_rs::BollingerBandsOutput::NAMES,
        memory: Memory::Window,
        make: make!(BollingerBands, bars 0, real 1),
        difference: "the same formula as TA-Lib's bbands, with values from the first bar on (of fewer bars than the \
                     period), and with a running variance that keeps a rounding error after an extreme price",
        ..PLAIN
    },
    Indicator {
        name: "cci",
        title: "Commodity Channel Index",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 20)],
        memory: Memory::Window,
        make: make!(CommodityChannelIndex, bars 0),
        difference: "divides the distance of the typical price by the mean deviation of the close; TA-Lib's cci takes \
                     the mean deviation of the typical price, as Lambert did",
        ..PLAIN
    },
    Indicator {
        name: "chandelier",
        title: "Chandelier Exit",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 22), Slot::Width("multiplier", 3.0)],
        outputs: ta_rs::ChandelierExitOutput::NAMES,
        memory: Memory::Averages(&[0]),
        make: make!(ChandelierExit, bars 0, real 1),
        difference: "hangs on an EMA of the true range; the plain chandelier takes Wilder's ATR, as it is charted",
        ..PLAIN
    },
    Indicator {
        name: "ema",
        title: "Exponential Moving Average",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 9)],
        memory: Memory::Averages(&[0]),
        make: make!(ExponentialMovingAverage, bars 0),
        difference: "begins with the first close; TA-Lib's ema begins with the mean of the first n closes, so the two \
                     meet only once the start is forgotten",
        ..PLAIN
    },
    Indicator {
        name: "er",
        title: "Kaufman Efficiency Ratio",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        memory: Memory::Window,
        make: make!(EfficiencyRatio, bars 0),
        difference: "the path includes the step into the window; has values from the second bar on, and none while the \
                     price stands still (0 / 0)",
        ..PLAIN
    },
    Indicator {
        name: "keltner",
        title: "Keltner Channel",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 10), Slot::Width("multiplier", 2.0)],
        outputs: ta_rs::KeltnerChannelOutput::NAMES,
        memory: Memory::Averages(&[0]),
        make: make!(KeltnerChannel, bars 0, real 1),
        difference: "centre is an EMA of the typical price and the width an EMA of the true range; TA-Lib's kc takes an \
                     EMA of the close and Wilder's ATR with a period of its own",
        ..PLAIN
    },
    Indicator {
        name: "macd",
        title: "Moving Average Convergence/Divergence",
        group: Group::Momentum,
        params: &[
            Slot::Bars("fast_period", 12),
            Slot::Bars("slow_period", 26),
            Slot::Bars("signal_period", 9),
        ],
        outputs: ta_rs::MovingAverageConvergenceDivergenceOutput::NAMES,
        memory: Memory::Averages(&[1, 2]),
        make: make!(MovingAverageConvergenceDivergence, bars 0, bars 1, bars 2),
        difference: "its averages begin with the first close; TA-Lib's macd begins with means of the first closes and \
                     aligns both averages, so the two meet only once the start is forgotten",
        ..PLAIN
    },
    Indicator {
        name: "mad",
        title: "Mean Absolute Deviation",
        group: Group::Statistic,
        params: &[Slot::Bars("period", 9)],
        memory: Memory::Window,
        make: make!(MeanAbsoluteDeviation, bars 0),
        difference: "TA-Lib's avgdev, with values from the first bar on (of fewer bars than the period)",
        ..PLAIN
    },
    Indicator {
        name: "max",
        title: "Highest high over a period",
        group: Group::MathOperator,
        params: &[Slot::Bars("period", 14)],
        memory: Memory::Window,
        make: make!(Maximum, bars 0),
        difference: "of the highs; TA-Lib's max reads closes unless told otherwise. Has values from the first bar on",
        ..PLAIN
    },
    Indicator {
        name: "mfi",
        title: "Money Flow Index",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        needs_volume: true,
        memory: Memory::Window,
        make: make!(MoneyFlowIndex, bars 0),
        difference: "begins at 50 on the first bar and counts n - 1 flows until the window is full; running sums keep \
                     a rounding error after an extreme volume",
        ..PLAIN
    },
    Indicator {
        name: "min",
        title: "Lowest low over a period",
        group: Group::MathOperator,
        params: &[Slot::Bars("period", 14)],
        memory: Memory::Window,
        make: make!(Minimum, bars 0),
        difference: "of the lows; TA-Lib's min reads closes unless told otherwise. Has values from the first bar on",
        ..PLAIN
    },
    Indicator {
        name: "obv",
        title: "On Balance Volume",
        group: Group::Volume,
        needs_volume: true,
        memory: Memory::Total,
        make: make!(OnBalanceVolume),
        difference: "the same as TA-Lib's obv: both begin with the volume of the first bar",
        ..PLAIN
    },
    Indicator {
        name: "ppo",
        title: "Percentage Price Oscillator",
        group: Group::Momentum,
        params: &[
            Slot::Bars("fast_period", 12),
            Slot::Bars("slow_period", 26),
            Slot::Bars("signal_period", 9),
        ],
        outputs: ta_rs::PercentagePriceOscillatorOutput::NAMES,
        memory: Memory::Averages(&[1, 2]),
        make: make!(PercentagePriceOscillator, bars 0, bars 1, bars 2),
        difference: "its averages begin with the first close, and it has a signal line; TA-Lib's ppo has none",
        ..PLAIN
    },
    Indicator {
        name: "roc",
        title: "Rate of Change",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 9)],
        memory: Memory::Window,
        make: make!(RateOfChange, bars 0),
        difference: "the same as TA-Lib's roc once n bars have passed; before that it compares with the first close",
        ..PLAIN
    },
    Indicator {
        name: "rsi",
        title: "Relative Strength Index",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        memory: Memory::Averages(&[0]),
        make: make!(RelativeStrengthIndex, bars 0),
        difference: "smooths gains and losses by an EMA with weight 2 / (n + 1) that begins with 0.1 on either side; \
                     TA-Lib's rsi smooths as Wilder did, with weight 1 / n from the mean of the first n, and is the one \
                     that charts show. This one swings about twice as far: levels such as 30 and 70 mean something else",
        ..PLAIN
    },
    Indicator {
        name: "sma",
        title: "Simple Moving Average",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 9)],
        memory: Memory::Window,
        make: make!(SimpleMovingAverage, bars 0),
        difference: "TA-Lib's sma, with values from the first bar on (of fewer bars than the period)",
        ..PLAIN
    },
    Indicator {
        name: "stddev",
        title: "Standard Deviation",
        group: Group::Statistic,
        params: &[Slot::Bars("period", 9)],
        memory: Memory::Window,
        make: make!(StandardDeviation, bars 0),
        difference: "TA-Lib's stddev (of the whole, not of a sample), with values from the first bar on, and with a \
                     running variance that keeps a rounding error after an extreme price",
        ..PLAIN
    },
    Indicator {
        name: "stoch",
        title: "Slow Stochastic",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14), Slot::Bars("ema_period", 3)],
        memory: Memory::WindowAndAverage,
        make: make!(SlowStochastic, bars 0, bars 1),
        difference: "one line, smoothed by an EMA; TA-Lib's stoch has two lines, smoothed by simple averages by default",
        ..PLAIN
    },
    Indicator {
        name: "stochf",
        title: "Fast Stochastic",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        memory: Memory::Window,
        make: make!(FastStochastic, bars 0),
        difference: "one line, 50 where high and low are equal (TA-Lib: 0), with values from the first bar on",
        ..PLAIN
    },
    Indicator {
        name: "trange",
        title: "True Range",
        group: Group::Volatility,
        memory: Memory::Bar,
        make: make!(TrueRange),
        difference: "the first bar has its high less its low; TA-Lib's trange begins with the second bar",
        ..PLAIN
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_says_how_it_differs() {
        let is_told = |indicator: &Indicator| indicator.difference.len() > 40;
        assert!(INDICATORS.iter().all(is_told));
    }
}
