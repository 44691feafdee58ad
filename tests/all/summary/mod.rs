//! 汇总表.xlsx as it really comes out: read back by calamine, recalculated by LibreOffice.

mod batch;
mod cells;
mod further;

use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use jixiao::model::address::CellRef;
use jixiao::model::batch::Batch;
use jixiao::model::submission::MoneyUnit;
use jixiao::pipeline::text_of;
use jixiao::write::sheet::{Book, Page, Properties, Stored};
use jixiao::write::styles::Style;
use jixiao::write::summary::{SummaryOptions, write};

use crate::support::office;

fn options() -> SummaryOptions {
    SummaryOptions {
        deadline: Some("2024年3月29日".to_owned()),
        contact: Some("区财政局绩效股 0799-3441111".to_owned()),
        created: 1_710_469_200,
        rules: jixiao::rules::registry::ALL.iter().map(|rule| text_of(rule)).collect(),
        ..SummaryOptions::default()
    }
}

/// Writes into a fresh folder under the target folder, so that the files can be looked at.
fn written(name: &str, batch: &Batch, options: &SummaryOptions) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("汇总表.xlsx");
    let control = write(batch, jixiao::profile::builtin(), options, &path).unwrap();
    assert_eq!(control, batch.control, "what was written is what was read");
    // Links to department workbooks lead to files that only a whole run writes.
    for department in batch.departments.iter().filter_map(|department| department.workbook.as_deref()) {
        let file = folder.join(department);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, "").unwrap();
    }
    crate::support::book::check::check(&path);
    path
}

fn sheet(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, name: &str) -> Vec<Vec<Data>> {
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn column(rows: &[Vec<Data>], title: &str) -> usize {
    let header = rows.iter().find(|row| row.iter().any(|cell| cell.to_string().starts_with(title)));
    header.and_then(|row| row.iter().position(|cell| cell.to_string().starts_with(title))).unwrap()
}

#[test]
fn the_sheets_stand_in_order_those_of_other_forms_last() {
    let path = written("sheets", &batch::batch(22, 0), &options());
    let book: Xlsx<_> = open_workbook(path).unwrap();
    let expected = [
        "总览",
        "部门汇总",
        "预算汇总",
        "指标明细",
        "问题清单",
        "报送台账",
        "规则说明",
        "退回通知",
        "项目汇总",
        "项目预算汇总",
    ];
    assert_eq!(book.sheet_names(), expected);
}

#[test]
fn totals_are_the_sums_of_their_rows_and_the_tie_out_is_zero() {
    for (name, unit, factor) in [("yuan", MoneyUnit::Yuan, 1.0), ("wan", MoneyUnit::WanYuan, 10_000.0)] {
        let batch = batch::batch(22, 0);
        let path = written(name, &batch, &SummaryOptions { unit, ..options() });
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let rows = sheet(&mut book, "部门汇总");
        let (names, budget) = (column(&rows, "部门名称"), column(&rows, "全年预算数"));
        let total = rows.iter().position(|row| row[names].to_string().starts_with("合计")).unwrap();
        let number = |row: &[Data], col: usize| row[col].to_string().parse::<f64>().unwrap_or(0.0);
        let sum: f64 = rows[3..total].iter().map(|row| number(row, budget)).sum();
        assert!(sum > 0.0 && (sum - number(&rows[total], budget)).abs() < 0.001, "{sum}");
        let (executed, rate) = (column(&rows, "全年执行数"), column(&rows, "执行率"));
        let share = number(&rows[total], executed) / number(&rows[total], budget);
        assert!((number(&rows[total], rate) - share).abs() < 1e-9, "{share}");
        let rows = sheet(&mut book, "预算汇总");
        let tie = rows.iter().find(|row| row[0].to_string().contains("资金来源－资金结构")).unwrap();
        // One department's project expenditure is 120 元 too high: that, and nothing else, must show.
        assert_eq!((number(tie, 2), number(tie, 3)), (0.0, -120.0 / factor));
        let other = rows.iter().find(|row| row[0].to_string().contains("本表")).unwrap();
        assert_eq!((number(other, 2), number(other, 3)), (0.0, 0.0));
    }
}

/// Nobody sent the forms of the other profiles: their lines would be empty columns.
#[test]
fn the_lines_of_forms_that_came_have_columns_and_no_others() {
    let path = written("lines", &batch::batch(22, 0), &options());
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let rows = sheet(&mut book, "预算汇总");
    let bands: Vec<String> = rows[2].iter().map(Data::to_string).filter(|band| !band.is_empty()).collect();
    let lines = ["部门", "合计", "财政拨款", "其他资金", "基本支出", "项目支出", "勾稽：资金来源－资金结构"];
    assert_eq!(bands, lines);
    for (name, unit) in [("预算汇总", "家"), ("项目预算汇总", "个")] {
        let rows = sheet(&mut book, name);
        let label = rows.iter().map(|row| row[1].to_string()).find(|label| label.starts_with("不含金额有误的"));
        assert!(label.unwrap().ends_with(unit), "{name}");
        // A project's form does not say where its money comes from and what it is for.
        let ties = rows.iter().any(|row| row[0].to_string().starts_with("勾稽核对：资金来源"));
        assert_eq!(ties, name == "预算汇总", "{name}");
    }
}

#[test]
fn text_of_a_form_is_never_a_formula() {
    let path = written("text", &batch::batch(22, 0), &options());
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let rows = sheet(&mut book, "问题清单");
    let found = column(&rows, "填报内容");
    assert_eq!(rows[3][found], Data::String("=6+cmd|'/c calc'!A1".to_owned()));
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| !formula.contains("cmd") && !formula.contains("1+1")));
    }
}

