//! Reports (.docx): the form in a document's tables, what its text says against them, and a report beside a workbook.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::package::{rewrite, text_of};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

pub fn golden() -> PathBuf {
    Path::new(ROOT).join("tests/fixtures/reports/golden.docx")
}

pub fn workbook() -> PathBuf {
    Path::new(ROOT).join("sample_workbooks/区人大常委会.xlsx")
}

/// What is not right in the golden report, made right.
pub const CORRECTED: [(&str, &str); 3] = [
    ("绩效完成率达97.02%", "绩效完成率达100%"),
    ("群众满意率达95%以上", "群众满意率达85%以上"),
    ("我单位要将绩效评价结果作为", "部分项目支出进度偏慢。我单位要将绩效评价结果作为"),
];

/// A report with pieces of its text replaced.
pub fn altered(path: &Path, changes: &[(&str, &str)]) {
    fs::copy(golden(), path).expect("a copy");
    rewrite(path, None, |name, mut text| {
        for (old, new) in changes.iter().filter(|_| name == "word/document.xml") {
            assert!(text.contains(old), "the report does not say {old}");
            text = text.replacen(old, new, 1);
        }
        Some(text)
    });
}

pub fn jixiao(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).output().expect("the program starts");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

/// Rule and cell of the findings of a file, in order.
type Found = Vec<(String, String)>;

/// The findings of each of the files, which one run reads.
pub fn findings_of(paths: &[PathBuf]) -> Vec<Found> {
    let text = |path: &PathBuf| path.to_str().expect("a path").to_owned();
    let paths: Vec<String> = paths.iter().map(text).collect();
    let arguments = ["check", "--format", "json"].into_iter().chain(paths.iter().map(String::as_str));
    let answer: Value = serde_json::from_str(&jixiao(&arguments.collect::<Vec<_>>()).1).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let found = |path: &String| {
        let mut files = answer["files"].as_array().expect("a list").iter();
        let file = files.find(|file| path.ends_with(&format!("/{}", text(&file["file"])))).expect("the file");
        let found = file["findings"].as_array().expect("a list").iter();
        found.map(|finding| (text(&finding["rule"]), text(&finding["cell"]))).collect()
    };
    paths.iter().map(found).collect()
}

pub fn findings(path: &Path) -> Found {
    findings_of(&[path.to_owned()]).remove(0)
}

/// Those about the report.
pub fn of_reports(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = findings_of(paths);
    found.iter_mut().for_each(|found| found.retain(|(rule, _)| rule.starts_with("XSE")));
    found
}

#[test]
fn the_golden_report_says_what_its_workbook_says_and_three_things_more() {
    let (mut report, mut table) = (findings(&golden()), findings(&workbook()));
    // A number in a document is always text.
    table.retain(|(rule, _)| rule != "STR-11");
    let xse: Vec<_> = report.iter().filter(|(rule, _)| rule.starts_with("XSE")).cloned().collect();
    let expected = [("XSE-03", "第26段"), ("XSE-04", "第34段"), ("XSE-07", "第36段")];
    assert_eq!(xse, expected.map(|(rule, cell)| (rule.to_owned(), cell.to_owned())));
    report.retain(|(rule, _)| !rule.starts_with("XSE"));
    report.sort();
    table.sort();
    assert_eq!(report, table);
}

