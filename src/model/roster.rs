//! Who must submit.

use rust_decimal::Decimal;

use super::submission::MoneyUnit;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RosterEntry {
    pub name: String,
    pub code: Option<String>,
    pub aliases: Vec<String>,
    /// 归口股室.
    pub section: Option<String>,
    pub subordinate_units: Option<Decimal>,
    /// The bureau's own figures in 元, with half a unit of their last digit as tolerance.
    pub budget: Option<LedgerFigure>,
    pub executed: Option<LedgerFigure>,
    pub contact: Option<String>,
    pub remark: Option<String>,
    /// What a list of projects (项目名称) names under the department, in its order.
    pub projects: Vec<String>,
    /// Of the rosters of a merged batch: the list the entry is from, by its sha256, and the part, where only one has
    /// that list.
    pub list: Option<String>,
    pub origin: Option<String>,
}

/// A figure of the bureau's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerFigure {
    pub yuan: Decimal,
    /// Half a unit of the last digit given, in 元.
    pub tolerance: Decimal,
    pub unit: MoneyUnit,
}

impl LedgerFigure {
    /// An amount as it was read before: nothing is held against it any more.
    pub fn exact(yuan: Decimal) -> Self {
        Self { yuan, tolerance: Decimal::ZERO, unit: MoneyUnit::Yuan }
    }
}

/// Departments in the bureau's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    pub entries: Vec<RosterEntry>,
    /// sha256 of the file, hex.
    pub hash: String,
}

/// How a written name relates to the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// Index of the entry: same name, alias, or the same after normalising.
    Known(usize),
    /// Not on the roster; indexes of the nearest names, best first, never silently taken.
    Unknown(Vec<usize>),
}
