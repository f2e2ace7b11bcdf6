//! Measures in words, and their values with unit.

use crate::claim::check::{Measure, Of, Variant};
use crate::text::Medium::Screen;
use crate::text::price;

/// The name of a measure: `RSI(14)`, `the 50-day average`.
pub(super) fn named(measure: &Measure) -> String {
    let variant = measure.variant.and_then(of_variant);
    let name = match &measure.of {
        Of::Study { name, params } => study(name, params),
        Of::StudyPct { name, params } => format!("{} in percent of the close", study(name, params)),
        Of::Distance { name, params } => format!("the close against {}", study(name, params)),
        Of::Open => "the open".into(),
        Of::High => "the high".into(),
        Of::Low => "the low".into(),
        Of::Close => "the close".into(),
        Of::Highest { from, set } => {
            let what = by_price(measure.variant, "highest high", "highest close");
            format!("the {what} since {from}, set on {set},")
        }
        Of::Lowest { from, set } => {
            let what = by_price(measure.variant, "lowest low", "lowest close");
            format!("the {what} since {from}, set on {set},")
        }
        Of::Change { from, base } | Of::Amount { from, base } | Of::Multiple { from, base } => {
            format!("the change from {} on {from}", price(*base))
        }
        Of::ChangeAtr { from, base } => {
            format!("the change from {} on {from} in ATR", price(*base))
        }
        Of::FromExtreme { set, base } => format!("the close against {} of {set}", price(*base)),
        Of::Gap => "the opening gap".into(),
        Of::Streak => "the number of closes in a row in that direction".into(),
        Of::Visits { tolerance_pct } => format!("the number of visits within {tolerance_pct} %"),
        Of::VolumeRatio { bars } => format!("volume against its {bars}-bar mean"),
        Of::VolumeOverBefore => "volume against the bar before".into(),
        Of::Volume => "volume".into(),
        Of::Retracement { pct, from, to } => {
            format!("the {} % retracement from {from} to {to}", trimmed(*pct))
        }
        Of::Bounce { set, base } => {
            format!("the run of 20 bars from {} on {set}", price(*base))
        }
    };
    match variant {
        Some(variant) => format!("{name} ({variant})"),
        None => name,
    }
}

fn by_price(variant: Option<Variant>, extreme: &'static str, close: &'static str) -> &'static str {
    if variant == Some(Variant::Closes) {
        close
    } else {
        extreme
    }
}

/// A number without zeros at its end.
fn trimmed(number: f64) -> String {
    let text = Screen.fixed(number, 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn study(name: &str, params: &[f64]) -> String {
    let first = params.first().map(|&n| trimmed(n)).unwrap_or_default();
    let list: Vec<String> = params.iter().map(|&n| trimmed(n)).collect();
    let with = |word: &str| {
        if list.is_empty() {
            word.to_owned()
        } else {
            format!("{word}({})", list.join(", "))
        }
    };
    match name {
        "sma" => format!("the {first}-day simple average"),
        "ema" => format!("the {first}-day exponential average"),
        "wma" => format!("the {first}-day weighted average"),
        "average" => format!("the {first}-day average"),
        "sma_cross" | "ema_cross" => {
            format!("the cross of the {}-day averages", list.join("- and "))
        }
        "bb_upper" => with("the upper Bollinger band "),
        "bb_middle" => with("the middle Bollinger band "),
        "bb_lower" => with("the lower Bollinger band "),
        "bb_width" => with("the width of the Bollinger bands "),
        "bb_percent" => with("%b "),
        "macd" => with("MACD"),
        "macd_signal" => with("the MACD signal "),
        "macd_hist" => with("the MACD histogram "),
        "stoch_k" => with("stochastic %K"),
        "stoch_d" => with("stochastic %D"),
        "stoch_rsi" => with("stochastic RSI"),
        "plus_di" => with("+DI"),
        "minus_di" => with("-DI"),
        "williams_r" => with("Williams %R"),
        "chaikin_mf" => with("Chaikin money flow "),
        "ad_line" => "the accumulation/distribution line".into(),
        "point_of_control" => with("the point of control "),
        "psar" => with("parabolic SAR"),
        "supertrend" => with("SuperTrend"),
        "volatility" => with("volatility a year "),
        _ if name.starts_with("pivot_") => {
            format!(
                "pivot point {}",
                name.trim_start_matches("pivot_").to_uppercase()
            )
        }
        "rsi" | "adx" | "atr" | "cci" | "mfi" | "obv" | "roc" | "trix" | "tsi" => {
            with(&name.to_uppercase())
        }
        _ => with(&name.replace('_', " ")),
    }
}

fn of_variant(variant: Variant) -> Option<&'static str> {
    match variant {
        Variant::Wilder => Some("Wilder"),
        Variant::Population => Some("population"),
        Variant::Sample => Some("sample"),
        Variant::Fast => Some("fast"),
        Variant::Slow => Some("slow"),
        Variant::WithDay => Some("the day included"),
        Variant::CalendarDays => Some("by the calendar"),
        Variant::FromOpen => Some("from the open"),
        Variant::AcrossSplit => Some("across the split"),
        Variant::Weekly => Some("weekly"),
        Variant::Monthly => Some("monthly"),
        _ => None,
    }
}

/// A value of a measure with its unit.
pub(super) fn valued(measure: &Measure, value: f64) -> String {
    match &measure.of {
        Of::Change { .. } | Of::Distance { .. } | Of::FromExtreme { .. } | Of::Gap => {
            Screen.percent(value, 2)
        }
        Of::Bounce { .. } => Screen.percent(value, 1),
        Of::StudyPct { .. } => format!("{} %", Screen.fixed(value, 2)),
        Of::Multiple { .. } | Of::VolumeRatio { .. } | Of::VolumeOverBefore => {
            format!("{}x", Screen.fixed(value, 2))
        }
        Of::ChangeAtr { .. } => format!("{} ATR", Screen.signed(value, 1)),
        Of::Amount { .. } => Screen.signed(value, 2),
        Of::Streak | Of::Visits { .. } => Screen.fixed(value, 0),
        Of::Volume => Screen.compact(value, 2),
        Of::Study { name, .. } => of_study(name, value),
        _ => price(value),
    }
}

fn of_study(name: &str, value: f64) -> String {
    match name {
        "obv" | "ad_line" => Screen.compact(value, 1),
        "rsi" | "adx" | "stoch_k" | "stoch_d" | "mfi" | "cci" | "williams_r" | "plus_di"
        | "minus_di" | "atr" | "roc" | "ultimate" | "volatility" | "stoch_rsi" => {
            Screen.fixed(value, 2)
        }
        name if name.starts_with("macd") => Screen.fixed(value, 3),
        _ if value.abs() < 1.0 => Screen.fixed(value, 4),
        _ => price(value),
    }
}

/// The stated number beside such a value.
pub(super) fn stated(measure: &Measure, stated: f64) -> String {
    match &measure.of {
        Of::Change { .. }
        | Of::Distance { .. }
        | Of::FromExtreme { .. }
        | Of::Gap
        | Of::Bounce { .. }
        | Of::StudyPct { .. } => format!("{} %", trimmed(stated)),
        Of::Multiple { .. } | Of::VolumeRatio { .. } | Of::VolumeOverBefore => {
            format!("{}x", trimmed(stated))
        }
        Of::Volume => Screen.compact(stated, 2),
        _ => trimmed(stated),
    }
}
