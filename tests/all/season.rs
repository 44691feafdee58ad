//! A whole season: 24 departments, three rounds into one output folder. What must come out is drawn beside what goes in;
//! nothing is taken from an output but the places that people type into.

mod model;
pub mod outputs;

use std::collections::BTreeMap;
use std::fs;

use crate::support::file::write_saved;
use crate::support::layout::{Bend, draw};
use crate::support::office::{convert, office};
use crate::support::package::{rewrite, saved_on, typed, without_properties};
use crate::support::skipped;
use crate::support::truth::Truth;
use model::{Collection, DEPARTMENTS, Department, Kind, Note, Step, step};
use outputs::Folder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What each department does in the three rounds: file, day of March on which it was saved, what is wrong in it.
/// `S` a score above its points, `I` a result that lacks, `P` a goal that lacks, `T` a target lowered. `?`: a person has
/// to be asked which file counts. `lost`: what it sent before is deleted. `gone`: and it sends nothing.
const STORIES: [[&str; 3]; 24] = [
    // Overwritten in place.
    ["{}.xlsx 1 SI", "{}.xlsx 9 I", "{}.xlsx 16"],
    ["{}(2).xlsx 1 S", "{}.xlsx 9 I", "{}(1).xlsx 16 IP"],
    // Saved at one time: the folders tell, then the words for rounds.
    ["3月20日/{}.xlsx 5 S", "3月24日/{}.xlsx 5 S", "3月28日/{}.xlsx 5 P"],
    ["{}第一稿.xlsx 5 S", "{}第二稿.xlsx 5 S", "{}第三稿.xlsx 5"],
    ["{}终稿.xlsx 1 S", "{}.xlsx 9 ?", "{}更正.xlsx 16"],
    ["{}第3稿.xlsx 1 I", "{}第1稿.xlsx 9 I ?", ""],
    ["{}.xlsx 1 SI", "annotated 9 I", "{}（最后）.xlsx 16"],
    ["{}.xlsx 1 S", "{}新.xlsx 9 reply", ""],
    ["{}.xlsx 1 S", "{}2.xlsx 9 S lost", "{}3.xlsx 16 P lost"],
    ["", "", ""],
    ["", "", "{}.xlsx 16 S"],
    ["", "{}.xlsx 9 S", ""],
    // Held against what was sent two rounds ago and left no file.
    ["{}.xlsx 1 SP", "gone", "{}.xlsx 16 S"],
    ["{}.xlsx 1 I", "{}副本.xlsx 9 same", "{}(3).xlsx 16"],
    ["zip:{}.zip 1 S", "zip:{}更正.zip 9 I", "zip:{}再次更正.zip 16 I"],
    ["plain:{}.xlsx 1 S", "plain:{}（1）.xlsx 9 I", "plain:{}（1）（1）.xlsx 16"],
    ["broken:{}.xlsx", "{}重报.xlsx 9 S", ""],
    ["{}.xlsx 1 S", "{}.xlsx 9 T", "{}（2）.xlsx 16"],
    ["{}.xlsx 1 I", "reply", "{}下发版.xlsx 16 I"],
    ["{}.xlsx 1 S", "gone", "{}.xlsx 16 S"],
    ["{}.xlsx 1", "", ""],
    // The clock of its computer was wrong.
    ["{}.xlsx 28 S", "{}.xlsx 9", ""],
    ["{}.xlsx 5 S", "{}b.xlsx 5 ?", "{}c.xlsx 16"],
    ["{}定稿.xlsx 1 S", "{}.xlsx 9 P lost", "{}.xlsx 16 P"],
];

/// What reviewers write after the first round, and after the second.
const NOTES: [&[(usize, Note)]; 2] = [
    &[
        (0, Note::department("95.5", "总分请核", "王审")),
        (7, Note::department("", "已电话核实", "李核")),
        (19, Note::department("88", "", "王审")),
        (3, Note::indicator(2, "偏高")),
        (19, Note::indicator(3, "依据不足")),
    ],
    &[(11, Note::department("76", "首次报送较晚", "李核")), (20, Note::indicator(4, "可作示范"))],
];

#[test]
fn a_season_is_as_it_was_lived() {
    let folder = Folder::new(&DEPARTMENTS);
    let mut collection = Collection::new();
    for round in 0..3 {
        for (story, department) in STORIES.iter().zip(&mut collection.departments) {
            let what = step(story[round], department.name);
            send(&folder, department, (&what, round));
        }
        folder.run();
        collection.departments.iter_mut().for_each(Department::seen);
        check(&folder, &collection, round);
        if let Some(notes) = NOTES.get(round) {
            write_notes(&folder, &mut collection, notes);
            match office() {
                Some(office) if round == 1 => {
                    let saved = folder.path("另存");
                    fs::create_dir(&saved).expect("a folder");
                    convert(&office, &folder.out(), &saved, "xlsx");
                    fs::copy(saved.join("汇总表.xlsx"), folder.out().join("汇总表.xlsx")).expect("saved");
                }
                None if round == 1 => skipped("LibreOffice saves the summary of the season"),
                _ => {}
            }
        }
    }
    let once = folder.bytes();
    folder.run();
    let again = folder.bytes();
    let differing: Vec<_> = once.iter().filter(|(name, bytes)| again.get(*name) != Some(bytes)).collect();
    let names: Vec<_> = differing.iter().map(|(name, _)| name).collect();
    assert!(once.len() == again.len() && names.is_empty(), "{names:?}");
}

