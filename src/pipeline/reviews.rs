//! What reviewers wrote into the summary that is about to be replaced, or into an earlier one.

use std::path::Path;

use crate::ground::RunError;
use crate::model::review::Reviews;
use crate::model::source::Fault;
use crate::read;
use crate::record::reviews::{self, Reading};
use crate::write::staging::SUMMARY;

/// The marks to be carried over, at the names departments have now; where both summaries have one the one about to be
/// replaced wins.
///
/// # Errors
/// A summary can't be read: its marks would be lost.
pub fn carried(
    (out, previous): (&Path, Option<&Path>),
    called: &dyn Fn(&str) -> String,
    is_discarded: bool,
) -> Result<Reviews, RunError> {
    if is_discarded {
        return Ok(Reviews::default());
    }
    let of = |folder: &Path| {
        let summary = folder.join(SUMMARY);
        let mut reviews = if summary.exists() { read_summary(&summary)? } else { reviews::kept(folder) };
        reviews.0.iter_mut().for_each(|review| review.department = called(&review.department));
        Ok::<_, RunError>(reviews)
    };
    let earlier = previous.filter(|previous| *previous != out).map(of).transpose()?.unwrap_or_default();
    Ok(of(out)?.over(earlier))
}

fn read_summary(path: &Path) -> Result<Reviews, RunError> {
    let mut reading = Reading::default();
    let read = read::each_row(path, &reviews::holds_marks, &mut |row| reading.take(row.sheet, row.number, row.cells));
    read.map(|()| reading.end()).map_err(|fault| {
        let (reason, remedy) = words(fault);
        RunError::Usage(format!(
            "原有的 {} 读不出来（{reason}），其中的评审意见无法带入新的汇总表，没有改动任何文件；\
             请{remedy}后重新运行，确实不要这些意见的，加 --discard-reviews",
            path.display()
        ))
    })
}

/// Why, and what to do.
fn words(fault: Fault) -> (String, &'static str) {
    match fault {
        Fault::OverLimit(limit) => (limit, "换回程序写出的那一份"),
        Fault::Unavailable(cause) => (cause, "检查路径和权限"),
        _ => ("可能正在 Excel 中打开，或已损坏".to_owned(), "关闭或修复"),
    }
}
