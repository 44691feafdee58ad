use std::collections::BTreeSet;

use crate::model::batch::Department;
use crate::model::finding::Severity;
use crate::rules::example::Example;
use crate::rules::facts::copies::clusters;
use crate::rules::{BatchContext, BatchFindings, Check, Rule};

pub static RULE: Rule = Rule {
    code: "BAT-04",
    name: "copied-from-other",
    severity: Severity::Warning,
    title: "文字与其他部门几乎相同",
    why: "各部门的职责和任务不同，目标和完成情况不应与别的部门一样。",
    fix: "请按本部门的实际情况改写目标、指标和完成情况。",
    over: &[],
    without_roster: "",
    check: Check::Batch(check),
    example: Example {
        fires: |case| {
            case.add_file("湘东区民政局.xlsx", "湘东区民政局");
        },
        silent: |case| {
            let other = case.add_file("湘东区民政局.xlsx", "湘东区民政局");
            other.text("B10", "城乡低保应保尽保，全年走访困难群众六百户，建成社区养老服务站四个，婚姻登记一次办结。");
            other.text(
                "F10",
                "低保金按月发放，走访困难群众六百二十户；四个社区养老服务站投入使用，婚姻登记全部一次办结。",
            );
        },
    },
};

fn check(context: &BatchContext, out: &mut BatchFindings) {
    let mut forms = vec![];
    let mut sketches = vec![];
    for (department, slot, _, form) in context.batch.counting() {
        if let Some(words) = &form.words {
            forms.push((department, slot.counting()));
            sketches.push(words);
        }
    }
    let threshold = context.profiles.first().map_or(1.0, |profile| profile.thresholds.copy_similarity);
    for cluster in clusters(&sketches, threshold).clusters {
        let members: Vec<_> = cluster.iter().map(|index| forms[*index]).collect();
        report(&members, out);
    }
}

/// A department's own forms may well be alike; only others' count.
fn report(members: &[(&Department, usize)], out: &mut BatchFindings) {
    const NAMED: usize = 3;
    let departments: BTreeSet<usize> = members.iter().map(|(department, _)| department.number).collect();
    if departments.len() < 2 {
        return;
    }
    for (department, file) in members {
        let others = members.iter().map(|(other, _)| *other).filter(|other| other.number != department.number);
        let mut names: Vec<&str> = others.take(members.len().min(SCANNED)).map(|other| other.name.as_str()).collect();
        names.dedup();
        names.truncate(NAMED);
        let more = if departments.len() - 1 > names.len() { "等" } else { "" };
        let names = names.join("、");
        let message = format!("目标和指标的文字与{names}{more}几乎相同，共{}个部门高度相似。", departments.len());
        let told = format!("目标和指标的文字与{}个部门高度相似，请按本部门实际改写。", departments.len() - 1);
        out.arrival(*file).found(format!("{}个部门", departments.len())).message(message).told(told);
    }
}

/// Members looked through for three names; a department has no more forms than this in one cluster.
const SCANNED: usize = 64;
