//! Parts put into one: a roster of all departments, and the standing of every file, made again from its lines.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::time::{Duration, SystemTime};

use super::folder::{each_line, shown};
use super::{DepartmentLine, Input, Part, PartError};
use crate::model::line::{FindingLine, KeptForm, KeptIndicator, KeptLine, Outlook, without_outlook};
use crate::model::names::normalised;
use crate::model::roster::{Roster, RosterEntry};
use crate::model::source::{Source, Within};
use crate::model::standing::{Claim, FormStanding, FurtherColumn, Held, MoneyLine, Note, Scores, Span, Standing};
use crate::profile::spec::Profile;
use crate::record::{Shelf, digest, sketch};

/// The family of the rules over a whole batch: they are judged anew.
const OVER_THE_BATCH: &str = "BAT-";
/// The states of files that were not read as forms.
const UNREADABLE: &str = "无法读取";
const NOT_SPREADSHEET: &str = "非表格";

/// All parts as one.
#[derive(Debug)]
pub struct Whole {
    /// Of every list of the parts; `None` where no part has one.
    pub roster: Option<Roster>,
    /// By list and name.
    entries: BTreeMap<(String, String), usize>,
    /// A roster given for the whole takes the place of the parts'.
    is_given: bool,
}

/// A department of a part in the whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Listed(usize),
    Named(String),
}

/// What a part says of whose its files are.
struct Owners<'p> {
    part: &'p Part,
    by_file: HashMap<&'p str, Vec<(&'p DepartmentLine, Owner)>>,
    prefixes: &'p [String],
}

impl Whole {
    /// With the roster given for it, else with the parts' own.
    pub fn of(parts: &[Part], given: Option<&Roster>) -> Self {
        if let Some(roster) = given {
            return Self { roster: Some(roster.clone()), entries: BTreeMap::new(), is_given: true };
        }
        let mut whole = Self { roster: None, entries: BTreeMap::new(), is_given: false };
        let mut roster = Roster::default();
        for part in parts {
            for line in &part.departments {
                let Some(list) = &line.roster else { continue };
                let origin = part.origin(line.source.as_deref());
                let at = *whole.entries.entry((list.clone(), line.department.clone())).or_insert_with(|| {
                    roster.entries.push(entry(line, list, origin.clone()));
                    roster.entries.len() - 1
                });
                // A list that several parts have is one list: its departments are theirs together.
                if roster.entries[at].origin != origin {
                    roster.entries[at].origin = None;
                }
            }
        }
        let lists: std::collections::BTreeSet<&String> = whole.entries.keys().map(|(list, _)| list).collect();
        roster.hash = lists.into_iter().cloned().collect::<Vec<_>>().join("+");
        whole.roster = (!whole.entries.is_empty()).then_some(roster);
        whole
    }

    /// The department a part's line is about, in the whole.
    pub fn owner(&self, part: &Part, line: &DepartmentLine, prefixes: &[String]) -> Owner {
        let listed = line.roster.as_ref().and_then(|list| self.entries.get(&(list.clone(), line.department.clone())));
        let origin = part.origin(line.source.as_deref()).unwrap_or_default();
        // Between parts the same name is another department: every county has its 区教育局.
        let key = || format!("{origin}\u{1f}{}", normalised(&line.department, prefixes));
        listed.map_or_else(|| Owner::Named(key()), |entry| Owner::Listed(*entry))
    }

