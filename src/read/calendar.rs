//! Days and moments written in ISO 8601, as spreadsheets store them.

/// Days from 1970-01-01 to a day of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn parse(text: &str) -> Option<(i64, f64)> {
    let (date, time) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), ""));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let clock = time.split(['Z', '+', '-']).next().unwrap_or("");
    let mut seconds = 0.0;
    for (part, unit) in clock.splitn(3, ':').zip([3600.0, 60.0, 1.0]) {
        seconds += part.parse::<f64>().unwrap_or(0.0) * unit;
    }
    Some((days_from_civil(year.into(), month.into(), day.into()), seconds))
}

/// Serial day of the 1900 system (1899-12-30 is 0): `2023-12-31` is 45291.
pub fn serial(iso: &str) -> Option<f64> {
    let (days, seconds) = parse(iso)?;
    Some((days + 25_569) as f64 + seconds / 86_400.0)
}

/// Seconds since 1970; a zone that is not UTC is not applied, what it dates is only compared.
pub fn epoch(iso: &str) -> Option<i64> {
    let (days, seconds) = parse(iso)?;
    Some(days * 86_400 + seconds as i64)
}

/// The time of a part of a package: a clock without a zone, which here stands in China. Programs without a clock write
/// the first day there is, 1 January 1980.
pub fn packed(at: zip::DateTime) -> Option<i64> {
    const BEIJING_SECONDS: i64 = 8 * 3600;
    if (at.year(), at.month(), at.day()) <= (1980, 1, 1) {
        return None;
    }
    let iso = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    Some(epoch(&iso)? - BEIJING_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_part_is_that_of_a_clock_in_china_and_the_first_day_is_none() {
        let at = |year, month, day| zip::DateTime::from_date_and_time(year, month, day, 8, 0, 4).expect("a time");
        assert_eq!(packed(at(1980, 1, 1)), None);
        assert_eq!(packed(at(1980, 1, 2)), epoch("1980-01-02T00:00:04Z"));
        assert_eq!(packed(at(2024, 3, 9)), epoch("2024-03-09T00:00:04Z"));
    }

    #[test]
    fn iso_dates_become_serials_and_seconds() {
        assert_eq!(serial("2023-12-31"), Some(45_291.0));
        assert_eq!(serial("2023-12-31T12:00:00"), Some(45_291.5));
        assert_eq!(serial("1970-01-01"), Some(25_569.0));
        assert_eq!(epoch("2024-02-29T01:00:05Z"), Some(1_709_168_405));
        for wrong in ["", "2023年", "2023-13-01", "12:30"] {
            assert_eq!(serial(wrong), None, "{wrong}");
        }
    }
}
