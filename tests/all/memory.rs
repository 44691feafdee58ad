//! What a run takes from an earlier output, and what it does not: no wrong "fixed", whatever became of the folder.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::season::outputs::Folder;
use crate::support::file::write_saved;
use crate::support::layout::draw;
use crate::support::truth::Truth;
use serde_json::Value;

const DEPARTMENTS: [&str; 2] = ["区教育局", "区司法局"];

/// A score above its points, or none.
fn form(index: usize, is_wrong: bool) -> Truth {
    let mut truth = Truth { department: DEPARTMENTS[index].to_owned(), ..Truth::sample(index as u64) };
    if is_wrong {
        truth.rows[0].score = truth.rows[0].points + 100;
    }
    truth
}

fn sends(folder: &Folder, file: &str, (truth, day): (&Truth, u8)) {
    write_saved(&folder.inbox().join(file), day, &[("自评表", &draw(truth, &[]))]);
}

fn loses(folder: &Folder, file: &str) {
    fs::remove_file(folder.inbox().join(file)).expect("gone");
}

/// A first round of both, one of them wrong.
fn begun() -> Folder {
    let folder = Folder::new(&DEPARTMENTS);
    sends(&folder, "区教育局.xlsx", (&form(0, true), 1));
    sends(&folder, "区司法局.xlsx", (&form(1, false), 1));
    done(&folder, &[]);
    folder
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|told| String::from_utf8_lossy(told).into_owned()).concat()
}

/// A run that goes through; what it says.
fn done(folder: &Folder, more: &[&str]) -> String {
    let output = folder.run_with(more);
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
    said(&output)
}

