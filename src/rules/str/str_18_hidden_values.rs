use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-18",
    name: "hidden-values",
    severity: Warning,
    title: "隐藏的行列里有计分的内容",
    why: "隐藏的行、列平时看不见，其中的分值和得分却会计入总分，常是往年的内容没有删干净。",
    fix: "请取消隐藏，核对这些内容：需要的保留显示，不需要的整行（列）删除后重新报送。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.hide_row(23), silent: |case| case.hide_row(30) },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.submission.indicators.iter().enumerate().filter(|(_, row)| row.is_hidden) {
        let values = [&row.points, &row.score].into_iter().flatten();
        let Some(value) = values.into_iter().find(|entry| entry.value().is_some()) else { continue };
        let at = if row.level3.written.is_empty() { value.cell } else { row.level3.cell };
        let name = row.level3.text().unwrap_or("该行");
        let message = format!("{at} 所在的行（或其分值、得分所在的列）是隐藏的，其中“{name}”的分值和得分计入了总分。");
        out.at_cell(at, Subject::Indicator(i, IndicatorColumn::Level3)).found(name).message(message);
    }
}
