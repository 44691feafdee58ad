use std::collections::BTreeSet;

use crate::model::address::{Area, CellRef};
use crate::model::batch::Before;
use crate::model::finding::{Outcome, Severity};
use crate::model::line::{ComparedForm, FindingLine};
use crate::model::standing::Standing;
use crate::model::text::compact;
use crate::rules::bud::bud_10_unit_doubtful;
use crate::rules::example::Example;
use crate::rules::facts::form_changes::{Change, Compared, POINTS, SCORE};
use crate::rules::finder::BatchFindings;
use crate::rules::ind::ind_11_level_missing;
use crate::rules::structure::str_15_not_filled_in;
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
    for slot in context.batch.departments.iter().flat_map(|department| &department.slots) {
        let now = slot.counting();
        let Some(then) = slot.before.and_then(|before| standing(context, before)) else { continue };
        // What the one before was asked about by this rule may be put back.
        let earlier = slot.before_that.and_then(|before| standing(context, before));
        let told = earlier.map(|earlier| unasked(context, (earlier, then), &[])).unwrap_or_default();
        for change in unasked(context, (then, &context.batch.arrivals[now]), &told) {
            let draft = out.arrival_at(now, change.cell);
            draft.found(change.new.as_str()).subject(subject(&change)).message(message(&change));
        }
    }
}

fn standing<'a>(context: &BatchContext<'a>, before: Before) -> Option<&'a Standing> {
    match before {
        Before::Here(file) => context.batch.arrivals.get(file),
        Before::Gone(index) => context.batch.gone.get(index).map(|gone| &gone.standing),
    }
}

