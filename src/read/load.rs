//! A file's bytes, taken once, and their hash.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::limits::{self, over};
use super::unzip;
use crate::model::cause;
use crate::model::digest::hex;
use crate::model::source::{Fault, Source, Within};

pub struct Loaded {
    /// Hex.
    pub sha256: String,
    /// Or that the file is too large to be a form.
    pub bytes: Result<Vec<u8>, Fault>,
}

/// The bytes of a source, wherever they lie.
pub fn source(source: &Source) -> Result<Loaded, Fault> {
    match &source.within {
        None => load(&source.path),
        Some(Within::Refused(fault)) => {
            let sha256 = load(&source.path)?.sha256;
            Ok(Loaded { sha256, bytes: Err(fault.clone()) })
        }
        Some(Within::Entry(place)) => {
            let bytes = unzip::unpacked(&source.path, place)?;
            let mut hash = Sha256::new();
            hash.update(&bytes);
            Ok(Loaded { sha256: hex(hash), bytes: Ok(bytes) })
        }
    }
}

/// Takes a file into memory; one over the limit is only hashed.
fn load(path: &Path) -> Result<Loaded, Fault> {
    let unavailable = |error: io::Error| Fault::Unavailable(cause::in_words(&error));
    cause::is_file(path).map_err(unavailable)?;
    let mut file = File::open(path).map_err(unavailable)?;
    let length = file.metadata().map_err(unavailable)?.len();
    let mut bytes = Vec::with_capacity(length.min(limits::FILE_BYTES) as usize + 1);
    file.by_ref().take(limits::FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unavailable)?;
    let mut hash = Sha256::new();
    hash.update(&bytes);
    if bytes.len() as u64 <= limits::FILE_BYTES {
        return Ok(Loaded { sha256: hex(hash), bytes: Ok(bytes) });
    }
    loop {
        let read = file.read(&mut bytes).map_err(unavailable)?;
        if read == 0 {
            return Ok(Loaded { sha256: hex(hash), bytes: over("文件大小", limits::FILE_BYTES >> 20, "MB") });
        }
        hash.update(&bytes[..read]);
    }
}
