//! Compound files (MS-CFB), the container of .xls: sectors, chains of them, and the one stream that is read.

use crate::model::source::Fault;

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The sectors of a compound file.
struct Sectors<'a> {
    bytes: &'a [u8],
    shift: u32,
    next: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        let mut sectors = Self { bytes, shift: (9..=12).contains(&shift).then_some(shift)?, next: Vec::new() };
        // The table's own sectors: 109 places in the header, the rest in a chain of further lists.
        let mut table: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut list = u32_at(bytes, 68)?;
        let per_list = (1usize << shift) / 4 - 1;
        for _ in 0..u32_at(bytes, 72)?.min(1 << 12) {
            let sector = sectors.sector(list)?;
            table.extend((0..per_list).filter_map(|i| u32_at(sector, 4 * i)));
            list = u32_at(sector, 4 * per_list)?;
        }
        // No table is longer than what it takes to name every sector of the file, whatever the header claims.
        let most = (bytes.len() >> shift) / (per_list + 1) + 1;
        for sector in table.into_iter().take((u32_at(bytes, 44)? as usize).min(most)) {
            let words = sectors.sector(sector)?.chunks_exact(4).filter_map(|word| u32_at(word, 0));
            let words: Vec<u32> = words.collect();
            sectors.next.extend(words);
        }
        Some(sectors)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let from = (number as usize).checked_add(1)?.checked_mul(1 << self.shift)?;
        self.bytes.get(from..).map(|rest| &rest[..rest.len().min(1 << self.shift)])
    }

    fn chain(&self, mut number: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        // No chain is longer than the table; one that is runs in a circle.
        for _ in 0..=self.next.len() {
            if number >= 0xffff_fffa {
                return Some(out);
            }
            out.extend_from_slice(self.sector(number)?);
            number = *self.next.get(number as usize)?;
        }
        None
    }
}

/// No chain of sectors comes back to itself: a reader that follows such a chain fills the memory.
pub fn has_ends(bytes: &[u8]) -> Result<(), Fault> {
    let next = Sectors::open(bytes).map(|sectors| sectors.next).unwrap_or_default();
    let mut walk_of = vec![0; next.len()];
    let is_circular = (0..next.len()).any(|start| {
        let (walk, mut at) = (start + 1, start);
        while walk_of.get(at) == Some(&0) {
            walk_of[at] = walk;
            at = next[at] as usize;
        }
        walk_of.get(at) == Some(&walk)
    });
    match is_circular {
        true => Err(Fault::Corrupt("a chain of sectors without end".to_owned())),
        false => Ok(()),
    }
}

/// The records of an .xls.
pub fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let sectors = Sectors::open(bytes)?;
    let directory = sectors.chain(u32_at(bytes, 48)?)?;
    let name: Vec<u8> = "Workbook\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let entry = directory.chunks_exact(128).find(|entry| entry.starts_with(&name))?;
    let (start, size) = (u32_at(entry, 116)?, u32_at(entry, 120)?);
    match size >= u32_at(bytes, 56)? {
        true => sectors.chain(start),
        false => short_stream(&sectors, &directory, start),
    }
}

/// A stream below the size in the header stands in pieces of 64 bytes in the stream of the root, with a table of
/// chains of its own.
fn short_stream(sectors: &Sectors, directory: &[u8], mut at: u32) -> Option<Vec<u8>> {
    const PIECE: usize = 64;
    let pieces = sectors.chain(u32_at(directory, 116)?)?;
    let table = sectors.chain(u32_at(sectors.bytes, 60)?)?;
    let mut out = Vec::new();
    // No chain is longer than the table; one that is runs in a circle.
    for _ in 0..=table.len() / 4 {
        if at >= 0xffff_fffa {
            return Some(out);
        }
        let from = (at as usize).checked_mul(PIECE)?;
        out.extend_from_slice(pieces.get(from..from.checked_add(PIECE)?.min(pieces.len()))?);
        at = u32_at(&table, (at as usize).checked_mul(4)?)?;
    }
    None
}
