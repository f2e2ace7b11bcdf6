//! What is under way at a level.

use super::Wording;
use crate::reading::{Row, UnderWay};
use crate::text::capitalised;
use crate::{Role, State, Zone};

/// Rows told besides the one that leads.
const MOST_OTHERS: usize = 3;

impl Wording<'_> {
    /// What is under way at the level that leads: the headline of a chart.
    ///
    /// `Testing resistance 29.99–30.08 from below since 1 Dec`
    pub fn headline(&self) -> String {
        let Some(lead) = self.reading.lead() else {
            return "No level is known".to_owned();
        };
        let clause = lead.under_way.map_or_else(
            || {
                let away_pct = 100.0 * (lead.edge() / self.reading.close - 1.0);
                let away = self.medium.distance(away_pct);
                format!("nothing under way, nearest is {}, {away}", self.name(lead))
            },
            |under_way| self.clause(lead, under_way, &self.level(lead)),
        );
        capitalised(&clause)
    }

    /// What is under way, after a sentence has named the zones next to the close.
    pub(super) fn under_way_beside_place(&self) -> String {
        let Some((lead, under_way)) = self
            .reading
            .lead()
            .and_then(|lead| Some((lead, lead.under_way?)))
        else {
            return "nothing is under way".to_owned();
        };
        let neighbours = [self.above(), self.below()];
        let is_unique = |short: &str| {
            let named = neighbours
                .iter()
                .flatten()
                .filter(|row| short_name(row) == short);
            named.count() == 1
        };
        let short = short_name(lead);
        let name = if neighbours.contains(&Some(lead)) && is_unique(&short) {
            short
        } else {
            self.level(lead)
        };
        self.clause(lead, under_way, &name)
    }

    /// What else is under way, a clause a row.
    pub fn also_under_way(&self) -> Vec<String> {
        let rows = self.reading.rows.iter().skip(1);
        let news = rows.filter(|row| row.is_news());
        let clauses =
            news.filter_map(|row| Some(self.clause(row, row.under_way?, &self.level(row))));
        clauses.take(MOST_OTHERS).collect()
    }

    /// ` (then 17430-17472)`: the zone at the time, if it is written in another way than that of now.
    fn then(&self, row: &Row, zone: Option<Zone>) -> String {
        let now = self.prices.zone(row.level.zone());
        let then = zone.map(|zone| self.prices.zone(zone));
        let then = then.filter(|then| *then != now);
        then.map_or_else(String::new, |then| format!(" (then {then})"))
    }

    fn clause(&self, row: &Row, under_way: UnderWay, name: &str) -> String {
        let from = match row.level.role {
            Role::Resistance => "below",
            Role::Support => "above",
        };
        match under_way {
            UnderWay::Testing { since } => {
                format!("testing {name} from {from} since {}", self.date(since))
            }
            UnderWay::Broken { at, state, since } => {
                let at = self.date(at);
                let since = self.date(since);
                match state {
                    State::Broken => format!("{name} broke on {at}, not confirmed yet"),
                    State::Confirmed if at == since => {
                        format!("{name} broke on {at}, confirmed at once")
                    }
                    State::Confirmed => format!("{name} broke on {at}, confirmed on {since}"),
                    _ => format!("{name} broke on {at}, sustained since {since}"),
                }
            }
            UnderWay::Failed {
                broke_at,
                zone_then,
                at,
            } => {
                let then = self.then(row, zone_then);
                let (broke_at, at) = (self.date(broke_at), self.date(at));
                format!("break of {name}{then} on {broke_at} failed on {at}")
            }
            UnderWay::Lost {
                broke_at,
                zone_then,
                at,
            } => {
                let then = self.then(row, zone_then);
                let (broke_at, at) = (self.date(broke_at), self.date(at));
                format!("break of {name}{then} on {broke_at} lost on {at}")
            }
            UnderWay::Flipped { broke_at, at } => {
                let (broke_at, at) = (self.date(broke_at), self.date(at));
                let before = row.level.role.flipped();
                format!("{name} was a {before} until {at}, broken on {broke_at}")
            }
            UnderWay::Approach => format!("approaching {name} from {from}"),
        }
    }
}

/// `the former resistance`: the name of a row that a sentence has just named.
fn short_name(row: &Row) -> String {
    let former = if row.is_former() { "former " } else { "" };
    format!("the {former}{}", row.level.role)
}
