//! Outputs of ours that come back among the inputs: known by what is in them, whatever they are called.

use crate::model::address::CellRef;
use crate::model::grid::{Sheet, Workbook};
use crate::model::marker;
use crate::model::reply::{Answer, Reply};
use crate::model::shown::shown;
use crate::model::text::{compact, tidy};

/// What a workbook of ours is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// 问题反馈 of a department, with what it answered.
    Feedback { department: String, answers: Vec<Answer> },
    /// 汇总表.xlsx.
    Summary,
}

/// Columns that only the list of a department workbook has together, in any order.
const LIST: [&str; 4] = ["位置", "修改建议", "依据规则", "整改情况"];
const TEXT: &str = "整改说明";
const SUBJECT: &str = "项目";
/// Every column of that list. In a marked workbook some may have got other names.
const COLUMNS: [&str; 11] =
    ["序号", "级别", "位置", "项目", "填报内容", "应为", "问题", "修改建议", "依据规则", "整改情况", "整改说明"];
const MOST_RENAMED: usize = 4;
/// Sheets that only a summary has together.
const SUMMARY: [&str; 4] = ["总览", "部门汇总", "问题清单", "报送台账"];
/// Behind the department's name and the year in the title of the list.
const TITLE: &str = "绩效自评表问题反馈";
/// The header stands below a short heading.
const REACH: u32 = 40;

/// `None` for everybody else's workbooks. A mark alone is not enough: somebody may have made a form out of one of ours.
pub fn own(workbook: &Workbook) -> Option<Own> {
    let has = |name: &&str| workbook.sheets.iter().any(|sheet| sheet.name == **name);
    let marked = workbook.marker.as_deref();
    let wanted = if marked == Some(marker::SUMMARY) { 1 } else { SUMMARY.len() };
    if SUMMARY.into_iter().filter(has).count() >= wanted {
        return Some(Own::Summary);
    }
    let is_marked = marked == Some(marker::FEEDBACK);
    workbook.sheets.iter().find_map(|sheet| feedback(sheet, is_marked))
}

fn feedback(sheet: &Sheet, is_marked: bool) -> Option<Own> {
    let (row, columns) = sheet.filled_rows(0, REACH).into_iter().find_map(|row| {
        let columns = header(sheet, row);
        let has = |title: &&str| columns.iter().any(|(known, _)| known == *title);
        let is_list = LIST.iter().all(&has);
        let is_nearly = is_marked && COLUMNS.into_iter().filter(has).count() + MOST_RENAMED >= COLUMNS.len();
        (is_list || is_nearly).then(|| (row, renamed(columns)))
    })?;
    let title = sheet.filled_rows(0, row).into_iter().find_map(|row| department(&text(sheet, row, 0)));
    let rows = sheet.filled_rows(row + 1, sheet.row_end());
    let answers = rows.into_iter().filter_map(|row| answer(sheet, row, &columns)).collect();
    Some(Own::Feedback { department: title.unwrap_or_default(), answers })
}

fn header(sheet: &Sheet, row: u32) -> Vec<(String, u32)> {
    sheet.row(row).filter_map(|(at, cell)| Some((compact(cell.text()?).into_owned(), at.col))).collect()
}

/// The titles that lack are those of the columns nobody knows, in their order, where there are as many of both.
fn renamed(mut columns: Vec<(String, u32)>) -> Vec<(String, u32)> {
    let is_known = |title: &str| COLUMNS.contains(&title);
    let lacking: Vec<&str> =
        COLUMNS.into_iter().filter(|title| !columns.iter().any(|(known, _)| known == title)).collect();
    let unknown: Vec<usize> = (0..columns.len()).filter(|at| !is_known(&columns[*at].0)).collect();
    if lacking.len() == unknown.len() {
        unknown.into_iter().zip(lacking).for_each(|(at, title)| columns[at].0 = title.to_owned());
    }
    columns
}

/// `区教育局2023年度绩效自评表问题反馈`.
fn department(title: &str) -> Option<String> {
    let named = title.strip_suffix(TITLE)?;
    let name = named.strip_suffix("年度").map_or(named, |named| named.trim_end_matches(|c: char| c.is_ascii_digit()));
    Some(name.to_owned())
}

