//! The time before the first decision.

use serde::Serialize;

/// Until when a strategy could not decide, and because of what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WarmUp {
    /// Index of the first bar at whose close there is a decision.
    pub bars: usize,
    /// What needed that many bars.
    pub held_back_by: Option<String>,
}
