//! How much a strategy file buys.

use serde::Deserialize;
use toml::Spanned;

use super::text::{FileText, RuleText};
use crate::Result;
use crate::account::Size;
use crate::rule::Rule;

/// The keys of a size; at most one of them, which says of what it is.
#[derive(Debug)]
pub(super) struct SizeText {
    pub(super) size: Option<RuleText>,
    pub(super) size_cash: Option<RuleText>,
    pub(super) size_equity_pct: Option<RuleText>,
    pub(super) size_risk_pct: Option<RuleText>,
    pub(super) size_volatility_pct: Option<RuleText>,
    pub(super) size_atr: Option<RuleText>,
    pub(super) size_kelly: Option<Spanned<KellyText>>,
    pub(super) hold: Option<RuleText>,
    pub(super) hold_cash: Option<RuleText>,
    pub(super) hold_equity_pct: Option<RuleText>,
}

/// `size_kelly = { fraction = 0.5, cap_pct = 25, before_pct = 5 }`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KellyText {
    fraction: f64,
    cap_pct: f64,
    before_pct: f64,
}

/// A size whose numbers are rules, or rules bound to bars.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SizeRule<R> {
    Shares(R),
    Cash(R),
    EquityPct(R),
    /// Everything, which needs no rule.
    Everything,
    RiskPct(R),
    Volatility(R, R),
    Kelly(Size),
}

impl SizeText {
    /// Whether it says how much is held rather than how much is bought.
    pub(super) fn sets(&self) -> bool {
        self.hold.is_some() || self.hold_cash.is_some() || self.hold_equity_pct.is_some()
    }

    /// Reads the rules of the size: everything where no key is given.
    pub(super) fn read(
        &self,
        file: FileText<'_>,
        read: impl Fn(&RuleText) -> Result<Rule>,
    ) -> Result<SizeRule<Rule>> {
        let texts = [
            &self.size,
            &self.size_cash,
            &self.size_equity_pct,
            &self.size_risk_pct,
            &self.size_volatility_pct,
            &self.hold,
            &self.hold_cash,
            &self.hold_equity_pct,
        ];
        let given: Vec<&RuleText> = texts.into_iter().flatten().collect();
        if let Some(second) = given.get(usize::from(self.size_kelly.is_none())) {
            let problem = "a second size".into();
            let help = "one key says how much: size, size_cash, size_equity_pct, size_risk_pct, \
                        size_volatility_pct, size_kelly, hold, hold_cash or hold_equity_pct";
            return Err(file.wrong(second.span().start, problem, Some(help.into())));
        }
        if self.size_volatility_pct.is_some() != self.size_atr.is_some() {
            let at = given.first().copied().or(self.size_atr.as_ref());
            let at = at.map_or(0, |text| text.span().start);
            let problem = "size_volatility_pct and size_atr belong together".into();
            return Err(file.wrong(at, problem, None));
        }
        let [shares, cash, equity, risk, volatility, held @ ..] =
            texts.map(|text| text.as_ref().map(&read));
        let [hold, hold_cash, hold_equity] = held;
        let atr = self.size_atr.as_ref().map(&read).transpose()?;
        let (shares, cash, equity) = (shares.or(hold), cash.or(hold_cash), equity.or(hold_equity));
        Ok(match (shares, cash, equity, risk, volatility, atr) {
            (Some(rule), ..) => SizeRule::Shares(rule?),
            (_, Some(rule), ..) => SizeRule::Cash(rule?),
            (_, _, Some(rule), ..) => SizeRule::EquityPct(rule?),
            (_, _, _, Some(rule), ..) => SizeRule::RiskPct(rule?),
            (_, _, _, _, Some(rule), Some(atr)) => SizeRule::Volatility(rule?, atr),
            _ => match &self.size_kelly {
                None => SizeRule::Everything,
                Some(text) => SizeRule::Kelly(kelly(text, file)?),
            },
        })
    }
}

/// Kelly's stake as it is written; none of its numbers makes sense below 0.
fn kelly(text: &Spanned<KellyText>, file: FileText<'_>) -> Result<Size> {
    let KellyText {
        fraction,
        cap_pct,
        before_pct,
    } = *text.get_ref();
    let named = [
        ("fraction", fraction),
        ("cap_pct", cap_pct),
        ("before_pct", before_pct),
    ];
    let wrong = |(_, value): &(_, f64)| !(value.is_finite() && *value >= 0.0);
    if let Some((name, value)) = named.into_iter().find(wrong) {
        let problem = format!("{name} = {value}: must be a number of at least 0");
        return Err(file.wrong(text.span().start, problem, None));
    }
    Ok(Size::Kelly {
        fraction,
        cap_pct,
        before_pct,
    })
}

impl<R> SizeRule<R> {
    /// The rules in it with the keys they stand under.
    pub(super) fn named_rules(&self) -> impl Iterator<Item = (&'static str, &R)> {
        let (first, second) = match self {
            Self::Shares(rule) => (Some(("size", rule)), None),
            Self::Cash(rule) => (Some(("size_cash", rule)), None),
            Self::EquityPct(rule) => (Some(("size_equity_pct", rule)), None),
            Self::RiskPct(rule) => (Some(("size_risk_pct", rule)), None),
            Self::Volatility(percent, atr) => (
                Some(("size_volatility_pct", percent)),
                Some(("size_atr", atr)),
            ),
            Self::Everything | Self::Kelly(_) => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The same size with every rule turned into something else.
    pub(super) fn map<T>(&self, mut to: impl FnMut(&R) -> Result<T>) -> Result<SizeRule<T>> {
        Ok(match self {
            Self::Shares(rule) => SizeRule::Shares(to(rule)?),
            Self::Cash(rule) => SizeRule::Cash(to(rule)?),
            Self::EquityPct(rule) => SizeRule::EquityPct(to(rule)?),
            Self::RiskPct(rule) => SizeRule::RiskPct(to(rule)?),
            Self::Volatility(percent, atr) => SizeRule::Volatility(to(percent)?, to(atr)?),
            Self::Everything => SizeRule::Everything,
            Self::Kelly(size) => SizeRule::Kelly(*size),
        })
    }

    /// The size, with the value of each rule; one that is not defined is no number, which the broker refuses with a
    /// line in the journal.
    pub(super) fn size(&self, value: impl Fn(&R) -> Option<f64>) -> Size {
        let value = |rule: &R| value(rule).unwrap_or(0.0);
        match self {
            Self::Shares(rule) => Size::Shares(value(rule)),
            Self::Cash(rule) => Size::Cash(value(rule)),
            Self::EquityPct(rule) => Size::EquityPct(value(rule)),
            Self::Everything => Size::EquityPct(100.0),
            Self::RiskPct(rule) => Size::RiskPct(value(rule)),
            Self::Volatility(percent, atr) => Size::VolatilityPct {
                percent: value(percent),
                atr: value(atr),
            },
            Self::Kelly(size) => *size,
        }
    }
}
