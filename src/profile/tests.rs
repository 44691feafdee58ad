use rust_decimal::Decimal;

use super::spec::{BudgetColumn, IndicatorColumn, Role};
use super::*;

mod layering;

#[test]
fn every_builtin_loads_under_its_own_name() {
    for (name, text) in BUILTIN {
        let profile = load(text).unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
        assert_eq!(profile.name, name);
    }
    assert_eq!(builtin().len(), BUILTIN.len());
}

fn xiangdong() -> &'static str {
    BUILTIN[0].1
}

/// The problems of the base's text, which extends nothing, after replacements, each of which must hit.
fn problems(changes: &[(&str, &str)]) -> Vec<ProfileProblem> {
    let mut text = BASE.1.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    load(&text).expect_err("a faulty profile").0
}

/// The line of the base's text a piece of it stands in.
fn line(piece: &str) -> Option<usize> {
    BASE.1.lines().position(|line| line.contains(piece)).map(|i| i + 1)
}

#[test]
fn every_problem_is_told_at_once_with_its_line() {
    let found = problems(&[
        ("kind = \"部门\"", "kind = \" \""),
        ("money_unit = \"yuan\"", "money_unit = \"dollar\""),
        ("rate = [\"执行率\"", "rate = [\"预算数\""),
        ("sources = [", "sources = [\"fiscal\""),
        ("target = false", "weight = 2000"),
        ("{ name = \"良\", from = 80 }", "{ name = \"良\", from = 95 }"),
        ("low_execution = 0.90", "low_execution = 90"),
        ("[severities]\n", "[severities]\nSCR-02 = \"fatal\"\nSCR2 = \"error\"\n"),
        ("outlier_mad = 3\n", ""),
    ]);
    let expected = [
        (line("kind ="), "kind 是空白的"),
        (line("money_unit"), "“dollar”"),
        (line("sources ="), "“fiscal”"),
        (line("{ name = \"良\""), "从高到低"),
        (line("low_execution"), "应为 0 到 1 之间"),
        (line("[thresholds]"), "缺少 outlier_mad"),
    ];
    for (at, piece) in expected {
        assert!(found.iter().any(|p| p.line == at && p.message.contains(piece)), "{piece} {at:?} {found:#?}");
    }
    for piece in ["“fatal”", "“SCR2”", "weight 写的是 2000，应为 0 到 1000 之间"] {
        assert!(found.iter().any(|p| p.message.contains(piece) && p.line.is_some()), "{piece} {found:#?}");
    }
    assert_eq!(found.len(), 9, "{found:#?}");
    assert!(found.is_sorted());
}

#[test]
fn keys_that_cannot_be_read_are_all_told_and_not_called_missing() {
    let found = problems(&[
        ("year = 2023", "yaer = 2023"),
        ("total = 100", "total = \"100\""),
        ("copy_min_chars = 60", "copy_min_chars = true"),
        ("optional = true", "optional = \"true\""),
        ("name_endings = [", "name_endings = [7, "),
    ]);
    let told = |line, piece: &str| found.iter().any(|p| p.line == line && p.message.contains(piece));
    assert!(told(line("year ="), "不认识的项目“yaer”：是不是 year？"), "{found:#?}");
    assert!(told(line("total = 100"), "total 应为数字（不加引号），如 total = 100"), "{found:#?}");
    assert!(told(line("copy_min_chars"), "应为数字"), "{found:#?}");
    assert!(told(line("optional = true"), "true 或 false"), "{found:#?}");
    assert!(told(line("name_endings"), "name_endings 应为加英文引号的文字"), "{found:#?}");
    // Nothing stands where it should; the first key is where it would.
    assert!(told(line("name ="), "缺少 year"), "{found:#?}");
    assert_eq!(found.len(), 6, "{found:#?}");
}

#[test]
fn broken_toml_is_told_with_its_line() {
    let found = load("name = \"x\ntitle = \"y\"\n").expect_err("broken").0;
    assert!(found.iter().any(|p| p.line == Some(1) && p.message.contains("引号没有合上")), "{found:#?}");
    assert_eq!(found.len(), 1, "what is missing is not told while nobody knows what was meant: {found:#?}");
    let twice = load("name = \"x\"\nname = \"y\"\n").expect_err("broken").0;
    assert!(twice.iter().any(|p| p.line == Some(2) && p.message.contains("写了两次")), "{twice:#?}");
    assert!(load("").is_err() && load("[[[").is_err() && load("\u{0}").is_err());
}

