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
pub const EXPLANATION: [&str; 8] = [
    "抽查建议按下列各项累计分数：4 分及以上为“优先抽查”，2–3 分为“建议抽查”，其余留空；最多标注十分之一的部门，只表示先看哪家，不代表结论。",
    "· 排序：先看累计分数，再看理由条数，再看全年预算数，最后按名册顺序；用 --sample 指定家数时按此顺序取足",
    "· 自评总分与复核总分相差 5 分及以上：3 分；相差 1 分及以上：2 分",
    "· 与其他部门文字高度相似（BAT-04）：3 分",
    "· 全年预算数居本批前十分之一：2 分",
    "· 全部指标自评满分：2 分",
    "· 无法核验的分值达到一半：1 分",
    "· 复核总分按可核验的指标重新计算，无法核验的指标暂按自评得分计入（不超过分值）。",
];

/// How many departments are to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    Count(usize),
    /// In percent of those whose form counts, rounded up.
    Share(u32),
}

/// A department to be looked at, and why.
pub struct Pick {
    /// Index into the rows of the kind.
    pub row: usize,
    pub reasons: String,
}

/// A form with what speaks for looking at it.
struct Candidate {
    row: usize,
    points: u32,
    budget: Decimal,
    reasons: Vec<String>,
}

/// Whom to look at, first first: by the weight of the reasons, then by their number, then by money, then in the order
/// of the roster. Without a sample asked for at most a tenth, and only who has enough against it.
pub fn picks(kind: &Kind<'_>, sample: Option<Sample>) -> Vec<Pick> {
    let large = large_budget(kind);
    let forms = kind.rows.iter().enumerate().filter_map(|(row, of)| Some((row, of.form.filter(|_| !of.is_further)?)));
    let mut candidates: Vec<Candidate> = forms.map(|(row, form)| candidate(row, &form, large)).collect();
    let all = candidates.len();
    let most = match sample {
        Some(Sample::Count(count)) => count,
        Some(Sample::Share(percent)) => (all * percent as usize).div_ceil(100),
        None => {
            candidates.retain(|one| one.points >= WORTH);
            all.div_ceil(LARGEST_SHARE)
        }
    };
    candidates.sort_by(|a, b| {
        let weight = |one: &Candidate| (one.points, one.reasons.len(), one.budget);
        weight(b).cmp(&weight(a)).then(a.row.cmp(&b.row))
    });
    candidates.truncate(most);
    candidates.into_iter().map(Candidate::pick).collect()
}

fn candidate(row: usize, form: &Form<'_>, large: Option<Decimal>) -> Candidate {
    let reasons = reasons(form, large);
    Candidate {
        row,
        points: reasons.iter().map(|(points, _)| points).sum(),
        budget: form.budget().unwrap_or_default(),
        reasons: reasons.into_iter().map(|(_, words)| words).collect(),
    }
}

impl Candidate {
    fn pick(self) -> Pick {
        let words = self.reasons.join("；");
        let reasons = match self.points {
            FIRST.. => format!("优先抽查：{words}"),
            _ if words.is_empty() => "抽查：金额居前".to_owned(),
            _ => format!("建议抽查：{words}"),
        };
        Pick { row: self.row, reasons }
    }
}

/// Budgets (元) from which a form is among the largest of its kind; `None` in batches too small to tell.
fn large_budget(kind: &Kind<'_>) -> Option<Decimal> {
    let mut budgets: Vec<Decimal> = kind.forms().filter_map(Form::budget).collect();
    budgets.sort_unstable_by(|a, b| b.cmp(a));
    let count = budgets.len() / LARGEST_SHARE;
    budgets.get(count.checked_sub(1)?).copied().filter(|budget| *budget > Decimal::ZERO)
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
        reasons.push((3, "与其他部门文字高度相似".to_owned()));
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
fn unverified_share(form: &Form<'_>) -> Option<Decimal> {
    let book = &form.record.scores;
    let all = book.verified_points.checked_add(book.unverified_points)?;
    book.unverified_points.checked_div(all)
}
