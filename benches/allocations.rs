//! Requests for memory by a study that runs again, beside those of the direct call of ta-lib.
//!
//! `cargo bench --bench allocations`: lines below a study count what one call asks for; none means none.

use divan::{AllocProfiler, Bencher};
use strandline::indicator::Study;
use strandline::{Bars, Basis, Ohlcv, Timeframe};
use ta_lib::Core;

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

const STUDIES: [&str; 6] = ["sma", "rsi", "atr", "bbands", "macd", "ema(rsi(14), 5)"];

fn bars() -> Bars {
    let mut builder = Bars::builder(
        "WALK".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 3).expect("a day");
    for (at, date) in (0..2520_u32).zip(first.iter_days()) {
        let close = 100.0 + f64::from(at % 37);
        let row = Ohlcv {
            open: close,
            high: close + 1.0,
            low: close - 1.0,
            close,
            volume: 1e6,
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

#[divan::bench(args = STUDIES)]
fn by_name(bencher: Bencher<'_, '_>, name: &str) {
    let bars = bars();
    let study: Study = name.parse().expect("a study");
    let mut runner = study.runner();
    runner.run(&bars).expect("bars");
    bencher.bench_local(|| runner.run(&bars).expect("bars").len());
}

/// Without memory kept from an earlier run: shows that requests are counted.
#[divan::bench]
fn anew(bencher: Bencher<'_, '_>) {
    let bars = bars();
    let study: Study = "macd".parse().expect("a study");
    bencher.bench_local(|| study.run(&bars).expect("bars").len());
}

#[divan::bench]
fn direct_macd(bencher: Bencher<'_, '_>) {
    let bars = bars();
    let core = Core::new();
    let [mut line, mut signal, mut hist] = [(); 3].map(|()| vec![0.0; bars.len()]);
    bencher.bench_local(|| {
        let close = bars.close();
        core.macd(
            0,
            close.len() - 1,
            close,
            12,
            26,
            9,
            &mut line,
            &mut signal,
            &mut hist,
        )
        .map(|range| range.count)
    });
}

fn main() {
    divan::main();
}
