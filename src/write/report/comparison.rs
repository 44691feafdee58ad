//! This year against the last.

use rust_decimal::Decimal;

use super::figures::{Figures, aligned, score, wan};
use super::sections::column;
use crate::model::number::{self, round};
use crate::write::document::{Align, Document};

pub fn comparison(document: &mut Document, figures: &Figures<'_>, before: &Figures<'_>) {
    document.paragraph(&changes(figures, before));
    let columns =
        [column("项目", 2900, Align::Left), column("上年", 1900, Align::Right), column("本年", 1900, Align::Right)];
    let average = |figures: &Figures<'_>| figures.average(|form| form.total()).map_or("—".to_owned(), score);
    let row = |name: &str, of: &dyn Fn(&Figures<'_>) -> String| vec![name.to_owned(), of(before), of(figures)];
    let due = |figures: &Figures<'_>| match figures.told.has_roster {
        true => figures.due().to_string(),
        false => "—".to_owned(),
    };
    let rows = [
        row("应报送部门（家）", &due),
        row("已报送部门（家）", &|figures| figures.received().to_string()),
        row("全年预算（万元）", &|figures| wan(figures.budget)),
        row("全年执行（万元）", &|figures| wan(figures.executed)),
        row("总体执行率", &|figures| aligned(figures.rate())),
        row("平均自评得分", &average),
        row("无法核验分值占比", &|figures| aligned(figures.unverified())),
    ];
    document.caption("与上年比较");
    document.table(&columns, &rows);
}

/// What became more and what less, as far as both years tell of it.
fn changes(figures: &Figures<'_>, before: &Figures<'_>) -> String {
    let change = |name: &str, by: Decimal, unit: &str| match by.is_zero() {
        true => format!("{name}持平"),
        false => {
            let word = if by > Decimal::ZERO { "增加" } else { "减少" };
            format!("{name}{word}{}{unit}", number::grouped(round(by.abs(), 2)))
        }
    };
    let wan = |yuan: Decimal| round(yuan / Decimal::from(10_000), 2);
    let rates = figures
        .rate()
        .zip(before.rate())
        .map(|(now, then)| round(now.saturating_sub(then).saturating_mul(Decimal::ONE_HUNDRED), 2));
    let average = |figures: &Figures<'_>| figures.average(|form| form.total());
    let scores = average(figures).zip(average(before)).map(|(now, then)| round(now, 2).saturating_sub(round(then, 2)));
    let all = [
        Some(change("全年预算", wan(figures.budget).saturating_sub(wan(before.budget)), "万元")),
        Some(change("全年执行", wan(figures.executed).saturating_sub(wan(before.executed)), "万元")),
        rates.map(|by| change("总体执行率", by, "个百分点")),
        scores.map(|by| change("平均自评得分", by, "分")),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    format!("与上年相比，{}。【说明变化较大的原因】", all.join("，"))
}
