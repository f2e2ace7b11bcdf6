//! Events in words: when each took effect, what prices did, how that was measured.

use super::{EventRow, Events, Measured};
use crate::Timeframe;
use crate::data::Sheet;
use crate::market::{Advice, STALE_DAYS};
use crate::report::Body;
use crate::report::sheet::SheetOf;
use crate::text::Medium::Screen;
use crate::text::{count, fit, price};

impl EventRow {
    /// When it took effect, in words.
    pub fn when(&self, calendar: Option<&str>) -> String {
        let venue = calendar.unwrap_or("the venue");
        let why = match (self.is_closed, self.is_after_close) {
            (Some(true), _) => format!("{venue} was closed on {}: ", self.day),
            (_, true) => format!("after the close of {}: ", self.day),
            _ => String::new(),
        };
        let early = if self.is_early_close {
            ", a session with an early close"
        } else {
            ""
        };
        match self.session {
            Some(session) => format!("{why}in effect in the session of {session}{early}"),
            None => format!("{why}no session in effect is known yet"),
        }
    }

    /// What prices did, in sentences.
    pub fn told(&self, window: [i32; 2]) -> Vec<String> {
        let mut told = Vec::new();
        match self.status {
            Measured::Measured => {}
            Measured::NotYet => told.push("that session is not over yet".to_owned()),
            Measured::NoBar => told.push("the file has no bar of that session".to_owned()),
        }
        if !self.confounded_with.is_empty() {
            told.push(format!(
                "same session as \"{}\": their effects cannot be separated",
                self.confounded_with.join("\", \"")
            ));
        }
        if !self.overlaps.is_empty() {
            told.push(format!(
                "\"{}\" lies inside the window",
                self.overlaps.join("\", \"")
            ));
        }
        if let Some(gap) = self.gap_pct {
            let atr = self
                .gap_atr
                .map(|gap| format!(" ({} ATR)", Screen.signed(gap, 2)));
            let rank = self
                .gap_larger_than_pct
                .map(|it| format!(", larger than {it:.0} % of a year's gaps"));
            let filled = self.gaps_filled_pct.zip(self.gaps_like).map(|(filled, like)| {
                format!("; of {like} earlier gaps like it {filled:.0} % were filled within 5 sessions")
            });
            told.push(format!(
                "opening gap {}{}{}{}",
                Screen.percent(gap, 2),
                atr.unwrap_or_default(),
                rank.unwrap_or_default(),
                filled.unwrap_or_default()
            ));
        }
        if let Some(change) = self.change_pct {
            told.push(format!(
                "session {}{}",
                Screen.percent(change, 2),
                self.beside(window)
            ));
        }
        if let Some(unmoved) = self.unmoved_pct.filter(|unmoved| *unmoved > 10.0) {
            told.push(format!(
                "the price did not move in {unmoved:.0} % of the sessions: beta is too low"
            ));
        }
        told
    }

    /// The abnormal returns, in words.
    fn beside(&self, [first, last]: [i32; 2]) -> String {
        let session = |number: i32| {
            if number == 0 {
                "0".to_owned()
            } else {
                format!("{number:+}")
            }
        };
        let window = format!("[{}, {}]", session(first), session(last));
        let Some(ar) = self.ar_pct else {
            return "; too few sessions before it to say what was ordinary".to_owned();
        };
        let than = |share: Option<f64>| {
            share.map_or_else(String::new, |it| {
                format!(", larger than on {it:.0} % of ordinary days")
            })
        };
        let car = self.car_pct.map_or_else(
            || format!("; the window {window} is not over"),
            |car| {
                format!(
                    "; {window} {}{}",
                    Screen.percent(car, 2),
                    than(self.car_larger_than_pct)
                )
            },
        );
        format!(
            ", beside what was expected {}{}{car}",
            Screen.percent(ar, 2),
            than(self.ar_larger_than_pct)
        )
    }
}

