//! TA-Lib's functions as lines of the catalog, read from the library's own table.

use ta_lib::abstract_api::{self, FuncFlags, FuncId, FuncInfo, InputType, OptInputType};

use super::super::field::BarField;
use super::super::group::{Group, StudySource};
use super::super::listing::{Binding, Listing};
use super::super::param::{Domain, Param};
use super::name;
use super::output::outputs;

/// A line of the catalog for every function.
pub(in crate::indicator) fn listings() -> Vec<Listing> {
    abstract_api::funcs().map(listing).collect()
}

fn listing(info: &'static FuncInfo) -> Listing {
    Listing {
        name: info.name.to_ascii_lowercase(),
        aliases: aliases(info.id),
        title: info.hint,
        group: group(info),
        source: StudySource::TaLib,
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

pub(super) fn params(info: &FuncInfo) -> Vec<Param> {
    info.opt_inputs
        .iter()
        .map(|input| {
            Param::new(
                &name::param(input.param_name),
                input.hint,
                domain(input.kind),
            )
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
        // No function has such a list.
        OptInputType::RealList { default, .. } => Domain::Real {
            min: f64::MIN,
            max: f64::MAX,
            default,
        },
    }
}

/// Defaults of the free series: the close for one, high and low for two, as in TA-Lib's abstract interface.
fn series(info: &FuncInfo) -> Vec<Option<BarField>> {
    let free = info
        .inputs
        .iter()
        .filter(|input| input.kind != InputType::Price);
    let free: Vec<&str> = free.map(|input| input.param_name).collect();
    match free.as_slice() {
        [] => vec![],
        ["inReal0", "inReal1"] => vec![Some(BarField::High), Some(BarField::Low)],
        [_, rest @ ..] => std::iter::once(Some(BarField::Close))
            .chain(rest.iter().map(|_| None))
            .collect(),
    }
}
