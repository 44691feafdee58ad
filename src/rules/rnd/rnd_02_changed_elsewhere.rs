use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::address::CellRef;
use crate::model::batch::Before;
use crate::model::finding::{Outcome, Severity};
use crate::model::line::{ComparedForm, ComparedIndicator};
use crate::model::number::{grouped, plain};
use crate::model::standing::Standing;
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::finder::BatchFindings;
use crate::rules::{BatchContext, Check, Rule};

pub static RULE: Rule = Rule {
    code: "RND-02",
    name: "changed-elsewhere",
    severity: Severity::Warning,
    title: "改动了没有要求修改的内容",
    why: "退回时没有指出的目标、完成值、得分和金额，重新报送时一般不应改动；改了就要说明为什么。",
    fix: "请核对这一处改动；确需改动的请说明原因，误改的请改回。",
    over: &[],
    without_roster: "",
    check: Check::Batch(check),
    example: Example {
        fires: |case| case.add_file("湘东区教育局第二稿.xlsx", "湘东区教育局").text("F24", "98%"),
        silent: |case| {
            case.set("H24", "9");
            case.add_file("湘东区教育局第二稿.xlsx", "湘东区教育局").set("A2", "（2023年度）");
        },
    },
};

fn check(context: &BatchContext, out: &mut BatchFindings) {
    let arrivals = &context.batch.arrivals;
    for slot in context.batch.departments.iter().flat_map(|department| &department.slots) {
        let then = match slot.before {
            Some(Before::Here(file)) => &arrivals[file],
            Some(Before::Gone(index)) => &context.batch.gone[index].standing,
            None => continue,
        };
        let now = slot.counting();
        let bodies = [&arrivals[now], then].map(|standing| {
            let span = standing.form().map(|form| form.body);
            span.and_then(|span| context.batch.bodies.read(span).ok()).unwrap_or_default()
        });
        let [Ok(new), Ok(old)] = [&bodies[0], &bodies[1]].map(|body| serde_json::from_slice::<ComparedForm<'_>>(body))
        else {
            continue;
        };
        let changes = changes(&old, &new);
        let (asked, live) = (asked(then), cells(&arrivals[now]));
        let unasked = |change: &&Change| {
            let is_asked = asked.iter().any(|subject| subject.starts_with(&*compact(&change.place)));
            !is_asked && change.cell.is_none_or(|cell| !live.contains(&cell))
        };
        for change in changes.iter().filter(unasked) {
            let draft = out.arrival_at(now, change.cell);
            draft.found(change.new.as_str()).subject(change.subject()).message(change.words());
        }
    }
}

/// What the submission before was asked about, by its meaning.
fn asked(then: &Standing) -> Vec<String> {
    let notes = then.notes.iter().filter(|note| note.outcome == Outcome::Fail && note.severity != Severity::Info);
    notes.map(|note| compact(&note.subject).into_owned()).collect()
}

/// Cells at which something is found now.
fn cells(now: &Standing) -> BTreeSet<CellRef> {
    let notes = now.notes.iter().filter(|note| note.outcome == Outcome::Fail && note.severity != Severity::Info);
    notes.filter_map(|note| note.cell).collect()
}

/// A value that is another than before.
struct Change {
    /// The row or the line: `数量指标/培训期数`, `财政拨款`.
    place: String,
    /// 完成值, 得分; of a whole row nothing.
    what: &'static str,
    cell: Option<CellRef>,
    old: String,
    new: String,
}

impl Change {
    fn subject(&self) -> String {
        if self.what.is_empty() { self.place.clone() } else { format!("{}/{}", self.place, self.what) }
    }

    fn words(&self) -> String {
        let at = self.cell.map(|cell| format!("{cell} ")).unwrap_or_default();
        let Self { place, what, old, new, .. } = self;
        let change = match (old.is_empty(), new.is_empty()) {
            (true, false) if what.is_empty() => format!("比上次多了“{place}”这一项"),
            (false, true) if what.is_empty() => format!("上次的“{place}”这一项没有了"),
            _ => format!("“{place}”的{what}由“{old}”改为“{new}”"),
        };
        format!("{at}{change}，上次没有要求修改这一处，请说明原因。")
    }
}

fn changes(old: &ComparedForm<'_>, new: &ComparedForm<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    amounts(old, new, &mut found);
    let mut before: BTreeMap<String, Vec<&ComparedIndicator<'_>>> = BTreeMap::new();
    for row in old.indicators.iter().rev() {
        before.entry(row.name()).or_default().push(row);
    }
    for row in &new.indicators {
        match before.get_mut(&row.name()).and_then(Vec::pop) {
            Some(old) => of_row(old, row, &mut found),
            None => found.push(Change {
                place: row.name(),
                what: "",
                cell: row.cells.get("level3").copied(),
                old: String::new(),
                new: row.name(),
            }),
        }
    }
    for row in before.into_values().flatten() {
        let (place, old) = (row.name(), row.name());
        found.push(Change { place, what: "", cell: None, old, new: String::new() });
    }
    found
}

fn of_row(old: &ComparedIndicator<'_>, new: &ComparedIndicator<'_>, found: &mut Vec<Change>) {
    let change = |what: &'static str, key: &str, before: String, after: String| Change {
        place: new.name(),
        what,
        cell: new.cells.get(key).copied(),
        old: before,
        new: after,
    };
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
    let (target, goal) = (text(&old.target), text(&new.target));
    if is_lower(&target, &goal) {
        found.push(change("指标值", "target", target, goal));
    }
    let (before, after) = (text(&old.actual), text(&new.actual));
    if compact(&before) != compact(&after) {
        found.push(change("完成值", "actual", before, after));
    }
    for (what, key, before, after) in
        [("分值", "points", old.points, new.points), ("得分", "score", old.score, new.score)]
    {
        if before != after {
            let words = |value: Option<Decimal>| value.map(plain).unwrap_or_default();
            found.push(change(what, key, words(before), words(after)));
        }
    }
}

/// A target that asks for less: a smaller number where more is better, a larger one behind ≤.
fn is_lower(old: &str, new: &str) -> bool {
    const AT_MOST: [&str; 5] = ["≤", "<", "不超过", "不高于", "以内"];
    let at_most = AT_MOST.iter().any(|word| new.contains(word));
    match (first_number(old), first_number(new)) {
        (Some(old), Some(new)) => {
            if at_most {
                new > old
            } else {
                new < old
            }
        }
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn first_number(text: &str) -> Option<Decimal> {
    let text = compact(text).replace(',', "");
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[start..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.trim_end_matches('.').parse().ok()
}

fn amounts(old: &ComparedForm<'_>, new: &ComparedForm<'_>, found: &mut Vec<Change>) {
    for line in new.budget.iter().filter(|line| line.line.is_some()) {
        let Some(before) = old.budget.iter().find(|before| before.line == line.line) else { continue };
        let place = line.label.as_deref().unwrap_or_default().to_owned();
        let columns = [
            ("全年预算数", "budget", before.budget, line.budget),
            ("全年执行数", "executed", before.executed, line.executed),
        ];
        for (what, key, before, after) in columns.into_iter().filter(|(_, _, before, after)| before != after) {
            let words = |value: Option<Decimal>| value.map(grouped).unwrap_or_default();
            let cell = line.cells.get(key).copied();
            found.push(Change { place: place.clone(), what, cell, old: words(before), new: words(after) });
        }
    }
}
