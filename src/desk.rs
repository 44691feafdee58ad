//! What lies in a folder of forms beside the forms: 名册, 豁免, 设置.toml, 表样/. It stands in for the options that name
//! nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tempfile::TempDir;

use crate::cli::{BatchArgs, Unit, deadline, sample};
use crate::ground::RunError;
use crate::profile::nearest;
use crate::read::unzip;

const ROSTER: [&str; 3] = ["名册.xlsx", "名册.xls", "名册.csv"];
const WAIVERS: [&str; 2] = ["豁免.csv", "豁免.xlsx"];
const SETTINGS: &str = "设置.toml";
const PROFILES: &str = "表样";
/// Of one of these in a .zip.
const MOST_BYTES: u64 = 64 << 20;
const KEYS: [&str; 9] =
    ["year", "bureau", "deadline", "contact", "unit", "annotate", "group_by_section", "sample", "profiles"];

/// What was taken from the folder.
#[derive(Debug, Default)]
pub struct Desk {
    /// Files that are no forms, whether they were used or not.
    pub files: Vec<PathBuf>,
    /// A line for each thing that was taken, for the officer.
    pub taken: Vec<String>,
    /// Where what lies in a .zip was unpacked for this run.
    unpacked: Option<TempDir>,
}

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

/// Completes what was typed from the first path that is a folder, or a .zip of one.
///
/// # Errors
/// Two rosters, or something in 设置.toml that is not understood.
pub fn complete(args: &mut BatchArgs) -> Result<Desk, RunError> {
    let mut desk = Desk::default();
    let folder = args.paths.iter().find(|path| path.is_dir()).cloned();
    let Some(folder) = folder.or_else(|| args.paths.iter().find_map(|path| desk.unpack(path))) else {
        return Ok(desk);
    };
    roster(&folder, args, &mut desk)?;
    waivers(&folder, args, &mut desk)?;
    profiles(&folder, args, &mut desk)?;
    settings(&folder, args, &mut desk)?;
    Ok(desk)
}

fn roster(folder: &Path, args: &mut BatchArgs, desk: &mut Desk) -> Result<(), RunError> {
    desk.one_of(folder, &ROSTER, "名册", &mut args.form.roster)
}

impl Desk {
    /// The folder with what lies beside the forms in a .zip, when something does.
    fn unpack(&mut self, zip: &Path) -> Option<PathBuf> {
        let files = unzip::contents(zip)?.ok()?.files;
        let top = common_folder(files.iter().map(|file| file.name.as_str()));
        let aside = TempDir::new().ok()?;
        let mut any = false;
        for file in &files {
            let name = file.name.strip_prefix(&top).unwrap_or(&file.name);
            let is_profile = name.strip_prefix(PROFILES).is_some_and(|rest| rest.ends_with(".toml"));
            let is_known = [&ROSTER[..], &WAIVERS, &[SETTINGS]].concat().contains(&name) || is_profile;
            if !is_known || file.size > MOST_BYTES {
                continue;
            }
            let to = aside.path().join(name);
            fs::create_dir_all(to.parent()?).ok()?;
            fs::write(&to, unzip::unpacked(zip, &file.place).ok()?).ok()?;
            self.files.push(zip.canonicalize().ok()?.join(&file.name));
            any = true;
        }
        let folder = aside.path().to_owned();
        self.unpacked = Some(aside);
        any.then_some(folder)
    }

    /// Takes the one that is there, where no option names another; two are a question.
    fn one_of(
        &mut self,
        folder: &Path,
        names: &[&str],
        what: &str,
        option: &mut Option<PathBuf>,
    ) -> Result<(), RunError> {
        let found: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
        self.files.extend(found.iter().cloned());
        match (&option, &found[..]) {
            (Some(_), _) | (None, []) => Ok(()),
            (None, [one]) => {
                self.taken.push(format!("{what}　{}", shown(one)));
                *option = Some(one.clone());
                Ok(())
            }
            (None, several) => Err(RunError::Usage(format!(
                "文件夹里有{}份{what}（{}），请只留一份",
                several.len(),
                several.iter().map(|path| shown(path)).collect::<Vec<_>>().join("、")
            ))),
        }
    }
}

