//! Templates filled in by script: what 自查 says of a form after LibreOffice has recalculated it, and what the program
//! says of the same file.

mod filled;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};
use jixiao::ground::Ground;
use jixiao::model::finding::{Finding, Severity};
use jixiao::model::source::Source;
use jixiao::pipeline::{self, TemplatesJob};
use jixiao::profile::spec::{IndicatorColumn as C, Profile};
use jixiao::rules::{Rule, registry};
use jixiao::write::template::checks::CHECKS;
use jixiao::write::template::layout::Layout;

use crate::support::{office, package, skipped};
use filled::{Cells, FAULTY, Filled, Mistake};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("template").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn ground(profile: &str) -> Ground {
    Ground::prepare(&[profile.to_owned()], None, Some(2023)).expect("a profile")
}

/// One for each built-in profile.
fn grounds() -> BTreeMap<&'static str, Ground> {
    jixiao::profile::builtin().iter().map(|profile| (&*profile.name, ground(&profile.name))).collect()
}

fn blank(profile: &str, path: &Path) {
    let job = TemplatesJob { out: path.to_owned(), chosen: true, roster: None };
    pipeline::templates(&job, &ground(profile)).expect("a template");
}

fn findings(path: &Path, ground: &Ground) -> Vec<Finding> {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let source = Source { path: path.to_owned(), name, size: 0, modified: None, named: true, within: None };
    let arrivals = pipeline::journey(source, ground);
    assert_eq!(arrivals.len(), 1, "one form in {}", path.display());
    arrivals.into_iter().flat_map(|arrival| arrival.findings).collect()
}

fn type_in(path: &Path, cells: &Cells) {
    let cells: Vec<_> = cells.iter().map(|(at, value)| (at.to_string(), value.clone())).collect();
    package::rewrite(path, None, |name, text| match name {
        "xl/worksheets/sheet1.xml" => Some(package::typed(&text, &cells)),
        _ => Some(text),
    });
}

/// A file that was filled in, and the rules it breaks.
struct Case {
    profile: &'static Profile,
    path: PathBuf,
    broken: BTreeSet<&'static str>,
}

fn cases(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for profile in jixiao::profile::builtin() {
        let layout = Layout::of(profile);
        let template = folder.join(format!("{}.xlsx", profile.name));
        blank(&profile.name, &template);
        for (number, mistakes) in [&[] as &[(&str, Mistake)]].into_iter().chain(FAULTY).enumerate() {
            let mut form = Filled::right(&layout);
            let made = mistakes.iter().filter(|(_, mistake)| mistake(&mut form).is_some()).map(|(code, _)| *code);
            let broken: BTreeSet<&str> = made.filter(|code| !code.is_empty()).collect();
            let path = folder.join(format!("{}-{number}.xlsx", profile.name));
            fs::copy(&template, &path).expect("a copy");
            type_in(&path, &form.cells);
            cases.push(Case { profile, path, broken });
        }
        fs::remove_file(&template).expect("it was written");
    }
    cases
}

/// Recalculated by LibreOffice and saved by it, all in one go; `None`, said aloud, without it.
fn recalculated(folder: &Path) -> Option<PathBuf> {
    let office = office::office()?;
    let to = folder.join("recalculated");
    let inputs: Vec<PathBuf> = names(folder).iter().filter(|n| n.ends_with(".xlsx")).map(|n| folder.join(n)).collect();
    office::recalculate(&office, &inputs, &to, "xlsx");
    Some(to)
}

/// What 自查 says: the line on top, and by code whether it fails and where.
fn self_check(path: &Path) -> (String, BTreeMap<String, (bool, String)>) {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let sheet = book.worksheet_range("自查").expect("the sheet");
    let text = |at: (u32, u32)| sheet.get_value(at).map(Data::to_string).unwrap_or_default();
    let rows = (4..sheet.end().expect("rows").0 + 1).map(|row| {
        let result = text((row, 3));
        assert!(result == "通过" || result == "请检查", "{}: {result:?} in row {row}", path.display());
        (text((row, 0)), (result == "请检查", text((row, 4))))
    });
    (text((1, 0)), rows.collect())
}

