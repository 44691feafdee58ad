//! The declarative form. In: TOML text, built in or from a file. Out: a checked, trusted `Profile`.
//! Never: opens a workbook, or knows which rules exist.
//! To add a form: one TOML in `builtin/` and one line in `BUILTIN`. To add a key: `raw` → `check` → `spec`, and a line in `keys`.

mod check;
mod complaint;
mod document;
pub mod expression;
pub mod keys;
mod labels;
mod layers;
mod merge;
pub mod nearest;
mod places;
mod problem;
mod raw;
pub mod spec;
mod syntax;

use std::path::Path;
use std::sync::{Arc, OnceLock};

pub use problem::{ProfileProblem, ProfileProblems};
pub use spec::Profile;

use crate::model::cause;
use crate::model::digest::sha256;
use layers::{Layer, Layers};
use problem::Problems;

/// The forms that come with the program, in the order they are tried.
const BUILTIN: [(&str, &str); 9] = [
    ("xiangdong-2023", include_str!("builtin/xiangdong-2023.toml")),
    ("mof-project-2020", include_str!("builtin/mof-project-2020.toml")),
    ("hubei-project", include_str!("builtin/hubei-project.toml")),
    ("operator-unit-project", include_str!("builtin/operator-unit-project.toml")),
    ("mof-department", include_str!("builtin/mof-department.toml")),
    ("flat-department", include_str!("builtin/flat-department.toml")),
    ("decision-project", include_str!("builtin/decision-project.toml")),
    ("general-department", include_str!("builtin/general-department.toml")),
    ("general-project", include_str!("builtin/general-project.toml")),
];

/// What all of them extend: found by its name, and no form itself.
const BASE: (&str, &str) = ("base", include_str!("builtin/base.toml"));

/// Why a profile that was asked for cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error(
        "没有名为“{name}”的内置表样配置，也没有这个文件：内置的有 {}；用自己的配置请写文件路径（.toml）",
        names().join("、")
    )]
    Unknown { name: String },
    #[error("“{}”是各表样共用的底稿，不是表样：请用 extends 引用它，或者用 jixiao profile list 里的名称", BASE.0)]
    IsBase,
    #[error(
        "表样配置文件“{path}”读不出来（{}）：请检查路径和权限，文件应为 UTF-8 编码的 .toml",
        cause::in_words(source)
    )]
    Unreadable { path: String, source: std::io::Error },
    #[error("表样配置“{name}”有 {} 处问题，请改好后再运行（jixiao profile check 可随时检查）：\n{problems}", problems.0.len())]
    Faulty { name: String, problems: ProfileProblems },
}

/// The text of a profile, to be read or copied.
pub struct ProfileText {
    pub name: String,
    pub text: String,
    /// What it takes everything from that it does not say itself.
    pub extends: Option<String>,
    pub kind: TextKind,
}

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    Builtin,
    Base,
    File,
}

/// Checks a text that lies in no file; every problem at once, with its line.
pub fn load(text: &str) -> Result<Profile, ProfileProblems> {
    checked(Layer::named("", text), |_| true)
}

/// `is_rule` knows the codes of the catalogue, which is no profile's business; a code of another rule would
/// change nothing, silently.
fn checked(own: Layer, is_rule: fn(&str) -> bool) -> Result<Profile, ProfileProblems> {
    let layers = Layers::below(own);
    let mut problems = Problems::new(&layers);
    let raw = document::read(&layers, &mut problems);
    let profile = check::check(raw, sha256(layers.texts()), &mut problems);
    unknown_rules(&profile, is_rule, &mut problems);
    problems.into_result(profile)
}

fn unknown_rules(profile: &Profile, is_rule: fn(&str) -> bool, problems: &mut Problems<'_>) {
    let named = profile.severities.keys().map(|code| ("severities", code));
    let named = named.chain(profile.off.keys().map(|code| ("off", code)));
    let is_own = |code: &str| profile.rules.iter().any(|rule| rule.code == code);
    for (section, code) in named.filter(|(_, code)| !is_rule(code) && !is_own(code)) {
        let message = format!("[{section}] 没有编号为“{code}”的规则：请核对编号（jixiao rules 列出全部规则）");
        problems.at_key(&[section, code], message);
    }
}

/// Every form that comes with the program.
pub fn builtin() -> &'static [Arc<Profile>] {
    static LOADED: OnceLock<Vec<Arc<Profile>>> = OnceLock::new();
    // A builtin that does not load is left out here; a test loads each of them, so none is.
    LOADED.get_or_init(|| BUILTIN.iter().filter_map(|(_, text)| load(text).ok()).map(Arc::new).collect())
}

/// A profile by its builtin name, else by the path of its file.
pub fn find(name_or_path: &str) -> Result<Arc<Profile>, ProfileError> {
    find_with_rules(name_or_path, |_| true)
}

/// The same; a file that names a rule which is not there is faulty.
pub fn find_with_rules(name_or_path: &str, is_rule: fn(&str) -> bool) -> Result<Arc<Profile>, ProfileError> {
    match builtin().iter().find(|profile| profile.name == name_or_path) {
        Some(profile) => Ok(Arc::clone(profile)),
        None if name_or_path == BASE.0 => Err(ProfileError::IsBase),
        None => read_file(Path::new(name_or_path), is_rule),
    }
}

/// A profile by the path of its file.
pub fn read_file(path: &Path, is_rule: fn(&str) -> bool) -> Result<Arc<Profile>, ProfileError> {
    let own = Layer::file(path, file_text(path)?);
    let name = path.display().to_string();
    checked(own, is_rule).map(Arc::new).map_err(|problems| ProfileError::Faulty { name, problems })
}

/// The text behind a builtin name (that of the base too) or the path of a file, as it is written.
pub fn text(name_or_path: &str) -> Result<ProfileText, ProfileError> {
    let builtin = BUILTIN.into_iter().find(|(name, _)| *name == name_or_path);
    let (text, kind) = match builtin {
        Some((_, text)) => (text.to_owned(), TextKind::Builtin),
        None if name_or_path == BASE.0 => (BASE.1.to_owned(), TextKind::Base),
        None => (file_text(Path::new(name_or_path))?, TextKind::File),
    };
    let extends = layers::extends(&text).map(|(name, _)| name);
    Ok(ProfileText { name: name_or_path.to_owned(), text, extends, kind })
}

fn file_text(path: &Path) -> Result<String, ProfileError> {
    let name = || path.display().to_string();
    match read_text(path) {
        Ok(text) => Ok(text),
        Err(_) if !path.exists() => Err(ProfileError::Unknown { name: name() }),
        Err(source) => Err(ProfileError::Unreadable { path: name(), source }),
    }
}

/// A file, UTF-8 with or without a byte order mark, or as an older Notepad saved it (GBK).
fn read_text(path: &Path) -> std::io::Result<String> {
    crate::model::cause::is_file(path)?;
    let bytes = std::fs::read(path)?;
    crate::model::text::decoded(&bytes).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
}

fn names() -> [&'static str; BUILTIN.len()] {
    BUILTIN.map(|(name, _)| name)
}

#[cfg(test)]
mod tests;
