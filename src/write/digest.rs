//! What a written file is known by.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::model::digest::hex;

/// The sha256 of a file of any length, in hex.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let (mut file, mut sha, mut piece) = (File::open(path)?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(sha)),
            length => sha.update(&piece[..length]),
        }
    }
}
