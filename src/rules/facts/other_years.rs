//! Signs in a text that it was written for another year.

/// Sentences of a compact text, without the numbering in front.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let numbering = |c: char| !c.is_alphabetic() || "一二三四五六七八九十".contains(c);
    text.split(['。', '；', ';', '！', '!', '：', ':', '\n'])
        .map(move |sentence| sentence.trim_start_matches(numbering))
}

/// Years a text may look back or ahead to; beyond that it speaks of history or of a plan.
const NEAR_YEARS: i32 = 5;

/// A year other than `own` that the text reports on (`2022年度各项工作…`), not one it compares with or plans for.
pub fn year_of_report(text: &str, own: i32) -> Option<i32> {
    text.match_indices('年').find_map(|(at, _)| {
        let before: Vec<char> = text[..at].chars().rev().take(6).collect();
        let digits: String = before.iter().take(4).rev().collect();
        let year: i32 = digits.parse().ok().filter(|_| digits.chars().all(|c| c.is_ascii_digit()))?;
        let near = year != own && (year - own).abs() <= NEAR_YEARS && digits.starts_with("20");
        (near && !looks_back(before.get(4..).unwrap_or_default()) && !looks_ahead(&text[at + '年'.len_utf8()..]))
            .then_some(year)
    })
}

/// 比2022年, 自2021年, 2021-2025年: nearest character first.
fn looks_back(before: &[char]) -> bool {
    const COMPARING: [char; 16] =
        ['比', '较', '与', '同', '于', '自', '从', '到', '至', '在', '和', '-', '—', '~', '〔', '['];
    before.first().is_some_and(|c| c.is_ascii_digit() || COMPARING.contains(c))
}

fn looks_ahead(after: &str) -> bool {
    const BEHIND: [&str; 13] =
        ["以来", "相比", "同期", "基数", "结转", "结余", "决算", "底", "末", "前", "规划", "开始", "起"];
    let after = after.strip_prefix('度').unwrap_or(after);
    BEHIND.iter().any(|word| after.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_on_another_year_is_told_from_a_comparison() {
        for text in ["2022年度单位工作正常运转", "完成2022年各项工作", "2022年,培训500人次"] {
            assert_eq!(year_of_report(text, 2023), Some(2022), "{text}");
        }
        for text in [
            "比2022年增长5%",
            "较2022年度下降",
            "自2021年以来",
            "“十四五”2021-2025年规划",
            "到2025年底建成",
            "使用2022年结转资金",
            "2023年完成",
            "〔2022〕12号",
            "1998年建成",
            "12022年",
        ] {
            assert_eq!(year_of_report(text, 2023), None, "{text}");
        }
    }

    #[test]
    fn numbering_is_no_part_of_a_sentence() {
        let found: Vec<_> = sentences("1.区民政局完成救助;二、加强监督。").collect();
        assert_eq!(found, ["区民政局完成救助", "加强监督", ""]);
    }
}
