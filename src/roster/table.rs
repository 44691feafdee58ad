//! The table of a roster: its header row, and one entry per row below.

use std::collections::BTreeMap;

use super::{RosterError, figure};
use crate::model::roster::{LedgerFigure, Roster, RosterEntry};
use crate::model::submission::MoneyUnit;
use crate::model::text::{LabelKey, compact, is_blank, label_key, tidy};

/// Columns looked at.
pub const MOST_COLUMNS: u32 = 64;
/// Rows in which the header may stand, below titles and notes.
const HEADER_WITHIN: usize = 20;
/// Rows that are sums and no department.
const SUMS: [&str; 3] = ["合计", "总计", "小计"];
const ALIAS_BREAKS: [char; 7] = ['；', ';', '、', '，', ',', '\n', '\r'];

pub struct Row {
    /// As people count, from 1.
    pub number: usize,
    pub cells: Vec<String>,
}

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

/// Header texts (`label_key`) of a roster. The roster is jixiao's own form, so its words stand here.
const COLUMNS: [(Column, &[&str]); 10] = [
    (Column::Name, &["单位名称", "部门名称", "预算单位名称", "预算部门名称"]),
    (Column::Code, &["单位编码", "部门编码", "预算编码", "单位代码"]),
    (Column::Aliases, &["别名", "单位别名", "简称", "曾用名"]),
    (Column::Section, &["归口股室", "归口科室", "股室", "业务股室"]),
    (Column::SubordinateUnits, &["下属单位个数", "下属单位数", "所属单位个数"]),
    (Column::Budget, &["全年预算数", "预算数"]),
    (Column::Executed, &["全年执行数", "执行数"]),
    (Column::Contact, &["联系人"]),
    (Column::Remark, &["备注"]),
    (Column::Project, &["项目名称"]),
];

/// A header and the rows below it.
pub struct Table<'a> {
    /// Where a column is, with the unit of its header.
    columns: BTreeMap<Column, (usize, String, MoneyUnit)>,
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

    /// Every row with a name, checked.
    pub fn roster(&self, hash: String) -> Result<Roster, RosterError> {
        let mut entries: Vec<RosterEntry> = Vec::new();
        let mut taken = BTreeMap::new();
        let mut codes = BTreeMap::new();
        let (mut projects, mut met) = (BTreeMap::new(), BTreeMap::new());
        for row in self.rows {
            let name = tidy(self.cell(row, Column::Name));
            if is_blank(&name) || SUMS.contains(&&*compact(&name)) {
                continue;
            }
            let project = self.text(row, Column::Project);
            if let Some(project) = &project {
                take_project((&name, project), row.number, &mut projects)?;
            }
            // In a list of projects a department stands once for each.
            let known = project.as_ref().and_then(|_| met.get(compact(&name).as_ref()));
            if let Some(known) = known.and_then(|at: &usize| entries.get_mut(*at)) {
                known.projects.extend(project);
                continue;
            }
            met.insert(compact(&name).into_owned(), entries.len());
            let mut entry = self.entry(name, row)?;
            entry.projects.extend(project);
            take_names(&entry, (row.number, entries.len()), &mut taken)?;
            take_code(&entry, row.number, &mut codes)?;
            entries.push(entry);
        }
        if entries.is_empty() { Err(RosterError::Empty) } else { Ok(Roster { entries, hash }) }
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
        let place = self.columns.get(&column).and_then(|(at, ..)| row.cells.get(*at));
        place.map_or("", String::as_str)
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
            row: row.number,
            column: label.clone(),
            written: tidy(written),
        })
    }
}

fn columns(row: &Row, page_unit: MoneyUnit) -> BTreeMap<Column, (usize, String, MoneyUnit)> {
    let mut columns = BTreeMap::new();
    for (at, cell) in row.cells.iter().enumerate() {
        let LabelKey { key, remark } = label_key(cell);
        let known = COLUMNS.iter().find(|(_, labels)| labels.contains(&key.as_str()));
        let unit = match remark.as_deref() {
            Some(remark) if remark.contains("万元") => MoneyUnit::WanYuan,
            Some("元") => MoneyUnit::Yuan,
            _ => page_unit,
        };
        if let Some((column, _)) = known {
            columns.entry(*column).or_insert((at, key, unit));
        }
    }
    columns
}

/// "单位：万元" above the table.
fn is_wan_note(cell: &str) -> bool {
    let cell = compact(cell);
    cell.ends_with("单位:万元") || cell.ends_with("单位:万元)")
}

/// The same project twice under one department is a row too many.
fn take_project(
    (name, project): (&str, &str),
    row: usize,
    taken: &mut BTreeMap<(String, String), usize>,
) -> Result<(), RosterError> {
    let pair = (compact(name).into_owned(), compact(project).into_owned());
    match taken.insert(pair, row) {
        Some(first) => Err(RosterError::Twice { name: format!("{name}　{project}"), first, second: row }),
        None => Ok(()),
    }
}

/// Names and aliases with the row and the entry they belong to; a second entry may not have one of them.
fn take_names(
    entry: &RosterEntry,
    (row, index): (usize, usize),
    taken: &mut BTreeMap<String, (usize, usize)>,
) -> Result<(), RosterError> {
    for name in std::iter::once(&entry.name).chain(&entry.aliases) {
        if let Some((first, _)) =
            taken.insert(compact(name).into_owned(), (row, index)).filter(|(_, other)| *other != index)
        {
            return Err(RosterError::Twice { name: name.clone(), first, second: row });
        }
    }
    Ok(())
}

/// A code is one department's.
fn take_code(
    entry: &RosterEntry,
    row: usize,
    codes: &mut BTreeMap<String, (usize, String)>,
) -> Result<(), RosterError> {
    let Some(code) = &entry.code else { return Ok(()) };
    match codes.insert(code.clone(), (row, entry.name.clone())) {
        Some((first, name)) if name != entry.name => {
            Err(RosterError::CodeTwice { code: code.clone(), first, second: row })
        }
        _ => Ok(()),
    }
}
