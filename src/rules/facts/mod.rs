//! What several rules need to know of a form or of the batch, or one rule needs a file of its own for. A fact says
//! nothing: whether it is worth a finding, the rule decides.

pub mod copies;
pub mod execution_rate;
pub mod form_changes;
pub mod ledger;
pub mod likeness;
pub mod lower_target;
pub mod narrative;
pub mod odd_cells;
pub mod odd_units;
pub mod other_years;
pub mod personal_numbers;
pub mod reasons;
pub mod row_groups;
pub mod rows_in_use;
pub mod scored_rows;
pub mod spread;
pub mod template_hints;
pub mod written_cells;
