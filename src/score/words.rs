//! The computation of a row in words for accountants, with its numbers.

use rust_decimal::Decimal;

use super::attain::Target;
use crate::model::number::{plain, round};
use crate::model::quantity::{Direction, Per, Quantity};
use crate::model::score::Unverifiable;

/// A quantity as people write it: 95%, 90%–95%, 12次.
pub fn quantity(quantity: &Quantity) -> String {
    let unit = match &quantity.per {
        Some(Per::Thing(thing)) => format!("{}/{thing}", quantity.unit.as_deref().unwrap_or("")),
        _ => quantity.unit.clone().unwrap_or_default(),
    };
    let one = |value: Decimal| match quantity.is_percent() {
        true => percent(value),
        false => format!("{}{unit}", plain(value)),
    };
    match quantity.upper {
        Some(upper) => format!("{}–{}", one(quantity.value), one(upper)),
        None => one(quantity.value),
    }
}

/// The department's own writing where it is short and says the number that is computed with (12家, 100万元).
pub fn as_written(written: &str, read: &Quantity, used: &Quantity) -> String {
    const LONGEST: usize = 10;
    let bare = written.trim_start_matches(|c: char| "≥≧⩾>＞=＝≤≦⩽<＜".contains(c) || c.is_whitespace());
    let same = read.value == used.value && read.unit.is_some() == used.unit.is_some();
    let short = bare.chars().count() <= LONGEST && bare.starts_with(|c: char| c.is_ascii_digit());
    if same && short { bare.to_owned() } else { quantity(used) }
}

/// A ratio as a percentage with up to four decimals of what was written.
pub fn percent(ratio: Decimal) -> String {
    ratio.checked_mul(Decimal::ONE_HUNDRED).map_or_else(|| plain(ratio), |value| plain(round(value, 4)) + "%")
}

/// A computed ratio: two decimals are enough to follow it.
pub fn share(ratio: Decimal) -> String {
    ratio.checked_mul(Decimal::ONE_HUNDRED).map_or_else(|| plain(ratio), |value| plain(round(value, 2)) + "%")
}

/// One verified row, its numbers already in the same unit.
pub struct Sum<'a> {
    pub target: &'a Quantity,
    pub actual: &'a Quantity,
    /// Both in words.
    pub texts: (String, String),
    pub rule: Target,
    pub points: Decimal,
    pub attainment: Decimal,
    pub expected: Decimal,
    /// Rounded to the decimals the department wrote.
    pub recomputed: Decimal,
}

/// `完成值85%÷目标90%=94.44%，10分×94.44%=9.44分`.
pub fn sum(sum: &Sum) -> String {
    let (target, actual) = &sum.texts;
    let met = sum.rule.is_met(sum.actual.value);
    if met && sum.attainment == Decimal::ONE {
        let symbol = comparison(sum);
        return format!("完成值{actual}{symbol}目标{target}，达标，应得{}分", plain(sum.points));
    }
    if met {
        return format!("完成值{actual}超过目标{target}过多，按规定折算为{}，{}", share(sum.attainment), product(sum));
    }
    if sum.attainment.is_zero() {
        return format!("完成值{actual}未达到目标{target}，不能按比例折算，应得0分");
    }
    let limit = sum.rule.limit(sum.actual.value);
    let (limit_value, limit) = (
        limit,
        match sum.target.upper {
            Some(_) => quantity(&Quantity { value: limit, upper: None, ..sum.target.clone() }),
            None => target.clone(),
        },
    );
    let (above, below) = match sum.actual.value < limit_value {
        true => (format!("完成值{actual}"), format!("目标{limit}")),
        false => (format!("目标{limit}"), format!("完成值{actual}")),
    };
    format!("{above}÷{below}={}，{}", share(sum.attainment), product(sum))
}

fn comparison(sum: &Sum) -> &'static str {
    match (sum.target.upper.is_some(), sum.rule.direction) {
        _ if sum.actual.value == sum.target.value => "=",
        (true, _) => "符合",
        (_, Direction::Less) => "≤",
        _ => "≥",
    }
}

fn product(sum: &Sum) -> String {
    let exact = round(sum.expected, 2);
    let product = format!("{}分×{}={}分", plain(sum.points), share(sum.attainment), plain(exact));
    match exact == sum.recomputed {
        true => product,
        false => format!("{product}，按填报的小数位数取{}分", plain(sum.recomputed)),
    }
}

/// Why a row cannot be recomputed.
pub const fn reason(reason: Unverifiable) -> &'static str {
    match reason {
        Unverifiable::NoPoints => "没有可用的分值，无法核算",
        Unverifiable::NoTarget => "没有可用的指标值，无法核算",
        Unverifiable::NoActual => "没有可用的完成值，无法核算",
        Unverifiable::NoQuantity => "指标值没有数字，无法核算",
        Unverifiable::SeveralQuantities => "指标值或完成值含有多个数量，无法逐项核算",
        Unverifiable::UnitsDiffer => "指标值与完成值的单位不同，无法核算",
        Unverifiable::CountedDifferently => "指标值与完成值一个按期（按人、按次）计、一个不是，不能直接相比，无法核算",
        Unverifiable::Approximate => "写的是约数，差多少算未完成没有说明，无法核算",
        Unverifiable::DirectionUnknown => "方向不明：指标值没有写“≥”或“≤”，看不出越大越好还是越小越好，无法核算",
        Unverifiable::Qualitative(_) => "定性表述，需人工评定",
        Unverifiable::Shared => "分值或得分与其他行合并填写，不能逐行核算",
        Unverifiable::ExecutionUnknown => "预算数或执行数不可用，无法核算执行率",
    }
}
