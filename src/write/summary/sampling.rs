//! 抽查建议: whom a reviewer should look at first, by points that anybody can count again.

use rust_decimal::Decimal;

use super::plan::{Form, Kind};
use crate::model::number;

/// From here a form is looked at first, from here it is worth a look.
const FIRST: u32 = 4;
const WORTH: u32 = 2;
/// The largest budgets of the batch: one in ten.
const LARGEST_SHARE: usize = 10;
/// The rule that finds copied forms.
const COPIED: &str = "BAT-04";

/// As 规则说明 prints it.
pub const EXPLANATION: [&str; 7] = [
    "抽查建议按下列各项累计分数：4 分及以上为“优先抽查”，2–3 分为“建议抽查”，其余留空；只表示先看哪家，不代表结论。",
    "· 自评总分与复核总分相差 5 分及以上：3 分；相差 1 分及以上：2 分",
    "· 与其他部门内容雷同（BAT-04）：3 分",
    "· 全年预算数居本批前十分之一：2 分",
    "· 全部指标自评满分：2 分",
    "· 无法核验的分值达到一半：1 分",
    "· 复核总分按可核验的指标重新计算，无法核验的指标暂按自评得分计入（不超过分值）。",
];

/// Budgets (元) from which a form is among the largest of its kind; `None` in batches too small to tell.
pub fn large_budget(kind: &Kind<'_>) -> Option<Decimal> {
    let mut budgets: Vec<Decimal> = kind.forms().filter_map(Form::budget).collect();
    budgets.sort_unstable_by(|a, b| b.cmp(a));
    let count = budgets.len() / LARGEST_SHARE;
    budgets.get(count.checked_sub(1)?).copied().filter(|budget| *budget > Decimal::ZERO)
}

/// `优先抽查：复核差额6.2分；与其他部门雷同`.
pub fn advice(form: &Form<'_>, large: Option<Decimal>) -> Option<String> {
    let reasons = reasons(form, large);
    let points: u32 = reasons.iter().map(|(points, _)| points).sum();
    let words = reasons.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join("；");
    match points {
        FIRST.. => Some(format!("优先抽查：{words}")),
        WORTH.. => Some(format!("建议抽查：{words}")),
        _ => None,
    }
}

fn reasons(form: &Form<'_>, large: Option<Decimal>) -> Vec<(u32, String)> {
    let mut reasons = Vec::new();
    let apart = form.difference().abs();
    let off = |points| (points, format!("自评与复核相差{}分", number::plain(number::round(apart, 2))));
    match apart {
        _ if apart >= Decimal::from(5) => reasons.push(off(3)),
        _ if apart >= Decimal::ONE => reasons.push(off(2)),
        _ => {}
    }
    if is_copied(form) {
        reasons.push((3, "与其他部门内容雷同".to_owned()));
    }
    if large.is_some_and(|large| form.budget().is_some_and(|budget| budget >= large)) {
        reasons.push((2, "预算金额居前".to_owned()));
    }
    if form.record.is_full {
        reasons.push((2, "全部指标满分".to_owned()));
    }
    if let Some(share) = unverified_share(form).filter(|share| *share >= Decimal::new(5, 1)) {
        reasons.push((1, format!("{}的分值无法核验", number::percent(share))));
    }
    reasons
}

fn is_copied(form: &Form<'_>) -> bool {
    form.arrival.weights().any(|finding| finding.code == COPIED && finding.counts)
}

/// Unverified points / all points, ratio.
pub fn unverified_share(form: &Form<'_>) -> Option<Decimal> {
    let book = &form.record.scores;
    let all = book.verified_points.checked_add(book.unverified_points)?;
    book.unverified_points.checked_div(all)
}
