//! The seam to the `ta` crate: any type that takes a bar and gives numbers is a study.
//!
//! [`register`] gives a type of the user's a name. The crate's own indicators stand in the catalog as `ta:NAME`, each with
//! a note on how it differs from TA-Lib's of that name. What an indicator may give, [`TaOutput`] says.

mod foreign;
mod output;
mod register;
mod table;

pub use output::TaOutput;
pub use register::register;

pub(super) use foreign::Foreign;
pub(super) use table::listings;

use std::fmt;

use crate::Bar;

/// An indicator behind the seam, whatever its type.
pub(super) trait NextBar: Send + Sync {
    /// Takes the next bar and writes its row.
    fn next_bar(&mut self, bar: Bar<'_>, row: &mut [f64]);

    /// Length of the row.
    fn outputs(&self) -> usize;

    /// An independent copy.
    fn copy(&self) -> Box<dyn NextBar>;
}

impl fmt::Debug for dyn NextBar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NextBar")
    }
}

/// Carries a `ta` indicator.
#[derive(Debug, Clone)]
pub(super) struct Carrier<T>(pub(super) T);

impl<T, R> NextBar for Carrier<T>
where
    T: for<'a, 'b> ta::Next<&'b Bar<'a>, Output = R> + Clone + Send + Sync + 'static,
    R: TaOutput,
{
    fn next_bar(&mut self, bar: Bar<'_>, row: &mut [f64]) {
        self.0.next(&bar).write(row);
    }

    fn outputs(&self) -> usize {
        R::NAMES.len()
    }

    fn copy(&self) -> Box<dyn NextBar> {
        Box::new(self.clone())
    }
}
