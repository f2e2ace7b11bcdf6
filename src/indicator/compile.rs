//! From the text of a study to a study that can run: names looked up, parameters checked.
//!
//! Every complaint points at its place in the text and says what would be right: the nearest name, the allowed range,
//! the outputs there are.

use super::catalog::{catalog, find};
use super::entry::{Binding, Entry};
use super::field::Field;
use super::nearest::nearest;
use super::node::Node;
use super::param::{Param, Value, Values};
use super::plan::{Output, Pane};
use super::spec::{Argument, Call, Literal, Text, Word};
use super::talib;
use crate::{Remedy, Result};

/// Makes `call` ready to run. Its choice of output is in [`Node::pick`] and in the second part.
pub(super) fn compile(text: Text<'_>, call: &Call) -> Result<(Node, Option<usize>)> {
    let compiler = Compiler { text };
    if let Some(field) = Field::find(&call.name.text).filter(|_| call.namespace.is_none()) {
        return compiler.field(call, field).map(|node| (node, None));
    }
    let entry = compiler.entry(call)?;
    let mut node = compiler.node(entry, call)?;
    let pick = match &call.output {
        Some(word) => Some(compiler.output(&node.outputs, word, entry)?),
        None => None,
    };
    node.pick = pick.unwrap_or(0);
    Ok((node, pick))
}

struct Compiler<'a> {
    text: Text<'a>,
}

