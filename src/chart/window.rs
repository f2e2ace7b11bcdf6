//! Which bars a chart shows, and at which pixels.

use super::layout::{Area, Detail};

/// Free space after the last bar.
const AFTER_LAST: f64 = 14.0;

/// How many bars are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// So many and no others, at the price of a margin left of them.
    Exactly(usize),
    /// So many and no others over the whole width: a line needs no whole pixels.
    Spread(usize),
    /// So many, more or less: as many as fill the width.
    About(usize),
}

impl Count {
    /// The same of as many bars of another kind.
    pub(super) fn map(self, of: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Exactly(bars) => Self::Exactly(of(bars)),
            Self::Spread(bars) => Self::Spread(of(bars)),
            Self::About(bars) => Self::About(of(bars)),
        }
    }
}

/// Which bars are visible, and where: every bar as wide as the others, on whole pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BarWindow {
    /// First visible bar.
    pub(super) first: usize,
    /// Number of visible bars.
    pub(super) len: usize,
    /// Pixels from one bar to the next; if not a whole number, each bar stands on the next whole pixel.
    pub(super) pitch: f64,
    /// Pixels of a body: odd, so that the wick is in its middle.
    pub(super) body: f64,
    /// Pixels of a wick.
    pub(super) wick: f64,
    /// Left edge of the first visible bar.
    left: f64,
}

impl BarWindow {
    /// Widest pitch of bars that need not fill the width: a listing of a few days is not a row of bricks.
    pub(super) const WIDEST: f64 = 24.0;
    /// Widest bar in pixels, however far apart a few of them stand.
    const WIDEST_BAR: f64 = 40.0;
    /// Most of the width that stays empty so that bars are a whole number of pixels apart.
    const MOST_EMPTY_FRAC: f64 = 0.1;
    /// Bars narrower than this are drawn as a line.
    pub(super) const NARROWEST_BAR: f64 = 2.0;

    /// The last bars of `len` on `plot`, as many as `wanted` says.
    ///
    /// More bars than pixels are all shown, at less than a pixel each.
    pub(super) fn new(len: usize, wanted: Count, plot: Area, detail: Detail) -> Self {
        let after = if detail == Detail::Spark {
            3.0
        } else {
            AFTER_LAST
        };
        let width = (plot.width() - after).max(1.0);
        let (pitch, fitting) = match wanted {
            Count::Exactly(bars) => Self::exactly(bars.clamp(1, len.max(1)), width),
            Count::Spread(bars) => {
                let bars = bars.clamp(1, len.max(1));
                (width / bars as f64, bars)
            }
            Count::About(bars) => Self::about(bars.clamp(1, len.max(1)), width),
        };
        let shown = fitting.clamp(1, len.max(1));
        let left = if shown == fitting {
            (plot.right - after - shown as f64 * pitch).floor()
        } else {
            plot.left
        };
        let odd = |width: f64| ((width.max(1.0) - 1.0) / 2.0).floor() * 2.0 + 1.0;
        let bar = pitch.min(Self::WIDEST_BAR);
        Self {
            first: len - shown,
            len: shown,
            pitch,
            body: if bar < 7.0 {
                odd(bar.floor() - 1.0)
            } else {
                odd((bar.floor() * 0.75 + 0.5).floor())
            },
            wick: 1.0 + 2.0 * (bar / 18.0).floor(),
            left: left.max(plot.left),
        }
    }

    /// Pitch and number of exactly `bars` bars: whole pixels unless too much of the width would stay empty.
    fn exactly(bars: usize, width: f64) -> (f64, usize) {
        let exact = width / bars as f64;
        let is_line = exact < Self::NARROWEST_BAR;
        let is_wasteful = exact - exact.floor() > Self::MOST_EMPTY_FRAC * exact;
        let pitch = if is_line || is_wasteful {
            exact
        } else {
            exact.floor()
        };
        (pitch, bars)
    }

