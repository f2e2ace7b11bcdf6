//! Pictures in terminals that speak the graphics protocol of kitty.

/// Most bytes of a chunk, by the protocol.
const CHUNK: usize = 4096;

/// The escape sequence that shows `png` at the cursor.
///
/// Source: "Terminal graphics protocol" of kitty: `a=T` transmits and shows, `f=100` is PNG, `m=1` announces more.
pub fn kitty(png: &[u8]) -> String {
    let encoded = base64(png);
    let chunks: Vec<&str> = encoded
        .as_bytes()
        .chunks(CHUNK)
        .map(|chunk| std::str::from_utf8(chunk).expect("base64 is ASCII"))
        .collect();
    let mut out = String::with_capacity(encoded.len() + 32 * chunks.len());
    for (at, chunk) in chunks.iter().enumerate() {
        let more = u8::from(at + 1 < chunks.len());
        let control = if at == 0 {
            format!("a=T,f=100,m={more}")
        } else {
            format!("m={more}")
        };
        out.push_str("\u{1b}_G");
        out.push_str(&control);
        out.push(';');
        out.push_str(chunk);
        out.push_str("\u{1b}\\");
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            out.push(if digit <= group.len() {
                char::from(DIGITS[index as usize])
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        // The test vectors of its section 10.
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_long_picture_goes_in_chunks_and_the_last_one_says_so() {
        let text = kitty(&vec![0; 5000]);
        assert!(text.starts_with("\u{1b}_Ga=T,f=100,m=1;AAAA"));
        assert_eq!(text.matches("m=1").count(), 1);
        assert!(text.contains("\u{1b}_Gm=0;") && text.ends_with("\u{1b}\\"));
    }
}
