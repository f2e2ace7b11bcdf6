//! The bytes of a file: read, measured, hashed, unpacked.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Limits;
use crate::{Error, Remedy, Result};

/// What a file holds, by its first bytes.
pub(super) enum Content {
    /// Text, unpacked.
    Text(Vec<u8>),
    /// A Parquet file, whole.
    Parquet(Vec<u8>),
}

/// Reads `path` whole, within `limits`.
pub(super) fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>> {
    let io = |source| Error::io(path, source);
    let file = std::fs::File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if metadata.is_dir() {
        return Err(malformed(
            path,
            "is a folder, not a file",
            "name a file in it",
        ));
    }
    refuse_large(path, metadata.len(), limits)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // One byte more than allowed tells a file that is too large, whatever its metadata said (a pipe has none).
    let mut limited = file.take(limits.file_bytes.saturating_add(1));
    limited.read_to_end(&mut bytes).map_err(io)?;
    refuse_large(path, bytes.len() as u64, limits)?;
    Ok(bytes)
}

/// SHA-256 of `bytes` in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
    }
    text
}

/// SHA-256 of a whole file, read a piece at a time.
#[cfg(feature = "frame")]
pub(super) fn sha256_of(file: &mut std::fs::File) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    std::io::copy(file, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

/// Finds out what `bytes` are and unpacks them.
pub(super) fn unpack(path: &Path, bytes: Vec<u8>, limits: &Limits) -> Result<Content> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let decoder = flate2::read::MultiGzDecoder::new(bytes.as_slice());
        let text = inflate(path, decoder, bytes.len() as u64, limits)?;
        return refuse_foreign(path, &text).map(|()| Content::Text(text));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let text = unzip(path, &bytes, limits)?;
        return refuse_foreign(path, &text).map(|()| Content::Text(text));
    }
    if bytes.starts_with(b"PAR1") {
        return Ok(Content::Parquet(bytes));
    }
    refuse_foreign(path, &bytes)?;
    Ok(Content::Text(bytes))
}

/// Reads `packed` to its end, refusing more than the limits allow.
fn inflate(path: &Path, packed: impl Read, packed_bytes: u64, limits: &Limits) -> Result<Vec<u8>> {
    // A floor, because a small file of equal rows may well shrink further than the ratio.
    let by_ratio = packed_bytes.saturating_mul(limits.ratio).max(1 << 20);
    let most = by_ratio.min(limits.file_bytes);
    let mut text = Vec::new();
    let read = packed.take(most.saturating_add(1)).read_to_end(&mut text);
    if let Err(error) = read {
        let problem = format!("cannot be decompressed: {error}");
        return Err(malformed(
            path,
            &problem,
            "the file is damaged or cut short; fetch it again",
        ));
    }
    if text.len() as u64 > most {
        let problem = format!("{packed_bytes} compressed bytes unpack to more than {most} bytes");
        return Err(malformed(
            path,
            &problem,
            "unpack it yourself if it is what you expect",
        ));
    }
    Ok(text)
}

/// The one table of a zip archive.
fn unzip(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>> {
    let broken = |error: zip::result::ZipError| {
        let problem = format!("cannot be read as a zip archive: {error}");
        malformed(
            path,
            &problem,
            "the file is damaged or cut short; fetch it again",
        )
    };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    let names = archive
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned));
    let names = names.collect::<Result<Vec<String>, _>>().map_err(broken)?;
    if names.iter().any(|name| name == "[Content_Types].xml") {
        return Err(malformed(
            path,
            "is a workbook, not a text file",
            "save the sheet as CSV",
        ));
    }
    let is_table = |name: &&String| {
        let lower = name.to_lowercase();
        !lower.starts_with("__macosx")
            && [".csv", ".txt", ".tsv"]
                .iter()
                .any(|end| lower.ends_with(end))
    };
    let tables: Vec<&String> = names.iter().filter(is_table).collect();
    let [name] = tables[..] else {
        let problem = format!("holds {} files with prices, not one", tables.len());
        return Err(malformed(
            path,
            &problem,
            "unpack the archive and name one of its files",
        ));
    };
    let entry = archive.by_name(name).map_err(broken)?;
    let packed_bytes = entry.compressed_size().min(bytes.len() as u64);
    inflate(path, entry, packed_bytes, limits)
}

/// Refuses text that is well known to be something else, with what it is.
fn refuse_foreign(path: &Path, text: &[u8]) -> Result<()> {
    let head = text[..text.len().min(512)].trim_ascii_start();
    let lower = head.to_ascii_lowercase();
    let (what, help) = match () {
        () if head.is_empty() && text.trim_ascii().is_empty() => ("is empty", "fetch it again"),
        () if lower.starts_with(b"<!doctype")
            || lower.starts_with(b"<html")
            || lower.starts_with(b"<?xml") =>
        {
            (
                "is a web page or XML, not a table",
                "the download failed: open the file and read what the server says",
            )
        }
        () if head.starts_with(b"{") || head.starts_with(b"[{") || head.starts_with(b"[[") => {
            ("is JSON, not a table", "export it as CSV or Parquet")
        }
        () if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) => {
            ("is an old Excel workbook", "save the sheet as CSV")
        }
        () => return Ok(()),
    };
    Err(malformed(path, what, help))
}

/// Refuses a file of more bytes than the limits allow.
pub(super) fn refuse_large(path: &Path, bytes: u64, limits: &Limits) -> Result<()> {
    if bytes <= limits.file_bytes {
        return Ok(());
    }
    let most = limits.file_bytes;
    let problem = format!("{bytes} bytes, more than the {most} that are read");
    Err(malformed(
        path,
        &problem,
        "split the file by symbol or by year",
    ))
}

/// An [`Error::Format`] about the whole file.
pub(super) fn malformed(path: &Path, problem: &str, help: impl Into<Remedy>) -> Error {
    Error::Format {
        path: path.into(),
        row: None,
        column: None,
        problem: problem.into(),
        help: Some(help.into()),
    }
}

/// To say which column is which.
pub(super) fn name_columns(advice: &str) -> Remedy {
    Remedy::set(advice, "columns", "time,open,high,low,close,volume")
}
