//! Backtests beside bounds: programs written for one strategy by hand that do no more than must be done.
//!
//! `cargo bench --bench backtest`: CPU time of one thread, each pair measured in turn. The single run over the bundled
//! series of GOOG, a million bars and the memory they take, a sweep of 10,000 pairs, a portfolio of 500 symbols, a rule
//! over a million rows. Every bound ends in the figures of the engine, which is made sure of before anything is timed.

mod bound;
mod support;

use bound::{Figures, means};
use strandline::account::{Entry, Order, Portfolio, Size};
use strandline::backtest::metrics::{Convention, Drawdown, Metrics, Moments, returns};
use strandline::backtest::{
    BacktestConfig, Grid, Input, Keep, Run, SweepConfig, Trial, run, sweep,
};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::evidence::Random;
use strandline::rule::{Holds, Library, Origin, Parameters, Rule, Scope, Type};
use strandline::strategy::{Builtin, RuleStrategy, Strategy, WarmUp};
use strandline::{AsOf, Bars, Basis, Ohlcv, Timeframe};
use support::{Job, figure, medians};

/// Turns of each measurement.
const TURNS: usize = 11;

/// The bundled series of GOOG: 2,148 bars, those of the published comparisons.
fn goog() -> Bars {
    let csv = Sample::named("GOOG").expect("a bundled series").csv();
    let read = read_bytes("GOOG.csv".as_ref(), csv.to_vec(), &ReadOptions::default());
    read.expect("sound rows").swap_remove(0).bars
}

/// A random walk of `len` bars, the same for the same name.
fn walk(name: &str, len: usize) -> Bars {
    let seed = name
        .bytes()
        .fold(1_u64, |sum, byte| sum * 31 + u64::from(byte));
    let mut random = Random::new(seed, 0);
    let symbol = name.parse().expect("a symbol");
    let mut builder = Bars::builder(symbol, Timeframe::Minutes(1), Basis::Raw);
    builder.reserve(len);
    let first = chrono::NaiveDate::from_ymd_opt(1950, 1, 2).expect("a day");
    let mut time = first.and_time(chrono::NaiveTime::MIN);
    let mut close = 100.0;
    for _ in 0..len {
        let open = close * (1.0 + 0.01 * (random.unit() - 0.5));
        close = (open * (1.0 + 0.04 * (random.unit() - 0.5))).clamp(1.0, 1e4);
        let row = Ohlcv {
            open,
            high: open.max(close) * (1.0 + 0.01 * random.unit()),
            low: open.min(close) * (1.0 - 0.01 * random.unit()),
            close,
            volume: 1e6 * (1.0 + random.unit()),
        };
        builder.push(time, row).expect("a sound row");
        time += chrono::TimeDelta::minutes(1);
    }
    builder.build()
}

/// The same strategy for the engine.
struct Cross {
    fast: Vec<f64>,
    slow: Vec<f64>,
}

impl Cross {
    fn new(bars: &Bars) -> Self {
        Self {
            fast: means(bars.close(), 20),
            slow: means(bars.close(), 50),
        }
    }
}

impl Strategy for Cross {
    fn warm_up(&self, _: usize) -> WarmUp {
        WarmUp {
            bars: 50,
            held_back_by: None,
        }
    }

    #[inline]
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let at = now.at();
        let before = self.fast[at - 1] > self.slow[at - 1];
        let is_above = self.fast[at] > self.slow[at];
        if before == is_above {
            return Vec::new();
        }
        if is_above && portfolio.is_flat(symbol) {
            let half = now.opens()[at] * 0.5;
            vec![Order::Enter(Entry::long(Size::EquityPct(100.0)).stop(half))]
        } else if !is_above && !portfolio.is_flat(symbol) {
            vec![Order::Exit]
        } else {
            Vec::new()
        }
    }
}

/// What the bound programs tell, of a run.
fn figures(run: &Run) -> Figures {
    let moments = Moments::of(&returns(&run.equity));
    Figures {
        final_equity: run.final_equity(),
        mean: moments.mean.unwrap_or(0.0),
        deviation: moments.deviation.unwrap_or(0.0),
        max_drawdown: Drawdown::of(&run.equity).deepest,
        closed_trades: run.closed.len(),
    }
}