/// The form of a department in a round.
fn form(index: usize, wrong: &str, round: usize) -> Truth {
    let mut truth = Truth { department: DEPARTMENTS[index].to_owned(), ..Truth::sample(index as u64) };
    truth.achieved += &"，并按要求作了补充。".repeat(round + 1);
    for wrong in wrong.chars() {
        match wrong {
            'S' => truth.rows[0].score = truth.rows[0].points + 100,
            'I' => truth.rows[1].actual = String::new(),
            'P' => truth.planned = String::new(),
            'T' => truth.rows[model::LOWERED].target = "≥80%".to_owned(),
            other => panic!("{other} is no defect"),
        }
    }
    truth
}

fn send(folder: &Folder, department: &mut Department, (what, round): (&Step, usize)) {
    if what.loses {
        department.lost().iter().for_each(|file| fs::remove_file(folder.inbox().join(file)).expect("gone"));
    }
    if what.replies {
        reply(folder, department, round);
    }
    let Some(file) = &what.file else { return };
    let path = folder.inbox().join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    // What is sent once more is as it was.
    let drawn = if what.is_same { round - 1 } else { round };
    let right = form(department.index, &department.wrong(what), drawn);
    let sheet = draw(&right, if drawn == 1 { &[Bend::Moved] } else { &[] });
    let write = |path: &std::path::Path| write_saved(path, what.day, &[("自评表", &sheet)]);
    match what.kind {
        Kind::Form => write(&path),
        Kind::Plain => {
            write(&path);
            without_properties(&path, what.day);
        }
        Kind::Packed => {
            let inner = folder.path("inner.xlsx");
            write(&inner);
            let mut zip = ZipWriter::new(fs::File::create(&path).expect("a file"));
            zip.start_file("自评表.xlsx", SimpleFileOptions::default()).expect("an entry");
            std::io::copy(&mut fs::File::open(inner).expect("a form"), &mut zip).expect("packed");
            zip.finish().expect("packed");
        }
        Kind::Broken => fs::write(&path, "PK\u{3}\u{4}半个文件").expect("written"),
        Kind::Annotated => {
            let workbook = folder.workbook(department.name);
            let copy = workbook
                .with_file_name(format!("{}_标注.xlsx", workbook.file_stem().expect("a name").to_string_lossy()));
            fs::copy(copy, &path).expect("it was there");
            let points = |hundredths: i64| (hundredths as f64 / 100.0).to_string();
            let cells = [
                (folder.finding_cell(department.name, "SCR-02"), points(right.rows[0].score)),
                (folder.total_cell(department.name), points(right.total())),
            ];
            rewrite(&path, None, |name, text| {
                let text = saved_on(name, text, what.day);
                Some(if name.ends_with("sheet1.xml") { typed(&text, &cells) } else { text })
            });
        }
    }
    department.sends(what);
}

/// The list of its workbook comes back, its only line answered; of one department with columns renamed.
fn reply(folder: &Folder, department: &mut Department, round: usize) {
    let name = format!("{}（最新）.xlsx", department.name);
    let said = format!("第{round}次说明");
    let renames = department.index == 18;
    folder.answers(department.name, (&name, &said), |text| match renames {
        true => text.replace(">依据规则<", ">规则<").replace(">整改情况<", ">情况<"),
        false => text,
    });
    department.replies(&name, &said);
}

fn write_notes(folder: &Folder, collection: &mut Collection, notes: &[(usize, Note)]) {
    let mut sheets: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    for (index, note) in notes {
        let row = note.row.map(|row| form(*index, "", 0).rows[row].level3.clone());
        let name = DEPARTMENTS[*index];
        for (title, text) in note.texts().into_iter().filter(|(_, text)| !text.is_empty()) {
            let at = folder.place(note.sheet(), (name, row.as_deref()), title);
            sheets.entry(note.sheet()).or_default().push((at, text.to_owned()));
            collection.notes.push((note.sheet(), *index, text));
        }
    }
    let part = |name: &str| match name {
        "xl/worksheets/sheet2.xml" => Some("部门汇总"),
        "xl/worksheets/sheet4.xml" => Some("指标明细"),
        _ => None,
    };
    rewrite(&folder.out().join("汇总表.xlsx"), None, |name, text| {
        Some(part(name).and_then(|sheet| sheets.get(sheet)).map_or(text.clone(), |cells| typed(&text, cells)))
    });
}

fn check(folder: &Folder, collection: &Collection, round: usize) {
    for department in &collection.departments {
        let (name, line) = (department.name, folder.department(department.name));
        let told = format!("{name} in round {}", round + 1);
        assert_eq!(line["state"], department.state(), "{told}");
        assert_eq!(line["round"], department.round(), "{told}");
        assert_eq!(folder.files(name), department.files(), "{told}");
        assert_eq!(folder.findings(name), department.findings(), "{told}");
        let list = folder.list(name);
        let says = |text: &str| list.contains(text);
        if let ("退回", count @ 2..) = (department.state(), department.round()) {
            assert!(says(&format!("第 {count} 次报送：")), "{told}: {list}");
            let fixed = department.fixed();
            assert_eq!(says(&format!("已改 {fixed} 处，谢谢")), fixed > 0, "{told}: {list}");
        }
        assert_eq!(folder.says_gone(name), department.has_left_nothing(), "{told}");
    }
    assert_eq!(folder.rounds(), collection.rounds(), "round {}", round + 1);
    assert_eq!(folder.notes(), collection.notes(), "round {}", round + 1);
}
