//! The figures behind a box of plain words: each with its formula, then where they come from.

use crate::evidence::Honesty;
use crate::text::Medium::Screen;
use crate::text::{Table, fit};

/// Where the figures come from.
pub const REFERENCES: [&str; 11] = [
    "W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management, 1994",
    "A. W. Lo, The Statistics of Sharpe Ratios, Financial Analysts Journal, 2002",
    "D. H. Bailey, M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk, 2012",
    "D. H. Bailey, M. Lopez de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management, 2014",
    "D. H. Bailey, J. Borwein, M. Lopez de Prado, Q. J. Zhu, The Probability of Backtest Overfitting, Journal of \
     Computational Finance, 2015",
    "D. N. Politis, J. P. Romano, The Stationary Bootstrap, Journal of the American Statistical Association, 1994",
    "D. N. Politis, H. White, Automatic Block-Length Selection, Econometric Reviews, 2004; corrected by A. Patton, \
     D. N. Politis, H. White, 2009",
    "M. C. Jensen, The Performance of Mutual Funds in the Period 1945-1964, Journal of Finance, 1968",
    "H. White, A Reality Check for Data Snooping, Econometrica, 2000",
    "P. R. Hansen, A Test for Superior Predictive Ability, Journal of Business and Economic Statistics, 2005",
    "J. P. Romano, M. Wolf, Stepwise Multiple Testing as Formalized Data Snooping, Econometrica, 2005",
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
    rows.extend(it.loss_share.map(|share| {
        let how = "share of the halves of the history in which the best of the other half lost against the market";
        ("loss_share", format!("{share:.4}"), how.into())
    }));
    rows.extend(it.reality_check.map(|(white, hansen)| {
        let how = "chance of such a choice from all trials if none has skill, (k + 1) / (B + 1): White's Reality Check, \
                   Hansen's SPA";
        (
            "reality_check",
            format!("{white:.3}, {hansen:.3}"),
            how.into(),
        )
    }));
    rows.extend(of_intervals(it));
    let how =
        "1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (Z(0.99) / (SR - SR0))^2 bars, less those there are";
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
            "beta",
            Screen.fixed(it.beta, 4),
            "cov(r, m) / var(m), m = holding the same with the same costs",
        ),
        (
            "appraisal",
            Screen.fixed(it.appraisal, 4),
            "SR of (r - rf) - beta (m - rf): what skill is measured by, here and below",
        ),
        (
            "lucky_appraisal",
            format!("{:.4}", it.lucky_appraisal),
            "SR0 = sd(SR) ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))), g = 0.5772, N trials",
        ),
        (
            "deflated",
            format!("{:.4}", it.deflated),
            "Phi((SR - SR0) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2)), SR of one bar: the deflated Sharpe \
             ratio",
        ),
        (
            "chance",
            format!("{:.4}", it.chance),
            "the larger of 1 - deflated and Hansen's chance: rules without an edge that look this good",
        ),
    ];
    rows.map(|(name, value, how)| (name, value, how.to_owned()))
        .into()
}

fn of_intervals(it: &Honesty) -> [Detail; 5] {
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
        (
            "alpha_95",
            format!("{}..{}", pct(it.alpha.low), pct(it.alpha.high)),
        ),
        (
            "difference_95",
            format!("{}..{}", pct(it.difference.low), pct(it.difference.high)),
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
