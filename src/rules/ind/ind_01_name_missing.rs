use crate::lang::placeholder::is_placeholder;
use crate::model::finding::{Severity, Subject};
use crate::model::submission::State;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::rows_in_use::used_rows;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-01",
    name: "name-missing",
    severity: Severity::Error,
    title: "三级指标没有填写名称",
    why: "没有名称就不知道考核的是什么；“任务1：”是模板的占位文字，后面要写上具体内容。",
    fix: "请填写三级指标的名称，如“教师培训人次”。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("D22", "任务2："),
        silent: |case| case.text("D22", "任务2：改建学校食堂数量"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    if !form.submission.columns.contains_key(&IndicatorColumn::Level3) {
        return;
    }
    for (i, row) in used_rows(form) {
        let name = &row.level3;
        let placeholder = name.text().is_some_and(|text| is_placeholder(text, &form.profile.words));
        if !placeholder && !matches!(name.state, State::Blank | State::Void) {
            continue;
        }
        let message = match name.written.as_str() {
            "" => format!("{} 三级指标没有填写名称。", name.cell),
            written => format!("{} 三级指标只有“{written}”，没有写具体内容。", name.cell),
        };
        out.at(name, Subject::Indicator(i, IndicatorColumn::Level3)).message(message);
    }
}
