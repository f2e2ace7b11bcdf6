//! One line of the catalog: a study before its parameters are chosen.

use std::sync::Arc;

use ta_lib::abstract_api::FuncId;

use super::extension::Foreign;
use super::field::BarField;
use super::group::{Group, StudySource};
use super::own::Own;
use super::param::Param;
use super::plan::Output;
use crate::Timeframe;

/// A study of the catalog.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Its name, in small letters.
    pub name: String,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What it is, in a few words.
    pub title: &'static str,
    /// What kind of study it is.
    pub group: Group,
    /// Who computes it.
    pub source: StudySource,
    /// Its parameters, in the order of a spec.
    pub params: Vec<Param>,
    /// Its outputs with all defaults; none here where they are those of another study.
    pub outputs: Vec<Output>,
    /// What else there is to know: formula, differences, limits.
    pub notes: &'static str,
    /// The series it reads, with their defaults; `None` must be given.
    pub(super) series: Vec<Option<BarField>>,
    pub(super) binding: Binding,
}

/// What computes the values.
#[derive(Debug, Clone)]
pub(super) enum Binding {
    TaLib(FuncId),
    Own(&'static Own),
    Ta(Arc<Foreign>),
    Longer(Timeframe),
}

impl Listing {
    /// Its name and the other ways to write it.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().copied())
    }

    /// The name as it is written in a spec, with its prefix where it needs one.
    pub fn full_name(&self) -> String {
        match self.source {
            StudySource::Ta => format!("ta:{}", self.name),
            StudySource::TaLib | StudySource::Own => self.name.clone(),
        }
    }

    /// A spec of this study with all its defaults, that reads no more than bars and, at most, a benchmark.
    pub fn example(&self) -> String {
        let name = self.full_name();
        let needs_days = self.params.iter().map(|param| param.domain.default_value());
        let days = needs_days.take_while(Option::is_none).count();
        if self.series.contains(&None) {
            // Its second series holds a period for each bar.
            format!("{name}(close, rsi(14))")
        } else if let Binding::Longer(_) = self.binding {
            format!("{name}(sma(5))")
        } else if days > 0 {
            format!("{name}({})", vec!["2024-01-02"; days].join(", "))
        } else {
            name
        }
    }
}
