//! A page as HTML.

use std::fmt::Write as _;

use super::{Block, Page};
use crate::text::Table;

/// Light, dark and printed; 72 characters of text, tables as wide as the window.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#111827;--second:#4b5563;--line:#d1d5db;--ground:#fff;--soft:#f6f7f9}
@media(prefers-color-scheme: dark){:root{--ink:#e5e7eb;--second:#a3acba;--line:#343e50;--ground:#0f141e;--soft:#161d2a}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:64rem;margin:0 auto;padding:2rem 1rem 3rem}
h1{font-size:1.75rem;line-height:1.2;margin:0}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
p,li{max-width:46rem}
.sub,caption,footer{color:var(--second)}
aside{border:1px solid var(--ink);border-radius:6px;padding:.8rem 1rem;background:var(--soft);margin:1rem 0}
aside p{margin:.4rem 0 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.3rem 0}
th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.n{text-align:right}
pre{background:var(--soft);padding:.8rem 1rem;overflow-x:auto;font-size:.85rem}
figure{margin:1rem 0}
img{width:100%;max-width:62rem;height:auto}
footer{margin-top:2.5rem;font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere}
@media print{:root{--ink:#000;--second:#333;--line:#bbb;--ground:#fff;--soft:#fff}main{max-width:none;padding:0}\
h2{break-after:avoid}tr,aside,figure{break-inside:avoid}pre{white-space:pre-wrap}}";

impl Page {
    /// The page as one HTML file.
    pub fn html(&self) -> String {
        let title = escaped(&self.title);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p class=\"sub\">{}</p>\n",
            escaped(&self.subtitle)
        );
        let mut is_open = false;
        for block in &self.blocks {
            if let Block::Heading(_) = block {
                out += if is_open {
                    "</section>\n<section>\n"
                } else {
                    "<section>\n"
                };
                is_open = true;
            }
            write(block, &mut out);
        }
        out += if is_open { "</section>\n" } else { "" };
        let _ = write!(
            out,
            "<footer>{}</footer>\n</main>\n</body>\n</html>\n",
            escaped(self.footer.trim_end())
        );
        out
    }
}

fn write(block: &Block, out: &mut String) {
    let _ = match block {
        Block::Heading(text) => writeln!(out, "<h2>{}</h2>", escaped(text)),
        Block::Text(text) => writeln!(out, "<p>{}</p>", escaped(text)),
        Block::Box(title, text) => writeln!(
            out,
            "<aside><strong>{}</strong><p>{}</p></aside>",
            escaped(title),
            escaped(text)
        ),
        Block::List(points) => {
            let points: Vec<String> = points.iter().map(|it| escaped(it)).collect();
            writeln!(out, "<ul>\n<li>{}</li>\n</ul>", points.join("</li>\n<li>"))
        }
        Block::Table(caption, table) => {
            write_table(caption, table, out);
            Ok(())
        }
        Block::Html { html, .. } => writeln!(out, "{html}"),
        Block::Code(text) => writeln!(out, "<pre>{}</pre>", escaped(text.trim_end())),
        Block::Picture { light, dark, alt } => writeln!(
            out,
            "<figure><picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"{dark}\">\
             <img src=\"{light}\" alt=\"{}\"></picture></figure>",
            escaped(alt)
        ),
    };
}

fn write_table(caption: &str, table: &Table, out: &mut String) {
    let _ = writeln!(
        out,
        "<div class=\"scroll\"><table>\n<caption>{}</caption>\n<thead><tr>",
        escaped(caption)
    );
    let is_number: Vec<bool> = table.columns().map(|(_, is_number)| is_number).collect();
    for (title, is_number) in table.columns() {
        let class = if is_number { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escaped(title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in table.rows() {
        out.push_str("<tr>");
        for (cell, is_number) in row.iter().zip(&is_number) {
            let class = if *is_number { " class=\"n\"" } else { "" };
            let _ = write!(out, "<td{class}>{}</td>", escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

pub(in crate::report) fn escaped(text: &str) -> String {
    let text = &*crate::error::printable(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
