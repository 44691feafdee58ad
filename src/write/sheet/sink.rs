//! A file being written. The first refusal of the system is kept and the rest let go: the library that packs a
//! workbook would say it again in its own words, also to the terminal.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub struct Sink {
    file: BufWriter<File>,
    refusal: Option<io::Error>,
}

impl Sink {
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(File::create(path)?), refusal: None })
    }

    /// Everything is on the disk, or the first thing that went wrong.
    pub fn finish(mut self) -> io::Result<()> {
        match self.refusal {
            Some(refusal) => Err(refusal),
            None => self.file.flush(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.refusal.is_none() {
            self.refusal = self.file.write_all(bytes).err();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
