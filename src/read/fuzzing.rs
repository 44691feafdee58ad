//! Every reader by itself, for what is given to it at random. Not guarded: a panic of ours is to be seen, while those of
//! the library for .xlsx are known and caught.

use std::io::Cursor;

use zip::ZipArchive;

use super::compound::Compound;
use super::package::Package;
use super::sheet_xml::Glance;
use super::{docx, excel, ods, pictures, property_set, sniff, unzip, xls, xlsb};
use crate::model::grid::Workbook;
use crate::model::quiet::quietly;
use crate::model::source::Fault;
use sniff::Kind;

/// What a file of any kind comes to.
pub fn file(bytes: &[u8]) -> Result<Workbook, Fault> {
    let (kind, bytes) = sniff::opened(bytes.to_vec())?;
    match kind {
        Kind::Xlsx => xlsx(&bytes),
        Kind::Xlsb => xlsb::xlsb(&bytes),
        Kind::Xls => xls::xls(&bytes),
        Kind::Ods => ods::ods(&bytes),
        Kind::Docx => docx::docx(&bytes),
    }
}

pub fn xlsx(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    package.weigh()?;
    let glance = Glance::at(&mut package)?;
    let sheets: Vec<String> = glance.facts.keys().cloned().collect();
    sheets.iter().for_each(|sheet| drop(pictures::anchored(&mut package, sheet)));
    quietly(|| excel::xlsx(bytes)).unwrap_or(Err(Fault::Crashed))
}

pub fn xls(bytes: &[u8]) -> Result<Workbook, Fault> {
    xls::xls(bytes)
}

pub fn compound(bytes: &[u8]) {
    let Some(file) = Compound::open(bytes) else { return };
    for name in ["Workbook", "Book", "EncryptedPackage", "EncryptionInfo", "\u{5}SummaryInformation"] {
        drop((file.has(name), file.stream(name)));
    }
}

pub fn property_set(bytes: &[u8]) {
    drop((property_set::marker(bytes), property_set::saved(bytes)));
}

/// What lies in a .zip, and each of it unpacked.
pub fn zip(bytes: &[u8]) {
    let Some(Ok(listing)) = unzip::listed(Cursor::new(bytes)) else { return };
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return };
    for file in listing.files.iter().filter(|file| file.refused.is_none()) {
        drop(unzip::entry_of(&mut archive, &file.place));
    }
}
