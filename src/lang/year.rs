//! The years that headings and tabs state.

use crate::model::text::compact;

/// A line about the year, not one that merely holds a date.
pub fn speaks_of_year(text: &str) -> bool {
    text.contains("年度")
}

/// The year a sheet is named after (2022年, 2022自评表).
pub fn of_name(name: &str) -> Option<i32> {
    let name = compact(name);
    let year = name.get(..4).filter(|year| year.starts_with("20"))?.parse().ok()?;
    let goes_on = name[4..].starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.');
    (!goes_on).then_some(year)
}

/// 填报年度:2023 and a lone 2023 without 年.
pub fn with_sign(text: String) -> String {
    let year = match text.rsplit_once(':') {
        Some((label, year)) if label.ends_with("年度") || label.ends_with("年份") => year,
        _ => text.as_str(),
    };
    let bare = year.len() == 4 && year.bytes().all(|c| c.is_ascii_digit());
    if bare { format!("{year}年") } else { text }
}

/// The year a text states, and whether it states nothing else: `(2023年度)` is (2023, true). A day or a month behind
/// the year makes it a date.
pub fn year_in(text: &str) -> Option<(i32, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let ends = chars.iter().enumerate().filter(|(i, c)| **c == '年' && *i >= 4).map(|(i, _)| i);
    let (year, end) = ends.filter(|end| !is_date(&chars[end + 1..])).find_map(|end| {
        let year = chars[end - 4..end].iter().try_fold(0, |year, c| Some(year * 10 + digit(*c)?))?;
        (2000..2100).contains(&year).then_some((year, end))
    })?;
    let rest: String =
        chars[..end - 4].iter().chain(&chars[end + 1..]).filter(|c| !"()[]{}度:".contains(**c)).collect();
    Some((year, rest.is_empty() || rest == "年"))
}

fn is_date(behind: &[char]) -> bool {
    let digits = behind.iter().take_while(|c| digit(**c).is_some() || **c == '十').count();
    digits > 0 && behind.get(digits) == Some(&'月')
}

/// The template's ( 年度), (20  年度) or ____年, in which nobody wrote a year.
pub fn waits_for_year(text: &str) -> bool {
    let rest = text.replacen("20", "", 1);
    rest.contains('年') && rest.chars().all(|c| "()[]{}年度_×X-—…".contains(c))
}

fn digit(c: char) -> Option<i32> {
    let chinese = "〇一二三四五六七八九".chars().position(|d| d == c);
    match c {
        '零' | '○' | 'O' => Some(0),
        _ => c.to_digit(10).map(|d| d as i32).or(chinese.map(|d| d as i32)),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_name, waits_for_year, with_sign, year_in};

    #[test]
    fn a_tab_may_name_a_year() {
        assert_eq!(["2022年", "2022", "2022自评表", "２０２２年度"].map(of_name), [Some(2022); 4]);
        assert_eq!(["自评表", "20221231", "2022-2024", "Sheet2022"].map(of_name), [None; 4]);
    }

    #[test]
    fn a_year_stands_alone_or_in_a_heading() {
        for text in ["(2023年度)", "2023年", "二〇二三年度", "填报年度:2023", "2023"] {
            assert_eq!(year_in(&with_sign(text.to_owned())), Some((2023, true)), "{text}");
        }
        assert_eq!(year_in("2023年度部门整体支出绩效自评表"), Some((2023, false)));
        assert_eq!(year_in("2023年度自评表(2024年3月填)"), Some((2023, false)));
        assert_eq!(year_in("1998年"), None);
    }

    #[test]
    fn a_date_is_no_year() {
        for text in ["填报日期:2024年3月10日", "2024年3月", "2024年十二月"] {
            assert_eq!(year_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_place_for_the_year_is_none_yet() {
        for text in ["(年度)", "(20年度)", "____年", "××××年度"] {
            assert!(waits_for_year(text), "{text}");
        }
        for text in ["年度总体目标", "(2023年度)", "(20)", ""] {
            assert!(!waits_for_year(text), "{text}");
        }
    }
}
