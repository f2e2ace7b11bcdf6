//! The work of a scan, portion by portion: what one thread takes at a time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::data::{self, RawSeries, ReadOptions, Stream};
use crate::{Result, Symbol};

/// Files above this size are opened by the scan and handed out series by series; smaller ones are read whole by the
/// thread that takes them.
const WHOLE_BYTES: u64 = 8 << 20;

/// A place with bars, and how they are read.
#[derive(Debug)]
pub struct Source {
    /// As messages name it.
    pub name: String,
    /// What is read.
    pub content: Content,
    /// How it is read.
    pub options: ReadOptions,
}

/// What a source reads.
#[derive(Debug)]
pub enum Content {
    /// A file.
    File(PathBuf),
    /// A file that is open.
    Open(Box<Stream>),
}

/// One portion.
pub(super) enum Task {
    /// A place that could not be opened, or a portion of it that could not be read.
    Failed(String, crate::Error),
    /// A file, read by who takes it.
    File(usize, Arc<Named>, PathBuf),
    /// One series of a file of many.
    Series(usize, Arc<Named>, Box<RawSeries>),
}

/// What is the same for all series of a source.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) options: ReadOptions,
}

/// Hands out the portions of all sources.
pub(super) struct Tasks<'a> {
    sources: std::iter::Enumerate<std::vec::IntoIter<Source>>,
    wanted: &'a [Symbol],
    open: Option<(usize, Arc<Named>, Box<Stream>)>,
}

impl<'a> Tasks<'a> {
    pub(super) fn new(sources: Vec<Source>, wanted: &'a [Symbol]) -> Self {
        Self {
            sources: sources.into_iter().enumerate(),
            wanted,
            open: None,
        }
    }

    fn open(&self, path: &Path, options: &ReadOptions) -> Option<Result<Stream>> {
        let size = std::fs::metadata(path).map_or(0, |file| file.len());
        let is_large = size > WHOLE_BYTES;
        is_large.then(|| data::stream(path, options, self.wanted))
    }
}

impl Iterator for Tasks<'_> {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        loop {
            if let Some((number, named, stream)) = &mut self.open {
                match stream.next() {
                    Some(Ok(series)) => {
                        return Some(Task::Series(*number, Arc::clone(named), Box::new(series)));
                    }
                    Some(Err(error)) => return Some(Task::Failed(named.name.clone(), error)),
                    None => self.open = None,
                }
            }
            let (number, source) = self.sources.next()?;
            let named = Arc::new(Named {
                name: source.name,
                options: source.options,
            });
            match source.content {
                Content::Open(stream) => self.open = Some((number, named, stream)),
                Content::File(path) => match self.open(&path, &named.options) {
                    Some(Ok(stream)) => self.open = Some((number, named, Box::new(stream))),
                    Some(Err(error)) => return Some(Task::Failed(named.name.clone(), error)),
                    None => return Some(Task::File(number, named, path)),
                },
            }
        }
    }
}
