//! What Excel would repair or refuse, and what a reader would stumble over: a link to nowhere, a filter beside its
//! table, a number that shows as ####.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jixiao::model::address::{Area, CellRef};

use super::xml::Element;
use super::{Book, Sheet, area, place, workbooks};

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

/// Checks everything a run wrote: each workbook, each line of data; gives the workbooks.
pub fn check_outputs(out: &Path) -> Vec<PathBuf> {
    let found = workbooks(out);
    found.iter().for_each(|path| check(path));
    for name in ["submissions", "findings", "departments"] {
        let lines = std::fs::read_to_string(out.join(format!("data/{name}.jsonl"))).expect("lines");
        for line in lines.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|why| panic!("{name}: {why}: {line}"));
        }
    }
    found
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
