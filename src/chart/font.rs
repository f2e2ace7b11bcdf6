//! The embedded fonts: which characters they have, how wide a text is, and the outlines of its glyphs.
//!
//! Two families in two weights, [`Weight::Regular`] and [`Weight::SemiBold`]: Inter for everything, Noto Sans CJK for the
//! Chinese characters Inter lacks. Text is shaped with kerning and tabular digits, so that columns of prices align.
//! Nothing here opens a file or asks the system for a font; it knows nothing of colours or places on a canvas.

use std::sync::{LazyLock, OnceLock};

use harfrust::font::Blob;
use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathElement};
use harfrust::{
    Buffer, Direction, Feature, Font, GlyphId, Script, ShapeOptions, ShapePlan, ShaperFont, Tag,
};
use serde::{Deserialize, Serialize};

/// Height of a capital letter of Inter as a part of the font size: what text is centred on.
pub(super) const CAP_HEIGHT: f64 = 2048.0 / 2816.0;

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Weight {
    /// 400: axis labels, second lines.
    Regular,
    /// 600: titles, names, tags.
    SemiBold,
}

impl Weight {
    /// The weight as CSS numbers it.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
        }
    }
}

/// One glyph of a shaped text.
#[derive(Debug, Clone, Copy)]
struct Glyph {
    face: FaceId,
    id: GlyphId,
    x: f64,
}

/// A shaped text, in parts of the font size.
#[derive(Debug, Clone)]
pub(super) struct TextRun {
    glyphs: Vec<Glyph>,
    width: f64,
}

impl TextRun {
    /// Shapes `text` in one line.
    pub(super) fn new(text: &str, weight: Weight) -> Self {
        let mut run = Self {
            glyphs: Vec::with_capacity(text.len()),
            width: 0.0,
        };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let face = FaceId::for_char(first, weight);
            let end = rest
                .char_indices()
                .find(|(_, c)| FaceId::for_char(*c, weight) != face)
                .map_or(rest.len(), |(at, _)| at);
            let (part, tail) = rest.split_at(end);
            run.append(part, face);
            rest = tail;
        }
        run
    }

    fn append(&mut self, part: &str, id: FaceId) {
        let face = id.face();
        let mut buffer = Buffer::new();
        buffer.push_str(part);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(id.script());
        let options = ShapeOptions::new()
            .plan(Some(&face.plan))
            .features(&face.features);
        harfrust::shape(&ShaperFont::new(&face.font), &mut buffer, options)
            .expect("the plan was made for this direction and script");
        for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
            self.glyphs.push(Glyph {
                face: id,
                id: GlyphId::new(info.glyph_id),
                x: self.width + f64::from(position.x_offset) / face.units_per_em,
            });
            self.width += f64::from(position.x_advance) / face.units_per_em;
        }
    }

    /// Width as a part of the font size.
    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// The glyphs with their horizontal places, in parts of the font size.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = (GlyphKey, f64)> {
        self.glyphs.iter().map(|glyph| {
            let key = GlyphKey {
                face: glyph.face,
                id: glyph.id.to_u32(),
            };
            (key, glyph.x)
        })
    }
}

/// Which glyph of which font file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GlyphKey {
    face: FaceId,
    id: u32,
}

impl GlyphKey {
    /// The outline in font units, y upwards, and the units a font size.
    pub(super) fn outline(self) -> (&'static [PathElement], f64) {
        let face = self.face.face();
        (face.outline(GlyphId::new(self.id)), face.units_per_em)
    }
}

/// Width of `text` at font size `size`, in the unit of `size`.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    TextRun::new(text, weight).width() * size
}

/// Whether every character of `text` can be drawn.
pub(super) fn covers(text: &str) -> bool {
    text.chars()
        .all(|c| FaceId::for_char(c, Weight::Regular).face().has(c))
}

/// `text` where it can be drawn, with a replacement character for each one that cannot.
pub(super) fn drawable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if covers(c.encode_utf8(&mut [0; 4])) {
                c
            } else {
                '?'
            }
        })
        .collect()
}

