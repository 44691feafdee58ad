use crate::model::finding::{Severity, Subject};
use crate::profile::spec::{IndicatorColumn, Level1Spec, Levels};
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "IND-11",
    name: "level-missing",
    severity: Severity::Warning,
    title: "缺少应有的二级指标",
    why: "自评表规定的二级指标都要填写，少了就不能全面反映履职情况。",
    fix: "请补填缺少的二级指标；名称被改动的，请恢复为模板上的名称。",
    over: &["STR-08"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.blank_area("D25", "I25");
            case.set("G24", "10");
            case.set("H24", "10");
            case.set("H29", "100");
        },
        silent: |case| case.text("C25", "时效 指标："),
    },
};

fn check(form: &Form, out: &mut Findings) {
    use IndicatorColumn::{Level1, Level2, Level3};
    if form.profile.indicators.levels != Levels::Fixed {
        return;
    }
    let Some(header) = [Level2, Level1, Level3].iter().find_map(|key| form.submission.columns.get(key)) else {
        return;
    };
    let missing: Vec<String> =
        form.profile.indicators.level1.iter().enumerate().flat_map(|(i, spec)| missing_of(form, i, spec)).collect();
    if missing.is_empty() || form.submission.indicators.is_empty() {
        return;
    }
    let message = format!("绩效指标缺少：{}。", missing.join("、"));
    out.at_cell(*header, Subject::Form).expected(missing.join("、")).message(message);
}

/// Names of a level-1 group's level-2 parts that have no filled row.
fn missing_of(form: &Form, index: usize, spec: &Level1Spec) -> Vec<String> {
    let rows = || form.filled().map(|(_, row)| row).filter(|row| row.level1_known == Some(index));
    let has_names = form.submission.columns.contains_key(&IndicatorColumn::Level2);
    if spec.any_level2 || !has_names {
        let names: Vec<&str> = spec.level2.iter().map(|level2| level2.name.as_str()).collect();
        let any = rows().next().is_some();
        return if any { vec![] } else { vec![format!("{}（{}至少一项）", spec.name, names.join("、"))] };
    }
    let has = |at: usize| {
        rows().any(|row| row.level2_known == Some(at) || (spec.level2.len() == 1 && row.level2_known.is_none()))
    };
    let required = spec.level2.iter().enumerate().filter(|(_, level2)| !level2.optional);
    required.filter(|(at, _)| !has(*at)).map(|(_, level2)| level2.name.clone()).collect()
}
