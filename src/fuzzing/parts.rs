//! A package from a text that holds its parts, each behind a line `=== name`: what is changed in it at random is still
//! a package, which compressed bytes with a checksum would not be.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MARK: &[u8] = b"\n=== ";

/// The package, its parts stored as they are.
pub fn package(text: &[u8]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in parts(text) {
        // A second part of the same name is none.
        if out.start_file(name, stored).is_ok() {
            drop(out.write_all(part));
        }
    }
    out.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn parts(text: &[u8]) -> impl Iterator<Item = (String, &[u8])> {
    let text = text.strip_prefix(&MARK[1..]).unwrap_or_default();
    let starts = std::iter::once(0).chain(memchr::memmem::find_iter(text, MARK).map(|at| at + MARK.len()));
    let starts: Vec<usize> = starts.collect();
    let ends = starts.clone().into_iter().skip(1).map(|next| next - MARK.len()).chain([text.len()]);
    starts.into_iter().zip(ends).filter_map(|(from, to)| {
        let whole = text.get(from..to)?;
        let line = memchr::memchr(b'\n', whole)?;
        Some((String::from_utf8_lossy(&whole[..line]).into_owned(), &whole[line + 1..]))
    })
}
