//! How a recursive study runs over rows: lanes enter it one by one, then all of them step together, in two chains where
//! that is faster.
//!
//! A step waits for the one before it, so a chain of steps is as slow as their latency, however many instructions the
//! processor could begin meanwhile. Where nothing else is slower, and the study forgets its start, a second chain begins
//! in the middle of the bars: some bars earlier, from a guess that the steps until then wear away to the last bit. When
//! the first chain arrives there, the states are compared bit by bit. If they are the same, so is all that follows,
//! since a step depends on nothing else; if not, the first chain walks on and writes anew until they are. A wrong guess
//! costs time, never a bit.

use std::array::from_fn;
use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::super::finite::ARCH;
use super::WIDTH;
use super::rows::Eight;

/// What a step leaves to the next: `N` numbers for each lane.
pub(super) type State<const N: usize> = [[f64; WIDTH]; N];

/// Bars between two comparisons of chains that have not met.
const BLOCK: usize = 64;

/// A study whose value follows from a state and the bar.
pub(super) trait Recursion<const N: usize>: Copy {
    /// What a step reads of a bar.
    type Row;

    /// First bar that `lane` is stepped at.
    fn start(&self, lane: usize) -> usize;

    /// Sets the state of `lane` to what it is before its start, and gives the value before it if there is one.
    fn begin(&self, lane: usize, state: &mut State<N>) -> Option<f64>;

    /// What the steps over a range of bars read.
    fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = Self::Row>;

    /// Steps all lanes over a bar; what a lane that has not begun gives is overwritten or never read.
    fn step(&self, state: &mut State<N>, row: Self::Row) -> [f64; WIDTH];

    /// Bars after which nothing is left of a guess, as a rule; `None` if the study should run in one chain.
    fn memory(&self) -> Option<usize> {
        None
    }

    /// A state before bar `at` that is not absurd.
    fn guess(&self, _at: usize) -> State<N> {
        [[0.0; WIDTH]; N]
    }
}

/// Runs `study` over all bars of `out`.
pub(super) fn run<const N: usize>(study: &impl Recursion<N>, out: &mut [Eight]) {
    let mut state = [[0.0; WIDTH]; N];
    let mut order: [usize; WIDTH] = from_fn(|lane| lane);
    order.sort_by_key(|&lane| study.start(lane));
    let mut done = study.start(order[0]).min(out.len());
    for lane in order {
        let start = study.start(lane);
        if start > out.len() {
            break;
        }
        advance(study, &mut state, done..start, out);
        done = start;
        if let Some(value) = study.begin(lane, &mut state) {
            out[start - 1].0[lane] = value;
        }
    }
    finish(study, state, done, out);
}

/// Runs from bar `done` to the end, in two chains where the second has not far to go until it has forgotten its guess.
fn finish<const N: usize>(
    study: &impl Recursion<N>,
    mut state: State<N>,
    done: usize,
    out: &mut [Eight],
) {
    let len = out.len();
    let memory = study.memory().filter(|memory| (len - done) / 6 >= *memory);
    let Some(memory) = memory else {
        return advance(study, &mut state, done..len, out);
    };
    // Both chains take as many steps: the first to the middle, the second to the middle and from there to the end.
    let middle = done + usize::midpoint(len - done, memory);
    let guess = study.guess(middle - memory);
    let mut states = [state, guess];
    advance_both(study, &mut states, [done, middle - memory], memory, out);
    let met = states[1];
    let rest = middle - done - memory;
    advance_both(study, &mut states, [done + memory, middle], rest, out);
    let [first, mut second] = states;
    advance(study, &mut second, middle + rest..len, out);
    reconcile(study, [first, met], middle, out);
}

/// Walks from bar `from` on in the first state until the second is the same; what the second wrote is right from there.
fn reconcile<const N: usize>(
    study: &impl Recursion<N>,
    [mut right, mut other]: [State<N>; 2],
    mut from: usize,
    out: &mut [Eight],
) {
    while from < out.len() && bits(right) != bits(other) {
        let bars = from..out.len().min(from + BLOCK);
        advance(study, &mut other, bars.clone(), out);
        advance(study, &mut right, bars.clone(), out);
        from = bars.end;
    }
}

fn bits<const N: usize>(state: State<N>) -> [[u64; WIDTH]; N] {
    state.map(|lanes| lanes.map(f64::to_bits))
}

