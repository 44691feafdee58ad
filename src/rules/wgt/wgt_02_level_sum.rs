use crate::model::finding::Severity::Error;
use crate::model::finding::Subject;
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::facts::row_groups::{Group, by_level1};
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "WGT-02",
    name: "level-sum",
    severity: Error,
    title: "分值之和与权重不符",
    why: "一级指标的权重就是它下面各指标分值之和，不相等的，至少一处有误。",
    fix: "请核对该一级指标下各指标的分值，使其和等于权重。",
    over: &["WGT-01", "WGT-04"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("G21", "7");
            case.score("H21", "7");
        },
        silent: |case| {
            case.set("G21", "7");
            case.set("G22", "3");
            case.score("H22", "3");
            case.score("H21", "7");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    by_level1(form).iter().for_each(|group| check_group(form, group, out));
}

fn check_group(form: &Form, group: &Group, out: &mut Findings) {
    let (Some((weight, stated)), Some(sum)) = (group.weight(), group.points()) else { return };
    let tolerance = form.profile.tolerances.score;
    let Some(difference) = sum.checked_sub(stated).filter(|difference| difference.abs() > tolerance) else { return };
    // Points that add up to what the profile asks are right: the weight is what was changed (WGT-03).
    let asked = group.level1_spec(form).and_then(|spec| spec.weight);
    if asked.is_some_and(|asked| (sum - asked).abs() <= tolerance) {
        return;
    }
    let name = form.level1_name(group.rows[0]);
    let message = format!(
        "{name}各项分值之和是 {}，{} 的权重是 {}，相差 {}。",
        plain(sum),
        weight.cell,
        plain(stated),
        plain(difference.abs())
    );
    out.at(weight, Subject::Level1(group.first))
        .found(plain(sum))
        .expected(plain(stated))
        .difference(difference)
        .message(message)
        .related(group.rows.iter().filter_map(|row| Some(row.points.as_ref()?.cell)));
}
