//! `rules`: the catalogue for people, for the documentation and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::Exit;
use super::output::{say, show_json};
use crate::cli::{DocumentFormat, RulesArgs};
use crate::ground::RunError;
use crate::rules::{Rule, registry};

/// The families, as headings.
const FAMILIES: [(&str, &str); 12] = [
    ("STR", "文件与结构"),
    ("BAS", "部门与年度"),
    ("BUD", "预算资金"),
    ("WGT", "分值与权重"),
    ("SCR", "得分"),
    ("GRD", "等级"),
    ("IND", "指标"),
    ("DEV", "偏差与原因"),
    ("TXT", "文字内容"),
    ("RND", "与上次报送比较"),
    ("XSE", "自评报告与自评表"),
    ("BAT", "整批核对"),
];
/// Codes as near as this are worth asking about.
const NEAR_EDITS: usize = 2;

pub fn run(args: &RulesArgs) -> Result<Exit, RunError> {
    let chosen = match &args.code {
        Some(code) => vec![find(code)?],
        None => registry::ALL.to_vec(),
    };
    let each = |words: fn(&Rule) -> String| chosen.iter().map(|rule| words(rule)).collect::<String>();
    match (&args.shown.format, &args.code) {
        (DocumentFormat::Json, _) => show_json(&chosen.iter().map(|rule| Entry::of(rule)).collect::<Vec<_>>()),
        (DocumentFormat::Markdown, None) => say(&markdown()),
        (DocumentFormat::Markdown, Some(_)) => say(&each(section)),
        (DocumentFormat::Human, Some(_)) => say(&each(explained)),
        (DocumentFormat::Human, None) => say(&table(&chosen)),
    }?;
    Ok(Exit::Clean)
}

fn find(code: &str) -> Result<&'static Rule, RunError> {
    registry::find(code.trim()).ok_or_else(|| RunError::Usage(unknown(code)))
}

fn unknown(code: &str) -> String {
    let wanted = code.trim().to_uppercase();
    let near = |rule: &&&Rule| rule.family() == wanted || strsim::levenshtein(rule.code, &wanted) <= NEAR_EDITS;
    let mut near: Vec<&Rule> = registry::ALL.iter().filter(near).copied().collect();
    near.sort_by_key(|rule| strsim::levenshtein(rule.code, &wanted));
    let near: Vec<String> = near.iter().take(5).map(|rule| format!("{} {}", rule.code, rule.title)).collect();
    let hint = match near.is_empty() {
        true => "运行 jixiao rules 可查看全部规则".to_owned(),
        false => format!("相近的有：{}", near.join("；")),
    };
    format!("没有编号为“{code}”的规则；{hint}")
}

/// One rule as programs get it.
#[derive(Serialize)]
struct Entry {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    title: &'static str,
    why: &'static str,
    fix: &'static str,
}

impl Entry {
    fn of(rule: &Rule) -> Self {
        let Rule { code, name, title, why, fix, .. } = *rule;
        Self { code, name, severity: rule.severity.key(), title, why, fix }
    }
}

fn table(rules: &[&Rule]) -> String {
    let mut out = String::new();
    for (family, heading) in FAMILIES {
        push(&mut out, format_args!("{family} {heading}\n"));
        for rule in rules.iter().filter(|rule| rule.family() == family) {
            push(&mut out, format_args!("  {}  {}  {}\n", rule.code, rule.severity.name(), rule.title));
        }
    }
    out + "查看一条规则的说明：jixiao rules 编号\n"
}

fn explained(rule: &Rule) -> String {
    let Rule { code, name, title, why, fix, .. } = rule;
    format!("{code} {title}（{}，{name}）\n\n为什么：{why}\n怎么改：{fix}\n", rule.severity.name())
}

/// The whole catalogue; `docs/rules.md` is this text.
pub fn markdown() -> String {
    let mut out = String::from(
        "# 检查规则\n\n级别：错误（退回修改）、警告（需要说明或人工查看）、提示（供参考，不必处理）。表样配置可以改变级别、停用规则。\n",
    );
    for (family, heading) in FAMILIES {
        push(&mut out, format_args!("\n## {family} {heading}\n"));
        registry::ALL.iter().filter(|rule| rule.family() == family).for_each(|rule| out += &section(rule));
    }
    out
}

fn section(rule: &Rule) -> String {
    let Rule { code, name, title, why, fix, .. } = rule;
    let mut out =
        format!("\n### {code} {title}\n\n`{name}` · {}\n\n- 为什么：{why}\n- 怎么改：{fix}\n", rule.severity.name());
    if !rule.over.is_empty() && !rule.over.contains(&"*") {
        push(&mut out, format_args!("- 同一行或同一部分报了本条，就不再报：{}\n", rule.over.join("、")));
    }
    out
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_names_what_was_perhaps_meant() {
        assert!(unknown("SCR-2").contains("SCR-02"), "{}", unknown("SCR-2"));
        assert!(unknown("bud").contains("BUD-01"));
        assert!(unknown("哪一条").contains("jixiao rules"));
        assert_eq!(find(" scr-02 ").map(|rule| rule.code).ok(), Some("SCR-02"));
    }

    #[test]
    fn every_rule_is_under_a_heading() {
        let text = table(registry::ALL);
        assert!(registry::ALL.iter().all(|rule| text.contains(&format!("  {}  ", rule.code))), "{text}");
    }
}
