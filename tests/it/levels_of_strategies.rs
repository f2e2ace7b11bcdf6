//! A strategy of one's own sees at every close the levels that an analysis of the bars up to there finds, and no more.

use strandline::account::{Order, Portfolio};
use strandline::analysis::Standing;
use strandline::backtest::{BacktestConfig, Input, run};
use strandline::data::sample::Sample;
use strandline::data::{ReadOptions, read_bytes};
use strandline::level::Family;
use strandline::strategy::Strategy;
use strandline::{AnalysisConfig, AsOf, Bars, analyze};

/// Notes the levels of some closes, and how far the columns reach.
struct Witness {
    every: usize,
    seen: Vec<(usize, Vec<Standing>)>,
}

impl Strategy for Witness {
    fn on_close(&mut self, _: usize, now: &AsOf<'_>, _: &Portfolio) -> Vec<Order> {
        for column in [now.opens(), now.highs(), now.lows(), now.closes()] {
            assert_eq!(column.len(), now.at() + 1);
        }
        if now.at().is_multiple_of(self.every) {
            self.seen.push((now.at(), now.levels().to_vec()));
        }
        Vec::new()
    }
}

fn sample() -> Bars {
    let csv = Sample::named("GOOG").expect("a bundled series").csv();
    let read = read_bytes("GOOG.csv".as_ref(), csv.to_vec(), &ReadOptions::default());
    read.expect("sound rows").swap_remove(0).bars.prefix(900)
}

fn witnessed(input: Input<'_>, every: usize) -> Vec<(usize, Vec<Standing>)> {
    let mut witness = Witness {
        every,
        seen: Vec::new(),
    };
    run(&[input], &mut witness, &BacktestConfig::default()).expect("the run is valid");
    witness.seen
}

#[test]
fn the_levels_of_a_close_are_those_of_the_bars_up_to_it() {
    let bars = sample();
    let config = AnalysisConfig::default();
    let seen = witnessed(Input::new(&bars), 37);
    assert!(seen.last().is_some_and(|(_, levels)| levels.len() > 10));
    for (at, levels) in &seen {
        let known = analyze(&bars.prefix(at + 1), &config).expect("it reads");
        assert_eq!(known.as_of(*at).levels(), levels, "bar {at}");
    }
    // Asked at every close or at some, they are the same.
    let all = witnessed(Input::new(&bars), 1);
    assert!(seen.iter().all(|(at, levels)| all[*at].1 == *levels));
}

#[test]
fn an_analysis_that_is_given_is_the_one_that_is_seen() {
    let bars = sample();
    let config = AnalysisConfig::of([Family::Swing]);
    let analysis = analyze(&bars, &config).expect("it reads");
    let seen = witnessed(Input::analyzed(&analysis), 300);
    for (at, levels) in seen {
        assert_eq!(analysis.as_of(at).levels(), levels);
    }
}
