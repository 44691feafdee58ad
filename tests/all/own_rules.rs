//! Rules a profile adds, as a bureau uses them: written in TOML, checked, run, explained.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;
use tempfile::TempDir;

const FORM: &str = "sample_workbooks/区河湖管理中心.xlsx";
const PROFILE: &str = "tests/fixtures/own_rules.toml";
const ROSTER: &str = "sample_workbooks/名册.csv";

fn jixiao(arguments: &[&str]) -> Output {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_jixiao")).current_dir(home).args(arguments).output().expect("the program starts")
}

/// The rules of the profile that spoke, and what they said.
fn found(profile: &str, roster: Option<&str>) -> Vec<Value> {
    let roster = roster.map_or(vec![], |roster| vec!["--roster", roster]);
    let output = jixiao(&[&["check", FORM, "--profile", profile, "--format", "json"], roster.as_slice()].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let findings = report["files"][0]["findings"].as_array().expect("findings");
    findings.iter().filter(|finding| finding["rule"].as_str().is_some_and(|r| r.starts_with("USR"))).cloned().collect()
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().filter_map(|finding| finding["rule"].as_str()).collect()
}

struct Place(TempDir);

impl Place {
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }

    /// The fixture with one text replaced by another.
    fn profile(&self, from: &str, to: &str) -> PathBuf {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PROFILE)).expect("the fixture");
        assert!(text.contains(from), "{from}");
        self.file("own.toml", &text.replacen(from, to, 1))
    }
}

fn place() -> Place {
    Place(TempDir::new().expect("a folder"))
}

#[test]
fn one_rule_fires_at_its_cell_and_the_other_is_silent() {
    let findings = found(PROFILE, Some(ROSTER));
    assert_eq!(codes(&findings), ["USR-01"]);
    let finding = &findings[0];
    assert_eq!(finding["cell"], "G8");
    assert_eq!(finding["severity"], "warning");
    assert_eq!(finding["subject"], "项目支出/全年执行数");
    assert_eq!(finding["message"], "项目支出预算 3,200,000.00 元，执行率只有 94.37%，低于 95%。");
    assert_eq!(finding["fix"], "请在偏差原因里写明是哪个项目没有执行。");
}

#[test]
fn the_other_rule_fires_where_the_roster_says_less() {
    let place = place();
    let roster = place.file("名册.csv", "单位名称,全年预算数\n区河湖管理中心,7628230.90\n");
    let findings = found(PROFILE, roster.to_str());
    assert_eq!(codes(&findings), ["USR-02", "USR-01"], "{findings:#?}");
    assert_eq!(findings[0]["cell"], "G5");
    assert_eq!(findings[0]["message"], "财政拨款支出 8,391,054.00 元，超过名册预算 7,628,230.90 元的 1.1 倍。");
    // One cent more on the roster, and 1.1 times that is 8,391,054.001.
    let roster = place.file("名册.csv", "单位名称,全年预算数\n区河湖管理中心,7628230.91\n");
    assert_eq!(codes(&found(PROFILE, roster.to_str())), ["USR-01"]);
}

#[test]
fn severities_and_switches_of_the_profile_hold_for_its_own_rules() {
    let place = place();
    let louder = place.profile("[[rule]]", "[severities]\nUSR-01 = \"info\"\n[[rule]]");
    assert_eq!(found(louder.to_str().unwrap(), None)[0]["severity"], "info");
    let off = place.profile("[[rule]]", "[off]\nUSR-01 = \"今年不查\"\n[[rule]]");
    assert!(found(off.to_str().unwrap(), None).is_empty());
}

#[test]
fn a_switch_for_a_rule_that_is_not_there_is_refused() {
    let place = place();
    for section in ["[severities]\nSCR-99 = \"info\"", "[off]\nSCR-99 = \"今年不查\""] {
        let file = place.profile("[[rule]]", &format!("{section}\n[[rule]]"));
        let file = file.to_str().expect("UTF-8");
        for arguments in [&["profile", "check", file][..], &["check", FORM, "--profile", file]] {
            let output = jixiao(arguments);
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("“SCR-99”"), "{output:?}");
        }
    }
}

