//! What the benches share: CPU time of this thread, and figures as medians of interleaved runs.
//!
//! Machines are noisy, so nothing is compared with a figure from another run: every figure stands beside a bound or a
//! peer that was measured in turn with it.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::Instant;

/// CPU seconds this thread has used; the wall clock where the system does not tell.
#[expect(clippy::disallowed_methods, reason = "timing belongs in benches")]
fn cpu_seconds(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    match nanos {
        Some(nanos) if nanos > 0.0 => nanos * 1e-9,
        _ => Instant::now().duration_since(start).as_secs_f64(),
    }
}

/// Something to time.
pub(crate) struct Job<'a> {
    /// Does it once.
    pub(crate) run: Box<dyn FnMut() + 'a>,
}

impl<'a> Job<'a> {
    /// A job whose result is kept from being optimised away.
    pub(crate) fn new<T>(mut run: impl FnMut() -> T + 'a) -> Self {
        Self {
            run: Box::new(move || drop(black_box(run()))),
        }
    }
}

/// Median CPU seconds of one run of each job: the jobs take turns, each turn lasting at least a tenth of a second.
#[expect(clippy::disallowed_methods, reason = "timing belongs in benches")]
pub(crate) fn medians(jobs: &mut [Job<'_>], turns: usize) -> Vec<f64> {
    let start = Instant::now();
    let timed = |job: &mut Job<'_>, runs: usize| {
        let before = cpu_seconds(start);
        for _ in 0..runs {
            (job.run)();
        }
        (cpu_seconds(start) - before) / runs as f64
    };
    let runs: Vec<usize> = jobs
        .iter_mut()
        .map(|job| enough(|runs| timed(job, runs) * runs as f64))
        .collect();
    let mut seconds = vec![Vec::with_capacity(turns); jobs.len()];
    for _ in 0..turns {
        for (index, job) in jobs.iter_mut().enumerate() {
            seconds[index].push(timed(job, runs[index]));
        }
    }
    seconds.into_iter().map(median).collect()
}

/// Runs that last a tenth of a second.
fn enough(mut seconds: impl FnMut(usize) -> f64) -> usize {
    let mut runs = 1;
    while seconds(runs) < 0.1 && runs < 1 << 24 {
        runs *= 2;
    }
    runs
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One figure, its goal, and whether it is met.
pub(crate) fn figure(name: &str, value: f64, unit: &str, goal: &str) {
    println!("{name:<58} {value:>9.2} {unit:<10} {goal}");
}
