//! What the draft counts and sums.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::batch::DepartmentState;
use crate::model::number::{self, percent, plain, round};
use crate::model::told::{Told, ToldDepartment, ToldForm};

/// Sent nothing.
const MISSING: &str = DepartmentState::Missing.name();

/// A batch with its sums.
pub struct Figures<'a> {
    pub told: &'a Told,
    /// Of the forms whose money can be read.
    pub budget: Decimal,
    pub executed: Decimal,
    /// How many these are.
    pub with_money: usize,
}

/// Money of one group of forms.
#[derive(Clone, Debug, Default)]
pub struct Money {
    pub name: String,
    pub forms: usize,
    pub budget: Decimal,
    pub executed: Decimal,
}

impl Money {
    pub fn rate(&self) -> Option<Decimal> {
        self.executed.checked_div(self.budget)
    }

    pub fn add(&mut self, (budget, executed): (Decimal, Decimal)) {
        self.forms += 1;
        self.budget = self.budget.saturating_add(budget);
        self.executed = self.executed.saturating_add(executed);
    }
}

/// How much of the money that is due was told of, by the roster's figures, 元.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    pub due: Decimal,
    pub received: Decimal,
    /// Departments of which the roster has no figure.
    pub unknown: usize,
}

impl Coverage {
    pub fn share(&self) -> Option<Decimal> {
        self.received.checked_div(self.due)
    }
}

/// A form to be looked at again, and why.
pub struct Pick<'a> {
    pub form: &'a ToldForm,
    pub points: u32,
    pub reasons: Vec<String>,
}

/// A form may say anything; what is past every number is the largest one.
fn sum(values: impl Iterator<Item = Decimal>) -> Decimal {
    values.fold(Decimal::ZERO, Decimal::saturating_add)
}

impl<'a> Figures<'a> {
    pub fn of(told: &'a Told) -> Self {
        let mut all = Money::default();
        told.forms.iter().filter_map(|form| form.money).for_each(|money| all.add(money));
        Self { told, budget: all.budget, executed: all.executed, with_money: all.forms }
    }

    /// `2023年度`, or a place for it.
    pub fn of_year(&self) -> String {
        self.told.year.map_or("【年度】".to_owned(), |year| format!("{year}年度"))
    }

    pub fn due(&self) -> usize {
        self.told.departments.len()
    }

