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
        let content = |name: &str, text: &str| if name == "data" { listing(text) } else { text.to_owned() };
        let has = |folder: &str, names: &[&str], text: &str| {
            names.iter().for_each(|name| put(&out, &format!("{folder}{}", file(name)), &content(name, text)));
        };
        has("", out_has, if is_new { "2" } else { "1" });
        has(".jixiao-dead/old/", old_has, "1");
        has(".jixiao-dead/new/", new_has, "2");
        put(&out, ".jixiao-dead/lock", "");
        put(&out, ".jixiao-dead/old/问题反馈/回执.jpg", "mine");
        drop(Staging::begin(&out).expect("a folder of ours"));
        for name in ["汇总表.xlsx", "问题反馈", "data"] {
            assert_eq!(get(&out, &file(name)), Some(content(name, expected)), "{name} {out_has:?}");
        }
        assert_eq!(get(&out, "问题反馈/回执.jpg").as_deref(), Some("mine"), "{out_has:?}");
        assert_eq!(names(&out), ["data", "汇总表.xlsx", "问题反馈"]);
    }
}

/// The same result in the way of a system that exchanges folders, and of one that moves outputs one by one.
fn begun(out: &Path, text: &str, is_inside: bool) -> Staging {
    let mut staging = run(out, text);
    if is_inside {
        let inside = out.join(".jixiao-inside");
        fs::rename(&staging.temporary, &inside).expect("moved");
        staging.temporary = inside;
    }
    staging
}

/// Killed at every change of the disk: the old or the new result, whole at once where folders are exchanged and after
/// the next run elsewhere; what is a person's is there, and nothing is left behind.
#[test]
fn a_run_killed_at_any_change_of_the_disk_leaves_the_old_or_the_new_result() {
    for is_inside in [false, true] {
        for change in 1.. {
            let home = tempfile::tempdir().expect("a folder");
            let out = home.path().join("out");
            run(&out, "1").commit().expect("committed");
            put(&out, "笔记.txt", "mine");
            put(&out, "问题反馈/003_我的.xlsx", "mine");
            let staging = begun(&out, "2", is_inside);
            let died = dies_at(change, || drop(staging.commit().expect("committed")));
            if died && !is_inside {
                assert!(is_whole(&out, "1") || is_whole(&out, "2"), "at change {change}");
            }
            drop(Staging::begin(&out).expect("the next run"));
            assert!(is_whole(&out, "1") || is_whole(&out, "2"), "after change {change}");
            assert_eq!(get(&out, "笔记.txt").as_deref(), Some("mine"), "after change {change}");
            let (here, kept) = (get(&out, "问题反馈/003_我的.xlsx"), get(&out, "保留/问题反馈/003_我的.xlsx"));
            assert_eq!(here.or(kept).as_deref(), Some("mine"), "after change {change}");
            let litter = [names(home.path()), names(&out)].concat();
            assert!(!litter.iter().any(|name| name.starts_with(TEMPORARY)), "{litter:?} after change {change}");
            if !died {
                assert!(is_whole(&out, "2") && change > 3, "it ends at last");
                break;
            }
        }
    }
}

/// A run that died while it tidied up has no lock any more.
#[test]
fn what_is_left_without_a_lock_goes_too_and_the_folder_of_another_output_is_not_ours_to_end() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    run(&out, "1").commit().expect("committed");
    put(home.path(), ".jixiao-tidied/new/汇总表.xlsx", "half");
    fs::create_dir(home.path().join(".jixiao-empty")).expect("a folder");
    let other = run(&home.path().join("other"), "1");
    other.commit().expect("committed");
    let alive = run(&home.path().join("other"), "2");
    run(&out, "2").commit().expect("another's run is no reason to wait");
    assert!(alive.folder().exists(), "and it is let alone");
    alive.commit().expect("committed");
    assert_eq!(names(home.path()), ["other", "out"]);
    assert!(is_whole(&out, "2") && is_whole(&home.path().join("other"), "2"));
}

/// Whatever somebody put among our files or changed in them is kept, with a line; the summary alone is replaced.
#[test]
fn what_a_person_wrote_or_changed_is_kept_with_a_line() {
    for is_inside in [false, true] {
        let home = tempfile::tempdir().expect("a folder");
        let out = home.path().join("out");
        run(&out, "1").commit().expect("committed");
        put(&out, "问题反馈/001_区教育局.xlsx", "changed");
        put(&out, "问题反馈/009_自己的表.xlsx", "mine");
        put(&out, "data/备份.jsonl", "mine");
        put(&out, SUMMARY, "marks");
        let said = begun(&out, "2", is_inside).commit().expect("committed");
        let kept = ["data/备份.jsonl", "问题反馈/001_区教育局.xlsx", "问题反馈/009_自己的表.xlsx"];
        for (line, name) in said.iter().zip(kept) {
            assert!(line.contains(name) && line.contains(&format!("保留/{name}")), "{line}");
        }
        assert_eq!(said.len(), kept.len(), "{said:?}");
        assert_eq!(get(&out, "保留/问题反馈/001_区教育局.xlsx").as_deref(), Some("changed"));
        assert!(is_whole(&out, "2"));
        assert_eq!(names(&out.join("问题反馈")), ["001_区教育局.xlsx"]);
        // Again changed: the second does not take the place of the first. What is unchanged is not kept again.
        put(&out, "问题反馈/001_区教育局.xlsx", "changed again");
        assert_eq!(begun(&out, "3", is_inside).commit().expect("committed").len(), 1);
        assert_eq!(get(&out, "保留/问题反馈/001_区教育局.xlsx").as_deref(), Some("changed"));
        assert_eq!(get(&out, "保留/问题反馈/001_区教育局（2）.xlsx").as_deref(), Some("changed again"));
        assert_eq!(get(&out, "保留/data/备份.jsonl").as_deref(), Some("mine"));
        assert!(begun(&out, "4", is_inside).commit().expect("committed").is_empty());
    }
}
