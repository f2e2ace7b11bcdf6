//! The `ta` crate's own indicators, each with how it differs from TA-Lib's study of that name.

use ta::indicators as ta_rs;

use super::super::entry::Group;
use super::foreign::{Foreign, Memory, Slot};
use super::{Carrier, Row};

const PERIOD_REASON: &str = "the catalog lets no period below 1 through";

macro_rules! make {
    ($type:ident) => { |_| Box::new(Carrier(ta_rs::$type::new())) };
    ($type:ident, $($kind:ident $at:literal),+) => {
        |params| Box::new(Carrier(ta_rs::$type::new($(params.$kind($at)),+).expect(PERIOD_REASON)))
    };
}

const VALUE: &[&str] = <f64 as Row>::NAMES;

pub(super) const INDICATORS: &[Foreign] = &[
    Foreign {
        name: "atr",
        title: "Average True Range",
        group: Group::Volatility,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Averages(&[0]),
        make: make!(AverageTrueRange, bars 0),
        difference: "smooths by an EMA with weight 2 / (n + 1) from the first bar on; TA-Lib's atr smooths as Wilder \
                     did, with weight 1 / n from the mean of the first n true ranges, so it moves about half as fast",
    },
    Foreign {
        name: "bbands",
        title: "Bollinger Bands",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 9), Slot::Width("multiplier", 2.0)],
        outputs: ta_rs::BollingerBandsOutput::NAMES,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(BollingerBands, bars 0, real 1),
        difference: "the same formula as TA-Lib's bbands, with values from the first bar on (of fewer bars than the \
                     period), and with a running variance that keeps a rounding error after an extreme price",
    },
    Foreign {
        name: "cci",
        title: "Commodity Channel Index",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 20)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(CommodityChannelIndex, bars 0),
        difference: "divides the distance of the typical price by the mean deviation of the close; TA-Lib's cci takes \
                     the mean deviation of the typical price, as Lambert did",
    },
    Foreign {
        name: "chandelier",
        title: "Chandelier Exit",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 22), Slot::Width("multiplier", 3.0)],
        outputs: ta_rs::ChandelierExitOutput::NAMES,
        needs_volume: false,
        memory: Memory::Averages(&[0]),
        make: make!(ChandelierExit, bars 0, real 1),
        difference: "hangs on an EMA of the true range; the plain chandelier takes Wilder's ATR, as it is charted",
    },
    Foreign {
        name: "ema",
        title: "Exponential Moving Average",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 9)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Averages(&[0]),
        make: make!(ExponentialMovingAverage, bars 0),
        difference: "begins with the first close; TA-Lib's ema begins with the mean of the first n closes, so the two \
                     meet only once the start is forgotten",
    },
    Foreign {
        name: "er",
        title: "Kaufman Efficiency Ratio",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(EfficiencyRatio, bars 0),
        difference: "the path includes the step into the window; has values from the second bar on, and none while the \
                     price stands still (0 / 0)",
    },
    Foreign {
        name: "keltner",
        title: "Keltner Channel",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 10), Slot::Width("multiplier", 2.0)],
        outputs: ta_rs::KeltnerChannelOutput::NAMES,
        needs_volume: false,
        memory: Memory::Averages(&[0]),
        make: make!(KeltnerChannel, bars 0, real 1),
        difference: "centre is an EMA of the typical price and the width an EMA of the true range; TA-Lib's kc takes an \
                     EMA of the close and Wilder's ATR with a period of its own",
    },
    Foreign {
        name: "macd",
        title: "Moving Average Convergence/Divergence",
        group: Group::Momentum,
        params: &[
            Slot::Bars("fast_period", 12),
            Slot::Bars("slow_period", 26),
            Slot::Bars("signal_period", 9),
        ],
        outputs: ta_rs::MovingAverageConvergenceDivergenceOutput::NAMES,
        needs_volume: false,
        memory: Memory::Averages(&[1, 2]),
        make: make!(MovingAverageConvergenceDivergence, bars 0, bars 1, bars 2),
        difference: "its averages begin with the first close; TA-Lib's macd begins with means of the first closes and \
                     aligns both averages, so the two meet only once the start is forgotten",
    },
    Foreign {
        name: "mad",
        title: "Mean Absolute Deviation",
        group: Group::Statistic,
        params: &[Slot::Bars("period", 9)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(MeanAbsoluteDeviation, bars 0),
        difference: "TA-Lib's avgdev, with values from the first bar on (of fewer bars than the period)",
    },
    Foreign {
        name: "max",
        title: "Highest high over a period",
        group: Group::MathOperator,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(Maximum, bars 0),
        difference: "of the highs; TA-Lib's max reads closes unless told otherwise. Has values from the first bar on",
    },
    Foreign {
        name: "mfi",
        title: "Money Flow Index",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: true,
        memory: Memory::Window,
        make: make!(MoneyFlowIndex, bars 0),
        difference: "begins at 50 on the first bar and counts n - 1 flows until the window is full; running sums keep \
                     a rounding error after an extreme volume",
    },
    Foreign {
        name: "min",
        title: "Lowest low over a period",
        group: Group::MathOperator,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(Minimum, bars 0),
        difference: "of the lows; TA-Lib's min reads closes unless told otherwise. Has values from the first bar on",
    },
    Foreign {
        name: "obv",
        title: "On Balance Volume",
        group: Group::Volume,
        params: &[],
        outputs: VALUE,
        needs_volume: true,
        memory: Memory::Total,
        make: make!(OnBalanceVolume),
        difference: "the same as TA-Lib's obv: both begin with the volume of the first bar",
    },
    Foreign {
        name: "ppo",
        title: "Percentage Price Oscillator",
        group: Group::Momentum,
        params: &[
            Slot::Bars("fast_period", 12),
            Slot::Bars("slow_period", 26),
            Slot::Bars("signal_period", 9),
        ],
        outputs: ta_rs::PercentagePriceOscillatorOutput::NAMES,
        needs_volume: false,
        memory: Memory::Averages(&[1, 2]),
        make: make!(PercentagePriceOscillator, bars 0, bars 1, bars 2),
        difference: "its averages begin with the first close, and it has a signal line; TA-Lib's ppo has none",
    },
    Foreign {
        name: "roc",
        title: "Rate of Change",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 9)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(RateOfChange, bars 0),
        difference: "the same as TA-Lib's roc once n bars have passed; before that it compares with the first close",
    },
    Foreign {
        name: "rsi",
        title: "Relative Strength Index",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Averages(&[0]),
        make: make!(RelativeStrengthIndex, bars 0),
        difference: "smooths gains and losses by an EMA with weight 2 / (n + 1) that begins with 0.1 on either side; \
                     TA-Lib's rsi smooths as Wilder did, with weight 1 / n from the mean of the first n, and is the one \
                     that charts show. This one swings about twice as far: levels such as 30 and 70 mean something else",
    },
    Foreign {
        name: "sma",
        title: "Simple Moving Average",
        group: Group::Overlap,
        params: &[Slot::Bars("period", 9)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(SimpleMovingAverage, bars 0),
        difference: "TA-Lib's sma, with values from the first bar on (of fewer bars than the period)",
    },
    Foreign {
        name: "stddev",
        title: "Standard Deviation",
        group: Group::Statistic,
        params: &[Slot::Bars("period", 9)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(StandardDeviation, bars 0),
        difference: "TA-Lib's stddev (of the whole, not of a sample), with values from the first bar on, and with a \
                     running variance that keeps a rounding error after an extreme price",
    },
    Foreign {
        name: "stoch",
        title: "Slow Stochastic",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14), Slot::Bars("ema_period", 3)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::WindowAndAverage,
        make: make!(SlowStochastic, bars 0, bars 1),
        difference: "one line, smoothed by an EMA; TA-Lib's stoch has two lines, smoothed by simple averages by default",
    },
    Foreign {
        name: "stochf",
        title: "Fast Stochastic",
        group: Group::Momentum,
        params: &[Slot::Bars("period", 14)],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Window,
        make: make!(FastStochastic, bars 0),
        difference: "one line, 50 where high and low are equal (TA-Lib: 0), with values from the first bar on",
    },
    Foreign {
        name: "trange",
        title: "True Range",
        group: Group::Volatility,
        params: &[],
        outputs: VALUE,
        needs_volume: false,
        memory: Memory::Bar,
        make: make!(TrueRange),
        difference: "the first bar has its high less its low; TA-Lib's trange begins with the second bar",
    },
];
