//! How the verdict is told: the word, what stands in the way of a better one, what it would take.

use super::{Honesty, Verdict};

impl Honesty {
    /// The verdict with its reasons, the weightiest first.
    pub fn conclusion(&self) -> String {
        let decisive = |(grade, why)| (grade == self.verdict).then_some(why);
        let reasons: Vec<String> = self.measures().into_iter().filter_map(decisive).collect();
        let reasons = reasons.join("; ");
        let word = self.verdict.text();
        match self.verdict {
            Verdict::Strong => format!("Verdict: {word}."),
            Verdict::Promising => format!("Verdict: only {word}: {reasons}{}.", self.more_years()),
            Verdict::NotProven => format!("Verdict: {word}: {reasons}{}.", self.more_years()),
        }
    }

    fn more_years(&self) -> String {
        match self.years_missing {
            _ if self.is_ruined => String::new(),
            None => " (more years of the same would not help)".into(),
            Some(years) if years >= 0.5 => {
                format!(" (needs about {years:.0} more years like these)")
            }
            Some(_) => String::new(),
        }
    }
}
