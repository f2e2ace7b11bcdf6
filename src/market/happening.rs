//! Something that happened outside the prices, told in words, and the session that could first react to it.

use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Calendar, Event, EventKind};
use crate::{Error, Result};

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HappeningKind {
    /// News.
    News,
    /// A dividend.
    Dividend,
    /// A split.
    Split,
    /// Results of a quarter or year.
    Results,
}

impl HappeningKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::News, Self::Dividend, Self::Split, Self::Results];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Dividend => "dividend",
            Self::Split => "split",
            Self::Results => "results",
        }
    }
}

impl FromStr for HappeningKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let named = all.find(|kind| kind.name().eq_ignore_ascii_case(text));
        let rule = "must be news, dividend, split or results";
        named.ok_or_else(|| Error::parameter("kind", text, rule))
    }
}

/// A day, or a moment on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day at the venue; as if it had happened before trading began.
    Day(NaiveDate),
    /// A moment, with the difference of its zone to UTC.
    Moment(DateTime<FixedOffset>),
}

/// Something that happened, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When it became public.
    pub when: When,
    /// What it is.
    pub kind: HappeningKind,
    /// What happened.
    pub text: String,
    /// Who said so, where that is known.
    pub source: Option<String>,
}

/// The session in which something took effect, and what the venue did on the day it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// The day at the venue on which it happened.
    pub day: NaiveDate,
    /// Whether the venue was closed all that day; `None` where no calendar knows.
    pub is_closed: Option<bool>,
    /// Whether that day's session was over.
    pub is_after_close: bool,
    /// The first session that could react; `None` where no calendar knows.
    pub session: Option<NaiveDate>,
    /// Whether that session ended earlier than usual.
    pub is_early_close: bool,
}

impl Happening {
    /// The session in which it took effect by `calendar`: the one of its day, unless that was over or there was none; then
    /// the next.
    pub fn effect(&self, calendar: Option<Calendar>) -> Effect {
        let (day, first) = self.days(calendar);
        let is_session = |date| calendar.and_then(|calendar| calendar.is_session(date));
        let session = match is_session(first) {
            Some(true) => Some(first),
            Some(false) => calendar.and_then(|calendar| calendar.next_session(first)),
            None => None,
        };
        let hours = session.and_then(|date| calendar?.session(date));
        Effect {
            day,
            is_closed: is_session(day).map(|is_session| !is_session),
            is_after_close: first > day,
            session,
            is_early_close: hours.is_some_and(|hours| hours.is_early_close),
        }
    }

    /// The day at the venue on which it happened, and the first day whose session could react to it.
    ///
    /// That is the same day, unless the session of that day was over. Without a calendar, or outside of what it knows, the
    /// hour is not judged. The first day need not be a session; then the next one reacts.
    pub fn days(&self, calendar: Option<Calendar>) -> (NaiveDate, NaiveDate) {
        let moment = match self.when {
            When::Day(day) => return (day, day),
            When::Moment(moment) => moment,
        };
        let day = match calendar {
            Some(Calendar::Exchange(exchange)) => {
                moment.with_timezone(&exchange.zone()).date_naive()
            }
            _ => moment.date_naive(),
        };
        let session = calendar.and_then(|calendar| calendar.session(day));
        let is_over = session.is_some_and(|session| session.close <= moment);
        let next = day.succ_opt().filter(|_| is_over);
        (day, next.unwrap_or(day))
    }
}

impl From<&Event> for Happening {
    /// A split or dividend that a file lists, in words such as `4:1 split`.
    fn from(event: &Event) -> Self {
        let (kind, text) = match event.kind {
            EventKind::Split { ratio } if ratio >= 1.0 => {
                (HappeningKind::Split, format!("{ratio}:1 split"))
            }
            EventKind::Split { ratio } => {
                let old = (1.0 / ratio * 1e6).round() / 1e6;
                (HappeningKind::Split, format!("1:{old} split"))
            }
            EventKind::Dividend { amount } => {
                (HappeningKind::Dividend, format!("dividend {amount}"))
            }
        };
        Self {
            when: When::Day(event.session),
            kind,
            text,
            source: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Day and first day that can react, of a moment by the calendar of New York.
    fn days(moment: &str) -> (String, String) {
        let happening = Happening {
            when: When::Moment(moment.parse().unwrap()),
            kind: HappeningKind::News,
            text: String::new(),
            source: None,
        };
        let (day, first) = happening.days(Some("XNYS".parse().unwrap()));
        (day.to_string(), first.to_string())
    }

    #[test]
    fn what_comes_after_the_close_meets_the_next_day() {
        let both = |day: &str, first: &str| (day.to_owned(), first.to_owned());
        // The session of the 25th ends at 16:00 in New York, which is 21:00 UTC.
        let day = "2025-11-25";
        assert_eq!(days("2025-11-25T20:59:00Z"), both(day, day));
        assert_eq!(days("2025-11-25T21:00:00Z"), both(day, "2025-11-26"));
        // Nine in the morning in Shanghai is the evening before in New York.
        assert_eq!(days("2025-11-26T09:00:00+08:00"), both(day, "2025-11-26"));
        // The half session of the 28th ends at 13:00, 18:00 UTC.
        let half = "2025-11-28";
        assert_eq!(days("2025-11-28T18:00:00Z"), both(half, "2025-11-29"));
    }

    #[test]
    fn what_happens_on_a_holiday_takes_effect_in_the_next_session() {
        let thanksgiving = Happening {
            when: When::Day("2025-11-27".parse().unwrap()),
            kind: HappeningKind::News,
            text: String::new(),
            source: None,
        };
        let effect = thanksgiving.effect(Some("XNYS".parse().unwrap()));
        assert_eq!(
            (effect.is_closed, effect.is_early_close),
            (Some(true), true)
        );
        assert_eq!(effect.session, "2025-11-28".parse().ok());
        assert_eq!(thanksgiving.effect(None).session, None);
    }

    #[test]
    fn a_split_is_told_as_new_for_old() {
        let told = |text: &str| Happening::from(&text.parse::<Event>().unwrap()).text;
        assert_eq!(told("2020-08-31:4"), "4:1 split");
        assert_eq!(told("2021-07-20:1:8"), "1:8 split");
    }
}
