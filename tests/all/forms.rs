//! Forms of many places, drawn as they are met: what is read of each is what stands there, and nothing else.

use jixiao::model::submission::Submission;

use crate::support::sketch::{field, money, read, row, rows, total};

/// The project form of the ministry about one project, nine columns wide.
pub fn project(name: &str, length: u32) -> String {
    format!(
        "项目支出绩效自评表|<|<|<|<|<|<|<|<
（2023年度）|<|<|<|<|<|<|<|<
项目名称|<|{name}|<|<|<|<|<|<
主管部门|<|区水利局|<|<|实施单位|<|区河道所|<
项目资金（万元）||年初预算数|全年预算数|全年执行数||分值|执行率|得分
^|年度资金总额|{length}|{length}|{length}||10|100%|10
^|当年财政拨款|{length}|{length}|{length}||||
年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<
^|完成{length}公里河道清淤。|<|<|<|清淤{length}公里。|<|<|<
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^|产出指标|数量指标|清淤长度|≥{length}公里|{length}公里|30|30|
^|^|质量指标|验收合格率|100%|100%|20|20|
^|效益指标|社会效益指标|受益人数|≥500人|600人|30|30|
^|满意度指标|服务对象满意度指标|群众满意度|≥90%|95%|10|10|
总分|<|<|<|<|<|100|100|
"
    )
}

fn rows_of_project(length: u32) -> [String; 4] {
    [
        format!("产出指标/数量指标/清淤长度: ≥{length}公里 → {length}公里, 30 of 30"),
        "产出指标/质量指标/验收合格率: 100% → 100%, 20 of 20".to_owned(),
        "效益指标/社会效益指标/受益人数: ≥500人 → 600人, 30 of 30".to_owned(),
        "满意度指标/服务对象满意度指标/群众满意度: ≥90% → 95%, 10 of 10".to_owned(),
    ]
}

pub fn assert_project(form: &Submission, name: &str, length: u32) {
    assert_eq!(form.profile, "mof-project-2020");
    assert_eq!((field(form, "project"), field(form, "department")), (Some(name), Some("区水利局")));
    assert_eq!(form.year.value(), Some(&2023));
    assert_eq!(rows(form), rows_of_project(length), "{name}");
    let yuan = length * 10_000;
    assert_eq!(money(form), [format!("total: {yuan}, {yuan}"), format!("current_appropriation: {yuan}, {yuan}")]);
    assert_eq!(form.goals.planned.as_ref().and_then(|goal| goal.text()), Some(&*format!("完成{length}公里河道清淤。")));
    assert_eq!(total(form).as_deref(), Some("100"));
    assert_eq!(form.unused, []);
}

#[test]
fn the_project_form_by_itself() {
    let form = read(&project("东河清淤", 12));
    assert_project(&form, "东河清淤", 12);
    assert_eq!(form.place, None);
}

/// A column of the budget may stand right of all others: what is below its head is no total of the form.
#[test]
fn the_score_of_the_budget_is_no_total() {
    let drawn = project("东河清淤", 12)
        .replace("项目名称|<|{name}|<|<|<|<|<|<", "项目名称|<|{name}|<|<|<|自评总分|<|99.8")
        .replace("|10|100%|10", "|10|100%|9.8")
        .replace("偏差原因分析及改进措施", "")
        .replace("总分|<|<|<|<|<|100|100|\n", "")
        .replace("|分值|得分|", "|分值|得分")
        .replace("项目名称|<|东河清淤|<|<|<|<|<|<", "项目名称|<|东河清淤|<|<|自评总分|<|99.8|<");
    let form = read(&drawn);
    assert_eq!(total(&form).as_deref(), Some("99.8"));
    assert_eq!(form.budget[0].score.as_ref().map(|score| score.written.as_str()), Some("9.8"));
}