impl Compiler<'_> {
    fn field(&self, call: &Call, field: Field) -> Result<Node> {
        let extra = call.arguments.first().map(|argument| argument.place.start);
        let extra = extra.or(call.output.as_ref().map(|word| word.place.start));
        match extra {
            None => Ok(Node::field(field)),
            Some(at) => {
                let problem = format!("{} is a column of the bars and takes nothing", field.name());
                Err(self.text.wrong(at, problem, None))
            }
        }
    }

    fn entry(&self, call: &Call) -> Result<&'static Entry> {
        let namespace = call.namespace.as_ref().map(|word| word.text.as_str());
        if let Some(entry) = find(namespace, &call.name.text) {
            return Ok(entry);
        }
        let is_known = |entry: &&Entry| entry.source.goes_by(namespace);
        let prefix = call.namespace.as_ref();
        if let Some(prefix) = prefix.filter(|_| !catalog().iter().any(|entry| is_known(&entry))) {
            let problem = format!("unknown prefix \"{}\"", prefix.text);
            let help = "ta: names studies of the crate ta, lib: our own; TA-Lib's have none";
            let help = Some(help.to_owned());
            return Err(self.text.wrong(prefix.place.start, problem, help));
        }
        let names = catalog().iter().filter(is_known).flat_map(Entry::names);
        let names = names.chain(Field::ALL.map(Field::name));
        let help = nearest(&call.name.text, names).map_or_else(
            || Remedy::Studies(""),
            |name| format!("did you mean \"{name}\"?").into(),
        );
        let problem = format!("unknown study \"{}\"", call.name.text);
        Err(self
            .text
            .wrong(call.name.place.start, problem, None)
            .helped(help))
    }

    fn output(&self, outputs: &[Output], word: &Word, entry: &Entry) -> Result<usize> {
        let named = outputs
            .iter()
            .position(|output| output.name.eq_ignore_ascii_case(&word.text));
        named.ok_or_else(|| {
            let problem = format!("{} has no output \"{}\"", entry.full_name(), word.text);
            let names = outputs.iter().map(|output| output.name.as_str());
            let help = match nearest(&word.text, names.clone()) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("it has {}", names.collect::<Vec<_>>().join(", ")),
            };
            self.text.wrong(word.place.start, problem, Some(help))
        })
    }

    fn node(&self, entry: &'static Entry, call: &Call) -> Result<Node> {
        let (inputs, params) = self.arguments(entry, call)?;
        let inner_lookback = deepest(&inputs, |node| node.lookback);
        let inner_settle = deepest(&inputs, |node| node.settle);
        let mut node = Node {
            binding: entry.binding.clone(),
            params,
            inputs,
            pick: 0,
            outputs: entry.outputs.clone(),
            own_lookback: 0,
            lookback: None,
            settle: None,
        };
        let values = Values(&node.params);
        let (lookback, settle) = match &node.binding {
            Binding::TaLib(id) => {
                let lookback = talib::lookback(*id, &node.params).map_err(|_| {
                    let problem = format!("TA-Lib refuses {}", written(entry, &node.params));
                    let help = "each is within its range; some periods must be even, and a smallest below a largest";
                    self.text
                        .wrong(call.place.start, problem, Some(help.into()))
                })?;
                let over = over(&node.inputs, call);
                node.own_lookback = lookback;
                node.outputs = talib::outputs(*id, &node.params, over);
                (Some(lookback), talib::settle(*id, &node.params))
            }
            Binding::Own(own) => ((own.lookback)(values), (own.settle)(values)),
            Binding::Ta(foreign) => (Some(0), foreign.settle(values)),
            Binding::Longer(_) => {
                let inner = &node.inputs[0];
                node.outputs.clone_from(&inner.outputs);
                (None, None)
            }
            Binding::Field(_) | Binding::Custom(_) => (Some(0), None),
        };
        node.lookback = lookback.zip(inner_lookback).map(|(a, b)| a + b);
        node.settle = settle.zip(inner_settle).map(|(a, b)| a + b);
        Ok(node)
    }

    /// The series the study reads, and its parameters in order.
    fn arguments(&self, entry: &Entry, call: &Call) -> Result<(Vec<Node>, Vec<Value>)> {
        let is_series = |argument: &&Argument| match &argument.value {
            Literal::Call(inner) => argument.key.is_none() && !is_no_number(inner),
            _ => false,
        };
        let given = call
            .arguments
            .iter()
            .take(entry.series.len())
            .take_while(is_series)
            .count();
        let (series, rest) = call.arguments.split_at(given);
        let mut inputs = Vec::new();
        for argument in series {
            if let Literal::Call(inner) = &argument.value {
                inputs.push(self.input(inner, &entry.binding)?);
            }
        }
        for default in &entry.series[given..] {
            let field = default.ok_or_else(|| {
                let problem = format!("{} needs one more series to read", entry.full_name());
                let help = format!("for example {}", entry.example());
                self.text.wrong(call.place.start, problem, Some(help))
            })?;
            inputs.push(Node::field(field));
        }
        Ok((inputs, self.values(entry, call, rest)?))
    }

    /// A study that another one reads: of several outputs, one must be named, unless all are passed on.
    fn input(&self, call: &Call, reader: &Binding) -> Result<Node> {
        let (mut node, pick) = compile(self.text, call)?;
        if let Binding::Longer(outer) = reader {
            if node.any(&|node| matches!(node.binding, Binding::Longer(inner) if inner <= *outer)) {
                let problem =
                    format!("{outer} bars are not joined to {outer} bars or shorter ones");
                let help = "the longer study goes inside: weekly(monthly(sma(5)))".into();
                return Err(self.text.wrong(call.place.start, problem, Some(help)));
            }
            if let Some(pick) = pick {
                node.outputs = vec![node.outputs[pick].clone()];
            }
            return Ok(node);
        }
        if node.outputs.len() > 1 && pick.is_none() {
            let names: Vec<&str> = node.outputs.iter().map(|out| out.name.as_str()).collect();
            let problem = format!("{} has several outputs", call.name.text);
            let help = format!(
                "name one, as in {}.{}: {}",
                call.name.text,
                names[0],
                names.join(", ")
            );
            return Err(self.text.wrong(call.place.start, problem, Some(help)));
        }
        Ok(node)
    }

    fn values(&self, entry: &Entry, call: &Call, arguments: &[Argument]) -> Result<Vec<Value>> {
        let mut given: Vec<Option<Value>> = vec![None; entry.params.len()];
        let mut position = 0;
        for argument in arguments {
            let index = match &argument.key {
                Some(key) => self.named(entry, key)?,
                None => position,
            };
            position = index + 1;
            let Some(param) = entry.params.get(index) else {
                return Err(self.one_too_many(entry, argument));
            };
            let value = self.value(entry, param, argument)?;
            if given[index].replace(value).is_some() {
                let problem = format!("{} is given twice", param.name);
                return Err(self.text.wrong(argument.place.start, problem, None));
            }
        }
        let with_defaults = given.into_iter().zip(&entry.params).map(|(value, param)| {
            value
                .or_else(|| param.domain.default_value())
                .ok_or_else(|| {
                    let problem = format!(
                        "{} needs {}, which {}",
                        entry.full_name(),
                        param.name,
                        param.domain
                    );
                    let help = format!("for example {}", entry.example());
                    self.text.wrong(call.place.start, problem, Some(help))
                })
        });
        with_defaults.collect()
    }

    fn named(&self, entry: &Entry, key: &Word) -> Result<usize> {
        let mut names = entry.params.iter().map(|param| param.name.as_str());
        names
            .clone()
            .position(|name| name.eq_ignore_ascii_case(&key.text))
            .ok_or_else(|| {
                let problem = format!("{} has no parameter \"{}\"", entry.full_name(), key.text);
                let help = nearest(&key.text, names.by_ref()).map_or_else(
                    || signature(entry),
                    |name| format!("did you mean \"{name}\"?"),
                );
                self.text.wrong(key.place.start, problem, Some(help))
            })
    }

    fn one_too_many(&self, entry: &Entry, argument: &Argument) -> crate::Error {
        let problem = match entry.params.len() {
            0 => format!("{} takes no parameter", entry.full_name()),
            1 => format!("{} takes one parameter", entry.full_name()),
            n => format!("{} takes {n} parameters", entry.full_name()),
        };
        self.text
            .wrong(argument.place.start, problem, Some(signature(entry)))
    }

    fn value(&self, entry: &Entry, param: &Param, argument: &Argument) -> Result<Value> {
        let value = match &argument.value {
            Literal::Number(number) => param.domain.read_number(*number),
            Literal::Date(date) if param.domain.default_value().is_none() => {
                Some(Value::Date(*date))
            }
            Literal::Call(call) if call.arguments.is_empty() && call.output.is_none() => {
                param.domain.read_word(&call.name.text)
            }
            Literal::Date(_) | Literal::Call(_) | Literal::Nothing => None,
        };
        value.ok_or_else(|| {
            let place = argument.place.clone();
            let written = &self.text.text[place.clone()];
            let written = written
                .split_once('=')
                .map_or(written, |(_, value)| value.trim());
            let written = if written.is_empty() {
                "nothing"
            } else {
                written
            };
            let problem = format!(
                "{}.{} = {written}: {}",
                entry.full_name(),
                param.name,
                param.domain
            );
            self.text
                .wrong(place.start, problem, Some(signature(entry)))
        })
    }
}

