//! What stands around a table is none of its rows, and what stands around a form is none of its head.

use crate::forms::{assert_project, project};
use crate::support::case::findings;
use crate::support::sketch::{field, read, read_all, row, rows, sheet, workbook};
use jixiao::model::finding::Severity;
use jixiao::model::submission::Entry;
use jixiao::profile::builtin;
use jixiao::rules::example::Case;
use jixiao::score::score;

/// The project form with its total above the first row, so that nothing says where the table ends.
fn without_foot(name: &str, length: u32) -> String {
    let drawn = project(name, length).replace("总分|<|<|<|<|<|100|100|\n", "");
    drawn.replacen("^|产出指标|数量指标", "^|总分|<|<|<|<|100|100|\n^|产出指标|数量指标", 1)
}

#[test]
fn a_stamp_below_the_table_is_no_indicator() {
    let whole = read(&without_foot("东河清淤", 12));
    assert_eq!(whole.indicators.len(), 4);
    for blank in ["", "\n"] {
        let stamp = "||||||（单位公章）|<|<\n||||||2024年3月8日|<|<\n";
        let form = read(&format!("{}{blank}{stamp}", without_foot("东河清淤", 12)));
        assert_eq!(rows(&form), rows(&whole), "after {blank:?}");
    }
}

#[test]
fn a_name_that_is_not_filled_in_further_is_an_indicator_after_a_blank_row_too() {
    let form = read(&format!("{}\n|||清淤宽度||||||\n", without_foot("东河清淤", 12)));
    assert_eq!(form.indicators.len(), 5);
    assert!(row(&form.indicators[4]).contains("清淤宽度: - → -"), "{}", row(&form.indicators[4]));
}

#[test]
fn the_stamp_of_the_form_above_opens_no_form() {
    let stamp = "\n|||||||填报单位（盖章）：|<\n|||||||2024年3月8日|<\n\n";
    let drawn = format!("{}{stamp}{}", project("东河清淤", 12), project("西河清淤", 7));
    let found = read_all(&workbook(vec![sheet("自评表", &drawn)]));
    let names: Vec<_> = found.iter().map(|form| (field(form, "project"), field(form, "department"))).collect();
    assert_eq!(names, [(Some("东河清淤"), Some("区水利局")), (Some("西河清淤"), Some("区水利局"))]);
}

#[test]
fn a_goal_may_begin_with_a_word_that_heads_goals() {
    let drawn = project("东河清淤", 12)
        .replace("^|完成12公里河道清淤。", "^|总体目标：完成12公里河道清淤。")
        .replace("年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<\n^|", "年度总体目标|预期目标|")
        .replace("|清淤12公里。|<|<|<", "|<|<|<|<\n^|实际完成情况|完成情况：清淤12公里。|<|<|<|<|<|<")
        .replace("总体目标：完成12公里河道清淤。|<|<|<|<|<|<|<", "总体目标：完成12公里河道清淤。|<|<|<|<|<|<");
    let form = read(&drawn);
    let goals = [&form.goals.planned, &form.goals.achieved].map(|goal| goal.as_ref().and_then(Entry::text));
    assert_eq!(goals, [Some("总体目标：完成12公里河道清淤。"), Some("完成情况：清淤12公里。")]);
}

/// The last column of the left form is headed one row above its others.
#[test]
fn a_column_that_reaches_down_into_the_header_belongs_to_the_form_on_its_left() {
    let two_rows = |name: &str, length| {
        let old = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n";
        let new = "绩效指标|指标|<|<|完成情况|<|评分|<|偏差原因分析及改进措施\n^|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|^\n";
        project(name, length).replace(old, new)
    };
    let (left, right) = (two_rows("东河清淤", 12), two_rows("西河清淤", 7));
    let beside: Vec<String> = left.lines().zip(right.lines()).map(|(left, right)| format!("{left}||{right}")).collect();
    let found = read_all(&workbook(vec![sheet("自评表", &beside.join("\n"))]));
    assert_eq!(found.len(), 2);
    for (form, (name, length)) in found.iter().zip([("东河清淤", 12), ("西河清淤", 7)]) {
        assert_project(form, name, length);
        assert_eq!(form.missing, [], "{name}");
    }
}

