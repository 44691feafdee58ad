//! A part's files, made standings again from its lines.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use super::folder::{each_line, shown};
use super::standing::{Matching, Remaking, standing, without_form};
use super::whole::Owners;
use super::{Input, Part, PartError, Whole};
use crate::model::line::{FINDINGS, FindingLine, KeptForm, Outlook, SUBMISSIONS, without_outlook};
use crate::model::standing::{Claim, FormStanding, Held, Note, Span, Standing};
use crate::record::{Shelf, digest};

/// The family of the rules over a whole batch: they are judged anew.
const OVER_THE_BATCH: [&str; 2] = ["BAT-", "RND-"];

/// The rule that says that a name is on no roster.
const UNKNOWN_NAME: &str = "BAS-02";

/// A form in the part's own words: file, sheet, place.
type Place = (String, String, String);

struct Gathering<'a> {
    remaking: Remaking<'a>,
    inputs: HashMap<&'a str, &'a Input>,
    standings: Vec<Standing>,
    places: HashMap<Place, usize>,
    files: HashMap<String, usize>,
    /// What the disk did not take.
    refused: io::Result<()>,
}

/// The standings of a part's files, their lines laid aside.
///
/// # Errors
/// Lines that can't be read, or that are fewer than the part says it has.
pub fn standings(
    whole: &Whole,
    part: &Part,
    (shelf, matched): (&Shelf<'_>, Matching<'_>),
) -> Result<Vec<Standing>, PartError> {
    let prefixes = shelf.profiles.first().map_or(&[][..], |profile| &profile.place_prefixes);
    let owners = Owners::of(whole, part, prefixes);
    let mut gathering = Gathering {
        remaking: Remaking { whole, owners: &owners, shelf, matched },
        inputs: part.run.inputs.iter().map(|input| (input.file.as_str(), input)).collect(),
        standings: Vec::new(),
        places: HashMap::new(),
        files: HashMap::new(),
        refused: Ok(()),
    };
    each_line(&part.folder, SUBMISSIONS, &mut |text, _| gathering.form(text))?;
    tie(part, "表数", part.run.control_totals.forms, gathering.standings.len())?;
    gathering.files_without_form();
    gathering.findings()?;
    let io = |cause| PartError::Io { folder: shown(&part.folder), cause };
    gathering.refused.map_err(io)?;
    Ok(gathering.standings)
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

impl Gathering<'_> {
    fn part(&self) -> &Part {
        self.remaking.owners.part
    }

    fn lay_aside(&mut self, body: &[u8]) -> Span {
        let added = self.remaking.shelf.spool.add(body);
        added.unwrap_or_else(|cause| {
            self.refused = Err(cause);
            Span::default()
        })
    }

    fn form(&mut self, text: &str) -> serde_json::Result<()> {
        let kept: KeptForm<'_> = serde_json::from_str(text)?;
        let (name, origin) = (self.part().file(&kept.file), self.part().origin(kept.source.as_deref()));
        let superseded_by = kept.superseded_by.as_deref();
        let outlook = Outlook { status: &kept.status, counts: kept.counts, superseded_by };
        let line = without_outlook(text, outlook, (&name, origin.as_deref()));
        let line = line.ok_or_else(|| serde::de::Error::custom("a line of another version"))?;
        let form = self.remaking.form(&kept);
        let line = renamed(line, kept.department.as_deref(), form.department.as_deref())?;
        let body = self.lay_aside(line.as_bytes());
        let form = FormStanding { body, digest: digest(line.as_bytes()), ..form };
        let place =
            (kept.file.to_string(), kept.sheet.to_string(), kept.place.as_deref().unwrap_or_default().to_owned());
        self.places.insert(place, self.standings.len());
        self.files.entry(kept.file.to_string()).or_insert(self.standings.len());
        let input = self.inputs.get(&*kept.file).copied();
        self.standings.push(Standing {
            sha256: kept.sha256.to_string(),
            format: kept.format.to_string(),
            ..standing(name, origin, (input, Held::Form(Box::new(form)), Claim::ByFileName))
        });
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
        let mut bodies: HashMap<usize, Vec<u8>> = HashMap::new();
        let mut count = 0;
        each_line(&part.folder, FINDINGS, &mut |text, _| {
            count += 1;
            let found: FindingLine<'_> = serde_json::from_str(text)?;
            let Some(file) =
                found.file.as_deref().filter(|_| !OVER_THE_BATCH.iter().any(|family| found.rule.starts_with(family)))
            else {
                return Ok(());
            };
            let Some(at) = self.whose(file, &found) else { return Ok(()) };
            // With a roster given for the whole the name may be known now.
            if found.rule == UNKNOWN_NAME && self.standings[at].form().is_some_and(|form| form.roster.is_some()) {
                return Ok(());
            }
            self.standings[at].notes.push(Note::of(&found.finding(("", ""))));
            let (name, origin) = (part.file(file), part.origin(found.source.as_deref()));
            let line = FindingLine { file: Some(name.into()), source: origin.map(Into::into), ..found };
            let body = bodies.entry(at).or_default();
            serde_json::to_writer(&mut *body, &line)?;
            body.push(b'\n');
            Ok(())
        })?;
        tie(part, "问题数", part.run.control_totals.findings, count)?;
        for (at, body) in bodies {
            self.standings[at].found = self.lay_aside(&body);
        }
        Ok(())
    }

    /// The form a finding is about; what is about a file as a whole goes to its first.
    fn whose(&self, file: &str, found: &FindingLine<'_>) -> Option<usize> {
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        let place = (file.to_owned(), text(&found.sheet), text(&found.place));
        self.places.get(&place).or_else(|| self.files.get(file)).copied()
    }
}
