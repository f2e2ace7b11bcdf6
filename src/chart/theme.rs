//! Colours by what they mean.
//!
//! A drawing names a [`Hue`]; a [`Theme`] gives it a colour. Text roles reach a contrast of 4.5:1 on the background and
//! marks 3:1, which the tests check from the table. Colour never carries a meaning alone: place, shape or word says it too.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// What a colour stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Hue {
    /// The paper.
    Background,
    /// Titles and prices.
    Ink,
    /// Subtitles, axis labels.
    Second,
    /// Footers, pane titles.
    Third,
    /// Grid lines.
    Grid,
    /// Axis and pane borders.
    Axis,
    /// A bar that closed at or above its open.
    Up,
    /// A bar that closed below its open.
    Down,
    /// Text about a rise.
    UpText,
    /// Text about a fall.
    DownText,
    /// First line over the price.
    LineA,
    /// Second line over the price.
    LineB,
    /// Third line over the price, and first line of a study's pane.
    LineC,
    /// Fourth line over the price.
    LineD,
    /// A zone above the price.
    Resistance,
    /// A zone below the price.
    Support,
    /// Breaks and what the engine says.
    Signal,
    /// A break that did not last, and the price that would undo one.
    Refuted,
    /// What somebody claimed or asked for.
    Claim,
    /// Stale data.
    Warning,
    /// Text on a filled tag.
    OnTag,
}

impl Hue {
    /// Every role, in the order of the theme tables.
    pub(super) const ALL: [Self; 21] = [
        Self::Background,
        Self::Ink,
        Self::Second,
        Self::Third,
        Self::Grid,
        Self::Axis,
        Self::Up,
        Self::Down,
        Self::UpText,
        Self::DownText,
        Self::LineA,
        Self::LineB,
        Self::LineC,
        Self::LineD,
        Self::Resistance,
        Self::Support,
        Self::Signal,
        Self::Refuted,
        Self::Claim,
        Self::Warning,
        Self::OnTag,
    ];

    /// The line colours in the order in which overlays take them.
    pub(super) const LINES: [Self; 4] = [Self::LineA, Self::LineB, Self::LineC, Self::LineD];
}

/// Which of the colour tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Palette {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on near black.
    Dark,
    /// On white, with blue and orange that stay apart for colour-blind readers.
    Cvd,
    /// On white, for paper: rising bars hollow, falling bars solid, both black.
    Print,
}

impl Palette {
    /// Every palette.
    pub const ALL: [Self; 4] = [Self::Light, Self::Dark, Self::Cvd, Self::Print];

    /// The word for it on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Cvd => "cvd",
            Self::Print => "print",
        }
    }

    fn table(self) -> [u32; Hue::ALL.len()] {
        match self {
            Self::Light => [
                0xFF_FFFF, 0x11_1827, 0x4B_5563, 0x6B_7280, 0xEE_F1F5, 0xD1_D5DB, 0x0B_7A6B,
                0xD9_4841, 0x0B_7A6B, 0xC5_3030, 0xB4_5309, 0x25_63EB, 0x6D_28D9, 0x4D_7C0F,
                0xBE_185D, 0x03_69A1, 0x1D_4ED8, 0xC5_3030, 0x7C_2D12, 0xB4_5309, 0xFF_FFFF,
            ],
            Self::Dark => [
                0x0F_141E, 0xE5_E7EB, 0xA3_ACBA, 0x82_8D9E, 0x1C_2330, 0x34_3E50, 0x2D_BEA6,
                0xF2_6860, 0x2D_BEA6, 0xF2_6860, 0xF5_A623, 0x60_96FF, 0xA7_8BFA, 0xA3_E635,
                0xF4_72B6, 0x38_BDF8, 0x7D_AAFF, 0xF2_6860, 0xFD_BA74, 0xF5_A623, 0x0F_141E,
            ],
            Self::Cvd => [
                0xFF_FFFF, 0x11_1827, 0x4B_5563, 0x6B_7280, 0xEE_F1F5, 0xD1_D5DB, 0x00_72B2,
                0xD5_5E00, 0x00_72B2, 0xC2_410C, 0x5A_5A5A, 0x00_795A, 0xA2_3B72, 0x8A_5A00,
                0xAA_4499, 0x33_2288, 0x1D_4ED8, 0xC2_410C, 0x7C_2D12, 0x9A_5B00, 0xFF_FFFF,
            ],
            Self::Print => [
                0xFF_FFFF, 0x00_0000, 0x37_4151, 0x4B_5563, 0xE5_E7EB, 0x9C_A3AF, 0x11_1827,
                0x11_1827, 0x11_1827, 0x11_1827, 0x92_400E, 0x1E_40AF, 0x5B_21B6, 0x3F_6212,
                0x9D_174D, 0x07_5985, 0x1E_3A8A, 0x99_1B1B, 0x7C_2D12, 0x92_400E, 0xFF_FFFF,
            ],
        }
    }
}