/// What is another in the later of two submissions and was not asked for.
fn unasked(context: &BatchContext, (then, now): (&Standing, &Standing), told: &[Change]) -> Vec<Change> {
    let forms = then.form().zip(now.form());
    let Some((profile, (old, new))) = forms.and_then(|(old, new)| Some((context.profile(&new.profile)?, (old, new))))
    else {
        return vec![];
    };
    let bodies = [old.body, new.body].map(|span| context.batch.bodies.read(span).unwrap_or_default());
    let [Ok(old), Ok(new)] = [&bodies[0], &bodies[1]].map(|body| serde_json::from_slice::<ComparedForm<'_>>(body))
    else {
        return vec![];
    };
    let lines = context.batch.bodies.read(then.found).unwrap_or_default();
    let asked = Asked::of(then, (&lines, told));
    let levels = old.indicators.iter().filter_map(|row| row.level2.as_deref()).map(|name| compact(name).into_owned());
    let changes = asked.left_of(Compared { old: &old, new: &new, profile }.changes(), &levels.collect());
    let live = cells(now);
    let is_free = |change: &Change| change.cell.is_none_or(|cell| !live.contains(&cell));
    let mut changes: Vec<Change> = changes.into_iter().filter(is_free).collect();
    changes.sort_by_key(|change| (change.cell.is_none(), change.cell));
    changes
}

/// Cells at which something is found now.
fn cells(now: &Standing) -> BTreeSet<CellRef> {
    let notes = now.notes.iter().filter(|note| note.outcome == Outcome::Fail && note.severity != Severity::Info);
    notes.filter_map(|note| note.cell.map(CellRef::on_sheet)).collect()
}

/// What the submission before was asked about.
struct Asked {
    /// Cells that findings name, with their merges.
    named: Vec<Area>,
    /// Cells that took part: one amount or one number of points may be put right instead of another.
    part: BTreeSet<CellRef>,
    /// By meaning: rows whose cells nobody knows any more.
    subjects: BTreeSet<String>,
    /// A level that had no indicator was to get one.
    wants_levels: bool,
    /// Whether its amounts are in the unit they were read in.
    doubts_unit: bool,
    /// Nothing was filled in.
    is_blank: bool,
}

impl Asked {
    fn of(then: &Standing, (lines, told): (&[u8], &[Change])) -> Self {
        let is_asked = |line: &FindingLine<'_>| line.outcome == Outcome::Fail && line.severity != Severity::Info;
        let lines = lines.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
        let lines: Vec<FindingLine<'_>> = lines.filter(is_asked).collect();
        let notes = then.notes.iter().filter(|note| note.outcome == Outcome::Fail && note.severity != Severity::Info);
        let subjects = notes.map(|note| note.subject.to_string()).chain(told.iter().map(subject));
        let has = |rule: &Rule| lines.iter().any(|line| line.rule == rule.code);
        Self {
            named: lines.iter().filter_map(FindingLine::area).collect(),
            part: lines.iter().flat_map(|line| line.related.iter().map(|related| related.cell)).collect(),
            subjects: subjects.map(|subject| compact(&subject).into_owned()).collect(),
            wants_levels: has(&ind_11_level_missing::RULE),
            doubts_unit: has(&bud_10_unit_doubtful::RULE),
            is_blank: has(&str_15_not_filled_in::RULE),
        }
    }

    /// The changes that nobody asked for.
    fn left_of(&self, changes: Vec<Change>, levels: &BTreeSet<String>) -> Vec<Change> {
        if self.is_blank {
            return vec![];
        }
        let (rows, values): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| change.what.is_empty());
        let (added, removed): (Vec<_>, Vec<_>) = rows.into_iter().partition(Change::is_added);
        let (asked, mut left): (Vec<_>, Vec<_>) = removed.into_iter().partition(|change| self.names_row(change));
        // A row that was asked about may come back under another name, or at the level it belongs to.
        let mut replaced: Vec<Option<Change>> = asked.into_iter().map(Some).collect();
        let mut moved: BTreeSet<String> = replaced.iter().flatten().map(|change| change.level1.clone()).collect();
        for change in added {
            let (level2, level3) = change.levels();
            let fits = |by: &dyn Fn((&str, &str)) -> bool| {
                replaced.iter().position(|row| row.as_ref().is_some_and(|row| by(row.levels())))
            };
            let of_one_name = fits(&|row| row.1 == level3).or_else(|| fits(&|row| row.0 == level2));
            let is_new_level = self.wants_levels && !levels.contains(&*compact(level2));
            match of_one_name {
                Some(at) => drop(replaced[at].take()),
                None if is_new_level => {}
                None => {
                    left.push(change);
                    continue;
                }
            }
            moved.insert(change.level1);
        }
        let is_points = |change: &Change| [POINTS, SCORE].contains(&change.what);
        // Rows that came or went as was asked leave their points to others of their level.
        let is_moved = |change: &Change| is_points(change) && moved.contains(&change.level1);
        left.extend(values.into_iter().filter(|change| !self.names(change) && !is_moved(change)));
        left
    }

    fn names(&self, change: &Change) -> bool {
        // A score goes with its points.
        let points = || change.points.filter(|_| change.what == SCORE);
        let took_part = change.stood.filter(|_| change.what != SCORE).into_iter().chain(points());
        self.names_row(change)
            || (self.doubts_unit && change.is_amount)
            || took_part.into_iter().any(|cell| self.part.contains(&cell))
    }

    fn names_row(&self, change: &Change) -> bool {
        let place = compact(&change.place).into_owned();
        let is_of_place = |subject: &String| {
            subject.strip_prefix(&place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_named = |cell: &CellRef| self.named.iter().any(|area| area.contains(*cell));
        change.row.iter().any(is_named) || self.subjects.iter().any(is_of_place)
    }
}

fn subject(change: &Change) -> String {
    let Change { place, what, .. } = change;
    if what.is_empty() { place.clone() } else { format!("{place}/{what}") }
}

fn message(change: &Change) -> String {
    let Change { place, what, old, new, .. } = change;
    let at = change.cell.map(|cell| format!("{cell} ")).unwrap_or_default();
    let change = match () {
        () if change.is_added() => format!("比上次多了“{place}”这一项"),
        () if change.is_removed() => format!("上次的“{place}”这一项没有了"),
        () => format!("“{place}”的{what}由“{old}”改为“{new}”"),
    };
    format!("{at}{change}，上次没有要求修改这一处，请说明原因。")
}