#[test]
fn errors_stand_before_warnings_and_these_before_hints() {
    let path = written("order", &batch::batch(22, 0), &options());
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let rows = sheet(&mut book, "问题清单");
    let level = column(&rows, "级别");
    let rank = |row: &Vec<Data>| {
        ["错误", "警告", "提示", "无法核验"].iter().position(|name| row[level] == **name).unwrap().min(2)
    };
    let ranks: Vec<usize> = rows[3..].iter().map(rank).collect();
    assert!(ranks.is_sorted() && ranks.first() == Some(&0) && ranks.last() == Some(&2), "{ranks:?}");
}

#[test]
fn people_are_named_in_the_ledger_only() {
    let path = written("people", &batch::batch(22, 0), &options());
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    for name in book.sheet_names() {
        let named = sheet(&mut book, &name)
            .iter()
            .flatten()
            .any(|cell| ["张晓明", "0799-3441234", "李四"].iter().any(|personal| cell.to_string().contains(personal)));
        assert_eq!(named, name == "报送台账", "{name}");
    }
}

/// The row of a department, by the column its names stand in.
fn row_of<'a>(rows: &'a [Vec<Data>], name: &str) -> &'a [Data] {
    let names = column(rows, "部门名称");
    rows.iter().find(|row| row[names] == *name).unwrap()
}

#[test]
fn a_message_is_polite_short_and_complete() {
    let batch = batch::batch(22, 0);
    let path = written("message", &batch, &options());
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let rows = sheet(&mut book, "退回通知");
    let message = |name| row_of(&rows, name)[column_of(&rows, "退回通知")].to_string();
    let returned = message("区政府办公室");
    for part in
        ["区政府办公室：您好！", "须修改4处", "\n4. ", "2024年3月29日前", "《002_区政府办公室.xlsx》", "区财政局绩效股"]
    {
        assert!(returned.contains(part), "{part}: {returned}");
    }
    assert!(!returned.contains("\n5. ") && !returned.contains("。。"), "{returned}");
    // Exactly who has something to do has a row, and the ledger leads there.
    let names = column(&rows, "部门名称");
    let told: Vec<String> = rows[3..].iter().map(|row| row[names].to_string()).collect();
    let asked = batch.departments.iter().filter(|department| department.workbook.is_some());
    assert_eq!(told, asked.map(|department| department.name.clone()).collect::<Vec<_>>());
    let ledger = sheet(&mut book, "报送台账");
    let link = |name| row_of(&ledger, name)[column(&ledger, "通知")].to_string();
    assert_eq!((link("区政府办公室"), link("区人大常委会办公室")), ("查看".to_owned(), String::new()));
}

