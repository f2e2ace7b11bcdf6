//! How long an order waits, as a strategy file says it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::account::Life;

/// `"day"`, `"good_till_cancelled"`, `3` or `"3 bars"`, `"3 days"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LifeText(pub(super) Life);

impl<'de> Deserialize<'de> for LifeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = LifeText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "\"day\", \"good_till_cancelled\", a number of bars such as 3, or \"3 days\"",
                )
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<LifeText, E> {
                let wrong = || E::invalid_value(serde::de::Unexpected::Str(text), &self);
                let mut words = text.split_whitespace();
                let life = match (words.next(), words.next(), words.next()) {
                    (Some("day"), None, None) => Life::Day,
                    (Some("good_till_cancelled"), None, None) => Life::GoodTillCancelled,
                    (Some(count), Some("bar" | "bars"), None) => {
                        Life::Bars(at_least_one(count).ok_or_else(wrong)?)
                    }
                    (Some(count), Some("day" | "days"), None) => {
                        Life::Days(at_least_one(count).ok_or_else(wrong)?)
                    }
                    _ => return Err(wrong()),
                };
                Ok(LifeText(life))
            }

            fn visit_i64<E: Error>(self, bars: i64) -> Result<LifeText, E> {
                let wrong = || E::invalid_value(serde::de::Unexpected::Signed(bars), &self);
                let bars = u32::try_from(bars).ok().filter(|bars| *bars > 0);
                Ok(LifeText(Life::Bars(bars.ok_or_else(wrong)?)))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

fn at_least_one(text: &str) -> Option<u32> {
    text.parse().ok().filter(|count| *count > 0)
}
