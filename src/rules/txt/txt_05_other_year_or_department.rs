use std::borrow::Cow;

use crate::model::finding::Severity;
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::facts::other_years::{sentences, year_of_report};
use crate::rules::facts::written_cells::{WrittenCell, written_cells};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "TXT-05",
    name: "other-year-or-department",
    severity: Severity::Warning,
    title: "文字与本年度、本单位不符",
    why: "文字中只出现了别的年度或别的单位，没有出现本年度、本单位，可能沿用了往年或其他单位的材料。",
    fix: "请核对内容，把年度、单位名称改成本年度、本单位。",
    over: &[],
    without_roster: "文字里是否写成别的单位没有核对",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("F10", "湘东区民政局全年完成各项工作，社会救助资金按月发放到位。"),
        silent: |case| case.text("F10", "湘东区教育局与湘东区民政局共同完成困难学生救助，资金按月发放到位。"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let prose = written_cells(form.submission).into_iter().filter(WrittenCell::is_prose);
    let texts: Vec<(WrittenCell, Cow<str>)> = prose
        .map(|cell| {
            let text = compact(cell.written);
            (cell, text)
        })
        .collect();
    let names = own_names(form);
    let is_named = |name: &str| texts.iter().any(|(_, text)| text.contains(name));
    // Of a form that does not say whose it is, no department is another one.
    if !names.is_empty() && !names.iter().any(|name| is_named(name)) {
        other_department(form, &texts, out);
    }
    if let Some(own) = form.year.filter(|own| !is_named(&own.to_string())) {
        other_year(form, own, &texts, out);
    }
}

fn own_names<'a>(form: &Form<'a>) -> Vec<Cow<'a, str>> {
    let entry = form.entry();
    let listed =
        entry.into_iter().flat_map(|entry| std::iter::once(&entry.name).chain(&entry.aliases)).map(String::as_str);
    let names = listed.chain(form.submission.department_written()).map(compact);
    names.filter(|name| !name.is_empty()).collect()
}

fn other_department(form: &Form, texts: &[(WrittenCell, Cow<str>)], out: &mut Findings) {
    let Some((roster, names)) = form.roster.zip(form.names) else { return };
    for (text, compacted) in texts {
        let begun = sentences(compacted).flat_map(|sentence| names.beginning(sentence));
        let other = begun.filter(|entry| Some(*entry) != form.own()).min();
        let Some(other) = other.and_then(|entry| roster.entries.get(entry)) else { continue };
        let message =
            format!("{} 写的是“{}”，全表文字中没有出现本单位名称，可能沿用了其他单位的材料。", text.cell, other.name);
        out.at_area((text.cell, text.area), text.about.clone()).found(other.name.as_str()).message(message);
    }
}

fn other_year(form: &Form, own: i32, texts: &[(WrittenCell, Cow<str>)], out: &mut Findings) {
    for (text, compacted) in texts {
        let year = year_of_report(compacted, own).filter(|year| !form.is_own_year(*year));
        let Some(year) = year else { continue };
        let message = format!("{} 写的是{year}年，全表文字中没有出现{}年，可能沿用了往年的材料。", text.cell, own);
        let draft = out.at_area((text.cell, text.area), text.about.clone());
        draft.found(format!("{year}年")).expected(format!("{}年", own)).message(message);
    }
}
