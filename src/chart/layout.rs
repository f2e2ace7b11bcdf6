//! Where the panes of a chart lie.

use super::options::ChartOptions;
use super::scene::Scene;

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    /// Left edge.
    pub(super) left: f64,
    /// Upper edge.
    pub(super) top: f64,
    /// Right edge.
    pub(super) right: f64,
    /// Lower edge.
    pub(super) bottom: f64,
}

impl Area {
    /// Height in pixels.
    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Width in pixels.
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// How much of a chart there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Only the shape of the price.
    Spark,
    /// Bars, zones and the last price, in one line of words.
    Thumb,
    /// Everything, in the width of a telephone: names of zones stand among the bars.
    Compact,
    /// Everything.
    Full,
}

/// The places of everything.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Places {
    /// How much there is room for.
    pub(super) detail: Detail,
    /// Title, subtitle, last price.
    pub(super) header: Area,
    /// The legend, above the bars.
    pub(super) legend: Area,
    /// The bars; what is right of it up to the axis holds the names of zones and lines.
    pub(super) price: Area,
    /// Events, below the bars.
    pub(super) flags: Area,
    /// The volume, its title included.
    pub(super) volume: Option<Area>,
    /// One pane for each study that has room, its title included.
    pub(super) studies: Vec<Area>,
    /// Labels of the time axis.
    pub(super) times: Area,
    /// Source and notes.
    pub(super) footer: Option<Area>,
    /// Left end of the price axis, where panes and grid end.
    pub(super) axis_left: f64,
    /// Right end of the price axis.
    pub(super) axis_right: f64,
    /// Lower end of the last pane.
    pub(super) bottom: f64,
}

/// What the words of a chart need around the bars, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Margins {
    /// Width of the price axis.
    pub(super) axis: f64,
    /// Width of the names of zones and lines.
    pub(super) names: f64,
    /// Height of the flags below the bars.
    pub(super) flags: f64,
    /// Height of the rows of the legend after the first.
    pub(super) legend: f64,
    /// Height of the rows of the headline that do not fit beside the title.
    pub(super) headline: f64,
    /// Height of the footer.
    pub(super) footer: f64,
}

/// Height of a pane's title.
pub(super) const TITLE: f64 = 20.0;
/// Space between panes.
const BETWEEN: f64 = 10.0;

/// Width from which on a chart has a column for names.
const NARROWEST_FULL: u32 = 480;

impl Detail {
    /// What a picture of so many pixels has room for.
    fn of((width, height): (u32, u32)) -> Self {
        match height {
            0..120 => Self::Spark,
            120..320 => Self::Thumb,
            _ if width < NARROWEST_FULL => Self::Compact,
            _ => Self::Full,
        }
    }

    /// Whether there are words around the panes, and not only a line above.
    pub(super) fn has_words(self) -> bool {
        self >= Self::Compact
    }
}

impl Places {
    /// Lays out `scene` on a canvas of `options.size`.
    pub(super) fn new(scene: &Scene, options: &ChartOptions, margins: Margins) -> Self {
        let (width, height) = (f64::from(options.size.0), f64::from(options.size.1));
        let detail = Detail::of(options.size);
        let Edges {
            left,
            right,
            header,
            times,
            footer,
        } = Edges::of(detail, width, &margins);
        let names = if detail == Detail::Full {
            margins.names
        } else {
            0.0
        };
        let axis_left = (right - margins.axis).floor();
        let bottom = height - footer - times;
        let panes = Panes::new(scene, options.size.1, detail);
        let free = (bottom - header - BETWEEN * panes.gaps()).max(1.0);
        let area = |top: f64, bottom: f64| Area {
            left,
            top: top.round(),
            right: axis_left,
            bottom: bottom.round(),
        };
        let mut top = header;
        let mut next = |share: f64| {
            let pane = area(top, top + free * share);
            top = pane.bottom + BETWEEN;
            pane
        };
        let first = next(panes.price);
        let volume = panes.volume.map(&mut next);
        let studies: Vec<Area> = panes.studies.iter().map(|&share| next(share)).collect();
        let last = studies.last().or(volume.as_ref()).unwrap_or(&first).bottom;
        let legend_height = if detail.has_words() {
            24.0 + margins.legend
        } else {
            0.0
        };
        Self {
            detail,
            header: area(0.0, header),
            legend: area(first.top, first.top + legend_height),
            price: Area {
                right: (axis_left - names).floor(),
                ..area(first.top + legend_height, first.bottom - margins.flags)
            },
            flags: area(first.bottom - margins.flags, first.bottom),
            volume,
            studies,
            times: area(last, last + times),
            footer: detail.has_words().then(|| area(height - footer, height)),
            axis_left,
            axis_right: right,
            bottom: last,
        }
    }

    /// The area of the price with its legend, its names and its flags.
    pub(super) fn price_pane(&self) -> Area {
        Area {
            top: self.legend.top,
            right: self.axis_left,
            bottom: self.flags.bottom,
            ..self.price
        }
    }

    /// The part of a pane below its title, where the curves are.
    pub(super) fn below_title(&self, pane: Area) -> Area {
        let title = if self.detail.has_words() { TITLE } else { 4.0 };
        Area {
            top: (pane.top + title).min(pane.bottom - 1.0),
            ..pane
        }
    }

    /// Every pane, from the top.
    pub(super) fn panes(&self) -> impl Iterator<Item = Area> {
        [self.price_pane()]
            .into_iter()
            .chain(self.volume)
            .chain(self.studies.iter().copied())
    }
}

/// What lies around the panes.
struct Edges {
    left: f64,
    right: f64,
    header: f64,
    times: f64,
    footer: f64,
}

impl Edges {
    fn of(detail: Detail, width: f64, margins: &Margins) -> Self {
        let (left, right, header, times, footer) = match detail {
            Detail::Spark => (2.0, 2.0, 2.0, 0.0, 2.0),
            Detail::Thumb => (12.0, 8.0, 34.0, 22.0, 6.0),
            Detail::Compact => (10.0, 8.0, 70.0 + margins.headline, 22.0, margins.footer),
            Detail::Full => (24.0, 16.0, 84.0 + margins.headline, 28.0, margins.footer),
        };
        Self {
            left,
            right: width - right,
            header,
            times,
            footer,
        }
    }
}

/// Shares of the height.
struct Panes {
    price: f64,
    volume: Option<f64>,
    studies: Vec<f64>,
}

impl Panes {
    fn new(scene: &Scene, height: u32, detail: Detail) -> Self {
        let has_volume = detail != Detail::Spark
            && height >= 250
            && scene
                .bars
                .iter()
                .any(|bar| bar.volume.is_some_and(|volume| volume > 0.0));
        let room = match height {
            _ if detail == Detail::Compact => 1,
            0..500 => 0,
            500..620 => 1,
            _ => 4,
        };
        let studies = scene.studies.len().min(room);
        // Two studies are 58 / 12 / 15 / 15; each further one takes its part from the price.
        let (price, volume, study) = match studies {
            0 => (0.80, 0.20, 0.0),
            1 if detail == Detail::Compact => (0.62, 0.14, 0.24),
            1 => (0.68, 0.15, 0.17),
            2 => (0.58, 0.12, 0.15),
            3 => (0.46, 0.12, 0.14),
            _ => (0.40, 0.10, 0.125),
        };
        Self {
            price: if has_volume { price } else { price + volume },
            volume: has_volume.then_some(volume),
            studies: vec![study; studies],
        }
    }

    fn gaps(&self) -> f64 {
        (usize::from(self.volume.is_some()) + self.studies.len()) as f64
    }
}
