//! The rules of the house, read off the sources: who may import whom, who knows which library.

use std::fs;
use std::path::{Path, PathBuf};

const STAGES: [&str; 8] = ["read", "form", "normalise", "score", "rules", "record", "consolidate", "write"];
/// Past this many lines a file says why, in its first lines, with the words "Long because".
const LONGEST_FILE: usize = 300;

struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The lines of the program, without comments and without the tests at the end of the file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(i, line)| (i + 1, line));
        let lines = lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn mentions(&self, word: &str) -> Vec<String> {
        let hits = self.code().filter(|(_, line)| line.contains(word));
        hits.map(|(i, line)| format!("{}:{i}: {}", self.path, line.trim())).collect()
    }

    fn stage(&self) -> Option<&'static str> {
        STAGES.into_iter().find(|stage| self.path.starts_with(&format!("src/{stage}/")))
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/") || self.path.ends_with("/sample.rs")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).expect("a source file"),
        path: path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/"),
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, files),
            false if path.extension().is_some_and(|e| e == "rs") => files.push(path),
            false => {}
        }
    }
}

fn assert_none(offences: Vec<String>, rule: &str) {
    assert!(offences.is_empty(), "{rule}\n{}", offences.join("\n"));
}

/// What depends on the system stands where its logic is tested on any: there, and in the step that only some know.
#[test]
fn which_system_this_is_is_asked_in_one_place() {
    let places = ["src/model/system.rs", "src/write/staging/exchange.rs"];
    let words = ["cfg!(", "cfg(windows", "cfg(not(windows", "cfg(unix", "target_os", "os::unix", "os::windows"];
    let (asking, others): (Vec<_>, Vec<_>) =
        sources().into_iter().filter(|source| !source.is_test()).partition(|one| places.contains(&&*one.path));
    let hits = |source: &Source| words.iter().flat_map(|word| source.mentions(word)).collect::<Vec<_>>();
    assert!(asking.len() == places.len() && asking.iter().all(|source| !hits(source).is_empty()));
    assert_none(others.iter().flat_map(hits).collect(), "which system this is is asked in model/system.rs");
}

#[test]
fn no_stage_imports_another() {
    let mut offences = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some(own) = source.stage() else { continue };
        for other in STAGES.into_iter().filter(|stage| *stage != own) {
            offences.extend(source.mentions(&format!("crate::{other}::")));
        }
        for above in ["crate::pipeline", "crate::commands", "crate::cli"] {
            offences.extend(source.mentions(above));
        }
    }
    assert_none(offences, "stages import only model, lang and profile");
}

#[test]
fn model_lang_and_profile_import_no_stage() {
    let below = ["src/model/", "src/lang/", "src/profile/"];
    let mut offences = Vec::new();
    for source in sources().iter().filter(|source| below.iter().any(|folder| source.path.starts_with(folder))) {
        offences.extend(STAGES.iter().flat_map(|stage| source.mentions(&format!("crate::{stage}::"))));
    }
    assert_none(offences, "model, lang and profile lie below every stage");
}

#[test]
fn the_nouns_do_not_know_the_language() {
    let nouns = sources().into_iter().filter(|source| source.path.starts_with("src/model/"));
    assert_none(nouns.flat_map(|s| s.mentions("crate::lang::")).collect(), "lang uses the nouns, never the reverse");
}

#[test]
fn each_library_has_one_door() {
    let doors = [
        ("calamine::", vec!["src/read/excel"]),
        ("rust_xlsxwriter::", vec!["src/write/sheet"]),
        // Files run side by side in the pipeline, the two long sheets in the summary and in its package.
        ("rayon::", vec!["src/pipeline", "src/write/summary/mod.rs", "src/write/sheet/pack.rs"]),
        ("rhai::", vec!["src/profile/expression"]),
        ("ctrlc::", vec!["src/write/interrupt.rs"]),
    ];
    for (library, doors) in doors {
        let known = |source: &Source| doors.iter().any(|door| source.path.starts_with(door)) || source.is_test();
        let offences = sources().into_iter().filter(|source| !known(source)).flat_map(|s| s.mentions(library));
        assert_none(offences.collect(), &format!("only {doors:?} know {library}"));
    }
}

#[test]
fn what_cannot_fail_says_why() {
    let can_panic = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];
    let mut offences = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (i, line) in source.code() {
            let above = &lines[i.saturating_sub(4)..i - 1];
            let explained = above.iter().any(|line| line.trim_start().starts_with("//"));
            if can_panic.iter().any(|word| line.contains(word)) && !explained {
                offences.push(format!("{}:{i}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none(offences, "unwrap and its kin need the sentence that says why they cannot fail");
}

#[test]
fn long_files_say_why() {
    let long = sources().into_iter().filter(|source| source.text.lines().count() > LONGEST_FILE);
    let silent = long.filter(|source| !source.text.lines().take(12).any(|line| line.contains("Long because")));
    assert_none(silent.map(|source| source.path).collect(), "a file past 300 lines says why");
}

#[test]
fn nothing_is_named_for_having_no_name() {
    let words = ["Helper", "Util", "Manager", "Handler"];
    let items = ["struct ", "enum ", "trait ", "mod "];
    let mut offences = Vec::new();
    for source in sources() {
        for (i, line) in source.code().filter(|(_, line)| items.iter().any(|item| line.contains(item))) {
            if words.iter().any(|word| line.contains(word) || line.contains(&word.to_lowercase())) {
                offences.push(format!("{}:{i}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none(offences, "a name says what a thing is");
}

#[test]
fn every_stage_opens_with_what_it_does() {
    let mut silent = Vec::new();
    for source in sources() {
        let door = source.stage().is_some_and(|stage| source.path == format!("src/{stage}/mod.rs"));
        if door && source.text.lines().take_while(|line| line.starts_with("//!")).count() < 4 {
            silent.push(source.path);
        }
    }
    assert_none(silent, "a stage says what comes in, what goes out, what it never does, where to add");
}

/// Words that stand on forms: what a form calls a thing by stands in its profile, and nowhere else.
const WORDS_OF_FORMS: [&str; 50] = [
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "全年完成值",
    "实际完成值",
    "偏差原因",
    "产出指标",
    "效益指标",
    "效果指标",
    "满意度指标",
    "管理指标",
    "成本指标",
    "数量指标",
    "质量指标",
    "时效指标",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "执行率",
    "财政拨款",
    "其他资金",
    "基本支出",
    "项目支出",
    "年度资金总额",
    "上年结转",
    "年初设定目标",
    "预期目标",
    "全年完成情况",
    "年度总体目标",
    "填表人",
    "联系电话",
    "单位名称",
    "项目名称",
    "主管部门",
    "总分",
    "小计",
    "自评表",
    "权重",
    "分值",
    "得分",
    "满分",
    "合计",
    "总计",
    "整体",
    "年度",
    "年份",
    "绩效",
    "目标",
    "自评得分",
];

/// What reads and computes knows parts of forms, never their words. A sentence it says about a value is no word.
#[test]
fn words_of_forms_stand_in_profiles() {
    let without_words = ["form", "normalise", "score", "consolidate", "model"];
    let known = |source: &Source| without_words.iter().any(|folder| source.path.starts_with(&format!("src/{folder}/")));
    let mut offences = Vec::new();
    for source in sources().iter().filter(|source| known(source) && !source.is_test()) {
        for (i, line) in source.code() {
            if WORDS_OF_FORMS.iter().any(|word| line.contains(&format!("\"{word}\""))) {
                offences.push(format!("{}:{i}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none(offences, "a word of forms stands in a profile");
}
