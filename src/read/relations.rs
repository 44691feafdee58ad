//! Which part of a package refers to which (ECMA-376 part 2, 9.3): the only way a part is found whatever it is called.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::limits::{self, over};
use super::package::Package;
use super::sheet_xml::attribute;
use crate::model::source::Fault;

/// What one part refers to.
#[derive(Default)]
pub struct Relations {
    /// In which the part itself lies.
    pub folder: String,
    found: Vec<Relation>,
}

struct Relation {
    id: String,
    /// The last step of its type: `worksheet`, `sharedStrings`.
    kind: String,
    /// Name of a part.
    target: String,
}

impl Relations {
    /// Of a part; those of the whole package have no name. Nothing where there is no such list, or a damaged one.
    pub fn of(package: &mut Package, part: &str) -> Result<Self, Fault> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let list = resolved(folder, &format!("_rels/{file}.rels"));
        let xml = package.xml(&list)?.unwrap_or_default();
        let relations = Self::read(folder, &xml);
        match relations.found.len() > limits::RELATIONS {
            true => over("文件内部的部件", limits::RELATIONS, "个"),
            false => Ok(relations),
        }
    }

    pub fn read(folder: &str, xml: &[u8]) -> Self {
        let mut relations = Self { folder: folder.to_owned(), found: Vec::new() };
        let Ok(xml) = std::str::from_utf8(xml) else { return relations };
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(_) if relations.found.len() > limits::RELATIONS => return relations,
                Ok(Event::Start(e) | Event::Empty(e)) if e.local_name().as_ref() == "Relationship" => {
                    let read = || {
                        let kind = attribute(&e, "Type").unwrap_or_default();
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        let target = resolved(folder, &attribute(&e, "Target")?);
                        Some(Relation { id: attribute(&e, "Id")?, kind, target })
                    };
                    relations.found.extend(read());
                }
                Ok(Event::Eof) | Err(_) => return relations,
                Ok(_) => {}
            }
        }
    }

    /// The part under that name, where it is of that kind.
    pub fn target(&self, id: &str, kind: &str) -> Option<&str> {
        self.found.iter().find(|known| known.id == id && known.kind == kind).map(|known| known.target.as_str())
    }

    /// The part under that name, whatever it is.
    pub fn any(&self, id: &str) -> Option<&str> {
        self.found.iter().find(|known| known.id == id).map(|known| known.target.as_str())
    }

    /// All parts of a kind.
    pub fn all<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.found.iter().filter(move |known| known.kind == kind).map(|known| known.target.as_str())
    }

    /// The part of a kind there is one of; else the one that is called so.
    pub fn one(&self, kind: &str) -> String {
        let named = self.all(kind).next().map(str::to_owned);
        named.unwrap_or_else(|| resolved(&self.folder, &format!("{kind}.xml")))
    }

    pub fn into_targets(self) -> Vec<String> {
        self.found.into_iter().map(|known| known.target).collect()
    }

    /// As the library for .xlsx knows them: from the root, and of kinds it takes. What is neither a sheet nor a chart
    /// (dialogs, the macro sheets of an old virus) it passes over as dialogs.
    pub fn written(&self) -> String {
        let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
        let lines = self.found.iter().map(|known| {
            let kind = match known.kind.as_str() {
                kind @ ("worksheet" | "chartsheet") => kind,
                _ => "dialogsheet",
            };
            let (id, target) = (escaped(&known.id), escaped(&known.target));
            format!("<Relationship Id=\"{id}\" Type=\"/{kind}\" Target=\"/{target}\"/>")
        });
        format!("<Relationships>{}</Relationships>", lines.collect::<String>())
    }
}

/// The name of a part as it is written beside a part in that folder: `../drawings/drawing1.xml`, `./sheet1.xml`.
pub fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/").to_lowercase();
    let mut path: Vec<&str> = if target.starts_with('/') { vec![] } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            _ => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_however_they_are_written() {
        for (folder, target, part) in [
            ("xl/worksheets", "../Drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
            ("xl/worksheets", "/xl/drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
            ("xl", "./worksheets\\Sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../workbook.xml", "workbook.xml"),
        ] {
            assert_eq!(resolved(folder, target), part, "{folder} {target}");
        }
        let xml =
            br#"<r:Relationships xmlns:r="x"><r:Relationship Id="rId1" Type="http://x/worksheet" Target="./a.xml"/>
            <r:Relationship Id="rId2" Type="http://x/xlMacrosheet" Target="b.xml"/></r:Relationships>"#;
        let read = Relations::read("xl", xml);
        assert_eq!((read.target("rId1", "worksheet"), read.any("rId2")), (Some("xl/a.xml"), Some("xl/b.xml")));
        assert_eq!(read.target("rId2", "worksheet"), None);
        assert!(read.written().contains(r#"Id="rId2" Type="/dialogsheet" Target="/xl/b.xml""#));
    }
}
