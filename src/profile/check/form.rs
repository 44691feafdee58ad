//! Head, page labels, single fields and goals.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{required, texts, within};
use crate::model::submission::MoneyUnit;
use crate::profile::labels::{Labels, Owner};
use crate::profile::problem::Problems;
use crate::profile::raw::{RawField, RawGoals, RawLabels, RawProfile, RawRegions, Text, Texts};
use crate::profile::spec::{FieldSpec, Region, Regions, Role};

/// What stands above the first section.
pub struct Head {
    pub name: String,
    pub title: String,
    pub kind: String,
    pub year: i32,
    pub money_unit: MoneyUnit,
}

impl Head {
    pub fn check(raw: &RawProfile, problems: &mut Problems<'_>) -> Self {
        let years = (Decimal::from(2000), Decimal::from(2100));
        let year = within(&raw.year, ("", "year"), years, problems);
        if let Some(written) = raw.year.as_ref().filter(|_| !year.is_integer()) {
            problems.at(written.span(), "year 应为整数年份，如 2023");
        }
        Self {
            name: required(&raw.name, ("", "name"), "表样的名称，如 \"xiangdong-2024\"", problems),
            title: required(&raw.title, ("", "title"), "表的标题", problems),
            kind: required(&raw.kind, ("", "kind"), "表针对的对象，如 \"部门\" 或 \"项目\"", problems),
            year: year.to_i32().unwrap_or_default(),
            money_unit: money_unit(&raw.money_unit, problems),
        }
    }
}

fn money_unit(raw: &Option<Text>, problems: &mut Problems<'_>) -> MoneyUnit {
    let Some(written) = raw else {
        problems.missing("", "money_unit", "金额单位，\"yuan\"（元）或 \"wan_yuan\"（万元）");
        return MoneyUnit::Yuan;
    };
    let units = [MoneyUnit::Yuan, MoneyUnit::WanYuan];
    units.into_iter().find(|unit| unit.key() == written.get_ref()).unwrap_or_else(|| {
        let message = format!("money_unit 写的是“{}”：应为 yuan（元）或 wan_yuan（万元）", written.get_ref());
        problems.at(written.span(), message);
        MoneyUnit::Yuan
    })
}

pub fn regions(raw: &RawRegions, problems: &mut Problems<'_>) -> Regions {
    let required = known_regions(&raw.required, problems);
    let absent = known_regions(&raw.absent, problems);
    for absent in &raw.absent {
        if let Some(required) = raw.required.iter().find(|required| required.get_ref() == absent.get_ref()) {
            let message = format!("“{}”既写为必有（required），又写为没有（absent）：请只保留一处", absent.get_ref());
            problems.between([absent.span(), required.span()], message);
        }
    }
    Regions { required, absent }
}

fn known_regions(words: &Texts, problems: &mut Problems<'_>) -> Vec<Region> {
    let mut found = Vec::new();
    for word in words {
        match Region::ALL.into_iter().find(|region| region.key() == word.get_ref()) {
            Some(region) => found.push(region),
            None => {
                let all = Region::ALL.map(Region::key).join("、");
                problems.at(word.span(), format!("表没有“{}”这一部分：可以写 {all}", word.get_ref()));
            }
        }
    }
    found
}

/// Titles and the words of the page that are no fields.
pub fn page_labels(raw: RawLabels, labels: &mut Labels, problems: &mut Problems<'_>) {
    for (list, key, what) in [(&raw.titles, "titles", "表的标题及其常见写法"), (&raw.total, "total", "总分行的名称")]
    {
        if list.is_empty() {
            problems.missing("labels", key, what);
        }
    }
    let groups = texts(raw.group_words, problems);
    labels.group_words(&groups);
    // Every title stands for itself, so each is canonical; the other words are all alike too.
    for title in &raw.titles {
        labels.add(Owner { context: "标题", key: "titles" }, Role::Title, std::slice::from_ref(title), problems);
    }
    let lists = [
        ("section", Role::Section, raw.section),
        ("total", Role::Total, raw.total),
        ("subtotal", Role::Subtotal, raw.subtotal),
        ("notes", Role::Notes, raw.notes),
        ("unit_note", Role::UnitNote, raw.unit_note),
    ];
    for (key, role, list) in lists {
        labels.add(Owner { context: "版面用词", key }, role, &list, problems);
    }
}

/// Single fields in the order they are written.
pub fn fields(raw: BTreeMap<Text, RawField>, labels: &mut Labels, problems: &mut Problems<'_>) -> Vec<FieldSpec> {
    let mut raw: Vec<_> = raw.into_iter().collect();
    raw.sort_by_key(|(key, _)| key.span().start);
    if !raw.iter().any(|(key, _)| key.get_ref() == "department") {
        problems.missing("fields.department", "labels", "部门名称一栏的写法");
    }
    let fields = raw.into_iter().enumerate().map(|(i, (key, field))| {
        if field.labels.is_empty() {
            problems.missing(&format!("fields.{}", key.get_ref()), "labels", "这一栏在表上的名称");
        }
        let owner = Owner { context: "单项栏目", key: key.get_ref() };
        let labels = labels.add(owner, Role::Field(i), &field.labels, problems);
        FieldSpec { key: key.into_inner(), labels, required: field.required }
    });
    fields.collect()
}

pub fn goals(raw: &RawGoals, labels: &mut Labels, problems: &mut Problems<'_>) {
    let lists: [(&str, Role, &Texts); 4] = [
        ("planned", Role::GoalPlanned, &raw.planned),
        ("adjusted", Role::GoalAdjusted, &raw.adjusted),
        ("achieved", Role::GoalAchieved, &raw.achieved),
        ("groups", Role::GoalGroup, &raw.groups),
    ];
    for (key, role, list) in lists {
        labels.add(Owner { context: "目标栏", key }, role, list, problems);
    }
}
