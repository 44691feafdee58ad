use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use rust_decimal::Decimal;
use zip::ZipArchive;

use super::*;
use crate::model::address::Area;
use crate::model::sample::cell;
use crate::write::sheet::{Book, Page, Properties};
use crate::write::styles::Style;

/// A workbook with a number, a merge, a second sheet, and on request a comment of the department's own.
fn original(with_comment: bool) -> Vec<u8> {
    let mut book = Book::new(&Properties::default()).expect("a book");
    let mut page = Page::new("自评表").expect("a page");
    page.text(cell("A1"), "部门整体支出绩效自评表", Style::Title).expect("text");
    page.merge(Area::new(cell("A3"), cell("C3")), "区教育局", Style::Text).expect("merge");
    page.number(cell("H15"), Decimal::from(6), Style::Score).expect("number");
    if with_comment {
        page.note(cell("H15"), "本单位自己的批注").expect("note");
    }
    book.put(page).expect("a sheet");
    let mut other = Page::new("封面").expect("a page");
    other.text(cell("A1"), "封面", Style::Text).expect("text");
    book.put(other).expect("a sheet");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.xlsx");
    book.save(&path).expect("saved");
    fs::read(path).expect("bytes")
}

fn marks() -> (BTreeMap<CellRef, Severity>, BTreeMap<CellRef, String>) {
    let levels =
        [("A3", Severity::Warning), ("H15", Severity::Error), ("B20", Severity::Error), ("J15", Severity::Error)];
    let notes = [("A3", "名称<&>"), ("H15", "得分超出"), ("B20", "缺少总分"), ("J15", "缺少原因")];
    let levels = levels.map(|(at, level)| (cell(at), level)).into();
    (levels, notes.map(|(at, note)| (cell(at), note.to_owned())).into())
}

fn part(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = Vec::new();
    archive.by_name(name).ok()?.read_to_end(&mut out).expect("a part");
    Some(out)
}

fn part_text(bytes: &[u8], name: &str) -> String {
    String::from_utf8(part(bytes, name).expect("the part")).expect("text")
}

fn names(bytes: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    archive.file_names().map(|name| name.expect("a name").into_owned()).collect()
}

#[test]
fn only_what_must_change_is_changed() {
    let before = original(false);
    let (levels, notes) = marks();
    let after = annotated(&before, "自评表", &levels, &notes).expect("annotated");
    let changed: Vec<String> =
        names(&before).into_iter().filter(|name| part(&before, name) != part(&after, name)).collect();
    assert_eq!(changed, ["[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"]);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(after)).expect("a workbook");
    let range = book.worksheet_range("自评表").expect("the sheet");
    assert_eq!(range.get_value((14, 7)), Some(&Data::Float(6.0)));
    assert_eq!(book.merge_cells_by_sheet_name("自评表").expect("merges").len(), 1);
}

#[test]
fn cells_are_filled_and_missing_ones_put_in_at_their_place() {
    let (levels, notes) = marks();
    let after = annotated(&original(false), "自评表", &levels, &notes).expect("annotated");
    let sheet = part_text(&after, "xl/worksheets/sheet1.xml");
    let place = |text: &str| sheet.find(text).unwrap_or_else(|| panic!("{text} in {sheet}"));
    assert!(place("r=\"H15\"") < place("r=\"J15\"") && place("r=\"J15\"") < place("<row r=\"20\"><c r=\"B20\""));
    let styles = part_text(&after, "xl/styles.xml");
    assert!(styles.contains("FFFCE4E4") && styles.contains("FFFFF2CC"));
    assert!(place("<legacyDrawing ") > place("</sheetData>"));
    let comments = part_text(&after, "xl/comments1.xml");
    assert!(comments.contains("名称&lt;&amp;&gt;") && comments.contains("ref=\"B20\""), "{comments}");
}

