//! 历史复核意见: marks of reviewers whose row is no longer in the summary; they return when it does.

use super::plan::Plan;
use super::table::{self, Column, FIRST_ROW, Heading, Value, put};
use crate::model::address::CellRef;
use crate::model::review::{OPINION, REVIEWER, Review, SCORE};
use crate::write::sheet::Page;
use crate::write::styles::{Style, palette};
use crate::write::{WriteError, measure};

pub const SHEET: &str = "历史复核意见";

/// A column: title, width in digits, and what stands in it.
type HistoryColumn = (&'static str, f64, fn(&Review) -> Option<&str>);

const COLUMNS: [HistoryColumn; 9] = [
    ("部门", 22.0, |review| Some(&review.department)),
    ("来源", 14.0, |review| review.source.as_deref()),
    ("项目", 22.0, |review| review.project.as_deref()),
    ("表", 12.0, |review| Some(&review.sheet)),
    ("指标", 30.0, |review| review.indicator.as_deref()),
    (SCORE, 10.0, |review| review.score.as_deref()),
    (OPINION, 40.0, |review| review.opinion.as_deref()),
    (REVIEWER, 10.0, |review| review.reviewer.as_deref()),
    ("原位置", 16.0, |review| Some(&review.place)),
];

/// Nothing where every mark has its row.
pub fn write(plan: &Plan<'_>) -> Result<Option<Page>, WriteError> {
    let orphans: Vec<&Review> = plan.orphans().collect();
    if orphans.is_empty() {
        return Ok(None);
    }
    let rows = orphans.len() as u32;
    let mut page = table::page(SHEET, FIRST_ROW..FIRST_ROW + rows, (COLUMNS.len(), plan))?;
    page.tab(palette::GREY);
    let heading = Heading {
        title: "历史复核意见".to_owned(),
        note: "以前填写的评审意见，本次汇总表中没有对应的行；该行再次出现时自动回填".to_owned(),
        columns: COLUMNS.iter().map(|(title, width, _)| Column { title: (*title).to_owned(), width: *width }).collect(),
        frozen: 1,
        pages: 1,
        foot: 0,
    };
    table::open(&mut page, &heading, rows)?;
    for (row, review) in (FIRST_ROW..).zip(orphans) {
        let texts = COLUMNS.iter().filter_map(|(_, width, text)| Some((text(review)?, *width)));
        page.height(row, measure::height(texts).max(20.0))?;
        for (col, (_, _, text)) in (0..).zip(COLUMNS) {
            put(&mut page, CellRef::new(row, col), Value::maybe(text(review)), Style::Prose)?;
        }
    }
    Ok(Some(page))
}
