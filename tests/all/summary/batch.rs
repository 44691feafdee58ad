//! A believable batch of any size, read and scored by the real stages: what the summary is tried on.

use std::collections::BTreeMap;

use jixiao::consolidate::{Expectation, Filing, consolidate, settle};
use jixiao::model::address::{Area, CellRef};
use jixiao::model::batch::{Arrival, Batch, Content, Record};
use jixiao::model::finding::{Finding, Outcome, Severity, Subject};
use jixiao::model::grid::{Cell, CellValue};
use jixiao::model::raw::{RawForm, RawGoals, RawIndicator, RawLine, RawTotal, RawValue};
use jixiao::model::roster::{Roster, RosterEntry};
use jixiao::model::source::{Fault, Source};
use jixiao::model::submission::Surroundings;
use jixiao::normalise::normalise;
use jixiao::profile::spec::{BudgetColumn, IndicatorColumn, Profile};
use jixiao::score::score;

const NAMES: [&str; 22] = [
    "区人大常委会办公室",
    "区政府办公室",
    "区教育局",
    "区民政局",
    "区财政局",
    "区人力资源和社会保障局",
    "区自然资源局",
    "区住房和城乡建设局",
    "区交通运输局",
    "区水利局",
    "区农业农村局",
    "区文化广电新闻出版旅游局",
    "区卫生健康委员会",
    "区审计局",
    "区市场监督管理局",
    "区统计局",
    "区医疗保障局",
    "区信访局",
    "区档案馆",
    "区机关事务服务中心",
    "区退役军人事务局",
    "区应急管理局",
];
const SECTIONS: [&str; 4] = ["预算股", "教科文股", "社会保障股", "农业股"];

pub fn name(i: usize) -> String {
    match i / NAMES.len() {
        0 => NAMES[i].to_owned(),
        round => format!("{}（第{}批）", NAMES[i % NAMES.len()], round + 1),
    }
}

fn value(row: u32, col: u32, text: &str) -> RawValue {
    let cell = CellRef::new(row, col);
    let value = if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.to_owned()) };
    RawValue { cell, area: Area::of(cell), label: None, content: Cell { value, ..Cell::default() } }
}

/// Targets and actuals in turn; the last two cannot be recomputed.
const ROWS: [(&str, &str, &str); 6] = [
    ("完成率", "≥95%", "99.2%"),
    ("保障人数", "1200人", "1188人"),
    ("经费控制率", "≤100%", "98.5%"),
    ("办结及时率", "100%", "100%"),
    ("制度健全性", "健全", "健全"),
    ("群众获得感", "明显提升", "有所提升，后续将持续开展回访并完善台账管理制度"),
];

fn indicators(profile: &Profile, seed: usize) -> Vec<RawIndicator> {
    let mut rows = Vec::new();
    let scale = if profile.is_per_project() { 90 } else { 100 };
    let groups: Vec<_> = profile
        .indicators
        .level1
        .iter()
        .flat_map(|level1| level1.level2.iter().filter(|l| !l.optional || level1.any_level2).map(move |l| (level1, l)))
        .collect();
    for (i, (level1, level2)) in groups.iter().enumerate() {
        let share = groups.iter().filter(|(other, _)| other.name == level1.name).count();
        let weight = level1.weight.unwrap_or_default() * jixiao_dec(scale) / jixiao_dec(100);
        let points = level2.points.unwrap_or((weight / jixiao_dec(share as i64)).round_dp(1));
        let (kind, target, actual) = ROWS[(i + seed) % ROWS.len()];
        let lost = if (i + seed) % 7 == 3 { jixiao_dec(1) } else { jixiao_dec(0) };
        let texts = [
            level1.name.clone(),
            level1.weight.map(|w| w.to_string()).unwrap_or_default(),
            level2.name.clone(),
            format!("{}{kind}", level2.name.trim_end_matches("指标")),
            target.to_owned(),
            actual.to_owned(),
            points.normalize().to_string(),
            (points - lost).normalize().to_string(),
            if lost.is_zero() {
                String::new()
            } else {
                "受疫情影响，部分工作推迟到下半年，年底前已全部完成。".to_owned()
            },
        ];
        let at = 13 + i as u32;
        let cells = COLUMNS.iter().zip(&texts).enumerate();
        let values = cells.map(|(col, (column, text))| (*column, value(at, col as u32, text))).collect();
        rows.push(RawIndicator { row: at, values, ..RawIndicator::default() });
    }
    rows
}

/// The columns of the department form, in its order.
const COLUMNS: [IndicatorColumn; 9] = {
    use IndicatorColumn::{Actual, Level1, Level2, Level3, Points, Reason, Score, Target, Weight};
    [Level1, Weight, Level2, Level3, Target, Actual, Points, Score, Reason]
};

