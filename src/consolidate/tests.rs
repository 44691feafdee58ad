use super::*;
use crate::model::batch::{Arrival, Content, DepartmentState, FileState};
use crate::model::finding::Severity;
use crate::model::sample::*;
use crate::record::gathered;

fn settled(arrivals: Vec<Arrival>, names: &[&str]) -> Batch {
    let roster = (!names.is_empty()).then(|| roster(names));
    let mut batch = consolidate(
        gathered(arrivals),
        roster.map(Arc::new),
        Expectation { year: Some(2023), ..Expectation::default() },
    );
    settle(&mut batch, Filing::Together);
    batch
}

fn states(batch: &Batch) -> Vec<&'static str> {
    batch.departments.iter().map(|department| department.state.name()).collect()
}

fn with_finding(mut arrival: Arrival, severity: Severity) -> Arrival {
    arrival.findings.push(finding("SCR-02", severity, Some("H15")));
    arrival
}

#[test]
fn every_department_of_the_roster_has_its_state_in_roster_order() {
    let arrivals = vec![
        with_finding(arrival("d.xlsx", "区民政局", Some(3)), Severity::Warning),
        with_finding(arrival("c.xlsx", "区卫健委", Some(2)), Severity::Error),
        with_finding(arrival("b.xlsx", "区司法局", Some(1)), Severity::Info),
        broken("区财政局-报送.xls"),
    ];
    let batch = settled(arrivals, &["区教育局", "区司法局", "区卫健委", "区民政局", "区财政局"]);
    assert_eq!(states(&batch), ["未报送", "通过", "退回", "通过(需说明)", "无法读取"]);
    let workbooks: Vec<_> = batch.departments.iter().map(|d| d.workbook.as_deref().unwrap_or("-")).collect();
    let expected = ["-", "-", "问题反馈/003_区卫健委.xlsx", "问题反馈/004_区民政局.xlsx", "问题反馈/005_区财政局.xlsx"];
    assert_eq!(workbooks, expected);
    let with_findings = (0..batch.arrivals.len()).filter(|file| batch.arrivals[*file].finding_count() > 0);
    let named: Vec<_> = with_findings.map(|file| batch.owner_of(file)).collect();
    assert_eq!(named, [Some("区司法局"), Some("区卫健委"), Some("区民政局"), Some("区财政局")]);
}

#[test]
fn a_file_of_a_department_with_a_longer_name_is_not_the_shorter_ones() {
    let batch = settled(vec![broken("区教育局招生办.xlsx")], &["区教育局", "区教育局招生办"]);
    assert_eq!(states(&batch), ["未报送", "无法读取"]);
}

#[test]
fn an_unreadable_file_may_leave_the_place_out_of_the_name_unless_two_fit() {
    let names = ["区教育局", "区司法局", "市司法局"];
    let place_prefixes = vec!["区".to_owned(), "市".to_owned()];
    let expected = Expectation { year: Some(2023), place_prefixes, ..Expectation::default() };
    let files = vec![broken("教育局自评表.xls"), broken("司法局.xls")];
    let batch = consolidate(gathered(files), Some(roster(&names).into()), expected);
    assert_eq!(states(&batch), ["无法读取", "未报送", "未报送"]);
}

#[test]
fn an_unreadable_file_beside_a_readable_one_returns_nobody() {
    let batch = settled(vec![broken("区教育局.xls"), arrival("a.xlsx", "区教育局", Some(0))], &["区教育局"]);
    assert_eq!(states(&batch), ["通过"]);
    assert_eq!(batch.states, [FileState::Counts, FileState::Unreadable]);
}

#[test]
fn findings_count_where_the_file_counts_and_where_the_file_is_nobodys() {
    let faulty = |name, department, roster| with_finding(arrival(name, department, roster), Severity::Error);
    let drafts = vec![
        faulty("区教育局_第一稿.xlsx", "区教育局", Some(0)),
        faulty("区教育局_第二稿.xlsx", "区教育局", Some(0)),
        faulty("z.xlsx", "", None),
    ];
    let batch = settled(drafts, &["区教育局"]);
    assert_eq!(batch.states, [FileState::Unplaced, FileState::Superseded(2), FileState::Counts]);
    assert_eq!(batch.weights().count(), 3);
    assert_eq!(batch.open().count(), 2);
}

