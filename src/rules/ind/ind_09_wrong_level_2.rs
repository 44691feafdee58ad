use crate::lang::direction::bare_name;
use crate::model::finding::{Severity, Subject};
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-09",
    name: "wrong-level-2",
    severity: Severity::Warning,
    title: "三级指标归类有误",
    why: "合格率是质量指标，及时率是时效指标，满意度是满意度指标；归类有误会影响各部分得分的比较。",
    fix: "请把该指标移到对应的二级指标下，或改成与所在二级指标相符的指标。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("D22", "食堂改建工程验收合格率"),
        silent: |case| case.text("D24", "食堂改建工程验收合格率"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let words = &form.profile.words;
    for (i, row) in form.filled().filter(|(_, row)| row.level2_known.is_some()) {
        if words.template_text_level1.iter().any(|name| name == form.level1_name(row)) {
            continue;
        }
        let (Some(name), level2) = (row.level3.text(), form.level2_name(row)) else { continue };
        let Some(belongs) = words.belongs.iter().find(|belongs| bare_name(name).ends_with(&belongs.word)) else {
            continue;
        };
        let Some(place) = belongs.level2.first().filter(|_| !belongs.level2.iter().any(|other| other == level2)) else {
            continue;
        };
        let message = format!("{} “{name}”属于{place}，现在放在了{level2}下。", row.level3.cell);
        out.at(&row.level3, Subject::Indicator(i, IndicatorColumn::Level3))
            .expected(place)
            .related([row.level2.cell])
            .message(message);
    }
}
