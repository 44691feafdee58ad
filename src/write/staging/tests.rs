use super::*;

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn get(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(name)).ok()
}

fn run(out: &Path, text: &str) -> Staging {
    let staging = Staging::begin(out).expect("a staging folder");
    put(&staging.folder(), SUMMARY, text);
    put(&staging.folder(), "data/run.json", text);
    put(&staging.folder(), "问题反馈/001_区教育局.xlsx", text);
    staging
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn outputs_appear_together_and_no_trace_is_left() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("a/out");
    let staging = run(&out, "1");
    assert!(!out.exists());
    staging.commit().expect("committed");
    assert_eq!(names(&out), ["data", "汇总表.xlsx", "问题反馈"]);
    assert_eq!(names(&home.path().join("a")), ["out"]);
}

#[test]
fn a_run_that_dies_leaves_the_previous_outputs() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    run(&out, "1").commit().expect("committed");
    drop(run(&out, "2"));
    assert_eq!(get(&out, SUMMARY).as_deref(), Some("1"));
    assert_eq!(names(&out), ["data", "汇总表.xlsx", "问题反馈"]);
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_a_living_one_is_not_disturbed() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    run(&out, "1").commit().expect("committed");
    let alive = run(&out, "2");
    assert!(matches!(Staging::begin(&out), Err(WriteError::Busy(_))));
    put(&out, ".jixiao-dead/lock", "");
    put(&out, ".jixiao-dead/new/汇总表.xlsx", "half");
    assert!(matches!(Staging::begin(&out), Err(WriteError::Busy(_))));
    alive.commit().expect("committed");
    assert_eq!(names(&out), ["data", "汇总表.xlsx", "问题反馈"]);
}

#[test]
fn two_first_runs_at_once_leave_one_whole_result() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let (one, two) = (run(&out, "1"), run(&out, "2"));
    two.commit().expect("committed");
    one.commit().expect("committed over the other");
    assert_eq!(get(&out, SUMMARY).as_deref(), Some("1"));
    assert_eq!(names(&out), ["data", "汇总表.xlsx", "问题反馈"]);
    assert_eq!(names(home.path()), ["out"]);
}

#[test]
fn a_second_run_replaces_the_first_and_keeps_what_is_not_ours() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let first = run(&out, "1");
    put(&first.folder(), "问题反馈/002_区司法局.xlsx", "1");
    first.commit().expect("committed");
    put(&out, "笔记.txt", "mine");
    put(&out, "问题反馈/回执/教育局.jpg", "mine");
    run(&out, "2").commit().expect("committed");
    assert_eq!(get(&out, SUMMARY).as_deref(), Some("2"));
    assert_eq!(get(&out, "笔记.txt").as_deref(), Some("mine"));
    assert_eq!(get(&out, "问题反馈/回执/教育局.jpg").as_deref(), Some("mine"));
    assert_eq!(get(&out, "问题反馈/002_区司法局.xlsx"), None);
    assert_eq!(names(&out), ["data", "汇总表.xlsx", "笔记.txt", "问题反馈"]);
}

#[test]
fn a_swap_that_fails_half_way_is_undone() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    run(&out, "1").commit().expect("committed");
    let staging = run(&out, "2");
    // The aside folder already holds the last of the names: that rename fails after two went through.
    put(staging.temporary.path(), "old/data/run.json", "in the way");
    let mut moves = Moves::default();
    let (new, old) = (staging.folder(), staging.temporary.path().join("old"));
    assert!(swap(&out, &new, &old, &mut moves).is_err());
    moves.undo();
    assert_eq!(get(&out, SUMMARY).as_deref(), Some("1"));
    assert_eq!(get(&out, "问题反馈/001_区教育局.xlsx").as_deref(), Some("1"));
}

#[test]
fn somebody_elses_folder_is_refused_in_one_line() {
    let home = tempfile::tempdir().expect("a folder");
    put(home.path(), "论文.docx", "mine");
    let refused = Staging::begin(home.path()).expect_err("refused").to_string();
    assert!(refused.contains("--out") && !refused.contains('\n'), "{refused}");
    assert_eq!(names(home.path()), ["论文.docx"]);
    let file = home.path().join("论文.docx");
    assert!(matches!(Staging::begin(&file), Err(WriteError::NotAFolder(_))));
}

/// A run that dies while outputs are exchanged: before the first new one is in, the old ones come back; after it, the
/// rest follow. Nothing of it stays.
#[test]
fn an_exchange_that_a_run_died_in_is_ended() {
    for (out_has, old_has, new_has, expected) in [
        (&["data"][..], &["汇总表.xlsx", "问题反馈"][..], &["汇总表.xlsx", "问题反馈", "data"][..], "1"),
        (&[], &["汇总表.xlsx", "问题反馈", "data"], &["汇总表.xlsx", "问题反馈", "data"], "1"),
        (&["汇总表.xlsx"], &["汇总表.xlsx", "问题反馈", "data"], &["问题反馈", "data"], "2"),
        (&["汇总表.xlsx", "问题反馈", "data"], &["汇总表.xlsx", "问题反馈", "data"], &[], "2"),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let out = home.path().join("out");
        let file = |name: &str| match name {
            "data" => "data/run.json".to_owned(),
            "问题反馈" => "问题反馈/001_区教育局.xlsx".to_owned(),
            other => other.to_owned(),
        };
        let is_new = expected == "2";
        out_has.iter().for_each(|name| put(&out, &file(name), if is_new { "2" } else { "1" }));
        old_has.iter().for_each(|name| put(&out, &format!(".jixiao-dead/old/{}", file(name)), "1"));
        new_has.iter().for_each(|name| put(&out, &format!(".jixiao-dead/new/{}", file(name)), "2"));
        put(&out, ".jixiao-dead/lock", "");
        put(&out, ".jixiao-dead/old/问题反馈/回执.jpg", "mine");
        drop(Staging::begin(&out).expect("a folder of ours"));
        for name in ["汇总表.xlsx", "问题反馈", "data"] {
            assert_eq!(get(&out, &file(name)).as_deref(), Some(expected), "{name} {out_has:?}");
        }
        assert_eq!(get(&out, "问题反馈/回执.jpg").as_deref(), Some("mine"), "{out_has:?}");
        assert_eq!(names(&out), ["data", "汇总表.xlsx", "问题反馈"]);
    }
}
