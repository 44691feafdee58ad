//! Forms near a fault that have none, and forms whose fault has another beside it.

use jixiao::model::address::CellRef;
use jixiao::model::grid::{CellValue, Sheet};
use jixiao::rules::example::Case;

use crate::support::case::findings;

/// Where a rule speaks of the case's own file.
fn cells(code: &str, change: impl FnOnce(&mut Case)) -> Vec<String> {
    let mut case = Case::clean();
    change(&mut case);
    let own = findings(&case).0.into_iter().filter(|finding| finding.code == code);
    own.map(|finding| finding.cell.map(|cell| cell.to_string()).unwrap_or_default()).collect()
}

/// The second row of 效果指标 becomes a level 1 of its own that the form does not know.
fn a_new_level(case: &mut Case) {
    case.workbook.sheets[0].merges.retain(|area| area.first.row != 25 || area.first.col > 1);
    case.text("A27", "其他指标");
    case.set("B26", "20");
    case.set("B27", "15");
}

#[test]
fn a_level_with_another_name_is_said_once_and_what_hangs_below_it_is_not() {
    assert_eq!(cells("STR-08", |case| case.text("C27", "其他影响")), ["C27"]);
    let both = |case: &mut Case| {
        a_new_level(case);
        case.text("C27", "其他影响");
    };
    assert_eq!(cells("STR-08", a_new_level), ["A27"]);
    assert_eq!(cells("STR-08", both), ["A27"], "of an unknown level 1 nothing is known below");
    assert_eq!(cells("STR-08", |case| case.blank("C27")), Vec::<String>::new(), "no name is no other name");
}

/// A row of 质量指标, one of 数量指标, one of 质量指标 again, and the subtotal of that last one.
#[test]
fn a_subtotal_adds_up_the_rows_right_above_it() {
    let drawn = |subtotal: &'static str| {
        move |case: &mut Case| {
            let sheet = &mut case.workbook.sheets[0];
            sheet.merges.retain(|area| area.first.col != 2 || !(20..24).contains(&area.first.row));
            for (cell, text) in [("C21", "质量指标"), ("C22", "数量指标"), ("C23", "质量指标"), ("C24", "质量指标")]
            {
                case.text(cell, text);
            }
            case.text("D24", "小计");
            case.blank_area("E24", "F24");
            case.set("G24", "5");
            case.set("H24", subtotal);
        }
    };
    assert_eq!(cells("SCR-05", drawn("5")), Vec::<String>::new());
    assert_eq!(cells("SCR-05", drawn("10")), ["H24"], "two of its level 2, but not the two above it");
    assert_eq!(cells("SCR-05", drawn("15")), Vec::<String>::new(), "its level 1");
}

#[test]
fn a_department_is_never_its_own_copy() {
    let mut case = Case::clean();
    case.add_file("湘东区民政局.xlsx", "湘东区民政局");
    let told = findings(&case).1.into_iter().filter(|finding| finding.code == "BAT-04");
    let told: Vec<_> = told.map(|finding| finding.message).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("与湘东区民政局几乎相同") && !told[0].contains("教育局"), "{told:?}");
    assert!(told[1].contains("与湘东区教育局几乎相同") && !told[1].contains("民政局"), "{told:?}");
}

#[test]
fn a_text_that_names_its_own_department_may_name_another() {
    const OTHER: &str = "湘东区民政局全年完成各项工作，社会救助资金按月发放到位。";
    assert_eq!(cells("TXT-05", |case| case.text("F10", OTHER)), ["F10"]);
    let alias = |case: &mut Case| {
        case.own_entry().aliases.push("区教体局".to_owned());
        case.text("F10", &format!("区教体局、{OTHER}"));
    };
    assert_eq!(cells("TXT-05", alias), Vec::<String>::new());
    let nobody = |case: &mut Case| {
        case.blank("C3");
        case.text("F10", OTHER);
    };
    assert_eq!(cells("TXT-05", nobody), Vec::<String>::new(), "whose form it is stands nowhere");
}

