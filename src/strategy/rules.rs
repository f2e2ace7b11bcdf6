//! A strategy file at work.

use super::side::Side;
use super::sizing::SizeRule;
use super::{Now, Orders, Strategy, StrategyFile, WarmUp};
use crate::account::{
    Bracket, Direction, Entry, EntryKind, Level, Life, Order, Portfolio, Position,
};
use crate::analysis::AnalysisConfig;
use crate::rule::{BoundRule, Holds, Library, Mask, Moment, PositionFacts, Rule};
use crate::{Bars, Result};

/// Trades by the rules of a [`StrategyFile`].
///
/// Flat, it asks the entry of each side, long first, and gives the first order that can be told; in a trade, it asks the
/// exit of that side. A stop or target that speaks of the trade is told anew at every close.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleStrategy {
    sides: Vec<Side>,
    analysis: AnalysisConfig,
    /// By symbol, then by side.
    desks: Vec<Desk>,
}

/// The rules bound to one series.
#[derive(Debug, Clone, PartialEq)]
struct Desk {
    sides: Vec<BoundSide>,
    warm_up: WarmUp,
}

/// One side bound to one series.
#[derive(Debug, Clone, PartialEq)]
struct BoundSide {
    direction: Direction,
    enter: Holds,
    exit: Option<Exit>,
    size: SizeRule<BoundRule>,
    limit: Option<BoundRule>,
    stop_entry: Option<BoundRule>,
    life: Life,
    stop: Option<Protection>,
    target: Option<Protection>,
    score: Option<BoundRule>,
}

/// When to leave: known for all bars at once unless the rule speaks of the trade.
#[derive(Debug, Clone, PartialEq)]
enum Exit {
    Known(Holds),
    Asked(BoundRule),
}

/// A price around a trade.
#[derive(Debug, Clone, PartialEq)]
struct Protection {
    rule: BoundRule,
    /// Whether it speaks of the trade, and is told anew at every close.
    follows: bool,
}

impl RuleStrategy {
    /// The strategy of a file; levels are found by the default settings.
    pub fn new(file: &StrategyFile) -> Self {
        Self::of_sides(file.sides().to_vec())
    }

    /// The strategy of these sides.
    pub(crate) fn of_sides(sides: Vec<Side>) -> Self {
        Self {
            sides,
            analysis: AnalysisConfig::default(),
            desks: Vec::new(),
        }
    }

    /// Finds levels by these settings.
    #[must_use]
    pub fn with_analysis(mut self, config: AnalysisConfig) -> Self {
        self.analysis = config;
        self
    }

    /// Binds the rules to the bars of `library`, in place of [`Strategy::prepare`], so that many strategies share
    /// columns.
    ///
    /// # Errors
    ///
    /// Those of [`Rule::bind`].
    pub fn bind(&mut self, library: &mut Library<'_>) -> Result<()> {
        let desk = Desk::new(&self.sides, library)?;
        self.desks.push(desk);
        Ok(())
    }
}

impl RuleStrategy {
    /// The masks of entry and exit and the first bar with a decision, if the strategy (bound to one series) does nothing
    /// but buy with all the money at the open and sell at the open.
    pub fn order_free(&self) -> Option<(&Mask, &Mask, usize)> {
        let [desk] = self.desks.as_slice() else {
            return None;
        };
        let [side] = desk.sides.as_slice() else {
            return None;
        };
        let is_plain = side.direction == Direction::Long
            && side.size == SizeRule::Everything
            && side.limit.is_none()
            && side.stop_entry.is_none()
            && side.stop.is_none()
            && side.target.is_none();
        match &side.exit {
            Some(Exit::Known(exit)) if is_plain => {
                Some((&side.enter.mask, &exit.mask, desk.warm_up.bars))
            }
            _ => None,
        }
    }
}

/// A [`RuleStrategy`] that was bound by [`RuleStrategy::bind`], one call a symbol, and needs no preparation.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    strategy: RuleStrategy,
}

impl Bound {
    /// Takes a strategy as it is bound.
    pub fn new(strategy: RuleStrategy) -> Self {
        Self { strategy }
    }
}

impl Strategy for Bound {
    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.strategy.warm_up(symbol)
    }

    #[inline]
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        self.strategy.on_close(now, portfolio, orders);
    }

    #[inline]
    fn next_decision(&self, symbol: usize, at: usize, portfolio: &Portfolio) -> usize {
        self.strategy.next_decision(symbol, at, portfolio)
    }
}

