//! Readable names from TA-Lib's: `optInFastPeriod` is `fast_period`, `outMACDSignal` of MACD is `signal`.

use ta_lib::abstract_api::FuncInfo;

/// Name of the optional input `raw`.
pub(super) fn param(raw: &str) -> String {
    let name = snake(raw.strip_prefix("optIn").unwrap_or(raw));
    match name.strip_prefix("time_period") {
        Some(number) => format!("period{number}"),
        None => name,
    }
}

/// Names of the outputs, in order; `value` for the only one.
pub(super) fn outputs(info: &FuncInfo) -> Vec<String> {
    if let [_] = info.outputs {
        return vec!["value".to_owned()];
    }
    info.outputs
        .iter()
        .map(|output| {
            let raw = output.param_name;
            let raw = raw.strip_prefix("out").unwrap_or(raw);
            let raw = raw.strip_prefix("Real").unwrap_or(raw);
            let raw = raw.strip_suffix("Band").unwrap_or(raw);
            snake(without_function(raw, info.name))
        })
        .collect()
}

/// `MACDSignal` of MACD without its first word; the name itself where nothing would be left.
fn without_function<'a>(raw: &'a str, function: &str) -> &'a str {
    match raw.split_at_checked(function.len()) {
        Some((first, rest))
            if first.eq_ignore_ascii_case(function)
                && rest.starts_with(|c: char| c.is_ascii_uppercase()) =>
        {
            rest
        }
        _ => raw,
    }
}

/// `FastK_Period` as `fast_k_period`, `MAType` as `ma_type`, `ROC1Period` as `roc1_period`.
fn snake(raw: &str) -> String {
    let letters: Vec<char> = raw.chars().collect();
    let mut name = String::new();
    for (at, &c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let begins_word = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase)
            });
        if begins_word {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use ta_lib::abstract_api::FuncId;

    use super::*;

    #[test]
    fn names_read_like_words() {
        let names = [
            ("optInTimePeriod", "period"),
            ("optInTimePeriod2", "period2"),
            ("optInMAType", "ma_type"),
            ("optInFastK_Period", "fast_k_period"),
            ("optInSlowD_MAType", "slow_d_ma_type"),
            ("optInROC1Period", "roc1_period"),
            ("optInNbDevUp", "nb_dev_up"),
            ("optInVFactor", "v_factor"),
        ];
        for (raw, name) in names {
            assert_eq!(param(raw), name);
        }
        let outputs = |id: FuncId| super::outputs(id.info()).join(" ");
        assert_eq!(outputs(FuncId::MACD), "macd signal hist");
        assert_eq!(outputs(FuncId::BBANDS), "upper middle lower");
        assert_eq!(outputs(FuncId::AROON), "down up");
        assert_eq!(outputs(FuncId::STOCH), "slow_k slow_d");
        assert_eq!(
            outputs(FuncId::ICHIMOKU),
            "tenkan_sen kijun_sen senkou_span_a senkou_span_b"
        );
        assert_eq!(outputs(FuncId::ZIGZAG), "zig_zag trend pivot_idx");
        assert_eq!(outputs(FuncId::HA), "open high low close");
        assert_eq!(outputs(FuncId::RSI), "value");
    }
}