#[test]
fn a_comment_of_their_own_is_kept_and_ours_stand_beside_it() {
    let (levels, notes) = marks();
    let before = original(true);
    let after = annotated(&before, "自评表", &levels, &notes).expect("annotated");
    let list = names(&after).into_iter().find(|name| name.starts_with("xl/comments")).expect("comments");
    let comments = part_text(&after, &list);
    assert!(comments.contains("本单位自己的批注") && comments.contains("缺少总分"));
    assert_eq!(comments.matches("ref=\"H15\"").count(), 1);
    assert_eq!(names(&before).len(), names(&after).len());
}

/// The package with its parts of text written another way.
fn written_otherwise(bytes: &[u8], other: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in names(bytes) {
        out.start_file(&*name, zip::write::SimpleFileOptions::default()).expect("a part");
        let text = other(&name, part_text(bytes, &name));
        std::io::Write::write_all(&mut out, text.as_bytes()).expect("a part");
    }
    out.finish().expect("a package").into_inner()
}

/// Every element of the main namespace with the prefix `x`, as other programs write them.
fn prefixed(xml: &str) -> String {
    let opened = xml.replace("</", "\u{1}").replace("<?", "\u{2}").replace('<', "<x:");
    opened.replace('\u{1}', "</x:").replace('\u{2}', "<?").replace("xmlns=\"", "xmlns:x=\"")
}

/// The first sheet, each of whose elements is closed by its own name.
fn sheet_of(bytes: &[u8]) -> String {
    let text = part_text(bytes, "xl/worksheets/sheet1.xml");
    let mut open = Vec::new();
    xml::each_tag(&text, |tag| {
        let name = format!("{}{}", tag.prefix, tag.name);
        match (&tag.element, tag.is_empty) {
            (Some(_), false) => open.push(name),
            (Some(_), true) => {}
            (None, _) => assert_eq!(open.pop(), Some(name)),
        }
        Ok(())
    })
    .expect("XML");
    text
}

#[test]
fn elements_with_a_prefix_get_neighbours_with_the_same() {
    let (levels, notes) = marks();
    let is_main = |name: &str| name.starts_with("xl/") && name.ends_with(".xml") && !name.contains("theme");
    let other = |name: &str, text: String| if is_main(name) { prefixed(&text) } else { text };
    for with_comment in [false, true] {
        let before = written_otherwise(&original(with_comment), other);
        let after = annotated(&before, "自评表", &levels, &notes).expect("annotated");
        let sheet = sheet_of(&after);
        assert!(sheet.contains("<x:row r=\"20\"><x:c r=\"B20\" s=") && sheet.contains("<x:legacyDrawing "), "{sheet}");
        assert!(part_text(&after, "xl/styles.xml").contains("<x:fill><x:patternFill patternType=\"solid\"><x:fgColor"));
        let list = names(&after).into_iter().find(|name| name.starts_with("xl/comments")).expect("comments");
        let comment = if with_comment { "<x:comment ref=\"B20\"" } else { "<comment ref=\"B20\"" };
        assert!(part_text(&after, &list).contains(comment));
    }
}

#[test]
fn rows_and_cells_without_an_address_stand_behind_the_last() {
    let (levels, notes) = marks();
    let cells = |row: u32| (0..8).map(|_| format!("<c><v>{row}</v></c>")).collect::<String>();
    let rows = |first: &str| {
        let rest: String = (2..=15).map(|row| format!("<row>{}</row>", cells(row))).collect();
        format!("<worksheet><sheetData><row{first}>{}</row>{rest}</sheetData></worksheet>", cells(1))
    };
    let mut styles = styles::Styles::parse(part_text(&original(false), "xl/styles.xml")).expect("styles");
    let coloured = sheet::coloured(&rows(""), &levels, &notes, &mut styles).expect("coloured");
    let of_row = |row: usize| coloured.split("<row").nth(row).expect("the row").to_owned();
    assert!(of_row(3).starts_with("><c s="), "A3 is the third row's first: {}", of_row(3));
    let last = of_row(15);
    assert!(last.contains("<c><v>15</v></c><c s="), "{last}");
    assert!(last.contains("</c><c r=\"J15\" s=\"") && of_row(16).starts_with(" r=\"20\"><c r=\"B20\""), "{coloured}");
    // The first says where it is, the others follow.
    let moved = sheet::coloured(&rows(" r=\"3\""), &levels, &notes, &mut styles).expect("coloured");
    assert!(moved.split("<row").nth(1).expect("a row").starts_with(" r=\"3\"><c s="), "{moved}");
    assert!(moved.split("<row").nth(13).expect("a row").contains("<c><v>13</v></c><c s="), "{moved}");
}

