//! A part's files, made standings again from its lines.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use super::folder::{each_line, shown};
use super::standing::{Matching, Remaking, standing, without_form};
use super::whole::Owners;
use super::{Input, Part, PartError, Whole};
use crate::model::batch::{Gone, NotSubmitted, Reported};
use crate::model::finding::Outcome;
use crate::model::line::{
    EARLIER, FINDINGS, FindingLine, KeptEarlier, KeptForm, KeptPair, Outlook, SUBMISSIONS, is_pair, without_outlook,
};
use crate::model::reply::RoundState;
use crate::model::standing::{Claim, FormStanding, Held, Note, Span, Standing};
use crate::record::{Shelf, digest};

/// The family of the rules over a whole batch: they are judged anew.
const OVER_THE_BATCH: [&str; 2] = ["BAT-", "RND-"];

/// The rule of them that is told of once more when it is over.
const NOT_SUBMITTED: &str = "BAT-01";
/// The rule that says that a name is on no roster.
const UNKNOWN_NAME: &str = "BAS-02";
/// The family of the rules that hold a report against a form, and that of them whose findings stand at the form.
const OF_REPORTS: &str = "XSE-";
pub(super) const AT_THE_FORM: &str = "XSE-08";

/// Lines of findings by the standing they belong to.
pub(super) type Bodies = HashMap<usize, Vec<u8>>;

/// A form in the part's own words: file, sheet, place.
type Place = (String, String, String);

pub(super) struct Gathering<'a> {
    remaking: Remaking<'a>,
    pub(super) inputs: HashMap<&'a str, &'a Input>,
    pub(super) standings: Vec<Standing>,
    /// Which of them counted.
    counting: Vec<bool>,
    /// Those whose files were gone already.
    pub(super) gone: Vec<Standing>,
    /// BAT-01, live or fixed.
    pub(super) missing: Vec<NotSubmitted>,
    /// Forms with their reports as they counted, and those before them.
    pub(super) reported: Vec<Reported>,
    pub(super) reported_before: Vec<Reported>,
    /// Of those that counted, by the report's name, and by the form's.
    pub(super) by_report: HashMap<String, usize>,
    pub(super) by_form: HashMap<String, usize>,
    places: HashMap<Place, usize>,
    files: HashMap<String, usize>,
    /// What the disk did not take.
    refused: io::Result<()>,
}

/// Lays a finding of a file aside. Its state was that of its own run, and what was fixed then was wrong before.
pub(super) fn add(
    part: &Part,
    (notes, body): (&mut Vec<Note>, &mut Vec<u8>),
    found: FindingLine<'_>,
) -> serde_json::Result<()> {
    let outcome = if found.state == Some(RoundState::Fixed) { Outcome::Fail } else { found.outcome };
    let found = FindingLine { state: None, outcome, ..found };
    notes.push(Note::of(&found.finding(("", ""))));
    let name = found.file.as_deref().map(|file| part.file(file).into());
    let origin = part.origin(found.source.as_deref()).map(Into::into);
    serde_json::to_writer(&mut *body, &FindingLine { file: name, source: origin, ..found })?;
    body.push(b'\n');
    Ok(())
}

/// A part's files, and the submissions it knows whose files are gone.
pub struct Remade {
    pub standings: Vec<Standing>,
    pub gone: Vec<Gone>,
    pub missing: Vec<NotSubmitted>,
    pub reported: Vec<Reported>,
}

/// The standings of a part's files, their lines laid aside.
///
/// # Errors
/// Lines that can't be read, or that are fewer than the part says it has.
pub fn standings(
    whole: &Whole,
    part: &Part,
    (shelf, matched): (&Shelf<'_>, Matching<'_>),
) -> Result<Remade, PartError> {
    let prefixes = shelf.profiles.first().map_or(&[][..], |profile| &profile.place_prefixes);
    let owners = Owners::of(whole, part, prefixes);
    let mut gathering = Gathering::of(Remaking { whole, owners: &owners, shelf, matched });
    each_line(&part.folder, SUBMISSIONS, &mut |text, _| gathering.form(text))?;
    tie(part, "表数", part.run.control_totals.forms, gathering.standings.len())?;
    gathering.files_without_form();
    gathering.findings()?;
    if part.has(EARLIER) {
        each_line(&part.folder, EARLIER, &mut |text, _| gathering.earlier(text))?;
    }
    let io = |cause| PartError::Io { folder: shown(&part.folder), cause };
    gathering.refused.map_err(io)?;
    let gone = gathering.gone.into_iter();
    let gone = gone.map(|standing| Gone { standing, counted: false, department: None }).collect();
    let (missing, reported) = (gathering.missing, gathering.reported_before);
    Ok(Remade { standings: gathering.standings, gone, missing, reported })
}

