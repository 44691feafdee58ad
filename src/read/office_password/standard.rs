//! The encryption of Excel 2007 ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9): everything in numbers, SHA-1, no chain.

use super::super::biff::u32_at;
use super::cipher::{Hash, without_chain};

const SPINS: u32 = 50_000;
const SHA1: usize = 20;

/// The key of the package, where one of the passwords is the one.
pub fn key(info: &[u8], passwords: &[Vec<u8>]) -> Option<Vec<u8>> {
    let header = info.get(4..)?;
    let length = u32_at(header, 16)? as usize / 8;
    let verifier = header.get(u32_at(info, 0)? as usize..)?;
    let (salt, input, value) = (verifier.get(4..20)?, verifier.get(20..36)?, verifier.get(40..72)?);
    passwords.iter().find_map(|password| {
        let key = derived(&Hash::Sha1.spun(salt, password, SPINS), length)?;
        let input = without_chain(&key, input)?;
        let value = without_chain(&key, value)?;
        (Hash::Sha1.of([&input, &[]]) == value[..SHA1]).then_some(key)
    })
}

fn derived(hash: &[u8], length: usize) -> Option<Vec<u8>> {
    let last = Hash::Sha1.of([hash, &0u32.to_le_bytes()]);
    let half = |pad: u8| {
        let mut block = [pad; 64];
        block.iter_mut().zip(&last).for_each(|(byte, hash)| *byte ^= hash);
        Hash::Sha1.of([&block, &[]])
    };
    [half(0x36), half(0x5c)].concat().get(..length).map(<[u8]>::to_vec)
}
