//! The columns: which there are, what they are called, how wide they are, how they look.

use super::values;
use crate::profile::spec::Role;
use crate::write::styles::{Look, Style, palette};
use crate::write::summary::plan::{Kind, Plan};
use crate::write::summary::table::Column;

/// The columns, in the order of `fields`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    No,
    Code,
    Name,
    Project,
    /// A field of the form's head: 实施单位 and the like.
    Head {
        key: &'static str,
        title: String,
        /// Digits.
        width: u32,
    },
    Section,
    /// Of a merged batch, the part.
    Origin,
    State,
    /// Distinct submissions of the department's own form.
    Round,
    Units,
    Budget,
    Executed,
    Rate,
    /// Of last year, where they are known.
    LastBudget,
    LastExecuted,
    LastTotal,
    /// A level-1 score, by the name the score book uses.
    Level(String),
    /// Own scores under names no profile knows.
    OtherLevels,
    /// What the total row says.
    Stated,
    /// The sum of the own scores.
    Own,
    Recomputed,
    Difference,
    Verified,
    Unverified,
    GradeOwn,
    GradeRecomputed,
    Rank,
    Indicators,
    Errors,
    Warnings,
    Infos,
    Sampling,
    Workbook,
    ReviewScore,
    ReviewOpinion,
    Reviewer,
}

use Field::*;

pub fn fields(kind: &Kind<'_>, has_origins: bool) -> Vec<Field> {
    let mut fields = vec![
        No,
        Code,
        Name,
        Section,
        Origin,
        State,
        Round,
        Units,
        Budget,
        Executed,
        Rate,
        LastBudget,
        LastExecuted,
        LastTotal,
    ];
    fields.retain(|field| has_origins || *field != Origin);
    let has_last_year = kind.main && kind.rows.iter().any(|row| row.department.last_year.is_some());
    fields.retain(|field| has_last_year || !matches!(field, LastBudget | LastExecuted | LastTotal));
    if !kind.main {
        fields.insert(3, Project);
        fields.retain(|field| !matches!(field, Units | Round));
    }
    let behind = fields.iter().position(|field| *field == Section).unwrap_or(fields.len());
    fields.splice(behind..behind, head(kind));
    let levels = level_names(kind);
    let other = kind.forms().any(|form| !values::other_score(form, |name| levels.contains(name)).is_zero());
    fields.extend(levels.iter().cloned().map(Level));
    fields.extend(other.then_some(OtherLevels));
    fields.extend([Stated, Own, Recomputed, Difference, Verified, Unverified, GradeOwn, GradeRecomputed, Rank]);
    fields.extend([Indicators, Errors, Warnings, Infos, Sampling, Workbook, ReviewScore, ReviewOpinion, Reviewer]);
    fields
}

fn level_names(kind: &Kind<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for profile in &kind.profiles {
        let execution = profile.budget.execution.iter().map(|execution| &execution.name);
        for name in execution.chain(profile.indicators.level1.iter().map(|level| &level.name)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    // Of many layouts each has level-1 names of its own: a column is for those that some form has.
    let is_used = |name: &String| kind.forms().any(|form| values::level_score(form, name).is_some());
    if kind.scored().next().is_some() {
        names.retain(is_used);
    }
    let goals = kind.forms().filter(|form| form.record.has_scored_goals);
    for name in goals.map(|form| form.profile.labels.canonical(Role::GoalPlanned)) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// What forms say above their tables beside what has a column anyway: no persons, no addresses, no running text.
const HEAD: [(&str, f64); 9] = [
    ("supervisor", 20.0),
    ("implementer", 20.0),
    ("finance_section", 12.0),
    ("category", 18.0),
    ("attribute", 18.0),
    ("type", 18.0),
    ("code", 14.0),
    ("period", 18.0),
    ("grade", 10.0),
];

/// Those that a form of this kind has, under the label of the first profile that names it.
fn head(kind: &Kind<'_>) -> Vec<Field> {
    let of_key = |(key, width): (&'static str, f64)| {
        let form = kind.forms().find(|form| values::head(form, key).is_some())?;
        let label = form.profile.field(key).and_then(|field| field.labels.first());
        Some(Head { key, title: label.map_or(key.to_owned(), Clone::clone), width: width as u32 })
    };
    HEAD.into_iter().filter_map(of_key).collect()
}

pub fn column(field: &Field, plan: &Plan<'_>) -> Column {
    let money = plan.money_width();
    let (title, width) = match field {
        No => ("序号", 6.5),
        Code => ("单位编码", 10.0),
        Name => ("部门名称", 22.0),
        Project => ("项目名称", 24.0),
        Head { title, width, .. } => return Column { title: title.clone(), width: f64::from(*width) },
        Section => ("归口股室", 11.0),
        Origin => ("来源", 14.0),
        State => ("状态", 12.5),
        Units => ("下属单位", 9.0),
        Budget => ("全年预算数", money),
        Executed => ("全年执行数", money),
        Rate => ("执行率", 9.5),
        LastBudget => ("上年预算数", money),
        LastExecuted => ("上年执行数", money),
        LastTotal => ("上年总分", 9.0),
        Level(name) => return Column { title: name.clone(), width: 10.5 },
        OtherLevels => ("其他得分", 9.0),
        Round => ("报送次数", 9.0),
        Stated => ("自评总分(填报)", 13.5),
        Own => ("各项得分合计", 13.0),
        Recomputed => ("自评总分(复核)", 13.5),
        Difference => ("差额", 8.5),
        Verified => ("已核验分值", 10.0),
        Unverified => ("未核验分值", 10.0),
        GradeOwn => ("等级(填报)", 10.0),
        GradeRecomputed => ("等级(复核)", 10.0),
        Rank => ("排名", 7.0),
        Indicators => ("指标数", 7.5),
        Errors => ("错误", 7.0),
        Warnings => ("警告", 7.0),
        Infos => ("提示", 7.0),
        Sampling => ("抽查建议", 38.0),
        Workbook => ("反馈表", 7.5),
        ReviewScore => ("评审得分", 9.0),
        ReviewOpinion => ("复核意见", 24.0),
        Reviewer => ("复核人", 9.0),
    };
    Column { title: title.to_owned(), width }
}

pub fn look(field: &Field) -> Look {
    match field {
        No | State | GradeOwn | GradeRecomputed | Rank => Style::Centre.look(),
        Code | Section => Style::Text.look(),
        Origin => Style::Text.look().wrap(),
        Name | Project | Sampling | Head { .. } => Style::Text.look().wrap(),
        Round | Units | Indicators | Errors | Warnings | Infos => Style::Count.look().centre(),
        Budget | Executed | LastBudget | LastExecuted => Style::Money.look(),
        Rate => Style::Rate.look(),
        LastTotal | Level(_) | OtherLevels | Stated | Own | Recomputed | Verified => Style::Score.look(),
        Unverified => Style::Score.look().ink(palette::GREY),
        Difference => Style::Difference.look(),
        Workbook => Style::Link.look().centre(),
        ReviewScore => Style::Input.look().number("0.00"),
        ReviewOpinion | Reviewer => Style::Input.look(),
    }
}