/// One contradiction each, and the rule that has to find it.
const CONTRADICTIONS: [(&str, &str, &str); 27] = [
    ("XSE-01", "自评得分99.79分", "自评得分98.79分"),
    ("XSE-01", "自评得分99.79分", "自评得分为99.7分"),
    ("XSE-01", "绩效等级优", "绩效等级为“良”"),
    ("XSE-02", "收入预算1286.98\u{a0}万元", "收入预算1386.98万元"),
    ("XSE-02", "收入预算1286.98\u{a0}万元", "收入预算１２８６．９０万元"),
    ("XSE-02", "一般公共预算拨款1286.98万元", "一般公共预算拨款1,186.98万元"),
    ("XSE-02", "基本支出项目1135.21万元", "基本支出项目1035.21万元"),
    ("XSE-02", "二级项目支出151.77万元", "二级项目支出161.77万元"),
    ("XSE-03", "绩效完成率达100%", "绩效完成率达97.02%"),
    ("XSE-03", "完成区委、区政府交办的其他任务。", "全年预算执行率为95.2%。"),
    ("XSE-04", "群众满意率达85%以上", "群众满意率达95%以上"),
    ("XSE-04", "群众满意率达85%以上", "群众满意率为88%"),
    ("XSE-05", "在职人员40人", "在职人员39人"),
    ("XSE-05", "实有人数40人", "实有人数42人"),
    ("XSE-05", "退休人员0人", "退休人员3人"),
    ("XSE-05", "设备64.24万元", "设备62.24万元"),
    ("XSE-05", "家具和用具15.13万元", "家具和用具16.13万元"),
    ("XSE-05", "固定资产总值79.37万元", "固定资产总值89.37万元"),
    ("XSE-05", "固定资产的80.94%", "固定资产的88.94%"),
    ("XSE-05", "涉及资金1286.98万元", "涉及资金1486.98万元"),
    ("XSE-06", "一、部门概况", ""),
    ("XSE-06", "二、部门整体支出绩效实现情况", ""),
    ("XSE-06", "三、部门整体支出绩效中存在问题及改进措施", ""),
    ("XSE-06", "四、绩效自评结果拟应用和公开情况", ""),
    ("XSE-07", "部分项目支出进度偏慢。", ""),
    ("XSE-07", "部分项目支出进度偏慢。我单位要将绩效评价结果作为", "无。我单位要将绩效评价结果作为"),
    ("XSE-07", "部分项目支出进度偏慢。我单位要将绩效评价结果作为", "自评中未发现问题，绩效评价结果作为"),
];

#[test]
fn one_contradiction_gives_one_finding_and_nothing_else() {
    let home = TempDir::new().expect("a folder");
    let one = |(number, (_, old, new)): (usize, &(&str, &str, &str))| {
        let path = home.path().join(format!("{number}.docx"));
        altered(&path, &[&CORRECTED[..], &[(old, new)]].concat());
        path
    };
    let paths: Vec<PathBuf> = CONTRADICTIONS.iter().enumerate().map(one).collect();
    for (found, (rule, old, new)) in of_reports(&paths).into_iter().zip(CONTRADICTIONS) {
        assert_eq!(found.into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), [rule], "{old} → {new}");
    }
}

#[test]
fn a_section_without_text_is_as_good_as_none() {
    let home = TempDir::new().expect("a folder");
    let path = home.path().join("a.docx");
    let result = "本部门整体支出绩效管理自评得分99.79分，绩效等级优，绩效指标数据来源于2023年预决算。";
    altered(&path, &CORRECTED);
    rewrite(&path, None, |name, text| {
        let Some(at) = text.find(result).filter(|_| name == "word/document.xml") else { return Some(text) };
        let end = at + text[at..].find("</w:t>").expect("the end of the text");
        Some(format!("{}{}", &text[..at], &text[end..]))
    });
    let [found] = &of_reports(&[path])[..] else { panic!("one file") };
    assert_eq!(found.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["XSE-06"]);
}

