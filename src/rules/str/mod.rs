//! STR: the file and its structure.

pub mod str_01_unreadable_file;
pub mod str_02_form_not_found;
pub mod str_03_several_forms;
pub mod str_04_block_missing;
pub mod str_05_column_missing;
pub mod str_07_column_shift;
pub mod str_08_label_altered;
pub mod str_09_hidden_content;
pub mod str_10_formula_error;
pub mod str_11_number_as_text;
pub mod str_12_macro_or_link;
pub mod str_13_formula_not_calculated;
pub mod str_14_text_outside;
pub mod str_15_not_filled_in;
pub mod str_16_formula_as_text;
pub mod str_17_picture_for_text;
pub mod str_18_hidden_values;
pub mod str_19_other_template;
pub mod str_20_unknown_form;