#[test]
fn the_header_once_more_is_no_indicator() {
    let header = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施";
    let at = "^|效益指标|";
    let again = project("东河清淤", 12).replacen(at, &format!("{header}\n^|效益指标|"), 1);
    assert_project(&read(&again), "东河清淤", 12);
    // The next page says that it goes on, and a group that began on the page before is the same group.
    let page = format!("项目支出绩效自评表（续）|<|<|<|<|<|<|<|<\n{header}\n^|产出指标（续）|质量指标|验收合格率|");
    let next = project("东河清淤", 12).replacen("^|^|质量指标|验收合格率|", &page, 1);
    assert_project(&read(&next), "东河清淤", 12);
}

#[test]
fn a_row_of_texts_alone_goes_on_from_the_row_above() {
    let drawn = project("东河清淤", 12).replacen(
        "^|^|质量指标|验收合格率|100%|100%|20|20|",
        "^|^|质量指标|验收合格率|100%|95%|20|19|一处堤段沉降，\n^|^|||||||已要求返工，明年三月复验。",
        1,
    );
    let form = read(&drawn);
    assert_eq!(form.indicators.len(), 4);
    let reason = form.indicators[1].reason.as_ref().and_then(|reason| reason.text());
    assert_eq!(reason, Some("一处堤段沉降，已要求返工，明年三月复验。"));
    assert_eq!(form.unused, []);
}

#[test]
fn points_and_score_merged_over_rows_count_once() {
    let drawn = project("东河清淤", 12).replacen(
        "^|^|质量指标|验收合格率|100%|100%|20|20|",
        "^|^|质量指标|验收合格率|100%|100%|20|20|\n^|^|^|资料归档率|100%|100%|^|^|",
        1,
    );
    let form = read(&drawn);
    assert_eq!(form.indicators.len(), 5);
    let [first, second] = [&form.indicators[1], &form.indicators[2]];
    assert_eq!(row(first), "产出指标/质量指标/验收合格率: 100% → 100%, 20 of 20");
    assert_eq!(row(second), "产出指标/质量指标/资料归档率: 100% → 100%, - of -");
    assert_eq!((first.points_in, first.score_in), (None, None));
    let cells = [first.points.as_ref(), first.score.as_ref()].map(|entry| entry.map(|entry| entry.cell));
    assert_eq!([second.points_in, second.score_in], cells);
    assert_eq!((form.points_sum().to_string(), form.scores_sum().to_string()), ("100".into(), "100".into()));
}

#[test]
fn rows_the_template_left_are_no_indicators() {
    let at = "^|效益指标|";
    for left in ["指标2：||||", "……||||", "/|/|/|/|/", "指标1：||||", "|||||", "无|/|/|0|0"] {
        let drawn = project("东河清淤", 12).replacen(at, &format!("^|^|时效指标|{left}|\n{at}"), 1);
        assert_project(&read(&drawn), "东河清淤", 12);
    }
}

#[test]
fn nothing_takes_the_text_beside_it() {
    let drawn = project("东河清淤", 12).replacen(
        "主管部门|<|区水利局|<|<|实施单位|<|区河道所|<",
        "主管部门|<||<|<|实施单位|<||<",
        1,
    );
    let form = read(&drawn);
    assert_eq!(["department", "implementer"].map(|key| field(&form, key)), [None, None]);
    // Without merges the label behind the blank cell is still no value, nor what stands behind that label.
    let plain = "主管部门||||实施单位|区河道所||||";
    let form = read(&project("东河清淤", 12).replacen("主管部门|<|区水利局|<|<|实施单位|<|区河道所|<", plain, 1));
    assert_eq!(field(&form, "department"), None);
    let place = form.field("department").map(|entry| (entry.cell.row, entry.cell.col));
    assert_eq!(place, Some((3, 1)), "the blank cell beside the label is where it belongs");
}

