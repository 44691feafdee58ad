//! What may be typed into each cell, and what is said beside it: in the words of the rule that checks it.

use super::TemplateJob;
use super::layout::{Field, Layout};
use crate::model::address::Area;
use crate::model::number::plain;
use crate::profile::spec::{Blank, BudgetColumn, IndicatorColumn};
use crate::write::sheet::{Allowed, Entry};

pub struct Entries<'a> {
    pub job: &'a TemplateJob<'a>,
    pub layout: &'a Layout<'a>,
}

/// Points no indicator has more of.
const YES_NO: [&str; 2] = ["是", "否"];
const OPERATORS: [&str; 3] = ["≥", "≤", "="];

impl Entries<'_> {
    fn key(&self, field: &Field) -> &str {
        match field.blank {
            Blank::Field(at) => &self.layout.profile.fields[at].key,
            Blank::Total => "total",
        }
    }

    pub fn is_date(&self, field: &Field) -> bool {
        self.key(field) == "date"
    }

    /// What the bureau knows already.
    pub fn known(&self, field: &Field) -> Option<String> {
        let known = &self.job.known;
        match self.key(field) {
            "department" => known.department.clone(),
            "subordinate_units" => known.subordinate_units.map(plain),
            "project" => known.project.clone(),
            "code" => known.code.clone(),
            _ => None,
        }
    }

    pub fn field(&self, field: &Field) -> Entry {
        let key = self.key(field);
        let rule = match key {
            "department" => "BAS-01",
            "subordinate_units" => "BAS-04",
            "filler" | "phone" => "BAS-05",
            "grade" => "GRD-01",
            _ => "",
        };
        let allowed = match key {
            "subordinate_units" => Allowed::Whole,
            "date" => Allowed::Date,
            "grade" => {
                Allowed::OneOf(self.layout.profile.scoring.grades.iter().map(|grade| grade.name.clone()).collect())
            }
            _ => Allowed::Anything,
        };
        self.entry(&field.label, rule, allowed)
    }

    pub fn amount(&self, column: BudgetColumn) -> Entry {
        self.entry(self.layout.profile.budget.label(column), "BUD-01", Allowed::Number(0.0))
    }

    pub fn goal(&self, label: &str) -> Entry {
        self.entry(label, "TXT-02", Allowed::Anything)
    }

    pub fn column(&self, column: IndicatorColumn, area: Area) -> Entry {
        use IndicatorColumn as C;
        let label = self
            .layout
            .column(column)
            .map_or_else(|| self.layout.profile.indicators.label(column).to_owned(), |column| column.label.clone());
        let rule = match column {
            C::Level3 => "IND-01",
            C::Target | C::TargetAdjusted => "IND-02",
            C::Actual => "IND-03",
            C::Points => "WGT-05",
            C::Score => "SCR-02",
            C::Reason => "DEV-01",
            _ => "",
        };
        let allowed = match column {
            C::Points => Allowed::Number(0.0),
            C::Score => Allowed::When(self.score(area)),
            C::Operator => Allowed::OneOf(self.operators()),
            C::Core => Allowed::OneOf(YES_NO.map(str::to_owned).to_vec()),
            _ => Allowed::Anything,
        };
        self.entry(&label, rule, allowed)
    }

    /// A number from 0 to the points of the row, where they are given.
    fn score(&self, area: Area) -> String {
        let at = area.first;
        let within = self.layout.column(IndicatorColumn::Points).map(|points| {
            let points = points.cell(at.row);
            format!(",OR(NOT(ISNUMBER({points})),{at}<={points})")
        });
        format!("AND(ISNUMBER({at}),{at}>=0{})", within.unwrap_or_default())
    }

    fn operators(&self) -> Vec<String> {
        let marks = self.layout.profile.words.qualitative_marks.first().cloned();
        OPERATORS.map(str::to_owned).into_iter().chain(marks).collect()
    }

    /// The prompt is what the rule asks for, so it cannot ask for anything else.
    fn entry(&self, label: &str, rule: &str, allowed: Allowed) -> Entry {
        let fix = self.job.rule(rule).map(|rule| rule.fix.clone());
        let what = match &allowed {
            Allowed::Anything => String::new(),
            Allowed::Number(_) => "这里只能填数字，不能小于0，没有的填0。".to_owned(),
            Allowed::Whole => "这里只能填0或正整数。".to_owned(),
            Allowed::Date => "这里只能填日期，如2024-3-31。".to_owned(),
            Allowed::OneOf(words) => format!("这里只能填：{}。", words.join("、")),
            Allowed::When(_) => "这里只能填数字，从0到本行的分值。".to_owned(),
        };
        let prompt = fix.unwrap_or_else(|| match what.is_empty() {
            true => "按实际情况填写。".to_owned(),
            false => what.clone(),
        });
        Entry { allowed, heading: label.to_owned(), prompt, refusal: what }
    }
}
