//! The output folder of a season, as somebody reads it who knows no more than its sheets and keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::package::{rewrite, saved_on, typed};
use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

pub struct Folder {
    home: TempDir,
}

/// `H15` of a row and a column from 0.
pub fn address(row: usize, col: usize) -> String {
    let letter = |index: usize| char::from(b'A' + (index % 26) as u8);
    let letters = if col < 26 { letter(col).to_string() } else { format!("{}{}", letter(col / 26 - 1), letter(col)) };
    format!("{letters}{}", row + 1)
}

impl Folder {
    pub fn new(departments: &[&str]) -> Self {
        let folder = Self { home: TempDir::new().expect("a folder") };
        fs::create_dir(folder.inbox()).expect("a folder");
        fs::write(folder.path("名册.csv"), format!("单位名称\n{}\n", departments.join("\n"))).expect("a roster");
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn inbox(&self) -> PathBuf {
        self.path("收表")
    }

    pub fn out(&self) -> PathBuf {
        self.path("结果")
    }

    pub fn run(&self) {
        let output = self.run_with(&["--annotate"]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn run_with(&self, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.env("SOURCE_DATE_EPOCH", "1712000000").arg("batch").arg(self.inbox());
        command.arg("--out").arg(self.out()).arg("--roster").arg(self.path("名册.csv"));
        command.args(more).output().expect("the program starts")
    }

    /// Every file but run.json.
    pub fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if path.ends_with("run.json") => {}
                    false => drop(files.insert(path.clone(), fs::read(path).expect("a file"))),
                }
            }
        }
        files
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.out().join("data").join(name)).expect("the lines");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    pub fn department(&self, name: &str) -> Value {
        self.lines("departments.jsonl").into_iter().find(|line| line["department"] == name).expect("its line")
    }

    pub fn files(&self, name: &str) -> Vec<String> {
        let line = self.department(name);
        let text = |file: &Value, key: &str| file[key].as_str().expect("a text").to_owned();
        let files = line["files"].as_array().expect("files").iter();
        let mut files: Vec<String> =
            files.map(|file| format!("{} {}", text(file, "file"), text(file, "state"))).collect();
        files.sort();
        files
    }

    /// `file rule state answer` of every error and warning, sorted. What is fixed has passed.
    pub fn findings(&self, department: &str) -> Vec<String> {
        let loud = self.lines("findings.jsonl").into_iter().filter(|finding| finding["severity"] != "info");
        let mut found: Vec<String> = loud
            .filter(|finding| finding["department"] == department)
            .map(|finding| {
                assert_eq!(finding["outcome"] == "pass", finding["state"] == "fixed", "{finding}");
                let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
                let reply = finding["reply"]["text"].as_str().map(|text| format!(" {text}")).unwrap_or_default();
                format!("{} {} {}{reply}", text("file"), text("rule"), text("state"))
            })
            .collect();
        found.sort();
        found
    }

    /// What the findings of a rule are about, in their order.
    pub fn subjects(&self, rule: &str) -> Vec<String> {
        let found = self.lines("findings.jsonl").into_iter().filter(|finding| finding["rule"] == rule);
        found.map(|finding| finding["subject"].as_str().expect("a subject").to_owned()).collect()
    }

    pub fn finding_cell(&self, department: &str, rule: &str) -> String {
        let mut found = self.lines("findings.jsonl").into_iter();
        let found = found.find(|one| one["department"] == department && one["rule"] == rule).expect("the finding");
        found["cell"].as_str().expect("a cell").to_owned()
    }

    pub fn total_cell(&self, department: &str) -> String {
        let mut forms = self.lines("submissions.jsonl").into_iter();
        let form = forms.find(|one| one["department"] == department && one["counts"] == true).expect("its form");
        form["total"]["cell"].as_str().expect("a cell").to_owned()
    }

    pub fn workbook(&self, department: &str) -> PathBuf {
        let line = self.department(department);
        self.out().join(line["workbook"].as_str().expect("a workbook"))
    }

    /// The department's workbook comes back, its first line answered.
    pub fn answers(&self, department: &str, (file, said): (&str, &str), change: impl Fn(String) -> String) {
        let path = self.inbox().join(file);
        fs::copy(self.workbook(department), &path).expect("it was there");
        let list = self.sheet(&path, "问题清单");
        let header = list.iter().position(|row| row.iter().any(|cell| cell == "整改情况")).expect("a header");
        let at = |title: &str| {
            let col = list[header].iter().position(|cell| cell == title).expect("a column");
            address(header + 1, col)
        };
        let cells = [(at("整改情况"), "已改".to_owned()), (at("整改说明"), said.to_owned())];
        rewrite(&path, None, |name, text| {
            let text = saved_on(name, text, 31);
            Some(change(if name.ends_with("sheet1.xml") { typed(&text, &cells) } else { text }))
        });
    }

    pub fn sheet(&self, path: &Path, name: &str) -> Vec<Vec<String>> {
        let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
        let Ok(range) = book.worksheet_range(name) else { return vec![] };
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    fn summary(&self, sheet: &str) -> Vec<Vec<String>> {
        self.sheet(&self.out().join("汇总表.xlsx"), sheet)
    }

    /// All texts of the list a department got; none where it got none.
    pub fn list(&self, department: &str) -> String {
        match self.department(department)["workbook"].as_str() {
            Some(workbook) => self.sheet(&self.out().join(workbook), "问题清单").concat().join("\n"),
            None => String::new(),
        }
    }

    /// Whether the ledger says that a file of the department is gone.
    pub fn says_gone(&self, department: &str) -> bool {
        let ledger = self.summary("报送台账");
        let rows = ledger.iter().filter(|row| row.iter().any(|cell| cell == department));
        rows.flatten().any(|cell| cell.contains("以前报送的文件已不在"))
    }

    /// The table 轮次 of 总览.
    pub fn rounds(&self) -> Vec<(String, [usize; 3])> {
        let overview = self.summary("总览");
        let Some((top, col)) = overview
            .iter()
            .enumerate()
            .find_map(|(row, cells)| cells.iter().position(|cell| cell == "轮次").map(|col| (row, col)))
        else {
            return vec![];
        };
        let lines = overview[top + 1..].iter().take_while(|row| !row[col].is_empty());
        let counts = |row: &[String]| [2, 3, 4].map(|at| row[col + at].parse().expect("a number"));
        lines.map(|row| (row[col].clone(), counts(row))).collect()
    }

    /// The cell of a column beside a department, or one of its indicators.
    pub fn place(&self, sheet: &str, (department, level3): (&str, Option<&str>), title: &str) -> String {
        let rows = self.summary(sheet);
        let header = rows.iter().position(|row| row.iter().any(|cell| cell == title)).expect("a header");
        let is_its = |row: &&Vec<String>| {
            row.iter().any(|cell| cell == department) && level3.is_none_or(|name| row.iter().any(|cell| cell == name))
        };
        let row = header + 1 + rows[header + 1..].iter().position(|row| is_its(&row)).expect("its row");
        address(row, rows[header].iter().position(|cell| cell == title).expect("the column"))
    }

    /// `sheet department text` of every mark of a reviewer, sorted.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for sheet in ["部门汇总", "指标明细", "历史复核意见"] {
            let rows = self.summary(sheet);
            let Some(header) = rows.iter().position(|row| row.iter().any(|cell| cell == "复核意见")) else {
                continue;
            };
            let at = |title: &str| rows[header].iter().position(|cell| cell == title);
            let department = at("部门名称").or(at("部门")).expect("a department");
            for col in ["评审得分", "复核意见", "复核人"].into_iter().filter_map(at) {
                let filled = rows[header + 1..].iter().filter(|row| !row[col].is_empty());
                notes.extend(filled.map(|row| format!("{sheet} {} {}", row[department], row[col])));
            }
        }
        notes.sort();
        notes
    }
}
