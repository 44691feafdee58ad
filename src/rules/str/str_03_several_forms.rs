use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::grid::Visibility;
use crate::rules::example::Example;
use crate::rules::words::shortened;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-03",
    name: "several-forms",
    severity: Warning,
    title: "同一文件里有几张填好的自评表",
    why: "同一年度的自评表只能有一张算数，留着几张，可能采用了错误的一张。",
    fix: "请只保留要报送的那张自评表，删去其余的工作表后重新报送。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.copy_sheet("自评表(2)", Visibility::Visible),
        silent: |case| case.copy_sheet("上年自评表", Visibility::Hidden),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let year = form.submission.year.value();
    let around = &form.submission.surroundings;
    let same = around.other_forms.iter().filter(|other| other.same_kind && other.year.as_ref() == year);
    let sheets: Vec<String> = same.map(|other| format!("“{}”", other.sheet)).collect();
    if sheets.is_empty() {
        return;
    }
    let because = match around.chosen_because.is_empty() {
        true => String::new(),
        false => format!("（{}）", around.chosen_because),
    };
    let used = &form.submission.sheet;
    let message =
        format!("除“{used}”外，工作表{}也是填好的同年度自评表。本次采用“{used}”{because}。", shortened(&sheets));
    out.at(&form.submission.title, Subject::Form).found(shortened(&sheets)).message(message);
}
