//! What reviewers wrote into a summary is in the next one, whoever saved it and wherever its rows and columns went.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::file::write_xlsx;
use crate::support::grid::Grid;
use crate::support::office::{convert, office};
use crate::support::package::rewrite;
use crate::support::skipped;
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

/// An output folder of the samples.
struct Desk {
    _home: TempDir,
    out: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let home = TempDir::new().expect("a folder");
        let desk = Self { out: home.path().join("out"), _home: home };
        assert_eq!(desk.run(&["sample_workbooks"], &[]), 1);
        desk
    }

    fn run(&self, inputs: &[&str], more: &[&str]) -> i32 {
        self.run_by(Path::new("sample_workbooks/名册.csv"), inputs, more)
    }

    fn run_by(&self, roster: &Path, inputs: &[&str], more: &[&str]) -> i32 {
        let [out, roster] = [self.out.as_path(), roster].map(|path| path.to_str().expect("a path"));
        let out = ["--out", out, "--roster", roster, "--quiet"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("SOURCE_DATE_EPOCH", "1712000000").arg("batch");
        command.args(inputs).args(out).args(more).output().expect("the program starts").status.code().expect("a code")
    }

    fn summary(&self) -> PathBuf {
        self.out.join("汇总表.xlsx")
    }

    /// Sheet, department and text of every mark in the summary.
    fn marks(&self) -> Vec<[String; 3]> {
        let mut book: Xlsx<_> = open_workbook(self.summary()).expect("the summary");
        let names = book.sheet_names();
        let mut found = Vec::new();
        for name in names.into_iter().filter(|name| name != "总览") {
            let rows: Vec<Vec<Data>> =
                book.worksheet_range(&name).expect("a sheet").rows().map(<[Data]>::to_vec).collect();
            let Some(header) = rows.get(2) else { continue };
            let at = |title: &str| header.iter().position(|cell| *cell == title);
            let Some(department) = at("部门名称").or(at("部门")) else { continue };
            for col in ["评审得分", "复核意见", "复核人"].into_iter().filter_map(at) {
                let texts =
                    rows[3..].iter().map(|row| [name.clone(), row[department].to_string(), row[col].to_string()]);
                found.extend(texts.filter(|[_, _, text]| !text.is_empty()));
            }
        }
        found
    }

    /// `reviews` of a department's line.
    fn kept(&self, department: &str) -> Vec<Value> {
        let lines = fs::read_to_string(self.out.join("data/departments.jsonl")).expect("the lines");
        let mut lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line"));
        let line = lines.find(|line| line["department"] == department).expect("its line");
        line["reviews"].as_array().expect("reviews").clone()
    }
}

fn row(grid: &mut Grid, at: u32, texts: &[&str]) {
    (0..).zip(texts).for_each(|(col, text)| grid.text(at, col, *text));
}

/// A summary as somebody may leave it: a row inserted above, columns in another order, rows sorted, another program.
fn marked(path: &Path) {
    let (mut departments, mut indicators) = (Grid::default(), Grid::default());
    row(&mut departments, 3, &["复核人", "部门名称", "备注", "复核意见", "评审得分"]);
    row(&mut departments, 4, &["王审", "区农机推广站", "", "总分请核", "98.5"]);
    row(&mut departments, 5, &["", "区河湖管理中心", "有备注无意见", "", ""]);
    row(&mut indicators, 2, &["部门", "三级指标", "复核意见", "二级指标"]);
    row(&mut indicators, 3, &["区人大常委会", "", "偏高", "预决算信息公开管理"]);
    row(&mut indicators, 4, &["区河湖管理中心", "没有这一项", "去掉", "数量指标"]);
    write_xlsx(path, &[("部门汇总", &departments), ("指标明细", &indicators)]);
}

fn expected(history: bool) -> Vec<[String; 3]> {
    let all = [
        ("部门汇总", "区农机推广站", "98.5"),
        ("部门汇总", "区农机推广站", "总分请核"),
        ("部门汇总", "区农机推广站", "王审"),
        ("指标明细", "区人大常委会", "偏高"),
        ("历史复核意见", "区河湖管理中心", "去掉"),
    ];
    let kept = all.into_iter().filter(|(sheet, ..)| history || *sheet != "历史复核意见");
    kept.map(|(sheet, department, text)| [sheet, department, text].map(str::to_owned)).collect()
}

