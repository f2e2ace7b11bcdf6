//! Rows as most files write them, read in one walk over their bytes.
//!
//! [`Plain::read`] takes a line of plain numbers and dates cell after cell, without looking for its end first. What is not
//! so plain (quotes, a word where a number should stand, a cell too many) it leaves to
//! [`Records`](super::records::Records), which would read a plain line alike, only later. Nothing here reports anything.

use super::Dialect;
use super::block::Block;
use super::digits;
use super::layout::CLOSE;
use super::number::{self, Number};
use super::reader::with_clock;
use super::times::Times;
use crate::data::Decimal;

/// What a cell of the row is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Nothing.
    Skip,
    /// The date, or date and time.
    Time,
    /// The time of day.
    Clock,
    /// The name of the series.
    Symbol,
    /// The close: it tells a bar from an event.
    Close,
    /// The value of this slot.
    Value(usize),
}

/// Reads plain lines of one layout.
pub(super) struct Plain {
    /// What each cell of a full row is.
    roles: Vec<Role>,
    separator: u8,
    decimal: Decimal,
    /// The decimal separator, 0 where it cannot stand in a cell without quotes.
    point: u8,
    times: Times,
}

impl Plain {
    /// For the rows of `dialect`; `None` where they hold several series, or a column that is read twice.
    pub(super) fn new(dialect: &Dialect, separator: u8) -> Option<Self> {
        let layout = &dialect.layout;
        let [series] = &layout.series[..] else {
            return None;
        };
        let mut roles = vec![Role::Skip; layout.width];
        let slots = series.slots().into_iter().enumerate();
        let values = slots.map(|(slot, at)| match slot {
            CLOSE => (at, Role::Close),
            slot => (at, Role::Value(slot)),
        });
        let others = [
            (Some(layout.time), Role::Time),
            (layout.clock, Role::Clock),
            (layout.symbol, Role::Symbol),
        ];
        for (at, role) in others.into_iter().chain(values) {
            if let Some(at) = at {
                let cell = roles.get_mut(at).filter(|cell| **cell == Role::Skip)?;
                *cell = role;
            }
        }
        let point = dialect.decimal.mark();
        Some(Self {
            roles,
            separator,
            decimal: dialect.decimal,
            point: if point == separator { 0 } else { point },
            times: Times::new(dialect.style, separator),
        })
    }

    /// Reads the line that `text` begins with into a row of `block`, if it is plain and, where rows name their series, of
    /// `symbol`; gives the length of the line with its end.
    #[inline]
    pub(super) fn read(
        &mut self,
        text: &[u8],
        symbol: Option<&[u8]>,
        block: &mut Block,
    ) -> Option<usize> {
        let (mut stamp, mut clock) = (None, None);
        let mut at = 0;
        let mut is_over = false;
        for &role in &self.roles {
            if is_over {
                // What a short row lacks may be what is not read anyway.
                if role == Role::Skip {
                    continue;
                }
                return None;
            }
            let start = at;
            match role {
                Role::Value(slot) => {
                    let (value, end) = self.number(text, start)?;
                    block.set(slot, value);
                    at = end;
                }
                Role::Time => {
                    let (read, end) = self.times.read(text, start)?;
                    (stamp, at) = (Some(read), end);
                }
                Role::Close => {
                    text.get(start).filter(|byte| byte.is_ascii_digit())?;
                    let (value, end) = self.number(text, start)?;
                    block.set(CLOSE, value);
                    at = end;
                }
                Role::Skip => at = cell_end(text, start, self.separator)?,
                Role::Clock => {
                    at = cell_end(text, start, self.separator)?;
                    clock = Some(text[start..at].trim_ascii());
                }
                Role::Symbol => {
                    at = cell_end(text, start, self.separator)?;
                    symbol.filter(|symbol| text[start..at].trim_ascii() == *symbol)?;
                }
            }
            match text.get(at) {
                Some(&byte) if byte == self.separator => at += 1,
                _ => is_over = true,
            }
        }
        let len = line_end(text, at).filter(|_| is_over)?;
        let stamp = match clock {
            Some(clock) => with_clock(&stamp?, clock)?,
            None => stamp?,
        };
        block.finish(stamp);
        Some(len)
    }

    /// The number at `start` and where its cell ends.
    #[inline]
    fn number(&self, text: &[u8], start: usize) -> Option<(f64, usize)> {
        match digits::plain_at(text, start, self.point) {
            Some((value, end)) if self.is_end(text, end) => Some((value, end)),
            _ => self.any_number(text, start),
        }
    }

    #[inline]
    fn is_end(&self, text: &[u8], at: usize) -> bool {
        let byte = text.get(at);
        byte.is_none_or(|&byte| byte == self.separator || byte == b'\n' || byte == b'\r')
    }

    /// A number of more digits, or none at all.
    #[inline(never)]
    fn any_number(&self, text: &[u8], start: usize) -> Option<(f64, usize)> {
        let rest = text.get(start..)?;
        if self.decimal == Decimal::Point
            && rest.first().is_some_and(u8::is_ascii_digit)
            && let Ok((value, len)) = fast_float2::parse_partial::<f64, _>(rest)
            && value.is_finite()
            && self.is_end(rest, len)
        {
            return Some((value, start + len));
        }
        let end = cell_end(text, start, self.separator)?;
        match number::parse(text[start..end].trim_ascii(), self.decimal) {
            Number::Value(value) => Some((value, end)),
            Number::Empty => Some((f64::NAN, end)),
            Number::Text => None,
        }
    }
}

/// Where the cell that begins at `start` ends; `None` if it holds a quotation mark or a stray carriage return.
#[inline]
pub(super) fn cell_end(text: &[u8], start: usize, separator: u8) -> Option<usize> {
    let rest = text.get(start..)?;
    let is_mark = |&byte: &u8| byte == separator || matches!(byte, b'\n' | b'\r' | b'"');
    let len = rest.iter().position(is_mark).unwrap_or(rest.len());
    match rest.get(len..) {
        Some([b'"', ..]) => None,
        Some([b'\r', next, ..]) if *next != b'\n' => None,
        _ => Some(start + len),
    }
}

/// Where the line ends whose last cell ends at `at`.
#[inline]
fn line_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        [] => Some(at),
        [b'\n', ..] | [b'\r'] => Some(at + 1),
        [b'\r', b'\n', ..] => Some(at + 2),
        _ => None,
    }
}
