//! What a command reads that takes many series: files, folders, patterns, lists, files of many series.

use std::collections::BTreeSet;

use clap::Args;
use sha2::{Digest, Sha256};

use super::Call;
use super::input::InputArgs;
use crate::data::{Loaded, Stream, only};
use crate::report::Provenance;
use crate::scan::{Content, Source, places};
use crate::{Error, Result};

/// Series that a command which makes much of each takes without being asked for all.
const FEW: usize = 20;

/// Refuses more than a few series, unless all were asked for.
pub(super) fn refuse_many(series: usize, all: bool) -> Result<()> {
    if all || series <= FEW {
        return Ok(());
    }
    let rule =
        format!("are more than {FEW}; name some with --symbol, or take all of them with --all");
    Err(Error::parameter("series", series, rule))
}

/// What stands for the bytes of several files, in the order of their series.
pub(super) fn hash_of_hashes(all: &[Loaded]) -> String {
    let mut hash = Sha256::new();
    for loaded in all {
        hash.update(loaded.source.sha256.as_bytes());
    }
    format!("{:x}", hash.finalize())
}

/// One input or many, all read by the same options.
#[derive(Debug, Clone, Args)]
pub(super) struct InputsArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// More of them: files, folders, patterns such as `'*.csv'`, `@LIST` with a name in each line
    #[arg(value_name = "MORE")]
    more: Vec<String>,
}

/// What was named, and whether it is one series or many.
pub(super) enum Inputs {
    /// One series.
    One(Box<InputArgs>, Box<Loaded>),
    /// Many, or one that could hold many.
    Many(Vec<Place>),
}

/// One place, open if it was looked into.
pub(super) struct Place {
    pub(super) input: InputArgs,
    stream: Option<Stream>,
}

impl InputsArgs {
    /// The inputs as they were named.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = vec![self.input.name()];
        names.extend(self.more.iter().cloned());
        names
    }

    /// Every place that is meant, each as an input of its own.
    pub(super) fn each(&self) -> Result<Vec<InputArgs>> {
        let mut names = vec![self.input.input.clone()];
        names.extend(self.more.iter().cloned());
        let places = places(&names)?;
        Ok(places.iter().map(|name| self.input.like(name)).collect())
    }

    /// [`InputsArgs::each`] of what is done with a few series only: more must be asked for by `all`.
    pub(super) fn few(&self, all: bool) -> Result<Vec<InputArgs>> {
        let inputs = self.each()?;
        let series = inputs.iter().map(InputArgs::series_at_sight);
        refuse_many(series.sum::<Result<usize>>()?, all)?;
        Ok(inputs)
    }

    /// What the footer says of series, each read from the input of that name: of several files their names and the hash
    /// of their hashes, in the order of the series.
    pub(super) fn source(&self, mut names: Vec<String>, all: &[Loaded]) -> Provenance {
        let source = self.input.source(all);
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        match &names[..] {
            [] => source,
            [only] => Provenance {
                name: only.clone(),
                ..source
            },
            _ => Provenance {
                name: names.join(", "),
                sha256: hash_of_hashes(all),
                ..source
            },
        }
    }

    /// Opens what is meant: one series is read, and what was left out of it is said.
    pub(super) fn open(&self, call: &Call) -> Result<Inputs> {
        let inputs = self.each()?;
        let [input] = &inputs[..] else {
            return Ok(Inputs::Many(closed(inputs)));
        };
        let mut stream = input.stream()?;
        if stream.symbols().len() > 1 {
            return Ok(Inputs::Many(vec![Place {
                input: input.clone(),
                stream: Some(stream),
            }]));
        }
        let options = input.options()?;
        let series = stream.next().transpose()?;
        let loaded = series.map(|series| series.load(&options)).transpose()?;
        let loaded = only(&input.name(), loaded.into_iter().collect())?;
        input.tell(&loaded, call.ui);
        Ok(Inputs::One(Box::new(input.clone()), Box::new(loaded)))
    }

    /// The places, whether they hold one series or many.
    pub(super) fn places(&self) -> Result<Vec<Place>> {
        self.each().map(closed)
    }
}

/// Places that are opened when their turn comes.
fn closed(inputs: Vec<InputArgs>) -> Vec<Place> {
    let places = inputs.into_iter();
    places
        .map(|input| Place {
            input,
            stream: None,
        })
        .collect()
}

impl Place {
    /// How many series it has, as far as that is known before it is read.
    pub(super) fn series(&self) -> usize {
        let stream = self.stream.as_ref();
        stream.map_or(1, |stream| stream.symbols().len())
    }

    /// What a scan reads of it.
    pub(super) fn source(self) -> Result<Source> {
        let content = match self.stream {
            Some(stream) => Content::Open(Box::new(stream)),
            None => self.input.content()?,
        };
        Ok(Source {
            name: self.input.name(),
            options: self.input.options()?,
            content,
        })
    }
}
