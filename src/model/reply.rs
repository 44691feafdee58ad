//! What a department answers in the workbook it got, and how a finding stands against the submission before.

use serde::{Deserialize, Serialize};

/// 整改情况 and 整改说明 beside a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// One of the dropdown's words, or whatever stands there.
    pub status: String,
    pub text: String,
}

impl Reply {
    /// `已改：已按实际填报`.
    pub fn words(&self) -> String {
        match (self.status.is_empty(), self.text.is_empty()) {
            (_, true) => self.status.clone(),
            (true, false) => self.text.clone(),
            (false, false) => format!("{}：{}", self.status, self.text),
        }
    }
}

/// A reply with what it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub rule: String,
    pub subject: String,
    /// As the workbook names it: `H15`, `H14:H20`, `（2）H15`.
    pub place: String,
    #[serde(flatten)]
    pub reply: Reply,
}

impl Answer {
    /// Of a group of findings (`…/得分 等 3 项`) the first one's subject.
    pub fn first_subject(&self) -> &str {
        let group = self.subject.strip_suffix("项").and_then(|group| group.rsplit_once(" 等 "));
        group.filter(|(_, count)| count.trim().parse::<usize>().is_ok()).map_or(&self.subject, |(first, _)| first)
    }

    /// Of a place (`（2）H14:H20`) the first cell.
    pub fn first_cell(&self) -> &str {
        let cells = self.place.rsplit('）').next().unwrap_or_default();
        cells.split(':').next().unwrap_or_default()
    }
}

/// Against the department's submission before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoundState {
    Open,
    New,
    Fixed,
}

impl RoundState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Open => "未改",
            Self::Fixed => "已改",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_a_group_is_one_to_its_first_finding() {
        let answer = |subject: &str, place: &str| Answer {
            rule: "SCR-02".to_owned(),
            subject: subject.to_owned(),
            place: place.to_owned(),
            reply: Reply::default(),
        };
        assert_eq!(answer("甲/得分 等 3 项", "").first_subject(), "甲/得分");
        assert_eq!(answer("等等事项", "").first_subject(), "等等事项");
        assert_eq!(answer("", "（2）H14:H20").first_cell(), "H14");
        assert_eq!(answer("", "H14").first_cell(), "H14");
    }
}
