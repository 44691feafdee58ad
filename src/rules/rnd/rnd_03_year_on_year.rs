use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::{grouped, percent, plain};
use crate::rules::example::Example;
use crate::rules::finder::BatchFindings;
use crate::rules::{BatchContext, Check, Rule};

pub static RULE: Rule = Rule {
    code: "RND-03",
    name: "year-on-year",
    severity: Severity::Info,
    title: "与上年相差较大",
    why: "预算、执行和总分与上年相差很大的，可能确有变化，也可能填错了数或单位。",
    fix: "无需修改；复核时请留意。",
    over: &[],
    without_roster: "",
    // It speaks only where last year's output was given, which no form can show.
    check: Check::Internal,
    example: Example { fires: |_| {}, silent: |_| {} },
};

/// Every department's own form against last year's figures.
pub fn of_batch(context: &BatchContext, out: &mut BatchFindings) {
    for (department, slot, _, form) in context.batch.counting() {
        let Some(last) = department.last_year.as_ref().filter(|_| slot.project.is_none()) else { continue };
        let Some(profile) = context.profile(&form.profile) else { continue };
        let limit = profile.thresholds.year_change;
        let sum = |amount: fn(&crate::model::standing::MoneyLine) -> Option<Decimal>| {
            let keys = profile.budget.overall();
            keys.into_iter().filter_map(|key| amount(form.line(key)?)).reduce(Decimal::saturating_add)
        };
        let total = form.is_scored.then(|| form.scores.stated.unwrap_or(form.scores.own));
        let figures = [
            ("全年预算数", last.budget, sum(|line| line.budget), true),
            ("全年执行数", last.executed, sum(|line| line.executed), true),
            ("自评总分", last.total, total, false),
        ];
        for (what, before, now, is_money) in figures {
            let (Some(before), Some(now)) = (before, now) else { continue };
            let Some(change) = now.checked_sub(before).and_then(|apart| apart.checked_div(before)) else { continue };
            if change.abs() > limit {
                let words =
                    |value| if is_money { format!("{} 元", grouped(value)) } else { format!("{}分", plain(value)) };
                let way = if change > Decimal::ZERO { "增加" } else { "减少" };
                let message =
                    format!("{what}{}，上年是{}，{way}{}。", words(now), words(before), percent(change.abs()));
                out.arrival(slot.counting()).subject(what).found(words(now)).message(message);
            }
        }
    }
}
