//! Puts the parts of a form below each other, and their columns beside each other.

use super::{Budget, Column, Field, Goal, Group, Layout, Level, Table};
use crate::model::address::{Area, CellRef};
use crate::profile::spec::{Blank, BudgetColumn, IndicatorColumn, Printed, Profile, TemplateSpec};

/// Rows of the title and of the year.
const FIRST: u32 = 2;
/// Columns of the budget's labels, where there is room.
const LABELS: u32 = 3;
/// Digits an amount needs, and a label.
const AMOUNT: f64 = 14.0;
const LABEL: f64 = 12.0;
/// Rows of a flat form for each row of a level 2.
const FLAT: u32 = 4;

impl<'a> Layout<'a> {
    pub fn of(profile: &'a Profile) -> Self {
        let spec = &profile.layout;
        let columns = columns(spec);
        let width = columns.last().map_or(0, |column| column.last + 1).max(2);
        let mut layout = Self {
            profile,
            widths: widths(&columns, width),
            head: Vec::new(),
            budget: None,
            goals_title: None,
            goals: Vec::new(),
            band: None,
            columns,
            tables: Vec::new(),
            total: None,
            foot: Vec::new(),
            end: FIRST,
        };
        for row in &spec.head {
            let row = layout.fields(row);
            layout.head.extend(row);
        }
        layout.put_budget(spec);
        layout.put_goals(spec);
        layout.put_tables(spec);
        if !spec.total_title.is_empty() {
            layout.total = Some(layout.row());
        }
        for row in spec.foot.chunks(2) {
            let row = layout.fields(row);
            layout.foot.extend(row);
        }
        layout
    }

    fn row(&mut self) -> u32 {
        self.end += 1;
        self.end - 1
    }

    fn across(&self, row: u32) -> Area {
        Area::new(CellRef::new(row, 0), CellRef::new(row, self.width() - 1))
    }

    /// One blank over the width of the form, or two side by side.
    fn fields(&mut self, row: &[Printed<Blank>]) -> Vec<Field> {
        let at = self.row();
        let halves = match row.len() {
            1 => vec![(0, self.width())],
            _ => vec![(0, self.width() / 2), (self.width() / 2, self.width())],
        };
        let field = |(printed, (first, end)): (&Printed<Blank>, (u32, u32))| {
            let label = (first + 1..end - 1).find(|to| self.digits(first, *to) >= LABEL).unwrap_or(first + 1);
            let area = |first, end: u32| Area::new(CellRef::new(at, first), CellRef::new(at, end - 1));
            Field { blank: printed.what, label: printed.label.clone(), at: area(first, label), value: area(label, end) }
        };
        row.iter().zip(halves).map(field).collect()
    }

    fn digits(&self, first: u32, end: u32) -> f64 {
        self.widths[first as usize..end as usize].iter().sum()
    }

    fn put_budget(&mut self, spec: &TemplateSpec) {
        if spec.budget.is_empty() || spec.lines.is_empty() {
            return;
        }
        let (width, wanted) = (self.width(), spec.budget.len() as u32);
        let labels = LABELS.min(width.saturating_sub(1 + wanted)).max(1);
        let header = self.row();
        let lines: Vec<_> =
            spec.lines.iter().map(|printed| (printed.what, printed.label.clone(), self.row())).collect();
        let columns = spread(&spec.budget, 1 + labels, width);
        for column in columns.iter().filter(|column| is_money(column.what)) {
            let lacks = AMOUNT - self.digits(column.first, column.last + 1);
            if lacks > 0.0 {
                self.widths[column.first as usize] += lacks;
            }
        }
        let title = Area::new(CellRef::new(header, 0), CellRef::new(self.end - 1, 0));
        self.budget = Some(Budget { header, title, labels: (1, labels), columns, lines });
    }

    fn put_goals(&mut self, spec: &TemplateSpec) {
        if spec.goals.is_empty() {
            return;
        }
        let (header, row) = (self.row(), self.row());
        self.goals_title = Some(Area::new(CellRef::new(header, 0), CellRef::new(row, 0)));
        let goals = spread(&spec.goals, 1, self.width()).into_iter().map(|column| Goal {
            at: column.area(header),
            value: column.area(row),
            what: column.what,
            label: column.label,
        });
        self.goals = goals.collect();
    }