/// Where the sheet and the program differ about a file: the sheet may say what another finding silences, never less.
fn differences(path: &Path, ground: &Ground) -> (Vec<String>, Vec<Finding>, BTreeSet<String>) {
    let found = findings(path, ground);
    let (line, sheet) = self_check(path);
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut wrong = Vec::new();
    let failing = sheet.values().filter(|(fails, _)| *fails).count();
    let expected = if failing == 0 { "可以报送".to_owned() } else { format!("还有 {failing} 处") };
    if line != expected {
        wrong.push(format!("{name}: {line} instead of {expected}"));
    }
    for (code, (fails, at)) in &sheet {
        let of_code = found.iter().filter(|finding| finding.code == *code);
        let cells: Vec<String> = of_code.filter_map(|finding| Some(finding.cell?.to_string())).collect();
        // BUD-07 is silent where one of these names the line that makes the difference.
        let is_named = |rule: &Rule| code == "BUD-07" && ["BUD-04", "BUD-05"].contains(&rule.code);
        let mut over = found.iter().filter_map(|finding| registry::find(&finding.code));
        let silenced =
            over.any(|rule| rule.over.contains(&code.as_str()) || rule.over.contains(&"*") || is_named(rule));
        match (fails, cells.is_empty()) {
            (true, true) if !silenced => wrong.push(format!("{name}: only the sheet says {code}, at {at}")),
            (false, false) => wrong.push(format!("{name}: only the program says {code}, at {cells:?}")),
            (true, false) if !silenced && !cells.contains(at) => {
                wrong.push(format!("{name}: {code} at {at} or at {cells:?}"));
            }
            _ => {}
        }
    }
    let failing = sheet.into_iter().filter(|(_, (fails, _))| *fails).map(|(code, _)| code).collect();
    (wrong, found, failing)
}