fn single(bars: &Bars, name: &str) {
    let config = BacktestConfig::default();
    let file = Builtin::find("sma-cross")
        .expect("it is there")
        .file()
        .expect("it reads");
    let engine = || run(&[Input::new(bars)], &mut Cross::new(bars), &config).expect("valid");
    assert!(bound::single(bars).is_like(&figures(&engine())), "{name}");
    let mut library = Library::new(bars);
    let mut by_rules = RuleStrategy::new(&file);
    by_rules.bind(&mut library).expect("it binds");
    let found = medians(
        &mut [
            Job::new(|| bound::single(bars)),
            Job::new(|| {
                let run = engine();
                (figures(&run), run)
            }),
            Job::new(|| Metrics::of(&engine(), Some(bars), Convention::default())),
            Job::new(|| run(&[Input::new(bars)], &mut by_rules, &config).expect("valid")),
            Job::new(|| {
                run(&[Input::new(bars)], &mut RuleStrategy::new(&file), &config).expect("valid")
            }),
        ],
        TURNS,
    );
    let ns = 1e9 / bars.len() as f64;
    let per_bar = |what: &str, seconds: f64| {
        figure(&format!("{name}: {what}"), seconds * ns, "ns/bar", "");
    };
    let ratio = |what: &str, seconds: f64, goal: &str| {
        figure(
            &format!("{name}: {what} / bound"),
            seconds / found[0],
            "x",
            goal,
        );
    };
    per_bar("bound program", found[0]);
    per_bar("event loop, studies and figures included", found[1]);
    ratio("event loop", found[1], "<= 2");
    ratio("with all 36 figures", found[2], "");
    ratio("by bound rules", found[3], "");
    ratio("by rules, columns included", found[4], "");
}

fn sweeps(bars: &Bars) {
    let (fasts, slows): (Vec<usize>, Vec<usize>) = ((2..=101).collect(), (102..=201).collect());
    let file = Builtin::find("sma-cross")
        .expect("it is there")
        .file()
        .expect("it reads");
    let grid = Grid::parse("fast=2..101:1,slow=102..201:1").expect("a grid");
    assert_eq!(grid.len(), 10_000);
    let indices: Vec<usize> = (0..grid.len()).collect();
    let config = SweepConfig {
        account: BacktestConfig::default(),
        convention: Convention::default(),
        keep: Keep::Figures,
    };
    let trials = || sweep(bars, &file, &grid, &indices, &config).expect("valid");
    let bounds = bound::sweep(bars, &fasts, &slows);
    let told = trials();
    for (trial, bound) in told.iter().zip(&bounds) {
        assert!(is_like(trial, bound), "{trial:?} and {bound:?}");
    }
    let finals = told.iter().map(|trial| trial.final_equity);
    let highest = finals.fold(0.0, f64::max);
    figure("10,000 pairs: highest final equity", highest, "", "");
    let found = medians(
        &mut [
            Job::new(|| bound::sweep(bars, &fasts, &slows)),
            Job::new(trials),
        ],
        7,
    );
    figure("10,000 pairs: bound program", found[0] * 1e3, "ms", "");
    figure("10,000 pairs: sweep", found[1] * 1e3, "ms", "");
    figure(
        "10,000 pairs: sweep / bound",
        found[1] / found[0],
        "x",
        "<= 3",
    );
}

/// Whether a trial tells what the bound does: the ratio of Sharpe is made of its moments.
fn is_like(trial: &Trial, bound: &Figures) -> bool {
    let sharpe = bound.mean / bound.deviation * Convention::default().bars_a_year.sqrt();
    let told = Figures {
        final_equity: trial.final_equity,
        mean: trial.sharpe.unwrap_or(0.0),
        max_drawdown: trial.max_drawdown,
        closed_trades: trial.closed_trades,
        ..*bound
    };
    told.is_like(&Figures {
        mean: if bound.deviation > 0.0 { sharpe } else { 0.0 },
        ..*bound
    })
}

/// Channel breakouts by precomputed masks, for any number of symbols.
struct Masks(Vec<(Holds, Holds)>);

impl Strategy for Masks {
    #[inline]
    fn on_close(&mut self, symbol: usize, now: &AsOf<'_>, portfolio: &Portfolio) -> Vec<Order> {
        let (enter, exit) = &self.0[symbol];
        let order = if portfolio.is_flat(symbol) {
            let entry = Entry::long(Size::EquityPct(1.0));
            enter.is_at(now.at()).then_some(Order::Enter(entry))
        } else {
            exit.is_at(now.at()).then_some(Order::Exit)
        };
        order.into_iter().collect()
    }
}

