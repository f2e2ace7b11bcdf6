//! What a command reads: a file, standard input or a bundled series, and the options that settle how.

use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::left_out::say;
use super::output::has_ending;
use super::ui::Ui;
use crate::data::sample::Sample;
use crate::data::{
    Adjust, Columns, DateOrder, Decimal, Loaded, ReadOptions, Repair, Stream, only, several,
    stream, stream_bytes,
};
use crate::market::{Calendar, Event};
use crate::report::Provenance;
use crate::scan::{self, Content};
use crate::{Bar, Bars, Basis, Error, Result, Symbol, Timeframe};

/// The input and how it is to be read.
#[derive(Debug, Clone, Args)]
pub(super) struct InputArgs {
    /// File of bars (CSV of any dialect, also .gz or .zip, or Parquet), `-` for standard input, or a bundled series
    /// such as IBM
    #[arg(value_name = "FILE|SYMBOL")]
    pub(super) input: String,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// What the file does not say by itself.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArgs {
    /// Series to take from a file of many: one, several with commas, `all`, or `@FILE` with one in each line; or the
    /// name of the only one
    #[arg(long = "symbol", value_name = "SYMBOLS", value_delimiter = ',')]
    symbols: Vec<String>,

    /// What the prices stand for: raw, split-adjusted, split+dividend-adjusted, unknown
    #[arg(long, value_name = "BASIS")]
    basis: Option<Basis>,

    /// Order of day and month in dates such as 03/04/2024: dmy or mdy
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,

    /// Decimal separator: point or comma
    #[arg(long, value_name = "MARK")]
    decimal: Option<Decimal>,

    /// Columns from left to right, for a file without a header, such as time,open,high,low,close,volume
    #[arg(long, value_name = "FIELDS")]
    columns: Option<Columns>,

    /// Number the prices of the file were multiplied by, such as 10000
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    price_scale: Option<f64>,

    /// Calendar it is traded by: XNYS, XNAS, weekdays, 24x7 or 24x5. It tells missing sessions and when a week is over
    /// [default: the bundled series' own, else none for findings and weekdays for weeks]
    #[arg(long, value_name = "NAME")]
    calendar: Option<Calendar>,

    /// Zone of the market for times that do not name theirs, such as `America/New_York`
    #[arg(long, value_name = "ZONE")]
    timezone: Option<chrono_tz::Tz>,

    /// Divide prices by later splits: none or splits [default: splits where a strategy is traded, else none]
    #[arg(long, value_name = "WHAT")]
    pub(super) adjust: Option<Adjust>,

    /// A split the file does not list, as DATE:RATIO; may be given several times
    #[arg(long = "split", value_name = "DATE:RATIO")]
    splits: Vec<Event>,

    /// Defects to repair instead of leaving the row out: ohlc, open, duplicate, partial-last
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    repair: Vec<Repair>,
}

impl InputArgs {
    /// The file or bundled series `name`, read by these options.
    pub(super) fn of(name: &str, reading: &ReadingArgs) -> Self {
        Self {
            input: name.to_owned(),
            reading: reading.clone(),
        }
    }

    /// Another file, read by the same options.
    pub(super) fn like(&self, name: &str) -> Self {
        Self {
            input: name.to_owned(),
            reading: self.reading.clone(),
        }
    }

    /// The file or bundled series `name`, read beside this one: how files are written and what is to be repaired holds for
    /// both, what the options say of this one file does not.
    fn beside(&self, name: &str) -> Self {
        Self {
            input: name.to_owned(),
            reading: ReadingArgs {
                date_order: self.reading.date_order,
                decimal: self.reading.decimal,
                timezone: self.reading.timezone,
                repair: self.reading.repair.clone(),
                ..ReadingArgs::default()
            },
        }
    }

    /// Reads the file or bundled series `name` beside this one, and says what was left out of it.
    ///
    /// What the file tells of its dates and numbers comes first; the options settle what it leaves open. Its prices are
    /// divided by the splits it lists if that is asked for here and they show them: it may have none, or be adjusted.
    pub(super) fn load_beside(&self, name: &str, ui: Ui) -> Result<(Provenance, Bars)> {
        let told = self.beside(name);
        let mut input = told.clone();
        (input.reading.date_order, input.reading.decimal) = (None, None);
        let mut loaded = match input.load_one() {
            Err(Error::Format { .. }) => {
                input = told;
                input.load_one()?
            }
            other => other?,
        };
        let is_split = |event: &Event| event.split_ratio().is_some();
        let lists_splits = loaded.events.iter().any(is_split);
        if lists_splits && loaded.bars.basis() == Basis::Raw {
            input.reading.adjust = self.reading.adjust;
            loaded = input.load_one()?;
        }
        let remedy = if lists_splits {
            "`--adjust splits` divides by them"
        } else {
            "name one whose prices are adjusted"
        };
        say(
            &input,
            &loaded,
            &format!("benchmark {name}"),
            Some(remedy),
            ui,
        );
        let source = input.source(std::slice::from_ref(&loaded));
        Ok((source, loaded.bars))
    }

