//! BUD: money.

pub mod bud_01_amount_missing;
pub mod bud_02_rate_wrong;
pub mod bud_03_rate_of_nothing;
pub mod bud_04_spent_without_budget;
pub mod bud_05_over_budget;
pub mod bud_06_low_execution;
pub mod bud_07_source_structure;
pub mod bud_08_total_line;
pub mod bud_09_unit_mixed;
pub mod bud_10_unit_doubtful;
pub mod bud_11_differs_from_ledger;
pub mod bud_12_executed_equals_budget;
pub mod bud_13_negative_amount;
pub mod bud_14_odd_precision;
