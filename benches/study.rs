//! Studies by name beside direct calls of ta-lib.
//!
//! `cargo bench --bench study`: CPU time, each pair measured in turn.

mod support;

use strandline::evidence::Random;
use strandline::indicator::Study;
use strandline::{Bars, Basis, Ohlcv, Timeframe};
use support::{Job, figure, median, medians};
use ta_lib::Core;
use ta_lib::abstract_api::{FuncId, get_func_handle};

/// Turns of each measurement.
const TURNS: usize = 11;

/// A random walk of `len` bars, the same for the same seed.
fn walk(len: usize, seed: u64) -> Bars {
    let mut random = Random::new(seed, 0);
    let mut builder = Bars::builder(
        "WALK".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(1950, 1, 2).expect("a day");
    let mut close = 100.0;
    for date in first.iter_days().take(len) {
        let open = close * (1.0 + 0.01 * (random.unit() - 0.5));
        close = (open * (1.0 + 0.04 * (random.unit() - 0.5))).clamp(1.0, 1e4);
        let row = Ohlcv {
            open,
            high: open.max(close) * (1.0 + 0.01 * random.unit()),
            low: open.min(close) * (1.0 - 0.01 * random.unit()),
            close,
            volume: 1e6 * (1.0 + random.unit()),
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

/// A direct call of ta-lib, with its defaults, into new columns.
fn direct(id: FuncId, core: &Core, bars: &Bars) -> Vec<Vec<f64>> {
    let mut outputs = vec![vec![0.0; bars.len()]; id.info().outputs.len()];
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
    call.call(0, bars.len() - 1).expect("a sound call");
    outputs
}

/// The ratio of each turn by itself, so that a machine that slows down in the middle harms neither side; then the median.
fn by_name(core: &Core) {
    let bars = walk(2520, 1);
    for name in [
        "sma", "ema", "rsi", "atr", "adx", "macd", "bbands", "stoch", "obv",
    ] {
        let study: Study = name.parse().expect("a study");
        let id = get_func_handle(name).expect("a function of ta-lib");
        let mut jobs = [
            Job::new(|| direct(id, core, &bars)),
            Job::new(|| study.run(&bars).expect("bars")),
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
            "<= 1.5",
        );
    }
}

fn main() {
    by_name(&Core::new());
}
