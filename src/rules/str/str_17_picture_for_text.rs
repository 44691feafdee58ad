use crate::model::finding::Severity::{Info, Warning};
use crate::model::finding::Subject;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::facts::odd_cells::{self, Oddity};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-17",
    name: "picture-for-text",
    severity: Warning,
    title: "用图片代替了文字",
    why: "图片里的文字和数字读不出来，这一格等于没有内容。",
    fix: "请删去图片，把其中的内容输入单元格。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.picture("F10", ""),
        silent: |case| case.picture("F10", "全部任务按期完成。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for cell in odd_cells::with(form, Oddity::Picture).into_iter().filter(|cell| is_asked_for(&cell.about)) {
        let draft = out.at_any(&cell.entry, cell.about.clone()).found("（图片）");
        let draft = draft.message(format!("{} 是图片，没有文字，其中的内容没有读取。", cell.entry.cell));
        // Signed by hand and scanned: the name can be had from the paper.
        if matches!(&cell.about, Subject::Field(key) if key != "department") {
            draft.severity(Info);
        }
    }
}

/// Seals and signatures lie where they fall; only what has to be read there is missed.
fn is_asked_for(about: &Subject) -> bool {
    match about {
        Subject::Level1(_) | Subject::Level2(_) => false,
        Subject::Indicator(_, column) => *column != IndicatorColumn::Reason,
        _ => true,
    }
}
