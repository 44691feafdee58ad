//! 填报说明: how to fill the form in, in the words of the rules it will be checked by.

use super::TemplateJob;
use super::layout::Layout;
use super::self_check::SHEET;
use crate::model::address::{Area, CellRef};
use crate::model::finding::Severity;
use crate::write::sheet::{Page, Print};
use crate::write::styles::{Style, palette};
use crate::write::{WriteError, measure, summary::RuleText};

const NAME: &str = "填报说明";
const COLUMNS: [(&str, f64); 4] = [("级别", 9.0), ("检查内容", 32.0), ("为什么", 52.0), ("怎样填", 56.0)];
/// Families of rules that look at what a department writes, not at how files arrive.
const FAMILIES: [&str; 7] = ["BAS", "BUD", "WGT", "SCR", "IND", "DEV", "TXT"];

pub fn page(job: &TemplateJob<'_>, layout: &Layout<'_>) -> Result<Page, WriteError> {
    let mut page = Page::new(NAME)?;
    page.widths(&COLUMNS.map(|(_, width)| width))?;
    page.text(CellRef::new(0, 0), NAME, Style::Title)?;
    page.height(0, 30.0)?;
    let width: f64 = COLUMNS.iter().map(|(_, width)| width).sum();
    let mut row = 1;
    for step in steps(layout) {
        let across = Area::new(CellRef::new(row, 0), CellRef::new(row, COLUMNS.len() as u32 - 1));
        page.merge(across, &step, Style::Text.look().wrap())?;
        page.height(row, measure::height([(step.as_str(), width)]).max(22.0))?;
        row += 1;
    }
    let header = row + 1;
    for (col, (title, _)) in (0..).zip(COLUMNS) {
        page.text(CellRef::new(header, col), title, Style::Header)?;
    }
    for (row, rule) in (header + 1..).zip(asked(job)) {
        let severity = job.profile.severities.get(&rule.code).copied().unwrap_or(rule.severity);
        let texts = [severity.asks(), &rule.title, &rule.why, &rule.fix];
        for (col, text) in (0..).zip(texts) {
            page.text(CellRef::new(row, col), text, Style::Text.look().wrap())?;
        }
        page.height(row, measure::height(texts.into_iter().zip(COLUMNS.map(|(_, width)| width))).max(22.0))?;
    }
    page.print(Print { titles: Some((header, header)), ..Print::default() })?;
    page.tab(palette::BRAND_MID);
    page.protect();
    Ok(page)
}

/// What is returned or asked about; what is only worth knowing asks nothing of anybody.
fn asked<'a>(job: &'a TemplateJob<'_>) -> impl Iterator<Item = &'a RuleText> {
    let severity = |rule: &RuleText| job.profile.severities.get(&rule.code).copied().unwrap_or(rule.severity);
    job.rules.iter().filter(move |rule| {
        let own = job.profile.rules.iter().any(|own| own.code == rule.code);
        let family = FAMILIES.iter().any(|family| rule.code.starts_with(family));
        (own || family) && severity(rule) != Severity::Info && !job.profile.off.contains_key(&rule.code)
    })
}

fn steps(layout: &Layout<'_>) -> Vec<String> {
    let unit = layout.profile.money_unit.name();
    let budget = layout.budget.is_some().then(|| format!("金额的单位是{unit}，没有的填0。"));
    let steps = [
        Some("浅黄色的单元格填写，灰色的由公式计算，不用填；点中单元格会显示怎样填。".to_owned()),
        budget,
        Some("用不着的指标行留空；行不够时，在同类指标的两行之间插入行，合计和自查会包括新的行。".to_owned()),
        Some(format!("填好后看“{SHEET}”：显示“可以报送”再报送；“请检查”的按位置和提示改正。")),
        Some("报送这个文件本身（.xlsx），不要另存为图片、PDF 或 Word，不要改动工作表的名称。".to_owned()),
    ];
    (1..).zip(steps.into_iter().flatten()).map(|(n, step)| format!("{n}. {step}")).collect()
}