#[test]
fn marks_stay_with_their_rows_and_wait_where_the_row_is_gone() {
    let desk = Desk::new();
    marked(&desk.summary());
    desk.run(&["sample_workbooks"], &[]);
    assert_eq!(desk.marks(), expected(true));
    assert_eq!(desk.kept("区农机推广站")[0]["score"], "98.5");
    assert_eq!(desk.kept("区河湖管理中心")[0]["indicator"], "数量指标/没有这一项");
    // Again: nothing more, nothing less, the same bytes.
    let before = fs::read(desk.summary()).expect("the summary");
    desk.run(&["sample_workbooks"], &[]);
    assert!(fs::read(desk.summary()).expect("the summary") == before);
    // While its form is not there a mark waits, and returns with it.
    desk.run(&["sample_workbooks/区河湖管理中心.xlsx"], &[]);
    assert!(desk.marks().iter().any(|[sheet, _, text]| sheet == "历史复核意见" && text == "偏高"));
    desk.run(&["sample_workbooks"], &[]);
    assert_eq!(desk.marks(), expected(true));
    desk.run(&["sample_workbooks"], &["--discard-reviews"]);
    assert_eq!(desk.marks(), Vec::<[String; 3]>::new());
}

#[test]
fn a_summary_another_program_saved_keeps_its_marks() {
    let Some(office) = office() else { return skipped("LibreOffice saves the summary") };
    let desk = Desk::new();
    marked(&desk.summary());
    desk.run(&["sample_workbooks"], &[]);
    let saved = TempDir::new().expect("a folder");
    convert(&office, &desk.out, saved.path(), "xlsx");
    fs::copy(saved.path().join("汇总表.xlsx"), desk.summary()).expect("saved");
    desk.run(&["sample_workbooks"], &[]);
    assert_eq!(desk.marks(), expected(true));
}

/// Damaged, or made to unpack to far more than any summary holds.
#[test]
fn a_summary_that_cannot_be_read_stops_the_run_before_anything_is_replaced() {
    let desk = Desk::new();
    let kept = fs::read(desk.summary()).expect("the summary");
    let saved = |name: &str| {
        fs::metadata(desk.out.join(name)).and_then(|data| data.modified()).expect("a file that is still there")
    };
    let inflated = || {
        rewrite(&desk.summary(), None, |name, text| {
            Some(if name == "xl/styles.xml" { text + " ".repeat(17 << 20).as_str() } else { text })
        });
    };
    for damage in [&inflated as &dyn Fn(), &|| fs::write(desk.summary(), "half a file").expect("damaged")] {
        fs::write(desk.summary(), &kept).expect("as it was");
        damage();
        let before = (fs::read(desk.summary()).expect("there"), saved("data/findings.jsonl"));
        assert_eq!(desk.run(&["sample_workbooks"], &[]), 2);
        assert!(before == (fs::read(desk.summary()).expect("there"), saved("data/findings.jsonl")));
    }
    assert_eq!(desk.run(&["sample_workbooks"], &["--discard-reviews"]), 1);
}

#[test]
fn of_two_summaries_the_one_that_is_replaced_wins() {
    let (earlier, desk) = (Desk::new(), Desk::new());
    marked(&earlier.summary());
    let mut departments = Grid::default();
    row(&mut departments, 2, &["部门名称", "复核意见"]);
    row(&mut departments, 3, &["区农机推广站", "已核"]);
    write_xlsx(&desk.summary(), &[("部门汇总", &departments)]);
    desk.run(&["sample_workbooks"], &["--previous", earlier.out.to_str().expect("a path")]);
    let of_department: Vec<_> = desk.marks().into_iter().filter(|[sheet, ..]| sheet == "部门汇总").collect();
    assert_eq!(of_department, [["部门汇总", "区农机推广站", "已核"].map(str::to_owned)]);
    assert!(desk.marks().iter().any(|[_, _, text]| text == "偏高"));
}

/// A department may have got another name, and a summary may be gone: what reviewers wrote is theirs all the same.
#[test]
fn marks_follow_a_department_to_its_new_name_and_outlive_the_summary() {
    let desk = Desk::new();
    marked(&desk.summary());
    desk.run(&["sample_workbooks"], &[]);
    let before = desk.marks();
    assert!(before.len() > 3, "{before:?}");
    let roster = fs::read_to_string("sample_workbooks/名册.csv").expect("the roster");
    let header = roster.lines().next().expect("a header");
    let (name, alias) = (column(header, "单位名称"), column(header, "别名"));
    let renamed = roster.lines().enumerate().map(|(at, line)| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if at > 0 && cells[name] == "区农机推广站" {
            cells[alias] = cells[name].clone();
            cells[name] = "区农业机械服务中心".to_owned();
        }
        cells.join(",")
    });
    let renamed = renamed.collect::<Vec<_>>().join("\n");
    let list = desk.out.with_file_name("新名册.csv");
    fs::write(&list, renamed).expect("a roster");
    fs::remove_file(desk.summary()).expect("gone");
    assert_eq!(desk.run_by(&list, &["sample_workbooks"], &[]), 1);
    let called = |[sheet, department, text]: [String; 3]| {
        [sheet, department.replace("区农机推广站", "区农业机械服务中心"), text]
    };
    let mut expected: Vec<_> = before.into_iter().map(called).collect();
    let mut found = desk.marks();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

fn column(header: &str, title: &str) -> usize {
    header.split(',').position(|cell| cell.trim_start_matches('\u{feff}') == title).expect("the column")
}
