use crate::model::address::CellRef;
use crate::model::finding::{Severity, Subject};
use crate::model::text::is_blank;
use crate::rules::example::Example;
use crate::rules::facts::narrative::sections::{content, headings};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-06",
    name: "section-missing",
    severity: Severity::Warning,
    title: "报告缺少必要的部分",
    why: "自评报告的各部分由财政部门统一规定，缺少一部分就不能全面反映绩效情况。",
    fix: "请按规定的提纲补写这一部分。",
    over: &["XSE-07"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report_without("四、绩效自评结果拟应用和公开情况"),
        silent: |case| case.report(""),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = &form.report else { return };
    let words = &form.profile.narrative;
    let found = headings(report.paragraphs, words);
    let place = |section: usize| found.iter().position(|heading| heading.section == section);
    let named = |name: &String| words.sections.iter().position(|section| section.name == *name);
    for (index, section) in words.sections.iter().enumerate().filter(|(_, section)| section.required) {
        let about = Subject::Field(section.name.clone());
        let around = section.within.as_ref().and_then(named);
        match (place(index), around.map(place)) {
            (Some(at), _) => {
                if content(report.paragraphs, &found, at, words).iter().all(|text| is_blank(text)) {
                    let heading = &report.paragraphs[found[at].paragraph].text;
                    let cell = CellRef::paragraph(found[at].paragraph as u32 + 1);
                    let message = format!("报告的“{}”部分只有标题，没有内容。", section.name);
                    out.in_report(Some(cell), heading, about).message(message);
                }
            }
            // Its section is missing as a whole, and says so; or it says there, without a heading of its own.
            (None, Some(None)) => {}
            (None, Some(Some(at)))
                if !content(report.paragraphs, &found, at, words).is_empty() && !has_part(&found, at, form) => {}
            (None, _) => {
                out.in_report(None, "", about).message(format!("报告中没有“{}”这一部分。", section.name));
            }
        }
    }
}

/// Another part of the section has a heading: then all of its text stands under it.
fn has_part(found: &[crate::rules::facts::narrative::sections::Heading], at: usize, form: &Form) -> bool {
    let sections = &form.profile.narrative.sections;
    let name = &sections[found[at].section].name;
    let next = found.get(at + 1);
    next.is_some_and(|next| {
        sections[next.section].within.as_ref() == Some(name) && next.paragraph == found[at].paragraph + 1
    })
}
