//! What other programs open is opened: the same two cells, however a program wrote them.

use std::io::{Cursor, Read, Write};

use crate::support::biff::{Kind, compound, encrypted, record, workbook, workbook_of_95};
use crate::support::office::{convert, office};
use crate::support::skipped;
use jixiao::model::grid::{CellValue, Workbook};
use jixiao::model::source::{Fault, Source};
use jixiao::read::{self, ReadContent, Reader};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

type Parts = Vec<(String, Vec<u8>)>;

fn read(name: &str, bytes: &[u8]) -> ReadContent {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let size = bytes.len() as u64;
    let source = Source { path, name: name.to_owned(), size, modified: None, named: true, within: None };
    read::open(&source, &Reader::default()).content
}

fn opened(name: &str, bytes: &[u8]) -> Workbook {
    match read(name, bytes) {
        ReadContent::Workbook(workbook) => workbook,
        other => panic!("{name}: {other:?}"),
    }
}

fn cell(workbook: &Workbook, place: &str) -> (CellValue, Option<String>) {
    let cell = workbook.sheets[0].get(place.parse().expect("an address")).cloned().unwrap_or_default();
    (cell.value, cell.format.map(|format| format.to_string()))
}

fn holds_both(name: &str, workbook: &Workbook) {
    assert_eq!(workbook.sheets[0].name, "自评表", "{name}");
    assert_eq!(cell(workbook, "A1").0, CellValue::Text("甲乙丙".to_owned()), "{name}");
    assert_eq!(cell(workbook, "B2"), (CellValue::Number(0.9712), Some("0.00%".to_owned())), "{name}");
}

#[test]
fn an_xls_is_opened_whatever_its_container_and_its_odd_records() {
    for (name, bytes) in [
        ("plain", compound(&[("Workbook", &workbook(&[]))])),
        ("capitals", compound(&[("WORKBOOK", &workbook(&[]))])),
        ("small letters", compound(&[("book", &workbook(&[]))])),
        ("behind another stream", compound(&[("\u{5}SummaryInformation", &[0; 5_000]), ("Workbook", &workbook(&[]))])),
        ("without a container", workbook(&[])),
        ("of Excel 95", compound(&[("Book", &workbook_of_95())])),
        ("of Excel 95 without a container", workbook_of_95()),
        // A format, a style, a font and a name that end before what they begin.
        ("odd records", compound(&[("Workbook", &workbook(&odd_records()))])),
    ] {
        holds_both(name, &opened(&format!("{name}.xls"), &bytes));
    }
}

/// The user's own properties, as Excel writes them (UTF-8 or GBK) and as LibreOffice does (UTF-16).
fn own_properties(encode: fn(&str) -> Vec<u8>, page: u16) -> Vec<u8> {
    let is_wide = page == 1_200;
    let counted = |text: &str| {
        let mut bytes = encode(&format!("{text}\0"));
        let length = if is_wide { bytes.len() / 2 } else { bytes.len() } as u32;
        bytes.resize(if is_wide { bytes.len().next_multiple_of(4) } else { bytes.len() }, 0);
        [length.to_le_bytes().to_vec(), bytes].concat()
    };
    let names = [("别的", 7u32), ("jixiao-output", 3)];
    let names = names.map(|(name, number)| [number.to_le_bytes().to_vec(), counted(name)].concat()).concat();
    let dictionary = [2u32.to_le_bytes().to_vec(), names].concat();
    let code_page = [2u32.to_le_bytes(), u32::from(page).to_le_bytes()].concat();
    let text = |text: &str| [(if is_wide { 31u32 } else { 30 }).to_le_bytes().to_vec(), counted(text)].concat();
    let values = [(0u32, dictionary), (1, code_page), (7, text("没有用的话")), (3, text("问题反馈"))];
    let mut at = 8 + 8 * values.len();
    let (mut index, mut body) = (Vec::new(), Vec::new());
    for (number, value) in values {
        index.extend([number.to_le_bytes(), (at as u32).to_le_bytes()].concat());
        at += value.len();
        body.extend(value);
    }
    let section = [(at as u32).to_le_bytes().to_vec(), 4u32.to_le_bytes().to_vec(), index, body].concat();
    let first = 28 + 2 * 20;
    let sets = [0u32, first as u32].map(|at| [vec![0; 16], at.max(first as u32).to_le_bytes().to_vec()].concat());
    [vec![0; 24], 2u32.to_le_bytes().to_vec(), sets.concat(), section].concat()
}

/// How a text is written, and the number of that code page.
type CodePage = (fn(&str) -> Vec<u8>, u16);

