//! A row of a roster, where people find it, and whether it is a department at all.

use std::fmt;
use std::sync::Arc;

use crate::model::text::compact;

/// Rows that are sums begin or end with one of these.
const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];
/// What stands before a colon in a note below the table.
const NOTES: [&str; 16] = [
    "注",
    "备注",
    "附注",
    "说明",
    "制表",
    "制表人",
    "填表人",
    "填报人",
    "审核",
    "审核人",
    "复核人",
    "负责人",
    "联系人",
    "联系电话",
    "日期",
    "时间",
];
const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// As people count, from 1; of a workbook with several lists also the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub sheet: Option<Arc<str>>,
    pub number: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(f, "工作表“{sheet}”第{}行", self.number),
            None => write!(f, "第{}行", self.number),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Row {
    pub place: Place,
    pub cells: Vec<String>,
    /// Columns in which a merged cell goes on that began in a row above.
    pub continued: Vec<usize>,
}

impl Row {
    pub fn new(number: usize, cells: Vec<String>) -> Self {
        Self { place: Place { sheet: None, number }, cells, continued: Vec::new() }
    }

    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// A sum of the rows above: 合计 in the names or in front of them.
    pub fn is_sum(&self, names: usize) -> bool {
        self.cells.iter().take(names + 1).any(|cell| is_sum(cell))
    }
}

fn is_sum(cell: &str) -> bool {
    let text = compact(cell);
    let bare = text.split(['(', ':']).next().unwrap_or_default();
    SUMS.iter().any(|sum| text.starts_with(sum) || bare.ends_with(sum))
}

/// 一、行政政法股, （二）乡镇: names the rows below it.
pub fn heading(name: &str) -> Option<String> {
    let text = compact(name);
    let inner = text.trim_start_matches('(');
    let rest = inner.trim_start_matches(NUMERALS);
    let title = rest.strip_prefix(['、', ')', '.']).filter(|_| rest.len() < inner.len())?;
    let title = title.trim_start_matches(['、', ')']);
    Some(title.split('(').next().unwrap_or_default().to_owned())
}

/// 注：…, 制表人：… below the table.
pub fn is_note(name: &str) -> bool {
    let text = compact(name);
    text.split_once(':').is_some_and(|(label, _)| NOTES.contains(&label.trim_end_matches(char::is_numeric)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_headings_and_notes_are_no_departments() {
        for sum in ["合计", "合　计", "合计（97家）", "总计：", "行财股小计", "共计97个单位"] {
            assert!(is_sum(sum), "{sum}");
        }
        for name in ["区合作社", "区审计局", "区统计局", "区会计核算中心", "计生协会"] {
            assert!(!is_sum(name), "{name}");
        }
        let titles = ["一、行政政法股", "（二）乡镇街道（12个）", "十一、其他"].map(heading);
        assert_eq!(titles, [Some("行政政法股"), Some("乡镇街道"), Some("其他")].map(|title| title.map(str::to_owned)));
        assert_eq!(["一中", "第一中学", "区教育局", "(区)教育局"].map(heading), [None, None, None, None]);
        assert!(is_note("注：按编码排序") && is_note("制表人: 张某") && is_note("备注1：略"));
        assert!(!is_note("区教育局：") && !is_note("备注"));
    }
}
