//! What a backtest runs over.

use crate::account::CorporateAction;
use crate::analysis::Analysis;
use crate::{Bars, Error, Result};

/// One series, what the company did to its shares meanwhile, and where its levels come from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub(super) bars: &'a Bars,
    pub(super) actions: &'a [CorporateAction],
    pub(super) analysis: Option<&'a Analysis>,
}

impl<'a> Input<'a> {
    /// Bars that stand for themselves.
    pub fn new(bars: &'a Bars) -> Self {
        Self::with_actions(bars, &[])
    }

    /// The bars of `analysis`, whose levels are what a strategy is shown; for other inputs they are found by the default
    /// settings, when a strategy asks for them. Rules of a file find theirs by settings of their own.
    pub fn analyzed(analysis: &'a Analysis) -> Self {
        Self {
            analysis: Some(analysis),
            ..Self::new(analysis.bars())
        }
    }

    /// Bars with dividends and splits, in the order of their bars.
    pub fn with_actions(bars: &'a Bars, actions: &'a [CorporateAction]) -> Self {
        Self {
            bars,
            actions,
            analysis: None,
        }
    }

    /// What the company did to its shares, by bar.
    pub fn actions(&self) -> &'a [CorporateAction] {
        self.actions
    }

    /// The bars.
    pub fn bars(&self) -> &'a Bars {
        self.bars
    }
}

impl<'a> From<&'a Bars> for Input<'a> {
    fn from(bars: &'a Bars) -> Self {
        Self::new(bars)
    }
}

/// The inputs by symbol, so that their order in files or folders cannot change a result.
pub(super) fn sorted<'a>(inputs: &[Input<'a>]) -> Result<Vec<Input<'a>>> {
    let mut sorted = inputs.to_vec();
    sorted.sort_by_key(|input| input.bars.symbol());
    if let Some(pair) = sorted
        .windows(2)
        .find(|pair| pair[0].bars.symbol() == pair[1].bars.symbol())
    {
        return Err(Error::Data {
            what: pair[0].bars.symbol().to_string(),
            problem: "given twice".into(),
            help: Some("a backtest takes one series a symbol".into()),
        });
    }
    for input in &sorted {
        if let Some(pair) = input
            .actions
            .windows(2)
            .find(|pair| pair[0].at > pair[1].at)
        {
            return Err(Error::parameter(
                format!("{} corporate action at bar", input.bars.symbol()),
                pair[1].at,
                "must not be before the one ahead of it",
            ));
        }
    }
    Ok(sorted)
}
