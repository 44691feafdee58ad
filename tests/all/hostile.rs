//! Files as they come: damaged, lying about what they are, or made to hurt. Each must cost one file, never the run.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use crate::support::biff;
use jixiao::model::address::CellRef;
use jixiao::model::grid::{CellValue, Sheet, Visibility, Workbook};
use jixiao::model::source::{Fault, Source};
use jixiao::read::{self, ReadContent, Reader, Reading};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const EXE: &str = env!("CARGO_BIN_EXE_jixiao");

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name);
    std::fs::read(path).expect("fixture is committed")
}

fn source(path: PathBuf, named: bool) -> Source {
    let name = path.file_name().expect("has name").to_string_lossy().into_owned();
    Source { path, name, size: 0, modified: None, named, within: None }
}

/// Reads bytes as a file of that name, met in a folder.
fn read_as(name: &str, bytes: &[u8], reader: &Reader) -> Reading {
    let folder = tempfile::tempdir().expect("temp folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    read::open(&source(path, false), reader)
}

fn reader() -> Reader {
    Reader::default()
}

fn workbook(reading: Reading) -> Workbook {
    match reading.content {
        ReadContent::Workbook(workbook) => workbook,
        other => panic!("{other:?}"),
    }
}

fn fault(name: &str, bytes: &[u8]) -> Fault {
    match read_as(name, bytes, &reader()).content {
        ReadContent::Fault(fault) => fault,
        other => panic!("{name}: {other:?}"),
    }
}

fn is_over_limit(fault: &Fault) -> bool {
    matches!(fault, Fault::OverLimit(_))
}

fn at(sheet: &Sheet, cell: &str) -> CellValue {
    sheet.get(cell.parse().expect("address")).map(|cell| cell.value.clone()).unwrap_or_default()
}

fn format_at(sheet: &Sheet, cell: &str) -> Option<String> {
    sheet.get(cell.parse().expect("address"))?.format.as_deref().map(str::to_owned)
}

fn text(text: &str) -> CellValue {
    CellValue::Text(text.to_owned())
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        out.start_file(*name, packed).expect("started");
        out.write_all(bytes).expect("written");
    }
    out.finish().expect("finished").into_inner()
}