/// Full marks for a day that was missed; a target of another year is asked about itself.
#[test]
fn a_day_is_missed_only_where_it_is_of_this_year() {
    let late = |target: &'static str, actual: &'static str| {
        move |case: &mut Case| {
            case.text("E25", target);
            case.text("F25", actual);
            case.score("H25", "5");
            case.blank("I25");
        }
    };
    assert_eq!(cells("SCR-09", late("2023年6月30日前", "2023年9月15日")), ["H25"]);
    assert_eq!(cells("SCR-09", late("2022年6月30日前", "2023年9月15日")), Vec::<String>::new());
    assert_eq!(cells("IND-15", late("2022年6月30日前", "2023年9月15日")), [CellRef::new(24, 4).to_string()]);
}

/// What the format of a cell hides is nobody's claim.
#[test]
fn an_amount_is_as_fine_as_it_is_shown() {
    let shown = |format: &'static str| {
        move |case: &mut Case| {
            let old = &case.workbook.sheets[0];
            let mut all: Vec<_> = old.cells().map(|(at, cell)| (at, cell.clone())).collect();
            let (_, cell) = all.iter_mut().find(|(at, _)| at.to_string() == "E7").expect("an amount");
            cell.value = CellValue::Number(350_000.004);
            cell.format = Some(format.into());
            let merges = old.merges.clone();
            case.workbook.sheets[0] = Sheet::new(old.name.clone(), all, merges);
        }
    };
    assert_eq!(cells("BUD-14", shown("0.00")), Vec::<String>::new());
    assert_eq!(cells("BUD-14", shown("0.000")), ["E7"]);
}

/// A section that is missing as a whole is said once, not again for each of its parts; a part alone is its own.
#[test]
fn a_missing_section_is_missing_once() {
    let without = |headings: &'static [&'static str]| {
        let mut case = Case::clean();
        case.report("");
        let report = case.report.as_mut().expect("a report");
        let starts = |text: &str| headings.iter().any(|heading| text.starts_with(heading));
        report.narrative.retain(|paragraph| !starts(&paragraph.text));
        let found = findings(&case).0.into_iter().filter(|finding| finding.code == "XSE-06");
        found.map(|finding| finding.message).collect::<Vec<_>>()
    };
    let whole = without(&["三、", "（一）", "部分项目", "（二）", "加强项目"]);
    assert_eq!(whole, ["报告中没有“部门整体支出绩效中存在问题及改进措施”这一部分。"]);
    assert_eq!(without(&["（一）", "部分项目"]), ["报告中没有“主要问题”这一部分。"]);
}

/// The sum of the parts is named as it stands in the report: in its unit.
#[test]
fn parts_are_added_up_in_the_reports_own_unit() {
    let said = |paragraph: &str| {
        let mut case = Case::clean();
        case.report(paragraph);
        let found = findings(&case).0.into_iter().filter(|finding| finding.code == "XSE-05");
        found.map(|finding| finding.message).collect::<String>()
    };
    let staff = said("年末实有人数40人，其中在职人员38人，退休人员3人。");
    assert!(staff.contains("合计41人"), "{staff}");
    let assets = said("固定资产总值70.5万元，其中：设备64.24万元，家具和用具15.13万元。");
    assert!(assets.contains("合计79.37万元"), "{assets}");
}

/// Either line would mend the sum; the one that is odd beside what was spent of it is the one in another unit.
#[test]
fn of_two_lines_that_would_mend_the_sum_the_odd_one_is_named() {
    let spent = |first: &'static str, second: &'static str| {
        move |case: &mut Case| {
            case.own_entry().budget = None;
            let rest = [("E5", "2500250"), ("E6", "0"), ("E7", "250"), ("E8", "250"), ("G5", "2400240"), ("G6", "0")];
            rest.into_iter().chain([("G7", first), ("G8", second)]).for_each(|(at, yuan)| case.set(at, yuan));
        }
    };
    assert_eq!(cells("BUD-09", spent("240", "2400000")), ["E8"]);
    assert_eq!(cells("BUD-09", spent("2400000", "240")), ["E7"]);
}
