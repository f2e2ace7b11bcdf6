//! Whatever the bytes are, reading them ends with bars, findings or an error: never with a panic, and soon.

use std::io::Write;
use std::path::Path;

use proptest::prelude::*;
use strandline::data::{self, Limits, ReadOptions, Repair};
use strandline::evidence::Random;

/// Small files of different make that the mutations start from.
const SEEDS: [&[u8]; 9] = [
    b"Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-15,12,13.1,11.9,13,12.9,2000\n2024-01-16,13,14,12.5,13.5,13.4,1000\n2024-01-17,13,14,12.5,13.5,13.4,1000\n",
    b"\xef\xbb\xbfDatum;Er\xc3\xb6ffnung;Hoch;Tief;Schluss;Volumen\r\n15.01.2024;1.012,0;1.013,1;1.011,9;1.013,0;2.000\r\n16.01.2024;1.013,0;1.014,0;1.012,5;1.013,5;1.000\r\n",
    b"\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n\"01/16/2024\",\"13.5\",\"13\",\"14\",\"12.5\",\"42.67M\",\"0.54%\"\n\"01/15/2024\",\"13\",\"12\",\"13.1\",\"11.9\",\"-\",\"-0.54%\"\n",
    b"1705276800,12,13.1,11.9,13,20.5,17\n1705280400,13,13.6,12.9,13.5,20.5,17\n1705284000,13.5,13.6,12.4,12.5,3,1\n1705287600,12.5,12.6,11.9,12,3,1\n1705291200,12,12.3,11.9,12.2,3,1\n1705294800,12.2,13,12.1,12.9,3,1\n",
    b"Price,Close,Close,High,High,Low,Low,Open,Open\nTicker,AAA,BBB,AAA,BBB,AAA,BBB,AAA,BBB\nDate,,,,,,,,\n2024-01-15,13,23,13,23,11,21,12,22\n2024-01-16,13,23,13,23,11,21,12,22\n",
    b"symbol|date|open|high|low|close|split\nBBB|2024-01-15|22|23|21|23|1\nAAA|2024-01-15|12|13|11|13|1\nBBB|2024-01-16|5.5|5.7|5.4|5.6|4\n",
    b"<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2024.01.15\t09:00:00\t1.1\t1.2\t1.0\t1.15\t250\n2024.01.15\t10:00:00\t1.15\t1.25\t1.05\t1.2\t300\n",
    b"Date\tOpen\tHigh\tLow\tClose*\nJan 16, 2024\t13.00\t14.00\t12.50\t13.50\nJan 16, 2024\t0.24 Dividend\nJan 15, 2024 4:00 PM EST\t12.00\t13.10\t11.90\t13.00\n",
    b"\xff\xfeD\x00a\x00t\x00e\x00,\x00C\x00l\x00o\x00s\x00e\x00\n\x004\x005\x003\x000\x006\x00,\x001\x002\x00\n\x004\x005\x003\x000\x007\x00,\x001\x003\x00\n\x00",
];

/// Pieces that files break on.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b",",
    b";",
    b"\n",
    b"\r",
    b"\t",
    b"|",
    b"-",
    b"NaN",
    b"inf",
    b"1e999",
    b"-1",
    b"0",
    b"99999999999999999999",
    b"2024-02-30",
    b"9999-12-31",
    b"\xff",
    b"\0",
    b"\xef\xbb\xbf",
    "ö年".as_bytes(),
    b"Date",
    b"Close",
    b"1:0",
    b"12:61 PM",
];

/// `bytes` with one to four pieces changed, inserted, cut or repeated.
fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len().max(1));
        let end = (at + random.below(12)).min(bytes.len());
        match random.below(6) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(random.below(256)).expect("a byte"),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => bytes = [&bytes[..end], &bytes[at..]].concat(),
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(
                    at..if random.below(2) == 0 { at } else { end },
                    piece.iter().copied(),
                );
            }
        }
    }
    bytes
}

fn options(number: usize) -> ReadOptions {
    let mut options = ReadOptions::default();
    if number % 3 == 1 {
        options.repair = Repair::ALL.to_vec();
        options.columns = Some("time,open,high,low,close,volume".parse().expect("columns"));
    }
    if number % 3 == 2 {
        options.timezone = Some(chrono_tz::America::New_York);
        options.date_order = Some(data::DateOrder::Mdy);
        options.decimal = Some(data::Decimal::Comma);
    }
    options
}

