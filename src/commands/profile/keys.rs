//! `profile keys`: every key a profile may hold, for people, for the documentation and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::DocumentFormat;
use crate::commands::output::{say, show_json};
use crate::ground::RunError;
use crate::profile::keys::{KEYS, KeyDoc, MUST, SECTIONS, Section};

/// How a profile takes over and changes another; the same text for people and for the documentation.
const LAYERS: [&str; 6] = [
    "extends = \"名称或文件\"：没有写的都取自它；它还可以再 extends 别的，层数不限。",
    "段落逐项合并：写了的项目代替继承的，没写的保留。",
    "列表 = [...]：整个代替继承的列表。",
    "列表_add = [...]：加在继承的列表后面，如 labels_add = [\"单位全称\"]；行和指标也一样，如 [[budget.lines_add]]。",
    "列表_drop = [...]：从继承的列表里去掉几项，行和指标按 key 或 name，如 lines_drop = [\"total\"]。",
    "remove = [\"路径\"]：写在最前面，去掉继承的项目或整段，如 remove = [\"fields.phone\", \"budget.execution\"]。",
];

pub fn run(format: DocumentFormat) -> Result<(), RunError> {
    match format {
        DocumentFormat::Human => say(&human()),
        DocumentFormat::Markdown => say(&markdown()),
        DocumentFormat::Json => show_json(&Keys { keys: KEYS }),
    }
}

#[derive(Serialize)]
struct Keys {
    keys: &'static [KeyDoc],
}

fn human() -> String {
    let mut out = String::from("继承\n");
    LAYERS.iter().for_each(|line| push(&mut out, format_args!("  {line}\n")));
    for section in &SECTIONS {
        push(&mut out, format_args!("\n{}\n", heading(section)));
        for KeyDoc { path, kind, default, about, example } in section.keys() {
            push(&mut out, format_args!("  {path}（{}，{}）\n", kind.name(), otherwise(default)));
            push(&mut out, format_args!("      {about}\n      {example}\n"));
        }
    }
    out
}

/// All keys; `docs/profile.md` is this text.
pub fn markdown() -> String {
    let mut out = String::from(
        "# 表样配置\n\n\
         一个表样是一个 TOML 文件。路径里的 `*` 是自取的名称，`[]` 是可以写几段的段落（`[[budget.lines]]`）。\
         默认是自己和所继承的配置都没有写时的值。\n\n## 继承\n\n",
    );
    LAYERS.iter().for_each(|line| push(&mut out, format_args!("- {line}\n")));
    for section in &SECTIONS {
        push(
            &mut out,
            format_args!("\n## {}\n\n| 项目 | 写什么 | 默认 | 用途 | 例 |\n|---|---|---|---|---|\n", heading(section)),
        );
        for KeyDoc { path, kind, default, about, example } in section.keys() {
            let kind = kind.name();
            push(&mut out, format_args!("| `{path}` | {kind} | {default} | {about} | `{example}` |\n"));
        }
    }
    out
}

fn otherwise(default: &str) -> String {
    if default == MUST { default.to_owned() } else { format!("默认：{default}") }
}

fn heading(section: &Section) -> String {
    match section.name {
        "" => format!("最前面：{}", section.about),
        name => format!("[{name}] {}", section.about),
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_in_both_texts() {
        let (human, markdown) = (human(), markdown());
        for key in KEYS {
            assert!(human.contains(&format!("  {}（", key.path)), "{}", key.path);
            assert!(markdown.contains(&format!("| `{}` |", key.path)), "{}", key.path);
        }
        assert!(KEYS.iter().all(|key| !key.example.contains('|') && !key.about.contains('|')), "a bar ends a cell");
    }

    /// To write it again: `jixiao profile keys --format markdown > docs/profile.md`.
    #[test]
    fn the_documentation_is_what_the_command_prints() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/profile.md");
        let documented = std::fs::read_to_string(path).expect("docs/profile.md");
        assert!(documented == markdown(), "docs/profile.md is not what `profile keys` prints");
    }
}
