//! What every rule is held to: a code of its own, texts, and examples that behave.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::case::{findings, submissions};
use jixiao::model::address::{Area, CellRef};
use jixiao::model::finding::{Finding, Severity};
use jixiao::model::grid::{Cell, CellValue, Sheet};
use jixiao::profile::spec::IndicatorColumn;
use jixiao::rules::example::Case;
use jixiao::rules::registry::{self, ALL};
use jixiao::rules::{Check, Rule};

/// The reviewed list: a code appears here when it is made, and stays, retired with its reason, for ever.
const CODES: &str = include_str!("rules_codes.txt");
const FAMILIES: [&str; 12] = ["STR", "BAS", "BUD", "WGT", "SCR", "GRD", "IND", "DEV", "TXT", "RND", "XSE", "BAT"];

#[test]
fn codes_are_unique_sorted_and_reviewed() {
    let place = |code: &str| (FAMILIES.iter().position(|family| code.starts_with(family)), code.to_owned());
    let codes: Vec<_> = ALL.iter().map(|rule| place(rule.code)).collect();
    assert!(codes.is_sorted() && codes.iter().collect::<BTreeSet<_>>().len() == codes.len(), "{codes:?}");
    let listed: Vec<String> = ALL.iter().map(|rule| format!("{} {}", rule.code, rule.name)).collect();
    let reviewed: Vec<&str> =
        CODES.lines().filter(|line| !line.starts_with('#') && !line.contains(" retired: ")).collect();
    assert_eq!(listed, reviewed);
    for retired in CODES.lines().filter(|line| !line.starts_with('#') && line.contains(" retired: ")) {
        let code = retired.split(' ').next().unwrap_or(retired);
        assert!(registry::find(code).is_none(), "{code} is retired and used again");
        assert!(retired.split("retired:").nth(1).is_some_and(|reason| reason.len() > 10), "{code} without a reason");
    }
}

#[test]
fn a_rule_lives_in_the_file_of_its_name() {
    for rule in ALL {
        let stem = format!("{}_{}", rule.code, rule.name).to_lowercase().replace('-', "_");
        let path = format!("src/rules/{}/{stem}.rs", rule.family().to_lowercase());
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).exists(), "{path}");
    }
}

#[test]
fn texts_say_something_in_the_reader_s_language() {
    for rule in ALL {
        for text in [rule.title, rule.why, rule.fix] {
            assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{rule:?}: {text:?}");
        }
        assert!(
            !rule.title.ends_with(['。', '；']) && rule.why.ends_with('。') && rule.fix.ends_with('。'),
            "{rule:?}"
        );
        let known = |code: &&&str| registry::find(code).is_some() || **code == "*";
        assert_eq!(rule.over.iter().filter(known).count(), rule.over.len(), "{rule:?} silences what is not there");
    }
}

#[test]
fn the_clean_workbook_is_clean() {
    let (own, _) = findings(&Case::clean());
    assert_eq!(words(own.iter().filter(|finding| finding.severity != Severity::Info)), Vec::<String>::new());
}

/// A file for two departments bears the name of one of them; of a third it may not.
#[test]
fn a_file_may_be_named_after_either_of_its_departments() {
    let fires = |file: &str| {
        let mut case = Case::clean();
        let mut second = case.workbook.sheets[0].clone();
        second.name = "第二张".to_owned();
        let place = submissions(&case)[0].fields["department"].cell;
        let cells = second.cells().map(|(at, cell)| match at == place {
            true => (at, Cell { value: CellValue::Text("湘东区民政局".to_owned()), ..cell.clone() }),
            false => (at, cell.clone()),
        });
        let second = Sheet::new("第二张", cells.collect(), second.merges.clone());
        case.workbook.sheets.push(second);
        case.file = file.to_owned();
        findings(&case).0.iter().filter(|finding| finding.code == "BAS-06").count()
    };
    assert_eq!(fires("湘东区民政局自评表.xlsx"), 0);
    let mut alone = Case::clean();
    alone.file = "湘东区民政局自评表.xlsx".to_owned();
    assert_eq!(findings(&alone).0.iter().filter(|finding| finding.code == "BAS-06").count(), 1);
}

