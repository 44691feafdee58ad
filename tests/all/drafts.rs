//! The drafts of report and notice: every count, sum, list and bar in them is counted once more from the lines of the
//! output, by nothing that the program uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use tempfile::TempDir;

use crate::reports::said;
use crate::support::file::write_saved;
use crate::support::layout::{combination, draw};
use crate::support::package::text_of;
use crate::support::{Dice, truth::Truth};

const DEPARTMENTS: u64 = 36;
/// So many sent nothing.
const MISSING: u64 = 3;
/// Every seventh has no budget on the roster.
const WITHOUT_BUDGET: u64 = 7;

struct Bureau {
    home: TempDir,
}

fn name(i: u64) -> String {
    format!("区第{}中心", i + 1)
}

/// Some have none.
fn section(i: u64) -> &'static str {
    ["预算股", "行财股", "农业股", "", "社保股"][i as usize % 5]
}

/// Whole 元, and no form's own figure.
fn roster_budget(i: u64) -> Option<u64> {
    (!i.is_multiple_of(WITHOUT_BUDGET)).then_some(1_000_000 + i * 123_457)
}

/// Forms of all grades, some with hardly any money spent, some wrong.
fn truth_of(i: u64) -> Truth {
    let mut truth = Truth { department: name(i), ..Truth::sample(i) };
    if i % 3 == 1 {
        let (project, basic) = (truth.lines[3].budget, truth.lines[2].budget);
        truth.lines[2].executed = basic * (50 + 3 * i as i64 % 38) / 100;
        truth.lines[0].executed = truth.lines[2].executed + truth.lines[3].executed;
        assert!(project > 0);
    }
    let reason = Some("部分任务受汛期影响推迟到次年一季度完成，已列入计划。");
    let lost = [0, 0, 0, 1_300, 2_300, 4_500][i as usize % 6];
    for (row, taken) in
        [(12, lost.min(1_900)), (13, (lost - 1_900).clamp(0, 1_400)), (14, (lost - 3_300).clamp(0, 900))]
    {
        truth.rows[row].score -= taken;
        truth.rows[row].reason = if taken > 0 { reason } else { truth.rows[row].reason };
    }
    match i % 9 {
        2 => (0..3).for_each(|row| truth.rows[row].score = truth.rows[row].points + 100),
        5 => truth.rows[1].actual = String::new(),
        7 => truth.rows[8].target = "按上级要求做好有关工作".to_owned(),
        _ => {}
    }
    truth
}

