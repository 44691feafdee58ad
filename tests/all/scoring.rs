//! Rows as departments write them, read and recomputed: table tests and properties over `normalise` and `score`.

use std::collections::BTreeMap;

use jixiao::model::address::{Area, CellRef};
use jixiao::model::grid::{Cell, CellValue};
use jixiao::model::number::plain;
use jixiao::model::raw::{RawForm, RawGoals, RawIndicator, RawTotal, RawValue};
use jixiao::model::score::{RowScore, ScoreBook};
use jixiao::model::submission::Surroundings;
use jixiao::model::submission::{State, Submission};
use jixiao::normalise::normalise;
use jixiao::profile::spec::{IndicatorColumn, Overachievement, Profile};
use jixiao::score::score;
use rust_decimal::Decimal;

fn value(row: u32, col: u32, text: &str) -> RawValue {
    let cell = CellRef::new(row, col);
    let content = match text.is_empty() {
        true => Cell::default(),
        false => Cell { value: CellValue::Text(text.to_owned()), ..Cell::default() },
    };
    RawValue { cell, area: Area::of(cell), label: None, content }
}

/// The columns of the department form, in its order.
const COLUMNS: [IndicatorColumn; 9] = {
    use IndicatorColumn::{Actual, Level1, Level2, Level3, Points, Reason, Score, Target, Weight};
    [Level1, Weight, Level2, Level3, Target, Actual, Points, Score, Reason]
};

/// A row's texts in the order of the form: level 1 … reason.
type Row<'a> = [&'a str; 9];

fn form(rows: &[Row]) -> RawForm {
    let indicator = |(i, row): (usize, &Row)| {
        let at = 14 + i as u32;
        let cells = COLUMNS.iter().zip(row).enumerate();
        let values = cells.map(|(col, (column, text))| (*column, value(at, col as u32, text))).collect();
        RawIndicator { row: at, values, ..RawIndicator::default() }
    };
    let header = COLUMNS.iter().enumerate();
    RawForm {
        further_sheets: vec![],
        sheet: "自评表".to_owned(),
        place: None,
        area: Area::new(CellRef::new(0, 0), CellRef::new(40, 8)),
        keeps_formats: true,
        title: value(0, 0, "部门整体支出绩效自评表"),
        year: Some((value(1, 0, "（ 2023年度）"), Some(2023))),
        fields: BTreeMap::new(),
        unit_header: None,
        unit_note: None,
        budget: vec![],
        budget_points: None,
        goals: RawGoals::default(),
        goal_groups: vec![],
        indicators: rows.iter().enumerate().map(indicator).collect(),
        subtotals: vec![],
        total: None,
        columns: header.map(|(col, column)| (*column, CellRef::new(12, col as u32))).collect(),
        missing: vec![],
        unused: vec![],
        is_cut: false,
    }
}

fn profile() -> &'static Profile {
    &jixiao::profile::builtin()[0]
}

fn read(raw: RawForm) -> (Submission, ScoreBook) {
    let submission = normalise(raw, profile(), Surroundings::default());
    let book = score(&submission, profile());
    (submission, book)
}

/// One row of 10 points: name, target, actual, own score.
fn row(name: &str, target: &str, actual: &str, own: &str) -> RowScore {
    let (_, mut book) = read(form(&[["产出指标", "25", "数量指标", name, target, actual, "10", own, ""]]));
    book.rows.swap_remove(0)
}

