//! The figures behind a box of plain words: each with its formula, then where they come from.

use crate::evidence::Honesty;
use crate::text::Medium::Screen;
use crate::text::{Table, fit};

/// Where the figures come from.
pub const REFERENCES: [&str; 9] = [
    "W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management, 1994",
    "A. W. Lo, The Statistics of Sharpe Ratios, Financial Analysts Journal, 2002",
    "D. H. Bailey, M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk, 2012",
    "D. H. Bailey, M. Lopez de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management, 2014",
    "D. H. Bailey, J. Borwein, M. Lopez de Prado, Q. J. Zhu, The Probability of Backtest Overfitting, Journal of \
     Computational Finance, 2015",
    "D. N. Politis, J. P. Romano, The Stationary Bootstrap, Journal of the American Statistical Association, 1994",
    "D. N. Politis, H. White, Automatic Block-Length Selection, Econometric Reviews, 2004; corrected by A. Patton, \
     D. N. Politis, H. White, 2009",
    "H. White, A Reality Check for Data Snooping, Econometrica, 2000",
    "P. R. Hansen, A Test for Superior Predictive Ability, Journal of Business and Economic Statistics, 2005",
];

/// Name, value, how it is computed.
pub(super) type Detail = (&'static str, String, String);

/// The figures of the statistics.
pub(super) fn of_statistics(it: &Honesty) -> Vec<Detail> {
    let mut rows = of_trials(it);
    rows.extend(it.overfit.map(|(median, low, high)| {
        let how =
            format!("probability of overfitting (CSCV), 8 to 16 blocks: {low:.2} to {high:.2}");
        ("overfit", format!("{median:.4}"), how)
    }));
    rows.extend(it.reality_check.map(|(white, hansen)| {
        let how = "chance of such a best trial without skill: White's Reality Check, Hansen's SPA";
        (
            "reality_check",
            format!("{white:.3}, {hansen:.3}"),
            how.into(),
        )
    }));
    rows.extend(of_intervals(it));
    let how =
        "1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (Z(0.95) / (SR - SR0))^2 bars, less those there are";
    rows.push(("years_missing", number(it.years_missing, ""), how.into()));
    rows
}

fn of_trials(it: &Honesty) -> Vec<Detail> {
    let rows = [
        (
            "trials",
            it.trials.to_string(),
            "variants tried, earlier ones of the log included",
        ),
        (
            "effective_trials",
            format!("{:.1}", it.effective_trials),
            "N^2 / sum of squared correlations of the trials",
        ),
        (
            "sharpe",
            Screen.fixed(it.sharpe, 4),
            "mean(r - rf) / sd(r) sqrt(N), n - 1",
        ),
        (
            "lucky_sharpe",
            format!("{:.4}", it.lucky_sharpe),
            "SR0 = sd(SR) ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))), g = 0.5772, N trials",
        ),
        (
            "skill",
            format!("{:.4}", it.skill),
            "Phi((SR - SR0) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2)), SR of one bar: the deflated Sharpe \
             ratio",
        ),
    ];
    rows.map(|(name, value, how)| (name, value, how.to_owned()))
        .into()
}

fn of_intervals(it: &Honesty) -> [Detail; 3] {
    let how = format!(
        "middle 95 % of {} resampled histories (stationary block bootstrap)",
        it.resamples
    );
    let (sharpe, cagr, fall) = (it.sharpe_interval, it.cagr, it.max_drawdown);
    [
        (
            "sharpe_95",
            format!(
                "{}..{}",
                Screen.fixed(sharpe.low, 2),
                Screen.fixed(sharpe.high, 2)
            ),
        ),
        ("cagr_95", format!("{}..{}", pct(cagr.low), pct(cagr.high))),
        (
            "max_drawdown_95",
            format!("{}..{}", pct(fall.low), pct(fall.high)),
        ),
    ]
    .map(|(name, value)| (name, value, how.clone()))
}

/// The figures as a table.
pub(super) fn table(figures: Vec<Detail>) -> Table {
    let mut table = Table::new(["figure", ">value", "formula"]);
    for (name, value, how) in figures {
        table.row([name.to_owned(), value, how]);
    }
    table
}

/// The table and the references, as text.
pub(super) fn text(figures: &Table) -> String {
    let references = REFERENCES.map(|reference| fit(reference, "  ") + "\n");
    format!(
        "figures behind the box\n{}\nreferences\n{}",
        figures.text(),
        references.concat()
    )
}

pub(super) fn pct(share: f64) -> String {
    format!("{} %", Screen.fixed(share * 100.0, 1))
}

pub(super) fn number(value: Option<f64>, unit: &str) -> String {
    value.map_or("none".into(), |value| {
        format!("{}{unit}", Screen.fixed(value, 1))
    })
}