#[test]
fn an_xls_keeps_what_an_output_is_marked_as() {
    let pages: [CodePage; 3] = [
        (|text| text.as_bytes().to_vec(), 65_001),
        (|text| encoding_rs::GBK.encode(text).0.into_owned(), 936),
        (|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect(), 1_200),
    ];
    for (encode, page) in pages {
        let stream = own_properties(encode, page);
        let file = compound(&[("\u{5}DocumentSummaryInformation", &stream), ("Workbook", &workbook(&[]))]);
        assert_eq!(opened("甲.xls", &file).marker.as_deref(), Some("问题反馈"), "{page}");
        for cut in [20, 60, 100, 150] {
            let file = compound(&[("\u{5}DocumentSummaryInformation", &stream[..cut]), ("Workbook", &workbook(&[]))]);
            assert_eq!(opened("甲.xls", &file).marker, None, "{page}, {cut}");
        }
    }
    // A name that stands for a text; one that stands for a number says nothing.
    let named = |name: &str, formula: &[u8]| {
        let head = [&[0, 0, 0, name.len() as u8, formula.len() as u8][..], &[0; 9]].concat();
        record(0x0018, &[&head[..], &[0], name.as_bytes(), formula].concat())
    };
    let text = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0x17, units.len() as u8 / 2, 1][..], &units].concat()
    };
    for (records, mark) in [
        (named("jixiao_template", &text("空表|甲|1|2023")), Some("空表|甲|1|2023")),
        (named("jixiao_template", &[0x1e, 1, 0]), None),
        (named("other_template", &text("空表|甲|1|2023")), None),
    ] {
        assert_eq!(opened("甲.xls", &compound(&[("Workbook", &workbook(&records))])).marker.as_deref(), mark);
    }
}

/// What another program saved as .xls or .ods is still known for what it is.
#[test]
fn outputs_that_are_saved_in_another_format_are_known() {
    let Some(office) = office() else { return skipped("LibreOffice saves outputs as .xls and .ods") };
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    let run = |arguments: &[&std::ffi::OsStr]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).output();
        assert!(output.expect("the program starts").status.code().is_some_and(|code| code < 2));
    };
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks");
    run(&["batch".as_ref(), samples.as_ref(), "--out".as_ref(), at("结果").as_ref()]);
    run(&["template".as_ref(), "--out".as_ref(), at("空表").as_ref()]);
    std::fs::create_dir(at("都")).expect("a folder");
    let first = |folder: &str| crate::support::book::workbooks(&at(folder)).into_iter().next().expect("a workbook");
    for (name, path) in [("汇总", at("结果/汇总表.xlsx")), ("反馈", first("结果/问题反馈")), ("空表", first("空表"))]
    {
        std::fs::copy(path, at("都").join(name).with_extension("xlsx")).expect("copied");
    }
    for format in ["xls", "ods"] {
        std::fs::create_dir(at(format)).expect("a folder");
        convert(&office, &at("都"), &at(format), format);
        for (name, mark) in [("汇总", "汇总表"), ("反馈", "问题反馈"), ("空表", "空表|xiangdong-2023|")]
        {
            let name = format!("{name}.{format}");
            let bytes = std::fs::read(at(format).join(&name)).expect("saved");
            let found = opened(&name, &bytes).marker;
            assert!(found.as_deref().is_some_and(|found| found.starts_with(mark)), "{name}: {found:?}");
        }
    }
}

fn odd_records() -> Vec<u8> {
    [
        record(0x041e, &[200]),
        record(0x0293, &[]),
        record(0x0031, &[1, 2, 3]),
        record(0x0018, &[0; 5]),
        record(0x9999, &[7]),
    ]
    .concat()
}

#[test]
fn what_excel_opens_without_asking_is_opened_and_another_password_is_one() {
    for kind in [Kind::Xor, Kind::Rc4, Kind::CryptoApi] {
        let bytes = compound(&[("Workbook", &encrypted(kind, "VelvetSweatshop"))]);
        holds_both(&format!("{kind:?}"), &opened("a.xls", &bytes));
    }
    for kind in [Kind::Rc4, Kind::CryptoApi] {
        holds_both(&format!("{kind:?}"), &opened("a.xls", &compound(&[("Workbook", &encrypted(kind, ""))])));
        let other = compound(&[("Workbook", &encrypted(kind, "123456"))]);
        assert_eq!(read("a.xls", &other), ReadContent::Fault(Fault::Encrypted), "{kind:?}");
    }
}

