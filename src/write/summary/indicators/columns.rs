//! The columns of 指标明细: those every batch has, and those only where a form has them.

use std::collections::BTreeSet;

use crate::model::standing::{FormStanding, FurtherColumn};

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

/// A column: what it shows, its title and its width in digits.
pub type Shown = (Field, &'static str, f64);

const ALL: [Shown; 24] = [
    (Field::No, "序号", 7.0),
    (Field::Department, "部门", 17.0),
    (Field::Origin, "来源", 12.0),
    (Field::Project, "项目", 20.0),
    (Field::Goal, "年度绩效目标", 20.0),
    (Field::Level1, "一级指标", 10.5),
    (Field::Level2, "二级指标", 15.0),
    (Field::Level3, "三级指标", 22.0),
    (Field::Operator, "比较符号", 9.0),
    (Field::Target, "年度指标值", 14.0),
    (Field::Unit, "计量单位", 9.0),
    (Field::Adjusted, "调整指标值", 12.0),
    (Field::Core, "是否核心指标", 9.0),
    (Field::Actual, "全年完成值", 14.0),
    (Field::Coefficient, "得分系数", 9.0),
    (Field::Points, "分值", 7.5),
    (Field::Own, "自评得分", 8.0),
    (Field::Recomputed, "复核得分", 8.0),
    (Field::Difference, "差额", 8.0),
    (Field::Verdict, "核验结论", 9.5),
    (Field::Words, "计算过程（或无法核验的原因）", 30.0),
    (Field::Reason, "偏差及原因分析", 26.0),
    (Field::Cell, "单元格", 8.0),
    (Field::Opinion, "复核意见", 16.0),
];

/// Columns of this batch: the project's only where there are projects, those that few forms have only where one has.
pub fn columns<'a>(forms: impl Iterator<Item = &'a FormStanding>, projects: bool, origins: bool) -> Vec<Shown> {
    let mut wanted: BTreeSet<Field> = projects.then_some(Field::Project).into_iter().collect();
    wanted.extend(origins.then_some(Field::Origin));
    wanted.extend(forms.flat_map(|form| &form.further).map(|column| of_further(*column)));
    let is_optional = |field| [Field::Project, Field::Origin].contains(&field) || OPTIONAL.contains(&field);
    ALL.into_iter().filter(|(field, ..)| !is_optional(*field) || wanted.contains(field)).collect()
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
