//! Exports of many programs, a few lines of each: all are read without being told how.

#![expect(
    clippy::float_cmp,
    reason = "numbers are read exactly as they are written"
)]
#![expect(clippy::format_push_string, reason = "rows are easier to read so")]

use std::path::Path;

use strandline::data::{self, Loaded, ReadOptions};
use strandline::{Result, Timeframe};

pub(crate) fn read(text: &[u8]) -> Result<Vec<Loaded>> {
    data::read_bytes(
        Path::new("ACME.csv"),
        text.to_vec(),
        &ReadOptions::default(),
    )
}

pub(crate) fn one(text: &str) -> Loaded {
    let mut all =
        read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{:?}\n{text}", error.help()));
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

/// Date and open, high, low, close, volume of the first bar, and the number of bars.
pub(crate) fn first(loaded: &Loaded) -> (String, [f64; 4], Option<f64>, usize) {
    let bar = loaded
        .bars
        .get(0)
        .unwrap_or_else(|| panic!("no bar: {:?}", loaded.findings));
    let time = bar.time().to_string();
    (
        time,
        [bar.open(), bar.high(), bar.low(), bar.close()],
        bar.volume(),
        loaded.bars.len(),
    )
}

/// Asserts that `text` holds two bars, of which the first is this one on 2024-01-15 or at the time given.
#[track_caller]
fn assert_reads(text: &str, prices: [f64; 4], volume: Option<f64>) {
    assert_reads_at(text, "2024-01-15 00:00:00", prices, volume);
}

#[track_caller]
fn assert_reads_at(text: &str, time: &str, prices: [f64; 4], volume: Option<f64>) {
    let loaded = one(text);
    assert_eq!(
        first(&loaded),
        (time.to_owned(), prices, volume, 2),
        "{text}\n{}",
        loaded.source.dialect
    );
}

#[test]
fn ariva_prefers_pieces_to_turnover() {
    let text = "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen\n\
                2024-01-16;1.236,00;1.240,00;1.230,00;1.239,50;1.000;1.239.500\n\
                2024-01-15;1.234,56;1.240,00;1.230,00;1.236,00;2.500;3.090.000\n";
    assert_reads(text, [1234.56, 1240.0, 1230.0, 1236.0], Some(2500.0));
}

#[test]
fn comdirect_has_a_title_and_quotes() {
    let text = "\"ACME AG (WKN: 123456)\"\n\n\"Datum\";\"Eröffnung\";\"Hoch\";\"Tief\";\"Schluss\";\"Volumen\"\n\
                \"16.01.2024\";\"13,00\";\"14,00\";\"12,50\";\"13,50\";\"1.000\"\n\
                \"15.01.2024\";\"12,00\";\"13,10\";\"11,90\";\"13,00\";\"2.000\"\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn investing_in_portuguese_and_german() {
    let pt = "\"Data\",\"Último\",\"Abertura\",\"Máxima\",\"Mínima\",\"Vol.\",\"Var%\"\n\
              \"16.01.2024\",\"13,50\",\"13,00\",\"14,00\",\"12,50\",\"42,67M\",\"0,54%\"\n\
              \"15.01.2024\",\"13,00\",\"12,00\",\"13,10\",\"11,90\",\"9,48B\",\"-0,54%\"\n";
    assert_reads(pt, [12.0, 13.1, 11.9, 13.0], Some(9_480_000_000.0));
    let de = "\"Datum\",\"Zuletzt\",\"Eröffn.\",\"Hoch\",\"Tief\",\"Vol.\",\"+/- %\"\n\
              \"16.01.2024\",\"1.013,50\",\"1.013,00\",\"1.014,00\",\"1.012,50\",\"42,67M\",\"0,54%\"\n\
              \"15.01.2024\",\"1.013,00\",\"1.012,00\",\"1.013,10\",\"1.011,90\",\"-\",\"-0,54%\"\n";
    let loaded = one(de);
    assert_eq!(first(&loaded).1, [1012.0, 1013.1, 1011.9, 1013.0]);
}

#[test]
fn excel_in_germany_with_its_separator_line() {
    let text = "sep=;\r\nDatum;Schluss;Tief;Hoch;Open;\r\n\
                15.01.2024;13;11,9;13,1;12;\r\n16.01.2024;13,5;12,5;14;13;\r\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], None);
}

#[test]
fn metatrader_five_writes_tabs_and_angle_brackets() {
    let text = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n\
                2024.01.15\t09:00:00\t1.1\t1.2\t1.0\t1.15\t250\t0\t3\n\
                2024.01.15\t10:00:00\t1.15\t1.25\t1.05\t1.2\t300\t0\t3\n";
    assert_reads_at(
        text,
        "2024-01-15 09:00:00",
        [1.1, 1.2, 1.0, 1.15],
        Some(250.0),
    );
    assert_eq!(one(text).bars.timeframe(), Timeframe::Minutes(60));
}

#[test]
fn stooq_and_finam_number_their_clock() {
    let text = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n\
                ACME.US,D,20240115,000000,12,13.1,11.9,13,2000,0\n\
                ACME.US,D,20240116,000000,13,14,12.5,13.5,1000,0\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    assert_eq!(one(text).bars.symbol().as_str(), "ACME.US");
    let finam = "<TICKER>;<PER>;<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>\n\
                 ACME;5;15/01/24;100500;12.0;13.1;11.9;13.0;2000\n\
                 ACME;5;15/01/24;101000;13.0;14.0;12.5;13.5;1000\n";
    assert_reads_at(
        finam,
        "2024-01-15 10:05:00",
        [12.0, 13.1, 11.9, 13.0],
        Some(2000.0),
    );
}

#[test]
fn coin_exchanges_put_an_address_first_and_name_the_coin() {
    let text = "https://www.CryptoDataDownload.com\n\
                Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD\n\
                1705363200,2024-01-16 00:00:00,BTC/USD,13,14,12.5,13.5,10.5,141.75\n\
                1705276800,2024-01-15 00:00:00,BTC/USD,12,13.1,11.9,13,20.5,266.5\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(20.5));
    assert_eq!(one(text).bars.symbol().as_str(), "BTC-USD");
}

#[test]
fn tiingo_and_eodhd_have_raw_and_adjusted_prices() {
    let text = "date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,splitFactor\n\
                2024-01-15T00:00:00.000Z,13,13.1,11.9,12,2000,6.5,6.55,5.95,6,4000,0.25,1.0\n\
                2024-01-16T00:00:00.000Z,13.5,14,12.5,13,1000,6.75,7,6.25,6.5,2000,0,1.0\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    let loaded = one(text);
    assert_eq!(loaded.adjusted_close, Some(vec![Some(6.5), Some(6.75)]));
    assert_eq!(loaded.events.len(), 1);
    let eodhd = "Date,Open,High,Low,Close,Adjusted_close,Volume\n\
                 2024-01-15,12,13.1,11.9,13,12.9,2000\n2024-01-16,13,14,12.5,13.5,13.4,1000\n";
    assert_reads(eodhd, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn bloomberg_and_refinitiv_have_lines_above_and_their_own_words() {
    let bloomberg = "Security,ACME US Equity\nStart Date,1/1/2024\nEnd Date,1/31/2024\nPeriod,D\n,\n\
                     Date,PX_LAST,PX_OPEN,PX_HIGH,PX_LOW,PX_VOLUME\n\
                     1/16/2024,13.5,13,14,12.5,1000\n1/15/2024,13,12,13.1,11.9,#N/A N/A\n";
    let loaded = one(bloomberg);
    assert_eq!(first(&loaded).1, [12.0, 13.1, 11.9, 13.0]);
    let refinitiv = "Exchange Date\tClose\tNet\t%Chg\tOpen\tLow\tHigh\tVolume\tTurnover - USD\n\
                     16-Jan-2024\t13.5\t0.5\t3.85%\t13\t12.5\t14\t1,000\t13,500\n\
                     15-Jan-2024\t13\t\t\t12\t11.9\t13.1\t2,000\t26,000\n";
    assert_reads(refinitiv, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn kraken_and_histdata_have_no_header() {
    let row = |at: usize| {
        let close = [13.0, 13.5, 12.5, 12.0, 12.2, 12.9, 13.3][at];
        let open = [12.0, 13.0, 13.5, 12.5, 12.0, 12.2, 12.9][at];
        (
            open,
            f64::max(open, close) + 0.1,
            f64::min(open, close) - 0.1,
            close,
        )
    };
    let mut kraken = String::new();
    let mut histdata = String::new();
    for at in 0..7 {
        let (open, high, low, close) = row(at);
        kraken += &format!(
            "{},{open},{high},{low},{close},20.5,17\n",
            1_705_276_800 + 3600 * at
        );
        histdata += &format!("20240115 0{at}0000;{open};{high};{low};{close};0\n");
    }
    let expected = |volume| {
        (
            "2024-01-15 00:00:00".to_owned(),
            [12.0, 13.1, 11.9, 13.0],
            volume,
            7,
        )
    };
    assert_eq!(first(&one(&kraken)), expected(Some(20.5)));
    assert_eq!(first(&one(&histdata)), expected(None));
}

#[test]
fn pandas_and_r_leave_the_index_without_a_name() {
    let pandas = ",Open,High,Low,Close,Volume\n2024-01-15,12,13.1,11.9,13,2000\n2024-01-16,13,14,12.5,13.5,1000\n";
    assert_reads(pandas, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    let r = "\"ACME.Open\",\"ACME.High\",\"ACME.Low\",\"ACME.Close\",\"ACME.Volume\",\"ACME.Adjusted\"\n\
             \"2024-01-15\",12,13.1,11.9,13,2000,12.5\n\"2024-01-16\",13,14,12.5,13.5,1000,13\n";
    assert_reads(r, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    let numbered = ",date,open,high,low,close,volume\n0,2024-01-15,12,13.1,11.9,13,2000\n1,2024-01-16,13,14,12.5,13.5,1000\n";
    assert_reads(numbered, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn several_symbols_stand_in_rows_or_side_by_side() {
    let symbols = |text: &str| {
        let all = read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        let closes = all.iter().map(|loaded| {
            (
                loaded.bars.symbol().to_string(),
                loaded.bars.close()[0],
                loaded.bars.len(),
            )
        });
        closes.collect::<Vec<_>>()
    };
    let expected = [("AAA".to_owned(), 13.0, 2), ("BBB".to_owned(), 23.0, 2)];
    let long = "symbol,date,open,high,low,close,volume\nBBB,2024-01-15,22,23,21,23,1\nAAA,2024-01-15,12,13,11,13,1\n\
                BBB,2024-01-16,22,23,21,23,1\nAAA,2024-01-16,12,13,11,13,1\n";
    assert_eq!(symbols(long), expected);
    let wide = "Price,Close,Close,High,High,Low,Low,Open,Open\nTicker,AAA,BBB,AAA,BBB,AAA,BBB,AAA,BBB\nDate,,,,,,,,\n\
                2024-01-15,13,23,13,23,11,21,12,22\n2024-01-16,13,23,13,23,11,21,12,22\n";
    assert_eq!(symbols(wide), expected);
    let flat = "Date,Close_AAA,Close_BBB,High_AAA,High_BBB,Low_AAA,Low_BBB,Open_AAA,Open_BBB\n\
                2024-01-15,13,23,13,23,11,21,12,22\n2024-01-16,13,23,13,23,11,21,12,22\n";
    assert_eq!(symbols(flat), expected);
    let tuples = "Date,\"('Close', 'AAA')\",\"('High', 'AAA')\",\"('Low', 'AAA')\",\"('Open', 'AAA')\"\n\
                  2024-01-15,13,13,11,12\n2024-01-16,13,13,11,12\n";
    assert_eq!(symbols(tuples), expected[..1]);
}

#[test]
fn chinese_and_taiwanese_headings() {
    let text = "日期,股票代码,开盘,收盘,最高,最低,成交量,成交额\n2024-01-15,600519,12,13,13.1,11.9,2000,26000\n2024-01-16,600519,13,13.5,14,12.5,1000,13500\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    assert_eq!(one(text).bars.symbol().as_str(), "600519");
    let twse = "\"113年01月 2330 台積電 各日成交資訊\"\n\"日期\",\"成交股數\",\"成交金額\",\"開盤價\",\"最高價\",\"最低價\",\"收盤價\",\"漲跌價差\",\"成交筆數\",\n\
                \"113/01/15\",\"2,000\",\"26,000\",\"12.00\",\"13.10\",\"11.90\",\"13.00\",\"+1.00\",\"100\",\n\
                \"113/01/16\",\"1,000\",\"13,500\",\"13.00\",\"14.00\",\"12.50\",\"13.50\",\"+0.50\",\"100\",\n\"說明:\"\n\"符號說明:+/-/X表示漲/跌/不比價\"\n";
    assert_reads(twse, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn prose_below_blank_lines_and_repeated_headers_are_passed_over() {
    let text = "Symbol: ACME\n\nTime,Open,High,Low,Last,Change,%Chg,Volume\n\
                01/16/2024,13,14,12.5,13.5,0.5,+3.85%,1000\n\nTime,Open,High,Low,Last,Change,%Chg,Volume\n\
                01/15/2024,12,13.1,11.9,13,unch,unch,2000\n\"Downloaded from Barchart.com as of 01-17-2024 10:11am CST\"\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    assert_eq!(one(text).source.rows, 2);
}

#[test]
fn a_copied_web_page_tells_of_dividends_in_words() {
    let text = "Date\tOpen\tHigh\tLow\tClose* \tAdj Close**\tVolume\n\
                Jan 16, 2024\t13.00\t14.00\t12.50\t13.50\t13.50\t1,000\n\
                Jan 16, 2024\t0.24 Dividend\n\
                Jan 15, 2024\t12.00\t13.10\t11.90\t13.00\t12.76\t2,000\n\
                Jan 15, 2024\t4:1 Stock Splits\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    let events: Vec<String> = one(text)
        .events
        .iter()
        .map(|event| format!("{} {:?}", event.session, event.kind))
        .collect();
    assert_eq!(
        events,
        [
            "2024-01-15 Split { ratio: 4.0 }",
            "2024-01-16 Dividend { amount: 0.24 }"
        ]
    );
}

#[test]
fn sheets_write_clocks_and_day_numbers() {
    let google = "Date,Open,High,Low,Close,Volume\n1/15/2024 16:00:00,12,13.1,11.9,13,2000\n1/16/2024 16:00:00,13,14,12.5,13.5,1000\n";
    assert_reads(google, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    let serial =
        "Date,Open,High,Low,Close,Volume\n45306,12,13.1,11.9,13,2000\n45307,13,14,12.5,13.5,1000\n";
    assert_reads(serial, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn interfaces_shorten_their_headings() {
    let polygon = "v,vw,o,c,h,l,t,n\n2000,12.5,12,13,13.1,11.9,1705294800000,5\n1000,13.2,13,13.5,14,12.5,1705381200000,5\n";
    assert_reads(polygon, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
    let numbered = "date,1. open,2. high,3. low,4. close,5. volume\n2024-01-15,12,13.1,11.9,13,2000\n2024-01-16,13,14,12.5,13.5,1000\n";
    assert_reads(numbered, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn columns_may_be_set_by_spaces() {
    let text = "Date         Open   High   Low    Close  Volume\n\
                2024-01-15   12.00  13.10  11.90  13.00    2000\n2024-01-16   13.00  14.00  12.50  13.50    1000\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn headings_may_stand_in_two_lines_with_units_below() {
    let text = "Datum;Kurse;;;;Volumen\n;Open;High;Low;Close;\n;EUR;EUR;EUR;EUR;Stück\n\
                15.01.2024;12,0;13,1;11,9;13,0;2000\n16.01.2024;13,0;14,0;12,5;13,5;1000\n";
    assert_reads(text, [12.0, 13.1, 11.9, 13.0], Some(2000.0));
}

#[test]
fn closes_alone_are_enough() {
    let text = "observation_date,SP500\n2024-01-15,13\n2024-01-16,13.5\n";
    assert_reads(text, [13.0; 4], None);
    let line = "15.01.2024;13,00\n16.01.2024;13,50\n";
    assert_reads(line, [13.0; 4], None);
}

#[test]
fn dukascopy_names_its_zone_in_the_cell() {
    let text = "Local time,Open,High,Low,Close,Volume\n\
                15.01.2024 09:00:00.000 GMT+0100,12,13.1,11.9,13,2000\n15.01.2024 10:00:00.000 GMT+0100,13,14,12.5,13.5,1000\n";
    assert_reads_at(
        text,
        "2024-01-15 08:00:00",
        [12.0, 13.1, 11.9, 13.0],
        Some(2000.0),
    );
}
