//! The words of a report.

use toml::Spanned;

use super::{required, texts};
use crate::model::text::compact;
use crate::profile::problem::Problems;
use crate::profile::raw::{RawMoneyPhrase, RawNarrative, RawSection, RawWhole, Texts};
use crate::profile::spec::{MoneyColumns, MoneyPhrase, Narrative, Section, Whole};

pub fn check(raw: RawNarrative, problems: &mut Problems<'_>) -> Narrative {
    let sections: Vec<Section> = raw.sections.into_iter().map(|raw| section(raw, problems)).collect();
    Narrative {
        own_words: words(raw.own_words, problems),
        whole_words: words(raw.whole_words, problems),
        topics: words(raw.topics, problems),
        joiners: words(raw.joiners, problems),
        approximate: words(raw.approximate, problems),
        foreign: words(raw.foreign, problems),
        other_years: words(raw.other_years, problems),
        totals: words(raw.totals, problems),
        grades: words(raw.grades, problems),
        rates: words(raw.rates, problems),
        completions: words(raw.completions, problems),
        satisfaction: words(raw.satisfaction, problems),
        people: words(raw.people, problems),
        budget_words: words(raw.budget_words, problems),
        executed_words: words(raw.executed_words, problems),
        problem_words: words(raw.problem_words, problems),
        no_problems: words(raw.no_problems, problems),
        money: raw.money.into_iter().map(|raw| money(raw, problems)).collect(),
        wholes: raw.wholes.into_iter().map(|raw| whole(raw, problems)).collect(),
        sections,
    }
}

/// As they are compared with a text.
fn words(list: Texts, problems: &mut Problems<'_>) -> Vec<String> {
    texts(list, problems).iter().map(|word| compact(word).into_owned()).collect()
}

fn money(raw: Spanned<RawMoneyPhrase>, problems: &mut Problems<'_>) -> MoneyPhrase {
    let raw = raw.into_inner();
    let columns = match raw.column.as_ref().map(|column| column.get_ref().as_str()) {
        None => MoneyColumns::Either,
        Some("budget") => MoneyColumns::Budget,
        Some("executed") => MoneyColumns::Executed,
        Some(_) => {
            let span = raw.column.as_ref().map(Spanned::span).unwrap_or_default();
            problems.at(span, "column 应为 budget 或 executed；两栏都可以时不写");
            MoneyColumns::Either
        }
    };
    let name = required(&raw.name, ("narrative.money", "name"), "金额的名称", problems);
    let mut known = words(raw.words, problems);
    known.push(compact(&name).into_owned());
    // The longest says most.
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    MoneyPhrase { words: known, line: raw.line.map(Spanned::into_inner), columns }
}

fn whole(raw: Spanned<RawWhole>, problems: &mut Problems<'_>) -> Whole {
    let raw = raw.into_inner();
    let name = required(&raw.name, ("narrative.wholes", "name"), "总数的名称", problems);
    let mut known = words(raw.words, problems);
    known.push(compact(&name).into_owned());
    Whole {
        words: known,
        unit: required(&raw.unit, ("narrative.wholes", "unit"), "单位", problems),
        parts: words(raw.parts, problems),
        perhaps: words(raw.perhaps, problems),
        needed: words(raw.needed, problems),
    }
}

fn section(raw: Spanned<RawSection>, problems: &mut Problems<'_>) -> Section {
    let raw = raw.into_inner();
    let name = required(&raw.name, ("narrative.sections", "name"), "标题的名称", problems);
    let mut known = words(raw.words, problems);
    known.push(compact(&name).into_owned());
    Section {
        name,
        words: known,
        required: raw.required,
        names_problems: raw.names_problems,
        within: raw.within.map(Spanned::into_inner),
    }
}