/// What is no contradiction.
const CLEAN: [(&str, &str); 28] = [
    ("收入预算1286.98\u{a0}万元", "收入预算12869807.65元"),
    ("收入预算1286.98\u{a0}万元", "收入预算1287万元"),
    ("收入预算1286.98\u{a0}万元", "收入预算约1300万元"),
    ("收入预算1286.98\u{a0}万元", "收入预算1200余万元"),
    ("收入预算1286.98\u{a0}万元", "收入预算１，２８６．９８万元"),
    ("收入预算1286.98\u{a0}万元", "收入预算0.13亿元"),
    ("自评得分99.79分", "自评得分99.8分"),
    ("自评得分99.79分", "满分100分，自评得分为99.79分"),
    ("自评得分99.79分", "产出指标自评得分25分，自评总分99.79分"),
    ("绩效等级优", "绩效等级为“优秀”"),
    ("绩效等级优", "按90分以上为优、80分以上为良的标准，等级评定为优"),
    ("群众满意率达85%以上", "群众满意率达85%"),
    ("群众满意率达85%以上", "群众满意率达80%以上"),
    ("群众满意率达85%以上", "满意度目标为95%，实际满意率85%"),
    ("群众满意率达85%以上", "群众满意率高"),
    ("完成区委、区政府交办的其他任务。", "2022年预算数1100万元，执行率95%。"),
    ("完成区委、区政府交办的其他任务。", "上年预算执行率95%，全市平均执行率93%。"),
    ("完成区委、区政府交办的其他任务。", "明年预算数拟安排1500万元，力争执行率达99%。"),
    ("完成区委、区政府交办的其他任务。", "政府采购执行率98%，三公经费执行率80%。"),
    ("完成区委、区政府交办的其他任务。", "其中代表培训项目支出20万元，宣传项目支出12万元。"),
    ("完成区委、区政府交办的其他任务。", "全年预算执行率99.99%以上，项目支出预算数151.77万元。"),
    ("其中在职人员40人，离休人员0人，退休人员0人", "其中在职人员38人"),
    ("设备64.24万元，占固定资产的80.94%", "设备64.24万元，占80.9%"),
    ("涉及资金1286.98万元", "涉及资金12869807.65元"),
    ("一、部门概况", "部门概况"),
    ("（一）主要问题及原因分析", "1.存在的主要问题"),
    ("三、部门整体支出绩效中存在问题及改进措施", "三、存在的问题和改进措施"),
    ("部分项目支出进度偏慢。", "绩效指标的量化有待加强；"),
];

#[test]
fn what_is_no_contradiction_gives_no_finding() {
    let home = TempDir::new().expect("a folder");
    let one = |(number, change): (usize, &(&str, &str))| {
        let path = home.path().join(format!("{number}.docx"));
        altered(&path, &[&CORRECTED[..], &[*change]].concat());
        path
    };
    let paths: Vec<PathBuf> = CLEAN.iter().enumerate().map(one).collect();
    for (found, (old, new)) in of_reports(&paths).into_iter().zip(CLEAN) {
        assert_eq!(found, [], "{old} → {new}");
    }
}

pub struct Batch {
    pub home: TempDir,
}

impl Batch {
    pub fn new() -> Self {
        let home = TempDir::new().expect("a folder");
        fs::create_dir(home.path().join("in")).expect("a folder");
        fs::write(
            home.path().join("名册.csv"),
            "单位名称,别名\n区人大常委会,湘东区人民代表大会常务委员会\n区教育局,\n",
        )
        .expect("a roster");
        Self { home }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join("in").join(name)
    }

    pub fn run(&self) -> Value {
        let text = |path: PathBuf| path.to_str().expect("a path").to_owned();
        let [input, out, roster] = ["in", "out", "名册.csv"].map(|name| text(self.home.path().join(name)));
        let arguments = ["batch", &input, "--out", &out, "--roster", &roster, "--format", "json", "--quiet"];
        let (code, answer) = jixiao(&arguments);
        assert!(matches!(code, Some(0 | 1)), "{answer}");
        serde_json::from_str(&answer).expect("JSON")
    }

    pub fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.home.path().join("out/data").join(name)).expect("written");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// State of each file of the department that is first on the roster.
    pub fn states(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let line = &self.lines("departments.jsonl")[0];
        let files = line["files"].as_array().expect("a list");
        files.iter().map(|file| (text(&file["file"]), text(&file["state"]))).collect()
    }

    pub fn found(&self, family: &str) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let all = self.lines("findings.jsonl").into_iter();
        let found = all.map(|line| (text(&line["rule"]), text(&line["file"]), text(&line["cell"])));
        found.filter(|(rule, ..)| rule.starts_with(family)).collect()
    }
}

fn pair(file: &str, state: &str) -> (String, String) {
    (file.to_owned(), state.to_owned())
}

#[test]
fn a_workbook_and_a_report_are_one_submission() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("人大表.xlsx")).expect("a copy");
    altered(&batch.path("报告.docx"), &CORRECTED);
    batch.run();
    assert_eq!(batch.states(), [pair("人大表.xlsx", "计入汇总"), pair("报告.docx", "随附报告")]);
    let forms = batch.lines("submissions.jsonl");
    assert_eq!(forms.len(), 1);
    assert_eq!((&forms[0]["file"], &forms[0]["report"]), (&"人大表.xlsx".into(), &"报告.docx".into()));
    assert_eq!(batch.found("XSE"), []);
    assert_eq!(batch.found("BAT-03"), []);
}

