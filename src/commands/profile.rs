//! `profile list | show | check`: the forms jixiao knows, in words for an officer.

use std::path::Path;

use serde::Serialize;

use super::Exit;
use super::output::show;
use crate::cli::{ProfileAction, ProfileArgs};
use crate::ground::{RunError, with_known_rules};
use crate::model::number::{percent, plain};
use crate::profile::spec::{BudgetSpec, FieldSpec, Level1Spec, Level2Spec, LineSpec, Role};
use crate::profile::{self, Profile, ProfileError};

pub fn run(args: &ProfileArgs) -> Result<Exit, RunError> {
    match &args.action {
        ProfileAction::List { shown } => show(shown.format, &List::builtin(), List::text),
        ProfileAction::Show { name, shown } => {
            show(shown.format, &Description::of(&*profile::find(name)?), Description::text)
        }
        ProfileAction::Check { file, shown } => show(shown.format, &check(file)?, Name::approval),
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

/// Says that a file is a usable profile; otherwise the error lists every problem with its line.
fn check(file: &Path) -> Result<Name, ProfileError> {
    let name = file.display().to_string();
    let loaded = profile::load(&profile::read_file(&name)?);
    let profile = loaded.map_err(|problems| ProfileError::Faulty { name: name.clone(), problems })?;
    with_known_rules(&name, std::sync::Arc::new(profile)).map(|profile| Name::of(&profile))
}

/// One form: what it has, what it is called, what it weighs.
#[derive(Serialize)]
struct Description {
    #[serde(flatten)]
    name: Name,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    lines: Vec<String>,
}

impl Description {
    fn of(profile: &Profile) -> Self {
        let fields = profile.fields.iter().enumerate().map(|(i, spec)| field(profile, i, spec)).collect();
        let columns = profile.indicators.columns.iter();
        let columns =
            columns.map(|(column, label)| format!("{label}{}", also(profile, Role::IndicatorColumn(*column), label)));
        let level1 = profile.indicators.level1.iter().enumerate();
        let severities = profile.severities.iter().map(|(code, severity)| format!("{code}：按{}处理", severity.name()));
        let own = profile.rules.iter();
        let own = own
            .map(|rule| format!("{} {}（{}）　条件：{}", rule.code, rule.title, rule.severity.name(), rule.when.text));
        let sections = [
            ("表样", whole(profile)),
            ("单项栏目", fields),
            ("预算表", budget(profile)),
            ("指标表各栏", columns.collect()),
            ("指标与分值", level1.flat_map(|(i, spec)| self::level1(profile, i, spec)).collect()),
            ("主要界限", limits(profile).to_vec()),
            ("调整了级别的规则", severities.collect()),
            ("自定的规则", own.collect()),
            ("停用的规则", profile.off.iter().map(|(code, reason)| format!("{code}：{reason}")).collect()),
        ];
        let sections = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
        let sections = sections.map(|(title, lines)| Section { title, lines }).collect();
        Self { name: Name::of(profile), sections }
    }

    fn text(&self) -> String {
        let section = |section: &Section| format!("\n{}\n  {}\n", section.title, section.lines.join("\n  "));
        let heading = format!("{}（{}）\n", self.name.title, self.name.name);
        heading + &*self.sections.iter().map(section).collect::<String>()
    }
}

fn whole(profile: &Profile) -> Vec<String> {
    let grades = profile.scoring.grades.iter().map(|grade| format!("{} ≥{}", grade.name, plain(grade.from)));
    let lines = [
        format!("年度：{}　对象：{}　金额单位：{}", profile.year, profile.kind, profile.money_unit.name()),
        format!("总分：{}　等级：{}", plain(profile.scoring.total), joined(grades)),
        also(profile, Role::Title, &profile.title).trim_start().to_owned(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn joined(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join("、")
}

/// The other labels of a role, when there are any.
fn also(profile: &Profile, role: Role, label: &str) -> String {
    let others: Vec<&str> = profile.labels.of(role).into_iter().filter(|other| *other != label).collect();
    if others.is_empty() { String::new() } else { format!("　也认：{}", others.join("、")) }
}

fn field(profile: &Profile, i: usize, spec: &FieldSpec) -> String {
    let label = spec.labels.first().map_or("", String::as_str);
    let must = if spec.required { "（必填）" } else { "" };
    format!("{label}{must}{}", also(profile, Role::Field(i), label))
}

fn budget(profile: &Profile) -> Vec<String> {
    let budget = &profile.budget;
    let columns = budget.columns.iter();
    let mut lines = vec![format!("各栏：{}", joined(columns.map(|(_, label)| label.clone())))];
    for (i, line) in budget.lines.iter().enumerate() {
        let may = if line.optional { "（可不列）" } else { "" };
        lines.push(format!("{}{may}{}", line.label, also(profile, Role::BudgetLine(i), &line.label)));
    }
    lines.extend(equalities(budget));
    if let Some(execution) = &budget.execution {
        lines.push(format!("{}：{} 分，得分 = 分值 × 执行率（不超过 100%）", execution.name, plain(execution.points)));
    }
    lines
}

fn equalities(budget: &BudgetSpec) -> Vec<String> {
    let sum = |keys: &[String]| keys.iter().map(|key| line_label(&budget.lines, key)).collect::<Vec<_>>().join(" + ");
    let mut lines = Vec::new();
    if !budget.sources.is_empty() && !budget.structure.is_empty() {
        lines.push(format!("应相等：{} = {}", sum(&budget.sources), sum(&budget.structure)));
    }
    if let Some(total) = &budget.total_line {
        lines.push(format!("应相等：{} = {}", line_label(&budget.lines, total), sum(&budget.total_parts)));
    }
    lines
}

fn line_label<'a>(lines: &'a [LineSpec], key: &'a str) -> &'a str {
    lines.iter().find(|line| line.key == key).map_or(key, |line| &line.label)
}

fn level1(profile: &Profile, i: usize, spec: &Level1Spec) -> Vec<String> {
    let weight = spec.weight.map_or(String::new(), |weight| format!(" {} 分", plain(weight)));
    let any = if spec.any_level2 { "（至少填一类）" } else { "" };
    let mut lines = vec![format!("{}{weight}{any}{}", spec.name, also(profile, Role::Level1(i), &spec.name))];
    lines.push(format!("　　{}", joined(spec.level2.iter().map(level2))));
    lines
}

fn level2(spec: &Level2Spec) -> String {
    let points = spec.points.map_or(String::new(), |points| format!(" {} 分", plain(points)));
    let may = if spec.optional { "（可不填）" } else { "" };
    format!("{}{points}{may}", spec.name)
}

fn limits(profile: &Profile) -> [String; 4] {
    let limits = &profile.thresholds;
    [
        format!("执行率低于 {} 须说明原因", percent(limits.low_execution)),
        format!("完成值超过目标 {} 须说明原因", percent(limits.overachieved)),
        format!("偏差原因至少 {} 个字", limits.reason_min_chars),
        format!("单个指标的分值不宜超过总分的 {}", percent(limits.dominant_share)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(name: &str) -> String {
        Description::of(&profile::find(name).unwrap()).text()
    }

    #[test]
    fn a_form_is_shown_in_its_own_words() {
        let shown = show("xiangdong-2023");
        for piece in [
            "部门整体支出绩效自评表（xiangdong-2023）",
            "评价部门名称（必填）　也认：",
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
}
