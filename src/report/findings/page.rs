//! The report as a page, by template.

use super::Findings;
use crate::reading::LevelRow;
use crate::report::evidence::{HoldRow, told_rate};
use crate::report::{Block, Meta, Page};
use crate::text::Medium::Screen;
use crate::text::{Medium, Table, Wording};

/// How much of a report is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Template {
    /// Answer, chart and claims.
    Brief,
    /// Everything.
    #[default]
    Full,
    /// A headline, the chart, and how it was made in sixty words.
    Editor,
}

impl Findings {
    /// The page, with `figure` as its chart.
    pub fn page(&self, meta: &Meta, figure: Vec<Block>, template: Template) -> Page {
        let mut blocks = Vec::new();
        if template != Template::Editor && self.answer != self.sentence {
            blocks.push(Block::Text(self.sentence.clone()));
        }
        blocks.extend(figure);
        match template {
            Template::Brief => blocks.extend(self.claims()),
            Template::Editor => {
                blocks.push(Block::Box("How this was made".to_owned(), self.method()));
            }
            Template::Full => {
                blocks.extend(self.claims());
                blocks.extend(self.ladder());
                blocks.extend(self.evidence());
                blocks.extend(self.events());
                blocks.push(Block::Heading("Limits".to_owned()));
                blocks.push(Block::List(self.limits.clone()));
                blocks.push(Block::Heading("Make it again".to_owned()));
                blocks.push(Block::Code(format!("strandline {}", meta.command)));
            }
        }
        let subtitle = format!("{}, as of {}", self.reading.symbol, self.reading.time);
        Page {
            title: self.answer.clone(),
            subtitle,
            blocks,
            footer: meta.text(),
        }
    }

    /// How the picture was made, in at most sixty words.
    fn method(&self) -> String {
        format!(
            "Levels are zones where price turned, found from daily bars without using any later one; a break is a close \
             beyond the zone. How often like levels held is told beside arbitrary prices at the same distance, from {} US \
             series since {}, survivors only. Computed by strandline; it describes and does not advise.",
            self.pooled.series,
            self.pooled
                .first
                .map_or_else(|| "2000".to_owned(), |date| date.format("%Y").to_string()),
        )
    }

    /// Claims that could not be read, and what each could be said as; the others stand beside the chart.
    fn claims(&self) -> Vec<Block> {
        let Some(check) = self
            .check
            .as_ref()
            .filter(|check| !check.unparsed.is_empty())
        else {
            return Vec::new();
        };
        let points = check
            .unparsed
            .iter()
            .map(|it| format!("\"{}\" has no test", it.text));
        vec![
            Block::Heading("Not read".to_owned()),
            Block::List(points.collect()),
        ]
    }

    fn ladder(&self) -> Vec<Block> {
        let words = Wording::new(&self.reading, self.prices, Medium::Screen);
        let mut table = Table::new([
            "level",
            ">zone",
            ">ATR away",
            "state",
            "known",
            ">tests",
            "what became of it",
        ]);
        let told = |row: &LevelRow| {
            let life = self
                .levels
                .iter()
                .find(|life| life.key == row.key.to_string());
            let last = life
                .into_iter()
                .flat_map(|life| life.life.iter().rev().take(3).rev());
            last.map(|(date, words)| format!("{date} {words}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        for row in self.reading.ladder() {
            let level = &row.level;
            table.row([
                format!("{}, {}", level.role, words.origin(level)),
                self.prices.zone(level.zone()),
                level
                    .dist_atr
                    .map(|dist| Screen.signed(dist, 1))
                    .unwrap_or_default(),
                level.state.to_string(),
                level.known_at.to_string(),
                level.tests.to_string(),
                told(level),
            ]);
        }
        let close = format!(
            "Around the close of {}",
            self.prices.price(self.reading.close)
        );
        vec![
            Block::Heading("Levels".to_owned()),
            Block::Table(close, table),
            Block::List(vec![
                words.if_up(),
                words.if_down(),
                words.range(),
                words.momentum(),
            ]),
        ]
    }

    /// What is known of like levels and breaks, in sentences.
    pub(super) fn evidence_told(&self) -> Vec<String> {
        self.held.iter().filter_map(HoldRow::told).collect()
    }

    fn evidence(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Heading("What happened at levels like these".to_owned()),
            Block::List(self.evidence_told()),
        ];
        let Some(lead) = self.reading.lead() else {
            return blocks;
        };
        let mut table = Table::new([
            ">bars",
            ">here",
            ">any bar",
            ">n",
            ">pooled",
            ">any bar",
            ">n",
            ">difference, 95 %",
            "edge",
        ]);
        for row in &self.followed {
            let own = row.own.map_or_else(Default::default, |it| {
                [
                    Screen.signed(it.mean_pct, 2),
                    Screen.signed(it.any_pct, 2),
                    it.n.to_string(),
                ]
            });
            let pooled = row.pooled.map_or_else(Default::default, |it| {
                [
                    Screen.signed(it.mean_pct, 2),
                    Screen.signed(it.any_pct, 2),
                    it.n.to_string(),
                    format!(
                        "{}..{}",
                        Screen.signed(it.excess_95[0], 2),
                        Screen.signed(it.excess_95[1], 2)
                    ),
                    told_rate(it.edge).to_owned(),
                ]
            });
            table.row(
                [row.horizon.to_string()]
                    .into_iter()
                    .chain(own)
                    .chain(pooled),
            );
        }
        let caption = format!(
            "Mean return in percent after closes beyond a {} {}, beside the return after any bar",
            lead.level.family, lead.level.role
        );
        blocks.push(Block::Table(caption, table));
        blocks
    }

    fn events(&self) -> Vec<Block> {
        let Some(events) = &self.events else {
            return Vec::new();
        };
        let mut blocks = vec![Block::Heading("Events".to_owned())];
        for row in &events.events {
            let source = row
                .source
                .as_ref()
                .map(|source| format!(" ({source})"))
                .unwrap_or_default();
            let mut points = vec![row.when(events.calendar.as_deref())];
            points.extend(row.told(events.window));
            blocks.push(Block::Text(format!(
                "{}: {}{source}",
                row.day, row.headline
            )));
            blocks.push(Block::List(points));
        }
        let ratings = events.ratings_told().join(". ");
        blocks.push(Block::Text(format!("Ratings: {ratings}.")));
        blocks.push(Block::Text(format!(
            "Method: {}.",
            events.method(self.reading.timeframe)
        )));
        blocks
    }
}
