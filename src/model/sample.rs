//! Small believable nouns for the tests of the later stages.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::address::{Area, CellRef};
use super::batch::{Arrival, Content, Record};
use super::finding::{Finding, Outcome, Severity, Subject};
use super::quantity::{Direction, Measure, Operator, Quantity};
use super::roster::{Roster, RosterEntry};
use super::score::{Computed, More, RowScore, ScoreBook, Verdict};
use super::source::{Fault, Source};
use super::submission::*;
use crate::profile::spec::IndicatorColumn;

pub fn dec(text: &str) -> Decimal {
    text.parse().expect("a decimal of the test")
}

pub fn cell(text: &str) -> CellRef {
    text.parse().expect("a cell of the test")
}

pub fn entry<T>(at: &str, written: &str, state: State<T>) -> Entry<T> {
    let at = cell(at);
    Entry {
        cell: at,
        area: Area::of(at),
        label: None,
        written: written.to_owned(),
        state,
        notes: vec![],
        as_text: false,
    }
}

pub fn text(at: &str, written: &str) -> Entry<Text> {
    let state = if written.is_empty() { State::Blank } else { State::Read(Text) };
    entry(at, written, state)
}

pub fn points(at: &str, written: &str) -> Entry<Points> {
    let state =
        written.parse().map_or(State::Blank, |value: Decimal| State::Read(Points { value, decimals: value.scale() }));
    entry(at, written, state)
}

pub fn amount(at: &str, written: &str) -> Entry<Amount> {
    let yuan = dec(written);
    entry(at, written, State::Read(Amount { yuan, unit: MoneyUnit::Yuan, unit_in_cell: false, decimals: yuan.scale() }))
}

pub fn percentage(at: &str, written: &str, operator: Option<Operator>) -> Entry<Measure> {
    let digits = written.trim_matches(|c: char| !c.is_ascii_digit());
    let quantity = Quantity {
        operator,
        value: dec(digits) / Decimal::ONE_HUNDRED,
        upper: None,
        scale: Decimal::ONE,
        unit: Some("%".to_owned()),
        per: None,
        about: false,
    };
    entry(at, written, State::Read(Measure::Quantity(quantity)))
}

/// Two rows, 5 of 5 and 4.79 of 5, and one budget line.
pub fn submission(department: &str) -> Submission {
    let rows = [(15, "预算执行率", "5", "5"), (16, "支付进度率", "5", "4.79")];
    Submission {
        profile: "xiangdong-2023".to_owned(),
        about_project: false,
        is_unknown_form: false,
        is_scored: true,
        place: None,
        area: crate::model::address::Area::new(cell("A1"), cell("I30")),
        sheet: "自评表".to_owned(),
        further_sheets: vec![],
        title: text("A1", "部门整体支出绩效自评表"),
        year: entry("A2", "（ 2023年度）", State::Read(2023)),
        fields: BTreeMap::from([
            ("department".to_owned(), text("C3", department)),
            ("filler".to_owned(), text("F17", "张三")),
            ("phone".to_owned(), text("H17", "0799-3441234")),
        ]),
        subordinate_units: Some(entry("H3", "12", State::Read(Decimal::from(12)))),
        money_unit: MoneyUnit::Yuan,
        unit_source: UnitSource::Profile,
        unit_cell: None,
        budget: vec![BudgetLine {
            key: "fiscal_appropriation".to_owned(),
            label: text("B5", "资金来源：（1）财政拨款"),
            initial: None,
            budget: Some(amount("E5", "200.00")),
            executed: Some(amount("G5", "150.00")),
            rate: Some(entry("I5", "75.00%", State::Read(Rate { ratio: dec("0.7500"), decimals: 2, inferred: false }))),
            points: None,
            score: None,
        }],
        goals: Goals {
            planned: Some(text("B11", "保障全区教育经费。")),
            adjusted: None,
            score: None,
            achieved: Some(text("F11", "全部完成。")),
        },
        budget_points: None,
        goal_groups: vec![],
        indicators: rows.map(|(row, name, own, score)| indicator(row, name, own, score)).to_vec(),
        subtotals: vec![],
        total: Some(Total {
            label: text("A17", "总分"),
            points: None,
            stated: points("B17", "9.79"),
            preprinted: None,
        }),
        columns: BTreeMap::new(),
        missing: vec![],
        unused: vec![],
        is_empty_template: false,
        surroundings: Surroundings::default(),
    }
}