/// A text of 6,000 characters goes on behind 8,224 bytes of its record: in the next, as narrow characters.
/// Encrypted by other implementations: as Excel 2010 and later do it, and as Excel 2007 did.
#[test]
fn a_package_under_the_password_every_excel_knows_is_read_as_the_package() {
    let bytes = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name);
        std::fs::read(path).expect("a fixture")
    };
    let plain = opened("form.xlsx", &bytes("form.xlsx"));
    assert!(plain.sheets[0].cells().len() > 5);
    for name in ["known-agile.xlsx", "known-standard.xlsx"] {
        assert_eq!(opened(name, &bytes(name)), plain, "{name}");
    }
    assert_eq!(read("encrypted.xlsx", &bytes("encrypted.xlsx")), ReadContent::Fault(Fault::Encrypted));
}

#[test]
fn a_text_that_is_continued_in_another_width_is_whole() {
    let mut stream = workbook(&[]);
    let table = stream.windows(4).position(|four| four == [0xfc, 0, 17, 0]).expect("the table of strings");
    let rest = stream.split_off(table + 4 + 17);
    stream.truncate(table);
    let long: Vec<u8> = "甲".repeat(3).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let head = [&1u32.to_le_bytes()[..], &1u32.to_le_bytes(), &5u16.to_le_bytes(), &[1], &long].concat();
    let both = [record(0x00fc, &head), record(0x003c, b"\0ab")].concat();
    let moved = both.len() as u32 - 21;
    let sheet = stream.windows(4).position(|four| four == [0x85, 0, 14, 0]).expect("the sheet");
    let at = u32::from_le_bytes(stream[sheet + 4..sheet + 8].try_into().expect("four bytes")) + moved;
    stream[sheet + 4..sheet + 8].copy_from_slice(&at.to_le_bytes());
    let workbook = opened("a.xls", &compound(&[("Workbook", &[stream, both, rest].concat())]));
    assert_eq!(cell(&workbook, "A1").0, CellValue::Text("甲甲甲ab".to_owned()));
}

/// A number of a text that no table has, and a cell to the right of the last column: what is lost is said in its cell.
#[test]
fn what_a_damaged_xls_lost_is_an_error_in_its_cell() {
    let mut stream = workbook(&[]);
    let text = stream.windows(4).position(|four| four == [0xfd, 0, 10, 0]).expect("a text");
    stream[text + 10..text + 14].copy_from_slice(&0xffffu32.to_le_bytes());
    let number = stream.windows(4).position(|four| four == [3, 2, 14, 0]).expect("a number");
    stream[number + 6..number + 8].copy_from_slice(&[0xff, 0xff]);
    let workbook = opened("a.et", &compound(&[("Workbook", &stream)]));
    assert_eq!(cell(&workbook, "A1").0, CellValue::Error("#N/A".to_owned()));
    assert_eq!(workbook.sheets[0].cells().count(), 1);
}

#[test]
fn what_excel_4_wrote_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    for bof in [[9, 0, 4, 0, 2, 0], [9, 2, 6, 0, 0, 3], [9, 4, 6, 0, 0, 4]] {
        let path = folder.path().join("旧表.xls");
        std::fs::write(&path, [&bof[..], &[16, 0, 0, 0]].concat()).expect("written");
        let check = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .arg("check")
            .arg(path)
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&check.stdout);
        for word in ["STR-01", "Excel 4.0 及更早", "LibreOffice", "另存为"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
}

fn form(name: &str) -> Parts {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name);
    let mut archive = ZipArchive::new(Cursor::new(std::fs::read(path).expect("a fixture"))).expect("a zip");
    let count = archive.len();
    let part = |index| {
        let mut entry = archive.by_index(index).expect("a part");
        let (name, mut bytes) = (entry.name().expect("a name").into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("unpacked");
        (name, bytes)
    };
    (0..count).map(part).collect()
}

fn packed(parts: &Parts) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
        out.write_all(bytes).expect("written");
    }
    out.finish().expect("finished").into_inner()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Every part of XML changed.
fn each(mut parts: Parts, change: impl Fn(String) -> Vec<u8>) -> Parts {
    let is_xml = |name: &str| name.ends_with(".xml") || name.ends_with(".rels");
    parts.iter_mut().filter(|(name, _)| is_xml(name)).for_each(|(_, bytes)| *bytes = change(text(bytes)));
    parts
}

fn renamed(mut parts: Parts, from: &str, to: &str) -> Parts {
    parts.iter_mut().filter(|(name, _)| name == from).for_each(|(name, _)| *name = to.to_owned());
    parts
}

