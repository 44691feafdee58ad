//! The zip package: parts by name, relations, and writing it again with only some parts changed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::Refusal;
use super::xml::{UNUSUAL, each_tag};

/// A part larger than this is no form.
const LARGEST_PART: u64 = 64 << 20;
const DAMAGED: Refusal = "文件压缩结构有损坏";

/// Parts that are changed or new, by name.
#[derive(Default)]
pub struct Parts(BTreeMap<String, String>);

impl Parts {
    pub fn put(&mut self, name: String, text: String) {
        self.0.insert(name, text);
    }
}

/// A relation of one part to another.
#[derive(Clone, Debug)]
pub struct Relation {
    pub id: String,
    /// The last word of its type (`comments`, `vmlDrawing`).
    pub kind: String,
    /// Name of the part.
    pub target: String,
}

pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
        let names = archive.file_names().map(|name| Ok(name?.into_owned()));
        let names = names.collect::<Result<_, ZipError>>().map_err(|_| DAMAGED)?;
        Ok(Self { archive, names })
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// A part as text.
    pub fn text(&mut self, name: &str) -> Result<String, Refusal> {
        let part = self.archive.by_name(name).map_err(|_| UNUSUAL)?;
        let mut text = String::new();
        part.take(LARGEST_PART).read_to_string(&mut text).map_err(|_| UNUSUAL)?;
        Ok(text)
    }

    /// Name of the part of a sheet.
    pub fn sheet(&mut self, name: &str) -> Result<String, Refusal> {
        let mut id = None;
        each_tag(&self.text("xl/workbook.xml")?, |tag| {
            if tag.opens("sheet") && tag.attribute("name").as_deref() == Some(name) {
                id = tag.attribute("id").or(id.take());
            }
            Ok(())
        })?;
        self.related("xl/workbook.xml", |relation| Some(&relation.id) == id.as_ref())
    }

    pub fn styles(&mut self) -> Result<String, Refusal> {
        self.related("xl/workbook.xml", |relation| relation.kind == "styles")
    }

    fn related(&mut self, part: &str, wanted: impl Fn(&Relation) -> bool) -> Result<String, Refusal> {
        let found = self.relations(part)?.into_iter().find(wanted).ok_or(UNUSUAL)?;
        if self.has(&found.target) { Ok(found.target) } else { Err(UNUSUAL) }
    }

    /// Relations of a part; none when it has no list of them.
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Refusal> {
        let list = relations_part(part);
        let mut found = Vec::new();
        if self.has(&list) {
            each_tag(&self.text(&list)?, |tag| {
                if tag.opens("Relationship") && tag.attribute("TargetMode").as_deref() != Some("External") {
                    found.push(relation(&tag, part)?);
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The package with some parts replaced or added; all others are copied as they are stored.
    pub fn rewritten(mut self, parts: Parts) -> Result<Vec<u8>, Refusal> {
        let mut rest = parts.0;
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let part = self.archive.by_index_raw(index).map_err(|_| DAMAGED)?;
            let name = part.name().map_err(|_| DAMAGED)?.into_owned();
            match rest.remove(&name) {
                Some(text) => put(&mut out, &name, &text)?,
                None => out.raw_copy_file(part).map_err(|_| DAMAGED)?,
            }
        }
        for (name, text) in rest {
            put(&mut out, &name, &text)?;
        }
        Ok(out.finish().map_err(|_| DAMAGED)?.into_inner())
    }
}

fn put(out: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str) -> Result<(), Refusal> {
    out.start_file(name, SimpleFileOptions::default()).map_err(|_| DAMAGED)?;
    out.write_all(text.as_bytes()).map_err(|_| DAMAGED)
}

fn relation(tag: &super::xml::Tag<'_>, part: &str) -> Result<Relation, Refusal> {
    let (id, kind) = (tag.attribute("Id").ok_or(UNUSUAL)?, tag.attribute("Type").ok_or(UNUSUAL)?);
    let target = resolved(part, &tag.attribute("Target").ok_or(UNUSUAL)?);
    Ok(Relation { id, kind: kind.rsplit('/').next().unwrap_or_default().to_owned(), target })
}

/// `xl/worksheets/sheet1.xml` has its relations in `xl/worksheets/_rels/sheet1.xml.rels`.
pub fn relations_part(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels").trim_start_matches('/').to_owned()
}

/// A target as the name of a part.
fn resolved(part: &str, target: &str) -> String {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_where_they_are_named() {
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl/workbook.xml", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(relations_part("xl/worksheets/sheet1.xml"), "xl/worksheets/_rels/sheet1.xml.rels");
    }
}
