use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::finding::Severity;
use crate::model::number::{plain, round};
use crate::model::standing::FormStanding;
use crate::profile::spec::Profile;
use crate::rules::example::{Case, Example};
use crate::rules::facts::spread::Spread;
use crate::rules::{BatchContext, BatchFindings, Check, Rule};

pub static RULE: Rule = Rule {
    code: "BAT-08",
    name: "outlier",
    severity: Severity::Info,
    title: "分布异常",
    why: "分数或执行率明显偏离多数部门的，以及整批分数拉不开差距的，抽查复核时值得先看。",
    fix: "无需修改；复核时请留意。",
    over: &[],
    without_roster: "",
    check: Check::Batch(check),
    example: Example {
        fires: |case| {
            crowd(case, 9);
            case.set("H26", "0");
            case.set("H29", "79.74");
        },
        silent: |case| crowd(case, 3),
    },
};

/// So many further departments, all like this one.
fn crowd(case: &mut Case, count: usize) {
    case.roster = None;
    for i in 0..count {
        case.add_file(&format!("单位{i}.xlsx"), &format!("单位{i}"));
    }
}

fn check(context: &BatchContext, out: &mut BatchFindings) {
    let mut kinds: BTreeMap<&str, Vec<(usize, &FormStanding)>> = BTreeMap::new();
    for (_, slot, _, record) in context.batch.counting() {
        kinds.entry(&record.profile).or_default().push((slot.counting(), record));
    }
    for (name, forms) in kinds.into_iter().filter(|(_, forms)| forms.len() >= FEWEST) {
        let Some(profile) = context.profile(name) else { continue };
        let times = profile.thresholds.outlier_mad;
        let totals: Vec<_> = forms.iter().map(|(file, record)| (*file, record.scores.own)).collect();
        let rates: Vec<_> = forms.iter().filter_map(|(file, record)| Some((*file, rate(record)?))).collect();
        far_from_the_rest(&Measured { what: "自评总分", unit: "分", figures: &totals }, times, out);
        far_from_the_rest(&Measured { what: "预算执行率", unit: "%", figures: &rates }, times, out);
        too_concentrated(&totals, profile, out);
    }
}

/// Figures of fewer forms have no middle worth the name.
const FEWEST: usize = 8;
/// Points, or percentage points: a spread below this is not taken for the usual distance.
const LEAST_SPREAD: Decimal = Decimal::ONE;

struct Measured<'a> {
    what: &'a str,
    unit: &'a str,
    /// File and figure, in points or percent.
    figures: &'a [(usize, Decimal)],
}

fn rate(record: &FormStanding) -> Option<Decimal> {
    record.scores.overall_rate?.checked_mul(Decimal::ONE_HUNDRED)
}

fn spread(figures: &[(usize, Decimal)]) -> Option<Spread> {
    Spread::of(&figures.iter().map(|(_, value)| *value).collect::<Vec<_>>())
}

fn far_from_the_rest(measured: &Measured, times: Decimal, out: &mut BatchFindings) {
    let Measured { what, unit, figures } = measured;
    let Some(spread) = spread(figures).filter(|_| figures.len() >= FEWEST) else { return };
    let shown = |value: Decimal| format!("{}{unit}", plain(round(value, 2)));
    for (file, value) in figures.iter().filter(|(_, value)| spread.is_far(*value, times, LEAST_SPREAD)) {
        let message = format!("{what}{}，与多数部门（中位数{}）相差较大。", shown(*value), shown(spread.median));
        let draft = out.arrival(*file).subject(*what).found(shown(*value)).expected(shown(spread.median));
        draft.difference(round(value.checked_sub(spread.median).unwrap_or_default(), 2)).message(message);
    }
}

/// Half of all totals lie within half a point of the middle.
fn too_concentrated(totals: &[(usize, Decimal)], profile: &Profile, out: &mut BatchFindings) {
    let narrow = Decimal::new(5, 1);
    let Some(spread) = spread(totals).filter(|spread| spread.mad <= narrow) else { return };
    let message = format!(
        "{}的{}份自评总分过于集中：中位数{}分，一半以上相差不到{}分，难以区分优劣。",
        profile.title,
        totals.len(),
        plain(round(spread.median, 2)),
        plain(narrow)
    );
    out.batch().subject("自评总分").message(message);
}
