//! The journey of one file: read, form, normalise, score, rules.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::at_hand;
use crate::form::{Found, FoundForm, MOST_ROWS, forms};
use crate::ground::Ground;
use crate::model::batch::{Arrival, Content, Document, Feedback, Record};
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::grid::Workbook;
use crate::model::marker::TemplateMark;
use crate::model::narrative;
use crate::model::roster::Match;
use crate::model::score::ScoreBook;
use crate::model::source::{Fault, Source};
use crate::model::submission::Submission;
use crate::model::text::compact;
use crate::normalise::normalise;
use crate::profile::spec::Profile;
use crate::read::{self, ReadContent, Reading};
use crate::record::{self, Own};
use crate::rules::{self, Form, Report};
use crate::score::score;

/// One file from its bytes to its findings, an arrival for each of its forms. Whatever is in it, this returns.
pub fn journey(source: Source, ground: &Ground) -> Vec<Arrival> {
    let (Reading { sha256, format, content }, _held) = read::open_held(&source, &ground.reader);
    let modified_inside = match &content {
        ReadContent::Workbook(workbook) => workbook.modified,
        _ => None,
    };
    let rest = || match content {
        ReadContent::Workbook(workbook) => contents(workbook, &source, ground),
        ReadContent::Fault(fault) => vec![(Content::Fault(fault), Vec::new())],
        ReadContent::NotSpreadsheet(kind) => vec![(Content::NotSpreadsheet(kind), Vec::new())],
    };
    // A panic here would be a bug of ours; it must cost one file, never the batch.
    let rest = catch_unwind(AssertUnwindSafe(rest));
    let rest = rest.unwrap_or_else(|_| vec![(Content::Fault(Fault::Crashed), Vec::new())]);
    let arrival = |(content, mut findings): Judged| {
        findings.extend(rules::check_content(&source, &content));
        let (source, sha256, format) = (source.clone(), sha256.clone(), format.clone());
        Arrival { source, sha256, format, content, findings, modified_inside }
    };
    rest.into_iter().map(arrival).collect()
}

/// What was read, with the findings about it.
pub type Judged = (Content, Vec<Finding>);

/// A workbook as scored forms with their findings.
pub fn contents(workbook: Workbook, source: &Source, ground: &Ground) -> Vec<Judged> {
    match record::own(&workbook) {
        Some(Own::Summary) => return vec![(Content::Summary, Vec::new())],
        Some(Own::Feedback { department, answers }) => {
            let roster = match ground.whose(&department) {
                Some(Match::Known(index)) => Some(index),
                _ => None,
            };
            let feedback = Feedback { roster, key: ground.key(&department), answers };
            return vec![(Content::Feedback(Box::new(feedback)), Vec::new())];
        }
        None => {}
    }
    let marked = workbook.marker.as_deref().and_then(TemplateMark::read);
    let (profile, found) = found(&workbook, marked.as_ref(), ground);
    match found {
        Found::Forms(forms) if forms.iter().any(|form| form.raw.is_cut) => {
            let limit = format!("一张表的行数超过 {MOST_ROWS} 行");
            vec![(Content::Fault(Fault::OverLimit(limit)), Vec::new())]
        }
        Found::Forms(forms) => {
            let read = |form: FoundForm| FoundForm { profile: profile.unwrap_or(form.profile), ..form };
            let forms = forms.into_iter().map(read);
            let mut judged: Vec<_> =
                forms.map(|form| judged(form, (&workbook, marked.as_ref()), source, ground)).collect();
            if let [(Content::Form(record), findings)] = judged.as_mut_slice() {
                record.sheet = at_hand::sheet_of(workbook, &record.submission, findings);
            }
            judged
        }
        Found::Nothing { .. } if workbook.format == "docx" && !source.named => {
            let document = Document {
                title: narrative::title(&workbook.narrative),
                is_report: narrative::is_report(&workbook.narrative),
            };
            vec![(Content::Document(document), Vec::new())]
        }
        Found::Nothing { sheets, labels } => vec![(Content::NoForm { sheets, labels }, Vec::new())],
    }
}

/// A template of ours says which form it is: it is read as that one, whatever others would fit as well.
fn found(workbook: &Workbook, mark: Option<&TemplateMark>, ground: &Ground) -> (Option<usize>, Found) {
    let named = mark.and_then(|mark| ground.profiles.iter().position(|profile| profile.name == mark.profile));
    if let Some(at) = named {
        let found = forms(workbook, &ground.profiles[at..=at], ground.year);
        if matches!(found, Found::Forms(_)) {
            return (Some(at), found);
        }
    }
    (None, forms(workbook, &ground.profiles, ground.year))
}

