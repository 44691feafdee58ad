//! What the system withholds from a run: rights, threads, open files, room. Run as nobody where the tests run as the
//! system's master, whom no right is withheld from.

#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::support::file::write_xlsx;
use crate::support::layout::draw;
use crate::support::truth::Truth;

const NOBODY: &str = "setpriv --reuid 65534 --regid 65534 --clear-groups";

struct Desk(tempfile::TempDir);

/// What `id -u` says of root.
fn is_master() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n")
}

fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success());
    if !there {
        println!("skipped: {program} is not installed");
    }
    there
}

impl Desk {
    /// A folder anybody may write to, with the program and one right form; `None` where nobody can be asked.
    fn new() -> Option<Self> {
        if is_master() && !is_there("setpriv") {
            return None;
        }
        let desk = Self(tempfile::tempdir().expect("a folder"));
        desk.allow("", 0o777);
        fs::copy(env!("CARGO_BIN_EXE_jixiao"), desk.path("jixiao")).expect("copied");
        fs::create_dir(desk.path("收表")).expect("a folder");
        write_xlsx(&desk.path("收表/甲.xlsx"), &[("自评表", &draw(&Truth::sample(1), &[]))]);
        Some(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn allow(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), Permissions::from_mode(mode)).expect("allowed");
    }

    /// The batch as somebody without rights runs it, behind a command that withholds more.
    fn run(&self, before: &str, out: &str) -> Output {
        let nobody = if is_master() { NOBODY } else { "" };
        let line = format!("exec {nobody} {before} ./jixiao batch 收表 --out {out} --jobs 2");
        Command::new("sh").args(["-c", &line]).current_dir(self.0.path()).output().expect("a shell")
    }

    fn is_done(&self) -> bool {
        fs::read_to_string(self.path("结果/data/submissions.jsonl")).is_ok_and(|lines| lines.contains("甲.xlsx"))
    }

    /// One line says why nothing came of it, in Chinese, and nothing is left.
    fn is_refused(&self, said: &Output, words: &[&str]) {
        let line = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.code() == Some(2) && !line.contains("panicked"), "{said:?} {line}");
        assert!(words.iter().any(|word| line.contains(word)), "{line}");
        let left = fs::read_dir(self.0.path()).expect("a folder").flatten().map(|entry| entry.file_name());
        let left: Vec<_> = left
            .filter(|name| name != "jixiao" && name != "收表" && !name.to_string_lossy().contains("只读"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_folder_and_a_file_without_rights_cost_a_line() {
    let Some(desk) = Desk::new() else { return };
    fs::create_dir(desk.path("收表/锁着")).expect("a folder");
    fs::copy(desk.path("收表/甲.xlsx"), desk.path("收表/乙.xlsx")).expect("copied");
    desk.allow("收表/锁着", 0o000);
    desk.allow("收表/乙.xlsx", 0o000);
    let said = desk.run("", "结果");
    desk.allow("收表/锁着", 0o755);
    assert!(desk.is_done() && said.status.code().is_some_and(|code| code < 2), "{said:?}");
    let lines = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
    assert!(lines.lines().any(|line| line.contains("锁着") && line.contains("没有读取")), "{lines}");
    let findings = fs::read_to_string(desk.path("结果/data/findings.jsonl")).expect("findings");
    let shut = findings.lines().find(|line| line.contains("乙.xlsx") && line.contains("STR-01"));
    assert!(shut.is_some_and(|line| line.contains("没有读写权限") && line.contains("读取权限")), "{findings}");
}

#[test]
fn a_place_without_rights_is_named() {
    let Some(desk) = Desk::new() else { return };
    fs::create_dir_all(desk.path("只读/结果")).expect("a folder");
    desk.allow("只读/结果", 0o555);
    desk.allow("只读", 0o555);
    // Beside it could be built, but not put in its place.
    fs::create_dir(desk.path("单只读")).expect("a folder");
    desk.allow("单只读", 0o555);
    for out in ["只读/结果", "只读/另一个", "单只读"] {
        let said = desk.run("", out);
        desk.is_refused(&said, &["只读"]);
        assert!(String::from_utf8_lossy(&said.stderr).contains("没有读写权限"), "{said:?}");
    }
    let said = desk.run("env TMPDIR=只读", "结果");
    assert!(desk.is_done() && said.status.code().is_some_and(|code| code < 2), "{said:?}");
}

#[test]
fn few_open_files_and_little_memory_are_enough() {
    if !is_there("prlimit") {
        return;
    }
    for limit in ["--nofile=64", "--nofile=16", "--as=629145600"] {
        let Some(desk) = Desk::new() else { return };
        let said = desk.run(&format!("prlimit {limit}"), "结果");
        assert!(desk.is_done() && said.status.code().is_some_and(|code| code < 2), "{limit}: {said:?}");
    }
}

#[test]
fn without_threads_or_room_one_line_says_so() {
    if !is_there("prlimit") {
        return;
    }
    for limit in ["--nproc=1", "--fsize=1000", "--fsize=6000", "--fsize=20000"] {
        let Some(desk) = Desk::new() else { return };
        let said = desk.run(&format!("prlimit {limit}"), "结果");
        desk.is_refused(&said, &["系统不允许程序再启动线程", "文件太大"]);
    }
}

/// A disk of 64 KB, which only the system's master can make.
#[test]
fn a_full_disk_is_named_and_a_full_temp_folder_is_done_without() {
    let Some(desk) = Desk::new() else { return };
    fs::create_dir(desk.path("小盘")).expect("a folder");
    let mount = |command: &str| Command::new("sh").args(["-c", command]).current_dir(desk.0.path()).output();
    let made = mount("mount -t tmpfs -o size=64k,mode=777 tmpfs 小盘 && head -c 65536 /dev/zero > 小盘/满");
    if !made.is_ok_and(|said| said.status.success()) {
        println!("skipped: no disk can be made here");
        return;
    }
    let temp = desk.run("env TMPDIR=小盘", "结果");
    let out = desk.run("", "小盘/结果");
    mount("umount 小盘").expect("unmounted");
    assert!(desk.is_done() && temp.status.code().is_some_and(|code| code < 2), "{temp:?}");
    assert!(out.status.code() == Some(2), "{out:?}");
    assert!(String::from_utf8_lossy(&out.stderr).contains("磁盘已满"), "{out:?}");
}