impl Bureau {
    fn new() -> Self {
        let bureau = Self { home: TempDir::new().expect("a folder") };
        let lines = (0..DEPARTMENTS).map(|i| {
            let budget = roster_budget(i).map(|budget| budget.to_string()).unwrap_or_default();
            format!("{},{},{budget}\n", name(i), section(i))
        });
        bureau.roster(&format!("单位名称,归口股室,全年预算数\n{}", lines.collect::<String>()));
        let inbox = bureau.path("收表");
        fs::create_dir(&inbox).expect("a folder");
        for i in MISSING..DEPARTMENTS {
            let grid = draw(&truth_of(i), &combination(&mut Dice(i)));
            write_saved(&inbox.join(format!("{}.xlsx", name(i))), 9, &[("自评表", &grid)]);
        }
        bureau.batch(&["--roster", "名册.csv"]);
        bureau
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn roster(&self, text: &str) {
        fs::write(self.path("名册.csv"), text).expect("a roster");
    }

    fn jixiao(&self, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        let output = command.env("SOURCE_DATE_EPOCH", "1712000000").current_dir(self.home.path()).args(arguments);
        let output = output.output().expect("the program starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
    }

    fn batch(&self, more: &[&str]) {
        self.jixiao(&[&["batch", "收表", "--out", "结果", "--year", "2023", "--quiet"], more].concat());
    }

    fn draft(&self, of: &str, kind: &str) -> Vec<String> {
        self.jixiao(&["report", of, "--out", "草稿.docx", "--kind", kind, "--quiet"]);
        said(&self.path("草稿.docx"))
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.path("结果/data").join(name)).expect("the lines");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    /// Forms that count, in the order of the departments.
    fn forms(&self) -> Vec<Value> {
        let mut forms: Vec<Value> =
            self.lines("submissions.jsonl").into_iter().filter(|form| form["counts"] == true).collect();
        let order = |form: &Value| self.department(form)["number"].as_u64();
        forms.sort_by_key(order);
        forms
    }

    fn department(&self, line: &Value) -> Value {
        let lines = self.lines("departments.jsonl");
        lines.into_iter().find(|known| known["department"] == line["department"]).expect("its department")
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> Option<Decimal> {
    value.as_str().map(|text| text.parse().expect("a number"))
}

/// Budget and executed of the structure, which makes the whole.
fn money(form: &Value) -> Option<(Decimal, Decimal)> {
    let lines = form["budget"].as_array().expect("a list");
    let of = |column: &str| -> Option<Decimal> {
        ["basic_expenditure", "project_expenditure"].iter().try_fold(Decimal::ZERO, |sum, key| {
            let line = lines.iter().find(|line| line["line"] == *key)?;
            Some(sum + number(&line[column])?)
        })
    };
    Some((of("budget")?, of("executed")?))
}

fn rounded(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// 1,234.50
fn wan(yuan: Decimal) -> String {
    let text = format!("{:.2}", rounded(yuan / Decimal::from(10_000)));
    let (whole, rest) = text.split_at(text.len() - 3);
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// 89.60%, as in a table.
fn aligned(part: Decimal, whole: Decimal) -> String {
    format!("{:.2}%", rounded(part / whole * Decimal::ONE_HUNDRED))
}

/// 95.13%, 50%
fn percent(part: Decimal, whole: Decimal) -> String {
    format!("{}%", rounded(part / whole * Decimal::ONE_HUNDRED).normalize())
}

fn count(part: usize, whole: usize) -> String {
    percent(Decimal::from(part), Decimal::from(whole))
}

fn has(draft: &[String], part: &str) {
    assert!(draft.iter().any(|line| line.contains(part)), "{part} is not in\n{}", draft.join("\n"));
}

/// The rows of a table, by its head.
fn rows<'a>(draft: &'a [String], head: &str) -> &'a [String] {
    let from = 1 + draft.iter().position(|line| line == head).unwrap_or_else(|| panic!("{head} in {draft:#?}"));
    let heads = ["序号 ", "部门 ", "问题 ", "审核状态 ", "等级 ", "资金项目 ", "归口股室 ", "项目 "];
    let end = draft[from..].iter().position(|line| heads.iter().any(|head| line.starts_with(head)));
    &draft[from..end.map_or(draft.len(), |end| from + end)]
}

#[test]
fn coverage_is_counted_by_number_and_by_the_rosters_money() {
    let bureau = Bureau::new();
    let draft = bureau.draft("结果", "report");
    let sum = |from: u64| (from..DEPARTMENTS).filter_map(roster_budget).map(Decimal::from).sum::<Decimal>();
    let (due, received) = (sum(0), sum(MISSING));
    let (all, sent) = (DEPARTMENTS as usize, (DEPARTMENTS - MISSING) as usize);
    has(&draft, &format!("应报送绩效自评表的部门{all}家，已报送{sent}家，报送率{}。", count(sent, all)));
    let unknown = (0..DEPARTMENTS).filter(|i| roster_budget(*i).is_none()).count();
    has(
        &draft,
        &format!(
            "按名册所列全年预算计算，应报送部门合计{}万元，已报送部门合计{}万元，占{}。名册没有列出全年预算的{unknown}家部门未计入。",
            wan(due),
            wan(received),
            percent(received, due)
        ),
    );
    // The same of a merge of the output, which has nothing but its lines.
    bureau.jixiao(&["merge", "结果", "--out", "合并", "--quiet"]);
    let merged = bureau.draft("合并", "report");
    let covered = |draft: &[String]| draft.iter().find(|line| line.starts_with("按名册所列")).cloned();
    assert!(covered(&merged).is_some() && covered(&merged) == covered(&draft));
}

/// What nobody knows is a place for the officer: a roster without money, no roster, an output of a version before.
#[test]
fn coverage_that_nobody_knows_is_left_to_the_officer() {
    let bureau = Bureau::new();
    let place = "名册没有列出各部门全年预算。【填写应报送部门全年预算合计，以及已报送部门所占比例】";
    let path = bureau.path("结果/data/departments.jsonl");
    let lines = fs::read_to_string(&path).expect("lines");
    let old: String = lines
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).expect("a line");
            line.as_object_mut().expect("an object").remove("roster_budget").expect("the key");
            format!("{line}\n")
        })
        .collect();
    fs::write(&path, old).expect("written");
    has(&bureau.draft("结果", "report"), place);
    bureau.roster(&(0..DEPARTMENTS).fold("单位名称\n".to_owned(), |text, i| format!("{text}{}\n", name(i))));
    bureau.batch(&["--roster", "名册.csv"]);
    has(&bureau.draft("结果", "report"), place);
    fs::remove_dir_all(bureau.path("结果")).expect("gone");
    bureau.batch(&[]);
    let draft = bureau.draft("结果", "report");
    let sent = DEPARTMENTS - MISSING;
    has(&draft, &format!("已报送绩效自评表的部门{sent}家。审核时没有名册，【填写应报送部门数和报送率】"));
    assert!(
        !draft.iter().any(|line| line.contains("应报送绩效自评表的部门") || line.contains("报送率1")),
        "{draft:#?}"
    );
    has(&bureau.draft("结果", "notice"), &format!("【填写应报送部门数】已报送{sent}家"));
}

#[test]
fn money_by_section_and_the_low_ones_are_those_of_the_forms() {
    let bureau = Bureau::new();
    let draft = bureau.draft("结果", "report");
    let forms = bureau.forms();
    let with_money: Vec<(&Value, (Decimal, Decimal))> =
        forms.iter().filter_map(|form| Some((form, money(form)?))).collect();
    let mut sections: BTreeMap<String, (usize, Decimal, Decimal)> = BTreeMap::new();
    for (form, (budget, executed)) in &with_money {
        let section = bureau.department(form)["section"].as_str().unwrap_or("未分股室").to_owned();
        for name in [section, "合计".to_owned()] {
            let sums = sections.entry(name).or_default();
            *sums = (sums.0 + 1, sums.1 + budget, sums.2 + executed);
        }
    }
    let mut expected: Vec<(bool, bool, Decimal, String)> = sections
        .iter()
        .map(|(name, (forms, budget, executed))| {
            let row = format!("{name} {forms} {} {} {}", wan(*budget), wan(*executed), aligned(*executed, *budget));
            (name == "合计", name == "未分股室", -budget, row)
        })
        .collect();
    expected.sort();
    let expected: Vec<String> = expected.into_iter().map(|(.., row)| row).collect();
    assert_eq!(expected.len(), 6);
    assert_eq!(rows(&draft, "归口股室 自评表（份） 全年预算（万元） 全年执行（万元） 执行率"), expected);

    let ninety: Decimal = "0.9".parse().expect("a rate");
    let mut low: Vec<_> = with_money.iter().filter(|(_, (budget, executed))| executed / budget < ninety).collect();
    low.sort_by_key(|(form, (budget, executed))| (executed / budget, text(&form["department"]).to_owned()));
    assert!(low.len() > 8, "{}", low.len());
    let sum = |of: &dyn Fn(&(Decimal, Decimal)) -> Decimal| low.iter().map(|(_, money)| of(money)).sum::<Decimal>();
    let named: Vec<String> = low[..8]
        .iter()
        .map(|(form, (budget, executed))| format!("{}（{}）", text(&form["department"]), percent(*executed, *budget)))
        .collect();
    has(
        &draft,
        &format!(
            "执行率低于90%的{}份，占{}，涉及全年预算{}万元，尚未执行{}万元。执行率最低的是：{}等。",
            low.len(),
            count(low.len(), with_money.len()),
            wan(sum(&|money| money.0)),
            wan(sum(&|money| money.0 - money.1)),
            named.join("、")
        ),
    );
}

#[test]
fn the_chart_of_grades_shows_what_the_forms_came_to() {
    let bureau = Bureau::new();
    let draft = bureau.draft("结果", "report");
    let forms = bureau.forms();
    let graded = |key: &str, grade: &str| forms.iter().filter(|form| form["scores"][key] == grade).count();
    let grades = ["优", "良", "中", "差"].map(|grade| {
        (grade.to_owned(), graded("grade_self", grade).to_string(), graded("grade_recomputed", grade).to_string())
    });
    assert!(grades.iter().all(|(_, own, _)| own != "0") && grades.iter().any(|(_, own, again)| own != again));
    let table: Vec<String> = grades.iter().map(|(grade, own, again)| format!("{grade} {own} {again}")).collect();
    assert_eq!(&rows(&draft, "等级 部门自评（家） 复核计算（家）")[..4], table);
    has(&draft, "图2　等级分布（家）");
    let chart = text_of(&bureau.path("草稿.docx"), "word/charts/chart2.xml");
    let values = |piece: &str| -> Vec<String> {
        let texts = piece.split("<c:v>").skip(1);
        texts.map(|text| text.split('<').next().expect("a text").to_owned()).collect()
    };
    let series: Vec<(String, Vec<String>, Vec<String>)> = chart
        .split("<c:ser>")
        .skip(1)
        .map(|series| {
            let (name, rest) = series.split_once("<c:cat>").expect("groups");
            let (groups, rest) = rest.split_once("</c:cat>").expect("groups");
            (values(name).concat(), values(groups), values(rest))
        })
        .collect();
    let column = |of: fn(&(String, String, String)) -> &String| grades.iter().map(|row| of(row).clone()).collect();
    let names: Vec<String> = column(|row| &row.0);
    let expected = vec![
        ("部门自评".to_owned(), names.clone(), column(|row| &row.1)),
        ("复核计算".to_owned(), names, column(|row| &row.2)),
    ];
    assert_eq!(series, expected);
}

/// What is open, by rule: departments and findings.
fn open(bureau: &Bureau) -> Vec<(String, usize, usize, bool)> {
    let states = ["计入汇总", "沿用上次", "随附报告", "无法读取"];
    let departments = bureau.lines("departments.jsonl");
    let files = departments.iter().flat_map(|line| line["files"].as_array().expect("a list"));
    let live: BTreeSet<&str> =
        files.filter(|file| states.contains(&text(&file["state"]))).map(|file| text(&file["file"])).collect();
    let mut rules: BTreeMap<String, (BTreeSet<String>, usize, bool)> = BTreeMap::new();
    for finding in bureau.lines("findings.jsonl") {
        let is_live = finding["file"].as_str().is_none_or(|file| live.contains(file));
        let is_open = finding["outcome"] == "fail" && finding["waived"].is_null() && finding["state"] != "fixed";
        if is_live && is_open && finding["severity"] != "info" {
            let rule = rules.entry(text(&finding["rule"]).to_owned()).or_default();
            rule.0.insert(text(&finding["department"]).to_owned());
            rule.1 += 1;
            rule.2 |= finding["severity"] == "error";
        }
    }
    let mut rules: Vec<_> =
        rules.into_iter().map(|(code, (who, findings, is_error))| (code, who.len(), findings, is_error)).collect();
    rules.sort_by(|a, b| (b.1, b.2).cmp(&(a.1, a.2)).then(a.0.cmp(&b.0)));
    rules
}

fn titles() -> BTreeMap<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let output = command.args(["rules", "--format", "json"]).output().expect("the program starts");
    let rules: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    rules.iter().map(|rule| (text(&rule["code"]).to_owned(), text(&rule["title"]).to_owned())).collect()
}

