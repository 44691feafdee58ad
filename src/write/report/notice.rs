//! The notice to the departments: figures, grades, what was done well and what was not, and no department's figures.

use super::figures::{Figures, rate, score, wan};
use crate::model::batch::DepartmentState;
use crate::write::document::Document;

/// Kinds of problems that are named.
const PROBLEMS: usize = 6;

pub fn notice(figures: &Figures<'_>) -> Document {
    let mut document = Document::new(&format!("关于{}部门绩效自评情况的通报", figures.of_year()));
    document.paragraph("各部门（单位）：");
    document.paragraph(&format!(
        "根据【文件名称及文号】，【财政局名称】对{}绩效自评工作进行了审核。现将有关情况通报如下：",
        figures.of_year()
    ));
    document.section("一、总体情况");
    let due = match figures.told.has_roster {
        true => format!("应报送自评表的部门{}家，", figures.due()),
        false => "【填写应报送部门数】".to_owned(),
    };
    document.paragraph(&format!(
        "{}已报送{}家。汇总的自评表{}份，全年预算{}万元，全年执行{}万元，执行率{}。",
        due,
        figures.received(),
        figures.with_money,
        wan(figures.budget),
        wan(figures.executed),
        rate(figures.rate())
    ));
    let grades = figures.grades();
    if let Some(average) = figures.average(|form| form.total()).filter(|_| !grades.is_empty()) {
        let words: Vec<String> = grades.iter().map(|(name, own, _)| format!("“{name}”{own}家")).collect();
        document.paragraph(&format!("平均自评得分{}分，其中{}。", score(average), words.join("、")));
    }
    document.section("二、做得较好的方面");
    let good = figures.in_state(DepartmentState::Accepted.name()).len();
    document.paragraph(&format!(
        "{good}家部门的自评表填报完整、计算准确，一次审核没有提出须修改和需说明的问题。【可表扬的做法】"
    ));
    document.section("三、存在的问题");
    let returned = figures.in_state(DepartmentState::Returned.name()).len();
    document.paragraph(&format!("{returned}家部门的自评表需要退回修改。较为普遍的问题是："));
    let told = figures.told.rules.iter().filter(|rule| !rule.code.starts_with("BAT"));
    for (number, rule) in (1..).zip(told.take(PROBLEMS)) {
        document.paragraph(&format!("{number}.{}（{}家）。", rule.title, rule.departments));
    }
    document.section("四、有关要求");
    document
        .paragraph("请需要修改的部门按问题反馈逐条核对，于【日期】前重新报送；尚未报送的部门请尽快报送。【其他要求】");
    document.signature("【财政局名称】");
    document.signature("【日期】");
    document
}
