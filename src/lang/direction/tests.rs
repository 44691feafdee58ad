use super::*;
use crate::lang::scan::scan;

fn words() -> &'static Words {
    &crate::profile::builtin()[0].words
}

#[test]
fn what_a_name_ends_in_decides() {
    use Named::{Change, Growth, Handled, Nowhere, Plain, Small};
    for (name, meaning) in [
        ("公用经费控制率", Small),
        ("结转结余率", Small),
        ("三公经费变动率（%）", Small),
        ("投诉件数", Small),
        ("群众投诉数量", Small),
        ("安全事故起数", Small),
        ("安全事故死亡人数", Small),
        ("违规问题发生数", Small),
        ("项目成本控制率", Small),
        ("成本控制情况", Small),
        ("人均成本", Small),
        ("产品不合格率", Small),
        ("预算执行偏差率", Small),
        ("投诉办结率", Handled),
        ("成本节约率", Handled),
        ("结转资金使用率", Handled),
        ("违规案件查处率", Handled),
        ("查处违规问题数", Handled),
        ("无投诉", Handled),
        ("投诉举报渠道建设个数", Nowhere),
        ("结转项目完工个数", Nowhere),
        ("投诉处理件数", Nowhere),
        ("事故应急演练次数", Nowhere),
        ("三公经费占比", Nowhere),
        ("降低成本", Change),
        ("单位能耗降幅", Change),
        ("事故下降率", Change),
        ("污染物减排量", Change),
        ("产值增长率", Growth),
        ("培训人次", Plain),
        ("工程合格率", Plain),
    ] {
        assert_eq!(named(name, words()), meaning, "{name}");
    }
}

/// Name, target, actual.
fn points(name: &str, target: &str, actual: &str) -> Direction {
    let (target, actual) = (scan(target, words()), scan(actual, words()));
    let evidence =
        Evidence { name, asked: target.quantities().next(), reached: actual.quantities().next(), target: &target };
    direction(&evidence, words())
}

#[test]
fn without_an_operator_nothing_is_guessed() {
    use Direction::{Exact, Less, More, Unknown};
    for (name, target, actual, way) in [
        ("审批时限", "≤5个工作日", "3个工作日", Less),
        ("审批时限", "5个工作日", "3个工作日", Unknown),
        ("审批时限", "5", "3", Unknown),
        ("办结天数", "3-5天", "2天", Unknown),
        ("公务接待费", "10万元", "8万元", Unknown),
        ("公务接待费", "不突破10万元", "8万元", Less),
        ("公务接待费", "10", "8", Unknown),
        ("培训经费（万元）", "10", "8", Unknown),
        ("人均补助", "450元/人", "430元/人", Unknown),
        ("单位成本", "450元", "430元", Less),
        ("能耗降幅", "5%", "6%", Unknown),
        ("能耗降幅", "≥5%", "下降6%", More),
        ("单位能耗", "下降5%", "下降6%", More),
        ("万元产值用水量", "较上年减少8%", "9%", More),
        ("失业率", "降至3%", "2.8%", Less),
        ("自来水普及率", "提高到90%", "91%", More),
        ("失业率", "低于全省平均水平2个百分点", "3个百分点", Unknown),
        ("费用", "控制在预算的100%", "98%", Unknown),
        ("成本", "控制在95%以内", "94%", Less),
        ("覆盖率", "控制在95%以上", "96%", More),
        ("投诉举报渠道建设个数", "3个", "4个", Unknown),
        ("投诉处理件数", "≥23个", "25个", More),
        ("投诉办结率", "95%", "96%", More),
        ("三公经费占比", "5%", "4%", Unknown),
        ("重大事件", "0", "1起", Less),
        ("产值增长率", "0", "3%", Unknown),
        ("参会人数", "=100人", "100人", Exact),
        ("培训人次", "100人", "80人", More),
        ("合格率", "", "95%", More),
    ] {
        assert_eq!(points(name, target, actual), way, "{name} {target} {actual}");
    }
}

#[test]
fn a_capped_rate_ends_in_its_word() {
    for name in ["群众满意度", "群众满意度（%）", "群众满意度≥95%", "工程合格率 100%"] {
        assert!(is_capped_rate(name, words()), "{name}");
    }
    for name in ["满意度提升率", "满意度调查次数", "完成率", ""] {
        assert!(!is_capped_rate(name, words()), "{name}");
    }
}
