//! Why the operating system refused, in words for people.

use std::io::{Error, ErrorKind};

/// The usual refusals in Chinese; of others the system's own words, so that nothing is hidden.
pub fn in_words(error: &Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "没有这个文件",
        ErrorKind::PermissionDenied => "没有读写权限，或者文件正被其他程序占用",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::AlreadyExists => "已有同名的文件",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        ErrorKind::InvalidData => "内容不是 UTF-8 编码的文字",
        _ => return error.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_refusals_are_said_in_chinese() {
        let missing = std::fs::read(std::env::temp_dir().join("没有这个文件夹/文件")).expect_err("is not there");
        assert_eq!(in_words(&missing), "没有这个文件");
        assert_eq!(in_words(&Error::other("odd")), "odd");
    }
}
