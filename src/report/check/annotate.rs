//! The text given back with each claim marked and corrected.

use std::fmt::Write as _;

use super::Check;
use super::rows::ClaimRow;
use super::screen::{outcome_told, read_as, word};
use crate::claim::Answer;

/// A stretch of the text with the claims read from it.
struct Mark<'a> {
    from: usize,
    to: usize,
    claims: Vec<(usize, &'a ClaimRow)>,
}

/// Stretches that overlap are one mark.
fn marks(check: &Check) -> Vec<Mark<'_>> {
    let mut rows: Vec<(usize, &ClaimRow)> = (1..).zip(&check.claims).collect();
    rows.sort_by_key(|(number, row)| (row.span.from, row.span.to, *number));
    let mut marks: Vec<Mark<'_>> = Vec::new();
    for (number, row) in rows {
        match marks.last_mut().filter(|last| row.span.from < last.to) {
            Some(last) => {
                last.to = last.to.max(row.span.to);
                last.claims.push((number, row));
            }
            None => marks.push(Mark {
                from: row.span.from,
                to: row.span.to,
                claims: vec![(number, row)],
            }),
        }
    }
    marks
}

impl Mark<'_> {
    /// The gravest of its answers.
    fn answer(&self) -> Answer {
        let by_weight = [
            Answer::Refuted,
            Answer::Undetermined,
            Answer::Supported,
            Answer::NotAPriceFact,
        ];
        let has = |answer: &Answer| self.claims.iter().any(|(_, row)| row.verdict == *answer);
        by_weight
            .into_iter()
            .find(has)
            .unwrap_or(Answer::NotAPriceFact)
    }
}

/// A sign that is also read without colour.
fn sign(answer: Answer) -> &'static str {
    match answer {
        Answer::Supported => "✓",
        Answer::Refuted => "✗",
        Answer::Undetermined => "?",
        Answer::NotAPriceFact => "–",
    }
}

/// What corrects a claim: its first reason, with what it would have been right of.
fn correction(row: &ClaimRow) -> String {
    let texts: Vec<&str> = row
        .reasons
        .iter()
        .map(|reason| reason.text.as_str())
        .collect();
    match row.verdict {
        Answer::NotAPriceFact if texts.is_empty() => "nothing that prices could tell".into(),
        Answer::Refuted => texts.join("; "),
        _ => texts.first().copied().unwrap_or("no reason").to_owned(),
    }
}

impl Check {
    /// The text with each claim marked and corrected, as Markdown; `footer` is what it was made from.
    pub fn annotated_markdown(&self, footer: &str) -> String {
        let letters: Vec<char> = self.text.chars().collect();
        let mut out = String::new();
        let mut done = 0;
        for mark in marks(self) {
            out.extend(part(&letters, done, mark.from));
            let numbers = numbers(&mark);
            let words: String = part(&letters, mark.from, mark.to).collect();
            let _ = write!(out, "{words} **[{} {numbers}]**", sign(mark.answer()));
            done = mark.to.max(done);
        }
        out.extend(part(&letters, done, letters.len()));
        out += "\n\n---\n\n";
        for (number, row) in (1..).zip(&self.claims) {
            let verdict = word(row.verdict).to_lowercase();
            let _ = writeln!(
                out,
                "{number}. {} **{verdict}** ({}): {}",
                sign(row.verdict),
                plain(&read_as(row)),
                plain(&correction(row))
            );
            if let Some(outcome) = &row.outcome {
                let _ = writeln!(out, "   Outcome: {}", plain(&outcome_told(outcome)));
            }
        }
        for row in &self.unparsed {
            let _ = writeln!(
                out,
                "- not read: \"{}\": {}",
                plain(&row.text),
                row.rewording
            );
        }
        if let Some(sentence) = &self.say_instead {
            let _ = write!(out, "\n**Say instead:** {}\n", plain(sentence));
        }
        out + "\n" + &code_block(footer)
    }