    pub fn missing(&self) -> Vec<&'a ToldDepartment> {
        self.in_state(MISSING)
    }

    pub fn received(&self) -> usize {
        self.due() - self.missing().len()
    }

    /// `None` where the roster has no figures.
    pub fn coverage(&self) -> Option<Coverage> {
        let known = || self.told.departments.iter().filter_map(|one| Some((one, one.budget?)));
        let sum = |of: &dyn Fn(&ToldDepartment) -> bool| {
            let budgets = known().filter(|(one, _)| of(one)).map(|(_, budget)| budget);
            budgets.fold(Decimal::ZERO, Decimal::saturating_add)
        };
        let (due, received) = (sum(&|_| true), sum(&|one| one.state != MISSING));
        (known().count() > 0).then(|| Coverage { due, received, unknown: self.due() - known().count() })
    }

    pub fn in_state(&self, state: &str) -> Vec<&'a ToldDepartment> {
        self.told.departments.iter().filter(|department| department.state == state).collect()
    }

    pub fn rate(&self) -> Option<Decimal> {
        self.executed.checked_div(self.budget)
    }

    pub fn scored(&self) -> Vec<&'a ToldForm> {
        self.told.forms.iter().filter(|form| form.is_scored).collect()
    }

    /// By budget line, in the order in which the forms have them.
    pub fn by_line(&self) -> Vec<Money> {
        let mut lines: Vec<Money> = Vec::new();
        for (label, budget, executed) in self.told.forms.iter().flat_map(|form| &form.lines) {
            let Some(money) = budget.zip(*executed) else { continue };
            match lines.iter_mut().find(|line| line.name == *label) {
                Some(line) => line.add(money),
                None => {
                    let mut line = Money { name: label.clone(), ..Money::default() };
                    line.add(money);
                    lines.push(line);
                }
            }
        }
        lines.retain(|line| !line.name.is_empty());
        lines
    }

    /// By the bureau's sections, forms of none last; empty where the roster names none.
    pub fn by_section(&self) -> Vec<Money> {
        const NONE: &str = "未分股室";
        let mut sections: BTreeMap<&str, Money> = BTreeMap::new();
        let mut rest = Money { name: NONE.to_owned(), ..Money::default() };
        let of: BTreeMap<&str, &str> =
            self.told.departments.iter().filter_map(|d| Some((d.name.as_str(), d.section.as_deref()?))).collect();
        for form in &self.told.forms {
            let Some(money) = form.money else { continue };
            let Some(section) = of.get(form.department.as_str()) else {
                rest.add(money);
                continue;
            };
            let entry = sections.entry(section).or_default();
            (*section).clone_into(&mut entry.name);
            entry.add(money);
        }
        let mut sections: Vec<Money> = sections.into_values().collect();
        sections.sort_by(|a, b| b.budget.cmp(&a.budget).then_with(|| a.name.cmp(&b.name)));
        if !sections.is_empty() && rest.forms > 0 {
            sections.push(rest);
        }
        sections
    }

    /// All forms whose money can be read.
    pub fn whole(&self) -> Money {
        Money { name: "合计".to_owned(), forms: self.with_money, budget: self.budget, executed: self.executed }
    }

    /// Forms below a rate, the lowest first.
    pub fn low(&self, limit: Decimal) -> Vec<(&'a ToldForm, Decimal)> {
        let rated = self.told.forms.iter().filter_map(|form| Some((form, form.rate()?)));
        let mut low: Vec<_> = rated.filter(|(_, rate)| *rate < limit).collect();
        low.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.department.cmp(&b.0.department)));
        low
    }

    /// Grades in the order of their least own total, the best first: own and recomputed counts.
    pub fn grades(&self) -> Vec<(String, usize, usize)> {
        let mut best: BTreeMap<&str, Decimal> = BTreeMap::new();
        let scored = self.scored();
        for form in &scored {
            for (grade, total) in
                [(&form.scores.grade_own, form.total()), (&form.scores.grade_recomputed, form.scores.recomputed)]
            {
                let known = best.entry(grade.as_str()).or_insert(total);
                *known = (*known).max(total);
            }
        }
        let mut names: Vec<(&str, Decimal)> = best.into_iter().filter(|(name, _)| !name.is_empty()).collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let count = |pick: &dyn Fn(&ToldForm) -> bool| scored.iter().filter(|form| pick(form)).count();
        let row = |(name, _): (&str, Decimal)| {
            (
                name.to_owned(),
                count(&|form| form.scores.grade_own == name),
                count(&|form| form.scores.grade_recomputed == name),
            )
        };
        names.into_iter().map(row).collect()
    }

    pub fn average(&self, of: impl Fn(&ToldForm) -> Decimal) -> Option<Decimal> {
        let scored = self.scored();
        let sum = sum(scored.iter().map(|form| of(form)));
        sum.checked_div(Decimal::from(scored.len()))
    }

    /// Points nobody could verify, of all points.
    pub fn unverified(&self) -> Option<Decimal> {
        let scored = self.scored();
        let unverified = sum(scored.iter().map(|form| form.scores.unverified_points));
        let all = unverified.saturating_add(sum(scored.iter().map(|form| form.scores.verified_points)));
        unverified.checked_div(all)
    }

    /// Whom to look at first, by reasons anybody can count again: the same as in the summary.
    pub fn picks(&self) -> Vec<Pick<'a>> {
        const WORTH: u32 = 2;
        let mut budgets: Vec<Decimal> = self.told.forms.iter().filter_map(|form| Some(form.money?.0)).collect();
        budgets.sort_unstable_by(|a, b| b.cmp(a));
        let tenth = self.told.forms.len().div_ceil(10);
        let large = (budgets.len() / 10).checked_sub(1).and_then(|at| budgets.get(at)).copied();
        let large = large.filter(|budget| *budget > Decimal::ZERO);
        let pick = |form: &'a ToldForm| {
            let reasons = reasons(form, large);
            let points = reasons.iter().map(|(points, _)| points).sum();
            Pick { form, points, reasons: reasons.into_iter().map(|(_, words)| words).collect() }
        };
        let mut picks: Vec<Pick<'a>> = self.told.forms.iter().map(pick).filter(|pick| pick.points >= WORTH).collect();
        let weight = |pick: &Pick<'_>| (pick.points, pick.reasons.len(), pick.form.money.map(|(budget, _)| budget));
        picks.sort_by_key(|pick| std::cmp::Reverse(weight(pick)));
        picks.truncate(tenth);
        picks
    }
}

fn reasons(form: &ToldForm, large: Option<Decimal>) -> Vec<(u32, String)> {
    let apart = form.difference().abs();
    let off = |points| (points, format!("自评与复核相差{}分", plain(round(apart, 2))));
    let far = (apart >= Decimal::from(5)).then(|| off(3));
    let near = (far.is_none() && apart >= Decimal::ONE).then(|| off(2));
    let copied = form.is_copied.then(|| (3, "与其他部门文字高度相似".to_owned()));
    let is_large = large.is_some_and(|large| form.money.is_some_and(|(budget, _)| budget >= large));
    let unverified = form.unverified_share().filter(|share| *share >= Decimal::new(5, 1));
    let all = [
        far,
        near,
        copied,
        is_large.then(|| (2, "预算金额居前".to_owned())),
        form.is_full.then(|| (2, "全部指标满分".to_owned())),
        unverified.map(|share| (1, format!("{}的分值无法核验", percent(share)))),
    ];
    all.into_iter().flatten().collect()
}

/// 12,869,807.65 元 as 1,286.98 万元.
pub fn wan(yuan: Decimal) -> String {
    let wan = round(yuan / Decimal::from(10_000), 2);
    number::grouped(wan)
}

/// A rate, or that there is none.
pub fn rate(rate: Option<Decimal>) -> String {
    rate.map_or("—".to_owned(), percent)
}

/// A rate among others in a column: all with as many decimals.
pub fn aligned(rate: Option<Decimal>) -> String {
    rate.map_or("—".to_owned(), |rate| format!("{}%", score(rate.saturating_mul(Decimal::ONE_HUNDRED))))
}

pub fn score(value: Decimal) -> String {
    format!("{:.2}", round(value, 2))
}

/// 甲、乙、丙等12家: the first of many names.
pub fn names<'n>(names: impl ExactSizeIterator<Item = &'n str>, most: usize) -> String {
    let all = names.len();
    let shown: Vec<&str> = names.take(most).collect();
    match all > most {
        true => format!("{}等{all}家", shown.join("、")),
        false => shown.join("、"),
    }
}
