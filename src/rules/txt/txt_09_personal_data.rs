use crate::model::finding::{Severity, Subject};
use crate::rules::example::Example;
use crate::rules::facts::personal_numbers::{Kind, personal_numbers};
use crate::rules::facts::written_cells::written_cells;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "TXT-09",
    name: "personal-data",
    severity: Severity::Warning,
    title: "表中有个人信息",
    why: "自评表可能对外公开，身份证号、银行卡号、手机号码不宜出现在正文里。",
    fix: "请删去这个号码；联系电话只填在“联系电话”一栏。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("I25", "发票晚到，次年一月付清，联系人13812345678"),
        silent: |case| case.text("I25", "发票晚到，合同编号13812345678，次年一月付清"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for cell in written_cells(form.submission) {
        let may_have_phone = matches!(&cell.about, Subject::Field(key) if CONTACT_FIELDS.contains(&key.as_str()));
        let mut numbers = personal_numbers(cell.written).into_iter();
        let Some(found) = numbers.find(|found| !(found.kind == Kind::Mobile && may_have_phone)) else { continue };
        let message = format!("{} 里有{}{}，属于个人信息。", cell.cell, found.kind.name(), found.masked);
        out.at_area((cell.cell, cell.area), cell.about).found(found.masked).message(message);
    }
}

/// Where a phone number belongs; filler and phone often share a cell.
const CONTACT_FIELDS: [&str; 2] = ["filler", "phone"];
