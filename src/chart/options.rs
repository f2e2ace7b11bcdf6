//! How large a chart is, how it looks, and how many bars it shows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::theme::Theme;
use crate::{Error, Result};

/// A size for a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// 1600 x 900: a screen.
    #[default]
    Wide,
    /// 1200 x 675 at scale 2: a post.
    Social,
    /// 1080 x 1350, which is 360 x 450 at scale 3: a telephone held upright, about 390 pixels wide.
    Mobile,
    /// 1587 x 1123 at scale 2: a landscape A4 page.
    A4,
    /// 480 x 270: a list of many symbols.
    Thumb,
    /// 160 x 48: a cell of a table.
    Spark,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 6] = [
        Self::Wide,
        Self::Social,
        Self::Mobile,
        Self::A4,
        Self::Thumb,
        Self::Spark,
    ];

    /// The word for it on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Social => "social",
            Self::Mobile => "mobile",
            Self::A4 => "a4",
            Self::Thumb => "thumb",
            Self::Spark => "spark",
        }
    }

    /// Width and height in pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1600, 900),
            Self::Social => (1200, 675),
            Self::Mobile => (360, 450),
            Self::A4 => (1587, 1123),
            Self::Thumb => (480, 270),
            Self::Spark => (160, 48),
        }
    }

    /// Device pixels a pixel.
    pub fn scale(self) -> u32 {
        match self {
            Self::Mobile => 3,
            Self::Social | Self::A4 => 2,
            Self::Wide | Self::Thumb | Self::Spark => 1,
        }
    }

    /// About how many bars it shows at most, unless it is told.
    pub fn bars(self) -> usize {
        match self {
            Self::Wide | Self::A4 => 250,
            Self::Social => 120,
            Self::Thumb => 80,
            Self::Mobile | Self::Spark => 60,
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Preset {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let rule = "must be wide, social, mobile, a4, thumb or spark";
        let named = Self::ALL.into_iter().find(|preset| preset.name() == text);
        named.ok_or_else(|| Error::parameter("preset", text, rule))
    }
}

/// How a bar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BarStyle {
    /// A body from open to close with a wick from low to high.
    #[default]
    Candle,
    /// The same, rising bars as outlines.
    Hollow,
    /// A line from low to high, ticks for open and close.
    Ohlc,
    /// A line through the closes.
    Line,
}

impl BarStyle {
    /// Every style.
    pub const ALL: [Self; 4] = [Self::Candle, Self::Hollow, Self::Ohlc, Self::Line];

    /// The word for it on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Candle => "candle",
            Self::Hollow => "hollow",
            Self::Ohlc => "ohlc",
            Self::Line => "line",
        }
    }
}

impl FromStr for BarStyle {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.into_iter().find(|style| style.name() == text);
        named.ok_or_else(|| Error::parameter("style", text, "must be candle, hollow, ohlc or line"))
    }
}

/// How far back a chart goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Range {
    /// The last so many bars and no others; drawn as weeks, the weeks that hold them.
    Bars(usize),
    /// As far as the life of the first level and the consolidations need to fill three quarters of it; about so many bars
    /// at most, and at least a quarter of that and 30: as many as fill the width at a whole number of pixels each.
    Levels {
        /// Most bars.
        most: usize,
    },
}

/// Whether equal differences or equal ratios of prices are equally high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriceAxis {
    /// Ratios if the prices span more than a factor of 3.
    #[default]
    BySpan,
    /// Ratios, where all prices are above 0.
    Log,
    /// Differences.
    Linear,
}

/// Size, look and range of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartOptions {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Device pixels a pixel: 1, or 2 for sharp screens and print.
    pub scale: u32,
    /// How far back it goes.
    pub range: Range,
    /// Whether the price axis is logarithmic.
    #[serde(default)]
    pub axis: PriceAxis,
    /// The colours.
    pub theme: Theme,
    /// How a bar is drawn.
    pub style: BarStyle,
    /// Most zones drawn; the scene lists the most important first.
    pub zones: usize,
    /// Most breaks marked and explained; the scene lists the most important first.
    pub breaks: usize,
}

impl ChartOptions {
    /// Shortest side in pixels that a chart can have.
    pub const SHORTEST: u32 = 40;
    /// Longest side in device pixels.
    pub const LONGEST: u32 = 16_000;

    /// Checks the size.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if a side is too short or too long, or the scale is not 1 to 4.
    pub fn check(&self) -> Result<()> {
        if !(1..=4).contains(&self.scale) {
            return Err(Error::parameter(
                "chart.scale",
                self.scale,
                "must be 1 to 4",
            ));
        }
        let (width, height) = self.size;
        for (name, side) in [("chart.width", width), ("chart.height", height)] {
            if side < Self::SHORTEST || side.saturating_mul(self.scale) > Self::LONGEST {
                let rule = format!(
                    "must be {} to {} pixels, the scale included",
                    Self::SHORTEST,
                    Self::LONGEST
                );
                return Err(Error::parameter(name, side, rule));
            }
        }
        Ok(())
    }
}

impl From<Preset> for ChartOptions {
    fn from(preset: Preset) -> Self {
        Self {
            size: preset.size(),
            scale: preset.scale(),
            range: match preset {
                Preset::Spark => Range::Bars(preset.bars()),
                _ => Range::Levels {
                    most: preset.bars(),
                },
            },
            axis: PriceAxis::default(),
            theme: Theme::default(),
            style: BarStyle::default(),
            zones: 3,
            breaks: 3,
        }
    }
}

impl Default for ChartOptions {
    fn default() -> Self {
        Preset::default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_cannot_be_drawn_is_refused_by_name() {
        let options = ChartOptions {
            size: (1600, 10),
            ..ChartOptions::default()
        };
        let error = options.check().unwrap_err().to_string();
        assert_eq!(
            error,
            "chart.height = 10: must be 40 to 16000 pixels, the scale included"
        );
        for preset in Preset::ALL {
            ChartOptions::from(preset).check().unwrap();
            assert_eq!(preset.name().parse::<Preset>().unwrap(), preset);
        }
    }
}
