//! STR: the file and its structure.

pub mod str_01_unreadable_file;
pub mod str_02_form_not_found;
pub mod str_15_not_filled_in;