#[test]
fn the_year_is_none_of_a_filling_date() {
    for date in ["填报日期：2024年3月10日", "填报时间：2024年3月", "2024年3月10日"] {
        let drawn = project("东河清淤", 12).replacen("（2023年度）", date, 1);
        assert_eq!(read(&drawn).year.value(), None, "{date}");
    }
    let beside = "填报日期|<|2024年3月10日|<|<|<|<|<|<";
    let drawn = project("东河清淤", 12).replacen("（2023年度）|<|<|<|<|<|<|<|<", beside, 1);
    assert_eq!(read(&drawn).year.value(), None);
    // Nor of the project's name or of a goal.
    let drawn = project("2022年度东河清淤", 12).replacen("（2023年度）", "（  年度）", 1);
    assert_eq!(read(&drawn).year.value(), None);
}

#[test]
fn an_empty_score_of_the_bureaus_is_not_the_departments() {
    for bureau in ["财政复核得分", "得分（财政复核）", "主管部门评分"] {
        let drawn = project("东河清淤", 12);
        let lines = drawn.lines().map(|line| match line {
            line if line.starts_with("绩效指标|") => format!("{line}|{bureau}"),
            line => format!("{line}|"),
        });
        let form = read(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(rows(&form), rows_of_project(12), "{bureau}");
        assert_eq!(total(&form).as_deref(), Some("100"), "{bureau}");
        // In front of the department's own it is still the bureau's.
        let lines = drawn.lines().map(|line| {
            let cells: Vec<&str> = line.split('|').collect();
            let new = if line.starts_with("绩效指标|") {
                bureau
            } else if cells[7] == "<" {
                "<"
            } else {
                ""
            };
            [&cells[..7], &[new], &cells[7..]].concat().join("|")
        });
        let form = read(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(rows(&form), rows_of_project(12), "{bureau} in front");
    }
}

#[test]
fn each_goal_of_the_hubei_form_has_a_table() {
    let form = read(
        "2023年度项目绩效自评表|<|<|<|<|<|<
单位名称：区农业农村局|<|<|<|<|<|填报日期：2024年3月10日
项目名称|高标准农田|<|<|<|<|<
主管部门|区农业农村局|<|<|项目实施单位|区农田中心|<
预算执行情况（万元）（20分）|||预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）
^|年度财政资金总额||200|180|90%|18
年度绩效目标1（40分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分
^|产出指标|数量指标|建成面积（20分）|2000亩|2000亩|20
^|^|质量指标|验收合格率（20分）|100%|100%|20
年度绩效目标2（40分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分
^|效益指标|社会效益指标|受益农户（20分）|300户|320户|20
^|满意度指标|服务对象满意度指标|农户满意度（20分）|90%|95%|20
总分|98|<|<|<|<|<
",
    );
    assert_eq!(form.profile, "hubei-project");
    assert_eq!(form.year.value(), Some(&2023));
    let weight = |goal: &jixiao::model::submission::GoalGroup| Some(goal.weight.as_ref()?.value()?.value.to_string());
    let goals: Vec<_> = form.goal_groups.iter().map(weight).collect();
    assert_eq!(goals, [Some("40".to_owned()), Some("40".to_owned())]);
    assert_eq!(form.indicators.iter().map(|row| row.goal).collect::<Vec<_>>(), [Some(0), Some(0), Some(1), Some(1)]);
    let names = form.indicators.iter().map(|row| row.level3.text().unwrap_or_default().to_owned());
    let names: Vec<String> = names.map(|name| name.chars().take_while(|c| *c != '（').collect()).collect();
    assert_eq!(names, ["建成面积", "验收合格率", "受益农户", "农户满意度"]);
    let scores: Vec<_> = form.indicators.iter().map(|row| row.score_value().map(|d| d.to_string())).collect();
    assert_eq!(scores, vec![Some("20".to_owned()); 4]);
    assert_eq!(total(&form).as_deref(), Some("98"));
    assert_eq!(money(&form), ["total: 2000000, 1800000"]);
}

#[test]
fn operator_value_and_unit_make_one_target() {
    let form = read(
        "项目支出绩效自评表|<|<|<|<|<|<|<|<|<
（2023年度）|<|<|<|<|<|<|<|<|<
项目名称|校舍维修|<|<|<|<|<|<|<|<
主管部门|区教育局|<|<|<|实施单位|区第一小学|<|<|<
项目资金（万元）|<|年初预算数|全年预算数|全年执行数|<|分值|执行率|得分|<
年度资金总额|<|80|80|80|<|10|100%|10|<
年度总体目标|预期目标|<|<|<|实际完成情况|<|<|<|<
^|维修校舍两栋。|<|<|<|已维修两栋。|<|<|<|<
一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值|分值|得分|偏差原因分析及改进措施
产出指标|数量指标|维修校舍|≥|2|栋|2|50|50|
^|质量指标|验收合格率|=|100|%|100|20|20|
效益指标|社会效益指标|改善办学条件|定性|明显改善||明显改善|10|10|
满意度指标|服务对象满意度指标|师生满意度|≥|90|%|96|10|10|
总分|<|<|<|<|<|<|100|100|
",
    );
    assert_eq!(form.profile, "operator-unit-project");
    assert_eq!(
        rows(&form),
        [
            "产出指标/数量指标/维修校舍: ≥2栋 → 2, 50 of 50",
            "产出指标/质量指标/验收合格率: =100% → 100, 20 of 20",
            "效益指标/社会效益指标/改善办学条件: 明显改善 → 明显改善, 10 of 10",
            "满意度指标/服务对象满意度指标/师生满意度: ≥90% → 96, 10 of 10",
        ]
    );
    let parts = &form.indicators[3];
    let said = [&parts.operator, &parts.unit].map(|entry| entry.as_ref().and_then(|entry| entry.text()));
    assert_eq!(said, [Some("≥"), Some("%")]);
    assert_eq!(total(&form).as_deref(), Some("100"));
}

#[test]
fn a_flat_form_has_indicators_and_no_levels() {
    let form = read(
        "2023年度部门整体绩效自评表|<|<|<|<|<|<|<|<|<
主管部门|区档案馆|<|<|财政处室|行政政法科|<|自评总分|97.5|<
部门联系人|李芳|<|<|联系电话|023-45671234|<|<|<|<
部门支出预算（万元）|年初预算数|全年预算数|全年执行数|执行率|执行率权重|执行率得分|<|<|<
^|320.5|330|321.75|97.5%|10|9.75|<|<|<
当年绩效目标|年初绩效目标|<|<|<|全年完成情况|<|<|<|<
^|接收档案5000卷。|<|<|<|接收档案5200卷。|<|<|<|<
指标名称|计量单位|指标性质|年初指标值|调整指标值|全年完成值|得分系数|指标权重|指标得分|是否核心指标
接收档案|卷|≥|5000||5200|100%|50|50|是
数字化率|%|≥|60||58.5|97.5%|40|37.75|否
",
    );
    assert_eq!(form.profile, "flat-department");
    assert_eq!(field(&form, "department"), Some("区档案馆"));
    assert_eq!(total(&form).as_deref(), Some("97.5"), "the total stands in the head");
    assert_eq!(rows(&form), ["-/-/接收档案: ≥5000卷 → 5200, 50 of 50", "-/-/数字化率: ≥60% → 58.5, 37.75 of 40"]);
    assert_eq!(money(&form), ["total: 3300000, 3217500"]);
}

#[test]
fn a_decision_form_has_its_total_in_the_head() {
    let form = read(
        "项目支出绩效自评表|<|<|<|<|<|<|<
项目名称|节水灌溉|<|<|自评得分|94|<|<
主管部门|区水务局|<|<|实施单位|区灌溉站|<|<
项目资金（万元）|预算数|<|执行数|<|执行率|<|<
^|150|<|150|<|100%|<|<
年度目标|年初设定目标|<|<|实际完成情况|<|<|<
^|新增节水面积三千亩。|<|<|新增三千一百亩。|<|<|<
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|未完成原因分析
项目决策|项目立项|立项依据充分性|||10|10|
项目管理|资金管理|资金使用合规性|||20|18|一笔资金拨付凭证不全，已补齐。
项目产出|数量指标|新增节水面积|3000亩|3100亩|40|40|
项目效益|社会效益指标|受益农户|200户|190户|30|26|十户外出未参加，下年补上。
",
    );
    assert_eq!(form.profile, "decision-project");
    assert_eq!(total(&form).as_deref(), Some("94"));
    assert_eq!(
        rows(&form),
        [
            "项目决策/项目立项/立项依据充分性: - → -, 10 of 10",
            "项目管理/资金管理/资金使用合规性: - → -, 18 of 20, 一笔资金拨付凭证不全，已补齐。",
            "项目产出/数量指标/新增节水面积: 3000亩 → 3100亩, 40 of 40",
            "项目效益/社会效益指标/受益农户: 200户 → 190户, 26 of 30, 十户外出未参加，下年补上。",
        ]
    );
    assert_eq!(money(&form), ["total: 1500000, 1500000"]);
}

#[test]
fn a_form_without_points_and_scores_has_neither_total_nor_scores() {
    let form = read(
        "项目支出绩效自评表|<|<|<|<|<
（2023年度）|<|<|<|<|<
项目名称|<|义务教育补助|<|<|<
主管部门|<|省教育厅|<|<|<
资金情况（万元）|<|全年预算数|全年执行数|预算执行率|<
^|年度资金总额|500|480|96%|<
总体目标|年初设定目标|<|<|全年实际完成情况|<
^|补助学生八百名。|<|<|补助八百一十名。|<
一级指标|二级指标|三级指标|指标值|全年实际完成值|未完成原因和改进措施
产出指标|数量指标|补助学生|800名|810名|
^|时效指标|发放及时率|100%|98%|两校报送名单较晚，已约谈。
效益指标|社会效益指标|辍学率|≤0.1%|0%|
",
    );
    assert!(!form.is_scored);
    assert!(form.indicators.iter().all(|row| row.points.is_none() && row.score.is_none()));
    assert_eq!(total(&form), None);
    assert_eq!(
        rows(&form),
        [
            "产出指标/数量指标/补助学生: 800名 → 810名, - of -",
            "产出指标/时效指标/发放及时率: 100% → 98%, - of -, 两校报送名单较晚，已约谈。",
            "效益指标/社会效益指标/辍学率: ≤0.1% → 0%, - of -",
        ]
    );
    assert_eq!(money(&form), ["total: 5000000, 4800000"]);
}

#[test]
fn of_three_columns_of_points_each_belongs_to_its_level() {
    let form = read(
        "部门整体支出绩效评价指标评分表|<|<|<|<|<|<|<|<
部门名称|区司法局|<|<|<|<|<|<|<
年度：2023年|<|<|<|<|<|<|<|<
一级指标|分值|二级指标|分值|三级指标|分值|评分标准|完成情况|自评得分
投入|20|预算配置|20|在职人员控制率|10|控制率≤100%得满分|98%|10
^|^|^|^|三公经费变动率|10|变动率≤0得满分|-3%|10
产出|50|职责履行|50|法律援助案件|30|完成500件得满分|512件|30
^|^|^|^|公证办结率|20|按比例得分|95%|19
效果|30|履职效益|30|群众满意度|30|90%以上得满分|93%|30
合计|100||100||100|||99
",
    );
    assert_eq!(
        rows(&form),
        [
            "投入/预算配置/在职人员控制率: - → 98%, 10 of 10",
            "投入/预算配置/三公经费变动率: - → -3%, 10 of 10",
            "产出/职责履行/法律援助案件: - → 512件, 30 of 30",
            "产出/职责履行/公证办结率: - → 95%, 19 of 20",
            "效果/履职效益/群众满意度: - → 93%, 30 of 30",
        ]
    );
    let levels = |row: &jixiao::model::submission::Indicator| {
        [&row.weight, &row.level2_points].map(|entry| entry.as_ref()?.value().map(|points| points.value.to_string()))
    };
    let twenty = || Some("20".to_owned());
    assert_eq!(levels(&form.indicators[1]), [twenty(), twenty()]);
    assert_eq!(form.indicators[0].texts.len(), 1, "the standard is a text of the form's own");
    assert_eq!(total(&form).as_deref(), Some("99"));
    assert_eq!(form.scores_sum().to_string(), "99");
}

/// The head and the table of a form no profile knows, around a budget.
fn with_budget(budget: &str) -> Submission {
    read(&format!(
        "部门整体支出绩效自评表|<|<|<|<|<|<|<
（2023年度）|<|<|<|<|<|<|<
单位名称|区统计局|<|<|<|<|<|<
{budget}
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析
产出指标|数量指标|调查户数|≥400户|410户|60|60|
效益指标|社会效益指标|发布公报|1期|1期|30|30|
总分|<|<|<|<|90|90|
"
    ))
}

#[test]
fn a_budget_may_have_its_sources_as_columns() {
    let form = with_budget(
        "年度预算（万元）|合计|财政拨款|其他资金|<|<|<|<
全年预算数|300|280|20|<|<|<|<
全年执行数|290|275|15|<|<|<|<
执行率|96.67%|98.21%|75%|<|<|<|<",
    );
    let mut lines = money(&form);
    lines.sort();
    assert_eq!(
        lines,
        ["current_appropriation: 2800000, 2750000", "other_funds: 200000, 150000", "total: 3000000, 2900000"]
    );
}

#[test]
fn a_budget_may_have_amounts_beside_its_labels() {
    let form = with_budget("全年预算数（万元）|570|<|<|全年执行数（万元）|395.86|<|<");
    assert_eq!(money(&form), ["total: 5700000, 3958600"]);
}

#[test]
fn labels_may_stand_above_their_values() {
    let form = read(
        "项目支出绩效自评表|<|<|<|<|<|<|<
（2023年度）|<|<|<|<|<|<|<
项目名称|<|<|主管部门|<|实施单位|<|<
校舍维修|<|<|区教育局|<|区第一小学|<|<
项目资金（万元）|<|全年预算数|全年执行数|执行率|<|<|<
年度资金总额|<|80|80|100%|<|<|<
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析
产出指标|数量指标|维修校舍|2栋|2栋|60|60|
效益指标|社会效益指标|受益学生|900人|910人|40|40|
总分|<|<|<|<|100|100|
",
    );
    let fields = ["project", "department", "implementer"].map(|key| field(&form, key));
    assert_eq!(fields, [Some("校舍维修"), Some("区教育局"), Some("区第一小学")]);
}

#[test]
fn a_form_no_profile_knows_is_read_by_its_own_words() {
    let form = read(
        "部门支出绩效自评打分表|<|<|<|<|<
年度：2023年|<|<|<|<|<
部门名称|区司法局|<|<|<|<
一级指标|二级指标|三级指标|完成情况|分值|自评得分
过程|制度建设|制度健全性|健全|40|40
产出|职责履行|办理法律援助|512件|60|58
合计|<|<|<|100|98
",
    );
    assert!(form.is_unknown_form, "{}", form.profile);
    assert_eq!(form.profile, "general-department");
    assert_eq!((form.year.value(), field(&form, "department")), (Some(&2023), Some("区司法局")));
    assert_eq!(form.missing, [], "it asks for no part");
    assert_eq!(
        rows(&form),
        ["过程/制度建设/制度健全性: - → 健全, 40 of 40", "产出/职责履行/办理法律援助: - → 512件, 58 of 60"]
    );
    assert_eq!(total(&form).as_deref(), Some("98"));
}
