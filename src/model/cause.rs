//! Why the operating system refused, in words for people.

use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use super::system::HERE;

/// The bytes of a file. A pipe or a device may never end: it is refused before it is opened.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    is_file(path)?;
    std::fs::read(path)
}

/// Nothing, or why it is no file.
pub fn is_file(path: &Path) -> Result<()> {
    let metadata = std::fs::metadata(path)?;
    match (metadata.is_file(), metadata.is_dir()) {
        (true, _) => Ok(()),
        (_, true) => Err(ErrorKind::IsADirectory.into()),
        _ => Err(Error::other("这是管道或设备，不是文件")),
    }
}

/// The usual refusals in Chinese; of others the system's own number, so that nothing is hidden.
pub fn in_words(error: &Error) -> String {
    if let Some(words) = error.raw_os_error().and_then(|code| HERE.refusal(code)) {
        return words.to_owned();
    }
    let words = match error.kind() {
        ErrorKind::NotFound => "没有这个文件",
        ErrorKind::PermissionDenied => "没有读写权限，或者文件正被其他程序占用",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::AlreadyExists => "已有同名的文件",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        ErrorKind::InvalidData => "内容不是 UTF-8 编码的文字",
        ErrorKind::QuotaExceeded => "磁盘配额已用完",
        ErrorKind::FileTooLarge => "文件太大，磁盘存不下",
        ErrorKind::InvalidFilename => "路径太长，或者名称里有系统不允许的字符",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "正被其他程序占用",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::TimedOut => "等待超时",
        ErrorKind::UnexpectedEof => "文件不完整",
        _ => return error.raw_os_error().map_or_else(|| error.to_string(), |code| format!("系统错误 {code}")),
    };
    words.to_owned()
}

/// The file is there, and another program holds it open and lets nobody else write to it.
pub fn is_held(path: &Path) -> Option<Error> {
    is_file(path).ok()?;
    let error = std::fs::OpenOptions::new().append(true).open(path).err()?;
    error.raw_os_error().is_some_and(|code| HERE.is_held(code)).then_some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_refusals_are_said_in_chinese() {
        let missing = std::fs::read(std::env::temp_dir().join("没有这个文件夹/文件")).expect_err("is not there");
        assert_eq!(in_words(&missing), "没有这个文件");
        assert_eq!(in_words(&Error::other("odd")), "odd");
        assert_eq!(in_words(&Error::from_raw_os_error(71)), "系统错误 71");
        assert!(is_file(&std::env::temp_dir()).is_err_and(|error| in_words(&error).contains("文件夹")));
    }
}
