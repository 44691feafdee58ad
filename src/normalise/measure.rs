//! Targets and actuals: one quantity, several, dates, a qualitative tier, "not done", or words.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::reader::{Notes, Reader};
use crate::lang::scan::{Meaning, Mention, Scan, operator, said};
use crate::lang::ticked;
use crate::model::grid::CellValue;
use crate::model::number::from_float;
use crate::model::quantity::{Measure, Operator, Quantity, Several};
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, MeasureEntry, State};
use crate::model::text::compact;
use crate::profile::spec::{Profile, Words};

impl Reader<'_> {
    pub fn measure(&self, raw: &RawValue) -> MeasureEntry {
        let profile = self.profile;
        let mut entry = self.entry(raw, |filled, notes| Some(read(filled.written, profile, notes)));
        // 无 can be a level of a stated scale (违规情况: 无); then it is a word, not a blank.
        if matches!(entry.state, State::Void) && is_scale_word(&entry.written, profile) {
            entry.state = State::Read(Measure::Words);
        }
        entry
    }

    /// A number of a file without formats that is a percentage by its row, given the format it lost.
    pub fn as_percentage(&self, raw: &RawValue) -> Option<RawValue> {
        let CellValue::Number(value) = raw.content.value else { return None };
        let stored = from_float(value)?.checked_mul(Decimal::ONE_HUNDRED)?.normalize().scale().min(2);
        let code = if stored == 0 { "0%".to_owned() } else { format!("0.{}%", "0".repeat(stored as usize)) };
        let mut shown = raw.clone();
        shown.content.format = Some(Arc::from(code));
        Some(shown)
    }
}

fn is_scale_word(text: &str, profile: &Profile) -> bool {
    let text = compact(text);
    profile.words.scale_words.iter().any(|word| *word == text)
}

/// What a text says as a target or an actual.
pub fn read(text: &str, profile: &Profile, notes: &mut Notes) -> Measure {
    let ticked = ticked::said(text);
    if let Some(tier) = tier(&ticked, profile) {
        return Measure::Tier(tier);
    }
    let scan = said(text, &profile.words);
    let quantities: Vec<&Quantity> = scan.quantities().collect();
    match quantities[..] {
        [] => without_number(&ticked, &scan, profile),
        [_] if is_only_bracketed(&scan) && says_undone(&ticked, &profile.words) => Measure::Undone,
        [_] if has_condition(&scan) => {
            notes.push("除数量外还附有条件");
            Measure::Several(Several::of(scan.quantities()))
        }
        [one] => Measure::Quantity(one.clone()),
        [from, to] if is_change(&scan, &profile.words) => Measure::Change { from: from.clone(), to: to.clone() },
        _ => Measure::Several(Several::of(scan.quantities())),
    }
}

fn without_number(ticked: &str, scan: &Scan, profile: &Profile) -> Measure {
    if says_undone(ticked, &profile.words) {
        return Measure::Undone;
    }
    let dates: Vec<_> = scan.dates().collect();
    if dates.is_empty() { Measure::Words } else { Measure::Dates(dates) }
}

/// 未开展（计划5次): the number is the plan's.
fn is_only_bracketed(scan: &Scan) -> bool {
    let first = quantity_mentions(scan).next();
    first.is_some_and(|mention| scan.chars[..mention.span.start].contains(&'('))
}

/// "≥95%且…": what follows is a second demand.
fn has_condition(scan: &Scan) -> bool {
    let quantity = quantity_mentions(scan).next();
    quantity.is_some_and(|mention| scan.chars.get(mention.span.end) == Some(&'且'))
}

/// 由85%提高到90%, 从120个增至150个: between both stands a verb of change with 到 or 至, and nothing else.
fn is_change(scan: &Scan, words: &Words) -> bool {
    const LONGEST: usize = 6;
    let mut mentions = quantity_mentions(scan);
    let (Some(from), Some(to)) = (mentions.next(), mentions.next()) else { return false };
    let between = scan.chars.get(from.span.end..to.span.start).unwrap_or_default();
    let verb: String = between.iter().collect();
    let verb = verb.trim_end_matches("目前的").trim_end_matches("现在的");
    let Some(verb) = verb.strip_suffix(['到', '至', '为']) else { return false };
    let changes = words.rises.iter().chain(&words.falls).any(|word| verb.contains(word.trim_end_matches('至')));
    between.len() <= LONGEST && (changes || verb.ends_with(['升', '增', '降', '减']))
}

fn quantity_mentions(scan: &Scan) -> impl Iterator<Item = &Mention> {
    scan.mentions.iter().filter(|mention| matches!(mention.meaning, Meaning::Quantity(_)))
}

/// Words for "not done", unless they are denied (无未完成事项) or of something that has not come up (尚未发现).
fn says_undone(text: &str, words: &Words) -> bool {
    const NEAR: usize = 4;
    let is_denied = |at: usize, word: &str| {
        let clause = text[..at].chars().rev().take(NEAR).take_while(|c| c.is_alphanumeric());
        let before: String = clause.collect::<Vec<_>>().into_iter().rev().collect();
        let behind = &text[at + word.len()..];
        let unseen = words.denials.iter().filter_map(|denial| denial.strip_prefix('未'));
        words.denials.iter().any(|denial| before.contains(denial.as_str()))
            || unseen.into_iter().any(|w| behind.starts_with(w))
    };
    words.undone.iter().any(|word| text.match_indices(word.as_str()).any(|(at, word)| !is_denied(at, word)))
}

/// A target or an actual whose operator and unit stand in columns of their own, and its whole text: `≥735人次`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    pub measure: Measure,
    pub written: String,
}

