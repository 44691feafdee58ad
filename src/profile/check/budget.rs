//! The budget block: columns, lines, and which lines have to agree.

use rust_decimal::Decimal;
use toml::Spanned;

use super::columns::Table;
use super::{required, within};
use crate::profile::labels::{Labels, Owner};
use crate::profile::problem::Problems;
use crate::profile::raw::{RawBudget, RawBudgetRules, RawExecution, RawLine, Text, Texts};
use crate::profile::spec::{BudgetColumn, BudgetSpec, ExecutionSpec, LineSpec, Role};

pub fn check(raw: RawBudget, labels: &mut Labels, problems: &mut Problems<'_>) -> BudgetSpec {
    let columns = TABLE.columns(raw.columns, labels, problems);
    let lines = raw.lines.into_iter().enumerate();
    let lines: Vec<_> = lines.map(|(i, line)| self::line(i, line, labels, problems)).collect();
    twice(&lines, problems);
    let mut lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    let required = known(raw.required, &lines, problems);
    lines.iter_mut().filter(|line| required.contains(&line.key)).for_each(|line| line.optional = false);
    let execution = raw.execution.map(|execution| self::execution(execution.into_inner(), &lines, problems));
    rules(raw.rules, lines, problems, (columns, execution))
}

const TABLE: Table<BudgetColumn> = Table {
    section: "budget.columns",
    name: "预算表",
    context: "预算栏",
    known: &BudgetColumn::ALL,
    key: BudgetColumn::key,
    role: Role::BudgetColumn,
    required: &[BudgetColumn::Budget, BudgetColumn::Executed],
};

fn line(i: usize, raw: Spanned<RawLine>, labels: &mut Labels, problems: &mut Problems<'_>) -> (Text, LineSpec) {
    let span = raw.span();
    let raw = raw.into_inner();
    for (value, key) in [(&raw.key, "key"), (&raw.label, "label")] {
        if value.is_none() {
            problems.at(span.clone(), format!("这一预算行缺少 {key}：请补上"));
        }
    }
    let key = raw.key.unwrap_or_else(|| Spanned::new(span, String::new()));
    let owner = Owner { context: "预算行", key: key.get_ref() };
    let label = labels.add_named((owner, Role::BudgetLine(i)), &raw.label, raw.aliases, problems);
    let line = LineSpec { key: key.get_ref().clone(), label, optional: raw.optional };
    (key, line)
}

fn twice(lines: &[(Text, LineSpec)], problems: &mut Problems<'_>) {
    for (i, (key, _)) in lines.iter().enumerate() {
        if !key.get_ref().is_empty() && lines[..i].iter().any(|(other, _)| other == key) {
            problems.at(key.span(), format!("预算行的 key “{}”写了两次：请改用不同的 key", key.get_ref()));
        }
    }
}

fn rules(
    raw: RawBudgetRules,
    lines: Vec<LineSpec>,
    problems: &mut Problems<'_>,
    (columns, execution): (Vec<(BudgetColumn, String)>, Option<ExecutionSpec>),
) -> BudgetSpec {
    let total_line = raw.total_line.iter().cloned().collect();
    BudgetSpec {
        columns,
        sources: known(raw.sources, &lines, problems),
        structure: known(raw.structure, &lines, problems),
        total_line: known(total_line, &lines, problems).into_iter().next(),
        total_parts: known(raw.total_parts, &lines, problems),
        void_is_zero: raw.void_is_zero,
        execution,
        lines,
    }
}

/// Line keys that are there.
fn known(keys: Texts, lines: &[LineSpec], problems: &mut Problems<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for key in keys {
        if !lines.iter().any(|line| line.key == *key.get_ref()) {
            let all: Vec<_> = lines.iter().map(|line| line.key.as_str()).collect();
            problems.at(key.span(), format!("没有 key 为“{}”的预算行：可以写 {}", key.get_ref(), all.join("、")));
        } else if found.contains(key.get_ref()) {
            problems.at(key.span(), format!("“{}”写了两次，会重复相加：请删去一个", key.get_ref()));
        }
        found.push(key.into_inner());
    }
    found
}

fn execution(raw: RawExecution, lines: &[LineSpec], problems: &mut Problems<'_>) -> ExecutionSpec {
    const SECTION: &str = "budget.execution";
    let line = required(&raw.line, (SECTION, "line"), "计分的预算行", problems);
    known(raw.line.into_iter().collect(), lines, problems);
    let range = (Decimal::ZERO, Decimal::from(1000));
    let points = raw.points.is_some().then(|| within(&raw.points, (SECTION, "points"), range, problems));
    let name = required(&raw.name, (SECTION, "name"), "这项得分的名称，如 \"预算执行率\"", problems);
    ExecutionSpec { line, points, name }
}
