//! All studies there are, by name.
//!
//! A plain name is TA-Lib's or one of our own, which `lib:NAME` is for sure; `ta:NAME` is an indicator of the `ta` crate.
//! Listings, documentation, the parser and the contract tests all walk this one list.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::entry::{Binding, Entry, Source};
use super::field::Field;
use super::study::Study;
use super::{extension, longer, own, talib};

/// The studies, by source and name.
///
/// # Examples
///
/// ```
/// use strandline::indicator::{catalog, find};
///
/// assert!(catalog().len() > 240);
/// let rsi = find(None, "RSI").expect("TA-Lib has it");
/// assert_eq!((rsi.title, rsi.params[0].name.as_str()), ("Relative Strength Index", "period"));
/// ```
pub fn catalog() -> &'static [Entry] {
    &CATALOG
}

/// The study of that name, with the prefix before the colon if there is one; letters may be of either case.
pub fn find(namespace: Option<&str>, name: &str) -> Option<&'static Entry> {
    catalog().iter().find(|entry| {
        let mut names = entry.names();
        entry.source.goes_by(namespace) && names.any(|known| known.eq_ignore_ascii_case(name))
    })
}

impl Source {
    /// Whether its studies go by that prefix: `ta` those of the `ta` crate, `lib` or none our own, none TA-Lib's.
    pub(super) fn goes_by(self, prefix: Option<&str>) -> bool {
        let is = |known| prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(known));
        match self {
            Self::Ta => is("ta"),
            Self::Own => prefix.is_none() || is("lib"),
            Self::TaLib => prefix.is_none(),
        }
    }
}

static CATALOG: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = talib::entries();
    entries.extend(own::STUDIES.iter().map(own::Own::entry));
    entries.extend(longer::entries());
    entries.extend(extension::entries());
    entries.sort_by(|a, b| (a.source, &a.name).cmp(&(b.source, &b.name)));
    entries
});

impl Entry {
    /// Its name and the other ways to write it.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().copied())
    }

    /// The name as it is written in a spec, with its prefix where it needs one.
    pub fn full_name(&self) -> String {
        match self.source {
            Source::Ta => format!("ta:{}", self.name),
            Source::TaLib | Source::Own => self.name.clone(),
        }
    }

    /// A spec of this study with all its defaults, that reads no more than bars and, at most, a benchmark.
    pub fn example(&self) -> String {
        let series = self.series.iter().any(Option::is_none);
        let name = self.full_name();
        match &self.binding {
            // Its second series holds a period for each bar.
            _ if series => format!("{name}(close, rsi(14))"),
            Binding::Longer(_) => format!("{name}(sma(5))"),
            _ => {
                let given: Vec<String> = self
                    .params
                    .iter()
                    .take_while(|param| param.domain.default_value().is_none())
                    .map(|_| "2024-01-02".to_owned())
                    .collect();
                if given.is_empty() {
                    name
                } else {
                    format!("{name}({})", given.join(", "))
                }
            }
        }
    }

    /// A page on this study: what it is, how it is written, its parameters with their ranges, its outputs, its warm-up.
    pub fn explain(&self) -> String {
        let mut page = format!("{}: {}\n", self.full_name(), self.title);
        let _ = writeln!(page, "group {}, from {}", self.group, self.source);
        if !self.aliases.is_empty() {
            let _ = writeln!(page, "also written {}", self.aliases.join(", "));
        }
        if !self.series.is_empty() {
            let of = |default: &Option<Field>| default.map_or("one you name", Field::name);
            let series: Vec<&str> = self.series.iter().map(of).collect();
            let _ = writeln!(
                page,
                "reads {}, or other series given first",
                series.join(", ")
            );
        }
        for param in &self.params {
            let rule = param.domain.to_string();
            let allowed = rule.strip_prefix("must be ").unwrap_or(&rule);
            let default = param.domain.default_value();
            let default = default.map_or(String::new(), |value| {
                format!("; default {}", param.show(value))
            });
            let _ = writeln!(page, "  {}: {}; {allowed}{default}", param.name, param.hint);
        }
        let outputs: Vec<&str> = self.outputs.iter().map(|out| out.name.as_str()).collect();
        if outputs.len() > 1 {
            let _ = writeln!(page, "outputs {}", outputs.join(", "));
        }
        let _ = writeln!(page, "{}", self.warm_up());
        for note in [self.notes, self.reference().as_str()] {
            if !note.is_empty() {
                let _ = writeln!(page, "{note}");
            }
        }
        page
    }

    /// The warm-up with all defaults, in words.
    fn warm_up(&self) -> String {
        let plan = Study::parse(&self.example(), "example").map(|study| study.plan());
        let Ok((Some(lookback), settle)) = plan.map(|plan| (plan.lookback, plan.settle)) else {
            return "its first value depends on the dates of the bars".to_owned();
        };
        let after = match settle {
            None => "; where the history begins matters for ever".to_owned(),
            Some(0) => String::new(),
            Some(bars) => {
                format!("; where the history begins weighs less than a millionth after {bars} more")
            }
        };
        match lookback {
            0 => format!("a value from the first bar on{after}"),
            1 => format!("no value on the first bar{after}"),
            _ => format!("no value on the first {lookback} bars{after}"),
        }
    }

    /// Where the formula is to be found.
    fn reference(&self) -> String {
        match self.source {
            Source::TaLib => format!("formula: https://ta-lib.org/functions/{}", self.name),
            Source::Own | Source::Ta => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_studies_share_a_name() {
        let mut names: Vec<(bool, String)> = catalog()
            .iter()
            .flat_map(|entry| {
                let is_foreign = entry.source == Source::Ta;
                let aliases = entry.aliases.iter().map(ToString::to_string);
                std::iter::once(entry.name.clone())
                    .chain(aliases)
                    .map(move |name| (is_foreign, name))
            })
            .collect();
        let fields = Field::ALL
            .iter()
            .map(|field| (false, field.name().to_owned()));
        names.extend(fields);
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn a_plain_name_never_binds_to_the_ta_crate() {
        assert_eq!(find(None, "rsi").unwrap().source, Source::TaLib);
        assert_eq!(find(Some("ta"), "rsi").unwrap().source, Source::Ta);
        assert_eq!(find(None, "bb").unwrap().name, "bbands");
        assert!(find(Some("talib"), "rsi").is_none());
    }

    #[test]
    fn the_prefix_lib_names_our_own_studies_and_no_other() {
        let own = find(Some("LIB"), "chandelier").unwrap();
        assert_eq!(own.source, Source::Own);
        assert_eq!(
            find(None, "chandelier").unwrap().full_name(),
            own.full_name()
        );
        assert!(find(Some("lib"), "rsi").is_none());
    }
}
