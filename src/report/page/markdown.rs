//! A page as Markdown.

use std::fmt::Write as _;

use super::{Block, Page};
use crate::text::Table;

impl Page {
    /// The page as one Markdown file, with the pictures for light screens inside.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n{}\n", self.title, self.subtitle);
        for block in &self.blocks {
            out.push('\n');
            write(block, &mut out);
        }
        let _ = write!(out, "\n---\n\n{}\n", self.footer.trim_end());
        crate::error::printable(&out).into_owned()
    }
}

fn write(block: &Block, out: &mut String) {
    let _ = match block {
        Block::Heading(text) => writeln!(out, "## {text}"),
        Block::Text(text) => writeln!(out, "{text}"),
        Block::Box(title, text) => writeln!(out, "> **{title}**\n>\n> {text}"),
        Block::List(points) => writeln!(out, "- {}", points.join("\n- ")),
        Block::Table(caption, table) => {
            write_table(caption, table, out);
            Ok(())
        }
        Block::Html { instead, .. } => {
            for block in instead {
                write(block, out);
                out.push('\n');
            }
            Ok(())
        }
        Block::Code(text) => writeln!(out, "```text\n{}\n```", text.trim_end()),
        Block::Picture { light, alt, .. } => {
            writeln!(out, "![{}]({light})", alt.replace(['[', ']'], ""))
        }
    };
}

fn write_table(caption: &str, table: &Table, out: &mut String) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let _ = writeln!(out, "{caption}\n");
    *out += &line(table.columns().map(|(title, _)| title.to_owned()).collect());
    let mark = |is_number| if is_number { "---:" } else { "---" };
    let marks = table.columns().map(|(_, it)| mark(it).to_owned());
    *out += &line(marks.collect());
    for row in table.rows() {
        *out += &line(row.iter().map(|cell| cell.replace('|', "\\|")).collect());
    }
}