fn indicator(row: u32, name: &str, own: &str, score: &str) -> Indicator {
    let at = |column: &str| format!("{column}{row}");
    Indicator {
        row: row - 1,
        level1: text("A15", "管理指标"),
        weight: Some(points("B15", "10")),
        level2: text("C15", "预算执行管理"),
        level2_points: None,
        operator: None,
        unit: None,
        target_read: None,
        target_adjusted: None,
        coefficient: None,
        core: None,
        texts: vec![],
        goal: None,
        is_hidden: false,
        points_in: None,
        score_in: None,
        level3: text(&at("D"), name),
        target: Some(percentage(&at("E"), "≥95%", Some(Operator::AtLeast))),
        actual: Some(percentage(&at("F"), "91%", None)),
        points: Some(points(&at("G"), own)),
        score: Some(points(&at("H"), score)),
        reason: Some(text(&at("I"), "")),
        level1_known: Some(0),
        level2_known: Some(1),
        direction: Direction::More,
    }
}

pub fn book(submission: &Submission) -> ScoreBook {
    let own = submission.scores_sum();
    let more = Some(More { achieved: Some(dec("0.957894")), undivided: None });
    let computed = Computed { attainment: dec("0.957894"), expected: dec("4.78947"), more };
    let rows = submission.indicators.iter().map(|row| RowScore {
        recomputed: dec("4.79"),
        verdict: match row.score_value() == Some(dec("4.79")) {
            true => Verdict::Agree(computed.clone()),
            false => Verdict::Differ(computed.clone()),
        },
        words: "5 × 91% ÷ 95% = 4.79".to_owned(),
    });
    ScoreBook {
        rows: rows.collect(),
        execution: None,
        by_level1: vec![("管理指标".to_owned(), own)],
        recomputed_by_level1: vec![("管理指标".to_owned(), dec("9.58"))],
        own,
        recomputed: dec("9.58"),
        verified_points: Decimal::TEN,
        unverified_points: Decimal::ZERO,
        grade_own: "差".to_owned(),
        grade_recomputed: "差".to_owned(),
        overall_rate: None,
    }
}

pub fn source(name: &str) -> Source {
    Source { path: name.into(), name: name.to_owned(), size: 9, modified: None, named: false, within: None }
}

/// A form of a department; its content differs by file name.
pub fn arrival(name: &str, department: &str, roster: Option<usize>) -> Arrival {
    let submission = submission(department);
    let book = book(&submission);
    let known = (!department.is_empty()).then(|| department.to_owned());
    let mut record = Record {
        submission,
        book,
        sheet: None,
        roster,
        key: known.clone().unwrap_or_default(),
        narrative: None,
        department: known,
        suggestions: vec![],
    };
    record.submission.title.written += name;
    Arrival {
        source: source(name),
        sha256: format!("hash of {name}"),
        format: "xlsx".to_owned(),
        content: Content::Form(Box::new(record)),
        findings: vec![],
        modified_inside: None,
    }
}

pub fn broken(name: &str) -> Arrival {
    let findings = vec![finding("STR-01", Severity::Error, None)];
    Arrival { content: Content::Fault(Fault::Encrypted), findings, ..arrival(name, "", None) }
}

pub fn finding(code: &'static str, severity: Severity, at: Option<&str>) -> Finding {
    Finding {
        code: code.into(),
        name: "score-out-of-range".into(),
        title: "得分超出分值范围".into(),
        why: "得分不能超过分值。".into(),
        severity,
        outcome: Outcome::Fail,
        file: Some("区教育局.xlsx".to_owned()),
        department: None,
        sheet: at.map(|_| "自评表".to_owned()),
        cell: at.map(cell),
        area: at.map(|at| Area::of(cell(at))),
        about: Subject::Indicator(0, IndicatorColumn::Score),
        subject: "预算执行管理/预算执行率/得分".to_owned(),
        found: Some("6".to_owned()),
        expected: Some("0–5".to_owned()),
        difference: Some("1".to_owned()),
        message: "H15 得分 6 超过了分值 5。".to_owned(),
        fix: "请把得分改到 0–5 之间。".to_owned(),
        related: vec![cell("G15").into()],
        quote: None,
        told: None,
        waived: None,
        state: None,
        reply: None,
    }
}

pub fn roster(names: &[&str]) -> Roster {
    let entry = |name: &&str| RosterEntry { name: (*name).to_owned(), ..RosterEntry::default() };
    Roster { entries: names.iter().map(entry).collect(), hash: "roster".to_owned() }
}
