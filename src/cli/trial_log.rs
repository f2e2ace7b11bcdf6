//! The file of trials: what a sweep has tried is not tried again, and all of it counts as tried.
//!
//! One line a trial, appended when it is finished: which data, which variant, its figures, its returns. A sweep that
//! was interrupted goes on from there and ends with the same bytes as one that was not; a trial that was made twice
//! counts once. Numbers are written so that they are read back to the last bit.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::backtest::Trial;
use crate::{Error, Result};

/// First line of the file: what it is, and the version of its lines.
const HEADER: &str = "strandline trials 1";

/// The trials of one series, and the file that takes in more.
#[derive(Debug)]
pub(super) struct TrialLog {
    path: PathBuf,
    data: String,
    /// By variant; without their place in a grid.
    known: BTreeMap<String, Trial>,
    file: Mutex<File>,
}

impl TrialLog {
    /// Opens the file at `path`, or begins it, for the series that `data` names. A last line that was cut short by an
    /// interruption is taken away.
    pub(super) fn open(path: &Path, data: &str) -> Result<Self> {
        let io = |error| Error::io(path, error);
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(io)?;
        // Whatever is no file of trials is left as it is.
        match begins(&mut file).map_err(io)? {
            Beginning::Header => cut_half_line(&mut file).map_err(io)?,
            Beginning::Interrupted => {
                file.set_len(0).map_err(io)?;
                writeln!(file, "{HEADER}").map_err(io)?;
            }
            Beginning::Other => return Err(wrong_line(path, 1)),
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        let data = short(data);
        let known = read_trials(path, &file, &data)?;
        Ok(Self {
            path: path.to_owned(),
            data,
            known,
            file: Mutex::new(file),
        })
    }

    /// The trial of `variant`, if it was made before, as combination `index` with these `values`.
    pub(super) fn find(&self, variant: &str, index: usize, values: Vec<f64>) -> Option<Trial> {
        let known = self.known.get(&short(variant))?;
        Some(Trial {
            index,
            values,
            ..known.clone()
        })
    }

    /// How many trials of the series are in the file that are none of `variants`.
    pub(super) fn others<'v>(&self, variants: impl Iterator<Item = &'v String>) -> usize {
        let now: BTreeSet<String> = variants.map(|variant| short(variant)).collect();
        self.known.keys().filter(|it| !now.contains(*it)).count()
    }

    /// Adds a trial, from any thread.
    pub(super) fn add(&self, variant: &str, trial: &Trial) -> Result<()> {
        let line = format!("{} {} {}\n", self.data, short(variant), written(trial));
        let mut file = match self.file.lock() {
            Ok(file) => file,
            // Whoever panicked wrote whole lines or none.
            Err(poisoned) => poisoned.into_inner(),
        };
        file.write_all(line.as_bytes())
            .map_err(|error| Error::io(&self.path, error))
    }
}

/// What is kept of a trial, all but its place in a grid: figures as the shortest decimals that are read back exactly;
/// returns as the sixteen digits of their bits, `-` for one of 0, which most are while nothing is held.
fn written(trial: &Trial) -> String {
    let sharpe = trial.sharpe.map_or("-".to_owned(), |it| it.to_string());
    let mut text = format!(
        "{} {sharpe} {} {} {} ",
        trial.final_equity, trial.max_drawdown, trial.closed_trades, trial.exposure
    );
    for value in &trial.returns {
        match value.to_bits() {
            0 => text.push('-'),
            bits => push_hex(&mut text, &bits.to_be_bytes()),
        }
    }
    text
}

fn parsed(text: &str) -> Option<Trial> {
    let parts: Vec<&str> = text.split(' ').collect();
    let [equity, sharpe, drawdown, trades, exposure, returns] = parts[..] else {
        return None;
    };
    Some(Trial {
        index: 0,
        values: Vec::new(),
        final_equity: equity.parse().ok()?,
        sharpe: match sharpe {
            "-" => None,
            sharpe => Some(sharpe.parse().ok()?),
        },
        max_drawdown: drawdown.parse().ok()?,
        closed_trades: trades.parse().ok()?,
        exposure: exposure.parse().ok()?,
        returns: read_returns(returns)?,
    })
}

fn read_returns(text: &str) -> Option<Vec<f64>> {
    let mut values = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = if let Some(rest) = rest.strip_prefix('-') {
            values.push(0.0);
            rest
        } else {
            let (digits, rest) = rest.split_at_checked(16)?;
            values.push(f64::from_bits(u64::from_str_radix(digits, 16).ok()?));
            rest
        };
    }
    Some(values)
}

/// Half of a SHA-256 in hexadecimal: enough to tell trials apart.
fn short(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let mut text = String::with_capacity(32);
    push_hex(&mut text, &digest[..16]);
    text
}

/// Two digits a byte.
fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
    }
}

