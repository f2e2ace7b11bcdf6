//! Pictures in terminals that speak the graphics protocol of kitty.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Most bytes of a chunk, by the protocol.
const CHUNK: usize = 4096;

/// The escape sequence that shows `png` at the cursor.
///
/// Source: "Terminal graphics protocol" of kitty: `a=T` transmits and shows, `f=100` is PNG, `m=1` announces more.
pub fn kitty(png: &[u8]) -> String {
    let encoded = BASE64_STANDARD.encode(png);
    let mut out = String::with_capacity(encoded.len() + encoded.len() / 64 + 32);
    let mut rest = encoded.as_str();
    let mut control = "a=T,f=100,";
    loop {
        // Base64 is ASCII, so every byte is a boundary.
        let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
        let more = u8::from(!after.is_empty());
        let _ = write!(out, "\u{1b}_G{control}m={more};{chunk}\u{1b}\\");
        if after.is_empty() {
            return out;
        }
        (rest, control) = (after, "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_picture_goes_in_chunks_and_the_last_one_says_so() {
        let text = kitty(&vec![0; 5000]);
        assert!(text.starts_with("\u{1b}_Ga=T,f=100,m=1;AAAA"));
        assert_eq!(text.matches("m=1").count(), 1);
        assert!(text.contains("\u{1b}_Gm=0;") && text.ends_with("\u{1b}\\"));
    }
}
