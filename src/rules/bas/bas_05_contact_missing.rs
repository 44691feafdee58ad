use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::submission::{Entry, Text};
use crate::model::text::half_width;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-05",
    name: "contact-missing",
    severity: Warning,
    title: "联系方式不全",
    why: "便于就表中问题直接联系填表人，避免反复退表。",
    fix: "请填写填表人姓名和能打通的联系电话（手机，或带区号的固定电话）。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("F30", "联系电话："),
        silent: |case| case.text("F30", "联系电话：（0799）3371234转8012"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let asked = |key: &str| form.profile.field(key).is_some();
    let (filler, phone) = (form.submission.field("filler"), form.submission.field("phone"));
    // A form without a line for it asks nobody for it.
    if filler.is_none() && phone.is_none() {
        return;
    }
    let named = !asked("filler") || filler.is_some_and(is_stated);
    let reachable = !asked("phone") || [filler, phone].into_iter().flatten().any(|entry| has_phone(&entry.written));
    let (key, what) = match (named, reachable) {
        (true, true) => return,
        (false, false) => ("filler", "没有填写填表人和联系电话".to_owned()),
        (false, true) => ("filler", "没有填写填表人".to_owned()),
        (true, false) => ("phone", phone_fault(phone)),
    };
    let (own, other) = if key == "filler" { (filler, phone) } else { (phone, filler) };
    let about = Subject::Field(key.to_owned());
    if let Some(entry) = own.or(other).filter(|entry| !entry.is_spoilt()) {
        out.at(entry, about).message(format!("{} {what}。", entry.cell));
    }
}

fn phone_fault(phone: Option<&Entry<Text>>) -> String {
    match phone.filter(|phone| is_stated(phone)) {
        Some(phone) => format!("联系电话填的是“{}”，不是电话号码", phone.written),
        None => "没有填写联系电话".to_owned(),
    }
}

fn is_stated(entry: &Entry<Text>) -> bool {
    entry.read().is_some_and(|text| text.chars().any(char::is_alphanumeric))
}

/// Seven digits (a local number) to fifteen (with country code), grouped in any usual way.
fn has_phone(text: &str) -> bool {
    let text = half_width(text);
    let runs = text.split(|c: char| !(c.is_ascii_digit() || "-()+ —–".contains(c)));
    runs.map(|run| run.chars().filter(char::is_ascii_digit).count()).any(|digits| (7..=15).contains(&digits))
}

#[cfg(test)]
mod tests {
    use super::has_phone;

    #[test]
    fn mobiles_and_landlines_are_phones_and_short_numbers_are_not() {
        for text in
            ["13812345678", "138 1234 5678", "0799-3441234", "（0799）3441234转801", "3441234", "＋86 13812345678"]
        {
            assert!(has_phone(text), "{text}");
        }
        for text in ["", "无", "见名册", "8012", "2024年3月1日"] {
            assert!(!has_phone(text), "{text}");
        }
    }
}
