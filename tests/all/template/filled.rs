//! A form filled in without a fault, and faults to put in.

use std::collections::BTreeMap;

use jixiao::model::address::CellRef;
use jixiao::profile::spec::{Blank, BudgetColumn, GoalText, IndicatorColumn as C};
use jixiao::write::template::layout::Layout;

/// What is typed, by cell.
pub type Cells = BTreeMap<CellRef, String>;

/// A form filled in as it should be, and the places a fault can be put.
pub struct Filled<'a> {
    layout: &'a Layout<'a>,
    pub cells: Cells,
    /// Rows of indicators, in order.
    pub rows: Vec<u32>,
    points: BTreeMap<u32, i64>,
}

impl<'a> Filled<'a> {
    pub fn right(layout: &'a Layout<'a>) -> Self {
        let mut filled = Self { layout, cells: Cells::new(), rows: Vec::new(), points: BTreeMap::new() };
        filled.fields();
        filled.money();
        for goal in &layout.goals {
            let text = match goal.what {
                GoalText::Achieved => "全年走访企业三十家，组织培训四期，维修校舍两处，群众反映良好。",
                _ => "围绕年度中心工作，完成校舍维修改造，开展教师培训，走访服务企业。",
            };
            filled.cells.insert(goal.value.first, text.to_owned());
        }
        filled.indicators();
        filled
    }

    fn put(&mut self, at: CellRef, value: impl ToString) {
        self.cells.insert(at, value.to_string());
    }

    fn fields(&mut self) {
        for field in self.layout.head.iter().chain(&self.layout.foot) {
            let Blank::Field(at) = field.blank else { continue };
            let value = match self.layout.profile.fields[at].key.as_str() {
                "subordinate_units" => "3",
                "phone" => "0799-6881234",
                "filler" => "李某某",
                "date" => "45366",
                "department" => "区教育局",
                _ => "某某事项",
            };
            self.put(field.value.first, value);
        }
    }

    /// 1000 of budget and 980 of execution in all, however they are made up.
    fn money(&mut self) {
        use BudgetColumn::{Budget, Executed, Initial};
        let Some(budget) = &self.layout.budget else { return };
        let spec = &self.layout.profile.budget;
        let factor = if self.layout.profile.money_unit.name() == "元" { 1000 } else { 1 };
        for (line, _, row) in &budget.lines {
            let key = &spec.lines[*line].key;
            let is_total = spec.total_line.as_ref() == Some(key);
            if is_total && !spec.total_parts.is_empty() {
                continue;
            }
            let sides = [&spec.sources, &spec.structure, &spec.total_parts];
            let place = sides.into_iter().find_map(|side| side.iter().position(|own| own == key));
            let (plan, done) = match place {
                Some(0) => (900, 890),
                Some(1) => (100, 90),
                _ if is_total => (1000, 980),
                _ => (0, 0),
            };
            for (column, amount) in [(Initial, plan), (Budget, plan), (Executed, done)] {
                if let Some(column) = self.layout.budget_column(column) {
                    self.cells.insert(column.cell(*row), (amount * factor).to_string());
                }
            }
            let is_said = spec.execution.as_ref().is_some_and(|execution| execution.points.is_some());
            let scored = self.layout.scored_line() == Some(*row) && !is_said;
            if let Some(points) = self.layout.budget_column(BudgetColumn::Points).filter(|_| scored) {
                self.cells.insert(points.cell(*row), "10".to_owned());
            }
        }
    }

    fn indicators(&mut self) {
        let layout = self.layout;
        let scored = layout.scored_line().is_some();
        for table in &layout.tables {
            let mut parts: Vec<(Vec<u32>, i64)> = Vec::new();
            let whole = if table.goal.is_some() {
                40
            } else if scored {
                90
            } else {
                100
            };
            for level in &table.levels {
                let weight = layout.level1(level).weight.map(|weight| i64::try_from(weight).expect("whole"));
                let share = whole / table.levels.len() as i64;
                let first = parts.is_empty();
                let rest = whole - share * table.levels.len() as i64;
                let weight = weight.unwrap_or(share + if first { rest } else { 0 });
                let fixed: Vec<(u32, i64)> = level
                    .groups
                    .iter()
                    .filter_map(|group| {
                        let points = layout.level2(level, group)?.points?;
                        Some((group.rows.start, i64::try_from(points).expect("whole")))
                    })
                    .collect();
                match fixed.is_empty() {
                    true => parts.push((level.groups.iter().map(|group| group.rows.start).collect(), weight)),
                    false => parts.extend(fixed.into_iter().map(|(row, points)| (vec![row], points))),
                }
            }
            if table.levels.is_empty() {
                parts.push((table.rows().take(4).collect(), whole));
            }
            for (rows, points) in parts {
                let each = points / rows.len() as i64;
                for (at, row) in rows.iter().enumerate() {
                    let rest = if at == 0 { points - each * rows.len() as i64 } else { 0 };
                    self.indicator(*row, each + rest);
                }
            }
        }
    }

