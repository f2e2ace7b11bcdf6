//! Where charts go: one file, a folder with a name for each, standard output. Nothing is overwritten by surprise.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::chart::Encoding;
use crate::chart::scene::Scene;
use crate::cli::ui;
use crate::{Error, Result, Timeframe};

/// Format and place of charts.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Target {
    /// File to write, a folder to write SYMBOL-1d.png into, or `-` for standard output [default: this folder]
    #[arg(short, long, value_name = "FILE|FOLDER")]
    out: Option<PathBuf>,

    /// Format of the picture: png or svg [default: the ending of the file, else png]
    #[arg(long, value_name = "FORMAT")]
    format: Option<PictureKind>,

    /// Encode PNG in a quarter of the time, at twice the size
    #[arg(long)]
    fast: bool,

    /// Everything drawn, unrounded, with its description: a file, a folder or `-`
    #[arg(long, value_name = "FILE|FOLDER")]
    json: Option<PathBuf>,

    /// Draw in the terminal: with characters, or as a picture where it takes kitty's protocol or sixels
    #[arg(
        long,
        value_name = "KIND",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text"
    )]
    pub(super) term: Option<Term>,
}

/// What a chart can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PictureKind {
    Png,
    Svg,
}

/// How a chart is shown in a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Term {
    /// One character a bar, as many bars as fit the width
    Text,
    /// The picture, by the graphics protocol of kitty
    Kitty,
    /// The picture, as sixels
    Sixel,
}

/// Where one kind of file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sink {
    Output,
    File(PathBuf),
    Folder(PathBuf),
}

impl Sink {
    /// `-` is standard output; a path that ends in a separator or is a folder is one.
    fn of(path: &Path) -> Self {
        let text = path.to_string_lossy();
        if text == "-" {
            Self::Output
        } else if text.ends_with(['/', '\\']) || path.is_dir() {
            Self::Folder(path.to_owned())
        } else {
            Self::File(path.to_owned())
        }
    }
}

/// Writes the files of one run.
pub(super) struct Files {
    picture: Option<Sink>,
    json: Option<Sink>,
    pub(super) format: PictureKind,
    pub(super) encoding: Encoding,
    /// What this run has written.
    written: BTreeSet<PathBuf>,
}

impl Target {
    /// Checks what was asked for, before anything is drawn.
    pub(super) fn files(&self) -> Result<Files> {
        let picture = match (&self.out, self.term, &self.json) {
            (Some(path), ..) => Some(Sink::of(path)),
            (None, None, None) => Some(Sink::Folder(".".into())),
            // Shown in the terminal, or asked for as numbers, a chart is written only where a place is named.
            (None, ..) => None,
        };
        let files = Files {
            format: self.format(picture.as_ref())?,
            json: self.json.as_deref().map(Sink::of),
            picture,
            encoding: if self.fast {
                Encoding::Fast
            } else {
                Encoding::Small
            },
            written: BTreeSet::new(),
        };
        let shares = [&files.picture, &files.json].map(|place| *place == Some(Sink::Output));
        if u8::from(shares[0]) + u8::from(shares[1]) + u8::from(self.term.is_some()) > 1 {
            return Err(Error::parameter(
                "out",
                "-",
                "can take one result: a picture, JSON or --term",
            ));
        }
        if shares[0] && ui::shows_results() {
            let rule = "is a terminal: name a file, or draw in it with --term";
            return Err(Error::parameter("out", "-", rule));
        }
        Ok(files)
    }

    /// By name, else by the ending of the file.
    fn format(&self, picture: Option<&Sink>) -> Result<PictureKind> {
        let Some(Sink::File(path)) = picture else {
            return Ok(self.format.unwrap_or(PictureKind::Png));
        };
        let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let format = match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("png") => PictureKind::Png,
            Some("svg") => PictureKind::Svg,
            _ => {
                let rule = "must end in .png or .svg, or in / for a folder";
                return Err(Error::parameter("out", path.display(), rule));
            }
        };
        match self.format {
            Some(asked) if asked != format => {
                let rule = "must end in the format asked for";
                Err(Error::parameter("out", path.display(), rule))
            }
            _ => Ok(format),
        }
    }
}

impl Files {
    /// Pictures as PNG, each under its own name in `folder`.
    pub(super) fn into_folder(folder: &Path) -> Self {
        Self {
            picture: Some(Sink::Folder(folder.to_owned())),
            json: None,
            format: PictureKind::Png,
            encoding: Encoding::Small,
            written: BTreeSet::new(),
        }
    }

    /// Whether there is a picture to write.
    pub(super) fn wants_picture(&self) -> bool {
        self.picture.is_some()
    }

