//! Bytes to UTF-8 text: byte order marks, UTF-16, Latin-1, GBK, and the line ends of old Macs.

use std::borrow::Cow;

use encoding_rs::{Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text in UTF-8 without a byte order mark, and the name of the encoding it was in.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, [u8]>,
    pub(super) encoding: &'static str,
}

/// Decodes `bytes`. Any bytes can be decoded; what has no meaning becomes a replacement character.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (encoding, skip) = detect(bytes);
    let body = &bytes[skip..];
    let mut text = if encoding == UTF_8 {
        Cow::Borrowed(body)
    } else {
        let (text, _) = encoding.decode_without_bom_handling(body);
        Cow::Owned(text.into_owned().into_bytes())
    };
    // Lines ended by a carriage return alone: without a line feed there is nothing else they could mean.
    let head = &text[..text.len().min(64 << 10)];
    if head.contains(&b'\r') && !head.contains(&b'\n') && !text.contains(&b'\n') {
        let lines = text
            .iter()
            .map(|&byte| if byte == b'\r' { b'\n' } else { byte });
        text = Cow::Owned(lines.collect());
    }
    if has_lone_return(&text) {
        text = Cow::Owned(cut_at_returns(&text));
    }
    Decoded {
        text,
        encoding: encoding.name(),
    }
}

/// Whether a carriage return stands alone inside a line: a line that a program of another kind has ended.
fn has_lone_return(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', text).any(|at| is_lone(text, at))
}

/// Carriage returns before a line feed belong to it, however many.
fn is_lone(text: &[u8], at: usize) -> bool {
    let next = text[at + 1..].iter().find(|&&byte| byte != b'\r');
    next.is_some_and(|&byte| byte != b'\n')
}

fn cut_at_returns(text: &[u8]) -> Vec<u8> {
    let mut lines = text.to_vec();
    for at in memchr::memchr_iter(b'\r', text).filter(|&at| is_lone(text, at)) {
        lines[at] = b'\n';
    }
    lines
}

/// The encoding of `bytes` and the length of its mark.
fn detect(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some(found) = Encoding::for_bom(bytes) {
        return found;
    }
    // UTF-16 without a mark: every other byte of a table's head is 0.
    let head = &bytes[..bytes.len().min(256)];
    let zeros = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    if zeros(1) * 4 > head.len() {
        return (UTF_16LE, 0);
    }
    if zeros(0) * 4 > head.len() {
        return (UTF_16BE, 0);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, 0);
    }
    (single_or_double_byte(bytes), 0)
}

/// GBK where the bytes above ASCII decode to Chinese headings, else Windows-1252, of which Latin-1 is the part in use.
fn single_or_double_byte(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4 << 10)];
    let (text, _) = GBK.decode_without_bom_handling(head);
    let is_chinese = ["日期", "时间", "时间", "开盘", "收盘", "代码"]
        .iter()
        .any(|word| text.contains(word));
    if is_chinese { GBK } else { WINDOWS_1252 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes);
        (
            String::from_utf8(decoded.text.into_owned()).unwrap(),
            decoded.encoding,
        )
    }

    #[test]
    fn the_same_heading_is_read_from_every_encoding() {
        let heading = "Eröffnung;Schluß\n";
        let utf16 =
            |bytes: fn(u16) -> [u8; 2]| heading.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let with = |mark: &[u8], body: &[u8]| [mark, body].concat();
        let latin: Vec<u8> = heading
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        let cases = [
            (heading.as_bytes().to_vec(), "UTF-8"),
            (with(b"\xef\xbb\xbf", heading.as_bytes()), "UTF-8"),
            (with(b"\xff\xfe", &utf16(u16::to_le_bytes)), "UTF-16LE"),
            (with(b"\xfe\xff", &utf16(u16::to_be_bytes)), "UTF-16BE"),
            (utf16(u16::to_le_bytes), "UTF-16LE"),
            (utf16(u16::to_be_bytes), "UTF-16BE"),
            (latin, "windows-1252"),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(text(&bytes), (heading.to_owned(), encoding));
        }
    }

    #[test]
    fn chinese_headings_are_read_from_gbk() {
        let (bytes, _, _) = GBK.encode("日期,开盘\n");
        assert_eq!(text(&bytes), ("日期,开盘\n".to_owned(), "GBK"));
    }

    #[test]
    fn lines_may_end_in_a_carriage_return_alone() {
        assert_eq!(text(b"a,b\r1,2\r").0, "a,b\n1,2\n");
        assert_eq!(text(b"a,b\r\n1,2\r\n").0, "a,b\r\n1,2\r\n");
        assert_eq!(text(b"a,b\n1,2\r3,4\n").0, "a,b\n1,2\n3,4\n");
        assert_eq!(text(b"a,b\r\r\n1,2\r\r\n").0, "a,b\r\r\n1,2\r\r\n");
    }
}
