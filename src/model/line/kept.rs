//! What a form's standing is made from again: of a line that another run wrote.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

type Text<'a> = Option<Cow<'a, str>>;

/// A line of submissions.jsonl.
#[derive(Debug, Deserialize)]
pub struct KeptForm<'a> {
    #[serde(borrow)]
    pub file: Cow<'a, str>,
    #[serde(borrow)]
    pub source: Text<'a>,
    #[serde(borrow)]
    pub sha256: Cow<'a, str>,
    #[serde(borrow)]
    pub format: Cow<'a, str>,
    #[serde(borrow)]
    pub sheet: Cow<'a, str>,
    #[serde(borrow)]
    pub profile: Cow<'a, str>,
    #[serde(borrow)]
    pub department: Text<'a>,
    #[serde(borrow)]
    pub department_written: Text<'a>,
    pub fiscal_year: Option<i32>,
    pub subordinate_units: Option<i64>,
    #[serde(borrow)]
    pub status: Cow<'a, str>,
    pub counts: bool,
    #[serde(borrow)]
    pub superseded_by: Text<'a>,
    #[serde(borrow, default)]
    pub report: Text<'a>,
    #[serde(borrow)]
    pub project: Text<'a>,
    #[serde(borrow)]
    pub place: Text<'a>,
    #[serde(borrow, default)]
    pub suggested: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub fields: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    #[serde(borrow)]
    pub budget: Vec<KeptLine<'a>>,
    #[serde(borrow)]
    pub goals: KeptGoals<'a>,
    #[serde(borrow, default)]
    pub goal_groups: Vec<KeptGroup<'a>>,
    #[serde(borrow)]
    pub indicators: Vec<KeptIndicator<'a>>,
    pub total: KeptTotal,
    #[serde(borrow)]
    pub scores: KeptScores<'a>,
    #[serde(borrow)]
    pub contact: KeptContact<'a>,
}

#[derive(Debug, Deserialize)]
pub struct KeptLine<'a> {
    #[serde(borrow)]
    pub line: Text<'a>,
    pub budget: Option<Decimal>,
    pub executed: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
pub struct KeptGoals<'a> {
    #[serde(borrow)]
    pub planned: Text<'a>,
    #[serde(borrow)]
    pub achieved: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub struct KeptGroup<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub struct KeptIndicator<'a> {
    #[serde(borrow)]
    pub level1: Text<'a>,
    #[serde(borrow)]
    pub level1_known: Text<'a>,
    #[serde(borrow)]
    pub level3: Text<'a>,
    #[serde(borrow)]
    pub target: Text<'a>,
    #[serde(borrow)]
    pub actual: Text<'a>,
    #[serde(borrow)]
    pub reason: Text<'a>,
    pub goal: Option<usize>,
    #[serde(borrow)]
    pub operator: Text<'a>,
    #[serde(borrow)]
    pub unit: Text<'a>,
    #[serde(borrow)]
    pub target_adjusted: Text<'a>,
    pub coefficient: Option<Decimal>,
    #[serde(borrow)]
    pub core: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub struct KeptTotal {
    pub stated: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
pub struct KeptScores<'a> {
    #[serde(rename = "self")]
    pub own: Option<Decimal>,
    pub recomputed: Option<Decimal>,
    pub verified_points: Option<Decimal>,
    pub unverified_points: Option<Decimal>,
    #[serde(deserialize_with = "in_order")]
    pub by_level1: Vec<(String, Decimal)>,
    #[serde(borrow)]
    pub grade_self: Text<'a>,
    #[serde(borrow)]
    pub grade_recomputed: Text<'a>,
    #[serde(default)]
    pub overall_rate: Option<Decimal>,
    #[serde(default)]
    pub full: bool,
    #[serde(default)]
    pub execution: Option<Further>,
    #[serde(default)]
    pub goals: Option<Further>,
}

/// A scored row that is no indicator: that it is there.
#[derive(Debug, Deserialize)]
pub struct Further {}

#[derive(Debug, Deserialize)]
pub struct KeptContact<'a> {
    #[serde(borrow)]
    pub filler: Text<'a>,
    #[serde(borrow)]
    pub phone: Text<'a>,
}

/// The levels in the order of the form, which a map would lose.
fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Decimal)>, D::Error> {
    struct Pairs;
    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, Decimal)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("scores by name")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }
    deserializer.deserialize_map(Pairs)
}
