//! Facts in words, one sentence each.

use std::fmt::Write as _;

use super::measures::{named, stated as of_stated, valued};
use super::missing::{closed, needs};
use crate::claim::Relation;
use crate::claim::check::Fact;
use crate::reading::When;
use crate::text::Medium::Screen;
use crate::text::{count, price};
use crate::{Role, Zone};

/// A price or a zone.
pub(super) fn band(low: f64, high: f64) -> String {
    if low.total_cmp(&high).is_eq() {
        price(low)
    } else {
        format!("{}-{}", price(low), price(high))
    }
}

/// Dates as a list, the last three where there are many.
fn dates(all: &[When]) -> String {
    let from = all.len().saturating_sub(3);
    let told: Vec<String> = all.iter().skip(from).map(ToString::to_string).collect();
    match told.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// One fact as a sentence without its full stop.
pub(super) fn told(fact: &Fact) -> String {
    measured(fact)
        .or_else(|| at_price(fact))
        .or_else(|| of_days(fact))
        .or_else(|| of_ranges(fact))
        .or_else(|| ahead(fact))
        .unwrap_or_default()
}

/// Values.
fn measured(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Value {
            measure,
            at,
            value,
            stated,
            fits,
        } => {
            let told = format!("{} was {} on {at}", named(measure), valued(measure, *value));
            Some(match (stated, fits) {
                (Some(_), Some(true)) => format!("{told}, as stated"),
                (Some(stated), _) => format!("{told}, not {}", of_stated(measure, *stated)),
                _ => told,
            })
        }
        Fact::Elsewhere { measure, at, value } => Some(format!(
            "it would have been right of {}: {} on {at}",
            named(measure),
            valued(measure, *value)
        )),
        Fact::TrendMeasure { name, is_up } => {
            let way = if *is_up { "up" } else { "down" };
            Some(format!("{} points {way}", trend_measure(name)))
        }
        _ => None,
    }
}

/// What happened at a price.
fn at_price(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Known { .. } => Some(known(fact)),
        Fact::Turned { .. } => Some(turned(fact)),
        Fact::Closes { .. } => Some(closes(fact)),
        Fact::Gap { .. } => Some(gap(fact)),
        Fact::Nearest {
            at,
            price: extreme,
            distance_pct,
        } => {
            let away = if distance_pct.abs() < 0.005 {
                String::new()
            } else {
                format!(", {} away", Screen.percent(*distance_pct, 1))
            };
            Some(format!(
                "the nearest price was {} on {at}{away}",
                price(*extreme)
            ))
        }
        Fact::Close {
            at,
            close,
            relation,
            price: other,
        } => Some(match relation {
            Relation::At => format!("the close of {at} was {}, inside it", price(*close)),
            relation => {
                let is_above = *relation == Relation::Above;
                let word = if is_above { "above" } else { "below" };
                format!(
                    "the close of {at} was {}, {word} {}",
                    price(*close),
                    price(*other)
                )
            }
        }),
        Fact::Crossed {
            at,
            is_up,
            measure,
            price: crossed,
        } => {
            let way = if *is_up { "upwards" } else { "downwards" };
            let what = measure.as_ref().map(named);
            let what = what.or_else(|| crossed.map(price)).unwrap_or_default();
            Some(format!("the last crossing {way} of {what} was on {at}"))
        }
        Fact::CameBack {
            broke_at,
            at,
            close,
            bars,
        } => Some(format!(
            "the break of {broke_at} came back after {}, with the close of {} on {at}",
            count(*bars, "bar"),
            price(*close)
        )),
        _ => None,
    }
}

/// Days without trade, news, splits.
fn of_days(fact: &Fact) -> Option<String> {
    match fact {
        Fact::ClosedDay { .. } => Some(closed(fact)),
        Fact::EarlyClose { date, calendar } => {
            Some(format!("{date} was a short session by {calendar}"))
        }
        Fact::Effective { date, at } if at.to_string() == date.to_string() => {
            Some(format!("news of {date} could be traded on the same day"))
        }
        Fact::Effective { date, at } => Some(format!(
            "news of {date} could first be traded on in the session of {at}"
        )),
        Fact::Reaction {
            at,
            abnormal_pct,
            larger_than_pct,
            beta,
            ..
        } => {
            let model = match beta {
                Some(beta) => format!("beta {}", Screen.fixed(*beta, 2)),
                None => "no benchmark".into(),
            };
            let rank = larger_than_pct.map(|share| {
                let share = Screen.fixed(share, 0);
                format!(", larger than {share} % of ordinary days")
            });
            let return_pct = Screen.percent(*abnormal_pct, 1);
            Some(format!(
                "the abnormal return of {at} was {return_pct} ({model}){}",
                rank.unwrap_or_default()
            ))
        }
        Fact::Confounded { at, events } => Some(format!(
            "{} took effect in the session of {at}, and their effects cannot be told apart",
            events.join(" and ")
        )),
        Fact::SplitInside {
            date,
            ratio,
            is_adjusted,
        } => {
            let are = if *is_adjusted {
                "; prices before it are divided by it"
            } else {
                ", and prices before it are not divided by it"
            };
            Some(format!("a split of {ratio}:1 lies inside, on {date}{are}"))
        }
        _ => None,
    }
}