fn waivers(folder: &Path, args: &mut BatchArgs, desk: &mut Desk) -> Result<(), RunError> {
    desk.one_of(folder, &WAIVERS, "豁免", &mut args.waivers)
}

/// `收表/` where all that was packed lies in it.
fn common_folder<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let Some((first, _)) = names.next().and_then(|name| name.split_once('/')) else { return String::new() };
    let folder = format!("{first}/");
    if folder != format!("{PROFILES}/") && names.all(|name| name.starts_with(&folder)) { folder } else { String::new() }
}

/// Profiles of the folder win over built-in ones that fit as well.
fn profiles(folder: &Path, args: &mut BatchArgs, desk: &mut Desk) -> Result<(), RunError> {
    let folder = folder.join(PROFILES);
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ext| ext == "toml")).collect();
    found.sort();
    desk.files.extend(found.iter().cloned());
    if args.form.profile.is_empty() && !found.is_empty() {
        let names = found.iter().map(|path| shown(path)).collect::<Vec<_>>().join("、");
        desk.taken.push(format!("表样　{names}"));
        args.form.profile = found.iter().map(|path| path.display().to_string()).collect();
        args.form.profile.push("auto".to_owned());
    }
    Ok(())
}

fn settings(folder: &Path, args: &mut BatchArgs, desk: &mut Desk) -> Result<(), RunError> {
    let path = folder.join(SETTINGS);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
    desk.files.push(path);
    desk.taken.push(format!("设置　{SETTINGS}"));
    let text = text.trim_start_matches('\u{feff}');
    let settings = parsed(text)?;
    let wrong = |key: &str, wish: &str| at(text, key, &format!("“{key}”的值不能用：{wish}"));
    args.form.year = args.form.year.or(settings.year);
    if let (None, Some(day)) = (&args.deadline, &settings.deadline) {
        let written = day.as_str().map_or_else(|| day.to_string(), str::to_owned);
        args.deadline = Some(deadline(&written).map_err(|wish| wrong("deadline", wish))?);
    }
    args.contact = args.contact.take().or(settings.contact);
    args.summary.bureau = args.summary.bureau.take().or(settings.bureau);
    if let (None, Some(unit)) = (args.summary.unit, &settings.unit) {
        args.summary.unit = Some(match unit.as_str() {
            "yuan" | "元" => Unit::Yuan,
            "wan" | "万元" => Unit::Wan,
            _ => return Err(wrong("unit", "请写 \"yuan\"（元）或 \"wan\"（万元）")),
        });
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

/// Every mistake is told with its line and, where a key is misspelt, the one that was meant.
fn parsed(text: &str) -> Result<Settings, RunError> {
    let table: toml::Table = toml::from_str(text).map_err(|error| wrong_syntax(text, &error))?;
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let meant = nearest::perhaps(key, KEYS, &format!("，可以写：{}", KEYS.join("、")));
        return Err(at(text, key, &format!("没有“{key}”这一项{meant}")));
    }
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        let key = text.lines().nth(line - 1).and_then(|line| line.split('=').next()).unwrap_or_default().trim();
        said(line, &format!("“{key}”的值类型不对"))
    })
}

fn wrong_syntax(text: &str, error: &toml::de::Error) -> RunError {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    said(line, "写法不对，应为：名称 = 值（文字要加引号）")
}

fn at(text: &str, key: &str, what: &str) -> RunError {
    let line = text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
    said(line, what)
}

fn said(line: usize, what: &str) -> RunError {
    RunError::Usage(format!("{SETTINGS} 第{line}行：{what}"))
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
