//! What a form says otherwise than the one before. What was blank then and is filled in now is no change: that it was
//! blank has been said, or did not matter.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::execution_rate::is_execution_rate;
use super::lower_target::{is_lower, says_the_same};
use crate::lang::scan::said;
use crate::model::address::CellRef;
use crate::model::line::{ComparedForm, ComparedIndicator};
use crate::model::number::{grouped, plain};
use crate::model::text::is_blank;
use crate::profile::spec::Profile;

/// One value, or one row, that is another than before.
#[derive(Clone, Debug)]
pub struct Change {
    /// The row or the line: `数量指标/培训期数`, `财政拨款`.
    pub place: String,
    /// 完成值, 得分; of a whole row nothing.
    pub what: &'static str,
    pub cell: Option<CellRef>,
    pub old: String,
    pub new: String,
    /// Where the value stood before.
    pub stood: Option<CellRef>,
    /// The row's own cells before; none of a row that was added.
    pub row: Vec<CellRef>,
    pub level1: String,
    pub is_amount: bool,
    /// Where the points of the row stood.
    pub points: Option<CellRef>,
}

const NAME: &str = "三级指标";
pub const POINTS: &str = "分值";
pub const SCORE: &str = "得分";

impl Change {
    pub fn is_added(&self) -> bool {
        self.what.is_empty() && self.old.is_empty()
    }

    pub fn is_removed(&self) -> bool {
        self.what.is_empty() && self.new.is_empty()
    }

    /// `二级指标/三级指标` of a row, apart.
    pub fn levels(&self) -> (&str, &str) {
        self.place.split_once('/').unwrap_or(("", &self.place))
    }
}

/// Of two forms of one kind, the older first.
pub struct Compared<'a> {
    pub old: &'a ComparedForm<'a>,
    pub new: &'a ComparedForm<'a>,
    pub profile: &'a Profile,
}

