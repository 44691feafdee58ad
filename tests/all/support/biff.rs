//! A small .xls written record by record ([MS-XLS], [MS-CFB]): what other programs write and ours never does.

use md5::{Digest, Md5};
use sha1::Sha1;

pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn bof(version: u16, kind: u16) -> Vec<u8> {
    record(0x0809, &words(&[version, kind, 0x0dbb, 0x07cc, 0, 0, 0, 0][..if version == 0x0600 { 8 } else { 4 }]))
}

/// One sheet `自评表`: A1 `甲乙丙` of the table of strings, B2 0.9712 as a percentage. `more` stands among the globals,
/// in front of the formats.
pub fn workbook(more: &[u8]) -> Vec<u8> {
    let xf = |format: u16| record(0x00e0, &words(&[0, format, 0, 0, 0, 0, 0, 0, 0, 0]));
    let name = wide("自评表");
    let table = [&1u32.to_le_bytes()[..], &1u32.to_le_bytes(), &words(&[3]), &[1], &wide("甲乙丙")].concat();
    let globals = |at: u32| {
        let sheet = [&at.to_le_bytes()[..], &[0, 0, 3, 1], &name].concat();
        let parts = [&bof(0x0600, 5)[..], more, &xf(0), &xf(10), &record(0x0085, &sheet), &record(0x00fc, &table)];
        [&parts.concat()[..], &record(0x000a, &[])].concat()
    };
    let text = [words(&[0, 0, 0]), 0u32.to_le_bytes().to_vec()].concat();
    let number = [words(&[1, 1, 1]), 0.9712f64.to_le_bytes().to_vec()].concat();
    let sheet = [bof(0x0600, 16), record(0x00fd, &text), record(0x0203, &number), record(0x000a, &[])].concat();
    [globals(globals(0).len() as u32), sheet].concat()
}

/// The same as Excel 95 wrote it: texts in a code page, in the cells themselves.
pub fn workbook_of_95() -> Vec<u8> {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let name = gbk("自评表");
    let globals = |at: u32| {
        let sheet = [&at.to_le_bytes()[..], &[0, 0, name.len() as u8], &name].concat();
        let xf = |format: u16| record(0x00e0, &words(&[0, format, 0, 0, 0, 0, 0, 0]));
        let parts = [bof(0x0500, 5), record(0x0042, &words(&[936])), xf(0), xf(10), record(0x0085, &sheet)];
        [parts.concat(), record(0x000a, &[])].concat()
    };
    let text = gbk("甲乙丙");
    let text = [words(&[0, 0, 0, text.len() as u16]), text].concat();
    let number = [words(&[1, 1, 1]), 0.9712f64.to_le_bytes().to_vec()].concat();
    let sheet = [bof(0x0500, 16), record(0x0204, &text), record(0x0203, &number), record(0x000a, &[])].concat();
    [globals(globals(0).len() as u32), sheet].concat()
}

/// A compound file of streams of at least 4096 bytes each; shorter ones are filled up with zeros.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    let sectors = |bytes: &[u8]| bytes.len().max(4096).div_ceil(512);
    let of_table = streams.iter().map(|(_, bytes)| sectors(bytes)).sum::<usize>().div_ceil(120) + 1;
    let mut table = vec![0xffff_fffdu32; of_table];
    table.push(END);
    let mut directory = entry("Root Entry", 5, (END, 0), if streams.is_empty() { u32::MAX } else { 1 });
    let mut data = Vec::new();
    for (number, (name, bytes)) in (1..).zip(streams) {
        let (start, count) = (table.len() as u32, sectors(bytes));
        table.extend((1..count as u32).map(|step| start + step).chain([END]));
        let next = if (number as usize) < streams.len() { number + 1 } else { u32::MAX };
        let mut entry = entry(name, 2, (start, bytes.len().max(4096) as u32), u32::MAX);
        entry[72..76].copy_from_slice(&next.to_le_bytes());
        directory.extend(entry);
        data.extend_from_slice(bytes);
        data.resize(data.len() + count * 512 - bytes.len(), 0);
    }
    assert!(directory.len() <= 512 && of_table <= 109, "small enough for one sector and the header");
    directory.resize(512, 0);
    table.resize(128 * of_table, u32::MAX);
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(24, 0);
    header.extend(words(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    let count = of_table as u32;
    header.extend([0, count, count, 0, 4096, END, 0, END, 0].iter().flat_map(|word: &u32| word.to_le_bytes()));
    header.extend((0..count).flat_map(u32::to_le_bytes));
    header.resize(512, 0xff);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, data].concat()
}

