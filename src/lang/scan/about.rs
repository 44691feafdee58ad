//! Words that say a number is not exact: 约300人, 300余人, 300人左右.

use super::{ends_with, starts_with};

const BEFORE: [&str; 8] = ["大约", "大概", "接近", "将近", "约为", "几近", "约", "近"];
const BEHIND: [&str; 2] = ["左右", "上下"];

/// Length of the word a text ends with. 最近3年, 附近5个 and 预约50人 are about nothing.
pub fn before(chars: &[char]) -> Option<usize> {
    const OTHERS: [&str; 9] = ["最近", "附近", "临近", "靠近", "预约", "节约", "条约", "合约", "违约"];
    let word = BEFORE.iter().find(|word| ends_with(chars, word))?;
    (!OTHERS.iter().any(|other| ends_with(chars, other))).then(|| word.chars().count())
}

/// Length of the word behind a unit.
pub fn behind(chars: &[char]) -> Option<usize> {
    BEHIND.iter().find(|word| starts_with(chars, word)).map(|word| word.chars().count())
}

/// 余, 多 or 来 between a number and its unit.
pub fn between(chars: &[char]) -> bool {
    matches!(chars.first(), Some('余' | '多' | '来')) && chars.get(1).is_some_and(|c| c.is_alphabetic())
}
