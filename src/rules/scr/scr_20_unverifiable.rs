use crate::model::finding::Severity;
use crate::model::score::{RowScore, Unverifiable};
use crate::model::submission::{Indicator, MeasureEntry};
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scored;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-20",
    name: "unverifiable",
    severity: Severity::Info,
    title: "该行得分无法复核",
    why: "指标值和完成值各写一个同单位的数字，才能按比例复核得分。",
    fix: "不影响通过；如能写成“≥95%”“12次”这样可比的数字，复核时就能核验。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("E27", "较好"), silent: |case| case.text("E27", "≥85%") },
};

fn check(form: &Form, out: &mut Findings) {
    for row in scored(form) {
        let Some(reason) = row.result.and_then(RowScore::unverifiable) else { continue };
        let because = match reason {
            // Reported by what makes the points unusable.
            Unverifiable::NoPoints => continue,
            Unverifiable::NoTarget => "没有可用的指标值",
            Unverifiable::NoActual => "没有可用的完成值",
            Unverifiable::NoQuantity => "指标值或完成值不是可比的数字",
            Unverifiable::SeveralQuantities => "指标值或完成值里有多个数量",
            Unverifiable::UnitsDiffer => "指标值与完成值的单位不同",
            Unverifiable::CountedDifferently => "指标值与完成值一个按期（按人、按次）计、一个不是，不能直接相比",
            Unverifiable::Approximate => "写的是约数，差多少算未完成没有说明",
            Unverifiable::DirectionUnknown => "方向不明，指标值没有写“≥”或“≤”，看不出越大越好还是越小越好",
            Unverifiable::Qualitative(_) => "完成情况是文字描述，没有可比的数字",
            Unverifiable::Shared => "与其他行合并填写，只能合在一起核对",
            Unverifiable::ExecutionUnknown => "预算执行率算不出来",
        };
        if row.indicator().is_some_and(has_hint) {
            continue;
        }
        let says = format!("{} 无法复核：{because}，得分按填报数计入。", row.score.cell);
        row.at(out).related(row.origin()).unverifiable().message(says);
    }
}

/// A template instruction was left: reported once for its merge.
fn has_hint(row: &Indicator) -> bool {
    [&row.target, &row.actual].into_iter().flatten().any(MeasureEntry::is_hint)
}
