//! Forty files as they come from mail, chat and a stick, and README.zh.md: from the drop to feedback that is sent out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{jixiao, lines};

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(root("sample_workbooks").join(name)).expect("a sample")
}

/// A .zip of samples, each under the name it was packed with.
fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("an entry");
    }
    zip.finish().expect("a zip").into_inner()
}

/// The settings that README.zh.md tells an officer to type.
fn settings() -> String {
    let readme = fs::read_to_string(root("README.zh.md")).expect("the README");
    let block = readme.split("```").find(|block| block.contains("bureau = ")).expect("the settings").to_owned();
    block.lines().map(|line| line.trim_start().to_owned() + "\r\n").collect()
}

/// What arrived; the folder holds forty files with them.
fn collection() -> Vec<(String, Vec<u8>)> {
    let plain = |name: &str| (name.to_owned(), sample(name));
    let inner = packed(&[("社区报送/区社区学院.xlsx", sample("区社区学院.xlsx"))]);
    let chat = packed(&[
        ("区湿地公园管理处.xlsx", sample("区湿地公园管理处.xlsx")),
        ("区茶油产业发展中心.xlsx", sample("区茶油产业发展中心.xlsx")),
        ("__MACOSX/._区茶油产业发展中心.xlsx", b"x".to_vec()),
        ("转发.zip", inner),
    ]);
    let project = "项目/区河湖管理中心_河道清淤整治项目.xlsx";
    let mut files = vec![
        ("名册.csv".to_owned(), encoding_rs::GBK.encode(&String::from_utf8_lossy(&sample("名册.csv"))).0.into_owned()),
        ("设置.toml.txt".to_owned(), encoding_rs::GBK.encode(&settings()).0.into_owned()),
        plain("区人大常委会.xlsx"),
        plain("区河湖管理中心.xlsx"),
        plain("区青少年活动中心_第一稿.xlsx"),
        plain("区城乡供水服务中心.xlsx"),
        ("邮件/新建 Microsoft Excel 工作表.xlsx".to_owned(), sample("区农机推广站.xlsx")),
        ("邮件/附件(1).XLSX".to_owned(), sample("区陶瓷产业服务中心.xlsx")),
        ("邮件/副本/附件(1).xlsx".to_owned(), sample("区陶瓷产业服务中心.xlsx")),
        ("邮件/正文.htm".to_owned(), b"<html>see attachment</html>".to_vec()),
        ("邮件/签章.jpg".to_owned(), b"\xff\xd8\xff\xe0jpeg".to_vec()),
        ("微信文件.zip".to_owned(), chat),
        ("U盘/区全民阅读中心.xlsx".to_owned(), sample("区全民阅读中心.xlsx")),
        ("U盘/~$区全民阅读中心.xlsx".to_owned(), vec![0x15; 165]),
        ("U盘/区古村落保护所.et".to_owned(), sample("区古村落保护所.xls")),
        ("U盘/区数字档案中心.ods".to_owned(), sample("区数字档案中心.ods")),
        ("U盘/区夜间照明管理所.xlsx".to_owned(), sample("区夜间照明管理所.xlsx")),
        ("U盘/区公共自行车服务中心.xlsx".to_owned(), sample("区公共自行车服务中心.xlsx")),
        ("U盘/老年/助餐/区老年助餐服务中心.xlsx".to_owned(), sample("区老年助餐服务中心.xlsx")),
        ("U盘/区应急物资储备中心.rar".to_owned(), b"Rar!\x1a\x07\x01\x00and more".to_vec()),
        ("U盘/System Volume Information/IndexerVolumeGuid".to_owned(), vec![0; 76]),
        ("微信 打包.7z".to_owned(), b"7z\xbc\xaf\x27\x1c\x00\x04and more".to_vec()),
        ("U盘/$RECYCLE.BIN/desktop.ini".to_owned(), b"[.ShellClassInfo]".to_vec()),
        ("关于开展绩效自评工作的通知.pdf".to_owned(), b"%PDF-1.7 notice".to_vec()),
        ("填报说明.txt".to_owned(), "请按时报送".as_bytes().to_vec()),
        ("项目/区河湖管理中心_河道清淤整治项目.xlsx".to_owned(), sample(project)),
        ("项目/区河湖管理中心_河道清淤整治项目 - 副本.xlsx".to_owned(), sample(project)),
    ];
    for folder in ["", "U盘/", "邮件/", "项目/", "U盘/老年/"] {
        files.push((format!("{folder}Thumbs.db"), vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
        files.push((format!("{folder}desktop.ini"), b"[.ShellClassInfo]".to_vec()));
    }
    for name in ["U盘/._区全民阅读中心.xlsx", ".~lock.名册.csv#", "邮件/~WRL0001.tmp"] {
        files.push((name.to_owned(), b"x".to_vec()));
    }
    files
}

struct Season {
    home: TempDir,
}

impl Season {
    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.home.path().join("收表").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }

    /// The folder on the program, with what it says.
    fn drop(&self) -> Vec<String> {
        let output = jixiao(self.home.path(), &["收表"]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        lines(&output)
    }

    fn out(&self, name: &str) -> PathBuf {
        self.home.path().join("收表_结果").join(name)
    }

    fn states(&self) -> BTreeMap<String, String> {
        let lines = fs::read_to_string(self.out("data/departments.jsonl")).expect("the lines");
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        lines.map(|one| (text(&one["department"]), text(&one["state"]))).collect()
    }

    /// What 退回通知 says: the message to paste and the file to attach, by department.
    fn notices(&self) -> BTreeMap<String, (String, String)> {
        let mut book: Xlsx<_> = open_workbook(self.out("汇总表.xlsx")).expect("the summary");
        let sheet = book.worksheet_range("退回通知").expect("the sheet");
        let header = sheet.rows().position(|row| row.iter().any(|cell| *cell == *"附件")).expect("a header");
        let column = |title: &str| {
            let mut cells = sheet.rows().nth(header).expect("a header").iter();
            cells.position(|cell| *cell == *title).expect("a column")
        };
        let (name, text, file) = (column("部门名称"), column("退回通知"), column("附件"));
        let rows = sheet.rows().skip(header + 1);
        rows.map(|row| (row[name].to_string(), (row[text].to_string(), row[file].to_string()))).collect()
    }
}

#[test]
fn forty_files_become_feedback_that_can_be_sent_out() {
    let season = Season { home: TempDir::new().expect("a folder") };
    let files = collection();
    assert_eq!(files.len(), 40);
    files.iter().for_each(|(name, bytes)| season.put(name, bytes));

    // Step 3 of the README. What was taken stands on top, where the result is at the end.
    let said = season.drop();
    for taken in ["名册　名册.csv", "设置　设置.toml.txt"] {
        assert!(said[..8].iter().any(|line| line == taken), "{taken}: {said:#?}");
    }
    assert!(said.last().is_some_and(|line| line.starts_with("结果　") && line.ends_with("收表_结果")), "{said:#?}");
    // Whose the .7z is its name does not say: a person looks.
    let nobodys = said.iter().find(|line| line.contains("有 1 个文件看不出是哪个部门报送的"));
    assert!(nobodys.is_some_and(|line| line.contains("微信 打包.7z")), "{said:#?}");
    let states = season.states();
    assert_eq!(states.len(), 16, "the roster, and nobody else: {states:#?}");
    let of = |state: &str| states.iter().filter(|(_, one)| *one == state).map(|(name, _)| &**name).collect::<Vec<_>>();
    assert!(of("未报送").is_empty() && of("待确认").is_empty(), "{states:#?}");
    assert_eq!(of("无法读取"), ["区应急物资储备中心", "区社区学院"]);
    assert_eq!(of("通过").len(), 5, "{states:#?}");

    // Day 9: every department with something to do has its message, and what it says to attach is there.
    let notices = season.notices();
    let asked: BTreeSet<&str> = notices.keys().map(String::as_str).collect();
    let owing = states.iter().filter(|(_, state)| *state != "通过").map(|(name, _)| &**name).collect::<BTreeSet<_>>();
    assert_eq!(asked, owing);
    for (name, (text, file)) in &notices {
        assert!(text.contains("2024年4月15日") && text.contains("绩效股 0799-0000000"), "{name}: {text}");
        assert!(text.ends_with("某区财政局") && text.contains(file.as_str()), "{name}: {text}");
        assert!(season.out("问题反馈").join(file).is_file(), "{name}: {file}");
    }
    assert!(notices["区应急物资储备中心"].0.contains("解压"), "{:?}", notices["区应急物资储备中心"]);

    // Days 10 to 14: the second draft arrives, the first stays where it is.
    season.put("区青少年活动中心_第二稿.xlsx", &sample("区青少年活动中心_第二稿.xlsx"));
    season.put("U盘/解压后/区应急物资储备中心.xlsx", &sample("区社区学院.xlsx"));
    season.drop();
    let again = season.states();
    assert_eq!((&*states["区青少年活动中心"], &*again["区青少年活动中心"]), ("退回", "通过"));
    let findings = fs::read_to_string(season.out("data/findings.jsonl")).expect("the lines");
    assert!(findings.lines().any(|line| line.contains("区青少年活动中心") && line.contains("\"state\":\"fixed\"")));
    assert!(!season.notices().contains_key("区青少年活动中心"));

    // Days 18 and 19: what is let pass.
    season.put("豁免.csv", "单位名称,规则,项目,理由,有效期至\r\n区农机推广站,SCR-02,*,已核实,\r\n".as_bytes());
    season.drop();
    assert_eq!(season.states()["区农机推广站"], "通过");

    // Nothing that arrived was touched.
    for (name, bytes) in files {
        assert!(fs::read(season.home.path().join("收表").join(&name)).is_ok_and(|now| now == bytes), "{name}");
    }
}
