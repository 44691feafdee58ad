//! Number formats: the codes nobody writes down, and those of an .xlsx.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::limits::{self, over};
use super::sheet_xml::attribute;
use crate::model::grid::{Cell, CellValue};
use crate::model::number_format::NumberFormat;
use crate::model::source::Fault;

/// Excel takes 255 characters; a longer code is no format, and copying it for every cell would cost gigabytes.
pub const LONGEST_CODE: usize = 1_000;
/// Days between the two systems Excel counts dates in.
pub const DAYS_1904: f64 = 1462.0;
/// 2000-01-01: before it a small number under a date format is rather a number than a day.
const FIRST_DAY: f64 = 36_526.0;
/// The first day of the year 10000.
const LAST_DAY: f64 = 2_958_466.0;

/// A number format, and whether it shows days.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    pub code: Arc<str>,
    pub is_date: bool,
}

impl Style {
    /// `None` for General, which says nothing about a number, and for what is too long to be a code.
    pub fn new(code: &str) -> Option<Self> {
        let says_something = !code.is_empty() && !code.eq_ignore_ascii_case("General") && code.len() <= LONGEST_CODE;
        says_something.then(|| Self { code: Arc::from(code), is_date: NumberFormat::parse(code).is_date() })
    }

    /// The cell under this format: a number that is shown as a day is one. `shift` makes days of the 1904 system
    /// such of 1900; what is none in either stays a number.
    pub fn put_on(&self, cell: &mut Cell, shift: f64) {
        let serial = match cell.value {
            CellValue::Number(value) => value,
            CellValue::Date(value) => value - shift,
            _ => {
                cell.format = Some(Arc::clone(&self.code));
                return;
            }
        };
        let is_small = shift > 0.0 && serial + shift < FIRST_DAY;
        let is_day = self.is_date && (0.0..LAST_DAY).contains(&serial) && !is_small;
        cell.value = if is_day { CellValue::Date(serial + shift) } else { CellValue::Number(serial) };
        cell.format = (is_day || !self.is_date).then(|| Arc::clone(&self.code));
    }
}

/// The number formats Excel does not write down (ECMA-376 18.8.30), its dates and times as a Chinese one shows them.
const BUILT_IN: [(&str, &[u16]); 22] = [
    ("0", &[1]),
    ("0.00", &[2]),
    ("#,##0", &[3, 37, 38, 41, 42]),
    ("#,##0.00", &[4, 39, 40, 43, 44]),
    ("0%", &[9]),
    ("0.00%", &[10]),
    ("0.00E+00", &[11, 48]),
    ("# ?/?", &[12, 13]),
    ("yyyy/m/d", &[14]),
    ("d-mmm-yy", &[15]),
    ("d-mmm", &[16]),
    ("mmm-yy", &[17]),
    ("h:mm", &[18, 20]),
    ("h:mm:ss", &[19, 21, 46]),
    ("yyyy/m/d h:mm", &[22]),
    ("yyyy\"年\"m\"月\"", &[27, 36, 50, 52, 57]),
    ("m\"月\"d\"日\"", &[28, 29, 51, 53, 54, 58]),
    ("m/d/yy", &[30]),
    ("yyyy\"年\"m\"月\"d\"日\"", &[31]),
    ("h\"时\"mm\"分\"", &[32, 34, 55]),
    ("h\"时\"mm\"分\"ss\"秒\"", &[33, 35, 56]),
    ("mm:ss", &[45, 47]),
];

/// Every format by its number; the file's own are added to it.
pub fn built_in() -> HashMap<u16, Option<Style>> {
    let ids = |(code, ids): &(&str, &'static [u16])| (Style::new(code), *ids);
    BUILT_IN.iter().map(ids).flat_map(|(style, ids)| ids.iter().map(move |id| (*id, style.clone()))).collect()
}

/// The format of each cell style of an .xlsx, in their order.
pub fn of_xlsx(part: &[u8]) -> Result<Vec<Option<Style>>, Fault> {
    let Ok(xml) = std::str::from_utf8(part) else { return Ok(Vec::new()) };
    let mut reader = Reader::from_str(xml);
    let (mut known, mut styles, mut in_cells) = (built_in(), Vec::new(), false);
    // What follows damage is not read: the cells keep their values.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "numFmt" => {
                let id = attribute(&e, "numFmtId").and_then(|id| id.trim().parse().ok());
                known.extend(id.zip(attribute(&e, "formatCode").map(|code| Style::new(&code))));
            }
            Event::Start(e) if e.local_name().as_ref() == "cellXfs" => in_cells = true,
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => break,
            Event::Start(e) | Event::Empty(e) if in_cells && e.local_name().as_ref() == "xf" => {
                if styles.len() >= limits::STYLES {
                    return over("单元格样式", limits::STYLES, "个");
                }
                let id = attribute(&e, "numFmtId").and_then(|id| id.trim().parse::<u16>().ok());
                styles.push(id.and_then(|id| known.get(&id).cloned().flatten()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(styles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formats_of_an_xlsx() {
        let xml = br#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="0.0&quot;&#x5206;&quot;"/></numFmts>
            <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="176"><alignment/></xf><xf numFmtId="31"/><xf/></cellXfs></styleSheet>"#;
        let styles = of_xlsx(xml).expect("few");
        let found: Vec<_> =
            styles.iter().map(|style| style.as_ref().map(|style| (&*style.code, style.is_date))).collect();
        let day = "yyyy\"年\"m\"月\"d\"日\"";
        assert_eq!(found, [None, Some(("0.0\"分\"", false)), Some((day, true)), None]);
        assert_eq!(Style::new(&"0".repeat(LONGEST_CODE + 1)), None);
        assert!(Style::new(&"0".repeat(LONGEST_CODE)).is_some());
    }

    #[test]
    fn a_format_makes_a_day_of_a_number_and_a_number_of_a_day() {
        let put = |value, code: &str, shift| {
            let mut cell = Cell { value, ..Cell::default() };
            Style::new(code).expect("a code").put_on(&mut cell, shift);
            cell.value
        };
        assert_eq!(put(CellValue::Number(45_291.0), "yyyy/m/d", 0.0), CellValue::Date(45_291.0));
        assert_eq!(put(CellValue::Date(45_291.0), "0.00", 0.0), CellValue::Number(45_291.0));
        assert_eq!(put(CellValue::Number(43_829.0), "yyyy/m/d", DAYS_1904), CellValue::Date(45_291.0));
        // A score of 5 in a workbook of the 1904 system, an amount no calendar has.
        assert_eq!(put(CellValue::Number(5.0), "yyyy/m/d", DAYS_1904), CellValue::Number(5.0));
        assert_eq!(put(CellValue::Number(36_750_350.45), "yyyy/m/d", 0.0), CellValue::Number(36_750_350.45));
    }
}
