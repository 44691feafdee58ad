//! What the sample forms say, read from TOML.

use serde::Deserialize;

/// A number, or text exactly as the department typed it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Number(f64),
    Text(String),
}

/// `[level-2, level-3, target, actual, points, score, reason]`; an empty level-2 belongs to the one above.
pub type Row = (String, String, String, String, f64, f64, String);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    pub file: String,
    #[serde(default = "this_year")]
    pub year: String,
    pub unit_note: Option<String>,
    /// How amounts are shown.
    #[serde(default = "grouped")]
    pub money: String,
    pub department: String,
    pub units: u32,
    /// 财政拨款, 其他资金, 基本支出, 项目支出: budget, executed, and the rate unless it is calculated.
    pub lines: Vec<Vec<Value>>,
    pub planned: String,
    pub achieved: String,
    /// The template's instruction, left merged over level-3 and target of the management rows.
    pub hint: Option<String>,
    pub total: Option<f64>,
    #[serde(default)]
    pub filler: String,
    #[serde(default)]
    pub phone: String,
    pub management: Vec<Row>,
    pub output: Vec<Row>,
    pub effect: Vec<Row>,
    pub satisfaction: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    pub file: String,
    pub project: String,
    pub department: String,
    pub unit: String,
    /// 年度资金总额, 当年财政拨款, 上年结转资金, 其他资金: initial budget, budget, executed.
    pub lines: Vec<(f64, f64, f64)>,
    /// Points and score of the execution.
    pub execution: (f64, f64),
    pub planned: String,
    pub achieved: String,
    pub output: Vec<Row>,
    pub effect: Vec<Row>,
    pub satisfaction: Vec<Row>,
}

#[derive(Deserialize)]
struct Departments {
    form: Vec<Department>,
}

#[derive(Deserialize)]
struct Projects {
    project: Vec<Project>,
}

pub fn departments() -> Result<Vec<Department>, toml::de::Error> {
    Ok(toml::from_str::<Departments>(include_str!("departments.toml"))?.form)
}

pub fn projects() -> Result<Vec<Project>, toml::de::Error> {
    Ok(toml::from_str::<Projects>(include_str!("projects.toml"))?.project)
}

fn this_year() -> String {
    "（ 2023年度）".to_owned()
}

fn grouped() -> String {
    "#,##0.00".to_owned()
}
