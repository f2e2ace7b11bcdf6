//! Binds the rules of a side to one series, and notes until when they cannot decide.

use super::WarmUp;
use crate::Result;
use crate::rule::{BoundRule, Holds, Known, Library, Mask, Rule};

/// When to leave: on these bars, if what speaks of the trade holds there too.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WayOut {
    pub(super) bars: Mask,
    pub(super) asked: Option<BoundRule>,
}

impl WayOut {
    pub(super) fn is_open(&self, at: usize, known: &Known) -> bool {
        let holds = |rule: &BoundRule| rule.holds_at(at, known);
        self.bars.get(at) && self.asked.as_ref().is_none_or(holds)
    }
}

/// Binds rules one after the other and notes which of them can decide last.
pub(super) struct Binder<'l, 'a> {
    library: &'l mut Library<'a>,
    warm_up: WarmUp,
    first_of_columns: usize,
}

impl<'l, 'a> Binder<'l, 'a> {
    pub(super) fn new(library: &'l mut Library<'a>) -> Self {
        Self {
            library,
            warm_up: WarmUp::default(),
            first_of_columns: 0,
        }
    }

    /// Until when what was bound could not decide, and the first bar on which every column has a value.
    pub(super) fn warm_up(self) -> (WarmUp, usize) {
        (self.warm_up, self.first_of_columns)
    }

    pub(super) fn bind(&mut self, rule: &Rule) -> Result<BoundRule> {
        let bound = rule.bind(self.library)?;
        let len = self.library.bars().len();
        let (bars, held_back_by) = bound.warm_up(len);
        if bars > self.warm_up.bars {
            self.warm_up = WarmUp { bars, held_back_by };
        }
        self.first_of_columns = self.first_of_columns.max(bound.first_of_columns(len));
        Ok(bound)
    }

    pub(super) fn bind_any(&mut self, rule: Option<&Rule>) -> Result<Option<BoundRule>> {
        rule.map(|rule| self.bind(rule)).transpose()
    }

    pub(super) fn holds(&mut self, rule: &Rule) -> Result<Holds> {
        self.bind(rule)?.holds(rule, self.library)
    }

    /// The ways out by `rule`. One that speaks of a level and of the trade is taken apart at `or`: a condition that
    /// holds needs no other of which it is not known.
    pub(super) fn exits(&mut self, rule: &Rule) -> Result<Vec<WayOut>> {
        if !rule.has_position() {
            return Ok(vec![WayOut {
                bars: self.holds(rule)?.mask,
                asked: None,
            }]);
        }
        let rules = if rule.has_level() {
            rule.alternatives()
        } else {
            vec![rule.clone()]
        };
        rules.iter().map(|rule| self.way_out(rule)).collect()
    }

    fn way_out(&mut self, rule: &Rule) -> Result<WayOut> {
        let (asked, known) = rule.by_position();
        let bars = match known {
            Some(rule) => self.holds(&rule)?.mask,
            None => Mask::all(self.library.bars().len()),
        };
        Ok(WayOut {
            bars,
            asked: asked.map(|rule| self.bind(&rule)).transpose()?,
        })
    }
}
