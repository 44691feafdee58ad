//! The annexes: departments, results, problems.

use super::figures::{Figures, aligned, score, wan};
use super::sections::column;
use crate::model::told::{ToldDepartment, ToldForm, ToldRule};
use crate::write::document::{Align, Document};

pub fn write(document: &mut Document, figures: &Figures<'_>) {
    document.page();
    document.section("附件1　各部门报送和审核情况");
    let columns = [
        column("序号", 700, Align::Center),
        column("部门", 3000, Align::Left),
        column("归口股室", 1600, Align::Left),
        column("状态", 1600, Align::Left),
        column("须修改", 900, Align::Right),
        column("需说明", 900, Align::Right),
    ];
    let row = |department: &ToldDepartment| {
        vec![
            department.number.to_string(),
            department.name.clone(),
            department.section.clone().unwrap_or_default(),
            department.state.clone(),
            department.errors.to_string(),
            department.warnings.to_string(),
        ]
    };
    document.table(&columns, &figures.told.departments.iter().map(row).collect::<Vec<_>>());
    document.section("附件2　各部门资金执行和自评结果");
    let columns = [
        column("部门", 2200, Align::Left),
        column("预算（万元）", 1420, Align::Right),
        column("执行（万元）", 1420, Align::Right),
        column("执行率", 1000, Align::Right),
        column("自评得分", 1020, Align::Right),
        column("复核得分", 1020, Align::Right),
        column("等级", 700, Align::Center),
    ];
    let whole = figures.whole();
    let mut total = vec![whole.name.clone(), wan(whole.budget), wan(whole.executed), aligned(whole.rate())];
    total.resize(columns.len(), String::new());
    document.table(&columns, &figures.told.forms.iter().map(result).chain([total]).collect::<Vec<_>>());
    document.section("附件3　问题汇总");
    let columns = [
        column("问题", 5000, Align::Left),
        column("级别", 1000, Align::Center),
        column("部门（家）", 1300, Align::Right),
        column("处数", 1000, Align::Right),
    ];
    document.table(&columns, &figures.told.rules.iter().map(problem).collect::<Vec<_>>());
}

fn result(form: &ToldForm) -> Vec<String> {
    let name = match &form.project {
        Some(project) => format!("{}（{project}）", form.department),
        None => form.department.clone(),
    };
    let scored = |text: String| if form.is_scored { text } else { "—".to_owned() };
    vec![
        name,
        form.money.map_or("—".to_owned(), |(budget, _)| wan(budget)),
        form.money.map_or("—".to_owned(), |(_, executed)| wan(executed)),
        aligned(form.rate()),
        scored(score(form.total())),
        scored(score(form.scores.recomputed)),
        scored(form.scores.grade_own.clone()),
    ]
}

fn problem(rule: &ToldRule) -> Vec<String> {
    let severity = rule.severity.asks();
    vec![rule.title.clone(), severity.to_owned(), rule.departments.to_string(), rule.findings.to_string()]
}