/// What a file begins with.
enum Beginning {
    /// The header.
    Header,
    /// Nothing, or a part of the header: it was begun and no more.
    Interrupted,
    /// Something else.
    Other,
}

fn begins(file: &mut File) -> std::io::Result<Beginning> {
    let header = format!("{HEADER}\n");
    let mut start = Vec::new();
    file.take(header.len() as u64).read_to_end(&mut start)?;
    Ok(if start == header.as_bytes() {
        Beginning::Header
    } else if header.as_bytes().starts_with(&start) {
        Beginning::Interrupted
    } else {
        Beginning::Other
    })
}

/// The trials of the series `data`, by variant.
fn read_trials(path: &Path, file: &File, data: &str) -> Result<BTreeMap<String, Trial>> {
    let mut known = BTreeMap::new();
    for (row, line) in (1..).zip(BufReader::new(file).lines()).skip(1) {
        let wrong = || wrong_line(path, row);
        let line = line.map_err(|_| wrong())?;
        let (of, rest) = line.split_once(' ').ok_or_else(wrong)?;
        let (variant, rest) = rest.split_once(' ').ok_or_else(wrong)?;
        if of == data {
            known.insert(variant.to_owned(), parsed(rest).ok_or_else(wrong)?);
        }
    }
    Ok(known)
}

/// Takes away what stands behind the last line end.
fn cut_half_line(file: &mut File) -> std::io::Result<()> {
    let len = file.metadata()?.len();
    let mut end = len;
    let mut block = [0; 4096];
    while end > 0 {
        let start = end.saturating_sub(block.len() as u64);
        file.seek(SeekFrom::Start(start))?;
        let part = &mut block[..usize::try_from(end - start).unwrap_or(0)];
        file.read_exact(part)?;
        if let Some(place) = part.iter().rposition(|byte| *byte == b'\n') {
            end = start + place as u64 + 1;
            break;
        }
        end = start;
    }
    if end < len { file.set_len(end) } else { Ok(()) }
}

fn wrong_line(path: &Path, row: u64) -> Error {
    Error::Format {
        path: path.to_owned(),
        row: Some(row),
        column: None,
        problem: "this is no line of a file of trials".into(),
        help: Some("name another file with --log".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial() -> Trial {
        Trial {
            index: 7,
            values: vec![5.0],
            final_equity: 100_000.123_456_789,
            sharpe: Some(0.1 + 0.2),
            max_drawdown: -1.0 / 3.0,
            closed_trades: 12,
            exposure: 0.25,
            returns: vec![0.0, 0.01, -0.0, 1.0 / 3.0, 0.0],
        }
    }

    #[test]
    fn a_trial_is_read_back_to_the_last_bit() {
        let trial = trial();
        let known = parsed(&written(&trial)).unwrap();
        assert_eq!(known.final_equity.to_bits(), trial.final_equity.to_bits());
        assert_eq!(known.sharpe, trial.sharpe);
        let bits = |values: &[f64]| values.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&known.returns), bits(&trial.returns));
        assert_eq!(parsed("1 2 3"), None);
        assert_eq!(parsed("1 - 0 1 0 12"), None);
    }

    #[test]
    fn what_was_tried_is_found_counts_once_and_half_a_line_is_no_trial() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trials.log");
        let log = TrialLog::open(&path, "data").unwrap();
        log.add("a", &trial()).unwrap();
        log.add("a", &trial()).unwrap();
        log.add("b", &trial()).unwrap();
        drop(log);
        let mut text = std::fs::read(&path).unwrap();
        let whole = text.len();
        text.extend_from_slice(b"0123 half a li");
        std::fs::write(&path, &text).unwrap();
        let log = TrialLog::open(&path, "data").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), whole as u64);
        let found = log.find("a", 3, vec![1.0]).unwrap();
        assert_eq!((found.index, found.closed_trades), (3, 12));
        assert_eq!(log.find("c", 0, Vec::new()), None);
        assert_eq!(log.others([&"a".to_owned()].into_iter()), 1);
        assert_eq!(TrialLog::open(&path, "other").unwrap().known.len(), 0);
    }

    #[test]
    fn a_file_of_something_else_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.csv");
        for text in [
            &b"Date,Close\n2024-01-02,10\n2024-01-03,11"[..],
            b"prices",
            b"\xff\xfe",
            b"strandline trials 2\n",
        ] {
            std::fs::write(&path, text).unwrap();
            let error = TrialLog::open(&path, "data").unwrap_err().to_string();
            assert!(error.contains("row 1: this is no line"), "{error}");
            assert_eq!(std::fs::read(&path).unwrap(), text);
        }
        // A header that was cut short is begun again.
        for text in ["", "strandline tri"] {
            std::fs::write(&path, text).unwrap();
            TrialLog::open(&path, "data").unwrap();
            let begun = std::fs::read_to_string(&path).unwrap();
            assert_eq!(begun, format!("{HEADER}\n"));
        }
    }
}
