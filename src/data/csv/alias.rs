//! The names under which exports head their columns.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::Field;

/// A field a heading may have, and how good the name is for it: 0 says it outright, higher ones give way to lower.
pub(in crate::data) type Alias = (Field, u8);

/// Names by field and rank, folded as by [`fold`].
#[rustfmt::skip]
const NAMES: &[(Field, u8, &[&str])] = &[
    (Field::Time, 0, &[
        "date", "datetime", "date time", "timestamp", "trade date", "trading date", "trading day", "tradingday",
        "tradedate", "day", "dt", "exchange date", "price date", "as of date", "dtyyyymmdd", "gmt time", "utc time",
        "local time", "open time", "opentime", "ts event", "datadate", "caldt", "observation date", "date gmt",
        "datum", "handelstag", "data", "dato", "paivamaara", "pvm", "handelsdatum", "kursdatum", "data pregao", "fecha", "giorno", "jour", "дата", "日期", "日期时间", "日期時間",
        "交易日期", "交易日", "日付", "日時", "날짜", "일자", "tarih", "time stamp", "bar time", "datetime utc", "date utc",
    ]),
    (Field::Time, 1, &[
        "time", "unix", "unix timestamp", "unix time", "epoch", "t", "ts", "start time", "period", "zeit", "zeitpunkt",
        "zeitstempel", "时间", "交易时间", "時間", "hora", "time utc",
    ]),
    (Field::Clock, 0, &[
        "time", "time of day", "zeit", "uhrzeit", "hora", "heure", "ora", "hour", "时间", "時間", "交易时间", "время",
        "time gmt", "time utc", "time est", "time et",
    ]),
    (Field::Symbol, 0, &["symbol", "ticker", "ticker symbol", "symbols", "tickers", "股票代码", "证券代码", "symbole"]),
    (Field::Symbol, 1, &[
        "act symbol", "stock", "code", "ts code", "tic", "ric", "instrument", "stock code", "security", "代码", "代碼",
        "證券代號", "papel", "codigo", "codneg", "asset", "pair", "kurzel", "kuerzel", "secid",
    ]),
    (Field::Symbol, 2, &["name", "stock name", "isin", "wkn", "permno", "symbol name", "名称", "名稱"]),
    (Field::Open, 0, &[
        "open", "open price", "opening price", "opening", "price open", "px open", "openprc", "open prc", "openprice",
        "open 1", "o", "eroffnung", "eroeffnung", "eroffnungskurs", "eroffn", "eroeffn", "erster", "erster kurs",
        "abertura", "preco de abertura", "preabe", "apertura", "ouverture", "ouv", "otwarcie", "откр", "открытие",
        "开盘", "开盘价", "開盤", "開盤價", "今开", "始値", "시가", "acilis", "anfang", "start", "oppningskurs", "oppningspris", "apningskurs", "apningspris", "abningskurs",
        "aloituskurssi", "avauskurssi", "apning", "oppning", "abning",
    ]),
    (Field::High, 0, &[
        "high", "high price", "price high", "px high", "highprice", "hi", "high 1", "askhi", "h", "hoch", "hochst",
        "hoechst", "hochstkurs", "hoechstkurs", "tageshoch", "hochster kurs", "maxima", "maximo", "max", "maximum",
        "preco maximo", "premax", "massimo", "plus haut", "haut", "najwyzszy", "макс", "максимум", "最高", "最高价", "最高價",
        "高値", "고가", "hogst", "hogsta", "hogsta kurs", "hogstakurs", "hogsta pris", "hoyest", "hoyeste", "hoyeste kurs", "hojest", "hojeste",
        "hojeste kurs", "ylin", "ylin kurssi", "yuksek", "day high", "intraday high",
    ]),
    (Field::Low, 0, &[
        "low", "low price", "price low", "px low", "lowprice", "lo", "low 1", "bidlo", "l", "tief", "tiefst",
        "tiefstkurs", "tagestief", "tiefster kurs", "minima", "minimo", "min", "minimum", "preco minimo", "premin",
        "lagst", "lagsta", "lagsta kurs", "lagstakurs", "lagsta pris", "lavest", "laveste", "laveste kurs", "alin", "alin kurssi",
        "plus bas", "bas", "najnizszy", "мин", "минимум", "最低", "最低价", "最低價", "安値", "저가", "dusuk", "day low",
        "intraday low",
    ]),
    (Field::Close, 0, &[
        "close", "close price", "closing price", "price close", "closeprice", "closing", "close last", "c", "schluss",
        "schlusskurs", "schlu", "fechamento", "preco de fechamento", "preult", "cierre", "cloture", "clot", "chiusura",
        "zamkniecie", "закр", "закрытие", "收盘", "收盘价", "收盤", "收盤價", "終値", "종가", "kapanis", "unadjusted close", "stangningskurs", "slutkurs", "stangning", "stengekurs", "sluttkurs", "slutt", "lukkekurs", "lukk",
        "paatoskurssi", "paatos",
    ]),
    (Field::Close, 1, &[
        "last", "last price", "px last", "trade price", "settle", "settlement", "settlement price", "settle price",
        "universal close price", "trdprc 1", "prc", "zuletzt", "letzter", "letzter kurs", "kurs", "ultimo",
        "ultimo preco", "dernier", "цена", "现价", "最新价", "closing value", "schlussstand", "nav", "index value", "mid", "senast", "senaste", "sist", "siste", "seneste", "viimeisin",
    ]),
    (Field::Close, 2, &["price", "value", "preis", "preco", "precio", "cours", "prix", "prezzo", "wert", "valor"]),
    (Field::Volume, 0, &[
        "volume", "vol", "v", "px volume", "total volume", "traded volume", "volume traded", "trade volume", "stucke",
        "stuecke", "stuck", "stueck", "wolumen", "objem", "объем", "объeм", "объём", "成交量", "成交股数", "成交股數", "出来高",
        "거래량", "hacim", "acvol 1", "acvol uns", "shares traded", "no of shares", "total traded quantity",
        "ttl trd qnty", "trading volume", "tradingvolume", "trd vol", "trdvol", "real volume", "realvolume", "realvol",
        "day volume", "total vol", "daily volume", "vol shares", "volume shares", "成交量股", "volym", "omsatt antal", "antal aksjer",
        "volume base", "base volume", "volumen stuck", "volumen stucke", "quatot", "share volume",
    ]),
    (Field::Volume, 1, &[
        "volumen", "tickvol", "tick volume", "tickvolume", "volumes", "tottrdqty", "quantidade", "quantity", "qty", "contracts",
        "accumulated volume", "gehandelte stucke", "umsatz stuck", "volumenes", "omsattning", "omsetning", "omsaetning", "vaihto", "vaihto kpl",
    ]),
    (Field::Volume, 2, &["umsatz", "volume usd", "volume usdt", "turnover volume"]),
    (Field::AdjustedClose, 0, &[
        "adj close", "adjusted close", "adjclose", "close adj", "closeadj", "close adjusted", "adjusted closing price",
        "adjusted close price", "adj close price", "adj closing price", "adjusted", "adj", "adj price", "adjusted price",
        "adj last", "fechamento ajustado", "cierre ajustado", "cierre ajust", "cours ajuste", "cloture ajustee",
        "bereinigter schlusskurs", "schlusskurs bereinigt", "schluss bereinigt", "adj schluss", "bereinigt", "ber schluss",
        "后复权", "复权收盘价", "后复权价", "調整後終値", "調整後收盤價", "수정종가", "chiusura rettificata", "total return close",
    ]),
    (Field::Dividend, 0, &[
        "dividend", "dividends", "dividend amount", "ex dividend", "div cash", "divcash", "dividende", "dividenden",
        "dividendo", "dividendos", "cash dividend", "div",
    ]),
    (Field::Split, 0, &[
        "split", "splits", "stock split", "stock splits", "split ratio", "splitratio", "split factor", "splitfactor",
        "split coefficient",
    ]),
];