#[test]
fn a_discussion_stays_and_notes_are_added_beside_it() {
    let (levels, notes) = marks();
    let discussed = |name: &str, text: String| {
        match name {
        _ if name.starts_with("xl/worksheets/_rels/") => text.replace(
            "</Relationships>",
            "<Relationship Id=\"rIdT\" Type=\"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment\" \
             Target=\"../threadedComments/threadedComment1.xml\"/></Relationships>",
        ),
        _ => text,
    }
    };
    let before = written_otherwise(&original(true), discussed);
    let after = annotated(&before, "自评表", &levels, &notes).expect("annotated");
    let list = names(&after).into_iter().find(|name| name.starts_with("xl/comments")).expect("comments");
    let comments = part_text(&after, &list);
    assert!(comments.contains("本单位自己的批注") && comments.contains("缺少总分"), "{comments}");
    assert_eq!(comments.matches("ref=\"H15\"").count(), 1);
    let relations = names(&after).into_iter().find(|name| name.starts_with("xl/worksheets/_rels/")).expect("relations");
    assert!(part_text(&after, &relations).contains("relationships/threadedComment"));
}

#[test]
fn a_file_that_is_written_unusually_is_left_alone() {
    let (levels, notes) = marks();
    assert!(annotated(&original(false), "没有这张表", &levels, &notes).is_err());
    assert!(annotated(b"not a package", "自评表", &levels, &notes).is_err());
    let mut styles = styles::Styles::parse(part_text(&original(false), "xl/styles.xml")).expect("styles");
    for odd in [
        "<x:worksheet></x:worksheet>",
        "<worksheet><sheetData><row><c r=\"A2\"/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"15\"><c r=\"H15\" s=\"999\"/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"0\"></row></sheetData></worksheet>",
    ] {
        assert!(sheet::coloured(odd, &levels, &notes, &mut styles).is_err(), "{odd}");
    }
}

#[test]
fn a_file_that_changed_after_it_was_checked_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("表.xlsx"), folder.path().join("标注.xlsx"));
    let mut arrival = crate::model::sample::arrival("表.xlsx", "区教育局", None);
    (arrival.source.path, arrival.format) = (from.clone(), "xlsx".to_owned());
    arrival.sha256 = sha256([original(false)]);
    let standing = crate::record::gathered(vec![arrival]).standings.remove(0);
    let try_one = |bytes: &[u8]| {
        fs::write(&from, bytes).expect("a file");
        let file = File { index: 0, arrival: &standing, subjects: vec![WHOLE], sheets: BTreeMap::new() };
        one(&file, &to).expect("the disk takes it")
    };
    assert!(try_one(&original(true)).is_err_and(|refusal| refusal.contains("改动")));
    assert!(!to.exists());
    assert_eq!(try_one(&original(false)), Ok(()));
}

/// A signature holds for the bytes that were signed.
#[test]
fn a_signed_file_is_left_alone() {
    let mut package = zip::ZipWriter::new_append(Cursor::new(original(false))).expect("a package");
    package.start_file("_xmlsignatures/sig1.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    let signed = package.finish().expect("a package").into_inner();
    let (levels, notes) = marks();
    assert!(annotated(&signed, "自评表", &levels, &notes).is_err_and(|why| why.contains("数字签名")));
    assert!(annotated(&original(false), "自评表", &levels, &notes).is_ok());
}
