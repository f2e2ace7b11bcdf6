//! The study a claim speaks of.

use serde::Serialize;

use super::{Side, When};

/// A study with the parameters the author gave it, or its usual ones where the author gave none.
///
/// Names: `sma`, `ema`, `wma`, `average` (kind not said; simple by custom), `sma_cross`, `ema_cross` (periods: fast,
/// slow), `bb_upper`, `bb_middle`, `bb_lower`, `bb_width`, `bb_percent`, `rsi`, `macd`, `macd_signal`, `macd_hist`,
/// `macd_cross`, `stoch_k`, `stoch_d`, `stoch_rsi`, `adx`, `plus_di`, `minus_di`, `atr`, `cci`, `mfi`, `obv`, `roc`,
/// `momentum`, `williams_r`, `vwap`, `anchored_vwap`, `fib`, `pivot_p`, `pivot_r1` to `pivot_s3`, `donchian_upper`,
/// `donchian_lower`, `keltner_upper`, `keltner_lower`, `supertrend`, `psar`, `ichimoku_cloud`, `ichimoku_tenkan`,
/// `ichimoku_kijun`, `aroon`, `beta`, `vol` (volume against its average), `ret` (change over a number of bars),
/// `range_52w`, `volatility`, `chaikin_mf`, `ad_line`, `trix`, `tsi`, `ultimate`, `squeeze`, `point_of_control`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatedStudy {
    /// One of the names above.
    pub name: String,
    /// Periods and factors in the study's order: `[20.0, 2.0]` for Bollinger bands, `[0.618]` for a retracement.
    pub params: Vec<f64>,
    /// Whether the author gave the parameters.
    pub params_stated: bool,
    /// The move a retracement is taken of.
    pub leg: Option<Leg>,
}

impl StatedStudy {
    /// The study with its usual parameters.
    pub fn usual(name: &str, params: &[f64]) -> Self {
        Self {
            name: name.to_owned(),
            params: params.to_vec(),
            params_stated: false,
            leg: None,
        }
    }
}

/// From one extreme to another: "the April low to October high".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leg {
    /// When its first extreme stands.
    pub from: Option<When>,
    /// When its last extreme stands.
    pub to: Option<When>,
    /// The price of the first extreme, where it is given.
    pub from_price: Option<f64>,
    /// The price of the last extreme, where it is given.
    pub to_price: Option<f64>,
    /// Up from a low to a high, or down.
    pub side: Side,
}