fn answer(sheet: &Sheet, row: u32, columns: &[(String, u32)]) -> Option<Answer> {
    let of = |title: &str| {
        let col = columns.iter().find(|(known, _)| known == title).map(|(_, col)| *col)?;
        Some(text(sheet, row, col)).filter(|text| !text.is_empty())
    };
    let reply = Reply { status: of(LIST[3]).unwrap_or_default(), text: of(TEXT).unwrap_or_default() };
    let rule = of(LIST[2])?.split_whitespace().next()?.to_owned();
    let answer =
        Answer { rule, subject: of(SUBJECT).unwrap_or_default(), place: of(LIST[0]).unwrap_or_default(), reply };
    (!answer.reply.words().is_empty()).then_some(answer)
}

fn text(sheet: &Sheet, row: u32, col: u32) -> String {
    sheet.get(CellRef::new(row, col)).map(|cell| tidy(&shown(cell))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::{Cell, CellValue};

    fn workbook(name: &str, rows: &[&[&str]]) -> Workbook {
        let cells = (0..).zip(rows).flat_map(|(row, texts)| {
            (0..).zip(*texts).filter(|(_, text)| !text.is_empty()).map(move |(col, text)| {
                let value = CellValue::Text((*text).to_owned());
                (CellRef::new(row, col), Cell { value, ..Cell::default() })
            })
        });
        Workbook { sheets: vec![Sheet::new(name, cells.collect(), vec![])], ..Workbook::default() }
    }

    #[test]
    fn a_feedback_workbook_is_known_by_its_list_and_gives_its_answers() {
        let book = workbook(
            "随便什么",
            &[
                &["区教育局2023年度绩效自评表问题反馈"],
                &[],
                &["位置", "整改说明", "项目", "修改建议", "依据规则", "整改情况"],
                &["H15", "已按实际改为4.79", "预算执行率/得分", "请核对", "SCR-02 得分超出范围", "已改"],
                &["H16", "", "支付进度率/得分", "请核对", "SCR-02 得分超出范围", ""],
                &["单位负责人（签字）："],
            ],
        );
        let reply = Reply { status: "已改".to_owned(), text: "已按实际改为4.79".to_owned() };
        let answer =
            Answer {
                rule: "SCR-02".to_owned(), subject: "预算执行率/得分".to_owned(), place: "H15".to_owned(), reply
            };
        assert_eq!(own(&book), Some(Own::Feedback { department: "区教育局".to_owned(), answers: vec![answer] }));
    }

    #[test]
    fn a_marked_list_is_known_although_columns_have_other_names() {
        let rows: &[&[&str]] = &[
            &["区教育局2023年度绩效自评表问题反馈"],
            &["序号", "级别", "位置", "项目", "填报内容", "应为", "问题", "修改建议", "规则", "情况", "整改说明"],
            &["1", "须修改", "H15", "预算执行率/得分", "6", "", "", "请核对", "SCR-02 得分超出范围", "已改", ""],
        ];
        let plain = workbook("问题清单", rows);
        assert_eq!(own(&plain), None);
        let marked = Workbook { marker: Some(marker::FEEDBACK.to_owned()), ..plain };
        let Some(Own::Feedback { department, answers }) = own(&marked) else { panic!("{:?}", own(&marked)) };
        assert_eq!((department.as_str(), answers[0].rule.as_str()), ("区教育局", "SCR-02"));
        assert_eq!(answers[0].reply.status, "已改");
        // A form that somebody made out of a workbook of ours is a form.
        let form = Workbook {
            marker: marked.marker, ..workbook("标注原表", &[&["项目", "位置", "分值", "得分"]])
        };
        assert_eq!(own(&form), None);
    }

    #[test]
    fn a_form_is_nobodys_output() {
        assert_eq!(own(&workbook("自评表", &[&["项目", "位置", "分值", "得分"]])), None);
        assert_eq!(department("区教育局绩效自评表问题反馈").as_deref(), Some("区教育局"));
        assert_eq!(department("2023年度区教育局自评表"), None);
    }
}
