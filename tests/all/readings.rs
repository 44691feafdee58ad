//! Ways of writing the same form: what is read stays what it was, and nothing is said against it.

use crate::support::case::{findings, submissions};
use jixiao::model::finding::Severity;
use jixiao::model::grid::Sheet;
use jixiao::model::submission::{Entry, Indicator, MoneyUnit, Submission};
use jixiao::rules::example::Case;

/// A writing, and how the clean form is changed into it.
type Writing = (&'static str, fn(&mut Case));

const WRITINGS: [Writing; 21] = [
    ("a stamp behind the label", |case| case.text("A3", "填报单位（盖章）")),
    ("brackets inside the label", |case| case.text("A3", "评价部门（单位）名称")),
    ("columns under names nobody listed", |case| {
        case.text("E12", "本年度指标值");
        case.text("H12", "部门自行评价得分");
        case.text("I12", "偏差原因分析以及改进措施");
    }),
    ("points out of so many", |case| case.text("G12", "分值（100分）")),
    ("numbered levels", |case| {
        case.text("A21", "二、产出指标");
        case.text("C14", "①预算编审管理");
        case.text("C15", "2.预算执行管理");
        case.text("C16", "（3）部门结转结余资金管理");
    }),
    ("a weight named inside the level", |case| {
        case.blank("B21");
        case.text("A21", "产出指标（权重：25分）");
    }),
    ("a heading over two columns, its merge undone", |case| {
        unmerge(case, 11);
        case.text("E12", "完成情况");
        case.text("E13", "年度指标值");
        case.text("F12", "");
        case.text("F13", "全年完成值");
    }),
    ("a column of the bureau's beside the own score", |case| {
        unmerge(case, 11);
        case.text("H12", "得分");
        case.text("H13", "部门自评");
    }),
    ("the header once more on the next page", |case| {
        case.insert_row(26);
        let labels =
            ["一级指标", "权重", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值", "得分", "偏差及原因分析"];
        for (column, label) in ('A'..='I').zip(labels) {
            case.text(&format!("{column}26"), label);
        }
    }),
    ("a level 2 crossed out", |case| {
        case.insert_row(27);
        for (place, written) in [("C27", "生态效益指标"), ("D27", "无"), ("E27", "/"), ("F27", "/"), ("I27", "—")]
        {
            case.text(place, written);
        }
        case.set("G27", "0");
    }),
    ("somebody's sums right of the form", |case| {
        for (place, written) in [("K6", "合计"), ("K16", "小计"), ("K20", "合计"), ("K29", "总分")] {
            case.text(place, written);
        }
        ["L6", "L16", "L20", "L29"].into_iter().for_each(|place| case.set(place, "26"));
    }),
    ("a total below the form", |case| {
        case.text("A29", "合计");
        case.text("A34", "得分合计");
        case.set("C34", "88");
    }),
    ("label and total in one cell", |case| {
        case.blank("G29");
        case.blank("H29");
        case.text("A29", "总分：99.74分");
    }),
    ("labels and goals in one cell", |case| {
        for (label, goal, name) in [("B9", "B10", "年初设定目标："), ("F9", "F10", "全年完成情况\n")] {
            let text = text_at(case, goal);
            case.text(label, &format!("{name}{text}"));
            case.blank(goal);
        }
    }),
    ("one label for name and telephone", |case| {
        case.text("A30", "填表人及联系电话：刘建平 0799-3371234");
        case.blank("F30");
    }),
    ("a total that names its maximum", |case| case.text("A29", "总分（满分100分）")),
    ("a level 1 in rows of its own", |case| {
        for (row, heading) in [
            (28, "满意度指标（10分）"),
            (26, "三、效果指标(35分)"),
            (21, "产出指标 25分"),
            (14, "一、管理指标（30分）"),
        ] {
            case.blank_area(&format!("A{row}"), &format!("B{row}"));
            case.insert_row(row);
            case.text(&format!("A{row}"), heading);
        }
        case.blank_area("A12", "B12");
    }),
    ("sources beside structure", |case| {
        let amounts = taken_apart(case);
        let columns = [("A", "资金来源", 0), ("E", "资金结构", 2)];
        for ((first, heading, line), label) in
            columns.into_iter().zip([["财政拨款", "其他资金"], ["基本支出", "项目支出"]])
        {
            let column = |i: u8| char::from(first.as_bytes()[0] + i);
            case.text(&format!("{first}4"), heading);
            for (i, name) in (1..).zip(["全年预算数", "全年执行数", "执行率"]) {
                case.text(&format!("{}4", column(i)), name);
                for row in 0..2 {
                    case.set(&format!("{}{}", column(i), 5 + row), &amounts[line + row][usize::from(i) - 1]);
                }
            }
            (5..).zip(label).for_each(|(row, label)| case.text(&format!("{first}{row}"), label));
        }
    }),
    ("a budget on its side", |case| {
        let amounts = taken_apart(case);
        for (row, name) in (5..).zip(["全年预算数", "全年执行数", "执行率"]) {
            case.text(&format!("B{row}"), name);
            for (column, line) in ('C'..='F').zip(&amounts) {
                case.set(&format!("{column}{row}"), &line[row - 5]);
            }
        }
        for (column, name) in ('C'..='F').zip(["财政拨款", "其他资金", "基本支出", "项目支出"]) {
            case.text(&format!("{column}4"), name);
        }
    }),
    ("a year without its sign", |case| case.text("A2", "填报年度：2023")),
    ("a year in its own cell, as text", |case| {
        unmerge(case, 1);
        case.text("A2", "年度");
        case.text("C2", "2023");
    }),
];

/// Empties the budget block, and says what stood in it: of each line budget, executed and rate.
fn taken_apart(case: &mut Case) -> Vec<[String; 3]> {
    let shown = |case: &Case, place: String| {
        let at = place.parse().expect("an address");
        case.workbook.sheets[0].get(at).map(jixiao::model::shown::shown).unwrap_or_default()
    };
    let lines = (5..=8).map(|row| ["E", "G", "I"].map(|column| shown(case, format!("{column}{row}")))).collect();
    (3..8).for_each(|row| unmerge(case, row));
    case.blank_area("B4", "I8");
    lines
}

/// Takes the merges of a row (from 0) and of those that reach into it apart.
fn unmerge(case: &mut Case, row: u32) {
    let sheet = &mut case.workbook.sheets[0];
    let merges = sheet.merges.iter().filter(|area| area.first.row != row).copied().collect();
    let cells = sheet.cells().map(|(at, cell)| (at, cell.clone())).collect();
    *sheet = Sheet::new(sheet.name.clone(), cells, merges);
}

fn text_at(case: &Case, place: &str) -> String {
    let at = place.parse().expect("an address");
    case.workbook.sheets[0].get(at).and_then(|cell| cell.text()).expect("a text").to_owned()
}

fn read(case: &Case) -> Submission {
    let mut forms = submissions(case);
    assert_eq!(forms.len(), 1, "one form");
    forms.remove(0)
}

/// Everything read that is no address and no label.
fn values(form: &Submission) -> Vec<String> {
    let row = |row: &Indicator| {
        let texts =
            [row.level3.text(), row.target.as_ref().and_then(Entry::text), row.actual.as_ref().and_then(Entry::text)];
        let levels = (row.level1_known, row.level2_known, row.weight.as_ref().and_then(Entry::value).map(|w| w.value));
        format!("{levels:?} {texts:?} {:?} {:?} {:?}", row.points_value(), row.score_value(), row.reason_given())
    };
    let line = |key: &str| format!("{:?}", form.line(key).map(|line| (line.budget_yuan(), line.executed_yuan())));
    let goals = [&form.goals.planned, &form.goals.achieved].map(|goal| goal.as_ref().and_then(Entry::text));
    let total = form.total.as_ref().and_then(|total| total.stated.value()).map(|points| points.value);
    let head = format!("{:?} {:?} {goals:?} {total:?}", form.department_written(), form.year.value());
    let lines = ["fiscal_appropriation", "other_funds", "basic_expenditure", "project_expenditure"].map(line);
    form.indicators.iter().map(row).chain(lines).chain([head]).collect()
}

#[test]
fn another_writing_is_the_same_form() {
    let clean = values(&read(&Case::clean()));
    let mut failures = Vec::new();
    for (what, change) in WRITINGS {
        let mut case = Case::clean();
        change(&mut case);
        let written = values(&read(&case));
        let differ = clean.iter().zip(&written).find(|(clean, written)| clean != written);
        if differ.is_some() || clean.len() != written.len() {
            failures.push(format!("{what}: {} values of {}, {differ:?}", written.len(), clean.len()));
        }
        let loud = findings(&case).0.into_iter().filter(|finding| finding.severity != Severity::Info);
        let loud: Vec<String> = loud.map(|finding| format!("{} {}", finding.code, finding.message)).collect();
        if !loud.is_empty() {
            failures.push(format!("{what}: {loud:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_unit_may_name_its_currency() {
    let mut case = Case::clean();
    case.insert_row(3);
    case.text("H3", "（金额单位：人民币万元）");
    assert_eq!(read(&case).money_unit, MoneyUnit::WanYuan);
}
