//! Moments as people in the bureau read them: seconds since the epoch, shown in China's one time zone.

use std::time::{SystemTime, UNIX_EPOCH};

/// UTC+8, all year round, everywhere in China.
const BEIJING_SECONDS: i64 = 8 * 3600;
const DAY_SECONDS: i64 = 86_400;

/// Whole seconds since the epoch; negative before 1970.
pub fn seconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |s| -s),
    }
}

/// `2024-03-15 10:20`, Beijing time.
pub fn minute(seconds: i64) -> String {
    let local = seconds.saturating_add(BEIJING_SECONDS);
    let (year, month, day) = civil(local.div_euclid(DAY_SECONDS));
    let second = local.rem_euclid(DAY_SECONDS);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", second / 3600, second / 60 % 60)
}

/// `2024-03-15T10:20:00+08:00`.
pub fn iso(seconds: i64) -> String {
    format!("{}:{:02}+08:00", minute(seconds).replace(' ', "T"), seconds.rem_euclid(60))
}

/// `2024-03-15`, Beijing time.
pub fn day(seconds: i64) -> String {
    let mut text = minute(seconds);
    text.truncate(text.find(' ').unwrap_or(text.len()));
    text
}

/// Year, month and day in Beijing.
pub fn date(seconds: i64) -> (i32, u32, u32) {
    let (year, month, day) = civil(seconds.saturating_add(BEIJING_SECONDS).div_euclid(DAY_SECONDS));
    (year as i32, month as u32, day as u32)
}

/// Year, month and day of the Gregorian calendar, days counted from 1970-01-01.
/// The calendar's 400-year cycle from 1 March of year 0, after Howard Hinnant's `civil_from_days`.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_a_clock_in_beijing_shows_them() {
        assert_eq!(minute(0), "1970-01-01 08:00");
        assert_eq!(minute(1_710_469_200), "2024-03-15 10:20");
        assert_eq!(iso(1_710_469_201), "2024-03-15T10:20:01+08:00");
        assert_eq!(day(1_709_222_399), "2024-02-29");
        assert_eq!(day(-86_400), "1969-12-31");
    }
}
