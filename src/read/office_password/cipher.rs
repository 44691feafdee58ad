//! AES over whole blocks, and the hashes keys are made by.

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

const BLOCK: usize = 16;

/// Each block by itself; what is no whole block at the end is left out.
pub fn without_chain(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let mut out = data[..data.len() / BLOCK * BLOCK].to_vec();
    match key.len() {
        16 => blocks(&Aes128::new_from_slice(key).ok()?, &mut out),
        24 => blocks(&Aes192::new_from_slice(key).ok()?, &mut out),
        32 => blocks(&Aes256::new_from_slice(key).ok()?, &mut out),
        _ => return None,
    }
    Some(out)
}

fn blocks(cipher: &impl BlockCipherDecrypt<BlockSize = aes::cipher::consts::U16>, out: &mut [u8]) {
    for block in out.chunks_exact_mut(BLOCK) {
        let mut whole = Array::default();
        whole.copy_from_slice(block);
        cipher.decrypt_block(&mut whole);
        block.copy_from_slice(&whole);
    }
}

/// Each block over the encrypted one before it.
pub fn chained(key: &[u8], first: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let mut out = without_chain(key, data)?;
    let before = first.get(..BLOCK)?.iter().chain(data);
    out.iter_mut().zip(before).for_each(|(byte, before)| *byte ^= before);
    Some(out)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Self::Sha1),
            "SHA256" | "SHA-256" => Some(Self::Sha256),
            "SHA384" | "SHA-384" => Some(Self::Sha384),
            "SHA512" | "SHA-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub fn of(self, parts: [&[u8]; 2]) -> Vec<u8> {
        fn hashed<D: Digest>(parts: [&[u8]; 2]) -> Vec<u8> {
            D::new().chain_update(parts[0]).chain_update(parts[1]).finalize().to_vec()
        }
        match self {
            Self::Sha1 => hashed::<Sha1>(parts),
            Self::Sha256 => hashed::<Sha256>(parts),
            Self::Sha384 => hashed::<Sha384>(parts),
            Self::Sha512 => hashed::<Sha512>(parts),
        }
    }

    /// The password's hash, hashed so many times more.
    pub fn spun(self, salt: &[u8], password: &[u8], spins: u32) -> Vec<u8> {
        let first = self.of([salt, password]);
        (0..spins).fold(first, |hash, spin| self.of([&spin.to_le_bytes(), &hash]))
    }
}
