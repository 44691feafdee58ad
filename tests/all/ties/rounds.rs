//! Rounds, projects, and files that are nobody's.

use super::*;

/// Tasks among the findings with that state, by department: runs of one rule in one column of one file.
fn tasks_by_department(findings: &[Value], state: &str) -> BTreeMap<String, usize> {
    let mut columns: BTreeMap<[String; 5], Vec<Option<u64>>> = BTreeMap::new();
    let asked = |line: &&Value| line["state"] == state && line["severity"] != "info" && line["rule"] != "BAT-01";
    for line in findings.iter().filter(asked) {
        let cell = line["cell"].as_str().unwrap_or_default();
        let column = cell.trim_end_matches(|c: char| c.is_ascii_digit());
        let key = ["department", "file", "rule"].map(|key| line[key].as_str().unwrap_or_default().to_owned());
        let [department, file, rule] = key;
        let key = [department, file, rule, line["severity"].to_string(), column.to_owned()];
        columns.entry(key).or_default().push(cell[column.len()..].parse().ok());
    }
    let mut counts = BTreeMap::new();
    for ([department, ..], mut rows) in columns {
        rows.sort();
        let goes_on = rows.windows(2).filter(|pair| pair[0].is_some_and(|row| Some(row + 1) == pair[1])).count();
        *counts.entry(department).or_default() += rows.len() - goes_on;
    }
    counts
}

#[test]
fn rounds_are_counted_as_their_findings_are() {
    let mut bureau = Bureau::new();
    for i in 2..DEPARTMENTS {
        let mut truth = truth_of(i);
        match i % 5 {
            // Two of three scores are put right: what was one task is one that is over and one that is not.
            0 => (0..2).for_each(|row| truth.rows[row].score = truth.rows[row].points),
            // What was missing is there, and something else is not any more.
            1 => {
                truth.rows[1].actual = Truth::sample(i).rows[1].actual.clone();
                truth.rows[5].actual = String::new();
            }
            2 => truth.lines[0].budget -= 1_000_000,
            _ => continue,
        }
        send(&bureau.inbox, &format!("{}（更正）.xlsx", department(i)), (20, i), &truth);
    }
    bureau.terminal = bureau.run();
    let (overview, notices) = (bureau.sheet("总览"), bureau.sheet("退回通知"));
    let (findings, departments) = (bureau.lines("findings.jsonl"), bureau.lines("departments.jsonl"));
    let counts = ["new", "open", "fixed"].map(|state| tasks_by_department(&findings, state));
    let (head, name) = overview.row_of("轮次").expect("the table");
    let columns = ["新增", "未改", "已改"].map(|state| {
        let col = overview.0[head].iter().position(|cell| *cell == state);
        col.unwrap_or_else(|| panic!("{state}"))
    });
    let shown = |label: &str| {
        let row = (head + 1..head + 4).find(|row| overview.0[*row][name] == label).unwrap_or_else(|| panic!("{label}"));
        columns.map(|col| overview.at(row, col))
    };
    let of = |is_meant: &dyn Fn(u64) -> bool| {
        counts.each_ref().map(|state| {
            let meant = departments.iter().filter(|line| line["round"].as_u64().is_some_and(is_meant));
            let names = meant.map(|line| line["department"].as_str().expect("a name"));
            Decimal::from(names.map(|name| state.get(name).copied().unwrap_or_default()).sum::<usize>())
        })
    };
    assert_eq!(shown("合计"), of(&|_| true));
    assert_eq!((shown("第1次"), shown("第2次")), (of(&|round| round == 1), of(&|round| round == 2)));
    // Seven put two scores of three right, seven exchanged one result for another, eight put their money right.
    let known = |state: usize, rule: &str| {
        let word = ["new", "open", "fixed"][state];
        let of_rule = findings.iter().filter(|line| line["rule"] == rule && line["severity"] == "error");
        of_rule.filter(|line| line["state"] == word).map(|line| line["department"].to_string()).collect::<BTreeSet<_>>()
    };
    assert_eq!([known(2, "SCR-02").len(), known(1, "SCR-02").len(), known(0, "SCR-02").len()], [7, 7, 0]);
    assert_eq!([known(2, "IND-03").len(), known(1, "IND-03").len(), known(0, "IND-03").len()], [7, 0, 7]);
    assert_eq!([known(2, "BUD-07").len(), known(1, "BUD-07").len(), known(0, "BUD-07").len()], [8, 0, 0]);
    // A department is told the same number, in its workbook and beside it.
    for line in &departments {
        let name = line["department"].as_str().expect("a name");
        let (Some(workbook), Some(fixed)) = (line["workbook"].as_str(), counts[2].get(name)) else { continue };
        let list = Table::of(&bureau.out().join(workbook), "问题清单");
        let thanks = format!("上次指出的问题已改 {fixed} 处");
        assert!(list.0.iter().flatten().any(|cell| cell.to_string().contains(&thanks)), "{name}: {thanks}");
        let notice = notices.beside("部门名称", name, "退回通知");
        assert!(notice.contains(&thanks.replace(' ', "")), "{notice}");
    }
}

#[test]
fn projects_and_files_that_are_nobodys_are_counted_where_they_stand() {
    let mut bureau = Bureau::new();
    for (name, project) in [("区第5局", "东河清淤"), ("区第5局", "西河清淤"), ("区第9局", "南河清淤")]
    {
        write_saved(
            &bureau.inbox.join(format!("{name}{project}.xlsx")),
            9,
            &[("自评表", &crate::annotated::form(project, name))],
        );
    }
    let mut nobodys = Truth { department: "萍乡文旅集团有限公司".to_owned(), ..Truth::sample(99) };
    nobodys.rows[1].actual = String::new();
    send(&bureau.inbox, "不知是谁.xlsx", (9, 99), &nobodys);
    bureau.terminal = bureau.run();
    let (overview, summary, projects) = (bureau.sheet("总览"), bureau.sheet("部门汇总"), bureau.sheet("项目汇总"));
    let forms = bureau.lines("submissions.jsonl");
    let count = forms.iter().filter(|form| form["kind"] == "project" && form["counts"] == true).count();
    assert_eq!((count, overview.below("项目自评表（份）")), (3, "3".to_owned()));
    let names = projects.column("部门名称");
    assert!(names.iter().any(|name| name == "合计（3个）"), "{names:?}");
    assert_eq!(projects.column("项目名称").iter().filter(|name| !name.is_empty()).count(), 3);
    // The departments' tasks and those of the file that is nobody's are all there are.
    let departments = bureau.lines("departments.jsonl");
    for (key, level, tile) in [("errors", "错误", "须修改（处）"), ("warnings", "警告", "需说明（处）")]
    {
        let theirs: u64 = departments.iter().filter_map(|line| line[key].as_u64()).sum();
        let rest = number(&summary.beside("部门名称", "归属待确认的文件", level));
        assert_eq!(number(&summary.beside("部门名称", "合计", level)), Decimal::from(theirs), "{level}");
        assert_eq!(number(&overview.below(tile)), Decimal::from(theirs) + rest, "{level}");
        assert_eq!(
            bureau.told(&tile[..tile.len() - "（处）".len()]),
            theirs as usize + usize::try_from(rest).expect("a count"),
            "{level}"
        );
    }
    assert!(number(&summary.beside("部门名称", "归属待确认的文件", "错误")) >= Decimal::TWO);
    let without = Bureau::new().sheet("部门汇总");
    assert!(!without.column("部门名称").iter().any(|name| name.contains("归属待确认")));
}
