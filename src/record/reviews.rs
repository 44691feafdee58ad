//! The marks of reviewers in a summary, found by the texts of its headers: columns and rows may have been moved.

use crate::model::address::CellRef;
use crate::model::review::{OPINION, REVIEWER, Review, Reviews, SCORE};

/// The sheet on which marks stand whose row is gone.
pub const HISTORY: &str = "历史复核意见";
/// Titles of the columns by which a row is known again.
const DEPARTMENT: [&str; 2] = ["部门名称", "部门"];
const PROJECT: [&str; 2] = ["项目名称", "项目"];
/// Of a merged batch, the part.
const SOURCE: &str = "来源";
const LEVELS: [&str; 2] = ["二级指标", "三级指标"];
const INDICATORS: &str = "指标明细";
/// Columns of the history that say what the sheet's name says elsewhere.
const TABLE: &str = "表";
const INDICATOR: &str = "指标";
const PLACE: &str = "原位置";

/// Sheets that hold marks; a long one goes on as （2）.
pub fn holds_marks(sheet: &str) -> bool {
    let name = base(sheet);
    name == INDICATORS
        || name == HISTORY
        || (name.ends_with("汇总") && name != "预算汇总" && !name.ends_with("预算汇总"))
}

fn base(sheet: &str) -> &str {
    sheet.split('（').next().unwrap_or(sheet)
}

/// Reads marks row by row.
#[derive(Default)]
pub struct Reading {
    sheet: String,
    /// Title and column of the header of the sheet that is being read.
    header: Vec<(String, u32)>,
    pub found: Vec<Review>,
}

impl Reading {
    pub fn take(&mut self, sheet: &str, number: u32, cells: &[(u32, String)]) {
        if self.sheet != sheet {
            (self.sheet, self.header) = (sheet.to_owned(), Vec::new());
        }
        let is_header = |title: &str| cells.iter().any(|(_, text)| text.trim() == title);
        if DEPARTMENT.iter().any(|title| is_header(title)) && is_header(OPINION) {
            self.header = cells.iter().map(|(col, text)| (text.trim().to_owned(), *col)).collect();
        } else if !self.header.is_empty() {
            self.found.extend(self.row(number, cells));
        }
    }

    pub fn end(self) -> Reviews {
        Reviews(self.found)
    }

    fn row(&self, number: u32, cells: &[(u32, String)]) -> Option<Review> {
        let column = |titles: &[&str]| {
            titles.iter().find_map(|title| self.header.iter().find(|(known, _)| known == title).map(|(_, col)| *col))
        };
        let text = |titles: &[&str]| {
            let col = column(titles)?;
            let (_, text) = cells.iter().find(|(at, _)| *at == col)?;
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let (name, is_history) = (base(&self.sheet), base(&self.sheet) == HISTORY);
        let levels = || {
            let [level2, level3] = LEVELS.map(|title| text(&[title]).unwrap_or_default());
            Some(format!("{level2}/{level3}"))
        };
        let first = column(&[SCORE, OPINION])?;
        let here = || format!("{name}!{}", CellRef::new(number - 1, first));
        let review = Review {
            department: text(&DEPARTMENT)?,
            source: text(&[SOURCE]),
            sheet: if is_history { text(&[TABLE])? } else { name.to_owned() },
            project: text(&PROJECT),
            indicator: match name {
                INDICATORS => levels(),
                HISTORY => text(&[INDICATOR]),
                _ => None,
            },
            score: text(&[SCORE]),
            opinion: text(&[OPINION]),
            reviewer: text(&[REVIEWER]),
            place: if is_history { text(&[PLACE]).unwrap_or_default() } else { here() },
        };
        (!review.is_blank()).then_some(review)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[(&str, u32, &[&str])]) -> Vec<Review> {
        let mut reading = Reading::default();
        for (sheet, number, texts) in rows {
            let cells: Vec<_> = (0..).zip(texts.iter().map(|text| (*text).to_owned())).collect();
            reading.take(sheet, *number, &cells);
        }
        reading.end().0
    }

    #[test]
    fn marks_are_found_by_the_words_of_the_header() {
        let found = read(&[
            ("部门汇总", 1, &["2023年度部门整体支出绩效自评汇总表"]),
            ("部门汇总", 3, &["序号", "部门名称", "状态", "评审得分", "复核意见", "复核人"]),
            ("部门汇总", 4, &["1", "区教育局", "通过", "95.5", "", "王审"]),
            ("部门汇总", 5, &["2", "区司法局", "退回", "", "", ""]),
            ("指标明细（2）", 3, &["复核意见", "部门", "项目", "二级指标", "三级指标"]),
            ("指标明细（2）", 9, &["偏高", "区教育局", "校舍", "数量指标", "培训期数"]),
            ("历史复核意见", 3, &["部门", "表", "指标", "评审得分", "复核意见", "复核人", "原位置"]),
            ("历史复核意见", 4, &["区民政局", "部门汇总", "", "88", "已核", "李核", "部门汇总!AC9"]),
        ]);
        let marks: Vec<_> = found.iter().map(|review| (review.mark().department, review.place.as_str())).collect();
        assert_eq!(marks, [("区教育局", "部门汇总!D4"), ("区教育局", "指标明细!A9"), ("区民政局", "部门汇总!AC9")]);
        assert_eq!((found[0].score.as_deref(), found[0].reviewer.as_deref()), (Some("95.5"), Some("王审")));
        assert_eq!(found[1].indicator.as_deref(), Some("数量指标/培训期数"));
        assert_eq!(found[1].project.as_deref(), Some("校舍"));
        assert_eq!((found[2].sheet.as_str(), found[2].opinion.as_deref()), ("部门汇总", Some("已核")));
    }

    #[test]
    fn which_sheets_hold_marks() {
        for sheet in ["部门汇总", "项目汇总", "指标明细", "指标明细（2）", "历史复核意见"] {
            assert!(holds_marks(sheet), "{sheet}");
        }
        for sheet in ["预算汇总", "项目预算汇总", "问题清单", "总览", "报送台账"] {
            assert!(!holds_marks(sheet), "{sheet}");
        }
    }
}
