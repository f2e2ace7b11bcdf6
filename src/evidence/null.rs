//! Where nothing is to be found, and where something is: what the method must say of either.
//!
//! [`random_entries`] looks at arbitrary prices as if a detector had found them. [`planted`] makes bars that do turn at
//! given prices more often than chance has it.

use chrono::{Days, NaiveDate};

use super::Random;
use super::control::{Collector, EVERY_BARS, Entry, Place};
use crate::analysis::Analysis;
use crate::level::{Family, Role, UserLevel};
use crate::market::{Bars, Basis, Ohlcv, Timeframe};
use crate::{Error, Result};

/// Places on each side that a detector of nothing finds.
const PLACES: usize = 3;

/// The entries at arbitrary prices that are told as levels, with arbitrary prices beside them: at each look three places a
/// side, 0.75 to 5 ATR away, as wide as a level.
pub fn random_entries(analysis: &Analysis, seed: u64) -> Vec<Entry> {
    let mut collector = Collector::new(analysis, Family::User, seed);
    let mut random = Random::new(seed, 0x5241_4e44);
    for at in (0..analysis.bars().len()).step_by(EVERY_BARS) {
        let places: Vec<Place> = [Role::Resistance, Role::Support]
            .into_iter()
            .flat_map(|role| std::iter::repeat_n(role, PLACES))
            .map(|role| Place {
                role,
                away: -role.seen(-(0.75 + 4.25 * random.unit())),
                half: 0.25,
                age: at,
                tests: 0,
            })
            .collect();
        collector.look(at, &places);
    }
    collector.done()
}

/// Log distance between two planted levels.
const SPACING: f64 = 0.09;
/// Planted levels to either side of the first price.
const REACH: i32 = 40;
/// Steps of a bar, and size of a step in logs: a bar ranges over about 1.5 %.
const STEPS: usize = 24;
const STEP: f64 = 0.0025;
/// How far beyond the reach of its zone, in logs, price must have been for a visit to begin.
const AWAY: f64 = 0.012;
/// Drift away from a level that turns price, per step.
const PUSH: f64 = 0.0012;

/// Bars of a random walk that turns at every 9 % with probability `turns` more than chance, and the levels at which it
/// does.
///
/// # Errors
///
/// None that the arguments can cause; building bars has the type of one.
pub fn planted(bars: usize, turns: f64, seed: u64) -> Result<(Bars, Vec<UserLevel>)> {
    let mut random = Random::new(seed, 0x504c_414e);
    let symbol = format!("PLANTED{seed}").parse()?;
    let mut builder = Bars::builder(symbol, Timeframe::Day, Basis::Raw).without_volume();
    let first = NaiveDate::from_ymd_opt(2000, 1, 3)
        .ok_or_else(|| Error::parameter("date", "2000-01-03", "must be a date"))?;
    let (mut price, mut push, mut was_away) = (0.5 * SPACING, 0.0, true);
    for day in 0..bars as u64 {
        let open = price;
        let (mut high, mut low) = (open, open);
        for _ in 0..STEPS {
            let nearest = (price / SPACING).round() * SPACING;
            let gap = price - nearest;
            if gap.abs() > AWAY {
                (was_away, push) = (true, 0.0);
            } else if was_away && gap.abs() < AWAY / 4.0 {
                was_away = false;
                if random.unit() < turns {
                    push = gap.signum() * PUSH;
                }
            }
            // Back towards the first price, so that the planted levels do not end.
            let pull = -price.signum() * 0.00001;
            price += push + pull + STEP * (2.0 * random.unit() - 1.0) * 3.0_f64.sqrt();
            high = high.max(price);
            low = low.min(price);
        }
        let row = Ohlcv {
            open: 100.0 * open.exp(),
            high: 100.0 * high.exp(),
            low: 100.0 * low.exp(),
            close: 100.0 * price.exp(),
            volume: 0.0,
        };
        builder.push((first + Days::new(day)).into(), row)?;
    }
    let levels = (-REACH..=REACH).map(|k| UserLevel::at(100.0 * (f64::from(k) * SPACING).exp()));
    Ok((builder.build(), levels.collect()))
}
