//! A rule's example taken through the real stages, from its cells to its findings.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jixiao::consolidate::{Expectation, consolidate};
use jixiao::extract::extract;
use jixiao::locate::{Located, locate};
use jixiao::model::batch::{Arrival, Batch, Content, Record};
use jixiao::model::finding::Finding;
use jixiao::model::names::{NameIndex, normalised};
use jixiao::model::roster::{Match, Roster};
use jixiao::model::source::Source;
use jixiao::normalise::{Context, normalise};
use jixiao::profile::spec::Profile;
use jixiao::rules::example::Case;
use jixiao::rules::{Form, check_batch, check_content, check_form};
use jixiao::score::score;

/// Findings of the case's own file, then of the batch it is in.
pub fn findings(case: &Case) -> (Vec<Finding>, Vec<Finding>) {
    let own = arrival(case, case.roster.as_ref());
    let found = own.findings.clone();
    let others = case.others.iter().map(|other| arrival(other, case.roster.as_ref()));
    let arrivals = std::iter::once(own).chain(others).collect();
    let mut batch = consolidate(arrivals, case.roster.clone(), expectation(case));
    let before: Vec<usize> = batch.arrivals.iter().map(|arrival| arrival.findings.len()).collect();
    check_batch(&mut batch, &[profile(case)]);
    (found, added(&batch, &before))
}

fn added(batch: &Batch, before: &[usize]) -> Vec<Finding> {
    let of_files = batch.arrivals.iter().zip(before).flat_map(|(arrival, before)| &arrival.findings[*before..]);
    let of_departments = batch.departments.iter().flat_map(|department| &department.findings);
    of_files.chain(of_departments).chain(&batch.findings).cloned().collect()
}

fn expectation(case: &Case) -> Expectation {
    let profile = profile(case);
    Expectation {
        year: profile.year,
        profiles: vec![case.profile.to_owned()],
        place_prefixes: profile.place_prefixes.clone(),
        skipped: BTreeMap::new(),
    }
}

fn profile(case: &Case) -> Arc<Profile> {
    jixiao::profile::find(case.profile).expect("a builtin profile")
}

fn arrival(case: &Case, roster: Option<&Roster>) -> Arrival {
    let source = Source {
        path: PathBuf::from(&case.file),
        name: case.file.clone(),
        size: 1,
        modified: None,
        named: true,
        within: None,
    };
    let (content, mut findings) = match &case.fault {
        Some(fault) => (Content::Fault(fault.clone()), vec![]),
        None => read(case, roster),
    };
    findings.extend(check_content(&source, &content));
    // Different files have different content unless they are made to be the same.
    let sha256 = format!("{}{:?}", case.file, case.workbook);
    Arrival { source, sha256, format: "xlsx".to_owned(), content, findings, modified_inside: None }
}

fn read(case: &Case, roster: Option<&Roster>) -> (Content, Vec<Finding>) {
    let profile = profile(case);
    let (sheet, layout, surroundings) = match locate(&case.workbook, std::slice::from_ref(&profile), None) {
        Located::Form { sheet, layout, surroundings, .. } => (sheet, layout, surroundings),
        Located::Nothing { sheets, labels } => return (Content::NoForm { sheets, labels }, vec![]),
    };
    let raw = extract(&case.workbook.sheets[sheet], &layout, &profile);
    let context = Context { file_name: case.file.clone(), surroundings, default_year: None };
    let submission = normalise(raw, &profile, context);
    let book = score(&submission, &profile);
    let written = submission.department_written().map(str::to_owned);
    let own =
        |name: &String| roster.map(|r| NameIndex::new(r, &profile.place_prefixes, &profile.name_endings).find(name));
    let matched = written.as_ref().and_then(own);
    let form = Form {
        profile: &profile,
        submission: &submission,
        book: &book,
        year: profile.year,
        roster,
        matched: matched.as_ref(),
        file: &case.file,
        format: "xlsx",
        odd: OnceCell::new(),
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
    (Content::Form(Box::new(Record { submission, book, roster: index, department, suggestions, key })), findings)
}
