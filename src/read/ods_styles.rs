//! Number formats of an .ods (ODF 1.3, 16.29): the styles of cells, and the codes Excel would write for them.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::limits::{self, over};
use super::sheet_xml::attribute;
use super::styles::{LONGEST_CODE, Style};
use crate::model::source::Fault;

/// Styles by name, of styles.xml and of the beginning of content.xml.
#[derive(Default)]
pub struct OdsStyles {
    formats: HashMap<String, Format>,
    /// Of each cell style its number format, else the style it is made from.
    cells: HashMap<String, (Option<String>, Option<String>)>,
    resolved: HashMap<String, Option<Style>>,
}

/// A code, and what stands for it where a condition holds.
#[derive(Default)]
struct Format {
    code: String,
    maps: Vec<(String, String)>,
}

/// The format being read.
struct Open {
    name: String,
    format: Format,
    is_percentage: bool,
    /// Digits of a number, from the right, and the texts among them.
    embedded: Vec<(usize, String)>,
    number: Option<Number>,
    text_at: TextAt,
}

#[derive(Clone, Copy, PartialEq)]
enum TextAt {
    Nowhere,
    Literal,
    Embedded(usize),
}

#[derive(Default)]
struct Number {
    decimals: Option<usize>,
    fewest_decimals: usize,
    digits: usize,
    is_grouped: bool,
    factor: f64,
}

impl OdsStyles {
    /// Adds the styles of a part, up to where its tables begin.
    pub fn read(&mut self, xml: &str) -> Result<(), Fault> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        let mut open: Option<Open> = None;
        // What follows damage is not read: the cells keep their values.
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) if e.name().as_ref() == "office:body" => break,
                _ if self.cells.len() + self.formats.len() > limits::STYLES => {
                    return over("单元格样式", limits::STYLES, "个");
                }
                Event::Start(e) => self.start(&e, &mut open),
                Event::Text(text) => open.iter_mut().for_each(|open| open.text(&text.xml10_content())),
                Event::GeneralRef(entity) => {
                    let text = quick_xml::escape::resolve_xml_entity(entity.as_ref()).map(str::to_owned);
                    let text = text.or_else(|| entity.resolve_char_ref().ok().flatten().map(String::from));
                    open.iter_mut().for_each(|open| open.text(text.as_deref().unwrap_or("")));
                }
                Event::End(e) => self.end(e.name().as_ref(), &mut open),
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, e: &BytesStart, open: &mut Option<Open>) {
        let name = e.name();
        let kind = name.as_ref();
        if kind == "style:style" {
            let names = (attribute(e, "data-style-name"), attribute(e, "parent-style-name"));
            self.cells.insert(attribute(e, "name").unwrap_or_default(), names);
        } else if kind.starts_with("number:") && kind.ends_with("-style") {
            *open = Some(Open {
                name: attribute(e, "name").unwrap_or_default(),
                format: Format::default(),
                is_percentage: kind == "number:percentage-style",
                embedded: Vec::new(),
                number: None,
                text_at: TextAt::Nowhere,
            });
        } else if let Some(open) = open {
            open.piece(kind, e);
        }
    }

    fn end(&mut self, kind: &str, open: &mut Option<Open>) {
        if kind.starts_with("number:") && kind.ends_with("-style") {
            self.formats.extend(open.take().map(|open| (open.name, open.format)));
        } else if let Some(open) = open {
            open.close(kind);
        }
    }

    /// The format of a cell style.
    pub fn of(&mut self, cell: &str) -> Option<Style> {
        if let Some(known) = self.resolved.get(cell) {
            return known.clone();
        }
        let (mut name, mut found) = (Some(cell.to_owned()), None);
        // No chain of styles is that long; one that is runs in a circle.
        for _ in 0..16 {
            let Some((format, parent)) = name.and_then(|name| self.cells.get(&name)) else { break };
            if format.is_some() {
                found = format.clone();
                break;
            }
            name = parent.clone();
        }
        let style = found.and_then(|name| Style::new(&self.code(&name)));
        self.resolved.insert(cell.to_owned(), style.clone());
        style
    }

    /// Sections for the conditions of a format, its own last.
    fn code(&self, name: &str) -> String {
        let Some(format) = self.formats.get(name) else { return String::new() };
        let section = |(condition, other): &(String, String)| {
            let code = self.formats.get(other).map_or("", |other| other.code.as_str());
            format!("[{}]{code};", condition.replace("!=", "<>"))
        };
        let maps: String = format.maps.iter().map(section).collect();
        format!("{maps}{}", format.code)
    }
}