fn refused(folder: &Folder, more: &[&str], words: &[&str]) {
    let output = folder.run_with(more);
    assert_eq!(output.status.code(), Some(2), "{more:?}: {}", said(&output));
    for word in words {
        assert!(said(&output).contains(word), "{word} is not in: {}", said(&output));
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// The second form of the wrong one, right at last, in the place of the first.
fn second(folder: &Folder) {
    sends(folder, "区教育局.xlsx", (&form(0, false), 9));
}

#[test]
fn who_sends_nothing_keeps_what_it_sent_where_that_is_asked_for() {
    let folder = begun();
    let workbook = fs::read(folder.workbook("区教育局")).expect("its workbook");
    loses(&folder, "区教育局.xlsx");
    done(&folder, &["--carry-over"]);
    let once = folder.bytes();
    let line = folder.department("区教育局");
    assert_eq!((&line["state"], &line["round"], &line["errors"]), (&"退回".into(), &1.into(), &1.into()));
    assert_eq!(folder.files("区教育局"), ["区教育局.xlsx 沿用上次"]);
    assert_eq!(folder.findings("区教育局"), ["区教育局.xlsx SCR-02 -"]);
    assert!(fs::read(folder.workbook("区教育局")).expect("its workbook") == workbook, "it is copied");
    let submissions = fs::read_to_string(folder.out().join("data/submissions.jsonl")).expect("the lines");
    let counting = submissions.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line"));
    assert_eq!(counting.filter(|line| line["counts"] == true).count(), 2);
    let run = fs::read_to_string(folder.out().join("data/run.json")).expect("run.json");
    let run: Value = serde_json::from_str(&run).expect("JSON");
    assert_eq!((&run["inputs"][1]["file"], &run["inputs"][1]["state"]), (&"区教育局.xlsx".into(), &"沿用上次".into()));
    assert_eq!((&run["counts"]["received"], &run["counts"]["departments"]["未报送"]), (&2.into(), &Value::Null));
    done(&folder, &["--carry-over"]);
    assert!(folder.bytes() == once, "again the same");

    // Its workbook is gone too: made again, without the form nobody has.
    fs::remove_file(folder.workbook("区教育局")).expect("gone");
    done(&folder, &["--carry-over"]);
    let book = folder.workbook("区教育局");
    assert!(!folder.sheet(&book, "问题清单").is_empty() && folder.sheet(&book, "标注原表").is_empty());

    // Without being asked it is missing, and what it sent is not forgotten.
    done(&folder, &[]);
    assert_eq!(folder.findings("区教育局"), ["- BAT-01 -"]);
    assert_eq!(folder.department("区教育局")["round"], 1);
    assert!(folder.says_gone("区教育局"));
    done(&folder, &["--carry-over"]);
    assert_eq!(folder.findings("区教育局"), ["- BAT-01 fixed", "区教育局.xlsx SCR-02 -"]);

    // It sends at last: held against what was carried.
    sends(&folder, "重新报送.xlsx", (&form(0, false), 9));
    done(&folder, &["--carry-over"]);
    assert_eq!(folder.files("区教育局"), ["重新报送.xlsx 计入汇总"]);
    assert_eq!(folder.findings("区教育局"), ["区教育局.xlsx SCR-02 fixed"]);
    assert_eq!(folder.department("区教育局")["round"], 2);
}

/// A file is a file: what can't be read is to be sent again, not replaced by what was sent before.
#[test]
fn a_file_that_cannot_be_read_is_not_made_good_by_an_earlier_one() {
    let folder = begun();
    fs::write(folder.inbox().join("区教育局.xlsx"), "half a file").expect("damaged");
    done(&folder, &["--carry-over"]);
    assert_eq!(folder.department("区教育局")["state"], "无法读取");
}

#[test]
fn an_earlier_output_that_is_none_or_is_about_another_year_is_refused() {
    let folder = begun();
    second(&folder);
    let before = folder.bytes();
    let nothing = folder.path("空");
    fs::create_dir(&nothing).expect("a folder");
    refused(&folder, &["--previous", text(&nothing)], &["--previous", "空", "不是 jixiao 的输出文件夹"]);
    refused(&folder, &["--previous", text(&folder.path("没有"))], &["没有", "不是 jixiao 的输出文件夹"]);
    refused(&folder, &["--previous", text(&folder.inbox())], &["收表", "不是 jixiao 的输出文件夹"]);
    let other = folder.path("上年");
    fs::rename(folder.out(), &other).expect("put aside");
    refused(&folder, &["--previous", text(&other), "--year", "2024"], &["2023", "2024", "--last-year"]);
    fs::rename(&other, folder.out()).expect("put back");
    assert!(folder.bytes() == before, "nothing was replaced");
}

/// The output that is replaced is another year's: that is said, and nothing of it is compared with.
#[test]
fn the_output_of_another_year_is_no_earlier_round() {
    let folder = begun();
    sends(&folder, "区教育局.xlsx", (&Truth { year: 2024, ..form(0, false) }, 9));
    sends(&folder, "区司法局.xlsx", (&Truth { year: 2024, ..form(1, false) }, 9));
    let said = done(&folder, &[]);
    assert!(said.contains("原有的结果是 2023 年度的"), "{said}");
    assert_eq!(folder.department("区教育局")["round"], 1);
    assert!(
        folder.findings("区教育局").iter().all(|found| !found.contains("fixed")),
        "{:?}",
        folder.findings("区教育局")
    );
}

/// Another form's findings are no findings of this one.
#[test]
fn the_output_of_another_form_is_not_compared_with() {
    let folder = begun();
    let other = folder.path("另一种表.toml");
    fs::write(&other, "extends = \"xiangdong-2023\"\nname = \"another\"\n").expect("a profile");
    second(&folder);
    let said = done(&folder, &["--profile", text(&other)]);
    assert!(said.contains("表样与本次的不同"), "{said}");
    assert_eq!(folder.findings("区教育局"), Vec::<String>::new());
    assert_eq!(folder.department("区教育局")["round"], 1);
}

/// What was deleted or changed is not used, what is whole is, and both are said.
#[test]
fn half_an_output_gives_half_and_no_wrong_state() {
    type Damage = fn(&Path);
    let cases: [(Damage, &str, &[&str]); 6] = [
        (|data| fs::remove_file(data.join("findings.jsonl")).expect("there"), "findings.jsonl 缺失", &[]),
        (|data| fs::remove_file(data.join("submissions.jsonl")).expect("there"), "submissions.jsonl 缺失", &[]),
        (|data| fs::remove_file(data.join("run.json")).expect("there"), "run.json 缺失", &[]),
        (|data| fs::remove_dir_all(data).expect("there"), "没有 data/", &[]),
        // A finding that nobody made must not come out as fixed, nor one that somebody deleted as new.
        (
            |data| {
                let lines = fs::read_to_string(data.join("findings.jsonl")).expect("lines");
                fs::write(data.join("findings.jsonl"), lines.replace("SCR-02", "SCR-01")).expect("edited");
            },
            "findings.jsonl 在生成之后被改动",
            &[],
        ),
        // Without the departments' lines the submissions are still there.
        (
            |data| fs::remove_file(data.join("departments.jsonl")).expect("there"),
            "departments.jsonl 缺失",
            &["区教育局.xlsx SCR-02 fixed"],
        ),
    ];
    for (damage, word, found) in cases {
        let folder = begun();
        let earlier = folder.path("第一轮");
        fs::rename(folder.out(), &earlier).expect("put aside");
        damage(&earlier.join("data"));
        second(&folder);
        let said = done(&folder, &["--previous", text(&earlier)]);
        assert!(said.contains(word), "{word}: {said}");
        assert_eq!(folder.findings("区教育局"), found, "{word}");
    }
}

/// The output of a version that kept less: without departments, and with a line nobody can read any more.
#[test]
fn an_older_output_is_read_as_far_as_it_goes() {
    let folder = begun();
    let data = folder.out().join("data");
    fs::remove_file(data.join("departments.jsonl")).expect("there");
    let lines = fs::read_to_string(data.join("submissions.jsonl")).expect("lines");
    fs::write(data.join("submissions.jsonl"), format!("{{\"file\":\"x.xlsx\"}}\n{lines}")).expect("written");
    let run = fs::read_to_string(data.join("run.json")).expect("run.json");
    let mut run: Value = serde_json::from_str(&run).expect("JSON");
    let outputs = run["outputs"].as_array_mut().expect("outputs");
    outputs.retain(|output| output["file"] != "data/departments.jsonl");
    for output in outputs.iter_mut().filter(|output| output["file"] == "data/submissions.jsonl") {
        let hash = jixiao::model::digest::sha256_of(&data.join("submissions.jsonl")).expect("a hash");
        output["sha256"] = hash.into();
    }
    fs::write(data.join("run.json"), run.to_string()).expect("written");
    second(&folder);
    let said = done(&folder, &[]);
    assert!(said.contains("没有 data/departments.jsonl") && said.contains("有 1 条记录读不懂"), "{said}");
    assert_eq!(folder.findings("区教育局"), ["区教育局.xlsx SCR-02 fixed"]);
    assert_eq!(folder.department("区教育局")["round"], 2);
}

/// A finding that was waived since is dismissed, not fixed; also where the file it was made in is gone.
#[test]
fn what_is_dismissed_is_not_fixed() {
    let folder = begun();
    let waivers = folder.path("豁免.csv");
    fs::write(&waivers, "单位名称,规则,项目,理由,有效期至\n区教育局,SCR-02,*,已批复,2099-12-31\n").expect("a list");
    let mut still = form(0, true);
    still.planned = String::new();
    sends(&folder, "区教育局.xlsx", (&still, 9));
    done(&folder, &["--waivers", text(&waivers)]);
    assert_eq!(folder.findings("区教育局"), ["区教育局.xlsx SCR-02 -", "区教育局.xlsx TXT-02 new"]);
}

#[test]
fn a_summary_among_the_inputs_is_passed_over_and_counted() {
    let folder = begun();
    fs::copy(folder.out().join("汇总表.xlsx"), folder.inbox().join("区教育局自评表.xlsx")).expect("copied");
    done(&folder, &[]);
    let run = fs::read_to_string(folder.out().join("data/run.json")).expect("run.json");
    let run: Value = serde_json::from_str(&run).expect("JSON");
    assert_eq!(run["skipped"]["汇总表"], 1, "{}", run["skipped"]);
    assert_eq!(folder.files("区教育局"), ["区教育局.xlsx 计入汇总"]);
}

/// Parts that ran for two rounds: what was fixed in files that are gone, what was answered and who came late is in the
/// whole as it is in the parts, also in steps.
#[test]
fn rounds_and_answers_of_parts_are_those_of_the_whole() {
    let (first, other) = (begun(), Folder::new(&DEPARTMENTS));
    loses(&first, "区司法局.xlsx");
    done(&first, &[]);
    first.answers("区教育局", ("答复.xlsx", "已按实际改正"), |text| text);
    second(&first);
    done(&first, &[]);
    let mut wrong = form(1, true);
    wrong.planned = String::new();
    done_without_forms(&other);
    sends(&other, "区司法局.xlsx", (&wrong, 9));
    done(&other, &[]);
    let merged = Folder::new(&DEPARTMENTS);
    let steps = Folder::new(&DEPARTMENTS);
    merge(&[&first, &other], &merged);
    merge(&[&merged], &steps);
    for whole in [&merged, &steps] {
        let part = |file: &str, of: &Folder| format!("{}/{file}", name(of));
        let found: Vec<String> = whole.findings("区教育局");
        assert_eq!(found, [format!("{} SCR-02 fixed 已按实际改正", part("区教育局.xlsx", &first))]);
        let late = format!("{} SCR-02 -", part("区司法局.xlsx", &other));
        let goal = format!("{} TXT-02 -", part("区司法局.xlsx", &other));
        assert_eq!(whole.findings("区司法局"), ["- BAT-01 fixed".to_owned(), late, goal]);
        let line = whole.department("区教育局");
        assert_eq!((&line["round"], &line["replies"][0]["text"]), (&2.into(), &"已按实际改正".into()));
        assert!(whole.files("区教育局").contains(&format!("{} 反馈表", part("答复.xlsx", &first))));
    }
}

/// What a folder's results are called among others.
fn name(folder: &Folder) -> String {
    let home = folder.path("");
    let home = home.file_name().expect("a name").to_string_lossy().into_owned();
    format!("{home}/结果")
}

fn merge(parts: &[&Folder], to: &Folder) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.env("SOURCE_DATE_EPOCH", "1712000000").arg("merge").args(parts.iter().map(|part| part.out()));
    let output = command.arg("--out").arg(to.out()).arg("--quiet").output().expect("the program starts");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
}

/// A first round in which nobody sent anything but a note.
fn done_without_forms(folder: &Folder) {
    fs::write(folder.inbox().join("说明.txt"), "还没有人报送").expect("written");
    done(folder, &[]);
}
