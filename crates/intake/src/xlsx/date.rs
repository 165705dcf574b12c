//! The numbers by which spreadsheets keep days.

/// The last day of a spreadsheet's calendar, 31 December 9999.
const LAST: f64 = 2_958_465.0;

/// A day as ISO 8601 writes it, from its number: days since the end of 1899, or since the beginning of 1904. None for a
/// time of day, or no day of that calendar.
pub(super) fn iso(number: f64, is_since_1904: bool) -> Option<String> {
    let serial = if is_since_1904 { number + 1462.0 } else { number };
    if !(1.0..LAST + 1.0).contains(&serial) {
        return None;
    }
    // Spreadsheets count a 29 February 1900, which never was.
    let days = serial.floor() as i64 - if serial < 60.0 { 25_568 } else { 25_569 };
    // From days since 1970 to a date: Hinnant, chrono-compatible low-level date algorithms.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn days_are_those_of_the_spreadsheet() {
        // From Excel and from ECMA-376 part 1, 18.17.4.1.
        for (number, is_since_1904, day) in [
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (46_082.0, false, "2026-03-01"),
            (46_061.75, false, "2026-02-08"),
            (44_620.0, true, "2026-03-01"),
            (0.0, true, "1904-01-01"),
            (2_958_465.0, false, "9999-12-31"),
        ] {
            assert_eq!(iso(number, is_since_1904).as_deref(), Some(day), "{number}");
        }
        assert_eq!(
            [iso(0.5, false), iso(-1.0, false), iso(2_958_466.0, false), iso(f64::NAN, false)],
            [const { None }; 4]
        );
    }
}
