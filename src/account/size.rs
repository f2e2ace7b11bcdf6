//! How many shares an entry is for.

use super::Costs;

/// How much an entry is for. Settled at the fill, where the price is known, so that a gap cannot make it unaffordable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// This many shares.
    Shares(f64),
    /// Shares for this much money, commission included.
    Cash(f64),
    /// Shares for this part of the equity, commission included: 100 is all of it.
    EquityPct(f64),
    /// As many shares as lose this part of the equity between entry and stop, before costs.
    RiskPct(f64),
    /// As many shares as move by this part of the equity when the price moves by `atr`.
    VolatilityPct {
        /// Part of the equity, in percent.
        percent: f64,
        /// The usual move of one bar, in money per share.
        atr: f64,
    },
    /// A part of Kelly's stake, from the closed trades so far; see [`SizeBasis::kelly`].
    Kelly {
        /// Part of the full stake: 0.5 is half Kelly.
        fraction: f64,
        /// Never more than this part of the equity, in percent.
        cap_pct: f64,
        /// Part of the equity while fewer than 30 trades are closed, in percent.
        before_pct: f64,
    },
}

/// What is known at the fill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SizeBasis {
    /// Equity before this entry.
    pub equity: f64,
    /// Price of the fill before costs.
    pub price: f64,
    /// Price paid for one share, after spread and slippage.
    pub paid: f64,
    /// What trading costs.
    pub costs: Costs,
    /// Price of the protective stop.
    pub stop: Option<f64>,
    /// Kelly's stake as a part of the equity, `W - (1 - W) / (average win / average loss)`, once 30 trades are closed.
    pub kelly: Option<f64>,
}

impl Size {
    /// Shares wanted, before rounding and before what the account can afford; `None` if they cannot be told.
    ///
    /// They cannot be told for a risk without a stop on the losing side, or for values that are not positive numbers.
    pub fn shares(self, basis: &SizeBasis) -> Option<f64> {
        let pct_of_equity = |pct: f64| basis.equity * (pct / 100.0);
        let shares = match self {
            Self::Shares(shares) => shares,
            Self::Cash(cash) => basis.costs.shares_for(cash, basis.paid),
            Self::EquityPct(pct) => basis.costs.shares_for(pct_of_equity(pct), basis.paid),
            Self::RiskPct(pct) => pct_of_equity(pct) / (basis.price - basis.stop?).abs(),
            Self::VolatilityPct { percent, atr } => pct_of_equity(percent) / atr,
            Self::Kelly {
                fraction,
                cap_pct,
                before_pct,
            } => {
                let pct = basis
                    .kelly
                    .map_or(before_pct, |kelly| (100.0 * kelly * fraction).min(cap_pct));
                basis.costs.shares_for(pct_of_equity(pct), basis.paid)
            }
        };
        (shares.is_finite() && shares > 0.0).then_some(shares)
    }

    /// The same size after a split that multiplies prices by `factor`.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Shares(shares) => Self::Shares(shares / factor),
            Self::VolatilityPct { percent, atr } => Self::VolatilityPct {
                percent,
                atr: atr * factor,
            },
            // Money and parts of the equity are what they were.
            Self::Cash(_) | Self::EquityPct(_) | Self::RiskPct(_) | Self::Kelly { .. } => self,
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "copies and small whole numbers compare exactly"
)]
mod tests {
    use super::*;

    const BASIS: SizeBasis = SizeBasis {
        equity: 10_000.0,
        price: 50.0,
        paid: 50.0,
        costs: Costs::NONE,
        stop: Some(48.0),
        kelly: None,
    };

    #[test]
    fn each_mode_by_hand() {
        let shares = |size: Size| size.shares(&BASIS).unwrap();
        assert_eq!(shares(Size::Shares(7.0)), 7.0);
        assert_eq!(shares(Size::Cash(1_000.0)), 20.0);
        assert_eq!(shares(Size::EquityPct(50.0)), 100.0);
        assert_eq!(shares(Size::RiskPct(1.0)), 50.0); // 100 of money, 2 a share
        let turtle = Size::VolatilityPct {
            percent: 1.0,
            atr: 4.0,
        };
        assert_eq!(shares(turtle), 25.0);
        let kelly = Size::Kelly {
            fraction: 0.5,
            cap_pct: 20.0,
            before_pct: 5.0,
        };
        assert_eq!(shares(kelly), 10.0);
        let known = SizeBasis {
            kelly: Some(0.2),
            ..BASIS
        };
        assert_eq!(kelly.shares(&known).unwrap(), 20.0); // half of 20 % of 10,000 at 50
    }

    #[test]
    fn a_split_leaves_every_size_worth_what_it_was() {
        let after = SizeBasis {
            price: 25.0,
            paid: 25.0,
            stop: Some(24.0),
            ..BASIS
        };
        for size in [
            Size::Shares(7.0),
            Size::Cash(1_000.0),
            Size::EquityPct(50.0),
            Size::RiskPct(1.0),
            Size::VolatilityPct {
                percent: 1.0,
                atr: 4.0,
            },
        ] {
            let before = size.shares(&BASIS).unwrap();
            assert_eq!(size.scaled(0.5).shares(&after), Some(2.0 * before));
        }
    }

    #[test]
    fn a_size_that_cannot_be_told_is_none() {
        let naked = SizeBasis {
            stop: None,
            ..BASIS
        };
        assert_eq!(Size::RiskPct(1.0).shares(&naked), None);
        assert_eq!(Size::Shares(f64::NAN).shares(&BASIS), None);
        assert_eq!(Size::EquityPct(-1.0).shares(&BASIS), None);
    }
}
