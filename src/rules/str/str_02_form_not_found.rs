use crate::model::batch::Content;
use crate::model::finding::Severity::Error;
use crate::model::finding::is_document;
use crate::model::standing::Held;
use crate::rules::context::BatchContext;
use crate::rules::example::Example;
use crate::rules::finder::BatchFindings;
use crate::rules::words::shortened;
use crate::rules::{Check, FileContext, Findings, Rule};

pub static RULE: Rule = Rule {
    code: "STR-02",
    name: "form-not-found",
    severity: Error,
    title: "找不到自评表",
    why: "可见的工作表中没有一张是要求报送的自评表，可能发错了文件，或者表的标题、表头有改动。",
    fix: "请在下发的自评表模板中填写，不要改动标题和表头，不要隐藏该工作表，然后重新报送。",
    over: &[],
    without_roster: "",
    check: Check::File(check),
    example: Example { fires: |case| case.clear(), silent: |_| {} },
};

/// A document that names a department of which nothing else was read.
pub fn of_batch(context: &BatchContext, out: &mut BatchFindings) {
    for file in context.batch.departments.iter().flat_map(|department| &department.unreadable) {
        let arrival = context.batch.arrivals.get(*file);
        if arrival.is_some_and(|arrival| matches!(arrival.held, Held::Document(_))) {
            out.arrival(*file).message("文件是 Word 文档，其中找不到自评表。");
        }
    }
}

fn check(file: &FileContext, out: &mut Findings) {
    let Content::NoForm { sheets, labels } = file.content else { return };
    let is_document = is_document(Some(&file.source.name));
    let sheets = match (sheets.is_empty(), is_document) {
        (true, true) => "文档中没有表格".to_owned(),
        (true, false) => "没有可见的工作表".to_owned(),
        (false, true) => format!("文档中的表格有：{}", shortened(sheets)),
        (false, false) => format!("可见的工作表有：{}", shortened(sheets)),
    };
    let labels = match labels.is_empty() {
        true => "其中没有自评表的任何栏目名称".to_owned(),
        false => format!("其中只认出：{}", shortened(labels)),
    };
    out.whole().message(format!("文件中找不到自评表。{sheets}；{labels}。"));
}
