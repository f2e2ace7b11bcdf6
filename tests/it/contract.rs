//! What every study keeps, whoever wrote it: the tests walk the catalog, so a new study is tested on arrival.

use std::ops::Range;

use strandline::evidence::Random;
use strandline::indicator::{
    Column, Domain, Feed, Listing, Pane, Study, StudySource, Style, catalog,
};
use strandline::{Bars, Basis, Ohlcv, Timeframe};

const LEN: usize = 300;

/// A walk of `len` daily bars with moves of up to 2 %, some of them gaps, prices in cents, volume that swings and now and
/// then is 0, on the first bar too.
fn walk(len: usize, seed: u64) -> Vec<Ohlcv> {
    let mut random = Random::new(seed, 0);
    let cents = |price: f64| (price * 64.0).round() / 64.0;
    let mut close = 100.0;
    (0..len)
        .map(|at| {
            let open = cents(close * (1.0 + 0.01 * (random.unit() - 0.5)));
            close = cents((open * (1.0 + 0.04 * (random.unit() - 0.49))).max(1.0));
            let high = cents(open.max(close) * (1.0 + 0.01 * random.unit()));
            let low = cents(open.min(close) * (1.0 - 0.01 * random.unit()));
            let volume = (1000.0 * (1.0 + 4.0 * random.unit())).round();
            let volume = if at % 31 == 0 { 0.0 } else { volume };
            Ohlcv {
                open,
                high,
                low,
                close,
                volume,
            }
        })
        .collect()
}

