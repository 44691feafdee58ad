//! .xls and .et by their own records: the library for it allocates what a file claims, and refuses what Excel opens.

use std::collections::HashMap;

use super::biff::{BOF, EOF, Pieces, Records, Texts, position, u16_at, u32_at};
use super::compound::Compound;
use super::limits::{self, Spent, over};
use super::styles::{self, DAYS_1904, Style};
use super::xls_sheet::{self, Found};
use super::{property_set, sniff, xls_password};
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue, Sheet, Visibility, Workbook};
use crate::model::marker::TEMPLATE_NAME;
use crate::model::source::Fault;

fn corrupt(what: &str) -> Fault {
    Fault::Corrupt(what.to_owned())
}

/// Reads .xls and .et, in their container or bare.
pub fn xls(bytes: &[u8]) -> Result<Workbook, Fault> {
    let file = Compound::open(bytes);
    let stream = match &file {
        Some(file) => ["Workbook", "Book"].iter().find_map(|name| file.stream(name)),
        None => sniff::is_bare_biff(bytes).then(|| bytes.to_vec()),
    };
    let mut stream = stream.ok_or_else(|| corrupt("no whole stream of a workbook"))?;
    if stream.len() as u64 > limits::UNPACKED_BYTES {
        return over("工作簿的数据", limits::UNPACKED_BYTES >> 20, "MB");
    }
    xls_password::open(&mut stream)?;
    let mut globals = Globals::read(&stream)?;
    let stored = |name: &str| file.as_ref().and_then(|file| file.stream(name));
    let marker = stored("\u{5}DocumentSummaryInformation").as_deref().and_then(property_set::marker);
    let modified = stored("\u{5}SummaryInformation").as_deref().and_then(property_set::saved);
    Ok(Workbook {
        format: "xls".to_owned(),
        sheets: globals.sheets(&stream)?,
        has_macros: file.is_some_and(|file| file.has("_VBA_PROJECT_CUR")),
        links_elsewhere: globals.links_elsewhere,
        modified,
        marker: marker.or(globals.template),
        narrative: Vec::new(),
    })
}

/// A tab of the workbook, and where its records begin.
struct Tab {
    at: usize,
    name: String,
    visibility: Visibility,
    is_worksheet: bool,
}

/// What holds for all sheets.
pub struct Globals {
    pub texts: Texts,
    codes: HashMap<u16, Option<Style>>,
    /// Format of each cell style.
    formats: Vec<u16>,
    pub strings: Vec<String>,
    tabs: Vec<Tab>,
    links_elsewhere: bool,
    /// What a template says of itself by a name.
    template: Option<String>,
    shift: f64,
    pub spent: Spent,
    /// Bytes of the sheets that were read.
    pub walked: usize,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, Fault> {
        let mut globals = Self {
            texts: Texts { is_wide: true, encoding: encoding_rs::WINDOWS_1252 },
            codes: styles::built_in(),
            formats: Vec::new(),
            strings: Vec::new(),
            tabs: Vec::new(),
            links_elsewhere: false,
            template: None,
            shift: 0.0,
            spent: Spent::default(),
            walked: 0,
        };
        let mut records = Records::new(stream);
        while let Some((kind, data)) = records.next()? {
            match kind {
                BOF => globals.texts.is_wide = u16_at(data, 0) != Some(0x0500),
                0x0042 => globals.texts.set_page(u16_at(data, 0).unwrap_or(0)),
                0x0022 if u16_at(data, 0) == Some(1) => globals.shift = DAYS_1904,
                0x041e => globals.codes.extend(globals.code(data)),
                0x00e0 if globals.formats.len() >= limits::STYLES => return over("单元格样式", limits::STYLES, "个"),
                0x00e0 => globals.formats.push(u16_at(data, 2).unwrap_or(0)),
                0x0085 => globals.tab(data)?,
                0x00fc => globals.table(&mut records.continued(data))?,
                // SupBook: 0x0401 is the workbook itself, 0x3a01 an add-in.
                0x01ae => globals.links_elsewhere |= !matches!(u16_at(data, 2), Some(0x0401 | 0x3a01)),
                0x0018 if globals.template.is_none() => globals.template = globals.named(data),
                EOF => break,
                _ => {}
            }
        }
        match globals.tabs.is_empty() {
            true => Err(corrupt("a workbook without sheets")),
            false => Ok(globals),
        }
    }

    /// Format record: number, then its code.
    fn code(&self, data: &[u8]) -> Option<(u16, Option<Style>)> {
        let width = if self.texts.is_wide { 2 } else { 1 };
        Some((u16_at(data, 0)?, Style::new(&self.texts.counted(data.get(2..)?, width)?)))
    }

