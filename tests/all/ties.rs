//! Every count and every total that people read is the same wherever they read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::file::write_saved;
use crate::support::layout::{combination, draw};
use crate::support::{Dice, truth::Truth};
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_decimal::Decimal;
use serde_json::Value;
use tempfile::TempDir;

const DEPARTMENTS: u64 = 40;

struct Bureau {
    home: TempDir,
    inbox: PathBuf,
    /// What those who sent something meant to say.
    truths: Vec<Truth>,
    terminal: String,
}

impl Bureau {
    /// 40 departments with known faults: scores above the points on rows that follow each other, results missing,
    /// reasons missing, money that does not add up, two that sent nothing.
    fn new() -> Self {
        let home = TempDir::new().expect("a folder");
        let inbox = home.path().join("收表");
        fs::create_dir(&inbox).expect("a folder");
        let names: String = (0..DEPARTMENTS).map(|i| format!("{},{}\n", department(i), section(i))).collect();
        fs::write(home.path().join("名册.csv"), format!("单位名称,归口股室\n{names}")).expect("a roster");
        let truths: Vec<Truth> = (2..DEPARTMENTS).map(truth_of).collect();
        for (i, truth) in (2..).zip(&truths) {
            send(&inbox, &format!("{}.xlsx", truth.department), (9, i), truth);
        }
        let mut bureau = Self { home, inbox, truths, terminal: String::new() };
        bureau.terminal = bureau.run();
        bureau
    }

    fn run(&self) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.env("SOURCE_DATE_EPOCH", "1712000000").arg("batch").arg(&self.inbox).arg("--quiet");
        command.arg("--out").arg(self.out()).arg("--roster").arg(self.home.path().join("名册.csv"));
        let output = command.output().expect("the program starts");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn out(&self) -> PathBuf {
        self.home.path().join("结果")
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.out().join("data").join(name)).expect("the lines");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    fn sheet(&self, name: &str) -> Table {
        Table::of(&self.out().join("汇总表.xlsx"), name)
    }

    /// The number behind a label of the terminal.
    fn told(&self, label: &str) -> usize {
        let line = self.terminal.lines().find(|line| line.starts_with(label)).expect("its line");
        let digits = line.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
        digits.collect::<String>().parse().expect("a number")
    }
}

fn department(i: u64) -> String {
    format!("区第{}局", i + 1)
}

fn truth_of(i: u64) -> Truth {
    let mut truth = Truth { department: department(i), ..Truth::sample(i) };
    match i % 5 {
        0 => (0..3).for_each(|row| truth.rows[row].score = truth.rows[row].points + 100),
        1 => truth.rows[1].actual = String::new(),
        2 => truth.lines[0].budget += 1_000_000,
        _ => {}
    }
    if i.is_multiple_of(7) {
        truth.rows[4].score -= 50;
        truth.rows[4].reason = None;
    }
    truth
}

/// A form saved on that day, drawn as that department draws its forms.
fn send(inbox: &Path, name: &str, (day, i): (u8, u64), truth: &Truth) {
    let bends = combination(&mut Dice(i));
    write_saved(&inbox.join(name), day, &[("自评表", &draw(truth, &bends))]);
}

/// Some departments have none.
fn section(department: u64) -> &'static str {
    ["预算股", "行财股", "农业股", ""][department as usize % 4]
}

/// A sheet with its header found by a title.
pub struct Table(pub Vec<Vec<Data>>);

impl Table {
    pub fn of(path: &Path, name: &str) -> Self {
        let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
        Self(book.worksheet_range(name).expect("a sheet").rows().map(<[Data]>::to_vec).collect())
    }

    fn header(&self, title: &str) -> (usize, usize) {
        let found = self
            .0
            .iter()
            .enumerate()
            .find_map(|(row, cells)| Some((row, cells.iter().position(|cell| *cell == title)?)));
        found.unwrap_or_else(|| panic!("{title}"))
    }

    /// The texts of a column below its header, blank ones too.
    pub fn column(&self, title: &str) -> Vec<String> {
        let (row, col) = self.header(title);
        self.0[row + 1..].iter().map(|cells| cells[col].to_string()).collect()
    }

