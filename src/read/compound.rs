//! Compound files ([MS-CFB]), the container of .xls: sectors, chains of them, and the streams that are read.

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

    /// What the chain from that sector on holds, no more than `most` and the rest of a sector.
    fn chain(&self, mut number: u32, most: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        // No chain is longer than the table; one that is runs in a circle.
        for _ in 0..=self.next.len() {
            if number >= 0xffff_fffa || out.len() >= most {
                return Some(out);
            }
            out.extend_from_slice(self.sector(number)?);
            number = *self.next.get(number as usize)?;
        }
        None
    }
}

/// Bytes of a directory: more than a hundred thousand streams.
const DIRECTORY: usize = 16 << 20;
/// No stream as long as this is kept in pieces, whatever the header claims; it says 4096.
const SHORT: usize = 1 << 20;

/// A compound file by the names in its directory.
pub struct Compound<'a> {
    sectors: Sectors<'a>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let sectors = Sectors::open(bytes)?;
        let directory = sectors.chain(u32_at(bytes, 48)?, DIRECTORY)?;
        Some(Self { sectors, directory })
    }

    /// Whether there is a stream or a folder of that name; capitals don't count ([MS-CFB] 2.6.4).
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Its place in the directory, where a document's own streams stand before those of what is embedded in it.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.directory.chunks_exact(128).position(|entry| {
            let wide = entry[..64].chunks_exact(2).map_while(|two| u16_at(two, 0).filter(|unit| *unit != 0));
            let units: Vec<u16> = wide.collect();
            String::from_utf16_lossy(&units).eq_ignore_ascii_case(name)
        })
    }

    /// `None` where it is missing or cut short.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = &self.directory[128 * self.place(name)?..];
        let (start, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
        let is_short = size < (u32_at(self.sectors.bytes, 56)? as usize).min(SHORT);
        let mut stream = if is_short { self.short_stream(start, size)? } else { self.sectors.chain(start, size)? };
        if stream.len() < size {
            return None;
        }
        stream.truncate(size);
        Some(stream)
    }

    /// A stream below the size in the header stands in pieces of 64 bytes in the stream of the root, with a table of
    /// chains of its own.
    fn short_stream(&self, mut at: u32, size: usize) -> Option<Vec<u8>> {
        const PIECE: usize = 64;
        let pieces = self.sectors.chain(u32_at(&self.directory, 116)?, usize::MAX)?;
        let table = self.sectors.chain(u32_at(self.sectors.bytes, 60)?, pieces.len() / PIECE * 4)?;
        let mut out = Vec::new();
        // No stream is longer than the one its pieces lie in; one that is runs in a circle.
        while out.len() <= pieces.len() {
            if at >= 0xffff_fffa || out.len() >= size {
                return Some(out);
            }
            let from = (at as usize).checked_mul(PIECE)?;
            out.extend_from_slice(pieces.get(from..from.checked_add(PIECE)?.min(pieces.len()))?);
            at = u32_at(&table, (at as usize).checked_mul(4)?)?;
        }
        None
    }
}
