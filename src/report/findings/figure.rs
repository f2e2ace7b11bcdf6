//! The chart of a report with the claims beside it: readable without a script, and with one for those who point at it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{Findings, LevelLife};
use crate::report::Block;
use crate::report::check::ClaimRow;
use crate::report::page::escaped;
use crate::text::Table;
use crate::{Error, Result};

/// The script of a figure.
const SCRIPT: &str = include_str!("figure.js");
/// The looks of a figure.
const STYLE: &str = include_str!("figure.css");

/// One view of the chart: as much time as its name says, for wide and for narrow screens.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartView {
    /// Its name, such as `1 year`.
    pub name: String,
    /// SVG elements for wide and for narrow screens.
    pub svgs: [String; 2],
    /// Where things stand on each, as JSON.
    pub geometries: [Value; 2],
    /// What it shows, in words.
    pub description: String,
}

/// What the script of a figure knows.
#[derive(Serialize)]
struct Data<'a> {
    views: Vec<&'a Value>,
    levels: &'a [LevelLife],
    claims: Vec<Claim<'a>>,
}

/// A claim, and the days that decide it.
#[derive(Serialize)]
struct Claim<'a> {
    text: &'a str,
    verdict: &'static str,
    low: Option<f64>,
    high: Option<f64>,
    days: BTreeSet<NaiveDate>,
}

/// The figure of `findings`: `views` with the CSS of their fonts and colours, and a picture as `data:` address for where no
/// HTML is read.
///
/// # Errors
///
/// None that input can cause; the writer below has the type of one.
pub fn figure(
    findings: &Findings,
    views: &[ChartView],
    css: &str,
    picture: &str,
) -> Result<Vec<Block>> {
    let rows: &[ClaimRow] = findings.check.as_ref().map_or(&[], |check| &check.claims);
    let data = Data {
        views: views.iter().flat_map(|view| &view.geometries).collect(),
        levels: &findings.levels,
        claims: rows.iter().map(claim).collect::<Result<_>>()?,
    };
    let json = serde_json::to_string(&data).map_err(|error| Error::io("JSON", error.into()))?;
    let mut html = format!("<style>{css}\n{STYLE}</style>\n<figure class=\"chart\">\n");
    for (place, view) in views.iter().enumerate() {
        let checked = if place == 0 { " checked" } else { "" };
        let _ = writeln!(
            html,
            "<input type=\"radio\" name=\"range\" id=\"range-{place}\"{checked}><label for=\"range-{place}\">{}</label>",
            escaped(&view.name)
        );
    }
    for (place, view) in views.iter().enumerate() {
        let _ = write!(html, "<div class=\"view view-{place}\">");
        for (svg, class) in view.svgs.iter().zip(["wide", "narrow"]) {
            let name = format!("{class}-{place}");
            let _ = write!(html, "<div class=\"{class}\">{}</div>", renamed(svg, &name));
        }
        html.push_str("</div>\n");
    }
    html.push_str("<div class=\"tip\" hidden></div>\n<figcaption class=\"keys\" hidden>Point at a bar or a level. Keys: left and right move, + and \u{2212} change the range, Esc clears.</figcaption>\n</figure>\n");
    html += &list(rows);
    // A script element ends at the first "</", whatever stands around it.
    let json = json.replace('<', "\\u003c");
    let _ = writeln!(
        html,
        "<script type=\"application/json\" id=\"figure-data\">{json}</script>\n<script>\n{SCRIPT}</script>"
    );
    let mut instead = vec![Block::Picture {
        light: picture.to_owned(),
        dark: picture.to_owned(),
        alt: views
            .first()
            .map(|view| view.description.clone())
            .unwrap_or_default(),
    }];
    if !rows.is_empty() {
        instead.push(Block::Table("The claims".to_owned(), table(rows)));
    }
    Ok(vec![Block::Html { html, instead }])
}

fn claim(row: &ClaimRow) -> Result<Claim<'_>> {
    let reasons = serde_json::to_value(&row.reasons);
    let mut days = BTreeSet::new();
    dates(
        &reasons.map_err(|error| Error::io("JSON", error.into()))?,
        &mut days,
    );
    Ok(Claim {
        text: &row.text,
        verdict: row.verdict.name(),
        low: row.price.map(|price| price.low),
        high: row.price.map(|price| price.high),
        days,
    })
}

/// The days that the facts of a claim name.
fn dates(value: &Value, found: &mut BTreeSet<NaiveDate>) {
    match value {
        Value::String(text) => {
            let day = text.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
            found
                .extend(day.filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T')));
        }
        Value::Array(all) => all.iter().for_each(|it| dates(it, found)),
        Value::Object(all) => all.values().for_each(|it| dates(it, found)),
        _ => {}
    }
}

/// The claims as a list whose entries can be clicked.
fn list(rows: &[ClaimRow]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut html = "<ol class=\"claims\">\n".to_owned();
    for (place, row) in rows.iter().enumerate() {
        let verdict = row.verdict.name();
        let reasons: Vec<String> = row.reasons.iter().map(|it| escaped(&it.text)).collect();
        let _ = writeln!(
            html,
            "<li><button type=\"button\" data-claim=\"{place}\" aria-pressed=\"false\"><b class=\"{verdict}\">{}</b> \
             \u{201c}{}\u{201d}</button><p>{}</p></li>",
            verdict.replace('_', " "),
            escaped(&row.text),
            reasons.join("; ")
        );
    }
    html + "</ol>\n"
}

fn table(rows: &[ClaimRow]) -> Table {
    let mut table = Table::new(["verdict", "claim", "why"]);
    for row in rows {
        let reasons: Vec<&str> = row.reasons.iter().map(|it| it.text.as_str()).collect();
        table.row([
            row.verdict.name().replace('_', " "),
            row.text.clone(),
            reasons.join("; "),
        ]);
    }
    table
}

/// An SVG element whose names are its own on the page.
fn renamed(svg: &str, name: &str) -> String {
    svg.replace("id=\"title\"", &format!("id=\"title-{name}\""))
        .replace("id=\"desc\"", &format!("id=\"desc-{name}\""))
        .replace(
            "aria-labelledby=\"title desc\"",
            &format!("aria-labelledby=\"title-{name} desc-{name}\""),
        )
}
