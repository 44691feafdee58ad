mod killed;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::model::digest::sha256_of;

thread_local! {
    /// How many changes of the disk a run lives to see.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

pub fn is_dead() -> bool {
    LEFT.get() == 0
}

/// A kill that nothing can catch: whoever would tidy up is dead as well.
pub fn act() {
    match LEFT.get() {
        usize::MAX => {}
        1 => {
            LEFT.set(0);
            panic!("killed");
        }
        left => LEFT.set(left - 1),
    }
}

/// True where the run was killed on its way.
fn dies_at(change: usize, run: impl FnOnce()) -> bool {
    LEFT.set(change);
    let died = catch_unwind(AssertUnwindSafe(run)).is_err();
    LEFT.set(usize::MAX);
    died
}

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
    put(&staging.folder(), "问题反馈/001_区教育局.xlsx", text);
    list(&staging);
    staging
}

/// Writes what run.json says of the files there.
fn list(staging: &Staging) {
    let folder = staging.folder();
    let _ = fs::remove_file(folder.join("data/run.json"));
    let output = |file: PathBuf| {
        let sha256 = sha256_of(&folder.join(&file)).expect("a hash");
        format!("{{\"file\":{:?},\"sha256\":\"{sha256}\"}}", file.to_string_lossy())
    };
    let outputs: Vec<String> = staging.files().expect("files").into_iter().map(output).collect();
    put(&folder, "data/run.json", &format!("{{\"outputs\":[{}]}}", outputs.join(",")));
}

/// A run.json for a result of that text.
fn listing(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "a", text);
    let hash = sha256_of(&folder.path().join("a")).expect("a hash");
    format!("{{\"outputs\":[{{\"file\":\"问题反馈/001_区教育局.xlsx\",\"sha256\":\"{hash}\"}}]}}")
}

/// Whether the whole result of that text stands there, file by file.
fn is_whole(out: &Path, text: &str) -> bool {
    let hash = sha256_of(&out.join("问题反馈/001_区教育局.xlsx")).unwrap_or_default();
    let lists = get(out, "data/run.json").is_some_and(|run| run.contains(&hash));
    lists && [SUMMARY, "问题反馈/001_区教育局.xlsx"].iter().all(|name| get(out, name).as_deref() == Some(text))
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
    list(&first);
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
    put(&staging.temporary, "old/data/run.json", "in the way");
    let mut moves = Moves::default();
    let (new, old) = (staging.folder(), staging.temporary.join("old"));
    assert!(swap(&out, &new, &old, &mut moves).is_err());
    moves.undo();
    assert_eq!(get(&out, SUMMARY).as_deref(), Some("1"));
    assert_eq!(get(&out, "问题反馈/001_区教育局.xlsx").as_deref(), Some("1"));
}

/// A program that runs is held as Excel holds a workbook: nobody else may write to it.
#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_is_held_open_is_said_before_any_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("结果");
    run(&out, "first").commit().expect("in place");
    let summary = out.join(SUMMARY);
    fs::copy("/bin/sleep", &summary).expect("a program");
    let mut held = std::process::Command::new(&summary).arg("60").spawn().expect("it runs");
    let refused = Staging::begin(&out).map(drop).expect_err("held").to_string();
    assert!(refused.contains(SUMMARY) && refused.contains("占用"), "{refused}");
    assert_eq!(names(folder.path()), ["结果"]);
    held.kill().and_then(|()| held.wait()).expect("ended");
    Staging::begin(&out).expect("free again");
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
