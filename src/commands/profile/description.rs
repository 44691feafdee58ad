//! `profile show`: a form in words.

use serde::Serialize;

use super::Name;
use super::account::region_name;
use crate::model::number::{percent, plain};
use crate::profile::Profile;
use crate::profile::spec::{BudgetSpec, FieldSpec, IndicatorColumn, Level1Spec, Level2Spec, LineSpec, Region, Role};

/// One form: what it has, what it is called, what it weighs.
#[derive(Serialize)]
pub struct Description {
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
    pub fn of(profile: &Profile) -> Self {
        let fields = profile.fields.iter().enumerate().map(|(i, spec)| field(profile, i, spec)).collect();
        let columns = profile.indicators.columns.iter();
        let columns =
            columns.map(|(column, label)| format!("{label}{}", also(profile, Role::IndicatorColumn(*column), label)));
        let texts = profile.indicators.texts.iter().enumerate().map(|(i, text)| {
            let role = Role::IndicatorColumn(IndicatorColumn::Text(i as u8));
            format!("{}（文字）{}", text.label, also(profile, role, &text.label))
        });
        let level1 = profile.indicators.level1.iter().enumerate();
        let severities = profile.severities.iter().map(|(code, severity)| format!("{code}：按{}处理", severity.name()));
        let own = profile.rules.iter();
        let own = own
            .map(|rule| format!("{} {}（{}）　条件：{}", rule.code, rule.title, rule.severity.name(), rule.when.text));
        let sections = [
            ("表样", whole(profile)),
            ("单项栏目", fields),
            ("预算表", budget(profile)),
            ("指标表各栏", columns.chain(texts).collect()),
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

    pub fn text(&self) -> String {
        let section = |section: &Section| format!("\n{}\n  {}\n", section.title, section.lines.join("\n  "));
        let heading = format!("{}（{}）\n", self.name.title, self.name.name);
        heading + &*self.sections.iter().map(section).collect::<String>()
    }
}

fn whole(profile: &Profile) -> Vec<String> {
    let grades = profile.scoring.grades.iter().map(|grade| format!("{} ≥{}", grade.name, plain(grade.from)));
    let parts = |regions: &[Region]| joined(regions.iter().map(|region| region_name(*region).to_owned()));
    let said = |words: &str, regions: &[Region]| match regions.is_empty() {
        true => String::new(),
        false => format!("{words}：{}", parts(regions)),
    };
    let scoring = match profile.scoring.scored {
        true => format!("总分：{}　等级：{}", plain(profile.scoring.total), joined(grades)),
        false => "不打分".to_owned(),
    };
    let lines = [
        format!("年度：{}　对象：{}　金额单位：{}", profile.year, profile.kind, profile.money_unit.name()),
        scoring,
        said("必须有", &profile.regions.required),
        said("没有", &profile.regions.absent),
        also(profile, Role::Title, &profile.title).trim_start().to_owned(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn joined(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join("、")
}

/// The other labels of a role, when there are any.
fn also(profile: &Profile, role: Role, label: &str) -> String {
    let others: Vec<&str> =
        profile.labels.of(role).iter().map(String::as_str).filter(|other| *other != label).collect();
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
        let points =
            execution.points.map_or("分值以表上所写为准".to_owned(), |points| format!("{} 分", plain(points)));
        lines.push(format!("{}：{points}，得分 = 分值 × 执行率（不超过 100%）", execution.name));
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
