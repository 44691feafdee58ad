use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::roster::Match;
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-06",
    name: "name-differs-from-file",
    severity: Warning,
    title: "文件名是另一个部门的",
    why: "文件名写着名册上的另一个部门，表里却是本部门，可能发错文件，或套用其他单位的表后未修改完整。",
    fix: "请核对文件和表中的部门名称，改正写错的那一个后重新报送。",
    over: &[],
    without_roster: "文件名没有与名册核对",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.file = "湘东区民政局自评表.xlsx".to_owned(),
        silent: |case| case.file = "教育局（终稿）.xlsx".to_owned(),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let (Some(own), Some(roster), Some(names)) = (form.own(), form.roster, form.names) else { return };
    let Some(name) = form.submission.field("department") else { return };
    let file = compact(form.file_stem());
    // The longest name in the file name is meant: a bureau's own centre has the bureau's name in front.
    let longest = |is_own: bool| {
        let named = names.inside(&file).filter(|(entry, _)| (*entry == own) == is_own);
        named.max_by_key(|(entry, length)| (*length, *entry))
    };
    let own_length = longest(true).map_or(0, |(_, length)| length);
    let Some((entry, length)) = longest(false) else { return };
    let Some(other) = roster.entries.get(entry) else { return };
    // One file for several departments bears the name of one of them.
    let mut beside = form.submission.surroundings.departments.iter();
    let mut is_beside = || beside.any(|written| names.find(written) == Match::Known(entry));
    if length > own_length && !is_beside() {
        let message =
            format!("文件名“{}”写的是“{}”，{} 填的部门是“{}”。", form.file_stem(), other.name, name.cell, name.written);
        out.at(name, Subject::Department).expected(other.name.as_str()).message(message);
    }
}