fn advance<const N: usize>(
    study: &impl Recursion<N>,
    state: &mut State<N>,
    bars: Range<usize>,
    out: &mut [Eight],
) {
    if !bars.is_empty() {
        let out = &mut out[bars.clone()];
        ARCH.dispatch(Advance {
            study,
            state,
            bars,
            out,
        });
    }
}

/// Advances each state over `count` bars from its own start; the second's bars lie behind the first's.
fn advance_both<const N: usize>(
    study: &impl Recursion<N>,
    states: &mut [State<N>; 2],
    starts: [usize; 2],
    count: usize,
    out: &mut [Eight],
) {
    let (first, second) = out.split_at_mut(starts[1]);
    ARCH.dispatch(AdvanceBoth {
        study,
        states,
        bars: starts.map(|start| start..start + count),
        out: [
            &mut first[starts[0]..starts[0] + count],
            &mut second[..count],
        ],
    });
}

/// Steps over some bars, compiled once for each instruction set.
///
/// Only what is inlined into [`WithSimd::with_simd`] is compiled for its instructions, hence the attributes.
struct Advance<'a, K, const N: usize> {
    study: &'a K,
    state: &'a mut State<N>,
    bars: Range<usize>,
    out: &'a mut [Eight],
}

impl<K: Recursion<N>, const N: usize> WithSimd for Advance<'_, K, N> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // A copy, so that its weights stay in registers: what is behind a reference might be written through `out`.
        let study = *self.study;
        let mut state = *self.state;
        for (row, out) in study.rows(self.bars).zip(self.out) {
            *out = Eight(study.step(&mut state, row));
        }
        *self.state = state;
    }
}

/// Steps of two chains in turn, so that neither waits for the other.
struct AdvanceBoth<'a, K, const N: usize> {
    study: &'a K,
    states: &'a mut [State<N>; 2],
    bars: [Range<usize>; 2],
    out: [&'a mut [Eight]; 2],
}

impl<K: Recursion<N>, const N: usize> WithSimd for AdvanceBoth<'_, K, N> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "see Advance")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let study = *self.study;
        let [mut a, mut b] = *self.states;
        let [first, second] = self.bars.map(|bars| study.rows(bars));
        let [out_a, out_b] = self.out;
        for ((x, out_a), (y, out_b)) in first.zip(out_a).zip(second.zip(out_b)) {
            *out_a = Eight(study.step(&mut a, x));
            *out_b = Eight(study.step(&mut b, y));
        }
        *self.states = [a, b];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A running sum that is said to forget, but does so only if `forgets` is true, every hundred bars.
    #[derive(Clone, Copy)]
    struct Sum {
        forgets: bool,
        memory: Option<usize>,
    }

    impl Recursion<1> for Sum {
        type Row = usize;

        fn start(&self, lane: usize) -> usize {
            lane
        }

        fn begin(&self, lane: usize, [sum]: &mut State<1>) -> Option<f64> {
            sum[lane] = 0.5;
            None
        }

        fn rows(&self, bars: Range<usize>) -> impl Iterator<Item = usize> {
            bars
        }

        fn step(&self, [sum]: &mut State<1>, at: usize) -> [f64; WIDTH] {
            let is_start = self.forgets && at.is_multiple_of(100);
            *sum = sum.map(|sum| at as f64 + if is_start { 0.0 } else { sum });
            *sum
        }

        fn memory(&self) -> Option<usize> {
            self.memory
        }

        fn guess(&self, _: usize) -> State<1> {
            [[-7.0; WIDTH]]
        }
    }

    fn values(forgets: bool, memory: Option<usize>, len: usize) -> Vec<[u64; WIDTH]> {
        let mut out = vec![Eight::default(); len];
        run(&Sum { forgets, memory }, &mut out);
        out.into_iter().map(|row| row.0.map(f64::to_bits)).collect()
    }

    #[test]
    fn a_second_chain_changes_no_value_whether_it_meets_the_first_or_not() {
        for forgets in [false, true] {
            for len in (0..30).chain([99, 100, 101, 250, 1000, 1001]) {
                for memory in [1, 2, 40] {
                    let (one, two) = (
                        values(forgets, None, len),
                        values(forgets, Some(memory), len),
                    );
                    for lane in 0..WIDTH {
                        for at in lane..len {
                            assert_eq!(one[at][lane], two[at][lane], "{len} {memory} {lane} {at}");
                        }
                    }
                }
            }
        }
    }
}
