//! What a file is by its first bytes; its extension only breaks ties (`.et`, `.xlsm`).

use memchr::memmem;

use super::budget::OF_A_FILE;
use super::compound::Compound;
use super::office_password;
use super::package::Package;
use crate::model::source::Fault;

/// The containers that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    /// A report with the form as a table in it.
    Docx,
}

impl Kind {
    /// Bytes of memory the file and what is made of it may take, by what it unpacks to.
    pub fn cost(self, bytes: &[u8]) -> u64 {
        const TIMES: u64 = 8;
        let unpacked = match self {
            Self::Xls => bytes.len() as u64,
            _ => Package::open(bytes).map_or(0, |mut package| package.claimed()),
        };
        (bytes.len() as u64 + unpacked.saturating_mul(TIMES)).min(OF_A_FILE)
    }

    /// Name in the outputs; `.et` is WPS's name for the same compound file.
    pub fn format(self, extension: &str) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls if extension == "et" => "et",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Docx => "docx",
        }
    }
}

const EXTENSIONS: [&str; 10] = ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "xltx", "xltm", "xlt", "ett"];

/// True when the extension promises a spreadsheet, in lower case.
pub fn promises_spreadsheet(extension: &str) -> bool {
    EXTENSIONS.contains(&extension)
}

/// True where a file that can't be opened must be told of, in lower case.
pub fn promises_form(extension: &str) -> bool {
    promises_spreadsheet(extension) || extension == "docx"
}

const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Archives that are not looked into.
const ARCHIVES: [(&[u8], &str); 2] = [(b"Rar!", "RAR 压缩包"), (b"7z\xbc\xaf\x27\x1c", "7z 压缩包")];
const SIGNATURES: [(&[u8], &str); 7] = [
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"MZ", "程序"),
];

/// Kinds as which people send a form that ought to be a workbook: printed, scanned, in a report.
pub fn is_document(kind: &str) -> bool {
    ["PDF 文件", "图片", "Word 文档", "OFD 版式文件", "OpenDocument 文档"].contains(&kind)
}

/// The kind of a file, and its bytes: those within where it is encrypted with a password every Excel knows.
pub fn opened(bytes: Vec<u8>) -> Result<(Kind, Vec<u8>), Fault> {
    let within = bytes.starts_with(COMPOUND).then(|| office_password::open(&bytes)).flatten();
    let bytes = within.unwrap_or(Ok(bytes))?;
    Ok((sniff(&bytes)?, bytes))
}

/// Decides by content alone.
pub fn sniff(bytes: &[u8]) -> Result<Kind, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.starts_with(COMPOUND) {
        return compound(bytes);
    }
    if bytes.starts_with(b"PK") {
        return zipped(bytes);
    }
    if let Some((_, name)) = ARCHIVES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Fault::Archive((*name).to_owned()));
    }
    if let Some((_, name)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Fault::OtherKind((*name).to_owned()));
    }
    if is_bare_biff(bytes) {
        return Ok(Kind::Xls);
    }
    // Excel 2 to 4 wrote bare records, starting with BOF.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..]) {
        return Err(Fault::OtherKind("Excel 4.0 及更早的表格".to_owned()));
    }
    Err(text(bytes))
}

/// The records of Excel 5 and later without the container around them, as some programs write them.
pub fn is_bare_biff(bytes: &[u8]) -> bool {
    matches!(bytes, [0x09, 0x08, 4..=16, 0x00, _, 0x05 | 0x06, 0x05, 0x00, ..])
}

fn compound(bytes: &[u8]) -> Result<Kind, Fault> {
    let file = Compound::open(bytes).ok_or_else(|| Fault::Corrupt("no directory of a compound file".to_owned()))?;
    if file.has("EncryptedPackage") {
        return Err(Fault::Encrypted);
    }
    const KINDS: [(&str, Option<&str>); 4] = [
        ("Workbook", None),
        ("Book", None),
        ("WordDocument", Some("Word 文档")),
        ("PowerPoint Document", Some("演示文稿")),
    ];
    match KINDS.iter().filter_map(|(stream, name)| Some((file.place(stream)?, *name))).min() {
        Some((_, Some(name))) => Err(Fault::OtherKind(name.to_owned())),
        Some((_, None)) => Ok(Kind::Xls),
        None => Err(Fault::Corrupt("compound file without a workbook".to_owned())),
    }
}

