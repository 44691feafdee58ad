//! Bodies laid aside while files are read, and read again in any order.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::standing::{Bodies, Span};

/// Bytes gathered before the disk is asked to take them.
const BUFFER: usize = 1 << 20;

/// A file that bodies are added to by many threads, or memory where there are few of them.
#[derive(Debug)]
pub struct Spool(Mutex<Inside>);

#[derive(Debug)]
enum Inside {
    Memory(Vec<u8>),
    File { out: BufWriter<File>, end: u64, dirty: bool },
}

impl Spool {
    pub fn in_memory() -> Self {
        Self(Mutex::new(Inside::Memory(Vec::new())))
    }

    /// # Errors
    /// The file can't be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        Ok(Self(Mutex::new(Inside::File { out: BufWriter::with_capacity(BUFFER, file), end: 0, dirty: false })))
    }

    /// # Errors
    /// The disk does not take it.
    pub fn add(&self, body: &[u8]) -> io::Result<Span> {
        match &mut *self.inside() {
            Inside::Memory(bytes) => {
                let start = bytes.len() as u64;
                bytes.extend_from_slice(body);
                Ok(Span { start, length: body.len() })
            }
            Inside::File { out, end, dirty } => {
                out.write_all(body)?;
                let span = Span { start: *end, length: body.len() };
                (*end, *dirty) = (*end + body.len() as u64, true);
                Ok(span)
            }
        }
    }

    /// A thread that panicked has at most left a body nobody points at.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bodies for Spool {
    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let mut body = vec![0; span.length];
        match &mut *self.inside() {
            Inside::Memory(bytes) => {
                let inside = usize::try_from(span.start).ok().and_then(|start| bytes.get(start..start + span.length));
                body.copy_from_slice(inside.ok_or(io::ErrorKind::UnexpectedEof)?);
            }
            Inside::File { out, end, dirty } => {
                if *dirty {
                    out.flush()?;
                    *dirty = false;
                }
                let file = out.get_mut();
                file.seek(SeekFrom::Start(span.start))?;
                file.read_exact(&mut body)?;
                // What comes later goes behind the rest again.
                file.seek(SeekFrom::Start(*end))?;
            }
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_in_any_order_also_while_more_are_added() {
        let folder = tempfile::tempdir().expect("a folder");
        for spool in [Spool::in_memory(), Spool::create(&folder.path().join("bodies")).expect("a file")] {
            let first = spool.add("第一".as_bytes()).expect("added");
            let second = spool.add(b"").expect("added");
            assert_eq!(spool.read(first).expect("read"), "第一".as_bytes());
            let third = spool.add(b"third").expect("added");
            assert_eq!(
                (spool.read(third).expect("read"), spool.read(second).expect("read")),
                (b"third".to_vec(), vec![])
            );
            assert_eq!(spool.read(first).expect("read"), "第一".as_bytes());
            assert!(spool.read(Span { start: 9, length: 99 }).is_err());
        }
    }
}
