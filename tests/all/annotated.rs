//! `--annotate`: a copy for each file with something to do, known by its name and by itself; or a word why there is none.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use jixiao::model::grid::CellValue;
use serde_json::Value as Json;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::forms::project;
use crate::support::file::write_saved;
use crate::support::grid::{Grid, Value};
use crate::support::office::{convert, office};
use crate::support::package::rewrite;
use crate::support::sketch::sheet;

/// The project's form with a score above its points.
pub fn form(name: &str, department: &str) -> Grid {
    let drawn = project(name, 12).replace("区水利局", department).replace("|20|20|", "|20|25|");
    let sheet = sheet("自评表", &drawn);
    let mut grid = Grid::default();
    for (at, cell) in sheet.cells() {
        let value = match &cell.value {
            CellValue::Number(number) => Value::Number(*number),
            CellValue::Text(text) => Value::Text(text.clone()),
            _ => continue,
        };
        grid.cells.insert((at.row, at.col), value);
    }
    grid.merges =
        sheet.merges.iter().map(|area| (area.first.row, area.first.col, area.last.row, area.last.col)).collect();
    grid
}

/// All comments of a workbook.
fn notes(path: &Path) -> String {
    let mut archive = ZipArchive::new(File::open(path).expect("a file")).expect("a package");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut text = String::new();
    for name in names.iter().filter(|name| name.starts_with("xl/comments")) {
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    }
    text
}

#[test]
fn copies_say_whose_form_they_are_and_a_missing_one_says_why() {
    let home = tempfile::tempdir().expect("a folder");
    let inbox = home.path().join("收表");
    fs::create_dir(&inbox).expect("a folder");
    fs::write(home.path().join("名册.csv"), "单位名称\n区水利局\n区民政局\n").expect("a roster");
    let (east, west) = (form("东河清淤", "区水利局"), form("西河清淤", "区水利局"));
    write_saved(&inbox.join("两个项目.xlsx"), 9, &[("东河", &east), ("西河", &west)]);
    write_saved(&inbox.join("一个项目.xlsx"), 9, &[("自评表", &form("南河/清淤", "区水利局"))]);
    let packed = home.path().join("敬老院.xlsx");
    write_saved(&packed, 9, &[("自评表", &form("敬老院修缮", "区民政局"))]);
    let mut zip = ZipWriter::new(File::create(inbox.join("区民政局.zip")).expect("a file"));
    zip.start_file("敬老院.xlsx", SimpleFileOptions::default()).expect("an entry");
    zip.write_all(&fs::read(&packed).expect("bytes")).expect("bytes");
    zip.finish().expect("a zip");

    let out = home.path().join("结果");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.arg("batch").arg(&inbox).arg("--out").arg(&out).args(["--annotate", "--quiet", "--roster"]);
    let output = command.arg(home.path().join("名册.csv")).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));

    let folder = fs::read_dir(out.join("问题反馈")).expect("the folder");
    let mut names: Vec<String> =
        folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let copies = ["001_区水利局_标注_东河清淤、西河清淤.xlsx", "001_区水利局_标注_南河_清淤.xlsx"];
    assert_eq!(names, ["001_区水利局.xlsx", copies[0], copies[1], "002_区民政局.xlsx"]);
    let two = notes(&out.join("问题反馈").join(copies[0]));
    for heading in ["《两个项目.xlsx》（东河清淤）标注版", "《两个项目.xlsx》（西河清淤）标注版"]
    {
        assert_eq!(two.matches(heading).count(), 1, "{two}");
    }
    assert_eq!(two.matches("超过了本项分值").count(), 2, "{two}");
    let one = notes(&out.join("问题反馈").join(copies[1]));
    assert!(one.contains("《一个项目.xlsx》（南河/清淤）标注版") && !one.contains("东河"), "{one}");

    // Said where the officer looks, and where the department does.
    let refusal = "《区民政局.zip!敬老院.xlsx》没有另存标注版：文件在压缩包里，请先解压再标注。";
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(told.matches(refusal).count(), 1, "{told}");
    let run: Json =
        serde_json::from_slice(&fs::read(out.join("data/run.json")).expect("the run")).expect("one document");
    assert_eq!(run["notices"], Json::from(vec![refusal]));
    let places = [("汇总表.xlsx", "规则说明"), ("汇总表.xlsx", "报送台账"), ("问题反馈/002_区民政局.xlsx", "问题清单")];
    for (path, sheet) in places {
        let mut book: Xlsx<_> = open_workbook(out.join(path)).expect("a workbook");
        let range = book.worksheet_range(sheet).expect("a sheet");
        assert!(range.used_cells().any(|(.., cell)| cell.to_string().contains(refusal)), "{path}");
    }
}

