//! Figures of closed trades, net of costs.

use serde::Serialize;

use super::Moments;
use crate::account::Trade;

/// Statistics of closed trades. A trade that neither gains nor loses counts among the trades only.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TradeStatistics {
    /// Number of closed trades, n.
    pub count: usize,
    /// Share of trades that gain, W.
    pub win_rate: Option<f64>,
    /// Mean gain of the trades that gain.
    pub average_win: Option<f64>,
    /// Mean loss of the trades that lose, as a number of at least 0.
    pub average_loss: Option<f64>,
    /// Sum of gains over sum of losses; 0 where all trades lost.
    pub profit_factor: Option<f64>,
    /// Average win over average loss.
    pub payoff: Option<f64>,
    /// Mean profit of a trade.
    pub expectancy: Option<f64>,
    /// System quality number, `sqrt(n) mean / sd` of the profits, sd with n - 1 (V. K. Tharp).
    pub sqn: Option<f64>,
    /// Kelly's stake, `W - (1 - W) / payoff` (J. L. Kelly, 1956).
    pub kelly: Option<f64>,
    /// Mean profit in units of the risk at the entry, over the trades that had a stop.
    pub mean_r: Option<f64>,
    /// Mean of the best move of each trade, as a part of the entry price.
    pub mean_mfe: Option<f64>,
    /// Mean of the worst move of each trade, as a part of the entry price.
    pub mean_mae: Option<f64>,
    /// Mean bars from entry to exit.
    pub mean_bars: Option<f64>,
    /// The largest gain.
    pub best: Option<f64>,
    /// The largest loss.
    pub worst: Option<f64>,
}

impl TradeStatistics {
    /// Of `trades`, all of them closed.
    pub fn of(trades: &[Trade]) -> Self {
        let profits: Vec<f64> = trades.iter().map(Trade::pnl).collect();
        let wins: Vec<f64> = profits.iter().copied().filter(|pnl| *pnl > 0.0).collect();
        let losses: Vec<f64> = profits.iter().copied().filter(|pnl| *pnl < 0.0).collect();
        // The sum of none is -0: figures have no such sign.
        let won = wins.iter().sum::<f64>() + 0.0;
        let lost = -losses.iter().sum::<f64>();
        let win_rate = ratio(wins.len() as f64, profits.len() as f64);
        let average_win = ratio(won, wins.len() as f64);
        let average_loss = ratio(lost, losses.len() as f64);
        let payoff = average_win
            .zip(average_loss)
            .and_then(|(win, loss)| ratio(win, loss));
        let moments = Moments::of(&profits);
        let mean = |values: &dyn Fn(&Trade) -> f64| {
            ratio(trades.iter().map(values).sum(), trades.len() as f64)
        };
        let in_risk: Vec<f64> = trades.iter().filter_map(Trade::r_multiple).collect();
        Self {
            count: trades.len(),
            win_rate,
            average_win,
            average_loss,
            profit_factor: ratio(won, lost),
            payoff,
            expectancy: moments.mean,
            sqn: moments
                .mean
                .zip(moments.deviation)
                .and_then(|(mean, deviation)| ratio(mean, deviation))
                .map(|quality| quality * (trades.len() as f64).sqrt()),
            kelly: win_rate
                .zip(payoff)
                .map(|(rate, payoff)| rate - (1.0 - rate) / payoff),
            mean_r: ratio(in_risk.iter().sum(), in_risk.len() as f64),
            mean_mfe: mean(&Trade::mfe_frac),
            mean_mae: mean(&Trade::mae_frac),
            mean_bars: mean(&|trade| trade.bars_held() as f64),
            best: profits.iter().copied().max_by(f64::total_cmp),
            worst: profits.iter().copied().min_by(f64::total_cmp),
        }
    }
}

/// `a / b`, `None` for a `b` that is not above 0.
fn ratio(a: f64, b: f64) -> Option<f64> {
    (b > 0.0).then(|| a / b)
}