    /// Reads the one series that is meant.
    fn load_one(&self) -> Result<Loaded> {
        let stream = self.stream()?;
        if stream.symbols().len() > 1 {
            let symbols: Vec<&Symbol> = stream.symbols().iter().map(|it| &it.0).collect();
            return Err(several(&self.name(), &symbols));
        }
        let options = self.options()?;
        let all = stream.map(|series| series?.load(&options));
        only(&self.name(), all.collect::<Result<_>>()?)
    }

    /// Opens it; its series come one after the other.
    pub(super) fn stream(&self) -> Result<Stream> {
        self.stream_of(&self.wanted()?)
    }

    /// Opens it; the series called `wanted` come one after the other, all of them if it names none.
    pub(super) fn stream_of(&self, wanted: &[Symbol]) -> Result<Stream> {
        let options = self.options()?;
        if self.input == "-" {
            let bytes = standard_input(&options)?;
            return stream_bytes(Path::new("stdin"), bytes, &options, wanted);
        }
        if let Some(sample) = self.sample() {
            let bytes = sample.csv().to_vec();
            return stream_bytes(Path::new(&sample.file), bytes, &options, wanted);
        }
        let path = self.path()?;
        stream(&path, &options, wanted)
    }

    /// The file that is meant.
    fn path(&self) -> Result<PathBuf> {
        let path = PathBuf::from(&self.input);
        if !path.exists() && !self.looks_like_a_path() {
            return Err(self.unknown());
        }
        Ok(path)
    }

    /// How many series it has, as far as that shows without reading it: a Parquet file names them.
    pub(super) fn series_at_sight(&self) -> Result<usize> {
        let path = Path::new(&self.input);
        let is_table = ["parquet", "pq"].iter().any(|end| has_ending(path, end));
        if is_table && path.is_file() {
            return self.stream().map(|stream| stream.symbols().len());
        }
        Ok(1)
    }

    /// The file that series of it are from.
    pub(super) fn file(&self) -> String {
        self.sample()
            .map_or_else(|| self.input.clone(), |sample| sample.file.clone())
    }

    /// What a scan reads; a file is opened when its turn comes.
    pub(super) fn content(&self) -> Result<Content> {
        if self.input == "-" || self.sample().is_some() {
            return Ok(Content::Open(Box::new(self.stream()?)));
        }
        self.path().map(Content::File)
    }

    /// The series that are taken from files of many; all of them if there is none.
    pub(super) fn wanted(&self) -> Result<Vec<Symbol>> {
        let mut wanted = Vec::new();
        for text in &self.reading.symbols {
            match text.strip_prefix('@') {
                Some(list) => {
                    for line in scan::lines(Path::new(list))? {
                        wanted.push(line.parse()?);
                    }
                }
                None if text.eq_ignore_ascii_case("all") => return Ok(Vec::new()),
                None => wanted.push(text.parse()?),
            }
        }
        Ok(wanted)
    }

    /// Reads the one series that is meant, and says what was left out of it.
    pub(super) fn load(&self, ui: Ui) -> Result<Loaded> {
        let loaded = self.load_one()?;
        self.tell(&loaded, ui);
        Ok(loaded)
    }

    /// Says how a series of it was read and what was left out.
    pub(super) fn tell(&self, loaded: &Loaded, ui: Ui) {
        say(self, loaded, loaded.bars.symbol().as_str(), None, ui);
    }

    /// Reads every series that has bars, and says what was left out of it.
    pub(super) fn load_every(&self, ui: Ui) -> Result<Vec<Loaded>> {
        let mut all = self.load_all()?;
        if all.len() < 2 {
            all = vec![only(&self.name(), all)?];
        }
        for loaded in &all {
            say(self, loaded, loaded.bars.symbol().as_str(), None, ui);
        }
        all.retain(|loaded| !loaded.bars.is_empty());
        Ok(all)
    }

    /// Whether the basis of the prices is told rather than read off them: by the user, or by the maker of a sample.
    pub(super) fn knows_basis(&self) -> bool {
        self.reading.basis.is_some() || self.sample().is_some()
    }

