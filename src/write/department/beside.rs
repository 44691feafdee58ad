//! 标注原表（报告）: the table of the report beside the form, with the cells that say something else.

use std::collections::BTreeMap;

use super::{DepartmentJob, Form, form};
use crate::model::finding::Finding;
use crate::write::WriteError;
use crate::write::sheet::Page;
use crate::write::task::Asked;

/// The rule that finds the two tables different; what it relates to is the report's cell.
pub const DIFFERS: &str = "XSE-08";

pub fn pages(job: &DepartmentJob<'_>) -> Result<Vec<Page>, WriteError> {
    let (Some((file, again)), Some(slot)) = (&job.beside, job.department.slots.first()) else { return Ok(vec![]) };
    let arrival = &job.batch.arrivals[*file];
    let there = |finding: &Finding| {
        let related = finding.related.first()?;
        let (name, sheet) = (Some(arrival.source.name.clone()), related.sheet.clone());
        Some(Finding { file: name, sheet, cell: Some(related.cell), area: None, ..finding.clone() })
    };
    let differing = job.asked.iter().filter(|asked| asked.finding.code == DIFFERS);
    let asked =
        differing.filter_map(|asked| Some(Asked { finding: there(&asked.finding)?, file: Some(*file) })).collect();
    let (forms, fixed, unmarked) = (vec![], vec![], BTreeMap::new());
    let job = DepartmentJob { asked, forms, fixed, unmarked, beside: None, ..*job };
    let form = Form { slot, arrival, again, is_first: false, suffix: "（报告）".to_owned() };
    (0..=again.submission.further_sheets.len()).map(|sheet| form::page(&job, &form, sheet)).collect()
}
