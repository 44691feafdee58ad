//! What is wrong around a run (closed outputs, no temp folder, pipes for files, an end from outside) costs a line at most.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::file::write_xlsx;
use crate::support::layout::draw;
use crate::support::truth::Truth;

struct Desk(tempfile::TempDir);

impl Desk {
    /// A folder with one right form.
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir(desk.path("收表")).expect("a folder");
        write_xlsx(&desk.path("收表/甲.xlsx"), &[("自评表", &draw(&Truth::sample(1), &[]))]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The batch as a shell runs it, with what stands behind it.
    fn shell(&self, before: &str, behind: &str) -> Output {
        let line = format!("{before} {} batch 收表 --out 结果 {behind}", env!("CARGO_BIN_EXE_jixiao"));
        Command::new("sh").args(["-c", &line]).current_dir(self.0.path()).output().expect("a shell")
    }

    fn is_done(&self) -> bool {
        fs::read_to_string(self.path("结果/data/submissions.jsonl")).is_ok_and(|lines| lines.contains("甲.xlsx"))
    }
}

#[test]
fn closed_or_full_outputs_and_no_temp_folder_do_not_stop_a_run() {
    for (before, behind) in [
        ("", ">&-"),
        ("", ">&- 2>&-"),
        ("", "2>/dev/full"),
        ("", "</dev/null | true"),
        ("TMPDIR=/gone/nowhere", ""),
        ("ulimit -f 200000;", "--jobs 2"),
    ] {
        let desk = Desk::new();
        let said = desk.shell(before, behind);
        assert!(desk.is_done(), "{before} {behind}: {said:?}");
        assert!(said.status.code().is_some_and(|code| code < 2), "{before} {behind}: {said:?}");
    }
}

/// Nothing waits for a pipe that nobody writes to.
#[test]
fn a_pipe_in_the_place_of_a_file_is_refused_at_once() {
    let desk = Desk::new();
    assert!(Command::new("mkfifo").arg(desk.path("管道")).status().expect("mkfifo").success());
    for behind in ["--roster 管道", "--profile ./管道", "--waivers 管道", "管道"] {
        let started = Instant::now();
        let said = desk.shell("timeout 20", behind);
        let words = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.code() == Some(2) && words.contains("管道或设备"), "{behind}: {said:?}");
        assert!(started.elapsed() < Duration::from_secs(10) && !desk.is_done(), "{behind}");
    }
}

/// Alone, in the place of what is written, or of what an earlier run wrote: nothing waits there either.
#[test]
fn a_pipe_anywhere_is_waited_for_by_nobody() {
    let desk = Desk::new();
    assert!(desk.shell("", "").status.code().is_some_and(|code| code < 2));
    for name in ["管道.xlsx", "结果/汇总表.xlsx"] {
        let _ = fs::remove_file(desk.path(name));
        assert!(Command::new("mkfifo").arg(desk.path(name)).status().expect("mkfifo").success());
    }
    for line in
        ["batch 管道.xlsx --out 别处", "template --out 管道.xlsx --profile xiangdong-2023", "batch 收表 --out 结果"]
    {
        let mut command = Command::new("timeout");
        command.args(["20", env!("CARGO_BIN_EXE_jixiao")]).args(line.split(' ')).current_dir(desk.0.path());
        let said = command.output().expect("timeout is there");
        assert_eq!(said.status.code(), Some(2), "{line}: {said:?}");
    }
}

/// The output folder may be a link: what it leads to is replaced, and the link stays.
#[test]
fn a_link_to_the_output_folder_stays_one() {
    for out in ["结果", "结果/"] {
        let desk = Desk::new();
        fs::create_dir(desk.path("真")).expect("a folder");
        std::os::unix::fs::symlink("真", desk.path("结果")).expect("a link");
        for _ in 0..2 {
            let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
            command.args(["batch", "收表", "--quiet", "--out", out]).current_dir(desk.0.path());
            let said = command.output().expect("the program starts");
            assert!(said.status.code().is_some_and(|code| code < 2), "{out}: {said:?}");
            assert!(desk.path("结果").is_symlink() && desk.is_done());
            let names = fs::read_dir(desk.path("真")).expect("a folder").map(|entry| entry.expect("it").file_name());
            assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with('.')), "{out}");
            assert_eq!(fs::read_dir(desk.0.path()).expect("a folder").count(), 3, "{out}");
        }
    }
}