/// Family, weight and file of each embedded font that `texts` need, to be embedded again.
pub(super) fn files<'a>(
    texts: impl IntoIterator<Item = (&'a str, Weight)>,
) -> Vec<(&'static str, u32, &'static [u8])> {
    let mut needed = [false; 4];
    let all = [
        FaceId::Inter(Weight::Regular),
        FaceId::Inter(Weight::SemiBold),
        FaceId::Cjk(Weight::Regular),
        FaceId::Cjk(Weight::SemiBold),
    ];
    for (text, weight) in texts {
        for c in text.chars() {
            let face = FaceId::for_char(c, weight);
            for (needed, other) in needed.iter_mut().zip(all) {
                *needed |= face == other;
            }
        }
    }
    let described = all.map(|id| match id {
        FaceId::Inter(weight) => ("Inter", weight.number(), id.bytes()),
        FaceId::Cjk(weight) => ("Noto Sans CJK SC", weight.number(), id.bytes()),
    });
    let pairs = needed.into_iter().zip(described);
    pairs
        .filter_map(|(needed, file)| needed.then_some(file))
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum FaceId {
    Inter(Weight),
    Cjk(Weight),
}

impl FaceId {
    fn for_char(c: char, weight: Weight) -> Self {
        if c.is_ascii() || !Self::Cjk(weight).face().has(c) || Self::Inter(weight).face().has(c) {
            Self::Inter(weight)
        } else {
            Self::Cjk(weight)
        }
    }

    fn script(self) -> Option<Script> {
        let tag = match self {
            Self::Inter(_) => b"Latn",
            Self::Cjk(_) => b"Hani",
        };
        Script::from_iso15924_tag(Tag::new(tag))
    }

    fn face(self) -> &'static Face {
        static FACES: [LazyLock<Face>; 4] = [
            LazyLock::new(|| Face::new(FaceId::Inter(Weight::Regular))),
            LazyLock::new(|| Face::new(FaceId::Inter(Weight::SemiBold))),
            LazyLock::new(|| Face::new(FaceId::Cjk(Weight::Regular))),
            LazyLock::new(|| Face::new(FaceId::Cjk(Weight::SemiBold))),
        ];
        match self {
            Self::Inter(Weight::Regular) => &FACES[0],
            Self::Inter(Weight::SemiBold) => &FACES[1],
            Self::Cjk(Weight::Regular) => &FACES[2],
            Self::Cjk(Weight::SemiBold) => &FACES[3],
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Inter(Weight::Regular) => include_bytes!("fonts/inter-400.ttf"),
            Self::Inter(Weight::SemiBold) => include_bytes!("fonts/inter-600.ttf"),
            Self::Cjk(Weight::Regular) => include_bytes!("fonts/noto-sans-cjk-400.otf"),
            Self::Cjk(Weight::SemiBold) => include_bytes!("fonts/noto-sans-cjk-600.otf"),
        }
    }
}

/// One font file, with what is worth keeping between texts: the shaping plan and the outlines met so far.
struct Face {
    font: Font,
    features: [Feature; 2],
    plan: ShapePlan,
    units_per_em: f64,
    outlines: Vec<OnceLock<Vec<PathElement>>>,
}

impl Face {
    fn new(id: FaceId) -> Self {
        let font = Font::new(Blob::from(id.bytes()), 0).expect("the embedded font is well formed");
        let features = [b"tnum", b"kern"].map(|tag| Feature::new(Tag::new(tag), 1, ..));
        let script = id.script();
        let plan = ShapePlan::new(&font, Direction::LeftToRight, script, None, &features);
        let glyphs = usize::try_from(font.num_glyphs()).unwrap_or_default();
        Self {
            units_per_em: f64::from(font.units_per_em()),
            outlines: (0..glyphs).map(|_| OnceLock::new()).collect(),
            font,
            features,
            plan,
        }
    }

    fn has(&self, c: char) -> bool {
        self.font
            .charmap()
            .map_unicode(c)
            .is_some_and(|id| id != GlyphId::NOTDEF)
    }

    /// The outline of a glyph in font units, y upwards; empty for a blank.
    fn outline(&self, id: GlyphId) -> &[PathElement] {
        let slot = usize::try_from(id.to_u32())
            .ok()
            .and_then(|at| self.outlines.get(at));
        slot.map_or(&[], |slot| slot.get_or_init(|| self.draw(id)))
    }

    fn draw(&self, id: GlyphId) -> Vec<PathElement> {
        let mut path = Vec::new();
        if let Some(glyph) = self.font.outline_glyphs().get(id) {
            let memory = DrawMemory::default();
            if glyph.draw(&DrawOptions::new(), memory, &mut path).is_err() {
                path.clear();
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_as_wide_as_each_other() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let one = width("1111.11", 100.0, weight);
            assert!((one - width("8888.88", 100.0, weight)).abs() < 1e-9);
        }
    }

    #[test]
    fn pairs_are_kerned() {
        let pair = width("AV", 100.0, Weight::Regular);
        let apart = width("A", 100.0, Weight::Regular) + width("V", 100.0, Weight::Regular);
        assert!(pair < apart, "{pair} {apart}");
    }

    #[test]
    fn a_text_of_two_scripts_is_the_sum_of_its_parts() {
        let mixed = width("BABA 阿里巴巴", 22.0, Weight::SemiBold);
        // Four square characters of the font size each.
        assert!((mixed - width("BABA ", 22.0, Weight::SemiBold) - 88.0).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_drawn_is_known_before_drawing() {
        assert!(covers("Alibaba Group · 阿里巴巴 (BABA) −0.53 % ×"));
        assert!(!covers("ไทย"));
        assert_eq!(drawable("aไb"), "a?b");
    }

    #[test]
    fn letters_have_outlines_and_blanks_have_none() {
        let count = |text: &str| {
            let run = TextRun::new(text, Weight::Regular);
            run.glyphs()
                .filter(|(key, _)| !key.outline().0.is_empty())
                .count()
        };
        assert_eq!(count("A b"), 2);
        assert_eq!(count("阿"), 1);
    }
}
