//! The library's workbook with the long tables poured into their sheets: every other part is copied as it is.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;

use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::pour::Pour;
use crate::model::address::CellRef;

/// Deflate level of what is poured: the fastest, for files about a third larger.
const COMPRESSION: i64 = 1;

/// Bytes handed to the packer at a time.
const GATHERED: usize = 1 << 16;

/// A table, and the place of its sheet among the sheets, from 1.
pub(super) type Poured = (usize, Pour);

/// `from` is the workbook in which each poured sheet has one row with a cell of each look where its rows are to stand.
pub(super) fn pack(from: &Path, poured: Vec<Poured>, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    // Each sheet is packed by itself, so that they are side by side; the same bytes come of it however many there are.
    let packed = poured.into_par_iter().map(|(sheet, pour)| Ok((part_name(sheet), alone(from, sheet, pour, folder)?)));
    let packed: Vec<(String, File)> = packed.collect::<io::Result<_>>()?;
    let mut archive = ZipArchive::new(File::open(from)?)?;
    let mut out = ZipWriter::new(BufWriter::new(File::create(to)?));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        match packed.iter().find(|(name, _)| part.name().is_ok_and(|part| part == *name)) {
            Some((_, file)) => {
                let mut one = ZipArchive::new(file.try_clone()?)?;
                out.raw_copy_file(one.by_index_raw(0)?)?;
            }
            None => out.raw_copy_file(part)?,
        }
    }
    out.finish()?.flush()
}

fn part_name(sheet: usize) -> String {
    format!("xl/worksheets/sheet{sheet}.xml")
}

/// The sheet alone in a package of its own.
fn alone(from: &Path, sheet: usize, pour: Pour, folder: &Path) -> io::Result<File> {
    let mut archive = ZipArchive::new(File::open(from)?)?;
    let mut part = archive.by_name(&part_name(sheet))?;
    let mut xml = String::new();
    part.read_to_string(&mut xml)?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION))
        .large_file(true)
        .last_modified_time(part.last_modified().unwrap_or_default());
    let mut out = ZipWriter::new(tempfile::tempfile_in(folder)?);
    out.start_file(part_name(sheet), options)?;
    // Between two marks stand some dozen bytes: handed over one by one they cost more than packing them.
    let mut gathered = BufWriter::with_capacity(GATHERED, &mut out);
    poured(&xml, pour, &mut gathered)?;
    gathered.flush()?;
    drop(gathered);
    let mut file = out.finish()?;
    file.rewind()?;
    Ok(file)
}

/// The sheet with the rows in the place of the row that shows their looks.
fn poured(xml: &str, pour: Pour, out: &mut impl Write) -> io::Result<()> {
    let odd = || io::Error::other("the sheet is not as it was left");
    let begin = format!("<row r=\"{}\"", pour.rows.start + 1);
    let start = xml.find(&begin).ok_or_else(odd)?;
    let end = start + xml[start..].find("</row>").ok_or_else(odd)? + "</row>".len();
    let styles: Vec<u32> = xml[start..end].split(" s=\"").skip(1).filter_map(number).collect();
    if styles.len() != pour.looks().len() {
        return Err(odd());
    }
    out.write_all(dimension(&xml[..start], &pour).ok_or_else(odd)?.as_bytes())?;
    pour.into(&styles, out)?;
    out.write_all(&xml.as_bytes()[end..])
}

fn number(text: &str) -> Option<u32> {
    text.split('"').next()?.parse().ok()
}

/// What stands before the rows, with the extent of the whole table.
fn dimension(head: &str, pour: &Pour) -> Option<String> {
    const BEGIN: &str = "<dimension ref=\"";
    let start = head.find(BEGIN)? + BEGIN.len();
    let end = start + head[start..].find('"')?;
    let (first, last) = head[start..end].split_once(':').unwrap_or((&head[start..end], &head[start..end]));
    let last: CellRef = last.parse().ok()?;
    let reach = CellRef::new(last.row.max(pour.rows.end - 1), pour.columns.saturating_sub(1));
    Some(format!("{}{first}:{reach}{}", &head[..start], &head[end..]))
}
