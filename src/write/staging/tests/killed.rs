//! Runs that are killed at every change of the disk, and what people put among the outputs.

use super::*;

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