/// A column by its whole title: the sheet's own title begins as its message's does.
fn column_of(rows: &[Vec<Data>], title: &str) -> usize {
    rows.iter().find_map(|row| row.iter().position(|cell| *cell == title)).unwrap()
}

#[test]
fn a_copied_form_is_to_be_looked_at_first() {
    let path = written("sampling", &batch::batch(22, 0), &options());
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let rows = sheet(&mut book, "部门汇总");
    let advice = |name| row_of(&rows, name)[column(&rows, "抽查建议")].to_string();
    assert!(advice("区水利局").starts_with("优先抽查：") && advice("区水利局").contains("高度相似"));
    assert_eq!(advice("区人大常委会办公室"), "");
    let rules = sheet(&mut book, "规则说明");
    assert!(rules.iter().flatten().any(|cell| cell.to_string().contains("3 分")), "how it is counted");
}

#[test]
fn department_workbooks_are_linked_by_relative_paths() {
    let path = written("links", &batch::batch(22, 0), &options());
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut rels = String::new();
    let part = archive.by_name("xl/worksheets/_rels/sheet2.xml.rels").unwrap();
    std::io::Read::read_to_string(&mut { part }, &mut rels).unwrap();
    assert!(rels.contains("Target=\"问题反馈/002_区政府办公室.xlsx\""), "{rels}");
}

#[test]
fn rows_beyond_a_sheet_go_on_on_the_next_and_totals_follow() {
    let batch = batch::batch(22, 5);
    let path = written("long", &batch, &SummaryOptions { sheet_rows: 60, ..options() });
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let rows: usize = book
        .sheet_names()
        .iter()
        .filter(|name| name.starts_with("问题清单"))
        .map(|name| sheet(&mut book, name).len() - 3)
        .sum();
    assert_eq!(rows, batch.control.findings);
    assert!(book.sheet_names().contains(&"问题清单（2）".to_owned()));
}

#[test]
fn the_same_batch_gives_the_same_bytes() {
    let batch = batch::batch(22, 1);
    let bytes = |name| std::fs::read(written(name, &batch, &options())).unwrap();
    assert!(bytes("once") == bytes("twice"));
}

/// With many departments the short sheets are poured as well: the same cells, but that links are formulas there.
#[test]
fn poured_sheets_hold_the_same_cells() {
    let batch = batch::batch(22, 0);
    let grouped = SummaryOptions { group_by_section: true, ..options() };
    let plain = written("unpoured", &batch, &grouped);
    let poured = written("poured", &batch, &SummaryOptions { poured_from: 0, ..grouped });
    let [mut plain_book, mut poured_book] = [&plain, &poured].map(|path| open_workbook::<Xlsx<_>, _>(path).unwrap());
    for name in plain_book.sheet_names() {
        let cells = |book: &mut Xlsx<_>| -> Vec<(u32, u32, String)> {
            let range = book.worksheet_range(&name).unwrap();
            let (row, col) = range.start().unwrap_or_default();
            let cells = range.used_cells().map(|(r, c, cell)| (row + r as u32, col + c as u32, cell.to_string()));
            cells.filter(|(.., text)| !text.is_empty()).collect()
        };
        assert_eq!(cells(&mut plain_book), cells(&mut poured_book), "{name}");
    }
}

fn empty() -> Batch {
    let mut empty = batch::batch(0, 0);
    empty.arrivals.clear();
    empty.states.clear();
    empty.owners.clear();
    empty.departments.clear();
    empty.findings.clear();
    empty.roster = None;
    jixiao::consolidate::settle(&mut empty, Default::default());
    empty
}

