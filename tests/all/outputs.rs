//! Whatever comes in, what goes out is well-formed: every workbook of a batch of hostile names and texts is opened and
//! checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Dice;
use crate::support::book::check::check_outputs;
use crate::support::file::write_xlsx;
use crate::support::grid::Grid;
use crate::support::layout::draw;
use crate::support::ods;
use crate::support::package;
use crate::support::truth::Truth;
use jixiao::rules::example::Case;

/// What an XML part stores for texts that no XML can hold, that a program takes for markup, formulas or links, that
/// turns the line around, or that fills a cell. `@` stands where the text was.
fn texts() -> Vec<String> {
    let long = "很长".repeat(16_350);
    [
        "_xFFFF_@_x0000_",
        "_xFFFE_@",
        "@_xD800_",
        "_x005F_x000D_@",
        "@_x0007_&#10;&#9;",
        "&lt;/t&gt;&lt;c r=&quot;A1&quot;&gt;@&amp;amp;",
        "=HYPERLINK(&quot;file:///etc&quot;,&quot;@&quot;)",
        "internal:'没有这张表'!A1@",
        "\u{202e}@\u{2066}\u{200b}",
        "@😀\u{10ffff}\u{e000}",
        "'@",
        "-@",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("@{long}"), format!("{long}@")])
    .collect()
}

/// Names a department may give its file; the last ones are equal once they are made safe.
const NAMES: [&str; 14] = [
    "区一局#50%&'“”.xlsx",
    "区二局[1]{2}!@$^~.xlsx",
    "CON.xlsx",
    "com¹.自评表.xlsx",
    "\u{202e}xslx.局三区.xlsx",
    "区四局 .xlsx",
    "区五局\u{1b}[31m.xlsx",
    "区六局\n换行.xlsx",
    "=区七局.xlsx",
    "区八局&amp;<t>.xlsx",
    "区九局?*|.xlsx",
    "区十局\\反.xlsx",
    "区A局.xlsx",
    "区a局.xlsx",
];

/// A faulty form whose name, one level 3, one target and the stated reason carry a text.
fn spoiled(path: &Path, index: usize, text: &str) {
    let mut truth = Truth { department: format!("甲{index}局"), ..Truth::sample(index as u64) };
    truth.rows[1].score = truth.rows[1].points + 100;
    truth.rows[2].actual = String::new();
    truth.rows[3].score -= 50;
    truth.rows[3].reason = Some("因故未完成");
    let level3 = truth.rows[1].level3.clone();
    let grid: Grid = draw(&truth, &[]);
    write_xlsx(path, &[("自评表", &grid)]);
    package::rewrite(path, None, |name, part| {
        if name != "xl/sharedStrings.xml" {
            return Some(part);
        }
        Some([truth.department.as_str(), &level3, "因故未完成"].iter().fold(part, |part, plain| {
            assert!(part.contains(plain), "{plain} is in the form");
            part.replace(plain, &text.replace('@', plain))
        }))
    });
}

#[test]
fn hostile_names_and_texts_leave_every_workbook_sound() {
    let home = tempfile::tempdir().expect("a folder");
    let inbox = home.path().join("收表#1%");
    fs::create_dir(&inbox).expect("a folder");
    for (index, text) in texts().iter().enumerate() {
        spoiled(&inbox.join(NAMES[index]), index, text);
    }
    for name in ["form.xls", "form.xlsb", "form.ods", "encrypted.xlsx"] {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name);
        fs::copy(fixture, inbox.join(name)).expect("a fixture");
    }
    fs::write(inbox.join("坏.xlsx"), b"PK\x03\x04 and nothing else").expect("written");
    fs::write(home.path().join("名册.csv"), "单位名称,归口股室\n区一局,=1+1\n甲3局,<股>&\n没有交的局,\u{202e}股\n")
        .expect("a roster");
    let out = home.path().join("结果#1%");
    let roster = [String::from("--roster"), home.path().join("名册.csv").display().to_string()];
    // Without a roster every form has a workbook of its own; with one none of these names is known.
    for (options, marked) in [(&[][..], NAMES.len()), (&roster, 0)] {
        let run = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(["batch", "--annotate", "--sample", "3", "--quiet", "--out"])
            .args([&out, &inbox])
            .args(options)
            .output()
            .expect("the program starts");
        assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
        let written = check_outputs(&out);
        let is_marked = |path: &&PathBuf| path.to_string_lossy().contains("_标注");
        assert_eq!(written.iter().filter(is_marked).count(), marked, "{written:?}");
    }
}

