//! What a file is known by: the sha256 of its bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::cause;

/// Sha256 of the pieces one after another, in hex.
pub fn sha256<T: AsRef<[u8]>>(pieces: impl IntoIterator<Item = T>) -> String {
    let mut sha = Sha256::new();
    pieces.into_iter().for_each(|piece| sha.update(piece));
    hex(sha)
}

/// The hash of what was fed in so far, in hex.
pub fn hex(sha: Sha256) -> String {
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The sha256 of a file of any length, in hex.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    cause::is_file(path)?;
    let (mut file, mut sha, mut piece) = (File::open(path)?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(sha)),
            length => sha.update(&piece[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_text() {
        // FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(["abc"]), known);
        assert_eq!(sha256(["a", "bc"]), known);
    }
}