fn wide(text: &str, is_big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn declared(text: &str, encoding: &str) -> String {
    text.replace("encoding=\"UTF-8\"", &format!("encoding=\"{encoding}\""))
}

/// Where the part says how it is written.
fn in_gbk(xml: String) -> Vec<u8> {
    let declared = declared(&xml, "GBK");
    if declared == xml { xml.into_bytes() } else { encoding_rs::GBK.encode(&declared).0.into_owned() }
}

/// `<c>` becomes `<x:c>`, attributes stay.
fn prefixed(xml: String) -> Vec<u8> {
    let marked = xml.replace("<?", "\u{1}").replace("<!", "\u{2}").replace("</", "\u{3}").replace('<', "<x:");
    let xml = marked.replace('\u{1}', "<?").replace('\u{2}', "<!").replace('\u{3}', "</x:");
    xml.replace(" xmlns=", " xmlns:x=").into_bytes()
}

#[test]
fn a_package_is_opened_however_its_parts_are_written_and_named() {
    let same = form("form.xlsx");
    let plain = opened("a.xlsx", &packed(&same));
    let rels = |change: &dyn Fn(String) -> String| {
        let mut parts = form("form.xlsx");
        let list = parts.iter_mut().find(|(name, _)| name == "xl/_rels/workbook.xml.rels").expect("relations");
        list.1 = change(text(&list.1)).into_bytes();
        parts
    };
    let second = renamed(same.clone(), "xl/workbook.xml", "xl/workbook2.xml");
    let second = renamed(second, "xl/_rels/workbook.xml.rels", "xl/_rels/workbook2.xml.rels");
    let second = each(second, |xml| xml.replace("xl/workbook.xml", "xl/workbook2.xml").into_bytes());
    let strings =
        renamed(rels(&|xml| xml.replace("sharedStrings.xml", "texts.xml")), "xl/sharedStrings.xml", "xl/texts.xml");
    let mac = [vec![("__MACOSX/xl/._workbook.xml".to_owned(), b"junk".to_vec())], same.clone()].concat();
    let lost = same.iter().filter(|(name, _)| name != "_rels/.rels").cloned().collect();
    for (name, parts) in [
        ("./ in front", rels(&|xml| xml.replace("worksheets/", "./worksheets/"))),
        ("from the root", rels(&|xml| xml.replace("Target=\"worksheets/", "Target=\"/xl/worksheets/"))),
        ("backwards", rels(&|xml| xml.replace("worksheets/", "..\\xl\\worksheets\\"))),
        ("another workbook", second),
        ("another table of strings", strings),
        ("packed on a Mac", mac),
        ("without the first list", lost),
        ("a mark in front", each(same.clone(), |xml| [b"\xef\xbb\xbf", xml.as_bytes()].concat())),
        ("UTF-16", each(same.clone(), |xml| [&[0xff, 0xfe][..], &wide(&declared(&xml, "UTF-16"), false)].concat())),
        ("UTF-16, the other way", each(same.clone(), |xml| [&[0xfe, 0xff][..], &wide(&xml, true)].concat())),
        ("UTF-16 without a mark", each(same.clone(), |xml| wide(&declared(&xml, "UTF-16"), false))),
        ("GBK", each(same.clone(), in_gbk)),
        ("with prefixes", each(same.clone(), prefixed)),
    ] {
        assert_eq!(opened("a.xlsx", &packed(&parts)).sheets, plain.sheets, "{name}");
    }
}

#[test]
fn an_ods_is_opened_without_what_says_that_it_is_one() {
    let same = form("form.ods");
    let plain = opened("a.ods", &packed(&same));
    let bare: Parts = same
        .iter()
        .filter(|(name, _)| name.ends_with("content.xml") || name.ends_with("styles.xml"))
        .cloned()
        .collect();
    let marked = each(same, |xml| [b"\xef\xbb\xbf", xml.as_bytes()].concat());
    for (name, parts) in [("two parts", bare), ("marks", marked)] {
        assert_eq!(opened("a.ods", &packed(&parts)).sheets, plain.sheets, "{name}");
    }
}

/// Records of the workbook and of a sheet that the library for .xlsb stumbles over.
#[test]
fn an_xlsb_is_opened_with_targets_from_the_root_and_sheets_of_other_kinds() {
    let same = form("form.xlsb");
    let plain = opened("a.xlsb", &packed(&same));
    let change =
        |from: &'static str, to: &'static str| each(same.clone(), move |xml| xml.replace(from, to).into_bytes());
    for (name, parts) in [
        ("from the root", change("Target=\"worksheets/", "Target=\"/xl/worksheets/")),
        ("./ in front", change("Target=\"worksheets/", "Target=\"./worksheets/")),
        (
            "other folders",
            renamed(change("worksheets/sheet1.bin", "one.bin"), "xl/worksheets/sheet1.bin", "xl/one.bin"),
        ),
    ] {
        assert_eq!(opened("a.xlsb", &packed(&parts)).sheets, plain.sheets, "{name}");
    }
    let without = opened("a.xlsb", &packed(&change("relationships/worksheet\"", "relationships/macrosheet\"")));
    assert!(without.sheets.is_empty());
}