#[test]
fn what_the_sheet_says_is_what_the_program_says() {
    let folder = folder("both");
    let cases = cases(&folder);
    let Some(again) = recalculated(&folder) else { return };
    let mut wrong = Vec::new();
    let grounds = grounds();
    for case in &cases {
        let path = again.join(case.path.file_name().expect("a name"));
        let (differences, found, failing) = differences(&path, &grounds[&*case.profile.name]);
        wrong.extend(differences);
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if case.broken.is_empty() {
            let asked = found.iter().filter(|finding| finding.severity != Severity::Info);
            wrong.extend(asked.map(|finding| format!("{name}: {} {}", finding.code, finding.message)));
        }
        let on = case.broken.iter().filter(|code| !case.profile.off.contains_key(**code));
        wrong.extend(on.filter(|code| !failing.contains(**code)).map(|code| format!("{name}: {code} was broken")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let broken: BTreeSet<&str> = cases.iter().flat_map(|case| case.broken.iter().copied()).collect();
    // No built-in form has the grade in a cell of its own: see below.
    let all = CHECKS.iter().map(|(code, _)| *code).filter(|code| *code != "GRD-01");
    assert_eq!(broken, all.collect(), "every check is tried");
}

#[test]
fn a_grade_is_that_of_the_total() {
    let folder = folder("grade");
    let own = folder.join("own.toml");
    let toml = "extends = \"xiangdong-2023\"\nname = \"graded\"\ntemplate.head_add = [[\"grade\"]]\n";
    fs::write(&own, toml).expect("a file");
    let profile = jixiao::profile::find(&own.to_string_lossy()).expect("a profile");
    let (name, layout) = (own.to_string_lossy().into_owned(), Layout::of(&profile));
    let grade = layout.field("grade").expect("it was put in").value.first;
    // 100 points but for one row: a boundary belongs to the better grade.
    let cases = [
        ("a", 10, "优", false),
        ("b", 11, "优", true),
        ("c", 11, "良", false),
        ("d", 0, "优秀", false),
        ("e", 0, "良", true),
    ];
    for (file, less, written, _) in cases {
        let path = folder.join(format!("{file}.xlsx"));
        blank(&name, &path);
        let mut form = Filled::right(&layout);
        form.cells.insert(grade, written.to_owned());
        let score = layout.column(C::Score).expect("scored").cell(*form.rows.last().expect("rows"));
        let points: i64 = form.cells[&score].parse().expect("a number");
        assert!(points >= 10, "{points}");
        let reason = layout.column(C::Reason).expect("it has one").cell(score.row);
        form.cells.insert(score, (points - less.min(points)).to_string());
        if less > points {
            let above = layout.column(C::Score).expect("scored").cell(form.rows[0]);
            let points: i64 = form.cells[&above].parse().expect("a number");
            form.cells.insert(above, (points - 1).to_string());
        }
        form.cells.insert(reason, "问卷回收较晚，已改进调查方式".to_owned());
        type_in(&path, &form.cells);
    }
    let Some(again) = recalculated(&folder) else { return };
    for (file, _, _, is_wrong) in cases {
        let path = again.join(format!("{file}.xlsx"));
        let found = findings(&path, &ground(&name));
        let (_, sheet) = self_check(&path);
        let said = found.iter().any(|finding| finding.code == "GRD-01");
        assert_eq!((sheet["GRD-01"].0, said), (is_wrong, is_wrong), "{file}: {:?}", sheet["GRD-01"]);
    }
}

/// A row put in above a row, as Excel does it: rows below move down with everything that names them.
fn put_in(path: &Path, above: u32) {
    let form = move |text: &str| {
        let moved = shifted(text, above, false);
        let at = moved.find(&format!("<row r=\"{}\"", above + 2)).expect("the row that moved");
        format!("{}<row r=\"{}\"></row>{}", &moved[..at], above + 1, &moved[at..])
    };
    package::rewrite(path, None, |name, text| match name {
        "xl/worksheets/sheet1.xml" => Some(form(&text)),
        "xl/worksheets/sheet2.xml" => Some(shifted(&text, above, true)),
        _ => Some(text),
    });
}

/// Every address from a row on one further down; of another sheet only those with signs of the dollar.
fn shifted(text: &str, above: u32, foreign: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    let is_letter = |c: char| c.is_ascii_uppercase();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = rest[at..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| at + end);
        let before = &rest[..at];
        let is_absolute = before.ends_with('$') && before.trim_end_matches('$').ends_with(is_letter);
        let is_row = before.ends_with("<row r=\"");
        let is_address = before.ends_with(is_letter)
            && before
                .trim_end_matches(is_letter)
                .ends_with(['"', ':', '(', ',', '=', '<', '-', '/', '+', '*', ' ', '>', '$', ';']);
        let takes = if foreign { is_absolute } else { is_absolute || is_row || is_address };
        let number: u32 = rest[at..digits].parse().unwrap_or(0);
        out.push_str(before);
        match takes && number > above {
            true => out.push_str(&(number + 1).to_string()),
            false => out.push_str(&rest[at..digits]),
        }
        rest = &rest[digits..];
    }
    out + rest
}

#[test]
fn sums_and_checks_grow_with_rows_put_in_anywhere() {
    let folder = folder("rows");
    let mut cases = Vec::new();
    for name in ["xiangdong-2023", "mof-project-2020"] {
        let profile = jixiao::profile::builtin().iter().find(|profile| profile.name == name).expect("built in");
        let layout = Layout::of(profile);
        let table = &layout.tables[0];
        let second = table.levels[1].rows();
        // Below the header, between two rows of a level 2, above a new level, at the end of the table.
        for above in [table.header + 1, second.start + 1, second.start, table.end] {
            let path = folder.join(format!("{name}-{above}.xlsx"));
            blank(name, &path);
            type_in(&path, &Filled::right(&layout).cells);
            put_in(&path, above);
            let new: Cells = layout
                .columns
                .iter()
                .filter_map(|column| {
                    let value = match column.what {
                        C::Level3 => "补充开展的专项工作数",
                        C::Target => "≥10个",
                        C::Actual => "12个",
                        C::Points => "2",
                        _ => return None,
                    };
                    Some((column.cell(above), value.to_owned()))
                })
                .collect();
            type_in(&path, &new);
            cases.push((path, profile, layout.column(C::Score).expect("scored").cell(above)));
        }
    }
    let Some(again) = recalculated(&folder) else { return };
    let grounds = grounds();
    for (path, profile, score) in cases {
        let path = again.join(path.file_name().expect("a name"));
        let (wrong, found, failing) = differences(&path, &grounds[&*profile.name]);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let missing = found.iter().find(|finding| finding.code == "SCR-01").expect("the new row has no score");
        assert_eq!(missing.cell, Some(score), "{}", path.display());
        // Between two rows of a level it belongs to the level, elsewhere to the table alone.
        let between = Layout::of(profile).tables[0].levels[1].rows().start + 1;
        let has_level = profile.name == "xiangdong-2023" && score.row == between;
        let sum = if has_level { "WGT-02" } else { "WGT-01" };
        assert!(failing.contains("SCR-01") && failing.contains(sum), "{}: {failing:?}", path.display());
        let book = open_workbook::<Xlsx<_>, _>(&path).expect("a workbook").worksheet_range("填报表").expect("the form");
        let total: Vec<f64> = book
            .rows()
            .filter(|row| row[0].get_string() == Some("总分"))
            .flat_map(|row| row.iter().filter_map(|cell| cell.as_f64()))
            .collect();
        assert_eq!(total.first(), Some(&102.0), "{}: {total:?}", path.display());
    }
}

/// The cells of every sheet, and of the formulas among them the addresses.
fn sheets(path: &Path) -> BTreeMap<(String, u32, u32), (String, bool)> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let mut cells = BTreeMap::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        let start = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            let at = (start.0 + row as u32, start.1 + col as u32);
            let is_formula = formulas.get_value(at).is_some_and(|formula| !formula.is_empty());
            cells.insert((name.clone(), at.0, at.1), (value.to_string(), is_formula));
        }
    }
    cells
}

