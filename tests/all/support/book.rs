//! A checker for every kind of workbook that is written: what Excel would repair or refuse, what a reader would stumble
//! over (a link to nowhere, a filter beside its table, a number that shows as ####), in any of its sheets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jixiao::model::address::{Area, CellRef};
use quick_xml::Reader;
use quick_xml::events::Event;

/// An element with all that is in it; prefixes are left off.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    fn parse(part: &str, xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap_or_else(|cause| panic!("{part}: {cause}")) {
                Event::Start(start) => open.push(Self::of(&start)),
                Event::Empty(start) => open.last_mut().expect("a parent").children.push(Self::of(&start)),
                Event::End(_) => {
                    let done = open.pop().expect("it was opened");
                    open.last_mut().expect("a parent").children.push(done);
                }
                Event::Text(text) => open.last_mut().expect("a parent").text += text.as_ref(),
                Event::GeneralRef(of) => {
                    let name = of.as_ref().to_owned();
                    let text = match name.as_str() {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "quot" => "\"".to_owned(),
                        "apos" => "'".to_owned(),
                        _ => of.resolve_char_ref().ok().flatten().map(String::from).unwrap_or_else(|| panic!("{name}")),
                    };
                    open.last_mut().expect("a parent").text += &text;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "{part} ends inside an element");
        open.remove(0).children.into_iter().next().unwrap_or_else(|| panic!("{part} is empty"))
    }

    fn of(start: &quick_xml::events::BytesStart<'_>) -> Self {
        let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
        let attribute = |found: quick_xml::events::attributes::Attribute<'_>| {
            let value = quick_xml::escape::unescape(&found.value).expect("escaped").into_owned();
            (local(found.key.as_ref()), value)
        };
        let attributes = start.attributes().map(|found| attribute(found.expect("an attribute"))).collect();
        Self { name: local(start.name().as_ref()), attributes, ..Self::default() }
    }

    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every element of a name, however deep.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found: Vec<&Self> = self.children.iter().filter(|child| child.name == name).collect();
        found.extend(self.children.iter().flat_map(|child| child.all(name)));
        found
    }

    fn whole_text(&self) -> String {
        std::iter::once(self.text.clone()).chain(self.children.iter().map(Self::whole_text)).collect()
    }
}

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

/// Children of a worksheet in the order its schema gives them.
const ORDER: [&str; 27] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "autoFilter",
    "sortState",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "ignoredErrors",
    "drawing",
    "legacyDrawing",
    "tableParts",
];

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

/// Checks a workbook; a department's stands in a folder of its own, so links to files are looked up beside it.
pub fn check(path: &Path) {
    let book = Book::open(path);
    let mut faults: Vec<String> = Vec::new();
    package(&book, &mut faults);
    for sheet in &book.sheets {
        let mut found = Vec::new();
        order(sheet, &mut found);
        rows(&book, sheet, &mut found);
        filter(sheet, &mut found);
        panes(sheet, &mut found);
        colours(&book, sheet, &mut found);
        merges(sheet, &mut found);
        links(&book, sheet, &mut found);
        // A marked original keeps the widths its department gave it.
        if !path.file_stem().is_some_and(|name| name.to_string_lossy().contains("_标注")) {
            numbers(&book, sheet, &mut found);
        }
        comments(&book, sheet, &mut found);
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", sheet.name)));
    }
    assert!(faults.is_empty(), "{}\n{}", path.display(), faults.join("\n"));
}

