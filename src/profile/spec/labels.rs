//! What each label of a form can stand for.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::budget::BudgetColumn;
use super::indicators::IndicatorColumn;
use crate::model::text::without_brackets;

/// What a label can stand for. One text may have several roles (满意度指标 is level 1 and level 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Title,
    /// Index into `Profile::fields`.
    Field(usize),
    BudgetColumn(BudgetColumn),
    /// Index into `BudgetSpec::lines`.
    BudgetLine(usize),
    GoalPlanned,
    GoalAdjusted,
    GoalAchieved,
    /// A goal with a table of its own (年度绩效目标1（40分）).
    GoalGroup,
    IndicatorColumn(IndicatorColumn),
    Level1(usize),
    Level2(usize, usize),
    Section,
    Total,
    Subtotal,
    Notes,
    UnitNote,
}

/// Every label of a profile by its key (`model::text::label_key`), canonical ones before aliases.
#[derive(Clone, Debug, Default)]
pub struct LabelIndex {
    pub roles: FxHashMap<String, Vec<LabelRole>>,
    /// Headings, which may be part of a longer one; and subtotal words, which may end a longer one. Compact.
    pub titles: Vec<String>,
    pub subtotals: Vec<String>,
    /// Words that open the notes (说明), and words in front of a unit (单位：万元). Compact.
    pub notes: Vec<String>,
    pub unit_notes: Vec<String>,
    /// Labels of goals with a table of their own, compact.
    pub goal_groups: Vec<String>,
    /// Group words in front of budget lines (资金来源, 其中), compact.
    pub group_words: Vec<String>,
    /// Longest key in characters: longer texts are no labels.
    pub longest: usize,
    /// The keys by what they stand for, put together when first asked for.
    by_role: OnceLock<FxHashMap<Role, Vec<String>>>,
}

/// One role of a label; `canonical` is false for aliases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelRole {
    pub role: Role,
    pub canonical: bool,
    /// Place in the profile's list: where a form has two of them, the earlier one is meant.
    pub rank: u16,
}

impl LabelIndex {
    /// The roles of an already normalised key; where it has none, those of the key without its brackets.
    pub fn roles(&self, key: &str) -> &[LabelRole] {
        let bare = || self.roles.get(&without_brackets(key)?);
        self.roles.get(key).or_else(bare).map_or(&[], Vec::as_slice)
    }

    /// The label a role is known by; empty for a role the form does not have.
    pub fn canonical(&self, role: Role) -> &str {
        let stands = |labels: &[LabelRole]| labels.iter().any(|label| label.role == role && label.canonical);
        let keys = self.roles.iter().filter(|(_, labels)| stands(labels)).map(|(key, _)| key.as_str());
        keys.min().unwrap_or_default()
    }

    /// The keys that may stand for a role, in order of their characters.
    pub fn of(&self, role: Role) -> &[String] {
        self.by_role.get_or_init(|| self.keys_by_role()).get(&role).map_or(&[], Vec::as_slice)
    }

    fn keys_by_role(&self) -> FxHashMap<Role, Vec<String>> {
        let mut by_role: FxHashMap<Role, Vec<String>> = FxHashMap::default();
        for (key, label) in self.roles.iter().flat_map(|(key, labels)| labels.iter().map(move |label| (key, label))) {
            by_role.entry(label.role).or_default().push(key.clone());
        }
        for keys in by_role.values_mut() {
            keys.sort_unstable();
            keys.dedup();
        }
        by_role
    }
}