    /// The standings of a part's files, their lines laid aside.
    ///
    /// # Errors
    /// Lines that can't be read, or that are fewer than the part says it has.
    pub fn standings(
        &self,
        part: &Part,
        shelf: &Shelf<'_>,
        matched: &dyn Fn(&str) -> (Option<usize>, Vec<usize>),
    ) -> Result<Vec<Standing>, PartError> {
        let prefixes = shelf.profiles.first().map_or(&[][..], |profile| &profile.place_prefixes);
        let owners = Owners::of(self, part, prefixes);
        let inputs: HashMap<&str, &Input> = part.run.inputs.iter().map(|input| (input.file.as_str(), input)).collect();
        let mut standings = Vec::new();
        // Who it is in the part's own words: file, sheet, place.
        let mut places: HashMap<(String, String, String), usize> = HashMap::new();
        let mut files: HashMap<String, usize> = HashMap::new();
        let mut disk = Ok(());
        each_line(&part.folder, "submissions.jsonl", &mut |text, _| {
            let kept: KeptForm<'_> = serde_json::from_str(text)?;
            let place = kept.place.as_deref().unwrap_or_default();
            places.insert((kept.file.to_string(), kept.sheet.to_string(), place.to_owned()), standings.len());
            files.entry(kept.file.to_string()).or_insert(standings.len());
            let form = self.form(&kept, (&owners, shelf, matched));
            let name = part.file(&kept.file);
            let origin = part.origin(kept.source.as_deref());
            let outlook = Outlook { status: &kept.status, counts: kept.counts, superseded_by: kept.superseded_by.as_deref() };
            let line = without_outlook(text, outlook, (&name, origin.as_deref()));
            let line = line.ok_or_else(|| serde::de::Error::custom("a line of another version"))?;
            let body = shelf.spool.add(line.as_bytes()).unwrap_or_else(|cause| {
                disk = Err(cause);
                Span::default()
            });
            let form = FormStanding { body, digest: digest(line.as_bytes()), ..form };
            let input = inputs.get(&*kept.file).copied();
            standings.push(Standing {
                sha256: kept.sha256.to_string(),
                format: kept.format.to_string(),
                ..standing(name, origin, (input, Held::Form(Box::new(form)), Claim::ByFileName))
            });
            Ok(())
        })?;
        disk.map_err(|cause| PartError::Io { folder: shown(&part.folder), cause })?;
        tie(part, "表数", part.run.control_totals.forms, standings.len())?;
        for input in &part.run.inputs {
            if files.contains_key(&input.file) {
                continue;
            }
            files.insert(input.file.clone(), standings.len());
            standings.push(self.without_form(&owners, input));
        }
        self.give_findings(part, &mut standings, (&places, &files, shelf))?;
        Ok(standings)
    }

    /// A file in which no form was read.
    fn without_form(&self, owners: &Owners<'_>, input: &Input) -> Standing {
        let part = owners.part;
        let held = match input.state.as_str() {
            NOT_SPREADSHEET => Held::NotSpreadsheet,
            UNREADABLE => Held::Fault,
            _ => Held::NoForm,
        };
        let claim = match owners.of_file(&input.file, None) {
            _ if self.is_given => Claim::ByFileName,
            Some(Owner::Listed(entry)) => Claim::Listed(entry),
            Some(Owner::Named(key)) => Claim::Named(key),
            None => Claim::Nobody,
        };
        standing(part.file(&input.file), part.origin(input.source.as_deref()), (Some(input), held, claim))
    }

    fn form(
        &self,
        kept: &KeptForm<'_>,
        (owners, shelf, matched): (&Owners<'_>, &Shelf<'_>, &dyn Fn(&str) -> (Option<usize>, Vec<usize>)),
    ) -> FormStanding {
        let written = kept.department_written.as_deref();
        let profile = shelf.profiles.iter().find(|profile| profile.name == kept.profile);
        let (roster, suggestions, key) = match (self.is_given, written) {
            (true, Some(written)) => {
                let (roster, near) = matched(written);
                (roster, near, normalised(written, owners.prefixes))
            }
            (true, None) => (None, vec![], String::new()),
            (false, _) => match owners.of_file(&kept.file, kept.department.as_deref()) {
                Some(Owner::Listed(entry)) => (Some(entry), vec![], String::new()),
                Some(Owner::Named(key)) => (None, vec![], key),
                None => (None, self.suggested(owners.part, kept), String::new()),
            },
        };
        let listed = roster.and_then(|at| Some(self.roster.as_ref()?.entries.get(at)?.name.clone()));
        let own = || kept.department.as_deref().filter(|_| !self.is_given || self.roster.is_none()).map(str::to_owned);
        FormStanding {
            body: Span::default(),
            digest: [0; 16],
            profile: kept.profile.to_string(),
            sheet: kept.sheet.to_string(),
            place: kept.place.as_deref().and_then(place_number),
            is_unknown_form: profile.is_some_and(|profile| profile.is_fallback),
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
            words: profile.and_then(|profile| sketch(texts(kept, profile), [written, kept.department.as_deref()], profile)),
        }
    }

