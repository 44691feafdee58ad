//! What a figure is of that has no name of its own: 项目支出预算 600万元，执行率 90 %. What was told of before it in its
//! sentence says so; where that is something the table has no line for, the figure is compared with nothing.

use std::cell::OnceCell;

use rust_decimal::Decimal;

use super::{Clause, figures, is_about_the_whole};
use crate::profile::spec::MoneyPhrase;
use crate::rules::Form;
use crate::rules::facts::ledger::{self, Column, Sum};

/// What the clauses before leave a clause to speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All the money of the form.
    #[default]
    Whole,
    /// A budget line, by its key; or all the money again.
    Line(String),
    /// Something else.
    Other,
    /// Something else, told of in a sentence before.
    Before,
}

impl Scope {
    /// Behind the end of a sentence.
    fn goes_on(&self) -> Self {
        match self {
            Self::Other | Self::Before => Self::Before,
            Self::Whole | Self::Line(_) => Self::Whole,
        }
    }
}

/// Says of every clause what stands before it.
pub fn follow(clauses: &mut [Clause<'_>], form: &Form) {
    let mut scope = Scope::Whole;
    let money = OnceCell::new();
    // Where the list of something else began, and whether its parts are told of.
    let (mut depth, mut is_part) = (0, false);
    for at in 0..clauses.len() {
        if at > 0 && clauses[at].paragraph != clauses[at - 1].paragraph {
            scope = Scope::Whole;
        } else if at > 0 && !std::ptr::eq(clauses[at].sentence, clauses[at - 1].sentence) {
            scope = scope.goes_on();
        } else if at > 0 && clauses[at].depth > clauses[at - 1].depth && is_name(&clauses[at - 1], form) {
            // 水政大队(预算数 300万元, 执行数 280万元)
            (scope, depth) = (Scope::Other, clauses[at - 1].depth);
        }
        let clause = &mut clauses[at];
        is_part = scope == Scope::Other && (is_part || clause.text.starts_with("其中") || clause.depth > depth);
        (clause.scope, clause.is_part) = (scope.clone(), is_part);
        if let Some(next) = subject(clause, form, &money).filter(|_| !clause.is_foreign && !is_part) {
            depth = clause.depth;
            scope = next;
        }
    }
}

/// It names somebody or something else, and says nothing of it.
fn is_name(clause: &Clause<'_>, form: &Form) -> bool {
    let has_number = clause.text.contains(|c: char| c.is_ascii_digit());
    !has_number && phrase(&clause.text, form).is_none() && !is_about_the_whole(&clause.text, form)
}

/// What a clause speaks of by its own words; `None` where it goes on with what was before.
fn subject(clause: &Clause<'_>, form: &Form, money: &OnceCell<Vec<Sum>>) -> Option<Scope> {
    let text = clause.text.as_str();
    if let Some((phrase, before, behind)) = phrase(text, form) {
        let said = &text[..text.len() - behind.len()];
        return match &phrase.line {
            Some(key) => Some(Scope::Line(key.clone())),
            None => (whole(clause, (before, said), form) == Of::Whole).then_some(Scope::Whole),
        };
    }
    if let Some((before, rest)) = figures::around(text, &form.profile.narrative.rates)
        && figures::behind(rest, &form.profile.narrative).is_some()
    {
        let line = || line_of_rate(&text[..text.len() - rest.len()], form).map_or(Scope::Other, Scope::Line);
        return (!is_about_the_whole(before, form)).then(line);
    }
    let start = text.find(|c: char| c.is_ascii_digit());
    match start {
        Some(start) => amount((text, start), form, money.get_or_init(|| ledger::each(form))),
        None => {
            let is_topic = form.profile.narrative.topics.iter().any(|word| text.contains(word.as_str()));
            (is_topic && !is_about_the_whole(text, form)).then_some(Scope::Other)
        }
    }
}

/// Money under a name that the profile does not know; `lines` are the amounts of the table's lines.
fn amount((text, start): (&str, usize), form: &Form, lines: &[Sum]) -> Option<Scope> {
    let words = &form.profile.narrative;
    let starts = text[start..].char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !text[..start + at].ends_with(|c: char| c.is_ascii_digit() || c == '.')
    });
    let money = starts.filter_map(|(at, _)| Some((start + at, figures::number(&text[start + at..])?.yuan()?)));
    let (at, (yuan, half)) = money.into_iter().next()?;
    let mut name = &text[..at];
    let columns = || words.budget_words.iter().chain(&words.executed_words);
    while let Some(shorter) = columns().filter_map(|word| name.strip_suffix(word.as_str())).next() {
        name = shorter;
    }
    let is_near = |sum: &Sum| sum.yuan.saturating_sub(yuan).abs() <= half.saturating_add(sum.tolerance);
    let is_whole = Column::BOTH.iter().filter_map(|column| ledger::overall(form, *column)).any(|sum| is_near(&sum));
    let is_line = || lines.iter().any(is_near);
    match is_about_the_whole(name, form) {
        true => (!is_whole && !is_line()).then_some(Scope::Other),
        false => Some(if is_whole { Scope::Whole } else { Scope::Other }),
    }
}

/// The phrase that begins first says what an amount is; of those the longest. With what stands before and behind it.
pub fn phrase<'p, 't>(text: &'t str, form: &'p Form) -> Option<(&'p MoneyPhrase, &'t str, &'t str)> {
    let found = form.profile.narrative.money.iter().filter_map(|phrase| {
        let (before, behind) = figures::around(text, &phrase.words)?;
        is_about_the_whole(before, form).then_some((phrase, before, behind))
    });
    found.min_by_key(|(_, before, behind)| (before.len(), behind.len()))
}

/// What a figure of all the money, by its words, is of where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    Whole,
    /// Of that line, or of the whole.
    Line(String),
    Unknown,
}

/// With what stands before the phrase, and that with the phrase.
pub fn whole(clause: &Clause<'_>, (before, said): (&str, &str), form: &Form) -> Of {
    let is_explicit = form.profile.narrative.whole_words.iter().any(|word| said.contains(word.as_str()));
    match &clause.scope {
        _ if clause.is_part => Of::Unknown,
        _ if is_explicit => Of::Whole,
        Scope::Whole => Of::Whole,
        Scope::Before if !before.is_empty() => Of::Whole,
        Scope::Line(key) => Of::Line(key.clone()),
        Scope::Other | Scope::Before => Of::Unknown,
    }
}

/// The budget line whose name the text ends with.
fn line_named(text: &str, form: &Form) -> Option<String> {
    let lines = form.profile.narrative.money.iter().filter_map(|phrase| Some((phrase.line.as_ref()?, &phrase.words)));
    let mut named = lines.filter(|(_, names)| {
        names.iter().filter_map(|name| text.strip_suffix(name.as_str())).any(|before| is_about_the_whole(before, form))
    });
    named.next().map(|(key, _)| key.clone())
}

/// The budget line whose rate a text ends with.
pub fn line_of_rate(said: &str, form: &Form) -> Option<String> {
    let rates = form.profile.narrative.rates.iter();
    rates.filter_map(|rate| said.strip_suffix(rate.as_str())).find_map(|name| line_named(name, form))
}

/// Executed by budget, ratio.
pub fn rate_of(key: &str, form: &Form) -> Option<Decimal> {
    let sum = |column| ledger::sum(form, [key], column);
    sum(Column::Executed)?.yuan.checked_div(sum(Column::Budget)?.yuan)
}
