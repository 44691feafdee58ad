//! In: the batch, its profiles, the rules' texts. Out: 汇总表.xlsx, and the figures that really stand in it.
//! Never: scores, judges or finds anything; what it adds up it says as a live formula with its stored result.
//! Add to it: a sheet is one file here and one line in `write`; a column is one name in its sheet's list.
//! Where everything stands is settled first (`plan`), so that formulas and links can point anywhere.

mod budget;
mod catalogue;
mod departments;
mod findings;
mod indicators;
mod ledger;
mod long;
mod notice;
mod overview;
mod plan;
mod sampling;
mod table;

use std::path::Path;
use std::sync::Arc;

use super::WriteError;
use super::sheet::{Book, Properties, ROWS};
use crate::model::batch::{Batch, ControlTotals};
use crate::model::finding::Severity;
use crate::model::submission::MoneyUnit;
use crate::profile::spec::Profile;

/// What the bureau asks of its summary.
#[derive(Clone, Debug)]
pub struct SummaryOptions {
    pub unit: MoneyUnit,
    /// By when returned forms must come back, as written.
    pub deadline: Option<String>,
    /// Whom departments may ask, as written.
    pub contact: Option<String>,
    /// Rows by 归口股室 with subtotals.
    pub group_by_section: bool,
    /// Seconds since the epoch, for the file's properties.
    pub created: i64,
    /// The catalogue, in its order.
    pub rules: Vec<RuleText>,
    /// Rows of one sheet before the next takes over; Excel's own limit but in tests.
    pub sheet_rows: u32,
}

impl Default for SummaryOptions {
    fn default() -> Self {
        Self {
            unit: MoneyUnit::Yuan,
            deadline: None,
            contact: None,
            group_by_section: false,
            created: 0,
            rules: Vec::new(),
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
    let plan = plan::Plan::of(batch, profiles, options);
    let mut book = Book::new(&Properties {
        title: format!("{}年度绩效自评汇总表", batch.year),
        subject: "部门绩效自评表审核汇总".to_owned(),
        created: options.created,
    })?;
    let mut written = Written::default();
    overview::write(&mut book, &plan)?;
    let main = plan.main();
    departments::write(&mut book, &plan, main, &mut written)?;
    budget::write(&mut book, &plan, main, &mut written)?;
    let (mut indicators, mut findings) = (indicators::open(&mut book, &plan)?, findings::open(&mut book, &plan)?);
    let (rows, found) =
        rayon::join(|| indicators::fill(&mut indicators, &plan), || findings::fill(&mut findings, &plan));
    (written.indicators, written.findings) = (rows?, found?);
    indicators.close(&mut book)?;
    findings.close(&mut book)?;
    ledger::write(&mut book, &plan, &mut written)?;
    catalogue::write(&mut book, &plan)?;
    for kind in plan.others() {
        departments::write(&mut book, &plan, kind, &mut written)?;
        budget::write(&mut book, &plan, kind, &mut written)?;
    }
    book.save(path)?;
    Ok(written)
}
