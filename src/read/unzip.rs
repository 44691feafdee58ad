//! A .zip that is no document is a folder: what lies in it, under which names, and the bytes of one entry.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use memchr::memmem;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::calendar;
use super::limits::{self, over};
use super::package::ENTRY;
use crate::model::cause;
use crate::model::quiet::quietly;
use crate::model::source::Fault;

/// One file in a .zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// With `/`, and `!` behind the name of a .zip inside.
    pub name: String,
    pub place: Vec<usize>,
    pub size: u64,
    pub modified: Option<SystemTime>,
    /// A .zip that must not be looked into any more.
    pub refused: Option<Fault>,
}

/// What is passed over, as in a folder.
pub const LINK: &str = "压缩包内的链接";
/// A .zip in a .zip is looked into, one in that is not.
const DEEPEST: usize = 2;
/// What Office, WPS and LibreOffice begin their packages with.
const DOCUMENTS: [&[u8]; 8] =
    [b"[Content_Types].xml", b"mimetype", b"_rels/", b"docProps/", b"xl/", b"word/", b"ppt/", b"META-INF/"];

/// The files in a .zip and what was passed over; `None` when the file is no .zip, or a document of some program.
pub fn contents(path: &Path) -> Option<Result<Listing, Fault>> {
    cause::is_file(path).ok()?;
    let mut file = File::open(path).ok()?;
    let mut head = [0; 64];
    let length = file.read(&mut head).ok()?;
    if !looks_packed(&head[..length]) {
        return None;
    }
    file.rewind().ok()?;
    if is_crowded(BufReader::with_capacity(1 << 20, &file)).ok()? {
        return Some(over("压缩包内的文件", limits::ZIP_ENTRIES, "个"));
    }
    file.rewind().ok()?;
    quietly(AssertUnwindSafe(|| listed(BufReader::new(file)))).unwrap_or(Some(Err(Fault::Crashed)))
}

/// So many entries, those of workbooks in it among them, that a list of them has no room: counted before it is made.
fn is_crowded(mut archive: impl BufRead) -> io::Result<bool> {
    const CROWD: usize = 500_000;
    let (mut count, mut end) = (0, Vec::new());
    loop {
        let piece = archive.fill_buf()?;
        let length = piece.len();
        if length == 0 || count > CROWD {
            return Ok(count > CROWD);
        }
        // One that lies across two pieces is found at the seam.
        end.extend(piece.iter().take(ENTRY.len() - 1));
        count += memmem::find_iter(&end, ENTRY).count() + memmem::find_iter(piece, ENTRY).count();
        end = piece[length.saturating_sub(ENTRY.len() - 1)..].to_vec();
        archive.consume(length);
    }
}

/// The same of an archive wherever it lies.
pub fn listed(archive: impl Read + Seek) -> Option<Result<Listing, Fault>> {
    let mut archive = ZipArchive::new(archive).ok()?;
    if is_document(&archive) {
        return None;
    }
    let mut listing = Listing::default();
    Some(listing.add(&mut archive, "", &[]).map(|()| listing))
}

/// By the name of its first entry: most files of a batch are documents, and are not looked into twice.
fn looks_packed(head: &[u8]) -> bool {
    let name = head.get(30..).unwrap_or_default();
    head.starts_with(b"PK\x03\x04") && !DOCUMENTS.iter().any(|start| name.starts_with(start))
}

fn is_document<R: Read + Seek>(archive: &ZipArchive<R>) -> bool {
    let mut names = archive.file_names_raw();
    names.any(|name| matches!(name, b"[Content_Types].xml" | b"mimetype" | b"content.xml" | b"OFD.xml" | b"ofd.xml"))
        || archive
            .file_names_raw()
            .map(<[u8]>::to_ascii_lowercase)
            .any(|name| name.starts_with(b"xl/") || name.starts_with(b"word/document"))
}

/// What unpacks to far more than any file of work does.
pub(super) fn inflated<R: Read>(entry: &ZipFile<'_, R>) -> Option<Fault> {
    let times = entry.size() / entry.compressed_size().max(1);
    let is_one = entry.size() > limits::ZIP_RATIO_FROM && times > limits::ZIP_RATIO;
    is_one.then(|| Fault::OverLimit(format!("文件解压后是压缩时的 {times} 倍，最多 {} 倍", limits::ZIP_RATIO)))
}

#[derive(Default)]
pub struct Listing {
    pub files: Vec<Packed>,
    pub skipped: BTreeMap<&'static str, usize>,
    entries: usize,
    unpacked: u64,
    /// Names that are taken, and the number the next file of that name begins with.
    names: HashMap<String, usize>,
}

