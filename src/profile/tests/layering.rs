//! One text over another: what comes out, and whose line a mistake is put at.
//! Long because every way in which two texts can meet has its case.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::super::spec::Role;
use super::super::*;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn read(path: &Path) -> Result<Profile, Vec<ProfileProblem>> {
    match read_file(path, |_| true) {
        Ok(profile) => Ok((*profile).clone()),
        Err(ProfileError::Faulty { problems, .. }) => Err(problems.0),
        Err(error) => panic!("{error}"),
    }
}

/// A text that extends the department's form.
fn own(text: &str) -> Result<Profile, Vec<ProfileProblem>> {
    load(&format!("extends = \"xiangdong-2023\"\nname = \"own\"\n{text}")).map_err(|problems| problems.0)
}

/// The only problem of a text.
#[track_caller]
fn only(text: &str) -> ProfileProblem {
    // A whole profile is no message.
    let found = own(text).map(drop).expect_err("a faulty profile");
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

#[track_caller]
fn told(found: &[ProfileProblem], line: usize, piece: &str) {
    assert!(found.iter().any(|p| p.line == Some(line) && p.message.contains(piece)), "{line} {piece}: {found:#?}");
}

#[test]
fn a_chain_of_any_depth_is_followed() {
    let folder = Folder::new();
    folder.file("省/省.toml", "extends = \"mof-project-2020\"\nname = \"省\"\nyear = 2024\ntitle = \"省表\"\n");
    let mut below = "省/省.toml".to_owned();
    for i in 0..20 {
        let name = format!("{i}.toml");
        folder.file(&name, &format!("extends = \"{below}\"\nname = \"{i}\"\n"));
        below = name;
    }
    let county = folder.file("县.toml", "extends = \"19.toml\"\nname = \"县\"\nyear = 2025\n");
    let profile = read(&county).unwrap();
    assert_eq!((profile.name.as_str(), profile.title.as_str(), profile.year), ("县", "省表", 2025));
    assert!(profile.is_per_project());
    // A path is that of the file which says so.
    let inner = folder.file("省/市/市.toml", "extends = \"../省.toml\"\nname = \"市\"\n");
    assert_eq!(read(&inner).unwrap().title, "省表");
}

#[test]
fn the_hash_is_that_of_every_text() {
    let folder = Folder::new();
    let hash = |year: i32| {
        folder.file("a.toml", &format!("extends = \"xiangdong-2023\"\nname = \"a\"\nyear = {year}\n"));
        read(&folder.file("b.toml", "extends = \"a.toml\"\nname = \"b\"\nyear = 2024\n")).unwrap().hash
    };
    assert_ne!(hash(2021), hash(2022));
    assert_eq!(hash(2021), hash(2021));
}

#[test]
fn circles_and_missing_files_are_told_at_the_own_line() {
    let folder = Folder::new();
    let a = folder.file("a.toml", "# 一\nextends = \"b.toml\"\nname = \"a\"\n");
    folder.file("b.toml", "name = \"b\"\nextends = \"a.toml\"\n");
    let found = read(&a).unwrap_err();
    assert_eq!(found.len(), 1, "nothing is called missing: {found:#?}");
    told(&found, 2, "绕成了一圈（a.toml → b.toml → a.toml）");
    let itself = folder.file("c.toml", "extends = \"c.toml\"\n");
    told(&read(&itself).unwrap_err(), 1, "绕成了一圈（c.toml → c.toml）");
    let lost = folder.file("d.toml", "name = \"d\"\nextends = \"mof-project-202\"\n");
    told(&read(&lost).unwrap_err(), 2, "“mof-project-202”不是内置的表样，也没有这个文件：是不是 mof-project-2020？");
    folder.file("e.toml", "extends = \"没有.toml\"\n");
    let above = folder.file("f.toml", "name = \"f\"\n\nextends = \"e.toml\"\n");
    let found = read(&above).unwrap_err();
    told(&found, 3, "“没有.toml”不是内置的表样");
    assert!(found[0].message.ends_with("（继承自 e.toml）"), "{found:#?}");
    folder.file("g.toml", "");
    // No text in UTF-8, and none in GBK, which an older Notepad writes.
    std::fs::write(folder.0.path().join("g.toml"), [0xff, 0x31]).unwrap();
    let bytes = folder.file("h.toml", "extends = \"g.toml\"\n");
    told(&read(&bytes).unwrap_err(), 1, "“g.toml”读不出来");
    let in_gbk = encoding_rs::GBK.encode("# 本县\nextends = \"xiangdong-2023\"\nname = \"本县\"\n").0.into_owned();
    std::fs::write(folder.0.path().join("g.toml"), in_gbk).unwrap();
    assert_eq!(read(&bytes).unwrap().name, "本县");
}

#[test]
fn the_base_is_extended_by_its_name() {
    let profile = load("extends = \"base\"\nname = \"own\"\n").unwrap();
    assert!(profile.name == "own" && profile.is_fallback);
}

#[test]
fn a_list_is_replaced_added_to_or_dropped_from() {
    let base = builtin()[0].clone();
    let units = |text: &str| own(text).unwrap().field("subordinate_units").unwrap().labels.clone();
    let inherited = base.field("subordinate_units").unwrap().labels.clone();
    assert_eq!(units("[fields.subordinate_units]\nlabels = [\"单位数\"]\n"), ["单位数"]);
    let added = units("[fields.subordinate_units]\nlabels_add = [\"单位数\", \"下属单位数\", \"单位数\"]\n");
    assert_eq!(added, [inherited.as_slice(), &["单位数".to_owned()]].concat(), "what is there is not added again");
    let dropped =
        units("[fields.subordinate_units]\nlabels_drop = [\"下属单位个数\"]\nlabels_add = [\"下属单位个数\"]\n");
    assert_eq!((dropped.len(), dropped.last()), (inherited.len(), inherited.first()), "dropped, then added at the end");
    let own_list = units("[fields.subordinate_units]\nlabels = [\"甲\", \"乙\"]\nlabels_add = [\"丙\"]\n");
    assert_eq!(own_list, ["甲", "乙", "丙"], "in one text the own list is what is added to");
    let new = own("[fields.head]\nlabels_add = [\"局长\"]\n").unwrap();
    assert_eq!(new.field("head").unwrap().labels, ["局长"]);
    assert_eq!(new.fields.last().unwrap().key, "head", "behind the inherited ones");
}

#[test]
fn lists_of_tables_are_added_to_and_dropped_from() {
    let text = "[[budget.lines_add]]\nkey = \"lottery\"\nlabel = \"彩票资金\"\naliases_add = [\"福彩资金\"]\noptional = true\n";
    let lines = own(text).unwrap().budget.lines;
    assert_eq!((lines.len(), lines.last().unwrap().key.as_str()), (builtin()[0].budget.lines.len() + 1, "lottery"));
    let profile = own(text).unwrap();
    assert_eq!(profile.labels.of(Role::BudgetLine(lines.len() - 1)), ["彩票资金", "福彩资金"]);
    let dropped = own("remove = [\"budget.execution\"]\n[budget]\nlines_drop = [\"total\"]\nrules.total_line = \"project_expenditure\"\n").unwrap();
    assert!(dropped.budget.lines.iter().all(|line| line.key != "total"));
    let named = own("[words]\nqualitative_targets_ok = []\n[scoring]\ngrades_drop = [\"良\"]\n").unwrap();
    assert!(named.scoring.grades.iter().all(|grade| grade.name != "良"));
}

#[test]
fn what_is_removed_is_not_inherited() {
    let profile =
        own("remove = [\"fields.subordinate_units\", \"budget.columns.initial\", \"thresholds\"]\n[thresholds]\n");
    let found = profile.unwrap_err();
    assert!(found.iter().all(|p| p.message.contains("[thresholds] 缺少")), "{found:#?}");
    let profile = own("remove = [\"fields.subordinate_units\", \"budget.columns.initial\"]\n").unwrap();
    assert!(profile.field("subordinate_units").is_none());
    assert_eq!(profile.budget.columns.len(), builtin()[0].budget.columns.len() - 1);
    // What was taken away can be said anew; nothing of the old is left.
    let anew = own("remove = [\"fields.filler\"]\n[fields.filler]\nlabels = [\"经手人\"]\n").unwrap();
    assert_eq!(anew.field("filler").unwrap().labels, ["经手人"]);
    assert_eq!(anew.fields.last().unwrap().key, "filler");
}

#[test]
fn what_is_not_there_cannot_be_taken_away() {
    let found =
        own("remove = [\"fields.subordinate_unit\", \"nothing.at.all\", \"budget.lines.total\", 7]\n").unwrap_err();
    told(&found, 3, "没有继承到“fields.subordinate_unit”，去不掉：是不是 subordinate_units？");
    told(&found, 3, "没有继承到“nothing.at.all”");
    told(&found, 3, "lines_drop = [\"total\"]");
    told(&found, 3, "加引号的路径");
    assert_eq!(found.iter().map(|p| p.column).collect::<Vec<_>>(), [Some(11), Some(38), Some(56), Some(78)]);
    let missing = only("[labels]\nsubtotal_drop = [\"小记\"]\n");
    assert_eq!((missing.line, missing.column), (Some(4), Some(18)));
    assert!(missing.message.contains("继承的 subtotal 里没有“小记”"), "{missing}");
    let table = only("[budget]\nlines_drop = [\"totl\"]\n");
    assert!(table.line == Some(4) && table.message.contains("是不是 total？"), "{table}");
    assert!(only("[fields.filler]\nwords_drop = [\"一\"]\n").message.contains("没有继承到 words"));
    assert!(only("title_add = [\"一\"]\n").message.contains("title 不是列表"));
    assert!(only("[labels]\nnotes_add = \"一\"\n").message.contains("notes_add 应为方括号括起的列表"));
    assert!(only("remove = \"labels\"\n").message.contains("remove 应为方括号"));
    let alone = load("remove = [\"name\"]\n").unwrap_err().0;
    told(&alone, 1, "没有继承到“name”");
}

#[test]
fn an_operator_that_is_mistyped_is_told_as_it_is_typed() {
    let found = own("[fields.filler]\nlables_add = [\"经手人\"]\n").unwrap_err();
    assert_eq!((found[0].line, found[0].column), (Some(4), Some(1)));
    assert!(found[0].message.contains("“lables_add”：是不是 labels_add？"), "{found:#?}");
}

#[test]
fn a_collision_with_an_inherited_label_is_put_at_the_own_line() {
    // `department` stands first, so that the inherited label is the one that comes second.
    let first = only(
        "[fields.grade]\nlabels_add = [\"档次\"]\n[fields.department]\nrequired = true\nlabels_add = [\"填报日期\"]\n",
    );
    assert_eq!(first.line, Some(7), "{first}");
    assert!(first.message.contains("“填报日期”既指“评价部门名称”（department）又指“填表日期”（date）"), "{first}");
    assert!(first.column.is_some() && !first.message.contains("继承自"), "the own one of the two: {first}");
    let second = only("[fields.head]\nlabels = [\"局长\",\n \"填报日期\"]\n");
    assert_eq!((second.line, second.column), (Some(5), Some(2)), "{second}");
    assert!(!second.message.contains("继承自"), "{second}");
}

#[test]
fn what_the_own_text_makes_wrong_in_an_inherited_section_is_put_near_it() {
    let dropped = own("\n[budget]\nlines_drop = [\"other_funds\",\n \"total\"]\n").unwrap_err();
    told(&dropped, 6, "没有 key 为“total”的预算行");
    told(&dropped, 5, "没有 key 为“other_funds”的预算行");
    assert!(dropped.iter().all(|p| p.message.contains("（继承自 ")), "{dropped:#?}");
    let removed = own("remove = [\n  \"fields.department\",\n]\n").unwrap_err();
    told(&removed, 4, "[fields.department] 缺少 labels");
    let weights = only("[scoring]\ntotal = 90\n");
    assert_eq!((weights.line, weights.column), (Some(4), Some(9)), "{weights}");
    let points = only("[budget.execution]\nline = \"total\"\npoints = 20\nname = \"预算执行率\"\n");
    assert_eq!((points.line, points.column), (Some(5), Some(10)), "{points}");
    let limits = only("[thresholds]\nlargest_budget = 10\n");
    assert!(limits.line == Some(4) && limits.message.contains("smallest_budget 不小于 largest_budget"), "{limits}");
    let regions = only("[regions]\nabsent = [\"goals\"]\n");
    assert!(regions.line == Some(4) && regions.message.contains("“goals”既写为必有"), "{regions}");
}

#[test]
fn names_of_levels_are_held_against_the_form_where_the_own_text_writes_them() {
    let own_list = only("[words]\nqualitative_targets_ok = [\"管理指标\", \"效益\"]\n");
    assert_eq!((own_list.line, own_list.column), (Some(4), Some(35)), "{own_list}");
    assert!(own_list.message.contains("没有名为“效益”的一级指标：可以写 管理指标、产出指标"), "{own_list}");
    let near = only("[words]\nexecution_level2 = [\"预算执行管里\"]\n");
    assert!(near.message.contains("没有名为“预算执行管里”的二级指标：是不是 预算执行管理？"), "{near}");
    // The inherited lists name levels that this form does not have, and are not its author's.
    let level = "[[indicators.level1]]\nname = \"全部\"\nweight = 100\n";
    assert!(own(level).is_ok());
    // A form that is free to name its levels may have any.
    assert!(own("[words]\nexecution_level2 = [\"随意\"]\n[indicators]\nlevels = \"free\"\n").is_ok());
}

#[test]
fn a_mistake_of_a_file_between_is_put_at_extends_and_names_the_file() {
    let folder = Folder::new();
    folder.file("mid.toml", "extends = \"xiangdong-2023\"\nname = \"mid\"\nyear = \"x\"\n[scoring\n");
    let found = read(&folder.file("own.toml", "name = \"own\"\nextends = \"mid.toml\"\n")).unwrap_err();
    told(&found, 2, "段落名称的方括号没有合上：请写成 [段落] 或 [[段落]]（继承自 mid.toml）");
    told(&found, 2, "year 应为数字");
    assert!(found.iter().all(|p| p.line == Some(2)), "{found:#?}");
}

#[test]
fn unknown_keys_and_wrong_kinds_say_what_is_right() {
    let found = own(
        "[scoring]\ntotl = 1\ntotal = \"100\"\nname = \"x\"\nlow_execution = 1\n[labels]\nnotes = \"注\"\n[words]\nxyz = 1\n",
    );
    let found = found.unwrap_err();
    told(&found, 4, "不认识的项目“totl”：是不是 total？");
    told(&found, 5, "total 应为数字（不加引号），如 total = 100");
    told(&found, 6, "name 要写在最前面");
    told(&found, 7, "是不是 thresholds.low_execution？");
    told(&found, 9, "notes 应为方括号括起的列表，如 notes = [\"说明\", \"注\"]");
    told(&found, 11, "这里可以写 continued、bureau、");
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(found.is_sorted_by_key(|p| p.line));
    let section = own("scoring = 3\n[scorring]\n").unwrap_err();
    told(&section, 3, "scoring 应为一段“项目 = 值”");
    told(&section, 4, "“scorring”：是不是 scoring？");
}

#[test]
fn where_toml_is_broken_the_rest_is_still_read() {
    let found = own("[scoring]\ntotal = 一百\n[thresholds]\nlow_executon = 1\noutlier_mad = true\n").unwrap_err();
    told(&found, 4, "英文引号");
    told(&found, 6, "是不是 low_execution？");
    told(&found, 7, "outlier_mad 应为数字");
    assert_eq!(found.len(), 3, "a line that is no TOML is told once: {found:#?}");
    // Nobody knows which section what follows belongs to.
    let lost = own("[scoring\ntotl = 1\n[labels]\nx = \"一\n").unwrap_err();
    assert_eq!(lost.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(3), Some(6)], "{lost:#?}");
    let open = only("[labels]\ntotal = [\"总分\",\n\"合计\"\n[scoring]\ntotal = 100\n");
    assert!(open.line == Some(4) && open.message.contains("“[”没有合上"), "{open}");
}