fn jixiao_dec(n: i64) -> rust_decimal::Decimal {
    n.into()
}

fn lines(profile: &Profile, seed: usize) -> Vec<RawLine> {
    let base = 80_000 + (seed as u64 * 7_919_777) % 9_000_000;
    let executed = base * [100, 97, 88, 72, 55, 93][seed % 6] / 100;
    let amounts = |key: &str, all: u64| match key {
        "fiscal_appropriation" | "current_appropriation" => all - all / 10,
        "other_funds" | "carried_over" => all / 10,
        "basic_expenditure" => all / 3,
        "project_expenditure" => all - all / 3,
        _ => all,
    };
    let unit = profile.money_unit.factor();
    let money = |all: u64| (rust_decimal::Decimal::from(all) / unit).round_dp(6).normalize().to_string();
    let line = |(i, spec): (usize, &jixiao::profile::spec::LineSpec)| {
        let at = 4 + i as u32;
        let (b, mut e) = (amounts(&spec.key, base), amounts(&spec.key, executed));
        // One department's structure is a little off, for the tie-out column.
        e += if seed == 5 && spec.key == "project_expenditure" { 120 } else { 0 };
        let values = BTreeMap::from([
            (BudgetColumn::Budget, value(at, 4, &money(b))),
            (BudgetColumn::Executed, value(at, 6, &money(e))),
            (BudgetColumn::Rate, value(at, 8, &format!("{}%", e * 100 / b.max(1)))),
            (
                BudgetColumn::Score,
                value(at, 9, if spec.key == "total" && profile.is_per_project() { "9.5" } else { "" }),
            ),
        ]);
        RawLine { spec: Some(i), label: value(at, 1, &spec.label), values }
    };
    let used = profile.budget.lines.iter().enumerate();
    used.filter(|(_, spec)| profile.is_per_project() || !spec.optional).map(line).collect()
}

fn raw(profile: &Profile, department: &str, seed: usize) -> RawForm {
    let field = |key: &str, text: &str| (key.to_owned(), value(2, 2, text));
    let mut fields = BTreeMap::from([
        field("department", department),
        field("subordinate_units", &(seed % 13).to_string()),
        field("filler", "张晓明"),
        field("phone", "0799-3441234"),
    ]);
    if profile.is_per_project() {
        fields.extend([field("project", "=1+1 农村饮水安全巩固提升工程（二期）")]);
    }
    let stated = (seed == 4).then(|| value(40, 7, "100"));
    let total =
        RawTotal { label: value(40, 0, "总分"), points: None, score: stated, elsewhere: vec![], sentence: None };
    RawForm {
        further_sheets: vec![],
        sheet: "自评表".to_owned(),
        place: None,
        area: Area::new(CellRef::new(0, 0), CellRef::new(40, 8)),
        keeps_formats: true,
        title: value(0, 0, &profile.title),
        year: Some((value(1, 0, "（ 2023年度）"), Some(2023))),
        fields,
        unit_header: None,
        unit_note: None,
        budget: lines(profile, seed),
        budget_points: None,
        goals: RawGoals {
            planned: Some(value(10, 1, "保障机关正常运转，完成年度各项任务。")),
            adjusted: None,
            achieved: Some(value(10, 5, "全面完成年度目标任务。")),
            score: None,
        },
        goal_groups: vec![],
        indicators: indicators(profile, seed),
        subtotals: vec![],
        total: Some(total),
        columns: COLUMNS.iter().zip(0..).map(|(column, col)| (*column, CellRef::new(12, col))).collect(),
        missing: vec![],
        unused: vec![],
        is_cut: false,
    }
}

fn source(name: &str) -> Source {
    Source { path: name.into(), name: name.to_owned(), size: 9000, modified: None, named: false, within: None }
}

fn arrival(profile: &Profile, (file, department): (&str, &str), roster: Option<usize>, seed: usize) -> Arrival {
    let submission = normalise(raw(profile, department, seed), profile, Surroundings::default());
    let book = score(&submission, profile);
    let (department, key) = (Some(department.to_owned()), department.to_owned());
    let record =
        Record { submission, book, sheet: None, roster, department, suggestions: vec![], key, narrative: None };
    Arrival {
        source: source(file),
        sha256: format!("{file}{seed}"),
        format: "xlsx".to_owned(),
        content: Content::Form(Box::new(record)),
        findings: vec![],
        modified_inside: Some(1_710_469_200 + seed as i64 * 3600),
    }
}

