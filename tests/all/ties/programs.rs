//! What programs read, and what a department reads of its scores.

use super::*;

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
        let told = one["count"].as_u64().expect("a count");
        assert_eq!((col, overview.at(row, count)), (0, Decimal::from(told)), "{code}");
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