impl Listing {
    fn add<R: Read + Seek>(&mut self, archive: &mut ZipArchive<R>, prefix: &str, place: &[usize]) -> Result<(), Fault> {
        self.entries = self.entries.saturating_add(archive.len());
        if self.entries > limits::ZIP_ENTRIES {
            return over("压缩包内的文件", limits::ZIP_ENTRIES, "个");
        }
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(corrupt)?;
            if entry.encrypted() {
                return Err(Fault::Encrypted);
            }
            self.unpacked = self.unpacked.saturating_add(entry.size());
            if self.unpacked > limits::ZIP_BYTES {
                return over("压缩包解压后", limits::ZIP_BYTES >> 20, "MB");
            }
            let name = safe_name(&entry);
            if let Some(reason) = passed_over(&entry, &name) {
                *self.skipped.entry(reason).or_default() += usize::from(!entry.is_dir());
                continue;
            }
            let place = [place, &[index]].concat();
            let packed = Packed {
                name: self.unique(format!("{prefix}{name}")),
                place,
                size: entry.size(),
                modified: modified(&entry),
                refused: inflated(&entry),
            };
            drop(entry);
            match packed.refused {
                Some(_) => self.files.push(packed),
                None => self.entry(archive, index, packed)?,
            }
        }
        Ok(())
    }

    /// A file, or what lies in it when it is a .zip itself.
    fn entry<R: Read + Seek>(
        &mut self,
        archive: &mut ZipArchive<R>,
        index: usize,
        packed: Packed,
    ) -> Result<(), Fault> {
        let mut head = [0; 64];
        let mut entry = archive.by_index(index).map_err(corrupt)?;
        let length = entry.read(&mut head).map_err(corrupt)?;
        if !looks_packed(&head[..length]) {
            self.files.push(packed);
            return Ok(());
        }
        let mut bytes = head[..length].to_vec();
        entry.take(limits::FILE_BYTES).read_to_end(&mut bytes).map_err(corrupt)?;
        let Ok(mut inner) = ZipArchive::new(Cursor::new(bytes)) else {
            self.files.push(packed);
            return Ok(());
        };
        if is_document(&inner) {
            self.files.push(packed);
        } else if packed.place.len() >= DEEPEST {
            let refused = Some(Fault::OverLimit("压缩包里还有压缩包，最多两层".to_owned()));
            self.files.push(Packed { refused, ..packed });
        } else {
            self.add(&mut inner, &format!("{}!", packed.name), &packed.place)?;
        }
        Ok(())
    }

    /// A name that is there already is the second of that name.
    fn unique(&mut self, name: String) -> String {
        let Some(next) = self.names.get(&name).copied() else {
            self.names.insert(name.clone(), 2);
            return name;
        };
        let at = name.rfind('.').filter(|at| !name[*at..].contains('/')).unwrap_or(name.len());
        let (stem, extension) = name.split_at(at);
        let mut numbered = (next..).map(|number| (number, format!("{stem}（{number}）{extension}")));
        let (number, free) =
            numbered.find(|(_, other)| !self.names.contains_key(other)).unwrap_or((next, name.clone()));
        self.names.extend([(name, number + 1), (free.clone(), 2)]);
        free
    }
}

fn corrupt(error: impl std::fmt::Display) -> Fault {
    Fault::Corrupt(error.to_string())
}

/// UTF-8 where it is such, else GBK, as programs on a Chinese Windows write; nothing that leads out of the folder.
fn safe_name<R: Read>(entry: &ZipFile<'_, R>) -> String {
    let raw = entry.name_raw();
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    let name = name.replace('\\', "/").replace(char::is_control, "\u{fffd}");
    let is_step = |step: &&str| !(matches!(*step, "" | "." | "..") || step.len() == 2 && step.ends_with(':'));
    name.split('/').filter(is_step).collect::<Vec<_>>().join("/")
}

/// What Windows lays into folders and onto sticks.
pub fn is_of_system(name: &str) -> bool {
    let known = ["thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "__macosx"];
    known.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn passed_over<R: Read>(entry: &ZipFile<'_, R>, name: &str) -> Option<&'static str> {
    let last = name.rsplit('/').next().unwrap_or(name);
    if entry.is_symlink() {
        return Some(LINK);
    }
    if last.starts_with("~$") {
        return Some(super::discover::LOCK);
    }
    let is_hidden = name.split('/').any(|step| step.starts_with('.') || step == "__MACOSX");
    (entry.is_dir() || name.is_empty() || is_hidden || is_of_system(last)).then_some(super::discover::HIDDEN)
}

fn modified<R: Read>(entry: &ZipFile<'_, R>) -> Option<SystemTime> {
    let seconds = calendar::packed(entry.last_modified()?)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}

/// The bytes of one entry, found again by its place.
pub fn unpacked(path: &Path, place: &[usize]) -> Result<Vec<u8>, Fault> {
    let unavailable = |error: io::Error| Fault::Unavailable(cause::in_words(&error));
    let file = File::open(path).map_err(unavailable)?;
    let state = file.metadata().and_then(|metadata| Ok((path.to_owned(), metadata.len(), metadata.modified()?)));
    let state = state.map_err(unavailable)?;
    LAST.with_borrow_mut(|last| {
        let known = last.take().filter(|(known, _)| *known == state).map(|(_, archive)| Ok(archive));
        let mut archive = known.unwrap_or_else(|| ZipArchive::new(BufReader::new(file))).map_err(corrupt)?;
        let bytes = entry_of(&mut archive, place)?;
        *last = Some((state, archive));
        Ok(bytes)
    })
}

/// Path, size and time of a file.
type State = (PathBuf, u64, SystemTime);

thread_local! {
    /// The archive read last, and what it was then: its list of thousands is not made again for each of them.
    static LAST: RefCell<Option<(State, ZipArchive<BufReader<File>>)>> = const { RefCell::new(None) };
}

pub fn entry_of<R: Read + Seek>(archive: &mut ZipArchive<R>, place: &[usize]) -> Result<Vec<u8>, Fault> {
    let (first, rest) = place.split_first().ok_or_else(|| corrupt("no entry"))?;
    let mut bytes = bytes_of(archive, *first)?;
    for index in rest {
        bytes = bytes_of(&mut ZipArchive::new(Cursor::new(bytes)).map_err(corrupt)?, *index)?;
    }
    Ok(bytes)
}

fn bytes_of<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Result<Vec<u8>, Fault> {
    let entry = archive.by_index(index).map_err(corrupt)?;
    let mut bytes = Vec::with_capacity(entry.size().min(1 << 20) as usize);
    entry.take(limits::FILE_BYTES + 1).read_to_end(&mut bytes).map_err(corrupt)?;
    match bytes.len() as u64 > limits::FILE_BYTES {
        true => over("文件大小", limits::FILE_BYTES >> 20, "MB"),
        false => Ok(bytes),
    }
}