/// Every part has a type, every relation its part, every chart its numbers.
fn package(book: &Book, faults: &mut Vec<String>) {
    let types = book.xml("[Content_Types].xml");
    let defaults: BTreeSet<&str> =
        types.all("Default").into_iter().filter_map(|found| found.get("Extension")).collect();
    let named: BTreeSet<&str> = types.all("Override").into_iter().filter_map(|found| found.get("PartName")).collect();
    for part in book.parts.keys().filter(|part| !part.ends_with('/') && *part != "[Content_Types].xml") {
        let extension = part.rsplit('.').next().unwrap_or_default();
        if !named.contains(format!("/{part}").as_str()) && !defaults.contains(extension) {
            faults.push(format!("{part} has no type"));
        }
        if extension == "xml" {
            for (target, outside) in book.relations_of(part) {
                if !outside && !book.parts.contains_key(&target) {
                    faults.push(format!("{part} leads to {target}, which is not there"));
                }
            }
        }
    }
    for part in book.parts.keys().filter(|part| part.starts_with("xl/charts/chart")) {
        let chart = book.xml(part);
        let formulas = chart.all("f");
        if formulas.is_empty() {
            faults.push(format!("{part} shows nothing"));
        }
        for formula in formulas {
            let text = formula.whole_text();
            let known =
                place(&text).and_then(|(name, at)| book.sheets.iter().find(|s| s.name == name).map(|s| (s, at)));
            if known.is_none_or(|(sheet, at)| sheet.text(at).is_empty()) {
                faults.push(format!("{part} shows {text}, where nothing stands"));
            }
        }
    }
}

impl Book {
    fn relations_of(&self, part: &str) -> Vec<(String, bool)> {
        if part.contains('/') { self.relations(part).into_values().collect() } else { vec![] }
    }
}

fn order(sheet: &Sheet, faults: &mut Vec<String>) {
    let places = sheet.root.children.iter().map(|child| ORDER.iter().position(|name| *name == child.name));
    let places: Vec<Option<usize>> = places.collect();
    if places.iter().any(Option::is_none) || !places.is_sorted() {
        faults.push(format!("elements {:?}", sheet.root.children.iter().map(|child| &child.name).collect::<Vec<_>>()));
    }
}

fn rows(book: &Book, sheet: &Sheet, faults: &mut Vec<String>) {
    let mut last = 0;
    for row in sheet.root.all("row") {
        let number: u32 = row.get("r").and_then(|r| r.parse().ok()).unwrap_or_default();
        if number <= last {
            faults.push(format!("row {number} comes after {last}"));
        }
        last = number;
        let cells: Vec<CellRef> = row.all("c").iter().filter_map(|cell| cell.get("r")?.parse().ok()).collect();
        if !cells.is_sorted() || cells.iter().any(|cell| cell.row + 1 != number) {
            faults.push(format!("row {number} holds {cells:?}"));
        }
        if row.get("ht").and_then(|height| height.parse::<f64>().ok()).is_some_and(|height| height > 409.5) {
            faults.push(format!("row {number} is higher than Excel allows"));
        }
    }
    for (at, cell) in &sheet.cells {
        if cell.style >= book.formats.len() {
            faults.push(format!("{at} has no style {}", cell.style));
        }
        if cell.text.encode_utf16().count() > 32_767 {
            faults.push(format!("{at} is longer than a cell"));
        }
        if ["#REF!", "#NAME?", "#VALUE!", "#DIV/0!"].contains(&cell.text.as_str()) && cell.formula.is_some() {
            faults.push(format!("{at} shows {}", cell.text));
        }
    }
}

/// Over a header without gaps, down to the end of the table: nothing but sums and remarks stands below.
fn filter(sheet: &Sheet, faults: &mut Vec<String>) {
    let Some(filter) = sheet.root.child("autoFilter") else { return };
    let area = area(filter.get("ref").expect("an area"));
    for col in area.first.col..=area.last.col {
        if sheet.text(CellRef::new(area.first.row, col)).is_empty() {
            faults.push(format!("the filter has no title in column {}", col + 1));
        }
    }
    let next = (area.first.row, area.last.col + 1);
    if !sheet.text(CellRef::new(next.0, next.1)).is_empty() {
        faults.push("the filter ends before the table's last column".to_owned());
    }
    let is_numbered = sheet.text(area.first) == "序号";
    let below = sheet.cells.iter().filter(|(at, _)| at.row > area.last.row && at.col == area.first.col);
    if is_numbered && below.into_iter().any(|(_, cell)| cell.is_number) {
        faults.push("rows of the table stand below the filter".to_owned());
    }
}