/// 指标值 and 度量单位 in columns of their own do not make a form the one that asks for 指标性质 and 得分 as well.
#[test]
fn a_form_that_half_fits_a_profile_is_not_told_what_it_lacks() {
    let drawn = "财政项目支出绩效自评表|<|<|<|<|<|<|<
（2023年度）|<|<|<|<|<|<|<
项目名称|<|职业技能保障|<|<|<|<|<
主管部门|<|湘东区教育局|<|<|实施单位|区就业中心|<
项目资金（元）|项目|<|年初预算安排数|<|调整后预算数|执行数|执行率
^|年度资金总额|<|760000|<|760000|760000|100%
年度总体目标|预期目标|<|<|<|实际完成情况|<|<
^|培训学员。|<|<|<|已培训学员。|<|<
年度绩效指标|一级指标|二级指标|三级指标|计算符号|指标值|度量单位|全年实际值
^|产出指标|数量指标|培训人数|≥|57|人|58
^|^|质量指标|合格率|≥|90|%|95
^|效益指标|社会效益指标|就业人数|≥|40|人|41
";
    let mut case = Case::clean();
    case.workbook = workbook(vec![sheet("自评表", drawn)]);
    let loud = findings(&case).0.into_iter().filter(|finding| finding.severity != Severity::Info);
    assert_eq!(loud.map(|finding| (finding.code, finding.message)).collect::<Vec<_>>(), []);
    assert_eq!(rows(&read(drawn))[0], "产出指标/数量指标/培训人数: ≥57人 → 58, - of -");
}

#[test]
fn a_total_is_held_against_its_parts_in_the_column_of_the_years_beginning_too() {
    for (initial, codes) in [("12", vec![]), ("15", vec!["BUD-08"])] {
        let drawn = project("东河清淤", 12).replacen("|年度资金总额|12", &format!("|年度资金总额|{initial}"), 1);
        let mut case = Case::clean();
        case.workbook = workbook(vec![sheet("自评表", &drawn)]);
        let errors = findings(&case).0.into_iter().filter(|finding| finding.severity == Severity::Error);
        let found: Vec<_> = errors.map(|finding| (finding.code, finding.cell.map(|cell| cell.to_string()))).collect();
        let expected: Vec<_> = codes.into_iter().map(|code: &str| (code.into(), Some("C6".to_owned()))).collect();
        assert_eq!(found, expected, "{initial}");
    }
}

/// The two forms head their names differently, and the group row names the same columns in both.
#[test]
fn forms_side_by_side_may_head_their_names_differently() {
    let two_rows = |name: &str, length, heading: &str| {
        let old = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n";
        let new = format!(
            "^|{heading}|<|<|年度指标值|实际完成值|得分情况|<|偏差原因分析及改进措施\n绩效指标|一级指标|二级指标|三级指标|^|^|分值|得分|^\n"
        );
        project(name, length).replace(old, &new)
    };
    let (left, right) = (two_rows("东河清淤", 12, "指标体系"), two_rows("西河清淤", 7, "绩效指标"));
    let beside: Vec<String> = left.lines().zip(right.lines()).map(|(left, right)| format!("{left}||{right}")).collect();
    let found = read_all(&workbook(vec![sheet("自评表", &beside.join("\n"))]));
    let names: Vec<_> = found.iter().map(|form| (field(form, "project"), form.indicators.len())).collect();
    assert_eq!(names, [(Some("东河清淤"), 4), (Some("西河清淤"), 4)]);
}

/// The profile's 10 points are its own form's.
#[test]
fn the_heading_of_the_budget_may_say_its_points() {
    for (heading, recomputed) in [("↵（20分）", "19"), ("↵（8分）", "7.6"), ("", "9.5")] {
        let drawn = project("东河清淤", 12)
            .replace("项目资金（万元）||", &format!("项目资金（万元）{heading}||"))
            .replace("全年执行数||分值|执行率|得分", "全年执行数|||执行率|得分")
            .replace("|12|12|12||10|100%|10", "|12|12|11.4|||95%|9.5")
            .replace("|12|12|12||||", "|12|12|11.4||||");
        let form = read(&drawn);
        let profile = builtin().iter().find(|profile| profile.name == form.profile).expect("a profile of that name");
        let book = score(&form, profile);
        let (_, execution) = book.execution.expect("the execution is scored");
        assert_eq!(execution.recomputed.normalize().to_string(), recomputed, "{heading}");
    }
}