    /// What stands in a column beside a text of another.
    pub fn beside(&self, key: &str, text: &str, title: &str) -> String {
        let at = self.column(key).iter().position(|cell| cell.starts_with(text)).unwrap_or_else(|| panic!("{text}"));
        self.column(title)[at].clone()
    }

    /// The cells of a row, from the one that holds a text.
    fn row_of(&self, text: &str) -> Option<(usize, usize)> {
        let mut rows = self.0.iter().enumerate();
        rows.find_map(|(row, cells)| Some((row, cells.iter().position(|cell| *cell == text)?)))
    }

    /// A number by its place.
    fn at(&self, row: usize, col: usize) -> Decimal {
        number(&self.0[row][col].to_string())
    }

    /// What stands below a label, or below one that begins so.
    pub fn below(&self, label: &str) -> String {
        let found = |is: &dyn Fn(&str) -> bool| {
            let rows = self.0.iter().enumerate();
            rows.into_iter().find_map(|(row, cells)| Some((row, cells.iter().position(|cell| is(&cell.to_string()))?)))
        };
        let place = found(&|text| text == label).or_else(|| found(&|text| text.starts_with(label)));
        let (row, col) = place.unwrap_or_else(|| panic!("{label}"));
        self.0[row + 1][col].to_string()
    }
}

