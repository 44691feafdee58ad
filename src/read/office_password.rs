//! .xlsx and .xlsb files that Excel opens without asking although they are encrypted ([MS-OFFCRYPTO] 2.3.4): the package
//! stands in a compound file, under AES, with the word every Excel knows.

mod agile;
mod cipher;
mod standard;

use super::biff::{u16_at, u32_at};
use super::compound::Compound;
use super::limits;
use crate::model::source::Fault;

/// What Excel tries before it asks, and no password at all.
const KNOWN: [&str; 2] = ["VelvetSweatshop", ""];

/// Bytes of what tells how a package is encrypted; programs write some two thousand.
const LONGEST_INFO: usize = 64 << 10;

/// The package within, where one of the known passwords opens it; `None` for a file that is not encrypted that way.
pub fn open(bytes: &[u8]) -> Option<Result<Vec<u8>, Fault>> {
    let file = Compound::open(bytes)?;
    file.has("EncryptedPackage").then(|| package(&file).ok_or(Fault::Encrypted))
}

fn package(file: &Compound) -> Option<Vec<u8>> {
    let info = file.stream("EncryptionInfo").filter(|info| info.len() <= LONGEST_INFO)?;
    let passwords = KNOWN.map(|word| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    // Version: 4.4 is written in XML, 2.2 to 4.2 in numbers.
    let key = match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
        (4, 4) => agile::Key::of(info.get(8..)?, &passwords).map(Key::Agile)?,
        (2..=4, 2) => standard::key(info.get(8..)?, &passwords).map(Key::Standard)?,
        _ => return None,
    };
    let stream = file.stream("EncryptedPackage")?;
    let (size, data) = (u32_at(&stream, 0)? as usize, stream.get(8..)?);
    // No more is decrypted than is there.
    let mut package = match &key {
        Key::Agile(key) => key.decrypt(data)?,
        Key::Standard(key) => cipher::without_chain(key, data)?,
    };
    if size as u64 > limits::FILE_BYTES {
        return None;
    }
    package.truncate(size);
    Some(package)
}

enum Key {
    Agile(agile::Key),
    Standard(Vec<u8>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(file: &[u8]) -> String {
        let stream = Compound::open(file).and_then(|file| file.stream("EncryptionInfo")).expect("a stream");
        String::from_utf8_lossy(&stream[8..]).into_owned()
    }

    fn opens(info: &str) -> bool {
        let passwords = KNOWN.map(|word| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        agile::Key::of(info.as_bytes(), &passwords).is_some()
    }

    /// What asks for more work than any program does is not done; what is damaged opens nothing.
    #[test]
    fn nothing_a_header_claims_is_believed() {
        let info = info(include_bytes!("../../tests/fixtures/hostile/known-agile.xlsx"));
        assert!(opens(&info) && info.contains("spinCount=\"100000\""));
        for (from, to) in [
            ("spinCount=\"100000\"", "spinCount=\"1000001\""),
            ("spinCount=\"100000\"", "spinCount=\"100001\""),
            ("spinCount=\"100000\"", "spinCount=\"-1\""),
            ("keyBits=\"256\"", "keyBits=\"4096\""),
            ("saltValue=\"", "saltValue=\"A"),
            ("encryptedKeyValue=\"", "encryptedKeyValue=\"*"),
            ("ChainingModeCBC", "ChainingModeCFB"),
            ("SHA512", "MD5"),
        ] {
            assert!(info.contains(from) && !opens(&info.replace(from, to)), "{from}");
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_no_panic() {
        for file in [
            include_bytes!("../../tests/fixtures/hostile/known-agile.xlsx").as_slice(),
            include_bytes!("../../tests/fixtures/hostile/known-standard.xlsx").as_slice(),
        ] {
            assert!(open(file).is_some_and(|read| read.is_ok_and(|package| package.starts_with(b"PK"))));
            for end in (0..file.len()).step_by(512) {
                drop(open(&file[..end]));
            }
        }
    }
}
