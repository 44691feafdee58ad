//! A day as people type it, and as it is shown everywhere.

use crate::model::text::compact;

/// The year where one is written, month and day.
pub type Day = (Option<i32>, u32, u32);

/// `2024-12-31`, `2024/12/31`, `2024年12月31日`, `20241231`, `12月31日`; only days the calendar has.
pub fn read(text: &str) -> Option<Day> {
    let text = compact(text);
    let mut parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日', '号']).collect();
    if text.ends_with(['日', '号']) {
        parts.pop();
    }
    let (year, month, day) = match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.is_ascii() => (Some(&whole[..4]), &whole[4..6], &whole[6..]),
        [year, month, day] if year.len() == 4 => (Some(*year), *month, *day),
        [month, day] if text.contains('月') => (None, *month, *day),
        _ => return None,
    };
    let year = year.map(str::parse).transpose().ok()?;
    let day = (year, month.parse().ok()?, day.parse().ok()?);
    exists(day).then_some(day)
}

fn exists((year, month, day): Day) -> bool {
    // Without a year it may be a leap year.
    let is_leap = year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let longest = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=longest).contains(&day)
}

/// `2024年4月15日`.
pub fn words((year, month, day): Day) -> String {
    let year = year.map(|year| format!("{year}年")).unwrap_or_default();
    format!("{year}{month}月{day}日")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_writings_are_one_day() {
        for text in ["2024-04-15", "2024/4/15", "2024.4.15", "2024年4月15日", "２０２４年 4 月 15 号", "20240415"]
        {
            assert_eq!(read(text).map(words).as_deref(), Some("2024年4月15日"), "{text}");
        }
        assert_eq!(read("4月15日").map(words).as_deref(), Some("4月15日"));
        assert_eq!(read("2月29日"), Some((None, 2, 29)));
    }

    #[test]
    fn what_the_calendar_has_not_is_no_day() {
        for text in
            ["", "下周五", "4月", "15", "4-15", "2024-13-01", "2023-02-29", "2024-4-31", "24-4-15", "2024年4月15日前"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
