//! A workbook as it was written: its cells, what they lead to, their fills, what colours them by rule.

pub mod check;
mod xml;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jixiao::model::address::{Area, CellRef};
use xml::Element;

#[derive(Clone, Debug)]
pub struct Cell {
    pub text: String,
    pub is_number: bool,
    pub formula: Option<String>,
    style: usize,
}

pub struct Sheet {
    pub name: String,
    part: String,
    pub root: Element,
    pub cells: BTreeMap<CellRef, Cell>,
}

pub struct Book {
    path: PathBuf,
    parts: BTreeMap<String, Vec<u8>>,
    pub sheets: Vec<Sheet>,
    /// Number format code and fill (`FFFCE4E4`) of each cell style.
    formats: Vec<String>,
    fills: Vec<String>,
    /// Fill of each style that colours by rule.
    differential: Vec<String>,
}

impl Book {
    pub fn open(path: &Path) -> Self {
        let mut archive = zip::ZipArchive::new(File::open(path).expect("a workbook")).expect("a package");
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("readable");
            let name = part.name().expect("a name").into_owned();
            assert!(parts.insert(name.clone(), bytes).is_none(), "{name} is there twice");
        }
        let mut book =
            Self { path: path.to_owned(), parts, sheets: vec![], formats: vec![], fills: vec![], differential: vec![] };
        book.read_styles();
        let shared: Vec<String> = match book.parts.contains_key("xl/sharedStrings.xml") {
            true => book.xml("xl/sharedStrings.xml").all("si").iter().map(|text| text.whole_text()).collect(),
            false => vec![],
        };
        let relations = book.relations("xl/workbook.xml");
        for sheet in book.xml("xl/workbook.xml").all("sheet") {
            let part = relations[sheet.get("id").expect("an id")].0.clone();
            let root = book.xml(&part);
            let cells = cells(&root, &shared);
            book.sheets.push(Sheet { name: sheet.get("name").expect("a name").to_owned(), part, root, cells });
        }
        book
    }

    fn xml(&self, part: &str) -> Element {
        let bytes = self.parts.get(part).unwrap_or_else(|| panic!("{} has no {part}", self.path.display()));
        Element::parse(part, std::str::from_utf8(bytes).expect("UTF-8"))
    }

    fn read_styles(&mut self) {
        let styles = self.xml("xl/styles.xml");
        let codes: BTreeMap<&str, &str> = styles
            .all("numFmt")
            .into_iter()
            .filter_map(|format| Some((format.get("numFmtId")?, format.get("formatCode")?)))
            .collect();
        let built_in = |id: &str| match id {
            "1" => "0",
            "2" => "0.00",
            "3" => "#,##0",
            "4" => "#,##0.00",
            "9" => "0%",
            "10" => "0.00%",
            _ => "",
        };
        let of = |xf: &Element| {
            let id = xf.get("numFmtId").unwrap_or("0");
            codes.get(id).copied().unwrap_or(built_in(id)).to_owned()
        };
        self.formats = styles.child("cellXfs").expect("formats").children.iter().map(of).collect();
        let colour = |of: &Element, name| {
            of.all(name).first().and_then(|colour| colour.get("rgb")).unwrap_or_default().to_owned()
        };
        let fills: Vec<String> =
            styles.child("fills").expect("fills").children.iter().map(|fill| colour(fill, "fgColor")).collect();
        let of = |xf: &Element| fills[xf.get("fillId").map_or(0, |id| id.parse::<usize>().expect("an index"))].clone();
        self.fills = styles.child("cellXfs").expect("formats").children.iter().map(of).collect();
        let dxfs = styles.child("dxfs").map(|list| list.children.iter().map(|dxf| colour(dxf, "bgColor")).collect());
        self.differential = dxfs.unwrap_or_default();
    }

    /// Target and whether it lies outside, by id.
    fn relations(&self, part: &str) -> BTreeMap<String, (String, bool)> {
        let (folder, name) = part.rsplit_once('/').expect("a folder");
        let rels = format!("{folder}/_rels/{name}.rels");
        if !self.parts.contains_key(&rels) {
            return BTreeMap::new();
        }
        let relation = |found: &Element| {
            let target = found.get("Target").expect("a target");
            let outside = found.get("TargetMode") == Some("External");
            let target = match (outside, target.strip_prefix('/')) {
                (true, _) => target.to_owned(),
                (false, Some(absolute)) => absolute.to_owned(),
                (false, None) => resolved(folder, target),
            };
            (found.get("Id").expect("an id").to_owned(), (target, outside))
        };
        self.xml(&rels).children.iter().map(relation).collect()
    }

    /// `FCE4E4`; empty without one.
    pub fn fill(&self, sheet: &Sheet, at: CellRef) -> &str {
        let fill = sheet.cells.get(&at).map_or("", |cell| self.fills[cell.style].as_str());
        fill.strip_prefix("FF").unwrap_or(fill)
    }

    /// What a rule colours: its first cell, its formula, its fill.
    pub fn colours(&self, sheet: &Sheet) -> Vec<(Area, String, String)> {
        let rules = sheet.root.all("conditionalFormatting").into_iter().flat_map(|format| {
            let over = area(format.get("sqref").expect("an area"));
            let rule = move |rule: &Element| {
                let fill = &self.differential[rule.get("dxfId")?.parse::<usize>().ok()?];
                Some((over, rule.child("formula")?.whole_text(), fill.strip_prefix("FF").unwrap_or(fill).to_owned()))
            };
            format.children.iter().filter_map(rule).collect::<Vec<_>>()
        });
        rules.collect()
    }

    /// The cells a sheet has comments on.
    pub fn commented(&self, sheet: &Sheet) -> Vec<CellRef> {
        let targets = self.relations_of(&sheet.part);
        let notes = targets.iter().find(|(target, _)| target.contains("comments"));
        let cells = notes.map(|(notes, _)| self.xml(notes));
        let cells = cells.iter().flat_map(|notes| notes.all("comment"));
        cells.filter_map(|note| note.get("ref")?.parse().ok()).collect()
    }

    pub fn sheet(&self, name: &str) -> &Sheet {
        self.sheets.iter().find(|sheet| sheet.name == name).unwrap_or_else(|| panic!("{name}"))
    }
}

fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for piece in target.split('/') {
        match piece {
            ".." => drop(parts.pop()),
            "." => {}
            _ => parts.push(piece),
        }
    }
    parts.join("/")
}

fn cells(root: &Element, shared: &[String]) -> BTreeMap<CellRef, Cell> {
    let mut cells = BTreeMap::new();
    for found in root.all("c") {
        let at: CellRef = found.get("r").expect("an address").parse().expect("an address");
        let value = found.child("v").map(Element::whole_text).unwrap_or_default();
        let kind = found.get("t").unwrap_or("n");
        let text = match kind {
            "s" => shared[value.parse::<usize>().expect("an index")].clone(),
            "inlineStr" => found.child("is").map(Element::whole_text).unwrap_or_default(),
            _ => value,
        };
        let formula = found.child("f").map(Element::whole_text);
        let style = found.get("s").map_or(0, |style| style.parse().expect("an index"));
        let is_number = kind == "n" && !text.is_empty();
        assert!(cells.insert(at, Cell { text, is_number, formula, style }).is_none(), "{at} is there twice");
    }
    cells
}

impl Sheet {
    pub fn text(&self, at: CellRef) -> &str {
        self.cells.get(&at).map_or("", |cell| cell.text.as_str())
    }

    /// The first cell that reads exactly so.
    pub fn find(&self, text: &str) -> Option<CellRef> {
        self.cells.iter().find(|(_, cell)| cell.text == text).map(|(at, _)| *at)
    }

    /// Where a cell leads inside the workbook: a hyperlink, or the formula that long tables have instead.
    pub fn link(&self, at: CellRef) -> Option<(String, CellRef)> {
        let listed = self.root.all("hyperlink").into_iter().find(|link| link.get("ref") == Some(&at.to_string()));
        let by_formula = || {
            let formula = self.cells.get(&at)?.formula.clone()?;
            Some(formula.split_once("HYPERLINK(\"#")?.1.split('"').next()?.to_owned())
        };
        place(&listed.and_then(|link| link.get("location").map(str::to_owned)).or_else(by_formula)?)
    }

    fn width(&self, col: u32) -> f64 {
        let columns = self.root.all("col").into_iter();
        let spans = |found: &&Element| {
            let edge = |name| found.get(name).and_then(|edge| edge.parse::<u32>().ok()).unwrap_or_default();
            (edge("min")..=edge("max")).contains(&(col + 1))
        };
        columns.into_iter().find(spans).and_then(|found| found.get("width")?.parse().ok()).unwrap_or(8.43)
    }

    fn merges(&self) -> Vec<Area> {
        self.root.all("mergeCell").into_iter().map(|merge| area(merge.get("ref").expect("an area"))).collect()
    }
}

/// `'问题清单'!A4`
fn place(location: &str) -> Option<(String, CellRef)> {
    let (sheet, cell) = location.rsplit_once('!')?;
    let sheet = sheet.trim_matches('\'').replace("''", "'");
    Some((sheet, cell.replace('$', "").split(':').next()?.parse().ok()?))
}

fn area(text: &str) -> Area {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Area::new(first.parse().expect("an address"), last.parse().expect("an address"))
}

/// Every workbook below a folder, in order.
pub fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(workbooks(&path));
        } else if path.extension().is_some_and(|extension| extension == "xlsx") {
            found.push(path);
        }
    }
    found.sort();
    found
}

impl Book {
    fn relations_of(&self, part: &str) -> Vec<(String, bool)> {
        if part.contains('/') { self.relations(part).into_values().collect() } else { vec![] }
    }
}