#[test]
fn a_key_that_belongs_above_all_sections_is_sent_there() {
    told(&own("[fields]\nremove = [\"labels\"]\n").unwrap_err(), 4, "remove 要写在最前面");
    let found = load("extends = 3\n").unwrap_err().0;
    assert_eq!(found.len(), 1, "nothing is called missing that may be inherited: {found:#?}");
    told(&found, 1, "extends 应为加英文引号的文字，如 extends = ");
}

#[test]
fn an_own_value_under_an_inherited_key_is_the_own_texts() {
    let empty = only("[budget.columns]\nrate = []\n");
    assert_eq!((empty.line, empty.column), (Some(4), Some(1)), "{empty}");
    assert!(!empty.message.contains("继承自"), "{empty}");
    // The column keeps its place on the form.
    let keys = |profile: &Profile| profile.budget.columns.iter().map(|(column, _)| *column).collect::<Vec<_>>();
    let replaced = own("[budget.columns]\ninitial = [\"年初数\"]\n").unwrap();
    assert_eq!(keys(&replaced), keys(&builtin()[0]));
}

#[test]
fn lines_are_counted_alike_with_either_line_end() {
    let found = load("extends = \"xiangdong-2023\"\r\nname = \"甲\"\r\n[off]\r\n\"一二\" = \"\"\r\n").unwrap_err().0;
    assert_eq!(found.iter().map(|p| (p.line, p.column)).collect::<Vec<_>>(), [(Some(4), Some(1)), (Some(4), Some(8))]);
}

/// The province's file of the documentation is the department's form here.
#[test]
fn the_example_of_the_documentation_is_a_profile() {
    for page in ["docs/own-forms.md", "docs/own-forms.zh.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let examples = text.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
        let layered: Vec<_> = examples.map(|(toml, _)| toml).filter(|toml| toml.contains("remove = ")).collect();
        assert_eq!(layered.len(), 1, "{page}");
        let folder = Folder::new();
        for province in ["province.toml", "省表.toml"] {
            folder.file(province, "extends = \"xiangdong-2023\"\n");
        }
        let profile = read(&folder.file("county.toml", layered[0])).unwrap_or_else(|found| panic!("{found:#?}"));
        assert!(profile.budget.lines.iter().any(|line| line.key == "lottery"));
    }
}