#[test]
fn what_the_two_tables_say_differently_is_at_the_workbooks_cell() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("人大表.xlsx")).expect("a copy");
    altered(&batch.path("报告.docx"), &[&CORRECTED[..], &[(">4.79<", ">4.97<")]].concat());
    batch.run();
    let expected = [("XSE-08", "人大表.xlsx", "H15")].map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(batch.found("XSE"), expected);
}

/// The department's workbook, a text for each of its sheets, notes included; and the names of the sheets.
fn feedback(batch: &Batch) -> (Vec<String>, Vec<String>) {
    let path = batch.home.path().join("out/问题反馈/001_区人大常委会.xlsx");
    let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let names = book.sheet_names();
    let texts = names.iter().map(|name| {
        let range = book.worksheet_range(name).expect("a sheet");
        range.rows().flatten().map(|cell| format!("{cell}\n")).collect()
    });
    (names.clone(), texts.collect())
}

/// `H15`, `D14:E20`: what a document has no place of.
fn has_letters(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let is_address = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        (1..=2).contains(&(word.len() - digits.len())) && digits.parse::<u32>().is_ok()
    };
    words.into_iter().any(is_address)
}

#[test]
fn a_department_finds_the_places_of_its_report_by_rows_and_columns() {
    assert!(has_letters("偏差栏（I15）") && has_letters("D14:E20") && !has_letters("DEV-01 行15 列9"));
    let batch = Batch::new();
    fs::copy(golden(), batch.path("报告.docx")).expect("a copy");
    batch.run();
    let (names, texts) = feedback(&batch);
    assert_eq!(names, ["问题清单", "标注原表", "评分复核"]);
    for part in [
        "\n表1 行15 列9\n",
        "偏差栏（行15 列9）为空：该项分值5分、得分4.79分",
        "行14–20 列4–5 还是模板的填写说明“根据《部门整体支出绩效评价指标体系框架》",
        "行21 列5：完成区人大8个整体工作。\n",
        "\n表1 行26–28 列8\n",
        "\n自评报告第26段\n",
        "“（三）社会满意度及可持续性影响：知晓率、群众满意率达95%以上。”",
    ] {
        assert!(texts[0].contains(part), "{part}: {}", texts[0]);
    }
    let notes = text_of(&batch.home.path().join("out/问题反馈/001_区人大常委会.xlsx"), "xl/comments1.xml");
    assert!(notes.contains("偏差栏（行15 列9）为空"), "{notes}");
    // What stands between the tags.
    let said: String = notes.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    assert!(!has_letters(&texts[0]) && !has_letters(&said), "{}\n{said}", texts[0]);
    // The table is redrawn at its places, so that the links lead to them.
    let mut book: Xlsx<_> =
        open_workbook(batch.home.path().join("out/问题反馈/001_区人大常委会.xlsx")).expect("a book");
    let drawn = book.worksheet_range("标注原表").expect("a sheet");
    assert_eq!(drawn.get_value((14, 7)).map(ToString::to_string).as_deref(), Some("4.79"));
    for finding in batch.lines("findings.jsonl") {
        let message = finding["message"].as_str().expect("a text");
        assert!(!has_letters(message), "{message}");
    }
    let mut summary: Xlsx<_> = open_workbook(batch.home.path().join("out/汇总表.xlsx")).expect("a workbook");
    for name in ["问题清单", "退回通知"] {
        let range = summary.worksheet_range(name).expect("a sheet");
        let text: String = range.rows().flatten().map(|cell| format!("{cell}\n")).collect();
        assert!(text.contains("行15 列9") && !has_letters(&text), "{name}: {text}");
    }
}

#[test]
fn the_terminal_names_rows_and_columns_of_a_report_and_cells_of_a_workbook() {
    let (_, report) = jixiao(&["check", golden().to_str().expect("a path")]);
    assert!(report.contains("行15 列9 预算执行管理") && !has_letters(&report), "{report}");
    let (_, table) = jixiao(&["check", workbook().to_str().expect("a path")]);
    assert!(table.contains(" I15 预算执行管理") && !table.contains("列9"), "{table}");
}