fn portfolio() {
    let all: Vec<Bars> = (0..500)
        .map(|number| walk(&format!("S{number:03}"), 2500))
        .collect();
    let masks: Vec<(Holds, Holds)> = all
        .iter()
        .map(|bars| {
            let mut library = Library::new(bars);
            let mut mask = |text: &str| {
                let rule = condition(text);
                rule.holds(&mut library).expect("it holds")
            };
            (
                mask("close > highest(high, 55)[1]"),
                mask("close < lowest(low, 20)[1]"),
            )
        })
        .collect();
    let inputs: Vec<Input<'_>> = all.iter().map(Input::new).collect();
    let mut strategy = Masks(masks.clone());
    let config = BacktestConfig::default();
    let told = figures(&run(&inputs, &mut strategy, &config).expect("valid"));
    let bound = bound::pool(&all, &masks);
    assert!(bound.is_like(&told), "{bound:?} and {told:?}");
    let found = medians(
        &mut [
            Job::new(|| bound::pool(&all, &masks)),
            Job::new(|| {
                let run = run(&inputs, &mut strategy, &config).expect("valid");
                (figures(&run), run)
            }),
        ],
        TURNS,
    );
    figure(
        "500 x 2,500: bound program, one pool of cash",
        found[0] * 1e3,
        "ms",
        "",
    );
    figure("500 x 2,500: one pool of cash", found[1] * 1e3, "ms", "");
    figure(
        "500 x 2,500: pool / bound",
        found[1] / found[0],
        "x",
        "<= 4",
    );
}

fn condition(text: &str) -> Rule {
    let origin = Origin::alone("rule", text);
    Rule::parse(
        text,
        origin,
        &Parameters::new(),
        Type::Condition,
        Scope::Entry,
    )
    .expect("it reads")
}

fn rules(bars: &Bars) {
    let rule = condition("close > highest(high, 55)[1] and volume > 1.5 * mean(volume, 20)");
    let mut library = Library::new(bars);
    rule.holds(&mut library).expect("it holds");
    let volume = bars.volume().expect("volume");
    let highest: Vec<f64> = (0..bars.len())
        .map(|at| {
            bars.high()[at.saturating_sub(55)..at.max(1)]
                .iter()
                .copied()
                .fold(0.0, f64::max)
        })
        .collect();
    let mean = means(volume, 20);
    let by_hand = || {
        let mut bytes = vec![0_u8; bars.len()];
        let rows = bars.close().iter().zip(&highest).zip(volume).zip(&mean);
        for (byte, (((close, highest), volume), mean)) in bytes.iter_mut().zip(rows) {
            *byte = u8::from(close > highest) & u8::from(*volume > 1.5 * mean);
        }
        bytes
    };
    let found = medians(
        &mut [
            Job::new(by_hand),
            Job::new(|| rule.holds(&mut library).expect("it holds")),
        ],
        TURNS,
    );
    let ns = 1e9 / bars.len() as f64;
    figure(
        "rule over a million rows: loop by hand",
        found[0] * ns,
        "ns/row",
        "",
    );
    figure(
        "rule over a million rows: rule",
        found[1] * ns,
        "ns/row",
        "",
    );
    figure(
        "rule over a million rows: rule / hand",
        found[1] / found[0],
        "x",
        "<= 3",
    );
}

/// The most memory the process has held so far, in MB; `None` where the system does not tell.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

fn main() {
    // Everything on this thread, whose CPU time is measured.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .expect("the first pool of the process");
    let million = walk("MILLION", 1_000_000);
    let config = BacktestConfig::default();
    let run = run(&[Input::new(&million)], &mut Cross::new(&million), &config).expect("valid");
    let metrics = Metrics::of(&run, Some(&million), Convention::default());
    if let Some(megabytes) = peak_memory() {
        let name = "1M bars: peak memory, bars and all 36 figures included";
        figure(name, megabytes, "MB", "<= 120");
    }
    drop((run, metrics));
    let goog = goog();
    single(&goog, "GOOG");
    single(&million, "1M bars");
    sweeps(&goog);
    portfolio();
    rules(&million);
}