impl Events {
    /// What is known of ratings, in words.
    pub fn ratings_told(&self) -> Vec<String> {
        let Some(it) = &self.ratings else {
            return vec![
                "not supplied; a label such as Moderate Buy depends on the vendor's buckets"
                    .to_owned(),
            ];
        };
        let words =
            Advice::WORDS.map(|(advice, words)| format!("{}: {}", advice.name(), words.join(", ")));
        let mut told = vec![format!(
            "{}: {} buy, {} hold, {} sell; {} older than {STALE_DAYS} days, the last of {}",
            count(u32::try_from(it.firms).unwrap_or(u32::MAX), "firm"),
            it.buy,
            it.hold,
            it.sell,
            it.stale,
            it.last
        )];
        if let (Some(low), Some(median), Some(mean), Some(high)) =
            (it.low, it.median, it.mean, it.high)
        {
            let spread = 100.0 * (high / low - 1.0);
            told.push(format!(
                "{} targets from {} to {}, median {}, mean {}; the highest {spread:.0} % above the lowest",
                it.targets,
                price(low),
                price(high),
                price(median),
                price(mean)
            ));
        }
        if !it.unknown.is_empty() {
            told.push(format!(
                "not counted, unknown words: {}",
                it.unknown.join(", ")
            ));
        }
        told.push(format!("words read as {}", words.join("; ")));
        told
    }

    /// How all of it was measured.
    pub fn method(&self, timeframe: Timeframe) -> String {
        let model = match &self.benchmark {
            Some(benchmark) => format!("market model beside {benchmark}"),
            None => "mean return, without a benchmark".to_owned(),
        };
        let calendar = match &self.calendar {
            Some(name) => format!("sessions by {name}"),
            None => "sessions are the dates of the bars".to_owned(),
        };
        let span = if timeframe == Timeframe::Day {
            "days"
        } else {
            "bars"
        };
        format!(
            "{model}, fitted to the 250 {span} that end 11 before the event; one event cannot tell how much more returns \
             scatter around news, so it is ranked among ordinary {span} before it; {calendar}"
        )
    }
}

impl Body for Events {
    const SCHEMA: &'static str = "strandline.events/1";

    fn text(&self) -> String {
        let mut text = format!(
            "{}  as of {}, {}\n",
            self.symbol,
            self.as_of,
            count(
                u32::try_from(self.events.len()).unwrap_or(u32::MAX),
                "event"
            )
        );
        for row in &self.events {
            let source = row.source.as_ref().map(|source| format!(" ({source})"));
            let head = format!(
                "{}  {}{}",
                row.day,
                row.headline,
                source.unwrap_or_default()
            );
            text.extend(["\n", &fit(&head, "            "), "\n"]);
            let lines =
                std::iter::once(row.when(self.calendar.as_deref())).chain(row.told(self.window));
            for line in lines {
                text.extend([&fit(&format!("  {line}"), "    "), "\n"]);
            }
        }
        if self.later > 0 {
            let later = count(u32::try_from(self.later).unwrap_or(u32::MAX), "event");
            text.extend([
                "\n",
                &later,
                " after ",
                &self.as_of.to_string(),
                " left out\n",
            ]);
        }
        let mut below = vec![(
            "pre-market",
            "cannot be checked from daily bars; the opening gap stands for it".to_owned(),
        )];
        let ratings = self.ratings_told();
        below.extend(
            ratings
                .into_iter()
                .enumerate()
                .map(|(at, it)| (if at == 0 { "ratings" } else { "" }, it)),
        );
        below.push(("method", self.method(Timeframe::Day)));
        text.push('\n');
        for (word, told) in below {
            text.extend([&fit(&format!("{word:12}{told}"), "            "), "\n"]);
        }
        text
    }

    fn sheet(&self) -> Sheet {
        SheetOf::new(&self.events)
            .text("day", |row| row.day.to_string())
            .text("kind", |row| row.kind.to_owned())
            .text("headline", |row| row.headline.clone())
            .text("source", |row| row.source.clone())
            .text("is_closed", |row| row.is_closed.map(|it| it.to_string()))
            .text("session", |row| row.session.map(|it| it.to_string()))
            .text("is_early_close", |row| row.is_early_close.to_string())
            .text("confounded_with", |row| row.confounded_with.join("; "))
            .number("change_pct", |row| row.change_pct)
            .number("gap_pct", |row| row.gap_pct)
            .number("gap_atr", |row| row.gap_atr)
            .number("ar_pct", |row| row.ar_pct)
            .number("ar_larger_than_pct", |row| row.ar_larger_than_pct)
            .number("car_pct", |row| row.car_pct)
            .number("car_larger_than_pct", |row| row.car_larger_than_pct)
            .count("placebos", |row| row.placebos)
            .number("beta", |row| row.beta)
            .done()
    }
}
