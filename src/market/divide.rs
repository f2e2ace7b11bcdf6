//! Prices divided by the splits inside them.

use chrono::NaiveDate;

use super::{Bars, Basis, OhlcvColumns};

impl Bars {
    /// The same bars in the terms of `date`: prices before each split divided by its ratio and volumes multiplied, for
    /// splits (first session under the new terms, new shares per old share) that had taken effect by then.
    ///
    /// Splits after `date` change nothing: nobody knew them. The bars after `date` stay as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// use strandline::{Bars, Basis, Ohlcv, Timeframe};
    ///
    /// let mut builder = Bars::builder("ACME".parse()?, Timeframe::Day, Basis::Raw);
    /// let day = |day| chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
    /// for (date, close) in [(day(2), 400.0), (day(3), 100.0)] {
    ///     let row = Ohlcv { open: close, high: close, low: close, close, volume: 1.0 };
    ///     builder.push(date.into(), row)?;
    /// }
    /// let bars = builder.build();
    /// assert_eq!(bars.in_terms_of(day(2), &[(day(3), 4.0)]).close(), [400.0, 100.0]);
    /// assert_eq!(bars.in_terms_of(day(3), &[(day(3), 4.0)]).close(), [100.0, 100.0]);
    /// # Ok::<(), strandline::Error>(())
    /// ```
    #[must_use]
    pub fn in_terms_of(&self, date: NaiveDate, splits: &[(NaiveDate, f64)]) -> Self {
        let known = splits
            .iter()
            .filter(|(session, ratio)| *session <= date && *ratio > 0.0);
        let known: Vec<_> = known.collect();
        if known.is_empty() {
            return self.clone();
        }
        let mut columns = OhlcvColumns::clone(&self.columns);
        for (session, ratio) in known {
            let until = columns.time.partition_point(|time| time.date() < *session);
            let prices = [
                &mut columns.open,
                &mut columns.high,
                &mut columns.low,
                &mut columns.close,
            ];
            for column in prices {
                column[..until].iter_mut().for_each(|price| *price /= ratio);
            }
            if let Some(volume) = &mut columns.volume {
                volume[..until].iter_mut().for_each(|it| *it *= ratio);
            }
        }
        Self {
            basis: Basis::SplitAdjusted,
            columns: std::sync::Arc::new(columns),
            ..self.clone()
        }
    }
}
