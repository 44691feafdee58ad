use crate::model::batch::Content;
use crate::model::finding::Severity::Error;
use crate::model::source::{Fault, Source};
use crate::model::standing::Held;
use crate::rules::context::BatchContext;
use crate::rules::example::Example;
use crate::rules::finder::BatchFindings;
use crate::rules::{Check, FileContext, Findings, Rule};

pub static RULE: Rule = Rule {
    code: "STR-01",
    name: "unreadable-file",
    severity: Error,
    title: "文件打不开",
    why: "打不开的文件无法审核，也无法汇总；重新报送前按无法读取处理。",
    fix: "请用 Excel 或 WPS 打开后“另存为”.xlsx 格式（不加密），重新报送。",
    over: &[],
    without_roster: "",
    check: Check::File(check),
    example: Example { fires: |case| case.fault(Fault::Encrypted), silent: |_| {} },
};

fn check(file: &FileContext, out: &mut Findings) {
    let Content::Fault(fault) = file.content else { return };
    let (message, fix) = words(fault, Promise::of(file.source));
    let draft = out.whole().message(message);
    if !fix.is_empty() {
        draft.fix(fix);
    }
}

/// A document that names a department of which nothing else was read.
pub fn of_batch(context: &BatchContext, out: &mut BatchFindings) {
    for file in context.batch.departments.iter().flat_map(|department| &department.unreadable) {
        let Some(arrival) = context.batch.arrivals.get(*file) else { continue };
        if let Held::NotSpreadsheet(Some(kind)) = &arrival.held {
            let (message, fix) = words(&Fault::OtherKind(kind.clone()), Promise::of(&arrival.source));
            out.arrival(*file).message(message).fix(fix);
        }
    }
}

/// What the file's name says it is.
#[derive(Clone, Copy, PartialEq)]
enum Promise {
    Workbook,
    Document,
}

impl Promise {
    fn of(source: &Source) -> Self {
        match source.file_name().to_lowercase().ends_with(".docx") {
            true => Self::Document,
            false => Self::Workbook,
        }
    }

    /// One text of a workbook, one of a document.
    const fn of_two(self, workbook: &'static str, document: &'static str) -> &'static str {
        match self {
            Self::Workbook => workbook,
            Self::Document => document,
        }
    }
}

const SAVED_AGAIN: &str = "请用 Excel 或 WPS 打开该文件，另存为“Excel 工作簿(*.xlsx)”后重新报送，只改扩展名没有用。";
const DOCUMENT_SAVED_AGAIN: &str =
    "请用 Word 或 WPS 打开该文件，另存为“Word 文档(*.docx)”后重新报送，只改扩展名没有用。";

/// What is wrong and what to do about it; an empty remedy leaves the rule's own.
fn words(fault: &Fault, promise: Promise) -> (String, &'static str) {
    let named = promise.of_two("表格", "Word 文档");
    let saved_again = promise.of_two(SAVED_AGAIN, DOCUMENT_SAVED_AGAIN);
    // The reader's own words mean nothing to a department.
    let whole = promise.of_two("", "请用 Word 或 WPS 打开后“另存为”.docx 格式（不加密），重新报送。");
    match fault {
        Fault::Encrypted => (
            "文件设了打开密码，无法读取。".to_owned(),
            promise.of_two(
                "请取消密码后重新报送（WPS：文件—文档加密；Excel：文件—信息—保护工作簿）。",
                "请取消密码后重新报送（WPS：文件—文档加密；Word：文件—信息—保护文档）。",
            ),
        ),
        Fault::Corrupt(_) => ("文件已损坏，无法读取。".into(), whole),
        Fault::Empty => ("文件是空的（0 字节）。".into(), "文件可能没有传完，请重新发送填好的自评表。"),
        Fault::Html => (format!("文件的扩展名是{named}，内容是网页（HTML 或 MHT），不能读取。"), saved_again),
        Fault::PlainText => (format!("文件的扩展名是{named}，内容是纯文本（CSV 一类），不能读取。"), saved_again),
        Fault::Archive(kind) => {
            (format!("这是 {kind}，无法查看其中的文件。"), "请解压后报送其中的自评表，或改用 .zip 格式压缩。")
        }
        Fault::OtherKind(kind) if kind.starts_with("XML") => {
            (format!("文件的扩展名是{named}，内容是{kind}，不能读取。"), SAVED_AGAIN)
        }
        Fault::OtherKind(kind) if kind.starts_with("Excel") => (
            format!("这是 {kind}，格式太旧，无法读取。"),
            "请用 LibreOffice 打开该文件（新版 Excel 和 WPS 可能打不开），另存为“Excel 工作簿(*.xlsx)”后重新报送。",
        ),
        Fault::OtherKind(kind) if promise == Promise::Document && kind.starts_with("Word") => {
            ("文件的扩展名是 .docx，内容是旧版 Word 文档（.doc、.wps 或 RTF），不能读取。".into(), DOCUMENT_SAVED_AGAIN)
        }
        Fault::OtherKind(kind) => (
            format!(
                "这不是能读取的表格文件，内容是{}{kind}。",
                if kind.starts_with(|c: char| c.is_ascii()) { " " } else { "" }
            ),
            "请报送填好的 Excel 或 WPS 工作簿（.xlsx），不要报送扫描件、打印件；自评表在 .doc、.wps 文档中的，请另存为 .docx 后报送。只改扩展名没有用。",
        ),
        Fault::OverLimit(limit) => (
            format!("文件超出可以读取的范围：{limit}。"),
            promise.of_two(
                "请删去表格以外的空行、空列、图片和无关的工作表，另存为 .xlsx 后重新报送。",
                "请删去自评表和报告以外的表格、图片和附件，另存为 .docx 后重新报送。",
            ),
        ),
        Fault::Crashed => ("文件内容异常，读取时中断。".into(), whole),
        Fault::Unavailable(detail) => (
            format!("系统无法取得这个文件（{detail}）。"),
            "请检查文件是否还在原处、是否正被占用、有没有读取权限，然后重新运行。",
        ),
    }
}
