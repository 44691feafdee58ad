use rust_decimal::Decimal;

use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::number::plain;
use crate::rules::example::Example;
use crate::rules::words::is_missing;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-04",
    name: "subordinate-count",
    severity: Warning,
    title: "下属单位个数需要核对",
    why: "下属单位个数应是 0 或正整数，并与名册一致，否则汇总范围可能漏了单位。",
    fix: "请填写纳入部门预算的下属单位个数（没有的填 0）；与名册不一致的请说明原因。",
    over: &[],
    without_roster: "下属单位个数没有与名册核对",
    check: Check::Form(check),
    example: Example { fires: |case| case.set("H3", "10"), silent: |case| case.text("H3", "12个") },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(count) = &form.submission.subordinate_units else { return };
    let about = || Subject::Field("subordinate_units".to_owned());
    let (cell, written) = (count.cell, &count.written);
    let whole = |value: &Decimal| value.is_integer() && *value >= Decimal::ZERO;
    if is_missing(count) && written.is_empty() {
        out.at(count, about()).expected("0 或正整数").message(format!("{cell} 没有填写下属单位个数。"));
    } else if is_missing(count) || count.value().is_some_and(|value| !whole(value)) {
        let message = format!("{cell} 下属单位个数填的是“{written}”，应是 0 或正整数。");
        out.at(count, about()).expected("0 或正整数").message(message);
    } else if let (Some(found), Some(known)) = (count.value(), form.ledger().and_then(|entry| entry.subordinate_units))
        && *found != known
    {
        let message = format!("{cell} 下属单位个数填 {}，名册上是 {}。", plain(*found), plain(known));
        let difference = found.checked_sub(known).unwrap_or_default();
        out.at(count, about()).expected(plain(known)).difference(difference).message(message);
    }
}