#[test]
fn a_blank_template_is_not_filled_in_and_stores_what_it_computes() {
    let folder = folder("blank");
    let all = Ground::prepare(&[], None, Some(2023)).expect("built in");
    for profile in jixiao::profile::builtin() {
        let path = folder.join(format!("{}.xlsx", profile.name));
        blank(&profile.name, &path);
        let found = findings(&path, &all);
        assert_eq!(found.iter().map(|one| one.code.as_ref()).collect::<Vec<_>>(), ["STR-15"], "{}", profile.name);
        for ((sheet, row, _), (text, _)) in sheets(&path) {
            let hints = ["请填写", "此处", "××", "……"];
            assert!(
                sheet != "填报表" || !hints.iter().any(|hint| text.contains(hint)),
                "{} {row}: {text}",
                profile.name
            );
        }
    }
    let Some(again) = recalculated(&folder) else { return };
    for profile in jixiao::profile::builtin() {
        let name = format!("{}.xlsx", profile.name);
        let (stored, computed) = (sheets(&folder.join(&name)), sheets(&again.join(&name)));
        for (at, (value, _)) in stored.iter().filter(|(_, (_, is_formula))| *is_formula) {
            let shown = computed.get(at).map(|(value, _)| value.as_str()).unwrap_or_default();
            assert_eq!(value, shown, "{name} {at:?}");
        }
        // Saved by another program it is still known for what it is.
        let found = findings(&again.join(&name), &Ground::prepare(&[], None, Some(2024)).expect("built in"));
        assert_eq!(found.iter().map(|one| one.code.as_ref()).collect::<Vec<_>>(), ["STR-15"], "{name}");
    }
}

/// Functions that Excel 2010, WPS and LibreOffice have alike.
const FUNCTIONS: &str = "IF AND OR NOT TRUE FALSE SUM SUMIF SUMIFS COUNT COUNTA COUNTIF COUNTIFS ROUND ABS MIN MAX \
    ISNUMBER ISBLANK ISERROR IFERROR LEN TRIM LEFT RIGHT MID FIND SEARCH TEXT VALUE INDEX MATCH SUMPRODUCT CHOOSE ROW \
    COLUMN SUBSTITUTE";

#[test]
fn formulas_use_common_functions_only_and_are_short_enough_for_excel() {
    let folder = folder("functions");
    let known: BTreeSet<&str> = FUNCTIONS.split_whitespace().collect();
    for profile in jixiao::profile::builtin() {
        let path = folder.join(format!("{}.xlsx", profile.name));
        blank(&profile.name, &path);
        let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
        for sheet in ["填报表", "自查"] {
            let formulas = book.worksheet_formula(sheet).expect("a sheet");
            for (_, _, formula) in formulas.used_cells() {
                assert!(formula.chars().count() <= 8192, "{}: {} characters", profile.name, formula.chars().count());
                for (at, _) in formula.match_indices('(') {
                    let word = formula[..at].rsplit(|c: char| !c.is_ascii_uppercase()).next().unwrap_or_default();
                    assert!(word.is_empty() || known.contains(word), "{}: {word}", profile.name);
                }
            }
        }
    }
}