/// Daily bars of `rows`, with something missing before each bar of `gaps`.
fn series(rows: &[Ohlcv], gaps: &[usize]) -> Bars {
    let mut builder = Bars::builder(
        "ACME".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(2023, 12, 1).expect("a day");
    for (at, (date, &row)) in first.iter_days().zip(rows).enumerate() {
        if gaps.contains(&at) {
            builder.gap();
        }
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

fn scaled(rows: &[Ohlcv], factor: f64) -> Vec<Ohlcv> {
    let scale = |row: &Ohlcv| Ohlcv {
        open: row.open * factor,
        high: row.high * factor,
        low: row.low * factor,
        close: row.close * factor,
        volume: row.volume,
    };
    rows.iter().map(scale).collect()
}

fn study(entry: &Listing) -> Study {
    let example = entry.example();
    Study::parse(&example, &entry.full_name()).unwrap_or_else(|error| panic!("{example}: {error}"))
}

fn run(study: &Study, bars: &Bars, benchmark: &Bars) -> Vec<Column> {
    let feed = Feed::from(bars).with_benchmark(benchmark);
    study
        .run(feed)
        .unwrap_or_else(|error| panic!("{study}: {error}"))
}

/// The items of `range`.
fn part(column: &Column, range: Range<usize>) -> Column {
    column.iter().skip(range.start).take(range.len()).collect()
}

/// Every study with its defaults, and the same bars for all of them.
fn each(mut claim: impl FnMut(&Listing, &Study, &[Ohlcv], &Bars)) {
    let rows = walk(LEN, 7);
    let benchmark = series(&walk(LEN, 8), &[]);
    for entry in catalog() {
        claim(entry, &study(entry), &rows, &benchmark);
    }
}

#[test]
fn a_result_is_as_long_as_the_bars_and_begins_where_the_plan_says() {
    // Prices lie outside what these are defined for.
    let undefined = ["acos", "asin"];
    each(|entry, study, rows, benchmark| {
        let bars = series(rows, &[]);
        let plan = study.plan();
        let columns = run(study, &bars, benchmark);
        assert_eq!(columns.len(), plan.outputs.len(), "{study}");
        assert_eq!(study.headings().len(), columns.len(), "{study}");
        for (column, output) in columns.iter().zip(&plan.outputs) {
            let name = &output.name;
            assert_eq!(column.len(), bars.len(), "{study} {name}");
            assert!(
                column
                    .runs()
                    .all(|(_, run)| run.iter().all(|x| x.is_finite()))
            );
            if undefined.contains(&entry.name.as_str()) {
                assert_eq!(column.first_valid(), None, "{study}");
            } else if plan.lookback.is_some() && entry.source != StudySource::Ta {
                let first = plan
                    .lookback
                    .map(|bars| bars + usize::from(reads_the_bar_before(&entry.name, name)));
                assert_eq!(column.first_valid(), first, "{study} {name}");
            } else if !may_be_missing(&entry.name, name) {
                assert!(column.first_valid().is_some(), "{study} {name}");
            }
        }
    });
}

/// Outputs that need the bar before as well, one more than the study's others.
fn reads_the_bar_before(study: &str, output: &str) -> bool {
    study == "squeeze" && output == "fired"
}

/// Outputs that only some settings have.
fn may_be_missing(study: &str, output: &str) -> bool {
    study == "pivots" && ["r4", "s4"].contains(&output)
}

#[test]
fn later_bars_change_nothing_that_was_known() {
    each(|_, study, rows, benchmark| {
        let all = run(study, &series(rows, &[150]), benchmark);
        for len in [0, 1, 2, 30, 120, 201, 260, LEN - 1] {
            let known = run(study, &series(&rows[..len], &[150]), benchmark);
            for (known, all) in known.iter().zip(&all) {
                assert_eq!(*known, part(all, 0..len), "{study} over {len} bars");
            }
        }
    });
}

#[test]
fn what_is_drawn_over_the_prices_scales_with_them() {
    // A factor of 4 changes no digit, so the bits must be those of the plain run.
    let factor = 4.0;
    each(|_, study, rows, benchmark| {
        let plain = run(study, &series(rows, &[]), benchmark);
        let scaled = run(study, &series(&scaled(rows, factor), &[]), benchmark);
        for ((output, plain), scaled) in study.plan().outputs.iter().zip(&plain).zip(&scaled) {
            if output.pane != Pane::Price || output.style == Style::Mark {
                continue;
            }
            let wanted: Column = plain.iter().map(|x| x.map(|x| x * factor)).collect();
            assert_eq!(*scaled, wanted, "{study} {}", output.name);
        }
    });
}

#[test]
fn a_flat_price_is_its_own_average() {
    let mut rows = vec![
        Ohlcv {
            open: 64.0,
            high: 64.0,
            low: 64.0,
            close: 64.0,
            volume: 100.0
        };
        LEN
    ];
    // Nothing is traded at first, and for the four days from the anchor of the example on.
    for at in (0..3).chain(32..36) {
        rows[at].volume = 0.0;
    }
    // TA-Lib's own gives 0 until something is traded.
    let carries_zero = ["vwap"];
    each(|entry, study, _, benchmark| {
        if carries_zero.contains(&entry.name.as_str()) {
            return;
        }
        let columns = run(study, &series(&rows, &[]), benchmark);
        let plan = study.plan();
        // MAMA begins at 0 and is drawn towards the price, so wait until starts no longer matter.
        let start = plan.lookback.zip(plan.settle).map_or(0, |(a, b)| a + b);
        for (output, column) in plan.outputs.iter().zip(&columns) {
            if output.pane == Pane::Price && output.style != Style::Mark {
                let mut settled = column.iter().skip(start).flatten();
                // SAREXT writes the stop of a short position with a minus sign.
                let far = settled.find(|x| (x.abs() / 64.0 - 1.0).abs() > 1e-6);
                assert_eq!(far, None, "{study} {} {}", output.name, entry.title);
            }
        }
    });
}

#[test]
fn no_bar_and_one_bar_are_no_trouble() {
    each(|_, study, rows, benchmark| {
        for len in [0, 1] {
            let columns = run(study, &series(&rows[..len], &[]), benchmark);
            assert!(columns.iter().all(|column| column.len() == len), "{study}");
        }
    });
}

#[test]
fn a_study_begins_anew_after_a_gap() {
    each(|entry, study, rows, benchmark| {
        // Weeks, sessions and anchors are places in time, so the part alone is another question for these.
        if study.plan().lookback.is_none() {
            return;
        }
        let gapped = run(study, &series(rows, &[150]), benchmark);
        let before = run(study, &series(&rows[..150], &[]), benchmark);
        let after = run(study, &series(&rows[150..], &[]), benchmark);
        let outputs = study.plan().outputs;
        let parts = gapped.iter().zip(before.iter().zip(&after));
        for (output, (gapped, (before, after))) in outputs.iter().zip(parts) {
            assert_eq!(part(gapped, 0..150), *before, "{study} before the gap");
            let counts_bars = counts_bars(&entry.name, &output.name);
            let shift = |x: f64| if counts_bars { x + 150.0 } else { x };
            let after: Column = after.iter().map(|x| x.map(shift)).collect();
            assert_eq!(part(gapped, 150..LEN), after, "{study} after the gap");
        }
    });
}

/// Whether the values are indices of bars, which count from the first of all.
fn counts_bars(study: &str, output: &str) -> bool {
    ["maxindex", "minindex"].contains(&study) || output.ends_with("_idx")
}

#[test]
fn parameters_out_of_range_are_refused_and_large_ones_give_nothing() {
    each(|entry, _, rows, benchmark| {
        let bars = series(&rows[..60], &[]);
        for (index, param) in entry.params.iter().enumerate() {
            for number in ["0", "-1", "1.5", "100000", "2147483648", "1e300", "-1e300"] {
                let text = with_param(entry, index, number);
                match Study::parse(&text, "test") {
                    Ok(study) => {
                        run(&study, &bars, benchmark);
                    }
                    Err(error) => {
                        let rule = param.domain.to_string();
                        let is_told = error.to_string().contains(&rule);
                        let do_not_go_together = error.to_string().contains("TA-Lib refuses");
                        assert!(is_told || do_not_go_together, "{text}: {error}");
                    }
                }
            }
            if let Domain::Integer { min, max, .. } = param.domain {
                for number in [i64::from(min) - 1, i64::from(max) + 1] {
                    let text = with_param(entry, index, &number.to_string());
                    assert!(Study::parse(&text, "test").is_err(), "{text}");
                }
            }
        }
    });
}

/// The example of `entry` with one parameter set.
fn with_param(entry: &Listing, index: usize, number: &str) -> String {
    let example = entry.example();
    let name = &entry.params[index].name;
    match example.strip_suffix(')') {
        Some(open) if !example.contains("2024-01-02") => format!("{open}, {name} = {number})"),
        // Its only argument is the one to be set.
        Some(_) => format!("{}({name} = {number})", entry.full_name()),
        None => format!("{example}({name} = {number})"),
    }
}

pub(crate) fn bits(row: &[Option<f64>]) -> Vec<Option<u64>> {
    row.iter().map(|x| x.map(f64::to_bits)).collect()
}

#[test]
fn a_study_opened_on_bars_stands_where_all_of_them_leave_it() {
    each(|_, study, rows, benchmark| {
        let bars = series(rows, &[150]);
        let batch = run(study, &bars, benchmark);
        for len in [150, 151, bars.len()] {
            let start = bars.prefix(len);
            let feed = Feed::from(&start).with_benchmark(benchmark);
            let live = study.open(feed).expect("the batch ran");
            let wanted: Vec<_> = batch.iter().map(|column| column.get(len - 1)).collect();
            assert_eq!(bits(live.row()), bits(&wanted), "{study} of {len} bars");
        }
    });
}

#[test]
fn bar_by_bar_is_the_same_as_all_at_once() {
    each(|_, study, rows, benchmark| {
        let bars = series(rows, &[150]);
        let batch = run(study, &bars, benchmark);
        let start = bars.prefix(90);
        let feed = Feed::from(&start).with_benchmark(benchmark);
        let mut live = study.open(feed).expect("the batch ran");
        for bar in bars.iter().skip(90) {
            if bar.at() == 150 {
                live.gap();
            }
            let wanted: Vec<_> = batch.iter().map(|column| column.get(bar.at())).collect();
            if bar.at() % 7 == 0 {
                let peeked = live.peek(bar).expect("the batch ran");
                assert_eq!(
                    bits(&peeked),
                    bits(&wanted),
                    "{study} at {}, peeked",
                    bar.at()
                );
            }
            let row = live.update(bar).expect("the batch ran");
            assert_eq!(
                bits(row),
                bits(&wanted),
                "{study} at {}: {row:?} {wanted:?}",
                bar.at()
            );
        }
    });
}

#[test]
fn once_settled_the_start_of_the_history_no_longer_matters() {
    let rows = walk(3000, 9);
    let benchmark = series(&walk(3000, 10), &[]);
    let skipped = 700;
    for entry in catalog() {
        let study = study(entry);
        let plan = study.plan();
        let Some(from) = plan.lookback.zip(plan.settle).map(|(a, b)| a + b) else {
            continue;
        };
        assert!(
            skipped + from < rows.len(),
            "{study} would settle after {from} bars"
        );
        let long = run(&study, &series(&rows, &[]), &benchmark);
        let short = run(&study, &series(&rows[skipped..], &[]), &benchmark);
        for (output, (long, short)) in plan.outputs.iter().zip(long.iter().zip(&short)) {
            if counts_bars(&entry.name, &output.name) {
                continue;
            }
            let widest = long
                .iter()
                .flatten()
                .fold(0.0, |most: f64, x| most.max(x.abs()));
            for at in from..short.len() {
                let pair = (long.get(skipped + at), short.get(at));
                let (Some(a), Some(b)) = pair else {
                    assert_eq!(pair, (None, None), "{study}");
                    continue;
                };
                assert!(
                    (a - b).abs() <= 1e-5 * widest,
                    "{study} at {at} of {from}: {a} {b}"
                );
            }
        }
    }
}
