use crate::model::finding::Severity::Info;
use crate::model::finding::Subject;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::words::shortened;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-20",
    name: "unknown-form",
    severity: Info,
    title: "没有专门配置的表样",
    why: "内置的表样都对不上这张表，只能按表上自己的栏目读取；表上没有的部分一概不要求。",
    fix: "部门无需处理。财政部门可以用 jixiao profile new 为这种表生成一份配置，之后就能按本地的要求核对。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            for (cell, written) in [("A14", "履职过程"), ("A21", "履职结果"), ("A26", "履职成效"), ("A28", "服务评价")]
            {
                case.set(cell, written);
            }
            case.set("A1", "本级预算单位绩效自评情况表");
            case.blank_area("B5", "I8");
            case.set("B5", "年度资金总额");
            for (cell, written) in [("E5", "12869807.65"), ("G5", "12612400.00"), ("I5", "98.00%")] {
                case.set(cell, written);
            }
        },
        silent: |_| {},
    },
};

fn check(form: &Form, out: &mut Findings) {
    if !form.submission.is_unknown_form {
        return;
    }
    let label = |column: &IndicatorColumn| form.profile.indicators.label(*column).to_owned();
    let columns: Vec<String> = form.submission.columns.keys().map(label).collect();
    let lines = form.submission.budget.len();
    let rows = form.submission.indicators.len();
    let message = format!(
        "这张表没有专门的表样配置，按表上自己的栏目读取：指标 {rows} 项（{}），资金 {lines} 行。",
        shortened(&columns)
    );
    out.at(&form.submission.title, Subject::Form).message(message);
}
