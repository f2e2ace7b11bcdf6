//! A [`Remedy`] in the words of the command line.

use crate::error::{Remedy, Setting, before};

/// What to type.
pub(crate) fn typed(remedy: &Remedy) -> String {
    match remedy {
        Remedy::Advice(advice) => advice.clone(),
        Remedy::Set(choice) => {
            let ways: Vec<String> = choice.ways.iter().map(|all| options(all)).collect();
            format!("{} {}", choice.advice, ways.join(" or "))
        }
        Remedy::Studies(advice) => {
            format!("{}`strandline list studies` shows them all", before(advice))
        }
        Remedy::Findings(advice) => format!(
            "{}`strandline data doctor FILE` lists all rows that are wrong",
            before(advice)
        ),
    }
}

/// Settings as options: `--adjust splits --split 2020-08-31:4`.
pub(crate) fn options(settings: &[Setting]) -> String {
    let option = |it: &Setting| format!("--{} {}", it.name.replace('_', "-"), it.value);
    settings.iter().map(option).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_options_on_the_command_line() {
        let which = Remedy::either("say which:", "date_order", ["dmy", "mdy"]);
        assert_eq!(
            typed(&which),
            "say which: --date-order dmy or --date-order mdy"
        );
        assert_eq!(
            which.to_string(),
            "say which: date_order = dmy or date_order = mdy"
        );
    }
}
