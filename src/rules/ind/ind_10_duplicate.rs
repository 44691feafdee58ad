use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry::{Occupied, Vacant};

use crate::lang::placeholder::is_placeholder;
use crate::model::address::CellRef;
use crate::model::finding::{Severity, Subject};
use crate::model::submission::Entry;
use crate::model::text::compact;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-10",
    name: "duplicate",
    severity: Severity::Warning,
    title: "同一指标重复填写",
    why: "名称和指标值都相同的指标重复计分，总分会偏向这一项。",
    fix: "请删去重复的一行，或改成另一项指标，并调整分值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.text("D24", "教师培训合格率");
            case.text("E24", "≥95%");
        },
        silent: |case| case.text("D24", "教师培训合格率"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let mut seen: BTreeMap<(Cow<str>, Cow<str>), CellRef> = BTreeMap::new();
    for (i, row) in form.filled() {
        let Some((name, target)) = row.level3.text().zip(row.target.as_ref().and_then(Entry::text)) else { continue };
        if is_placeholder(name, &form.profile.words) {
            continue;
        }
        match seen.entry((compact(name), compact(target))) {
            Vacant(place) => drop(place.insert(row.level3.cell)),
            // Rows of one merged name are one indicator.
            Occupied(first) if *first.get() == row.level3.cell => {}
            Occupied(first) => {
                let message = format!("{} “{name}”（指标值{target}）与{}重复。", row.level3.cell, first.get());
                out.at(&row.level3, Subject::Indicator(i, IndicatorColumn::Level3))
                    .related([*first.get()])
                    .message(message);
            }
        }
    }
}
