//! .xls files that Excel opens without asking although they are encrypted ([MS-OFFCRYPTO] 2.3.6, 2.3.7): whoever protects
//! a workbook's structure encrypts it with the word every Excel knows.

use md5::{Digest, Md5};
use sha1::Sha1;

use super::biff::{BOF, Records, u16_at, u32_at};
use crate::model::source::Fault;

/// What Excel tries before it asks, and no password at all.
const KNOWN: [&str; 2] = ["VelvetSweatshop", ""];
const FILE_PASS: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
/// UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead: never encrypted, as BOF and FilePass.
const PLAIN: [u16; 7] = [BOF, FILE_PASS, 0x0194, 0x0195, 0x00e1, 0x0196, 0x0138];
/// The key of RC4 changes every so many bytes.
const BLOCK: usize = 1024;

/// Decrypts the stream where one of the known passwords does it; a password nobody knows is a fault.
pub fn open(stream: &mut [u8]) -> Result<(), Fault> {
    let mut records = Records::new(stream);
    let Some((BOF, bof)) = records.next()? else { return Ok(()) };
    let is_wide = u16_at(bof, 0) != Some(0x0500);
    // Behind the first record, with perhaps one between (write protection).
    let further = [records.next()?, records.next()?];
    let Some((_, pass)) = further.into_iter().flatten().find(|(kind, _)| *kind == FILE_PASS) else { return Ok(()) };
    let cipher = KNOWN.iter().find_map(|password| Cipher::of(pass, is_wide, password)).ok_or(Fault::Encrypted)?;
    let parts = encrypted(stream)?;
    let mut keys = Keys { cipher, block: usize::MAX, bytes: Vec::new() };
    for (start, end, skip) in parts {
        for (at, byte) in stream.iter_mut().enumerate().take(end).skip(start + skip) {
            *byte = keys.decrypt(*byte, at, end - start);
        }
    }
    Ok(())
}

/// Where the data of encrypted records begins and ends, and how much at its beginning is plain.
fn encrypted(stream: &[u8]) -> Result<Vec<(usize, usize, usize)>, Fault> {
    let (mut records, mut at, mut parts) = (Records::new(stream), 0, Vec::new());
    while let Some((kind, data)) = records.next()? {
        let (start, end) = (at + 4, at + 4 + data.len());
        if !PLAIN.contains(&kind) {
            parts.push((start, end, if kind == BOUND_SHEET { data.len().min(4) } else { 0 }));
        }
        at = end;
    }
    Ok(parts)
}

enum Cipher {
    Xor([u8; 16]),
    /// Five bytes of the password's hash.
    Rc4([u8; 5]),
    /// The password's hash, and how many bytes of a block's hash are its key.
    CryptoApi([u8; 20], usize),
}

impl Cipher {
    /// What the FilePass record asks for, where this is the password.
    fn of(pass: &[u8], is_wide: bool, password: &str) -> Option<Self> {
        let body = if is_wide { pass.get(2..)? } else { pass };
        if !is_wide || u16_at(pass, 0)? == 0 {
            let (key, hash) = xor_key(password.as_bytes());
            let fits = u16_at(body, 0)? == key && u16_at(body, 2)? == hash;
            return fits.then(|| Self::Xor(xor_array(password.as_bytes(), key)));
        }
        let wide: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        match u16_at(body, 0)? {
            1 => rc4(body, &wide),
            2..=4 => crypto_api(body, &wide),
            _ => None,
        }
    }

    fn block_key(&self, block: u32) -> Vec<u8> {
        let block = block.to_le_bytes();
        match self {
            Self::Xor(_) => Vec::new(),
            Self::Rc4(hash) => Md5::new().chain_update(hash).chain_update(block).finalize().to_vec(),
            Self::CryptoApi(hash, length) => {
                let mut key = Sha1::new().chain_update(hash).chain_update(block).finalize()[..*length].to_vec();
                // A key of 40 bits is one of 128 that ends in zeros.
                key.resize(if *length == 5 { 16 } else { *length }, 0);
                key
            }
        }
    }

    /// The verifier and its hash decrypt to a pair that fits.
    fn opens(&self, verifier: &[u8], hash: &[u8]) -> bool {
        let mut both = [verifier, hash].concat();
        let keys = stream_of(&self.block_key(0), both.len());
        both.iter_mut().zip(keys).for_each(|(byte, key)| *byte ^= key);
        let (verifier, hash) = both.split_at(verifier.len());
        match self {
            Self::Xor(_) => false,
            Self::Rc4(_) => Md5::digest(verifier).as_slice() == hash,
            Self::CryptoApi(..) => hash.starts_with(Sha1::digest(verifier).as_slice()),
        }
    }
}

