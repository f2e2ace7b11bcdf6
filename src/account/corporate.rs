//! What a company does to its shares: dividends and splits, as far as an account feels them.

/// Something that happens to a holding before the open of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorporateAction {
    /// Index of the bar before whose open it takes effect (the ex-date).
    pub at: usize,
    /// What happens.
    pub kind: CorporateKind,
}

/// What happens to a holding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CorporateKind {
    /// Money per share, on the scale of the prices; holders get it, borrowers pay it.
    Dividend(f64),
    /// New shares for one old: 2 for a 2:1 split. Only where the prices are raw, else it is in them already.
    Split(f64),
}