impl Open {
    fn piece(&mut self, kind: &str, e: &BytesStart) {
        let count = |name: &str| attribute(e, name).and_then(|text| text.parse::<usize>().ok()).map(|n| n.min(30));
        let is_long = attribute(e, "style").as_deref() == Some("long");
        let letters = |short: &str, long: &str| if is_long { long.to_owned() } else { short.to_owned() };
        let code = match kind {
            "number:text" | "number:currency-symbol" => {
                self.text_at = TextAt::Literal;
                return;
            }
            "number:embedded-text" => {
                self.text_at = TextAt::Embedded(count("position").unwrap_or(0));
                return;
            }
            "number:number" => {
                self.number = Some(Number {
                    decimals: count("decimal-places"),
                    fewest_decimals: count("min-decimal-places").or(count("decimal-places")).unwrap_or(0),
                    digits: count("min-integer-digits").unwrap_or(0),
                    is_grouped: attribute(e, "grouping").as_deref() == Some("true"),
                    factor: attribute(e, "display-factor").and_then(|text| text.parse().ok()).unwrap_or(1.0),
                });
                return;
            }
            "style:map" => {
                let condition = attribute(e, "condition").unwrap_or_default().replace("value()", "");
                let other = attribute(e, "apply-style-name").filter(|_| self.format.maps.len() < 4);
                self.format.maps.extend(other.map(|name| (condition, name)));
                return;
            }
            "number:scientific-number" => "0.00E+00".to_owned(),
            "number:fraction" => "# ?/?".to_owned(),
            "number:text-content" => "@".to_owned(),
            "number:year" => letters("yy", "yyyy"),
            "number:month" if attribute(e, "textual").as_deref() == Some("true") => letters("mmm", "mmmm"),
            "number:month" => letters("m", "mm"),
            "number:day" => letters("d", "dd"),
            "number:day-of-week" => letters("aaa", "aaaa"),
            "number:hours" => letters("h", "hh"),
            "number:minutes" => letters("m", "mm"),
            "number:seconds" => letters("s", "ss"),
            "number:am-pm" => "AM/PM".to_owned(),
            _ => return,
        };
        self.push(&code);
    }

    fn push(&mut self, code: &str) {
        if self.format.code.len() <= LONGEST_CODE {
            self.format.code.push_str(code);
        }
    }

    fn text(&mut self, text: &str) {
        match self.text_at {
            TextAt::Nowhere => {}
            TextAt::Embedded(position) => self.embedded.push((position, text.to_owned())),
            // The sign of a percentage multiplies, the same sign in another style is mere text.
            TextAt::Literal => match text.split_once('%').filter(|_| self.is_percentage) {
                Some((before, behind)) => self.push(&format!("{}%{}", quoted(before), quoted(behind))),
                None => self.push(&quoted(text)),
            },
        }
    }

    fn close(&mut self, kind: &str) {
        match kind {
            "number:text" | "number:currency-symbol" | "number:embedded-text" => self.text_at = TextAt::Nowhere,
            "number:number" => {
                let embedded = std::mem::take(&mut self.embedded);
                let code = self.number.take().map(|number| number.code(&embedded)).unwrap_or_default();
                self.push(&code);
            }
            _ => {}
        }
    }
}

