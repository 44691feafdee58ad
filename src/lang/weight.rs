//! Words around figures: the weight some forms write inside a level's name, and what stands in front of a sum.

use crate::model::text::tidy;

/// What people write in front of a sum of money or a count, longest first.
pub const SUMS: [&str; 5] = ["人民币", "共计", "合计", "总计", "共"];

/// What may stand between the name and its weight.
const WORDS: [&str; 2] = ["权重", "分值"];

/// The name and the weight in brackets behind it, or bare with its 分 or %.
pub fn split_weight(text: &str) -> Option<(String, String)> {
    let bracketed = text.strip_suffix([')', '）', '】']).and_then(|body| body.rsplit_once(['(', '（', '【']));
    let (name, weight) = match bracketed {
        Some(parts) => parts,
        None => {
            let body = text.strip_suffix(['分', '%', '％'])?;
            let digits = body.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
            let (name, weight) = text.split_at(digits.len());
            let name = name.trim_end_matches([':', '：']);
            (WORDS.iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name), weight)
        }
    };
    let weight = weight.trim_start().trim_start_matches(['权', '重', '分', '值', '占', ':', '：']);
    let numeric = weight.trim().starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    (numeric && !name.trim().is_empty()).then(|| (tidy(name), tidy(weight)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_inside_a_name_is_taken_out() {
        let split = |text: &str| split_weight(text);
        let parts = |name: &str, weight: &str| Some((name.to_owned(), weight.to_owned()));
        assert_eq!(split("产出指标（50分）"), parts("产出指标", "50分"));
        assert_eq!(split("产出指标 (25)"), parts("产出指标", "25"));
        assert_eq!(split("产出指标（30％）"), parts("产出指标", "30％"));
        assert_eq!(split("产出指标 50分"), parts("产出指标", "50分"));
        assert_eq!(split("产出指标（权重：25分）"), parts("产出指标", "25分"));
        assert_eq!(split("产出指标权重：25分"), parts("产出指标", "25分"));
        assert_eq!(split("产出指标【25】"), parts("产出指标", "25"));
        assert_eq!(split("产出指标"), None);
        assert_eq!(split("部门(单位)"), None);
        assert_eq!(split("（50分）"), None);
    }
}
