//! Targets and actuals: one quantity, several, dates, a qualitative tier, "not done", or words.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::reader::{Notes, Reader};
use crate::lang::scan::{Meaning, Scan, scan};
use crate::model::grid::CellValue;
use crate::model::number::from_float;
use crate::model::quantity::Measure;
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, MeasureEntry, State};
use crate::model::text::compact;
use crate::profile::spec::Profile;

/// Words that turn "not done" round: 无未完成事项, 不存在未开展的情况.
const DENIALS: [&str; 6] = ["无", "没有", "不存在", "未发现", "未出现", "未发生"];

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
    if let Some(tier) = tier(text, profile) {
        return Measure::Tier(tier);
    }
    let scan = scan(text, &profile.words);
    let mut quantities: Vec<_> = scan.quantities().cloned().collect();
    match quantities.len() {
        0 => without_number(text, &scan, profile),
        1 if has_condition(&scan) => {
            notes.push("除数量外还附有条件或按期计数");
            let per = per(&scan).unwrap_or_default();
            quantities.iter_mut().for_each(|q| q.unit = q.unit.take().map(|unit| unit + per));
            Measure::Several(quantities)
        }
        1 => Measure::Quantity(quantities.swap_remove(0)),
        _ => Measure::Several(quantities),
    }
}

fn without_number(text: &str, scan: &Scan, profile: &Profile) -> Measure {
    if says_undone(text, profile) {
        return Measure::Undone;
    }
    let dates: Vec<_> = scan.dates().collect();
    if dates.is_empty() { Measure::Words } else { Measure::Dates(dates) }
}

/// "≥95%且…": what follows is a second demand. 每月1次, 3次/月: the year's number is another one.
fn has_condition(scan: &Scan) -> bool {
    const PERIODS: [&str; 8] = ["每月", "每季度", "每季", "每半年", "每周", "每天", "每日", "每人"];
    around(scan).is_some_and(|(before, behind)| {
        behind.starts_with('且') || PERIODS.iter().any(|period| before.ends_with(period)) || per(scan).is_some()
    })
}

/// 450元/人: what the quantity is counted by.
fn per(scan: &Scan) -> Option<&'static str> {
    const PER: [&str; 9] = ["/月", "/季", "/周", "/天", "/日", "/人", "/户", "/亩", "/公里"];
    let (_, behind) = around(scan)?;
    PER.into_iter().find(|per| behind.starts_with(per))
}

/// The text before and behind the first quantity.
fn around(scan: &Scan) -> Option<(String, String)> {
    let quantity = scan.mentions.iter().find(|mention| matches!(mention.meaning, Meaning::Quantity(_)))?;
    let text = |chars: &[char]| chars.iter().collect::<String>();
    Some((text(&scan.chars[..quantity.span.start]), text(&scan.chars[quantity.span.end..])))
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

fn says_undone(text: &str, profile: &Profile) -> bool {
    let mut places = profile.words.undone.iter().filter_map(|word| text.find(word.as_str()));
    places.any(|at| !DENIALS.iter().any(|denial| text[..at].ends_with(denial)))
}

/// The entry is a percentage, or would be read as one.
pub fn is_percentage<T>(entry: &Entry<T>) -> bool {
    entry.written.contains(['%', '％']) || entry.written.contains("百分之")
}
