//! From the text of a study to a study that can run: names looked up, parameters checked.
//!
//! Every complaint points at its place in the text and says what would be right: the nearest name, the allowed range,
//! the outputs there are.

use super::catalog::{all, find};
use super::field::BarField;
use super::letters::Letters;
use super::listing::{Binding, Listing};
use super::nearest::nearest;
use super::node::{Formula, Node};
use super::param::{Param, ParamValues, Value};
use super::plan::{Output, Pane, Plan};
use super::spec::{Argument, Call, Literal, Word};
use super::talib;
use crate::{Remedy, Result};

/// Makes `call` ready to run.
pub(super) fn compile(letters: &Letters<'_>, call: &Call) -> Result<Node> {
    let compiler = Compiler { letters };
    if let Some(field) = BarField::find(&call.name.text).filter(|_| call.namespace.is_none()) {
        return compiler.field(call, field);
    }
    let listing = compiler.listing(call)?;
    let mut node = compiler.node(listing, call)?;
    if let Some(word) = &call.output {
        node.pick(compiler.output(&node.plan.outputs, word, listing)?);
    }
    Ok(node)
}

struct Compiler<'a> {
    letters: &'a Letters<'a>,
}

impl Compiler<'_> {
    fn field(&self, call: &Call, field: BarField) -> Result<Node> {
        let extra = call.arguments.first().map(|argument| argument.place.start);
        let extra = extra.or(call.output.as_ref().map(|word| word.place.start));
        match extra {
            None => Ok(Node::field(field)),
            Some(at) => {
                let problem = format!("{} is a column of the bars and takes nothing", field.name());
                Err(self.letters.wrong(at, problem))
            }
        }
    }

    fn listing(&self, call: &Call) -> Result<&'static Listing> {
        let namespace = call.namespace.as_ref().map(|word| word.text.as_str());
        if let Some(listing) = find(namespace, &call.name.text) {
            return Ok(listing);
        }
        let is_known = |listing: &&Listing| listing.source.goes_by(namespace);
        let prefix = call.namespace.as_ref();
        if let Some(prefix) = prefix.filter(|_| !all().any(|listing| is_known(&listing))) {
            let problem = format!("unknown prefix \"{}\"", prefix.text);
            let help = "ta: names studies of the crate ta, lib: our own; TA-Lib's have none";
            return Err(self.letters.wrong(prefix.place.start, problem).helped(help));
        }
        let names = all().filter(is_known).flat_map(Listing::names);
        let names = names.chain(BarField::names());
        let help = nearest(&call.name.text, names).map_or_else(
            || Remedy::Studies(""),
            |name| format!("did you mean \"{name}\"?").into(),
        );
        let problem = format!("unknown study \"{}\"", call.name.text);
        Err(self
            .letters
            .wrong(call.name.place.start, problem)
            .helped(help))
    }

    fn output(&self, outputs: &[Output], word: &Word, listing: &Listing) -> Result<usize> {
        let named = outputs
            .iter()
            .position(|output| output.name.eq_ignore_ascii_case(&word.text));
        named.ok_or_else(|| {
            let problem = format!("{} has no output \"{}\"", listing.full_name(), word.text);
            let names = outputs.iter().map(|output| output.name.as_str());
            let help = match nearest(&word.text, names.clone()) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("it has {}", names.collect::<Vec<_>>().join(", ")),
            };
            self.letters.wrong(word.place.start, problem).helped(help)
        })
    }

    fn node(&self, listing: &'static Listing, call: &Call) -> Result<Node> {
        let (inputs, params) = self.arguments(listing, call)?;
        let values = ParamValues(&params);
        let mut plan = Plan {
            outputs: listing.outputs.clone(),
            ..Plan::default()
        };
        let formula = match &listing.binding {
            Binding::TaLib(id) => {
                let lookback = talib::lookback(*id, &params);
                plan.lookback = Some(lookback.map_err(|_| self.refused(listing, call, &params))?);
                plan.settle = talib::settle(*id, &params);
                plan.outputs = talib::outputs(*id, &params, over(&inputs, call));
                plan.needs_volume = talib::needs_volume(*id);
                Formula::TaLib(*id)
            }
            Binding::Own(own) => {
                plan.lookback = (own.lookback)(values);
                plan.settle = (own.settle)(values);
                plan.needs_volume = own.needs_volume;
                plan.needs_benchmark = own.needs_benchmark;
                Formula::Own(own)
            }
            Binding::Ta(foreign) => {
                plan.lookback = Some(0);
                plan.settle = foreign.memory.settle(values);
                plan.needs_volume = foreign.needs_volume;
                Formula::Ta((foreign.make)(values))
            }
            Binding::Longer(timeframe) => {
                plan.outputs.clone_from(&inputs[0].plan.outputs);
                Formula::Longer(*timeframe)
            }
        };
        let plans: Vec<&Plan> = inputs.iter().map(|input| &input.plan).collect();
        plan.add_inputs(&plans);
        Ok(Node {
            formula,
            params,
            inputs,
            plan,
            pick: None,
        })
    }

    fn refused(&self, listing: &Listing, call: &Call, params: &[Value]) -> crate::Error {
        let problem = format!("TA-Lib refuses {}", written(listing, params));
        let help =
            "each is within its range; some periods must be even, and a smallest below a largest";
        self.letters.wrong(call.place.start, problem).helped(help)
    }

    /// The series the study reads, and its parameters in order.
    fn arguments(&self, listing: &Listing, call: &Call) -> Result<(Vec<Node>, Vec<Value>)> {
        let is_series = |argument: &&Argument| match &argument.value {
            Literal::Call(inner) => argument.key.is_none() && !is_no_number(inner),
            _ => false,
        };
        let given = call
            .arguments
            .iter()
            .take(listing.series.len())
            .take_while(is_series)
            .count();
        let (series, rest) = call.arguments.split_at(given);
        let mut inputs = Vec::new();
        for argument in series {
            if let Literal::Call(inner) = &argument.value {
                inputs.push(self.input(inner, &listing.binding)?);
            }
        }
        for default in &listing.series[given..] {
            let field = default.ok_or_else(|| {
                let problem = format!("{} needs one more series to read", listing.full_name());
                let help = format!("for example {}", listing.example());
                self.letters.wrong(call.place.start, problem).helped(help)
            })?;
            inputs.push(Node::field(field));
        }
        Ok((inputs, self.values(listing, call, rest)?))
    }

    /// A study that another one reads: of several outputs, one must be named, unless all are passed on.
    fn input(&self, call: &Call, reader: &Binding) -> Result<Node> {
        let node = compile(self.letters, call)?;
        if let Binding::Longer(outer) = reader {
            if node.any(&|node| matches!(node.formula, Formula::Longer(inner) if inner <= *outer)) {
                let problem =
                    format!("{outer} bars are not joined to {outer} bars or shorter ones");
                let help = "the longer study goes inside: weekly(monthly(sma(5)))";
                return Err(self.letters.wrong(call.place.start, problem).helped(help));
            }
        } else if node.plan.outputs.len() > 1 {
            let outputs = node.plan.outputs.iter();
            let names: Vec<&str> = outputs.map(|output| output.name.as_str()).collect();
            let name = &call.name.text;
            let problem = format!("{name} has several outputs");
            let help = format!("name one, as in {name}.{}: {}", names[0], names.join(", "));
            return Err(self.letters.wrong(call.place.start, problem).helped(help));
        }
        Ok(node)
    }

    fn values(&self, listing: &Listing, call: &Call, arguments: &[Argument]) -> Result<Vec<Value>> {
        let mut given: Vec<Option<Value>> = vec![None; listing.params.len()];
        let mut position = 0;
        for argument in arguments {
            let index = match &argument.key {
                Some(key) => self.named(listing, key)?,
                None => position,
            };
            position = index + 1;
            let Some(param) = listing.params.get(index) else {
                return Err(self.one_too_many(listing, argument));
            };
            let value = self.value(listing, param, argument)?;
            if given[index].replace(value).is_some() {
                let problem = format!("{} is given twice", param.name);
                return Err(self.letters.wrong(argument.place.start, problem));
            }
        }
        let with_defaults = given
            .into_iter()
            .zip(&listing.params)
            .map(|(value, param)| {
                value
                    .or_else(|| param.domain.default_value())
                    .ok_or_else(|| {
                        let problem = format!(
                            "{} needs {}, which {}",
                            listing.full_name(),
                            param.name,
                            param.domain
                        );
                        let help = format!("for example {}", listing.example());
                        self.letters.wrong(call.place.start, problem).helped(help)
                    })
            });
        with_defaults.collect()
    }

    fn named(&self, listing: &Listing, key: &Word) -> Result<usize> {
        let mut names = listing.params.iter().map(|param| param.name.as_str());
        names
            .clone()
            .position(|name| name.eq_ignore_ascii_case(&key.text))
            .ok_or_else(|| {
                let problem = format!("{} has no parameter \"{}\"", listing.full_name(), key.text);
                let help = nearest(&key.text, names.by_ref()).map_or_else(
                    || signature(listing),
                    |name| format!("did you mean \"{name}\"?"),
                );
                self.letters.wrong(key.place.start, problem).helped(help)
            })
    }

    fn one_too_many(&self, listing: &Listing, argument: &Argument) -> crate::Error {
        let problem = match listing.params.len() {
            0 => format!("{} takes no parameter", listing.full_name()),
            1 => format!("{} takes one parameter", listing.full_name()),
            n => format!("{} takes {n} parameters", listing.full_name()),
        };
        self.letters
            .wrong(argument.place.start, problem)
            .helped(signature(listing))
    }

    fn value(&self, listing: &Listing, param: &Param, argument: &Argument) -> Result<Value> {
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
            let argument = self.letters.written(place.clone());
            let written = argument
                .split_once('=')
                .map_or(argument.as_str(), |(_, value)| value.trim());
            let written = if written.is_empty() {
                "nothing"
            } else {
                written
            };
            let problem = format!(
                "{}.{} = {written}: {}",
                listing.full_name(),
                param.name,
                param.domain
            );
            self.letters
                .wrong(place.start, problem)
                .helped(signature(listing))
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
    is_named.then(|| first.plan.outputs[0].pane)
}

/// `macd(fast_period = 12, slow_period = 26, signal_period = 9)`, without what it reads.
fn written(listing: &Listing, values: &[Value]) -> String {
    let params = listing.params.iter().zip(values);
    let params = params.map(|(param, &value)| format!("{} = {}", param.name, param.show(value)));
    let params: Vec<String> = params.collect();
    format!("{}({})", listing.full_name(), params.join(", "))
}

/// `it is written macd(fast_period = 12, slow_period = 26, signal_period = 9)`, with the series before them where these
/// must be given or there is nothing else to give.
fn signature(listing: &Listing) -> String {
    let names_series = listing.params.is_empty() || listing.series.contains(&None);
    let series = if names_series {
        listing.series.len()
    } else {
        0
    };
    let mut parts = vec!["SERIES".to_owned(); series];
    let param = |param: &Param| match param.domain.default_value() {
        Some(value) => format!("{} = {}", param.name, param.show(value)),
        None => param.name.clone(),
    };
    parts.extend(listing.params.iter().map(param));
    let told = if series > 0 {
        "; a SERIES is a column such as close, or a study"
    } else {
        ""
    };
    format!(
        "it is written {}({}){told}",
        listing.full_name(),
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