    /// Reads every series of the input, by symbol.
    pub(super) fn load_all(&self) -> Result<Vec<Loaded>> {
        let options = self.options()?;
        let all = self.stream()?.map(|series| series?.load(&options));
        let mut all = all.collect::<Result<Vec<_>>>()?;
        all.sort_by(|a, b| a.bars.symbol().cmp(b.bars.symbol()));
        Ok(all)
    }

    /// The input as messages and footers name it.
    pub(super) fn name(&self) -> String {
        match self.sample() {
            Some(sample) => format!("{} (bundled)", sample.symbol),
            None if self.input == "-" => "standard input".to_owned(),
            None => self.input.clone(),
        }
    }

    /// What the footer says about these series of the input.
    pub(super) fn source(&self, all: &[Loaded]) -> Provenance {
        let first = all
            .iter()
            .filter_map(|loaded| loaded.bars.get(0))
            .map(Bar::time);
        let last = all
            .iter()
            .filter_map(|loaded| loaded.bars.last())
            .map(Bar::time);
        let symbols: Vec<&str> = all
            .iter()
            .map(|loaded| loaded.bars.symbol().as_str())
            .collect();
        let example = all.first();
        Provenance {
            name: self.name(),
            sha256: example
                .map(|it| it.source.sha256.clone())
                .unwrap_or_default(),
            symbol: symbols.join(","),
            bars: all.iter().map(|loaded| loaded.bars.len()).sum(),
            left_out: all.iter().map(Loaded::left_out).sum(),
            volumes_as_zero: all.iter().map(Loaded::volumes_as_zero).sum(),
            first: first.min().map(|time| time.date()),
            last: last.max().map(|time| time.date()),
            timeframe: example.map_or(Timeframe::Day, |it| it.bars.timeframe()),
            basis: example.map(|it| it.bars.basis()).unwrap_or_default(),
            calendar: None,
        }
    }

    /// The bundled series that is meant: a file of that name comes first.
    pub(super) fn sample(&self) -> Option<&'static Sample> {
        let found = Sample::named(&self.input).ok();
        found.filter(|_| !Path::new(&self.input).exists())
    }

    /// The calendar the user named, or the one a bundled series was traded by.
    pub(super) fn calendar(&self) -> Result<Option<Calendar>> {
        match (self.reading.calendar, self.sample()) {
            (Some(calendar), _) => Ok(Some(calendar)),
            (None, Some(sample)) => sample.calendar.parse().map(Some),
            (None, None) => Ok(None),
        }
    }

    fn unknown(&self) -> Error {
        let symbols: Vec<&str> = Sample::all().iter().map(|it| it.symbol.as_str()).collect();
        let rule = format!("must be a file of bars or one of {}", symbols.join(", "));
        Error::parameter("input", &self.input, rule)
    }

    fn looks_like_a_path(&self) -> bool {
        self.input.contains(['/', '\\', '.'])
    }

    /// A bundled series brings what is known about it.
    pub(super) fn options(&self) -> Result<ReadOptions> {
        let reading = &self.reading;
        let mut splits = reading.splits.clone();
        if let Some(sample) = self.sample() {
            for split in &sample.splits {
                splits.push(Event::split(split.date, split.ratio)?);
            }
        }
        let sample = self.sample();
        Ok(ReadOptions {
            symbol: match &self.wanted()?[..] {
                [only] => Some(only.clone()),
                _ => sample.map(|it| it.symbol.clone()),
            },
            basis: reading.basis.or_else(|| sample.map(|it| it.basis)),
            date_order: reading.date_order,
            decimal: reading.decimal,
            columns: reading.columns.clone(),
            price_scale: reading.price_scale,
            timezone: reading.timezone,
            calendar: self.calendar()?,
            adjust: reading.adjust.unwrap_or(Adjust::None),
            splits,
            repair: reading.repair.clone(),
            ..ReadOptions::default()
        })
    }
}

/// All of standard input, within the limits of a file.
fn standard_input(options: &ReadOptions) -> Result<Vec<u8>> {
    let io = |error| Error::io("standard input", error);
    let most = options.limits.file_bytes;
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > most {
        return Err(Error::Data {
            what: "standard input".into(),
            problem: format!("holds more than {most} bytes"),
            help: Some("read a part of it".into()),
        });
    }
    Ok(bytes)
}

/// Parses a date of an option.
pub(super) fn date(text: &str) -> std::result::Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "must be a date such as 2025-11-28".to_owned())
}
