//! The words above the panes: title, subtitle, last price, and the headline that says where price stands.

use super::frame::Frame;
use crate::chart::drawing::Part;
use crate::chart::font;
use crate::chart::layout::{Area, Detail};
use crate::chart::options::BarStyle;
use crate::chart::pen::{At, Lettering, Look, Pen};
use crate::chart::scene::Scene;
use crate::chart::theme::Hue;
use crate::text::Medium::Picture;
use crate::text::day;
use crate::{Basis, Timeframe};

/// Height of a row of the headline below the subtitle.
const HEADLINE_ROW: f64 = 20.0;
/// From the edge of the headline's chip to its words.
const CHIP: f64 = 10.0;

/// Middles of the rows of the words, in pixels from the top.
struct Rows {
    title: f64,
    change: f64,
    /// The subtitle, if it has a row of its own.
    subtitle: f64,
    headline: f64,
}

/// The words above the panes of a chart, fitted.
pub(super) struct Header<'f, 'a> {
    frame: &'f Frame<'a>,
    title: (String, Lettering),
    headline: Headline,
}

/// Where the finding stands.
enum Headline {
    None,
    /// Beside the title, from this column on.
    Beside(f64, String),
    /// In rows below the subtitle.
    Below(Vec<String>),
}

/// Name and symbol, or the symbol alone where the name cannot be drawn.
pub(super) fn title(scene: &Scene) -> String {
    match drawable_name(scene) {
        Some(name) => format!("{name} ({})", scene.symbol),
        None => scene.symbol.clone(),
    }
}

fn drawable_name(scene: &Scene) -> Option<&String> {
    scene.name.as_ref().filter(|name| font::covers(name))
}

/// The title in `room` pixels: the name is shortened, then left out; the symbol is never cut.
fn fitting_title(scene: &Scene, kind: Lettering, room: f64) -> (String, Lettering) {
    let symbol = &scene.symbol;
    if let Some(name) = drawable_name(scene) {
        let tail = format!(" ({symbol})");
        let name = kind.fit(name, room - kind.width(&tail));
        // A few letters of a name say less than none.
        if name.chars().count() > 4 {
            return (name + &tail, kind);
        }
    }
    let kinds = [kind, Lettering::CHANGE, Lettering::SMALL_NAME];
    let fitting = kinds.into_iter().find(|kind| kind.width(symbol) <= room);
    (symbol.clone(), fitting.unwrap_or(Lettering::SMALL_NAME))
}

impl<'f, 'a> Header<'f, 'a> {
    pub(super) fn of(frame: &'f Frame<'a>) -> Self {
        let room = title_room(frame);
        let title = fitting_title(frame.scene, large(frame.detail()), room);
        let headline = headline(frame, &title, room);
        Self {
            frame,
            title,
            headline,
        }
    }

    /// Height of the headline's rows below the subtitle.
    pub(super) fn more_height(&self) -> f64 {
        match &self.headline {
            Headline::Below(rows) => rows.len() as f64 * HEADLINE_ROW + 6.0,
            _ => 0.0,
        }
    }

    pub(super) fn draw(&self, pen: &mut Pen) {
        let frame = self.frame;
        if frame.detail() == Detail::Thumb {
            return thumb(frame, pen);
        }
        let rows = rows(frame.detail());
        let left = frame.places.header.left;
        last_price(frame, pen, &rows);
        let (title, kind) = &self.title;
        let look = Look::new(Part::Frame, Hue::Ink);
        pen.text(look, *kind, At::Start((left, rows.title)), title);
        let (subtitle, kind, y) = fitting_subtitle(frame, &rows);
        let look = Look::new(Part::Frame, Hue::Second);
        pen.text(look, kind, At::Start((left, y)), &subtitle);
        match &self.headline {
            Headline::None => {}
            Headline::Beside(x, text) => {
                chip(frame, pen, (*x, rows.title), std::slice::from_ref(text));
            }
            Headline::Below(texts) => chip(frame, pen, (left, rows.headline), texts),
        }
    }
}

/// How the title and the last price are set.
fn large(detail: Detail) -> Lettering {
    if detail == Detail::Compact {
        Lettering::COMPACT_TITLE
    } else {
        Lettering::TITLE
    }
}

