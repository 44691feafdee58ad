//! Whom to look at: as many as were asked for, in an order that can be counted again, each with a block to fill in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook};
use tempfile::TempDir;

fn batch(out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args([
        "batch",
        "sample_workbooks",
        "--no-department-files",
        "--out",
    ]);
    command.arg(out).args(["--roster", "sample_workbooks/名册.csv"]).args(more).output().expect("the program starts")
}

fn sheet(out: &Path, name: &str) -> Option<Vec<Vec<Data>>> {
    let path: PathBuf = out.join("汇总表.xlsx");
    let mut book: Xlsx<_> = open_workbook(path).expect("the summary");
    Some(book.worksheet_range(name).ok()?.rows().map(<[Data]>::to_vec).collect())
}

/// The texts of a column below its title.
fn column(rows: &[Vec<Data>], title: &str) -> Vec<String> {
    let header = rows.iter().position(|row| row.iter().any(|cell| *cell == title)).expect("the header");
    let col = rows[header].iter().position(|cell| *cell == title).expect("the column");
    rows[header + 1..].iter().map(|row| row[col].to_string()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn exactly_as_many_as_asked_for_each_with_its_block() {
    let home = TempDir::new().expect("a folder");
    batch(home.path().join("out").as_path(), &["--sample", "3"]);
    let out = home.path().join("out");
    let list = sheet(&out, "抽查名单").expect("the list");
    let names = column(&list, "部门名称");
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(column(&list, "理由").len(), 3);
    let blocks = sheet(&out, "复核打分表").expect("the blocks");
    let headings = blocks.iter().map(|row| row[0].to_string());
    let headings: Vec<String> = headings.filter(|text| text.contains("自评总分(复核)")).collect();
    let starts: Vec<String> = (1..).zip(&names).map(|(number, name)| format!("{number}. {name}")).collect();
    assert!(headings.iter().zip(&starts).all(|(heading, start)| heading.starts_with(start.as_str())), "{headings:?}");
    assert_eq!(headings.len(), 3);
    let overview = sheet(&out, "总览").expect("the overview");
    for name in ["抽查名单", "复核打分表"] {
        assert!(overview.iter().flatten().any(|cell| *cell == name), "a link to {name}");
    }
    // The marked ones on 部门汇总 are the same.
    let summary = sheet(&out, "部门汇总").expect("the summary");
    assert_eq!(column(&summary, "抽查建议").len(), 3);
}

#[test]
fn a_share_is_rounded_up_and_more_than_there_are_is_said() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("out");
    batch(&out, &["--sample", "10%"]);
    assert_eq!(column(&sheet(&out, "抽查名单").expect("the list"), "部门名称").len(), 2);
    let said = batch(&out, &["--sample", "50"]);
    assert_eq!(column(&sheet(&out, "抽查名单").expect("the list"), "部门名称").len(), 14);
    assert_eq!(times(&said, "要求抽查 50 家，有自评表的只有 14 家"), 1, "{said:?}");
    for wrong in ["0", "0%", "101%", "三"] {
        let refused = batch(&out, &["--sample", wrong]);
        assert_eq!((refused.status.code(), times(&refused, "请写家数（如 10）或比例")), (Some(2), 1), "{wrong}");
    }
}

#[test]
fn a_unit_that_is_none_is_refused_with_those_there_are() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("out");
    for wrong in ["foo", "亿元", ""] {
        let refused = batch(&out, &["--unit", wrong]);
        let words = format!("--unit <单位> 的值“{wrong}”不能用：请写 \"yuan\"（元）或 \"wan\"（万元）");
        assert_eq!((refused.status.code(), times(&refused, &words)), (Some(2), 1), "{refused:?}");
    }
    assert!(!out.exists());
    for (unit, shown) in [("wan", "金额单位：万元"), ("元", "金额单位：元")] {
        batch(&out, &["--unit", unit]);
        let note = sheet(&out, "总览").expect("the overview")[1][0].to_string();
        assert!(note.starts_with(shown), "{note}");
    }
}

#[test]
fn without_a_sample_at_most_a_tenth_is_marked() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("out");
    let said = batch(&out, &["--deadline", "2024-01-05"]);
    assert!(sheet(&out, "抽查名单").is_none() && sheet(&out, "复核打分表").is_none());
    assert!(column(&sheet(&out, "部门汇总").expect("the summary"), "抽查建议").len() <= 2);
    assert_eq!(times(&said, "整改期限 2024年1月5日 已过"), 1, "{said:?}");
    let told = batch(&out, &["--deadline", "2999-01-05"]);
    assert_eq!(times(&told, "已过"), 0, "{told:?}");
    // Quiet is quiet: what is to be said stands in the closing table.
    let quiet = batch(&out, &["--deadline", "2024-01-05", "--quiet"]);
    assert!(quiet.stderr.is_empty() && times(&quiet, "整改期限 2024年1月5日 已过") == 1, "{quiet:?}");
}

/// How often the terminal says something, on whichever stream.
fn times(said: &Output, words: &str) -> usize {
    [&said.stdout, &said.stderr].map(|stream| String::from_utf8_lossy(stream).matches(words).count()).iter().sum()
}

#[test]
fn sections_have_subtotals_also_where_no_department_is_written_to() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("out");
    let subtotals = |more: &[&str]| {
        batch(&out, more);
        let names = column(&sheet(&out, "部门汇总").expect("the summary"), "部门名称");
        names.iter().filter(|name| name.contains("小计")).count()
    };
    assert!(subtotals(&["--group-by-section"]) > 1);
    assert_eq!(subtotals(&[]), 0);
}
