//! A zip package (.xlsx .xlsm .xlsb .ods): its directory is weighed before anything is unpacked.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::calendar;
use super::limits::{self, over};
use super::relations::Relations;
use super::tags::is_deeper;
use crate::model::grid::Workbook;
use crate::model::marker::{MARKER, TEMPLATE_NAME};
use crate::model::source::Fault;

/// Parts that say nothing about cells; they are never unpacked whole.
const IGNORED: [&str; 10] = [
    "drawings/",
    "media/",
    "charts/",
    "embeddings/",
    "printersettings/",
    "comments",
    "threadedcomments/",
    "externallinks/",
    "pivot",
    "customxml/",
];

/// What the directory of an archive has for each entry.
pub const ENTRY: &[u8] = b"PK\x01\x02";

pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Lower case with `/`, in the order of the directory: part names are compared that way.
    names: Vec<String>,
    unpacked: u64,
    /// The newest time of its parts.
    saved: Option<i64>,
}

fn corrupt(error: impl std::fmt::Display) -> Fault {
    Fault::Corrupt(error.to_string())
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        // Counted before the library makes a list of them.
        if memmem::find_iter(bytes, ENTRY).nth(limits::PACKAGE_ENTRIES).is_some() {
            return over("文件内部的部件", limits::PACKAGE_ENTRIES, "个");
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(corrupt)?;
        let raw = archive.file_names_raw();
        let names = raw.map(|name| part_name(&String::from_utf8_lossy(name))).collect();
        Ok(Self { archive, names, unpacked: 0, saved: None })
    }

    pub fn has(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.names.iter().any(|name| wanted(name))
    }

    /// A workbook of Microsoft's packages, with what the mere names of the parts tell.
    pub fn workbook(&self, format: &str) -> Workbook {
        Workbook {
            format: format.to_owned(),
            has_macros: self.has(|name| name.ends_with("vbaproject.bin")),
            links_elsewhere: self.has(|name| name.contains("externallinks/externallink")),
            modified: self.saved,
            ..Workbook::default()
        }
    }

    /// The workbook of Microsoft's packages: the part the package names as its own, else the one that is called so.
    pub fn main_part(&mut self) -> Result<Option<String>, Fault> {
        self.main(|name, is_named| is_workbook(name, if is_named { &["xl/"] } else { &[] }))
    }

    /// The text of a document of Word's packages, found in the same way: its makers don't all call it `document.xml`.
    pub fn text_part(&mut self) -> Result<Option<String>, Fault> {
        self.main(|name, _| name.starts_with("word/document") && name.ends_with(".xml"))
    }

    /// The first such part among those the package names as its own, which is said of it, else among all.
    fn main(&mut self, is_such: impl Fn(&str, bool) -> bool) -> Result<Option<String>, Fault> {
        let named = Relations::of(self, "")?.into_targets();
        let is_there = |name: &&String| self.names.contains(name) && is_such(name, true);
        let found = named.iter().find(is_there).or_else(|| self.names.iter().find(|name| is_such(name, false)));
        Ok(found.cloned())
    }

    /// A part that is XML, as UTF-8.
    pub fn xml(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(mut part) = self.part(name)? else { return Ok(None) };
        into_utf8(&mut part).ok_or_else(|| Fault::Corrupt(format!("{name}: not text")))?;
        match part.len() > limits::DEPTH_FROM && is_deeper(&part, limits::DEPTH) {
            true => over("文件内部的嵌套", limits::DEPTH, "层"),
            false => Ok(Some(part)),
        }
    }

    /// Unpacks a part by its name in lower case.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let index = self.names.iter().position(|known| known == name);
        index.map(|index| self.unpack(index)).transpose()
    }

    /// Fails before reading when all parts together claim too much; the zip reader holds each to its claim.
    pub fn weigh(&mut self) -> Result<(), Fault> {
        let mut total = 0u64;
        for index in 0..self.archive.len() {
            if !is_ignored(&self.names[index]) {
                let entry = self.archive.by_index_raw(index).map_err(corrupt)?;
                if entry.encrypted() {
                    return Err(Fault::Encrypted);
                }
                total = total.saturating_add(entry.size());
            }
            // A part that nobody unpacks may be broken.
            let time = self.archive.by_index_raw(index).ok().and_then(|entry| entry.last_modified());
            self.saved = self.saved.max(time.and_then(calendar::packed));
        }
        match total > limits::UNPACKED_BYTES {
            true => over("解压后的内容", limits::UNPACKED_BYTES >> 20, "MB"),
            false => Ok(()),
        }
    }

    /// What the parts that are read claim to unpack to.
    pub fn claimed(&mut self) -> u64 {
        let read: Vec<usize> = (0..self.archive.len()).filter(|index| !is_ignored(&self.names[*index])).collect();
        let sizes = read.into_iter().filter_map(|index| Some(self.archive.by_index_raw(index).ok()?.size()));
        sizes.fold(0, u64::saturating_add)
    }

    fn unpack(&mut self, index: usize) -> Result<Vec<u8>, Fault> {
        let left = limits::UNPACKED_BYTES.saturating_sub(self.unpacked);
        if self.archive.by_index_raw(index).map_err(corrupt)?.encrypted() {
            return Err(Fault::Encrypted);
        }
        let entry = self.archive.by_index(index).map_err(corrupt)?;
        // The claim is only a hint for the first allocation.
        let mut bytes = Vec::with_capacity(entry.size().min(1 << 20) as usize);
        entry.take(left + 1).read_to_end(&mut bytes).map_err(corrupt)?;
        self.unpacked += bytes.len() as u64;
        match bytes.len() as u64 > left {
            true => over("解压后的内容", limits::UNPACKED_BYTES >> 20, "MB"),
            false => Ok(bytes),
        }
    }
}

