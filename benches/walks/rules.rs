//! Rules without an edge, one of each way in and out.

/// Kinds of rules, none of which knows anything.
pub(crate) const RULES: [(&str, &str); 9] = [
    (
        "plain",
        "[long]\nenter = 'rsi(2) < 20'\nexit = 'rsi(2) > 60'",
    ),
    (
        "averages",
        "[long]\nenter = 'sma(close, 5) crosses_above sma(close, 20)'\nexit = 'sma(close, 5) crosses_below sma(close, 20)'",
    ),
    (
        "stop 0.5 ATR",
        "[long]\nenter = 'rsi(14) > 55'\nstop = 'close - 0.5 * atr(14)'\nexit = 'bars_held >= 10'",
    ),
    (
        "risk-sized",
        "[long]\nenter = 'close > highest(high, 20)[1]'\nsize_risk_pct = '1'\nstop = 'close - 2 * atr(14)'\nexit = 'close < lowest(low, 10)[1]'",
    ),
    (
        "stop entry",
        "[long]\nenter = 'rsi(2) > 50'\nstop_entry = 'high'\nexit = 'bars_held >= 5'",
    ),
    (
        "target",
        "[long]\nenter = 'rsi(14) < 50'\ntarget = 'close + atr(14)'\nexit = 'bars_held >= 20'",
    ),
    (
        "limit entry",
        "[long]\nenter = 'rsi(2) < 40'\nlimit = 'close - 0.5 * atr(14)'\nexit = 'bars_held >= 5'",
    ),
    (
        "gains only",
        "[long]\nenter = 'rsi(2) < 30'\nexit = 'close > 1.01 * entry_price'",
    ),
    (
        "only stops",
        "[long]\nenter = 'rsi(2) < 30'\nstop = 'close - 2 * atr(14)'\ntarget = 'close + 3 * atr(14)'",
    ),
];
