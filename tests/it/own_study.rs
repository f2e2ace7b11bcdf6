//! A study of the user's own, by its name wherever a study can be named.

use std::collections::VecDeque;

use strandline::backtest::metrics::Convention;
use strandline::backtest::{BacktestConfig, Grid, Input, Keep, SweepConfig, run, sweep};
use strandline::indicator::{Group, Param, Study, register};
use strandline::rule::Library;
use strandline::strategy::{RuleStrategy, StrategyFile};
use strandline::{Bar, Bars, Basis, Error, Ohlcv, Timeframe, ta};

/// The middle between the highest and the lowest close of the last bars.
#[derive(Debug, Clone)]
struct Middle {
    period: usize,
    closes: VecDeque<f64>,
}

impl ta::Next<&Bar<'_>> for Middle {
    type Output = f64;

    fn next(&mut self, bar: &Bar<'_>) -> f64 {
        self.closes.push_back(bar.close());
        if self.closes.len() > self.period {
            self.closes.pop_front();
        }
        if self.closes.len() < self.period {
            return f64::NAN;
        }
        let highest = self.closes.iter().copied().fold(f64::MIN, f64::max);
        let lowest = self.closes.iter().copied().fold(f64::MAX, f64::min);
        f64::midpoint(highest, lowest)
    }
}

fn register_middle(name: &str) -> Result<(), Error> {
    let params = vec![Param::bars("period", "bars of the middle", 1, 10)];
    register(
        name,
        "Middle of the closes",
        Group::Overlap,
        params,
        |values| Middle {
            period: values.bars(0),
            closes: VecDeque::new(),
        },
    )
}

/// Closes that rise and fall, with a gap before bar 100.
fn bars() -> Bars {
    let mut builder = Bars::builder(
        "ACME".parse().expect("a symbol"),
        Timeframe::Day,
        Basis::Raw,
    );
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    for (at, date) in (0..200_u32).zip(first.iter_days()) {
        if at == 100 {
            builder.gap();
        }
        let close = 100.0 + 20.0 * (f64::from(at) / 9.0).sin() + f64::from(at * 7 % 5);
        let row = Ohlcv {
            open: close,
            high: close + 1.0,
            low: close - 1.0,
            close,
            volume: 1000.0,
        };
        builder.push(date.into(), row).expect("a sound row");
    }
    builder.build()
}

fn strategy(study: &str) -> StrategyFile {
    let text = format!(
        "name = \"middle\"\n[parameters]\nn = 10\n[long]\nenter = \"close > {study}\"\nexit = \"close < {study}\"\n"
    );
    StrategyFile::parse(&text, "middle.toml").expect("a strategy")
}

#[test]
fn it_gives_its_values_anew_after_a_gap_in_one_run_and_bar_by_bar() {
    register_middle("anew").expect("a free name");
    let bars = bars();
    let study: Study = "ta:ANEW(3)".parse().expect("registered");
    let column = &study.run(&bars).expect("bars")[0];
    let middle = |at: usize| {
        let closes = &bars.close()[at - 2..=at];
        let highest = closes.iter().copied().fold(f64::MIN, f64::max);
        f64::midpoint(highest, closes.iter().copied().fold(f64::MAX, f64::min))
    };
    for at in 0..bars.len() {
        let wanted = !(at < 2 || at == 100 || at == 101);
        assert_eq!(column.get(at), wanted.then(|| middle(at)), "bar {at}");
    }
    let start = bars.prefix(150);
    let mut live = study.open(&start).expect("bars");
    for bar in bars.iter().skip(150) {
        assert_eq!(
            live.update(bar).expect("a later bar"),
            [column.get(bar.at())]
        );
    }
    // Another study reads it.
    let of = "sma(ta:anew(3), 2)"
        .parse::<Study>()
        .expect("a study of it");
    assert_eq!(of.run(&bars).expect("bars")[0].first_valid(), Some(3));
}

#[test]
fn a_rule_of_it_trades_as_one_of_the_same_study_of_the_library() {
    register_middle("traded").expect("a free name");
    let bars = bars();
    let config = BacktestConfig::default();
    let test = |study: &str| {
        let mut rules = RuleStrategy::new(&strategy(study));
        rules.bind(&mut Library::new(&bars)).expect("bars");
        let run = run(&[Input::new(&bars)], &mut rules, &config).expect("a run");
        (run.closed.len(), run.final_equity())
    };
    let (own, library) = (test("ta:traded({n})"), test("midpoint({n})"));
    assert!(own.0 > 3, "{own:?}");
    assert_eq!(own, library);
}

#[test]
fn a_sweep_varies_its_parameter() {
    register_middle("swept").expect("a free name");
    let bars = bars();
    let grid = Grid::parse("n=5|10|20").expect("a grid");
    let config = SweepConfig {
        account: BacktestConfig::default(),
        convention: Convention::default(),
        keep: Keep::Figures,
    };
    let trials =
        |study: &str| sweep(&bars, &strategy(study), &grid, &[0, 1, 2], &config).expect("trials");
    let own = trials("ta:swept({n})");
    assert_eq!(own, trials("midpoint({n})"));
    assert_ne!(own[0].final_equity.to_bits(), own[2].final_equity.to_bits());
}

#[cfg(feature = "chart")]
#[test]
fn a_chart_draws_it_over_the_prices() {
    register_middle("drawn").expect("a free name");
    let bars = bars();
    let mut scene = strandline::chart::scene::Scene::new(&bars);
    let study = "ta:drawn".parse().expect("registered");
    assert!(
        scene
            .add_study(&study, strandline::indicator::Feed::from(&bars))
            .expect("bars")
    );
    assert_eq!(scene.overlays.len(), 1);
    let first = scene.overlays[0].values.iter().position(Option::is_some);
    assert_eq!(first, Some(9));
}

#[test]
fn a_name_is_taken_once_and_must_be_one_that_can_be_written() {
    register_middle("taken").expect("a free name");
    for (name, rule) in [
        (
            "taken",
            "study = ta:taken: must not be the name of another study",
        ),
        (
            "rsi",
            "study = ta:rsi: must not be the name of another study",
        ),
        (
            "My Study",
            "study = My Study: must be small letters, digits and _, a letter first",
        ),
        (
            "",
            "study = : must be small letters, digits and _, a letter first",
        ),
    ] {
        let error = register_middle(name).expect_err("a name that will not do");
        assert_eq!(error.to_string(), rule);
    }
    let error = "ta:takn(3)".parse::<Study>().expect_err("a slip");
    assert_eq!(error.help().as_deref(), Some("did you mean \"taken\"?"));
}