    /// Pitch and number of about `bars` bars, as many as fit at a whole number of pixels each.
    fn about(bars: usize, width: f64) -> (f64, usize) {
        let exact = width / bars as f64;
        if exact < 1.0 {
            return (exact, bars);
        }
        let pitch = exact.round().min(Self::WIDEST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of bars on a canvas"
        )]
        let fitting = (width / pitch).floor() as usize;
        (pitch, fitting)
    }

    /// One past the last visible bar.
    pub(super) fn end(&self) -> usize {
        self.first + self.len
    }

    /// The visible ones of one value a bar.
    pub(super) fn of<'v, T>(&self, all: &'v [T]) -> &'v [T] {
        &all[self.first..self.end()]
    }

    /// Whether bar `at` is visible.
    pub(super) fn shows(&self, at: usize) -> bool {
        (self.first..self.end()).contains(&at)
    }

    /// Left edge of bar `at`, in whole pixels; bars before the first visible one lie left of the plot.
    pub(super) fn left_of(&self, at: usize) -> f64 {
        let left = self.exact_left_of(at);
        if self.pitch < 1.0 { left } else { left.round() }
    }

    fn exact_left_of(&self, at: usize) -> f64 {
        self.left + (at as f64 - self.first as f64) * self.pitch
    }

    /// Left edge of the pixel column in the middle of bar `at`.
    pub(super) fn column(&self, at: usize) -> f64 {
        self.left_of(at) + ((self.pitch.floor() - 1.0) / 2.0).floor().max(0.0)
    }

    /// Left and right edge of what stands for bar `at` in a row of bars: as wide as it can be with a pixel between, and no
    /// wider than a body where a few bars stand far apart.
    pub(super) fn columns(&self, at: usize) -> (f64, f64) {
        if self.pitch > Self::WIDEST_BAR {
            let left = self.column(at) - (self.body - 1.0) / 2.0;
            return (left, left + self.body);
        }
        let left = self.left_of(at);
        (
            left,
            left + (self.pitch.floor() - 1.0).max(self.pitch.min(1.0)),
        )
    }

    /// Middle of bar `at`.
    pub(super) fn middle(&self, at: usize) -> f64 {
        if self.pitch < Self::NARROWEST_BAR {
            self.exact_left_of(at) + self.pitch / 2.0
        } else {
            self.column(at) + 0.5
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole pixels are exact")]
mod tests {
    use super::*;

    const PLOT: Area = Area {
        left: 24.0,
        top: 0.0,
        right: 1514.0,
        bottom: 500.0,
    };

    #[test]
    fn every_bar_has_the_same_whole_number_of_pixels() {
        // 1,476 pixels for about 250 bars: 6 pixels each, so 246 bars.
        let window = BarWindow::new(2000, Count::About(250), PLOT, Detail::Full);
        assert_eq!((window.pitch, window.len, window.body), (6.0, 246, 5.0));
        assert!((window.left_of(2000) - 1500.0).abs() < 1e-9);
        let middle = window.middle(1999);
        assert!((middle - window.left_of(1999) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn bodies_and_wicks_are_odd_so_that_they_share_a_middle() {
        let counts = [1, 3, 12, 30, 60, 90, 120, 160, 250, 400, 700];
        for wanted in counts
            .into_iter()
            .flat_map(|n| [Count::Exactly(n), Count::About(n)])
        {
            let window = BarWindow::new(5000, wanted, PLOT, Detail::Full);
            assert_eq!(window.body % 2.0, 1.0, "{window:?}");
            assert_eq!(window.wick % 2.0, 1.0, "{window:?}");
            assert!(window.body <= window.pitch.max(1.0), "{window:?}");
            assert!(window.wick < window.body.max(2.0), "{window:?}");
        }
    }

    #[test]
    fn exactly_the_bars_asked_for_are_shown_apart_by_whole_pixels_and_none_wasted() {
        for wanted in 1..3000 {
            let window = BarWindow::new(5000, Count::Exactly(wanted), PLOT, Detail::Full);
            assert_eq!((window.first, window.end()), (5000 - wanted, 5000));
            let (left, right) = (window.left_of(window.first), window.left_of(5000));
            assert!(left >= PLOT.left && right <= PLOT.right - AFTER_LAST + 0.5);
            assert!(
                left - PLOT.left <= 0.1 * (PLOT.width() - AFTER_LAST) + 1.0,
                "{window:?}"
            );
            if window.pitch >= BarWindow::NARROWEST_BAR {
                let gaps =
                    (window.first..5000).map(|at| window.left_of(at + 1) - window.left_of(at));
                assert!(
                    gaps.clone()
                        .all(|gap| gap.fract() == 0.0 && gap > window.body)
                );
                let most = gaps.clone().fold(0.0, f64::max);
                assert!(gaps.into_iter().all(|gap| most - gap <= 1.0));
            }
        }
    }

    #[test]
    fn a_line_spreads_over_the_whole_width() {
        for wanted in [1, 3, 250, 684, 738, 2000] {
            let window = BarWindow::new(5000, Count::Spread(wanted), PLOT, Detail::Full);
            assert_eq!((window.first, window.end()), (5000 - wanted, 5000));
            assert!(window.left_of(window.first) - PLOT.left < 1.0, "{window:?}");
        }
    }

    #[test]
    fn a_short_series_begins_at_the_left() {
        let window = BarWindow::new(3, Count::About(250), PLOT, Detail::Full);
        assert_eq!((window.first, window.len, window.pitch), (0, 3, 24.0));
        assert!((window.left_of(0) - 24.0).abs() < 1e-9);
    }

    #[test]
    fn more_bars_than_pixels_are_narrower_than_a_pixel() {
        let window = BarWindow::new(5000, Count::Exactly(5000), PLOT, Detail::Full);
        assert_eq!(window.len, 5000);
        assert!(window.pitch < 1.0 && window.left_of(5000) <= 1500.5);
    }
}
