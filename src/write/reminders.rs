//! The list of departments to be reminded, to print or to paste.

use std::path::Path;

use super::WriteError;
use super::measure;
use super::sheet::{Book, Page, Print, Properties};
use super::styles::Style;
use crate::model::address::{Area, CellRef};

/// A department that owes something.
#[derive(Clone, Debug, Default)]
pub struct Reminder {
    pub code: String,
    pub department: String,
    pub section: String,
    pub contact: String,
    pub state: String,
    pub since: String,
    pub round: usize,
    pub errors: usize,
    pub warnings: usize,
}

/// A column: title, width in digits, and what stands in it.
type ReminderColumn = (&'static str, f64, fn(&Reminder) -> Shown);

/// Numbers are numbers: people sort and add them.
enum Shown {
    Text(String),
    Count(usize),
}

const COLUMNS: [ReminderColumn; 10] = [
    ("单位编码", 11.0, |one| Shown::Text(one.code.clone())),
    ("部门名称", 24.0, |one| Shown::Text(one.department.clone())),
    ("归口股室", 13.0, |one| Shown::Text(one.section.clone())),
    ("联系人", 12.0, |one| Shown::Text(one.contact.clone())),
    ("状态", 12.0, |one| Shown::Text(one.state.clone())),
    ("自何时", 12.0, |one| Shown::Text(one.since.clone())),
    ("报送次数", 10.0, |one| Shown::Count(one.round)),
    ("须修改（处）", 14.0, |one| Shown::Count(one.errors)),
    ("需说明（处）", 14.0, |one| Shown::Count(one.warnings)),
    ("催报内容", 60.0, |one| Shown::Text(one.words())),
];

impl Reminder {
    /// What to tell it.
    pub fn words(&self) -> String {
        let since = if self.since.is_empty() { String::new() } else { format!("（自{}）", self.since) };
        match self.state.as_str() {
            // It has sent something; nobody may tell it that nothing came.
            "未报送" if self.round > 0 => {
                format!("{}：以前报送的自评表已不在收表文件夹中{since}，请重新报送一份。", self.department)
            }
            "未报送" => format!("{}：尚未收到贵单位的自评表{since}，请尽快报送。", self.department),
            "无法读取" => format!("{}：报送的文件无法读取{since}，请按问题反馈重新报送。", self.department),
            "待确认" => {
                format!("{}：收到的文件单位名称与名册不一致{since}，请确认是否为贵单位所报。", self.department)
            }
            _ => format!(
                "{}：第{}次报送已退回{since}，须修改{}处、需说明{}处，请尽快修改后重新报送。",
                self.department, self.round, self.errors, self.warnings
            ),
        }
    }
}

/// Lines to paste, one a department.
pub fn text(reminders: &[Reminder]) -> String {
    reminders.iter().map(|one| one.words() + "\n").collect()
}

pub fn workbook(title: &str, reminders: &[Reminder], path: &Path) -> Result<(), WriteError> {
    let mut book =
        Book::new(&Properties {
            title: title.to_owned(), subject: "催报清单".to_owned(), ..Properties::default()
        })?;
    let mut page = Page::new("催报清单")?;
    page.widths(&COLUMNS.map(|(_, width, _)| width))?;
    page.text(CellRef::new(0, 0), title, Style::Title)?;
    page.height(0, 28.0)?;
    for (col, (title, ..)) in (0..).zip(COLUMNS) {
        page.text(CellRef::new(1, col), title, Style::Header)?;
    }
    for (row, one) in (2..).zip(reminders) {
        let shown = COLUMNS.map(|(_, width, shown)| (shown(one), width));
        let texts = shown.iter().filter_map(|(shown, width)| match shown {
            Shown::Text(text) => Some((text.as_str(), *width)),
            Shown::Count(_) => None,
        });
        page.height(row, measure::height(texts).max(20.0))?;
        for (col, (shown, _)) in (0..).zip(&shown) {
            let at = CellRef::new(row, col);
            match shown {
                Shown::Text(text) => page.text(at, text, Style::Prose)?,
                Shown::Count(count) => page.number(at, (*count).into(), Style::Count.look().top())?,
            }
        }
    }
    let last = CellRef::new(1 + reminders.len() as u32, COLUMNS.len() as u32 - 1);
    page.filter(Area::new(CellRef::new(1, 0), last))?;
    page.freeze(CellRef::new(2, 2))?;
    page.print(Print { titles: Some((1, 1)), ..Print::default() })?;
    book.put(page)?;
    book.save(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sent_something_is_not_told_that_nothing_came() {
        let words = |round| {
            let one = Reminder {
                department: "区教育局".to_owned(),
                state: "未报送".to_owned(),
                round,
                ..Reminder::default()
            };
            one.words()
        };
        assert_eq!(words(0), "区教育局：尚未收到贵单位的自评表，请尽快报送。");
        assert_eq!(words(1), "区教育局：以前报送的自评表已不在收表文件夹中，请重新报送一份。");
    }
}
