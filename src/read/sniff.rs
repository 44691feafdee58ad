//! What a file is by its first bytes; its extension only breaks ties (`.et`, `.xlsm`).

use memchr::memmem;

use super::package::Package;
use crate::model::source::Fault;

/// The containers that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Xlsx, Self::Xlsb, Self::Xls, Self::Ods];

    /// The reader allocates what these claim, and offers nothing to bound it.
    pub const fn is_risky(self) -> bool {
        matches!(self, Self::Xlsb | Self::Xls)
    }

    /// Name in the outputs; `.et` is WPS's name for the same compound file.
    pub fn format(self, extension: &str) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls if extension == "et" => "et",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }
}

const EXTENSIONS: [&str; 10] = ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "xltx", "xltm", "xlt", "ett"];

/// True when the extension promises a spreadsheet, in lower case.
pub fn promises_spreadsheet(extension: &str) -> bool {
    EXTENSIONS.contains(&extension)
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
    // Excel 2 to 4 wrote bare records, starting with BOF.
    if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..]) {
        return Err(Fault::OtherKind("Excel 4.0 及更早的表格".to_owned()));
    }
    Err(text(bytes))
}

/// Stream names of a compound file stand in its directory as UTF-16.
fn stream_at(bytes: &[u8], name: &str) -> Option<usize> {
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    memmem::find(bytes, &wide)
}

fn compound(bytes: &[u8]) -> Result<Kind, Fault> {
    if stream_at(bytes, "EncryptedPackage").is_some() {
        return Err(Fault::Encrypted);
    }
    // A document may embed one of the other kind: its own stream stands first in the directory.
    const KINDS: [(&str, Option<&str>); 4] = [
        ("Workbook", None),
        ("Book", None),
        ("WordDocument", Some("Word 文档")),
        ("PowerPoint Document", Some("演示文稿")),
    ];
    let found = KINDS.iter().filter_map(|(stream, name)| Some((stream_at(bytes, stream)?, *name)));
    match found.min() {
        Some((_, Some(name))) => Err(Fault::OtherKind(name.to_owned())),
        Some((_, None)) => Ok(Kind::Xls),
        None => Err(Fault::Corrupt("compound file without a workbook".to_owned())),
    }
}

/// True when a compound file carries a macro project.
pub fn has_macro_project(bytes: &[u8]) -> bool {
    stream_at(bytes, "_VBA_PROJECT_CUR").is_some()
}

fn zipped(bytes: &[u8]) -> Result<Kind, Fault> {
    let mut package = Package::open(bytes)?;
    if package.has(|name| name.ends_with("workbook.bin")) {
        return Ok(Kind::Xlsb);
    }
    if package.has(|name| name.ends_with("workbook.xml")) {
        return Ok(Kind::Xlsx);
    }
    if package.part("mimetype")?.is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument")) {
        let spreadsheet = package.part("mimetype")?.is_some_and(|kind| memmem::find(&kind, b".spreadsheet").is_some());
        return if spreadsheet { Ok(Kind::Ods) } else { Err(Fault::OtherKind("OpenDocument 文档".to_owned())) };
    }
    // Some programs leave out the part that says what the package is.
    if package.has(|name| name == "content.xml")
        && package.part("content.xml")?.is_some_and(|part| memmem::find(&part, b"<office:spreadsheet").is_some())
    {
        return Ok(Kind::Ods);
    }
    let folders = [("word/", "Word 文档"), ("ppt/", "演示文稿"), ("ofd.xml", "OFD 版式文件")];
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
