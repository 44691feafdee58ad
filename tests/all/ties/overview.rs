//! The tables of 总览.

use super::*;

/// How many of the values belong to each band: from its edge up to the next one's.
fn bands(values: &[Decimal], edges: &[(&'static str, &str)]) -> Vec<(&'static str, usize)> {
    let edge = |at: usize| edges.get(at).map_or(Decimal::MAX, |(_, edge)| number(edge));
    let count = |at: usize| values.iter().filter(|value| **value >= edge(at) && **value < edge(at + 1)).count();
    edges.iter().enumerate().map(|(at, (label, _))| (*label, count(at))).filter(|(_, count)| *count > 0).collect()
}

#[test]
fn tables_of_the_overview_are_those_of_the_rows() {
    let bureau = Bureau::new();
    let (overview, findings) = (bureau.sheet("总览"), bureau.sheet("问题清单"));
    let (forms, departments) = (bureau.lines("submissions.jsonl"), bureau.lines("departments.jsonl"));
    // Grades, as the form says and recomputed; classes without a department are left out.
    for (key, below) in [("grade_self", 1), ("grade_recomputed", 2)] {
        for grade in ["优", "良", "中", "差"] {
            let count = forms.iter().filter(|form| form["scores"][key] == grade).count();
            let shown = overview.row_of(grade).map(|(row, col)| overview.at(row + below, col));
            assert_eq!(shown.unwrap_or_default(), Decimal::from(count), "{key} {grade}");
        }
    }
    let rates: Vec<Decimal> =
        forms.iter().map(|form| structure_of(form, "executed") / structure_of(form, "budget")).collect();
    let of_rates =
        [("<60%", "0"), ("60-80%", "0.6"), ("80-90%", "0.8"), ("90-95%", "0.9"), ("95-100%", "0.95"), ("≥100%", "1")];
    let stated =
        |form: &Value| number(form["total"]["stated"].as_str().or(form["scores"]["self"].as_str()).expect("one"));
    let totals: Vec<Decimal> = forms.iter().map(stated).collect();
    let of_totals = [
        ("<60", "0"),
        ("60-70", "60"),
        ("70-80", "70"),
        ("80-90", "80"),
        ("90-95", "90"),
        ("95-100", "95"),
        ("满分", "100"),
    ];
    for (label, count) in bands(&rates, &of_rates).into_iter().chain(bands(&totals, &of_totals)) {
        let (row, col) = overview.row_of(label).unwrap_or_else(|| panic!("{label}"));
        assert_eq!(overview.at(row + 1, col), Decimal::from(count), "{label}");
    }
    // The most frequent rules: tasks, and the departments that have them.
    let columns = ["依据规则", "部门", "级别", "计入统计"].map(|title| findings.column(title));
    let rows = (0..columns[0].len()).map(|row| columns.each_ref().map(|column| column[row].as_str()));
    let asked: Vec<[&str; 4]> =
        rows.filter(|[.., level, counts]| *level != "提示" && !counts.starts_with('否')).collect();
    let (head, col) = overview.row_of("次数").expect("the table");
    let table = overview.0[head + 1..].iter().take_while(|line| line[0].to_string().contains('-'));
    let mut frequent = Vec::new();
    for line in table {
        let code = line[0].to_string();
        let of_rule = || asked.iter().filter(|[rule, ..]| *rule == code);
        let tasks = of_rule().filter(|[.., counts]| *counts == "是").count();
        let whose: BTreeSet<&str> = of_rule().map(|[_, department, ..]| *department).collect();
        assert_eq!(
            [&line[col], &line[col + 1]].map(ToString::to_string),
            [tasks, whose.len()].map(|n| n.to_string()),
            "{code}"
        );
        frequent.push(format!("{tasks} 处　{code} {}", line[2]));
    }
    let told = bureau.terminal.lines().skip_while(|line| !line.starts_with("最常见的问题")).skip(1);
    let told: Vec<&str> = told.take_while(|line| !line.is_empty()).map(|line| line.trim_matches([' ', '　'])).collect();
    assert_eq!(told, frequent);
    // By section, and all of them.
    let (head, name) = overview.row_of("归口股室").expect("the table");
    let titles: Vec<String> = overview.0[head].iter().map(ToString::to_string).collect();
    for (at, section_name) in ["农业股", "预算股", "行财股", "未分股室", "合计"].into_iter().enumerate()
    {
        let line = overview.0[head + 1..head + 6]
            .iter()
            .find(|line| line[name] == section_name)
            .unwrap_or_else(|| panic!("{section_name}"));
        let number_of = |department: &Value| department["number"].as_u64().expect("a number") - 1;
        let is_in = |department: &&Value| match section_name {
            "合计" => true,
            "未分股室" => section(number_of(department)).is_empty(),
            _ => section(number_of(department)) == section_name,
        };
        let own: Vec<&Value> = departments.iter().filter(is_in).collect();
        let shown = |title: &str| {
            let col = titles.iter().position(|known| known == title).unwrap_or_else(|| panic!("{title}"));
            line[col].to_string()
        };
        assert_eq!(shown("部门数"), own.len().to_string(), "{section_name} {at}");
        for state in ["未报送", "待确认", "无法读取", "退回", "通过(需说明)", "通过"] {
            let count = own.iter().filter(|department| department["state"] == state).count();
            assert_eq!(shown(state), count.to_string(), "{section_name} {state}");
        }
        let sent =
            || forms.iter().filter(|form| own.iter().any(|department| department["department"] == form["department"]));
        let sum = |key: &str| sent().map(|form| structure_of(form, key)).sum::<Decimal>();
        assert_eq!(
            number(&shown("执行率")).round_dp(8),
            (sum("executed") / sum("budget")).round_dp(8),
            "{section_name}"
        );
        for grade in ["优", "良", "中", "差"] {
            let count = sent().filter(|form| form["scores"]["grade_recomputed"] == grade).count();
            assert_eq!(shown(grade), count.to_string(), "{section_name} {grade}");
        }
    }
    // What is to be looked at first.
    let items = overview.0.iter().skip_while(|cells| !cells.iter().any(|cell| *cell == "事项"));
    let items: Vec<Vec<String>> = items.map(|cells| cells.iter().map(ToString::to_string).collect()).collect();
    let first = |item: &str| {
        let line = items.iter().find(|cells| cells.iter().any(|cell| cell == item)).unwrap_or_else(|| panic!("{item}"));
        line.iter().find(|cell| cell.contains("家：")).unwrap_or_else(|| panic!("{line:?}")).clone()
    };
    assert!(first("未报送").starts_with("2家："), "{}", first("未报送"));
    let money = overview.0.iter().flatten().map(ToString::to_string).find(|text| text.starts_with("全年预算数（不含"));
    let wrong = first("金额有误");
    let wrong = wrong.split('家').next().expect("a number");
    assert!(money.expect("a tile").contains(&format!("有误的{wrong}家")));
}