impl fmt::Display for Palette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Palette {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.into_iter().find(|palette| palette.name() == text);
        named.ok_or_else(|| Error::parameter("theme", text, "must be light, dark, cvd or print"))
    }
}

/// A palette, and which way its colours of rising and falling bars go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Theme {
    /// The colour table.
    pub palette: Palette,
    /// Whether rising bars take the colour of falling ones and the other way round, as East Asian markets draw them.
    pub up_red: bool,
}

impl Theme {
    /// The colour of `role`.
    pub(super) fn rgb(self, role: Hue) -> Rgb {
        let role = match role {
            Hue::Up if self.up_red => Hue::Down,
            Hue::Down if self.up_red => Hue::Up,
            Hue::UpText if self.up_red => Hue::DownText,
            Hue::DownText if self.up_red => Hue::UpText,
            other => other,
        };
        let [_, red, green, blue] = self.palette.table()[role as usize].to_be_bytes();
        [red, green, blue]
    }

    /// Whether rising bars are drawn hollow, so that they differ from falling ones without colour.
    pub(super) fn is_hollow(self) -> bool {
        self.palette == Palette::Print
    }
}

impl From<Palette> for Theme {
    fn from(palette: Palette) -> Self {
        Self {
            palette,
            up_red: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio of two colours, 1 to 21.
    ///
    /// ```text
    /// (L1 + 0.05) / (L2 + 0.05)     L = 0.2126 R + 0.7152 G + 0.0722 B, the lighter one first
    /// ```
    ///
    /// with linear R, G, B. Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(color: Rgb) -> f64 {
        let linear = color.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        // #767676 is the well-known lightest grey that reaches 4.5 on white.
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.005);
    }

    #[test]
    fn text_reaches_4_5_and_marks_3_in_every_palette() {
        for palette in Palette::ALL {
            let theme = Theme::from(palette);
            let paper = theme.rgb(Hue::Background);
            for role in Hue::ALL {
                let least = match role {
                    Hue::Background | Hue::OnTag | Hue::Grid | Hue::Axis => continue,
                    Hue::Up | Hue::Down => 3.0,
                    _ => 4.5,
                };
                let ratio = contrast(theme.rgb(role), paper);
                assert!(ratio >= least, "{palette} {role:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn text_on_a_filled_tag_reaches_4_5() {
        for palette in Palette::ALL {
            let theme = Theme::from(palette);
            for role in [
                Hue::UpText,
                Hue::DownText,
                Hue::LineC,
                Hue::Claim,
                Hue::Signal,
            ] {
                let ratio = contrast(theme.rgb(Hue::OnTag), theme.rgb(role));
                assert!(ratio >= 4.5, "{palette} {role:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn up_red_swaps_rises_and_falls() {
        let theme = Theme {
            up_red: true,
            ..Theme::default()
        };
        assert_eq!(theme.rgb(Hue::Up), Theme::default().rgb(Hue::Down));
        assert_eq!(theme.rgb(Hue::DownText), Theme::default().rgb(Hue::UpText));
    }

    #[test]
    fn names_read_back() {
        for palette in Palette::ALL {
            assert_eq!(palette.name().parse::<Palette>().unwrap(), palette);
        }
        assert!("neon".parse::<Palette>().is_err());
    }
}
