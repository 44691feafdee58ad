use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::number::plain;
use crate::profile::spec::Level2Spec;
use crate::rules::example::Example;
use crate::rules::facts::row_groups::by_level2;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "WGT-04",
    name: "fixed-points",
    severity: Warning,
    title: "二级指标的分值与模板不同",
    why: "这些二级指标的分值是模板定好的；改了分值，同一指标在各部门之间就不可比。",
    fix: "请改回模板的分值；一行拆成几行的，几行之和应等于模板的分值。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.set("G14", "6");
            case.set("G15", "4");
            case.score("H15", "4");
            case.score("H14", "6");
        },
        silent: |case| case.text("G14", "5分"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    for group in by_level2(form) {
        let spec = group.level1_spec(form).and_then(|level1| level1.level2.get(group.rows[0].level2_known?));
        let Some((name, asked)) = spec.and_then(|spec: &Level2Spec| Some((&spec.name, spec.points?))) else { continue };
        let (Some(sum), Some(points)) = (group.points(), group.points_entry()) else { continue };
        let Some(difference) = sum.checked_sub(asked) else { continue };
        if difference.abs() <= form.profile.tolerances.score {
            continue;
        }
        let message = format!("{name}的分值是 {}，模板定的是 {}。", plain(sum), plain(asked));
        out.at(points, Subject::Level2(group.first))
            .found(plain(sum))
            .expected(plain(asked))
            .difference(difference)
            .message(message)
            .related(group.rows.iter().filter_map(|row| Some(row.points.as_ref()?.cell)));
    }
}
