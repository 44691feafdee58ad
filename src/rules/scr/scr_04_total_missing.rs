use crate::model::finding::{Severity, Subject};
use crate::model::number::plain;
use crate::model::submission::State;
use crate::model::text::is_blank;
use crate::rules::example::Example;
use crate::rules::facts::scored_rows::scores_are_usable;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "SCR-04",
    name: "total-missing",
    severity: Severity::Error,
    title: "没有写出自评总分",
    why: "汇总和定等级都以本单位自己写出的总分为准；模板预印的100是分值合计，不是得分。",
    fix: "请把各项得分加总后填在总分行。",
    over: &["SCR-03"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.blank("H29"),
        silent: |case| {
            case.set("H25", "5");
            case.blank("H29");
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(total) = &form.submission.total else { return };
    if !matches!(total.stated.state, State::Blank | State::Void | State::Unreadable | State::Hint) {
        return;
    }
    // Beside the preprinted number nothing can be said while a score is unusable: that is the cause.
    if total.preprinted.is_some() && !is_blank(&total.stated.written) && !scores_are_usable(form) {
        return;
    }
    let sum = plain(form.book.own);
    let at = total.stated.cell;
    let says = match total.preprinted {
        Some(printed) => {
            format!("{at} 没有写出自评总分（总分行的{}是模板预印的分值合计）；各项得分相加是{sum}分。", plain(printed))
        }
        None if !is_blank(&total.stated.written) => {
            format!("{at} 自评总分填的是“{}”，不是数字；各项得分相加是{sum}分。", total.stated.written)
        }
        None => format!("{at} 自评总分没有填写；各项得分相加是{sum}分。"),
    };
    let draft = out.at(&total.stated, Subject::Total).expected(sum).message(says);
    // Who left the template's number as it was did what the template told.
    if form.profile.scoring.total_preprinted && total.preprinted.is_some() {
        draft.severity(Severity::Warning);
    }
}
