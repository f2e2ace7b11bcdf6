//! What trading by a strategy would have earned: **fill model 1**.
//!
//! [`run`] walks through the bars once. Decisions are made at closes and carried out from the next bar on; the order of
//! events within one bar is the numbered list in `Engine::bar`. Every rule about prices is in `broker`; what is written
//! down is in [`Run`]. Nothing here knows why a strategy decides.
//!
//! ```
//! use strandline::backtest::{BacktestConfig, Input, run};
//! use strandline::strategy::BuyAndHold;
//! # use strandline::{Bars, Basis, Ohlcv, Timeframe};
//! # let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
//! # for day in 2..6 {
//! #     let time = chrono::NaiveDate::from_ymd_opt(2024, 1, day).expect("a date").into();
//! #     let price = f64::from(day) * 10.0;
//! #     builder.push(time, Ohlcv { open: price, high: price, low: price, close: price, volume: 1.0 })?;
//! # }
//! # let bars = builder.build();
//! // Opens and closes at 20, 30, 40, 50; bought at the second open.
//! let run = run(&[Input::new(&bars)], &mut BuyAndHold, &BacktestConfig::default())?;
//! assert_eq!(run.open[0].entry.price, 30.0);
//! # Ok::<(), strandline::Error>(())
//! ```

mod audit;
mod broker;
mod close;
mod config;
mod doubt;
mod entries;
mod exits;
mod fast;
mod fills;
mod grant;
mod grid;
mod input;
mod journal;
pub mod metrics;
mod outcome;
mod sweep;
mod timeline;
mod walk_forward;

pub use audit::{Leak, audit};
pub use config::{BacktestConfig, Margin, Path};
pub use doubt::{Doubt, doubts, doubts_on};
pub use fills::Fills;
pub use grid::Grid;
pub use input::Input;
pub use journal::{Refusal, Rejection, Run};
pub use outcome::Outcome;
pub use sweep::{Keep, SweepConfig, Trial, best, plateau, sweep, sweep_telling};
pub use walk_forward::{Fold, Folds, WalkForward};

use crate::account::{Entry, Portfolio};
use crate::analysis::{AsOf, Late, Replay};
use crate::strategy::Strategy;
use crate::{Result, Time};

use timeline::Timeline;

/// Version of the rules by which orders fill; every report prints it.
pub const FILL_MODEL: u32 = 1;

/// Runs `strategy` over `inputs`.
///
/// Symbols are taken in alphabetical order whatever the order of `inputs`. The strategy is prepared anew, so it can be
/// used for several runs.
///
/// # Errors
///
/// [`Error::Parameter`](crate::Error::Parameter) if `config` breaks a rule, [`Error::Data`](crate::Error::Data) if a
/// symbol is given twice, and what [`Strategy::prepare`] returns.
pub fn run<S: Strategy + ?Sized>(
    inputs: &[Input<'_>],
    strategy: &mut S,
    config: &BacktestConfig,
) -> Result<Run> {
    config.validate()?;
    let inputs = input::sorted(inputs)?;
    let late: Vec<Late<'_>> = inputs.iter().map(|input| Late::new(input.bars)).collect();
    let replays = inputs
        .iter()
        .zip(&late)
        .map(|(input, late)| match input.analysis {
            Some(analysis) => analysis.replay(),
            None => late.replay(),
        });
    let replays: Vec<Replay<'_>> = replays.collect();
    let first: Vec<&AsOf<'_>> = replays.iter().map(Replay::now).collect();
    strategy.prepare(&first)?;
    let mut engine = Engine::new(&inputs, replays, strategy, config);
    engine.walk(strategy);
    Ok(engine.finish())
}

/// An entry that waits for its price.
#[derive(Debug, Clone, Copy)]
struct WaitingEntry {
    symbol: usize,
    entry: Entry,
    /// When it was decided.
    since: Time,
    /// Bars on which it was not met.
    waited: u32,
}

/// One run in progress.
struct Engine<'a> {
    config: &'a BacktestConfig,
    timeline: Timeline<'a>,
    /// By symbol, what was known at its last bar.
    replays: Vec<Replay<'a>>,
    portfolio: Portfolio,
    /// Entries decided and not yet filled, in the order of their decision.
    pending: Vec<WaitingEntry>,
    /// Groups of which one order has filled at this open or inside this bar, and withdraws the others.
    filled_groups: Vec<(usize, u32)>,
    /// Money from exits inside the bar, what covers short positions taken off: cash from the next bar on.
    unsettled: f64,
    /// What those exits add to the money that is free, margins they end included: it buys nothing before the next bar.
    freed: f64,
    run: Run,
}

impl<'a> Engine<'a> {
    fn new<S: Strategy + ?Sized>(
        inputs: &[Input<'a>],
        replays: Vec<Replay<'a>>,
        strategy: &S,
        config: &'a BacktestConfig,
    ) -> Self {
        let symbols: Vec<_> = inputs
            .iter()
            .map(|input| input.bars.symbol().clone())
            .collect();
        let warm_up: Vec<_> = (0..inputs.len())
            .map(|symbol| {
                let mut warm_up = strategy.warm_up(symbol);
                let first = config.fills.first_asked(strategy.first_of_columns(symbol));
                warm_up.bars = warm_up.bars.max(first);
                warm_up
            })
            .collect();
        let timeline = Timeline::new(inputs, &warm_up);
        let run = Run::new(symbols, warm_up, config.cash, timeline.len());
        Self {
            config,
            timeline,
            replays,
            portfolio: Portfolio::new(config.cash, inputs.len()),
            pending: Vec::new(),
            filled_groups: Vec::new(),
            unsettled: 0.0,
            freed: 0.0,
            run,
        }
    }

    /// The bar of now of `symbol` as orders meet it, if something traded in it.
    #[inline]
    fn traded(&self, symbol: usize) -> Option<(usize, broker::Prices)> {
        let (at, row) = self.timeline.traded(symbol)?;
        Some((at, self.config.fills.met(row)))
    }

    fn walk<S: Strategy + ?Sized>(&mut self, strategy: &mut S) {
        for moment in 0..self.timeline.len() {
            self.timeline.go_to(moment);
            self.bar(strategy);
        }
    }

    /// One bar, in the order of fill model 1.
    #[inline]
    fn bar<S: Strategy + ?Sized>(&mut self, strategy: &mut S) {
        // 1. What companies and lenders do takes effect before the open.
        self.corporate_actions();
        self.carry();
        // Most bars fill nothing: a sweep of rules with stops takes half the time by passing over steps 2 and 3.
        if !self.pending.is_empty() || self.may_exit() {
            self.fill(strategy);
        }
        // 4. Mark at the close; a broken maintenance margin covers at the next open.
        // 5. What this bar adds to the best price moves trailing stops from the next bar on.
        self.mark();
        // 6. Decide; what is decided is done from the next bar on.
        self.decide(strategy);
    }

    /// Steps 2 and 3 of a bar.
    fn fill<S: Strategy + ?Sized>(&mut self, strategy: &S) {
        // 2. At the open: first exits (decided at the last close, or at a level the open has passed), then entries by
        //    rank. An entry that opens beyond its own stop or target leaves at the same open.
        self.exits_at_open();
        let touched = self.entries_at_open(strategy);
        // 3. Inside the bar: stop, then target, of every position that was there at the open; then entries whose price
        //    was touched, whose own levels count only if they surely came after. Whether the exit or the touch came
        //    first is not known, so money from these exits buys nothing in this bar, and what a cover costs is not
        //    there to be spent.
        self.exits_inside();
        self.entries_inside(&touched, strategy);
        self.settle();
    }
}
