//! XSE: what the text of a report says against its table, and its table against the workbook's.

pub mod xse_01_narrative_total;
pub mod xse_02_narrative_money;
pub mod xse_03_narrative_rate;
pub mod xse_04_narrative_satisfaction;
pub mod xse_05_narrative_parts;
pub mod xse_06_section_missing;
pub mod xse_07_problems_empty;
pub mod xse_08_tables_differ;