    fn indicator(&mut self, row: u32, points: i64) {
        let layout = self.layout;
        let levels = layout.tables.iter().flat_map(|table| &table.levels);
        let level = levels.into_iter().find(|level| level.rows().contains(&row));
        let has_targets = level.is_none_or(|level| layout.level1(level).has_targets);
        let own_units = layout.column(C::Unit).is_some();
        for column in &layout.columns {
            let value = match column.what {
                C::Level2 if level.is_some_and(|level| level.groups[0].level2.is_none()) => "投入情况".to_owned(),
                C::Level3 => format!("第{row}类专项工作开展数"),
                C::Target | C::TargetAdjusted | C::Operator | C::Unit if !has_targets => continue,
                C::Target | C::TargetAdjusted if own_units => "10".to_owned(),
                C::Target => "≥10个".to_owned(),
                C::Operator => "≥".to_owned(),
                C::Unit => "个".to_owned(),
                C::Actual if own_units => "12".to_owned(),
                C::Actual if !has_targets => "已落实".to_owned(),
                C::Actual => "12个".to_owned(),
                C::Points | C::Score => points.to_string(),
                C::Coefficient => "100%".to_owned(),
                C::Core => "是".to_owned(),
                _ => continue,
            };
            self.cells.insert(column.cell(row), value);
        }
        self.rows.push(row);
        self.points.insert(row, points);
    }

    fn field(&self, key: &str) -> Option<CellRef> {
        Some(self.layout.field(key)?.value.first)
    }

    /// A cell of the indicator in that place, from the first or, below 0, from the last.
    fn at(&self, place: isize, column: C) -> Option<CellRef> {
        let place = if place < 0 { self.rows.len() as isize + place } else { place };
        Some(self.layout.column(column)?.cell(*self.rows.get(place as usize)?))
    }

    fn amount(&self, keys: &[String], column: BudgetColumn) -> Option<CellRef> {
        let row = keys.iter().find_map(|key| self.layout.line(key))?;
        Some(self.layout.budget_column(column)?.cell(row))
    }

    fn number(&self, at: CellRef) -> i64 {
        self.cells.get(&at).and_then(|value| value.parse().ok()).unwrap_or(0)
    }
}

