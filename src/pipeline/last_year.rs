//! Last year's figures of each department, from last year's output.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::year;
use crate::ground::{Ground, RunError};
use crate::model::batch::{Batch, LastYear};
use crate::model::line::SUBMISSIONS;
use crate::model::roster::Match;
use crate::profile::spec::Profile;
use crate::write::staging::DATA;

/// Of a line of submissions.jsonl, its totals.
#[derive(Deserialize)]
struct Form {
    department: Option<String>,
    project: Option<String>,
    profile: String,
    counts: bool,
    fiscal_year: Option<i32>,
    budget: Vec<Line>,
    total: Total,
    scores: Scores,
}

#[derive(Deserialize)]
struct Line {
    line: Option<String>,
    budget: Option<Decimal>,
    executed: Option<Decimal>,
}

#[derive(Deserialize)]
struct Total {
    stated: Option<Decimal>,
}

#[derive(Deserialize)]
struct Scores {
    #[serde(rename = "self")]
    own: Option<Decimal>,
}

/// Gives every department its figures of last year, whatever it was called then: by the roster's names and aliases.
///
/// # Errors
/// The folder holds no submissions, or those of no earlier year.
pub fn remember(batch: &mut Batch, folder: &Path, ground: &Ground) -> Result<(), RunError> {
    let path = folder.join(DATA).join(SUBMISSIONS);
    let text = fs::read_to_string(&path).map_err(|_| {
        RunError::Usage(format!(
            "{} 里没有上年的汇总数据（{DATA}/{SUBMISSIONS}）；请给出上年的输出文件夹",
            folder.display()
        ))
    })?;
    let forms: Vec<Form> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    is_earlier(year::most(forms.iter().filter_map(|form| form.fiscal_year)), (batch.year, folder))?;
    let (mut listed, mut named) = (BTreeMap::new(), BTreeMap::new());
    for form in forms {
        let Some(name) = form.department.as_deref().filter(|_| form.counts && form.project.is_none()) else { continue };
        let figures = figures(&form, &ground.profiles);
        match ground.whose(name) {
            Some(Match::Known(index)) => drop(listed.insert(index, figures)),
            _ => drop(named.insert(ground.key(name), figures)),
        }
    }
    for department in &mut batch.departments {
        let own = department.roster.and_then(|index| listed.get(&index));
        department.last_year = own.or_else(|| named.get(&ground.key(&department.name))).cloned();
    }
    Ok(())
}

fn is_earlier(theirs: Option<i32>, (ours, folder): (Option<i32>, &Path)) -> Result<(), RunError> {
    match theirs.zip(ours).filter(|(theirs, ours)| theirs >= ours) {
        None => Ok(()),
        Some((theirs, ours)) => Err(RunError::Usage(format!(
            "{} 里是{theirs}年度的汇总结果，本次是{ours}年度的表；--last-year 请给出上年的输出文件夹",
            folder.display()
        ))),
    }
}

fn figures(form: &Form, profiles: &[Arc<Profile>]) -> LastYear {
    let profile = profiles.iter().find(|profile| profile.name == form.profile).or(profiles.first());
    let keys = profile.map(|profile| profile.budget.overall()).unwrap_or_default();
    let sum = |amount: fn(&Line) -> Option<Decimal>| {
        let wanted = |line: &&Line| {
            line.line.as_deref().is_some_and(|key| keys.iter().any(|known| AsRef::<str>::as_ref(known) == key))
        };
        form.budget.iter().filter(wanted).filter_map(amount).reduce(Decimal::saturating_add)
    };
    LastYear {
        budget: sum(|line| line.budget),
        executed: sum(|line| line.executed),
        total: form.total.stated.or(form.scores.own),
    }
}