fn rows(detail: Detail) -> Rows {
    if detail == Detail::Compact {
        Rows {
            title: 20.0,
            change: 40.0,
            subtitle: 57.0,
            headline: 78.0,
        }
    } else {
        Rows {
            title: 31.0,
            change: 55.0,
            subtitle: 73.0,
            headline: 94.0,
        }
    }
}

/// The finding beside the title; where there is no room, in rows of its own, and no number of it is cut.
fn headline(frame: &Frame<'_>, (title, kind): &(String, Lettering), room: f64) -> Headline {
    let Some(state) = frame
        .scene
        .state
        .as_ref()
        .filter(|_| frame.detail().has_words())
    else {
        return Headline::None;
    };
    let area = frame.places.header;
    let x = area.left + kind.width(title) + 16.0;
    if x + Lettering::NAME.width(&state.text) + 2.0 * CHIP <= area.left + room {
        return Headline::Beside(x, state.text.clone());
    }
    let width = frame.places.axis_right - area.left - 2.0 * CHIP;
    Headline::Below(Lettering::NAME.wrap(&state.text, width))
}

/// The subtitle, how it is set and at which height: whole beside the change, else in fewer words, else in a row of its own.
fn fitting_subtitle(frame: &Frame<'_>, rows: &Rows) -> (String, Lettering, f64) {
    let parts = subtitle(frame);
    let full = parts.join(" · ");
    let short = full.replacen(" with range", "", 1);
    let width = frame.places.axis_right - frame.places.header.left;
    let room = title_room(frame);
    let (beside, below) = ((room, rows.change), (width, rows.subtitle));
    let wanted = [
        (&full, Lettering::SUBTITLE, beside),
        (&short, Lettering::SUBTITLE, beside),
        (&full, Lettering::SUBTITLE, below),
        (&full, Lettering::SMALL, below),
        (&short, Lettering::SMALL, below),
        (&parts[0], Lettering::SMALL, below),
    ];
    let fitting = wanted
        .iter()
        .find(|(text, kind, (room, _))| kind.width(text) <= *room);
    let &(text, kind, (room, y)) = fitting.unwrap_or(&wanted[wanted.len() - 1]);
    (kind.fit(text, room), kind, y)
}

/// Measure and period, basis, currency, axis: what is shown and in which unit.
fn subtitle(frame: &Frame<'_>) -> Vec<String> {
    let scene = frame.scene;
    let what = match frame.style() {
        BarStyle::Line => "closes with range",
        BarStyle::Ohlc => "bars",
        _ => "candles",
    };
    let bars = frame.bars();
    let (first, last) = (bars[0].time.date(), bars[bars.len() - 1].time.date());
    let mut parts = vec![format!(
        "{} {what}, {} – {}",
        scene.frequency(),
        day(first),
        day(last)
    )];
    parts.push(match scene.basis {
        Basis::Raw => "raw prices".into(),
        Basis::Unknown => "basis unknown".into(),
        other => other.to_string(),
    });
    parts.extend(scene.currency.clone());
    if frame.plot.scale.is_log {
        parts.push("log scale".into());
    }
    parts
}

/// Width that the last price leaves to title and subtitle.
fn title_room(frame: &Frame<'_>) -> f64 {
    let right = if frame.detail() == Detail::Compact {
        frame.places.axis_right
    } else {
        frame.places.header.right
    };
    right - frame.places.header.left - last_price_width(frame) - 24.0
}

/// Width of the last close and its change.
fn last_price_width(frame: &Frame<'_>) -> f64 {
    let close = frame.scene.bars.last().map(|bar| frame.price(bar.close));
    let close = close.map_or(0.0, |text| large(frame.detail()).width(&text));
    let change = change_text(frame).filter(|_| frame.detail() != Detail::Compact);
    close.max(change.map_or(0.0, |(text, _)| Lettering::CHANGE.width(&text) + 18.0))
}

/// The change of the last close in words, and as a number.
fn change_text(frame: &Frame<'_>) -> Option<(String, f64)> {
    let (change, change_pct) = frame.scene.change()?;
    let span = match frame.scene.timeframe {
        Timeframe::Day => " on the day",
        Timeframe::Week => " on the week",
        Timeframe::Month => " on the month",
        Timeframe::Minutes(_) => "",
    };
    let change_pct = Picture.percent(change_pct, 2);
    let text = format!("{} ({change_pct}){span}", frame.prices.change(change));
    Some((text, change))
}