#[test]
fn a_table_that_says_something_else_than_the_workbook_is_redrawn_beside_it() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("人大表.xlsx")).expect("a copy");
    altered(&batch.path("报告.docx"), &[&CORRECTED[..], &[(">4.79<", ">4.97<")]].concat());
    batch.run();
    let (names, texts) = feedback(&batch);
    assert_eq!(names, ["问题清单", "标注原表", "评分复核", "标注原表（报告）"]);
    let message = "工作簿H15写的是“4.79”，报告《报告.docx》表1 行15 列8 写的是“4.97”。";
    assert!(texts[0].contains(message), "{}", texts[0]);
    assert!(texts[1].contains("\n4.79\n") && texts[3].contains("\n4.97\n") && !texts[3].contains("\n4.79\n"));
    let path = batch.home.path().join("out/问题反馈/001_区人大常委会.xlsx");
    let notes = text_of(&path, "xl/comments2.xml");
    assert_eq!((notes.matches("<comment ").count(), notes.contains(message)), (1, true), "{notes}");
    assert!(notes.contains("ref=\"H15\""), "{notes}");
    let found = batch.lines("findings.jsonl");
    let differing = found.iter().find(|finding| finding["rule"] == "XSE-08").expect("the finding");
    assert_eq!(differing["related"], serde_json::json!(["表1!H15"]));
}

#[test]
fn a_report_that_says_the_same_as_the_workbook_is_not_redrawn() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("人大表.xlsx")).expect("a copy");
    altered(&batch.path("报告.docx"), &CORRECTED);
    batch.run();
    assert_eq!(feedback(&batch).0, ["问题清单", "标注原表", "评分复核"]);
}

#[test]
fn a_sentence_of_the_report_is_quoted_where_it_contradicts_the_workbook() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("人大表.xlsx")).expect("a copy");
    altered(
        &batch.path("报告.docx"),
        &[&CORRECTED[..], &[("收入预算1286.98\u{a0}万元", "收入预算1386.98万元")]].concat(),
    );
    batch.run();
    let found: Vec<Value> = batch.lines("findings.jsonl").into_iter().filter(|f| f["rule"] == "XSE-02").collect();
    assert_eq!(found.len(), 1);
    let finding = &found[0];
    assert_eq!((&finding["file"], &finding["sheet"]), (&"报告.docx".into(), &"正文".into()));
    assert_eq!(finding["department"], "区人大常委会");
    assert_eq!(finding["expected"], Value::Null);
    let quote = finding["quote"].as_str().expect("a quote");
    assert!(quote.starts_with("2023年收入预算1386.98万元，比上年增加25.46万元"), "{quote}");
    assert_eq!(finding["related"], serde_json::json!(["E7", "E8"]));
}

#[test]
fn a_report_alone_is_the_submission_and_a_document_without_a_form_is_none() {
    let batch = Batch::new();
    fs::copy(golden(), batch.path("随便.docx")).expect("a copy");
    fs::write(batch.path("区教育局说明.docx"), document("<w:p><w:r><w:t>说明</w:t></w:r></w:p>")).expect("written");
    batch.run();
    assert_eq!(batch.states(), [pair("随便.docx", "计入汇总")]);
    let line = &batch.lines("departments.jsonl")[1];
    assert_eq!(line["state"], "无法读取");
    let found = batch.found("STR-02");
    assert_eq!(found, [("STR-02".to_owned(), "区教育局说明.docx".to_owned(), String::new())]);
}

#[test]
fn a_document_beside_a_form_is_material_and_one_with_sentences_is_its_report() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("表.xlsx")).expect("a copy");
    let sentence = "<w:p><w:r><w:t>本单位认真开展绩效自评，各项工作按计划完成。</w:t></w:r></w:p>";
    fs::write(batch.path("区人大常委会通知.docx"), document("<w:p><w:r><w:t>通知</w:t></w:r></w:p>")).expect("written");
    fs::write(batch.path("区人大常委会自评报告.docx"), document(&sentence.repeat(4))).expect("written");
    batch.run();
    let expected = [
        pair("表.xlsx", "计入汇总"),
        pair("区人大常委会自评报告.docx", "随附报告"),
        pair("区人大常委会通知.docx", "随附材料"),
    ];
    assert_eq!(batch.states(), expected);
    // Without its sections it is no report as the profile wants it.
    assert_eq!(batch.found("XSE").iter().filter(|(rule, ..)| rule == "XSE-06").count(), 4);
}

