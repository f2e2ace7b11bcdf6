//! Placebo levels: what the same rules would have earned on levels that are nowhere in particular.

use rayon::prelude::*;
use serde::Serialize;

use super::draws::Draws;
use super::random::Random;
use crate::account::Trade;
use crate::analysis::{Analysis, AnalysisConfig, analyze};
use crate::backtest::metrics::quantile;
use crate::backtest::{BacktestConfig, Input, Run, run};
use crate::level::{Family, Level, Role};
use crate::rule::Library;
use crate::strategy::{RuleStrategy, StrategyFile};
use crate::{Bars, Result};

/// A placebo lies at least this far from every level of its family that was alive, in ATR.
const APART_ATR: f64 = 0.5;
/// Distances tried for a placebo before it is left out.
const TRIES: usize = 50;

/// How a run compares with the same rules on arbitrary levels.
///
/// Every level is replaced by one of the same date, side, family and width whose distance from the close is drawn from
/// the distances of all levels of that family and side, at least 0.5 ATR away from every living level of the family;
/// what prices do to it is what they do there ([`Analysis::displaced`]). A rule whose levels matter earns more a trade
/// on the real ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Placebo {
    /// Share of the placebo runs whose trades earned less on average, as parts of the money at their entry; ties count
    /// half.
    pub beaten: f64,
    /// Placebo runs that closed a trade; the others have no average and are not counted.
    pub runs: usize,
    /// Mean return of a closed trade on the real levels.
    pub mean_return: f64,
    /// Median over the placebo runs of their mean return of a closed trade.
    pub placebo_mean_return: f64,
    /// Median number of closed trades of the placebo runs.
    pub placebo_trades: f64,
    /// Share of the levels for which a free place was found.
    pub moved: f64,
}

