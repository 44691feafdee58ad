//! The draft of the bureau's own report on the self-evaluations, and of the notice to the departments. Every figure in
//! it is counted from the data; what the data cannot say is a place in 【】 for the officer.

mod annexes;
mod comparison;
mod figures;
mod notice;
mod sections;

use std::path::Path;

use super::WriteError;
use super::document::Document;
use super::staging::replaced;
use crate::model::told::Told;
use figures::Figures;

/// What is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The whole report.
    Report,
    /// The short form that goes to the departments.
    Notice,
}

/// Writes the draft; says where what stood there is kept.
///
/// # Errors
/// The disk does not take it.
pub fn write(told: &Told, last_year: Option<&Told>, kind: Kind, path: &Path) -> Result<Option<String>, WriteError> {
    let figures = Figures::of(told);
    let before = last_year.map(Figures::of);
    let document = match kind {
        Kind::Report => report(&figures, before.as_ref()),
        Kind::Notice => notice::notice(&figures),
    };
    replaced(path, |path| document.save(path, told.newest.unwrap_or_default()))
}

fn report(figures: &Figures<'_>, before: Option<&Figures<'_>>) -> Document {
    let mut document = Document::new(&format!("{}部门绩效自评情况的报告", figures.of_year()));
    document.paragraph(&format!(
        "根据【文件名称及文号】要求，【财政局名称】组织开展了{}绩效自评工作。现将有关情况报告如下：",
        figures.of_year()
    ));
    sections::basics(&mut document, figures);
    sections::execution(&mut document, figures);
    sections::results(&mut document, figures);
    if let Some(before) = before {
        comparison::comparison(&mut document, figures, before);
    }
    sections::problems(&mut document, figures);
    sections::sample(&mut document, figures);
    sections::next(&mut document, figures);
    annexes::write(&mut document, figures);
    document
}
