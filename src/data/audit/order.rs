//! Rows in the order of their times.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::table::Table;
use super::super::{Finding, Rule};

/// Sorts the rows of `table`, which come as the file has them, by time, oldest first.
///
/// Newest first is an order like any other. The rows that one would have to move to mend the file are findings; several
/// rows of one time are not disorder, whatever stands between them: that is the rule of duplicates.
pub(in crate::data) fn sort(table: &mut Table, findings: &mut Vec<Finding>) {
    let steps = || table.time.windows(2).map(|pair| pair[0].cmp(&pair[1]));
    let falling = steps().filter(|order| order.is_gt()).count();
    if falling == 0 {
        return;
    }
    let rising = steps().filter(|order| order.is_lt()).count();
    let misplaced = match (rising, rising < falling) {
        (0, _) => Vec::new(),
        (_, true) => {
            let times: Vec<_> = table.time.iter().copied().map(Reverse).collect();
            misplaced(&times)
        }
        (_, false) => misplaced(&table.time),
    };
    for at in misplaced {
        let finding = Rule::OutOfOrder.at(
            table.line[at],
            table.time[at],
            "not in the order of the other rows; sorted in",
        );
        findings.push(finding);
    }
    if rising < falling {
        table.reverse();
    }
    if table.time.is_sorted() {
        return;
    }
    let mut at: Vec<u32> = (0..).take(table.len()).collect();
    at.sort_by_key(|&at| table.time[at as usize]);
    let faults = std::mem::take(&mut table.faults);
    let rejects = std::mem::take(&mut table.rejects);
    let events = std::mem::take(&mut table.events);
    let remarks = std::mem::take(&mut table.remarks);
    *table = table.select(&at);
    table.faults = faults;
    table.rejects = rejects;
    table.events = events;
    table.remarks = remarks;
}

/// The fewest rows whose removal leaves the rest rising, the latest where there is a choice: a row is misplaced against
/// those before it. The first row of each time speaks for it.
fn misplaced<T: Ord + Copy>(times: &[T]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let firsts: Vec<usize> = (0..times.len())
        .filter(|&at| seen.insert(times[at]))
        .collect();
    // From behind: `heads[n]` is the latest time that begins a rising run of n + 1 rows; `runs` has the length of the
    // longest run that begins with each row.
    let mut heads: Vec<T> = Vec::new();
    let mut runs = vec![0; firsts.len()];
    for (run, &at) in runs.iter_mut().zip(&firsts).rev() {
        let time = times[at];
        let len = heads.partition_point(|&head| head > time);
        match heads.get_mut(len) {
            Some(head) => *head = time,
            None => heads.push(time),
        }
        *run = len + 1;
    }
    // The longest run whose rows stand earliest.
    let mut left = heads.len();
    let mut last: Option<T> = None;
    let mut misplaced = Vec::new();
    for (&run, &at) in runs.iter().zip(&firsts) {
        if run == left && last.is_none_or(|last| times[at] > last) {
            last = Some(times[at]);
            left -= 1;
        } else {
            misplaced.push(at);
        }
    }
    misplaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_rows_are_called_misplaced() {
        assert_eq!(misplaced(&[2, 3, 4, 31, 5, 8, 9]), [3]);
        assert_eq!(misplaced(&[2, 8, 3, 4, 5]), [1]);
    }

    #[test]
    fn of_two_rows_that_changed_places_the_later_one_is_misplaced() {
        assert_eq!(misplaced(&[2, 4, 3, 5]), [2]);
        assert_eq!(misplaced(&[2, 3, 8, 9, 4, 5]), [4, 5]);
        assert_eq!(misplaced(&[9, 4, 5].map(Reverse)), [2]);
    }

    #[test]
    fn rows_of_a_time_that_was_there_before_are_not_misplaced() {
        assert_eq!(misplaced(&[2, 2, 3]), [0usize; 0]);
        assert_eq!(misplaced(&[2, 3, 4, 2, 3, 4]), [0usize; 0]);
        assert_eq!(misplaced(&[2, 3, 4, 3, 4, 4]), [0usize; 0]);
        assert_eq!(misplaced(&[2, 5, 3, 4, 2, 5, 3, 4]), [1]);
    }
}