#[test]
fn blank_names_are_never_put_together() {
    let batch = settled(vec![arrival("a.xlsx", "", None), arrival("b.xlsx", "", None)], &[]);
    assert!(batch.departments.is_empty());
    assert_eq!(batch.states, [FileState::Unplaced, FileState::Unplaced]);
}

#[test]
fn a_similar_name_waits_to_be_confirmed_only_where_nothing_else_arrived() {
    let mut unknown = arrival("a.xlsx", "", None);
    if let Content::Form(record) = &mut unknown.content {
        record.suggestions = vec![0, 1];
    }
    let batch = settled(vec![unknown, arrival("b.xlsx", "区教育局", Some(0))], &["区教育局", "区教体局", "区体育局"]);
    assert_eq!(states(&batch), ["通过", "待确认", "未报送"]);
}

#[test]
fn the_newest_file_counts_and_the_reason_is_said() {
    let timed =
        |name: &str, inside: Option<i64>| Arrival { modified_inside: inside, ..arrival(name, "区教育局", None) };
    let cases = [
        // The time decides, whatever a copy is called, and a name that says the reverse makes it a question.
        (vec![timed("b.xlsx", Some(9)), timed("a.xlsx", Some(99))], "a.xlsx", "1970-01-01 08:01", false),
        (vec![timed("教育(2).xlsx", Some(9)), timed("教育.xlsx", Some(99))], "育.xlsx", "保存时间", false),
        (vec![timed("a20240402.xlsx", Some(1)), timed("b.xlsx", Some(9))], "b.xlsx", "保存时间", false),
        (
            vec![timed("局第一稿.xlsx", Some(9)), timed("局第二稿.xlsx", Some(1))],
            "第一稿.xlsx",
            "第二稿.xlsx》更新",
            true,
        ),
        (vec![timed("局终稿.xlsx", Some(1)), timed("局.xlsx", Some(9))], "局.xlsx", "请核实", true),
        // Names decide where times are missing or equal.
        (vec![timed("教育20240402.xlsx", None), timed("教育20240315.xlsx", None)], "20240402.xlsx", "日期", false),
        (vec![timed("局更正.xlsx", Some(5)), timed("局.xlsx", Some(5))], "更正.xlsx", "文件名", false),
        (vec![timed("b.xlsx", Some(9)), timed("a.xlsx", None)], "b.xlsx", "看不出先后", true),
        (vec![timed("局(1).xlsx", Some(5)), timed("局.xlsx", Some(5))], "局.xlsx", "看不出先后", true),
    ];
    for (arrivals, winner, word, is_doubtful) in cases {
        let batch = settled(arrivals, &[]);
        let slot = &batch.departments[0].slots[0];
        assert_eq!(slot.is_doubtful, is_doubtful, "{slot:?}");
        assert!(batch.arrivals[slot.counting()].source.name.ends_with(winner), "{winner}: {slot:?}");
        assert!(slot.because.contains(word), "{word}: {}", slot.because);
        assert_eq!(batch.states[slot.files[1]], FileState::Superseded(slot.counting()));
    }
}

#[test]
fn the_same_bytes_twice_count_once() {
    let twin = Arrival { sha256: "hash of a.xlsx".to_owned(), ..arrival("b.xlsx", "区教育局", None) };
    let batch = settled(vec![arrival("a.xlsx", "区教育局", None), twin], &[]);
    assert!(batch.departments[0].slots[0].because.contains("内容完全相同"));
    assert_eq!((batch.control.forms, batch.control.counting_forms), (2, 1));
}