fn judged(
    found: FoundForm,
    (workbook, template): (&Workbook, Option<&TemplateMark>),
    source: &Source,
    ground: &Ground,
) -> Judged {
    let profile: &Arc<_> = &ground.profiles[found.profile];
    let submission = normalise(found.raw, profile, found.surroundings);
    let book = score(&submission, profile);
    let matched = submission.department_written().and_then(|written| ground.whose(written));
    let has_narrative = narrative::is_report(&workbook.narrative);
    let findings = rules::check_form(&Form {
        template,
        report: has_narrative.then_some(Report { file: &source.name, paragraphs: &workbook.narrative, table: None }),
        ..form(profile, (&submission, &book), matched.as_ref(), (source, workbook), ground)
    });
    let narrative =
        has_narrative.then(|| sha256(workbook.narrative.iter().map(|paragraph| format!("{}\n", paragraph.text))));
    let record = Record { narrative, ..named(submission, book, matched, ground) };
    (Content::Form(Box::new(record)), findings)
}

/// What rules look at, of a form on no template and without a report.
fn form<'a>(
    profile: &'a Profile,
    (submission, book): (&'a Submission, &'a ScoreBook),
    matched: Option<&'a Match>,
    (source, workbook): (&'a Source, &'a Workbook),
    ground: &'a Ground,
) -> Form<'a> {
    Form {
        profile,
        submission,
        book,
        year: ground.year,
        roster: ground.roster.as_deref(),
        names: ground.names(),
        matched,
        file: &source.name,
        format: &workbook.format,
        template: None,
        odd: Default::default(),
        oddities: Default::default(),
        report: None,
    }
}

/// The form under the name it goes by: the roster's, else the written one.
fn named(submission: Submission, book: ScoreBook, matched: Option<Match>, ground: &Ground) -> Record {
    let written = submission.department_written().map(str::to_owned);
    let (roster, suggestions) = match matched {
        Some(Match::Known(index)) => (Some(index), Vec::new()),
        Some(Match::Unknown(near)) => (None, near),
        None => (None, Vec::new()),
    };
    let department = match &ground.roster {
        Some(list) => roster.map(|index| list.entries[index].name.clone()),
        None => written.as_deref().map(|name| compact(name).into_owned()),
    };
    let key = written.map(|name| ground.key(&name)).unwrap_or_default();
    Record { submission, book, sheet: None, roster, department, suggestions, key, narrative: None }
}

/// A form of a file that was read before.
#[derive(Clone, Copy)]
pub struct Reread<'a> {
    pub source: &'a Source,
    pub sheet: &'a str,
    pub place: Option<usize>,
}

/// What a report says against a form, and its table against the form's; nothing where either can't be read again.
pub fn beside(form: Reread<'_>, report: &Source, ground: &Ground) -> Vec<Finding> {
    let read = |source| match read::open(source, &ground.reader).content {
        ReadContent::Workbook(workbook) => Some(workbook),
        _ => None,
    };
    let (Some(workbook), Some(document)) = (read(form.source), read(report)) else { return vec![] };
    let compared = || {
        let is_form = |submission: &Submission| submission.sheet == form.sheet && submission.place == form.place;
        let (profile, submission) = submissions(&workbook, ground).into_iter().find(|(_, own)| is_form(own))?;
        let same = |(other, _): &(usize, Submission)| *other == profile;
        let table = submissions(&document, ground).into_iter().find(same).map(|(_, table)| table);
        let profile = &ground.profiles[profile];
        let book = score(&submission, profile);
        let matched = submission.department_written().and_then(|written| ground.whose(written));
        let beside = Report { file: &report.name, paragraphs: &document.narrative, table: table.as_ref() };
        let form = Form {
            report: Some(beside),
            ..self::form(profile, (&submission, &book), matched.as_ref(), (form.source, &workbook), ground)
        };
        Some(rules::check_report(&form))
    };
    // As above, a bug of ours costs one comparison.
    catch_unwind(AssertUnwindSafe(compared)).ok().flatten().unwrap_or_default()
}

fn submissions(workbook: &Workbook, ground: &Ground) -> Vec<(usize, Submission)> {
    match forms(workbook, &ground.profiles, ground.year) {
        Found::Forms(forms) => {
            let made = |found: FoundForm| {
                let submission = normalise(found.raw, &ground.profiles[found.profile], found.surroundings);
                (found.profile, submission)
            };
            forms.into_iter().map(made).collect()
        }
        Found::Nothing { .. } => vec![],
    }
}