#[test]
fn problems_are_those_that_are_open() {
    let bureau = Bureau::new();
    let draft = bureau.draft("结果", "report");
    let (rules, titles, departments) = (open(&bureau), titles(), bureau.lines("departments.jsonl"));
    let sum = |key: &str| departments.iter().map(|line| line[key].as_u64().expect("a count")).sum::<u64>();
    has(&draft, &format!("审核共提出须修改的问题{}处、需说明的问题{}处。", sum("errors"), sum("warnings")));
    let told: Vec<&(String, usize, usize, bool)> =
        rules.iter().filter(|(code, ..)| code != "BAT-01" && code != "BAT-03").take(10).collect();
    assert!(told.len() > 4, "{rules:?}");
    for (number, (code, who, findings, _)) in (1..).zip(&told) {
        let line = format!("{number}.{}。涉及{who}家部门，共{findings}处。", titles[code]);
        assert!(draft.iter().any(|own| own.starts_with(&line)), "{line} is not in {draft:#?}");
    }
    assert!(!draft.iter().any(|line| line.starts_with(&format!("{}.", told.len() + 1)) && line.contains("涉及")));
    let table: Vec<String> = rules
        .iter()
        .map(|(code, who, findings, is_error)| {
            format!("{} {} {who} {findings}", titles[code], if *is_error { "须修改" } else { "需说明" })
        })
        .collect();
    assert_eq!(rows(&draft, "问题 级别 部门（家） 处数"), table);
    let notice = bureau.draft("结果", "notice");
    for (number, (code, who, ..)) in (1..).zip(rules.iter().filter(|(code, ..)| !code.starts_with("BAT")).take(6)) {
        has(&notice, &format!("{number}.{}（{who}家）。", titles[code]));
    }
}

