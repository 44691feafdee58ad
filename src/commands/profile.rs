//! `profile list | show | check | new | keys`: the forms jixiao knows, in words for an officer, and how to write one.

mod account;
mod check;
mod description;
mod draft;
mod form;
pub mod keys;
mod levels;
mod likeness;
mod unknown;

use serde::Serialize;

use super::Exit;
use super::output::show;
use crate::cli::{ProfileAction, ProfileArgs};
use crate::ground::RunError;
use crate::profile::{self, Profile, ProfileError, ProfileText, TextKind};
use description::Description;

pub fn run(args: &ProfileArgs) -> Result<Exit, RunError> {
    match &args.action {
        ProfileAction::List { shown } => show(shown.format, &List::builtin(), List::text),
        ProfileAction::Show { name, toml: true, shown } => show(shown.format, &copy(name)?, Copy::text),
        ProfileAction::Show { name, toml: false, shown } => {
            show(shown.format, &Description::of(&*profile::find(name)?), Description::text)
        }
        ProfileAction::Check { file, form, shown } => return check::run(file, form.as_deref(), shown.format),
        ProfileAction::New { form, out, shown } => return draft::run(form, out.as_deref(), shown.format),
        ProfileAction::Keys { shown } => keys::run(shown.format),
    }?;
    Ok(Exit::Clean)
}

/// What a form is called.
#[derive(Serialize)]
struct Name {
    name: String,
    title: String,
    year: i32,
    kind: String,
}

impl Name {
    fn of(profile: &Profile) -> Self {
        let Profile { name, title, year, kind, .. } = profile;
        Self { name: name.clone(), title: title.clone(), year: *year, kind: kind.clone() }
    }

    fn line(&self) -> String {
        format!("{}  {}  {}年度  {}", self.name, self.title, self.year, self.kind)
    }

    fn approval(&self) -> String {
        format!("没有问题：{} {}（{}年度）\n", self.name, self.title, self.year)
    }
}

/// The forms that come with the program.
#[derive(Serialize)]
struct List {
    profiles: Vec<Name>,
}

impl List {
    fn builtin() -> Self {
        Self { profiles: profile::builtin().iter().map(|profile| Name::of(profile)).collect() }
    }

    fn text(&self) -> String {
        self.profiles.iter().map(|name| name.line() + "\n").collect()
    }
}

/// The text of a profile, to be changed by somebody.
#[derive(Serialize)]
struct Copy {
    name: String,
    extends: Option<String>,
    toml: String,
}

fn copy(name: &str) -> Result<Copy, ProfileError> {
    let written = profile::text(name)?;
    let toml = heading(&written) + &*written.text;
    Ok(Copy { name: written.name, extends: written.extends, toml })
}

impl Copy {
    fn text(&self) -> String {
        self.toml.clone()
    }
}

/// Comments above the text: what it is, and what it leaves to others.
fn heading(written: &ProfileText) -> String {
    let what = match written.kind {
        TextKind::Builtin => "内置表样配置",
        TextKind::Base => "各表样共用的底稿",
        TextKind::File => "表样配置文件",
    };
    let below = match &written.extends {
        Some(below) => format!("# 以 {below} 为基础（extends）：这里没有写的都取自它。\n"),
        None => "# 不以别的配置为基础（没有 extends）：全部内容都在这里。\n".to_owned(),
    };
    let how = "# 另存为 .toml 后修改，name 请另取；jixiao profile keys 列出可以写的项目，jixiao profile check 检查。\n";
    format!("# {what} {}\n{below}{how}\n", written.name)
}

#[cfg(test)]
mod tests {
    use super::check::check;
    use super::*;

    fn show(name: &str) -> String {
        Description::of(&profile::find(name).unwrap()).text()
    }

    #[test]
    fn a_form_is_shown_in_its_own_words() {
        let shown = show("xiangdong-2023");
        for piece in [
            "部门整体支出绩效自评表（xiangdong-2023）",
            "评价部门名称　也认：",
            "应相等：财政拨款 + 其他资金 = 基本支出 + 项目支出",
            "管理指标 30 分",
            "预算编审管理 5 分",
            "优 ≥90",
        ] {
            assert!(shown.contains(piece), "{piece}\n{shown}");
        }
        assert!(!shown.contains("停用的规则"));
        let project = show("mof-project-2020");
        assert!(project.contains("预算执行率：10 分") && project.contains("金额单位：万元"), "{project}");
    }

    #[test]
    fn every_builtin_is_listed() {
        let lines = List::builtin().text();
        assert_eq!(lines.lines().count(), profile::builtin().len());
        assert!(lines.contains("xiangdong-2023  部门整体支出绩效自评表  2023年度  部门"), "{lines}");
    }

    #[test]
    fn a_checked_file_is_fine_or_every_problem_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("next.toml");
        std::fs::write(&file, "extends = \"xiangdong-2023\"\nname = \"next\"\n[off]\nSCR-16 = \"本区不适用\"\n")
            .unwrap();
        assert_eq!(check(&file).unwrap().name, "next");
        assert!(show(file.to_str().unwrap()).contains("SCR-16：本区不适用"));
        std::fs::write(&file, "extends = \"xiangdong-2023\"\nyear = 1\ntitle = \"\"\n").unwrap();
        let Err(error) = check(&file) else { panic!("a faulty file is no profile") };
        let message = error.to_string();
        assert!(message.contains("2 处问题") && message.contains("第2行") && message.contains("第3行"), "{message}");
    }

    #[test]
    fn a_copy_says_what_it_rests_on_and_is_a_profile() {
        let copied = copy("xiangdong-2023").unwrap().toml;
        assert!(copied.starts_with("# 内置表样配置 xiangdong-2023\n"), "{copied}");
        assert_eq!(profile::load(&copied).unwrap().name, "xiangdong-2023");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("own.toml");
        std::fs::write(&file, "extends = \"xiangdong-2023\"\nname = \"own\"\n").unwrap();
        let own = copy(file.to_str().unwrap()).unwrap();
        assert_eq!(own.extends.as_deref(), Some("xiangdong-2023"));
        assert!(
            own.toml.contains("以 xiangdong-2023 为基础") && own.toml.ends_with("name = \"own\"\n"),
            "{}",
            own.toml
        );
        assert!(copy("base").is_ok() && copy("没有").is_err());
    }

    #[test]
    fn a_rule_that_is_not_there_is_told_at_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("own.toml");
        let text = "extends = \"xiangdong-2023\"\nname = \"own\"\n[off]\nSCR-99 = \"不适用\"\n[severities]\nSCR-98 = \"info\"\n";
        std::fs::write(&file, text).unwrap();
        let message = check(&file).err().unwrap().to_string();
        assert!(message.contains("第4行第1列：[off] 没有编号为“SCR-99”"), "{message}");
        assert!(message.contains("第6行第1列：[severities] 没有编号为“SCR-98”"), "{message}");
    }
}
