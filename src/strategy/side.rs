//! One side of a strategy file: when to enter, at which price and size, under which protection, when to leave.

use super::side_text::{OnNewSignal, PartialText, SideText};
use super::sizing::SizeRule;
use super::text::{FileText, RuleText};
use crate::account::{Beside, Direction, Life};
use crate::rule::{Origin, Parameters, Rule, Scope, Told, Type};
use crate::{Error, Result};

/// Parts of one position that are sold by themselves, at most.
const MOST_PARTS: usize = 31;

/// A price around a trade.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Price {
    pub(super) rule: Rule,
    pub(super) moves: Moves,
}

/// How a price around a trade moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moves {
    /// As its words say: fixed unless it speaks of what changes in a trade.
    AsWritten,
    /// It is told anew at every close.
    EveryClose,
    /// It is told anew at every close, and never moves away from the price.
    Trails,
}

/// A part that is sold once a trade.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) when: Rule,
    pub(super) pct: Rule,
}

/// One side, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub(super) direction: Direction,
    pub(super) enter: Rule,
    pub(super) exit: Option<Rule>,
    pub(super) parts: Vec<Part>,
    pub(super) size: SizeRule<Rule>,
    pub(super) limit: Option<Rule>,
    pub(super) stop_entry: Option<Rule>,
    pub(super) life: Life,
    pub(super) cancel: Option<Rule>,
    pub(super) on_new_signal: OnNewSignal,
    pub(super) beside: Beside,
    pub(super) add: Option<Rule>,
    pub(super) stop: Option<Price>,
    pub(super) trail: Option<Price>,
    pub(super) target: Option<Price>,
    pub(super) score: Option<Rule>,
}

impl Side {
    pub(super) fn read(
        direction: Direction,
        text: &SideText,
        file: FileText<'_>,
        parameters: &Parameters,
    ) -> Result<Self> {
        if let Some((at, problem, help)) = text.contradiction() {
            return Err(file.wrong(at.span().start, problem.into(), Some(help.into())));
        }
        let reader = Reader {
            file,
            parameters,
            enter: enter(direction, text, file, parameters)?,
        };
        let beside = text.beside(file)?;
        let stop = match &text.stop_each_close {
            Some(text) => Some(reader.price(text, Moves::EveryClose)?),
            None => reader.prices(text.stop.as_ref(), Moves::AsWritten)?,
        };
        let target = match &text.target_each_close {
            Some(text) => Some(reader.price(text, Moves::EveryClose)?),
            None => reader.prices(text.target.as_ref(), Moves::AsWritten)?,
        };
        let trade = |text: Option<&RuleText>| reader.conditions(text, Scope::Trade);
        Ok(Self {
            direction,
            exit: trade(text.exit.as_ref())?,
            parts: reader.parts(text.partial.as_deref().unwrap_or_default())?,
            size: text
                .sizes()
                .read(file, |text| reader.number(text, Scope::Entry))?,
            limit: reader.numbers(text.limit.as_ref(), Scope::Order)?,
            stop_entry: reader.numbers(text.stop_entry.as_ref(), Scope::Order)?,
            life: text.life.map_or(Life::Day, |life| life.0),
            cancel: reader.conditions(text.cancel.as_ref(), Scope::Entry)?,
            on_new_signal: text.on_new_signal.unwrap_or_default(),
            beside,
            add: trade(text.add.as_ref())?,
            stop,
            trail: reader.prices(text.trail.as_ref(), Moves::Trails)?,
            target,
            score: reader.numbers(text.score.as_ref(), Scope::Entry)?,
            enter: reader.enter,
        })
    }

    /// Which way it trades.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether an entry that holds in a trade changes the position.
    pub fn adds(&self) -> bool {
        self.beside != Beside::Refused
    }

    /// When the price under `key` is told, in words; `None` for a key of no price.
    pub fn told(&self, key: &str) -> Option<&'static str> {
        let price = match key {
            "stop" | "stop_each_close" => self.stop.as_ref()?,
            "trail" => self.trail.as_ref()?,
            "target" | "target_each_close" => self.target.as_ref()?,
            "limit" | "stop_entry" => {
                let rule = if key == "limit" {
                    &self.limit
                } else {
                    &self.stop_entry
                };
                return Some(match rule.as_ref()?.told() {
                    Told::AtOpen => "told at the open of the bar on which the order works",
                    _ => "fixed at the decision",
                });
            }
            _ => return None,
        };
        Some(match (price.moves, price.rule.told()) {
            (Moves::Trails, _) => "told anew at every close, never away from the price",
            (Moves::EveryClose, _) | (_, Told::EveryClose) => {
                "told anew at every close, either way"
            }
            (_, Told::AtFill) => "fixed at the fill; other values are those of the decision",
            (_, Told::AtDecision | Told::AtOpen) => "fixed at the decision",
        })
    }

    /// Its rules with the keys they stand under.
    pub fn rules(&self) -> Vec<(&'static str, &Rule)> {
        let stop = self.stop.as_ref();
        let target = self.target.as_ref();
        let key = |price: Option<&Price>, fixed, moving| match price.map(|price| price.moves) {
            Some(Moves::EveryClose) => moving,
            _ => fixed,
        };
        let optional = [
            ("exit", self.exit.as_ref()),
            ("limit", self.limit.as_ref()),
            ("stop_entry", self.stop_entry.as_ref()),
            ("cancel", self.cancel.as_ref()),
            (
                key(stop, "stop", "stop_each_close"),
                stop.map(|it| &it.rule),
            ),
            ("trail", self.trail.as_ref().map(|it| &it.rule)),
            (
                key(target, "target", "target_each_close"),
                target.map(|it| &it.rule),
            ),
            ("add", self.add.as_ref()),
            ("score", self.score.as_ref()),
        ];
        let mut rules = vec![("enter", &self.enter)];
        rules.extend(
            optional
                .into_iter()
                .filter_map(|(key, rule)| Some((key, rule?))),
        );
        for part in &self.parts {
            rules.extend([("partial.when", &part.when), ("partial.pct", &part.pct)]);
        }
        let sets = self.beside == Beside::Sets;
        rules.extend(self.size.named_rules().map(|(key, rule)| match key {
            "size" if sets => ("hold", rule),
            "size_cash" if sets => ("hold_cash", rule),
            "size_equity_pct" if sets => ("hold_equity_pct", rule),
            _ => (key, rule),
        }));
        rules
    }
}

