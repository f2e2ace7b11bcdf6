//! The rule language: conditions and prices as text, checked before they run.
//!
//! ```text
//! close crosses_above resistance and tests >= 3 and volume > 1.5 * sma(volume, 20)
//! rsi(2) < 10 and close > sma({slow})
//! round(close - 0.5 * atr(10), 2)
//! ```
//!
//! A [`Rule`] is read once, with every complaint pointing at its letter, and then bound to bars as a [`BoundRule`] that
//! says on which bars it holds, or what it is worth at one. There are no loops, no files and no clock, and how deep a
//! rule nests and how far it looks back is limited, so a rule from anywhere is safe to run. What is not defined (a
//! study that warms up, a division by 0) makes a condition false and a number absent.
//!
//! Words about levels speak of one level: `resistance` (`support`) is the far edge of a level that had this role at the
//! close of the bar before, the same number on both sides of a `crosses_`; `state`, `tests`, `highs`, `lows` and
//! `known_age` are that level after the bar. The rule holds if it holds for some level alive at the close before; the
//! one nearest to the close is told. Nothing here knows about orders or strategies.

mod check;
mod compile;
mod constraint;
mod dates;
mod explain;
mod expression;
mod known;
mod level;
mod library;
mod mask;
mod parse;
mod program;
mod window;
mod word;

pub use check::Scope;
pub use constraint::constraint;
pub use explain::{Explained, Explanation};
pub use known::{Known, LevelFacts, PositionFacts};
pub use library::Library;
pub(crate) use mask::Mask;
pub use word::Type;

use compile::compile;
use expression::{Expression, Operator};
use program::Program;
use word::{Topic, Word};

use crate::Result;
use crate::analysis::Analysis;
use crate::indicator::Letters;
pub use crate::indicator::{Origin, Parameters};

/// A rule that was read and makes sense.
///
/// ```
/// use strandline::rule::{Origin, Parameters, Rule, Scope, Type};
///
/// let read = |text| {
///     Rule::parse(text, Origin::alone("rule", text), &Parameters::new(), Type::Condition, Scope::Entry)
/// };
/// assert!(read("close > sma(50) and not in_consolidation").is_ok());
/// let error = read("close > resistence").unwrap_err();
/// assert_eq!(error.to_string(), "rule, line 1, column 9: unknown name \"resistence\"");
/// assert_eq!(error.help().as_deref(), Some("did you mean \"resistance\"?"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    text: String,
    expression: Expression,
}

impl Rule {
    /// Reads `text`, which stands at `origin`, with `parameters` filled in.
    ///
    /// # Errors
    ///
    /// [`Error::Syntax`](crate::Error::Syntax) at the first letter that is wrong.
    pub fn parse(
        text: &str,
        origin: Origin<'_>,
        parameters: &Parameters,
        wanted: Type,
        scope: Scope,
    ) -> Result<Self> {
        let mut letters = Letters::new(text, origin, parameters);
        let expression = parse::parse(&mut letters)?;
        check::check(&expression, wanted, scope, &letters)?;
        Ok(Self {
            text: text.to_owned(),
            expression,
        })
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it speaks of a level.
    pub fn has_level(&self) -> bool {
        self.expression.has_level()
    }

    /// Whether it speaks of the open position.
    pub fn has_position(&self) -> bool {
        self.expression.has_position()
    }

    /// When a price by it is told.
    pub fn told(&self) -> Told {
        let of_position = |word: Word| word.topic() == Topic::Position;
        let moves = |word| of_position(word) && !matches!(word, Word::EntryPrice | Word::AtEntry);
        if self.expression.any(&moves) {
            Told::EveryClose
        } else if self.has_position() {
            Told::AtFill
        } else if self.expression.has_order() {
            Told::AtOpen
        } else {
            Told::AtDecision
        }
    }

    /// Whether it speaks of the open of the bar on which an order works.
    pub fn has_next_open(&self) -> bool {
        self.expression.has_order()
    }

    /// Makes it ready for the bars of `library`.
    ///
    /// # Errors
    ///
    /// [`Error::Data`](crate::Error::Data) if it reads what the bars do not have.
    pub fn bind(&self, library: &mut Library<'_>) -> Result<BoundRule> {
        Ok(BoundRule {
            program: compile(&self.expression, library)?,
            has_level: self.has_level(),
        })
    }

    /// On which bars it holds, for a rule that does not speak of a position; with the level it holds for, if it speaks
    /// of one.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`].
    pub fn holds(&self, library: &mut Library<'_>) -> Result<Holds> {
        self.bind(library)?.holds(self, library)
    }

    /// Whether it holds at the close of bar `at`, and for which level if it speaks of one: the nearest such level.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`].
    pub fn holds_at(
        &self,
        library: &mut Library<'_>,
        at: usize,
    ) -> Result<(bool, Option<LevelFacts>)> {
        let bound = self.bind(library)?;
        if !self.has_level() {
            return Ok((bound.holds_at(at, &Known::default()), None));
        }
        if !self.without_levels(library)?.get(at) {
            return Ok((false, None));
        }
        let level = level::known(library.analysis()?, at)
            .into_iter()
            .find(|&level| {
                let known = Known {
                    level: Some(level),
                    ..Known::default()
                };
                bound.holds_at(at, &known)
            });
        Ok((level.is_some(), level))
    }

    /// The nearest level at the close of bar `at` for which it is defined.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`].
    pub fn level_at(&self, library: &mut Library<'_>, at: usize) -> Result<Option<LevelFacts>> {
        let bound = self.bind(library)?;
        let levels = level::known(library.analysis()?, at);
        Ok(levels.into_iter().find(|&level| {
            let known = Known {
                level: Some(level),
                ..Known::default()
            };
            bound.number(at, &known).is_some()
        }))
    }

    /// What every part of it is worth at the close of bar `at`.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`].
    pub fn explain(
        &self,
        library: &mut Library<'_>,
        at: usize,
        known: Known,
    ) -> Result<Explanation> {
        explain::explain((&self.expression, &self.text), library, at, known)
    }

    /// Where the conditions that speak of no level hold, of those joined by `and` at the top.
    fn without_levels(&self, library: &mut Library<'_>) -> Result<Mask> {
        let len = library.bars().len();
        let mut mask = Mask::all(len);
        for condition in self.expression.joined_by(Operator::And) {
            if !condition.has_level() {
                mask.keep(&compile(condition, library)?.mask(len));
            }
        }
        Ok(mask)
    }

    /// The rules joined by `or` at the top: this one holds where one of them does.
    pub(crate) fn alternatives(&self) -> Vec<Self> {
        let parts = self.expression.joined_by(Operator::Or);
        parts.into_iter().map(|part| self.part(part)).collect()
    }

    /// The conditions joined by `and` at the top, as one rule of those that speak of the open position and one of all
    /// others.
    pub(crate) fn by_position(&self) -> (Option<Self>, Option<Self>) {
        let (asked, others): (Vec<_>, Vec<_>) = self
            .expression
            .joined_by(Operator::And)
            .into_iter()
            .partition(|part| part.has_position());
        let all = |parts| Expression::all_of(parts).map(|all| self.part(&all));
        (all(asked), all(others))
    }

    fn part(&self, expression: &Expression) -> Self {
        Self {
            text: self.text.clone(),
            expression: expression.clone(),
        }
    }

    /// The role it names a level by: `resistance` or `support`.
    pub(crate) fn role(&self) -> Option<&'static str> {
        [Word::Resistance, Word::Support]
            .into_iter()
            .find(|role| self.expression.any(&|word| word == *role))
            .map(Word::name)
    }

