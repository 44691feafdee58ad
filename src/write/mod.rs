//! Comes in: the `Batch`, complete. Goes out: files in a folder beside the output folder, moved into place together.
//! Never: decides anything; judges, sums or orders what the batch has not. Never writes to an input.
//! Text from a form is always written as text. The moment of the run stands in `run.json` only.
//! Add here: another output is a file or folder of its own, with its line in the tie-out when it repeats figures.

pub mod annotate;
pub mod blank_roster;
mod columns;
pub mod department;
mod document;
mod files;
pub mod found;
pub mod interrupt;
pub mod jsonl;
pub mod measure;
pub mod reminders;
pub mod report;
pub mod run_json;
pub mod sheet;
pub mod staging;
pub mod styles;
pub mod summary;
pub mod task;
pub mod template;
pub mod tie_out;
mod value;

use std::io;
use std::path::{Path, PathBuf};

use crate::model::cause;

/// The outputs could not be written: what was attempted, on what, what to try.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(
        "输出文件夹 {0} 里有别的文件，又不是 jixiao 以前的输出；为免覆盖，请把它改名或移走，或者用 --out 另指定一个空文件夹"
    )]
    Foreign(PathBuf),
    #[error("另一次运行正在写入 {0}；请等它结束后再运行，或用 --out 另指定一个文件夹")]
    Busy(PathBuf),
    #[error("输出位置 {0} 是一个文件，不是文件夹；请把它改名或移走，或者用 --out 另指定一个文件夹")]
    NotAFolder(PathBuf),
    #[error(
        "无法写入 {}：{}；请检查磁盘空间和权限，并关闭正在打开这些文件的程序（如 Excel）",
        shown(path),
        cause::in_words(cause)
    )]
    Io { path: PathBuf, cause: io::Error },
    #[error("暂存读取结果时出错：{}；请检查输出文件夹所在磁盘后重新运行，原有结果没有改动", cause::in_words(.0))]
    LaidAside(io::Error),
    #[error("无法生成工作簿 {}：内容超出工作簿的规格；原有文件未改动，请保留输入文件并反馈", shown(path))]
    Workbook { path: PathBuf },
    #[error(
        "无法生成工作簿 {}：系统不允许程序再启动线程（进程数已到上限）；请关闭一些程序后重试，原有结果没有改动",
        shown(path)
    )]
    NoThread { path: PathBuf },
    #[error(
        "BAT-10 汇总核对不符：{what} 读入 {read}，写出 {written}；本次结果未生成，原有文件未改动，请保留输入文件并反馈"
    )]
    DoesNotTie { what: String, read: String, written: String },
}

/// Without the folder in which outputs are built: that one means nothing to people.
fn shown(path: &Path) -> String {
    let mut parts: Vec<_> = path.iter().collect();
    if let Some(at) = parts.iter().position(|part| part.to_string_lossy().starts_with(staging::TEMPORARY)) {
        parts.drain(at..parts.len().min(at + 2));
    }
    parts.iter().collect::<PathBuf>().display().to_string()
}

impl WriteError {
    /// For `map_err` where what was laid aside of the files is read again.
    pub fn laid_aside(cause: io::Error) -> Self {
        Self::LaidAside(cause)
    }

    /// For `map_err` on an operation on `path`.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Io { path, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_place_people_know() {
        let path = Path::new("结果/.jixiao-a1B2c3/new/问题反馈/001_区教育局.xlsx");
        let said = WriteError::io(path)(io::ErrorKind::StorageFull.into()).to_string();
        assert!(said.contains("磁盘已满") && !said.contains("jixiao") && said.contains("001_区教育局.xlsx"), "{said}");
    }
}
