//! Rosters as bureaus keep them.

use super::{error, names};
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue, Sheet, Visibility, Workbook};
use crate::model::number::plain;
use crate::model::roster::Roster;
use crate::roster::{from_workbook, parse_csv};

fn sheet(name: &str, rows: &[&[&str]], merges: &[(u32, u32, u32, u32)]) -> Sheet {
    let cells = (0..).zip(rows).flat_map(|(row, cells)| {
        (0..).zip(*cells).filter(|(_, text)| !text.is_empty()).map(move |(col, text)| {
            (CellRef::new(row, col), Cell { value: CellValue::Text((*text).to_owned()), ..Cell::default() })
        })
    });
    let area = |(r, c, to_r, to_c): &(u32, u32, u32, u32)| Area::new(CellRef::new(*r, *c), CellRef::new(*to_r, *to_c));
    Sheet::new(name, cells.collect(), merges.iter().map(area).collect())
}

fn of(sheets: Vec<Sheet>) -> Result<Roster, String> {
    from_workbook(&Workbook { sheets, ..Workbook::default() }, "h".to_owned()).map_err(|error| error.to_string())
}

/// As a bureau keeps it: title and unit above, 股室 merged, headings between, a note and sums at the end, blank rows.
#[test]
fn a_roster_is_read_as_bureaus_keep_it() {
    let kept = sheet(
        "Sheet1",
        &[
            &["某区2024年度绩效自评单位名单"],
            &["", "", "", "单位：万元"],
            &["序号", "预算部门（盖章）", "归口业务股室", "全年预算数"],
            &["1", "区人大常委会", "行财股", "120"],
            &["2", "区政协", "", "80.5"],
            &[],
            &["3", "区教育局", "教科文股", "—"],
            &["序号", "预算部门（盖章）", "归口业务股室", "全年预算数"],
            &["4", "区文旅局", "", ""],
            &["合　计", "4家", "", "200.5"],
            &["", "注：按编码排序"],
            &["制表：张某"],
        ],
        &[(0, 0, 0, 3), (3, 2, 4, 2), (6, 2, 8, 2)],
    );
    let roster = of(vec![kept]).unwrap();
    assert_eq!(names(&roster), ["区人大常委会", "区政协", "区教育局", "区文旅局"]);
    let sections: Vec<_> = roster.entries.iter().map(|entry| entry.section.as_deref().unwrap_or("")).collect();
    assert_eq!(sections, ["行财股", "行财股", "教科文股", "教科文股"]);
    assert_eq!(plain(roster.entries[1].budget.unwrap().yuan), "805000");
}

#[test]
fn headings_between_the_departments_are_their_section() {
    let roster = parse_csv(
        "部门名称,联系人\n一、党群部门（2个）,\n区委办,\n区纪委,甲某\n二、政府部门,\n区教育局,\n小计,\n共计3个单位,\n"
            .as_bytes(),
    )
    .unwrap();
    let found: Vec<_> = roster.entries.iter().map(|e| (e.name.as_str(), e.section.as_deref().unwrap_or(""))).collect();
    assert_eq!(found, [("区委办", "党群部门"), ("区纪委", "党群部门"), ("区教育局", "政府部门")]);
}

#[test]
fn every_word_for_the_departments_column_is_known() {
    for word in ["单位名称", "部门名称", "预算部门", "预算单位", "部门（单位）名称", "单位名称（全称）"]
    {
        assert_eq!(names(&parse_csv(format!("{word}\n区教育局\n").as_bytes()).unwrap()), ["区教育局"], "{word}");
    }
    // A bare word could be a note; beside another column it is the header.
    for word in ["部门", "单位", "主管部门"] {
        assert!(error(&format!("{word}\n区教育局\n")).contains("没有“单位名称”"), "{word}");
        assert_eq!(names(&parse_csv(format!("序号,{word}\n1,区教育局\n").as_bytes()).unwrap()), ["区教育局"], "{word}");
    }
    let both = parse_csv("主管部门,单位名称\n区教育局,区一中\n".as_bytes()).unwrap();
    assert_eq!(names(&both), ["区一中"]);
}