/// The last close and its change, right-aligned.
fn last_price(frame: &Frame<'_>, pen: &mut Pen, rows: &Rows) {
    let Some(last) = frame.scene.bars.last() else {
        return;
    };
    let right = if frame.detail() == Detail::Compact {
        frame.places.axis_right
    } else {
        frame.places.header.right
    };
    let look = Look::new(Part::Frame, Hue::Ink);
    let at = At::End((right, rows.title));
    pen.text(look, large(frame.detail()), at, &frame.price(last.close));
    let Some((text, change)) = change_text(frame) else {
        return;
    };
    let hue = if change < 0.0 {
        Hue::DownText
    } else {
        Hue::UpText
    };
    let look = Look::new(Part::Frame, hue);
    pen.text(
        look,
        Lettering::CHANGE,
        At::End((right, rows.change)),
        &text,
    );
    if change != 0.0 {
        let left = right - Lettering::CHANGE.width(&text) - 18.0;
        let tip = -4.5 * change.signum();
        let points = [(left, -tip), (left + 12.0, -tip), (left + 6.0, tip)];
        pen.polygon(look, &points.map(|(x, y)| (x, rows.change + y)));
    }
}

/// Where price stands, on a tint of the level it speaks of.
fn chip(frame: &Frame<'_>, pen: &mut Pen, (left, y): (f64, f64), texts: &[String]) {
    let role = frame.scene.state.as_ref().and_then(|state| state.role);
    let hue = role.map_or(Hue::Signal, super::zones::hue);
    let width = texts.iter().map(|text| Lettering::NAME.width(text));
    let area = Area {
        left,
        top: y - 10.0,
        right: left + width.fold(0.0, f64::max) + 2.0 * CHIP,
        bottom: y + 10.0 + HEADLINE_ROW * (texts.len() - 1) as f64,
    };
    pen.rect(Look::new(Part::Frame, hue).faint(12), area);
    let look = Look::new(Part::Frame, hue);
    for (row, text) in texts.iter().enumerate() {
        let at = At::Start((left + CHIP, y + HEADLINE_ROW * row as f64));
        pen.text(look, Lettering::NAME, at, text);
    }
}

/// Symbol, date and change on one line.
fn thumb(frame: &Frame<'_>, pen: &mut Pen) {
    let area = frame.places.header;
    let y = 17.0;
    let right = frame.places.axis_right;
    let kind = Lettering::CHANGE;
    let mut end = right;
    if let Some((_, change_pct)) = frame.scene.change() {
        let text = Picture.percent(change_pct, 2);
        let hue = if change_pct < 0.0 {
            Hue::DownText
        } else {
            Hue::UpText
        };
        pen.text(
            Look::new(Part::Frame, hue),
            kind,
            At::End((right, y)),
            &text,
        );
        end -= kind.width(&text) + 12.0;
    }
    let (name, kind) = (&frame.scene.symbol, Lettering::CHANGE);
    let look = Look::new(Part::Frame, Hue::Ink);
    pen.text(look, kind, At::Start((area.left, y)), name);
    let from = area.left + kind.width(name) + 10.0;
    let subtitle = Lettering::SMALL.fit(&subtitle(frame)[0], end - from - 10.0);
    let hue = if frame.scene.stale.is_some() {
        Hue::Warning
    } else {
        Hue::Second
    };
    let look = Look::new(Part::Frame, hue);
    pen.text(look, Lettering::SMALL, At::Start((from, y)), &subtitle);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bars, Ohlcv};

    #[test]
    fn a_narrow_title_keeps_its_symbol() {
        let mut builder = Bars::builder("BRK.B".parse().unwrap(), Timeframe::Day, Basis::Raw);
        builder
            .push("2024-01-02T00:00:00".parse().unwrap(), Ohlcv::flat(1.0))
            .unwrap();
        let mut scene = Scene::new(&builder.build());
        scene.name = Some("Berkshire Hathaway Inc.".into());
        let title = |room| fitting_title(&scene, Lettering::TITLE, room).0;
        assert_eq!(title(500.0), "Berkshire Hathaway Inc. (BRK.B)");
        assert_eq!(title(220.0), "Berkshire… (BRK.B)");
        assert_eq!(title(100.0), "BRK.B");
        assert_eq!(title(20.0), "BRK.B");
    }
}
