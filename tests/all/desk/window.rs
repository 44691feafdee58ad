//! In a window, as somebody sits before it: the folder is asked for, the summary opens.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use super::Desk;
use crate::support::skipped;

/// The program in a terminal of its own, on a desktop where what opens a file writes down which; `None` where no
/// terminal can be made.
fn in_a_window(desk: &Desk, typed: &str, answer: &str) -> Option<(Output, String)> {
    let (tools, opened) = (desk.home.path().join("工具"), desk.home.path().join("打开"));
    fs::create_dir_all(&tools).expect("a folder");
    let opener = tools.join("xdg-open");
    fs::write(&opener, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", opened.display())).expect("written");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
    let path = std::env::join_paths(
        std::iter::once(tools).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let child = Command::new("script")
        .args(["-qec", &format!("{} {typed}", env!("CARGO_BIN_EXE_jixiao")), "/dev/null"])
        .current_dir(desk.home.path())
        .env("PATH", path.expect("a search path"))
        .env("DISPLAY", ":0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        skipped("`script` is not installed, so what happens in a terminal is not tested here");
        return None;
    };
    let mut keys = child.stdin.take().expect("its keys");
    keys.write_all(answer.as_bytes()).expect("typed");
    let output = child.wait_with_output().expect("it ends");
    drop(keys);
    // The opener is let go, as any program one starts.
    for _ in 0..50 {
        if opened.exists() || typed.contains("--quiet") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Some((output, fs::read_to_string(opened).unwrap_or_default()))
}

#[test]
fn a_folder_is_asked_for_and_its_summary_opens() {
    let desk = Desk::new();
    let Some((output, opened)) = in_a_window(&desk, "", "'收表'\n") else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("把文件夹拖到这个窗口") && said.contains("已报送　　13 个部门"), "{said}");
    let summary = desk.home.path().canonicalize().expect("a folder").join("收表_结果/汇总表.xlsx");
    assert_eq!(PathBuf::from(opened), summary);
}

#[test]
fn a_quiet_run_opens_nothing_and_a_wrong_answer_is_answered() {
    let desk = Desk::new();
    let Some((output, opened)) = in_a_window(&desk, "收表 --quiet", "") else { return };
    assert!(output.status.code() == Some(1) && opened.is_empty(), "{output:?}, {opened}");
    let Some((output, _)) = in_a_window(&desk, "", "没有\n") else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("没有找到文件夹“没有”"), "{said}");
}
