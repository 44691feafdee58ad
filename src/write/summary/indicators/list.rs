//! The columns of 指标明细: those every batch has, and those only where a form has them.

use std::collections::BTreeSet;

use super::Line;
use crate::model::standing::{FormStanding, FurtherColumn};
use crate::write::columns::{self, column};
use crate::write::styles::{Look, Style};
use crate::write::summary::table::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    No,
    Department,
    /// Of a merged batch, the part.
    Origin,
    Project,
    Goal,
    Level1,
    Level2,
    Level3,
    Operator,
    Target,
    Unit,
    Adjusted,
    Core,
    Actual,
    Coefficient,
    Points,
    Own,
    Recomputed,
    Difference,
    Verdict,
    Words,
    Reason,
    Cell,
    Opinion,
}

pub type Column = columns::Column<Field, ValueOf>;
pub type ValueOf = for<'a> fn(&'a Line<'a>) -> Value<'a>;

fn prose() -> Look {
    Style::Prose.look()
}

fn centre() -> Look {
    Style::Centre.look().top()
}

fn short() -> Look {
    centre().wrap()
}

fn score() -> Look {
    Style::Score.look().top()
}

const ALL: [Column; 24] = [
    column(Field::No, "序号", 7.0, centre, |line| Value::count(line.number)),
    column(Field::Department, "部门", 22.0, prose, |line| Value::text(line.form.department.name.as_str())),
    column(Field::Origin, "来源", 12.0, prose, |line| Value::maybe(line.form.arrival.origin.as_deref())),
    column(Field::Project, "项目", 20.0, prose, |line| Value::maybe(line.form.slot.project.as_deref())),
    column(Field::Goal, "年度绩效目标", 20.0, prose, |line| Value::maybe(line.row.goal)),
    column(Field::Level1, "一级指标", 10.5, prose, |line| Value::maybe(Some(line.row.levels[0]))),
    column(Field::Level2, "二级指标", 15.0, prose, |line| Value::maybe(Some(line.row.levels[1]))),
    column(Field::Level3, "三级指标", 22.0, prose, |line| Value::maybe(Some(line.row.levels[2]))),
    column(Field::Operator, "比较符号", 9.0, short, |line| Value::maybe(line.row.operator)),
    column(Field::Target, "年度指标值", 14.0, prose, |line| Value::maybe(line.row.target)),
    column(Field::Unit, "计量单位", 9.0, short, |line| Value::maybe(line.row.unit)),
    column(Field::Adjusted, "调整指标值", 12.0, prose, |line| Value::maybe(line.row.adjusted)),
    column(Field::Core, "是否核心指标", 9.0, short, |line| Value::maybe(line.row.core)),
    column(Field::Actual, "全年完成值", 14.0, prose, |line| Value::maybe(line.row.actual)),
    column(
        Field::Coefficient,
        "得分系数",
        9.0,
        || Style::Rate.look().top(),
        |line| Value::number(line.row.coefficient),
    ),
    column(Field::Points, "分值", 7.5, score, |line| Value::number(line.row.points)),
    column(Field::Own, "自评得分", 8.0, score, |line| Value::number(line.row.own)),
    column(Field::Recomputed, "复核得分", 8.0, score, |line| match line.row.verdict {
        Some(_) => Value::Number(line.row.recomputed),
        None => Value::Blank,
    }),
    column(Field::Difference, "差额", 8.0, || Style::Difference.look().top(), |line| line.difference()),
    column(Field::Verdict, "核验结论", 9.5, centre, |line| Value::maybe(line.row.verdict)),
    column(Field::Words, "计算过程（或无法核验的原因）", 48.0, prose, |line| {
        Value::maybe(Some(&line.row.words))
    }),
    column(Field::Reason, "偏差及原因分析", 26.0, prose, |line| Value::maybe(line.row.reason)),
    column(Field::Cell, "单元格", 8.0, centre, |line| {
        line.row.cell.map_or(Value::Blank, |cell| Value::text(cell.to_string()))
    }),
    column(
        Field::Opinion,
        "复核意见",
        16.0,
        || Style::Input.look(),
        |line| Value::maybe(line.review.and_then(|review| review.opinion.as_deref())),
    ),
];

/// Columns of this batch: the project's only where there are projects, those that few forms have only where one has.
pub fn columns<'a>(
    forms: impl Iterator<Item = &'a FormStanding>,
    (projects, origins): (bool, bool),
    name: f64,
) -> Vec<Column> {
    let mut wanted: BTreeSet<Field> = projects.then_some(Field::Project).into_iter().collect();
    wanted.extend(origins.then_some(Field::Origin));
    wanted.extend(forms.flat_map(|form| &form.further).map(|column| of_further(*column)));
    let is_optional = |field| [Field::Project, Field::Origin].contains(&field) || OPTIONAL.contains(&field);
    let wide = |column: Column| if column.key == Field::Department { Column { width: name, ..column } } else { column };
    ALL.into_iter().filter(|column| !is_optional(column.key) || wanted.contains(&column.key)).map(wide).collect()
}

const OPTIONAL: [Field; 6] =
    [Field::Goal, Field::Operator, Field::Unit, Field::Adjusted, Field::Core, Field::Coefficient];

fn of_further(column: FurtherColumn) -> Field {
    match column {
        FurtherColumn::Goal => Field::Goal,
        FurtherColumn::Operator => Field::Operator,
        FurtherColumn::Unit => Field::Unit,
        FurtherColumn::Adjusted => Field::Adjusted,
        FurtherColumn::Core => Field::Core,
        FurtherColumn::Coefficient => Field::Coefficient,
    }
}
