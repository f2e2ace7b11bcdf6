//! The studies of a claim by the ways in which people compute them.

use super::context::Seen;
use super::measure::{Measure, Of, Variant};
use crate::claim::StatedStudy;
use crate::indicator::find;

/// A way to compute a stated study.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) measure: Measure,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    /// An output of a study of the catalogue.
    Output { study: String, output: usize },
    /// A band of the sample deviation: the population's, moved out from the middle.
    SampleBand {
        study: String,
        output: usize,
        stretch: f64,
    },
    /// A pivot point of the day's own bar, for the next day.
    PivotOfDay(usize),
    /// Deviation of log returns over so many bars, in percent a year.
    Volatility(usize),
}

/// A stated number of bars.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between 0 and a million"
)]
pub(super) fn bars_in(number: f64) -> usize {
    number.clamp(0.0, 1e6) as usize
}

/// Sessions of a year, for volatility.
const YEAR: f64 = 252.0;

impl Candidate {
    /// Its value at a bar.
    pub(super) fn value(&self, seen: &Seen<'_>, at: usize) -> Option<f64> {
        match &self.source {
            Source::Output { study, output } => seen.study(study, *output, at),
            Source::SampleBand {
                study,
                output,
                stretch,
            } => {
                let middle = seen.study(study, 1, at)?;
                let band = seen.study(study, *output, at)?;
                Some(middle + (band - middle) * stretch)
            }
            Source::PivotOfDay(output) => pivot_of(seen, at, *output),
            Source::Volatility(bars) => volatility(seen, at, *bars),
        }
    }

    fn output(of: Of, study: String, output: usize) -> Self {
        Self {
            measure: Measure::new(of),
            source: Source::Output { study, output },
        }
    }

    fn by(mut self, variant: Variant) -> Self {
        self.measure.variant = Some(variant);
        self
    }
}

/// Classic pivot points of a bar: pivot, three resistances, three supports, in the order of the catalogue's outputs.
fn pivot_of(seen: &Seen<'_>, at: usize, output: usize) -> Option<f64> {
    let (high, low) = (*seen.high().get(at)?, *seen.low().get(at)?);
    let pivot = (high + low + seen.close().get(at)?) / 3.0;
    let levels = [
        pivot,
        2.0 * pivot - low,
        pivot + (high - low),
        high + 2.0 * (pivot - low),
        f64::NAN,
        2.0 * pivot - high,
        pivot - (high - low),
        low - 2.0 * (high - pivot),
    ];
    levels
        .get(output)
        .copied()
        .filter(|level| level.is_finite())
}

fn volatility(seen: &Seen<'_>, at: usize, bars: usize) -> Option<f64> {
    let first = at.checked_sub(bars)?;
    let closes = seen.close().get(first..=at)?;
    let returns: Vec<f64> = closes
        .windows(2)
        .map(|pair| (pair[1] / pair[0]).ln())
        .collect();
    let mean = returns.iter().sum::<f64>() / bars as f64;
    let squares: f64 = returns.iter().map(|it| (it - mean).powi(2)).sum();
    (bars > 1).then(|| 100.0 * (squares / (bars as f64 - 1.0) * YEAR).sqrt())
}

/// The numbers of a study with the usual ones where none were stated.
fn params<const N: usize>(study: &StatedStudy, usual: [f64; N]) -> [f64; N] {
    let mut params = usual;
    for (param, stated) in params.iter_mut().zip(&study.params) {
        *param = *stated;
    }
    params
}

