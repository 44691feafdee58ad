use crate::model::address::CellRef;
use crate::model::finding::{Severity, Subject};
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::facts::narrative::sections::{content, headings};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-07",
    name: "problems-empty",
    severity: Severity::Warning,
    title: "主要问题没有写出问题",
    why: "自评的目的是找出问题、分析原因；没有写出具体问题，改进措施就没有依据。",
    fix: "请结合未完成的指标、偏低的执行率等，写明存在的具体问题和原因。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report_with_problems("我单位高度重视绩效评价，将继续加强管理。"),
        silent: |case| case.report_with_problems("部分项目支出进度偏慢，绩效指标量化不够。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(report) = &form.report else { return };
    let words = &form.profile.narrative;
    let found = headings(report.paragraphs, words);
    for (at, heading) in found.iter().enumerate() {
        let section = &words.sections[heading.section];
        let own: Vec<&str> = content(report.paragraphs, &found, at, words);
        let names_one = |clause: &str| {
            let has = |list: &[String]| list.iter().any(|word| clause.contains(word.as_str()));
            has(&words.problem_words) && !has(&words.no_problems)
        };
        let says = |text: &&str| compact(text).split([',', '。', ';', '但', '仍']).any(names_one);
        if !section.names_problems || own.iter().any(says) {
            continue;
        }
        let Some(first) = own.first() else { continue };
        let place = CellRef::paragraph(heading.paragraph as u32 + 1);
        let about = Subject::Field(section.name.clone());
        let message = format!("“{}”部分没有写出任何具体问题。", section.name);
        out.in_report(Some(place), first, about).message(message);
    }
}