/// A document of that body, as nothing but its main part.
fn document(body: &str) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    out.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    write!(out, "<w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>").expect("written");
    out.finish().expect("a package").into_inner()
}

/// What the draft says, a line for each paragraph and each row of a table.
pub fn said(path: &Path) -> Vec<String> {
    let reading = jixiao::read::open(
        &jixiao::model::source::Source {
            path: path.to_owned(),
            name: "a.docx".to_owned(),
            size: 0,
            modified: None,
            named: true,
            within: None,
        },
        &jixiao::read::Reader::default(),
    );
    let jixiao::read::ReadContent::Workbook(document) = reading.content else { panic!("a document") };
    let rows = document.sheets.iter().flat_map(|sheet| {
        let texts = |row| sheet.row(row).filter_map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" ");
        (0..sheet.row_end()).map(texts).collect::<Vec<_>>()
    });
    document.narrative.iter().map(|paragraph| paragraph.text.clone()).chain(rows).collect()
}

fn drafted(batch: &Batch, kind: &str) -> PathBuf {
    let text = |name: &str| batch.home.path().join(name).to_str().expect("a path").to_owned();
    let (code, _) = jixiao(&["report", &text("out"), "--out", &text("草稿.docx"), "--kind", kind, "--quiet"]);
    assert_eq!(code, Some(0));
    batch.home.path().join("草稿.docx")
}

#[test]
fn the_draft_counts_what_the_data_says_and_names_nobody_beside_an_example() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("区人大常委会.xlsx")).expect("a copy");
    batch.run();
    let said = said(&drafted(&batch, "report"));
    let all = said.join("\n");
    for part in [
        "应报送绩效自评表的部门2家，已报送1家，报送率50%",
        "尚未报送的部门1家：区教育局",
        "全年预算1,286.98万元，全年执行1,286.98万元，总体执行率100%",
        "基本支出 1 1,135.21 1,135.21 100.00%",
        "平均自评得分99.79分",
        "优 1 1",
        "1 区人大常委会 退回",
        "2 区教育局 未报送",
        "区人大常委会 1,286.98 1,286.98 100.00% 99.79 99.79 优",
    ] {
        assert!(all.contains(part), "{part} is not in the draft:\n{all}");
    }
    for heading in
        ["一、基本情况", "二、资金执行情况", "三、自评结果", "四、主要问题", "五、抽查复核建议", "六、下一步工作"]
    {
        assert!(said.iter().any(|line| line == heading), "{heading}");
    }
    let examples: Vec<&String> = said.iter().filter(|line| line.contains("例如：")).collect();
    assert!(examples.len() >= 3, "{examples:?}");
    assert!(examples.iter().all(|line| !line.contains("人大")), "{examples:?}");
    // Nobody has the form before them.
    assert!(examples.iter().all(|line| !has_letters(line)), "{examples:?}");
    assert!(all.contains("例如：偏差栏为空：该项分值5分、得分4.79分"), "{examples:?}");
}

