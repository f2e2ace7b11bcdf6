//! The analysis of real series, 25 years and more: what must hold at every bar, and what is known about single days.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use strandline::data::{self, ReadOptions};
use strandline::level::Expiry;
use strandline::{
    Analysis, AnalysisConfig, AsOf, Bars, Fact, FactKind, Family, LevelId, Role, Standing, State,
};

use crate::no_lookahead::{
    assert_families_are_independent, assert_mirrored, assert_prefix, assert_same_story,
};
use crate::sketch::analyzed;
use crate::support;
use strandline::evidence::Random;

fn daily(shared: &Path, symbol: &str) -> Bars {
    let path = shared.join("data/daily").join(symbol).with_extension("csv");
    data::read_one(&path, &ReadOptions::default())
        .expect("a clean file")
        .bars
}

fn as_of<'a>(analysis: &'a Analysis, date: &str) -> AsOf<'a> {
    let date = date.parse().expect("a date");
    analysis.as_of(analysis.bars().at_or_before(date).expect("a bar"))
}

/// The shelf of November 2025 under 162.
fn shelf<'a>(now: &'a AsOf<'_>) -> &'a Standing {
    let is_it = |level: &&Standing| {
        let Standing { zone, count, .. } = level;
        level.level.family == Family::Shelf
            && zone.low >= 160.5
            && zone.high <= 162.0
            && *count >= 6
    };
    now.levels()
        .iter()
        .find(is_it)
        .expect("a shelf of at least six highs within 160.5-162.0")
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn alibaba_stood_under_a_shelf_broke_it_and_fell_back() {
    let shared = support::shared();
    let bars = daily(&shared, "BABA");
    let analysis = analyzed(&bars, &AnalysisConfig::default());
    let before = as_of(&analysis, "2025-11-28");
    let resistance = shelf(&before);
    assert_eq!(
        (resistance.role, resistance.state),
        (Role::Resistance, State::Testing)
    );
    assert_eq!(
        bars.date(resistance.level.known_at).to_string(),
        "2025-11-19"
    );
    assert_eq!((resistance.count, resistance.tests.len()), (7, 2));
    assert!(matches!(before.consolidation(), Some(range) if (15..=20).contains(&range.bars)));

    let id = resistance.level.id;
    let on_the_day = as_of(&analysis, "2025-12-01");
    assert_eq!(on_the_day.level(id).expect("alive").state, State::Broken);
    let after = as_of(&analysis, "2025-12-03");
    let failed = after.level(id).expect("alive").last;
    assert_eq!((failed.at, failed.kind), (after.at(), FactKind::Failed));
}

/// The states of a level after each of its facts, starting from its birth.
#[derive(Default)]
struct Lives {
    states: BTreeMap<LevelId, State>,
    gone: BTreeSet<LevelId>,
}

impl Lives {
    /// Takes in a fact; asserts that the state machine allows it.
    fn take(&mut self, fact: &Fact) {
        use State::{Active, Broken, Confirmed, Sustained, Testing};
        let Some(id) = fact.level else { return };
        assert!(
            !self.gone.contains(&id),
            "{fact:?} happens to an expired level"
        );
        let before = self.states.get(&id).copied();
        let (allowed, after): (&[State], State) = match fact.kind {
            FactKind::Formed { .. } => {
                assert_eq!(before, None, "{id} is born twice");
                self.states.insert(id, Active);
                return;
            }
            FactKind::Testing => (&[Active], Testing),
            FactKind::Cleared => (&[Testing], Active),
            FactKind::Break | FactKind::GapBreak => (&[Active, Testing], Broken),
            FactKind::Confirmed => (&[Broken], Confirmed),
            FactKind::Sustained => (&[Confirmed], Sustained),
            FactKind::Failed => (&[Broken, Confirmed], Active),
            FactKind::Lapsed => (&[Broken], Active),
            FactKind::Lost => (&[Confirmed, Sustained], Active),
            FactKind::Flipped { .. } => (&[Sustained], Active),
            FactKind::Test => (&[Active], Active),
            FactKind::Touch => (&[Testing], Testing),
            FactKind::Expired {
                reason: Expiry::Superseded,
            } => (&[Active, Testing], State::Expired),
            FactKind::Expired { .. } => (&[Active], State::Expired),
            _ => return,
        };
        let before = before.expect("born before anything happens to it");
        assert!(allowed.contains(&before), "{fact:?} from {before}");
        if after == State::Expired {
            self.gone.insert(id);
        }
        self.states.insert(id, after);
    }
}

/// The table of the state machine, seen from its facts, and the bounds, at every bar.
fn assert_invariants(bars: &Bars) {
    let analysis = analyzed(bars, &AnalysisConfig::default());
    let ids: BTreeSet<LevelId> = analysis.levels().iter().map(|level| level.id).collect();
    assert_eq!(ids.len(), analysis.levels().len(), "a number is used twice");
    let mut lives = Lives::default();
    let mut replay = analysis.replay();
    let mut facts = analysis.facts().iter().peekable();
    for at in 0..bars.len() {
        while let Some(fact) = facts.next_if(|fact| fact.at <= at) {
            assert_eq!(fact.at, at, "facts come in the order of bars");
            lives.take(&fact);
        }
        let now = replay.advance_to(at);
        let mut alive: BTreeMap<Family, usize> = BTreeMap::new();
        for standing in now.levels() {
            *alive.entry(standing.level.family).or_default() += 1;
            assert_eq!(Some(&standing.state), lives.states.get(&standing.level.id));
            assert!(standing.zone.low <= standing.zone.high && standing.level.known_at <= at);
        }
        assert!(
            alive.values().all(|&count| count <= 64),
            "{alive:?} at {at}"
        );
        let living = lives.states.len() - lives.gone.len();
        assert_eq!(living, now.levels().len());
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn at_every_bar_of_three_long_series_the_state_machine_holds() {
    let shared = support::shared();
    for symbol in ["BABA", "XOM", "SPY"] {
        let bars = daily(&shared, symbol);
        assert_invariants(&bars);
        assert_families_are_independent(&bars);
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn three_long_series_cut_a_thousand_times_knew_then_what_the_whole_says_it_knew() {
    let shared = support::shared();
    for (symbol, cuts) in [("BABA", 400), ("XOM", 300), ("SPY", 300)] {
        let bars = daily(&shared, symbol);
        let mut random = Random::new(cuts, 0);
        let cuts = (0..cuts)
            .map(|_| 1 + random.below(bars.len()))
            .collect::<Vec<_>>();
        assert_prefix(&bars, &AnalysisConfig::default(), cuts.into_iter());
    }
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn a_real_series_scaled_or_mirrored_tells_the_same_story() {
    let shared = support::shared();
    let bars = daily(&shared, "BABA");
    assert_same_story(&bars, |price| price * 7.3);
    assert_same_story(&bars, |price| price * 0.001);
    assert_mirrored(&bars);
}

/// The value below which a share of the sorted `values` lies.
fn quantile(values: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank"
    )]
    let rank = ((values.len() - 1) as f64 * share) as usize;
    values[rank]
}

#[test]
#[ignore = "needs the shared data: set STRANDLINE_SHARED"]
fn ranges_are_as_wide_for_their_length_as_measured_elsewhere() {
    let shared = support::shared();
    let folder = std::fs::read_dir(shared.join("data/daily")).expect("a folder");
    let paths: Vec<_> = folder.map(|entry| entry.expect("a file").path()).collect();
    // Length, then the measured median and 20th percentile over the twelve files, as ranges.
    let measured = [
        (20usize, 1.03..=1.05, 0.82..=0.84),
        (60, 1.07..=1.10, 0.84..=0.86),
    ];
    for (length, median, fifth) in measured {
        let mut taus = Vec::new();
        for path in &paths {
            let bars = data::read_one(path, &ReadOptions::default())
                .expect("a clean file")
                .bars;
            let analysis = analyzed(&bars, &AnalysisConfig::of([]));
            for at in length.max(15)..bars.len() {
                let window = at + 1 - length..at + 1;
                let high = bars.high()[window.clone()]
                    .iter()
                    .copied()
                    .fold(0.0, f64::max);
                let low = bars.low()[window].iter().copied().fold(f64::MAX, f64::min);
                let atr = analysis.atr_log(at).expect("past the warm-up");
                taus.push((high / low).ln() / (atr * (length as f64).sqrt()));
            }
        }
        taus.sort_by(f64::total_cmp);
        assert!(
            median.contains(&quantile(&taus, 0.5)),
            "median of {length}: {}",
            quantile(&taus, 0.5)
        );
        assert!(
            fifth.contains(&quantile(&taus, 0.2)),
            "fifth of {length}: {}",
            quantile(&taus, 0.2)
        );
    }
}