fn entry(name: &str, kind: u8, (start, size): (u32, u32), child: u32) -> Vec<u8> {
    let mut entry = wide(name);
    entry.resize(64, 0);
    entry.extend((2 * name.chars().count() as u16 + 2).to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend([u32::MAX, u32::MAX, child].iter().flat_map(|word| word.to_le_bytes()));
    entry.resize(116, 0);
    entry.extend([start, size, 0].iter().flat_map(|word| word.to_le_bytes()));
    entry
}

/// How a workbook is encrypted.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Xor,
    Rc4,
    CryptoApi,
}

/// The workbook encrypted, with the record behind the first that says how.
pub fn encrypted(kind: Kind, password: &str) -> Vec<u8> {
    let salt: [u8; 16] = *b"sixteen of salt!";
    let verifier: [u8; 16] = *b"what is checked.";
    let pass = match kind {
        Kind::Xor => words(&[0, XOR.0, XOR.1]),
        Kind::Rc4 => {
            let both = [&verifier[..], &Md5::digest(verifier)].concat();
            let both = rc4(&rc4_key(password, &salt, 0), &both);
            [words(&[1, 1, 1]), salt.to_vec(), both].concat()
        }
        Kind::CryptoApi => {
            let both = rc4(&api_key(password, &salt, 0), &[&verifier[..], &Sha1::digest(verifier)].concat());
            let header: Vec<u8> =
                [4u32, 0, 0x6801, 0x8004, 128, 1, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
            let sizes = [&4u32.to_le_bytes()[..], &(header.len() as u32).to_le_bytes()].concat();
            let check = [&16u32.to_le_bytes()[..], &salt, &both[..16], &20u32.to_le_bytes(), &both[16..]].concat();
            [words(&[1, 3, 2]), sizes, header, check].concat()
        }
    };
    let mut stream = workbook(&record(0x002f, &pass));
    let (mut at, whole) = (0, stream.clone());
    while at < whole.len() {
        let word = |at: usize| u16::from_le_bytes([whole[at], whole[at + 1]]);
        let (name, length) = (word(at), usize::from(word(at + 2)));
        let (start, end) = (at + 4, at + 4 + length);
        let from = if name == 0x0085 { start + 4 } else { start };
        if ![0x0809, 0x002f].contains(&name) {
            for (place, byte) in stream.iter_mut().enumerate().take(end).skip(from) {
                *byte = match kind {
                    Kind::Xor => byte.rotate_left(5) ^ XOR.2[(place + length) % 16],
                    Kind::Rc4 => *byte ^ key_at(place, |block| rc4_key(password, &salt, block)),
                    Kind::CryptoApi => *byte ^ key_at(place, |block| api_key(password, &salt, block)),
                };
            }
        }
        at = end;
    }
    stream
}

/// The byte of the key's stream at a place, which begins anew every 1024 bytes.
fn key_at(place: usize, key: impl Fn(u32) -> Vec<u8>) -> u8 {
    rc4(&key((place / 1024) as u32), &vec![0; place % 1024 + 1])[place % 1024]
}

fn rc4_key(password: &str, salt: &[u8], block: u32) -> Vec<u8> {
    let first = Md5::digest(wide(password));
    let filled: Vec<u8> = [&first[..5], salt].concat().repeat(16);
    Md5::digest([&Md5::digest(filled)[..5], &block.to_le_bytes()].concat()).to_vec()
}

fn api_key(password: &str, salt: &[u8], block: u32) -> Vec<u8> {
    let first = Sha1::digest([salt, &wide(password)].concat());
    Sha1::digest([&first[..], &block.to_le_bytes()].concat())[..16].to_vec()
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut s: Vec<u8> = (0..=255).collect();
    let mut j = 0usize;
    for i in 0..256 {
        j = (j + usize::from(s[i]) + usize::from(key[i % key.len()])) % 256;
        s.swap(i, j);
    }
    let (mut i, mut j, mut out) = (0usize, 0usize, Vec::new());
    for byte in bytes {
        i = (i + 1) % 256;
        j = (j + usize::from(s[i])) % 256;
        s.swap(i, j);
        out.push(byte ^ s[(usize::from(s[i]) + usize::from(s[j])) % 256]);
    }
    out
}

/// Key, hash and array of VelvetSweatshop, by another implementation (msoffcrypto 5).
const XOR: (u16, u16, [u8; 16]) =
    (0xb359, 0x9a0a, [135, 107, 154, 226, 30, 227, 5, 98, 30, 105, 150, 96, 152, 110, 148, 4]);