/// In lower case with `/`; nothing for what a Mac adds when it packs a folder again.
fn part_name(raw: &str) -> String {
    let name = raw.replace('\\', "/").to_lowercase();
    let last = name.rsplit('/').next().unwrap_or(&name);
    let is_added = name.starts_with("__macosx/") || last.starts_with("._") || last == ".ds_store";
    if is_added { String::new() } else { name }
}

/// `workbook.xml`, `workbook2.xml`, `workbook.bin`; or whatever lies directly in one of the folders.
fn is_workbook(name: &str, folders: &[&str]) -> bool {
    let (folder, last) = name.rsplit_once('/').map_or(("", name), |(folder, last)| (folder, last));
    let is_called = last.starts_with("workbook") || folders.iter().any(|known| known.trim_end_matches('/') == folder);
    is_called && (last.ends_with(".xml") || last.ends_with(".bin"))
}

/// Parts may be stored in another encoding; the few programs that do so mark or declare it.
fn into_utf8(part: &mut Vec<u8>) -> Option<()> {
    let (encoding, skip) = encoding_of(part);
    if encoding != encoding_rs::UTF_8 {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&part[skip..])?;
        // What the declaration says of the encoding is true no longer.
        let declared = text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
        *part = declared.map_or(&*text, |(_, rest)| rest).as_bytes().to_vec();
    } else if skip > 0 {
        part.drain(..skip);
    }
    (!part.iter().take(4).any(|byte| *byte == 0)).then_some(())
}

/// By the mark in front, by the zeros of a wide text without one, else as declared.
fn encoding_of(part: &[u8]) -> (&'static encoding_rs::Encoding, usize) {
    if let Some(marked) = encoding_rs::Encoding::for_bom(part) {
        return marked;
    }
    match part {
        [b'<', 0, ..] => return (encoding_rs::UTF_16LE, 0),
        [0, b'<', ..] => return (encoding_rs::UTF_16BE, 0),
        _ => {}
    }
    let head = &part[..part.len().min(128)];
    let declared = head.starts_with(b"<?xml").then(|| memmem::find(head, b"encoding=")).flatten();
    let label = declared.and_then(|at| head.get(at + 10..)?.split(|byte| matches!(byte, b'"' | b'\'')).next());
    (label.and_then(encoding_rs::Encoding::for_label).unwrap_or(encoding_rs::UTF_8), 0)
}

fn is_ignored(name: &str) -> bool {
    let inner = name.strip_prefix("xl/").or_else(|| name.strip_prefix("word/")).unwrap_or(name);
    IGNORED.iter().any(|start| inner.starts_with(start)) || inner.contains("/_rels/sheet")
}

/// Of a part with properties, what an output of ours is marked as.
pub fn marker(part: &[u8]) -> Option<String> {
    let at = memmem::find(part, format!("name=\"{MARKER}\"").as_bytes())?;
    let element = &part[at..];
    let property = &element[..memmem::find(element, b"</property>").or(memmem::find(element, b"</meta:"))?];
    let text = std::str::from_utf8(property).ok()?;
    let value = text.split(['<', '>']).map(str::trim).rfind(|piece| !piece.is_empty() && !piece.starts_with('/'))?;
    Some(value.to_owned())
}

/// What a workbook says of itself by a name, where its properties were lost.
pub fn named(part: &[u8]) -> Option<String> {
    let at = memmem::find(part, format!("name=\"{TEMPLATE_NAME}\"").as_bytes())?;
    let text = element_text(&part[at..], TEMPLATE_NAME)?;
    Some(text.trim().trim_start_matches("&quot;").trim_end_matches("&quot;").trim_matches('"').to_owned())
}

/// The text of the first element of that name, without looking at anything else.
pub fn element_text<'x>(xml: &'x [u8], name: &str) -> Option<&'x str> {
    let after = &xml[memmem::find(xml, name.as_bytes())?..];
    let start = memchr::memchr(b'>', after)? + 1;
    let end = start + memchr::memchr(b'<', &after[start..])?;
    std::str::from_utf8(&after[start..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_one_element() {
        let xml = br#"<x><dcterms:modified xsi:type="t">2024-01-02T03:04:05Z</dcterms:modified></x>"#;
        assert_eq!(element_text(xml, "dcterms:modified"), Some("2024-01-02T03:04:05Z"));
        assert_eq!(element_text(xml, "created"), None);
    }
}