/// The condition of an entry. A side that says how much is held is asked at every close where it has none.
fn enter(
    direction: Direction,
    text: &SideText,
    file: FileText<'_>,
    parameters: &Parameters,
) -> Result<Rule> {
    let kind = (Type::Condition, Scope::Entry);
    match &text.enter {
        Some(text) => file.rule(text, parameters, kind),
        None if text.sizes().sets() => {
            let always = "close > 0";
            Rule::parse(
                always,
                Origin::alone("enter", always),
                parameters,
                kind.0,
                kind.1,
            )
        }
        None => {
            let section = format!("[{}]", direction.name());
            let at = file.text.find(&section).unwrap_or(0);
            let problem = format!("{section} has no \"enter\"");
            let help = "it says when to go in, as in enter = \"close > sma(50)\"";
            Err(file.wrong(at, problem, Some(help.into())))
        }
    }
}

/// Reads what stands beside the entry.
struct Reader<'a> {
    file: FileText<'a>,
    parameters: &'a Parameters,
    enter: Rule,
}

impl Reader<'_> {
    fn number(&self, text: &RuleText, scope: Scope) -> Result<Rule> {
        let rule = self
            .file
            .rule(text, self.parameters, (Type::Number, scope))?;
        self.of_one_level(rule, text)
    }

    fn numbers(&self, text: Option<&RuleText>, scope: Scope) -> Result<Option<Rule>> {
        text.map(|text| self.number(text, scope)).transpose()
    }

    fn conditions(&self, text: Option<&RuleText>, scope: Scope) -> Result<Option<Rule>> {
        let read = |text| {
            self.file
                .rule(text, self.parameters, (Type::Condition, scope))
        };
        text.map(read).transpose()
    }

    fn price(&self, text: &RuleText, moves: Moves) -> Result<Price> {
        let rule = self.number(text, Scope::Protection)?;
        if moves != Moves::AsWritten && rule.has_level() {
            let problem = "a level is known at the entry only, not at every close of the trade";
            let help = "stop and target are told at the entry";
            let at = text.span().start;
            return Err(self.file.wrong(at, problem.into(), Some(help.into())));
        }
        Ok(Price { rule, moves })
    }

    fn prices(&self, text: Option<&RuleText>, moves: Moves) -> Result<Option<Price>> {
        text.map(|text| self.price(text, moves)).transpose()
    }

    fn parts(&self, texts: &[PartialText]) -> Result<Vec<Part>> {
        if let Some(text) = texts.get(MOST_PARTS) {
            let problem = format!("more than {MOST_PARTS} parts");
            return Err(self.file.wrong(text.when.span().start, problem, None));
        }
        let read = |text: &PartialText| {
            let condition = (Type::Condition, Scope::Trade);
            Ok(Part {
                when: self.file.rule(&text.when, self.parameters, condition)?,
                pct: self
                    .file
                    .rule(&text.pct, self.parameters, (Type::Number, Scope::Trade))?,
            })
        };
        texts.iter().map(read).collect()
    }

    /// What an order says of a level is said of the one its entry holds for, so `enter` must speak of that.
    fn of_one_level(&self, rule: Rule, text: &RuleText) -> Result<Rule> {
        let wrong = |problem: String, help: &str| -> Error {
            self.file
                .wrong(text.span().start, problem, Some(help.into()))
        };
        match (self.enter.role(), rule.role()) {
            _ if rule.has_level() && !self.enter.has_level() => Err(wrong(
                "\"enter\" speaks of no level, so none is known here".to_owned(),
                "let it name the level, as in close > support",
            )),
            (Some(entered), Some(said)) if entered != said => Err(wrong(
                format!("a {said}, where \"enter\" speaks of a {entered}"),
                "a price around a trade speaks of the level the entry holds for",
            )),
            _ => Ok(rule),
        }
    }
}
