//! What prices did around dated events, beside what they do on ordinary days.
//!
//! The abnormal return of a session is what the return was less what the market model expected of it:
//!
//! ```text
//! AR[t] = r[t] - (alpha + beta m[t])          r, m: log returns of the series and of its benchmark, close to close
//! CAR[a, b] = AR[t + a] + ... + AR[t + b]
//! ```
//!
//! alpha and beta by least squares over the 250 joined sessions that end 11 before the event, at least 60; without a
//! benchmark beta is 0 and alpha the mean return. Source: A. C. `MacKinlay`, "Event Studies in Economics and Finance", Journal
//! of Economic Literature 35, 1997.
//!
//! One event cannot tell how much wider returns scatter on days of events, so no t-value is told: its abnormal return, in
//! standard deviations of its own model, is ranked among those of ordinary days drawn before it, each with a model of its
//! own (C. J. Corrado, "A Nonparametric Test for Abnormal Security-Price Performance", Journal of Financial Economics 23,
//! 1989, ranks for the same reason).

use std::collections::BTreeSet;

use serde::Serialize;

use super::Random;
use crate::analysis::Analysis;
use crate::market::Bars;

/// Joined sessions a model is fitted to, at most and at least, and sessions left out before the event.
const ESTIMATION: (usize, usize) = (250, 60);
const LEFT_OUT: usize = 11;
/// Bars within which a gap is or is not filled.
const FILL_BARS: usize = 5;

/// How events are studied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudyConfig {
    /// First and last session of the window, counted from the event.
    pub window: (i32, i32),
    /// Ordinary days to compare with.
    pub placebos: usize,
    /// Seed by which they are drawn.
    pub seed: u64,
}

impl Default for StudyConfig {
    /// The session and three after it, beside 1,000 ordinary days.
    fn default() -> Self {
        Self {
            window: (0, 3),
            placebos: 1000,
            seed: 1,
        }
    }
}

/// The model of ordinary returns before an event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Model {
    /// Return of a session in which the benchmark does not move.
    pub alpha: f64,
    /// Return for each unit of the benchmark's; `None` without a benchmark.
    pub beta: Option<f64>,
    /// Standard deviation of what is left.
    pub sigma: f64,
    /// Sessions it was fitted to.
    pub sessions: usize,
    /// Share of them in which the price did not move: where it is large, beta is too low.
    pub unmoved: f64,
}

/// The open of the session beside the close before it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gap {
    /// Open over the close before, less 1.
    pub gap: f64,
    /// The same in ATR of log prices.
    pub gap_atr: Option<f64>,
    /// Share of the gaps of the year before that were smaller, up or down.
    pub larger_than: Option<f64>,
    /// Earlier gaps of the same direction, at least half as large in ATR.
    pub like: usize,
    /// Share of those that were filled within five sessions.
    pub filled: Option<f64>,
}

/// What is left of the returns around an event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Abnormal {
    /// The model.
    pub model: Model,
    /// Abnormal return of the session itself.
    pub ar: f64,
    /// Sum over the window, as far as it lies before the end of the bars.
    pub car: Option<f64>,
    /// Ordinary days it is compared with.
    pub placebos: usize,
    /// Share of them whose abnormal return was nearer to 0, each in its own standard deviations.
    pub ar_larger_than: Option<f64>,
    /// The same of the sum over the window.
    pub car_larger_than: Option<f64>,
    /// Place of the abnormal return among those the model was fitted to, from the lowest; 1 is the lowest.
    pub rank: usize,
}

/// What prices did in the session of an event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reaction {
    /// Return of the session, close to close.
    pub change: f64,
    /// Its opening gap.
    pub gap: Gap,
    /// What is left beside ordinary returns; `None` with fewer than 60 sessions to tell those by.
    pub abnormal: Option<Abnormal>,
}

/// Returns of a series and its benchmark in the sessions both have.
#[derive(Debug)]
pub struct EventStudy<'a> {
    analysis: &'a Analysis,
    /// The last bar that may be used.
    last: usize,
    config: StudyConfig,
    joined: Vec<Joined>,
    has_benchmark: bool,
    /// Bars of all events: no ordinary day lies near one.
    events: BTreeSet<usize>,
}

/// A session that both have.
#[derive(Debug, Clone, Copy)]
struct Joined {
    at: usize,
    own: f64,
    benchmark: f64,
}

