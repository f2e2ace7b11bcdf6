//! The one integration binary: a module a behaviour.

mod ambiguity;
mod architecture;
#[cfg(all(feature = "cli", feature = "chart"))]
mod backtest_report;
mod breakouts;
mod calendar;
#[cfg(feature = "chart")]
mod chart;
mod check_report;
mod claim_article;
mod claim_leaks;
mod claim_sentences;
mod claim_truths;
mod claim_verdicts;
#[cfg(feature = "cli")]
mod cli;
mod contract;
mod conversion;
mod csv;
#[cfg(feature = "cli")]
mod demo;
mod dependencies;
mod dialects;
#[cfg(all(feature = "chart", feature = "cli"))]
mod drawn;
mod evidence;
mod execution;
mod fills;
mod findings;
#[cfg(feature = "chart")]
mod first_strategies;
#[cfg(feature = "chart")]
mod fresh_breaks;
mod golden;
mod honesty;
mod invariants;
mod keys;
mod labels;
#[cfg(feature = "chart")]
mod legible;
mod levels;
mod levels_of_strategies;
mod live;
#[cfg(all(feature = "cli", feature = "chart"))]
mod many;
mod mutations;
mod no_lookahead;
mod nodes;
mod one_cash;
mod oracle;
mod outputs;
mod own_study;
#[cfg(feature = "frame")]
mod parquet;
mod play;
mod poison;
#[cfg(feature = "chart")]
mod reading;
mod real_files;
mod real_series;
mod repairs;
mod report;
#[cfg(feature = "cli")]
mod rules;
mod same_bytes;
mod sessions;
mod shelf;
mod sketch;
mod strategy_files;
mod strategy_orders;
mod strategy_words;
mod stray_lines;
mod support;
mod third_opinion;
mod volumes;
#[cfg(feature = "cli")]
mod width;