/// Where level 2 has no column its names can't be missing; a level 1 without any row can.
#[test]
fn level_2_is_asked_for_by_name_only_where_it_has_a_column() {
    let missing = |change: fn(&mut Case)| {
        let mut case = Case::clean();
        change(&mut case);
        let found = findings(&case).0.into_iter().filter(|finding| finding.code == "IND-11");
        found.map(|finding| finding.expected.unwrap_or_default()).collect::<Vec<_>>()
    };
    let no_column = |case: &mut Case| {
        let sheet = &case.workbook.sheets[0];
        let header = submissions(case)[0].columns[&IndicatorColumn::Level2];
        let kept = sheet.cells().filter(|(at, _)| at.col != header.col || at.row < header.row);
        let cells = kept.map(|(at, cell)| (at, cell.clone())).collect();
        case.workbook.sheets[0] = Sheet::new(sheet.name.clone(), cells, sheet.merges.clone());
    };
    assert_eq!(missing(no_column), Vec::<String>::new());
}

#[test]
fn examples_behave() {
    let faults: Vec<String> = ALL.iter().flat_map(|rule| misbehaviour(rule)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn misbehaviour(rule: &'static Rule) -> Vec<String> {
    if matches!(rule.check, Check::Internal) {
        return vec![];
    }
    let about = |change: fn(&mut Case)| {
        let mut case = Case::clean();
        change(&mut case);
        let (own, batch) = findings(&case);
        if matches!(rule.check, Check::Batch(_)) { batch } else { own }
    };
    let (fired, silent) = (about(rule.example.fires), about(rule.example.silent));
    let mut faults = vec![];
    if !fired.iter().any(|finding| finding.code == rule.code) {
        faults.push(format!("{rule:?} does not fire: {:?}", words(fired.iter())));
    }
    let is_error = |finding: &&Finding| finding.severity == Severity::Error && finding.code != rule.code;
    let further = words(fired.iter().filter(is_error));
    if !further.is_empty() && !matches!(rule.check, Check::Batch(_)) {
        faults.push(format!("{rule:?} is not alone: {further:?}"));
    }
    faults
        .extend(silent.iter().find(|finding| finding.code == rule.code).map(|f| format!("{rule:?} cries wolf: {f:?}")));
    faults
}

/// A table moved on its sheet has the same findings at the moved cells.
#[test]
fn moving_the_table_moves_the_cells_and_nothing_else() {
    const ROWS: u32 = 3;
    const COLUMNS: u32 = 2;
    let moved = |cell: CellRef| match cell.is_paragraph() {
        true => cell,
        false => CellRef::new(cell.row + ROWS, cell.col + COLUMNS),
    };
    let changed = |case: &mut Case| rebuild(case, moved, |cell| cell);
    for rule in ALL.iter().filter(|rule| matches!(rule.check, Check::Form(_))) {
        let (mut here, mut there) = (Case::clean(), Case::clean());
        (rule.example.fires)(&mut here);
        (rule.example.fires)(&mut there);
        changed(&mut there);
        let at = |finding: &Finding, shift: bool| {
            let cell = finding.cell.map(|cell| if shift { moved(cell) } else { cell });
            (cell, finding.code.to_string(), finding.severity)
        };
        let wanted: Vec<_> = findings(&here).0.iter().map(|finding| at(finding, true)).collect();
        let got: Vec<_> = findings(&there).0.iter().map(|finding| at(finding, false)).collect();
        assert_eq!(got, wanted, "{rule:?}");
    }
}

/// .ods keeps no merges and .xls no number formats: the same rules speak, and the clean form stays clean.
#[test]
fn formats_that_forget_merges_and_number_formats_change_nothing() {
    let forget = |case: &mut Case| {
        rebuild(case, |at| at, |cell| Cell { format: None, ..cell });
        for sheet in &mut case.workbook.sheets {
            sheet.merges.clear();
            (sheet.keeps_merges, sheet.keeps_formats) = (false, false);
        }
    };
    let mut clean = Case::clean();
    forget(&mut clean);
    let loud = |finding: &&Finding| finding.severity != Severity::Info;
    assert_eq!(words(findings(&clean).0.iter().filter(loud)), Vec::<String>::new());
    let is_dumb = |rule: &&&Rule| {
        let mut case = Case::clean();
        (rule.example.fires)(&mut case);
        forget(&mut case);
        !findings(&case).0.iter().any(|finding| finding.code == rule.code)
    };
    let dumb: Vec<_> = ALL.iter().filter(|rule| matches!(rule.check, Check::Form(_))).filter(is_dumb).collect();
    assert!(dumb.is_empty(), "{dumb:?}");
}

/// A change, and everything above an 提示 that is to be said about it.
type Cause = (fn(&mut Case), &'static [&'static str]);

const CAUSES: [Cause; 36] = [
    (|case| case.unfill(), &["STR-15 A1"]),
    (|case| case.blank("E7"), &["BUD-01 E7"]),
    (|case| case.text("E7", "见附表"), &["BUD-01 E7"]),
    (|case| case.error("E7", "#REF!"), &["STR-10 E7"]),
    (|case| case.uncalculated("E7"), &["STR-13 E7"]),
    // Excel shows the rate at once; the total is the department's own word.
    (|case| case.uncalculated("I7"), &[]),
    (|case| case.uncalculated("H29"), &["STR-13 H29"]),
    (|case| case.set("E7", "-11352108.67"), &["BUD-13 E7"]),
    // A whole line in 万元 is two odd cells; one amount that says so itself is none.
    (
        |case| {
            case.set("E7", "1135.210867");
            case.set("G7", "1123.858758");
        },
        &["BUD-09 E7", "BUD-09 G7"],
    ),
    (|case| case.text("G7", "1123.858758万元"), &[]),
    // The same beside another fault in the same sum: the line is told, and the other when the units are right.
    (
        |case| {
            case.set("E5", "12345712.23");
            case.set("E7", "1135.210867");
            case.set("G7", "1123.858758");
        },
        &["BUD-09 E7", "BUD-09 G7"],
    ),
    (
        |case| {
            case.set("E5", "15345678.90");
            case.blank("I5");
            case.set("E7", "1135.210867");
            case.set("G7", "1123.858758");
        },
        &["BUD-09 E7", "BUD-09 G7"],
    ),
    // What is left of both sums afterwards is less than a twentieth of them, and more.
    (
        |case| {
            case.blank("I5");
            let amounts = [("E5", "12945678.90"), ("G5", "12708765.32"), ("E7", "1135.210867"), ("G7", "1123.858758")];
            amounts.into_iter().for_each(|(place, amount)| case.set(place, amount));
        },
        &["BUD-09 E7", "BUD-09 G7"],
    ),
    (
        |case| {
            case.blank("I5");
            let amounts = [("E5", "13145678.90"), ("G5", "12908765.32"), ("E7", "1135.210867"), ("G7", "1123.858758")];
            amounts.into_iter().for_each(|(place, amount)| case.set(place, amount));
        },
        &["BUD-07 E5", "BUD-07 G5", "BUD-11 E7", "BUD-14 E7", "BUD-11 G7", "BUD-14 G7", "SCR-18 H15"],
    ),
    // Far off, but one amount of its line is executed ten thousand times, and what was executed adds up.
    (
        |case| {
            case.set("E5", "15345678.90");
            case.blank("I5");
            case.set("E7", "1135.210867");
        },
        &["BUD-09 E7"],
    ),
    // A bare number beside 万元 is one of 万, unless it is large enough to be written out.
    (
        |case| {
            case.text("E26", "≥1200万元");
            case.set("F26", "1260");
        },
        &[],
    ),
    (
        |case| {
            case.text("E26", "≥1200万元");
            case.set("F26", "12600000");
        },
        &[],
    ),
    // Paid back, a balance is no longer the smaller the better.
    (
        |case| {
            case.text("D16", "结转结余资金上缴率");
            case.text("E16", "≥95%");
            case.text("F16", "100%");
        },
        &[],
    ),
    (|case| case.set("E5", "12345778.90"), &["BUD-07 E5"]),
    // A third source in a line of its own is no difference.
    (
        |case| {
            case.insert_row(7);
            case.text("B7", "（3）上年结转资金");
            let amounts = [("E5", "12045678.90"), ("G5", "11808765.32"), ("E7", "300000"), ("G7", "290000")];
            amounts.into_iter().for_each(|(place, amount)| case.set(place, amount));
            case.set("I5", "98.03%");
        },
        &[],
    ),
    (|case| case.set("B14", "35"), &["WGT-03 B14"]),
    (|case| case.blank("G23"), &["WGT-05 G23"]),
    (|case| case.error("G23", "#N/A"), &["STR-10 G23"]),
    (|case| case.set("A2", "（2022年度）"), &["BAS-03 A2"]),
    // Rates that were cut off instead of rounded, and rates without a sign.
    (
        |case| {
            case.text("I5", "97.99%");
            case.set("I7", "99");
            case.set("I8", "0.9051");
        },
        &[],
    ),
    // Points nobody can reach are one thing to change, not two.
    (|case| case.set("G23", "0"), &["WGT-05 G23"]),
    (|case| case.error("I25", "#N/A"), &["STR-10 I25"]),
    (|case| case.text("A2", "（20  年度）"), &["BAS-03 A2"]),
    // A small sum without a budget is no sum in another unit.
    (
        |case| {
            for (cell, amount) in [("E5", "12869807.65"), ("G5", "12612400.00"), ("E6", "0"), ("G6", "50")] {
                case.set(cell, amount);
            }
        },
        &["BUD-04 G6"],
    ),
    // Amounts in 万元 that were read as 元 are not too fine as well.
    (|case| registry::find("BUD-10").into_iter().for_each(|rule| (rule.example.fires)(case)), &["BUD-10 E5"]),
    // What an impossible rate does to the grade is not worth saying.
    (|case| case.text("F28", "-5%"), &["IND-08 F28"]),
    // A word of the header right below a header of one row is a value.
    (
        |case| {
            const LABELS: [&str; 9] =
                ["一级指标", "权重", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值", "得分", "备注"];
            unmerge(case, 11);
            let cells = (0..).map(|col| CellRef::new(12, col).to_string());
            cells.zip(LABELS).for_each(|(cell, label)| case.text(&cell, label));
            case.text("H14", "满分");
        },
        &["SCR-01 H14"],
    ),
    // Last year's form speaks of last year.
    (
        |case| {
            case.text("A2", "（2022年度）");
            case.text("B10", "2022年资助困难学生一万二千人，发放资金按时足额，群众满意。");
            case.text("F25", "2022年11月30日");
            case.text("E25", "2022年12月31日前");
        },
        &["BAS-03 A2"],
    ),
    (
        |case| {
            case.text("E23", "≥12个");
            case.text("F23", "12座");
        },
        &[],
    ),
    // What is missing is asked for where it would be written, not at its label.
    (
        |case| {
            unmerge(case, 28);
            case.text("A29", "总分");
            case.merge("D29", "E29", "填表人：刘建平");
            case.merge("F29", "I29", "联系电话：0799-3371234");
        },
        &["SCR-04 B29"],
    ),
    (
        |case| {
            unmerge(case, 29);
            case.text("A30", "填表人：");
            case.text("E30", "联系电话：");
            case.text("F30", "0799-3371234");
        },
        &["BAS-05 B30"],
    ),
];

/// An empty row, 0-based, without merges.
fn unmerge(case: &mut Case, row: u32) {
    case.blank_area(&CellRef::new(row, 0).to_string(), &CellRef::new(row, 8).to_string());
    case.workbook.sheets[0].merges.retain(|area| area.first.row != row);
}

#[test]
fn one_cause_is_named_once() {
    for (at, (change, wanted)) in CAUSES.into_iter().enumerate() {
        let mut case = Case::clean();
        change(&mut case);
        let loud = findings(&case).0.into_iter().filter(|finding| finding.severity != Severity::Info);
        let got: Vec<_> =
            loud.map(|f| format!("{} {}", f.code, f.cell.map(|c| c.to_string()).unwrap_or_default())).collect();
        assert_eq!(got, wanted, "cause {at}");
    }
}

#[test]
fn a_cost_goes_beyond_its_target_and_a_day_comes_after_it() {
    let rows = [
        ("项目完成率", "≥95%", "60%", "未达到"),
        ("差错发生率", "≤3%", "12%", "超过"),
        ("完工时间", "2023年6月30日前", "2023年9月15日", "晚于"),
    ];
    for (name, target, actual, verb) in rows {
        let mut case = Case::clean();
        for (cell, written) in [("D23", name), ("E23", target), ("F23", actual)] {
            case.text(cell, written);
        }
        let found = findings(&case).0;
        let said = found.iter().find(|finding| finding.code == "SCR-09").map_or("", |finding| &finding.message);
        assert!(said.contains(&format!("{actual}（F23）{verb}指标值{target}（E23）")), "{said}");
    }
}

#[test]
fn nothing_divided_by_nothing_is_worth_knowing_and_no_more() {
    let mut case = Case::clean();
    for (cell, amount) in [("E5", "12869807.65"), ("G5", "12612400.00"), ("E6", "0"), ("G6", "0")] {
        case.set(cell, amount);
    }
    case.error("I6", "#DIV/0!");
    let found: Vec<_> = findings(&case).0.iter().map(|f| (f.code.to_string(), f.severity)).collect();
    assert_eq!(found, [("STR-10".to_owned(), Severity::Info)]);
}

/// The same sheets with every cell moved and changed.
fn rebuild(case: &mut Case, place: impl Fn(CellRef) -> CellRef, change: impl Fn(Cell) -> Cell) {
    for sheet in &mut case.workbook.sheets {
        let cells = sheet.cells().map(|(at, cell)| (place(at), change(cell.clone()))).collect();
        let merges = sheet.merges.iter().map(|area| Area::new(place(area.first), place(area.last))).collect();
        let mut new = Sheet::new(sheet.name.clone(), cells, merges);
        new.visibility = sheet.visibility;
        let mut unseen = sheet.unseen().clone();
        for (first, last) in &mut unseen.rows {
            (*first, *last) = (place(CellRef::new(*first, 0)).row, place(CellRef::new(*last, 0)).row);
        }
        for (first, last) in &mut unseen.cols {
            (*first, *last) = (place(CellRef::new(0, *first)).col, place(CellRef::new(0, *last)).col);
        }
        unseen.pictures = unseen.pictures.iter().map(|at| place(*at)).collect();
        *sheet = new.with_unseen(unseen);
    }
}

fn words<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<String> {
    let line = |f: &Finding| {
        let cell = f.cell.map(|cell| cell.to_string()).unwrap_or_default();
        format!("{} {} {cell} {}", f.code, f.severity.key(), f.message)
    };
    findings.map(line).collect()
}

/// To write it again: `jixiao rules --format markdown > docs/rules.md`.
#[test]
fn the_documented_catalogue_is_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let documented = std::fs::read_to_string(path).expect("docs/rules.md");
    assert!(documented == jixiao::commands::rules::markdown(), "docs/rules.md is not what `rules` prints");
}

/// Two sources and two lines of the structure, each rounded to 0.01 万元: together up to 200 元 apart.
#[test]
fn sums_may_differ_by_what_was_rounded_away() {
    for (last, codes) in [("261.04", vec![]), ("261.03", vec!["BUD-07"])] {
        let mut case = Case::clean();
        case.text("E4", "全年预算数（万元）");
        for (cell, written) in [("E5", "1200.11"), ("E6", "80.37"), ("E7", "1019.42"), ("E8", last)] {
            case.set(cell, written);
        }
        let found = findings(&case).0.into_iter().filter(|f| f.code == "BUD-07" && f.cell.is_some_and(|c| c.col == 4));
        assert_eq!(found.map(|finding| finding.code).collect::<Vec<_>>(), codes, "{last}");
    }
}
