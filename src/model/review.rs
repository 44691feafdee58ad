//! What reviewers wrote into a summary: it is theirs, and goes from one summary into the next.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The titles of what reviewers fill in.
pub const SCORE: &str = "评审得分";
pub const OPINION: &str = "复核意见";
pub const REVIEWER: &str = "复核人";

/// The marks of one row of a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub department: String,
    /// Of a merged batch, the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The sheet without the number of its continuation: 部门汇总, 项目汇总, 指标明细.
    pub sheet: String,
    #[serde(default)]
    pub project: Option<String>,
    /// `二级指标/三级指标` of a row of 指标明细.
    #[serde(default)]
    pub indicator: Option<String>,
    #[serde(default)]
    pub score: Option<String>,
    #[serde(default)]
    pub opinion: Option<String>,
    #[serde(default)]
    pub reviewer: Option<String>,
    /// Where it stood, `部门汇总!AC4`: only the summary says it. Rows move from run to run, what is kept of a mark does not.
    #[serde(skip)]
    pub place: String,
}

/// Which row of a summary is meant, whatever its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark<'a> {
    pub sheet: &'a str,
    pub department: &'a str,
    pub source: Option<&'a str>,
    pub project: Option<&'a str>,
    pub indicator: Option<&'a str>,
}

impl Review {
    pub fn mark(&self) -> Mark<'_> {
        Mark {
            sheet: &self.sheet,
            department: &self.department,
            source: self.source.as_deref(),
            project: self.project.as_deref(),
            indicator: self.indicator.as_deref(),
        }
    }

    pub fn is_blank(&self) -> bool {
        self.score.is_none() && self.opinion.is_none() && self.reviewer.is_none()
    }
}

/// All marks, to be found by row. Of rows with one name the first takes the first mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews(pub Vec<Review>);

impl Reviews {
    /// These, and of the others those of rows that have no mark here.
    pub fn over(mut self, others: Self) -> Self {
        let known: BTreeSet<String> = self.0.iter().map(|review| format!("{:?}", review.mark())).collect();
        self.0.extend(others.0.into_iter().filter(|review| !known.contains(&format!("{:?}", review.mark()))));
        self
    }

    pub fn by_row(&self) -> BTreeMap<Mark<'_>, Vec<usize>> {
        let mut rows: BTreeMap<Mark<'_>, Vec<usize>> = BTreeMap::new();
        for (index, review) in self.0.iter().enumerate() {
            rows.entry(review.mark()).or_default().push(index);
        }
        rows
    }
}
