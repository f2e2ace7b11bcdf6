//! What the box says: no Greek.

use super::{Honesty, Verdict};

impl Honesty {
    /// What the box says before its verdict, a thought each.
    pub fn sentences(&self) -> Vec<String> {
        let mut told = vec![self.about_trials()];
        told.extend(self.overfit.map(|(median, low, high)| {
            format!(
                "If you had picked the best in half the history, it fell below the middle in the other half {} of \
                 the time ({} to {} by how the history is cut).",
                pct(median),
                pct(low),
                pct(high)
            )
        }));
        told.push(format!(
            "Likely yearly return: {:+.0} % to {:+.0} %.",
            whole_pct(self.cagr.low),
            whole_pct(self.cagr.high)
        ));
        let random = |share| format!("Better than random entries: {}.", pct(share));
        told.extend(self.beats_random.map(random));
        let placebo = |share| format!("Better than on arbitrary levels: {}.", pct(share));
        told.extend(self.beats_placebo.map(placebo));
        told
    }

    fn about_trials(&self) -> String {
        if self.trials == 1 {
            return format!(
                "Tried once, as far as this program can know. Sharpe {:.2}; chance that it is skill: {}.",
                self.sharpe,
                pct(self.skill)
            );
        }
        format!(
            "Tried {} variants. The best of {0} lucky coin-flippers would show Sharpe {:.2}; yours {:.2}. Chance that \
             it is skill: {}.",
            self.trials,
            self.lucky_sharpe,
            self.sharpe,
            pct(self.skill),
        )
    }

    /// The verdict, what stands in the way of a better one, and what it would take.
    pub fn conclusion(&self) -> String {
        let decisive = |(grade, why)| (grade == self.verdict).then_some(why);
        let reasons: Vec<&str> = self.measures().into_iter().filter_map(decisive).collect();
        let because = match self.verdict {
            Verdict::Strong => String::new(),
            Verdict::NotProven | Verdict::Promising => format!(", as {}", reasons.join("; ")),
        };
        format!(
            "Verdict: {}{because}{}.",
            self.verdict.text(),
            self.more_years()
        )
    }

    fn more_years(&self) -> String {
        match (self.verdict, self.years_missing) {
            (Verdict::Strong, _) => String::new(),
            _ if self.is_ruined => String::new(),
            (_, None) => " (more years of the same would not help)".into(),
            (_, Some(years)) if years >= 0.5 => {
                format!(" (needs about {years:.0} more years like these)")
            }
            _ => String::new(),
        }
    }
}

/// In whole percent; what rounds to nothing is not below it.
fn whole_pct(share: f64) -> f64 {
    (share * 100.0).round() + 0.0
}

/// In whole percent; what only rounds to none or all is said to be so.
fn pct(share: f64) -> String {
    match share * 100.0 {
        few if few > 0.0 && few < 1.0 => "under 1 %".into(),
        most if most > 99.0 && most < 100.0 => "over 99 %".into(),
        percent => format!("{percent:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_is_never_rounded_to_certainty() {
        let told = [0.0, 0.004, 0.28, 0.994, 0.9999, 1.0].map(pct);
        let wanted = [
            "0 %",
            "under 1 %",
            "28 %",
            "over 99 %",
            "over 99 %",
            "100 %",
        ];
        assert_eq!(told, wanted);
    }
}
