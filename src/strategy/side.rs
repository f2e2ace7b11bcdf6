//! One side of a strategy file: when to enter, at which price and size, under which protection, when to leave.

use serde::Deserialize;
use toml::Spanned;

use super::file::RuleText;
use super::sizing::{KellyText, SizeRule, SizeText};
use super::toml_rule::FileText;
use crate::Result;
use crate::account::{Direction, Life};
use crate::rule::{Parameters, Rule, Scope, Type};

/// One side as it is written.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SideText {
    enter: RuleText,
    exit: Option<RuleText>,
    size: Option<RuleText>,
    size_cash: Option<RuleText>,
    size_equity_pct: Option<RuleText>,
    size_risk_pct: Option<RuleText>,
    size_volatility_pct: Option<RuleText>,
    size_atr: Option<RuleText>,
    size_kelly: Option<Spanned<KellyText>>,
    limit: Option<RuleText>,
    stop_entry: Option<RuleText>,
    life: Option<Life>,
    stop: Option<RuleText>,
    target: Option<RuleText>,
    score: Option<RuleText>,
}

impl SideText {
    fn sizes(&self) -> SizeText {
        SizeText {
            size: self.size.clone(),
            size_cash: self.size_cash.clone(),
            size_equity_pct: self.size_equity_pct.clone(),
            size_risk_pct: self.size_risk_pct.clone(),
            size_volatility_pct: self.size_volatility_pct.clone(),
            size_atr: self.size_atr.clone(),
            size_kelly: self.size_kelly.clone(),
        }
    }
}

/// One side, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub(super) direction: Direction,
    pub(super) enter: Rule,
    pub(super) exit: Option<Rule>,
    pub(super) size: SizeRule<Rule>,
    pub(super) limit: Option<Rule>,
    pub(super) stop_entry: Option<Rule>,
    pub(super) life: Life,
    pub(super) stop: Option<Rule>,
    pub(super) target: Option<Rule>,
    pub(super) score: Option<Rule>,
}

impl Side {
    pub(super) fn read(
        direction: Direction,
        text: &SideText,
        file: FileText<'_>,
        parameters: &Parameters,
    ) -> Result<Self> {
        let read = |text: &RuleText, wanted, scope| file.rule(text, parameters, (wanted, scope));
        let enter = read(&text.enter, Type::Condition, Scope::Entry)?;
        let of_entry = |text: &RuleText| {
            let rule = read(text, Type::Number, Scope::Entry)?;
            of_one_level(&enter, rule, text, file)
        };
        let number = |text: &Option<RuleText>| text.as_ref().map(of_entry).transpose();
        let protection = |text: &Option<RuleText>| {
            let read = |text| of_one_level(&enter, protection(text, file, parameters)?, text, file);
            text.as_ref().map(read).transpose()
        };
        let exit = |text| read(text, Type::Condition, Scope::Trade);
        Ok(Self {
            direction,
            exit: text.exit.as_ref().map(exit).transpose()?,
            size: text.sizes().read(file, of_entry)?,
            limit: number(&text.limit)?,
            stop_entry: number(&text.stop_entry)?,
            life: text.life.unwrap_or(Life::Day),
            stop: protection(&text.stop)?,
            target: protection(&text.target)?,
            score: number(&text.score)?,
            enter,
        })
    }

    /// Which way it trades.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Its rules with the keys they stand under.
    pub fn rules(&self) -> Vec<(&'static str, &Rule)> {
        let optional = [
            ("exit", &self.exit),
            ("limit", &self.limit),
            ("stop_entry", &self.stop_entry),
            ("stop", &self.stop),
            ("target", &self.target),
            ("score", &self.score),
        ];
        let mut rules = vec![("enter", &self.enter)];
        rules.extend(
            optional
                .into_iter()
                .filter_map(|(key, rule)| Some((key, rule.as_ref()?))),
        );
        rules.extend(self.size.named_rules());
        rules
    }
}

/// What an order says of a level is said of the one its entry holds for, so `enter` must speak of that.
fn of_one_level(enter: &Rule, rule: Rule, text: &RuleText, file: FileText<'_>) -> Result<Rule> {
    let (problem, help) = match (enter.role(), rule.role()) {
        _ if rule.has_level() && !enter.has_level() => (
            "\"enter\" speaks of no level, so none is known here".to_owned(),
            "let it name the level, as in close > support",
        ),
        (Some(entered), Some(said)) if entered != said => (
            format!("a {said}, where \"enter\" speaks of a {entered}"),
            "a price around a trade speaks of the level the entry holds for",
        ),
        _ => return Ok(rule),
    };
    Err(file.wrong(text.span().start, problem, Some(help.into())))
}

/// A stop or target: a price that is known at the entry, so it may follow the entry price only as `a + b * entry_price`.
fn protection(text: &RuleText, file: FileText<'_>, parameters: &Parameters) -> Result<Rule> {
    let rule = file.rule(text, parameters, (Type::Number, Scope::Protection))?;
    if rule.is_affine_in_entry() {
        return Ok(rule);
    }
    let problem = "the price cannot be told at the entry".into();
    let help = "entry_price, highest_since_entry and lowest_since_entry may be added to and multiplied by what \
                does not depend on them, no more";
    Err(file.wrong(text.span().start, problem, Some(help.into())))
}