    /// Whether the numbers are to be written.
    pub(super) fn wants_json(&self) -> bool {
        self.json.is_some()
    }

    /// Refuses several charts in one file.
    pub(super) fn check_for_many(&self) -> Result<()> {
        for (name, place) in [("out", &self.picture), ("json", &self.json)] {
            let path = match place {
                Some(Sink::File(path)) => path.display().to_string(),
                Some(Sink::Output) => "-".to_owned(),
                _ => continue,
            };
            let rule = "cannot hold several charts: name a folder, with / at its end";
            return Err(Error::parameter(name, path, rule));
        }
        Ok(())
    }

    /// Writes the picture of `scene`, and says where.
    pub(super) fn put_picture(&mut self, scene: &Scene, bytes: &[u8]) -> Result<Option<String>> {
        let ending = match self.format {
            PictureKind::Png => "png",
            PictureKind::Svg => "svg",
        };
        let place = self.picture.clone();
        self.put(place.as_ref(), &name(scene, ending), bytes)
    }

    /// Writes the numbers of `scene`, and says where.
    pub(super) fn put_json(&mut self, scene: &Scene, bytes: &[u8]) -> Result<Option<String>> {
        let place = self.json.clone();
        self.put(place.as_ref(), &name(scene, "json"), bytes)
    }

    fn put(&mut self, place: Option<&Sink>, name: &str, bytes: &[u8]) -> Result<Option<String>> {
        let path = match place {
            None => return Ok(None),
            Some(Sink::Output) => {
                ui::put(bytes).map_err(|error| Error::io("standard output", error))?;
                return Ok(None);
            }
            Some(Sink::File(path)) => path.clone(),
            Some(Sink::Folder(folder)) => {
                std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
                let path = folder.join(name);
                self.check_free(&path)?;
                path
            }
        };
        let verb = if path.exists() { "replaced" } else { "wrote" };
        crate::cli::file::write(&path, bytes)?;
        let path = path.strip_prefix(".").map_or(path.clone(), Path::to_owned);
        let text = format!("{verb} {}", path.display());
        self.written.insert(path);
        Ok(Some(text))
    }

    /// A name the user did not choose may replace only what an earlier run wrote under it.
    fn check_free(&self, path: &Path) -> Result<()> {
        let refuse = |rule: &str| Err(Error::parameter("out", path.display(), rule));
        if self
            .written
            .contains(path.strip_prefix(".").unwrap_or(path))
        {
            return refuse(
                "is another chart of this run; draw series of one symbol into folders of their own",
            );
        }
        let Ok(there) = std::fs::read(path) else {
            return Ok(());
        };
        if memchr::memmem::find(&there, MARK.as_bytes()).is_none() {
            return refuse(
                "exists and is not a chart of strandline; name another place with --out",
            );
        }
        Ok(())
    }
}

/// What every file written here contains.
pub(super) const MARK: &str = concat!("strandline ", env!("CARGO_PKG_VERSION_MAJOR"), ".");

/// `BABA-1d.png`.
pub(super) fn name(scene: &Scene, ending: &str) -> String {
    let span = match scene.timeframe {
        Timeframe::Day => "1d".to_owned(),
        Timeframe::Week => "1w".to_owned(),
        Timeframe::Month => "1mo".to_owned(),
        other @ Timeframe::Minutes(_) => other.name(),
    };
    format!("{}-{span}.{ending}", scene.symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(out: &str, format: Option<PictureKind>) -> Target {
        Target {
            out: Some(out.into()),
            format,
            fast: false,
            json: None,
            term: None,
        }
    }

    #[test]
    fn the_ending_says_the_format() {
        let format = |out: &str, asked| target(out, asked).files().map(|files| files.format);
        assert_eq!(format("a/b.PNG", None).unwrap(), PictureKind::Png);
        assert_eq!(format("b.svg", None).unwrap(), PictureKind::Svg);
        assert_eq!(
            format("b/", Some(PictureKind::Svg)).unwrap(),
            PictureKind::Svg
        );
        assert!(format("b.png", Some(PictureKind::Svg)).is_err());
        let error = format("chart.jpg", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "out = chart.jpg: must end in .png or .svg, or in / for a folder"
        );
    }

    #[test]
    fn several_charts_need_a_folder() {
        let files = |out: &str| target(out, None).files().unwrap();
        assert!(files("charts/").check_for_many().is_ok());
        let error = files("a.png").check_for_many().unwrap_err().to_string();
        assert_eq!(
            error,
            "out = a.png: cannot hold several charts: name a folder, with / at its end"
        );
    }
}
