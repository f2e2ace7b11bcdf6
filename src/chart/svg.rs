//! SVG files: a `plotters` backend that writes them.
//!
//! The same drawing as the PNG, in pixels with fractions. Text stays text: the fonts it needs are inside, common ones are named
//! after them, and each line carries the width it was laid out with, for viewers that take neither. Neighbouring fills of one
//! colour become one element, so hundreds of bars are a few paths. `title` and `desc` speak to screen readers.

use std::convert::Infallible;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use plotters::prelude::IntoDrawingArea;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend,
};

use super::drawing::{Drawing, Figure, UNITS};
use super::font::{self, CAP_HEIGHT};
use super::raster::{Drawn, weight};
use super::theme::Theme;
use crate::Result;

/// The drawing as an SVG document.
///
/// # Errors
///
/// [`Error::Chart`](crate::Error::Chart) if drawing fails.
pub(super) fn write(drawing: &Drawing, theme: Theme) -> Result<String> {
    let mut body = Markup::default();
    let backend = Svg {
        size: drawing.size,
        body: &mut body,
    };
    drawing.draw_on(&backend.into_drawing_area(), theme)?;
    body.flush();
    let (width, height) = drawing.size;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" \
         font-family=\"Inter, 'Helvetica Neue', Arial, 'Noto Sans CJK SC', sans-serif\" \
         style=\"font-feature-settings:'tnum';white-space:pre\" xml:space=\"preserve\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>{}</style>\n{}</svg>\n",
        escape(&drawing.title),
        escape(&drawing.description),
        font_faces(drawing),
        body.out
    ))
}

/// The embedded fonts that the texts of `drawing` need, as CSS.
fn font_faces(drawing: &Drawing) -> String {
    let texts = drawing.inks.iter().filter_map(|ink| match &ink.figure {
        Figure::Text(_, text, _, weight, _) => Some((text.as_str(), *weight)),
        _ => None,
    });
    let mut out = String::new();
    for (family, weight, file) in font::files(texts) {
        let _ = write!(
            out,
            "@font-face{{font-family:'{family}';font-weight:{weight};src:url(data:font/sfnt;base64,{})}}",
            BASE64_STANDARD.encode(file)
        );
    }
    out
}

#[derive(Debug, Default)]
struct Markup {
    out: String,
    fill: Option<(String, String)>,
}

impl Markup {
    /// Adds an outline to the running fill, or ends that one and begins another.
    fn fill(&mut self, color: BackendColor, path: &str) {
        let style = style("fill", color);
        match &mut self.fill {
            Some((running, data)) if *running == style => data.push_str(path),
            _ => {
                self.flush();
                self.fill = Some((style, path.to_owned()));
            }
        }
    }

    fn flush(&mut self) {
        if let Some((style, data)) = self.fill.take() {
            let _ = writeln!(self.out, "<path {style} d=\"{data}\"/>");
        }
    }

    fn line(&mut self, color: BackendColor, width: u32, element: &str) {
        self.flush();
        let width = f64::from(width) / f64::from(UNITS);
        let style = style("stroke", color);
        let _ = writeln!(
            self.out,
            "<{element} fill=\"none\" {style} stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
        );
    }
}

#[derive(Debug)]
struct Svg<'a> {
    size: (u32, u32),
    body: &'a mut Markup,
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let units = UNITS.unsigned_abs();
        (self.size.0 * units, self.size.1 * units)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let path = format!(
            "M{},{}H{}V{}H{}Z",
            px(from.0),
            px(from.1),
            px(to.0),
            px(to.1),
            px(from.0)
        );
        if fill {
            self.body.fill(style.color(), &path);
        } else {
            let element = format!("path d=\"{path}\"");
            self.body
                .line(style.color(), style.stroke_width(), &element);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let element = format!("polyline points=\"{}\"", points(path, " "));
        self.body
            .line(style.color(), style.stroke_width(), &element);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        stroke: &S,
        fill: bool,
    ) -> Drawn {
        let radius = f64::from(radius) / f64::from(UNITS);
        let element = format!("circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"", px(x), px(y));
        if fill {
            self.body.flush();
            let _ = writeln!(
                self.body.out,
                "<{element} {}/>",
                style("fill", stroke.color())
            );
        } else {
            self.body
                .line(stroke.color(), stroke.stroke_width(), &element);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.body
            .fill(style.color(), &format!("M{}Z", points(path, "L")));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        font: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        self.body.flush();
        let size = font.size() / f64::from(UNITS);
        let weight = weight(font.style());
        let below = match font.anchor().v_pos {
            VPos::Top => CAP_HEIGHT,
            VPos::Center => CAP_HEIGHT / 2.0,
            VPos::Bottom => 0.0,
        };
        let anchor = match font.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let _ = writeln!(
            self.body.out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" font-weight=\"{}\" text-anchor=\"{anchor}\" \
             textLength=\"{:.2}\" {}>{}</text>",
            px(x),
            (px(y) + below * size).round(),
            weight.number(),
            font::width(text, size, weight),
            style("fill", font.color()),
            escape(text)
        );
        Ok(())
    }
}

fn px(units: i32) -> f64 {
    f64::from(units) / f64::from(UNITS)
}

fn points(path: impl IntoIterator<Item = BackendCoord>, between: &str) -> String {
    let mut out = String::new();
    for (x, y) in path {
        if !out.is_empty() {
            out.push_str(between);
        }
        let _ = write!(out, "{},{}", px(x), px(y));
    }
    out
}

fn style(attribute: &str, color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    let mut out = format!("{attribute}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if color.alpha < 1.0 {
        let _ = write!(out, " {attribute}-opacity=\"{}\"", color.alpha);
    }
    out
}

fn escape(text: &str) -> String {
    crate::error::printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::drawing::{Anchor, Ink, Part};
    use crate::chart::font::Weight;
    use crate::chart::theme::Hue;

    fn drawing() -> Drawing {
        let ink = |figure| Ink {
            part: Part::Bars,
            hue: Hue::Up,
            opacity_pct: 100,
            has_halo: false,
            figure,
        };
        Drawing {
            size: (20, 10),
            title: "A & B".into(),
            description: "rose < 1 %".into(),
            source: String::new(),
            inks: vec![
                ink(Figure::Rect((16, 16), (24, 32))),
                ink(Figure::Rect((32, 16), (40, 32))),
                ink(Figure::Text(
                    (16, 80),
                    "R&D".into(),
                    192,
                    Weight::Regular,
                    Anchor::Start,
                )),
            ],
        }
    }

    #[test]
    fn bars_of_one_colour_are_one_path_in_pixels() {
        let svg = write(&drawing(), Theme::default()).unwrap();
        assert!(
            svg.contains("<path fill=\"#0b7a6b\" d=\"M1,1H1.5V2H1ZM2,1H2.5V2H2Z\"/>"),
            "{svg}"
        );
    }

    #[test]
    fn words_are_escaped_and_a_screen_reader_finds_them() {
        let svg = write(&drawing(), Theme::default()).unwrap();
        assert!(svg.contains("<title id=\"title\">A &amp; B</title>"));
        assert!(svg.contains("<desc id=\"desc\">rose &lt; 1 %</desc>"));
        assert!(svg.contains(">R&amp;D</text>"));
        // Only the weight and script that a text needs.
        assert_eq!(svg.matches("@font-face").count(), 1);
    }
}
