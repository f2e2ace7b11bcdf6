//! A report as one file: blocks of text, tables and pictures, written as HTML or as Markdown.
//!
//! A [`Page`] is plain data; [`Page::html`] and [`Page::markdown`] write it whole, pictures inside, so that the file
//! needs nothing beside it: no script, no font, no network. Nothing here knows what the report is about.

mod html;
mod markdown;

use crate::text::Table;

pub(super) use html::escaped;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What is reported, in one line.
    pub subtitle: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
    /// What it was made from and by.
    pub footer: String,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The heading of a section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// What must not be overlooked: a title and what stands below it.
    Box(String, String),
    /// Points.
    List(Vec<String>),
    /// What a table lists, by which conventions, and the table.
    Table(String, Table),
    /// Lines as they were typed.
    Code(String),
    /// Markup of its own for HTML, and what stands in its place elsewhere.
    Html {
        /// What an HTML file holds.
        html: String,
        /// What others hold.
        instead: Vec<Block>,
    },
    /// A picture for light and one for dark screens, as data URIs, and the words for those who see neither.
    Picture {
        /// On a light ground.
        light: String,
        /// On a dark ground.
        dark: String,
        /// What it shows.
        alt: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let mut table = Table::new(["name", ">value"]);
        table.row(["a | b", "1.0"]);
        Page {
            title: "A <b> & \"c\"".into(),
            subtitle: "one line".into(),
            blocks: vec![
                Block::Heading("Answer".into()),
                Block::Text("1 < 2".into()),
                Block::Box("Luck".into(), "not proven".into()),
                Block::List(vec!["first".into(), "second".into()]),
                Block::Table("figures".into(), table),
                Block::Code("x > 1\ny".into()),
                Block::Picture {
                    light: "data:image/png;base64,AAAA".into(),
                    dark: "data:image/png;base64,BBBB".into(),
                    alt: "a \"curve\"".into(),
                },
            ],
            footer: "by hand".into(),
        }
    }

    #[test]
    fn html_is_one_file_without_script_and_nothing_of_the_text_is_markup() {
        let html = page().html();
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"));
        assert!(html.contains("<title>A &lt;b&gt; &amp; &quot;c&quot;</title>"));
        assert!(html.contains("<p>1 &lt; 2</p>"));
        assert!(html.contains("<td class=\"n\">1.0</td>"));
        assert!(html.contains("alt=\"a &quot;curve&quot;\""));
        assert!(html.contains("prefers-color-scheme: dark"));
        assert!(html.contains("@media print"));
        for outside in ["<script", "http://", "https://", "<link", "@import"] {
            assert!(!html.contains(outside), "{outside}");
        }
        for tag in ["table", "section", "ul", "pre", "figure", "main", "aside"] {
            let count = |mark: &str| html.matches(mark).count();
            assert_eq!(
                count(&format!("<{tag}")),
                count(&format!("</{tag}>")),
                "{tag}"
            );
        }
    }

    #[test]
    fn markdown_keeps_cells_apart_and_pictures_inside() {
        let text = page().markdown();
        assert!(text.starts_with("# A <b> & \"c\"\n\none line\n"));
        assert!(text.contains("| name | value |\n| --- | ---: |\n| a \\| b | 1.0 |\n"));
        assert!(text.contains("> **Luck**\n>\n> not proven\n"));
        assert!(text.contains("- first\n- second\n"));
        assert!(text.contains("```text\nx > 1\ny\n```\n"));
        assert!(text.contains("![a \"curve\"](data:image/png;base64,AAAA)"));
        assert!(text.ends_with("by hand\n"));
    }
}
