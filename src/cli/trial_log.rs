//! The file of trials: what a sweep has tried is not tried again, and all of it counts as tried.
//!
//! One line a trial, appended when it is finished: which data, how many closes, which variant, its figures, its returns.
//! A sweep that was interrupted goes on from there and ends with the same bytes as one that was not; a trial that was
//! made twice counts once. Numbers are written so that they are read back to the last bit.
//!
//! Data are what was read of them, dates and prices, in whatever file they were. What was tried on the first part of a
//! series counts as tried when later bars have come. Any number of processes may share the file: each line is one write
//! under its lock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::backtest::metrics::Convention;
use crate::backtest::{BacktestConfig, Input, Trial};
use crate::rule::Parameters;
use crate::strategy::StrategyFile;
use crate::{Error, Result};

/// First line of the file: what it is, and the version of its lines.
const HEADER: &str = "strandline trials 2";

/// The trials of one set of series, and the file that takes in more.
#[derive(Debug)]
pub(super) struct TrialLog {
    path: PathBuf,
    data: Fingerprint,
    /// By variant; without their place in a grid.
    known: BTreeMap<String, Trial>,
    file: Mutex<File>,
}

impl TrialLog {
    /// Opens the file at `path`, or begins it, for these series. A last line that was cut short by an interruption is
    /// taken away.
    pub(super) fn open(path: &Path, inputs: &[Input<'_>]) -> Result<Self> {
        let io = |error| Error::io(path, error);
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(io)?;
        let data = Fingerprint::of(inputs, None);
        file.lock().map_err(io)?;
        let known = begin_and_read(path, &mut file, &data, inputs);
        file.unlock().map_err(io)?;
        Ok(Self {
            path: path.to_owned(),
            data,
            known: known?,
            file: Mutex::new(file),
        })
    }

    /// The trial of `variant` over all the bars, if it was made before, as combination `index` with these `values`.
    pub(super) fn find(&self, variant: &str, index: usize, values: Vec<f64>) -> Option<Trial> {
        let known = self.known.get(&short(variant))?;
        (known.returns.len() + 1 == self.data.closes).then(|| Trial {
            index,
            values,
            ..known.clone()
        })
    }

    /// Returns of the trials of the series in the file that are none of `variants`. One that was tried when there were
    /// fewer bars did nothing on the others.
    pub(super) fn others<'v>(&self, variants: impl Iterator<Item = &'v String>) -> Vec<Vec<f64>> {
        let now: BTreeSet<String> = variants.map(|variant| short(variant)).collect();
        let others = self.known.iter().filter(|(it, _)| !now.contains(*it));
        let length = self.data.closes.saturating_sub(1);
        others
            .map(|(_, trial)| {
                let mut returns = trial.returns.clone();
                returns.resize(length, 0.0);
                returns
            })
            .collect()
    }

    /// Adds a trial, from any thread, unless it is there already.
    pub(super) fn add(&self, variant: &str, trial: &Trial) -> Result<()> {
        if self.find(variant, 0, Vec::new()).is_some() {
            return Ok(());
        }
        let line = format!(
            "{} {} {} {}\n",
            self.data.hash,
            self.data.closes,
            short(variant),
            written(trial)
        );
        let mut file = match self.file.lock() {
            Ok(file) => file,
            // Whoever panicked wrote whole lines or none.
            Err(poisoned) => poisoned.into_inner(),
        };
        append(&mut file, &line).map_err(|error| Error::io(&self.path, error))
    }
}

/// Everything but the data that the result of a variant depends on, in words.
pub(super) fn variant(
    file: &StrategyFile,
    parameters: &Parameters,
    account: &BacktestConfig,
    convention: Convention,
) -> String {
    let account = serde_json::to_string(account).expect("numbers and words can be written as JSON");
    format!("{} {parameters:?} {account} {convention:?}", file.text())
}

