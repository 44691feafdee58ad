use crate::model::finding::Severity;
use crate::rules::example::Example;
use crate::rules::{BatchContext, BatchFindings, Check, Rule};

pub static RULE: Rule = Rule {
    code: "BAT-03",
    name: "several-submissions",
    severity: Severity::Info,
    title: "同一部门报送了多个文件",
    why: "一个部门只汇总一份，要清楚以哪一份为准。",
    fix: "请核对采用的是不是最后一稿；如有误，请告知以哪一份为准。",
    over: &[],
    without_roster: "",
    check: Check::Batch(check),
    example: Example {
        fires: |case| {
            case.add_file("湘东区教育局（2）.xlsx", "湘东区教育局");
        },
        silent: |case| {
            case.add_file("湘东区民政局.xlsx", "湘东区民政局");
        },
    },
};

fn check(context: &BatchContext, out: &mut BatchFindings) {
    for (index, department) in context.batch.departments.iter().enumerate() {
        for slot in department.slots.iter().filter(|slot| slot.files.len() > 1) {
            let arrivals = slot.files.iter().filter_map(|file| context.batch.arrivals.get(*file));
            let names: Vec<String> = arrivals.map(|arrival| format!("《{}》", arrival.source.name)).collect();
            let project = slot.project.as_ref().map_or(String::new(), |name| format!("“{name}”"));
            let (count, listed) = (names.len(), names.join("、"));
            let message = format!("贵单位{project}先后报送{count}份：{listed}。{}", slot.because);
            let severity = if slot.is_doubtful { Severity::Warning } else { Severity::Info };
            let draft = out.department(index).severity(severity);
            draft.found(listed).subject(project).message(message);
        }
    }
}
