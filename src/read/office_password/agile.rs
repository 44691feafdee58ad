//! The encryption of Excel 2010 and later ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15): told in XML, AES in a chain for each
//! four kilobytes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::sheet_xml::attribute;
use super::cipher::{Hash, chained};

/// Excel writes 100,000; what asks for more than this would only cost time.
const MOST_SPINS: u32 = 1_000_000;
const SEGMENT: usize = 4096;
/// What a hash is made into each key by.
const INPUT: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const VALUE: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// The key of the package, and what the beginnings of its chains are made of.
pub struct Key {
    key: Vec<u8>,
    salt: Vec<u8>,
    hash: Hash,
}

impl Key {
    /// Where one of the passwords is the one.
    pub fn of(info: &[u8], passwords: &[Vec<u8>]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(info).ok()?);
        let mut package = None;
        loop {
            match reader.read_event().ok()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "keyData" => {
                    package = Some((bytes(&e, "saltValue")?, hash(&e)?));
                }
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "encryptedKey" => {
                    let (salt, hash) = package.take()?;
                    let key = passwords.iter().find_map(|password| unlocked(&e, password))?;
                    return Some(Self { key, salt, hash });
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    pub fn decrypt(&self, data: &[u8]) -> Option<Vec<u8>> {
        let mut package = Vec::with_capacity(data.len());
        for (number, segment) in (0u32..).zip(data.chunks(SEGMENT)) {
            let first = sized(self.hash.of([&self.salt, &number.to_le_bytes()]), 16);
            package.extend(chained(&self.key, &first, segment)?);
        }
        Some(package)
    }
}

fn hash(e: &BytesStart) -> Option<Hash> {
    let is_known = attribute(e, "cipherAlgorithm")? == "AES" && attribute(e, "cipherChaining")? == "ChainingModeCBC";
    Hash::named(&attribute(e, "hashAlgorithm")?).filter(|_| is_known)
}

/// The key that the element keeps under the password.
fn unlocked(e: &BytesStart, password: &[u8]) -> Option<Vec<u8>> {
    let (salt, hash) = (bytes(e, "saltValue")?, hash(e)?);
    let length = attribute(e, "keyBits")?.parse::<usize>().ok().filter(|bits| matches!(bits, 128 | 192 | 256))? / 8;
    let spins = attribute(e, "spinCount")?.parse().ok().filter(|spins| *spins <= MOST_SPINS)?;
    let spun = hash.spun(&salt, password, spins);
    let decrypted = |name: &str, purpose: &[u8]| {
        let key = sized(hash.of([&spun, purpose]), length);
        chained(&key, &sized(salt.clone(), 16), &bytes(e, name)?)
    };
    let (input, value) =
        (decrypted("encryptedVerifierHashInput", &INPUT)?, decrypted("encryptedVerifierHashValue", &VALUE)?);
    let expected = hash.of([&input, &[]]);
    let key = decrypted("encryptedKeyValue", &KEY)?;
    value.starts_with(&expected).then(|| key.get(..length).map(<[u8]>::to_vec))?
}

/// Cut, or filled up with what the specification says.
fn sized(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

/// An attribute in base 64.
fn bytes(e: &BytesStart, name: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text = attribute(e, name)?;
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte).map(|value| value as u32);
    let values: Vec<u32> = text.trim_end_matches('=').bytes().map(digit).collect::<Option<_>>()?;
    let group = |four: &[u32]| {
        let bits = four.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - four.len()));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    Some(values.chunks(4).flat_map(group).collect())
}