#[test]
fn forms_about_projects_have_a_slot_each_behind_the_departments_form() {
    let project = |file: &str, name: &str| {
        let mut arrival = arrival(file, "区教育局", None);
        if let Content::Form(record) = &mut arrival.content {
            record.submission.profile = "project".to_owned();
            record.submission.fields.insert("project".to_owned(), text("B2", name));
        }
        arrival
    };
    let arrivals = vec![
        project("a.xlsx", "校舍"),
        project("b.xlsx", "食堂"),
        arrival("c.xlsx", "区教育局", None),
        project("d.xlsx", "校 舍"),
    ];
    let expected =
        Expectation { year: Some(2023), profiles: vec!["xiangdong-2023".to_owned()], ..Expectation::default() };
    let batch = consolidate(gathered(arrivals), None, expected);
    let slots: Vec<_> = batch.departments[0].slots.iter().map(|s| (s.project.as_deref(), s.files.len())).collect();
    assert_eq!(slots, [(None, 1), (Some("校舍"), 2), (Some("食堂"), 1)]);
}

/// Only the roster says who owes a department's form.
#[test]
fn a_projects_form_alone_leaves_a_department_missing_only_on_a_roster() {
    let states_with = |listed: Option<Roster>| {
        let index = |at| listed.as_ref().map(|_| at);
        let mut project = arrival("a.xlsx", "区教育局", index(0));
        let Content::Form(record) = &mut project.content else { unreachable!("a form arrived") };
        record.submission.profile = "project".to_owned();
        let arrivals = vec![project, arrival("b.xlsx", "区司法局", index(1))];
        let profiles = vec!["xiangdong-2023".to_owned()];
        let mut batch = consolidate(
            gathered(arrivals),
            listed.map(Arc::new),
            Expectation { year: Some(2023), profiles, ..Expectation::default() },
        );
        settle(&mut batch, Filing::Together);
        states(&batch)
    };
    assert_eq!(states_with(Some(roster(&["区教育局", "区司法局"]))), ["未报送", "通过"]);
    assert_eq!(states_with(None), ["通过", "通过"]);
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let files =
        || vec![arrival("b.xlsx", "区教育局", None), broken("区教育局.xls"), arrival("a.xlsx", "区司法局", None)];
    let (forward, mut reversed) = (files(), files());
    reversed.reverse();
    // Where a body lies is nobody's business but the spool's.
    let told = |files| {
        let batch = settled(files, &[]);
        let names: Vec<_> = batch.arrivals.iter().map(|arrival| arrival.source.name.clone()).collect();
        format!("{names:?} {:?} {:?} {:?}", batch.states, batch.departments, batch.control)
    };
    assert_eq!(told(forward), told(reversed));
}

#[test]
fn workbooks_can_be_filed_by_section() {
    let mut listed = roster(&["区教育局", "区司法局"]);
    listed.entries[0].section = Some("教科文股".to_owned());
    let arrivals = ["区教育局", "区司法局"].iter().enumerate();
    let arrivals = arrivals.map(|(i, name)| with_finding(arrival(name, name, Some(i)), Severity::Error)).collect();
    let mut batch = consolidate(gathered(arrivals), Some(listed.into()), Expectation::default());
    settle(&mut batch, Filing::BySection);
    assert_eq!(batch.departments[0].workbook.as_deref(), Some("问题反馈/教科文股/001_区教育局.xlsx"));
    assert_eq!(batch.departments[1].workbook.as_deref(), Some("问题反馈/未分股室/002_区司法局.xlsx"));
    settle(&mut batch, Filing::Nowhere);
    assert_eq!(batch.departments[0].workbook, None);
    assert_eq!(batch.departments[0].state, DepartmentState::Returned);
}

#[test]
fn control_totals_are_of_what_counts() {
    let superseded = arrival("教育第一稿.xlsx", "区教育局", None);
    let batch = settled(vec![superseded, arrival("教育第二稿.xlsx", "区教育局", None)], &[]);
    let control = &batch.control;
    assert_eq!((control.forms, control.counting_forms, control.indicators), (2, 1, 2));
    assert_eq!((control.budget, control.executed, control.own_scores), (dec("200"), dec("150"), dec("9.79")));
}
