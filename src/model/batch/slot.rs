//! One form of one department: the file that counts, and the submissions before it.

use std::ops::Range;

use crate::model::finding::Finding;
use crate::model::standing::{FormStanding, Standing};
use crate::model::text::compact;

/// One form of one department that counts, with the files that were offered for it.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Profile name, and the project's name for project forms.
    pub profile: String,
    pub project: Option<String>,
    /// Indexes of arrivals, the counting one first.
    pub files: Vec<usize>,
    /// Why that one counts, in words; empty when there was only one.
    pub because: String,
    /// A person has to say whether it is the right one.
    pub is_doubtful: bool,
    /// The distinct submission before the one that counts.
    pub before: Option<Before>,
    /// The one before that.
    pub before_that: Option<Before>,
}

/// A submission that another one took the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Index into the batch's arrivals.
    Here(usize),
    /// Index into [`Batch::gone`].
    Gone(usize),
}

/// A submission that an earlier output holds and whose file is gone.
#[derive(Clone, Debug)]
pub struct Gone {
    pub standing: Standing,
    /// It counted in that output.
    pub counted: bool,
    /// The department it belongs to, by index.
    pub department: Option<usize>,
}

impl Gone {
    /// Where a department's stand, of submissions in the order of their departments.
    pub fn span(all: &[Self], department: usize) -> Range<usize> {
        let from = all.partition_point(|gone| gone.department < Some(department));
        from..from + all[from..].partition_point(|gone| gone.department == Some(department))
    }
}

/// What an earlier output says of a department that had sent nothing then.
#[derive(Clone, Debug)]
pub struct NotSubmitted {
    /// Of a merged batch, the part it comes from.
    pub origin: Option<String>,
    pub finding: Finding,
}

impl Slot {
    /// The submission before, where its file is here.
    pub fn before_here(&self) -> Option<usize> {
        match self.before? {
            Before::Here(file) => Some(file),
            Before::Gone(_) => None,
        }
    }

    /// The same form of the same project.
    pub fn is_for(&self, form: &FormStanding) -> bool {
        let project = |project: &Option<String>| project.as_deref().map(|name| compact(name).into_owned());
        self.profile == form.profile && project(&self.project) == project(&form.project)
    }

    pub fn counting(&self) -> usize {
        self.files[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;
    use crate::model::standing::{Claim, Held, Span};

    fn standing() -> Standing {
        Standing {
            source: sample::source("a.xlsx"),
            origin: None,
            claim: Claim::Nobody,
            is_carried: false,
            sha256: String::new(),
            format: String::new(),
            held: Held::NoForm,
            notes: vec![],
            found: Span::default(),
            late: vec![],
            modified_inside: None,
        }
    }

    #[test]
    fn the_submissions_of_a_department_stand_together() {
        let gone = |department| Gone { standing: standing(), counted: true, department };
        let all = [None, Some(1), Some(1), Some(4)].map(gone);
        let spans: Vec<Range<usize>> = (0..6).map(|department| Gone::span(&all, department)).collect();
        assert_eq!(spans, [1..1, 1..3, 3..3, 3..3, 3..4, 4..4]);
        assert_eq!(Gone::span(&[], 0), 0..0);
    }
}