#[test]
fn the_annexes_have_a_row_for_every_department_and_every_form() {
    let bureau = Bureau::new();
    let draft = bureau.draft("结果", "report");
    let departments = bureau.lines("departments.jsonl");
    let joined = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let row = |line: &Value| {
        let [name, section, state] = ["department", "section", "state"].map(|key| text(&line[key]).to_owned());
        let [number, errors, warnings] = ["number", "errors", "warnings"].map(|key| line[key].to_string());
        joined(&[number, name, section, state, errors, warnings])
    };
    let expected: Vec<String> = departments.iter().map(row).collect();
    assert_eq!(expected.len(), DEPARTMENTS as usize);
    assert_eq!(rows(&draft, "序号 部门 归口股室 状态 须修改 需说明"), expected);
    let row = |form: &Value| {
        let money = money(form);
        let scores = &form["scores"];
        let total = number(&form["total"]["stated"]).or(number(&scores["self"])).expect("a total");
        let score = |value: Decimal| format!("{:.2}", rounded(value));
        joined(&[
            text(&form["department"]).to_owned(),
            money.map_or("—".to_owned(), |(budget, _)| wan(budget)),
            money.map_or("—".to_owned(), |(_, executed)| wan(executed)),
            money.map_or("—".to_owned(), |(budget, executed)| aligned(executed, budget)),
            score(total),
            score(number(&scores["recomputed"]).expect("a score")),
            text(&scores["grade_self"]).to_owned(),
        ])
    };
    let forms = bureau.forms();
    let sum = |of: fn((Decimal, Decimal)) -> Decimal| forms.iter().filter_map(money).map(of).sum::<Decimal>();
    let (budget, executed) = (sum(|money| money.0), sum(|money| money.1));
    let total = format!("合计 {} {} {}", wan(budget), wan(executed), aligned(executed, budget));
    let expected: Vec<String> = forms.iter().map(row).chain([total]).collect();
    assert_eq!(expected.len(), (DEPARTMENTS - MISSING) as usize + 1);
    assert_eq!(rows(&draft, "部门 预算（万元） 执行（万元） 执行率 自评得分 复核得分 等级"), expected);
}