/// Ranges and turning points.
fn of_ranges(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Range {
            from,
            bars,
            low,
            high,
            is_consolidation,
            wider_for_atr_pct,
        } => {
            let word = if *is_consolidation {
                "consolidation"
            } else {
                "range"
            };
            let rank = wider_for_atr_pct.map(|wider| {
                let share = Screen.fixed(wider, 0);
                format!("; {share} % of earlier ones were wider for their ATR")
            });
            Some(format!(
                "{word} {} of {bars} bars from {from}{}",
                band(*low, *high),
                rank.unwrap_or_default()
            ))
        }
        Fact::NoRange => Some("no range of 10 to 120 bars was narrow for its length".into()),
        Fact::Pivots { highs, lows } => {
            let list = |pivots: &[(When, f64)]| {
                let told = pivots.iter();
                let told = told.map(|(at, it)| format!("{} on {at}", price(*it)));
                told.collect::<Vec<_>>().join(", then ")
            };
            Some(format!(
                "the last highs were {}; the last lows {}",
                list(highs),
                list(lows)
            ))
        }
        _ => None,
    }
}

/// What is missing, and what is to come.
fn ahead(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Needs { missing } => Some(needs(*missing).into()),
        Fact::Forward {
            trigger: Some(trigger),
            distance_pct: Some(distance),
        } => Some(format!(
            "it looks ahead: {} is {} from the close",
            price(*trigger),
            Screen.distance(*distance)
        )),
        Fact::Forward { .. } => Some("it looks ahead and names no price".into()),
        Fact::AlreadyMet {
            at,
            close,
            price: it,
        } => Some(format!(
            "the close of {at}, {}, is beyond {} already",
            price(*close),
            price(*it)
        )),
        _ => None,
    }
}

fn turned(fact: &Fact) -> String {
    let Fact::Turned {
        low,
        high,
        tolerance_pct,
        role,
        bars,
    } = fact
    else {
        return String::new();
    };
    let way = match role {
        Role::Resistance => "turned down at",
        Role::Support => "turned up at",
    };
    let (zone, dates) = (band(*low, *high), dates(bars));
    match bars.len() {
        0 => format!("price never {way} {zone} within {tolerance_pct} % in that time"),
        1 => format!("price {way} {zone} once within {tolerance_pct} %, on {dates}"),
        visits => {
            let last = if visits > 3 { "the last on " } else { "on " };
            format!("price {way} {zone} {visits} times within {tolerance_pct} %, {last}{dates}")
        }
    }
}

fn gap(fact: &Fact) -> String {
    let Fact::Gap {
        at,
        before,
        open,
        pct,
        is_full,
        filled,
    } = fact
    else {
        return String::new();
    };
    let apart = if *is_full {
        ", and no price of the two bars overlaps"
    } else {
        ""
    };
    let filled = match filled {
        Some(bar) => format!("; closed on {bar}"),
        None => "; not closed since".into(),
    };
    let (open, before, pct) = (price(*open), price(*before), Screen.percent(*pct, 2));
    format!("{at} opened at {open} after a close of {before} ({pct}){apart}{filled}")
}

fn known(fact: &Fact) -> String {
    let Fact::Known {
        family,
        role,
        state,
        low,
        high,
        known_at,
        visits,
        ..
    } = fact
    else {
        return String::new();
    };
    let zone = Zone {
        low: *low,
        high: *high,
    };
    let mut told = format!(
        "{role} {} ({family}) was known since {known_at}, state {state}",
        band(zone.low, zone.high)
    );
    if !visits.is_empty() {
        let _ = write!(told, ", visited on {}", dates(visits));
    }
    told
}

fn closes(fact: &Fact) -> String {
    let Fact::Closes {
        relation,
        low,
        high,
        count: counted,
        of,
        from,
        to,
        except,
    } = fact
    else {
        return String::new();
    };
    let place = match relation {
        Relation::Above => format!("above {}", price(*low)),
        Relation::Below => format!("below {}", price(*low)),
        _ => format!("inside {}", band(*low, *high)),
    };
    let mut told = format!(
        "{counted} of {} from {from} to {to} lie {place}",
        count(*of, "close")
    );
    if let Some((at, close)) = except {
        let _ = write!(told, "; {} on {at} does not", price(*close));
    }
    told
}

fn trend_measure(name: &str) -> &'static str {
    match name {
        "close_over_sma_50" => "the close against its 50-bar mean",
        "sma_50_rising" => "the slope of the 50-bar mean",
        "sma_50_over_sma_200" => "the 50-bar mean against the 200-bar mean",
        "change" => "the change over 63 bars, or the time named,",
        _ => "the order of the last highs and lows",
    }
}
