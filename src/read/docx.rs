//! .docx by its own XML: every table is a sheet (表1, 表2 …, in the order in which they begin), every paragraph of the
//! body a paragraph of the narrative. What is read is what a reader sees once all tracked changes are accepted.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::calendar;
use super::docx_table::{Cell, Grid, Joined, Table};
use super::limits::{self, Spent, over};
use super::package::{Package, element_text, marker};
use super::sheet_xml::attribute;
use crate::model::grid::{Sheet, Workbook};
use crate::model::narrative::Paragraph;
use crate::model::source::Fault;
use crate::model::text::is_blank;

/// Tables in cells of tables, and text boxes in them.
const DEPTH: usize = 40;

pub fn docx(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let missing = || Fault::Corrupt("no main part".to_owned());
    let name = package.text_part()?.ok_or_else(missing)?;
    let part = package.xml(&name)?.ok_or_else(missing)?;
    let properties = package.part("docprops/core.xml")?.unwrap_or_default();
    let custom = package.part("docprops/custom.xml")?.unwrap_or_default();
    let xml = std::str::from_utf8(&part).map_err(|error| Fault::Corrupt(error.to_string()))?;
    let document = Document::default().read(xml)?;
    let saved = element_text(&properties, "<dcterms:modified").and_then(calendar::epoch);
    let plain = package.workbook("docx");
    Ok(Workbook {
        modified: saved.or(plain.modified),
        marker: marker(&custom),
        sheets: document.sheets,
        narrative: document.narrative,
        ..plain
    })
}

#[derive(Default)]
struct Document {
    sheets: Vec<Sheet>,
    narrative: Vec<Paragraph>,
    /// What stands around the element that is being read, outermost first.
    around: Vec<Around>,
    /// The paragraph that is being read, and those whose text boxes it lies in.
    paragraphs: Vec<Writing>,
    /// Content controls around it: true where one shows nothing but its hint.
    controls: Vec<bool>,
    properties: Properties,
    /// Paragraphs of the body just above: the heading of a table stands there.
    above: Vec<String>,
    /// The grid of the table of the body after which no text came yet.
    grid: Option<Grid>,
    /// Of a paragraph whose mark was deleted, what goes on in the next.
    carried: String,
    in_text: bool,
    is_hidden: bool,
    spent: Spent,
}

/// Where text goes that is in no paragraph of the body.
enum Around {
    Table(Table),
    Cell(Cell),
    /// A text box belongs to the paragraph that holds it.
    Box(String),
}

#[derive(Default)]
struct Writing {
    text: String,
    is_listed: bool,
    mark_is_deleted: bool,
}

/// The properties of what is being read: names mean something else in them.
#[derive(Clone, Copy, Default, PartialEq)]
enum Properties {
    #[default]
    None,
    Paragraph,
    Row,
}