#[test]
fn ten_thousand_damaged_files_never_panic() {
    let mut random = Random::new(20_240_115, 0);
    let mut read = 0;
    for number in 0..10_000 {
        let bytes = mutate(SEEDS[number % SEEDS.len()], &mut random);
        let result = data::read_bytes(Path::new("X.csv"), bytes, &options(number / SEEDS.len()));
        read += usize::from(result.is_ok());
    }
    // Most single slips leave a file readable; a reader that refused everything would prove nothing here.
    assert!(read > 3_000, "{read} of 10,000 were read");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), number in 0_usize..3) {
        let _ = data::read_bytes(Path::new("X.csv"), bytes, &options(number));
    }

    #[test]
    fn arbitrary_tables_never_panic(
        cells in proptest::collection::vec("[0-9./:,;\" a-zA-Z\n-]{0,12}", 0..60), number in 0_usize..3
    ) {
        let text = cells.join(",");
        let _ = data::read_bytes(Path::new("X.csv"), text.into_bytes(), &options(number));
    }

    #[test]
    fn rows_in_any_order_give_the_bars_of_the_sorted_rows(order in Just((0..40).collect::<Vec<usize>>()).prop_shuffle()) {
        let row = |at: &usize| format!("2024-{:02}-{:02},12,14,11,1{}.5,10{at}\n", at / 28 + 1, at % 28 + 1, at % 4);
        let file = |rows: &[String]| format!("Date,Open,High,Low,Close,Volume\n{}", rows.concat()).into_bytes();
        let read = |rows: &[String]| data::read_bytes(Path::new("X.csv"), file(rows), &ReadOptions::default());
        let shuffled: Vec<String> = order.iter().map(row).collect();
        let sorted: Vec<String> = (0..40).map(|at| row(&at)).collect();
        let (shuffled, sorted) = (read(&shuffled).expect("bars"), read(&sorted).expect("bars"));
        prop_assert_eq!(&shuffled[0].bars, &sorted[0].bars);
    }
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .expect("an entry");
    writer.write_all(bytes).expect("its bytes");
    writer.finish().expect("an archive").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("bytes");
    encoder.finish().expect("a stream")
}

#[test]
fn packed_files_are_read_and_damaged_ones_refused() {
    let plain = data::read_bytes(
        Path::new("X.csv"),
        SEEDS[0].to_vec(),
        &ReadOptions::default(),
    )
    .expect("bars");
    let mut random = Random::new(7, 0);
    for packed in [zipped("x.csv", SEEDS[0]), gzipped(SEEDS[0])] {
        let read = data::read_bytes(
            Path::new("X.csv.gz"),
            packed.clone(),
            &ReadOptions::default(),
        )
        .expect("bars");
        assert_eq!(
            (&read[0].bars, read[0].bars.symbol().as_str()),
            (&plain[0].bars, "X")
        );
        for _ in 0..500 {
            let _ = data::read_bytes(
                Path::new("X"),
                mutate(&packed, &mut random),
                &ReadOptions::default(),
            );
        }
    }
    let workbook = zipped("[Content_Types].xml", b"<Types/>");
    let error = data::read_bytes(Path::new("x.xlsx"), workbook, &ReadOptions::default())
        .expect_err("a workbook");
    assert!(error.to_string().contains("workbook"), "{error}");
}

#[test]
fn limits_are_errors() {
    let error = |bytes: Vec<u8>, limits: Limits| {
        let options = ReadOptions {
            limits,
            ..ReadOptions::default()
        };
        data::read_bytes(Path::new("X.csv"), bytes, &options)
            .expect_err("a limit")
            .to_string()
    };
    let two_rows = Limits {
        rows: 2,
        ..Limits::default()
    };
    assert_eq!(
        error(SEEDS[0].to_vec(), two_rows),
        "X.csv: more than 2 rows"
    );
    let long_line = [SEEDS[0], &vec![b'x'; 70_000]].concat();
    assert!(
        error(long_line, Limits::default())
            .contains("row 5: the line has 70000 bytes, more than the 65536")
    );
    let bomb = gzipped(&vec![b'\n'; 4 << 20]);
    assert!(error(bomb, Limits::default()).contains("unpack to more than 1048576 bytes"));
    let small = Limits {
        file_bytes: 10,
        ..Limits::default()
    };
    assert!(error(SEEDS[0].to_vec(), small).contains("more than the 10 that are read"));
}
