//! What outputs are known by when they come back among the inputs: a property of the document, which Excel, WPS,
//! LibreOffice and openpyxl keep when they save it.

/// The property's name.
pub const MARKER: &str = "jixiao-output";
pub const SUMMARY: &str = "汇总表";
pub const FEEDBACK: &str = "问题反馈";