/// Every element of the main namespace with a prefix.
fn prefixed(name: &str, text: String) -> String {
    if !name.starts_with("xl/") || !name.ends_with(".xml") || name.contains("theme") {
        return text;
    }
    let opened = text.replace("</", "\u{1}").replace("<?", "\u{2}").replace('<', "<x:");
    opened.replace('\u{1}', "</x:").replace('\u{2}', "<?").replace("xmlns=\"", "xmlns:x=\"")
}

/// Rows and cells say nothing of where they are: each stands behind the last.
fn unaddressed(name: &str, mut text: String) -> String {
    if name.starts_with("xl/worksheets/sheet") {
        for tag in ["<row r=\"", "<c r=\""] {
            while let Some(at) = text.find(tag) {
                let value = at + tag.len();
                let end = value + text[value..].find('"').expect("the value ends") + 1;
                text.replace_range(at + tag.len() - " r=\"".len()..end, "");
            }
        }
    }
    text
}

/// Cells with a note, by the list of comments.
fn noted(path: &Path) -> Vec<String> {
    let text = notes(path);
    let cells = text.split("comment ref=\"").skip(1);
    let mut cells: Vec<String> = cells.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
    cells.sort();
    cells
}

#[test]
fn packages_that_are_written_otherwise_get_the_same_marks() {
    let home = tempfile::tempdir().expect("a folder");
    let (inbox, out) = (home.path().join("收表"), home.path().join("结果"));
    fs::create_dir(&inbox).expect("a folder");
    let departments = ["区水利局", "区民政局", "区教育局"];
    fs::write(home.path().join("名册.csv"), format!("单位名称\n{}\n", departments.join("\n"))).expect("a roster");
    for (department, other) in departments.into_iter().zip([|_: &str, text| text, prefixed, unaddressed]) {
        let path = inbox.join(format!("{department}.xlsx"));
        let mut form = form("东河清淤", department);
        // Nothing stands before a cell that is not there.
        let (rows, cols) = form.cells.keys().fold((0, 0), |(row, col), at| (at.0.max(row), at.1.max(col)));
        for at in (0..=rows).flat_map(|row| (0..=cols).map(move |col| (row, col))) {
            form.cells.entry(at).or_insert(Value::Text(" ".to_owned()));
        }
        write_saved(&path, 9, &[("自评表", &form)]);
        rewrite(&path, None, |name, text| Some(other(name, text)));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.arg("batch").arg(&inbox).arg("--out").arg(&out).args(["--annotate", "--quiet", "--roster"]);
    let output = command.arg(home.path().join("名册.csv")).output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.code() == Some(1) && !told.contains("标注版"), "{told}");
    let copies = home.path().join("标注");
    fs::create_dir(&copies).expect("a folder");
    let copy = |index: usize| {
        let name = format!("{:03}_{}_标注.xlsx", index + 1, departments[index]);
        let path = copies.join(&name);
        fs::copy(out.join("问题反馈").join(&name), &path).expect("a copy");
        path
    };
    let all: Vec<Vec<String>> = (0..3).map(|index| noted(&copy(index))).collect();
    assert!(all[0].len() > 1, "{all:?}");
    assert_eq!((&all[1], &all[2]), (&all[0], &all[0]));
    // LibreOffice reads the same notes.
    let Some(office) = office() else { return };
    convert(&office, &copies, &copies, "ods");
    for department in departments {
        let path = fs::read_dir(&copies).expect("a folder").map(|entry| entry.expect("an entry").path());
        let path = path
            .into_iter()
            .find(|path| path.extension().is_some_and(|e| e == "ods") && path.to_string_lossy().contains(department));
        let file = File::open(path.expect("converted")).expect("a file");
        let mut text = String::new();
        let mut archive = ZipArchive::new(file).expect("a package");
        archive.by_name("content.xml").expect("the content").read_to_string(&mut text).expect("text");
        assert_eq!(text.matches("<office:annotation ").count(), all[0].len(), "{department}");
    }
}