/// What stays in sight ends with a header.
fn panes(sheet: &Sheet, faults: &mut Vec<String>) {
    for pane in sheet.root.all("pane") {
        let split = |name| pane.get(name).and_then(|split| split.parse::<u32>().ok()).unwrap_or_default();
        let (cols, rows) = (split("xSplit"), split("ySplit"));
        let top: CellRef = pane.get("topLeftCell").expect("a cell").parse().expect("a cell");
        if top != CellRef::new(rows, cols) {
            faults.push(format!("the pane begins at {top}, not behind {rows} rows and {cols} columns"));
        }
        if rows > 0 && !sheet.cells.iter().any(|(at, cell)| at.row + 1 == rows && !cell.text.is_empty()) {
            faults.push(format!("row {rows}, the last of the frozen ones, is blank"));
        }
        let filter = sheet.root.child("autoFilter").map(|filter| area(filter.get("ref").expect("an area")));
        if filter.is_some_and(|filter| filter.first.row + 1 != rows) {
            faults.push("the header of the filter is not the last frozen row".to_owned());
        }
    }
}

fn colours(book: &Book, sheet: &Sheet, faults: &mut Vec<String>) {
    let mut priorities = BTreeSet::new();
    for format in sheet.root.all("conditionalFormatting") {
        let over = area(format.get("sqref").expect("an area").split(' ').next().expect("one"));
        let filter = sheet.root.child("autoFilter").map(|filter| area(filter.get("ref").expect("an area")));
        // Rows of sums below the table have their own.
        let of_table = filter.filter(|filter| over.first.row <= filter.last.row && filter.last.row > filter.first.row);
        let is_whole = |filter: Area| (over.first.row, over.last.row) == (filter.first.row + 1, filter.last.row);
        if of_table.is_some_and(|filter| !is_whole(filter)) {
            faults.push(format!("colours over {over} miss rows of the table"));
        }
        for rule in &format.children {
            if rule.get("dxfId").is_some_and(|id| id.parse::<usize>().is_ok_and(|id| id >= book.differential.len())) {
                faults.push(format!("no style for the colours over {over}"));
            }
            if !priorities.insert(rule.get("priority").map(str::to_owned)) {
                faults.push(format!("two rules of one priority over {over}"));
            }
            let formula = rule.child("formula").map(Element::whole_text).unwrap_or_default();
            // Relative to the first cell: a rule that begins in another row colours the wrong ones.
            let rows = formula.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|word| {
                let digits: String = word.chars().skip_while(char::is_ascii_uppercase).collect();
                (word.starts_with(|c: char| c.is_ascii_uppercase()) && !digits.is_empty())
                    .then_some(digits)?
                    .parse::<u32>()
                    .ok()
            });
            if rule.get("type") == Some("expression") && !rows.into_iter().all(|row| row == over.first.row + 1) {
                faults.push(format!("{formula} over {over} looks at another row"));
            }
        }
    }
}

fn merges(sheet: &Sheet, faults: &mut Vec<String>) {
    let mut taken: BTreeSet<CellRef> = BTreeSet::new();
    for merge in sheet.merges() {
        let cells = (merge.first.row..=merge.last.row)
            .flat_map(|row| (merge.first.col..=merge.last.col).map(move |col| CellRef::new(row, col)));
        if cells.into_iter().filter(|cell| !taken.insert(*cell)).count() > 0 {
            faults.push(format!("{merge} is merged twice"));
        }
    }
}

