//! 历史复核意见: marks of reviewers whose row is no longer in the summary; they return when it does.

use super::plan::Plan;
use super::table::{self, FIRST_ROW, Heading, Value};
use crate::model::review::{OPINION, REVIEWER, Review, SCORE};
use crate::write::WriteError;
use crate::write::columns::{self, Column, titled};
use crate::write::sheet::Page;
use crate::write::styles::{Look, Style, palette};

pub const SHEET: &str = "历史复核意见";

type HistoryColumn = Column<&'static str, fn(&Review) -> Option<&str>>;

fn prose() -> Look {
    Style::Prose.look()
}

static COLUMNS: [HistoryColumn; 9] = [
    titled("部门", 22.0, prose, |review| Some(&review.department)),
    titled("来源", 14.0, prose, |review| review.source.as_deref()),
    titled("项目", 22.0, prose, |review| review.project.as_deref()),
    titled("表", 12.0, prose, |review| Some(&review.sheet)),
    titled("指标", 30.0, prose, |review| review.indicator.as_deref()),
    titled(SCORE, 10.0, prose, |review| review.score.as_deref()),
    titled(OPINION, 40.0, prose, |review| review.opinion.as_deref()),
    titled(REVIEWER, 10.0, prose, |review| review.reviewer.as_deref()),
    titled("原位置", 16.0, prose, |review| Some(&review.place)),
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
        columns: columns::headers(&COLUMNS),
        frozen: 1,
        breaks: vec![],
        foot: 0,
    };
    table::open(&mut page, &heading, rows)?;
    for (row, review) in (FIRST_ROW..).zip(orphans) {
        let cells = COLUMNS.iter().map(|column| (Value::maybe((column.holds)(review)), (column.look)())).collect();
        columns::write_row(&mut page, &COLUMNS, (row, 20.0), cells)?;
    }
    Ok(Some(page))
}
