//! The table of a roster: its header row, and one department or project per row below.

use std::collections::BTreeMap;

use super::row::{self, Place, Row};
use super::{RosterError, figure};
use crate::model::roster::{LedgerFigure, RosterEntry};
use crate::model::submission::MoneyUnit;
use crate::model::text::{LabelKey, compact, is_blank, label_key, tidy, without_brackets};

/// Columns looked at.
pub const MOST_COLUMNS: u32 = 64;
/// Rows in which the header may stand, below titles and notes.
const HEADER_WITHIN: usize = 20;
const ALIAS_BREAKS: [char; 7] = ['；', ';', '、', '，', ',', '\n', '\r'];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Name,
    Code,
    Aliases,
    Section,
    SubordinateUnits,
    Budget,
    Executed,
    Contact,
    Remark,
    Project,
}

/// Header texts (`label_key`, without brackets). The roster is jixiao's own form, so its words stand here.
const COLUMNS: [(Column, &[&str]); 10] = [
    (
        Column::Name,
        &[
            "单位名称",
            "部门名称",
            "部门单位名称",
            "单位部门名称",
            "预算部门",
            "预算单位",
            "预算单位名称",
            "预算部门名称",
            "一级预算单位",
            "一级预算单位名称",
            "填报单位",
            "报送单位",
            "自评单位",
            "评价部门",
            "评价单位",
            "评价部门名称",
            "评价单位名称",
        ],
    ),
    (Column::Code, &["单位编码", "部门编码", "预算编码", "单位代码", "部门代码", "预算单位编码", "预算单位代码"]),
    (Column::Aliases, &["别名", "单位别名", "简称", "曾用名"]),
    (
        Column::Section,
        &[
            "归口股室",
            "归口科室",
            "归口处室",
            "股室",
            "科室",
            "业务股室",
            "业务科室",
            "业务处室",
            "对口股室",
            "主管股室",
            "分管股室",
            "归口业务股室",
        ],
    ),
    (Column::SubordinateUnits, &["下属单位个数", "下属单位数", "所属单位个数"]),
    (Column::Budget, &["全年预算数", "预算数"]),
    (Column::Executed, &["全年执行数", "执行数"]),
    (Column::Contact, &["联系人"]),
    (Column::Remark, &["备注"]),
    (Column::Project, &["项目名称"]),
];
/// Mean the departments' names only where another column of a roster stands beside.
const PERHAPS_NAMES: [&str; 3] = ["部门", "单位", "主管部门"];
const NUMBERS: &str = "序号";

type Columns = BTreeMap<Column, (usize, String, MoneyUnit)>;

/// A header and the rows below it.
pub struct Table<'a> {
    /// Where a column is, with the unit of its header.
    columns: Columns,
    rows: &'a [Row],
}

impl<'a> Table<'a> {
    /// The first row that names the departments' column.
    pub fn find(rows: &'a [Row]) -> Option<Self> {
        let mut page_unit = MoneyUnit::Yuan;
        for (i, row) in rows.iter().take(HEADER_WITHIN).enumerate() {
            if row.cells.iter().any(|cell| is_wan_note(cell)) {
                page_unit = MoneyUnit::WanYuan;
            }
            let columns = columns(row, page_unit);
            if columns.contains_key(&Column::Name) {
                return Some(Self { columns, rows: &rows[i + 1..] });
            }
        }
        None
    }

    /// Every row that is a department or a project of one, with its place.
    pub fn departments(&self) -> Result<Vec<(Place, RosterEntry)>, RosterError> {
        let (mut found, mut heading) = (Vec::new(), None);
        let names = self.columns.get(&Column::Name).map_or(0, |(at, ..)| *at);
        for row in self.rows {
            let name = tidy(self.cell(row, Column::Name));
            let project = self.text(row, Column::Project);
            if row.is_sum(names) || self.is_header(row) || row::is_note(&name) {
                continue;
            }
            if is_blank(&name) {
                self.nameless(row, project)?;
            } else if let Some(title) = row::heading(&name) {
                heading = Some(title).filter(|title| !title.is_empty());
            } else if !name.chars().any(char::is_alphabetic) {
                return Err(RosterError::NotAName { place: row.place.clone(), written: name });
            } else if project.is_some() || !row.continued.contains(&names) {
                let entry = self.entry(name, row)?;
                let section = entry.section.clone().or_else(|| heading.clone());
                let projects = project.into_iter().collect();
                found.push((row.place.clone(), RosterEntry { section, projects, ..entry }));
            }
        }
        Ok(found)
    }

