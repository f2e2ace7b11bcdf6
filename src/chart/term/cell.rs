//! One character of a terminal chart: two halves that a wick or a body may fill.

use std::fmt::Write as _;

use super::Terminal;

/// What fills a half of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Half {
    #[default]
    Empty,
    Wick,
    Body,
}

/// What a character's colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tint {
    Up,
    Down,
    Resistance,
    Support,
    Signal,
}

impl Tint {
    /// Foreground colour of the eight that every terminal has.
    fn code(self) -> u8 {
        match self {
            Self::Up => 32,
            Self::Down => 31,
            Self::Resistance => 35,
            Self::Support => 36,
            Self::Signal => 34,
        }
    }
}

/// A character that is being composed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    halves: [Half; 2],
    is_up: bool,
    shade: Option<Tint>,
    sign: Option<(char, Tint)>,
}

impl Cell {
    /// So many eighths of a character, from below.
    pub(super) fn block(eighths: usize, is_up: bool) -> Self {
        const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let tint = if is_up { Tint::Up } else { Tint::Down };
        Self {
            sign: Some((BLOCKS[eighths.min(8)], tint)),
            ..Self::default()
        }
    }

    /// Fills a half of it, 0 the upper one, with a part of a bar.
    pub(super) fn put(&mut self, half: usize, kind: Half, is_up: bool) {
        self.halves[half] = kind;
        self.is_up = is_up;
    }

    /// Dots it with a zone, under everything else.
    pub(super) fn shade(&mut self, tint: Tint) {
        self.shade = Some(tint);
    }

    /// Puts a sign on it unless a bar is there.
    pub(super) fn sign(&mut self, sign: char) {
        if self.halves == [Half::Empty; 2] {
            self.sign = Some((sign, Tint::Signal));
        }
    }

    fn character(self, ink: Terminal) -> (char, Option<Tint>) {
        use Half::{Body, Empty, Wick};
        if let Some((sign, tint)) = self.sign {
            return (sign, Some(tint).filter(|_| sign != ' '));
        }
        let tint = if self.is_up { Tint::Up } else { Tint::Down };
        let drawn = match self.halves {
            [Empty, Empty] => {
                return self.shade.map_or((' ', None), |tint| ('·', Some(tint)));
            }
            [Empty, Wick] => '╷',
            [Empty, Body] => '╻',
            [Wick, Empty] => '╵',
            [Wick, Wick] => '│',
            [Wick, Body] => '╽',
            [Body, Empty] => '╹',
            [Body, Wick] => '╿',
            [Body, Body] if self.is_up && ink == Terminal::Plain => '║',
            [Body, Body] => '┃',
        };
        (drawn, Some(tint))
    }
}

/// Cells as text; a colour is switched once for a run of characters that share it.
pub(super) fn line(cells: &[Cell], ink: Terminal) -> String {
    let mut out = String::new();
    let mut running: Option<Tint> = None;
    for cell in cells {
        let (character, tint) = cell.character(ink);
        if ink == Terminal::Ansi && tint != running {
            if running.is_some() {
                out.push_str("\u{1b}[0m");
            }
            if let Some(tint) = tint {
                let _ = write!(out, "\u{1b}[{}m", tint.code());
            }
            running = tint;
        }
        out.push(character);
    }
    if running.is_some() {
        out.push_str("\u{1b}[0m");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_join_to_one_character() {
        let mut cell = Cell::default();
        cell.put(0, Half::Wick, true);
        cell.put(1, Half::Body, true);
        assert_eq!(line(&[cell], Terminal::Plain), "╽");
        assert_eq!(line(&[cell], Terminal::Ansi), "\u{1b}[32m╽\u{1b}[0m");
    }

    #[test]
    fn a_bar_hides_a_zone_and_a_sign() {
        let mut cell = Cell::default();
        cell.shade(Tint::Support);
        assert_eq!(line(&[cell], Terminal::Plain), "·");
        cell.put(0, Half::Wick, false);
        cell.sign('▲');
        assert_eq!(line(&[cell], Terminal::Plain), "╵");
    }

    #[test]
    fn volume_grows_by_eighths() {
        let blocks: Vec<Cell> = [0, 1, 4, 8, 99]
            .map(|eighths| Cell::block(eighths, true))
            .to_vec();
        assert_eq!(line(&blocks, Terminal::Plain), " ▁▄██");
    }
}
