//! Where everything of a form stands on its sheet: made from the profile alone, read by whoever draws or checks it.

use std::ops::Range;

use crate::model::address::{Area, CellRef};
use crate::profile::spec::{
    Blank, BudgetColumn, GoalText, IndicatorColumn, Level1Spec, Level2Spec, LineSpec, Printed, Profile, TemplateSpec,
};

/// A label and the cell to fill in beside it.
#[derive(Clone, Debug)]
pub struct Field {
    pub blank: Blank,
    pub label: String,
    pub at: Area,
    pub value: Area,
}

/// A column of a table: its first and last column on the sheet.
#[derive(Clone, Debug)]
pub struct Column<T> {
    pub what: T,
    pub label: String,
    pub first: u32,
    pub last: u32,
}

impl<T> Column<T> {
    pub fn area(&self, row: u32) -> Area {
        Area::new(CellRef::new(row, self.first), CellRef::new(row, self.last))
    }

    pub fn cell(&self, row: u32) -> CellRef {
        CellRef::new(row, self.first)
    }
}

#[derive(Clone, Debug)]
pub struct Budget {
    pub header: u32,
    pub title: Area,
    /// Columns the labels of the lines stand in.
    pub labels: (u32, u32),
    pub columns: Vec<Column<BudgetColumn>>,
    /// Index into the profile's lines, label, row.
    pub lines: Vec<(usize, String, u32)>,
}

#[derive(Clone, Debug)]
pub struct Goal {
    pub what: GoalText,
    pub label: String,
    pub at: Area,
    pub value: Area,
}

/// Rows of one level 2; without a name the department writes it.
#[derive(Clone, Debug)]
pub struct Group {
    pub level2: Option<usize>,
    pub rows: Range<u32>,
}

#[derive(Clone, Debug)]
pub struct Level {
    /// Index into the profile's level 1.
    pub level1: usize,
    pub label: String,
    pub groups: Vec<Group>,
}

impl Level {
    pub fn rows(&self) -> Range<u32> {
        let first = self.groups.first().map_or(0, |group| group.rows.start);
        first..self.groups.last().map_or(first, |group| group.rows.end)
    }
}

/// An indicator table: its header, its rows, and a narrow row that closes it, so that sums grow with rows put in
/// anywhere above.
#[derive(Clone, Debug)]
pub struct Table {
    /// The goal it is about, beside it.
    pub goal: Option<(String, Area)>,
    pub header: u32,
    pub levels: Vec<Level>,
    pub end: u32,
}

impl Table {
    pub fn rows(&self) -> Range<u32> {
        self.header + 1..self.end
    }
}

#[derive(Clone, Debug)]
pub struct Layout<'a> {
    pub profile: &'a Profile,
    /// Digits of each column.
    pub widths: Vec<f64>,
    pub head: Vec<Field>,
    pub budget: Option<Budget>,
    pub goals_title: Option<Area>,
    pub goals: Vec<Goal>,
    pub band: Option<Area>,
    pub columns: Vec<Column<IndicatorColumn>>,
    pub tables: Vec<Table>,
    pub total: Option<u32>,
    pub foot: Vec<Field>,
    /// One past the last row.
    pub end: u32,
}

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

    pub fn width(&self) -> u32 {
        self.widths.len() as u32
    }

    pub fn column(&self, what: IndicatorColumn) -> Option<&Column<IndicatorColumn>> {
        self.columns.iter().find(|column| column.what == what)
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        let is = |field: &&Field| matches!(field.blank, Blank::Field(at) if self.profile.fields[at].key == key);
        self.head.iter().chain(&self.foot).find(is)
    }

    pub fn level1(&self, level: &Level) -> &'a Level1Spec {
        &self.profile.indicators.level1[level.level1]
    }

    pub fn level2(&self, level: &Level, group: &Group) -> Option<&'a Level2Spec> {
        group.level2.map(|at| &self.level1(level).level2[at])
    }

    /// The line of that key.
    pub fn line(&self, key: &str) -> Option<u32> {
        let budget = self.budget.as_ref()?;
        budget.lines.iter().find(|(at, ..)| self.profile.budget.lines[*at].key == key).map(|(_, _, row)| *row)
    }

    pub fn line_spec(&self, at: usize) -> &'a LineSpec {
        &self.profile.budget.lines[at]
    }

    pub fn budget_column(&self, what: BudgetColumn) -> Option<&Column<BudgetColumn>> {
        self.budget.as_ref()?.columns.iter().find(|column| column.what == what)
    }

    /// The line whose rate is scored.
    pub fn scored_line(&self) -> Option<u32> {
        self.budget_column(BudgetColumn::Score)?;
        let execution = self.profile.budget.execution.as_ref().map(|execution| execution.line.as_str());
        let total = self.profile.budget.total_line.as_deref();
        [execution, total].into_iter().flatten().find_map(|key| self.line(key))
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
