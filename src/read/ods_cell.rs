//! One cell of an .ods: what its attributes and its text say it holds.

use quick_xml::events::BytesStart;

use super::calendar;
use super::styles::Style;
use crate::model::grid::{Cell, CellValue};

/// `'file:///D:/上年.ods'#$表一` in a formula, and as the name of the copy that is kept of that sheet.
pub const ELSEWHERE: &str = "'#$";

/// The cell between its tags.
#[derive(Default)]
pub struct Open {
    pub value_type: String,
    pub value: Option<String>,
    pub is_formula: bool,
    pub links_elsewhere: bool,
    pub style: Option<String>,
    pub repeat: u32,
    pub spans: (u32, u32),
    pub covered: bool,
    pub text: String,
    pub paragraphs: u32,
    pub has_picture: bool,
}

impl Open {
    pub fn new(e: &BytesStart, covered: bool) -> Self {
        let mut open = Self { covered, repeat: 1, spans: (1, 1), ..Self::default() };
        for found in e.attributes().with_checks(false).flatten() {
            let Ok(value) = found.normalized_value(quick_xml::XmlVersion::Implicit1_0) else { continue };
            let count = || value.parse::<u32>().unwrap_or(1).max(1);
            match found.key.as_ref() {
                "table:number-columns-repeated" => open.repeat = count(),
                "table:number-rows-spanned" => open.spans.0 = count(),
                "table:number-columns-spanned" => open.spans.1 = count(),
                "table:formula" => (open.is_formula, open.links_elsewhere) = (true, value.contains(ELSEWHERE)),
                "table:style-name" => open.style = Some(value.into_owned()),
                "calcext:value-type" if value == "error" => open.value_type = "error".to_owned(),
                "office:value-type" if open.value_type.is_empty() => open.value_type = value.into_owned(),
                "office:value" | "office:date-value" | "office:boolean-value" | "office:string-value" => {
                    open.value = Some(value.into_owned());
                }
                _ => {}
            }
        }
        open
    }

    pub fn cell(self, style: Option<Style>) -> Cell {
        let told = self.told_by_text();
        let number = self.value.as_deref().and_then(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite());
        let value = match (self.value_type.as_str(), number) {
            ("float" | "percentage" | "currency", Some(number)) => CellValue::Number(number),
            ("boolean", _) => CellValue::Bool(self.value.as_deref() == Some("true")),
            ("date", _) => match self.value.as_deref().and_then(calendar::serial) {
                Some(serial) => CellValue::Date(serial),
                None => CellValue::Text(self.text),
            },
            _ if error_text(&self.text).is_some() => CellValue::Error(error_text(&self.text).unwrap_or("").to_owned()),
            ("string", _) if self.text.is_empty() => CellValue::Text(self.value.unwrap_or_default()),
            _ if self.text.is_empty() => CellValue::Empty,
            _ => CellValue::Text(self.text),
        };
        let mut cell = Cell { value, is_formula: self.is_formula, format: None };
        let is_day = matches!(cell.value, CellValue::Date(_));
        match style.filter(|style| is_day == style.is_date) {
            Some(style) => style.put_on(&mut cell, 0.0),
            None => cell.format = told.map(Into::into),
        }
        cell
    }

    /// The code of a cell of a program that keeps no styles, by its type and by what is shown.
    fn told_by_text(&self) -> Option<String> {
        match self.value_type.as_str() {
            "date" => date_format(&self.text).map(str::to_owned),
            "percentage" => {
                let fraction =
                    self.text.trim_end_matches('%').rsplit_once('.').map_or(0, |(_, tail)| tail.len().min(15));
                let point = if fraction > 0 { "." } else { "" };
                Some(format!("0{point}{}%", "0".repeat(fraction)))
            }
            _ => None,
        }
    }
}

/// The code a date is shown by, as far as it is told from 2023-12-31.
fn date_format(shown: &str) -> Option<&'static str> {
    match (shown.contains('年'), shown.contains('月'), shown.contains('日')) {
        (true, true, true) => Some("yyyy\"年\"m\"月\"d\"日\""),
        (true, true, false) => Some("yyyy\"年\"m\"月\""),
        (false, true, _) => Some("m\"月\"d\"日\""),
        _ => shown.contains('/').then_some("yyyy/m/d"),
    }
}

/// Error cells hold their text only; LibreOffice's own numbers are what Excel would call a value error.
fn error_text(text: &str) -> Option<&str> {
    const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    match text.starts_with("Err:") && text[4..].parse::<u16>().is_ok() {
        true => Some("#VALUE!"),
        false => ERRORS.into_iter().find(|known| *known == text),
    }
}
