//! TA-Lib's studies: one adapter from its own table of functions.
//!
//! Names, parameters with their ranges, outputs, panes, line styles, warm-up and display shift all come from the
//! metadata of the `ta-lib` crate, so a function it gains is a study at once. Segments and gaps are the caller's.

mod call;
mod name;
pub(super) mod stream;

pub(super) use call::Call;

use std::sync::LazyLock;

use ta_lib::abstract_api::{
    self, FuncFlags, FuncId, FuncInfo, InputFlags, InputType, OptInputType, OutputFlags,
    OutputInfo, OutputType, ParamHolder,
};
use ta_lib::{Core, FuncUnstId, RetCode};

use super::entry::{Binding, Entry, Group, Source};
use super::field::Field;
use super::param::{Domain, Param, Value, Values};
use super::plan::{Output, Pane, Style};

/// Most series a function reads: open, high, low, close, volume.
pub(super) const MAX_SERIES: usize = 5;

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

/// A line of the catalog for every function.
pub(super) fn entries() -> Vec<Entry> {
    abstract_api::funcs().map(entry).collect()
}

fn entry(info: &'static FuncInfo) -> Entry {
    Entry {
        name: info.name.to_ascii_lowercase(),
        aliases: aliases(info.id),
        title: info.hint,
        group: group(info),
        source: Source::TaLib,
        params: params(info),
        outputs: outputs(info.id, &[], None),
        notes: notes(info),
        series: series(info),
        binding: Binding::TaLib(info.id),
    }
}

fn aliases(id: FuncId) -> &'static [&'static str] {
    match id {
        FuncId::BBANDS => &["bb"],
        FuncId::KC => &["keltner"],
        FuncId::SAR => &["psar"],
        FuncId::MEDPRICE => &["hl2"],
        FuncId::TYPPRICE => &["hlc3"],
        FuncId::AVGPRICE => &["ohlc4"],
        _ => &[],
    }
}

fn group(info: &FuncInfo) -> Group {
    match info.group {
        abstract_api::Group::CycleIndicators => Group::Cycle,
        abstract_api::Group::MathTransform => Group::MathTransform,
        abstract_api::Group::MomentumIndicators => Group::Momentum,
        abstract_api::Group::OverlapStudies => Group::Overlap,
        abstract_api::Group::PatternRecognition => Group::Pattern,
        abstract_api::Group::PriceTransform => Group::Price,
        abstract_api::Group::StatisticFunctions => Group::Statistic,
        abstract_api::Group::VolatilityIndicators => Group::Volatility,
        abstract_api::Group::VolumeIndicators => Group::Volume,
        // Also where a group that the library gains will be listed until it has a name of its own here.
        _ => Group::MathOperator,
    }
}

fn notes(info: &FuncInfo) -> &'static str {
    if info.flags.contains(FuncFlags::PATH_DEPENDENT) {
        "built up from the first bar, so a value depends on where the history begins"
    } else if info.flags.contains(FuncFlags::NAN_INF_OUTPUT) {
        "has no value where its formula has none, such as a division by 0"
    } else if info.flags.contains(FuncFlags::CANDLESTICK) {
        "0 is no pattern, above 0 bullish, below 0 bearish; compares with the average of up to 10 earlier bars"
    } else {
        ""
    }
}

fn params(info: &FuncInfo) -> Vec<Param> {
    info.opt_inputs
        .iter()
        .map(|input| Param {
            name: name::param(input.param_name),
            hint: input.hint,
            domain: domain(input.kind),
        })
        .collect()
}

fn domain(kind: OptInputType) -> Domain {
    let named = |values: &[(i64, &str)]| {
        values
            .iter()
            // Not a word of its own: the default, said twice.
            .filter(|(_, word)| *word != "DEFAULT")
            .filter_map(|(number, word)| Some((i32::try_from(*number).ok()?, word.to_lowercase())))
            .collect()
    };
    match kind {
        OptInputType::IntegerRange {
            min, max, default, ..
        } => Domain::Integer { min, max, default },
        OptInputType::RealRange {
            min, max, default, ..
        } => Domain::Real { min, max, default },
        OptInputType::IntegerList { values, default } => Domain::Choice {
            options: named(values),
            default: i32::try_from(default).unwrap_or(0),
        },
        // No function has such a list; its values are numbers in any case.
        OptInputType::RealList { values, default } => Domain::Real {
            min: values
                .iter()
                .map(|&(value, _)| value)
                .fold(default, f64::min),
            max: values
                .iter()
                .map(|&(value, _)| value)
                .fold(default, f64::max),
            default,
        },
    }
}

