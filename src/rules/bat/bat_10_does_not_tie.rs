use crate::model::finding::Severity;
use crate::rules::example::Example;
use crate::rules::{Check, Rule};

pub static RULE: Rule = Rule {
    code: "BAT-10",
    name: "does-not-tie",
    severity: Severity::Error,
    title: "写出的结果与读入的数据对不上",
    why: "写出后要把份数、金额、得分合计与读入时核对，一致才生成结果。",
    fix: "结果没有生成，原有结果没有改动；请重新运行，仍然出现时请把输入文件和 run.json 提供给开发者。",
    over: &[],
    without_roster: "",
    check: Check::Internal,
    example: Example { fires: |_| {}, silent: |_| {} },
};
