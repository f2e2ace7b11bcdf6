//! Bars that keep their shapes and lose their order: what a method finds in them is found nowhere.

use super::Random;
use crate::Result;
use crate::market::{Bar, Bars, Ohlcv};

/// Bars within which the order is changed.
const BLOCK_BARS: usize = 63;

/// The same bars in another order inside blocks of 63 bars, each with its shape, volume and distance from the close before
/// it; the times stay. Closes at the end of each whole block are those of the original.
///
/// # Errors
///
/// [`Error::Bar`](crate::Error::Bar) if a price leaves what bars can hold, which no real series causes.
pub fn permuted(bars: &Bars, seed: u64) -> Result<Bars> {
    let mut random = Random::new(seed, 0x5045_524d);
    let mut order: Vec<usize> = (1..bars.len()).collect();
    for block in order.chunks_mut(BLOCK_BARS) {
        random.shuffle(block);
    }
    let rows: Vec<Ohlcv> = bars.iter().map(Bar::ohlcv).collect();
    let mut builder = Bars::builder(bars.symbol().clone(), bars.timeframe(), bars.basis());
    if bars.volume().is_none() {
        builder = builder.without_volume();
    }
    let mut close = 0.0;
    for (place, &time) in bars.time().iter().enumerate() {
        let row = match place.checked_sub(1) {
            None => rows[0],
            Some(before) => {
                let from = order[before];
                scaled(rows[from], close / rows[from - 1].close)
            }
        };
        close = row.close;
        builder.push(time, row)?;
    }
    Ok(builder.build())
}

/// The row with its prices times `by`.
fn scaled(row: Ohlcv, by: f64) -> Ohlcv {
    let (low, high) = (row.low * by, row.high * by);
    Ohlcv {
        // Rounding must not lift an open or close out of its bar.
        open: (row.open * by).clamp(low, high),
        high,
        low,
        close: (row.close * by).clamp(low, high),
        volume: row.volume,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::testing::daily;

    #[test]
    fn bars_keep_their_shape_and_blocks_their_end() {
        let mut random = Random::new(3, 0);
        let mut close = 100.0;
        let rows = (0..64).map(|_| {
            let open = close;
            close *= 1.0 + 0.02 * (random.unit() - 0.5);
            Ohlcv {
                open,
                high: open.max(close) * 1.001,
                low: open.min(close) * 0.999,
                close,
                volume: 1.0,
            }
        });
        let bars = daily(rows);
        let other = permuted(&bars, 1).unwrap();
        assert_ne!(bars.close(), other.close());
        assert_eq!(bars.time(), other.time());
        let last = |bars: &Bars| bars.close()[63];
        assert!((last(&bars) / last(&other) - 1.0).abs() < 1e-12);
        let shapes = |bars: &Bars| {
            let mut shapes: Vec<f64> = bars
                .iter()
                .skip(1)
                .map(|bar| bar.high() / bar.low())
                .collect();
            shapes.sort_by(f64::total_cmp);
            shapes
        };
        let (before, after) = (shapes(&bars), shapes(&other));
        assert!(
            before
                .iter()
                .zip(&after)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
    }
}
