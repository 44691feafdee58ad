use crate::lang::shift::is_shifted;
use crate::model::finding::{Severity, Subject};
use crate::model::quantity::Measure;
use crate::profile::spec::IndicatorColumn;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-15",
    name: "date-outside-year",
    severity: Severity::Warning,
    title: "日期与评价年度不符",
    why: "年度指标的时间应在评价年度之内；日期写全了才能判断是否按时完成。",
    fix: "请核对日期：写错年份的改正，没有写全的补上月、日。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.text("E25", "2022年12月31日前"),
        silent: |case| case.text("E25", "2023年12月31日前"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some(own) = form.year else { return };
    for (i, row) in form.filled() {
        for (column, entry) in [(IndicatorColumn::Target, &row.target), (IndicatorColumn::Actual, &row.actual)] {
            let Some(entry) = entry else { continue };
            let Some(Measure::Dates(dates)) = entry.value() else { continue };
            let about = Subject::Indicator(i, column);
            let other_year = dates.iter().find_map(|date| date.year.filter(|year| !form.is_own_year(*year)));
            // A name that stands in the target's place may well speak of another year.
            match other_year.filter(|_| !(column == IndicatorColumn::Target && is_shifted(row, &form.profile.words))) {
                Some(year) => {
                    let message = format!("{} “{}”写的是{year}年，评价年度是{}年。", entry.cell, entry.written, own);
                    out.at(entry, about).expected(format!("{}年", own)).message(message);
                }
                None if dates.iter().any(|date| !date.complete) => {
                    let message =
                        format!("{} “{}”里的日期没有写全（如“12月31”后面少了“日”）。", entry.cell, entry.written);
                    out.at(entry, about).severity(Severity::Info).message(message);
                }
                None => {}
            }
        }
    }
}