impl Placebo {
    /// Compares the closed trades of `result`, made by the rules of `file` over `inputs`, with those of the same rules
    /// on `draws.count` sets of placebo levels. `None` for rules that speak of no level, without closed trades on the
    /// real levels, or without any on the others.
    ///
    /// # Errors
    ///
    /// Those of [`analyze`], [`RuleStrategy::bind`] and [`run`].
    pub fn of(
        inputs: &[Input<'_>],
        file: &StrategyFile,
        result: &Run,
        config: &BacktestConfig,
        draws: Draws<'_>,
    ) -> Result<Option<Self>> {
        let Some(own) = mean_return(result).filter(|_| file.speaks_of_levels()) else {
            return Ok(None);
        };
        let mut inputs = inputs.to_vec();
        inputs.sort_by_key(|input| input.bars().symbol());
        let all = inputs
            .iter()
            .map(|input| Sites::of(input.bars()))
            .collect::<Result<Vec<_>>>()?;
        let runs = (0..draws.count as u64)
            .into_par_iter()
            .map(|number| {
                let outcome = one(&inputs, &all, file, config, (draws.seed, number));
                (draws.told)();
                outcome
            })
            .collect::<Result<Vec<One>>>()?;
        Ok(Self::compare(own, &runs))
    }

    fn compare(own: f64, runs: &[One]) -> Option<Self> {
        let means: Vec<f64> = runs.iter().filter_map(|run| run.mean_return).collect();
        let trades: Vec<f64> = runs.iter().map(|run| run.trades as f64).collect();
        let score = |other: &f64| match own.total_cmp(other) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        Some(Self {
            beaten: means.iter().map(score).sum::<f64>() / means.len() as f64,
            runs: means.len(),
            mean_return: own,
            placebo_mean_return: quantile(&means, 0.5)?,
            placebo_trades: quantile(&trades, 0.5)?,
            moved: runs.iter().map(|run| run.moved).sum::<f64>() / runs.len() as f64,
        })
    }
}

/// One run on placebo levels.
#[derive(Debug, Clone, Copy)]
struct One {
    mean_return: Option<f64>,
    trades: usize,
    moved: f64,
}

fn one(
    inputs: &[Input<'_>],
    all: &[Sites],
    file: &StrategyFile,
    config: &BacktestConfig,
    (seed, number): (u64, u64),
) -> Result<One> {
    let mut strategy = RuleStrategy::new(file);
    let (mut moved, mut levels) = (0, 0);
    for (stream, sites) in (number * all.len() as u64..).zip(all) {
        let shifts = sites.shifts(&mut Random::new(seed, stream));
        moved += shifts.iter().flatten().count();
        levels += shifts.len();
        let library = Library::new(sites.analysis.bars());
        strategy.bind(&mut library.with_levels(sites.analysis.displaced(&shifts)))?;
    }
    let run = run(inputs, &mut strategy, config)?;
    Ok(One {
        mean_return: mean_return(&run),
        trades: run.closed.len(),
        moved: moved as f64 / levels.max(1) as f64,
    })
}

/// Mean return of a closed trade.
fn mean_return(run: &Run) -> Option<f64> {
    let returns = run.closed.iter().map(Trade::return_frac);
    (!run.closed.is_empty()).then(|| returns.sum::<f64>() / run.closed.len() as f64)
}

/// The levels of one series, and where others could have been.
struct Sites {
    analysis: Analysis,
    each: Vec<Site>,
    /// Distances of levels from the close that made them known, in ATR, by [`Sites::pool`].
    pools: Vec<Vec<f64>>,
}

/// The surroundings of a level when it became known, as distances from the close in ATR.
struct Site {
    pool: usize,
    atr: f64,
    own: f64,
    /// Living levels of its family, itself included.
    taken: Vec<f64>,
}

impl Sites {
    fn of(bars: &Bars) -> Result<Self> {
        let analysis = analyze(bars, &AnalysisConfig::default())?;
        let mut pools = vec![Vec::new(); 2 * Family::ALL.len()];
        let mut each = Vec::with_capacity(analysis.levels().len());
        let mut replay = analysis.replay();
        for level in analysis.levels() {
            let now = replay.advance_to(level.known_at);
            let atr = analysis.atr_log(level.known_at).unwrap_or(f64::NAN);
            let close = bars.close()[level.known_at].ln();
            let distance = |centre: f64| (centre.ln() - close) / atr;
            let family = now.levels().iter();
            let family = family.filter(|standing| standing.level.family == level.family);
            let site = Site {
                pool: pool(level),
                atr,
                own: distance(level.born.centre()),
                taken: family
                    .map(|standing| distance(standing.zone.centre()))
                    .collect(),
            };
            pools[site.pool].push(site.own);
            each.push(site);
        }
        Ok(Self {
            analysis,
            each,
            pools,
        })
    }

    /// How far each level is moved, in log prices.
    fn shifts(&self, random: &mut Random) -> Vec<Option<f64>> {
        let place = |site: &Site| {
            let pool = &self.pools[site.pool];
            let drawn = (0..TRIES).map(|_| pool[random.below(pool.len())]);
            let mut free = drawn.filter(|place| site.is_free(*place));
            Some((free.next()? - site.own) * site.atr)
        };
        self.each.iter().map(place).collect()
    }
}

impl Site {
    fn is_free(&self, place: f64) -> bool {
        self.taken
            .iter()
            .all(|taken| (taken - place).abs() >= APART_ATR)
    }
}

fn pool(level: &Level) -> usize {
    2 * level.family as usize + usize::from(level.role == Role::Support)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Costs;
    use crate::{Basis, Ohlcv, Timeframe};

    /// A market that turns within a whisker of 100 and of 110, again and again, with days of noise between. It tells no
    /// volume: an even one has its peaks at prices where nothing turns.
    fn range_bound() -> Bars {
        let symbol = "ACME".parse().unwrap();
        let builder = Bars::builder(symbol, Timeframe::Day, Basis::SplitAdjusted);
        let mut builder = builder.without_volume();
        let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        let mut random = Random::new(11, 0);
        let mut close = 105.0;
        let mut slope: f64 = 1.0;
        for day in 0..1500_u64 {
            let open = close;
            close += slope * random.unit() * 1.6 - 0.3 * slope;
            slope = if close >= 109.5 {
                -1.0
            } else if close <= 100.5 {
                1.0
            } else {
                slope
            };
            close = close.clamp(100.2, 109.8);
            let row = Ohlcv {
                open,
                high: open.max(close) + 0.2 * random.unit(),
                low: open.min(close) - 0.2 * random.unit(),
                close,
                volume: 1000.0,
            };
            let time = (first + chrono::Days::new(day)).into();
            builder.push(time, row).unwrap();
        }
        builder.build()
    }

    fn compare(text: &str) -> Option<Placebo> {
        let bars = range_bound();
        let file = StrategyFile::parse(text, "test").unwrap();
        let config = BacktestConfig {
            costs: Costs::NONE,
            ..BacktestConfig::default()
        };
        let inputs = [Input::new(&bars)];
        let result = run(&inputs, &mut RuleStrategy::new(&file), &config).unwrap();
        assert!(!result.closed.is_empty());
        Placebo::of(&inputs, &file, &result, &config, Draws::silent(12, 1)).unwrap()
    }

    #[test]
    fn where_price_does_turn_at_its_levels_the_real_ones_earn_more() {
        let found = compare(
            "[long]\nenter = 'state == \"testing\" and tests >= 2 and close > support'\n\
             exit = \"bars_held >= 8\"",
        );
        let found = found.unwrap();
        assert!(found.beaten >= 0.8, "{found:?}");
        assert!(found.moved > 0.5, "{found:?}");
        assert!(found.mean_return > found.placebo_mean_return);
    }

    #[test]
    fn rules_without_levels_have_no_placebo() {
        let found = compare("[long]\nenter = \"close > close[1]\"\nexit = \"close < close[1]\"");
        assert_eq!(found, None);
    }
}
