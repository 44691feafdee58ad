//! Which way is better: by the operator of a target, else by the words of the target and of the indicator's name.

use super::scan::{Meaning, Scan, unit};
use crate::model::quantity::{Direction, Operator, Quantity};
use crate::model::text::compact;
use crate::profile::spec::Words;

/// What there is to go by.
pub struct Evidence<'a> {
    pub name: &'a str,
    /// The target's text.
    pub target: &'a Scan,
    /// Its quantity.
    pub asked: Option<&'a Quantity>,
    /// The actual's, for its unit where the target has none.
    pub reached: Option<&'a Quantity>,
}

/// The operator decides. Without one it is words; and where they say nothing, a count or a rate is better when larger,
/// while a limit of time or an amount of money may mean either.
pub fn direction(evidence: &Evidence, words: &Words) -> Direction {
    match evidence.asked.and_then(|quantity| quantity.operator) {
        Some(Operator::AtLeast | Operator::MoreThan) => Direction::More,
        Some(Operator::AtMost | Operator::LessThan) => Direction::Less,
        Some(Operator::Equal) => Direction::Exact,
        None => demanded(evidence.target, words).unwrap_or_else(|| by_name(evidence, words)),
    }
}

fn by_name(evidence: &Evidence, words: &Words) -> Direction {
    let named = named(evidence.name, words);
    let is_percent = [evidence.asked, evidence.reached].into_iter().flatten().any(Quantity::is_percent);
    // Nothing can be less than none: 违规次数 0 asks for none, whatever the name.
    let asks_none = evidence.asked.is_some_and(|asked| asked.value.is_zero() && asked.upper.is_none());
    match named {
        Named::Small => Direction::Less,
        Named::Change | Named::Nowhere => Direction::Unknown,
        Named::Handled if is_percent => Direction::More,
        Named::Handled => Direction::Unknown,
        Named::Growth if asks_none => Direction::Unknown,
        Named::Growth => Direction::More,
        Named::Plain if asks_none => Direction::Less,
        Named::Plain if is_open(evidence, words) => Direction::Unknown,
        Named::Plain => Direction::More,
    }
}

/// A limit of time or an amount of money, by its unit, or by its name where no unit is written.
fn is_open(evidence: &Evidence, words: &Words) -> bool {
    let mut units = [evidence.asked, evidence.reached].into_iter().flatten().filter_map(|q| q.unit.as_deref());
    match units.next() {
        Some(unit) => unit::is_time(unit) || unit::is_money(unit),
        None => {
            let name = compact(evidence.name);
            let bare = bare_name(&name);
            let ends = |list: &[String]| list.iter().any(|word| bare.ends_with(word.as_str()));
            ends(&words.time_limits) || ends(&words.money_names) || name.contains("元)")
        }
    }
}

/// What the target's own words ask for: 下降5% a fall of so much, 提高到90% and 降至3% a level; 低于全省平均3个百分点
/// compares with what is not there.
fn demanded(target: &Scan, words: &Words) -> Option<Direction> {
    let number = target.mentions.iter().rfind(|mention| matches!(mention.meaning, Meaning::Quantity(_)))?;
    let before: String = target.chars[..number.span.start].iter().collect();
    let verb =
        before.trim_end_matches("比例").trim_end_matches("幅度").trim_end_matches(['了', '约', '率', '的', '为']);
    let level = ["到", "至"].iter().find_map(|to| verb.strip_suffix(to));
    let ends = |text: &str, list: &[String]| list.iter().any(|word| text.ends_with(word.trim_end_matches('至')));
    if let Some(verb) = level {
        // 降到 and 升到 are the short forms.
        if ends(verb, &words.falls) || verb.ends_with(['降', '减', '压']) {
            return Some(Direction::Less);
        }
        if ends(verb, &words.rises) || verb.ends_with(['升', '增', '提']) {
            return Some(Direction::More);
        }
    }
    // 降幅5% and 增幅5% name what is counted, and ask for nothing.
    if verb.ends_with(['降', '减']) || (ends(verb, &words.falls) || ends(verb, &words.rises)) && !verb.ends_with('幅')
    {
        return Some(Direction::More);
    }
    if ends(verb, &words.falls) {
        return Some(Direction::Unknown);
    }
    let behind: String = target.chars[number.span.end..].iter().collect();
    let compares = |word: &String| before.contains(word.as_str()) || behind.contains(word.as_str());
    words.comparisons.iter().any(compares).then_some(Direction::Unknown)
}