/// The ways in which people compute a stated study, the most usual first; none for one that is not known here.
pub(super) fn candidates(stated: &StatedStudy) -> Vec<Candidate> {
    let name = stated.name.as_str();
    let one = |study: &str, usual: f64, output: usize| {
        let [n] = params(stated, [usual]);
        vec![plain(name, &[n], format!("{study}({n})"), output)]
    };
    match name {
        "sma" | "ema" | "wma" => one(name, 50.0, 0),
        "average" => averages(params(stated, [50.0])[0]),
        "rsi" | "adx" | "plus_di" | "minus_di" | "mfi" => one(name, 14.0, 0),
        "cci" => [one(name, 20.0, 0), other_default(stated, "cci", 14.0)].concat(),
        "roc" => [one(name, 10.0, 0), other_default(stated, "roc", 12.0)].concat(),
        "momentum" => [one("mom", 10.0, 0), other_default(stated, "mom", 14.0)].concat(),
        "williams_r" => one("willr", 14.0, 0),
        "chaikin_mf" => [one("cmf", 20.0, 0), other_default(stated, "cmf", 21.0)].concat(),
        "trix" => [one("trix", 15.0, 0), other_default(stated, "trix", 18.0)].concat(),
        "obv" => vec![plain(name, &[], "obv".into(), 0)],
        "ad_line" => vec![plain(name, &[], "ad".into(), 0)],
        "atr" => atr(stated),
        "bb_upper" | "bb_middle" | "bb_lower" => bands(stated),
        "macd" | "macd_signal" | "macd_hist" | "macd_cross" => macd(stated),
        "stoch_k" | "stoch_d" => stochastic(stated),
        "donchian_upper" => one("donchian", 20.0, 0),
        "donchian_lower" => one("donchian", 20.0, 2),
        "volatility" => [20.0, 21.0, 30.0]
            .into_iter()
            .filter(|&n| stated.params.is_empty() || stated.params.first() == Some(&n))
            .map(|n| Candidate {
                measure: Measure::new(of(name, &[n])),
                source: Source::Volatility(bars_in(n)),
            })
            .collect(),
        _ if name.starts_with("pivot_") => pivots(stated),
        _ => rarer(stated),
    }
}

fn of(name: &str, params: &[f64]) -> Of {
    Of::Study {
        name: name.to_owned(),
        params: params.to_vec(),
    }
}

fn plain(name: &str, params: &[f64], study: String, output: usize) -> Candidate {
    Candidate::output(of(name, params), study, output)
}

/// Another usual length, where none was stated.
fn other_default(stated: &StatedStudy, study: &str, n: f64) -> Vec<Candidate> {
    if stated.params_stated {
        return Vec::new();
    }
    vec![plain(&stated.name, &[n], format!("{study}({n})"), 0)]
}

/// A simple and an exponential average of `n` bars.
pub(super) fn averages(n: f64) -> Vec<Candidate> {
    [("sma", Variant::Simple), ("ema", Variant::Exponential)]
        .into_iter()
        .map(|(name, variant)| plain(name, &[n], format!("{name}({n})"), 0).by(variant))
        .collect()
}

fn atr(stated: &StatedStudy) -> Vec<Candidate> {
    let [n] = params(stated, [14.0]);
    vec![
        plain("atr", &[n], format!("atr({n})"), 0).by(Variant::Wilder),
        plain("atr", &[n], format!("sma(trange, {n})"), 0).by(Variant::Simple),
    ]
}

fn bands(stated: &StatedStudy) -> Vec<Candidate> {
    let [n, k] = params(stated, [20.0, 2.0]);
    let output = match stated.name.as_str() {
        "bb_upper" => 0,
        "bb_middle" => 1,
        _ => 2,
    };
    let study = format!("bbands({n}, {k}, {k})");
    let population = plain(&stated.name, &[n, k], study.clone(), output);
    if output == 1 {
        return vec![population];
    }
    vec![
        population.by(Variant::Population),
        Candidate {
            measure: Measure::by(of(&stated.name, &[n, k]), Variant::Sample),
            source: Source::SampleBand {
                study,
                output,
                stretch: (n / (n - 1.0)).sqrt(),
            },
        },
    ]
}

fn macd(stated: &StatedStudy) -> Vec<Candidate> {
    let [fast, slow, signal] = params(stated, [12.0, 26.0, 9.0]);
    let output = match stated.name.as_str() {
        "macd" => 0,
        "macd_signal" => 1,
        _ => 2,
    };
    let study = format!("macd({fast}, {slow}, {signal})");
    vec![plain(&stated.name, &[fast, slow, signal], study, output)]
}

fn stochastic(stated: &StatedStudy) -> Vec<Candidate> {
    let [k, smooth, d] = params(stated, [14.0, 3.0, 3.0]);
    let output = usize::from(stated.name == "stoch_d");
    let name = &stated.name;
    vec![
        plain(name, &[k, d], format!("stochf({k}, {d})"), output).by(Variant::Fast),
        plain(
            name,
            &[k, smooth, d],
            format!("stoch({k}, {smooth}, sma, {d})"),
            output,
        )
        .by(Variant::Slow),
    ]
}