#[test]
fn labels_that_cannot_be_told_apart_are_a_problem() {
    let found = problems(&[("executed = [\n", "executed = [\"全年 执行数\", \"年初预算：\", \n")]);
    let at = line("executed =");
    assert!(
        found.iter().any(|p| p.line == at
            && p.message.contains("“年初预算”既指“年初预算数”（initial）又指“全年 执行数”（executed）")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|p| p.line == at.map(|at| at + 1)
            && p.message.contains("“全年执行数”在“全年 执行数”（executed）的名称里写了两次")),
        "{found:#?}"
    );
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_canonical_label_comes_before_an_alias() {
    let profile = load(xiangdong()).unwrap();
    let roles: Vec<_> = profile.labels.roles("权重").iter().map(|label| (label.role, label.canonical)).collect();
    let column = Role::IndicatorColumn;
    assert_eq!(
        roles,
        [
            (column(IndicatorColumn::Weight), true),
            (Role::BudgetColumn(BudgetColumn::Points), false),
            (column(IndicatorColumn::Points), false)
        ]
    );
    let levels: Vec<_> = profile.labels.roles("满意度指标").iter().map(|label| label.role).collect();
    assert_eq!(levels, [Role::Level1(3), Role::Level2(3, 0)]);
    assert!(profile.labels.roles("不是标签").is_empty());
}

#[test]
fn labels_that_departments_write_are_known() {
    let known = [
        (
            "xiangdong-2023",
            "下属单位个数 二级预算单位个数 部门(单位)名称 预算单位 全年(调整)预算数 预算批复数 年度预算数 实际支出数 本年财政拨款 财政专户管理资金 年度绩效目标 年度目标完成情况 过程 过程指标 投入 预算管理 履职产出 履职效果 社会评价 社会评价指标 履职效果指标 计划值 全年实际值 指标权重 满分 指标得分 未完成原因分析 备注 总计 得分合计 填报人 注",
        ),
        (
            "mof-project-2020",
            "项目名称 主管部门 实施单位 年初预算数 全年预算数 全年执行数 分值 执行率 得分 年度资金总额 当年财政拨款 上年结转资金 其他资金 预期目标 实际完成情况 一级指标 年度指标值 实际完成值 偏差原因分析及改进措施 产出指标 时效指标 生态效益指标 服务对象满意度指标 总分",
        ),
    ];
    for (name, labels) in known {
        let profile = find(name).unwrap();
        for label in labels.split_whitespace() {
            assert!(!profile.labels.roles(label).is_empty(), "{name}: {label}");
        }
    }
}

#[test]
fn a_new_year_is_a_few_lines() {
    let text =
        "extends = \"xiangdong-2023\"\nname = \"xiangdong-2024\"\nyear = 2024\n[thresholds]\nlow_execution = 0.95\n";
    let (next, base) = (load(text).unwrap(), load(xiangdong()).unwrap());
    assert_eq!((next.name.as_str(), next.year), ("xiangdong-2024", 2024));
    assert_eq!(next.thresholds.low_execution, Decimal::new(95, 2));
    assert_eq!(next.thresholds.overachieved, base.thresholds.overachieved);
    let keys = |profile: &Profile| profile.fields.iter().map(|field| field.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&next), keys(&base));
    assert_eq!(next.labels.roles, base.labels.roles);
    assert_ne!(next.hash, base.hash);
}

#[test]
fn problems_of_an_extension_name_its_own_lines() {
    let found = load("extends = \"xiangdong-2023\"\n[scoring]\ntotal = 90\ntotl = 1\n").expect_err("faulty").0;
    assert!(found.iter().any(|p| p.line == Some(4) && p.message.contains("totl")), "{found:#?}");
    let weights = found.iter().find(|p| p.message.contains("应等于总分 90")).expect("weights");
    assert_eq!((weights.line, weights.column), (Some(3), Some(9)), "the own one of the two: {weights}");
    let unknown = load("extends = \"某某\"\n").expect_err("unknown base").0;
    assert!(unknown.iter().any(|p| p.line == Some(1) && p.message.contains("某某")), "{unknown:#?}");
}

