//! The marks of reviewers in a summary, found by the texts of its headers: columns and rows may have been moved.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::model::address::CellRef;
use crate::model::line::DEPARTMENTS;
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

/// Sheets on which nobody is asked for a mark. Any other may be one of ours under a name a reviewer gave it.
const WITHOUT: [&str; 7] = ["总览", "问题清单", "报送台账", "规则说明", "退回通知", "抽查名单", "复核打分表"];
const BUDGET: &str = "预算汇总";

/// Sheets that may hold marks; a long one goes on as （2）.
pub fn holds_marks(sheet: &str) -> bool {
    let name = base(sheet);
    !WITHOUT.contains(&name) && !name.ends_with(BUDGET)
}

fn base(sheet: &str) -> &str {
    sheet.split('（').next().unwrap_or(sheet)
}

/// The sheet as we name it.
fn named(sheet: &str) -> Option<&str> {
    let name = base(sheet);
    (name == INDICATORS || name == HISTORY || name.ends_with("汇总")).then_some(name)
}

/// What a sheet with these titles is, whatever it is called now.
fn known_by(has: impl Fn(&str) -> bool) -> &'static str {
    match () {
        () if has(PLACE) => HISTORY,
        () if has(LEVELS[1]) => INDICATORS,
        () if has(PROJECT[0]) => "项目汇总",
        () => "部门汇总",
    }
}

/// Marks that an output keeps beside its summary, for where that is gone.
pub fn kept(folder: &Path) -> Reviews {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        reviews: Vec<Review>,
    }
    let lines = fs::read_to_string(folder.join("data").join(DEPARTMENTS)).unwrap_or_default();
    let lines = lines.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    Reviews(lines.flat_map(|line| line.reviews).collect())
}

/// Reads marks row by row.
#[derive(Default)]
pub struct Reading {
    sheet: String,
    /// Title and column of the header of the sheet that is being read.
    header: Vec<(String, u32)>,
    /// What the sheet is, whatever it is called.
    table: String,
    found: Vec<Review>,
    /// On sheets that were renamed, or copied.
    renamed: Vec<Review>,
}

impl Reading {
    pub fn take(&mut self, sheet: &str, number: u32, cells: &[(u32, String)]) {
        if self.sheet != sheet {
            (self.sheet, self.header) = (sheet.to_owned(), Vec::new());
        }
        let is_header = |title: &str| cells.iter().any(|(_, text)| text.trim() == title);
        if DEPARTMENT.iter().any(|title| is_header(title)) && [SCORE, OPINION].into_iter().any(is_header) {
            self.header = cells.iter().map(|(col, text)| (text.trim().to_owned(), *col)).collect();
            self.table = named(sheet).unwrap_or_else(|| known_by(is_header)).to_owned();
        } else if !self.header.is_empty() {
            let row = self.row(number, cells);
            if named(sheet).is_some() { &mut self.found } else { &mut self.renamed }.extend(row);
        }
    }

    /// What stands on a sheet of ours wins over what stands on a copy of it.
    pub fn end(self) -> Reviews {
        Reviews(self.found).over(Reviews(self.renamed))
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
        let (name, is_history) = (self.table.as_str(), self.table == HISTORY);
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

    #[test]
    fn a_sheet_that_was_renamed_is_known_by_its_header_and_a_copy_does_not_win() {
        let rows: [&[&str]; 2] = [&["序号", "部门名称", "评审得分", "复核意见"], &["1", "区教育局", "95", "已核"]];
        let detail: [&[&str]; 2] =
            [&["部门", "二级指标", "三级指标", "复核意见"], &["区教育局", "数量指标", "培训期数", "偏高"]];
        let older: [&[&str]; 2] = [&["部门名称", "复核意见"], &["区教育局", "待核"]];
        let of = |sheet: &'static str, rows: [&'static [&'static str]; 2]| [(sheet, 3, rows[0]), (sheet, 4, rows[1])];
        let marks = |sheets: &[[(&str, u32, &[&str]); 2]]| {
            let found = read(&sheets.concat());
            found.into_iter().map(|one| (one.sheet, one.opinion.unwrap_or_default())).collect::<Vec<_>>()
        };
        let expected = |sheet: &str, opinion: &str| (sheet.to_owned(), opinion.to_owned());
        let renamed = marks(&[of("王审已核", rows), of("Sheet4", detail)]);
        assert_eq!(renamed, [expected("部门汇总", "已核"), expected("指标明细", "偏高")]);
        let copied = marks(&[of("部门汇总 (2)", older), of("部门汇总", rows)]);
        assert_eq!(copied, [expected("部门汇总", "已核")]);
    }
}