impl Strategy for RuleStrategy {
    fn prepare(&mut self, bars: &[&Bars]) -> Result<()> {
        self.desks.clear();
        for bars in bars {
            let mut library = Library::new(bars).with_analysis(self.analysis.clone());
            self.bind(&mut library)?;
        }
        Ok(())
    }

    fn warm_up(&self, symbol: usize) -> WarmUp {
        self.desks[symbol].warm_up.clone()
    }

    #[inline]
    fn on_close(&mut self, now: Now<'_>, portfolio: &Portfolio, orders: &mut Orders<'_>) {
        let desk = &self.desks[now.symbol()];
        match portfolio.position(now.symbol()) {
            Some(position) => desk.in_trade(now, position, orders),
            None => {
                for side in &desk.sides {
                    if side.enter.mask.get(now.at())
                        && let Some(entry) = side.entry(now)
                    {
                        orders.push(Order::Enter(entry));
                        return;
                    }
                }
            }
        }
    }

    fn next_decision(&self, symbol: usize, at: usize, portfolio: &Portfolio) -> usize {
        let desk = &self.desks[symbol];
        let next = match portfolio.position(symbol) {
            Some(position) => desk
                .side(position.direction())
                .and_then(|side| side.next_in_trade(at)),
            None => desk
                .sides
                .iter()
                .filter_map(|side| side.enter.mask.next(at))
                .min(),
        };
        next.unwrap_or(usize::MAX)
    }
}

impl Desk {
    fn new(sides: &[Side], library: &mut Library<'_>) -> Result<Self> {
        let mut binder = Binder {
            library,
            warm_up: WarmUp::default(),
        };
        let bind = |side| BoundSide::new(side, &mut binder);
        let sides = sides.iter().map(bind).collect::<Result<_>>()?;
        Ok(Self {
            sides,
            warm_up: binder.warm_up,
        })
    }

    fn side(&self, direction: Direction) -> Option<&BoundSide> {
        self.sides.iter().find(|side| side.direction == direction)
    }

    fn in_trade(&self, now: Now<'_>, position: &Position, orders: &mut Orders<'_>) {
        let Some(side) = self.side(position.direction()) else {
            return;
        };
        let is_over = match &side.exit {
            None => false,
            Some(Exit::Known(holds)) => holds.mask.get(now.at()),
            Some(Exit::Asked(rule)) => {
                rule.holds_at(now.bars(), now.at(), &in_position(position, now.at()))
            }
        };
        if is_over {
            orders.push(Order::Exit);
            return;
        }
        side.follow(now, position, orders);
    }
}

/// Binds rules one after the other and notes which of them can decide last.
struct Binder<'l, 'a> {
    library: &'l mut Library<'a>,
    warm_up: WarmUp,
}

impl Binder<'_, '_> {
    fn bind(&mut self, rule: &Rule) -> Result<BoundRule> {
        let bound = rule.bind(self.library)?;
        let (bars, held_back_by) = bound.warm_up(self.library.bars().len());
        if bars > self.warm_up.bars {
            self.warm_up = WarmUp { bars, held_back_by };
        }
        Ok(bound)
    }

    fn holds(&mut self, rule: &Rule) -> Result<Holds> {
        self.bind(rule)?.holds(rule, self.library)
    }

    fn exit(&mut self, rule: &Rule) -> Result<Exit> {
        if rule.has_position() {
            return Ok(Exit::Asked(self.bind(rule)?));
        }
        Ok(Exit::Known(self.holds(rule)?))
    }

    fn protection(&mut self, rule: &Rule) -> Result<Protection> {
        Ok(Protection {
            follows: rule.has_position(),
            rule: self.bind(rule)?,
        })
    }
}

impl BoundSide {
    /// Binds in the order of [`Side::rules`], in which the warm-up is told.
    fn new(side: &Side, binder: &mut Binder<'_, '_>) -> Result<Self> {
        let enter = binder.holds(&side.enter)?;
        let exit = side.exit.as_ref().map(|rule| binder.exit(rule));
        let exit = exit.transpose()?;
        let mut number = |rule: &Option<Rule>| -> Result<Option<BoundRule>> {
            rule.as_ref().map(|rule| binder.bind(rule)).transpose()
        };
        let (limit, stop_entry) = (number(&side.limit)?, number(&side.stop_entry)?);
        let mut protection = |rule: &Option<Rule>| -> Result<Option<Protection>> {
            rule.as_ref()
                .map(|rule| binder.protection(rule))
                .transpose()
        };
        let (stop, target) = (protection(&side.stop)?, protection(&side.target)?);
        let score = side.score.as_ref().map(|rule| binder.bind(rule));
        Ok(Self {
            direction: side.direction,
            enter,
            exit,
            limit,
            stop_entry,
            life: side.life,
            stop,
            target,
            score: score.transpose()?,
            size: side.size.map(|rule| binder.bind(rule))?,
        })
    }

