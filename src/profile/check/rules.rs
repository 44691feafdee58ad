//! The rules a profile adds: codes of their own, conditions that compile, names that are there.

use std::collections::BTreeSet;

use toml::Spanned;

use super::figures::Figures;
use super::limits::{is_code, severity};
use super::required;
use crate::model::finding::{FAMILIES, Severity};
use crate::model::text::{is_blank, tidy};
use crate::profile::expression::{Expression, Written};
use crate::profile::problem::Problems;
use crate::profile::raw::{RawRule, Text};
use crate::profile::spec::{Condition, OwnRule, Piece};

const SECTION: &str = "rule";
const WHY: &str = "这一条是财政部门在表样里自己规定的检查。";
const FIX: &str = "请核对后修改；情况属实的，请说明原因。";

pub fn check(raw: Vec<Spanned<RawRule>>, figures: &Figures<'_>, problems: &mut Problems<'_>) -> Vec<OwnRule> {
    let mut seen = BTreeSet::new();
    for code in raw.iter().filter_map(|raw| raw.get_ref().code.as_ref()) {
        if !seen.insert(code.get_ref()) {
            problems.at(code.span(), format!("编号“{}”写了两次：请改用不同的编号", code.get_ref()));
        }
    }
    raw.iter().filter_map(|raw| rule(raw, figures, problems)).collect()
}

fn rule(raw: &Spanned<RawRule>, figures: &Figures<'_>, problems: &mut Problems<'_>) -> Option<OwnRule> {
    let keys = raw.get_ref();
    let all = [("code", &keys.code), ("severity", &keys.severity), ("when", &keys.when), ("message", &keys.message)];
    for (key, _) in all.iter().filter(|(_, value)| value.is_none()) {
        problems.at(raw.span(), format!("这条规则缺少 {key}：请补上"));
    }
    let optional = |value: &Option<Text>, otherwise: &str| match value {
        Some(value) if !is_blank(value.get_ref()) => tidy(value.get_ref()),
        _ => otherwise.to_owned(),
    };
    let message = keys.message.as_ref().map(|text| pieces(text, figures, problems));
    let cell = keys.cell.as_ref().and_then(|name| {
        let spot = figures.spot(name.get_ref().trim());
        spot.map_err(|message| problems.within(name, 0, message)).ok()
    });
    Some(OwnRule {
        code: code(keys.code.as_ref()?, problems),
        severity: keys
            .severity
            .as_ref()
            .map_or(Severity::Warning, |word| severity(word, problems).unwrap_or(Severity::Warning)),
        title: optional(&keys.title, &title_of(message.as_deref().unwrap_or_default())),
        why: optional(&keys.why, WHY),
        fix: optional(&keys.fix, FIX),
        when: condition(keys.when.as_ref()?, figures, problems)?,
        cell,
        message: message?,
    })
}

fn code(code: &Text, problems: &mut Problems<'_>) -> String {
    let family = code.get_ref().split('-').next().unwrap_or_default();
    if !is_code(code.get_ref()) {
        problems.at(code.span(), format!("“{}”不是规则编号：编号形如 USR-01", code.get_ref()));
    } else if FAMILIES.contains(&family) {
        problems.at(code.span(), format!("{family} 开头的编号留给内置的规则：请换别的三个字母，如 USR-01"));
    }
    code.get_ref().clone()
}

/// A condition without fault; otherwise every unknown name of it, or where it cannot be read, is told.
fn condition(text: &Text, figures: &Figures<'_>, problems: &mut Problems<'_>) -> Option<Condition> {
    let source = text.get_ref();
    let written = Written::read(source).map_err(|fault| problems.within(text, fault.at, fault.message)).ok()?;
    let found = written.names.iter().filter_map(|(name, range)| {
        let figure = figures.find(name);
        figure.map_err(|message| problems.within(text, range.start, message)).ok()
    });
    let found: Vec<_> = found.collect();
    let expression = Expression::compile(&written);
    let expression = expression.map_err(|fault| problems.within(text, fault.at, fault.message)).ok()?;
    Some(Condition { text: source.clone(), figures: found, expression })
}

/// A message taken apart at its `{figures}`.
fn pieces(text: &Text, figures: &Figures<'_>, problems: &mut Problems<'_>) -> Vec<Piece> {
    if is_blank(text.get_ref()) {
        return vec![Piece::Words(required(&Some(text.clone()), (SECTION, "message"), "要告诉填表人的话", problems))];
    }
    let mut pieces = Vec::new();
    let (mut rest, mut at) = (text.get_ref().as_str(), 0);
    while let Some((words, behind)) = rest.split_once('{') {
        let start = at + words.len() + 1;
        let Some((name, behind)) = behind.split_once('}') else {
            problems.within(text, start - 1, "“{”没有对应的“}”".to_owned());
            return pieces;
        };
        pieces.push(Piece::Words(words.to_owned()));
        match figures.find(name.trim()) {
            Ok(figure) => pieces.push(Piece::Figure(figure)),
            Err(message) => problems.within(text, start, message),
        }
        (rest, at) = (behind, start + name.len() + 1);
    }
    pieces.push(Piece::Words(rest.to_owned()));
    pieces
}

/// A title for lists where none is given: the message without its figures.
fn title_of(message: &[Piece]) -> String {
    let words = message.iter().map(|piece| match piece {
        Piece::Words(words) => words.as_str(),
        Piece::Figure(_) => "…",
    });
    tidy(&words.collect::<String>())
}