impl Number {
    fn code(&self, embedded: &[(usize, String)]) -> String {
        if self.decimals.is_none() && embedded.is_empty() && !self.is_grouped && self.digits <= 1 && self.factor <= 1.0
        {
            return "General".to_owned();
        }
        let furthest = embedded.iter().map(|(position, _)| position + 1).max().unwrap_or(0);
        let places = self.digits.max(furthest).max(if self.is_grouped { 4 } else { 1 });
        let mut whole = String::new();
        for place in (0..places).rev() {
            whole.push(if place < self.digits { '0' } else { '#' });
            if self.is_grouped && place == 3 {
                whole.push(',');
            }
            embedded.iter().filter(|(at, _)| *at == place).for_each(|(_, text)| whole.push_str(&quoted(text)));
        }
        let decimals = self.decimals.unwrap_or(0);
        let fixed = self.fewest_decimals.min(decimals);
        let fraction = format!("{}{}", "0".repeat(fixed), "#".repeat(decimals - fixed));
        let point = if decimals > 0 { "." } else { "" };
        let commas = (self.factor.max(1.0).log10() / 3.0).round().min(5.0) as usize;
        format!("{whole}{point}{fraction}{}", ",".repeat(commas))
    }
}

fn quoted(text: &str) -> String {
    let pieces = text.split('"').map(|piece| if piece.is_empty() { String::new() } else { format!("\"{piece}\"") });
    pieces.collect::<Vec<_>>().join("\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(style: &str) -> Option<String> {
        let xml = format!(
            r#"<office:automatic-styles>{style}<style:style style:name="ce1" style:data-style-name="N1"/>
               <style:style style:name="ce2" style:parent-style-name="ce1"/></office:automatic-styles><office:body/>"#
        );
        let mut styles = OdsStyles::default();
        styles.read(&xml).expect("few");
        styles.of("ce2").map(|style| style.code.to_string())
    }

    #[test]
    fn styles_become_codes() {
        let number = |attributes: &str, around: &str| {
            let number = format!("<number:number {attributes}");
            format!(r#"<number:number-style style:name="N1">{}</number:number-style>"#, around.replace("<#", &number))
        };
        let two = r#"number:decimal-places="2" number:min-integer-digits="1""#;
        for (style, code) in [
            (number(two, "<#/><number:text>%</number:text>"), "0.00\"%\""),
            (number(two, "<#/><number:text>万元</number:text>"), "0.00\"万元\""),
            (number(&format!("{two} number:grouping=\"true\""), "<#/>"), "#,##0.00"),
            (number(r#"number:min-integer-digits="1""#, "<#/><number:text>次</number:text>"), "General\"次\""),
            (
                number(
                    r#"number:decimal-places="0" number:min-integer-digits="2" number:display-factor="1000""#,
                    "<#><number:embedded-text number:position=\"1\">.</number:embedded-text></number:number><number:text>万</number:text>",
                ),
                "0\".\"0,\"万\"",
            ),
            (r#"<number:percentage-style style:name="N1"><number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>"#.to_owned(), "0.0%"),
            (
                r#"<number:number-style style:name="P0"><number:number number:decimal-places="0" number:min-integer-digits="1"/></number:number-style>
                   <number:number-style style:name="N1"><number:text>无</number:text><style:map style:condition="value()!=0" style:apply-style-name="P0"/></number:number-style>"#.to_owned(),
                "[<>0]0;\"无\"",
            ),
            (
                r#"<number:date-style style:name="N1"><number:year number:style="long"/><number:text>年</number:text><number:month/><number:text>月</number:text></number:date-style>"#.to_owned(),
                "yyyy\"年\"m\"月\"",
            ),
        ] {
            assert_eq!(code_of(&style).as_deref(), Some(code), "{style}");
        }
        assert_eq!(code_of(&number(r#"number:min-integer-digits="1""#, "<#/>")), None);
    }
}
