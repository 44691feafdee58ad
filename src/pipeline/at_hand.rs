//! Forms that a department workbook will want to show, kept from their reading as long as there is room: an ordinary
//! batch opens no file twice, and a large one holds no more for it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::consolidate::Filing;
use crate::model::batch::Content;
use crate::model::finding::{Finding, Severity};
use crate::model::grid::{Sheet, Workbook};
use crate::model::standing::Standing;
use crate::model::submission::Submission;
use crate::write::department::Again;

/// Forms held at most, and cells of one: some 60 MB together.
const MOST_FORMS: usize = 1_000;
const MOST_CELLS: usize = 1_500;

/// The forms at hand, each by its file.
#[derive(Default)]
pub struct AtHand {
    room: usize,
    forms: Mutex<HashMap<(PathBuf, String), Again>>,
}

/// The sheet of the only form of a workbook, where something is to be changed or explained on it.
pub(super) fn sheet_of(workbook: Workbook, form: &Submission, findings: &[Finding]) -> Option<Arc<Sheet>> {
    let is_asked = findings.iter().any(|finding| finding.counts() && finding.severity != Severity::Info);
    if !is_asked || !form.further_sheets.is_empty() {
        return None;
    }
    let sheet = workbook.sheets.into_iter().find(|sheet| sheet.name == form.sheet)?;
    let is_small = sheet.cells().len() <= MOST_CELLS;
    is_small.then(|| Arc::new(sheet))
}

impl AtHand {
    /// Nothing is held where no department workbook is written.
    pub fn for_filing(filing: Filing) -> Self {
        Self { room: if filing == Filing::Nowhere { 0 } else { MOST_FORMS }, ..Self::default() }
    }

    /// A poisoned lock has at most lost a form, which is then read again.
    fn forms(&self) -> std::sync::MutexGuard<'_, HashMap<(PathBuf, String), Again>> {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn offer(&self, standing: &Standing, content: Content) {
        let Content::Form(record) = content else { return };
        let Some(sheet) = record.sheet else { return };
        let mut forms = self.forms();
        if forms.len() < self.room {
            let key = (standing.source.path.clone(), standing.source.name.clone());
            forms.insert(key, Again { sheet, submission: record.submission, book: record.book });
        }
    }

    /// Takes a form out; its department is the only one to ask.
    pub(super) fn take(&self, standing: &Standing) -> Option<Again> {
        self.forms().remove(&(standing.source.path.clone(), standing.source.name.clone()))
    }
}