    /// The text with each claim marked and corrected, as one HTML file.
    pub fn annotated_html(&self, title: &str, footer: &str) -> String {
        let items = (1..)
            .zip(&self.claims)
            .map(|(number, row)| item(number, row));
        let claims: String = items.collect();
        let mut after = String::new();
        if !self.unparsed.is_empty() {
            after += "<h2>Not read</h2>\n<ul>\n";
            for row in &self.unparsed {
                let (text, rewording) = (escaped(&row.text), escaped(row.rewording));
                let _ = writeln!(after, "<li>“{text}”: {rewording}</li>");
            }
            after += "</ul>\n";
        }
        if let Some(sentence) = &self.say_instead {
            let sentence = escaped(sentence);
            let _ = writeln!(
                after,
                "<p class=\"say\"><strong>Say instead:</strong> {sentence}</p>"
            );
        }
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
             <div class=\"text\">{}</div>\n<h2>Claims</h2>\n<ol>\n{claims}</ol>\n{after}\
             <footer>{}</footer>\n</main>\n</body>\n</html>\n",
            self.marked(),
            escaped(footer.trim_end()),
            title = escaped(title),
        )
    }

    /// The text as HTML with each claim marked.
    fn marked(&self) -> String {
        let letters: Vec<char> = self.text.chars().collect();
        let part = |from: usize, to: usize| escaped(&part(&letters, from, to).collect::<String>());
        let mut body = String::new();
        let mut done = 0;
        for mark in marks(self) {
            body += &part(done, mark.from);
            let reasons = mark.claims.iter().map(|(number, row)| {
                let verdict = word(row.verdict).to_lowercase();
                format!("{number}. {verdict}: {}", correction(row))
            });
            let reasons: Vec<String> = reasons.collect();
            let _ = write!(
                body,
                "<mark class=\"{}\" title=\"{}\">{}<sup>{} {}</sup></mark>",
                mark.answer().name(),
                escaped(&reasons.join("\n")),
                part(mark.from, mark.to),
                sign(mark.answer()),
                numbers(&mark)
            );
            done = mark.to;
        }
        body + &part(done, letters.len())
    }
}

fn item(number: usize, row: &ClaimRow) -> String {
    let outcome = row
        .outcome
        .as_ref()
        .map(|outcome| format!("<br>Outcome: {}", escaped(&outcome_told(outcome))))
        .unwrap_or_default();
    format!(
        "<li value=\"{number}\"><strong class=\"{}\">{} {}</strong> ({}): {}{outcome}</li>\n",
        row.verdict.name(),
        sign(row.verdict),
        word(row.verdict).to_lowercase(),
        escaped(&read_as(row)),
        escaped(&correction(row))
    )
}

fn numbers(mark: &Mark<'_>) -> String {
    let numbers: Vec<String> = mark
        .claims
        .iter()
        .map(|(number, _)| number.to_string())
        .collect();
    numbers.join(", ")
}

fn part(letters: &[char], from: usize, to: usize) -> impl Iterator<Item = char> + '_ {
    let to = to.min(letters.len());
    letters
        .get(from.min(to)..to)
        .unwrap_or_default()
        .iter()
        .copied()
}

/// One line whose signs are no markup.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len());
    for letter in line.chars() {
        if "\\`*_[]<>#|".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Lines as they are, in a fence that is longer than any inside.
fn code_block(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

fn escaped(text: &str) -> String {
    let text = &*crate::error::printable(text);
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            _ => out.push(letter),
        }
    }
    out
}

/// Light and dark; each answer has a colour and a line of its own, so that neither is needed to tell them apart.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#111827;--second:#4b5563;--line:#d1d5db;--ground:#fff;--yes:#0b6b3a;--no:#b3261e;--open:#8a5a00}
@media(prefers-color-scheme: dark){:root{--ink:#e5e7eb;--second:#a3acba;--line:#343e50;--ground:#0f141e;--yes:#5fd394;--no:#ff8a80;--open:#f2c14e}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.15rem;border-bottom:1px solid var(--line)}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:none;color:inherit;text-decoration:underline 2px var(--second)}
mark.supported{text-decoration:underline solid 2px var(--yes)}
mark.refuted{text-decoration:underline wavy 2px var(--no)}
mark.undetermined{text-decoration:underline dashed 2px var(--open)}
mark.not_a_price_fact{text-decoration:underline dotted 1px var(--second)}
sup{font-size:.7em;padding-left:.2em}
.supported sup,strong.supported{color:var(--yes)}.refuted sup,strong.refuted{color:var(--no)}
.undetermined sup,strong.undetermined{color:var(--open)}
.say{border:1px solid var(--ink);border-radius:6px;padding:.6rem .8rem}
footer{margin-top:2rem;color:var(--second);font-size:.8rem;white-space:pre-wrap;overflow-wrap:anywhere}
@media print{:root{--ink:#000;--ground:#fff}main{max-width:none;padding:0}li{break-inside:avoid}}";
