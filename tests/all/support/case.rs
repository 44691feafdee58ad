//! A rule's example taken through the real stages, from its cells to its findings.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;

use jixiao::consolidate::{Expectation, consolidate};
use jixiao::form::{Found, forms};
use jixiao::model::batch::{Arrival, Batch, Content, Record};
use jixiao::model::finding::Finding;
use jixiao::model::grid::Workbook;
use jixiao::model::marker::TemplateMark;
use jixiao::model::names::{NameIndex, normalised};
use jixiao::model::roster::{Match, Roster};
use jixiao::model::source::Source;
use jixiao::model::submission::Submission;
use jixiao::normalise::normalise;
use jixiao::profile::builtin;
use jixiao::profile::spec::Profile;
use jixiao::record::in_memory;
use jixiao::rules::example::Case;
use jixiao::rules::{Form, Report, check_batch, check_content, check_form};
use jixiao::score::score;

/// The forms of the case's workbook as the program reads them, each with the profile it was read by.
fn read_forms(case: &Case) -> Result<Vec<(&'static Profile, Submission)>, Content> {
    read_workbook(&case.workbook)
}

fn read_workbook(workbook: &Workbook) -> Result<Vec<(&'static Profile, Submission)>, Content> {
    match forms(workbook, builtin(), None) {
        Found::Forms(forms) => {
            let read = forms.into_iter().map(|form| {
                let profile: &Profile = &builtin()[form.profile];
                (profile, normalise(form.raw, profile, form.surroundings))
            });
            Ok(read.collect())
        }
        Found::Nothing { sheets, labels } => Err(Content::NoForm { sheets, labels }),
    }
}

pub fn submissions(case: &Case) -> Vec<Submission> {
    read_forms(case).map(|forms| forms.into_iter().map(|(_, form)| form).collect()).unwrap_or_default()
}

/// Findings of the case's own file, then of the batch it is in.
pub fn findings(case: &Case) -> (Vec<Finding>, Vec<Finding>) {
    let own = arrivals(case, case.roster.as_ref());
    let found = own.iter().flat_map(|arrival| arrival.findings.clone()).collect();
    let others = case.others.iter().flat_map(|other| arrivals(other, case.roster.as_ref()));
    let arrivals = own.into_iter().chain(others).collect();
    let gathered = in_memory(arrivals, builtin()).expect("memory takes it");
    let mut batch = consolidate(gathered, case.roster.clone().map(Arc::new), expectation(case));
    check_batch(&mut batch, builtin());
    (found, added(&batch))
}

fn added(batch: &Batch) -> Vec<Finding> {
    let of_files = batch.arrivals.iter().flat_map(|arrival| &arrival.late);
    let of_departments = batch.departments.iter().flat_map(|department| &department.findings);
    of_files.chain(of_departments).chain(&batch.findings).cloned().collect()
}

fn expectation(case: &Case) -> Expectation {
    let profile = profile(case);
    Expectation {
        year: Some(profile.year),
        profiles: vec![case.profile.to_owned()],
        place_prefixes: profile.place_prefixes.clone(),
        ..Expectation::default()
    }
}

fn profile(case: &Case) -> Arc<Profile> {
    jixiao::profile::find(case.profile).expect("a builtin profile")
}

fn arrivals(case: &Case, roster: Option<&Roster>) -> Vec<Arrival> {
    let source = Source {
        path: PathBuf::from(&case.file),
        name: case.file.clone(),
        size: 1,
        modified: None,
        named: true,
        within: None,
    };
    let contents = match &case.fault {
        Some(fault) => vec![(Content::Fault(fault.clone()), vec![])],
        None => read(case, roster),
    };
    // Different files have different content unless they are made to be the same.
    let sha256 = format!("{}{:?}", case.file, case.workbook);
    let arrival = |(content, mut findings): (Content, Vec<Finding>)| {
        findings.extend(check_content(&source, &content));
        let (source, sha256, format) = (source.clone(), sha256.clone(), "xlsx".to_owned());
        Arrival { source, sha256, format, content, findings, modified_inside: None }
    };
    contents.into_iter().map(arrival).collect()
}

fn read(case: &Case, roster: Option<&Roster>) -> Vec<(Content, Vec<Finding>)> {
    match read_forms(case) {
        Ok(forms) => forms.into_iter().map(|(profile, form)| judged(case, profile, form, roster)).collect(),
        Err(nothing) => vec![(nothing, vec![])],
    }
}

fn judged(case: &Case, profile: &Profile, submission: Submission, roster: Option<&Roster>) -> (Content, Vec<Finding>) {
    let book = score(&submission, profile);
    let written = submission.department_written().map(str::to_owned);
    let names = roster.map(|roster| NameIndex::new(roster, &profile.place_prefixes, &profile.name_endings));
    let matched = written.as_ref().zip(names.as_ref()).map(|(name, names)| names.find(name));
    let template = case.workbook.marker.as_deref().and_then(TemplateMark::read);
    let table = case.report.as_ref().and_then(|report| read_workbook(report).ok()?.pop()).map(|(_, table)| table);
    let form = Form {
        profile,
        submission: &submission,
        book: &book,
        year: Some(profile.year),
        roster,
        names: names.as_ref(),
        matched: matched.as_ref(),
        file: &case.file,
        format: "xlsx",
        template: template.as_ref(),
        odd: OnceCell::new(),
        oddities: OnceCell::new(),
        report: case.report.as_ref().map(|report| Report {
            file: "湘东区教育局自评报告.docx",
            paragraphs: &report.narrative,
            table: table.as_ref(),
        }),
    };
    let findings = check_form(&form);
    let (index, suggestions) = match matched {
        Some(Match::Known(index)) => (Some(index), vec![]),
        Some(Match::Unknown(near)) => (None, near),
        None => (None, vec![]),
    };
    let key = written.as_ref().map(|name| normalised(name, &profile.place_prefixes)).unwrap_or_default();
    let department = match roster {
        Some(roster) => index.map(|index| roster.entries[index].name.clone()),
        None => written,
    };
    (
        Content::Form(Box::new(Record {
            submission,
            book,
            sheet: None,
            roster: index,
            department,
            suggestions,
            key,
            narrative: None,
        })),
        findings,
    )
}
