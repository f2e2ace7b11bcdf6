//! Whether told probabilities came true.

use serde::Serialize;

/// Steps of told probabilities.
const BINS: usize = 10;

/// Told probabilities beside what happened, in ten steps as full as each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// The steps, from the lowest told probability to the highest.
    pub bins: Vec<ReliabilityBin>,
    /// Expected calibration error: mean over all cases of the distance between told and happened of their step.
    pub ece: f64,
    /// Mean squared distance of what was told from what happened (Brier score).
    pub brier: f64,
    /// The same if the mean of what happened had been told each time.
    pub brier_mean: f64,
    /// Cases.
    pub n: usize,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Cases in it.
    pub n: usize,
    /// Mean of the told probabilities.
    pub told: f64,
    /// Share of the cases in which it happened.
    pub happened: f64,
}

impl Reliability {
    /// Of pairs of a told probability and whether it happened; `None` without one.
    ///
    /// ```
    /// use strandline::evidence::Reliability;
    ///
    /// let always_half = (0..100).map(|case| (0.5, case % 4 == 0)).collect();
    /// let found = Reliability::of(always_half).unwrap();
    /// assert!((found.ece - 0.25).abs() < 1e-12); // told 0.5, happened 0.25
    /// ```
    pub fn of(mut cases: Vec<(f64, bool)>) -> Option<Self> {
        if cases.is_empty() {
            return None;
        }
        // Equal probabilities stay together, so that the order of the cases does not matter.
        cases.sort_by(|a, b| a.0.total_cmp(&b.0));
        let full = cases.len().div_ceil(BINS);
        let mut bins: Vec<ReliabilityBin> = Vec::new();
        let (mut told, mut happened, mut n) = (0.0, 0.0, 0_usize);
        for (place, &(p, is_so)) in cases.iter().enumerate() {
            told += p;
            happened += f64::from(u8::from(is_so));
            n += 1;
            let next = cases.get(place + 1);
            if next.is_none_or(|next| n >= full && next.0 > p) {
                bins.push(ReliabilityBin {
                    n,
                    told: told / n as f64,
                    happened: happened / n as f64,
                });
                (told, happened, n) = (0.0, 0.0, 0);
            }
        }
        let count = cases.len() as f64;
        let off = |bin: &ReliabilityBin| bin.n as f64 * (bin.told - bin.happened).abs();
        let square = |p: f64, is_so: bool| (p - f64::from(u8::from(is_so))).powi(2);
        let mean = cases.iter().filter(|case| case.1).count() as f64 / count;
        Some(Self {
            ece: bins.iter().map(off).sum::<f64>() / count,
            brier: cases.iter().map(|&(p, it)| square(p, it)).sum::<f64>() / count,
            brier_mean: mean * (1.0 - mean),
            n: cases.len(),
            bins,
        })
    }
}

/// How well a number tells the cases that happened from those that did not: the probability that it is larger in one that
/// did than in one that did not, ties counted half (area under the ROC curve). `None` without cases of both kinds.
///
/// ```
/// use strandline::evidence::auc;
///
/// assert_eq!(auc(vec![(1.0, false), (2.0, true), (2.0, false), (3.0, true)]), Some(0.875));
/// ```
pub fn auc(mut cases: Vec<(f64, bool)>) -> Option<f64> {
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut place) = (0.0, 0.0, 0);
    while place < cases.len() {
        let value = cases[place].0;
        let tied = cases[place..].iter().take_while(|case| case.0 <= value);
        let (mut yes, mut no) = (0.0, 0.0);
        for case in tied {
            *(if case.1 { &mut yes } else { &mut no }) += 1.0;
            place += 1;
        }
        sum += yes * (below + no / 2.0);
        below += no;
    }
    let happened = cases.iter().filter(|case| case.1).count() as f64;
    (happened > 0.0 && below > 0.0).then(|| sum / (happened * below))
}