/// Puts together what three columns say. What the value says itself is not said twice, 定性 keeps a value from being
/// compared, and 正向 or 反向 are the direction without being a sign.
pub fn whole_target(operator: Option<&str>, value: &str, unit: Option<&str>, profile: &Profile) -> Whole {
    let words = &profile.words;
    let asked = operator.map(|text| Asked::of(text, words)).unwrap_or(Asked::Nothing);
    let own = said(value, words);
    let mut written = value.to_owned();
    if let Some(unit) = unit.filter(|unit| lacks_unit(&own, unit, words)) {
        written += if compact(unit).starts_with("百分") { "%" } else { unit.trim() };
    }
    let has_sign = own.quantities().any(|quantity| quantity.operator.is_some());
    if let (Asked::Sign(sign), false) = (asked, has_sign || own.mentions.is_empty()) {
        written.insert_str(0, sign.symbol());
    }
    let mut measure = read(&written, profile, &mut Notes::new());
    match (asked, &mut measure) {
        (Asked::Wording, Measure::Quantity(_)) => measure = Measure::Words,
        (Asked::Way(way), Measure::Quantity(quantity)) => quantity.operator = quantity.operator.or(Some(way)),
        _ => {}
    }
    Whole { measure, written }
}

/// What a column for the kind of target says.
#[derive(Clone, Copy)]
enum Asked {
    Sign(Operator),
    /// 正向, 反向
    Way(Operator),
    /// 定性
    Wording,
    Nothing,
}

impl Asked {
    fn of(text: &str, words: &Words) -> Self {
        let text = compact(text);
        let among = |list: &[String]| list.iter().any(|word| *word == text);
        match operator::alone(&text) {
            Some(sign) => Self::Sign(sign),
            None if among(&words.forward_marks) => Self::Way(Operator::AtLeast),
            None if among(&words.backward_marks) => Self::Way(Operator::AtMost),
            None if among(&words.qualitative_marks) => Self::Wording,
            None => Self::Nothing,
        }
    }
}

/// The value is one bare number, and the other column names a unit (and not — or 无).
fn lacks_unit(value: &Scan, unit: &str, words: &Words) -> bool {
    let mut quantities = value.quantities();
    let (Some(one), None) = (quantities.next(), quantities.next()) else { return false };
    let unit = compact(unit);
    let named = unit.starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '‰'));
    one.unit.is_none() && named && !words.void_marks.iter().any(|mark| *mark == unit)
}

/// The tier whose exact wording the text is.
fn tier(text: &str, profile: &Profile) -> Option<usize> {
    const LONGEST: usize = 16;
    if text.chars().count() > LONGEST {
        return None;
    }
    let text = compact(text);
    let text = text.trim_end_matches(['。', '.', ';', '!']);
    profile.scoring.tiers.iter().position(|tier| tier.words.iter().any(|word| word == text))
}

/// The entry is a percentage, or would be read as one.
pub fn is_percentage<T>(entry: &Entry<T>) -> bool {
    entry.written.contains(['%', '％']) || entry.written.contains("百分之")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::number::plain;

    /// The whole text, and what it was read as.
    fn whole(operator: &str, value: &str, unit: &str) -> (String, String) {
        let given = |filled: bool, text| filled.then_some(text);
        let (operator, unit) = (given(!operator.is_empty(), operator), given(!unit.is_empty(), unit));
        let whole = whole_target(operator, value, unit, &crate::profile::builtin()[0]);
        let read = match whole.measure {
            Measure::Quantity(q) => {
                let sign = q.operator.map_or("", Operator::symbol);
                format!("{sign}{}{}", plain(q.value), q.unit.unwrap_or_default())
            }
            Measure::Tier(tier) => format!("tier {tier}"),
            Measure::Words => "words".to_owned(),
            other => format!("{other:?}"),
        };
        (whole.written, read)
    }

    #[test]
    fn a_target_in_three_columns_is_one() {
        for (operator, value, unit, written, read) in [
            ("≥", "735", "人次", "≥735人次", "≥735人"),
            ("≧", "735", "人次", "≥735人次", "≥735人"),
            ("大于等于", "735", "人次", "≥735人次", "≥735人"),
            ("≤", "100", "%", "≤100%", "≤1%"),
            ("小于等于", "100%", "%", "≤100%", "≤1%"),
            ("≤", "12.5", "万元", "≤12.5万元", "≤125000元"),
            ("＝", "100", "%", "=100%", "=1%"),
            ("═", "3", "个", "=3个", "=3个"),
            ("等于", "3", "个", "=3个", "=3个"),
            ("", "735", "人次", "735人次", "735人"),
            ("≥", "≥95%", "%", "≥95%", "≥0.95%"),
            ("≥", "95", "百分比", "≥95%", "≥0.95%"),
            ("≥", "12次", "次", "≥12次", "≥12次"),
            ("≥", "5", "—", "≥5", "≥5"),
            ("≥", "5", "无", "≥5", "≥5"),
            ("正向", "735", "人次", "735人次", "≥735人"),
            ("反向", "5", "%", "5%", "≤0.05%"),
            ("定性", "有效", "", "有效", "words"),
            ("定性", "好", "", "好", "tier 0"),
            ("定性", "100", "%", "100%", "words"),
            ("≥", "有效", "%", "有效", "words"),
            ("其他说明", "5", "个", "5个", "5个"),
        ] {
            let expected = (written.to_owned(), read.to_owned());
            assert_eq!(whole(operator, value, unit), expected, "{operator} {value} {unit}");
        }
    }
}
