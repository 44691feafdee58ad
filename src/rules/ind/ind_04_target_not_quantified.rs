use crate::lang::ticked;
use crate::model::finding::{Severity, Subject};
use crate::model::quantity::Measure;
use crate::model::submission::State;
use crate::model::text::compact;
use crate::profile::spec::{IndicatorColumn, Profile};
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-04",
    name: "target-not-quantified",
    severity: Severity::Warning,
    title: "指标值没有量化",
    why: "“加强”“提升”“明显”说不清做到什么程度算完成，年终无法对照。",
    fix: "请把指标值改成数字（如“≥95%”“12次”）、日期，或“优/良/中/差”这样分档的说法。",
    over: &["SCR-20"],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.text("E24", "进一步加强"), silent: |case| case.text("E27", "较好") },
};

fn check(form: &Form, out: &mut Findings) {
    for (i, row) in form.filled() {
        let Some(target) = row.target.as_ref().filter(|target| matches!(target.state, State::Read(Measure::Words)))
        else {
            continue;
        };
        let said = ticked::said(&target.written);
        if has_number(&said) || names_a_level(&said, form.profile) {
            continue;
        }
        let message = format!("{} 指标值“{}”没有写出数量、日期或档次，无法判断完成与否。", target.cell, target.written);
        let draft = out.at(target, Subject::Indicator(i, IndicatorColumn::Target)).message(message);
        if form.profile.words.qualitative_targets_ok.iter().any(|name| name == form.level1_name(row)) {
            draft.severity(Severity::Info);
        }
    }
}

/// Digits, or the 零 of 零事故: not comparable, but not vague either.
fn has_number(text: &str) -> bool {
    let text = compact(text);
    text.starts_with('零') || text.contains(|c: char| c.is_ascii_digit()) || text.contains("百分之")
}

/// One of the words of a stated scale, alone, in a list of them, or at the end (制度健全, 按时完成).
fn names_a_level(text: &str, profile: &Profile) -> bool {
    let text = compact(text);
    let text = text.trim_end_matches(['。', '.', ';', '!', ',']);
    let words = || profile.words.scale_words.iter().chain(profile.scoring.tiers.iter().flat_map(|tier| &tier.words));
    let is_level = |part: &str| words().any(|word| word == part);
    let ends_in = || words().any(|word| word.chars().count() > 1 && text.ends_with(word.as_str()));
    text.split(['/', '、', ',', ';', '或']).any(is_level) || ends_in()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_of_a_scale_is_a_target_and_a_vague_verb_is_not() {
        let profile = &crate::profile::builtin()[0];
        for text in ["优", "优/良/中/差", "效果较好", "制度健全。", "按时完成", "无"] {
            assert!(names_a_level(text, profile), "{text}");
        }
        for text in ["加强", "进一步提升", "明显", "推进中", "健全制度", "明显改善"] {
            assert!(!names_a_level(text, profile), "{text}");
        }
        assert!(has_number("零事故") && has_number("百分之百") && !has_number("进一步提高"));
    }
}
