//! Help that fits a screen, and answers to what was mistyped.

use std::process::Command;

use clap::CommandFactory;
use jixiao::cli::Cli;

/// Lines and columns of a console that people have not made larger.
const LINES: usize = 40;
const COLUMNS: usize = 100;

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    let output = program.args(arguments).env("COLUMNS", COLUMNS.to_string()).output().expect("the program starts");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// Every command and its commands, as they are typed.
fn commands(command: &clap::Command, typed: &[String]) -> Vec<Vec<String>> {
    let below = command.get_subcommands().flat_map(|sub| {
        let typed = [typed, &[sub.get_name().to_owned()]].concat();
        commands(sub, &typed)
    });
    std::iter::once(typed.to_vec()).chain(below).collect()
}

/// Chinese characters take two columns.
fn width(line: &str) -> usize {
    line.chars().map(|c| if ('\u{2e80}'..'\u{ffa0}').contains(&c) { 2 } else { 1 }).sum()
}

#[test]
fn help_fits_a_screen() {
    let all = commands(&Cli::command(), &[]);
    assert!(all.len() > 13, "{all:?}");
    for typed in all {
        let typed: Vec<&str> = typed.iter().map(String::as_str).chain(["--help"]).collect();
        let (code, help) = run(&typed);
        assert!(code == Some(0) && help.contains("用法"), "{typed:?}");
        assert!(help.lines().count() <= LINES, "{typed:?} takes {} lines", help.lines().count());
        for line in help.lines() {
            assert!(width(line) <= COLUMNS, "{typed:?}, {} columns: {line}", width(line));
        }
    }
}

#[test]
fn what_was_mistyped_is_answered_with_the_nearest() {
    for (typed, words) in [
        (&["bacth"][..], &["bacth", "是不是 batch？", "jixiao --help"][..]),
        (&["profile", "lst"], &["是不是 list？"]),
        (&["batch", "x", "--ot", "y"], &["没有 --ot", "是不是 --out？", "jixiao batch --help"]),
        (&["status", "x", "--formt", "json"], &["是不是 --format？"]),
        (&["batch", "x", "--out", "y", "--carryover"], &["是不是 --carry-over？"]),
        (&["batch", "x", "--out", "y", "--format", "jsn"], &["jsn", "human, json", "是不是 json？"]),
        (&["batch", "x", "--out", "y", "--unit", "wann"], &["wann", "\"wan\"（万元）"]),
        (&["report", "x", "--out", "y", "--kind", "notce"], &["是不是 notice？"]),
        (&["rules", "SCR02"], &["SCR02", "SCR-02"]),
        (&["profile", "show", "xiangdong2023"], &["xiangdong-2023"]),
    ] {
        let (code, said) = run(typed);
        assert_eq!(code, Some(2), "{typed:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{typed:?}, {words:?}: {said}");
    }
}