impl Compared<'_> {
    pub fn changes(&self) -> Vec<Change> {
        let mut found = self.amounts();
        let mut before: BTreeMap<String, Vec<&ComparedIndicator<'_>>> = BTreeMap::new();
        for row in self.old.indicators.iter().rev() {
            before.entry(row.name()).or_default().push(row);
        }
        let mut added = Vec::new();
        for row in &self.new.indicators {
            match before.get_mut(&row.name()).and_then(Vec::pop) {
                Some(old) if self.follows_amounts(old, row) => {}
                Some(old) => found.extend(self.of_row(old, row)),
                // Where there was no row at all, none was added.
                None if self.old.indicators.is_empty() => {}
                None => added.push(row),
            }
        }
        let mut removed: Vec<_> = before.into_values().flatten().collect();
        for row in added {
            match removed.iter().position(|old| self.is_renamed(old, row)) {
                Some(at) => found.extend(self.renamed(removed.remove(at), row)),
                None => found.push(Change { new: row.name(), cell: row.cell("level3"), ..whole(row) }),
            }
        }
        found.extend(removed.iter().map(|row| Change {
            old: row.name(),
            row: row.own_cells().collect(),
            ..whole(row)
        }));
        found
    }

    /// One row under another name: its level, its target and its points are what they were.
    fn is_renamed(&self, old: &ComparedIndicator<'_>, new: &ComparedIndicator<'_>) -> bool {
        let target = old.target().filter(|target| !is_blank(target));
        (&old.level1, &old.level2, old.points) == (&new.level1, &new.level2, new.points)
            && target.zip(new.target()).is_some_and(|(old, new)| says_the_same(old, new, &self.profile.words))
    }

    fn renamed(&self, old: &ComparedIndicator<'_>, new: &ComparedIndicator<'_>) -> Vec<Change> {
        let [before, after] = [old, new].map(|row| row.level3.as_deref().unwrap_or_default().to_owned());
        let name = Change {
            what: NAME,
            cell: new.cell("level3"),
            old: before,
            new: after,
            stood: old.cell("level3"),
            row: old.own_cells().collect(),
            ..whole(old)
        };
        let named = Some(name).filter(|name| !is_blank(&name.old));
        named.into_iter().chain(self.of_row(old, new)).collect()
    }

    fn amounts(&self) -> Vec<Change> {
        let mut found = Vec::new();
        for line in self.new.budget.iter().filter(|line| line.line.is_some()) {
            let Some(before) = self.old.budget.iter().find(|before| before.line == line.line) else { continue };
            let columns = [
                ("全年预算数", "budget", before.budget, line.budget),
                ("全年执行数", "executed", before.executed, line.executed),
            ];
            for (what, key, old, new) in columns {
                let Some(old) = old.filter(|old| Some(*old) != new) else { continue };
                found.push(Change {
                    place: line.label.as_deref().unwrap_or_default().to_owned(),
                    what,
                    cell: line.cell(key),
                    old: grouped(old),
                    new: new.map(grouped).unwrap_or_default(),
                    stood: before.cell(key),
                    row: before.cells().collect(),
                    level1: String::new(),
                    is_amount: true,
                    points: None,
                });
            }
        }
        found
    }

    fn of_row(&self, old: &ComparedIndicator<'_>, new: &ComparedIndicator<'_>) -> Vec<Change> {
        let words = &self.profile.words;
        let mut found = Vec::new();
        let mut change = |what: &'static str, key: &str, (old_text, new_text): (String, String)| {
            found.push(Change {
                what,
                cell: new.cell(key),
                old: old_text,
                new: new_text,
                stood: old.cell(key),
                row: old.own_cells().collect(),
                points: old.cell("points"),
                ..whole(new)
            });
        };
        let goals = (old.target().unwrap_or_default(), new.target().unwrap_or_default());
        if is_lower(new.level3.as_deref().unwrap_or_default(), goals, words) {
            change("指标值", "target", (goals.0.to_owned(), goals.1.to_owned()));
        }
        let after = new.actual.as_deref().unwrap_or_default();
        if let Some(before) = old.actual.as_deref().filter(|before| !says_the_same(before, after, words)) {
            change("完成值", "actual", (before.to_owned(), after.to_owned()));
        }
        for (what, key, before, after) in
            [(POINTS, "points", old.points, new.points), (SCORE, "score", old.score, new.score)]
        {
            if let Some(before) = before.filter(|before| Some(*before) != after) {
                change(what, key, (plain(before), after.map(plain).unwrap_or_default()));
            }
        }
        found
    }

    /// The row repeats the rate of the budget block, which is another now.
    fn follows_amounts(&self, old: &ComparedIndicator<'_>, new: &ComparedIndicator<'_>) -> bool {
        let (before, now) = (self.old.scores.overall_rate, self.new.scores.overall_rate);
        let levels = (new.level2.as_deref().unwrap_or_default(), new.level3.as_deref().unwrap_or_default());
        let states = |rate: Decimal| {
            let scan = said(new.actual.as_deref().unwrap_or_default(), &self.profile.words);
            let stated = scan.quantities().next().filter(|stated| stated.is_percent()).map(|stated| stated.value);
            let tolerance = self.profile.tolerances.rate_points.checked_div(Decimal::ONE_HUNDRED).unwrap_or_default();
            stated.and_then(|stated| stated.checked_sub(rate)).is_some_and(|apart| apart.abs() <= tolerance)
        };
        let kept = (old.target(), old.points) == (new.target(), new.points);
        before != now && kept && is_execution_rate(self.profile, levels) && now.is_some_and(states)
    }
}

/// Of a row as a whole.
fn whole(row: &ComparedIndicator<'_>) -> Change {
    Change {
        place: row.name(),
        what: "",
        cell: None,
        old: String::new(),
        new: String::new(),
        stood: None,
        row: Vec::new(),
        level1: row.level1.as_deref().unwrap_or_default().to_owned(),
        is_amount: false,
        points: None,
    }
}