/// Every kind of batch: LibreOffice takes longer to begin than to recalculate one of them.
#[test]
fn libreoffice_recalculates_what_is_stored() {
    let grouped = SummaryOptions { group_by_section: true, unit: MoneyUnit::WanYuan, ..options() };
    let poured = SummaryOptions { poured_from: 0, group_by_section: true, ..options() };
    let summaries = [
        ("grouped", batch::batch(22, 0), grouped),
        ("poured", batch::batch(22, 0), poured),
        ("continued", batch::batch(22, 5), SummaryOptions { sheet_rows: 60, ..options() }),
        ("empty", empty(), options()),
        ("merged", further::merged_points(), options()),
        ("unscored", further::not_scored(), options()),
        ("goals", further::scored_goals(), options()),
        ("several", further::several_forms(), options()),
    ];
    let folder = fresh("recalculated");
    let copied = |(name, batch, options): (&str, Batch, SummaryOptions)| {
        let path = folder.join(format!("{name}.xlsx"));
        std::fs::copy(written(&format!("recalculated-{name}"), &batch, &options), &path).unwrap();
        path
    };
    recalculated_as_stored(&summaries.map(copied));
}

/// 100,000 findings: run by hand, with the memory looked at (`cargo test --test all hundred_thousand -- --ignored`).
#[test]
#[ignore = "takes a minute"]
fn a_hundred_thousand_findings() {
    let batch = batch::batch(120, 860);
    assert!(batch.control.findings > 90_000);
    let before = peak_memory();
    written("large", &batch, &options());
    let grown = peak_memory().saturating_sub(before);
    assert!(grown < 64 * 1024, "writing took {grown} KB more");
}

/// KB; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

#[test]
fn a_wrong_stored_result_would_be_seen() {
    let path = fresh("wrong").join("wrong.xlsx");
    let mut book = Book::new(&Properties::default()).unwrap();
    let mut page = Page::new("a").unwrap();
    page.formula(CellRef::new(0, 0), "1+1", Stored::Number(3.into()), Style::Count).unwrap();
    book.put(page).expect("a sheet");
    book.save(&path).unwrap();
    let Some(office) = office::office() else { return };
    office::recalculate(&office, std::slice::from_ref(&path), &again(&path), "xlsx");
    assert_eq!(differences(&path), ["wrong.xlsx a (0, 0): stored Some(Float(3.0)), recalculated Some(Float(2.0))"]);
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Every formula of the workbooks of one folder gives, after a hard recalculation by LibreOffice, what was stored.
pub fn recalculated_as_stored(paths: &[PathBuf]) {
    let Some(office) = office::office() else { return };
    office::recalculate(&office, paths, &again(&paths[0]), "xlsx");
    let wrong: Vec<String> = paths.iter().flat_map(|path| differences(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where LibreOffice saves it.
fn again(path: &Path) -> PathBuf {
    path.with_file_name("again")
}

/// What the workbook stores and the recalculated one does not say.
fn differences(path: &Path) -> Vec<String> {
    let mut stored: Xlsx<_> = open_workbook(path).unwrap();
    let (mut wrong, file) = (Vec::new(), path.file_name().unwrap());
    let mut again: Xlsx<_> = open_workbook(again(path).join(file)).unwrap();
    for name in stored.sheet_names() {
        let (ours, theirs) = (stored.worksheet_range(&name).unwrap(), again.worksheet_range(&name).unwrap());
        let formulas = stored.worksheet_formula(&name).unwrap();
        let Some(start) = formulas.start() else { continue };
        for (row, col, _) in formulas.used_cells() {
            let at = (start.0 + row as u32, start.1 + col as u32);
            let (ours, theirs) = (ours.get_value(at), theirs.get_value(at));
            if !same(ours, theirs) {
                wrong.push(format!("{} {name} {at:?}: stored {ours:?}, recalculated {theirs:?}", file.display()));
            }
        }
    }
    wrong
}

fn same(stored: Option<&Data>, recalculated: Option<&Data>) -> bool {
    let number = |data: Option<&Data>| match data {
        Some(Data::Float(value)) => Some(*value),
        Some(Data::Int(value)) => Some(*value as f64),
        _ => None,
    };
    let text = |data: Option<&Data>| data.map(Data::to_string).unwrap_or_default();
    match (number(stored), number(recalculated)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => text(stored) == text(recalculated),
    }
}