/// A link leads to a cell with something in it, or to a file that is there.
fn links(book: &Book, sheet: &Sheet, faults: &mut Vec<String>) {
    let relations = book.relations(&sheet.part);
    let by_formula = sheet.cells.values().filter_map(|cell| cell.formula.as_deref()?.split_once("HYPERLINK(\"#"));
    let mut inside: Vec<String> = by_formula.filter_map(|(_, rest)| Some(rest.split('"').next()?.to_owned())).collect();
    for link in sheet.root.all("hyperlink") {
        let at: CellRef = link.get("ref").expect("a cell").parse().expect("a cell");
        if sheet.text(at).is_empty() {
            faults.push(format!("{at} leads somewhere and shows nothing"));
        }
        match (link.get("location"), link.get("id").map(|id| &relations[id])) {
            (Some(location), None) => inside.push(location.to_owned()),
            (_, Some((target, true))) => {
                let file = decoded(target);
                if !file.contains("://") && !book.path.parent().expect("a folder").join(&file).exists() {
                    faults.push(format!("{at} leads to {file}, which is not there"));
                }
            }
            _ => faults.push(format!("{at} leads nowhere")),
        }
    }
    for location in inside {
        let target = place(&location).and_then(|(name, at)| Some((book.sheets.iter().find(|s| s.name == name)?, at)));
        if !target
            .is_some_and(|(sheet, at)| sheet.cells.contains_key(&at) || sheet.merges().iter().any(|m| m.contains(at)))
        {
            faults.push(format!("a link leads to {location}, where nothing stands"));
        }
    }
}

fn decoded(target: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = target.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).expect("a path")
}

/// No number is wider than its column: Excel would show ####.
fn numbers(book: &Book, sheet: &Sheet, faults: &mut Vec<String>) {
    let merges = sheet.merges();
    for (at, cell) in sheet.cells.iter().filter(|(_, cell)| cell.is_number) {
        let merge = merges.iter().find(|merge| merge.first == *at);
        let room: f64 = (at.col..=merge.map_or(at.col, |merge| merge.last.col)).map(|col| sheet.width(col)).sum();
        let Ok(value) = cell.text.parse::<f64>() else {
            faults.push(format!("{at} holds {}", cell.text));
            continue;
        };
        let shown = shown(value, &book.formats[cell.style]);
        if shown.len() as f64 > room {
            faults.push(format!("{at} shows {shown} in {room} digits"));
        }
    }
}

fn shown(value: f64, code: &str) -> String {
    let code = code.split(';').next().unwrap_or_default();
    if code.is_empty() || code == "General" {
        // Excel rounds what does not fit.
        return format!("{}", value.round());
    }
    let decimals = code.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(|c| *c == '0').count());
    let percent = code.contains('%');
    let value = if percent { value * 100.0 } else { value };
    let plain = format!("{value:.decimals$}");
    let digits = plain.split('.').next().unwrap_or_default().trim_start_matches('-').len();
    let commas = if code.contains(',') { (digits - 1) / 3 } else { 0 };
    format!("{plain}{}{}", ",".repeat(commas), if percent { "%" } else { "" })
}

/// Each comment has its shape, at its cell.
fn comments(book: &Book, sheet: &Sheet, faults: &mut Vec<String>) {
    let targets = book.relations_of(&sheet.part);
    let Some((notes, _)) = targets.iter().find(|(target, _)| target.contains("comments")) else { return };
    let Some((shapes, _)) = targets.iter().find(|(target, _)| target.ends_with(".vml")) else {
        return faults.push("comments without shapes".to_owned());
    };
    let written: Vec<CellRef> =
        book.xml(notes).all("comment").iter().filter_map(|note| note.get("ref")?.parse().ok()).collect();
    let number =
        |shape: &Element, name: &str| shape.all(name).first().and_then(|row| row.whole_text().trim().parse().ok());
    let shapes = book.xml(shapes);
    let ids: Vec<_> = shapes.all("shape").into_iter().filter_map(|shape| shape.get("id")).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        faults.push("two shapes of one id".to_owned());
    }
    let is_note = |shape: &&&Element| shape.all("ClientData").iter().any(|data| data.get("ObjectType") == Some("Note"));
    let drawn = shapes.all("shape");
    let drawn = drawn
        .iter()
        .filter(is_note)
        .filter_map(|shape| Some(CellRef::new(number(shape, "Row")?, number(shape, "Column")?)));
    let (mut written, mut drawn) = (written, drawn.collect::<Vec<_>>());
    written.sort_unstable();
    drawn.sort_unstable();
    if written != drawn {
        faults.push(format!("comments at {written:?}, shapes at {drawn:?}"));
    }
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
