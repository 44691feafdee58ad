//! Stage 1: files on disk come in, a `Workbook` or a `Fault` per file goes out.
//! It never looks for forms, never judges content, and never allocates what a file merely claims.
//! A new format: a `Kind` in `sniff.rs`, a reader beside `ods.rs` that fills a `Workbook`, one arm in `decode`.
//! Every reader is bounded by what it counts (`limits.rs`), all together by `budget.rs`; none needs a process of its own.

mod biff;
mod budget;
mod calendar;
mod compound;
mod discover;
mod docx;
mod docx_table;
mod excel;
mod facts;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod limits;
mod load;
mod ods;
mod ods_cell;
mod ods_styles;
mod office_password;
mod package;
mod pictures;
mod property_set;
mod relations;
mod sheet_xml;
mod sniff;
mod styles;
mod tags;
pub mod unzip;
mod xls;
mod xls_password;
mod xls_sheet;
mod xlsb;

use std::panic::UnwindSafe;

pub use discover::{DiscoverError, Discovery, discover};
pub use excel::each_row;

use crate::model::grid::Workbook;
use crate::model::quiet::quietly;
use crate::model::source::{Fault, Source, Within};
use budget::{Budget, Lease, OF_A_FILE};
use load::Loaded;
use sniff::Kind;

/// What is read without waiting for its turn.
const SMALL: u64 = 4 << 20;

/// One file after reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Hex; empty when the file could not be opened at all.
    pub sha256: String,
    /// `xlsx xlsm xlsb xls et ods docx` by content; empty when unknown.
    pub format: String,
    pub content: ReadContent,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ReadContent {
    Workbook(Workbook),
    Fault(Fault),
    /// Met in a folder, and neither by content nor by name a spreadsheet; what it is, where a form may have been sent as
    /// such.
    NotSpreadsheet(Option<String>),
}

/// How files are read: within a budget they share.
pub struct Reader {
    budget: Budget,
}

impl Default for Reader {
    fn default() -> Self {
        Self { budget: Budget::of_machine() }
    }
}

impl Reader {
    /// Within so many bytes.
    pub fn within(memory: u64) -> Self {
        Self { budget: Budget::new(memory) }
    }
}

/// Reads one file. What is wrong with it is a value.
pub fn open(source: &Source, reader: &Reader) -> Reading {
    open_held(source, reader).0
}

/// Reads one file, and holds the memory it may take for as long as its contents are kept.
pub fn open_held<'r>(source: &Source, reader: &'r Reader) -> (Reading, Option<Lease<'r>>) {
    // A small file is in memory before it is known what it unpacks to; a large one has to wait its turn for that too.
    let mut lease = (source.size > SMALL || source.is_nested()).then(|| reader.budget.lease(OF_A_FILE));
    let extension = extension(source);
    let (sha256, read) = match guarded(|| load::source(source)) {
        Ok(Loaded { sha256, bytes }) => (sha256, bytes.and_then(|bytes| guarded(|| sniff::opened(bytes)))),
        Err(fault) => (String::new(), Err(fault)),
    };
    let is_refused = matches!(source.within, Some(Within::Refused(_)));
    let promised = source.named || is_refused || sniff::promises_form(&extension);
    let reading = match read {
        Ok((kind, bytes)) => {
            lease = lease.or_else(|| Some(reader.budget.lease(kind.cost(&bytes))));
            workbook(sha256, kind, &extension, decode(&bytes, kind))
        }
        // Forms may lie in an archive that can't be looked into: somebody has to unpack it.
        Err(fault) if promised || matches!(fault, Fault::Archive(_)) => {
            Reading { sha256, format: String::new(), content: ReadContent::Fault(fault) }
        }
        Err(fault) => Reading { sha256, format: String::new(), content: ReadContent::NotSpreadsheet(document(fault)) },
    };
    (reading, lease)
}

/// What somebody may have sent instead of the form.
fn document(fault: Fault) -> Option<String> {
    match fault {
        Fault::OtherKind(kind) => sniff::is_document(&kind).then_some(kind),
        _ => None,
    }
}

fn workbook(sha256: String, kind: Kind, extension: &str, read: Result<Workbook, Fault>) -> Reading {
    let has_macros = read.as_ref().is_ok_and(|workbook| workbook.has_macros);
    let format = match kind.format(extension) {
        "xlsx" if has_macros || extension == "xlsm" => "xlsm",
        format => format,
    };
    let content = match read {
        Ok(workbook) => ReadContent::Workbook(Workbook { format: format.to_owned(), ..workbook }),
        Err(fault) => ReadContent::Fault(fault),
    };
    Reading { sha256, format: format.to_owned(), content }
}

fn extension(source: &Source) -> String {
    let name = std::path::Path::new(source.file_name()).extension().unwrap_or_default();
    name.to_string_lossy().to_lowercase()
}

fn decode(bytes: &[u8], kind: Kind) -> Result<Workbook, Fault> {
    guarded(|| match kind {
        Kind::Xlsx => excel::xlsx(bytes),
        Kind::Xlsb => xlsb::xlsb(bytes),
        Kind::Xls => xls::xls(bytes),
        Kind::Ods => ods::ods(bytes),
        Kind::Docx => docx::docx(bytes),
    })
}

/// A panic is a fault of this file, from its first bytes on.
fn guarded<T>(read: impl FnOnce() -> Result<T, Fault> + UnwindSafe) -> Result<T, Fault> {
    quietly(read).unwrap_or(Err(Fault::Crashed))
}