/// Appends a whole line behind whole lines, while no other process does.
fn append(file: &mut File, line: &str) -> std::io::Result<()> {
    file.lock()?;
    // A process that was killed while it wrote may have left half a line.
    let written = cut_half_line(file).and_then(|()| file.write_all(line.as_bytes()));
    file.unlock()?;
    written
}

/// What the file has of the series; begins it if there is nothing. While the lock is held.
fn begin_and_read(
    path: &Path,
    file: &mut File,
    data: &Fingerprint,
    inputs: &[Input<'_>],
) -> Result<BTreeMap<String, Trial>> {
    let io = |error| Error::io(path, error);
    // Whatever is no file of trials is left as it is.
    match begins(file).map_err(io)? {
        Beginning::Header => cut_half_line(file).map_err(io)?,
        Beginning::Interrupted => {
            file.set_len(0).map_err(io)?;
            let header = format!("{HEADER}\n");
            file.write_all(header.as_bytes()).map_err(io)?;
        }
        Beginning::Other => return Err(wrong_line(path, 1)),
    }
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    read_trials(path, file, data, inputs)
}

/// What identifies data: the series as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fingerprint {
    hash: String,
    /// Closes of the curve over all series.
    closes: usize,
}

impl Fingerprint {
    /// Of all bars, or of a single series of the first `count` of them.
    fn of(inputs: &[Input<'_>], count: Option<usize>) -> Self {
        let mut inputs = inputs.to_vec();
        inputs.sort_by_key(|input| input.bars().symbol());
        let mut hash = Sha256::new();
        let mut times = BTreeSet::new();
        for input in &inputs {
            let bars = input.bars();
            let count = count.unwrap_or(bars.len());
            let head = format!("{} {} {} ", bars.symbol(), bars.timeframe(), bars.basis());
            hash.update(head.as_bytes());
            for time in &bars.time()[..count] {
                hash.update(time.to_string().as_bytes());
            }
            let volume = bars.volume().unwrap_or_default();
            let columns = [bars.open(), bars.high(), bars.low(), bars.close(), volume];
            for column in columns {
                for value in column.iter().take(count) {
                    hash.update(value.to_bits().to_be_bytes());
                }
            }
            for action in input.actions().iter().filter(|action| action.at < count) {
                hash.update(format!("{action:?}").as_bytes());
            }
            if inputs.len() > 1 {
                times.extend(bars.time().iter().copied());
            }
        }
        let closes = match inputs.as_slice() {
            [only] => count.unwrap_or(only.bars().len()),
            _ => times.len(),
        };
        let mut text = String::with_capacity(32);
        push_hex(&mut text, &hash.finalize()[..16]);
        Self { hash: text, closes }
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

/// The trials of the series, or of their first bars, by variant.
fn read_trials(
    path: &Path,
    file: &File,
    data: &Fingerprint,
    inputs: &[Input<'_>],
) -> Result<BTreeMap<String, Trial>> {
    let mut known: BTreeMap<String, Trial> = BTreeMap::new();
    // Hashes of the first so many bars.
    let mut earlier: BTreeMap<usize, String> = BTreeMap::new();
    for (row, line) in (1..).zip(BufReader::new(file).lines()).skip(1) {
        let wrong = || wrong_line(path, row);
        let line = line.map_err(|_| wrong())?;
        let mut parts = line.splitn(4, ' ');
        let mut part = || parts.next().ok_or_else(wrong);
        let (of, closes, variant, rest) = (part()?, part()?, part()?, part()?);
        let closes: usize = closes.parse().map_err(|_| wrong())?;
        let is_of_these = if closes == data.closes {
            of == data.hash
        } else if let [only] = inputs
            && closes < only.bars().len()
        {
            let first = || Fingerprint::of(inputs, Some(closes)).hash;
            earlier.entry(closes).or_insert_with(first) == of
        } else {
            false
        };
        if is_of_these {
            let trial = parsed(rest).ok_or_else(wrong)?;
            let is_longer = |it: &Trial| it.returns.len() > trial.returns.len();
            if !known.get(variant).is_some_and(is_longer) {
                known.insert(variant.to_owned(), trial);
            }
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
mod tests;