    /// The order; `None` if one of its prices is not defined at this bar.
    fn entry(&self, now: Now<'_>) -> Option<Entry> {
        let moment = Moment {
            position: None,
            level: self.enter.level(now.at()),
        };
        let number = |rule: &BoundRule| rule.number(now.bars(), now.at(), &moment);
        let price = |rule: &Option<BoundRule>| rule.as_ref().map(number);
        let kind = match (price(&self.stop_entry), price(&self.limit)) {
            (None, None) => EntryKind::Market,
            (None, Some(limit)) => EntryKind::Limit(limit?),
            (Some(stop), None) => EntryKind::Stop(stop?),
            (Some(stop), Some(limit)) => EntryKind::StopLimit {
                stop: stop?,
                limit: limit?,
            },
        };
        let level = |protection: &Option<Protection>| match protection {
            None => Some(None),
            Some(protection) => protection.level(now, &moment).map(Some),
        };
        Some(Entry {
            kind,
            life: self.life,
            bracket: Bracket {
                stop: level(&self.stop)?,
                target: level(&self.target)?,
                trail: None,
            },
            score: price(&self.score).flatten().unwrap_or(0.0),
            ..Entry::new(self.direction, self.size.size(number))
        })
    }

    /// The first bar from `at` on at which a trade is left or its levels are told anew.
    fn next_in_trade(&self, at: usize) -> Option<usize> {
        match &self.exit {
            _ if self.follows() => Some(at),
            Some(Exit::Asked(_)) => Some(at),
            Some(Exit::Known(holds)) => holds.mask.next(at),
            None => None,
        }
    }

    /// Whether a level speaks of the trade.
    fn follows(&self) -> bool {
        let follows = |protection: &Protection| protection.follows;
        self.stop.as_ref().is_some_and(follows) || self.target.as_ref().is_some_and(follows)
    }

    /// Tells the levels anew that speak of the trade; one that is not defined at this bar stays where it is.
    fn follow(&self, now: Now<'_>, position: &Position, orders: &mut Orders<'_>) {
        if !self.follows() {
            return;
        }
        let moment = in_position(position, now.at());
        let level = |protection: &Option<Protection>, stands: Option<f64>| {
            let told = protection
                .as_ref()
                .filter(|protection| protection.follows)
                .and_then(|protection| protection.rule.number(now.bars(), now.at(), &moment));
            told.or(stands).map(Level::at)
        };
        orders.push(Order::Protect(Bracket {
            stop: level(&self.stop, position.stop()),
            target: level(&self.target, position.target()),
            trail: None,
        }));
    }
}

impl Protection {
    /// The level of an entry that is not filled yet: the extremes since the entry are then the entry itself, and the
    /// price is `a + b * entry`, which two entries tell.
    fn level(&self, now: Now<'_>, moment: &Moment) -> Option<Level> {
        let at_entry = |entry: f64| {
            let moment = Moment {
                position: Some(PositionFacts {
                    entry_price: entry,
                    bars_held: 0.0,
                    highest: entry,
                    lowest: entry,
                }),
                ..*moment
            };
            self.rule.number(now.bars(), now.at(), &moment)
        };
        let base = at_entry(0.0)?;
        if !self.follows {
            return Some(Level::at(base));
        }
        Some(Level::affine(base, at_entry(1.0)? - base))
    }
}

/// What rules may know of the trade at the close of bar `at`.
fn in_position(position: &Position, at: usize) -> Moment {
    let (best, worst) = (position.best(), position.worst());
    let (highest, lowest) = match position.direction() {
        Direction::Long => (best, worst),
        Direction::Short => (worst, best),
    };
    Moment {
        position: Some(PositionFacts {
            entry_price: position.entry().price,
            bars_held: (at - position.entry().at) as f64,
            highest,
            lowest,
        }),
        level: None,
    }
}
