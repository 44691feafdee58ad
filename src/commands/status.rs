//! `status`: how far a collection is, and whom to remind.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::Exit;
use super::output::{complain, show};
use crate::cli::StatusArgs;
use crate::ground::RunError;
use crate::model::batch::DepartmentState;
use crate::record::{Collection, DepartmentStatus};
use crate::write::WriteError;
use crate::write::reminders::{self, Reminder};
use crate::write::staging::{DATA, replaced};

/// States in which a department owes something.
const OWING: [DepartmentState; 4] =
    [DepartmentState::Missing, DepartmentState::Unreadable, DepartmentState::ToConfirm, DepartmentState::Returned];

/// Every state, as the summary orders them.
const STATES: [DepartmentState; 6] = [
    DepartmentState::Missing,
    DepartmentState::ToConfirm,
    DepartmentState::Unreadable,
    DepartmentState::Returned,
    DepartmentState::AcceptedWithWarnings,
    DepartmentState::Accepted,
];

#[derive(Serialize)]
struct Status<'a> {
    year: Option<i32>,
    counts: BTreeMap<&'static str, usize>,
    departments: &'a [DepartmentStatus],
}

pub fn run(args: &StatusArgs) -> Result<Exit, RunError> {
    let collection = Collection::open(&args.folder, DATA).map_err(|error| RunError::Usage(error.to_string()))?;
    if let Some(out) = &args.out {
        remind(&collection, out)?;
    }
    let count = |state: &DepartmentState| of_state(&collection, *state).count();
    let counts = STATES.iter().map(|state| (state.name(), count(state))).collect();
    let status = Status { year: collection.year, counts, departments: &collection.departments };
    show(args.shown.format, &status, |_| table(&collection))?;
    Ok(Exit::Clean)
}

fn of_state(collection: &Collection, state: DepartmentState) -> impl Iterator<Item = &DepartmentStatus> {
    collection.departments.iter().filter(move |department| department.state == state.name())
}

fn table(collection: &Collection) -> String {
    let mut text = String::new();
    for state in STATES {
        let departments: Vec<_> = of_state(collection, state).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}　{} 个部门", state.name(), departments.len());
        for one in departments.iter().filter(|_| OWING.contains(&state)) {
            let since = one.since.as_ref().map(|since| format!("　自 {since}")).unwrap_or_default();
            let tasks = match state {
                DepartmentState::Returned => {
                    format!("　第 {} 次报送　须修改 {} 处，需说明 {} 处", one.round, one.errors, one.warnings)
                }
                _ => String::new(),
            };
            let _ = writeln!(text, "　　{}{since}{tasks}", one.department);
        }
    }
    text
}

fn remind(collection: &Collection, out: &Path) -> Result<(), RunError> {
    let owing = OWING.iter().flat_map(|state| of_state(collection, *state));
    let reminders: Vec<Reminder> = owing.map(reminder).collect();
    let title = format!("{}自评表催报清单", collection.year.map(|year| format!("{year}年度")).unwrap_or_default());
    let extension = out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let kept = match extension.as_str() {
        "xlsx" => replaced(out, |out| reminders::workbook(&title, &reminders, out)),
        "txt" => {
            let text = reminders::text(&reminders);
            replaced(out, |new| std::fs::write(new, text).map_err(WriteError::io(out)))
        }
        _ => return Err(RunError::Usage(format!("催报清单只能是 .xlsx 或 .txt：{}", out.display()))),
    };
    kept?.iter().for_each(|line| complain(line));
    Ok(())
}

fn reminder(one: &DepartmentStatus) -> Reminder {
    let or_blank = |text: &Option<String>| text.clone().unwrap_or_default();
    Reminder {
        code: or_blank(&one.code),
        department: one.department.clone(),
        section: or_blank(&one.section),
        contact: or_blank(&one.contact),
        state: one.state.clone(),
        since: or_blank(&one.since),
        round: one.round,
        errors: one.errors,
        warnings: one.warnings,
    }
}