/// Pivot points of the day before, the week before, the month before, and of the day itself for the next one.
fn pivots(stated: &StatedStudy) -> Vec<Candidate> {
    let output = match stated.name.as_str() {
        "pivot_p" => 0,
        "pivot_r1" => 1,
        "pivot_r2" => 2,
        "pivot_r3" => 3,
        "pivot_s1" => 5,
        "pivot_s2" => 6,
        "pivot_s3" => 7,
        _ => return Vec::new(),
    };
    let spans = [
        ("day", Variant::Daily),
        ("week", Variant::Weekly),
        ("month", Variant::Monthly),
    ];
    let mut all = vec![Candidate {
        measure: Measure::by(of(&stated.name, &[]), Variant::WithDay),
        source: Source::PivotOfDay(output),
    }];
    all.extend(spans.into_iter().map(|(span, variant)| {
        plain(
            &stated.name,
            &[],
            format!("pivots(classic, {span})"),
            output,
        )
        .by(variant)
    }));
    all
}

fn rarer(stated: &StatedStudy) -> Vec<Candidate> {
    let name = stated.name.as_str();
    let three = |usual: [f64; 3], study: &str, output: usize| {
        let [a, b, c] = params(stated, usual);
        vec![plain(
            name,
            &[a, b, c],
            format!("{study}({a}, {b}, {c})"),
            output,
        )]
    };
    let two = |usual: [f64; 2], study: &str, output: usize| {
        let [a, b] = params(stated, usual);
        vec![plain(name, &[a, b], format!("{study}({a}, {b})"), output)]
    };
    match name {
        "keltner_upper" => three([20.0, 10.0, 2.0], "kc", 0),
        "keltner_lower" => three([20.0, 10.0, 2.0], "kc", 2),
        "supertrend" => two([10.0, 3.0], "supertrend", 0),
        "psar" => two([0.02, 0.2], "sar", 0),
        "ichimoku_tenkan" => three([9.0, 26.0, 52.0], "ichimoku", 0),
        "ichimoku_kijun" => three([9.0, 26.0, 52.0], "ichimoku", 1),
        "ichimoku_cloud" => [2, 3]
            .into_iter()
            .flat_map(|output| three([9.0, 26.0, 52.0], "ichimoku", output))
            .collect(),
        "aroon" | "aroon_up" => {
            let [n] = params(stated, [25.0]);
            vec![plain(name, &[n], format!("aroon({n})"), 1)]
        }
        "aroon_down" => {
            let [n] = params(stated, [25.0]);
            vec![plain(name, &[n], format!("aroon({n})"), 0)]
        }
        "tsi" => two([25.0, 13.0], "tsi", 0),
        "ultimate" => three([7.0, 14.0, 28.0], "ultosc", 0),
        "stoch_rsi" => three([14.0, 14.0, 3.0], "stochrsi", 0),
        "bb_width" => three([20.0, 2.0, 2.0], "bbw", 0),
        "bb_percent" => three([20.0, 2.0, 2.0], "percentb", 0),
        "squeeze" => vec![plain(name, &[20.0], "squeeze".into(), 0)],
        "point_of_control" => [60.0, 252.0]
            .into_iter()
            .map(|n| plain(name, &[n], format!("profile({n})"), 0))
            .collect(),
        "hma" | "dema" | "tema" | "kama" | "vwma" => {
            let [n] = params(stated, [20.0]);
            vec![plain(name, &[n], format!("{name}({n})"), 0)]
        }
        "vwap" | "anchored_vwap" | "fib" | "beta" | "vol" | "ret" | "range_52w" | "sma_cross"
        | "ema_cross" => Vec::new(),
        _ => by_catalog(stated),
    }
}

/// Any other study of the catalogue by its own name, with the numbers that were stated.
fn by_catalog(stated: &StatedStudy) -> Vec<Candidate> {
    if find(None, &stated.name).is_none() {
        return Vec::new();
    }
    let numbers: Vec<String> = stated.params.iter().map(ToString::to_string).collect();
    let study = if numbers.is_empty() {
        stated.name.clone()
    } else {
        format!("{}({})", stated.name, numbers.join(", "))
    };
    vec![plain(&stated.name, &stated.params, study, 0)]
}
