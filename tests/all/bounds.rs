//! What a file may cost is counted before it is allocated: small files that unpack, repeat or claim without end.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::biff::{record, workbook};
use crate::support::book::check::check_outputs;
use crate::support::file::write_xlsx;
use crate::support::layout::draw;
use crate::support::truth::Truth;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MB: u64 = 1 << 20;
/// What is not bounded takes hours; the slowest of all takes seconds.
const HANGS: Duration = Duration::from_secs(180);

/// Runs the program; what it says, and the most memory it had, which Linux alone tells.
fn run(arguments: &[&str]) -> (String, Option<u64>) {
    let program = Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).stdout(Stdio::piped()).spawn();
    let mut child = program.expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let (mut peak, started) = (None, Instant::now());
    while child.try_wait().expect("waited").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
        peak = peak.max(kb.map(|kb| kb << 10));
        if started.elapsed() > HANGS {
            child.kill().expect("killed");
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let said = child.wait_with_output().expect("ended").stdout;
    if peak.is_none() {
        println!("skipped: this system does not say how much memory a program had");
    }
    (String::from_utf8(said).expect("text"), peak)
}

fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, SimpleFileOptions::default()).expect("a part");
        out.write_all(text.as_bytes()).expect("written");
    }
    out.finish().expect("finished").into_inner()
}

fn xlsx(styles: &str, strings: &str, sheet: &str, relations: &str) -> Vec<u8> {
    let kind =
        |kind: &str, target: &str| format!("<Relationship Id=\"{kind}\" Type=\"x/{kind}\" Target=\"{target}\"/>");
    let list = [kind("worksheet", "sheet.xml"), kind("styles", "styles.xml"), kind("sharedStrings", "texts.xml")];
    zip(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"worksheet\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{}{relations}</Relationships>", list.concat())),
        ("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>")),
        ("xl/texts.xml", format!("<sst>{strings}</sst>")),
        ("xl/sheet.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
    ])
}

fn ods(styles: &str, rows: &str) -> Vec<u8> {
    let table = format!("<table:table table:name=\"a\">{rows}</table:table>");
    let body = format!("<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>");
    let content = format!("<office:document-content>{styles}{body}</office:document-content>");
    zip(&[("content.xml", content)])
}

fn killers() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let times = |text: &str, count: usize| text.repeat(count);
    let code = format!("<numFmts><numFmt numFmtId=\"200\" formatCode=\"{}\"/></numFmts>", "0".repeat(200_000));
    let long = format!("{code}<cellXfs>{}</cellXfs>", times("<xf numFmtId=\"200\"/>", 60_000));
    let row = "<table:table-row table:number-rows-repeated=\"1000000\">";
    let formula = format!(
        "{row}<table:table-cell table:number-columns-repeated=\"900\" table:formula=\"of:=1\"/></table:table-row>"
    );
    let blanks = format!(
        "{row}<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell></table:table-row>",
        times("<text:s text:c=\"1000\"/>", 80_000)
    );
    let merge = "<table:table-row><table:table-cell table:number-columns-spanned=\"2\"/></table:table-row>";
    let none = record(0x003c, &times("\0\0\0", 2_700).into_bytes());
    let texts = [record(0x00fc, &[0; 8]), none.repeat(1_100)].concat();
    vec![
        ("long-code.xlsx", xlsx(&long, "", "", ""), "STR-02"),
        ("styles.xlsx", xlsx(&format!("<cellXfs>{}</cellXfs>", times("<xf/>", 70_000)), "", "", ""), "65536 个"),
        ("texts.xlsx", xlsx("", &times("<si/>", 2_700_000), "", ""), "64 MB"),
        ("formulas.xlsx", xlsx("", "", &times("<c><f/></c>", 2_000_001), ""), "2000000 个"),
        ("relations.xlsx", xlsx("", "", "", &times("<Relationship Id=\"a\" Target=\"b\"/>", 10_001)), "10000 个"),
        ("formula.ods", ods("", &formula), "2000000 个"),
        ("blanks.ods", ods("", &blanks), "64 MB"),
        ("merges.ods", ods("", &times(merge, 20_002)), "20000 处"),
        ("styles.ods", ods(&named_styles(), ""), "65536 个"),
        ("texts.xls", workbook(&texts), "64 MB"),
    ]
}

