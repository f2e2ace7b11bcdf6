//! The strategies that come with the crate, as files of the rule language: to run, to read, to copy and change.

use super::StrategyFile;
use crate::indicator::nearest;
use crate::{Error, Result};

/// A strategy that comes with the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// Its name on the command line.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

/// All of them.
pub const BUILTINS: [Builtin; 19] = [
    builtin("breakout", include_str!("builtin/breakout.toml")),
    builtin("retest", include_str!("builtin/retest.toml")),
    builtin("bounce", include_str!("builtin/bounce.toml")),
    builtin(
        "failed_breakout",
        include_str!("builtin/failed_breakout.toml"),
    ),
    builtin("sma_cross", include_str!("builtin/sma_cross.toml")),
    builtin("sma_both_ways", include_str!("builtin/sma_both_ways.toml")),
    builtin("donchian", include_str!("builtin/donchian.toml")),
    builtin(
        "donchian_trail",
        include_str!("builtin/donchian_trail.toml"),
    ),
    builtin("turtle_20_10", include_str!("builtin/turtle_20_10.toml")),
    builtin("turtle_55_20", include_str!("builtin/turtle_55_20.toml")),
    builtin("rsi2", include_str!("builtin/rsi2.toml")),
    builtin("bollinger", include_str!("builtin/bollinger.toml")),
    builtin("keltner", include_str!("builtin/keltner.toml")),
    builtin("supertrend", include_str!("builtin/supertrend.toml")),
    builtin("inside_bar", include_str!("builtin/inside_bar.toml")),
    builtin(
        "volatility_breakout",
        include_str!("builtin/volatility_breakout.toml"),
    ),
    builtin("turn_of_month", include_str!("builtin/turn_of_month.toml")),
    builtin(
        "falling_target",
        include_str!("builtin/falling_target.toml"),
    ),
    builtin("buy_and_hold", include_str!("builtin/buy_and_hold.toml")),
];

const fn builtin(name: &'static str, text: &'static str) -> Builtin {
    Builtin { name, text }
}

impl Builtin {
    /// The strategy of that name; `-` and `_` are the same.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if there is none, with the nearest name.
    pub fn find(name: &str) -> Result<&'static Self> {
        let wanted = name.replace('-', "_");
        BUILTINS
            .iter()
            .find(|builtin| builtin.name == wanted)
            .ok_or_else(|| {
                let names = BUILTINS.map(|builtin| builtin.name);
                let rule = match nearest(&wanted, names) {
                    Some(near) => format!("unknown strategy; did you mean \"{near}\"?"),
                    None => format!("unknown strategy; there are {}", names.join(", ")),
                };
                Error::parameter("rule", name, rule)
            })
    }

    /// The strategy, read.
    ///
    /// # Errors
    ///
    /// None: that every file reads is tested.
    pub fn file(&self) -> Result<StrategyFile> {
        StrategyFile::parse(self.text, self.name)
    }

    /// What its first line says.
    pub fn summary(&self) -> &'static str {
        self.text
            .lines()
            .next()
            .unwrap_or("")
            .trim_start_matches("# ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_strategy_that_comes_with_the_crate_reads() {
        for builtin in &BUILTINS {
            let file = builtin.file().unwrap();
            assert!(!file.sides().is_empty(), "{}", builtin.name);
            assert!(builtin.summary().len() > 10, "{}", builtin.name);
        }
    }

    #[test]
    fn a_mistyped_name_is_told_the_nearest() {
        let error = Builtin::find("brekout").unwrap_err().to_string();
        assert!(error.contains("did you mean \"breakout\"?"), "{error}");
        assert!(Builtin::find("sma-cross").is_ok());
    }
}
