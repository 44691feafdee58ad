//! What lies in a folder of forms beside the forms: 名册, 豁免, 设置.toml, 表样/. It stands in for the options that name
//! nothing else.

mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::cli::BatchArgs;
use crate::ground::RunError;
use crate::model::source::Source;
use crate::read::{discover, unzip};

const ROSTER: [&str; 3] = ["名册.xlsx", "名册.xls", "名册.csv"];
/// What a list of departments may be kept in; only those of `ROSTER` are taken.
const LIKE_ROSTERS: [&str; 9] = [".xlsx", ".xls", ".csv", ".et", ".ods", ".docx", ".doc", ".wps", ".pdf"];
const WAIVERS: [&str; 2] = ["豁免.csv", "豁免.xlsx"];
/// Notepad adds its own ending, and Windows shows none.
const SETTINGS: [&str; 3] = ["设置.toml", "设置.toml.txt", "设置.txt"];
const PROFILES: &str = "表样";
/// Of one of these in a .zip.
const MOST_BYTES: u64 = 64 << 20;

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
    settings::take(&folder, args, &mut desk)?;
    Ok(desk)
}

fn roster(folder: &Path, args: &mut BatchArgs, desk: &mut Desk) -> Result<(), RunError> {
    desk.one_of(folder, &ROSTER, "名册", &mut args.form.roster)?;
    let is_like = |name: &str| {
        name.contains("名册")
            && !name.starts_with(['~', '.'])
            && LIKE_ROSTERS.iter().any(|end| name.to_lowercase().ends_with(end))
    };
    if let (None, [one, ..]) = (&args.form.roster, &lying(folder, is_like)[..]) {
        desk.taken
            .push(format!("提示　没有采用“{}”：作为名册用的，请改名或另存为 名册.xlsx（或 .xls、.csv）", shown(one)));
    }
    Ok(())
}

/// The files of the folder itself with such names. A name is the same in capitals, as it is on Windows.
fn lying(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = entries.filter(|path| is_wanted(&shown(path)) && path.is_file()).collect();
    found.sort();
    found
}

fn is_same(name: &str, known: &str) -> bool {
    name.to_lowercase() == known
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

/// Why there is nothing to be done with the folder or .zip, in words; `None` where something can be.
pub fn nothing_in(folder: &Path) -> Result<Option<String>, RunError> {
    let found = discover(&[folder.to_owned()], &[])?;
    let is_output = |path: &Path| path.join("data/run.json").is_file();
    if is_output(folder) {
        return Ok(Some(format!(
            "{} 是 jixiao 的结果文件夹：请拖收表的文件夹（放各部门报送文件的那个）",
            folder.display()
        )));
    }
    let known = [&ROSTER[..], &WAIVERS, &SETTINGS].concat();
    let name = |source: &Source| source.name.rsplit(['/', '!']).next().unwrap_or_default().to_owned();
    let is_form = |source: &Source| !known.iter().any(|known| is_same(&name(source), known)) && !is_toml(&source.path);
    // A roster alone is a collection that begins.
    let is_begun = found.sources.iter().any(|source| ROSTER.iter().any(|known| is_same(&name(source), known)));
    if is_begun || found.sources.iter().any(is_form) {
        return Ok(None);
    }
    let skipped: Vec<String> = found.skipped.iter().map(|(what, count)| format!("{what} {count} 个")).collect();
    let skipped = if skipped.is_empty() {
        String::new()
    } else {
        format!("（只有{}，不作为报送读取）", skipped.join("、"))
    };
    let what = if skipped.is_empty() && found.sources.is_empty() { "是空的" } else { "里没有可以读取的表" };
    Ok(Some(format!("文件夹 {} {what}{skipped}：请把各部门报送的自评表放进去", folder.display())))
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
            let is_profile = name.strip_prefix(PROFILES).is_some_and(|rest| is_toml(Path::new(rest)));
            let is_known =
                [&ROSTER[..], &WAIVERS, &SETTINGS].concat().iter().any(|known| is_same(name, known)) || is_profile;
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
        let found = lying(folder, |name| names.iter().any(|known| is_same(name, known)));
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
    let found = lying(&folder, |name| is_toml(Path::new(name)));
    desk.files.extend(found.iter().cloned());
    if args.form.profile.is_empty() && !found.is_empty() {
        let names = found.iter().map(|path| shown(path)).collect::<Vec<_>>().join("、");
        desk.taken.push(format!("表样　{names}"));
        args.form.profile = found.iter().map(|path| path.display().to_string()).collect();
        args.form.profile.push("auto".to_owned());
    }
    Ok(())
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
