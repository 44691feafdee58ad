use std::sync::Arc;
use std::{fs, io};

use super::*;
use crate::consolidate::{Expectation, Filing, consolidate, settle};
use crate::model::batch::{Arrival, Content};
use crate::model::finding::Severity;
use crate::model::sample::*;
use crate::model::standing::{Bodies, Note, Span};
use crate::model::submission::State;
use crate::record::gathered;

fn batch(arrivals: Vec<Arrival>) -> Batch {
    let mut batch = consolidate(gathered(arrivals), None, Expectation { year: Some(2023), ..Expectation::default() });
    settle(&mut batch, Filing::Together);
    batch
}

fn written(batch: &Batch) -> (tempfile::TempDir, Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(batch, folder.path()).expect("the lines are written");
    let lines = |name| {
        let text = fs::read_to_string(folder.path().join(name)).expect("a written file");
        text.lines().map(str::to_owned).collect()
    };
    let (submissions, findings) = (lines(SUBMISSIONS), lines(FINDINGS));
    (folder, submissions, findings)
}

#[test]
fn a_submission_is_one_line_in_the_agreed_order() {
    let mut one = arrival("区教育局.xlsx", "区教育局", None);
    one.findings.push(finding("SCR-02", Severity::Error, Some("H15")));
    let (_folder, submissions, _) = written(&batch(vec![one]));
    let line =
        submissions[0].replace("},{", "},\n{").replace(",\"goals", ",\n\"goals").replace(",\"total", ",\n\"total");
    assert_eq!(line, include_str!("submission.snapshot.json").trim_end());
}

#[test]
fn a_finding_is_one_line_in_the_agreed_order() {
    let mut one = arrival("区教育局.xlsx", "区教育局", None);
    one.findings.push(finding("SCR-02", Severity::Error, Some("H15")));
    let (_folder, _, findings) = written(&batch(vec![one]));
    let expected = r#"{"file":"区教育局.xlsx","department":"区教育局","sheet":"自评表","cell":"H15","rule":"SCR-02","name":"score-out-of-range","severity":"error","outcome":"fail","subject":"预算执行管理/预算执行率/得分","found":"6","expected":"0–5","difference":"1","message":"H15 得分 6 超过了分值 5。","fix":"请把得分改到 0–5 之间。","related":["G15"],"state":null,"waived":null}"#;
    assert_eq!(findings, [expected]);
}

#[test]
fn a_superseded_file_names_the_one_that_counts() {
    let (_folder, submissions, _) =
        written(&batch(vec![arrival("第一稿.xlsx", "区教育局", None), arrival("第二稿.xlsx", "区教育局", None)]));
    let is = |line: &str, text: &str| assert!(line.contains(text), "{line}");
    is(&submissions[0], r#""counts":false,"superseded_by":"第二稿.xlsx""#);
    is(&submissions[1], r#""counts":true,"superseded_by":null"#);
}

#[test]
fn what_is_unknown_is_null() {
    let mut one = arrival("a.xlsx", "区教育局", None);
    if let Content::Form(record) = &mut one.content {
        let form = &mut record.submission;
        form.indicators[0].target = Some(entry("D15", "根据《框架》设置", State::Hint));
        form.budget[0].budget = Some(entry("E5", "若干", State::Unreadable));
        form.total = None;
        form.year = entry("A2", "", State::Blank);
    }
    let (_folder, submissions, _) = written(&batch(vec![one]));
    for part in [r#""target":null"#, r#""budget":null,"executed":"150.00","rate":null"#, r#""stated":null,"cell":null"#]
    {
        assert!(submissions[0].contains(part), "{part}: {}", submissions[0]);
    }
    assert!(submissions[0].contains(r#""fiscal_year":null"#));
}

#[test]
fn the_lines_read_back_as_the_control_totals() {
    let mut first = arrival("第一稿.xlsx", "区教育局", None);
    first.findings.push(finding("SCR-02", Severity::Error, Some("H15")));
    let batch = batch(vec![first, arrival("第二稿.xlsx", "区教育局", None), arrival("b.xlsx", "区司法局", None)]);
    let (folder, _, _) = written(&batch);
    assert_eq!(read_back(folder.path()).expect("readable lines"), batch.control);
    assert_eq!(batch.control.findings, 1);
}

#[test]
fn names_to_confirm_are_written_as_aliases_that_cannot_be_formulas() {
    let mut unknown = arrival("a.xlsx", "", None);
    if let Content::Form(record) = &mut unknown.content {
        record.submission.fields.insert("department".to_owned(), text("C3", "=教育局"));
        record.suggestions = vec![1, 0];
    }
    let roster = roster(&["区教研室", "区教育局"]);
    let batch = consolidate(gathered(vec![unknown]), Some(roster.into()), Expectation::default());
    let (folder, _, _) = written(&batch);
    let text = fs::read_to_string(folder.path().join(SUGGESTIONS)).expect("a written file");
    assert_eq!(text, "\u{feff}单位名称,别名,备注\r\n区教育局,'=教育局,来自 a.xlsx；也可能是 区教研室\r\n");
}

/// A disk that does not give back what was laid aside.
#[derive(Debug)]
struct Lost;

impl Bodies for Lost {
    fn read(&self, _: Span) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[test]
fn what_can_t_be_read_back_ends_the_run_in_a_clear_line() {
    let mut one = arrival("区教育局.xlsx", "区教育局", None);
    one.findings.push(finding("SCR-02", Severity::Error, Some("H15")));
    let mut batch = batch(vec![one]);
    batch.bodies = Arc::new(Lost);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = write(&batch, folder.path()).expect_err("nothing to write").to_string();
    assert!(said.contains("暂存") && said.contains("原有结果没有改动"), "{said}");
}

/// A department and a reason are put into a line as they are into a finding taken apart.
#[test]
fn a_line_is_placed_as_its_finding_is() {
    let mut one = finding("SCR-02", Severity::Error, Some("H15"));
    one.message = r#"写的是","department":null,"不是名称","waived":null}"#.to_owned();
    let line = serde_json::to_string(&FindingLine::of(&one)).expect("JSON");
    for waived in [None, Some(r#"经"批准""#.to_owned())] {
        let note = Note { waived, ..Note::of(&one) };
        let whole: FindingLine<'_> = serde_json::from_str(&line).expect("a line");
        let taken_apart = serde_json::to_string(&whole.placed(Some("区教育局"), Some(&note))).expect("JSON");
        assert_eq!(FindingLine::placed_text(&line, Some("区教育局"), &note), Some(taken_apart));
    }
    let placed = FindingLine::placed_text(&line, Some("甲"), &Note::of(&one)).expect("placed");
    assert_eq!(FindingLine::placed_text(&placed, Some("乙"), &Note::of(&one)), None, "it has a department already");
}
