//! The language of the checks: conditions in functions that Excel 2010, WPS and LibreOffice have alike, each giving
//! the first cell where it holds as one number (row × 1000 + column), or more than any cell has.

use super::form::FORM;
use crate::model::address::{Area, CellRef};

/// More than any cell's number.
pub const NOWHERE: &str = "1000000000";

pub fn cell(at: CellRef) -> String {
    format!("{FORM}!{}", absolute(at))
}

pub fn area(area: Area) -> String {
    format!("{FORM}!{}:{}", absolute(area.first), absolute(area.last))
}

fn absolute(at: CellRef) -> String {
    let text = at.to_string();
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    format!("${}${}", &text[..digits], &text[digits..])
}

/// The place of one cell where the condition is true.
pub fn one(at: CellRef, condition: &str) -> String {
    let at = cell(at);
    format!("IF({condition},ROW({at})*1000+COLUMN({at}),{NOWHERE})")
}

/// The place of the first cell of an area for which the condition, over areas of the same rows, is 1 and not 0.
pub fn first(within: Area, condition: &str) -> String {
    let within = area(within);
    format!("MIN({NOWHERE},SUMPRODUCT(MIN(ROW({within})*1000+COLUMN({within})+{NOWHERE}*(1-{condition}))))")
}

/// 1 where one of the texts, or nothing, stands. `value` may be an area.
pub fn among(value: &str, texts: &[String]) -> String {
    let list: String = texts.iter().map(|text| format!("|{}", text.replace('"', "\"\""))).collect();
    format!("ISNUMBER(FIND(\"|\"&{}&\"|\",\"|{list}|\"))", tidy(value))
}

/// Without blanks around, wide ones too.
pub fn tidy(value: &str) -> String {
    format!("TRIM(SUBSTITUTE({value},\"　\",\" \"))")
}

/// Without the texts in it.
pub fn without(value: &str, texts: &[&str]) -> String {
    texts.iter().fold(value.to_owned(), |value, text| format!("SUBSTITUTE({value},\"{text}\",\"\")"))
}
