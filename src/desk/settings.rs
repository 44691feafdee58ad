//! 设置.toml: what a person writes once instead of options.

use std::path::Path;

use serde::Deserialize;

use super::{Desk, SETTINGS, shown};
use crate::cli::{BatchArgs, deadline, sample, unit, year};
use crate::ground::RunError;
use crate::model::{cause, text};
use crate::profile::nearest;

const KEYS: [&str; 9] =
    ["year", "bureau", "deadline", "contact", "unit", "annotate", "group_by_section", "sample", "profiles"];

/// 设置.toml. A date may be written with quotes or without.
#[derive(Debug, Default, Deserialize)]
struct Settings {
    year: Option<i32>,
    bureau: Option<String>,
    deadline: Option<toml::Value>,
    contact: Option<String>,
    unit: Option<String>,
    annotate: Option<bool>,
    group_by_section: Option<bool>,
    sample: Option<toml::Value>,
    profiles: Option<Vec<String>>,
}

/// What 设置 says, where the options say nothing.
pub fn take(folder: &Path, args: &mut BatchArgs, desk: &mut Desk) -> Result<(), RunError> {
    let mut file = None;
    desk.one_of(folder, &SETTINGS, "设置", &mut file)?;
    let Some(file) = file else { return Ok(()) };
    let sheet = Sheet::open(&file)?;
    let settings = sheet.settings()?;
    let wrong = |key: &str, wish: &str| sheet.at(key, &format!("“{key}”的值不能用：{wish}"));
    if let (None, Some(written)) = (args.form.year, settings.year) {
        args.form.year = Some(year(&written.to_string()).map_err(|wish| wrong("year", wish))?);
    }
    if let (None, Some(day)) = (&args.deadline, &settings.deadline) {
        let written = day.as_str().map_or_else(|| day.to_string(), str::to_owned);
        args.deadline = Some(deadline(&written).map_err(|wish| wrong("deadline", wish))?);
    }
    args.contact = args.contact.take().or(settings.contact);
    args.summary.bureau = args.summary.bureau.take().or(settings.bureau);
    if let (None, Some(written)) = (args.summary.unit, &settings.unit) {
        args.summary.unit = Some(unit(written).map_err(|wish| wrong("unit", wish))?);
    }
    args.annotate |= settings.annotate.unwrap_or_default();
    args.group_by_section |= settings.group_by_section.unwrap_or_default();
    if let (None, Some(wanted)) = (args.sample, &settings.sample) {
        let written = wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned);
        args.sample = Some(sample(&written).map_err(|wish| wrong("sample", wish))?);
    }
    if let (true, Some(profiles)) = (args.form.profile.is_empty(), settings.profiles) {
        let own = profiles.into_iter().map(|name| {
            let file = folder.join(&name);
            if file.is_file() { file.display().to_string() } else { name }
        });
        args.form.profile = own.collect();
    }
    Ok(())
}

/// The text of 设置.toml, whose mistakes are told with their line and, where a key is misspelt, the one that was meant.
struct Sheet {
    file: String,
    text: String,
}

impl Sheet {
    /// In whatever encoding Notepad saved it.
    fn open(path: &Path) -> Result<Self, RunError> {
        let file = shown(path);
        let bytes = cause::bytes_of(path);
        let bytes = bytes.map_err(|error| RunError::Usage(format!("{file} 读不出来：{}", cause::in_words(&error))))?;
        let text = text::decoded(&bytes);
        let text = text.ok_or_else(|| RunError::Usage(format!("{file} 的文字编码认不出来：请用记事本另存为 UTF-8")))?;
        // As a Chinese keyboard writes them; the lines stay.
        let typed = |text: &str| text.replace(['“', '”', '＂'], "\"").replace('＝', "=");
        let text = if toml::from_str::<toml::Table>(&text).is_ok() { text } else { typed(&text) };
        Ok(Self { file, text })
    }

    fn settings(&self) -> Result<Settings, RunError> {
        let line = |error: &toml::de::Error| {
            error.span().map_or(1, |span| self.text[..span.start.min(self.text.len())].matches('\n').count() + 1)
        };
        let unknown = |key: &str| {
            let meant = nearest::perhaps(key, KEYS, &format!("，可以写：{}", KEYS.join("、")));
            format!("没有“{key}”这一项{meant}")
        };
        let table: toml::Table = toml::from_str(&self.text).map_err(|error| {
            let line = line(&error);
            match self.key(line).filter(|key| !key.is_ascii()) {
                Some(key) => self.said(line, &unknown(key)),
                None => self.said(line, "写法不对，应为：名称 = 值（文字要加引号）"),
            }
        })?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(self.at(key, &unknown(key)));
        }
        toml::from_str(&self.text).map_err(|error| {
            let line = line(&error);
            let key = self.key(line).unwrap_or_default();
            self.said(line, &format!("“{key}”的值类型不对"))
        })
    }

    /// What stands before the sign in a line.
    fn key(&self, line: usize) -> Option<&str> {
        self.text.lines().nth(line - 1)?.split_once('=').map(|(key, _)| key.trim())
    }

    fn at(&self, key: &str, what: &str) -> RunError {
        let line = self.text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
        self.said(line, what)
    }

    fn said(&self, line: usize, what: &str) -> RunError {
        RunError::Usage(format!("{} 第{line}行：{what}", self.file))
    }
}
