//! Size, colours and range of a chart, as typed.

use chrono::{Days, Months, NaiveDate};
use clap::Args;

use crate::chart::{BarStyle, ChartOptions, Palette, Preset, PriceAxis, Range, Theme};
use crate::{Bars, Error, Result};

/// Fewest bars around a claim, unless a range was asked for.
const CLAIM_BARS: usize = 60;

/// Size and look of a chart.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Look")]
pub(super) struct Appearance {
    /// Size for a purpose: wide, social, mobile, a4, thumb or spark
    #[arg(long, value_name = "NAME", default_value = "wide")]
    preset: Preset,

    /// Width and height in pixels, such as 1600x900 [default: the preset's]
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(u32, u32)>,

    /// Device pixels a pixel: 1, or 2 and 3 for sharp screens and print [default: the preset's]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=3))]
    scale: Option<u32>,

    /// Colours: light, dark, cvd (told apart by every eye) or print
    #[arg(long, value_name = "NAME", default_value = "light")]
    theme: Palette,

    /// Rises in the colour of falls and falls in that of rises, as East Asian markets draw them
    #[arg(long)]
    up_red: bool,

    /// Bars: candle, hollow, ohlc or line
    #[arg(long, value_name = "NAME", default_value = "candle")]
    style: BarStyle,

    /// Equal ratios equally high [default: if the prices span more than a factor of 3]
    #[arg(long, conflicts_with = "linear")]
    log: bool,

    /// Equal differences equally high, whatever the prices span
    #[arg(long)]
    linear: bool,

    /// How far back, such as 90d, 26w, 6m, 2y or max [default: as far as the drawn levels need, or
    /// what decides a claim]
    #[arg(long, value_name = "SPAN", value_parser = back)]
    range: Option<Back>,

    /// How many bars to show, in place of a range
    #[arg(long, value_name = "COUNT", conflicts_with = "range")]
    bars: Option<usize>,

    /// Most levels to draw
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    levels: usize,
}

impl Appearance {
    /// What was asked for, for a chart whose last bar is the last of `bars`; one that shows a claim begins before the bar
    /// that `begins` to decide it, unless a range was asked for.
    pub(super) fn options(&self, bars: &Bars, begins: Option<usize>) -> Result<ChartOptions> {
        let preset = ChartOptions::from(self.preset);
        let back = self.range.map(|back| back.bars(bars));
        let claim = begins.map(|begins| {
            let deciding = bars.len().saturating_sub(begins);
            (deciding + deciding / 3).clamp(CLAIM_BARS, self.preset.bars())
        });
        let options = ChartOptions {
            size: self.size.unwrap_or(preset.size),
            scale: self.scale.unwrap_or(preset.scale),
            range: self
                .bars
                .or(back)
                .or(claim)
                .map_or(preset.range, Range::Bars),
            axis: match (self.log, self.linear) {
                (true, _) => PriceAxis::Log,
                (_, true) => PriceAxis::Linear,
                _ => preset.axis,
            },
            theme: Theme {
                palette: self.theme,
                up_red: self.up_red,
            },
            style: self.style,
            zones: self.levels,
            ..preset
        };
        options.check()?;
        self.refuse_log_of(bars)?;
        Ok(options)
    }

    /// Refuses a logarithmic axis for prices that have no logarithm.
    fn refuse_log_of(&self, bars: &Bars) -> Result<()> {
        let low = bars.low().iter().position(|&low| low <= 0.0);
        match low.filter(|_| self.log) {
            Some(at) => {
                let rule = format!(
                    "needs prices above 0, and {} is {} on {}; use --linear",
                    bars.symbol(),
                    bars.low()[at],
                    bars.date(at)
                );
                Err(Error::parameter("log", true, rule))
            }
            None => Ok(()),
        }
    }
}

/// How far back a chart goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    Days(u64),
    Months(u32),
    Max,
}

impl Back {
    /// Number of bars after the day that lies so far before the last one.
    fn bars(self, bars: &Bars) -> usize {
        let Some(last) = bars.last().map(|bar| bar.time().date()) else {
            return 0;
        };
        let from: Option<NaiveDate> = match self {
            Self::Days(days) => last.checked_sub_days(Days::new(days)),
            Self::Months(months) => last.checked_sub_months(Months::new(months)),
            Self::Max => None,
        };
        let before = from.and_then(|from| bars.at_or_before(from));
        bars.len() - before.map_or(0, |at| at + 1)
    }
}

/// Parses `90d`, `26w`, `6m`, `2y` and `max`.
fn back(text: &str) -> std::result::Result<Back, String> {
    let rule = || "must be a number with d, w, m or y, such as 6m or 2y, or max".to_owned();
    if text == "max" {
        return Ok(Back::Max);
    }
    let unit = text.chars().next_back().ok_or_else(rule)?;
    let number = text
        .strip_suffix(unit)
        .and_then(|number| number.parse::<u32>().ok());
    let number = number.filter(|&number| number > 0).ok_or_else(rule)?;
    match unit {
        'd' => Ok(Back::Days(number.into())),
        'w' => Ok(Back::Days(7 * u64::from(number))),
        'm' => Ok(Back::Months(number)),
        'y' => number.checked_mul(12).map(Back::Months).ok_or_else(rule),
        _ => Err(rule()),
    }
}

/// Parses `1600x900`.
fn size(text: &str) -> std::result::Result<(u32, u32), String> {
    let sides = text
        .split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    sides.ok_or_else(|| "must be WIDTHxHEIGHT in pixels, such as 1600x900".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::testing::sketch;

    #[test]
    fn a_size_is_two_numbers() {
        assert_eq!(size("1600x900"), Ok((1600, 900)));
        assert!(size("1600").is_err());
        assert!(size("-1x900").is_err());
    }

    #[test]
    fn a_range_is_a_number_with_its_unit() {
        assert_eq!(back("26w"), Ok(Back::Days(182)));
        assert_eq!(back("2y"), Ok(Back::Months(24)));
        for wrong in ["", "y", "0m", "-1y", "6", "6q", "9999999999y"] {
            assert!(back(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_begins_after_the_day_so_far_back() {
        let bars = sketch("1 1 1 1 1 1 1 1 1 1");
        // The last bar is of the 10th, so 7 days begin after the 3rd.
        assert_eq!(back("7d").unwrap().bars(&bars), 7);
        assert_eq!(back("1y").unwrap().bars(&bars), 10);
        assert_eq!(back("max").unwrap().bars(&bars), 10);
    }
}
