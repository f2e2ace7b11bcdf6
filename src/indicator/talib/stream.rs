//! TA-Lib's streams: a value a bar, with the bits of the batch call.
//!
//! Every function of the library has a stream type of its own. [`table`] lists them all; here they become one trait.

mod table;

use ta_lib::abstract_api::FuncId;
use ta_lib::{MAType, RetCode};

use super::super::param::{Value, Values};

/// A running study: bars in, rows out. `x` is what the function reads, in its own order.
pub(in crate::indicator) trait Stream: Send {
    /// Takes the next bar and writes its outputs to `row`.
    fn update(&mut self, x: &[f64], row: &mut [f64]) -> Result<(), RetCode>;

    /// Writes to `row` what [`Stream::update`] would, and forgets the bar.
    fn peek(&self, x: &[f64], row: &mut [f64]) -> Result<(), RetCode>;
}

/// Opens the stream of `id` on `history`, one column for each series it reads, and writes the last row.
///
/// # Errors
///
/// [`RetCode::InsufficientHistory`] as long as no value is defined.
pub(in crate::indicator) fn open(
    id: FuncId,
    params: &[Value],
    history: &[Vec<f64>],
    row: &mut [f64],
) -> Result<Box<dyn Stream>, RetCode> {
    table::open(id, Values(params), history, row)
}

impl Values<'_> {
    fn whole(self, index: usize) -> i32 {
        self.integer(index)
    }

    fn average(self, index: usize) -> MAType {
        MAType::try_from(self.integer(index)).expect("the choices are the library's own numbers")
    }
}

/// What a stream gives for a bar, as a row.
trait Spread {
    fn spread(self, row: &mut [f64]);
}

impl Spread for f64 {
    fn spread(self, row: &mut [f64]) {
        row[0] = self;
    }
}

impl Spread for i32 {
    fn spread(self, row: &mut [f64]) {
        row[0] = f64::from(self);
    }
}

macro_rules! spread_tuple {
    ($($kind:ty: $($part:ident)*;)*) => { $(
        impl Spread for $kind {
            fn spread(self, row: &mut [f64]) {
                let ($($part,)*) = self;
                row.copy_from_slice(&[$(f64::from($part)),*]);
            }
        }
    )* };
}

spread_tuple! {
    (f64, f64): a b;
    (f64, i32): a b;
    (i32, i32): a b;
    (f64, f64, f64): a b c;
    (f64, i32, i32): a b c;
    (f64, f64, f64, f64): a b c d;
}
