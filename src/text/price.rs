//! Prices: with decimals by their size and their tick, and so that neighbours differ.

use super::Medium;
use crate::{AsOf, Zone};

/// Most decimals that a price is written with.
const MOST_DECIMALS: usize = 15;
/// Bars from which it is seen how prices are quoted.
const QUOTED_BARS: usize = 250;

/// How all prices of one screen or one picture are written.
///
/// The decimals are those of the size of the close: none from 1,000 on, 2 from 10 on, 4 from 1 on, four digits below; more
/// where a tenth of the ATR is finer; not more than the data have, but for the cents; and then as many more as it takes
/// that no two different prices that stand there are written alike.
///
/// ```
/// use strandline::text::{Medium, Prices};
///
/// let edges = [1.0736, 1.07364];
/// let prices = Prices::about(1.0736, None).apart(edges);
/// assert_eq!(edges.map(|edge| prices.price(edge)), ["1.07360", "1.07364"]);
///
/// let prices = Prices::about(661_291.13, Some(9_000.0)).on(Medium::Picture);
/// assert_eq!(prices.price(661_291.13), "661,291");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    decimals: usize,
    medium: Medium,
}

impl Prices {
    /// Prices about `close`, which move by `atr` a bar, on a screen.
    pub fn about(close: f64, atr: Option<f64>) -> Self {
        let by_size = decimals_of_size(close, 0);
        let by_move = atr.filter(|&atr| atr > 0.0).map_or(0, |atr| {
            let is_fine = |&decimals: &usize| unit(decimals) <= atr / 10.0;
            (0..MOST_DECIMALS).find(is_fine).unwrap_or(MOST_DECIMALS)
        });
        Self {
            decimals: by_size.max(by_move),
            medium: Medium::Screen,
        }
    }

    /// Prices about the close of `now`, as its last bars are quoted, on a screen.
    pub fn of(now: &AsOf<'_>) -> Self {
        let bars = now.bars();
        let end = now.at() + 1;
        let seen = end.saturating_sub(QUOTED_BARS)..end;
        let columns = [bars.high(), bars.low(), bars.close()];
        let quoted = columns.iter().flat_map(|column| &column[seen.clone()]);
        Self::about(bars.close()[now.at()], now.atr_14()).quoted_as(quoted.copied())
    }

    /// With no more decimals than these prices have, which are those of the data; cents stay if prices have them at all.
    #[must_use]
    pub fn quoted_as(self, prices: impl IntoIterator<Item = f64>) -> Self {
        let wanted = self.decimals;
        let mut needed = wanted.min(2);
        for price in prices {
            let is_exact = |&decimals: &usize| is_written_exactly(price, decimals);
            needed = (needed..wanted).find(is_exact).unwrap_or(wanted);
        }
        Self {
            decimals: needed,
            ..self
        }
    }

    /// With as many more decimals as it takes that no two of `prices` are written alike unless they are equal in ten
    /// digits.
    #[must_use]
    pub fn apart(mut self, prices: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = prices.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup_by(|a, b| is_same(*a, *b));
        while self.decimals < MOST_DECIMALS && self.writes_alike(&sorted) {
            self.decimals += 1;
        }
        self
    }

    fn writes_alike(self, sorted: &[f64]) -> bool {
        sorted
            .windows(2)
            .any(|pair| self.price(pair[0]) == self.price(pair[1]))
    }

    /// The same for another medium.
    #[must_use]
    pub fn on(self, medium: Medium) -> Self {
        Self { medium, ..self }
    }

    /// A price, or a difference of prices.
    pub fn price(self, value: f64) -> String {
        self.medium.fixed(value, self.decimals)
    }

    /// A difference of prices with its sign.
    pub fn change(self, value: f64) -> String {
        self.medium.signed(value, self.decimals)
    }

    /// A zone by its edges, `160.89-161.58`; one price where they are written alike.
    pub fn zone(self, zone: Zone) -> String {
        let (low, high) = (self.price(zone.low), self.price(zone.high));
        if low == high {
            low
        } else {
            format!("{low}{}{high}", self.medium.dash())
        }
    }
}

/// A price that stands alone, such as that of an order: two decimals from 10 on, four from 1 on as currencies are quoted,
/// four significant digits below.
pub fn price(value: f64) -> String {
    let decimals = if value.abs() >= 9_999_999.5 {
        0
    } else {
        decimals_of_size(value, 2)
    };
    Medium::Screen.fixed(value, decimals)
}