pub fn finding(code: &'static str, severity: Severity, file: &str, row: u32) -> Finding {
    let cell = CellRef::new(row, 7);
    Finding {
        code: code.into(),
        name: "score-out-of-range".into(),
        title: "得分超出分值范围".into(),
        why: "得分不能超过分值，也不能是负数。".into(),
        severity,
        outcome: Outcome::Fail,
        file: Some(file.to_owned()),
        department: None,
        sheet: Some("自评表".to_owned()),
        cell: Some(cell),
        area: Some(Area::of(cell)),
        about: Subject::Indicator(row as usize, IndicatorColumn::Score),
        subject: "预算执行管理/预算执行率/得分".to_owned(),
        found: Some("=6+cmd|'/c calc'!A1".to_owned()),
        expected: Some("0–5".to_owned()),
        difference: Some("1.00".to_owned()),
        message: format!("{cell} 的得分 6 分超过了本行分值 5 分，最多只能得 5 分。"),
        fix: "请核对得分；如分值填错，请同时改正分值并检查一级指标权重是否仍为 30 分。".to_owned(),
        related: vec![],
        quote: None,
        told: None,
        waived: None,
        state: None,
        reply: None,
    }
}

/// Findings of department `i`: every third has errors, every fourth warnings.
fn findings(i: usize, file: &str, many: usize) -> Vec<Finding> {
    let errors: [(&'static str, u32); 4] = [("SCR-02", 3), ("STR-07", 5), ("DEV-01", 3), ("TXT-01", 7)];
    let warnings: [(&'static str, u32); 3] = [("SCR-14", 4), ("TXT-03", 6), ("BAS-05", 5)];
    let mut list = Vec::new();
    for (code, every) in errors.into_iter().filter(|(_, every)| i as u32 % every == 1) {
        list.push(finding(code, Severity::Error, file, 14 + every));
    }
    for (code, every) in warnings.into_iter().filter(|(_, every)| i as u32 % every == 2) {
        list.push(finding(code, Severity::Warning, file, 20 + every));
    }
    if i % 8 == 3 {
        list.push(Finding { outcome: Outcome::Unverifiable, ..finding("SCR-20", Severity::Info, file, 25) });
        list.push(Finding { waived: Some("经批准".to_owned()), ..finding("SCR-02", Severity::Error, file, 26) });
    }
    if i == 9 {
        list.push(finding("BAT-04", Severity::Warning, file, 0));
    }
    list.extend((0..many).map(|n| finding("IND-15", Severity::Info, file, n as u32)));
    list
}

/// `count` departments on the roster; `many` further findings each.
pub fn batch(count: usize, many: usize) -> Batch {
    put_together(arrivals(count, many), count)
}

/// What those departments sent.
pub fn arrivals(count: usize, many: usize) -> Vec<Arrival> {
    let profiles = jixiao::profile::builtin();
    let mut arrivals = Vec::new();
    for i in 0..count {
        let (name, file) = (name(i), format!("{}.xlsx", name(i)));
        match i % 20 {
            7 => continue,
            13 => arrivals.push(Arrival {
                content: Content::Fault(Fault::Encrypted),
                findings: vec![Finding {
                    cell: None,
                    area: None,
                    sheet: None,
                    ..finding("STR-01", Severity::Error, &file, 0)
                }],
                ..arrival(&profiles[0], (&file, &name), Some(i), i)
            }),
            _ => {
                let mut form = arrival(&profiles[0], (&file, &name), Some(i), i);
                form.findings = findings(i, &file, many);
                arrivals.push(form);
            }
        }
        if i % 9 == 2 {
            let file = format!("项目/{name}_项目.xlsx");
            arrivals.push(arrival(&profiles[1], (&file, &name), Some(i), i));
        }
    }
    arrivals.push(arrival(&profiles[0], ("区教育局_第二稿.xlsx", "区教育局"), Some(2), 2));
    arrivals.push(Arrival {
        content: Content::NotSpreadsheet(Some("PDF 文件".to_owned())),
        ..arrival(&profiles[0], ("说明.pdf", ""), None, 0)
    });
    arrivals
}

/// The batch of these files, for so many departments.
pub fn put_together(arrivals: Vec<Arrival>, count: usize) -> Batch {
    let profiles = jixiao::profile::builtin();
    let entry = |i| RosterEntry {
        name: name(i),
        code: Some(format!("{:03}001", i + 101)),
        section: Some(SECTIONS[i % 4].to_owned()),
        contact: Some("李四 0799-3440000".to_owned()),
        ..RosterEntry::default()
    };
    let roster = Roster { entries: (0..count).map(entry).collect(), hash: String::new() };
    let expected = Expectation { year: Some(2023), profiles: vec![profiles[0].name.clone()], ..Expectation::default() };
    let gathered = jixiao::record::in_memory(arrivals, profiles).expect("memory takes it");
    let mut batch = consolidate(gathered, Some(roster.into()), expected);
    settle(&mut batch, Filing::Together);
    batch
}