pub fn number(text: &str) -> Decimal {
    let text = text.replace(',', "");
    text.parse().or_else(|_| Decimal::from_scientific(&text)).unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn tasks_are_counted_alike_everywhere() {
    let bureau = Bureau::new();
    let (summary, notices, findings) = (bureau.sheet("部门汇总"), bureau.sheet("退回通知"), bureau.sheet("问题清单"));
    let overview = bureau.sheet("总览");
    let mut sums = [0, 0];
    for line in bureau.lines("departments.jsonl") {
        let name = line["department"].as_str().expect("a name");
        let counts = ["errors", "warnings"].map(|key| line[key].as_u64().expect("a count"));
        let shown =
            ["错误", "警告"].map(|title| summary.beside("部门名称", name, title).parse::<u64>().expect("a count"));
        assert_eq!(shown, counts, "{name}");
        sums = [sums[0] + counts[0], sums[1] + counts[1]];
        let Some(workbook) = line["workbook"].as_str() else { continue };
        let list = Table::of(&bureau.out().join(workbook), "问题清单");
        let levels = list.column("级别");
        let listed = ["须修改", "需说明"].map(|word| levels.iter().filter(|level| *level == word).count() as u64);
        assert_eq!(listed, counts, "{name}");
        let words = |count: u64, word: &str, gap: &str| format!("{word}{gap}{count}{gap}处");
        let (verdict, notice) = (list.0[1][0].to_string(), notices.beside("部门名称", name, "退回通知"));
        for (count, word) in counts.into_iter().zip(["须修改", "需说明"]).filter(|(count, _)| *count > 0) {
            assert!(verdict.contains(&words(count, word, " ")), "{verdict}");
            assert!(notice.contains(&words(count, word, "")), "{notice}");
        }
        let named = (1..).take_while(|at| notice.contains(&format!("\n{at}. "))).count() as u64;
        assert_eq!(named, counts.iter().sum::<u64>().min(10), "{notice}");
    }
    for ((sum, tile), level) in sums.into_iter().zip(["须修改（处）", "需说明（处）"]).zip(["错误", "警告"])
    {
        assert_eq!(overview.below(tile), sum.to_string(), "{tile}");
        assert_eq!(summary.beside("部门名称", "合计", level), sum.to_string());
        assert_eq!(bureau.told(tile.split('（').next().expect("a word")), sum as usize);
        let rows = findings.column("级别").into_iter().zip(findings.column("计入统计"));
        assert_eq!(rows.filter(|(of, counts)| of == level && counts == "是").count(), sum as usize);
    }
    // Three scores in a column are one task, and three findings.
    let three = bureau.lines("departments.jsonl").into_iter().find(|line| line["department"] == "区第6局").expect("it");
    assert_eq!((&three["errors"], three["findings"].as_u64().is_some_and(|count| count >= 3)), (&1.into(), true));
}

#[test]
fn states_and_money_agree_to_the_cent() {
    let bureau = Bureau::new();
    let (summary, budget, overview) = (bureau.sheet("部门汇总"), bureau.sheet("预算汇总"), bureau.sheet("总览"));
    let departments = bureau.lines("departments.jsonl");
    for state in ["未报送", "待确认", "无法读取", "退回", "通过(需说明)", "通过"] {
        let count = departments.iter().filter(|line| line["state"] == state).count();
        assert_eq!(overview.below(state), count.to_string(), "{state}");
        assert_eq!(summary.column("状态").iter().filter(|text| *text == state).count(), count);
        assert_eq!(bureau.told(&format!("{state}　")), count, "{state}");
    }
    let forms = bureau.lines("submissions.jsonl");
    let structure = |form: &Value, key: &str| -> Decimal {
        let lines = form["budget"].as_array().expect("a budget").iter();
        let wanted =
            |line: &&Value| ["basic_expenditure", "project_expenditure"].iter().any(|name| line["line"] == *name);
        lines.filter(wanted).filter_map(|line| Some(number(line[key].as_str()?))).sum()
    };
    let findings = bureau.lines("findings.jsonl");
    let is_wrong = |form: &&Value| {
        let of = findings.iter().filter(|finding| finding["file"] == form["file"]);
        of.into_iter().any(|finding| {
            let rule = finding["rule"].as_str().expect("a rule");
            rule == "BUD-10" || (rule.starts_with("BUD-") && finding["severity"] == "error")
        })
    };
    for (key, title) in [("budget", "全年预算数"), ("executed", "全年执行数")] {
        let all: Decimal = forms.iter().map(|form| structure(form, key)).sum();
        let sound: Decimal = forms.iter().filter(|form| !is_wrong(form)).map(|form| structure(form, key)).sum();
        assert!(sound < all);
        assert_eq!(number(&overview.below(title)).round_dp(2), all, "{title}");
        assert_eq!(number(&overview.below(&format!("{title}（不含"))).round_dp(2), sound, "{title}");
        assert_eq!(number(&summary.beside("部门名称", "合计", title)).round_dp(2), all);
        assert_eq!(number(&budget.beside("部门名称", "合计", title)).round_dp(2), all);
        assert_eq!(number(&budget.beside("部门名称", "不含", title)).round_dp(2), sound);
    }
    // What the total row says, what the scores add up to, and what they give again stand side by side.
    for form in &forms {
        let name = form["department"].as_str().expect("a name");
        let stated = summary.beside("部门名称", name, "自评总分(填报)");
        assert_eq!(
            form["total"]["stated"].as_str().map(number),
            (!stated.is_empty()).then(|| number(&stated)),
            "{name}"
        );
        for (title, key) in [("各项得分合计", "self"), ("自评总分(复核)", "recomputed")] {
            let own = number(&summary.beside("部门名称", name, title));
            assert_eq!(own, number(form["scores"][key].as_str().expect("a score")), "{name} {title}");
        }
    }
    let returned = departments.iter().filter(|line| line["state"] == "退回").count();
    let over = format!("平均自评分（{}家，含退回{returned}家）", forms.len());
    let own =
        |form: &Value| number(form["total"]["stated"].as_str().or(form["scores"]["self"].as_str()).expect("a score"));
    let mean = forms.iter().map(own).sum::<Decimal>() / Decimal::from(forms.len());
    assert_eq!(number(&overview.below(&over)).round_dp(6), mean.round_dp(6));
}

/// How many of the values belong to each band: from its edge up to the next one's.
fn bands(values: &[Decimal], edges: &[(&'static str, &str)]) -> Vec<(&'static str, usize)> {
    let edge = |at: usize| edges.get(at).map_or(Decimal::MAX, |(_, edge)| number(edge));
    let count = |at: usize| values.iter().filter(|value| **value >= edge(at) && **value < edge(at + 1)).count();
    edges.iter().enumerate().map(|(at, (label, _))| (*label, count(at))).filter(|(_, count)| *count > 0).collect()
}

/// Sum of a key over the lines of the structure.
fn structure_of(form: &Value, key: &str) -> Decimal {
    let lines = form["budget"].as_array().expect("a budget").iter();
    let wanted = |line: &&Value| ["basic_expenditure", "project_expenditure"].iter().any(|name| line["line"] == *name);
    lines.filter(wanted).filter_map(|line| Some(number(line[key].as_str()?))).sum()
}

#[test]
fn what_was_sent_is_what_is_told() {
    let bureau = Bureau::new();
    let (summary, overview) = (bureau.sheet("部门汇总"), bureau.sheet("总览"));
    let cents = |pick: fn(&crate::support::truth::Line) -> i64| -> Decimal {
        // The faults lie in the sources.
        let lines = bureau.truths.iter().flat_map(|truth| &truth.lines[2..]);
        Decimal::new(lines.map(pick).sum(), 2)
    };
    let (budget, executed) = (cents(|line| line.budget), cents(|line| line.executed));
    assert_eq!(number(&overview.below("全年预算数")).round_dp(2), budget);
    assert_eq!(number(&overview.below("全年执行数")).round_dp(2), executed);
    assert_eq!(number(&overview.below("执行率")).round_dp(8), (executed / budget).round_dp(8));
    for truth in &bureau.truths {
        let name = &truth.department;
        let own = number(&summary.beside("部门名称", name, "各项得分合计"));
        assert_eq!(own, Decimal::new(truth.total(), 2), "{name}");
        let indicators = number(&summary.beside("部门名称", name, "指标数"));
        assert_eq!(indicators, Decimal::from(truth.rows.len()), "{name}");
    }
    let all: usize = bureau.truths.iter().map(|truth| truth.rows.len()).sum();
    assert_eq!(number(&summary.beside("部门名称", "合计", "指标数")), Decimal::from(all));
    for (label, count) in [("应报送", DEPARTMENTS as usize), ("已报送", bureau.truths.len())] {
        assert_eq!((overview.below(label), bureau.told(label)), (count.to_string(), count));
    }
    let run: Value =
        serde_json::from_slice(&fs::read(bureau.out().join("data/run.json")).expect("the run")).expect("one");
    let counts = &run["counts"];
    assert_eq!((&counts["expected"], &counts["received"]), (&DEPARTMENTS.into(), &bureau.truths.len().into()));
    for (key, tile) in [("errors", "须修改（处）"), ("warnings", "需说明（处）")] {
        assert_eq!(counts[key].to_string(), overview.below(tile), "{key}");
    }
}

#[test]
fn scores_differences_and_ranks_are_those_of_the_rows() {
    let bureau = Bureau::new();
    let (summary, overview, rows) = (bureau.sheet("部门汇总"), bureau.sheet("总览"), bureau.sheet("指标明细"));
    let forms = bureau.lines("submissions.jsonl");
    let score = |form: &Value, key: &str| number(form["scores"][key].as_str().expect("a score"));
    let recomputed: Vec<Decimal> = forms.iter().map(|form| score(form, "recomputed")).collect();
    let count = Decimal::from(forms.len());
    let (departments, again) = (rows.column("部门"), rows.column("复核得分"));
    for (form, own) in forms.iter().zip(&recomputed) {
        let name = form["department"].as_str().expect("a name");
        let shown = |title: &str| number(&summary.beside("部门名称", name, title));
        assert_eq!(shown("差额"), score(form, "self") - own, "{name}");
        for (title, key) in [("已核验分值", "verified_points"), ("未核验分值", "unverified_points")] {
            assert_eq!(shown(title), score(form, key), "{name} {title}");
        }
        let better = recomputed.iter().filter(|other| *other > own).count();
        assert_eq!(shown("排名"), Decimal::from(better + 1), "{name}");
        let of_rows: Decimal =
            departments.iter().zip(&again).filter(|(of, _)| *of == name).map(|(_, score)| number(score)).sum();
        assert_eq!(of_rows, *own, "{name}");
        for (title, key) in [("等级(填报)", "grade_self"), ("等级(复核)", "grade_recomputed")] {
            assert_eq!(Some(&*summary.beside("部门名称", name, title)), form["scores"][key].as_str(), "{name}");
        }
    }
    let mean = recomputed.iter().sum::<Decimal>() / count;
    assert_eq!(number(&overview.below("平均复核分（")).round_dp(6), mean.round_dp(6));
    let sum = |key: &str| forms.iter().map(|form| score(form, key)).sum::<Decimal>();
    let share = sum("unverified_points") / (sum("verified_points") + sum("unverified_points"));
    assert_eq!(number(&overview.below("无法核验分值占比")).round_dp(6), share.round_dp(6));
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

#[test]
fn what_programs_read_is_what_people_read() {
    let bureau = Bureau::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.arg("status").arg(bureau.out()).args(["--format", "json"]);
    let status: Value = serde_json::from_slice(&command.output().expect("it runs").stdout).expect("one document");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command
        .env("SOURCE_DATE_EPOCH", "1712000000")
        .arg("batch")
        .arg(&bureau.inbox)
        .args(["--quiet", "--format", "json"]);
    command.arg("--out").arg(bureau.home.path().join("又")).arg("--roster").arg(bureau.home.path().join("名册.csv"));
    let ended: Value = serde_json::from_slice(&command.output().expect("it runs").stdout).expect("one document");
    let run = fs::read(bureau.out().join("data/run.json")).expect("the run");
    let run: Value = serde_json::from_slice(&run).expect("one document");
    let overview = bureau.sheet("总览");
    let tile = |label: &str| overview.below(label).parse::<u64>().expect("a count");

    let keys = [
        ("未报送", "missing"),
        ("待确认", "to_confirm"),
        ("无法读取", "unreadable"),
        ("退回", "returned"),
        ("通过(需说明)", "accepted_with_warnings"),
    ];
    for (state, key) in keys {
        let of_run = run["counts"]["departments"][state].as_u64().unwrap_or_default();
        let of_status = status["counts"][state].as_u64().unwrap_or_default();
        assert_eq!([Some(of_run), Some(of_status), ended[key].as_u64()], [Some(tile(state)); 3], "{state}");
    }
    assert_eq!(ended["accepted"].as_u64(), Some(tile("通过") + tile("通过(需说明)")));
    for (key, label) in [("errors", "须修改（处）"), ("warnings", "需说明（处）")] {
        assert_eq!(ended[key].as_u64(), Some(tile(label)), "{key}");
    }
    let (departments, findings) = (bureau.lines("departments.jsonl"), bureau.lines("findings.jsonl"));
    for (line, also) in departments.iter().zip(status["departments"].as_array().expect("a list")) {
        for key in ["department", "state", "round", "errors", "warnings"] {
            assert_eq!(line[key], also[key], "{key}");
        }
        let own = findings.iter().filter(|finding| finding["department"] == line["department"]);
        let counted = own.filter(|finding| finding["outcome"] == "fail" && finding["waived"].is_null()).count();
        assert_eq!(line["findings"].as_u64(), Some(counted as u64), "{}", line["department"]);
    }
    // The most frequent problems of the terminal are those of its lines.
    for one in ended["most_frequent"].as_array().expect("a list") {
        let code = one["code"].as_str().expect("a code");
        let (row, col) = overview.row_of(code).expect("its line");
        let (_, count) = overview.row_of("次数").expect("the table");
        assert!(col == 0 && overview.0[row][count].to_string() == one["count"].to_string(), "{code}");
    }
}

#[test]
fn what_a_workbook_says_of_the_scores_is_what_the_lines_say() {
    let bureau = Bureau::new();
    let departments = bureau.lines("departments.jsonl");
    let mut seen = 0;
    for form in bureau.lines("submissions.jsonl") {
        let line = departments.iter().find(|line| line["department"] == form["department"]).expect("its line");
        let Some(workbook) = line["workbook"].as_str() else { continue };
        seen += 1;
        let review = Table::of(&bureau.out().join(workbook), "评分复核");
        let summary = review.0[1][0].to_string();
        let score = |key: &str| number(form["scores"][key].as_str().expect("a score")).normalize();
        for (words, key) in [("自评得分合计 ", "self"), ("复核得分 ", "recomputed")] {
            assert!(summary.contains(&format!("{words}{} 分", score(key))), "{key}: {summary}");
        }
        let unverified = score("unverified_points");
        match unverified.is_zero() {
            true => assert!(summary.contains("全部分值均可核验"), "{summary}"),
            false => assert!(summary.contains(&format!("其中 {unverified} 分无法核验")), "{summary}"),
        }
        let total = |title: &str| number(&review.beside("序号", "合计", title)).normalize();
        assert_eq!((total("自评得分"), total("复核得分")), (score("self"), score("recomputed")), "{workbook}");
        assert_eq!(total("差额"), (score("self") - score("recomputed")).normalize(), "{workbook}");
    }
    assert!(seen > 20, "{seen}");
}
