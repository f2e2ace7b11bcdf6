//! Rows in the order of their times.

use super::super::table::Table;
use super::super::{Finding, Rule};
use crate::Time;

/// Sorts the rows of `table` by time, oldest first. Newest first is an order like any other; rows that stand where they
/// do not belong in the order of the rest are findings.
pub(in crate::data) fn sort(table: &mut Table, findings: &mut Vec<Finding>) {
    let steps = || table.time.windows(2).map(|pair| pair[0].cmp(&pair[1]));
    let falling = steps().filter(|order| order.is_gt()).count();
    if falling == 0 {
        return;
    }
    let rising = steps().filter(|order| order.is_lt()).count();
    if rising < falling {
        table.reverse();
    }
    if table.time.is_sorted() {
        return;
    }
    for at in misplaced(&table.time) {
        let finding = Rule::OutOfOrder.at(
            table.line[at],
            table.time[at],
            "not in the order of the other rows; sorted in",
        );
        findings.push(finding);
    }
    let mut at: Vec<u32> = (0..).take(table.len()).collect();
    at.sort_by_key(|&at| table.time[at as usize]);
    let faults = std::mem::take(&mut table.faults);
    let rejects = std::mem::take(&mut table.rejects);
    let events = std::mem::take(&mut table.events);
    *table = table.select(&at);
    table.faults = faults;
    table.rejects = rejects;
    table.events = events;
}

/// The fewest rows whose removal leaves the rest in order: those outside a longest rising run.
fn misplaced(times: &[Time]) -> Vec<usize> {
    // `tails[n]` ends the run of n + 1 rows that ends earliest; `before[at]` is the row before `at` in its run.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(times.len());
    for (at, time) in times.iter().enumerate() {
        let len = tails.partition_point(|&tail| times[tail] <= *time);
        before.push(len.checked_sub(1).map(|last| tails[last]));
        match tails.get_mut(len) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut stays = vec![false; times.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        stays[at] = true;
        next = before[at];
    }
    (0..times.len()).filter(|&at| !stays[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(days: &[u32]) -> Vec<Time> {
        let date = |&day: &u32| {
            chrono::NaiveDate::from_ymd_opt(2024, 1, day)
                .unwrap()
                .into()
        };
        days.iter().map(date).collect()
    }

    #[test]
    fn the_fewest_rows_are_called_misplaced() {
        assert_eq!(misplaced(&times(&[2, 3, 4, 31, 5, 8, 9])), [3]);
        assert_eq!(misplaced(&times(&[2, 8, 3, 4, 5])), [1]);
        assert_eq!(misplaced(&times(&[2, 2, 3])), [0usize; 0]);
    }
}
