//! An analysis that is made when it is first read.

use std::ops::Deref;
use std::sync::OnceLock;

use super::{Analysis, AnalysisConfig, Replay, analyze};
use crate::market::Bars;

/// The analysis of a series by the default settings, made when it is first read: most who walk a series look at its
/// prices alone, and finding levels takes a hundred times as long as walking.
#[derive(Debug)]
pub(crate) struct Late<'a> {
    bars: &'a Bars,
    found: OnceLock<Analysis>,
}

impl<'a> Late<'a> {
    /// The analysis of `bars`, not made yet.
    pub(crate) fn new(bars: &'a Bars) -> Self {
        Self {
            bars,
            found: OnceLock::new(),
        }
    }

    /// What was known bar by bar.
    pub(crate) fn replay(&self) -> Replay<'_> {
        Replay::new(Source::Late(self))
    }

    fn analysis(&self) -> &Analysis {
        self.found.get_or_init(|| {
            analyze(self.bars, &AnalysisConfig::default())
                .expect("the default settings hold no price that could be wrong")
        })
    }
}

/// Where an [`AsOf`](super::AsOf) reads from. To read anything but the bars makes the analysis.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'a> {
    Made(&'a Analysis),
    Late(&'a Late<'a>),
}

impl<'a> Source<'a> {
    pub(super) fn bars(self) -> &'a Bars {
        match self {
            Self::Made(analysis) => analysis.bars(),
            Self::Late(late) => late.bars,
        }
    }

    pub(super) fn analysis(self) -> &'a Analysis {
        match self {
            Self::Made(analysis) => analysis,
            Self::Late(late) => late.analysis(),
        }
    }
}

impl Deref for Source<'_> {
    type Target = Analysis;

    fn deref(&self) -> &Analysis {
        self.analysis()
    }
}