    fn put_tables(&mut self, spec: &TemplateSpec) {
        if !spec.indicators_title.is_empty() {
            let row = self.row();
            self.band = Some(self.across(row));
        }
        let goals: Vec<Option<String>> = match spec.groups.is_empty() {
            true => vec![None],
            false => spec.groups.iter().cloned().map(Some).collect(),
        };
        for goal in goals {
            let header = self.row();
            let levels = spec.levels.iter().map(|level| self.level(level, spec.rows)).collect();
            if spec.levels.is_empty() {
                self.end += spec.rows * FLAT;
            }
            let end = self.row();
            let beside = Area::new(CellRef::new(header, 0), CellRef::new(end - 1, 0));
            let goal = goal.map(|label| (label, beside));
            self.tables.push(Table { goal, header, levels, end });
        }
    }

    fn level(&mut self, printed: &Printed<usize>, rows: u32) -> Level {
        let spec = &self.profile.indicators.level1[printed.what];
        let mut group = |level2: Option<usize>, rows: u32| {
            let first = self.end;
            self.end += rows;
            Group { level2, rows: first..self.end }
        };
        // Points that the form itself fixes belong to one indicator.
        let named = |at: usize| if spec.level2[at].points.is_some() { 1 } else { rows };
        let groups = match spec.level2.is_empty() {
            true => vec![group(None, rows)],
            false => (0..spec.level2.len()).map(|at| group(Some(at), named(at))).collect(),
        };
        Level { level1: printed.what, label: printed.label.clone(), groups }
    }
}

fn is_money(column: BudgetColumn) -> bool {
    matches!(column, BudgetColumn::Initial | BudgetColumn::Budget | BudgetColumn::Executed)
}

/// The columns side by side from `first` to `end`; the room that is left goes to the first ones.
fn spread<T: Clone>(printed: &[Printed<T>], first: u32, end: u32) -> Vec<Column<T>> {
    let (count, room) = (printed.len() as u32, end - first);
    let (each, rest) = (room / count, room % count);
    let mut next = first;
    let column = |(at, printed): (u32, &Printed<T>)| {
        let first = next;
        next += (each + u32::from(at < rest)).max(1);
        Column { what: printed.what.clone(), label: printed.label.clone(), first, last: next - 1 }
    };
    (0..).zip(printed).map(column).collect()
}

/// One sheet column each; the name of the indicator takes what the budget needs beyond that.
fn columns(spec: &TemplateSpec) -> Vec<Column<IndicatorColumn>> {
    // Beside a table with a goal of its own stands that goal.
    let mut next = u32::from(!spec.groups.is_empty());
    let needed = (spec.budget.len() as u32 + 2).saturating_sub(spec.indicators.len() as u32 + next);
    let column = |printed: &Printed<IndicatorColumn>| {
        let first = next;
        next += if printed.what == IndicatorColumn::Level3 { 1 + needed } else { 1 };
        Column { what: printed.what, label: printed.label.clone(), first, last: next - 1 }
    };
    spec.indicators.iter().map(column).collect()
}

fn widths(columns: &[Column<IndicatorColumn>], width: u32) -> Vec<f64> {
    let mut widths = vec![AMOUNT; width as usize];
    for column in columns {
        let each = digits(column.what) / f64::from(column.last - column.first + 1);
        (column.first..=column.last).for_each(|col| widths[col as usize] = each.max(8.0));
    }
    widths
}

fn digits(column: IndicatorColumn) -> f64 {
    use IndicatorColumn as C;
    match column {
        C::Level1 | C::Level2 => 13.0,
        C::Level3 => 26.0,
        C::Weight | C::Level2Points | C::Points | C::Score | C::Unit | C::Core | C::Coefficient => 8.5,
        C::Operator => 10.0,
        C::Target | C::TargetAdjusted | C::Actual => 15.0,
        C::Reason | C::Text(_) => 26.0,
    }
}
