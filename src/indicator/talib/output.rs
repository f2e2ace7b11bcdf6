//! The outputs of TA-Lib's functions and how they are drawn.

use ta_lib::abstract_api::{
    self, FuncFlags, FuncId, FuncInfo, OutputFlags, OutputInfo, OutputType,
};

use super::super::param::Value;
use super::super::plan::{Output, Pane, Style};
use super::{CORE, bind, name};

/// The outputs of `id`; `over` is the pane of what it reads, if that was named.
pub(in crate::indicator) fn outputs(
    id: FuncId,
    params: &[Value],
    over: Option<Pane>,
) -> Vec<Output> {
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