    /// Lbl: a name and the formula it stands for; that of a template is one text.
    fn named(&self, data: &[u8]) -> Option<String> {
        const HEAD: usize = 14;
        const TEXT: u8 = 0x17;
        let name = self.texts.counted(&[data.get(3..4)?, data.get(HEAD..)?].concat(), 1)?;
        let formula = data.len().checked_sub(u16_at(data, 4)?.into()).filter(|at| *at > HEAD)?;
        let formula = data.get(formula..).filter(|formula| name == TEMPLATE_NAME && formula.first() == Some(&TEXT))?;
        self.texts.counted(&formula[1..], 1)
    }

    /// BoundSheet: place of its records, visibility, kind, name.
    fn tab(&mut self, data: &[u8]) -> Result<(), Fault> {
        if self.tabs.len() >= limits::SHEETS {
            return over("工作表", limits::SHEETS, "张");
        }
        let read = || {
            let visibility = match data.get(4)? & 3 {
                1 => Visibility::Hidden,
                2 => Visibility::VeryHidden,
                _ => Visibility::Visible,
            };
            let name = self.texts.counted(data.get(6..)?, 1)?.replace('\0', "");
            Some(Tab { at: u32_at(data, 0)? as usize, name, visibility, is_worksheet: *data.get(5)? == 0 })
        };
        self.tabs.push(read().ok_or_else(|| corrupt("a sheet without a name"))?);
        Ok(())
    }

    /// The table of strings; how many it claims to hold is not asked.
    fn table(&mut self, pieces: &mut Pieces) -> Result<(), Fault> {
        pieces.skip(8).ok_or_else(|| corrupt("no table of strings"))?;
        let mut size = 0;
        while pieces.has_more() {
            let text = pieces.rich_text().ok_or_else(|| corrupt("a text that ends early"))?;
            size += text.len() + size_of::<String>();
            if size > limits::TEXT_BYTES {
                return over("单元格文字合计", limits::TEXT_BYTES >> 20, "MB");
            }
            self.strings.push(text);
        }
        Ok(())
    }

    fn sheets(&mut self, stream: &[u8]) -> Result<Vec<Sheet>, Fault> {
        let tabs = std::mem::take(&mut self.tabs);
        let mut read = Vec::new();
        for tab in tabs.into_iter().filter(|tab| tab.is_worksheet) {
            let records = stream.get(tab.at..).filter(|rest| u16_at(rest, 0) == Some(BOF));
            let records = records.ok_or_else(|| corrupt("a sheet without records"))?;
            read.push((tab.visibility, tab.name, xls_sheet::read(records, self)?));
            // A thousand sheets that begin at one place would be read a thousand times.
            if self.walked > stream.len() {
                return Err(corrupt("sheets lie in each other"));
            }
        }
        // A program without a calculator (xlwt) stores the same empty result for every formula.
        let has_calculator = read.iter().any(|(_, _, found)| found.has_results);
        let sheet = |(visibility, name, mut found): (Visibility, String, Found)| {
            if !has_calculator {
                found.forget_empty_results();
            }
            let cells = if visibility == Visibility::Visible { found.cells } else { enough(found.cells) };
            let mut sheet = Sheet::new(name, cells, found.merges).with_unseen(found.unseen);
            sheet.visibility = visibility;
            sheet
        };
        Ok(read.into_iter().map(sheet).collect())
    }

    /// A text of the table; where a damaged one lacks it, an error stands in the cell, so that the loss is said.
    pub fn listed(&self, index: u32) -> CellValue {
        self.strings.get(index as usize).map_or_else(lost, |text| CellValue::Text(text.clone()))
    }

    /// The value under the style whose number stands in its record.
    pub fn styled(&self, value: CellValue, style: Option<u16>, is_formula: bool) -> Cell {
        let mut cell = Cell { value, is_formula, format: None };
        let format = style.and_then(|style| self.formats.get(usize::from(style)));
        if let Some(Some(style)) = format.and_then(|format| self.codes.get(format)) {
            style.put_on(&mut cell, self.shift);
        }
        cell
    }
}

/// What stands for a text that is in no table.
pub fn lost() -> CellValue {
    CellValue::Error("#N/A".to_owned())
}

/// Of a hidden sheet no more than says that it holds something.
pub fn enough(mut cells: Vec<(CellRef, Cell)>) -> Vec<(CellRef, Cell)> {
    let enough = cells.iter().position(|(_, cell)| !cell.is_blank()).map_or(0, |at| at + 1);
    cells.truncate(enough);
    cells
}

/// Row and column of the record and, where it can be told, its style.
pub fn place(data: &[u8]) -> Option<(CellRef, Option<u16>)> {
    Some((position(data)?, u16_at(data, 4)))
}
