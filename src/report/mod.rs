//! What is printed, as plain values: text, JSON, CSV and Parquet are written from one value and cannot disagree.
//!
//! Every result is a [`Report`]: a [`Body`] with its [`Meta`], the footer that says what it was made from. Nothing here
//! computes anything about prices, and nothing prints.
//!
//! # Schemas
//!
//! JSON carries `schema`, a name and a version such as `strandline.levels/2`, then `meta` ([`Meta`]), then the fields
//! of the body, named as in its documentation. CSV and Parquet carry the rows of the body alone. A field is only ever
//! added within a version; a changed or removed one makes a new version. Dates are ISO, prices have ten significant
//! digits, what is undefined is `null` or an empty cell.

mod acceptance;
mod audit;
mod backtest;
mod backtest_page;
mod check;
mod computed;
mod details;
mod diff;
mod doctor;
mod each;
mod events;
mod evidence;
mod findings;
mod forward;
mod frame;
mod levels;
mod luck;
mod meta;
mod next_open;
mod overview;
mod overview_text;
mod page;
mod pine;
mod scan;
mod sheet;
mod sweep;
mod trades;

use serde::Serialize;

use crate::data::Sheet;
use crate::error::printable;
use crate::{Error, Result};

pub use crate::reading::rounded;
pub use acceptance::{Acceptance, AcceptanceRow, PanelRow};
pub use audit::{AuditReport, DifferenceRow};
pub use backtest::{Backtest, Warmth};
pub use check::{
    CHECK_SCHEMA, Check, ClaimRow, DateStretch, OnDate, PriceRow, Reason, SensitivityRow,
    UnparsedRow,
};
pub use computed::{Computed, ComputedColumn};
pub use details::REFERENCES;
pub use diff::Diff;
pub use doctor::{Checkup, Doctor, Longer};
pub use each::{Each, OfSeries};
pub use events::{EventRow, EventScene, Events, Measured};
pub use evidence::{FollowedRow, ForwardCell, HoldRow, RateCell, Rates};
pub use findings::{ChartView, Findings, LevelLife, Template, figure};
pub use forward::{FoldRow, Forward};
pub use frame::framed;
pub use levels::Levels;
pub use luck::Luck;
pub use meta::{Meta, Provenance};
pub use overview::Overview;
pub use page::{Block, Page};
pub use scan::{Failure, Found, Read, Scan, ScanRow};
pub use sweep::Sweep;
pub use trades::{TradeRow, equity_sheet, rejections_sheet, trades_sheet};

/// The kind of a result: how it is told.
pub trait Body: Serialize {
    /// Name and version of its JSON.
    const SCHEMA: &'static str;

    /// The result as a screen of text, at most 80 characters wide, without the footer.
    fn text(&self) -> String;

    /// Its rows.
    fn sheet(&self) -> Sheet;

    /// It as a script for TradingView, where it can be one.
    fn pine(&self, _meta: &Meta) -> Option<String> {
        None
    }
}

/// A result with what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report<B> {
    schema: &'static str,
    /// What it was made from and by.
    pub meta: Meta,
    /// What was found.
    #[serde(flatten)]
    pub body: B,
}

impl<B: Body> Report<B> {
    /// `body`, made from what `meta` says.
    pub fn new(meta: Meta, body: B) -> Self {
        Self {
            schema: B::SCHEMA,
            meta,
            body,
        }
    }

    /// The screen of text, footer below.
    pub fn text(&self) -> String {
        let text = format!("{}\n{}", self.body.text(), self.meta.text());
        printable(&text).into_owned()
    }

    /// The JSON, indented, with a line end.
    ///
    /// # Errors
    ///
    /// None that input can cause; the writer below has the type of one.
    pub fn json(&self) -> Result<String> {
        let json = serde_json::to_string_pretty(self);
        // What JSON itself does not escape of control characters.
        json.map(|json| printable(&json).into_owned() + "\n")
            .map_err(|error| Error::io("JSON", error.into()))
    }

    /// The rows as JSON, an object a line.
    ///
    /// # Errors
    ///
    /// As [`Report::json`].
    pub fn json_lines(&self) -> Result<Vec<u8>> {
        sheet::json_lines(&self.body.sheet())
    }

    /// The rows as CSV.
    ///
    /// # Errors
    ///
    /// As [`Sheet::csv`].
    pub fn csv(&self) -> Result<Vec<u8>> {
        self.body.sheet().csv()
    }

    /// The rows as Parquet.
    ///
    /// # Errors
    ///
    /// As [`Sheet::parquet`].
    pub fn parquet(&self) -> Result<Vec<u8>> {
        self.body.sheet().parquet()
    }
}
