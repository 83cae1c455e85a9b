//! Times as servers keep them: rounded, or shifted by a time zone.

/// How far a server's time may be from the one that was set: some file systems round to two seconds.
const ROUNDING: i64 = 2;

/// Some servers show whole minutes, as FTP's listings do.
const MINUTE: i64 = 60;

/// Time zones differ by whole quarters of an hour.
const QUARTER: i64 = 900;

/// No two time zones are further apart.
const LARGEST_SHIFT: i64 = 26 * 3600;

/// By how much a server shows a time later than it was set, in whole quarters of an hour; `None` when it shows
/// another time altogether.
pub(crate) fn shift(shown: u32, set: u32) -> Option<i64> {
    let difference = i64::from(shown) - i64::from(set);
    let shift = (difference + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    let rounding = if i64::from(shown) % MINUTE == 0 { MINUTE - 1 } else { ROUNDING };
    ((difference - shift).abs() <= rounding && shift.abs() <= LARGEST_SHIFT).then_some(shift)
}

/// Whether a server shows the time that was set, if need be in another time zone.
pub(crate) fn is_kept(shown: Option<u32>, set: u32) -> bool {
    shown.is_some_and(|shown| shift(shown, set).is_some())
}

#[cfg(test)]
mod tests {
    use super::shift;

    #[test]
    fn rounding_and_time_zones_are_told_from_other_times() {
        // 40 seconds after a whole minute.
        let set = 1_500_000_040;
        for (difference, found) in [
            (0, Some(0)),
            (-2, Some(0)),
            (2, Some(0)),
            (3, None),
            (-3, None),
            (60, None),
            // Whole minutes, before and after.
            (-40, Some(0)),
            (20, Some(0)),
            (3560, Some(3600)),
            (80, None),
            (-100, None),
            (3600, Some(3600)),
            (-18_001, Some(-18_000)),
            (20_700, Some(20_700)),
            (27 * 3600, None),
        ] {
            let shown = u32::try_from(i64::from(set) + difference).expect("a time");
            assert_eq!(shift(shown, set), found, "{difference}");
        }
    }
}