/// A package with one part replaced.
fn with_part(package: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("a zip");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let name = entry.name().expect("name").into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("unpacked");
        if name == part {
            bytes = change(String::from_utf8(bytes).expect("text")).into_bytes();
        }
        parts.push((name, bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip_of(&parts)
}

fn with_sheet_data(data: &str) -> Vec<u8> {
    with_part(&fixture("form.xlsx"), "xl/worksheets/sheet1.xml", |xml| {
        let start = xml.find("<sheetData>").expect("sheet data") + 11;
        let end = xml.find("</sheetData>").expect("sheet data");
        format!("{}{data}{}", &xml[..start], &xml[end..])
    })
}

#[test]
fn the_same_form_reads_the_same_in_every_format() {
    // The .xlsb is SheetJS's, which leaves out the columns of cells that stand side by side.
    for name in ["form.xlsx", "form.xls", "form.ods", "form.xlsb"] {
        let reading = read_as(name, &fixture(name), &reader());
        assert_eq!(reading.format, name[5..]);
        assert_eq!(reading.sha256.len(), 64);
        let workbook = workbook(reading);
        let sheet = &workbook.sheets[0];
        assert_eq!((sheet.name.as_str(), sheet.visibility), ("自评表", Visibility::Visible));
        assert_eq!(at(sheet, "A1"), text("部门整体支出绩效自评表（2023年度）"), "{name}");
        assert_eq!(at(sheet, "B2"), CellValue::Number(0.9712), "{name}");
        assert_eq!(at(sheet, "B3"), CellValue::Date(45_291.0), "{name}");
        assert_eq!(at(sheet, "B5"), CellValue::Number(12_869_807.65), "{name}");
        assert_eq!(sheet.merges[0].to_string(), "A1:F1", "{name}");
        let hidden = &workbook.sheets[1];
        assert_eq!((hidden.name.as_str(), hidden.visibility, hidden.has_data()), ("上年", Visibility::Hidden, true));
    }
}

#[test]
fn an_xls_keeps_its_number_formats() {
    let workbook = workbook(read_as("form.xls", &fixture("form.xls"), &reader()));
    let sheet = &workbook.sheets[0];
    assert!(sheet.keeps_formats);
    assert_eq!(format_at(sheet, "B2").as_deref(), Some("0.00%"));
    assert_eq!(format_at(sheet, "A2"), None);
}

#[test]
fn xlsx_and_ods_keep_formats_formulas_and_text_as_shown() {
    for name in ["form.xlsx", "form.ods"] {
        let workbook = workbook(read_as(name, &fixture(name), &reader()));
        let sheet = &workbook.sheets[0];
        assert_eq!(format_at(sheet, "B2").as_deref(), Some("0.00%"), "{name}");
        let shown = |cell: &str| sheet.get(cell.parse().expect("address")).and_then(|cell| cell.number_format());
        assert_eq!(shown("B5").and_then(|shown| shown.decimals()), Some(2), "{name}");
        assert_eq!(
            shown("B8").map(|shown| (shown.is_percentage(), shown.decimals())),
            Some((false, Some(2))),
            "{name}"
        );
        assert_eq!(at(sheet, "A6"), text("多行\n文字  空格"), "{name}");
        assert_eq!(at(sheet, "B6"), text("A & B <c>"), "{name}");
        assert_eq!(sheet.merges[1].to_string(), "A9:B11", "{name}");
        let sum = sheet.get(CellRef::new(3, 1)).expect("formula");
        assert!(sum.is_formula, "{name}");
        assert_eq!(sheet.row_end(), 9, "{name}: styled blank cells are no cells");
        assert_eq!(workbook.sheets.len(), 3);
        assert!(!workbook.sheets[2].has_data());
        assert!(workbook.modified.is_some_and(|seconds| seconds > 1_600_000_000), "{name}");
    }
}

/// One record of an .xlsb part (MS-XLSB 2.1.4); all used here are shorter than 128 bytes.
fn record(kind: u16, data: &[&[u8]]) -> Vec<u8> {
    let data = data.concat();
    let mut out = match kind {
        0..128 => vec![kind as u8],
        _ => vec![kind as u8 | 0x80, (kind >> 7) as u8],
    };
    out.push(data.len() as u8);
    out.extend(data);
    out
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    words(&[units.len() as u32]).into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// Put together record by record: no program at hand writes merges and formats of its own into an .xlsb.
fn small_xlsb() -> Vec<u8> {
    let bundle = record(156, &[&words(&[0, 1]), &wide("rId1"), &wide("自评表")]);
    let workbook = [record(131, &[]), record(143, &[]), bundle, record(144, &[]), record(132, &[])].concat();
    let xf = |format: u16| record(47, &[&0u16.to_le_bytes(), &format.to_le_bytes(), &[0; 12]]);
    let code = record(44, &[&176u16.to_le_bytes(), &wide("0.000%")]);
    let styles = [code, record(617, &[&words(&[3])]), xf(0), xf(10), xf(176), record(618, &[])].concat();
    let row = |number: u32| record(0, &[&words(&[number]), &[0; 13]]);
    let number = |col: u32, style: u32, value: f64| record(5, &[&words(&[col, style]), &value.to_le_bytes()]);
    let sheet = [
        record(129, &[]),
        record(148, &[&words(&[0, 1, 0, 2])]),
        record(145, &[]),
        row(0),
        record(6, &[&words(&[0, 0]), &wide("执行率")]),
        number(1, 1, 0.9712),
        row(1),
        number(1, 2, 0.5),
        number(2, 0, 7.0),
        record(146, &[]),
        record(177, &[&words(&[1])]),
        record(176, &[&words(&[0, 1, 0, 0])]),
        record(178, &[]),
        record(130, &[]),
    ]
    .concat();
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    zip_of(&[
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/workbook.bin", &workbook),
        ("xl/styles.bin", &styles),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

#[test]
fn an_xlsb_keeps_merges_and_formats() {
    let reading = read_as("a.xlsb", &small_xlsb(), &reader());
    assert_eq!(reading.format, "xlsb");
    let workbook = workbook(reading);
    let sheet = &workbook.sheets[0];
    assert_eq!(at(sheet, "A1"), text("执行率"));
    assert_eq!(at(sheet, "B1"), CellValue::Number(0.9712));
    assert_eq!((format_at(sheet, "B1").as_deref(), format_at(sheet, "B2").as_deref()), (Some("0.00%"), Some("0.000%")));
    assert_eq!(format_at(sheet, "C2"), None);
    assert!(sheet.keeps_merges && sheet.keeps_formats);
    assert_eq!(sheet.merges[0].to_string(), "A1:A2");
}

#[test]
fn a_formula_that_was_never_calculated_is_told_from_a_blank() {
    for name in ["form.xlsx", "form.xls"] {
        let workbook = workbook(read_as(name, &fixture(name), &reader()));
        let cell = workbook.sheets[0].get(CellRef::new(3, 1)).expect("formula");
        assert!(cell.is_uncalculated(), "{name}: {cell:?}");
    }
}

#[test]
fn content_decides_not_the_extension() {
    for (name, bytes, format) in [
        ("a.xls", fixture("form.xlsx"), "xlsx"),
        ("b.xlsx", fixture("form.xls"), "xls"),
        ("c.et", fixture("form.xls"), "et"),
        ("d.xlsx", fixture("form.ods"), "ods"),
        ("e.xlsm", fixture("form.xlsx"), "xlsm"),
        ("f.dat", fixture("form.xlsx"), "xlsx"),
    ] {
        let reading = read_as(name, &bytes, &reader());
        assert_eq!(reading.format, format, "{name}");
        assert_eq!(workbook(reading).format, format, "{name}");
    }
}

#[test]
fn what_is_no_spreadsheet_is_named() {
    assert_eq!(fault("a.xlsx", b""), Fault::Empty);
    assert_eq!(fault("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>"), Fault::Html);
    assert_eq!(fault("a.xlsx", "部门,金额\n区教育局,1\n".as_bytes()), Fault::PlainText);
    assert_eq!(fault("a.xlsx", b"%PDF-1.4"), Fault::OtherKind("PDF 文件".into()));
    let unfinished = Fault::Corrupt("document.xml ends early".into());
    assert_eq!(fault("a.xlsx", &zip_of(&[("word/document.xml", b"<w/>")])), unfinished);
    assert_eq!(fault("a.xlsx", &zip_of(&[("报表.xlsx", b"PK")])), Fault::OtherKind("压缩包".into()));
}

#[test]
fn in_a_folder_only_spreadsheets_are_faults() {
    let pdf = Some("PDF 文件".to_owned());
    for (name, bytes, document) in [
        ("a.csv", b"1,2".as_slice(), None),
        ("b.pdf", b"%PDF", pdf),
        ("c.zip", b"PK\x03\x04", None),
        ("d.txt", b"", None),
    ] {
        assert_eq!(read_as(name, bytes, &reader()).content, ReadContent::NotSpreadsheet(document), "{name}");
    }
    let folder = tempfile::tempdir().expect("temp folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "1,2").expect("written");
    let named = read::open(&source(path, true), &reader());
    assert_eq!(named.content, ReadContent::Fault(Fault::PlainText));
    let gone = read::open(&source(folder.path().join("gone.xlsx"), false), &reader());
    assert!(matches!(gone.content, ReadContent::Fault(Fault::Unavailable(_))) && gone.sha256.is_empty());
}

#[test]
fn passwords_are_recognised() {
    let whole = vec![1; 5_000];
    assert_eq!(
        fault("a.xlsx", &biff::compound(&[("EncryptionInfo", &whole), ("EncryptedPackage", &whole)])),
        Fault::Encrypted
    );

    let mut xls = fixture("form.xls");
    // The record after BOF becomes FilePass, which is where Excel writes that the rest is encrypted.
    let header = xls.windows(4).position(|record| record == [0xe1, 0, 2, 0]).expect("interface header record");
    xls[header..header + 6].copy_from_slice(&[0x2f, 0, 2, 0, 9, 9]);
    assert_eq!(fault("a.xls", &xls), Fault::Encrypted);

    let ods = with_part(&fixture("form.ods"), "META-INF/manifest.xml", |xml| {
        xml.replace("</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>")
    });
    assert_eq!(fault("a.ods", &ods), Fault::Encrypted);
}

/// Encrypted by msoffcrypto (.xlsx) and by LibreOffice (.ods, .xls) with the password 123456.
#[test]
fn files_that_other_programs_encrypted_name_the_password() {
    for name in ["encrypted.xlsx", "encrypted.ods", "encrypted.xls"] {
        assert_eq!(fault(name, &fixture(name)), Fault::Encrypted, "{name}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name);
        let check = std::process::Command::new(EXE).arg("check").arg(path).output().expect("the program starts");
        let said = String::from_utf8_lossy(&check.stdout);
        assert!(check.status.code() == Some(1) && said.contains("STR-01") && said.contains("密码"), "{said}");
    }
}

#[test]
fn a_file_cut_anywhere_is_a_fault() {
    for name in ["form.xlsx", "form.xls", "form.ods"] {
        let bytes = fixture(name);
        for part in 1..8 {
            let cut = &bytes[..bytes.len() * part / 8];
            let reading = read_as(name, cut, &reader());
            assert!(matches!(reading.content, ReadContent::Fault(_)), "{name} {part}/8");
        }
    }
}

#[test]
fn claimed_sizes_are_weighed_before_unpacking() {
    let mut bytes = zip_of(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &[b' '; 100])]);
    let directory = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").expect("directory entry");
    bytes[directory + 24..directory + 28].copy_from_slice(&3_900_000_000u32.to_le_bytes());
    assert!(is_over_limit(&fault("bomb.xlsx", &bytes)));
    let honest = vec![b' '; 130 << 20];
    let packed = zip_of(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &honest)]);
    assert!(packed.len() < 1 << 20 && is_over_limit(&fault("bomb.xlsx", &packed)));
}

#[test]
fn a_claimed_number_of_strings_allocates_nothing() {
    let bytes = with_part(&fixture("form.xlsx"), "xl/sharedStrings.xml", |xml| {
        let at = xml.find("uniqueCount=\"").expect("count") + 13;
        format!("{}4000000000{}", &xml[..at], &xml[at + xml[at..].find('"').expect("end")..])
    });
    let workbook = workbook(read_as("strings.xlsx", &bytes, &reader()));
    assert_eq!(at(&workbook.sheets[0], "A2"), text("执行率"));
}

#[test]
fn sheets_of_old_macros_are_passed_over() {
    let bytes = with_part(&fixture("form.xlsx"), "xl/_rels/workbook.xml.rels", |xml| {
        let at = xml.find("sheet3.xml").expect("third sheet");
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
        let macros = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet";
        let tag = xml[..at].rfind('<').expect("tag");
        let end = tag + xml[tag..].find('>').expect("end of tag");
        format!("{}{}{}", &xml[..tag], xml[tag..end].replace(kind, macros), &xml[end..])
    });
    let workbook = workbook(read_as("macros.xlsx", &bytes, &reader()));
    assert_eq!(workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["自评表", "上年"]);
}

#[test]
fn a_shared_formula_index_allocates_nothing() {
    let bytes = with_sheet_data(
        r#"<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="4000000000">B1*2</f></c></row>
           <row r="2"><c r="A2"><f t="shared" si="4000000000"/></c></row>"#,
    );
    let workbook = workbook(read_as("shared.xlsx", &bytes, &reader()));
    let derived = workbook.sheets[0].get(CellRef::new(1, 0)).expect("formula cell");
    assert!(derived.is_uncalculated());
}

#[test]
fn a_cell_at_the_far_corner_costs_one_cell() {
    let bytes = with_sheet_data(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#,
    );
    let workbook = workbook(read_as("corner.xlsx", &bytes, &reader()));
    let cells: Vec<String> = workbook.sheets[0].cells().map(|(at, _)| at.to_string()).collect();
    assert_eq!(cells, ["A1", "XFD1048576"]);
}

#[test]
fn a_cell_outside_the_grid_is_damage() {
    let bytes = with_sheet_data(r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#);
    assert!(matches!(fault("outside.xlsx", &bytes), Fault::Corrupt(_)));
}

#[test]
fn too_much_text_is_over_the_limit() {
    let giant = "钱".repeat(23 << 20);
    let bytes = with_sheet_data(&format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{giant}</t></is></c></row>"#));
    assert!(bytes.len() < 1 << 20);
    assert!(is_over_limit(&fault("giant.xlsx", &bytes)));
    // Millions of short texts that no cell uses.
    let listed = format!("<sst>{}</sst>", "<si><t>1</t></si>".repeat(4 << 20));
    let parts = [("xl/workbook.xml", b"<workbook/>".as_slice()), ("xl/sharedStrings.xml", listed.as_bytes())];
    assert!(is_over_limit(&fault("listed.xlsx", &zip_of(&parts))));
}

fn ods_with_rows(rows: &str) -> Vec<u8> {
    with_part(&fixture("form.ods"), "content.xml", |xml| {
        let start = xml.find("<table:table-row").expect("rows");
        let end = xml.find("</table:table>").expect("end of table");
        format!("{}{rows}{}", &xml[..start], &xml[end..])
    })
}

#[test]
fn repeated_cells_of_an_ods_are_counted_not_unrolled() {
    let cell =
        r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>"#;
    let bomb = format!(r#"<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>"#);
    assert!(is_over_limit(&fault("bomb.ods", &ods_with_rows(&bomb))));
    let far = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row>"#;
    let workbook = workbook(read_as("far.ods", &ods_with_rows(far), &reader()));
    let cells: Vec<String> = workbook.sheets[0].cells().map(|(at, _)| at.to_string()).collect();
    assert_eq!(cells, ["A1", "XFD1048576"]);
}

#[test]
fn an_ods_shows_errors_notes_and_covered_cells_as_people_see_them() {
    let rows = r#"<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell><table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙</text:p></table:table-cell><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="percentage" office:value="1"><text:p>100%</text:p></table:table-cell><table:covered-table-cell office:value-type="string"><text:p>看不见</text:p></table:covered-table-cell><table:table-cell office:value-type="date" office:date-value="2023-12-31"><text:p>2023年12月31日</text:p></table:table-cell></table:table-row>"#;
    let workbook = workbook(read_as("seen.ods", &ods_with_rows(rows), &reader()));
    let sheet = &workbook.sheets[0];
    assert_eq!(at(sheet, "A1"), CellValue::Error("#DIV/0!".into()));
    assert_eq!(at(sheet, "B1"), text("甲  乙\n丙"));
    assert_eq!(at(sheet, "C1"), CellValue::Number(1.0));
    assert_eq!(format_at(sheet, "C1").as_deref(), Some("0%"));
    assert_eq!(at(sheet, "D1"), CellValue::Empty);
    assert_eq!(format_at(sheet, "E1").as_deref(), Some("yyyy\"年\"m\"月\"d\"日\""));
    assert_eq!(sheet.merges.iter().map(ToString::to_string).collect::<Vec<_>>(), ["C1:D1"]);
}

/// Every entry of the table of sectors points to itself: whoever follows a chain never comes to its end.
#[test]
fn sectors_that_run_in_a_circle_are_damage_before_they_fill_the_memory() {
    let mut bytes = fixture("form.xls");
    let table = 512 * (1 + u32::from_le_bytes(bytes[76..80].try_into().expect("four bytes"))) as usize;
    for sector in 0..128u32 {
        bytes[table + 4 * sector as usize..][..4].copy_from_slice(&sector.to_le_bytes());
    }
    assert!(matches!(fault("circle.xls", &bytes), Fault::Corrupt(_)));
}

#[test]
fn an_ods_that_ends_early_is_damage_and_not_an_empty_workbook() {
    let cut = |xml: String| xml[..xml.find("</table:table>").expect("a table")].to_owned();
    assert!(matches!(fault("cut.ods", &with_part(&fixture("form.ods"), "content.xml", cut)), Fault::Corrupt(_)));
}

/// As LibreOffice keeps a formula on another file: its path in the formula, and a hidden copy of what was there.
#[test]
fn an_ods_shows_a_link_but_not_what_it_remembers_of_the_other_file() {
    let plain = workbook(read_as("plain.ods", &fixture("form.ods"), &reader()));
    assert!(!plain.links_elsewhere);
    let formula = r#"table:formula="of:=[&apos;file:///D:/%E4%B8%8A%E5%B9%B4.ods&apos;#$表.A1]*2""#;
    let cell = r#"office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell></table:table-row>"#;
    let other =
        r#"<table:table table:name="&apos;file:///D:/%E4%B8%8A%E5%B9%B4.ods&apos;#$表" table:style-name="ta_extref">"#;
    let rows = format!("<table:table-row><table:table-cell {formula} {cell}");
    let kept = format!("{rows}</table:table>{other}<table:table-row><table:table-cell {cell}");
    for rows in [&rows, &kept] {
        let linked = workbook(read_as("linked.ods", &ods_with_rows(rows), &reader()));
        let names = |book: &Workbook| book.sheets.iter().map(|sheet| sheet.name.clone()).collect::<Vec<_>>();
        assert_eq!((linked.links_elsewhere, names(&linked)), (true, names(&plain)));
    }
}

#[test]
fn a_huge_xls_dimension_costs_one_file() {
    let mut bytes = fixture("form.xls");
    let record = bytes.windows(4).position(|record| record == [0x00, 0x02, 14, 0]).expect("dimensions record");
    bytes[record + 8..record + 12].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    // 2³¹ rows of 65,535 columns: more than any allocator can even reserve.
    bytes[record + 14..record + 16].copy_from_slice(&0xffffu16.to_le_bytes());
    let reader = reader();
    let reading = read_as("huge.xls", &bytes, &reader);
    // An allocator that hands out memory before it exists may still read the file right; nothing else will do.
    if reading.content != ReadContent::Fault(Fault::Crashed) {
        assert_eq!(workbook(reading), workbook(read_as("whole.xls", &fixture("form.xls"), &reader)));
    }
    workbook(read_as("next.xls", &fixture("form.xls"), &reader));
}

/// A small fixed sequence, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

#[test]
fn damaged_files_never_end_the_run() {
    let reader = reader();
    let mut dice = Dice(20231231);
    let xlsb = ("small.xlsb", small_xlsb());
    let forms = ["form.xls", "form.xlsx", "form.ods", "form.xlsb"].map(|name| (name, fixture(name)));
    for (name, whole) in forms.into_iter().chain([xlsb]) {
        for _ in 0..100 {
            let mut bytes = whole.clone();
            for _ in 0..12 {
                let at = dice.roll(bytes.len());
                bytes[at] = dice.roll(256) as u8;
            }
            let reading = read_as(name, &bytes, &reader);
            assert_eq!(reading.sha256.len(), 64);
        }
        workbook(read_as(name, &whole, &reader));
    }
}
