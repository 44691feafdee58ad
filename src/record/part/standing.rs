//! One file of a part, made a standing again.

use std::time::{Duration, SystemTime};

use super::whole::{Owner, Owners};
use super::{Input, UNREADABLE, Whole};
use crate::model::batch::{Document, Feedback, FileState};
use crate::model::line::{KeptForm, KeptIndicator, KeptLine};
use crate::model::names::normalised;
use crate::model::roster::Match;
use crate::model::source::{Source, Within};
use crate::model::standing::{Claim, FormStanding, FurtherColumn, Held, MoneyLine, Scores, Span, Standing};
use crate::profile::spec::Profile;
use crate::record::{LONGEST_FIELD, Shelf, sketch};

/// The state of a file that is no spreadsheet.
const NOT_SPREADSHEET: &str = FileState::NotSpreadsheet.name();
const FEEDBACK: &str = FileState::Feedback.name();
const CARRIED: &str = FileState::CarriedOver.name();
const REPORT: &str = FileState::Report.name();
const ATTACHED: &str = FileState::Attached.name();

/// Whose a written name is; `None` without a roster.
pub type Matching<'a> = &'a dyn Fn(&str) -> Option<Match>;

/// What a form is made again with.
#[derive(Clone, Copy)]
pub struct Remaking<'a> {
    pub whole: &'a Whole,
    pub owners: &'a Owners<'a>,
    pub shelf: &'a Shelf<'a>,
    /// Whose a written name is on a roster given for the whole.
    pub matched: Matching<'a>,
}

/// A file in which no form was read.
pub fn without_form(remaking: &Remaking<'_>, input: &Input) -> Standing {
    let (owners, part) = (remaking.owners, remaking.owners.part);
    let held = match input.state.as_str() {
        NOT_SPREADSHEET => Held::NotSpreadsheet(None),
        REPORT => Held::Document(Document { title: String::new(), is_report: true }),
        ATTACHED => Held::NotSpreadsheet(Some(String::new())),
        UNREADABLE => Held::Fault,
        FEEDBACK => Held::Feedback(Box::new(remaking.feedback(input))),
        _ => Held::NoForm,
    };
    let claim = match owners.of_file(&input.file, None) {
        _ if remaking.whole.is_given => remaking.claim_of_document(input),
        Some(Owner::Listed(entry)) => Claim::Listed(entry),
        Some(Owner::Named(key)) => Claim::Named(key),
        None => Claim::Nobody,
    };
    standing(part.file(&input.file), part.origin(input.source.as_deref()), (Some(input), held, claim))
}

impl Remaking<'_> {
    /// A feedback workbook; its answers stand with its department.
    fn feedback(&self, input: &Input) -> Feedback {
        let Some((line, owner)) = self.owners.first_of(&input.file) else { return Feedback::default() };
        let key = normalised(&line.department, self.owners.prefixes);
        let given = || (self.matched)(&line.department);
        match owner {
            _ if self.whole.is_given => match given() {
                Some(Match::Known(entry)) => Feedback { roster: Some(entry), ..Feedback::default() },
                _ => Feedback { key, ..Feedback::default() },
            },
            Owner::Listed(entry) => Feedback { roster: Some(entry), ..Feedback::default() },
            Owner::Named(key) => Feedback { key, ..Feedback::default() },
        }
    }

    /// On a roster given for the whole a document beside a form is whose that form is.
    fn claim_of_document(&self, input: &Input) -> Claim {
        let known = [REPORT, ATTACHED].contains(&input.state.as_str()).then(|| self.owners.first_of(&input.file));
        match known.flatten().and_then(|(line, _)| (self.matched)(&line.department)) {
            Some(Match::Known(entry)) => Claim::Listed(entry),
            _ => Claim::ByFileName,
        }
    }

    pub fn form(&self, kept: &KeptForm<'_>) -> FormStanding {
        let written = kept.department_written.as_deref();
        let profile = self.shelf.profiles.iter().find(|profile| profile.name == kept.profile);
        let (roster, suggestions, key) = self.whose(kept);
        let listed = roster.and_then(|at| Some(self.whole.roster.as_ref()?.entries.get(at)?.name.clone()));
        let own = || {
            kept.department
                .as_deref()
                .filter(|_| !self.whole.is_given || self.whole.roster.is_none())
                .map(str::to_owned)
        };
        FormStanding {
            body: Span::default(),
            digest: [0; 16],
            profile: kept.profile.to_string(),
            sheet: kept.sheet.to_string(),
            place: kept.place.as_deref().and_then(place_number),
            is_unknown_form: profile.is_some_and(|profile| profile.is_fallback),
            has_narrative: false,
            is_scored: kept.scores.own.is_some(),
            roster,
            department: listed.or_else(own),
            department_written: written.map(str::to_owned),
            suggestions,
            key,
            project: kept.project.as_deref().map(str::to_owned),
            year: kept.fiscal_year,
            fields: fields(kept),
            subordinate_units: kept.subordinate_units.map(Into::into),
            lines: kept.budget.iter().map(line).collect(),
            indicators: kept.indicators.len(),
            rows: kept.indicators.len()
                + usize::from(kept.scores.execution.is_some())
                + usize::from(kept.scores.goals.is_some()),
            further: further(kept),
            is_full: kept.scores.full,
            has_scored_goals: kept.scores.goals.is_some(),
            scores: scores(kept),
            words: profile
                .and_then(|profile| sketch(texts(kept, profile), [written, kept.department.as_deref()], profile)),
        }
    }

    /// Roster entry, entries it may be, and the key without a roster.
    fn whose(&self, kept: &KeptForm<'_>) -> (Option<usize>, Vec<usize>, String) {
        let written = kept.department_written.as_deref();
        if self.whole.is_given {
            let key = normalised(written.unwrap_or_default(), self.owners.prefixes);
            return match written.and_then(|written| (self.matched)(written)) {
                Some(Match::Known(entry)) => (Some(entry), vec![], key),
                Some(Match::Unknown(near)) => (None, near, key),
                None => (None, vec![], key),
            };
        }
        match self.owners.of_file(&kept.file, kept.department.as_deref()) {
            Some(Owner::Listed(entry)) => (Some(entry), vec![], String::new()),
            Some(Owner::Named(key)) => (None, vec![], key),
            None => (None, self.whole.suggested(self.owners.part, kept), String::new()),
        }
    }
}

