use crate::model::field::Goal;
use crate::model::finding::{Severity, Subject};
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::facts::likeness::{essence, likeness};
use crate::rules::subject::goal;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "TXT-03",
    name: "goal-copied",
    severity: Severity::Warning,
    title: "完成情况与年初目标文字基本相同",
    why: "年初目标写的是打算做什么，完成情况要写实际做成了什么、做到什么程度。",
    fix: "请按实际情况改写全年完成情况，写出做了哪些事、完成了多少。",
    over: &[],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| {
            case.text("F10", "2023年，按时足额发放教师工资；全年培训中小学教师500人次以上；新建改建学校食堂8个；保证学生资助政策覆盖到户；家长满意度不低于90%")
        },
        silent: |case| {
            case.text("F10", "教师工资按时足额发放，培训中小学教师520人次，学校食堂8个已交付使用，家长满意度93%。")
        },
    },
};

fn check(form: &Form, out: &mut Findings) {
    let goals = &form.submission.goals;
    let (Some(planned), Some(achieved)) = (&goals.planned, &goals.achieved) else { return };
    let (Some(before), Some(after)) = (planned.read(), achieved.read()) else { return };
    let limits = &form.profile.thresholds;
    if [before, after].iter().any(|text| compact(text).chars().count() < limits.goal_min_chars) {
        return;
    }
    let Some(alike) = likeness(&essence(before), &essence(after), limits.goal_similarity) else { return };
    // A share of characters, shown in whole percent.
    let percent = (alike * 100.0).floor();
    let message = format!(
        "{} {}与{}（{}）的文字有{percent}%相同，没有写出实际完成了什么。",
        achieved.cell,
        goal(form, Goal::Achieved),
        goal(form, Goal::Planned),
        planned.cell
    );
    out.at(achieved, Subject::Goal(Goal::Achieved)).related([planned.cell]).message(message);
}