    /// Entries of the part's own list that the written name looks like.
    fn suggested(&self, part: &Part, kept: &KeptForm<'_>) -> Vec<usize> {
        let lists = part.departments.iter().filter_map(|line| line.roster.as_ref());
        let list = part.run.roster_hash.as_ref().filter(|_| !part.is_merged()).or_else(|| lists.last());
        let entry = |name: &str| self.entries.get(&(list?.clone(), name.to_owned())).copied();
        kept.suggested.iter().filter_map(|name| entry(name)).collect()
    }

    /// Lays the findings of the part's files aside; those over the batch are left out, as they are judged anew.
    fn give_findings(
        &self,
        part: &Part,
        standings: &mut [Standing],
        (places, files, shelf): (&HashMap<(String, String, String), usize>, &HashMap<String, usize>, &Shelf<'_>),
    ) -> Result<(), PartError> {
        let mut bodies: HashMap<usize, Vec<u8>> = HashMap::new();
        let mut count = 0;
        each_line(&part.folder, "findings.jsonl", &mut |text, _| {
            count += 1;
            let found: FindingLine<'_> = serde_json::from_str(text)?;
            let Some(file) = found.file.as_deref().filter(|_| !found.rule.starts_with(OVER_THE_BATCH)) else {
                return Ok(());
            };
            let of = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
            let place = (file.to_owned(), of(&found.sheet), of(&found.place));
            let Some(at) = places.get(&place).or_else(|| files.get(file)) else { return Ok(()) };
            let (name, origin) = (part.file(file), part.origin(found.source.as_deref()));
            standings[*at].notes.push(Note::of(&found.finding(("", ""))));
            let line = FindingLine { file: Some(name.into()), source: origin.map(Into::into), ..found };
            let body = bodies.entry(*at).or_default();
            serde_json::to_writer(&mut *body, &line)?;
            body.push(b'\n');
            Ok(())
        })?;
        tie(part, "问题数", part.run.control_totals.findings, count)?;
        for (at, body) in bodies {
            let io = |cause: io::Error| PartError::Io { folder: shown(&part.folder), cause };
            standings[at].found = shelf.spool.add(&body).map_err(io)?;
        }
        Ok(())
    }
}

fn tie(part: &Part, what: &'static str, stated: usize, found: usize) -> Result<(), PartError> {
    match stated == found {
        true => Ok(()),
        false => Err(PartError::DoesNotTie { folder: shown(&part.folder), what, stated, found }),
    }
}

fn entry(line: &DepartmentLine, list: &str, origin: Option<String>) -> RosterEntry {
    RosterEntry {
        name: line.department.clone(),
        code: line.code.clone(),
        section: line.section.clone(),
        contact: line.contact.clone(),
        list: Some(list.to_owned()),
        origin,
        ..RosterEntry::default()
    }
}

impl<'p> Owners<'p> {
    fn of(whole: &Whole, part: &'p Part, prefixes: &'p [String]) -> Self {
        let mut by_file: HashMap<&str, Vec<(&DepartmentLine, Owner)>> = HashMap::new();
        for line in &part.departments {
            let owner = whole.owner(part, line, prefixes);
            for file in &line.files {
                by_file.entry(&file.file).or_default().push((line, owner.clone()));
            }
        }
        Self { part, by_file, prefixes }
    }

    /// The department that has this file, of several the one the form names.
    fn of_file(&self, file: &str, department: Option<&str>) -> Option<Owner> {
        let owners = self.by_file.get(file)?;
        let same = |name: &str| owners.iter().find(|(line, _)| line.department == name);
        let alike = |name: &str| {
            let key = normalised(name, self.prefixes);
            owners.iter().find(|(line, _)| normalised(&line.department, self.prefixes) == key)
        };
        let named = department.map(|name| same(name).or_else(|| alike(name)));
        let found = match (named, owners.as_slice()) {
            (Some(found), _) => found?,
            (None, [one]) if one.0.files.iter().any(|own| own.file == file && own.state == UNREADABLE) => one,
            (None, _) => return None,
        };
        Some(found.1.clone())
    }
}

fn standing(name: String, origin: Option<String>, (input, held, claim): (Option<&Input>, Held, Claim)) -> Standing {
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
    fields.filter(|(_, text)| text.len() <= crate::record::LONGEST_FIELD).chain(contact).collect()
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

fn scores(kept: &KeptForm<'_>) -> Scores {
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
