//! Stage 1: files on disk come in, a `Workbook` or a `Fault` per file goes out.
//! It never looks for forms, never judges content, and never allocates what a file merely claims.
//! A new format: a `Kind` in `sniff.rs`, a reader beside `ods.rs` that fills a `Workbook`, one arm in `decode`.
//! Formats whose reader can abort the process (.xls .et .xlsb) go through `worker.rs`; the others are bounded here.

mod biff;
mod biff12;
mod calendar;
mod compound;
mod discover;
mod excel;
mod facts;
mod guard;
mod limits;
mod load;
mod ods;
mod ods_cell;
mod ods_styles;
mod package;
mod pictures;
mod sheet_xml;
mod sniff;
mod styles;
mod tags;
pub mod unzip;
pub mod worker;

use std::path::PathBuf;
use std::time::Duration;

pub use discover::{DiscoverError, Discovery, discover};
pub use excel::each_row;

use crate::model::grid::Workbook;
use crate::model::source::{Fault, Source, Within};
use load::Loaded;
use sniff::Kind;

/// One file after reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Hex; empty when the file could not be opened at all.
    pub sha256: String,
    /// `xlsx xlsm xlsb xls et ods` by content; empty when unknown.
    pub format: String,
    pub content: ReadContent,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ReadContent {
    Workbook(Workbook),
    Fault(Fault),
    /// Met in a folder; neither by content nor by extension a spreadsheet.
    /// Neither by content nor by name; what it is, where a form may have been sent as such.
    NotSpreadsheet(Option<String>),
}

/// How formats are read whose reader can abort the process.
pub struct Reader {
    pool: Option<worker::Pool>,
}

impl Reader {
    /// Everything in this process: for a single file, where a crash loses nothing else.
    pub fn in_process() -> Self {
        Self { pool: None }
    }

    /// Risky formats in children `<exe> read-worker`, started when the first such file comes.
    pub fn workers(exe: PathBuf) -> Self {
        Self { pool: Some(worker::Pool::new(exe)) }
    }

    /// How long a child may take for one file; 20 s unless told.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        if let Some(pool) = &mut self.pool {
            pool.timeout = timeout;
        }
        self
    }

    fn read(&self, bytes: Vec<u8>, kind: Kind) -> Result<Workbook, Fault> {
        match &self.pool {
            Some(pool) if kind.is_risky() => pool.read(bytes, kind),
            _ => decode(&bytes, kind),
        }
    }
}

/// Reads one file. What is wrong with it is a value.
pub fn open(source: &Source, reader: &Reader) -> Reading {
    let extension = extension(source);
    let (sha256, read) = match load::source(source) {
        Ok(Loaded { sha256, bytes }) => (sha256, bytes.and_then(|bytes| Ok((sniff::sniff(&bytes)?, bytes)))),
        Err(fault) => (String::new(), Err(fault)),
    };
    let is_refused = matches!(source.within, Some(Within::Refused(_)));
    let promised = source.named || is_refused || sniff::promises_spreadsheet(&extension);
    match read {
        Ok((kind, bytes)) => workbook(sha256, kind, &extension, reader.read(bytes, kind)),
        // Forms may lie in an archive that can't be looked into: somebody has to unpack it.
        Err(fault) if promised || matches!(fault, Fault::Archive(_)) => {
            Reading { sha256, format: String::new(), content: ReadContent::Fault(fault) }
        }
        Err(fault) => Reading { sha256, format: String::new(), content: ReadContent::NotSpreadsheet(document(fault)) },
    }
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
    guard::quietly(|| match kind {
        Kind::Xlsx => excel::xlsx(bytes),
        Kind::Xlsb => excel::xlsb(bytes),
        Kind::Xls => excel::xls(bytes),
        Kind::Ods => ods::ods(bytes),
    })
}
