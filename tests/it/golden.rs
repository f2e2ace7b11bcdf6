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

fn bars(symbol: &str) -> Bars {
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
    /// Such a part of the largest value of the column.
    Part(f64),
    /// Another bar, if its close is the same.
    EqualClose,
}

fn allowance(name: &str) -> Allowance {
    if let Some((_, allowance, _)) = EXEMPT.iter().find(|(names, _, _)| names.contains(&name)) {
        return *allowance;
    }
    let info = abstract_api::get_func_handle(name)
        .expect("a function of the wheel's")
        .info();
    let is_transcendental = info.flags.contains(FuncFlags::USES_TRANSCENDENTAL);
    Allowance::Ulps(if is_transcendental { 4 } else { 0 })
}

/// What may differ, how far, and why.
const EXEMPT: &[(&[&str], Allowance, &str)] = &[
    (
        &[
            "adosc", "apo", "cvi", "dema", "efi", "ema", "eri", "kc", "macd", "macdfix", "massi",
            "ppo", "pvo", "smi", "tema", "trix", "tsi", "zlema",
        ],
        Allowance::Part(1e-12),
        "built on the EMA, whose step is a fused multiply-add in the crate (TA-Lib 0.8.3), while the wheel carries 0.8.1, \
         where it is (x - p) * k + p: the same number, rounded once less",
    ),
    (
        &[
            "adx", "adxr", "cmo", "dx", "minus_di", "minus_dm", "plus_di", "plus_dm",
        ],
        Allowance::Part(1e-13),
        "Wilder's step divides in TA-Lib 0.8.1, which the wheel carries, and multiplies by 1 / n in 0.8.3",
    ),
    (
        &["maxindex", "minindex", "minmaxindex"],
        Allowance::EqualClose,
        "of equal extremes, TA-Lib 0.8.3 always names the newest bar, 0.8.1 now and then an older one",
    ),
];

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
    let places = (first..column.len())
        .step_by(golden.stride)
        .chain(column.len().checked_sub(1));
    for (at, &wanted) in places.zip(&golden.values) {
        let Some(value) = column.get(at) else {
            return Some(format!("no value at bar {at}, but {wanted}"));
        };
        let is_near = match allowance(name) {
            Allowance::Ulps(allowed) => ulps(value, wanted) <= allowed,
            Allowance::Part(part) => (value - wanted).abs() <= part * largest,
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
