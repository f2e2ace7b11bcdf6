//! What a close to either side would change.

use super::Wording;
use crate::Role;
use crate::reading::{LandmarkKind, NextBreak, NoNext, Outlook, Pending, WayBack};
use crate::text::count;

impl Wording<'_> {
    /// What a close above would change.
    pub fn if_up(&self) -> String {
        self.outlook(&self.reading.up, LandmarkKind::HighOfAll)
    }

    /// What a close below would change.
    pub fn if_down(&self) -> String {
        self.outlook(&self.reading.down, LandmarkKind::LowOfAll)
    }

    fn outlook(&self, outlook: &Outlook, end: LandmarkKind) -> String {
        match outlook {
            Outlook::Break(next) => self.next_break(next),
            Outlook::Undo(back) => self.way_back(back),
            Outlook::None {
                reason: NoNext::NoAtr,
            } => "nothing: without an ATR above 0 there is no level".to_owned(),
            Outlook::None { .. } => self.no_level(end),
        }
    }

    /// The state machine's next steps.
    fn next_break(&self, next: &NextBreak) -> String {
        let (beyond, back) = sides(next.role);
        format!(
            "a close {beyond} {} breaks {}; a second within {}, or one {beyond} {}, confirms it; sustained {} after the \
             break, unless one {back} {} undoes it",
            self.prices.price(next.beyond),
            self.role_and_zone(next.role, next.zone),
            count(next.within_bars, "bar"),
            self.prices.price(next.confirmed_beyond),
            count(next.within_bars, "bar"),
            self.prices.price(next.undone_beyond),
        )
    }

    /// What undoes a break, and what it comes to otherwise.
    fn way_back(&self, back: &WayBack) -> String {
        let (beyond, below) = sides(back.role);
        let undone = format!(
            "a close {below} {} undoes the break of {} of {}, which has then {}",
            self.prices.price(back.beyond),
            self.role_and_zone(back.role, back.zone),
            self.date(back.broke_at),
            if back.would_fail {
                "failed"
            } else {
                "been lost"
            },
        );
        let otherwise = match back.pending {
            Pending::Confirmation {
                beyond: price,
                bars,
            } => {
                let price = self.prices.price(price);
                let bars = count(bars, "bar");
                format!("one {beyond} {price} within {bars} confirms it, else it lapses")
            }
            Pending::Sustained { bars } => {
                format!("else it is sustained in {}", count(bars, "bar"))
            }
            Pending::Flip { bars } => {
                let role = back.role.flipped();
                format!("else the level turns {role} in {}", count(bars, "bar"))
            }
        };
        format!("{undone}; {otherwise}")
    }

    /// Why nothing is next: price is alone there, or at the end of all bars.
    fn no_level(&self, end: LandmarkKind) -> String {
        let side = if end.is_high() { "above" } else { "below" };
        let landmark = self
            .reading
            .landmark(end)
            .map_or_else(String::new, |landmark| {
                let name = super::row::landmark(landmark.kind);
                let price = self.prices.price(landmark.price);
                format!("; the {name} is {price}, on {}", self.date(landmark.at))
            });
        format!("nothing: no level lives {side} the close{landmark}")
    }
}

/// Beyond a level of that role, and back from there.
fn sides(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Resistance => ("above", "below"),
        Role::Support => ("below", "above"),
    }
}
