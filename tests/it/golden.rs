//! Studies against an independent program: TA-Lib in C, by its Python wheel. `tests/golden/generate.py` made the values.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use strandline::indicator::{Column, Study};
use strandline::{Bars, Basis, Ohlcv, Timeframe};
use ta_lib::abstract_api::{self, FuncFlags};

/// Functions of this crate that the wheel does not have, so that nothing vouches for them here: TA-Lib gained them
/// after the C release that the wheel carries. The contract tests hold for them all the same.
const NOT_IN_THE_WHEEL: &[&str] = &[
    "alma",
    "asi",
    "bbw",
    "cg",
    "chop",
    "choptr",
    "cksp",
    "crsi",
    "cti",
    "dosc",
    "emv",
    "fisher",
    "frama",
    "ibs",
    "ichimoku",
    "kst",
    "kstext",
    "kurtosis",
    "kvo",
    "mcgd",
    "median",
    "percentb",
    "pso",
    "rogerssatchell",
    "rvir",
    "si",
    "sqzmom",
    "stc",
    "swak_2php",
    "swak_bp",
    "swak_butter",
    "swak_gauss",
    "swak_hp",
    "vidya",
    "wavetrend",
    "zigzag",
];

struct Golden {
    study: String,
    output: usize,
    first: usize,
    digest: Option<String>,
    stride: usize,
    values: Vec<f64>,
}

impl Golden {
    /// Bars with a value here, and the values; `len` is the number of all bars.
    fn places(&self, len: usize) -> impl Iterator<Item = (usize, f64)> {
        let last = len.checked_sub(1);
        let places = (self.first..len).step_by(self.stride).chain(last);
        places.zip(self.values.iter().copied())
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn golden(symbol: &str) -> Vec<Golden> {
    let path = root().join(format!("tests/golden/talib-{symbol}.tsv"));
    let text = fs::read_to_string(path).expect("generate.py wrote it");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [study, output, first, digest, stride, values] = line
                .split('\t')
                .collect::<Vec<_>>()
                .try_into()
                .expect("six fields");
            let bits = |word| f64::from_bits(u64::from_str_radix(word, 16).expect("16 hex digits"));
            Golden {
                study: study.to_owned(),
                output: output.parse().expect("an index"),
                first: first.parse().expect("a bar"),
                digest: (digest != "-").then(|| digest.to_owned()),
                stride: stride.parse().expect("a number of bars"),
                values: values.split_whitespace().map(bits).collect(),
            }
        })
        .collect()
}

/// The bundled series.
pub(crate) const SAMPLES: [&str; 6] = ["AAPL", "GOOG", "IBM", "MSFT", "NASDAQ", "SP500"];

