use crate::model::finding::{Severity, Subject};
use crate::model::quantity::Measure;
use crate::model::score::{RowScore, Unverifiable};
use crate::model::submission::MeasureEntry;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-05",
    name: "unit-differs",
    severity: Severity::Warning,
    title: "指标值与完成值计量单位不一致",
    why: "单位不同（如“次”和“人”）就不能相比，得分无法核对。",
    fix: "请把完成值改成与指标值相同的单位。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("F21", "11场"), silent: |case| case.text("F21", "520名") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        if form.score(i).and_then(RowScore::unverifiable) != Some(Unverifiable::UnitsDiffer) {
            continue;
        }
        let (Some(target), Some(actual)) = (&row.target, &row.actual) else { continue };
        let unit = |entry: &MeasureEntry| entry.value().and_then(Measure::quantity).and_then(|q| q.unit.clone());
        let (Some(expected), Some(_)) = (unit(target), unit(actual)) else { continue };
        let message = format!(
            "{} 完成值“{}”与指标值“{}”（{}）计量单位不一致，无法相比。",
            actual.cell, actual.written, target.written, target.cell
        );
        out.at(actual, Subject::Indicator(i, IndicatorColumn::Actual))
            .expected(format!("单位：{expected}"))
            .related([target.cell])
            .message(message);
    }
}