/// 较上年下降5%以上, 下降6%: what is measured is how far something changed, whatever the name says.
pub fn is_a_change(text: &str, words: &Words) -> bool {
    words.falls.iter().chain(&words.rises).any(|word| text.contains(word.as_str()))
}

/// What an indicator's name says about the way it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// 投诉件数, 项目成本, 控制率, 不合格率: what is counted should be small.
    Small,
    /// 投诉办结率, 投诉处理件数: holds such a word, and counts what is done about it. Of a rate more is better.
    Handled,
    /// 降幅, 能耗下降率: a change downwards, of which a plain number is no limit.
    Change,
    /// 增长率
    Growth,
    /// 占比
    Nowhere,
    Plain,
}

/// 成本, 投诉, 控制率 are better when smaller where the name ends in them or in how they are counted. Inside the thing
/// counted (投诉举报渠道建设个数, 结转项目完工个数) they say nothing.
pub fn named(name: &str, words: &Words) -> Named {
    let name = bare_name(name);
    let has = |list: &[String]| list.iter().any(|word| name.contains(word.as_str()));
    if has(&words.falls) {
        return Named::Change;
    }
    if let Some((before, small)) = counted(&name, words) {
        let turned = ends_in(before, &words.open_rates) || ends_in(before, &words.denials);
        let handled = !small.ends_with('率') && words.turns_larger.iter().any(|word| before.contains(word.as_str()));
        return if turned || handled { Named::Handled } else { Named::Small };
    }
    match () {
        () if is_denied_rate(&name, words) => Named::Small,
        () if has(&words.smaller_is_better) => {
            match has(&words.turns_larger) && name.ends_with(['率', '度', '比', '例']) {
                true => Named::Handled,
                false => Named::Nowhere,
            }
        }
        () if has(&words.points_nowhere) => Named::Nowhere,
        () if has(&words.rises) => Named::Growth,
        () => Named::Plain,
    }
}

/// The word for what should be small that a name ends in, and what stands before it; how it is counted is taken off.
fn counted<'a>(name: &'a str, words: &'a Words) -> Option<(&'a str, &'a str)> {
    let ending = |list: &'a [String], name: &str| {
        list.iter().filter(|word| name.ends_with(word.as_str())).max_by_key(|word| word.len()).map(String::as_str)
    };
    let mut rest = name;
    loop {
        if let Some(small) = ending(&words.smaller_is_better, rest) {
            return Some((&rest[..rest.len() - small.len()], small));
        }
        let counted = ending(&words.measured_in, rest).filter(|word| word.len() < rest.len())?;
        rest = &rest[..rest.len() - counted.len()];
    }
}

fn ends_in(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.ends_with(word.as_str()))
}

/// 不合格率, 未覆盖率
fn is_denied_rate(name: &str, words: &Words) -> bool {
    let before = words.capped_rates.iter().filter_map(|word| name.strip_suffix(word.as_str()));
    before.into_iter().any(|before| before.ends_with(['不', '未', '非']))
}

/// The name without brackets, figures and marks at its end: `群众满意度（%）` and `群众满意度≥95%` are `群众满意度`.
pub fn bare_name(name: &str) -> String {
    let name = compact(name);
    let mut bare = &*name;
    while let Some(at) = bare.strip_suffix(')').and_then(|body| body.rfind('(')).filter(|at| *at > 0) {
        bare = &bare[..at];
    }
    bare.trim_end_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// The name is of a rate that cannot exceed 100 % (满意度, 合格率), not of its growth.
pub fn is_capped_rate(name: &str, words: &Words) -> bool {
    let name = bare_name(name);
    words.capped_rates.iter().any(|word| name.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests;