impl<'a> EventStudy<'a> {
    /// Studies events in the sessions of the bars `events` of `analysis`, as of bar `last`, by `benchmark`, of which the
    /// closes of the same times are used.
    pub fn new(
        analysis: &'a Analysis,
        last: usize,
        benchmark: Option<&Bars>,
        events: impl IntoIterator<Item = usize>,
        config: StudyConfig,
    ) -> Self {
        let bars = analysis.bars();
        let there = |at: usize| {
            let Some(benchmark) = benchmark else {
                return Some(0.0);
            };
            let place = benchmark.time().binary_search(bars.time().get(at)?).ok()?;
            Some(benchmark.close().get(place)?.ln())
        };
        let closes: Vec<(usize, f64, f64)> = (0..=last.min(bars.len().saturating_sub(1)))
            .filter_map(|at| Some((at, bars.close().get(at)?.ln(), there(at)?)))
            .collect();
        let joined = closes.windows(2).filter_map(|pair| match pair {
            [before, now] => Some(Joined {
                at: now.0,
                own: now.1 - before.1,
                benchmark: now.2 - before.2,
            }),
            _ => None,
        });
        Self {
            analysis,
            last,
            config,
            joined: joined.collect(),
            has_benchmark: benchmark.is_some(),
            events: events.into_iter().collect(),
        }
    }

    /// What prices did in the session of bar `at`; `None` for the first bar and for one after the last that may be used.
    pub fn reaction(&self, at: usize) -> Option<Reaction> {
        let bars = self.analysis.bars();
        let before = at.checked_sub(1).filter(|_| at <= self.last)?;
        Some(Reaction {
            change: bars.close().get(at)? / bars.close().get(before)? - 1.0,
            gap: self.gap(at)?,
            abnormal: self.abnormal(at),
        })
    }

    /// The gap at the open of bar `at` in log prices, and in ATR of the bar before.
    fn gap_at(&self, at: usize) -> Option<(f64, Option<f64>)> {
        let bars = self.analysis.bars();
        let before = at.checked_sub(1)?;
        let gap = (bars.open().get(at)? / bars.close().get(before)?).ln();
        let atr = self.analysis.atr_log(before).filter(|&atr| atr > 0.0);
        Some((gap, atr.map(|atr| gap / atr)))
    }

    fn gap(&self, at: usize) -> Option<Gap> {
        let bars = self.analysis.bars();
        let (gap, gap_atr) = self.gap_at(at)?;
        let year = at.saturating_sub(ESTIMATION.0).max(1)..at;
        let sizes = year
            .filter_map(|at| self.gap_at(at))
            .map(|(gap, _)| gap.abs());
        let (smaller, all) = sizes.fold((0_usize, 0_usize), |(smaller, all), size| {
            (smaller + usize::from(size < gap.abs()), all + 1)
        });
        let is_like = |earlier: f64| {
            gap_atr.is_some_and(|size| earlier * size > 0.0 && earlier.abs() >= size.abs() / 2.0)
        };
        let is_filled = |from: usize| {
            let close = bars.close()[from - 1];
            let reach = from..from + FILL_BARS;
            let (lows, highs) = (&bars.low()[reach.clone()], &bars.high()[reach]);
            if gap > 0.0 {
                lows.iter().any(|&low| low <= close)
            } else {
                highs.iter().any(|&high| high >= close)
            }
        };
        let earlier = (1..at.saturating_sub(FILL_BARS))
            .filter(|&from| self.gap_at(from).and_then(|it| it.1).is_some_and(is_like));
        let (filled, like) = earlier.fold((0_usize, 0_usize), |(filled, like), from| {
            (filled + usize::from(is_filled(from)), like + 1)
        });
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        Some(Gap {
            gap: gap.exp_m1(),
            gap_atr,
            larger_than: share(smaller, all),
            like,
            filled: share(filled, like),
        })
    }

