use std::collections::BTreeMap;

use crate::model::batch::DepartmentState;
use crate::model::finding::Severity;
use crate::rules::example::Example;
use crate::rules::words::shortened;
use crate::rules::{BatchContext, BatchFindings, Check, Rule};

pub static RULE: Rule = Rule {
    code: "BAT-01",
    name: "not-submitted",
    severity: Severity::Error,
    title: "名册上的部门没有报送",
    why: "名册上的部门都要报送自评表，缺一家就不能汇总齐全。",
    fix: "请尽快报送自评表；已经报送的，请检查表上的单位名称是否与名册一致。",
    over: &[],
    without_roster: "哪些部门没有报送无从判断",
    check: Check::Batch(check),
    example: Example { fires: |_| {}, silent: |case| case.roster = None },
};

fn check(context: &BatchContext, out: &mut BatchFindings) {
    let near = near(context);
    for (index, department) in context.batch.departments.iter().enumerate().filter(|(_, d)| d.roster.is_some()) {
        let name = &department.name;
        match department.state {
            DepartmentState::Missing => {
                out.department(index).message(format!("没有收到{name}的自评表。"));
            }
            DepartmentState::ToConfirm => {
                let files = shortened(&file_names(
                    context,
                    department.roster.and_then(|own| near.get(&own)).into_iter().flatten().copied(),
                ));
                let message =
                    format!("没有收到写明是{name}的自评表；{files}的单位名称与它相近，请确认是不是它报送的。");
                let fix = "请确认该文件属于哪个部门：是的话，请把表上的单位名称改成名册上的名称，或在名册里加上别名。";
                out.department(index).severity(Severity::Warning).found(files).message(message).fix(fix);
            }
            _ => {}
        }
    }
}

/// Files of unknown departments by the roster entries whose name comes near theirs.
fn near(context: &BatchContext) -> BTreeMap<usize, Vec<usize>> {
    let mut near: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, arrival) in context.batch.arrivals.iter().enumerate() {
        for entry in arrival.form().filter(|form| form.department.is_none()).iter().flat_map(|form| &form.suggestions) {
            near.entry(*entry).or_default().push(index);
        }
    }
    near
}

fn file_names(context: &BatchContext, files: impl Iterator<Item = usize>) -> Vec<String> {
    files
        .filter_map(|index| context.batch.arrivals.get(index))
        .map(|arrival| format!("《{}》", arrival.source.name))
        .collect()
}