/// A mistake: puts it in, and says whether this form has a place for it.
pub type Mistake = fn(&mut Filled<'_>) -> Option<()>;

/// Mistakes that do not get into each other's way, file by file, each with the rule it breaks.
pub const FAULTY: [&[(&str, Mistake)]; 9] = [
    &[
        ("BAS-01", |form| {
            // The name of the department above stands for it, where the form has both.
            form.field("supervisor").and_then(|at| form.cells.remove(&at));
            form.field("department").and_then(|at| form.cells.remove(&at)).map(drop)
        }),
        ("IND-01", |form| form.at(-1, C::Level3).and_then(|at| form.cells.remove(&at)).map(drop)),
        ("SCR-01", |form| {
            form.layout.column(C::Points)?;
            form.at(1, C::Score).and_then(|at| form.cells.remove(&at)).map(drop)
        }),
        ("TXT-02", |form| goal(form, GoalText::Planned).and_then(|at| form.cells.remove(&at)).map(drop)),
        ("BUD-01", |form| {
            let asked = form.layout.profile.budget.lines.iter().filter(|line| !line.optional);
            let asked: Vec<String> = asked.map(|line| line.key.clone()).collect();
            let total = form.layout.profile.budget.total_line.clone();
            let asked: Vec<String> = asked.into_iter().filter(|key| Some(key) != total.as_ref()).collect();
            form.amount(&asked, BudgetColumn::Executed).and_then(|at| form.cells.remove(&at)).map(drop)
        }),
    ],
    &[
        ("BAS-04", |form| form.field("subordinate_units").map(|at| form.put(at, "2.5"))),
        ("IND-02", |form| form.at(-1, C::Target).and_then(|at| form.cells.remove(&at)).map(drop)),
        ("WGT-05", |form| form.at(2, C::Points).map(|at| form.put(at, "0"))),
        ("BUD-05", |form| {
            let first = first_line(form)?;
            let (plan, done) = pair(form, first)?;
            let more = form.number(plan) + 1;
            form.put(done, more);
            Some(())
        }),
    ],
    &[
        ("BAS-05", |form| form.field("phone").map(|at| form.put(at, "见上"))),
        ("IND-03", |form| form.at(-1, C::Actual).map(|at| form.put(at, "—"))),
        ("SCR-02", |form| {
            let at = form.at(0, C::Score).filter(|_| form.layout.column(C::Points).is_some())?;
            let more = form.points[&form.rows[0]] + 1;
            form.put(at, more);
            Some(())
        }),
        ("BUD-04", |form| {
            let (plan, _) = pair(form, first_line(form)?)?;
            form.put(plan, 0);
            Some(())
        }),
    ],
    &[
        ("WGT-02", |form| {
            form.layout.column(C::Weight)?;
            more_points(form, -1)
        }),
        ("WGT-04", |form| {
            form.layout.column(C::Weight)?;
            more_points(form, 0)
        }),
        ("WGT-01", |form| {
            if form.layout.column(C::Weight).is_some() || form.layout.total.is_none() {
                None
            } else {
                more_points(form, -1)
            }
        }),
        ("DEV-01", |form| {
            form.layout.column(C::Reason)?;
            let at = form.at(1, C::Score)?;
            form.put(at, 1);
            Some(())
        }),
        ("BUD-07", |form| {
            let at = form.amount(&form.layout.profile.budget.sources.clone(), BudgetColumn::Budget)?;
            let more = form.number(at) + 1;
            form.put(at, more);
            Some(())
        }),
        ("BUD-08", |form| {
            if form.layout.profile.budget.total_parts.is_empty() {
                return None;
            }
            // Over the formula, as with the protection lifted.
            let total: Vec<String> = form.layout.profile.budget.total_line.clone().into_iter().collect();
            form.amount(&total, BudgetColumn::Budget).map(|at| form.put(at, 1005))
        }),
    ],
    &[
        ("BUD-06", |form| {
            for row in form.layout.budget.as_ref()?.lines.iter().map(|(_, _, row)| *row).collect::<Vec<_>>() {
                let (_, done) = pair(form, row)?;
                let half = form.number(done) / 2;
                if form.cells.contains_key(&done) {
                    form.put(done, half);
                }
            }
            Some(())
        }),
        ("TXT-02", |form| goal(form, GoalText::Achieved).map(|at| form.put(at, "无"))),
        ("BAS-05", |form| form.field("filler").and_then(|at| form.cells.remove(&at)).map(drop)),
        ("SCR-02", |form| {
            form.at(2, C::Score).filter(|_| form.layout.column(C::Points).is_some()).map(|at| form.put(at, "-1"))
        }),
    ],
    &[("BUD-13", |form| {
        let (_, done) = pair(form, first_line(form)?)?;
        form.put(done, -1);
        Some(())
    })],
    // Over the formulas, as with the protection lifted.
    &[
        ("BUD-02", |form| {
            let row = first_line(form)?;
            form.layout.budget_column(BudgetColumn::Rate).map(|rate| form.put(rate.cell(row), "0.5"))
        }),
        ("SCR-03", |form| {
            let in_row = form.layout.total.zip(form.layout.column(C::Score)).map(|(row, score)| score.cell(row));
            let in_head = form.layout.head.iter().find(|field| field.blank == Blank::Total);
            let at = in_row.or(in_head.map(|field| field.value.first))?;
            form.layout.column(C::Points)?;
            form.put(at, "90");
            Some(())
        }),
    ],
    // What is no mistake on the other side of each boundary.
    &[("", |form| {
        if form.layout.column(C::Reason).is_some() {
            let (score, reason) = (form.at(1, C::Score)?, form.at(1, C::Reason)?);
            form.put(score, 1);
            form.put(reason, "因发票晚到，两笔经费次年一月付清");
        }
        let (plan, done) = pair(form, first_line(form)?)?;
        let all = form.number(plan);
        let less = all - form.number(done);
        form.put(done, all);
        // The other side of the sheet, where the money has two sides, grows as much.
        let other = form.layout.profile.budget.structure.clone();
        if let Some(at) = form.amount(&other, BudgetColumn::Executed) {
            let more = form.number(at) + less;
            form.put(at, more);
        }
        Some(())
    })],
    // Points are divided anew within a level, and a row of the template stays empty.
    &[("", |form| {
        let first = form.at(-1, C::Points)?;
        let row = *form.rows.last()? + 1;
        let groups = form.layout.tables.iter().flat_map(|table| &table.levels).flat_map(|level| &level.groups);
        let fits = groups.into_iter().any(|group| group.rows.contains(&row)) || form.layout.tables[0].levels.is_empty();
        let points = form.points[form.rows.last()?];
        if !fits || points < 2 {
            return None;
        }
        form.indicator(row, 1);
        form.put(first, points - 1);
        let score = form.layout.column(C::Score)?.cell(row - 1);
        form.put(score, points - 1);
        Some(())
    })],
];

fn goal(form: &Filled<'_>, what: GoalText) -> Option<CellRef> {
    Some(form.layout.goals.iter().find(|goal| goal.what == what)?.value.first)
}

/// The first line whose amounts are written and not computed.
fn first_line(form: &Filled<'_>) -> Option<u32> {
    let column = form.layout.budget_column(BudgetColumn::Budget)?;
    let lines = &form.layout.budget.as_ref()?.lines;
    lines.iter().map(|(_, _, row)| *row).find(|row| form.cells.contains_key(&column.cell(*row)))
}

fn pair(form: &Filled<'_>, row: u32) -> Option<(CellRef, CellRef)> {
    let column = |what| Some(form.layout.budget_column(what)?.cell(row));
    Some((column(BudgetColumn::Budget)?, column(BudgetColumn::Executed)?))
}

fn more_points(form: &mut Filled<'_>, place: isize) -> Option<()> {
    let at = form.at(place, C::Points)?;
    let score = form.at(place, C::Score)?;
    let more = form.number(at) + 1;
    form.put(at, more);
    form.put(score, more);
    Some(())
}
