//! What an indicator gives for a bar, as a row of numbers.

use ta::indicators::{
    BollingerBandsOutput, ChandelierExitOutput, KeltnerChannelOutput,
    MovingAverageConvergenceDivergenceOutput, PercentagePriceOscillatorOutput,
};

/// The output of a `ta` indicator, spread over columns.
///
/// # Examples
///
/// ```
/// use strandline::indicator::TaOutput;
///
/// struct Envelope { upper: f64, lower: f64 }
///
/// impl TaOutput for Envelope {
///     const NAMES: &'static [&'static str] = &["upper", "lower"];
///
///     fn write(self, row: &mut [f64]) {
///         row.copy_from_slice(&[self.upper, self.lower]);
///     }
/// }
/// ```
pub trait TaOutput {
    /// A name for each column; `value` for the only one.
    const NAMES: &'static [&'static str];

    /// Writes the values; `row` is as long as [`TaOutput::NAMES`]. What is not finite becomes a missing value.
    fn write(self, row: &mut [f64]);
}

impl TaOutput for f64 {
    const NAMES: &'static [&'static str] = &["value"];

    fn write(self, row: &mut [f64]) {
        row[0] = self;
    }
}

macro_rules! rows {
    ($($output:ident: $($field:ident $name:literal),*;)*) => { $(
        impl TaOutput for $output {
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn write(self, row: &mut [f64]) {
                row.copy_from_slice(&[$(self.$field),*]);
            }
        }
    )* };
}

rows! {
    BollingerBandsOutput: upper "upper", average "middle", lower "lower";
    KeltnerChannelOutput: upper "upper", average "middle", lower "lower";
    ChandelierExitOutput: long "long", short "short";
    MovingAverageConvergenceDivergenceOutput: macd "macd", signal "signal", histogram "hist";
    PercentagePriceOscillatorOutput: ppo "ppo", signal "signal", histogram "hist";
}