#[test]
fn a_list_of_projects_names_a_department_once_for_each_also_with_merged_names() {
    let list = sheet(
        "项目清单",
        &[
            &["单位名称", "项目名称", "全年预算数"],
            &["区教育局", "校舍维修", "10"],
            &["", "课后服务", "20"],
            &["区水利局", "河道清淤", "30"],
            &["合计", "", "60"],
        ],
        &[(1, 0, 2, 0)],
    );
    let roster = of(vec![list.clone()]).unwrap();
    assert_eq!(names(&roster), ["区教育局", "区水利局"]);
    assert_eq!(roster.entries[0].projects, ["校舍维修", "课后服务"]);
    // What is merged in a workbook has one name only in a .csv: that is asked, not guessed.
    let lost = error("单位名称,项目名称\n区教育局,校舍维修\n,课后服务\n");
    assert!(lost.contains("第3行") && lost.contains("课后服务") && lost.contains(".xlsx"), "{lost}");
    // A name merged over two rows for two people is one department.
    let contacts = sheet("名单", &[&["单位名称", "联系人"], &["区教育局", "甲"], &["", "乙"]], &[(1, 0, 2, 0)]);
    assert_eq!(of(vec![contacts]).unwrap().entries.len(), 1);
}

#[test]
fn sheets_of_sections_are_one_roster_and_what_contradicts_is_asked() {
    let header: &[&str] = &["单位名称", "联系人"];
    let (one, two) = (
        sheet("行财股", &[header, &["区人大", ""], &["区政协", ""]], &[]),
        sheet("农业股", &[header, &["区水利局", ""], &["合计", ""]], &[]),
    );
    assert_eq!(names(&of(vec![one.clone(), two.clone()]).unwrap()), ["区人大", "区政协", "区水利局"]);
    // A sheet with the same departments says more about them.
    let people = sheet("通讯录", &[header, &["区政协", "甲某"]], &[]);
    let roster = of(vec![one.clone(), people, sheet("填报说明", &[&["请按名单报送"]], &[])]).unwrap();
    assert_eq!(names(&roster), ["区人大", "区政协"]);
    assert_eq!(roster.entries[1].contact.as_deref(), Some("甲某"));
    // Last year's list beside this year's: which is it?
    let last = sheet("2022", &[header, &["区体改办", ""], &["区政协", ""]], &[]);
    let asked = of(vec![one.clone(), last.clone()]).unwrap_err();
    for word in ["工作表“行财股”第3行", "工作表“2022”第3行", "区政协", "隐藏"] {
        assert!(asked.contains(word), "{word}: {asked}");
    }
    let mut hidden = last.clone();
    hidden.visibility = Visibility::Hidden;
    assert_eq!(of(vec![one.clone(), hidden]).unwrap().entries.len(), 2);
    let mut named = one;
    named.name = "2024名册".to_owned();
    assert_eq!(names(&of(vec![last, named]).unwrap()), ["区人大", "区政协"]);
    // Twice over two sheets names both.
    let twice = of(vec![two, sheet("别名", &[&["单位名称", "别名"], &["区林业局", "区水利局"]], &[])]).unwrap_err();
    assert!(twice.contains("工作表“农业股”第2行") && twice.contains("工作表“别名”第2行"), "{twice}");
}

#[test]
fn what_is_not_understood_names_its_row_and_what_is_expected() {
    let no_header = error("2024年名单\n编码,名称,科室\n1,区教育局,教科文股\n");
    assert!(no_header.contains("第2行像是表头：编码、名称、科室") && no_header.contains("“单位名称”"), "{no_header}");
    let number = error("单位名称,单位编码\n区教育局,1\n102,区水利局\n");
    assert!(number.contains("第3行") && number.contains("“102”") && number.contains("区教育局"), "{number}");
    let code = error("单位编码,单位名称\n101,区教育局\n102,\n");
    assert!(code.contains("第3行") && code.contains("102"), "{code}");
}