fn rc4(body: &[u8], password: &[u8]) -> Option<Cipher> {
    let (salt, verifier, hash) = (body.get(4..20)?, body.get(20..36)?, body.get(36..52)?);
    let first = Md5::digest(password);
    let mut again = Md5::new();
    (0..16).for_each(|_| again.update([&first[..5], salt].concat()));
    let cipher = Cipher::Rc4(again.finalize()[..5].try_into().ok()?);
    cipher.opens(verifier, hash).then_some(cipher)
}

fn crypto_api(body: &[u8], password: &[u8]) -> Option<Cipher> {
    let header = body.get(12..)?;
    let bits = u32_at(header, 16)?;
    let length = if bits == 0 { 5 } else { (bits / 8) as usize };
    let verifier = header.get(u32_at(body, 8)? as usize..)?;
    let (salt, check, hash) = (verifier.get(4..20)?, verifier.get(20..36)?, verifier.get(40..60)?);
    let key: [u8; 20] = Sha1::new().chain_update(salt).chain_update(password).finalize().as_slice().try_into().ok()?;
    let cipher = (5..=16).contains(&length).then_some(Cipher::CryptoApi(key, length))?;
    cipher.opens(check, hash).then_some(cipher)
}

/// The bytes that decrypt, of the block they were made for.
struct Keys {
    cipher: Cipher,
    block: usize,
    bytes: Vec<u8>,
}

impl Keys {
    /// `length`: of the data of its record.
    fn decrypt(&mut self, byte: u8, at: usize, length: usize) -> u8 {
        if let Cipher::Xor(key) = &self.cipher {
            return byte.rotate_left(3) ^ key[(at + length) % 16];
        }
        if self.block != at / BLOCK {
            self.block = at / BLOCK;
            self.bytes = stream_of(&self.cipher.block_key(self.block as u32), BLOCK);
        }
        byte ^ self.bytes[at % BLOCK]
    }
}

fn stream_of(key: &[u8], length: usize) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len().max(1)]);
        state.swap(i, j.into());
    }
    let (mut i, mut j) = (0u8, 0u8);
    let next = |_| {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(i.into(), j.into());
        state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
    };
    (0..length).map(next).collect()
}

/// Key and hash of a password as XOR obfuscation keeps them (2.3.7.1, 2.3.7.2).
fn xor_key(password: &[u8]) -> (u16, u16) {
    let turn = |word: u16| {
        let word = word.rotate_left(1);
        if word & 1 == 1 { word ^ 0x1020 } else { word }
    };
    let (mut key, mut base, mut end) = (0u16, 0x8000u16, 0xffffu16);
    for bit in password.iter().rev().flat_map(|byte| (0..8).map(move |bit| byte & 0x7f & (1 << bit) != 0)) {
        (base, end) = (turn(base), turn(end));
        key ^= if bit { base } else { 0 };
    }
    let length = password.len() as u16;
    let mut hash = if length == 0 { 0 } else { length ^ 0xce4b };
    for (turns, byte) in (1..).zip(password) {
        let wide = u32::from(*byte) << (turns % 15);
        hash ^= (wide & 0x7fff | wide >> 15) as u16;
    }
    (key ^ end, hash)
}

/// The sixteen bytes that turn round and round (2.3.7.2).
fn xor_array(password: &[u8], key: u16) -> [u8; 16] {
    const FILL: [u8; 16] = [0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80, 0, 0xbe, 0x0f, 0, 0xbf, 0x0f, 0, 0];
    let bytes: Vec<u8> = password.iter().chain(&FILL).copied().collect();
    std::array::from_fn(|i| (bytes[i] ^ key.to_le_bytes()[i % 2]).rotate_left(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6229 and the test vectors that go round since 1994.
    #[test]
    fn the_stream_of_rc4() {
        assert_eq!(stream_of(b"Key", 6), [0xeb, 0x9f, 0x77, 0x81, 0xb7, 0x34]);
        assert_eq!(stream_of(&[1, 2, 3, 4, 5], 4), [0xb2, 0x39, 0x63, 0x05]);
    }

    /// The hash of a password as sheets keep it too: Excel writes CBEB for "test" (ECMA-376 part 4, 3.3.1.81).
    #[test]
    fn the_hash_of_a_password() {
        assert_eq!(xor_key(b"test").1, 0xcbeb);
        assert_eq!(xor_key(b"").1, 0);
    }
}
