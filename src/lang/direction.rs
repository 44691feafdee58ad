//! Which way is better: by the operator of a target, else by the words of the target and of the indicator's name.

use super::scan::{Meaning, Scan, said, unit};
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

/// What the words in front of a number make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// 提高5%
    Rise,
    /// 下降5%
    Fall,
    /// 提高到90%: a level that was risen to.
    UpTo,
    /// 降至3%
    DownTo,
    /// 降幅5% names what is counted, and asks for nothing.
    Named,
}

impl Change {
    pub fn is_fall(self) -> bool {
        matches!(self, Self::Fall | Self::Named)
    }
}

/// Of the last number of a text; remarks in brackets left aside.
pub fn change(text: &str, words: &Words) -> Option<Change> {
    change_before(&before_number(&said(text, words))?, words)
}

/// The clause in front of the last number.
fn before_number(scan: &Scan) -> Option<String> {
    let number = scan.mentions.iter().rfind(|mention| matches!(mention.meaning, Meaning::Quantity(_)))?;
    let clause = scan.chars[..number.span.start].rsplit(|c| matches!(c, ',' | ';' | '。' | '、' | ')')).next()?;
    Some(clause.iter().collect())
}

fn change_before(before: &str, words: &Words) -> Option<Change> {
    const FILLING: [char; 6] = ['了', '约', '率', '的', '为', '达'];
    let verb = before.trim_end_matches(FILLING).trim_end_matches("比例").trim_end_matches("幅度");
    let verb = verb.trim_end_matches(FILLING);
    let ends = |text: &str, list: &[String]| list.iter().any(|word| text.ends_with(word.trim_end_matches('至')));
    if let Some(verb) = ["到", "至"].iter().find_map(|to| verb.strip_suffix(to)) {
        // 降到 and 升到 are the short forms.
        let down = ends(verb, &words.falls) || verb.ends_with(['降', '减', '压']);
        let up = ends(verb, &words.rises) || verb.ends_with(['升', '增', '提']);
        return if down { Some(Change::DownTo) } else { up.then_some(Change::UpTo) };
    }
    match () {
        () if verb.ends_with('幅') && ends(verb, &words.falls) => Some(Change::Named),
        () if ends(verb, &words.falls) || verb.ends_with(['降', '减']) => Some(Change::Fall),
        () => ends(verb, &words.rises).then_some(Change::Rise),
    }
}

/// What the target's own words ask for: 下降5% a fall of so much, 提高到90% and 降至3% a level; 低于全省平均3个百分点
/// compares with what is not there.
fn demanded(target: &Scan, words: &Words) -> Option<Direction> {
    let number = target.mentions.iter().rfind(|mention| matches!(mention.meaning, Meaning::Quantity(_)))?;
    match change_before(&before_number(target)?, words) {
        Some(Change::DownTo) => return Some(Direction::Less),
        Some(Change::Rise | Change::Fall | Change::UpTo) => return Some(Direction::More),
        Some(Change::Named) => return Some(Direction::Unknown),
        None => {}
    }
    let around = [&target.chars[..number.span.start], &target.chars[number.span.end..]];
    let around = around.map(|chars| chars.iter().collect::<String>());
    let compares = |word: &String| around.iter().any(|text| text.contains(word.as_str()));
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
