use crate::lang::shift::is_shifted;
use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-07",
    name: "column-shift",
    severity: Error,
    title: "指标名称填在了年度指标值栏",
    why: "三级指标的名称填到了年度指标值里，等于没有指标值，完成情况无从比较，得分也就没有依据。",
    fix: "请把名称移到三级指标栏，在年度指标值栏填写要达到的数量、比例或时间，如“≥95%”“12次”“12月31日前完成”。",
    // An incomplete date inside the shifted text stays worth knowing: moving the text does not mend it.
    over: &["IND-01", "IND-02", "IND-04", "IND-05", "IND-14", "SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.text("D23", "任务1：");
            case.text("E23", "乡镇教师培训合格率");
        },
        silent: |case| case.text("E22", "建成8个"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.submission.indicators.iter().enumerate() {
        let Some(target) = row.target.as_ref().filter(|_| is_shifted(row, &form.profile.words)) else { continue };
        let message = format!(
            "{} 年度指标值填的是“{}”，这是指标的名称；三级指标栏（{}）没有填名称。",
            target.cell, target.written, row.level3.cell
        );
        out.at(target, Subject::Indicator(i, IndicatorColumn::Target))
            .expected("可比较的指标值（数量、比例或时间）")
            .message(message)
            .related([row.level3.cell]);
    }
}
