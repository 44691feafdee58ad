//! The declarative form. In: TOML text, built in or from a file. Out: a checked, trusted `Profile`.
//! Never: opens a workbook, or knows which rules exist.
//! To add a form: one TOML in `builtin/` and one line in `BUILTIN`. To add a key: `raw` → `check` → `spec`.

mod check;
mod document;
pub mod expression;
mod labels;
mod problem;
mod raw;
pub mod spec;

use std::path::Path;
use std::sync::{Arc, OnceLock};

pub use problem::{ProfileProblem, ProfileProblems};
pub use spec::Profile;

use crate::model::cause;
use crate::model::digest::sha256;
use document::Origin;
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

/// The everyday words every profile extends; no form of its own.
const BASE: (&str, &str) = ("base", include_str!("builtin/base.toml"));

pub(self) fn text_of(name: &str) -> Option<&'static str> {
    BUILTIN.into_iter().chain([BASE]).find(|(known, _)| *known == name).map(|(_, text)| text)
}

/// Why a profile that was asked for cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("没有名为“{name}”的内置表样配置，也没有这个文件：内置的有 {known}；用自己的配置请写文件路径（.toml）")]
    Unknown { name: String, known: String },
    #[error(
        "表样配置文件“{path}”读不出来（{}）：请检查路径和权限，文件应为 UTF-8 编码的 .toml",
        cause::in_words(source)
    )]
    Unreadable { path: String, source: std::io::Error },
    #[error("表样配置“{name}”有 {} 处问题，请改好后再运行（jixiao profile check 可随时检查）：\n{problems}", problems.0.len())]
    Faulty { name: String, problems: ProfileProblems },
}

/// Checks a profile's text; every problem at once, with its line.
pub fn load(text: &str) -> Result<Profile, ProfileProblems> {
    let origin = Origin::new(text, |name| BUILTIN.into_iter().chain([BASE]).find(|(known, _)| *known == name));
    let mut problems = Problems::new(&origin);
    let raw = origin.read(&mut problems);
    let profile = check::check(raw, sha256(origin.texts()), &mut problems);
    problems.into_result(profile)
}

/// Every form that comes with the program.
pub fn builtin() -> &'static [Arc<Profile>] {
    static LOADED: OnceLock<Vec<Arc<Profile>>> = OnceLock::new();
    // A builtin that does not load is left out here; a test loads each of them, so none is.
    LOADED.get_or_init(|| BUILTIN.iter().filter_map(|(_, text)| load(text).ok()).map(Arc::new).collect())
}

/// A profile by its builtin name, else by the path of its file.
pub fn find(name_or_path: &str) -> Result<Arc<Profile>, ProfileError> {
    if let Some(profile) = builtin().iter().find(|profile| profile.name == name_or_path) {
        return Ok(Arc::clone(profile));
    }
    let text = read_file(name_or_path)?;
    let name = name_or_path.to_owned();
    load(&text).map(Arc::new).map_err(|problems| ProfileError::Faulty { name, problems })
}

/// The text of a profile file, without a byte order mark.
pub fn read_file(path: &str) -> Result<String, ProfileError> {
    if !Path::new(path).exists() {
        let known = BUILTIN.map(|(name, _)| name).join("、");
        return Err(ProfileError::Unknown { name: path.to_owned(), known });
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)),
        Err(source) => Err(ProfileError::Unreadable { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests;
