//! Whether a target asks for less than another.

use rust_decimal::Decimal;

use crate::lang::direction::{Evidence, direction};
use crate::lang::scan::{Scan, said};
use crate::model::quantity::{Direction, Quantity};
use crate::profile::spec::Words;

/// The later of two targets of one indicator asks for less: a smaller number, a larger one where less is better, a
/// later day, or nothing that could be counted any more.
pub fn is_lower(name: &str, (old, new): (&str, &str), words: &Words) -> bool {
    let (before, after) = (said(old, words), said(new, words));
    match (before.quantities().next(), after.quantities().next()) {
        (Some(old), Some(new)) => match asked(name, (&after, new), words) {
            Direction::Less => compared(old, new).is_some_and(|(old, new)| new > old),
            _ => compared(old, new).is_some_and(|(old, new)| new < old),
        },
        (Some(_), None) => after.dates().next().is_none(),
        (None, _) => before.dates().last().zip(after.dates().last()).is_some_and(|(old, new)| new > old),
    }
}

/// Two texts say the same: equal but for blanks, or one and the same quantity.
pub fn says_the_same(old: &str, new: &str, words: &Words) -> bool {
    let (before, after) = (said(old, words), said(new, words));
    let only = |scan: &Scan| match scan.mentions.len() {
        1 => scan.quantities().next().cloned(),
        _ => None,
    };
    let same = |(old, new): (Quantity, Quantity)| {
        old.unit == new.unit && old.value == new.value && old.upper == new.upper && old.per == new.per
    };
    before.chars == after.chars || only(&before).zip(only(&after)).is_some_and(same)
}

fn asked(name: &str, (target, quantity): (&Scan, &Quantity), words: &Words) -> Direction {
    direction(&Evidence { name, target, asked: Some(quantity), reached: None }, words)
}

/// Both in one measure: 0.95 and 95 beside 95% are the same.
fn compared(old: &Quantity, new: &Quantity) -> Option<(Decimal, Decimal)> {
    let ratio = |one: &Quantity| match one.is_percent() || one.value <= Decimal::ONE {
        true => Some(one.value),
        false => one.value.checked_div(Decimal::ONE_HUNDRED),
    };
    match (old.is_percent(), new.is_percent()) {
        (false, false) | (true, true) => Some((old.value, new.value)),
        _ => Some((ratio(old)?, ratio(new)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_target_is_known_by_what_it_asks_for() {
        let words = &crate::profile::builtin()[0].words;
        for (name, old, new, lower) in [
            ("培训人数", "≥300人", "≥299人", true),
            ("培训人数", "≥300人", "≥301人", false),
            ("培训人数", "300人", "两百人", true),
            ("会议次数", "两次", "一次", true),
            ("合格率", "≥95%", "≥94.9%", true),
            ("合格率", "95%", "0.95", false),
            ("合格率", "0.95", "95", false),
            ("合格率", "95%", "0.9", true),
            ("结转结余率", "≤10%", "≤12%", true),
            ("结转结余率", "≤10%", "≤8%", false),
            ("项目成本", "10万元", "12万元", true),
            ("项目成本", "10万元", "8万元", false),
            ("合格率", "≥95%", "进一步提高", true),
            ("合格率", "进一步提高", "≥95%", false),
            ("完成时间", "2023年6月30日前", "2023年12月31日前", true),
            ("完成时间", "2023年12月31日前", "2023年6月30日前", false),
        ] {
            assert_eq!(is_lower(name, (old, new), words), lower, "{name} {old} {new}");
        }
    }

    #[test]
    fn another_way_of_writing_is_no_other_value() {
        let words = &crate::profile::builtin()[0].words;
        for (old, new, same) in [
            ("98.50%", "98.5%", true),
            ("12 次", "12次", true),
            ("１２次", "12次", true),
            ("12次", "13次", false),
            ("12次", "12人", false),
            ("已完成", "已全部完成", false),
            ("12次，15人", "12次，16人", false),
        ] {
            assert_eq!(says_the_same(old, new, words), same, "{old} {new}");
        }
    }
}
