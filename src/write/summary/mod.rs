//! In: the batch, its profiles, the rules' texts. Out: 汇总表.xlsx, and the figures that really stand in it.
//! Never: scores, judges or finds anything; what it adds up it says as a live formula with its stored result.
//! Add to it: a sheet is one file here and one line in `write`; a column is one name in its sheet's list.
//! Where everything stands is settled first (`plan`), so that formulas and links can point anywhere.

mod budget;
mod catalogue;
mod departments;
mod findings;
mod history;
mod indicators;
mod ledger;
mod long;
mod notice;
mod overview;
mod plan;
mod review_sheet;
mod sampling;
mod table;

use std::path::Path;
use std::sync::Arc;

pub use sampling::Sample;

use super::WriteError;
use super::sheet::{Book, Page, Properties, ROWS};
use crate::model::batch::{Batch, ControlTotals};
use crate::model::finding::Severity;
use crate::model::marker;
use crate::model::submission::MoneyUnit;
use crate::profile::spec::Profile;

/// What the bureau asks of its summary.
#[derive(Clone, Debug)]
pub struct SummaryOptions {
    pub unit: MoneyUnit,
    /// Name of the bureau that asked for the forms.
    pub bureau: Option<String>,
    /// By when returned forms must come back, as written.
    pub deadline: Option<String>,
    /// Whom departments may ask, as written.
    pub contact: Option<String>,
    /// How many departments are to be looked at.
    pub sample: Option<Sample>,
    /// Rows by 归口股室 with subtotals.
    pub group_by_section: bool,
    /// Seconds since the epoch, for the file's properties.
    pub created: i64,
    /// The catalogue, in its order.
    pub rules: Vec<RuleText>,
    /// Rows from which a table of one row a department or file is poured too: the library keeps every cell to the end.
    pub poured_from: usize,
    /// Rows of one sheet before the next takes over; Excel's own limit but in tests.
    pub sheet_rows: u32,
}

impl Default for SummaryOptions {
    fn default() -> Self {
        Self {
            unit: MoneyUnit::Yuan,
            bureau: None,
            deadline: None,
            contact: None,
            sample: None,
            group_by_section: false,
            created: 0,
            rules: Vec::new(),
            poured_from: 5_000,
            sheet_rows: ROWS,
        }
    }
}

/// One rule as the catalogue words it.
#[derive(Clone, Debug)]
pub struct RuleText {
    pub code: String,
    pub name: String,
    pub severity: Severity,
    pub title: String,
    pub why: String,
    pub fix: String,
}

/// The figures that were put into cells, for the tie-out; never copied from the batch's own.
pub type Written = ControlTotals;

/// Writes the whole workbook to `path`.
pub fn write(
    batch: &Batch,
    profiles: &[Arc<Profile>],
    options: &SummaryOptions,
    path: &Path,
) -> Result<Written, WriteError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let plan = plan::Plan::of(batch, profiles, (options, folder));
    let mut book = Book::new(&Properties {
        title: format!("{}绩效自评汇总表", batch.of_year()),
        subject: "部门绩效自评表审核汇总".to_owned(),
        created: options.created,
        marker: Some(marker::SUMMARY.to_owned()),
        ..Properties::default()
    })?;
    let (mut indicators, mut findings) = (indicators::open(&plan)?, findings::open(&plan)?);
    // Each of the long sheets takes as long as all others together.
    let ((rows, found), short) = rayon::join(
        || rayon::join(|| indicators::fill(&mut indicators, &plan), || findings::fill(&mut findings, &plan)),
        || Short::of(&plan),
    );
    let Short { before, behind, others, mut written } = short?;
    (written.indicators, written.findings) = (rows?, found?);
    let long = indicators.close().into_iter().chain(findings.close());
    // Which marks have lost their row is known when all rows are written.
    let history = history::write(&plan)?;
    let pages = before.into_iter().chain(long).chain(behind).chain(history).chain(others);
    pages.into_iter().try_for_each(|page| book.put(page))?;
    book.save(path)?;
    Ok(written)
}

/// The sheets of one row a department, a file or a rule: those before the long ones and those behind.
struct Short {
    before: Vec<Page>,
    behind: Vec<Page>,
    /// Those of other forms than the departments' own.
    others: Vec<Page>,
    written: Written,
}

impl Short {
    fn of(plan: &plan::Plan<'_>) -> Result<Self, WriteError> {
        let mut written = Written::default();
        let main = plan.main();
        let before = vec![
            overview::write(plan)?,
            departments::write(plan, main, &mut written)?,
            budget::write(plan, main, &mut written)?,
        ];
        let mut behind = vec![ledger::write(plan, &mut written)?, catalogue::write(plan)?, notice::write(plan)?];
        if let Some(sample) = plan.options.sample {
            let picks = sampling::picks(main, Some(sample));
            behind.push(review_sheet::list(plan, &picks)?);
            behind.push(review_sheet::blocks(plan, &picks)?);
        }
        let mut others = Vec::new();
        for kind in plan.others() {
            others.push(departments::write(plan, kind, &mut written)?);
            others.push(budget::write(plan, kind, &mut written)?);
        }
        Ok(Self { before, behind, others, written })
    }
}
