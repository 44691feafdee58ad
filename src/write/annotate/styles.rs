//! styles.xml: a fill for each level, and each format in use once more with that fill.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Refusal;
use super::xml::{Cuts, UNUSUAL, each_tag, root_end, with_attribute};
use crate::model::finding::Severity;
use crate::write::styles::palette;

pub struct Styles {
    xml: String,
    prefix: String,
    /// Opening tags and ends of the two lists that grow.
    fills: List,
    formats: List,
    /// Each format of the cells, whole.
    texts: Vec<Range<usize>>,
    /// Formats made anew: from which, for which level.
    made: BTreeMap<(usize, Severity), usize>,
}

#[derive(Default)]
struct List {
    open: Range<usize>,
    /// Start of the closing tag; 0 until it is met.
    end: usize,
    count: usize,
}

impl Styles {
    pub fn parse(xml: String) -> Result<Self, Refusal> {
        let prefix = root_end(&xml)?.1;
        let (mut fills, mut formats, mut texts) = (List::default(), List::default(), Vec::new());
        let mut inside = "";
        each_tag(&xml, |tag| {
            match (tag.name.as_str(), tag.depth) {
                ("fills" | "cellXfs", 1) if !tag.is_empty => {
                    let list = if tag.name == "fills" { &mut fills } else { &mut formats };
                    match tag.element {
                        Some(_) => list.open = tag.range,
                        None => list.end = tag.range.start,
                    }
                    inside = if list.end > 0 {
                        ""
                    } else if tag.name == "fills" {
                        "fills"
                    } else {
                        "cellXfs"
                    };
                }
                (_, 2) if inside == "fills" && tag.element.is_some() => fills.count += 1,
                ("xf", 2) if inside == "cellXfs" => {
                    match tag.element {
                        Some(_) => texts.push(tag.range),
                        // The end of the one that was opened last.
                        None => texts.last_mut().ok_or(UNUSUAL)?.end = tag.range.end,
                    }
                    formats.count = texts.len();
                }
                _ => {}
            }
            Ok(())
        })?;
        match fills.end > 0 && formats.end > 0 {
            true => Ok(Self { xml, prefix, fills, formats, texts, made: BTreeMap::new() }),
            false => Err(UNUSUAL),
        }
    }

    /// Index of the format like `old` with the fill of a level.
    pub fn filled(&mut self, old: usize, level: Severity) -> Result<usize, Refusal> {
        if old >= self.texts.len() {
            return Err(UNUSUAL);
        }
        let next = self.texts.len() + self.made.len();
        Ok(*self.made.entry((old, level)).or_insert(next))
    }

    /// The part with what was asked for.
    pub fn finish(self) -> Result<String, Refusal> {
        let levels = [Severity::Error, Severity::Warning, Severity::Info];
        let mut cuts = Cuts::default();
        cuts.insert(self.fills.end, levels.map(|level| fill(level, &self.prefix)).concat());
        cuts.replace(self.fills.open.clone(), self.counted(&self.fills, levels.len())?);
        let mut made: Vec<_> = self.made.iter().collect();
        made.sort_by_key(|(_, index)| **index);
        let mut formats = String::new();
        for ((old, level), _) in made {
            let fill = self.fills.count + levels.iter().position(|l| l == level).unwrap_or(0);
            formats += &refilled(&self.xml[self.texts[*old].clone()], fill)?;
        }
        cuts.insert(self.formats.end, formats);
        cuts.replace(self.formats.open.clone(), self.counted(&self.formats, self.made.len())?);
        cuts.apply(&self.xml)
    }

    fn counted(&self, list: &List, more: usize) -> Result<String, Refusal> {
        let count = u32::try_from(list.count + more).map_err(|_| UNUSUAL)?;
        with_attribute(&self.xml[list.open.clone()], "count", count)
    }
}

fn refilled(format: &str, fill: usize) -> Result<String, Refusal> {
    let end = format.find('>').ok_or(UNUSUAL)? + 1;
    let fill = u32::try_from(fill).map_err(|_| UNUSUAL)?;
    let tag = with_attribute(&format[..end], "fillId", fill)?;
    Ok(with_attribute(&tag, "applyFill", 1)? + &format[end..])
}

fn fill(level: Severity, p: &str) -> String {
    let colour = match level {
        Severity::Error => palette::BAD_FILL,
        Severity::Warning => palette::WARN_FILL,
        Severity::Info => palette::INFO_FILL,
    };
    format!(
        r#"<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour:06X}"/><{p}bgColor indexed="64"/></{p}patternFill></{p}fill>"#
    )
}