/// Lists and drafts take the place of what stands there, which is kept.
#[test]
fn what_a_list_or_a_draft_takes_the_place_of_is_kept() {
    let desk = Desk::new();
    assert!(desk.shell("", "").status.code().is_some_and(|code| code < 2));
    let jixiao = |line: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        let said = command.args(line.split(' ')).current_dir(desk.0.path()).output().expect("the program starts");
        assert_eq!(said.status.code(), Some(0), "{line}: {said:?}");
        String::from_utf8_lossy(&said.stderr).into_owned()
    };
    for (line, name) in [
        ("status 结果 --out 催.xlsx", "催.xlsx"),
        ("status 结果 --out 催.txt", "催.txt"),
        ("report 结果 --out 稿.docx", "稿.docx"),
    ] {
        fs::write(desk.path(name), "别人的").expect("a file");
        assert!(jixiao(line).contains(&format!("保留/{name}")), "{line}");
        assert_eq!(fs::read_to_string(desk.path("保留").join(name)).expect("kept"), "别人的");
        let written = fs::read(desk.path(name)).expect("written");
        assert!(written != "别人的".as_bytes());
        // The same again takes nobody's place.
        assert!(!jixiao(line).contains("保留"), "{line}");
        assert!(fs::read(desk.path(name)).expect("written") == written);
    }
    assert_eq!(fs::read_dir(desk.path("保留")).expect("a folder").count(), 3);
}

#[test]
fn a_run_that_is_told_to_end_says_130_and_leaves_nothing() {
    for typed in [&["batch", "收表", "--out", "结果"][..], &["收表"]] {
        let desk = Desk::new();
        // The list of paths never ends, so the run is always on its way.
        let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(typed)
            .args(["--paths-from", "-"])
            .current_dir(desk.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(500));
        let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
        assert!(told.success());
        assert_eq!(child.wait().expect("ended").code(), Some(130), "{typed:?}");
        let left: Vec<_> = fs::read_dir(desk.0.path()).expect("a folder").filter_map(Result::ok).collect();
        assert_eq!(left.len(), 1, "{typed:?}: {left:?}");
    }
}

/// Killed at many moments: the result before or the one after, file by file as its run.json lists them, and nothing else
/// after the next run.
#[test]
fn a_run_killed_at_any_moment_leaves_a_whole_result() {
    let desk = Desk::new();
    (2..8).for_each(|seed| {
        let path = desk.path(&format!("收表/{seed}.xlsx"));
        write_xlsx(&path, &[("自评表", &draw(&Truth::sample(seed), &[]))]);
    });
    let started = Instant::now();
    assert!(desk.shell("", "--quiet").status.code().is_some_and(|code| code < 2));
    let whole = started.elapsed();
    let kills = std::env::var("KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12u32);
    for kill in 0..kills {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(["batch", "收表", "--out", "结果", "--quiet"])
            .current_dir(desk.0.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        // Most changes of the disk are near the end.
        std::thread::sleep(whole / 2 + whole * kill / (kills * 3 / 2));
        child.kill().expect("killed");
        child.wait().expect("ended");
        is_whole(&desk.path("结果"));
    }
    assert!(desk.shell("", "--quiet").status.code().is_some_and(|code| code < 2));
    let left: Vec<_> = fs::read_dir(desk.0.path()).expect("a folder").filter_map(Result::ok).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

fn is_whole(out: &Path) {
    let run = fs::read(out.join("data/run.json")).expect("a run.json");
    let run: serde_json::Value = serde_json::from_slice(&run).expect("JSON");
    let outputs = run["outputs"].as_array().expect("outputs");
    assert!(outputs.len() > 3);
    for output in outputs {
        let path = out.join(output["file"].as_str().expect("a name"));
        let hash = jixiao::model::digest::sha256([&fs::read(&path).expect("a file")]);
        assert_eq!(output["sha256"], hash.as_str(), "{}", path.display());
    }
}