    /// The header again, at the top of a printed page or below itself where its cells are merged.
    fn is_header(&self, row: &Row) -> bool {
        known(self.cell(row, Column::Name)).is_some_and(|(column, ..)| column == Column::Name)
    }

    /// A row with a project or a code belongs to a department, whose name is missing.
    fn nameless(&self, row: &Row, project: Option<String>) -> Result<(), RosterError> {
        let code = self.text(row, Column::Code).filter(|code| code.starts_with(|c: char| c.is_ascii_digit()));
        match project.or(code) {
            Some(beside) => Err(RosterError::Nameless { place: row.place.clone(), beside }),
            None => Ok(()),
        }
    }

    fn entry(&self, name: String, row: &Row) -> Result<RosterEntry, RosterError> {
        let own = compact(&name);
        let mut aliases: Vec<String> = Vec::new();
        for alias in self.cell(row, Column::Aliases).split(ALIAS_BREAKS).map(tidy).filter(|alias| !is_blank(alias)) {
            let key = compact(&alias);
            if key != own && !aliases.iter().any(|other| compact(other) == key) {
                aliases.push(alias);
            }
        }
        Ok(RosterEntry {
            name,
            code: self.text(row, Column::Code),
            aliases,
            section: self.text(row, Column::Section),
            subordinate_units: self.number(row, Column::SubordinateUnits, |text, _| figure::parse(text))?,
            budget: self.figure(row, Column::Budget)?,
            executed: self.figure(row, Column::Executed)?,
            contact: self.text(row, Column::Contact),
            remark: self.text(row, Column::Remark),
            projects: Vec::new(),
            list: None,
            origin: None,
        })
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        self.columns.get(&column).map_or("", |(at, ..)| row.cell(*at))
    }

    fn text(&self, row: &Row, column: Column) -> Option<String> {
        let text = tidy(self.cell(row, column));
        (!is_blank(&text)).then_some(text)
    }

    fn figure(&self, row: &Row, column: Column) -> Result<Option<LedgerFigure>, RosterError> {
        self.number(row, column, figure::ledger)
    }

    fn number<T>(
        &self,
        row: &Row,
        column: Column,
        parse: impl Fn(&str, MoneyUnit) -> Result<Option<T>, ()>,
    ) -> Result<Option<T>, RosterError> {
        let Some((_, label, unit)) = self.columns.get(&column) else { return Ok(None) };
        let written = self.cell(row, column);
        parse(written, *unit).map_err(|()| RosterError::NotANumber {
            place: row.place.clone(),
            column: label.clone(),
            written: tidy(written),
        })
    }
}

/// The row that looks most like a header without the departments' column, for the complaint.
pub fn nearly(rows: &[Row]) -> Option<&Row> {
    let filled = |row: &&Row| row.cells.iter().filter(|cell| !is_blank(cell)).count() > 1;
    let likeness = |row: &Row| columns(row, MoneyUnit::Yuan).len();
    let rows = rows.iter().take(HEADER_WITHIN).filter(filled);
    // Of rows that are as like the first.
    rows.rev().max_by_key(|row| likeness(row))
}

fn columns(row: &Row, page_unit: MoneyUnit) -> Columns {
    let mut columns = BTreeMap::new();
    for (at, cell) in row.cells.iter().enumerate() {
        let Some((column, key, remark)) = known(cell) else { continue };
        let unit = match remark.as_deref() {
            Some(remark) if remark.contains("万元") => MoneyUnit::WanYuan,
            Some("元") => MoneyUnit::Yuan,
            _ => page_unit,
        };
        columns.entry(column).or_insert((at, key, unit));
    }
    let perhaps = row.cells.iter().position(|cell| PERHAPS_NAMES.contains(&&*compact(cell)));
    let is_header = !columns.is_empty() || row.cells.iter().any(|cell| compact(cell) == NUMBERS);
    if let (false, Some(at), true) = (columns.contains_key(&Column::Name), perhaps, is_header) {
        columns.insert(Column::Name, (at, tidy(row.cell(at)), page_unit));
    }
    columns
}

/// The column that a header text names, the text and its unit.
fn known(cell: &str) -> Option<(Column, String, Option<String>)> {
    let LabelKey { key, remark } = label_key(cell);
    let of = |key: &str| COLUMNS.iter().find(|(_, labels)| labels.contains(&key)).map(|(column, _)| *column);
    let column = of(&key).or_else(|| of(&without_brackets(&key)?))?;
    Some((column, key, remark))
}

/// "单位：万元" above the table.
fn is_wan_note(cell: &str) -> bool {
    let cell = compact(cell);
    cell.ends_with("单位:万元") || cell.ends_with("单位:万元)")
}
