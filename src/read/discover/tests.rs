use super::*;

fn tree(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("temp folder");
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().expect("has parent")).expect("folder");
        fs::write(path, file).expect("file");
    }
    root
}

fn names(discovery: &Discovery) -> Vec<&str> {
    discovery.sources.iter().map(|source| source.name.as_str()).collect()
}

#[test]
fn folders_are_walked_and_what_is_not_input_is_counted() {
    let root = tree(&[
        "乙.xlsx",
        "甲/一.xls",
        ".git/x",
        "~$乙.xlsx",
        "名册.csv",
        "out/data/run.json",
        "out/汇总表.xlsx",
        "next/a.xlsx",
    ]);
    let exclude = [root.path().join("名册.csv"), root.path().join("next")];
    let found = discover(&[root.path().to_owned()], &exclude).expect("found");
    assert_eq!(names(&found), ["乙.xlsx", "甲/一.xls"]);
    assert!(found.sources.iter().all(|source| !source.named && source.size > 0));
    let skipped: Vec<_> = found.skipped.into_iter().collect();
    assert_eq!(skipped, [(LOCK, 1), (PARAMETER, 1), (OUTPUT, 2), (HIDDEN, 1)]);
}

#[test]
fn same_names_get_their_folder_in_front_and_a_file_is_found_once() {
    let root = tree(&["a/教育局.xlsx", "b/教育局.xlsx", "b/卫健委.xlsx"]);
    let path = |name: &str| root.path().join(name);
    let found = discover(&[path("a"), path("b"), path("b/卫健委.xlsx")], &[]).expect("found");
    assert_eq!(names(&found), ["a/教育局.xlsx", "b/教育局.xlsx", "卫健委.xlsx"]);
    assert_eq!(found.sources.iter().map(|source| source.named).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_missing_path_says_what_to_do() {
    let error = discover(&[PathBuf::from("没有这个")], &[]).expect_err("missing");
    assert_eq!(error.to_string(), "找不到 没有这个：请检查路径是否写对，文件是否已移走");
}

#[cfg(unix)]
#[test]
fn a_name_cannot_break_a_line_or_the_terminal() {
    let root = tree(&["换\n行\u{1b}[31m.xlsx"]);
    let found = discover(&[root.path().to_owned()], &[]).expect("found");
    assert_eq!(names(&found), ["换\u{fffd}行\u{fffd}[31m.xlsx"]);
}

#[cfg(unix)]
#[test]
fn what_can_not_be_looked_into_costs_a_line_and_a_pipe_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let root = tree(&["甲.xlsx", "旧结果/data/run.json", "旧结果/汇总表.xlsx"]);
    for bytes in [b"\xff.xlsx".as_slice(), b"\xfe.xlsx"] {
        fs::write(root.path().join(std::ffi::OsStr::from_bytes(bytes)), "x").expect("a file");
    }
    // Longer than any path the system takes: made step by step from within.
    let deep = "很深的一层".repeat(10);
    let mut inner = root.path().to_owned();
    while fs::create_dir(inner.join(&deep)).is_ok() {
        inner.push(&deep);
    }
    let found = discover(&[root.path().to_owned(), root.path().join("旧结果")], &[]).expect("found");
    let whole = |name: &str| found.sources.iter().any(|source| source.name.ends_with(name));
    assert!(names(&found).len() == 3 && whole("甲.xlsx") && whole("\u{fffd}（2）.xlsx"), "{:?}", names(&found));
    assert!(found.notices[0].contains("旧结果") && found.notices[0].contains("输出文件夹"), "{:?}", found.notices);
    let device = discover(&[PathBuf::from("/dev/null")], &[]).expect_err("no file").to_string();
    assert!(device.contains("/dev/null") && device.contains("设备"), "{device}");
}

#[cfg(unix)]
#[test]
fn a_link_to_its_own_folder_ends() {
    let root = tree(&["甲.xlsx"]);
    std::os::unix::fs::symlink(root.path(), root.path().join("again")).expect("link");
    std::os::unix::fs::symlink(root.path().join("nothing"), root.path().join("gone.xlsx")).expect("link");
    let found = discover(&[root.path().to_owned()], &[]).expect("found");
    assert_eq!(names(&found), ["gone.xlsx", "甲.xlsx"]);
}
