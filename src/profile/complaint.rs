//! What serde has against a profile, in Chinese: a key that is not known, a value of the wrong kind.

use super::keys;
use super::nearest::nearest;

/// What cannot be read.
pub struct About<'a> {
    /// Its path (`scoring.total`).
    pub path: &'a str,
    /// What stands there in the text.
    pub written: &'a str,
}

pub fn of(said: &str, about: &About<'_>) -> String {
    if let Some(rest) = said.strip_prefix("unknown field ") {
        return unknown(rest, about);
    }
    match said.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((_, expected)) => wrong_kind(expected, about),
        // The visitors of this crate speak Chinese; what other visitors say helps nobody here.
        None if !said.starts_with(|c: char| c.is_ascii()) => format!("这里的值不能用：{said}{}", example(about.path)),
        None => format!("这里的值读不出来：请检查写法{}", example(about.path)),
    }
}

/// `rest` is serde's: the name and the names it expected, each between backticks.
fn unknown(rest: &str, about: &About<'_>) -> String {
    let mut names = rest.split('`').skip(1).step_by(2);
    let name = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    // The key as typed: of `lables_add` only `lables` reaches serde.
    let written = Some(about.written.trim_matches(['"', '\''])).filter(|typed| typed.starts_with(name)).unwrap_or(name);
    let suffix = written.strip_prefix(name).unwrap_or_default();
    let at_top = about.path == name;
    let hint = match nearest(name, known.iter().copied()) {
        near if !near.is_empty() => {
            let near: Vec<_> = near.into_iter().map(|near| format!("{near}{suffix}")).collect();
            format!("是不是 {}？", near.join(" 或 "))
        }
        _ if !at_top && keys::is_top(name) => to_the_top(name),
        _ => elsewhere(name, &known),
    };
    format!("不认识的项目“{written}”：{hint}")
}

/// Below a section's name a key belongs to the section, which is easily forgotten.
fn to_the_top(name: &str) -> String {
    format!("{name} 要写在最前面，所有 [段落] 之上")
}

/// Where the name would be known; else what is known here.
fn elsewhere(name: &str, known: &[&str]) -> String {
    let places: Vec<_> = keys::places(name);
    match (places.first(), known) {
        (Some(path), _) => format!("是不是 {path}？（jixiao profile keys 列出全部项目）"),
        (None, []) => "这里不能再写别的项目".to_owned(),
        (None, _) => {
            let some = known.iter().take(5).copied().collect::<Vec<_>>().join("、");
            let etc = if known.len() > 5 { " 等" } else { "" };
            format!("这里可以写 {some}{etc}（jixiao profile keys 列出全部项目）")
        }
    }
}

fn wrong_kind(expected: &str, about: &About<'_>) -> String {
    let key = about.path.rsplit('.').next().unwrap_or_default();
    if key != about.path && keys::is_top(key) && keys::find(about.path).is_none() {
        return to_the_top(key);
    }
    let wanted = match expected {
        "a string" => "加英文引号的文字",
        "a number" => "数字（不加引号）",
        "a boolean" => "true 或 false",
        "a sequence" => "方括号括起的列表",
        _ => "一段“项目 = 值”",
    };
    let example = match example(about.path) {
        example if example.is_empty() => match expected {
            "a string" => format!("，如 {key} = \"…\""),
            "a number" => format!("，如 {key} = 10"),
            "a boolean" => format!("，如 {key} = true"),
            "a sequence" => format!("，如 {key} = [\"…\"]"),
            _ => format!("，如 [{}]", about.path),
        },
        example => example,
    };
    format!("写法不对：{key} 应为{wanted}{example}")
}

/// How the key is written, when it is one that is documented.
fn example(path: &str) -> String {
    keys::find(path).map(|doc| format!("，如 {}", doc.example)).unwrap_or_default()
}