#[test]
fn a_template_of_another_year_form_or_version_is_named() {
    let folder = folder("marks");
    let layout = Layout::of(&jixiao::profile::builtin()[0]);
    let path = folder.join("a.xlsx");
    let write = |change: &dyn Fn(&str, String) -> Option<String>| {
        let _ = fs::remove_file(&path);
        blank("xiangdong-2023", &path);
        type_in(&path, &Filled::right(&layout).cells);
        package::rewrite(&path, None, change);
        // What the program computes is not there before somebody recalculates: only the mark is looked at here.
        findings(&path, &Ground::prepare(&[], None, Some(2023)).expect("built in"))
    };
    let of = |found: &[Finding], code: &str| -> Vec<String> {
        found.iter().filter(|one| one.code == code).map(|one| one.message.to_string()).collect()
    };
    let mark = |from: &'static str, to: &'static str| {
        move |name: &str, text: String| {
            let marked = name == "docProps/custom.xml" || name == "xl/workbook.xml";
            Some(if marked { text.replace(from, to) } else { text })
        }
    };
    let plain = write(&|_, text| Some(text));
    assert!(of(&plain, "STR-19").is_empty() && of(&plain, "BAS-03").is_empty());
    let other_year = write(&mark("|2023<", "|2022<"));
    assert_eq!(of(&other_year, "STR-19"), ["这份表填在2022年的空表上。"]);
    let other_form = write(&mark("空表|xiangdong-2023", "空表|xiangdong-2022"));
    assert_eq!(of(&other_form, "STR-19"), ["这份表填在另一种表样（xiangdong-2022）的空表上。"]);
    let version = jixiao::profile::builtin()[0].layout_version();
    let old = write(&|name, text| match name {
        "docProps/custom.xml" => Some(text.replace(&version, "00000000")),
        _ => Some(text),
    });
    assert_eq!(of(&old, "STR-19"), ["这份表填在另一版的空表上。"]);
    // One of the two marks is enough.
    let property_alone = write(&|name, text| match name {
        "docProps/custom.xml" => Some(text.replace("jixiao-output", "something-else")),
        "xl/workbook.xml" => Some(text.replace("|2023&quot;", "|2021&quot;").replace("|2023\"", "|2021\"")),
        _ => Some(text),
    });
    assert_eq!(of(&property_alone, "STR-19"), ["这份表填在2021年的空表上。"]);
    let last_years = write(&|name, text| match name {
        "xl/sharedStrings.xml" => Some(text.replace("（2023年度）", "（2022年度）")),
        _ => mark("|2023<", "|2022<")(name, text),
    });
    assert!(of(&last_years, "STR-19").is_empty());
    let said = of(&last_years, "BAS-03");
    assert!(said.len() == 1 && said[0].contains("填在2022年的空表上"), "{said:?}");
}

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).output().expect("it runs");
    (run.status.code(), format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr)))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_roster_gives_each_department_or_project_its_own() {
    let folder = folder("roster");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    fs::write(folder.join("名册.csv"), "单位名称,单位编码,下属单位个数\n区教育局,001,12\n区民政局,002,\n")
        .expect("a file");
    let (code, said) = run(&["template", "--out", &path("部门"), "--roster", &path("名册.csv"), "--year", "2024"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        names(&folder.join("部门")),
        ["区教育局_部门整体支出绩效自评表（2024年度）.xlsx", "区民政局_部门整体支出绩效自评表（2024年度）.xlsx"]
    );
    let own = folder.join("部门/区教育局_部门整体支出绩效自评表（2024年度）.xlsx");
    let cells = sheets(&own);
    let text =
        |row, col| cells.get(&("填报表".to_owned(), row, col)).map(|(value, _)| value.clone()).unwrap_or_default();
    let layout = Layout::of(&jixiao::profile::builtin()[0]);
    let at = |key| layout.field(key).expect("a field").value.first;
    assert_eq!(text(at("department").row, at("department").col), "区教育局");
    assert_eq!(text(at("subordinate_units").row, at("subordinate_units").col), "12");
    assert_eq!(text(1, 0), "（2024年度）");
    let with_roster = Ground::prepare(&[], Some(&folder.join("名册.csv")), Some(2024)).expect("a roster");
    assert_eq!(findings(&own, &with_roster).iter().map(|one| one.code.as_ref()).collect::<Vec<_>>(), ["STR-15"]);

    fs::write(
        folder.join("项目.csv"),
        "单位名称,项目名称\n区教育局,校舍维修\n区教育局,教师培训\n区民政局,养老服务\n区水利局,\n",
    )
    .expect("a file");
    let (code, said) = run(&["template", "--out", &path("项目"), "--roster", &path("项目.csv")]);
    assert_eq!(code, Some(0), "{said}");
    let made = names(&folder.join("项目"));
    let title = "项目支出绩效自评表（2023年度）.xlsx";
    let expected = ["区教育局_教师培训", "区教育局_校舍维修", "区民政局_养老服务"];
    assert_eq!(made, expected.map(|name| format!("{name}_{title}")));
    // The same bytes again, over the blank ones.
    let before: Vec<Vec<u8>> =
        made.iter().map(|name| fs::read(folder.join("项目").join(name)).expect("a file")).collect();
    let (code, said) = run(&["template", "--out", &path("项目"), "--roster", &path("项目.csv")]);
    assert_eq!(code, Some(0), "{said}");
    let after: Vec<Vec<u8>> =
        made.iter().map(|name| fs::read(folder.join("项目").join(name)).expect("a file")).collect();
    assert!(before == after, "the same list gives the same bytes");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_touched() {
    let folder = folder("refused");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let refused = |arguments: &[&str], words: &[&str]| {
        let (code, said) = run(&[&["template"], arguments].concat());
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{arguments:?}: {said}");
    };
    let template = path("自评表.xlsx");
    assert_eq!(run(&["template", "--out", &template]).0, Some(0));
    assert_eq!(run(&["template", "--out", &template]).0, Some(0), "a blank one is replaced");
    let layout = Layout::of(&jixiao::profile::builtin()[0]);
    let title = layout.column(C::Level3).expect("it has one").cell(layout.tables[0].header + 1);
    type_in(Path::new(&template), &[(title, "教师培训人次".to_owned())].into());
    let filled = fs::read(&template).expect("a file");
    refused(&["--out", &template], &["自评表.xlsx", "已经填写", "没有覆盖"]);
    assert!(fs::read(&template).expect("a file") == filled);

    fs::write(path("别人的.xlsx"), "x").expect("a file");
    refused(&["--out", &path("别人的.xlsx")], &["别人的.xlsx", "不是 jixiao 生成的空表"]);
    assert_eq!(fs::read(path("别人的.xlsx")).expect("a file"), b"x");

    fs::write(path("没有.csv"), "编码,名称\n1,a\n").expect("a file");
    refused(&["--out", &path("a"), "--roster", &path("没有.csv")], &["单位名称"]);
    fs::write(path("两个.csv"), "单位名称\n区教育局\n区民政局\n").expect("a file");
    refused(&["--out", &path("a.xlsx"), "--roster", &path("两个.csv")], &["2 份", "文件夹"]);
    let project = ["--out", &path("a"), "--roster", &path("两个.csv"), "--profile", "mof-project-2020"];
    refused(&project, &["项目名称"]);
    fs::write(path("重复.csv"), "单位名称,项目名称\n区教育局,维修\n区民政局,维修\n区教育局,维 修\n").expect("a file");
    refused(&["--out", &path("a"), "--roster", &path("重复.csv")], &["第2行", "第4行"]);
    refused(&["--out", &path("重复.csv")], &["是一个文件"]);
    refused(&["--out", &path("a"), "--profile", "没有这个"], &["没有这个"]);
    fs::write(path("空.toml"), "extends = \"xiangdong-2023\"\nname = \"k\"\ntemplate.head = []\n").expect("a file");
    refused(&["--out", &path("a"), "--profile", &path("空.toml")], &["head"]);
    fs::write(path("错.toml"), "extends = \"xiangdong-2023\"\nname = \"k\"\n[template]\nfoot = [\"nobody\"]\n")
        .expect("a file");
    refused(&["--out", &path("a"), "--profile", &path("错.toml")], &["第4行", "nobody"]);
    assert!(!folder.join("a").exists() && !folder.join("a.xlsx").exists());
}

/// Columns, levels and fields as somebody's own profile says.
#[test]
fn an_own_profile_has_its_template() {
    let folder = folder("own");
    let toml = r#"
extends = "mof-department"
name = "own"
title = "乡镇整体支出绩效自评表"
year = 2024
[fields.road]
labels = ["道路里程"]
[indicators]
required_add = ["unit"]
level1 = [{ name = "建设指标", weight = 60, level2 = [{ name = "道路建设" }] }, { name = "民生指标", weight = 40, level2 = [{ name = "就业服务" }] }]
[indicators.texts]
evidence = ["佐证材料"]
[labels]
titles_add = ["乡镇整体支出绩效自评表"]
[template]
head = [["department", "road"]]
levels = []
indicators_add = ["evidence"]
"#;
    let own = folder.join("own.toml");
    fs::write(&own, toml).expect("a file");
    let out = folder.join("own.xlsx");
    let (code, said) = run(&["template", "--out", &out.to_string_lossy(), "--profile", &own.to_string_lossy()]);
    assert_eq!(code, Some(0), "{said}");
    let texts: BTreeSet<String> = sheets(&out).into_iter().map(|(_, (text, _))| text).collect();
    for word in ["乡镇整体支出绩效自评表", "（2024年度）", "道路里程", "建设指标", "就业服务", "佐证材料", "度量单位"]
    {
        assert!(texts.contains(word), "{word}: {texts:?}");
    }
    assert!(!texts.contains("产出指标"));
    let found = findings(&out, &Ground::prepare(&[own.to_string_lossy().into_owned()], None, None).expect("own"));
    assert_eq!(found.iter().map(|one| one.code.as_ref()).collect::<Vec<_>>(), ["STR-15"]);
}

/// A page as a picture: width, height and three bytes a pixel.
struct Picture(usize, Vec<u8>);

impl Picture {
    fn open(path: &Path) -> Self {
        let bytes = fs::read(path).expect("a picture");
        // P6, width and height, the brightest value; then the pixels.
        let head: Vec<&[u8]> = bytes.splitn(5, |byte| byte.is_ascii_whitespace()).collect();
        assert_eq!((head[0], head[3]), (&b"P6"[..], &b"255"[..]));
        let width = std::str::from_utf8(head[1]).ok().and_then(|text| text.parse().ok()).expect("a width");
        Self(width, head[4].to_vec())
    }

    fn is_drawn(&self) -> bool {
        self.1.chunks(3).filter(|pixel| pixel.iter().all(|part| *part < 128)).count() > 200
    }

    /// Something stands where no printer prints.
    fn is_cut(&self) -> bool {
        let rim = self.0 / 100;
        self.1.chunks(3 * self.0).any(|row| {
            let pixels: Vec<&[u8]> = row.chunks(3).collect();
            pixels[..rim].iter().chain(&pixels[pixels.len() - rim..]).any(|pixel| pixel.iter().any(|part| *part < 250))
        })
    }

    /// A cell to type into: as light as paper and plainly yellow.
    fn has_inputs(&self) -> bool {
        self.1.chunks(3).filter(|p| p[0] > 240 && p[1] > 235 && p[2] < p[0].saturating_sub(10)).count() > 500
    }
}

/// Printed, every template is whole: each page is drawn and inside its margins, the form shows where to type, and
/// nothing is too wide for its cell.
#[test]
fn printed_templates_are_whole() {
    let Some(office) = office::office() else { return };
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        return skipped("pdftoppm is not installed, so no template is looked at as pictures");
    }
    let folder = folder("template-pictures");
    for profile in jixiao::profile::builtin() {
        blank(&profile.name, &folder.join(format!("{}.xlsx", profile.name)));
    }
    let to = folder.join("pages");
    fs::create_dir_all(&to).expect("a folder");
    office::convert(&office, &folder, &to, "pdf");
    for profile in jixiao::profile::builtin() {
        let (name, pdf) = (&profile.name, to.join(format!("{}.pdf", profile.name)));
        let made = Command::new("pdftoppm").args(["-r", "50"]).arg(&pdf).arg(to.join(name)).status();
        assert!(made.expect("pdftoppm runs").success(), "{name}");
        let pages =
            names(&to).into_iter().filter(|page| page.starts_with(&format!("{name}-")) && page.ends_with(".ppm"));
        let pages: Vec<Picture> = pages.map(|page| Picture::open(&to.join(page))).collect();
        // The form, the checks, the instructions.
        assert!((3..=12).contains(&pages.len()), "{name}: {} pages", pages.len());
        assert!(pages.iter().all(Picture::is_drawn), "{name} has a page with nothing on it");
        assert!(!pages.iter().any(Picture::is_cut), "{name} is wider than its page");
        assert!(pages[0].has_inputs(), "{name} does not show where to type");
        let text = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("pdftotext runs").stdout;
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains("填报说明") || text.contains("自查"), "{name}: {text}");
        for sign in ["###", "#REF", "#NAME", "#VALUE", "#DIV", "Err:"] {
            assert!(!text.contains(sign), "{name} shows {sign}");
        }
    }
}