#[test]
fn the_project_form_differs_by_its_toml_alone() {
    let profile = find("mof-project-2020").unwrap();
    assert!(profile.is_per_project() && !find("xiangdong-2023").unwrap().is_per_project());
    assert_eq!(profile.budget.overall(), ["total"]);
    let execution = profile.budget.execution.as_ref().unwrap();
    assert_eq!((execution.line.as_str(), execution.points), ("total", Some(Decimal::TEN)));
    assert!(profile.budget.columns.iter().any(|(column, _)| *column == BudgetColumn::Score));
    let level1: Vec<_> = profile.indicators.level1.iter().map(|level1| level1.name.as_str()).collect();
    assert_eq!(level1, ["产出指标", "效益指标", "满意度指标"]);
}

#[test]
fn a_profile_is_found_by_name_or_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.toml");
    std::fs::write(&path, format!("\u{feff}{}", xiangdong().replacen("xiangdong-2023", "own", 1))).unwrap();
    assert_eq!(find(path.to_str().unwrap()).unwrap().name, "own");
    std::fs::write(&path, "name = 1").unwrap();
    assert!(find(path.to_str().unwrap()).unwrap_err().to_string().contains("第1行"));
    let unknown = find("xiangdong").unwrap_err().to_string();
    assert!(unknown.contains("xiangdong-2023、mof-project-2020") && !unknown.contains('\n'), "{unknown}");
    assert!(find(folder.path().to_str().unwrap()).unwrap_err().to_string().contains("读不出来"));
    assert!(find("base").unwrap_err().to_string().contains("不是表样"));
    assert!(builtin().iter().all(|profile| profile.name != "base"));
}

#[test]
fn no_text_makes_checking_panic() {
    let deep = format!("a = {}", "[".repeat(20_000));
    let wide = format!("[scoring]\ntotal = 1e400\ngrades = [{}]\n", "{ from = nan },".repeat(200));
    let huge = xiangdong().replace("weight = 30", "weight = 9223372036854775807");
    assert_ne!(huge, xiangdong());
    let odd = "extends = \"xiangdong-2023\"\nextends.x = 1\n[[labels]]\nfields = [1]\n";
    let operators = "remove = [[[]], \"\", \".\", \"..\", 1]\n_add = [1]\nx_add = [[]]\nx_drop = [{}]\nname_drop = [\"\"]\n[x]\nx_add_add = []\n";
    let over = format!("extends = \"xiangdong-2023\"\n{operators}");
    for text in
        [deep.as_str(), &wide, &huge, odd, operators, &over, "\u{feff}", "fields = 3\nlabels.titles = [[]]", "= ="]
    {
        assert!(load(text).is_err());
    }
    let half = &xiangdong()[..xiangdong().floor_char_boundary(xiangdong().len() / 2)];
    assert!(load(half).is_err());
}

#[test]
fn rules_of_its_own_are_compiled_once_for_all_forms() {
    let text = |rules: &str| format!("extends = \"xiangdong-2023\"\nname = \"own\"\n{rules}");
    let rule = "[[rule]]\ncode = \"USR-01\"\nseverity = \"info\"\nwhen = \"year > 2000\"\nmessage = \"年度 {year}\"\n";
    let profile = load(&text(rule)).unwrap();
    let own = &profile.rules[0];
    assert_eq!((own.code.as_str(), own.title.as_str(), own.cell.is_none()), ("USR-01", "年度 …", true));
    assert!(own.when.holds(|_| Some(Decimal::from(2023))) && !own.when.holds(|_| None));
    let found = load(&text("[[rule]]\ncode = \"USR-01\"\n")).expect_err("half a rule").0;
    for key in ["severity", "when", "message"] {
        assert!(found.iter().any(|p| p.line == Some(3) && p.message.contains(key)), "{key} {found:#?}");
    }
    // Escapes make text and source differ; the line is still right, the column that of the quote.
    let escaped = load(&text(&rule.replace("year > 2000", "\\u0079ear > x"))).expect_err("x").0;
    assert_eq!((escaped[0].line, escaped[0].column), (Some(6), Some(8)), "{escaped:#?}");
    let lines = rule.replace("\"year > 2000\"", "\"\"\"\nyear > 2000\n  && y > 1\"\"\"");
    let lines = load(&text(&lines)).expect_err("y").0;
    assert_eq!((lines[0].line, lines[0].column), (Some(8), Some(6)), "{lines:#?}");
}
