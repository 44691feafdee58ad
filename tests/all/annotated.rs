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
    for (path, sheet) in [("汇总表.xlsx", "规则说明"), ("问题反馈/002_区民政局.xlsx", "问题清单")] {
        let mut book: Xlsx<_> = open_workbook(out.join(path)).expect("a workbook");
        let range = book.worksheet_range(sheet).expect("a sheet");
        assert!(range.used_cells().any(|(.., cell)| cell.to_string().contains(refusal)), "{path}");
    }
}
