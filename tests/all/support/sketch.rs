//! A sheet drawn in a test: a line for each row, a stroke between cells, `<` and `^` for what belongs to the merge
//! left or above; what reads as a number is one.

use jixiao::form::{Found, forms};
use jixiao::model::address::{Area, CellRef};
use jixiao::model::grid::{Cell, CellValue, Sheet, Workbook};
use jixiao::model::submission::{BudgetLine, Entry, Indicator, Submission};
use jixiao::normalise::normalise;
use jixiao::profile::builtin;

pub fn sheet(name: &str, drawn: &str) -> Sheet {
    let rows: Vec<Vec<&str>> = drawn.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let mark = |row: usize, col: usize| rows.get(row).and_then(|row| row.get(col)).copied().unwrap_or_default();
    let (mut cells, mut merges) = (vec![], vec![]);
    for (row, texts) in rows.iter().enumerate() {
        for (col, text) in texts.iter().enumerate().filter(|(_, text)| !matches!(**text, "<" | "^")) {
            let right = (col + 1..).take_while(|col| mark(row, *col) == "<").count();
            let below = (row + 1..).take_while(|row| mark(*row, col) == "^").count();
            let first = CellRef::new(row as u32, col as u32);
            let area = Area::new(first, CellRef::new((row + below) as u32, (col + right) as u32));
            merges.extend((!area.is_single()).then_some(area));
            cells.extend((!text.is_empty()).then(|| (first, cell(text))));
        }
    }
    Sheet::new(name, cells, merges)
}

fn cell(text: &str) -> Cell {
    let value = match text.parse::<f64>() {
        Ok(number) => CellValue::Number(number),
        Err(_) => CellValue::Text(text.replace('↵', "\n")),
    };
    Cell { value, ..Cell::default() }
}

pub fn workbook(sheets: Vec<Sheet>) -> Workbook {
    Workbook { format: "xlsx".to_owned(), sheets, ..Workbook::default() }
}

/// Every form of the workbook, by the profiles that come with the program.
pub fn read_all(workbook: &Workbook) -> Vec<Submission> {
    match forms(workbook, builtin(), None) {
        Found::Forms(forms) => {
            let read = forms.into_iter().map(|form| normalise(form.raw, &builtin()[form.profile], form.surroundings));
            read.collect()
        }
        Found::Nothing { .. } => vec![],
    }
}

/// The only form of a workbook with one sheet.
pub fn read(drawn: &str) -> Submission {
    let mut found = read_all(&workbook(vec![sheet("自评表", drawn)]));
    assert_eq!(found.len(), 1, "one form: {:#?}", found.iter().map(|form| form.area).collect::<Vec<_>>());
    found.remove(0)
}

/// `level 1/level 2/name: target → actual, score of points, reason`; what is not there is `-`.
pub fn row(row: &Indicator) -> String {
    let or = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let measure = |entry: &Option<_>| or(entry.as_ref().and_then(Entry::text));
    let number = |value: Option<rust_decimal::Decimal>| value.map_or("-".to_owned(), |d| d.normalize().to_string());
    let names = [&row.level1, &row.level2, &row.level3].map(|name| or(name.text())).join("/");
    let target = row.target_read.clone().unwrap_or_else(|| measure(&row.target));
    let (score, points) = (number(row.score_value()), number(row.points_value()));
    let reason = row.reason.as_ref().and_then(Entry::text).map(|reason| format!(", {reason}")).unwrap_or_default();
    format!("{names}: {target} → {}, {score} of {points}{reason}", measure(&row.actual))
}

pub fn rows(form: &Submission) -> Vec<String> {
    form.indicators.iter().map(row).collect()
}

/// `key: budget, executed` in 元.
pub fn money(form: &Submission) -> Vec<String> {
    let number = |value: Option<rust_decimal::Decimal>| value.map_or("-".to_owned(), |d| d.normalize().to_string());
    let line =
        |line: &BudgetLine| format!("{}: {}, {}", line.key, number(line.budget_yuan()), number(line.executed_yuan()));
    form.budget.iter().map(line).collect()
}

pub fn field<'a>(form: &'a Submission, key: &str) -> Option<&'a str> {
    form.field(key).filter(|entry| !entry.is_absent()).and_then(Entry::text)
}

pub fn total(form: &Submission) -> Option<String> {
    let stated = form.total.as_ref()?.stated.value()?;
    Some(stated.value.normalize().to_string())
}
