//! Volumes that are none: what counts as 0, and who is told.

use strandline::data::{Done, Rule};

use super::findings::{MONDAY, WEDNESDAY, read, told};

#[test]
fn volumes_taken_as_0_are_counted_and_have_no_value_of_their_own() {
    let loaded = read(&format!(
        "{MONDAY}2024-01-16,12,13,11,12,\n{WEDNESDAY}2024-01-18,12,13,11,12,-5\n2024-01-19,12,13,11,12,0\n"
    ));
    assert_eq!(loaded.volumes_as_zero(), 2);
    let known = [Some(100.0), None, Some(300.0), None, Some(0.0)];
    assert_eq!(loaded.known_volume(), Some(known.to_vec()));
    let none = read("2024-01-15,12,13,11,12.5,\n");
    assert_eq!((none.volumes_as_zero(), none.known_volume()), (0, None));
}

#[test]
fn volumes_that_are_none_are_listed_where_no_other_row_has_one() {
    let loaded = read(
        "2024-01-15,12,13,11,12.5,lots\n2024-01-16,13,14,12,13.5,-5\n2024-01-17,13,14,12,13.5,\n",
    );
    assert_eq!(
        told(&loaded),
        [
            (
                Rule::BadVolume,
                Some(2),
                Done::Kept,
                "volume \"lots\" is not a number; no row has one, so none is read"
            ),
            (
                Rule::BadVolume,
                Some(3),
                Done::Kept,
                "volume -5 is no quantity; no row has one, so none is read"
            )
        ]
    );
    assert_eq!((loaded.volumes_as_zero(), loaded.bars.volume()), (0, None));
}
