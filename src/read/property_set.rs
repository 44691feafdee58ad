//! The properties of a document in a container of streams ([MS-OLEPS]): when it was saved, and what it is marked as.

use super::biff::{u16_at, u32_at};
use crate::model::marker::MARKER;

/// More properties than any program writes.
const PROPERTIES: u32 = 1_000;
/// Code page of texts in two bytes a character.
const WIDE: u16 = 1_200;
const DICTIONARY: u32 = 0;
const CODE_PAGE: u32 = 1;

/// One set of properties: numbers, and where their values stand.
struct Set<'a> {
    section: &'a [u8],
}

impl<'a> Set<'a> {
    fn at(stream: &'a [u8], index: usize) -> Option<Self> {
        let count = u32_at(stream, 24)? as usize;
        let offset = (index < count).then(|| u32_at(stream, 44 + 20 * index)).flatten()?;
        Some(Self { section: stream.get(offset as usize..)? })
    }

    fn value(&self, wanted: u32) -> Option<&'a [u8]> {
        let count = u32_at(self.section, 4)?.min(PROPERTIES) as usize;
        let property = (0..count).find(|i| u32_at(self.section, 8 + 8 * i) == Some(wanted))?;
        self.section.get(u32_at(self.section, 12 + 8 * property)? as usize..)
    }

    fn is_wide(&self) -> bool {
        self.value(CODE_PAGE).and_then(|value| u16_at(value, 4)) == Some(WIDE)
    }

    /// The number a name stands for.
    fn number(&self, wanted: &str) -> Option<u32> {
        let dictionary = self.value(DICTIONARY)?;
        let (mut at, is_wide) = (4, self.is_wide());
        for _ in 0..u32_at(dictionary, 0)?.min(PROPERTIES) {
            let (number, length) = (u32_at(dictionary, at)?, u32_at(dictionary, at + 4)? as usize);
            let bytes = if is_wide { length.checked_mul(2)? } else { length };
            let name = dictionary.get(at + 8..(at + 8).checked_add(bytes)?)?;
            if text(name, is_wide) == wanted {
                return Some(number);
            }
            at += 8 + if is_wide { bytes.next_multiple_of(4) } else { bytes };
        }
        None
    }

    fn text(&self, wanted: u32) -> Option<String> {
        const BYTES: u32 = 30;
        const CHARACTERS: u32 = 31;
        let value = self.value(wanted)?;
        let length = u32_at(value, 4)? as usize;
        let (bytes, is_wide) = match u32_at(value, 0)? {
            BYTES => (length, self.is_wide()),
            CHARACTERS => (length.checked_mul(2)?, true),
            _ => return None,
        };
        Some(text(value.get(8..bytes.checked_add(8)?)?, is_wide))
    }
}

/// What we write there is UTF-8 or UTF-16, or a code page in which it is not legible and no mark.
fn text(bytes: &[u8], is_wide: bool) -> String {
    let encoding = if is_wide { encoding_rs::UTF_16LE } else { encoding_rs::UTF_8 };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    if !is_wide && text.contains(char::REPLACEMENT_CHARACTER) {
        let (text, _) = encoding_rs::GBK.decode_without_bom_handling(bytes);
        return text.trim_end_matches('\0').to_owned();
    }
    text.trim_end_matches('\0').to_owned()
}

/// When a document was last saved, as its SummaryInformation tells: seconds since 1970.
pub fn saved(summary: &[u8]) -> Option<i64> {
    const LAST_SAVED: u32 = 13;
    const FILETIME: u32 = 64;
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    let value = Set::at(summary, 0)?.value(LAST_SAVED)?;
    let ticks = u64::from(u32_at(value, 4)?) | u64::from(u32_at(value, 8)?) << 32;
    let is_time = u32_at(value, 0)? == FILETIME && ticks > 0;
    is_time.then_some((ticks / 10_000_000) as i64 - SECONDS_TO_1970)
}

/// What an output of ours is marked as, by the user's properties: the second set of DocumentSummaryInformation.
pub fn marker(document: &[u8]) -> Option<String> {
    let own = Set::at(document, 1)?;
    own.text(own.number(MARKER)?)
}
