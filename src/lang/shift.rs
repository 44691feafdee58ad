//! The indicator written one column too far right: its name stands where the target belongs.

use super::placeholder::is_placeholder;
use super::scan::{Meaning, scan};
use crate::model::submission::{Entry, Indicator, State, Text};
use crate::model::text::compact;
use crate::profile::spec::Words;

/// So many characters beside the number make a name of a target (完成8个整体工作).
const NAME_CHARS: usize = 4;

/// True when level 3 is blank or a placeholder and the target cell holds a name.
pub fn is_shifted(indicator: &Indicator, words: &Words) -> bool {
    let Some(target) = indicator.target.as_ref().filter(|target| matches!(target.state, State::Read(_))) else {
        return false;
    };
    is_unnamed(&indicator.level3, words) && holds_a_name(&target.written, words)
}

/// Level 3 states no name of its own. A template hint is none either, but is reported as what it is.
fn is_unnamed(level3: &Entry<Text>, words: &Words) -> bool {
    match &level3.state {
        State::Blank | State::Void => true,
        State::Read(Text) => is_placeholder(&level3.written, words),
        _ => false,
    }
}

/// After taking away dates, one number with its operator and unit, and punctuation, a name remains.
pub fn holds_a_name(target: &str, words: &Words) -> bool {
    let compacted = compact(target);
    if words.scale_words.iter().any(|word| *word == compacted) {
        return false;
    }
    let scan = scan(target, words);
    let mut quantities = 0;
    let mut taken = vec![false; scan.chars.len()];
    for mention in &scan.mentions {
        quantities += usize::from(matches!(mention.meaning, Meaning::Quantity(_)));
        let counts = matches!(mention.meaning, Meaning::Date(_)) || quantities == 1;
        taken[mention.span.clone()].iter_mut().filter(|_| counts).for_each(|slot| *slot = true);
    }
    let left = scan.chars.iter().zip(&taken).filter(|(c, taken)| !**taken && c.is_alphabetic());
    left.count() >= NAME_CHARS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_more_than_a_number() {
        let words = Words { scale_words: vec!["达成预期指标".to_owned()], ..Words::default() };
        for text in [
            "乡镇星级服务站合格率",
            "完成区人大8个整体工作。",
            "年度资金支付完成率100%",
            "2023年1月1日至12月31各项工作完成及时性",
        ] {
            assert!(holds_a_name(text, &words), "{text}");
        }
        for text in
            ["12次", "≥95%", "12月31日前完成", "2023年12月31日前完成", "不低于200人次", "", "达成预期指标", "2023年"]
        {
            assert!(!holds_a_name(text, &words), "{text}");
        }
    }
}