pub fn standing(name: String, origin: Option<String>, (input, held, claim): (Option<&Input>, Held, Claim)) -> Standing {
    let time = |seconds: i64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.max(0).unsigned_abs());
    let is_within = name.contains(".zip!");
    Standing {
        source: Source {
            path: name.clone().into(),
            name,
            size: input.map_or(0, |input| input.size),
            modified: input.and_then(|input| input.modified).map(time),
            named: false,
            within: is_within.then(|| Within::Entry(Vec::new())),
        },
        origin,
        claim,
        is_carried: input.is_some_and(|input| input.state == CARRIED),
        sha256: input.and_then(|input| input.sha256.clone()).unwrap_or_default(),
        format: input.map_or_else(String::new, |input| input.format.clone()),
        held,
        notes: Vec::new(),
        found: Span::default(),
        late: Vec::new(),
        modified_inside: input.and_then(|input| input.saved),
    }
}

fn place_number(place: &str) -> Option<usize> {
    place.trim_start_matches('第').trim_end_matches("张表").parse().ok()
}

fn fields(kept: &KeptForm<'_>) -> Vec<(String, String)> {
    let contact = [("filler", &kept.contact.filler), ("phone", &kept.contact.phone)];
    let contact = contact.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text.as_deref()?.to_owned())));
    let fields = kept.fields.iter().map(|(key, text)| (key.to_string(), text.to_string()));
    fields.filter(|(_, text)| text.len() <= LONGEST_FIELD).chain(contact).collect()
}

fn line(line: &KeptLine<'_>) -> MoneyLine {
    MoneyLine { key: line.line.as_deref().unwrap_or_default().to_owned(), budget: line.budget, executed: line.executed }
}

fn further(kept: &KeptForm<'_>) -> Vec<FurtherColumn> {
    use FurtherColumn::{Adjusted, Coefficient, Core, Goal, Operator, Unit};
    let any = |has: &dyn Fn(&KeptIndicator<'_>) -> bool| kept.indicators.iter().any(has);
    let named = |row: &KeptIndicator<'_>| kept.goal_groups.get(row.goal?.checked_sub(1)?)?.name.as_ref().map(|_| ());
    let columns = [
        (Goal, any(&|row| named(row).is_some())),
        (Operator, any(&|row| row.operator.is_some())),
        (Unit, any(&|row| row.unit.is_some())),
        (Adjusted, any(&|row| row.target_adjusted.is_some())),
        (Core, any(&|row| row.core.is_some())),
        (Coefficient, any(&|row| row.coefficient.is_some())),
    ];
    columns.into_iter().filter(|(_, has)| *has).map(|(column, _)| column).collect()
}

/// What a line says of a form's scores.
pub fn scores(kept: &KeptForm<'_>) -> Scores {
    let scores = &kept.scores;
    Scores {
        stated: kept.total.stated,
        own: scores.own.unwrap_or_default(),
        recomputed: scores.recomputed.unwrap_or_default(),
        verified_points: scores.verified_points.unwrap_or_default(),
        unverified_points: scores.unverified_points.unwrap_or_default(),
        by_level1: scores.by_level1.clone(),
        grade_own: scores.grade_self.as_deref().unwrap_or_default().to_owned(),
        grade_recomputed: scores.grade_recomputed.as_deref().unwrap_or_default().to_owned(),
        overall_rate: scores.overall_rate,
    }
}

/// The department's own texts, in the order in which they are taken from a form.
fn texts<'k>(kept: &'k KeptForm<'_>, profile: &'k Profile) -> impl Iterator<Item = &'k str> {
    let goals = [&kept.goals.planned, &kept.goals.achieved].into_iter().filter_map(|text| text.as_deref());
    let is_own = |row: &&KeptIndicator<'_>| {
        let level1 = row.level1_known.as_deref().or(row.level1.as_deref()).unwrap_or_default();
        !profile.words.template_text_level1.iter().any(|name| name == level1)
    };
    let rows = kept.indicators.iter().filter(is_own);
    let texts = |row: &'k KeptIndicator<'_>| [&row.level3, &row.target, &row.actual, &row.reason];
    goals.chain(rows.flat_map(texts).filter_map(|text| text.as_deref()))
}