    fn abnormal(&self, at: usize) -> Option<Abnormal> {
        let place = self.joined.binary_search_by_key(&at, |it| it.at).ok()?;
        let model = self.model(place)?;
        let (ar, car) = (self.left(place, &model)?, self.sum(place, &model));
        let (mut below_ar, mut below_car, mut placebos) = (0_usize, 0_usize, 0_usize);
        let ordinary = self.ordinary(place);
        let mut random = Random::new(self.config.seed, at as u64);
        for _ in 0..self.config.placebos {
            let Some(&day) = (!ordinary.is_empty())
                .then(|| ordinary.get(random.below(ordinary.len())))
                .flatten()
            else {
                break;
            };
            let Some(own) = self.model(day) else { continue };
            let (Some(one), Some(many)) = (self.left(day, &own), self.sum(day, &own)) else {
                continue;
            };
            placebos += 1;
            below_ar += usize::from((one / own.sigma).abs() < (ar / model.sigma).abs());
            below_car += usize::from(
                car.is_some_and(|car| (many / own.sigma).abs() < (car / model.sigma).abs()),
            );
        }
        let share = |below: usize| (placebos > 0).then(|| below as f64 / placebos as f64);
        let fitted = self.fitted(place)?;
        let lower = fitted.iter().filter(|it| residual(it, &model) < ar).count();
        Some(Abnormal {
            model,
            ar,
            car,
            placebos,
            ar_larger_than: share(below_ar),
            car_larger_than: car.and_then(|_| share(below_car)),
            rank: lower + 1,
        })
    }

    /// The sessions that the model before the joined session `place` is fitted to.
    fn fitted(&self, place: usize) -> Option<&[Joined]> {
        let end = (place + 1).checked_sub(LEFT_OUT)?;
        let first = end.saturating_sub(ESTIMATION.0);
        self.joined
            .get(first..end)
            .filter(|it| it.len() >= ESTIMATION.1)
    }

    /// `None` where there are too few sessions, or none in which the price moved.
    fn model(&self, place: usize) -> Option<Model> {
        let fitted = self.fitted(place)?;
        let n = fitted.len() as f64;
        let mean = |of: fn(&Joined) -> f64| fitted.iter().map(of).sum::<f64>() / n;
        let (own, benchmark) = (mean(|it| it.own), mean(|it| it.benchmark));
        let mut products = (0.0, 0.0);
        for it in fitted {
            products.0 += (it.own - own) * (it.benchmark - benchmark);
            products.1 += (it.benchmark - benchmark).powi(2);
        }
        let beta = if products.1 > 0.0 {
            products.0 / products.1
        } else {
            0.0
        };
        let mut model = Model {
            alpha: own - beta * benchmark,
            beta: self.has_benchmark.then_some(beta),
            sigma: 0.0,
            sessions: fitted.len(),
            unmoved: fitted.iter().filter(|it| it.own.abs() < 1e-12).count() as f64 / n,
        };
        let squares: f64 = fitted.iter().map(|it| residual(it, &model).powi(2)).sum();
        let parameters = if self.has_benchmark { 2.0 } else { 1.0 };
        model.sigma = (squares / (n - parameters)).sqrt();
        (model.sigma > 0.0).then_some(model)
    }

    fn left(&self, place: usize, model: &Model) -> Option<f64> {
        Some(residual(self.joined.get(place)?, model))
    }

    /// The sum over the window; `None` where it does not end before the bars do.
    fn sum(&self, place: usize, model: &Model) -> Option<f64> {
        let (first, last) = self.window(place)?;
        let within = self.joined.get(first..=last)?;
        Some(within.iter().map(|it| residual(it, model)).sum())
    }

    fn window(&self, place: usize) -> Option<(usize, usize)> {
        let moved = |by: i32| place.checked_add_signed(by as isize);
        Some((moved(self.config.window.0)?, moved(self.config.window.1)?))
    }

    /// Joined sessions before the event at `place` whose windows hold no event and end before it.
    fn ordinary(&self, place: usize) -> Vec<usize> {
        let (before, after) = self.config.window;
        let reach = before.unsigned_abs().max(after.unsigned_abs()) as usize + 1;
        let end = place.saturating_sub(LEFT_OUT.max(reach));
        let is_ordinary = |&day: &usize| {
            let bar = |place: usize| self.joined.get(place).map(|it| it.at);
            let (first, last) = (bar(day.saturating_sub(reach)), bar(day + reach));
            first
                .zip(last)
                .is_some_and(|(first, last)| self.events.range(first..=last).next().is_none())
        };
        (ESTIMATION.1 + LEFT_OUT..end).filter(is_ordinary).collect()
    }
}

fn residual(it: &Joined, model: &Model) -> f64 {
    it.own - model.alpha - model.beta.unwrap_or_default() * it.benchmark
}

#[cfg(test)]
mod tests;