pub(crate) fn bars(symbol: &str) -> Bars {
    let path = root().join(format!("data/sample/{symbol}.csv"));
    let text = fs::read_to_string(path).expect("a bundled sample");
    let mut builder = Bars::builder(
        symbol.parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    for line in text.lines().skip(1) {
        let (date, numbers) = line.split_once(',').expect("a date first");
        let date: chrono::NaiveDate = date.parse().expect("a date");
        let numbers = numbers
            .split(',')
            .map(|word| word.parse().expect("a number"));
        let [open, high, low, close, volume] = numbers
            .collect::<Vec<f64>>()
            .try_into()
            .expect("five numbers");
        let row = Ohlcv {
            open,
            high,
            low,
            close,
            volume,
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

/// How many doubles lie between the two.
fn ulps(a: f64, b: f64) -> u64 {
    let ordered = |x: f64| {
        let bits = x.to_bits().cast_signed();
        if bits < 0 { i64::MIN - bits } else { bits }
    };
    ordered(a).abs_diff(ordered(b))
}

fn digest(values: impl Iterator<Item = f64>) -> String {
    let mut sha = Sha256::new();
    for value in values {
        sha.update(value.to_le_bytes());
    }
    sha.finalize()
        .iter()
        .take(8)
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// How far a function may be from the C library.
#[derive(Clone, Copy)]
enum Allowance {
    /// So many representable numbers.
    Ulps(u64),
    /// So many units in the last place of the column's largest value: near 0, where a column crosses it, a unit in the
    /// last place of the value itself is next to nothing.
    UnitsOfLargest(u32),
    /// Another bar, if its close is the same.
    EqualClose,
}

fn allowance(name: &str) -> Allowance {
    let of_family = |family: &[(&str, u32)]| {
        let found = family.iter().find(|(known, _)| *known == name);
        found.map(|&(_, units)| Allowance::UnitsOfLargest(units))
    };
    if INDICES.contains(&name) {
        return Allowance::EqualClose;
    }
    of_family(AVERAGES)
        .or_else(|| of_family(WILDERS))
        .unwrap_or_else(|| {
            let info = abstract_api::get_func_handle(name)
                .expect("a function of the wheel's")
                .info();
            let is_transcendental = info.flags.contains(FuncFlags::USES_TRANSCENDENTAL);
            Allowance::Ulps(if is_transcendental { 4 } else { 0 })
        })
}

/// Built on the EMA, with the fewest units that hold. One step of it is `fma(x - p, k, p)` in TA-Lib 0.8.1, which the
/// wheel carries, and `fma(1 - k, p, k * x)` in 0.8.3, which the crate carries: the same number, rounded elsewhere. Both
/// fuse whatever the processor, so no choice of instructions makes them equal. An average is off by one unit; what
/// subtracts two averages from each other is off by as much, but is itself smaller by far.
const AVERAGES: &[(&str, u32)] = &[
    ("adosc", 192),
    ("apo", 64),
    ("cvi", 4),
    ("dema", 2),
    ("efi", 3),
    ("ema", 1),
    ("eri", 8),
    ("kc", 1),
    ("macd", 64),
    ("macdfix", 51),
    ("massi", 15),
    ("ppo", 38),
    ("pvo", 8),
    ("smi", 4),
    ("tema", 5),
    ("trix", 200),
    ("tsi", 3),
    ("zlema", 1),
];

/// Smoothed as Wilder did, with the fewest units that hold: 0.8.1 divides by n at each step, 0.8.3 multiplies by 1 / n.
const WILDERS: &[(&str, u32)] = &[
    ("adx", 4),
    ("adxr", 4),
    ("cmo", 4),
    ("dx", 3),
    ("minus_di", 2),
    ("minus_dm", 1),
    ("plus_di", 3),
    ("plus_dm", 2),
];

/// Of equal extremes, 0.8.3 always names the newest bar, 0.8.1 now and then an older one.
const INDICES: &[&str] = &["maxindex", "minindex", "minmaxindex"];

/// What is wrong with `column`, if anything.
fn problem(golden: &Golden, column: &Column, name: &str, close: &[f64]) -> Option<String> {
    let first = column.first_valid().unwrap_or(column.len());
    if first != golden.first {
        return Some(format!("begins at bar {first}, not {}", golden.first));
    }
    let largest = golden
        .values
        .iter()
        .fold(0.0, |most: f64, x| most.max(x.abs()));
    for (at, wanted) in golden.places(column.len()) {
        let Some(value) = column.get(at) else {
            return Some(format!("no value at bar {at}, but {wanted}"));
        };
        let is_near = match allowance(name) {
            Allowance::Ulps(allowed) => ulps(value, wanted) <= allowed,
            Allowance::UnitsOfLargest(units) => {
                let unit = largest.next_up() - largest;
                (value - wanted).abs() <= f64::from(units) * unit
            }
            Allowance::EqualClose => close_at(close, value) == close_at(close, wanted),
        };
        if !is_near {
            let off = ulps(value, wanted);
            return Some(format!("{value} is {off} ulp off {wanted} at bar {at}"));
        }
    }
    let wanted = golden.digest.as_ref()?;
    let values = column
        .iter()
        .skip(first)
        .map(|value| value.unwrap_or(f64::NAN));
    (digest(values) != *wanted).then(|| "a bit differs between the samples".to_owned())
}

fn close_at(close: &[f64], index: f64) -> Option<u64> {
    let at = (0..close.len()).find(|&at| (at as f64).to_bits() == index.to_bits())?;
    Some(close[at].to_bits())
}

#[test]
fn every_function_of_the_wheel_has_the_bits_of_the_c_library() {
    for symbol in ["IBM", "MSFT"] {
        let bars = bars(symbol);
        let mut problems = Vec::new();
        for golden in golden(symbol) {
            let study = Study::parse(&golden.study, "golden").expect("a study of the wheel's");
            let columns = study.run(&bars).expect("bars with volume");
            let name = golden.study.split('(').next().unwrap_or_default();
            if let Some(problem) = problem(&golden, &columns[golden.output], name, bars.close()) {
                problems.push(format!(
                    "{} output {}: {problem}",
                    golden.study, golden.output
                ));
            }
        }
        assert!(problems.is_empty(), "{symbol}: {problems:#?}");
    }
}

#[test]
fn the_functions_that_nothing_vouches_for_are_listed() {
    let vouched: BTreeSet<String> = golden("IBM")
        .iter()
        .map(|golden| {
            golden
                .study
                .split('(')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    let all = abstract_api::funcs().map(|info| info.name.to_ascii_lowercase());
    let missing: Vec<String> = all.filter(|name| !vouched.contains(name)).collect();
    assert_eq!(missing, NOT_IN_THE_WHEEL);
    assert_eq!(vouched.len() + missing.len(), 237);
}

/// The values after each step over `x` from a start.
fn steps(start: f64, x: &[f64], step: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let rest = x.iter().scan(start, |last, &x| {
        *last = step(*last, x);
        Some(*last)
    });
    std::iter::once(start).chain(rest).collect()
}

/// TA-Lib 0.8.1's exponential average, from the n-th value on.
fn old_ema(x: &[f64], n: usize) -> Vec<f64> {
    let weight = 2.0 / (n as f64 + 1.0);
    let mean = x[..n].iter().fold(0.0, |sum, x| sum + x) / n as f64;
    steps(mean, &x[n..], |last, x| (x - last).mul_add(weight, last))
}

/// TA-Lib 0.8.1's sum of upward moves, from the n-th bar on.
fn old_plus_dm(bars: &Bars, n: usize) -> Vec<f64> {
    let pairs = bars.high().windows(2).zip(bars.low().windows(2));
    let moves: Vec<f64> = pairs
        .map(|(high, low)| {
            let (up, down) = (high[1] - high[0], low[0] - low[1]);
            if up > down && up > 0.0 { up } else { 0.0 }
        })
        .collect();
    let sum = moves[..n - 1].iter().fold(0.0, |sum, x| sum + x);
    steps(sum, &moves[n - 1..], |last, x| last - last / n as f64 + x)
}

/// TA-Lib 0.8.1's Chande momentum, from bar n on.
fn old_cmo(close: &[f64], n: usize) -> Vec<f64> {
    let changes: Vec<f64> = close.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let smoothed = |part: fn(f64) -> f64| {
        let parts: Vec<f64> = changes.iter().map(|&change| part(change)).collect();
        let mean = parts[..n].iter().fold(0.0, |sum, x| sum + x) / n as f64;
        steps(mean, &parts[n..], |last, x| {
            (last * (n as f64 - 1.0) + x) / n as f64
        })
    };
    let pairs = smoothed(|x| x.max(0.0)).into_iter();
    pairs
        .zip(smoothed(|x| (-x).max(0.0)))
        .map(|(gain, loss)| 100.0 * ((gain - loss) / (gain + loss)))
        .collect()
}

#[test]
fn the_steps_of_the_older_release_give_the_bits_of_the_wheel() {
    for symbol in ["IBM", "MSFT"] {
        let bars = bars(symbol);
        let old = [
            ("ema(30)", old_ema(bars.close(), 30)),
            ("plus_dm(14)", old_plus_dm(&bars, 14)),
            ("cmo(14)", old_cmo(bars.close(), 14)),
        ];
        for (study, values) in old {
            let all = golden(symbol);
            let golden = all.iter().find(|golden| golden.study == study);
            let golden = golden.expect("a line of the wheel's");
            for (at, wanted) in golden.places(bars.len()) {
                let value = values[at - golden.first];
                assert_eq!(
                    value.to_bits(),
                    wanted.to_bits(),
                    "{symbol} {study} at {at}"
                );
            }
        }
    }
}