impl Document {
    fn read(mut self, xml: &str) -> Result<Self, Fault> {
        let corrupt = |error: quick_xml::Error| Fault::Corrupt(error.to_string());
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().map_err(corrupt)? {
                Event::Start(e) if self.is_passed_over(&e) => {
                    reader.read_to_end(e.to_end().name()).map_err(corrupt)?;
                }
                Event::Start(e) => self.start(&e)?,
                Event::End(e) if e.local_name().as_ref() == "document" => return Ok(self),
                Event::End(e) => self.end(e.local_name().as_ref())?,
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(entity) => match entity.resolve_char_ref().map_err(corrupt)? {
                    Some(c) => self.text(c.encode_utf8(&mut [0; 4])),
                    None => self.text(quick_xml::escape::resolve_xml_entity(entity.as_ref()).unwrap_or("")),
                },
                Event::Eof => return Err(Fault::Corrupt("document.xml ends early".to_owned())),
                _ => {}
            }
        }
    }

    /// What is deleted or moved away, what is said twice (the fallback of a drawing), old properties, sounds of words.
    fn is_passed_over(&self, e: &BytesStart) -> bool {
        match e.local_name().as_ref() {
            "del" => self.properties == Properties::None,
            "moveFrom" | "Fallback" | "instrText" | "delText" | "delInstrText" | "rt" | "sectPr" => true,
            name => name.ends_with("PrChange"),
        }
    }

    fn start(&mut self, e: &BytesStart) -> Result<(), Fault> {
        match e.local_name().as_ref() {
            "tbl" => return self.open_table(),
            "txbxContent" => return self.enter(Around::Box(String::new())),
            "tc" => return self.enter(Around::Cell(Cell::default())),
            "tr" => self.table(Table::begin_row),
            "p" => self.paragraphs.push(Writing::default()),
            "pPr" => self.properties = Properties::Paragraph,
            "trPr" => self.properties = Properties::Row,
            "sdt" => self.controls.push(false),
            "t" => self.in_text = true,
            name => self.detail(name, e),
        }
        Ok(())
    }

    fn detail(&mut self, name: &str, e: &BytesStart) {
        let value = || attribute(e, "val");
        let span = || value().and_then(|text| text.trim().parse().ok()).unwrap_or(1).clamp(1, limits::COLUMNS);
        match (name, self.properties) {
            ("gridBefore", _) if value().is_some_and(|text| text.trim() != "0") => {
                let columns = span();
                self.table(|table| table.skip(columns));
            }
            ("del", Properties::Row) => self.table(Table::delete_row),
            ("del", Properties::Paragraph) => self.writing(|paragraph| paragraph.mark_is_deleted = true),
            ("numPr", Properties::Paragraph) => self.writing(|paragraph| paragraph.is_listed = true),
            ("gridSpan", _) => self.cell(|cell| cell.span = span()),
            ("vMerge", _) => self.cell(|cell| cell.down = Joined::of(value())),
            ("hMerge", _) => self.cell(|cell| cell.across = Joined::of(value())),
            ("cellDel", _) => self.cell(|cell| cell.is_deleted = true),
            ("vanish", Properties::None) => self.is_hidden = !matches!(value().as_deref(), Some("0" | "false" | "off")),
            ("showingPlcHdr", _) => self.controls.iter_mut().last().into_iter().for_each(|hint| *hint = true),
            (_, Properties::Paragraph) => {}
            ("br" | "cr", _) => self.write("\n"),
            ("tab" | "ptab", _) => self.write("\t"),
            ("noBreakHyphen", _) => self.write("-"),
            ("sym", _) => self.write(symbol(attribute(e, "char").unwrap_or_default().as_str())),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        match name {
            "p" => return self.end_paragraph(),
            "tbl" => return self.close_table(),
            "tc" => self.close_cell(),
            "tr" => self.table(Table::end_row),
            "txbxContent" => self.close_box(),
            "pPr" | "trPr" => self.properties = Properties::None,
            "r" => self.is_hidden = false,
            "t" => self.in_text = false,
            "sdt" => drop(self.controls.pop()),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        let is_hint = self.controls.contains(&true);
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| !is_hint && !self.is_hidden) {
            paragraph.text.push_str(text);
        }
    }

    fn writing(&mut self, change: impl FnOnce(&mut Writing)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            change(paragraph);
        }
    }

    fn cell(&mut self, change: impl FnOnce(&mut Cell)) {
        if let Some(Around::Cell(cell)) = self.around.last_mut() {
            change(cell);
        }
    }

    fn table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(Around::Table(table)) = self.around.last_mut() {
            change(table);
        }
    }

    fn enter(&mut self, around: Around) -> Result<(), Fault> {
        if self.around.len() >= DEPTH {
            return over("表格和文本框的嵌套", DEPTH, "层");
        }
        self.around.push(around);
        Ok(())
    }

    /// Its sheet has its place at once: those of tables in its cells come after it.
    fn open_table(&mut self) -> Result<(), Fault> {
        if self.sheets.len() >= limits::SHEETS {
            return over("文档中的表格", limits::SHEETS, "张");
        }
        let number = self.sheets.len();
        self.sheets.push(Sheet::default());
        let above = if self.around.is_empty() { std::mem::take(&mut self.above) } else { Vec::new() };
        self.enter(Around::Table(Table::new(number, above)))
    }

    fn close_table(&mut self) -> Result<(), Fault> {
        let Some(Around::Table(table)) = self.around.pop_if(|around| matches!(around, Around::Table(_))) else {
            return Ok(());
        };
        let (number, mut grid) = (table.number, table.grid());
        if self.around.is_empty() {
            grid = grid.below(self.grid.as_ref());
            self.grid = Some(grid.clone());
        }
        self.sheets[number] = table.sheet(format!("表{}", number + 1), grid, &mut self.spent)?;
        Ok(())
    }

    fn close_cell(&mut self) {
        if let Some(Around::Cell(cell)) = self.around.pop_if(|around| matches!(around, Around::Cell(_))) {
            self.table(|table| table.place(cell));
        }
    }

    fn close_box(&mut self) {
        if let Some(Around::Box(text)) = self.around.pop_if(|around| matches!(around, Around::Box(_))) {
            self.writing(|paragraph| append(&mut paragraph.text, &text));
        }
    }

    fn end_paragraph(&mut self) -> Result<(), Fault> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        let text = std::mem::take(&mut self.carried) + paragraph.text.as_str();
        if paragraph.mark_is_deleted {
            self.carried = text;
            return Ok(());
        }
        if is_blank(&text) {
            return Ok(());
        }
        self.spent.cell(text.len())?;
        match self.around.last_mut() {
            Some(Around::Cell(cell)) => append(&mut cell.text, &text),
            Some(Around::Box(inner)) => append(inner, &text),
            Some(Around::Table(_)) => {}
            None => self.body(text, paragraph.is_listed),
        }
        Ok(())
    }

    /// Lines that can still be the heading of a table.
    fn body(&mut self, text: String, is_listed: bool) {
        const LINES: usize = 4;
        self.grid = None;
        self.above.push(text.clone());
        self.above.drain(..self.above.len().saturating_sub(LINES));
        self.narrative.push(Paragraph { text, is_listed });
    }
}

fn append(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// Characters of the symbol fonts that people tick with.
fn symbol(code: &str) -> &'static str {
    match code.to_ascii_uppercase().as_str() {
        "F052" | "F0FE" | "F053" => "☑",
        "F0FC" | "F050" => "√",
        "F0A3" | "F0A8" | "F06F" | "F071" => "□",
        _ => "",
    }
}
