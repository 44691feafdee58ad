use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::grouped;
use crate::rules::example::Example;
use crate::rules::facts::odd_units;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BUD-09",
    name: "unit-mixed",
    severity: Error,
    title: "金额单位与其他行不一致",
    why: "这个金额与其他金额相差约一万倍，全表的“元”和“万元”不统一，合计和执行率都会出错。",
    fix: "请把全表金额统一成同一单位（表上没有写明的按“元”）。",
    over: &["BUD-02", "BUD-03", "BUD-04", "BUD-05", "BUD-08", "BUD-14"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.set("E7", "1135.210867"), silent: |case| case.text("E7", "1135.210867万元")
    },
};

fn check(form: &Form, out: &mut Findings) {
    for odd in odd_units::odd(form) {
        let line = &form.submission.budget[odd.line];
        let Some(entry) = odd.column.entry(line) else { continue };
        let fitting = odd.fitting.map(|yuan| format!("{} 元", grouped(yuan)));
        let ending = match &fitting {
            Some(fitting) => format!("；按合计推算应是 {fitting}。"),
            None => "，请核对单位；改后合计仍对不上，请一并核对其他各行。".to_owned(),
        };
        let (name, written) = (odd.column.name(form), &entry.written);
        let message = format!("{} {name}填的是 {written}，与其他金额相差约一万倍{ending}", entry.cell);
        let found = out.at(entry, Subject::Budget(line.key.clone(), odd.column.of_profile())).message(message);
        if let Some(fitting) = fitting {
            found.expected(fitting);
        }
    }
}