    /// A window of extremes that a price of the same bars is to be beyond, though it reaches to the bar itself.
    pub fn own_window(&self) -> Option<&str> {
        let mut whole = std::iter::once(&self.expression).chain(self.expression.below());
        let window = whole.find_map(Expression::own_window)?;
        self.text.get(window.place.clone())
    }

    /// Whether it names the entry price and is the same for every entry.
    pub fn ignores_entry(&self) -> bool {
        check::ignores_entry(&self.expression)
    }

    /// Whether it follows the entry price as `a + b * entry_price` only.
    pub(crate) fn is_affine_in_entry(&self) -> bool {
        check::is_affine_in_entry(&self.expression)
    }
}

/// When a price is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// At the close of the decision, once: it speaks of the bars alone.
    AtDecision,
    /// At the open of the bar on which its order works: it speaks of that open.
    AtOpen,
    /// At the fill, once, by its price; every other value is that of the decision.
    AtFill,
    /// Anew at every close of the trade: it speaks of what changes in it.
    EveryClose,
}

/// Where a rule holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holds {
    pub(crate) mask: Mask,
    /// The level it holds for, by bar; empty for a rule that speaks of none.
    levels: Vec<(usize, LevelFacts)>,
}

impl Holds {
    /// Whether it holds on bar `at`; false past the end.
    #[inline]
    pub fn is_at(&self, at: usize) -> bool {
        self.mask.get(at)
    }

    /// The first bar from `at` on.
    #[inline]
    pub fn next(&self, at: usize) -> Option<usize> {
        self.mask.next(at)
    }

    /// The bars, rising.
    pub fn bars(&self) -> impl Iterator<Item = usize> {
        self.mask.iter()
    }

    /// The level it holds for on bar `at`.
    pub fn level(&self, at: usize) -> Option<LevelFacts> {
        let place = self.levels.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        Some(self.levels[place].1)
    }
}

/// A rule ready to be asked at single bars.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundRule {
    program: Program,
    has_level: bool,
}

impl BoundRule {
    /// Its number at the close of bar `at` of the bars it was bound to; `None` where it is not defined.
    pub fn number(&self, at: usize, known: &Known) -> Option<f64> {
        self.program.value(at, known)
    }

    /// Whether it holds there.
    pub fn holds_at(&self, at: usize, known: &Known) -> bool {
        self.number(at, known).is_some_and(|value| value > 0.5)
    }

    /// [`Rule::holds`] of the `rule` that it is.
    pub(crate) fn holds(&self, rule: &Rule, library: &mut Library<'_>) -> Result<Holds> {
        let len = library.bars().len();
        if !self.has_level {
            return Ok(Holds {
                mask: self.program.mask(len),
                levels: Vec::new(),
            });
        }
        let where_else = rule.without_levels(library)?;
        let levels = level::choices(&self.program, &where_else, library.analysis()?);
        let mut mask = Mask::none(len);
        for (at, _) in &levels {
            mask.set(*at);
        }
        Ok(Holds { mask, levels })
    }

    /// The first bar on which every column it reads has a value, whatever it looks back on.
    pub(crate) fn first_of_columns(&self, len: usize) -> usize {
        self.program.first_of_columns(len)
    }

    /// The first bar on which everything it needs is defined, and what was last to be.
    pub fn warm_up(&self, len: usize) -> (usize, Option<String>) {
        let (bars, name) = self.program.warm_up(len);
        if self.has_level && bars < Analysis::FIRST_ATR {
            return (Analysis::FIRST_ATR, Some("levels".to_owned()));
        }
        (bars, name.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests;