fn zipped(bytes: &[u8]) -> Result<Kind, Fault> {
    let mut package = Package::open(bytes)?;
    if let Some(main) = package.main_part()? {
        return Ok(if main.ends_with(".bin") { Kind::Xlsb } else { Kind::Xlsx });
    }
    if package.part("mimetype")?.is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument")) {
        let spreadsheet = package.part("mimetype")?.is_some_and(|kind| memmem::find(&kind, b".spreadsheet").is_some());
        return if spreadsheet { Ok(Kind::Ods) } else { Err(Fault::OtherKind("OpenDocument 文档".to_owned())) };
    }
    // Some programs leave out the part that says what the package is.
    if package.has(|name| name == "content.xml")
        && package.xml("content.xml")?.is_some_and(|part| memmem::find(&part, b":spreadsheet>").is_some())
    {
        return Ok(Kind::Ods);
    }
    if package.text_part()?.is_some() {
        return Ok(Kind::Docx);
    }
    if package.has(|name| name.starts_with("word/")) {
        return Err(Fault::Corrupt("a document without its text".to_owned()));
    }
    let folders = [("ppt/", "演示文稿"), ("ofd.xml", "OFD 版式文件")];
    let known = folders.iter().find(|(start, _)| package.has(|name| name.starts_with(start)));
    Err(Fault::OtherKind(known.map_or("压缩包", |(_, name)| name).to_owned()))
}

/// Everything else is text of some kind, or nothing known.
fn text(bytes: &[u8]) -> Fault {
    let head = &bytes[..bytes.len().min(4096)];
    let (encoding, skip) = encoding_rs::Encoding::for_bom(head).unwrap_or((encoding_rs::UTF_8, 0));
    // Markup is ASCII in every encoding met here, so what is not UTF-8 (GBK) does not matter.
    let (decoded, _) = encoding.decode_without_bom_handling(&head[skip..]);
    let lower = decoded.to_ascii_lowercase();
    if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") && lower.contains("<?xml") {
        return Fault::OtherKind("XML 电子表格 2003".to_owned());
    }
    if ["<html", "<!doctype html", "<table", "<meta", "<head"].iter().any(|tag| lower.contains(tag)) {
        return Fault::Html;
    }
    if lower.starts_with("mime-version:") {
        return Fault::Html;
    }
    match skip == 0 && head.contains(&0) {
        true => Fault::Corrupt("unknown content".to_owned()),
        false => Fault::PlainText,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_seen_in_any_encoding() {
        let (gbk, _, _) = encoding_rs::GBK.encode("<html><body>部门名称</body></html>");
        let wide: Vec<u8> = "\u{feff}<TABLE>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [b"\xef\xbb\xbf<html>".as_slice(), &gbk, &wide, b"\r\n <!DOCTYPE HTML>"] {
            assert_eq!(sniff(bytes), Err(Fault::Html), "{bytes:?}");
        }
    }

    #[test]
    fn other_kinds_are_named() {
        assert_eq!(sniff(b""), Err(Fault::Empty));
        assert_eq!(sniff("部门,金额\n".as_bytes()), Err(Fault::PlainText));
        assert_eq!(sniff(b"%PDF-1.7"), Err(Fault::OtherKind("PDF 文件".into())));
        assert_eq!(sniff(b"\x00\x01\x02\x03"), Err(Fault::Corrupt("unknown content".into())));
        let xml = b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Table>";
        assert_eq!(sniff(xml), Err(Fault::OtherKind("XML 电子表格 2003".into())));
        assert!(matches!(sniff(b"PK\x03\x04 and nothing more"), Err(Fault::Corrupt(_))));
    }
}