/// Decimals by size alone, with `from_1000` of them from 1,000 on.
fn decimals_of_size(price: f64, from_1000: usize) -> usize {
    match price.abs() {
        size if size >= 999.995 => from_1000,
        size if size >= 9.9995 || size <= 0.0 => 2,
        size if size >= 0.9999 => 4,
        size => {
            let has_four_digits = |&decimals: &usize| size / unit(decimals) >= 999.95;
            (4..MOST_DECIMALS)
                .find(has_four_digits)
                .unwrap_or(MOST_DECIMALS)
        }
    }
}

/// What the last of so many decimals stands for.
fn unit(decimals: usize) -> f64 {
    10f64.powi(-i32::try_from(decimals).unwrap_or(i32::MAX))
}

/// Whether so many decimals tell all of `price`, but for the noise of binary fractions.
fn is_written_exactly(price: f64, decimals: usize) -> bool {
    let unit = unit(decimals);
    is_same(price, (price / unit).round() * unit)
}

/// Whether two prices are one in ten digits.
fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-10 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(prices: Prices, values: &[f64]) -> Vec<String> {
        values.iter().map(|&value| prices.price(value)).collect()
    }

    #[test]
    fn a_lone_price_keeps_the_digits_it_is_quoted_with() {
        assert_eq!(price(161.5), "161.50");
        assert_eq!(price(1.441_36), "1.4414");
        assert_eq!(price(0.999_94), "0.9999");
        assert_eq!(price(9.99996), "10.00");
        assert_eq!(price(27_210.35), "27210.35");
        assert_eq!(price(0.4), "0.4000");
        assert_eq!(price(0.000_412_34), "0.0004123");
        assert_eq!(price(0.0), "0.00");
    }

    #[test]
    fn neighbours_differ_at_every_size() {
        let sets: [&[f64]; 4] = [
            &[1.0736, 1.0734, 1.073_64, 1.08],
            &[0.000_002_6, 0.000_002_55, 0.000_002_7],
            &[661_291.13, 661_291.4, 655_000.0],
            &[4_018.5, 4_018.9, 4_018.5],
        ];
        for set in sets {
            let prices = Prices::about(set[0], None).apart(set.iter().copied());
            for (a, b) in set.iter().flat_map(|a| set.iter().map(move |b| (a, b))) {
                let is_alike = prices.price(*a) == prices.price(*b);
                assert_eq!(is_alike, is_same(*a, *b), "{a} {b}");
            }
        }
    }

    #[test]
    fn equal_prices_need_no_more_decimals() {
        let noisy = 0.1 + 0.2 + 100.0;
        let prices = Prices::about(100.3, None).apart([100.3, noisy, 100.0]);
        assert_eq!(prices.price(noisy), "100.30");
    }

    #[test]
    fn cents_go_from_four_digits_on_and_stay_where_they_matter() {
        let far = Prices::about(4_018.5, Some(40.0));
        assert_eq!(written(far, &[4_018.5, 3_990.2]), ["4018", "3990"]);
        let slow = Prices::about(4_018.5, Some(0.8));
        assert_eq!(slow.price(4_018.5), "4018.50");
        assert_eq!(far.on(Medium::Picture).price(4_018.6), "4,019");
    }

    #[test]
    fn no_decimals_are_made_up_that_the_data_lack() {
        let stock = Prices::about(5.25, Some(0.2));
        assert_eq!(stock.price(5.25), "5.2500");
        assert_eq!(stock.quoted_as([5.25, 5.3, 6.0]).price(5.25), "5.25");
        assert_eq!(stock.quoted_as([5.251, 5.3]).price(5.25), "5.250");
        let coin = Prices::about(0.000_002_6, None);
        assert_eq!(
            coin.quoted_as([0.000_002_6]).price(0.000_002_6),
            "0.0000026"
        );
        let won = Prices::about(71_400.0, Some(1_500.0));
        assert_eq!(won.quoted_as([71_400.0]).price(71_400.0), "71400");
    }

    #[test]
    fn a_zone_is_one_price_where_its_edges_are() {
        let zone = |low, high| Zone { low, high };
        let prices = Prices::about(160.0, None);
        assert_eq!(prices.zone(zone(160.89, 161.58)), "160.89-161.58");
        assert_eq!(prices.zone(zone(160.0, 160.0)), "160.00");
        let prices = prices.on(Medium::Picture);
        assert_eq!(prices.zone(zone(1160.89, 1161.58)), "1,160.89–1,161.58");
    }
}
