//! Every count and every total that people read is the same wherever they read it.

mod overview;
mod programs;
mod rounds;

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
