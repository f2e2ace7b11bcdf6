//! Series written as clean tables: what is known beside the bars goes with them and reads back.

use std::path::Path;

use strandline::data::{self, Loaded, ReadOptions};

const TABLE: &str = "Symbol,Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits\n\
    AAA,2024-01-15,100,101,99,100.5,25,100,0,0\n\
    AAA,2024-01-16,101,102,100,101.5,25.3,,0.5,0\n\
    AAA,2024-01-17,25.5,26,25,25.75,25.75,400,0.25,4\n\
    BBB,2024-01-15,10,11,9,10.5,,100,0,0\n\
    BBB,2024-01-16,11,12,10,11.5,11.5,200,0,0\n";

fn read(name: &str, bytes: Vec<u8>) -> Vec<Loaded> {
    data::read_bytes(Path::new(name), bytes, &ReadOptions::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Asserts that the table and what was written of it, `bytes`, tell the same.
#[track_caller]
fn assert_same(bytes: Vec<u8>) {
    let (first, again) = (read("x", TABLE.into()), read("x", bytes));
    assert_eq!(first.len(), again.len());
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(first.bars, again.bars);
        assert_eq!(first.events, again.events);
        assert_eq!(first.adjusted_close, again.adjusted_close);
        assert_eq!(first.known_volume(), again.known_volume());
    }
}

#[test]
fn what_is_known_beside_the_bars_reads_back_from_csv() {
    let all = read("x", TABLE.into());
    assert_eq!((all[0].events.len(), all[0].volumes_as_zero()), (3, 1));
    let bytes = data::whole_csv(&all).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let header = "symbol,date,open,high,low,close,volume,adj_close,dividend,split";
    let rows = [
        header,
        "AAA,2024-01-15,100,101,99,100.5,100,25,0,1",
        "AAA,2024-01-16,101,102,100,101.5,,25.3,0.5,1",
        "AAA,2024-01-17,25.5,26,25,25.75,400,25.75,0.25,4",
        "BBB,2024-01-15,10,11,9,10.5,100,,0,1",
        "BBB,2024-01-16,11,12,10,11.5,200,11.5,0,1",
    ];
    assert_eq!(text.lines().collect::<Vec<_>>(), rows);
    assert_same(bytes);
}

#[cfg(feature = "frame")]
#[test]
fn what_is_known_beside_the_bars_reads_back_from_parquet() {
    assert_same(data::whole_parquet(&read("x", TABLE.into())).unwrap());
}

#[test]
fn an_event_between_two_bars_takes_effect_with_the_later_one() {
    let mut all = read(
        "AAA.csv",
        b"Date,Open,High,Low,Close\n2024-01-12,10,11,9,10.5\n2024-01-16,11,12,10,11.5\n".to_vec(),
    );
    all[0].events = [
        "2024-01-11:3",
        "2024-01-15:2",
        "2024-01-16:2",
        "2024-01-17:5",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec();
    let text = String::from_utf8(data::whole_csv(&all).unwrap()).unwrap();
    let split = text.lines().map(|row| row.rsplit(',').next().unwrap());
    assert_eq!(split.collect::<Vec<_>>(), ["split", "1", "4"]);
}