#[test]
fn the_summary_explains_the_rules_and_what_could_not_be_compared() {
    let place = place();
    let out = place.0.path().join("out");
    let output = jixiao(&["batch", FORM, "--profile", PROFILE, "--out", out.to_str().unwrap(), "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let mut book = open_workbook_auto(out.join("汇总表.xlsx")).expect("the summary");
    let sheet = book.worksheet_range("规则说明").expect("the sheet of the rules");
    let rows: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    let row = |code: &str| rows.iter().find(|row| row[0] == code).unwrap_or_else(|| panic!("{code} is missing"));
    assert_eq!(row("USR-01")[2], "大额项目支出执行偏低");
    assert_eq!(row("USR-01")[5], "1");
    assert_eq!(row("USR-02")[1], "错误");
    let not_run = |code: &str| rows.iter().any(|row| row[0].starts_with(code) && row[0].contains("没有提供名册"));
    assert!(not_run("USR-02") && !not_run("USR-01"));
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    let place = place();
    let cases = [
        ("budget.fiscal.executed > 1.1", "budget.fisc.executed > 1.1", "第18行第9列", "“fisc”"),
        ("1.1 * roster.budget\"", "1.1 * roster.budgets\"", "第18行第40列", "“roster.budgets”"),
        ("> 1.1 * roster", "= 1.1 * roster", "第18行第32列", "=="),
        ("1.1 * roster.budget\"", "(1.1 * roster.budget\"", "第18行第54列", "右括号"),
        (".rate < 0.95\"", ".rate < 95%\"", "第9行第66列", "小数"),
        ("cell = \"budget.fiscal.executed\"", "cell = \"overall.rate\"", "第19行第9列", "单元格"),
        ("{roster.budget}", "{roster.money}", "第20行", "“roster.money”"),
        ("{roster.budget}", "{roster.budget", "第20行", "“{”"),
        ("\"USR-02\"", "\"BUD-02\"", "第15行", "内置"),
        ("\"USR-02\"", "\"USR-01\"", "第15行", "两次"),
        ("\"USR-02\"", "\"USR2\"", "第15行", "USR-01"),
        ("severity = \"error\"", "severity = \"fatal\"", "第16行", "“fatal”"),
        ("severity = \"error\"", "sevrity = \"error\"", "第16行", "sevrity"),
    ];
    for (from, to, at, piece) in cases {
        let path = place.profile(from, to);
        let output = jixiao(&["profile", "check", path.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{to}: {said}");
        assert!(said.contains(at) && said.contains(piece), "{to}: {at} {piece}\n{said}");
    }
    let fine = jixiao(&["profile", "check", PROFILE]);
    assert_eq!(fine.status.code(), Some(0), "{fine:?}");
    let shown = String::from_utf8(jixiao(&["profile", "show", PROFILE]).stdout).expect("UTF-8");
    assert!(shown.contains("USR-01 大额项目支出执行偏低"), "{shown}");
}

#[test]
fn no_condition_keeps_the_program_busy() {
    let place = place();
    let deep = format!("{}year{} > 1", "(".repeat(450), ")".repeat(450));
    let long = format!("{}year > 1", "year * ".repeat(100_000));
    for condition in [deep.as_str(), &long, "loop { }", "eval(year)", "while true { year }"] {
        let path = place.profile("budget.fiscal.executed > 1.1 * roster.budget", condition);
        let output = jixiao(&["profile", "check", path.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{condition:.20}: {said}");
        assert!(said.contains("第18行第"), "{condition:.20}: {said}");
    }
}

/// A bureau that calls a column something else hears of it by that name.
#[test]
fn messages_call_a_column_what_the_profile_does() {
    let place = place();
    let own =
        "extends = \"xiangdong-2023\"\nname = \"own\"\n[budget.columns]\nbudget = [\"调整预算数\", \"全年预算数\"]\n";
    let profile = place.file("own.toml", own);
    let form = "sample_workbooks/区湿地公园管理处.xlsx";
    let output = jixiao(&["check", form, "--profile", profile.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("BUD-07") && said.contains("调整预算数：资金来源合计"), "{said}");
}
