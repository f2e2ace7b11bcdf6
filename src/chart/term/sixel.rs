//! Pictures in terminals that show sixels.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tiny_skia::Pixmap;

/// Most colours of a picture, by what terminals take.
const COLORS: usize = 256;
/// Rows of a band: a character holds six pixels above each other.
const BAND: usize = 6;

/// The escape sequence that shows `pixmap` at the cursor.
///
/// A chart has a few hundred colours, most of them between two others at the edge of a line: the commonest are kept, and the
/// rest take the nearest of them. Source: DEC, *VT330/VT340 Programmer Reference Manual*, volume 2, chapter 14.
pub fn sixel(pixmap: &Pixmap) -> String {
    let width = pixmap.width() as usize;
    let pixels: Vec<[u8; 3]> = pixmap
        .data()
        .chunks_exact(4)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let (palette, index) = palette(&pixels);
    let indexed: Vec<u16> = pixels.iter().map(|color| index[color]).collect();
    // Picture with square pixels; where no color is set the background stays.
    let mut out = format!("\u{1b}P0;1;0q\"1;1;{width};{}", pixmap.height());
    for (number, color) in palette.iter().enumerate() {
        let [red, green, blue] = color.map(|channel| (u32::from(channel) * 100 + 127) / 255);
        let _ = write!(out, "#{number};2;{red};{green};{blue}");
    }
    for band in indexed.chunks(BAND * width.max(1)) {
        put_band(&mut out, band, width);
    }
    out.push_str("\u{1b}\\\n");
    out
}

/// The colours that are kept, and the number of the one that each colour of the picture takes.
fn palette(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, BTreeMap<[u8; 3], u16>) {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for color in pixels {
        *counts.entry(*color).or_default() += 1;
    }
    let mut order: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    order.sort_by_key(|&(color, count)| (std::cmp::Reverse(count), color));
    let kept: Vec<[u8; 3]> = order.iter().take(COLORS).map(|&(color, _)| color).collect();
    let nearest = |color: [u8; 3]| {
        let distance = |other: &[u8; 3]| -> u32 {
            let channels = color.iter().zip(other);
            channels
                .map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2))
                .sum()
        };
        let numbered = (0u16..).zip(&kept);
        let least = numbered.min_by_key(|(_, other)| distance(other));
        least.map_or(0, |(number, _)| number)
    };
    let index = order.iter().map(|&(color, _)| (color, nearest(color)));
    let index = index.collect();
    (kept, index)
}

/// One band: each of its colours over its whole width, one after the other.
fn put_band(out: &mut String, band: &[u16], width: usize) {
    let mut rows: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
    for (at, &color) in band.iter().enumerate() {
        let bits = rows.entry(color).or_insert_with(|| vec![0; width]);
        bits[at % width] |= 1 << (at / width);
    }
    for (color, bits) in &rows {
        let _ = write!(out, "#{color}");
        let used = bits
            .iter()
            .rposition(|&bits| bits != 0)
            .map_or(0, |at| at + 1);
        for run in bits[..used].chunk_by(|a, b| a == b) {
            let sign = char::from(b'?' + run[0]);
            if run.len() > 3 {
                let _ = write!(out, "!{}{sign}", run.len());
            } else {
                out.extend(std::iter::repeat_n(sign, run.len()));
            }
        }
        out.push('$');
    }
    out.push('-');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_six_rows_of_bits_a_colour() {
        let mut pixmap = Pixmap::new(5, 7).unwrap();
        pixmap.fill(tiny_skia::Color::WHITE);
        // A red pixel in the second row, third column.
        pixmap.data_mut()[4 * 7..4 * 8].copy_from_slice(&[255, 0, 0, 255]);
        let text = sixel(&pixmap);
        assert!(text.starts_with("\u{1b}P0;1;0q\"1;1;5;7#0;2;100;100;100#1;2;100;0;0"));
        // All six bits are 63 above '?', so '~', and '|' without the second, which alone is 'A'; the last row is '@'.
        assert!(
            text.ends_with("#0~~|~~$#1??A$-#0!5@$-\u{1b}\\\n"),
            "{text:?}"
        );
    }

    #[test]
    fn a_colour_too_many_takes_the_nearest() {
        let gray = |value: u8| [value; 3];
        let mut pixels: Vec<[u8; 3]> = (0..=255).flat_map(|value| [gray(value); 2]).collect();
        pixels.push([7, 7, 8]);
        let (kept, index) = palette(&pixels);
        assert_eq!(kept.len(), COLORS);
        assert_eq!(kept[usize::from(index[&[7, 7, 8]])], gray(7));
    }
}
