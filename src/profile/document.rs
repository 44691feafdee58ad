//! Profile text → raw profile: reads TOML, lays a profile over the one it extends, and keeps
//! going after a key that cannot be read so that all of them are reported.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::problem::Problems;
use super::raw::RawProfile;

/// More unreadable keys than this are not a profile but another kind of file.
const MOST_DROPPED: usize = 100;

/// The texts a profile comes from. The base's places come first, the own text's behind them,
/// so one offset tells both text and line.
pub struct Origin<'a> {
    text: &'a str,
    /// Name and text of the profile it extends.
    base: Option<(&'a str, &'a str)>,
}

impl<'a> Origin<'a> {
    /// `base` looks up the text of a builtin profile.
    pub fn new(text: &'a str, base: impl Fn(&str) -> Option<(&'a str, &'a str)>) -> Self {
        Self { text, base: extends(text).and_then(|name| base(&name)) }
    }

    /// Line of an offset in the own text; for the base `None` and a note that says whose it is.
    pub fn line(&self, offset: usize) -> (Option<usize>, String) {
        match (offset.checked_sub(self.shift()), self.base) {
            (Some(own), _) => (Some(line_of(self.text, own)), String::new()),
            (None, Some((name, text))) => (None, format!("（继承自 {name} 第{}行）", line_of(text, offset))),
            (None, None) => (None, String::new()),
        }
    }

    /// 1-based character within its line of an offset in the own text.
    pub fn column(&self, offset: usize) -> usize {
        let before = offset.checked_sub(self.shift()).and_then(|own| self.text.get(..own)).unwrap_or_default();
        before.chars().rev().take_while(|c| *c != '\n').count() + 1
    }

    /// The offset of a byte of a quoted text; of its quote where escapes make the two differ.
    pub fn within(&self, span: Range<usize>, text: &str, at: usize) -> usize {
        let own = span.start.checked_sub(self.shift()).and_then(|start| self.text.get(start..span.end - self.shift()));
        let quoted = own.and_then(|written| written.find(text));
        quoted.map_or(span.start, |quote| span.start + quote + at)
    }

    /// The line of a `[section]` header, when the own text has one.
    pub fn section_line(&self, section: &str) -> Option<usize> {
        let header = format!("[{section}]");
        let line = self.text.lines().position(|line| line.trim_start().starts_with(&header))?;
        Some(line + 1)
    }

    /// Both texts, for the hash.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> {
        self.base.map(|(_, text)| text).into_iter().chain([self.text])
    }

    fn shift(&self) -> usize {
        self.base.map_or(0, |(_, text)| text.len())
    }

    /// The raw profile; what could not be read of it is noted and left out.
    pub fn read(&self, problems: &mut Problems<'_>) -> RawProfile {
        if let (Some(name), None) = (extends(self.text), self.base) {
            let at = self.text.find("extends").unwrap_or(0);
            problems
                .at(at..at, format!("extends 引用的“{name}”不是内置的表样：请用 jixiao profile list 查看可用的名称"));
        }
        // Blanks in front of the own text move its places behind those of the base.
        let padded = " ".repeat(self.shift()) + self.text;
        let mut table = parse(&padded, problems);
        if let Some((_, text)) = self.base {
            let mut merged = parse(text, problems);
            if let Some(text) = extends(text).and_then(|name| super::text_of(&name)) {
                let mut below = parse(text, problems);
                if let Some(text) = extends(text).and_then(|name| super::text_of(&name)) {
                    let mut lowest = parse(text, problems);
                    overlay(lowest.get_mut(), below.into_inner());
                    below = lowest;
                }
                overlay(below.get_mut(), merged.into_inner());
                merged = below;
            }
            overlay(merged.get_mut(), table.into_inner());
            table = merged;
        }
        deserialize(table, problems)
    }
}

/// The `extends` key, read leniently before anything else.
fn extends(text: &str) -> Option<String> {
    let (table, _) = DeTable::parse_recoverable(text);
    table.get_ref().get("extends")?.get_ref().as_str().map(str::to_owned)
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn parse<'t>(text: &'t str, problems: &mut Problems<'_>) -> Spanned<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        problems.at(error.span().unwrap_or(0..0), syntax_message(error.message()));
    }
    table
}

/// Tables merge key by key; anything else replaces what was there.
fn overlay<'t>(base: &mut DeTable<'t>, own: DeTable<'t>) {
    for (key, value) in own {
        let is_table = value.get_ref().is_table();
        match (base.get_mut(&key).map(Spanned::get_mut), is_table) {
            (Some(DeValue::Table(below)), true) => {
                if let DeValue::Table(above) = value.into_inner() {
                    overlay(below, above);
                }
            }
            _ => drop(base.insert(key, value)),
        }
    }
}

fn deserialize(mut table: Spanned<DeTable<'_>>, problems: &mut Problems<'_>) -> RawProfile {
    for _ in 0..MOST_DROPPED {
        let error = match RawProfile::deserialize(toml::de::Deserializer::from(table.clone())) {
            Ok(raw) => return raw,
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        problems.at(span.clone(), shape_message(error.message()));
        match remove(table.get_mut(), &span) {
            Some(path) => problems.dropped(path),
            None => break,
        }
    }
    RawProfile::default()
}

/// Takes out the key or value at a span; its path (`scoring.total`).
fn remove(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let hit = table.iter().find(|(key, value)| key.span() == *span || value.span() == *span);
    if let Some(key) = hit.map(|(key, _)| key.clone()) {
        table.remove(&key);
        return Some(key.into_inner().into_owned());
    }
    table.iter_mut().find_map(|(key, value)| {
        let below = remove_below(value.get_mut(), span)?;
        Some(format!("{}{}{below}", key.get_ref(), if below.is_empty() { "" } else { "." }))
    })
}

fn remove_below(value: &mut DeValue<'_>, span: &Range<usize>) -> Option<String> {
    match value {
        DeValue::Table(table) => remove(table, span),
        DeValue::Array(array) if array.iter().any(|item| item.span() == *span) => {
            let kept = std::mem::replace(array, DeArray::new()).into_iter().filter(|item| item.span() != *span);
            *array = kept.collect();
            Some(String::new())
        }
        DeValue::Array(array) => array.iter_mut().find_map(|item| remove_below(item.get_mut(), span)),
        _ => None,
    }
}

fn syntax_message(message: &str) -> String {
    match message {
        "duplicate key" => "这个项目写了两次：请只保留一处".to_owned(),
        _ => format!("这里不是正确的 TOML 写法（{message}）：请检查引号、方括号、等号和逗号"),
    }
}

fn shape_message(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let (name, known) = rest.split_once(", ").unwrap_or((rest, ""));
        let known = known.trim_start_matches("expected one of ").trim_start_matches("expected ");
        let known = known.replace('`', "").replace(" or ", "、").replace(", ", "、");
        return format!("不认识的项目“{}”：这里可以写 {known}", name.trim_matches('`'));
    }
    match message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((_, expected)) => format!("写法不对，这里应为：{}", expected_words(expected)),
        None => format!("这里的值读不出来（{message}）：请检查"),
    }
}

fn expected_words(expected: &str) -> &'static str {
    match expected {
        "a string" => "加引号的文字",
        "a number" => "数字（不加引号）",
        "a boolean" => "true 或 false",
        "a sequence" => "方括号括起的列表",
        _ => "一组“项目 = 值”",
    }
}