/// Counted and summed here from the data, for the sample forms: nothing in the draft is anything else.
#[test]
fn every_figure_of_the_drafts_is_that_of_the_data() {
    let batch = Batch::new();
    let samples = Path::new(ROOT).join("sample_workbooks");
    let text = |name: &str| batch.home.path().join(name).to_str().expect("a path").to_owned();
    let (folder, out, roster) = (samples.to_str().expect("a path").to_owned(), text("out"), samples.join("名册.csv"));
    let roster = roster.to_str().expect("a path").to_owned();
    jixiao(&["batch", &folder, "--out", &out, "--roster", &roster, "--year", "2023", "--quiet"]);
    let is_own = |form: &Value| form["counts"] == true && form["kind"] == "department";
    let forms: Vec<Value> = batch.lines("submissions.jsonl").into_iter().filter(is_own).collect();
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<f64>().ok());
    let told = |yuan: f64| {
        let text = format!("{:.2}", yuan / 10_000.0);
        let (whole, rest) = text.split_at(text.len() - 3);
        let (head, tail) = whole.split_at(whole.len().saturating_sub(3));
        if head.is_empty() { format!("{tail}{rest}") } else { format!("{head},{tail}{rest}") }
    };
    // The structure makes the whole, but where a form has only a total line.
    let money = |form: &Value, column: &str| -> f64 {
        let lines = form["budget"].as_array().expect("a list");
        let of = |keys: &[&str]| -> f64 {
            let wanted = lines.iter().filter(|line| keys.contains(&line["line"].as_str().unwrap_or_default()));
            wanted.filter_map(|line| number(&line[column])).sum()
        };
        of(&["basic_expenditure", "project_expenditure"])
    };
    let sum = |forms: &[&Value], column: &str| forms.iter().map(|form| money(form, column)).sum::<f64>();
    let all: Vec<&Value> = forms.iter().collect();
    let departments = batch.lines("departments.jsonl");
    let section = |form: &Value| {
        let own = departments.iter().find(|line| line["department"] == form["department"]).expect("its department");
        own["section"].as_str().expect("a section").to_owned()
    };
    let report = said(&drafted(&batch, "report"));
    let has = |line: &str| assert!(report.iter().any(|own| own == line), "{line} is not in\n{}", report.join("\n"));
    for name in ["经济建设股", "农业农村股", "教科文股", "行政政法股", "社会保障股"] {
        let own: Vec<&Value> = all.iter().copied().filter(|form| section(form) == name).collect();
        let (budget, executed) = (sum(&own, "budget"), sum(&own, "executed"));
        let rate = executed / budget * 100.0;
        has(&format!("{name} {} {} {} {rate:.2}%", own.len(), told(budget), told(executed)));
    }
    for (grade, key) in [("优", "grade_self"), ("良", "grade_self")] {
        let count = |key: &str| all.iter().filter(|form| form["scores"][key] == grade).count();
        match (count(key), count("grade_recomputed")) {
            (0, 0) => assert!(!report.iter().any(|line| line.starts_with(&format!("{grade} ")))),
            (own, again) => has(&format!("{grade} {own} {again}")),
        }
    }
    for state in ["通过", "退回", "无法读取", "未报送"] {
        let count = departments.iter().filter(|line| line["state"] == state).count();
        let share = count as f64 / departments.len() as f64 * 100.0;
        has(&format!("{state} {count} {share:.2}%"));
    }
    let whole = report.join("\n");
    let totals = format!(
        "{}份自评表合计全年预算{}万元，全年执行{}万元",
        all.len(),
        told(sum(&all, "budget")),
        told(sum(&all, "executed"))
    );
    assert!(whole.contains(&totals), "{totals} is not in\n{whole}");
    // The total as stated, else as it adds up.
    let total = |form: &&Value| number(&form["total"]["stated"]).or_else(|| number(&form["scores"]["self"]));
    let average = all.iter().filter_map(total).sum::<f64>() / all.len() as f64;
    assert!(whole.contains(&format!("平均自评得分{average:.2}分")), "{average} is not in\n{whole}");
    // The chart of the sections, part by part as Word wants it: named, typed, with the table's rates. All forms have one
    // grade, of which there is no chart.
    let draft = batch.home.path().join("草稿.docx");
    let chart = text_of(&draft, "word/charts/chart1.xml");
    assert!(text_of(&draft, "[Content_Types].xml").contains("PartName=\"/word/charts/chart1.xml\""));
    assert!(text_of(&draft, "word/_rels/document.xml.rels").contains("Id=\"chart1\""));
    assert_eq!(text_of(&draft, "word/document.xml").matches("r:id=\"chart").count(), 1);
    has("图1　各归口股室执行率");
    let pieces = |element: &str| -> Vec<String> {
        let all = chart.split(element).nth(1).expect("the element");
        all.split("<c:v>").skip(1).map(|piece| piece.split('<').next().expect("a text").to_owned()).collect()
    };
    let (names, rates) = (pieces("c:strLit>"), pieces("c:numLit>"));
    assert_eq!((names.len(), rates.len()), (5, 5));
    for (name, rate) in names.iter().zip(&rates) {
        let own: Vec<&Value> = all.iter().copied().filter(|form| section(form) == *name).collect();
        let expected = sum(&own, "executed") / sum(&own, "budget");
        assert!((rate.parse::<f64>().expect("a rate") - expected).abs() < 1e-9, "{name} {rate} {expected}");
    }
    // A total is no line beside its parts: the only ones are those of sections and of forms.
    let totals: Vec<&String> = report.iter().filter(|line| line.starts_with("合计 ")).collect();
    let (budget, executed) = (sum(&all, "budget"), sum(&all, "executed"));
    let rate = executed / budget * 100.0;
    let expected = [
        format!("合计 {} {} {} {rate:.2}%", all.len(), told(budget), told(executed)),
        format!("合计 {} {} {rate:.2}%", told(budget), told(executed)),
    ];
    assert_eq!(totals, expected.iter().collect::<Vec<_>>(), "{whole}");
    let notice = said(&drafted(&batch, "notice")).join("\n");
    let received = departments.iter().filter(|line| line["state"] != "未报送").count();
    for part in [
        format!("应报送自评表的部门{}家，已报送{received}家", departments.len()),
        format!("全年预算{}万元，全年执行{}万元", told(sum(&all, "budget")), told(sum(&all, "executed"))),
        format!("平均自评得分{average:.2}分"),
    ] {
        assert!(notice.contains(&part), "{part} is not in\n{notice}");
    }
}

