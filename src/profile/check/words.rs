//! Word lists: what they name must be there, and nothing may stand in two places.

use rust_decimal::Decimal;
use toml::Spanned;

use super::{required, texts, within};
use crate::model::text::{compact, is_blank};
use crate::profile::nearest::perhaps;
use crate::profile::problem::Problems;
use crate::profile::raw::{RawBelongs, RawPeriod, RawWords, Texts};
use crate::profile::spec::{Belongs, IndicatorSpec, Levels, Period, Words};

/// Nothing is counted more often than by the day.
const MOST_TIMES: u32 = 366;

pub fn check(raw: RawWords, indicators: &IndicatorSpec, problems: &mut Problems<'_>) -> Words {
    if indicators.levels == Levels::Fixed {
        levels_named(&raw, indicators, problems);
    }
    Words {
        continued: texts(raw.continued, problems),
        bureau: texts(raw.bureau, problems),
        project_titles: texts(raw.project_titles, problems),
        whole_titles: texts(raw.whole_titles, problems),
        other_forms: texts(raw.other_forms, problems),
        void_marks: texts(raw.void_marks, problems),
        hints: hints(raw.hints, problems),
        placeholders: texts(raw.placeholders, problems),
        smaller_is_better: texts(raw.smaller_is_better, problems),
        undone: texts(raw.undone, problems),
        scale_words: texts(raw.scale_words, problems),
        empty_reasons: texts(raw.empty_reasons, problems),
        capped_rates: texts(raw.capped_rates, problems),
        execution_names: texts(raw.execution_names, problems),
        execution_level2: texts(raw.execution_level2, problems),
        qualitative_targets_ok: texts(raw.qualitative_targets_ok, problems),
        template_text_level1: texts(raw.template_text_level1, problems),
        turns_larger: texts(raw.turns_larger, problems),
        open_rates: texts(raw.open_rates, problems),
        execution_parts: texts(raw.execution_parts, problems),
        rises: texts(raw.rises, problems),
        falls: texts(raw.falls, problems),
        measured_in: texts(raw.measured_in, problems),
        points_nowhere: texts(raw.points_nowhere, problems),
        time_limits: texts(raw.time_limits, problems),
        money_names: texts(raw.money_names, problems),
        comparisons: texts(raw.comparisons, problems),
        denials: texts(raw.denials, problems),
        forward_marks: texts(raw.forward_marks, problems),
        backward_marks: texts(raw.backward_marks, problems),
        qualitative_marks: texts(raw.qualitative_marks, problems),
        periods: periods(raw.periods, problems),
        unit_synonyms: unit_synonyms(raw.unit_synonyms, problems),
        belongs: belongs(raw.belongs, problems),
    }
}

/// Names of levels that no level has, in a form whose levels are fixed. Only what the own text writes is told: an
/// inherited list may well name levels of the form it was made for.
fn levels_named(raw: &RawWords, indicators: &IndicatorSpec, problems: &mut Problems<'_>) {
    let level1: Vec<&str> = indicators.level1.iter().map(|level1| level1.name.as_str()).collect();
    let level2 = indicators.level1.iter().flat_map(|level1| &level1.level2);
    let level2: Vec<&str> = level2.map(|level2| level2.name.as_str()).collect();
    let belongs = raw.belongs.iter().flat_map(|entry| &entry.get_ref().level2);
    let of_level1 = raw.qualitative_targets_ok.iter().chain(&raw.template_text_level1);
    let of_level2 = raw.execution_level2.iter().chain(belongs);
    let named =
        of_level1.map(|name| (name, "一级指标", &level1)).chain(of_level2.map(|name| (name, "二级指标", &level2)));
    for (name, kind, known) in named {
        let written = name.get_ref().as_str();
        if problems.is_own(&name.span()) && !is_blank(written) && !known.contains(&written) {
            let hint = perhaps(written, known.iter().copied(), &format!("：可以写 {}", known.join("、")));
            problems.at(name.span(), format!("没有名为“{written}”的{kind}{hint}"));
        }
    }
}

/// Patterns; one that fits any text would take every cell for a template instruction.
fn hints(raw: Texts, problems: &mut Problems<'_>) -> Vec<String> {
    for hint in &raw {
        if compact(hint.get_ref()).chars().all(|c| c == '*') {
            problems.at(hint.span(), "提示语只有 *，会把所有内容当作提示语：请写上提示语的文字");
        }
    }
    texts(raw, problems)
}

fn periods(raw: Vec<Spanned<RawPeriod>>, problems: &mut Problems<'_>) -> Vec<Period> {
    let entries = raw.into_iter().map(|entry| {
        let entry = entry.into_inner();
        let word = required(&entry.word, ("words.periods", "word"), "周期的名称（如“季度”）", problems);
        let times =
            within(&entry.times, ("words.periods", "times"), (Decimal::ONE, Decimal::from(MOST_TIMES)), problems);
        Period { word, times, about: entry.about }
    });
    entries.filter(|period| !period.word.is_empty()).collect()
}

fn unit_synonyms(raw: Vec<Texts>, problems: &mut Problems<'_>) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    for group in raw {
        for unit in &group {
            if groups.iter().any(|other| other.contains(unit.get_ref())) {
                problems.at(unit.span(), format!("单位“{}”同时在两组里：请只保留一处", unit.get_ref()));
            }
        }
        groups.push(texts(group, problems));
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn belongs(raw: Vec<Spanned<RawBelongs>>, problems: &mut Problems<'_>) -> Vec<Belongs> {
    let entries = raw.into_iter().map(|entry| {
        let span = entry.span();
        let entry = entry.into_inner();
        if entry.level2.is_empty() {
            problems.at(span, "belongs 的一项缺少 level2：请写上它应属的二级指标");
        }
        let word = required(&entry.word, ("words.belongs", "word"), "指标名称里的词", problems);
        Belongs { word, level2: texts(entry.level2, problems) }
    });
    entries.collect()
}
