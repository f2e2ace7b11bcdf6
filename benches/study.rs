//! Studies by name beside direct calls of ta-lib, and eight series at once beside eight direct calls.
//!
//! `cargo bench --bench study`: CPU time, each pair measured in turn.

mod support;

use strandline::indicator::Study;
use strandline::indicator::lanes::{self, Lanes, Prices, Series, WIDTH};
use strandline::{Bars, Basis, Ohlcv, Timeframe};
use support::{Job, figure, median, medians};
use ta_lib::Core;
use ta_lib::abstract_api::{FuncId, get_func_handle};

/// Bars of the series that lanes run over.
const LEN: usize = 10_000;

/// Turns of each measurement.
const TURNS: usize = 11;

/// A random walk of `len` bars, the same for the same seed.
fn walk(len: usize, seed: u64) -> Bars {
    let mut state = seed;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut builder = Bars::builder(
        "WALK".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(1950, 1, 2).expect("a day");
    let mut close = 100.0;
    for date in first.iter_days().take(len) {
        let open = close * (1.0 + 0.01 * (uniform() - 0.5));
        close = (open * (1.0 + 0.04 * (uniform() - 0.5))).clamp(1.0, 1e4);
        let row = Ohlcv {
            open,
            high: open.max(close) * (1.0 + 0.01 * uniform()),
            low: open.min(close) * (1.0 - 0.01 * uniform()),
            close,
            volume: 1e6 * (1.0 + uniform()),
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

/// A direct call of ta-lib, with its defaults, into memory that is there.
fn direct(id: FuncId, core: &Core, bars: &Bars, outputs: &mut [Vec<f64>]) -> usize {
    let mut call = id.new_call(core);
    let price = |values| Some(values);
    for (slot, input) in id.info().inputs.iter().enumerate() {
        let done = if input.kind == ta_lib::abstract_api::InputType::Real {
            call.set_input(slot, bars.close())
        } else {
            let (open, high, low) = (price(bars.open()), price(bars.high()), price(bars.low()));
            call.set_price_input(
                slot,
                open,
                high,
                low,
                price(bars.close()),
                bars.volume(),
                None,
            )
        };
        done.expect("a series it reads");
    }
    for (index, output) in outputs.iter_mut().enumerate() {
        call.set_output(index, output).expect("an output it has");
    }
    call.call(0, bars.len() - 1).expect("a sound call").count
}

/// The ratio of each turn by itself, so that a machine that slows down in the middle harms neither side; then the median.
fn by_name(core: &Core) {
    let bars = walk(2520, 1);
    for name in [
        "sma", "ema", "rsi", "atr", "adx", "macd", "bbands", "stoch", "obv",
    ] {
        let study: Study = name.parse().expect("a study");
        let id = get_func_handle(name).expect("a function of ta-lib");
        let mut outputs = vec![vec![0.0; bars.len()]; id.info().outputs.len()];
        let mut runner = study.runner();
        let mut jobs = [
            Job::new(|| direct(id, core, &bars, &mut outputs)),
            Job::new(|| runner.run(&bars).expect("bars").len()),
        ];
        let ratios = (0..TURNS).map(|_| {
            let seconds = medians(&mut jobs, 1);
            seconds[1] / seconds[0]
        });
        let ratio = median(ratios.collect());
        figure(
            &format!("{name} by name, of the direct call"),
            ratio,
            "x",
            "<= 1.05",
        );
    }
}

type Direct = fn(&Core, &Bars, &mut [f64]) -> usize;
type Kernel = fn(&Packed, &mut Lanes) -> strandline::Result<()>;

/// The same eight series in rows.
struct Packed {
    high: Lanes,
    low: Lanes,
    close: Lanes,
}

/// A study, its direct call, the same in lanes, and how often the one should go into the other.
///
/// Eight columns of this length and what is made of them are more than the inner caches hold, so copying them, which
/// [`moving`] measures, is a bound on all of these; it is also why eight periods of one series are faster still.
const PAIRS: [(&str, Direct, Kernel, &str); 5] = [
    (
        "ema",
        |core, bars, out| {
            core.ema(0, bars.len() - 1, bars.close(), 14, out)
                .map_or(0, |it| it.count)
        },
        |packed, out| lanes::ema(Series::Each(&packed.close), [14; WIDTH], out),
        ">= 9",
    ),
    (
        "rsi",
        |core, bars, out| {
            core.rsi(0, bars.len() - 1, bars.close(), 14, out)
                .map_or(0, |it| it.count)
        },
        |packed, out| lanes::rsi(Series::Each(&packed.close), [14; WIDTH], out),
        ">= 5.5",
    ),
    (
        "sma",
        |core, bars, out| {
            core.sma(0, bars.len() - 1, bars.close(), 14, out)
                .map_or(0, |it| it.count)
        },
        |packed, out| lanes::sma(Series::Each(&packed.close), [14; WIDTH], out),
        ">= 5",
    ),
    (
        "atr",
        |core, bars, out| {
            let (high, low) = (bars.high(), bars.low());
            core.atr(0, bars.len() - 1, high, low, bars.close(), 14, out)
                .map_or(0, |it| it.count)
        },
        |packed, out| {
            let prices = Prices {
                high: Series::Each(&packed.high),
                low: Series::Each(&packed.low),
                close: Series::Each(&packed.close),
            };
            lanes::atr(prices, [14; WIDTH], out)
        },
        "",
    ),
    (
        "max",
        |core, bars, out| {
            core.max(0, bars.len() - 1, bars.high(), 20, out)
                .map_or(0, |it| it.count)
        },
        |packed, out| lanes::highest(Series::Each(&packed.high), 20, out),
        "",
    ),
];

fn eight_symbols(symbols: &[Bars], core: &Core) {
    let pack = |column: fn(&Bars) -> &[f64]| {
        let columns: Vec<&[f64]> = symbols.iter().map(column).collect();
        Lanes::pack(&columns).expect("eight series")
    };
    let packed = Packed {
        high: pack(Bars::high),
        low: pack(Bars::low),
        close: pack(Bars::close),
    };
    let (mut outputs, mut lanes) = (vec![vec![0.0; LEN]; WIDTH], Lanes::default());
    for (name, direct, kernel, goal) in PAIRS {
        let each = || {
            let calls = symbols.iter().zip(&mut outputs);
            calls
                .map(|(bars, out)| direct(core, bars, out))
                .sum::<usize>()
        };
        let mut jobs = [
            Job::new(each),
            Job::new(|| kernel(&packed, &mut lanes).is_ok()),
        ];
        let [direct, lanes] = medians(&mut jobs, TURNS).try_into().expect("two jobs");
        figure(
            &format!("{name}: eight direct calls"),
            per_value(direct),
            "ns/value",
            "",
        );
        figure(
            &format!("{name}: eight symbols at once"),
            per_value(lanes),
            "ns/value",
            "",
        );
        figure(
            &format!("{name}: at once, as often as one by one"),
            direct / lanes,
            "x",
            goal,
        );
    }
}

type Sweep = fn(Series<'_>, [usize; WIDTH], &mut Lanes) -> strandline::Result<()>;

fn eight_periods(bars: &Bars, core: &Core) {
    let sweeps: [(&str, Direct, Sweep, &str); 3] = [
        ("ema", PAIRS[0].1, lanes::ema, ">= 9"),
        ("rsi", PAIRS[1].1, lanes::rsi, ">= 5.5"),
        ("sma", PAIRS[2].1, lanes::sma, ""),
    ];
    let (mut outputs, mut lanes) = (vec![vec![0.0; LEN]; WIDTH], Lanes::default());
    for (name, direct, sweep, goal) in sweeps {
        let periods = [10, 12, 14, 16, 18, 20, 22, 24];
        let each = || {
            outputs
                .iter_mut()
                .map(|out| direct(core, bars, out))
                .sum::<usize>()
        };
        let mut jobs = [
            Job::new(each),
            Job::new(|| sweep(Series::Same(bars.close()), periods, &mut lanes).is_ok()),
        ];
        let [direct, lanes] = medians(&mut jobs, TURNS).try_into().expect("two jobs");
        figure(
            &format!("{name}: eight periods, as often as one by one"),
            direct / lanes,
            "x",
            goal,
        );
    }
}

/// What moving the numbers costs by itself.
fn moving(symbols: &[Bars]) {
    let closes: Vec<&[f64]> = symbols.iter().map(Bars::close).collect();
    let (from, mut to) = (vec![1.0; LEN * WIDTH], vec![0.0; LEN * WIDTH]);
    let mut rows = Lanes::default();
    let mut jobs = [
        Job::new(|| to.copy_from_slice(&from)),
        Job::new(|| rows.fill(&closes).is_ok()),
    ];
    let [copy, pack] = medians(&mut jobs, TURNS).try_into().expect("two jobs");
    figure(
        "eight columns copied: a bound",
        per_value(copy),
        "ns/value",
        "",
    );
    figure(
        "columns to rows, once a scan",
        per_value(pack),
        "ns/value",
        "",
    );
}

fn per_value(seconds: f64) -> f64 {
    seconds / (LEN * WIDTH) as f64 * 1e9
}

fn main() {
    let core = Core::new();
    by_name(&core);
    let symbols: Vec<Bars> = (0..8).map(|seed| walk(LEN, seed)).collect();
    eight_symbols(&symbols, &core);
    eight_periods(&symbols[0], &core);
    moving(&symbols);
}