#[test]
fn the_notice_has_no_departments_figures_and_both_are_the_same_bytes_every_time() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("区人大常委会.xlsx")).expect("a copy");
    batch.run();
    let draft = drafted(&batch, "notice");
    let all = said(&draft).join("\n");
    assert!(all.contains("应报送自评表的部门2家，已报送1家") && !all.contains("人大"), "{all}");
    let once = fs::read(&draft).expect("written");
    assert_eq!(fs::read(drafted(&batch, "notice")).expect("written"), once);
}

#[test]
fn a_folder_that_is_no_output_gives_no_draft() {
    let home = TempDir::new().expect("a folder");
    let folder = home.path().to_str().expect("a path");
    let out = home.path().join("a.docx");
    let (code, _) = jixiao(&["report", folder, "--out", out.to_str().expect("a path")]);
    assert_eq!((code, out.exists()), (Some(2), false));
    assert_eq!(jixiao(&["report", folder]).0, Some(2));
}

#[test]
fn damaged_and_hostile_documents_are_named_and_the_batch_goes_on() {
    let batch = Batch::new();
    fs::copy(workbook(), batch.path("区人大常委会.xlsx")).expect("a copy");
    let whole = fs::read(golden()).expect("a report");
    fs::write(batch.path("a断.docx"), &whole[..whole.len() / 2]).expect("written");
    fs::write(batch.path("b空.docx"), b"").expect("written");
    fs::write(batch.path("c坏.docx"), document("<w:p><w:r></w:p>")).expect("written");
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(5_000), "</w:tc></w:tr></w:tbl>".repeat(5_000));
    fs::write(batch.path("d深.docx"), document(&deep)).expect("written");
    let wide = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>";
    fs::write(batch.path("e宽.docx"), document(wide)).expect("written");
    let many = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>".repeat(1_001);
    fs::write(batch.path("f多.docx"), document(&many)).expect("written");
    // The marks of encryption on every entry, here and in the directory.
    let mut locked = whole.clone();
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places = (0..whole.len() - 4).filter(|at| whole[*at..].starts_with(mark));
        places.for_each(|at| locked[at + flags] |= 1);
    }
    fs::write(batch.path("g密.docx"), locked).expect("written");
    batch.run();
    let found: Vec<String> = batch.found("STR-01").into_iter().map(|(_, file, _)| file).collect();
    assert_eq!(found, ["a断.docx", "b空.docx", "c坏.docx", "d深.docx", "f多.docx", "g密.docx"]);
    let told = batch.lines("findings.jsonl").into_iter().find(|line| line["file"] == "g密.docx").expect("a finding");
    let words = [&told["message"], &told["fix"]].map(|text| text.as_str().expect("a text"));
    assert!(words[0].contains("打开密码") && words[1].contains("Word：文件—信息—保护文档"), "{words:?}");
    assert_eq!(batch.states(), [pair("区人大常委会.xlsx", "计入汇总")]);
}
