//! Every count and every total that people read is the same wherever they read it.

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
    terminal: String,
}

impl Bureau {
    /// 40 departments with known faults: scores above the points on rows that follow each other, results missing,
    /// reasons missing, money that does not add up, two that sent nothing.
    fn new() -> Self {
        let home = TempDir::new().expect("a folder");
        let inbox = home.path().join("收表");
        fs::create_dir(&inbox).expect("a folder");
        let name = |i: u64| format!("区第{}局", i + 1);
        let names: String = (0..DEPARTMENTS).map(|i| name(i) + "\n").collect();
        fs::write(home.path().join("名册.csv"), format!("单位名称\n{names}")).expect("a roster");
        for i in 2..DEPARTMENTS {
            let mut truth = Truth { department: name(i), ..Truth::sample(i) };
            match i % 5 {
                0 => (0..3).for_each(|row| truth.rows[row].score = truth.rows[row].points + 100),
                1 => truth.rows[1].actual = String::new(),
                2 => truth.lines[0].budget += 1_000_000,
                _ => {}
            }
            if i % 7 == 0 {
                truth.rows[4].score -= 50;
                truth.rows[4].reason = None;
            }
            let bends = combination(&mut Dice(i));
            write_saved(&inbox.join(format!("{}.xlsx", name(i))), 9, &[("自评表", &draw(&truth, &bends))]);
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.env("SOURCE_DATE_EPOCH", "1712000000").arg("batch").arg(&inbox).arg("--quiet");
        command.arg("--out").arg(home.path().join("结果")).arg("--roster").arg(home.path().join("名册.csv"));
        let output = command.output().expect("the program starts");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        Self { home, terminal: String::from_utf8_lossy(&output.stdout).into_owned() }
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

/// A sheet with its header found by a title.
struct Table(Vec<Vec<Data>>);

impl Table {
    fn of(path: &Path, name: &str) -> Self {
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
    fn column(&self, title: &str) -> Vec<String> {
        let (row, col) = self.header(title);
        self.0[row + 1..].iter().map(|cells| cells[col].to_string()).collect()
    }

    /// What stands in a column beside a text of another.
    fn beside(&self, key: &str, text: &str, title: &str) -> String {
        let at = self.column(key).iter().position(|cell| cell.starts_with(text)).unwrap_or_else(|| panic!("{text}"));
        self.column(title)[at].clone()
    }

    /// What stands below a label, or below one that begins so.
    fn below(&self, label: &str) -> String {
        let found = |is: &dyn Fn(&str) -> bool| {
            let rows = self.0.iter().enumerate();
            rows.into_iter().find_map(|(row, cells)| Some((row, cells.iter().position(|cell| is(&cell.to_string()))?)))
        };
        let place = found(&|text| text == label).or_else(|| found(&|text| text.starts_with(label)));
        let (row, col) = place.unwrap_or_else(|| panic!("{label}"));
        self.0[row + 1][col].to_string()
    }
}

fn number(text: &str) -> Decimal {
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
