//! TA-Lib's studies: one adapter from its own table of functions.
//!
//! Names, parameters with their ranges, outputs, panes, line styles, warm-up and display shift all come from the
//! metadata of the `ta-lib` crate, so a function it gains is a study at once. Segments and gaps are the caller's.

mod call;
mod listing;
mod name;
mod output;

pub(super) use call::TalibCall;
pub(super) use listing::listings;
pub(super) use output::outputs;

use std::sync::LazyLock;

use ta_lib::abstract_api::{FuncFlags, FuncId, InputFlags, ParamHolder};
use ta_lib::{Core, FuncUnstId, RetCode};

use super::param::{ParamValues, Value};
use crate::Error;

static CORE: LazyLock<Core> = LazyLock::new(Core::new);

/// The library's own estimates of when a value has 4 and 8 digits that no longer depend on where the data start.
static SETTLED: LazyLock<[Core; 2]> = LazyLock::new(|| {
    [Core::UNSTABLE_AUTO_PREC_4, Core::UNSTABLE_AUTO_PREC_8].map(|level| {
        Core::builder()
            .unstable_period(FuncUnstId::ALL, level)
            .build()
            .expect("the automatic levels are accepted for all functions at once")
    })
});

/// Whether output `index` of `id` is the index of a bar, which the library counts from the start of what it was given.
pub(super) fn is_bar_index(id: FuncId, index: usize) -> bool {
    let raw = id.info().outputs[index].param_name;
    raw.ends_with("Idx") || matches!(id, FuncId::MAXINDEX | FuncId::MININDEX)
}

/// Bars before the first value, or why these parameters do not go together.
pub(super) fn lookback(id: FuncId, params: &[Value]) -> Result<usize, RetCode> {
    lookback_in(&CORE, id, params)
}

/// Bars after the lookback until the start weighs less than a millionth, `None` if it always weighs.
///
/// The library counts the bars to 4 and to 8 settled digits; 6 lie in the middle, since weights fall by a constant
/// factor a bar.
pub(super) fn settle(id: FuncId, params: &[Value]) -> Option<usize> {
    if id.info().flags.contains(FuncFlags::PATH_DEPENDENT) {
        return None;
    }
    let [four, eight] = SETTLED.each_ref().map(|core| lookback_in(core, id, params));
    let plain = lookback(id, params).ok()?;
    Some((four.ok()? + eight.ok()?).div_ceil(2).saturating_sub(plain))
}

fn lookback_in(core: &Core, id: FuncId, params: &[Value]) -> Result<usize, RetCode> {
    let mut holder = id.new_call(core);
    bind(&mut holder, params)?;
    holder.lookback()
}

fn bind(holder: &mut ParamHolder<'_>, params: &[Value]) -> Result<(), RetCode> {
    for index in 0..params.len() {
        if let Value::Real(number) = params[index] {
            holder.set_opt_input(index, number)?;
        } else {
            holder.set_opt_input(index, ParamValues(params).integer(index))?;
        }
    }
    Ok(())
}

/// The complaint where TA-Lib refuses although every parameter is within its range.
pub(super) fn refusal(id: FuncId, code: RetCode) -> Error {
    Error::Data {
        what: id.name().to_ascii_lowercase(),
        problem: format!("TA-Lib refuses the call ({code:?})"),
        help: Some("change its parameters, or load fewer bars than 100 million".into()),
    }
}

/// Whether `id` reads the volume of bars whatever its free series are.
pub(super) fn needs_volume(id: FuncId) -> bool {
    let mut inputs = id.info().inputs.iter();
    inputs.any(|input| input.flags.bits() & InputFlags::PRICE_VOLUME.bits() != 0)
}