/// Defaults of the free series: the close for one, high and low for two, as in TA-Lib's abstract interface.
fn series(info: &FuncInfo) -> Vec<Option<Field>> {
    let free = info
        .inputs
        .iter()
        .filter(|input| input.kind != InputType::Price);
    let free: Vec<&str> = free.map(|input| input.param_name).collect();
    match free.as_slice() {
        [] => vec![],
        ["inReal0", "inReal1"] => vec![Some(Field::High), Some(Field::Low)],
        [_, rest @ ..] => std::iter::once(Some(Field::Close))
            .chain(rest.iter().map(|_| None))
            .collect(),
    }
}

/// The fields of bars that `id` reads whatever its free series are.
pub(super) fn fields(id: FuncId) -> impl Iterator<Item = Field> {
    let flags = id.info().inputs.iter().map(|input| input.flags.bits());
    let flags = InputFlags(flags.fold(0, |all, flags| all | flags));
    let bits = [
        InputFlags::PRICE_OPEN,
        InputFlags::PRICE_HIGH,
        InputFlags::PRICE_LOW,
        InputFlags::PRICE_CLOSE,
        InputFlags::PRICE_VOLUME,
    ];
    Field::ALL
        .into_iter()
        .zip(bits)
        .filter(move |&(_, bit)| flags.contains(bit))
        .map(|(field, _)| field)
}

/// Number of free series that `id` reads.
pub(super) fn free_series(id: FuncId) -> usize {
    let inputs = id.info().inputs.iter();
    inputs
        .filter(|input| input.kind != InputType::Price)
        .count()
}

/// The outputs of `id`; `over` is the pane of what it reads, if that was named.
pub(super) fn outputs(id: FuncId, params: &[Value], over: Option<Pane>) -> Vec<Output> {
    let info = id.info();
    let mut holder = id.new_call(&CORE);
    let is_bound = bind(&mut holder, params).is_ok();
    let names = name::outputs(info);
    (0..)
        .zip(info.outputs.iter().zip(names))
        .map(|(index, (output, name))| Output {
            name,
            pane: pane(info, output, over),
            style: if info.flags.contains(FuncFlags::CANDLESTICK) {
                Style::Mark
            } else {
                style(output.flags)
            },
            display_shift: if is_bound {
                holder.display_shift(index).unwrap_or(0)
            } else {
                0
            },
        })
        .collect()
}

fn pane(info: &FuncInfo, output: &OutputInfo, over: Option<Pane>) -> Pane {
    let is_mark = output.flags.contains(OutputFlags::PATTERN_BOOL);
    let is_count = output.kind == OutputType::Integer && !is_mark;
    // A mean deviation is as wide as the moves, not as high as the prices, whatever its flag says.
    let is_overlap = info.flags.contains(FuncFlags::OVERLAP) && info.id != FuncId::AVGDEV;
    if info.flags.contains(FuncFlags::CANDLESTICK) || is_mark {
        Pane::Price
    } else if is_overlap && !is_count {
        over.unwrap_or(Pane::Price)
    } else if info.flags.contains(FuncFlags::VOLUME)
        || info.group == abstract_api::Group::VolumeIndicators
    {
        Pane::Volume
    } else {
        Pane::Own
    }
}

fn style(flags: OutputFlags) -> Style {
    let styles = [
        (OutputFlags::PATTERN_BOOL, Style::Mark),
        (OutputFlags::PATTERN_BULL_BEAR, Style::Mark),
        (OutputFlags::UPPER_LIMIT, Style::Upper),
        (OutputFlags::LOWER_LIMIT, Style::Lower),
        (OutputFlags::HISTO, Style::Histogram),
        (OutputFlags::DASH_LINE, Style::Dashed),
        (OutputFlags::DOT_LINE, Style::Dotted),
        (OutputFlags::DOT, Style::Dots),
    ];
    let named = styles.into_iter().find(|&(flag, _)| flags.contains(flag));
    named.map_or(Style::Line, |(_, style)| style)
}

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
            holder.set_opt_input(index, Values(params).integer(index))?;
        }
    }
    Ok(())
}
