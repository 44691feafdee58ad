//! A roster to start from: its columns, each with a note that says what stands in it.

use std::path::Path;

use super::WriteError;
use super::sheet::{Book, Page, Print, Properties};
use super::styles::{Across, Style};
use crate::model::address::{Area, CellRef};

/// Title, width in digits, and what to write.
const COLUMNS: [(&str, f64, &str); 9] = [
    ("单位编码", 12.0, "预算单位编码，可以不填"),
    ("单位名称", 30.0, "必填。应报送的单位，一行一个，写平时用的名称，如“区教育局”"),
    ("别名", 24.0, "这个单位还会写成的其他名称，几个用“；”隔开，可以不填"),
    ("归口股室", 14.0, "可以不填；填了，汇总表按股室统计"),
    ("下属单位个数", 12.0, "可以不填；填了，就与部门填报的核对"),
    ("全年预算数", 18.0, "财政部门掌握的数，单位元，可以不填；填了，就与部门填报的核对"),
    ("全年执行数", 18.0, "同上"),
    ("联系人", 14.0, "可以不填；用在催报清单里"),
    ("备注", 20.0, "可以不填"),
];
/// Rows ready to be filled in; more can follow.
const ROWS: u32 = 150;

pub fn write(path: &Path) -> Result<(), WriteError> {
    let named =
        Properties {
            title: "绩效自评报送名册".to_owned(), subject: "名册".to_owned(), ..Properties::default()
        };
    let mut book =
        Book::new(&Properties { comment: "鼠标停在表头上，可看到各栏写什么".to_owned(), ..named })?;
    let mut page = Page::new("名册")?;
    page.widths(&COLUMNS.map(|(_, width, _)| width))?;
    for (col, (title, _, what)) in (0..).zip(COLUMNS) {
        page.text(CellRef::new(0, col), title, Style::Header)?;
        page.note(CellRef::new(0, col), what)?;
        // Codes are text: they keep their leading zeros.
        let look = if col == 0 { Style::Text.look().number("@").across(Across::Left) } else { Style::Text.look() };
        (1..=ROWS).try_for_each(|row| page.blank(CellRef::new(row, col), look.clone()))?;
    }
    page.digits_are_text(Area::new(CellRef::new(1, 0), CellRef::new(ROWS, 0)))?;
    page.freeze(CellRef::new(1, 2))?;
    page.print(Print { titles: Some((0, 0)), ..Print::default() })?;
    book.put(page)?;
    book.save(path)
}