#[test]
fn rows_are_recomputed_as_the_rules_say() {
    let mut wrong = Vec::new();
    for (name, target, actual, own, recomputed, verdict) in [
        ("预算执行率", "≥95%", "99.2%", "10", "10", "agree"),
        ("预算执行率", "90%", "85%", "9.44", "9.44", "agree"),
        ("预算执行率", "90%", "85%", "10", "9.44", "differ"),
        ("预算执行率", "90%", "85%", "9", "9", "agree"),
        ("预算执行率", "≥98%", "94%", "10", "9.59", "differ"),
        ("预算执行率", "90%", "85%", "10.00", "9.44", "differ"),
        ("预算执行率", ">=90%", "百分之九十", "10", "10", "agree"),
        ("三公经费变动率", "≤0", "-12.5%", "10", "10", "agree"),
        ("三公经费变动率", "≤0", "5%", "0", "0", "agree"),
        ("三公经费变动率", "≤0", "下降12.5%", "10", "10", "agree"),
        ("公用经费", "较上年下降3%以上", "-5%", "10", "10", "agree"),
        ("能耗下降率", "≥3%", "下降5%", "10", "10", "agree"),
        ("例会次数", "每月1次", "12次", "10", "10", "agree"),
        ("例会次数", "每月≥1次", "11次", "10", "9.17", "differ"),
        ("例会次数", "每月≥1次", "3次", "10", "2.5", "differ"),
        ("例会次数", "每月≥1次", "2次", "10", "10", "unverifiable"),
        ("例会次数", "每月1次", "1次", "10", "10", "unverifiable"),
        ("例会次数", "每月1次", "每月1次", "10", "10", "agree"),
        ("例会次数", "1次/月", "每季度3次", "10", "10", "agree"),
        ("例会次数", "每季度2次", "8次", "10", "10", "agree"),
        ("例会次数", "每季度2次", "6次", "7.5", "7.5", "agree"),
        ("例会次数", "每周1次", "52次", "10", "10", "agree"),
        ("例会次数", "每周1次", "50次", "10", "10", "unverifiable"),
        ("例会次数", "每半年1次", "2次", "10", "10", "agree"),
        ("例会次数", "每年4次", "4次", "10", "10", "agree"),
        ("编印简报", "12期", "12期/年", "10", "10", "agree"),
        ("结转结余率", "3%", "0", "10", "10", "agree"),
        ("结转结余率", "≤3%", "6%", "5", "5", "agree"),
        ("结转结余率", "控制在3%以内", "4%", "7.5", "7.5", "agree"),
        ("公用经费控制率", "≤100%", "98%", "10", "10", "agree"),
        ("投诉办结率", "100%", "90%", "9", "9", "agree"),
        ("投诉次数", "0", "2", "0", "0", "agree"),
        ("参会人数", "=100人", "80人", "8", "8", "agree"),
        ("参会人数", "=100人", "125人", "8", "8", "agree"),
        ("参会人数", "100名", "90人", "9", "9", "agree"),
        ("参会人数", ">100人", "100人", "10", "10", "agree"),
        ("满意度", "90%-95%", "92%", "10", "10", "agree"),
        ("满意度", "90%-95%", "97%", "10", "10", "agree"),
        ("满意度", "90%-95%", "81%", "9", "9", "agree"),
        ("满意度", "95", "95%", "10", "10", "agree"),
        ("满意度", "≥95%", "0.95", "10", "10", "agree"),
        ("满意度", "≥95%", "95", "10", "10", "agree"),
        ("满意度", "95", "0.95", "10", "10", "unverifiable"),
        ("培训人均成本", "≤450元/人", "430元/人", "10", "10", "agree"),
        ("培训人均成本", "≤450元/人", "900元/人", "5", "5", "agree"),
        ("培训人均成本", "≤450元/人", "430元", "10", "10", "unverifiable"),
        ("例会次数", "3次/月", "36次", "10", "10", "agree"),
        ("培训人均成本", "≤450元/人", "430", "10", "10", "agree"),
        ("审批时限", "5个工作日", "3个工作日", "10", "10", "unverifiable"),
        ("审批时限", "5个工作日", "5个工作日", "10", "10", "agree"),
        ("审批时限", "≤5个工作日", "3个工作日", "10", "10", "agree"),
        ("审批时限", "5个工作日内", "6个工作日", "10", "8.33", "differ"),
        ("办结时间", "3-5天", "2天", "10", "10", "unverifiable"),
        ("办结时间", "3-5天", "4天", "10", "10", "agree"),
        ("公务接待费", "10万元", "8万元", "10", "10", "unverifiable"),
        ("公务接待费", "不突破10万元", "8万元", "10", "10", "agree"),
        ("公务接待费", "不突破10万元", "12.5万元", "10", "8", "differ"),
        ("公务接待费", "≤10万元", "9.8", "10", "10", "agree"),
        ("公务接待费", "≤10万元", "125000", "8", "8", "agree"),
        ("公务接待费", "≤10万元", "1200", "10", "10", "unverifiable"),
        ("能耗降幅", "≥5%", "下降6%", "10", "10", "agree"),
        ("能耗降幅", "≥5%", "下降4%", "10", "8", "differ"),
        ("能耗降幅", "5%", "6%", "10", "10", "unverifiable"),
        ("能耗下降率", "≥5%", "-6%", "10", "10", "unverifiable"),
        ("单位能耗", "下降5%", "下降6%", "10", "10", "agree"),
        ("单位能耗", "下降5%", "下降4%", "8", "8", "agree"),
        ("失业率", "降至3%", "降到2.8%", "10", "10", "agree"),
        ("失业率", "低于全省平均2个百分点", "3个百分点", "10", "10", "unverifiable"),
        ("投诉举报渠道建设个数", "3个", "4个", "10", "10", "unverifiable"),
        ("投诉处理件数", "≥23个", "25个", "10", "10", "agree"),
        ("自来水普及率", "由85%提高到90%", "91%", "10", "10", "agree"),
        ("自来水普及率", "由85%提高到90%", "81%", "9", "9", "agree"),
        ("自来水普及率", "提高5个百分点", "由85%提高到91%", "10", "10", "unverifiable"),
        ("城镇就业率", "提高4个百分点", "提高4.4个百分点", "10", "10", "agree"),
        ("服务人群", "约300人", "310人", "10", "10", "agree"),
        ("服务人群", "约300人", "290人", "10", "10", "unverifiable"),
        ("服务人群", "≥300人", "300余人", "10", "10", "agree"),
        ("办结率", "100%", "100%（12/12）", "10", "10", "agree"),
        ("出勤率", "≥95%", "95.6%（出席152人/应到159人）", "10", "10", "agree"),
        ("完整率", "90%以上（含90%）", "90%", "10", "10", "agree"),
        ("服务人次", "≥1.2万人次", "12350人次", "10", "10", "agree"),
        ("服务人次", "≥1.2万人次", "12350", "10", "10", "agree"),
        ("减排量", "减排≥407吨", "减排427吨", "10", "10", "agree"),
        ("违规次数", "0次", "1次", "10", "0", "differ"),
        ("完成时间", "2023.12.31", "2023.12.20", "10", "10", "agree"),
        ("完成时间", "第四季度", "2023年三季度", "10", "10", "agree"),
        ("完成时间", "上半年完成", "5月18日印发", "10", "10", "agree"),
        ("完成时间", "上半年完成", "7月18日印发", "0", "0", "agree"),
        ("资金规模", "100万元", "1000000元", "10", "10", "agree"),
        ("培训期数", "12期", "6", "5", "5", "agree"),
        ("培训期数", "12期", "0期", "0", "0", "agree"),
        ("完成时限", "2023年12月31日前", "2023年11月20日", "10", "10", "agree"),
        ("完成时限", "12月底前", "2023-12-31", "10", "10", "agree"),
        ("完成时限", "2023年12月31日前", "2024年1月5日", "0", "0", "agree"),
        ("完成时限", "12月31日前", "12月31", "10", "10", "agree"),
        ("会议次数", "12次", "12人", "10", "10", "unverifiable"),
        ("会议次数", "", "12次", "10", "10", "unverifiable"),
        ("会议次数", "12次", "", "12", "10", "unverifiable"),
        ("会议次数", "12次", "完成", "", "0", "unverifiable"),
        ("会议次数", "12次，5场", "12次", "-3", "0", "unverifiable"),
        ("制度建设", "健全", "较健全", "7", "7", "unverifiable"),
        ("管理水平", "明显提升", "100%", "10", "10", "unverifiable"),
        ("完成时限", "12月31日前", "按时完成", "10", "10", "unverifiable"),
        ("", "乡镇星级服务站合格率", "85%", "10", "10", "unverifiable"),
        ("任务1：", "完成区人大8个整体工作。", "8个", "10", "10", "unverifiable"),
    ] {
        let row = row(name, target, actual, own);
        let got = (plain(row.recomputed), row.verdict.key());
        if (got.0.as_str(), got.1) != (recomputed, verdict) {
            wrong.push(format!("{name} {target} {actual} {own}: {} {}, {}", got.0, got.1, row.words));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_computation_is_told_in_words() {
    let words = |target: &str, actual: &str, own: &str| row("预算执行率", target, actual, own).words;
    assert_eq!(words("≥95%", "99.2%", "10"), "完成值99.2%≥目标95%，达标，应得10分");
    assert_eq!(words("90%", "85%", "9.44"), "完成值85%÷目标90%=94.44%，10分×94.44%=9.44分");
    assert_eq!(words("90%", "85%", "9"), "完成值85%÷目标90%=94.44%，10分×94.44%=9.44分，按填报的小数位数取9分");
    assert_eq!(words("≤3%", "6%", "5"), "目标3%÷完成值6%=50%，10分×50%=5分");
    assert_eq!(words("≥12家", "12家", "10"), "完成值12家=目标12家，达标，应得10分");
    assert_eq!(words("90%-95%", "81%", "9"), "完成值81%÷目标90%=90%，10分×90%=9分");
    assert_eq!(words("明显提升", "100%", "10"), "指标值没有数字，无法核算");
}

#[test]
fn half_a_hundredth_goes_up_although_the_ratio_has_no_end() {
    let cells = ["产出指标", "25", "数量指标", "带动增收", "≥56万元", "53万元", "7", "6.63", ""];
    let row = &read(form(&[cells])).1.rows[0];
    assert_eq!((plain(row.recomputed).as_str(), row.verdict.key()), ("6.63", "agree"));
}

#[test]
fn a_wording_allows_its_range_of_scores() {
    let tier = |target: &str, actual: &str| {
        row("制度建设", target, actual, "8").tier().map(|(low, high)| (plain(low), plain(high)))
    };
    let range = |low: &str, high: &str| Some((low.to_owned(), high.to_owned()));
    assert_eq!(tier("健全", "较健全"), range("6", "8"));
    assert_eq!(tier("健全", "健全"), range("8", "10"));
    assert_eq!(tier("较健全", "较健全"), range("6", "10"));
    assert_eq!(tier("健全", "未完成"), None);
}

#[test]
fn over_achievement_costs_points_only_where_the_profile_says_so() {
    let mut strict = profile().clone();
    strict.scoring.overachievement = Overachievement::Reduce;
    let raw = || form(&[["产出指标", "25", "数量指标", "培训期数", "10期", "20期", "10", "10", ""]]);
    let submission = normalise(raw(), &strict, Surroundings::default());
    assert_eq!(plain(score(&submission, &strict).rows[0].expected().unwrap()), "6.5");
    assert_eq!(plain(score(&submission, profile()).rows[0].expected().unwrap()), "10");
    assert_eq!(score(&submission, profile()).rows[0].achieved(), Some(Decimal::TWO));
    let words = |profile: &Profile| score(&submission, profile).rows[0].words.clone();
    assert_eq!(words(&strict), "完成值20期超过目标10期过多，按规定折算为65%，10分×65%=6.5分");
    assert_eq!(words(profile()), "完成值20期≥目标10期，达标，应得10分");
}

fn with_total(points: &str, score: &str, elsewhere: &[&str], own: &str) -> (String, Option<String>) {
    let mut raw = form(&[["产出指标", "100", "数量指标", "培训期数", "10期", "10期", "100", own, ""]]);
    let optional = |col, text: &str| (!text.is_empty()).then(|| value(20, col, text));
    let elsewhere = elsewhere.iter().enumerate().map(|(i, text)| value(20, 1 + i as u32, text)).collect();
    raw.total = Some(RawTotal {
        label: value(20, 0, "总分"),
        points: optional(6, points),
        score: Some(value(20, 7, score)),
        elsewhere,
        sentence: None,
    });
    let total = read(raw).0.total.unwrap();
    let stated = match total.stated.state {
        State::Read(points) => plain(points.value),
        _ => "blank".to_owned(),
    };
    (stated, total.preprinted.map(plain))
}

#[test]
fn the_preprinted_hundred_is_no_total() {
    let stated = |text: &str| (text.to_owned(), None);
    let preprinted = ("blank".to_owned(), Some("100".to_owned()));
    assert_eq!(with_total("", "", &["100"], "99.79"), preprinted);
    assert_eq!(with_total("100", "", &[], "99.79"), preprinted);
    assert_eq!(with_total("", "", &["100"], "100"), stated("100"));
    assert_eq!(with_total("100", "", &[], "100"), stated("100"));
    assert_eq!(with_total("", "", &["99.79"], "99.79"), stated("99.79"));
    assert_eq!(with_total("", "", &["98"], "99.79"), stated("98"));
    assert_eq!(with_total("", "", &["100", "99.79"], "99.79"), stated("99.79"));
    assert_eq!(with_total("100", "99.79", &[], "99.79"), stated("99.79"));
    assert_eq!(with_total("100", "100", &[], "99.79"), stated("100"));
    assert_eq!(with_total("", "97分", &["100"], "99.79"), stated("97"));
    assert_eq!(with_total("", "", &[], "99.79"), ("blank".to_owned(), None));
}

#[test]
fn a_form_of_template_texts_is_empty() {
    let empty = form(&[["管理指标", "30", "预算编审管理", "任务1：", "××", "", "5", "", ""]]);
    assert!(read(empty).0.is_empty_template);
    let begun = form(&[["管理指标", "30", "预算编审管理", "任务1：", "××", "", "5", "5", ""]]);
    assert!(!read(begun).0.is_empty_template);
}

/// The published form's fifteen rows; the hint over level 3 and target of the first seven.
const HINT: &str = "根据《部门整体支出绩效评价指标体系框架》（参考）设置三级指标和指标值";
const LIST: &str = "完成人大例会一次，常务委员会8次，建立服务站5个，培训市、区各级人大代表，宣传法律法规6部等中心工作";
const SEED: [Row<'static>; 15] = [
    ["管理指标", "30", "预算编审管理", HINT, HINT, "100%", "5", "5", ""],
    ["管理指标", "30", "预算执行管理", HINT, HINT, "100%", "5", "4.79", ""],
    ["管理指标", "30", "部门结转结余资金管理", HINT, HINT, "100%", "4", "4", ""],
    ["管理指标", "30", "预决算信息公开管理", HINT, HINT, "100%", "4", "4", ""],
    ["管理指标", "30", "部门预算管理", HINT, HINT, "100%", "4", "4", ""],
    ["管理指标", "30", "政府采购管理", HINT, HINT, "100%", "4", "4", ""],
    ["管理指标", "30", "资产管理", HINT, HINT, "100%", "4", "4", ""],
    ["产出指标", "25", "数量指标", "任务1：", "完成区人大8个整体工作。", "100%", "5", "5", ""],
    ["产出指标", "25", "数量指标", "任务2：", LIST, "100%", "5", "5", ""],
    ["产出指标", "25", "质量指标", "任务1：", "乡镇星级服务站合格率", "100%", "5", "5", ""],
    ["产出指标", "25", "质量指标", "任务2：", "培训代表与参会代表质量合格率\t", "100%", "5", "5", ""],
    ["产出指标", "25", "时效指标", "任务1：", "2023年1月1日至12月31各项工作完成及时性", "100%", "5", "5", ""],
    ["效果指标", "35", "社会效益指标", "", "代表在线上提建议、议案上网率", "85%", "20", "20", ""],
    ["效果指标", "35", "可持续影响指标", "", "参与培训代表能力提升率", "95%", "15", "15", ""],
    ["满意度指标", "10", "满意度指标", "", "参会人大代表满意度", "85%", "10", "10", ""],
];

#[test]
fn the_published_form_keeps_its_total() {
    let (form, book) = read(form(&SEED));
    assert_eq!((plain(book.own).as_str(), plain(book.recomputed).as_str()), ("99.79", "99.79"));
    assert_eq!((book.grade_own.as_str(), book.grade_recomputed.as_str()), ("优", "优"));
    assert_eq!((plain(book.verified_points).as_str(), plain(book.unverified_points).as_str()), ("0", "100"));
    let levels: Vec<_> = book.by_level1.iter().map(|(name, sum)| format!("{name} {}", plain(*sum))).collect();
    assert_eq!(levels, ["管理指标 29.79", "产出指标 25", "效果指标 35", "满意度指标 10"]);
    let words = &profile().words;
    let shifted = form.indicators.iter().filter(|row| jixiao::lang::shift::is_shifted(row, words)).count();
    assert_eq!(shifted, 8);
    assert!(form.indicators[..7].iter().all(|row| row.level3.is_hint()));
    assert!(form.indicators.iter().all(|row| row.level1_known.is_some() && row.level2_known.is_some()));
}

fn decimal(units: i64, scale: u32) -> String {
    plain(Decimal::new(units, scale))
}

proptest::proptest! {
    #[test]
    fn a_score_never_exceeds_its_points_and_totals_add_up(
        rows in proptest::collection::vec(
            ("[≥≤]?", "(%|次)", 0i64..2_000, 0i64..2_000, 0i64..100, -20i64..200), 1..12)
    ) {
        let texts: Vec<[String; 4]> = rows.iter().map(|(operator, unit, target, actual, points, own)| {
            [format!("{operator}{}{unit}", decimal(*target, 1)), format!("{}%", decimal(*actual, 1)),
             decimal(*points, 1), decimal(*own, 1)]
        }).collect();
        let rows: Vec<Row> = texts.iter()
            .map(|[target, actual, points, own]| ["产出指标", "", "数量指标", "完成率", target, actual, points, own, ""])
            .collect();
        let (form, book) = read(form(&rows));
        for (row, indicator) in book.rows.iter().zip(&form.indicators) {
            proptest::prop_assert!(row.recomputed >= Decimal::ZERO);
            proptest::prop_assert!(row.recomputed <= indicator.points_value().unwrap());
        }
        proptest::prop_assert_eq!(book.recomputed, book.rows.iter().map(|row| row.recomputed).sum::<Decimal>());
        proptest::prop_assert_eq!(book.verified_points + book.unverified_points, form.points_sum());
    }

    #[test]
    fn a_higher_actual_never_lowers_an_expected_score(
        operator in "(≥|>|不低于|)", unit in "(次|%|万元)", target in 1i64..2_000, low in 0i64..2_000, more in 0i64..500
    ) {
        // An amount of money without an operator has no direction.
        let unit = if operator.is_empty() { "次".to_owned() } else { unit };
        let target = format!("{operator}{}{unit}", decimal(target, 1));
        let expected = |actual: i64| row("会议次数", &target, &format!("{}{unit}", decimal(actual, 1)), "10.00").expected();
        let (low, high) = (expected(low), expected(low + more));
        proptest::prop_assert!(low.is_some() && low <= high, "{low:?} {high:?}");
    }

    #[test]
    fn no_row_makes_scoring_fall_over(
        texts in proptest::collection::vec("[0-9一二十百万亿.,%‰≥≤年月日次分（）()\\-~ ]{0,24}", 6)
    ) {
        let cells: Row = ["产出指标", &texts[0], "数量指标", &texts[1], &texts[2], &texts[3], &texts[4], &texts[5], ""];
        read(form(&[cells]));
    }
}
