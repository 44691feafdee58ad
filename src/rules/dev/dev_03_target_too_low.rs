use crate::model::finding::{Severity, Subject};
use crate::model::number::percent;
use crate::model::score::RowScore;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "DEV-03",
    name: "target-too-low",
    severity: Severity::Warning,
    title: "指标值可能定得过低",
    why: "完成值达到指标值的几倍，指标值起不到约束作用，也可能是数字写错。",
    fix: "请核对指标值和完成值；数字无误的，请说明原因，下年度调高指标值。",
    over: &["DEV-02"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("F21", "1200人次"), silent: |case| case.text("F21", "700人次") },
};

fn check(form: &Form, out: &mut Findings) {
    let twice = form.profile.thresholds.target_too_low;
    for (i, row) in form.filled() {
        let Some(achieved) = form.score(i).and_then(RowScore::achieved).filter(|achieved| *achieved >= twice) else {
            continue;
        };
        let (Some(target), Some(actual)) = (&row.target, &row.actual) else { continue };
        let message = format!(
            "{} 指标值{}，完成值{}（{}）是它的{}，指标值可能定得过低。",
            target.cell,
            target.written,
            actual.written,
            actual.cell,
            percent(achieved)
        );
        out.at(target, Subject::Indicator(i, IndicatorColumn::Target)).related([actual.cell]).message(message);
    }
}