/// What once took hours or gigabytes, though nothing in it is many.
fn slow_ones() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let times = |text: &str, count: usize| text.repeat(count);
    let in_turn = |count: usize, text: &dyn Fn(usize) -> String| (0..count).map(text).collect::<String>();
    let code = |number: usize, code: &str| format!("<numFmt numFmtId=\"{number}\" formatCode=\"{code}\"/>");
    let codes = in_turn(10_000, &|number| code(number, &times(if number % 2 == 0 { "0" } else { "y/" }, 450)));
    let sheets = |name: &str| in_turn(1_000, &|number| format!("<sheet name=\"{name}{number}\" r:id=\"worksheet\"/>"));
    let again = |sheets: String, sheet: &str| {
        let list = "<Relationship Id=\"worksheet\" Type=\"x/worksheet\" Target=\"sheet.xml\"/>";
        zip(&[
            ("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>")),
            ("xl/_rels/workbook.xml.rels", format!("<Relationships>{list}</Relationships>")),
            ("xl/sheet.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ])
    };
    let text = format!("office:value-type=\"string\" office:string-value=\"{}\"", times("x", 30_000));
    let cell = |text: &str| format!("<table:table-row><table:table-cell {text}</table:table-row>");
    let within = "office:value-type=\"float\" office:value=\"1\"/><table:table-cell><table:table><table:table-row/></table:table></table:table-cell>";
    let docx =
        |body: String| zip(&[("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>"))]);
    let hints = format!("{}<w:p><w:r>{}", times("<w:sdt>", 1 << 20), times("<w:t>a</w:t>", 1 << 20));
    let format = |number: usize| {
        record(0x041e, &[&[number as u8, (number >> 8) as u8, 0x84, 3, 0], "y/".repeat(450).as_bytes()].concat())
    };
    vec![
        ("ends.xlsx", xlsx("", "", &times("/v>", 1 << 20), ""), "STR-02"),
        ("prefixes.xlsx", xlsx("", "", &format!("<v>1</{}", times(":v>", 1 << 20)), ""), "STR-0"),
        ("codes.xlsx", xlsx(&format!("<numFmts>{codes}</numFmts>"), "", "", ""), "STR-02"),
        ("again.xlsx", again(sheets("a"), &times("<row/>", 1 << 20)), "各工作表的内容合计超过 64 MB"),
        ("names.xlsx", again(sheets(&times("a", 1_000)), ""), "工作表的名称超过 1000 字节"),
        ("deep.xlsx", xlsx("", "", &times("<a>", 1 << 20), ""), "嵌套超过 1000 层"),
        ("deep.docx", docx(times("<w:p>", 1 << 20)), "嵌套超过 1000 层"),
        ("hints.docx", docx(hints), "嵌套超过 1000 层"),
        ("values.ods", ods("", &cell(&format!("{text} table:number-columns-repeated=\"16000\"/>"))), "64 MB"),
        ("within.ods", ods("", &cell(within)), "STR-02"),
        ("codes.xls", workbook(&(0..10_000).flat_map(format).collect::<Vec<_>>()), "STR-02"),
        ("continued.xls", workbook(&[record(0x00fc, &[0; 8]), record(0x003c, &[]).repeat(4 << 20)].concat()), "STR-02"),
        ("again.xls", again_and_again(), "STR-01"),
    ]
}

/// Sheets that all begin at one place, with millions of records behind it.
fn again_and_again() -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let globals = |at: u32| {
        let sheet = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat());
        [bof(5), sheet.repeat(1_000), record(0x000a, &[])].concat()
    };
    let begin = globals(0).len() as u32;
    [globals(begin), bof(16), record(1, &[]).repeat(2 << 20), record(0x000a, &[])].concat()
}

fn named_styles() -> String {
    (0..70_000).map(|number| format!("<style:style style:name=\"s{number}\"/>")).collect()
}

#[test]
fn a_small_file_takes_no_more_than_its_limits_and_says_which() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, said) in killers().into_iter().chain(slow_ones()) {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let (answer, peak) = run(&["check", path.to_str().expect("a path")]);
        assert!(answer.contains(said), "{name}: {answer}");
        assert!(peak.is_none_or(|peak| peak < 512 * MB), "{name}: {peak:?}");
    }
}

/// None of them costs another file anything.
#[test]
fn twenty_good_forms_among_such_files_are_all_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("收表");
    std::fs::create_dir(&inbox).expect("a folder");
    let bad = slow_ones();
    for (name, bytes, _) in &bad {
        std::fs::write(inbox.join(name), bytes).expect("written");
    }
    for number in 0..20 {
        write_xlsx(&inbox.join(format!("{number}.xlsx")), &[("自评表", &draw(&Truth::sample(number), &[]))]);
    }
    let out = folder.path().join("结果");
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let (_, peak) = run(&["batch", &text(&inbox), "--out", &text(&out), "--memory", "512M", "--quiet"]);
    check_outputs(&out);
    let lines = |name: &str| std::fs::read_to_string(out.join("data").join(name)).expect("lines");
    let forms = lines("submissions.jsonl");
    assert!((0..20).all(|number| forms.contains(&format!("\"{number}.xlsx\""))), "{forms}");
    let findings = lines("findings.jsonl");
    assert!(bad.iter().all(|(name, ..)| findings.contains(name)), "{findings}");
    assert!(peak.is_none_or(|peak| peak < 640 * MB), "{peak:?}");
}

/// Eight that want 400 MB each, at eight jobs: they take turns in the memory that was given, and all are read.
#[test]
fn files_that_want_more_than_there_is_take_turns() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("收表");
    std::fs::create_dir(&inbox).expect("a folder");
    let comment = format!("<row><c t=\"str\"><v>a</v></c></row><!--{}-->", " ".repeat(50 << 20));
    let bytes = xlsx("", "", &comment, "");
    (0..8).for_each(|number| std::fs::write(inbox.join(format!("{number}.xlsx")), &bytes).expect("written"));
    let out = folder.path().join("结果");
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let arguments = ["batch", &text(&inbox), "--out", &text(&out), "--jobs", "8", "--memory", "512M", "--quiet"];
    let (_, peak) = run(&arguments);
    let findings = std::fs::read_to_string(out.join("data/findings.jsonl")).expect("findings");
    assert_eq!(findings.matches("STR-02").count(), 8, "all are read: {findings}");
    assert!(peak.is_none_or(|peak| peak < 512 * MB), "{peak:?}");
}

/// What is left of a form behind a limit is said with the number, never as if nobody had filled it in.
#[test]
fn no_limit_is_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("长表.xlsx");
    let said = |rows: usize| {
        let mut truth = Truth::sample(3);
        let row = truth.rows[8].clone();
        truth.rows.splice(8..8, std::iter::repeat_n(row, rows));
        write_xlsx(&path, &[("自评表", &draw(&truth, &[]))]);
        run(&["check", path.to_str().expect("a path")]).0
    };
    let long = said(10_100);
    assert!(long.contains("STR-01") && long.contains("10000 行"), "{}", long.lines().take(9).collect::<String>());
    assert!(!said(100).contains("STR-01"));
}
