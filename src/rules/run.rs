//! Runs the rules and puts their findings in order.

use std::sync::Arc;

use super::context::{BatchContext, FileContext, Form};
use super::finder::{BatchFindings, Findings, Owner};
use super::registry::ALL;
use super::rnd::rnd_03_year_on_year;
use super::rule::{Check, Rule};
use super::structure::{str_01_unreadable_file, str_02_form_not_found};
use super::{own, registry, suppress};
use crate::model::address::Area;
use crate::model::batch::{Batch, Content, NotRun};
use crate::model::finding::{Finding, is_document};
use crate::model::related::Related;
use crate::model::source::Source;
use crate::profile::spec::Profile;

/// Findings of one form, by cell, then by rule.
pub fn check_form(form: &Form) -> Vec<Finding> {
    let found = found(form, |_| true).chain(own::check(form)).collect();
    let found = once_each(in_order(suppress::keep(found, form.submission)));
    if is_document(Some(form.file)) { in_document(found, Some(form.submission.area)) } else { found }
}

fn in_document(findings: Vec<Finding>, form: Option<Area>) -> Vec<Finding> {
    findings.into_iter().map(|finding| finding.in_document(form)).collect()
}

/// What a report beside the form's workbook says against it, and its table.
pub fn check_report(form: &Form) -> Vec<Finding> {
    let found = found(form, |rule| rule.family() == REPORTS).collect();
    in_order(suppress::keep(found, form.submission))
}

/// What those rules find that the profile has not switched off.
fn found(form: &Form, is_wanted: fn(&Rule) -> bool) -> impl Iterator<Item = Finding> {
    let on = ALL.iter().copied().filter(move |rule| is_wanted(rule) && !form.profile.off.contains_key(rule.code));
    on.flat_map(|rule| match rule.check {
        Check::Form(check) => {
            let mut findings = Findings::of_form(rule, form);
            check(form, &mut findings);
            findings.into_vec()
        }
        _ => vec![],
    })
}

/// The family of the rules that compare with a report.
const REPORTS: &str = "XSE";

/// Hints that say the same of many cells and ask for nothing: one finding a form, at the first.
const ONCE: [&str; 4] = ["STR-11", "STR-14", "SCR-15", "SCR-20"];
/// Cells named in its message.
const NAMED: usize = 8;

fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let is_once = ONCE.contains(&finding.code.as_ref());
        match kept.iter_mut().find(|first| is_once && first.code == finding.code) {
            Some(first) => {
                let sheet = finding.sheet.filter(|sheet| first.sheet.as_ref() != Some(sheet));
                first.related.extend(finding.cell.map(|cell| Related { sheet, cell }));
            }
            None => {
                // What it was related to gives room to the cells it stands for.
                let related = if is_once { vec![] } else { finding.related };
                kept.push(Finding { related, ..finding });
            }
        }
    }
    for first in kept.iter_mut().filter(|first| ONCE.contains(&first.code.as_ref()) && !first.related.is_empty()) {
        let cells: Vec<String> = first.related.iter().take(NAMED).map(|related| related.cell.to_string()).collect();
        let more = if first.related.len() > NAMED { "等" } else { "" };
        first.message += &format!("另有{}处同样：{}{more}。", first.related.len(), cells.join("、"));
    }
    kept.shrink_to_fit();
    kept
}

/// Findings of a file without a form; none for forms and for what is no spreadsheet.
pub fn check_content(source: &Source, content: &Content) -> Vec<Finding> {
    let context = FileContext { source, content };
    let found = ALL.iter().copied().flat_map(|rule| match rule.check {
        Check::File(check) => {
            let mut findings = Findings::of_file(rule, &source.name);
            check(&context, &mut findings);
            findings.into_vec()
        }
        _ => vec![],
    });
    found.collect()
}

/// Adds the findings of the batch to the departments and files they belong to.
pub fn check_batch(batch: &mut Batch, profiles: &[Arc<Profile>]) {
    let found = batch_findings(&BatchContext { batch, profiles });
    for (owner, finding) in found {
        let finding = if finding.is_of_document() { finding.in_document(None) } else { finding };
        let place = match owner {
            Owner::Department(index) => batch.departments.get_mut(index).map(|department| &mut department.findings),
            Owner::Arrival(index) => batch.arrivals.get_mut(index).map(|arrival| &mut arrival.late),
            Owner::Batch => None,
        };
        match place {
            Some(findings) => findings.push(finding),
            None => batch.findings.push(finding),
        }
    }
}

fn batch_findings(context: &BatchContext) -> Vec<(Owner, Finding)> {
    let everywhere_off = |rule: &Rule| {
        !context.profiles.is_empty() && context.profiles.iter().all(|profile| profile.off.contains_key(rule.code))
    };
    let found = ALL.iter().copied().filter(|rule| !everywhere_off(rule)).flat_map(|rule| match rule.check {
        Check::Batch(check) => {
            let mut findings = BatchFindings::new(rule, context);
            check(context, &mut findings);
            findings.into_vec()
        }
        _ => vec![],
    });
    let mut unread = BatchFindings::new(&str_01_unreadable_file::RULE, context);
    str_01_unreadable_file::of_batch(context, &mut unread);
    let mut formless = BatchFindings::new(&str_02_form_not_found::RULE, context);
    str_02_form_not_found::of_batch(context, &mut formless);
    let mut changed = BatchFindings::new(&rnd_03_year_on_year::RULE, context);
    rnd_03_year_on_year::of_batch(context, &mut changed);
    found.chain(unread.into_vec()).chain(formless.into_vec()).chain(changed.into_vec()).collect()
}

fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| (finding.is_in_text(), finding.cell, registry::position(&finding.code)));
    // They stay until the end of the batch.
    findings.shrink_to_fit();
    findings
}

/// Rules whose comparison has no other side in this version or in this run.
const WITHOUT_REPORT: &str = "没有与自评表一并提供自评报告，文字与表格没有核对";
const WITHOUT_LAST_YEAR: &str = "没有用 --last-year 给出上年的结果，未作比较";

/// What could not be checked, and why, each once: of the profiles that a form was read by.
pub fn not_run((has_roster, has_last_year, has_report): (bool, bool, bool), profiles: &[&Profile]) -> Vec<NotRun> {
    let note = |code: String, reason: &str| NotRun { code, reason: reason.to_owned() };
    let mut out = vec![];
    for rule in ALL {
        if !has_roster && !rule.without_roster.is_empty() {
            out.push(note(rule.code.to_owned(), &format!("没有提供名册，{}", rule.without_roster)));
        }
        for profile in profiles {
            if let Some(reason) = profile.off.get(rule.code) {
                out.push(note(rule.code.to_owned(), &format!("{}：{reason}", profile.title)));
            }
        }
    }
    let own = profiles.iter().flat_map(|profile| profile.rules.iter().map(move |rule| (profile, rule)));
    for (profile, rule) in own {
        if !has_roster && rule.when.needs_roster() {
            out.push(note(rule.code.clone(), &format!("没有提供名册，没有检查“{}”", rule.title)));
        }
        if let Some(reason) = profile.off.get(&rule.code) {
            out.push(note(rule.code.clone(), &format!("{}：{reason}", profile.title)));
        }
    }
    let of_reports = ALL.iter().filter(|rule| rule.family() == REPORTS && !has_report);
    out.extend(of_reports.map(|rule| note(rule.code.to_owned(), WITHOUT_REPORT)));
    out.extend((!has_last_year).then(|| note("RND-03".to_owned(), WITHOUT_LAST_YEAR)));
    // Several profiles have one title.
    out.sort();
    out.dedup();
    out
}
