//! How many rows to ask for at once.
//!
//! Each batch costs a round trip. But the driver reads an answer from its start again at every packet, so what a
//! batch costs grows with its square, and the best size with the square root of the round trip's time.

use std::time::Duration;

/// For a round trip of a millisecond. Of 100,000 rows of the default query, in packets of 8192 bytes, each takes
/// 6.5 nanoseconds longer for each row that its batch has. So a batch of n rows is the quickest where 6.5 ns × n is
/// the round trip's time divided by n: 390 at 1 ms, 1750 at 20 ms. With larger packets more would be, but by little.
const AT_ONE_MILLISECOND: f64 = 400.0;

/// For a query with a CLOB or a LONG among its columns: twenty texts of a mebibyte each take some ten seconds, a batch
/// of 1750 texts of 50 kB would take minutes.
pub(super) const OF_LONG_TEXTS: u32 = 20;

/// The best size where a round trip takes so long.
pub(super) fn rows_for(round_trip: Duration) -> u32 {
    let size = AT_ONE_MILLISECOND * (round_trip.as_secs_f64() * 1000.0).sqrt();
    // Within the limits no precision is lost.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let size = size.clamp(200.0, 2000.0) as u32;
    size
}

#[cfg(test)]
mod tests {
    use super::rows_for;
    use std::time::Duration;

    #[test]
    fn the_longer_the_round_trip_the_more_rows() {
        let sizes = [0, 50, 1000, 4000, 20_000, 500_000].map(|micros| rows_for(Duration::from_micros(micros)));
        assert_eq!(sizes, [200, 200, 400, 800, 1788, 2000]);
    }
}