/// A part that is no longer what its program wrote: something is gone, stands twice, or is another character.
fn distorted(part: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = part.chars().collect();
    for _ in 0..1 + dice.roll(4) {
        let at = dice.roll(characters.len() as u64) as usize;
        let end = characters.len().min(at + 1 + dice.roll(60) as usize);
        match dice.roll(3) {
            0 => drop(characters.drain(at..end)),
            1 => {
                let again = characters[at..end].to_vec();
                characters.splice(at..at, again);
            }
            _ => characters[at] = *dice.pick(&['9', '-', '<', '&', '"', ' ', '很', '\u{fffe}', '\u{202e}']),
        }
        if characters.is_empty() {
            break;
        }
    }
    characters.into_iter().collect()
}

/// Distorts the part that holds the form, seldom all others instead.
fn distort(path: &Path, main: &str, dice: &mut Dice, renamed: impl Fn(&str) -> String) {
    let others = dice.chance(20);
    package::rewrite(path, None, |name, part| {
        let part = renamed(&part);
        Some(if (name == main) != others { distorted(&part, dice) } else { part })
    });
}

/// Forms and reports whose parts are distorted, files of all formats that are cut or have other bytes, and what was ever
/// found to hurt a reader, together with one form that is whole.
fn damaged(inbox: &Path) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut dice = Dice(2_023);
    spoiled(&inbox.join("区好局.xlsx"), 100, "@");
    for number in 0..30 {
        let path = |kind: &str| inbox.join(format!("变形{number}.{kind}"));
        spoiled(&path("xlsx"), number, "@");
        distort(&path("xlsx"), "xl/worksheets/sheet1.xml", &mut dice, str::to_owned);
        let mut case = Case::clean();
        case.text("C3", &format!("乙{number}局"));
        case.set("H29", "91.37");
        ods::write(&case, &path("ods"));
        distort(&path("ods"), "content.xml", &mut dice, str::to_owned);
        fs::copy(fixtures.join("reports/water.docx"), path("docx")).expect("a copy");
        let renamed = |part: &str| part.replace("县水利局", &format!("丙{number}局")).replace("99.83", "99.81");
        distort(&path("docx"), "word/document.xml", &mut dice, renamed);
    }
    for (number, name) in
        (0..12).flat_map(|number| ["form.xls", "form.xlsb", "form.ods", "form.xlsx"].map(|name| (number, name)))
    {
        let mut bytes = fs::read(fixtures.join("hostile").join(name)).expect("a fixture");
        match number {
            0..4 => bytes.truncate(bytes.len() * (number + 1) / 5),
            _ => (0..8).for_each(|_| {
                let at = dice.roll(bytes.len() as u64) as usize;
                bytes[at] = dice.roll(256) as u8;
            }),
        }
        fs::write(inbox.join(format!("坏{number}_{name}")), bytes).expect("written");
    }
    for kind in ["file", "xls", "xlsx", "xlsb", "ods", "docx", "zip"] {
        for entry in fs::read_dir(fixtures.join("corpus").join(kind)).expect("a folder") {
            let entry = entry.expect("a file");
            let name = format!("{}.{}", entry.file_name().display(), if kind == "file" { "xlsx" } else { kind });
            fs::copy(entry.path(), inbox.join(name)).expect("a copy");
        }
    }
}

#[test]
fn damaged_files_leave_every_workbook_sound() {
    let home = tempfile::tempdir().expect("a folder");
    let (inbox, out) = (home.path().join("收表"), home.path().join("结果"));
    fs::create_dir(&inbox).expect("a folder");
    damaged(&inbox);
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.args(["batch", "--annotate", "--quiet", "--out"]).args([&out, &inbox]);
    let run = command.output().expect("the program starts");
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let written = check_outputs(&out);
    assert!(written.len() > 20, "{}", written.len());
    let lines = |name: &str| fs::read_to_string(out.join("data").join(name)).expect("lines");
    assert!(lines("submissions.jsonl").contains("\"区好局.xlsx\""));
    let (read, faults) = (lines("submissions.jsonl"), lines("findings.jsonl"));
    for entry in fs::read_dir(&inbox).expect("a folder") {
        let name = format!("\"{}", entry.expect("a file").file_name().display());
        assert!(read.contains(&name) || faults.contains(&name), "{name} is nowhere");
    }
}