/// Whether a word is what programs write for a number there is none of; no study is called so.
fn is_no_number(call: &Call) -> bool {
    let words = ["nan", "inf", "infinity"];
    let is_one = words
        .iter()
        .any(|word| call.name.text.eq_ignore_ascii_case(word));
    is_one && call.arguments.is_empty() && call.namespace.is_none()
}

/// The pane of the series that was named to be read, if one was.
fn over(inputs: &[Node], call: &Call) -> Option<Pane> {
    let first = inputs.first()?;
    let is_named = matches!(
        call.arguments.first().map(|a| &a.value),
        Some(Literal::Call(_))
    );
    is_named.then(|| first.outputs[first.pick].pane)
}

/// The largest number of bars over all inputs; `None` if one has none.
fn deepest(inputs: &[Node], bars: impl Fn(&Node) -> Option<usize>) -> Option<usize> {
    inputs
        .iter()
        .try_fold(0, |most, node| bars(node).map(|bars| most.max(bars)))
}

/// `macd(fast_period = 12, slow_period = 26, signal_period = 9)`, without what it reads.
fn written(entry: &Entry, values: &[Value]) -> String {
    let params = entry.params.iter().zip(values);
    let params = params.map(|(param, &value)| format!("{} = {}", param.name, param.show(value)));
    let params: Vec<String> = params.collect();
    format!("{}({})", entry.full_name(), params.join(", "))
}

/// `it is written macd(fast_period = 12, slow_period = 26, signal_period = 9)`, with the series before them where these
/// must be given or there is nothing else to give.
fn signature(entry: &Entry) -> String {
    let names_series = entry.params.is_empty() || entry.series.contains(&None);
    let series = if names_series { entry.series.len() } else { 0 };
    let mut parts = vec!["SERIES".to_owned(); series];
    let param = |param: &Param| match param.domain.default_value() {
        Some(value) => format!("{} = {}", param.name, param.show(value)),
        None => param.name.clone(),
    };
    parts.extend(entry.params.iter().map(param));
    let told = if series > 0 {
        "; a SERIES is a column such as close, or a study"
    } else {
        ""
    };
    format!(
        "it is written {}({}){told}",
        entry.full_name(),
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use crate::indicator::Study;

    /// `problem` and `help` of the complaint about `text`.
    fn complaint(text: &str) -> String {
        let error = text.parse::<Study>().expect_err("a complaint");
        format!("{error}\n{}", error.help().unwrap_or_default())
    }

    #[test]
    fn what_is_no_number_is_told_the_range() {
        for (text, written) in [
            ("rsi(nan)", "nan"),
            ("rsi(inf)", "inf"),
            ("rsi(period = Infinity)", "Infinity"),
            ("rsi(period=)", "nothing"),
            ("rsi(close, period = )", "nothing"),
        ] {
            let told = complaint(text);
            let rule = format!("rsi.period = {written}: must be a whole number from 2 to 100000");
            assert!(told.contains(&rule), "{told}");
        }
    }

    #[test]
    fn parameters_that_do_not_do_are_told_with_their_values() {
        assert!(complaint("frama(period = 3)").contains("TA-Lib refuses frama(period = 3"));
        let told = complaint("mavp(close, rsi(14), min_period = 700)");
        assert!(told.contains("min_period = 700, max_period = 30"), "{told}");
    }

    #[test]
    fn the_help_on_a_study_without_parameters_names_its_series() {
        let help = "it is written weekly(SERIES); a SERIES is a column such as close, or a study";
        assert!(complaint("weekly(5)").ends_with(help));
        assert!(complaint("ln(5)").contains("it is written ln(SERIES)"));
        assert!(complaint("rsi(1)").ends_with("it is written rsi(period = 14)"));
    }
}
