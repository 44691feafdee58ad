use crate::model::finding::Severity::{Error, Info, Warning};
use crate::rules::example::Example;
use crate::rules::facts::odd_cells::{self, Need, Oddity};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "STR-13",
    name: "formula-not-calculated",
    severity: Error,
    title: "公式没有计算结果",
    why: "文件里只有公式而没有存下结果，读到的是空白；多由其他软件导出而没有重新计算造成。",
    fix: "请用 Excel 或 WPS 打开文件，按 F9 重新计算并保存后再报送，或直接填入数值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example { fires: |case| case.uncalculated("H23"), silent: |case| case.set("H23", "5") },
};

fn check(form: &Form, out: &mut Findings) {
    for cell in odd_cells::with(form, Oddity::Uncalculated) {
        let is_plain_rate = odd_cells::amounts_of_rate(form.submission, &cell.field).is_some();
        let (severity, consequence) = match cell.need {
            Need::Computed if is_plain_rate => (Info, "执行率已按同行的预算数和执行数计算"),
            Need::Computed => (Warning, "该数按表内其他数重新计算"),
            Need::Figure | Need::Text => (Error, "没有可用的内容"),
        };
        let message = format!("{} 是公式，但文件里没有存下计算结果，{consequence}。", cell.entry.cell);
        let draft = out.at_any(&cell.entry, cell.about).found("（公式无结果）").severity(severity).message(message);
        if severity == Info {
            draft.fix("无需处理；用 Excel 或 WPS 打开文件就会显示结果。");
        }
    }
}