fn tie(part: &Part, what: &'static str, stated: usize, found: usize) -> Result<(), PartError> {
    match stated == found {
        true => Ok(()),
        false => Err(PartError::DoesNotTie { folder: shown(&part.folder), what, stated, found }),
    }
}

/// The line under the department's name in the whole. In a text the mark would have backslashes.
fn renamed(line: String, own: Option<&str>, name: Option<&str>) -> serde_json::Result<String> {
    if own == name {
        return Ok(line);
    }
    let piece = |name: Option<&str>| Ok(format!(",\"department\":{}", serde_json::to_string(&name)?));
    Ok(line.replacen(&piece(own)?, &piece(name)?, 1))
}

impl<'a> Gathering<'a> {
    pub(super) fn of(remaking: Remaking<'a>) -> Self {
        let inputs = &remaking.owners.part.run.inputs;
        Self {
            remaking,
            inputs: inputs.iter().map(|input| (input.file.as_str(), input)).collect(),
            standings: Vec::new(),
            counting: Vec::new(),
            gone: Vec::new(),
            missing: Vec::new(),
            reported: Vec::new(),
            reported_before: Vec::new(),
            by_report: HashMap::new(),
            by_form: HashMap::new(),
            places: HashMap::new(),
            files: HashMap::new(),
            refused: Ok(()),
        }
    }

    pub(super) fn part(&self) -> &Part {
        self.remaking.owners.part
    }

    fn lay_aside(&mut self, body: &[u8]) -> Span {
        let added = self.remaking.shelf.spool.add(body);
        added.unwrap_or_else(|cause| {
            self.refused = Err(cause);
            Span::default()
        })
    }

    pub(super) fn form(&mut self, text: &str) -> serde_json::Result<()> {
        let kept: KeptForm<'_> = serde_json::from_str(text)?;
        let standing = self.standing(text, &kept)?;
        let place =
            (kept.file.to_string(), kept.sheet.to_string(), kept.place.as_deref().unwrap_or_default().to_owned());
        self.places.insert(place, self.standings.len());
        self.files.entry(kept.file.to_string()).or_insert(self.standings.len());
        self.pair(&kept, &standing);
        self.standings.push(standing);
        self.counting.push(kept.counts);
        Ok(())
    }

    fn standing(&mut self, text: &str, kept: &KeptForm<'_>) -> serde_json::Result<Standing> {
        let (name, origin) = (self.part().file(&kept.file), self.part().origin(kept.source.as_deref()));
        let superseded_by = kept.superseded_by.as_deref();
        let outlook =
            Outlook { status: &kept.status, counts: kept.counts, superseded_by, report: kept.report.as_deref() };
        let line = without_outlook(text, outlook, (&name, origin.as_deref()));
        let line = line.ok_or_else(|| serde::de::Error::custom("a line of another version"))?;
        let form = self.remaking.form(kept);
        let line = renamed(line, kept.department.as_deref(), form.department.as_deref())?;
        let body = self.lay_aside(line.as_bytes());
        let form = FormStanding { body, digest: digest(line.as_bytes()), ..form };
        let input = self.inputs.get(&*kept.file).copied();
        Ok(Standing {
            sha256: kept.sha256.to_string(),
            format: kept.format.to_string(),
            ..standing(name, origin, (input, Held::Form(Box::new(form)), Claim::ByFileName))
        })
    }