/// Units that may stand behind a name without changing it.
#[rustfmt::skip]
const UNITS: [&str; 24] = [
    "usd", "eur", "gbp", "gbx", "chf", "jpy", "cny", "hkd", "inr", "brl", "cad", "aud", "usdt", "rs", "local", "lcl",
    "shares", "shs", "stk", "st", "元", "手", "股", "mln",
];

/// The fields a heading may have, the best first; none if it is not known.
pub(in crate::data) fn lookup(heading: &str) -> Vec<Alias> {
    let folded = fold(heading);
    let exact = exact(&folded);
    if !exact.is_empty() {
        return exact;
    }
    match folded.rsplit_once(' ') {
        Some((name, unit)) if UNITS.contains(&unit) => {
            self::exact(name.strip_suffix(" in").unwrap_or(name))
        }
        // Exchanges of coins name the coin: `Volume BTC`.
        Some(("volume", coin)) if (2..=6).contains(&coin.len()) && is_upper_word(heading) => {
            vec![(Field::Volume, 1)]
        }
        _ => volume_by_words(&folded),
    }
}

/// A heading that speaks of a volume in words of its own, such as `Cumulative trade volume`, unless it is one of money, an
/// average or a change. It gives way to every name that is known.
fn volume_by_words(folded: &str) -> Vec<Alias> {
    const OTHER: [&str; 22] = [
        "ma", "sma", "ema", "avg", "average", "mean", "money", "value", "usd", "usdt", "eur",
        "quote", "amount", "change", "chg", "pct", "ratio", "osc", "weighted", "profile", "taker",
        "trades",
    ];
    let mut words = folded.split(' ');
    let is_volume = words
        .clone()
        .any(|word| word == "volume" || word == "volumes");
    let is_other =
        words.any(|word| OTHER.contains(&word) || word.bytes().any(|byte| byte.is_ascii_digit()));
    if is_volume && !is_other {
        vec![(Field::Volume, 3)]
    } else {
        Vec::new()
    }
}