/// Points for each reason, the reasons as the report of the bureau gives them.
fn reasons(form: &Value, large: Decimal, copied: &BTreeSet<String>) -> Vec<(u32, String)> {
    let scores = &form["scores"];
    let of = |key: &str| number(&scores[key]).unwrap_or_default();
    let apart = rounded((of("self") - of("recomputed")).abs()).normalize();
    let mut all = Vec::new();
    if apart >= Decimal::ONE {
        all.push((if apart >= Decimal::from(5) { 3 } else { 2 }, format!("自评与复核相差{apart}分")));
    }
    if copied.contains(text(&form["department"])) {
        all.push((3, "与其他部门文字高度相似".to_owned()));
    }
    if money(form).is_some_and(|(budget, _)| budget >= large) {
        all.push((2, "预算金额居前".to_owned()));
    }
    let rows = form["indicators"].as_array().expect("a list");
    if rows.iter().all(|row| row["score"] == row["points"]) {
        all.push((2, "全部指标满分".to_owned()));
    }
    let (verified, unverified) = (of("verified_points"), of("unverified_points"));
    if unverified * Decimal::TWO >= verified + unverified {
        all.push((1, format!("{}的分值无法核验", percent(unverified, verified + unverified))));
    }
    all
}

#[test]
fn the_sample_is_made_of_those_with_most_reasons() {
    let bureau = Bureau::new();
    let draft = bureau.draft("结果", "report");
    let forms = bureau.forms();
    let mut budgets: Vec<Decimal> = forms.iter().filter_map(|form| Some(money(form)?.0)).collect();
    budgets.sort();
    let large = budgets[budgets.len() - budgets.len() / 10];
    let found = bureau.lines("findings.jsonl").into_iter().filter(|finding| finding["rule"] == "BAT-04");
    let copied: BTreeSet<String> = found.map(|finding| text(&finding["department"]).to_owned()).collect();
    let mut picks: Vec<(u32, usize, Option<Decimal>, String)> = Vec::new();
    for form in &forms {
        let reasons = reasons(form, large, &copied);
        let points = reasons.iter().map(|(points, _)| points).sum();
        let budget = money(form).map(|(budget, _)| budget);
        let words: Vec<String> = reasons.iter().map(|(_, words)| words.clone()).collect();
        let shown = budget.map_or("—".to_owned(), wan);
        picks.push((
            points,
            reasons.len(),
            budget,
            format!("{} {shown} {}", text(&form["department"]), words.join("；")),
        ));
    }
    picks.retain(|pick| pick.0 >= 2);
    picks.sort_by_key(|pick| std::cmp::Reverse((pick.0, pick.1, pick.2)));
    let most = forms.len().div_ceil(10);
    assert!(picks.len() > most, "{picks:?}");
    picks.truncate(most);
    let expected: Vec<String> = (1..).zip(&picks).map(|(number, pick)| format!("{number} {}", pick.3)).collect();
    assert_eq!(rows(&draft, "序号 部门 全年预算（万元） 理由"), expected);
    has(&draft, &format!("建议对以下{most}家部门开展抽查复核"));
}