    /// Every submission, those whose files were gone already last.
    ///
    /// # Errors
    /// The disk did not take something.
    pub(super) fn ended(self) -> io::Result<Vec<Gone>> {
        self.refused?;
        let there = self.standings.into_iter().zip(self.counting);
        let there = there.map(|(standing, counted)| Gone { standing, counted, department: None });
        let gone = self.gone.into_iter().map(|standing| Gone { standing, counted: false, department: None });
        Ok(there.chain(gone).collect())
    }

    /// A submission whose file was gone already, with its findings.
    pub(super) fn earlier(&mut self, text: &str) -> serde_json::Result<()> {
        if is_pair(text) {
            let kept: KeptPair<'_> = serde_json::from_str(text)?;
            self.reported_before.push(self.pair_before(kept));
            return Ok(());
        }
        let kept: KeptEarlier = serde_json::from_str(text)?;
        let form: KeptForm<'_> = serde_json::from_str(kept.form.get())?;
        let mut standing = self.standing(kept.form.get(), &form)?;
        standing.modified_inside = kept.saved;
        let mut body = Vec::new();
        for text in &kept.findings {
            add(self.part(), (&mut standing.notes, &mut body), serde_json::from_str(text.get())?)?;
        }
        standing.found = self.lay_aside(&body);
        self.gone.push(standing);
        Ok(())
    }

    fn files_without_form(&mut self) {
        for input in &self.remaking.owners.part.run.inputs {
            if !self.files.contains_key(&input.file) {
                self.files.insert(input.file.clone(), self.standings.len());
                self.standings.push(without_form(&self.remaking, input));
            }
        }
    }

    /// Lays the findings of the files aside; those over the batch are left out.
    fn findings(&mut self) -> Result<(), PartError> {
        let part = self.remaking.owners.part;
        let (mut bodies, mut count) = (Bodies::new(), 0);
        each_line(&part.folder, FINDINGS, &mut |text, _| {
            count += 1;
            self.finding(text, &mut bodies)
        })?;
        tie(part, "问题数", part.run.control_totals.findings, count)?;
        self.found(bodies);
        Ok(())
    }

    pub(super) fn found(&mut self, bodies: Bodies) {
        for (at, body) in bodies {
            self.standings[at].found = self.lay_aside(&body);
        }
    }

    pub(super) fn finding(&mut self, text: &str, bodies: &mut Bodies) -> serde_json::Result<()> {
        let found: FindingLine<'_> = serde_json::from_str(text)?;
        if found.rule == NOT_SUBMITTED {
            let origin = self.part().origin(found.source.as_deref());
            self.missing.push(NotSubmitted { origin, finding: found.finding(("", "")) });
        }
        let is_of_batch = OVER_THE_BATCH.iter().any(|family| found.rule.starts_with(family));
        let Some(file) = found.file.as_deref().filter(|_| !is_of_batch) else { return Ok(()) };
        let is_fixed = found.state == Some(RoundState::Fixed);
        if found.rule.starts_with(OF_REPORTS) && !is_fixed {
            self.between(&found, file);
        }
        let Some(at) = self.whose(file, &found) else { return Ok(()) };
        // What was fixed between a form and its report is kept with the two before.
        let is_of_report = || found.rule == AT_THE_FORM || self.standings[at].form().is_none();
        if is_fixed && found.rule.starts_with(OF_REPORTS) && is_of_report() {
            return Ok(());
        }
        // What was fixed was wrong before: in a file that is gone and had the name of the one that counted.
        if is_fixed && self.counting.get(at) == Some(&true) {
            return Ok(());
        }
        // With a roster given for the whole the name may be known now.
        if found.rule == UNKNOWN_NAME && self.standings[at].form().is_some_and(|form| form.roster.is_some()) {
            return Ok(());
        }
        let part = self.remaking.owners.part;
        add(part, (&mut self.standings[at].notes, bodies.entry(at).or_default()), found)
    }

    /// The form a finding is about; what is about a file as a whole goes to its first.
    fn whose(&self, file: &str, found: &FindingLine<'_>) -> Option<usize> {
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        let place = (file.to_owned(), text(&found.sheet), text(&found.place));
        self.places.get(&place).or_else(|| self.files.get(file)).copied()
    }
}
