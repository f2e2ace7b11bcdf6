//! Whole histories against the shared oracles: every trade, every close of the curve.
