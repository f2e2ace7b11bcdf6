//! Where words stand in a text.

use serde::ser::{Serialize, SerializeTuple, Serializer};

/// A stretch of a text, in characters (not bytes): `text[from:to]` of Python, `chars().skip(from).take(to - from)` here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first character.
    pub from: usize,
    /// One past the last character.
    pub to: usize,
}

impl Span {
    /// The stretch from `from` up to, not including, `to`.
    pub const fn new(from: usize, to: usize) -> Self {
        Self { from, to }
    }

    /// The shortest stretch that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self::new(self.from.min(other.from), self.to.max(other.to))
    }

    /// The words of `text` that it covers.
    pub fn of(self, text: &str) -> String {
        let length = self.to.saturating_sub(self.from);
        text.chars().skip(self.from).take(length).collect()
    }
}

/// As `[from, to]`.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.from)?;
        pair.serialize_element(&self.to)?;
        pair.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_counts_characters() {
        assert_eq!(Span::new(2, 5).of("a “bc” d"), "“bc");
    }
}
