//! A study of the catalog in words.

use std::fmt::Write as _;

use super::field::BarField;
use super::group::StudySource;
use super::listing::Listing;
use super::study::Study;

impl Listing {
    /// A page on this study: what it is, how it is written, its parameters with their ranges, its outputs, its warm-up.
    pub fn explain(&self) -> String {
        let mut page = format!("{}: {}\n", self.full_name(), self.title);
        let _ = writeln!(page, "group {}, from {}", self.group, self.source);
        if !self.aliases.is_empty() {
            let _ = writeln!(page, "also written {}", self.aliases.join(", "));
        }
        if !self.series.is_empty() {
            let of = |default: &Option<BarField>| default.map_or("one you name", BarField::name);
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
            StudySource::TaLib => format!("formula: https://ta-lib.org/functions/{}", self.name),
            StudySource::Own | StudySource::Ta => String::new(),
        }
    }
}