fn is_upper_word(heading: &str) -> bool {
    let last = heading.split_whitespace().last().unwrap_or("");
    last.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn exact(folded: &str) -> Vec<Alias> {
    static BY_NAME: LazyLock<BTreeMap<&str, Vec<Alias>>> = LazyLock::new(|| {
        let mut by_name: BTreeMap<&str, Vec<Alias>> = BTreeMap::new();
        for &(field, rank, names) in NAMES {
            for name in names {
                by_name.entry(name).or_default().push((field, rank));
            }
        }
        by_name
    });
    BY_NAME.get(folded).cloned().unwrap_or_default()
}

/// A heading in lower case without accents, marks, numbering and units of measure in brackets.
pub(super) fn fold(heading: &str) -> String {
    let mut folded = String::with_capacity(heading.len());
    for c in heading.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some("") => {}
            Some(letters) => folded.push_str(letters),
            None if c.is_alphanumeric() => folded.push(c),
            None if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            None => {}
        }
    }
    let folded = folded.trim_end();
    // `1. open`
    match folded.split_once(' ') {
        Some((number, name)) if number.bytes().all(|byte| byte.is_ascii_digit()) => name.to_owned(),
        _ => folded.to_owned(),
    }
}

/// The plain letters of an accented one.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ą' => "a",
        'æ' => "ae",
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
        'ü' | 'ú' | 'ù' | 'û' => "u",
        'é' | 'è' | 'ê' | 'ë' | 'ę' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
        'ç' | 'ć' => "c",
        'ñ' | 'ń' => "n",
        'ś' | 'ş' => "s",
        'ż' | 'ź' => "z",
        'ł' => "l",
        'ß' => "ss",
        // The dot that lower-casing a Turkish I leaves behind.
        '\u{307}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_many_exports_are_known() {
        let cases = [
            ("Close/Last", Field::Close),
            ("Adj Close**", Field::AdjustedClose),
            ("Adj. Close", Field::AdjustedClose),
            ("adjClose", Field::AdjustedClose),
            ("5. adjusted close", Field::AdjustedClose),
            ("<CLOSE>", Field::Close),
            ("<TICKVOL>", Field::Volume),
            ("1. open", Field::Open),
            ("Eröffnung", Field::Open),
            ("Eröffn.", Field::Open),
            ("Schlusskurs", Field::Close),
            ("Schluß", Field::Close),
            ("Stücke", Field::Volume),
            ("Último", Field::Close),
            ("Máxima", Field::High),
            ("Mínima", Field::Low),
            ("PX_LAST", Field::Close),
            ("收盘", Field::Close),
            ("Close (USD)", Field::Close),
            ("Schluss in EUR", Field::Close),
            ("Volume BTC", Field::Volume),
            ("Split Ratio", Field::Split),
            ("Ex-Dividend", Field::Dividend),
            ("divCash", Field::Dividend),
            ("observation_date", Field::Time),
            ("<DTYYYYMMDD>", Field::Time),
            ("\u{feff}Date", Field::Time),
        ];
        for (heading, field) in cases {
            assert_eq!(
                lookup(heading).first().map(|alias| alias.0),
                Some(field),
                "{heading}"
            );
        }
    }

    #[test]
    fn what_only_resembles_a_column_is_not_one() {
        for heading in [
            "Prev Close",
            "Change %",
            "Close Time",
            "Turnover",
            "Adj. Open",
            "Plot",
            "Volume MA(20)",
            "",
        ] {
            assert_eq!(lookup(heading), [], "{heading}");
        }
    }
}
