//! A document as an office writes them: headings, paragraphs, tables with a repeated head, page numbers. Only what such
//! a draft needs of WordprocessingML, so that the same text gives the same bytes.

mod chart;
mod parts;

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::WriteError;
pub use chart::Chart;

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// A column of a table: title, width in twentieths of a point, how its cells stand.
#[derive(Clone, Copy, Debug)]
pub struct DocumentColumn {
    pub title: &'static str,
    pub width: u32,
    pub align: Align,
}

/// A document being written.
#[derive(Debug, Default)]
pub struct Document {
    title: String,
    body: String,
    captions: usize,
    charts: Vec<Chart>,
}

impl Document {
    pub fn new(title: &str) -> Self {
        let mut document = Self { title: title.to_owned(), ..Self::default() };
        document.styled("Title", title);
        document
    }

    /// 一、基本情况
    pub fn section(&mut self, text: &str) {
        self.styled("Heading1", text);
    }

    /// Running text; what stands in 【】 is the officer's to write, and marked.
    pub fn paragraph(&mut self, text: &str) {
        self.styled("BodyText", text);
    }

    /// Who signs, and when.
    pub fn signature(&mut self, text: &str) {
        self.styled("Signature", text);
    }

    /// Of the table that follows, with its number.
    pub fn caption(&mut self, text: &str) {
        self.captions += 1;
        let text = format!("表{}　{text}", self.captions);
        self.styled("Caption", &text);
    }

    /// A chart with its number and what it shows below it.
    pub fn chart(&mut self, chart: Chart, text: &str) {
        self.charts.push(chart);
        let number = self.charts.len();
        self.body.push_str(&chart::inline(number, text));
        self.styled("Legend", &format!("图{number}　{text}"));
    }

    /// Whatever follows begins on a new page.
    pub fn page(&mut self) {
        self.body.push_str("<w:p><w:pPr><w:pStyle w:val=\"Note\"/></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>");
    }

    pub fn table(&mut self, columns: &[DocumentColumn], rows: &[Vec<String>]) {
        let width: u32 = columns.iter().map(|column| column.width).sum();
        let grid: String = columns.iter().map(|column| format!("<w:gridCol w:w=\"{}\"/>", column.width)).collect();
        self.body.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        ));
        let head: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
        self.row(columns, &head, true);
        rows.iter().for_each(|row| self.row(columns, row, false));
        self.body.push_str("</w:tbl>");
        self.styled("Note", "");
    }

    fn row(&mut self, columns: &[DocumentColumn], cells: &[String], is_head: bool) {
        let head = if is_head { "<w:tblHeader/>" } else { "" };
        self.body.push_str(&format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"));
        for (column, text) in columns.iter().zip(cells) {
            let align = match column.align {
                _ if is_head => "center",
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            let (style, fill) = match is_head {
                true => ("TableHead", "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E7EEF7\"/>"),
                false => ("TableText", ""),
            };
            self.body.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{fill}<w:vAlign w:val=\"center\"/></w:tcPr>\
                 <w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:jc w:val=\"{align}\"/></w:pPr>{}</w:p></w:tc>",
                column.width,
                runs(text)
            ));
        }
        self.body.push_str("</w:tr>");
    }

    fn styled(&mut self, style: &str, text: &str) {
        self.body.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", runs(text)));
    }

    /// Dated in seconds since the epoch.
    ///
    /// # Errors
    /// The disk does not take it.
    pub fn save(&self, path: &Path, created: i64) -> Result<(), WriteError> {
        self.bytes(created).and_then(|bytes| fs::write(path, bytes)).map_err(WriteError::io(path))
    }

    fn bytes(&self, created: i64) -> std::io::Result<Vec<u8>> {
        let document = parts::document(&self.body);
        let properties = parts::properties(&self.title, created);
        let numbers = 1..=self.charts.len();
        let listed = |list: &str, end: &str, line: fn(usize) -> String| {
            list.replacen(end, &(numbers.clone().map(line).collect::<String>() + end), 1)
        };
        let types = listed(parts::CONTENT_TYPES, "</Types>", chart::content_type);
        let relations = listed(parts::DOCUMENT_RELATIONS, "</Relationships>", chart::relation);
        let parts = [
            ("[Content_Types].xml", types.as_str()),
            ("_rels/.rels", parts::RELATIONS),
            ("docProps/core.xml", properties.as_str()),
            ("word/document.xml", document.as_str()),
            ("word/_rels/document.xml.rels", relations.as_str()),
            ("word/styles.xml", parts::STYLES),
            ("word/footer1.xml", parts::FOOTER),
        ];
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        // The same time in every run.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let charts = numbers.clone().zip(&self.charts);
        let charts = charts.map(|(number, chart)| (format!("word/charts/chart{number}.xml"), chart.part()));
        for (name, text) in parts.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().chain(charts) {
            out.start_file(name, options).map_err(std::io::Error::other)?;
            out.write_all(text.as_bytes())?;
        }
        Ok(out.finish().map_err(std::io::Error::other)?.into_inner())
    }
}

/// A text as runs: places for the officer's own words are shaded.
fn runs(text: &str) -> String {
    let mut out = String::new();
    for (at, piece) in text.split('【').enumerate() {
        let (marked, plain) = match piece.split_once('】').filter(|_| at > 0) {
            Some((marked, plain)) => (Some(marked), plain),
            None => (None, piece),
        };
        if let Some(marked) = marked {
            out.push_str(&format!(
                "<w:r><w:rPr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFF2CC\"/></w:rPr>{}</w:r>",
                inner(&format!("【{marked}】"))
            ));
        }
        if !plain.is_empty() {
            out.push_str(&format!("<w:r>{}</w:r>", inner(plain)));
        }
    }
    out
}

fn inner(text: &str) -> String {
    format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(text))
}

/// What XML allows, with its marks escaped.
fn escaped(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    quick_xml::escape::escape(text.chars().filter(allowed).collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_for_own_words_are_marked_and_nothing_breaks_the_xml() {
        let text = runs("请【填写单位】<核对>\u{0}&");
        assert_eq!(text.matches("FFF2CC").count(), 1);
        assert!(text.contains("【填写单位】") && text.contains("&lt;核对&gt;&amp;") && !text.contains('\u{0}'));
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let bytes = || {
            let mut document = Document::new("报告");
            document.paragraph("正文");
            document.bytes(0).expect("memory takes it")
        };
        assert_eq!(bytes(), bytes());
    }
}
