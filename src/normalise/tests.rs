//! Single values in the writings they really come in, read through the form's own profile.
//! Long because every kind of value has its table here.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::money::FormUnit;
use super::reader::Reader;
use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, CellValue};
use crate::model::number::plain;
use crate::model::quantity::Measure;
use crate::model::raw::RawValue;
use crate::model::submission::{Entry, MoneyUnit, State, UnitSource};
use crate::profile::spec::Profile;

fn profile() -> &'static Profile {
    &crate::profile::builtin()[0]
}

fn raw(value: CellValue, format: Option<&str>) -> RawValue {
    let cell = CellRef::new(4, 4);
    let content = Cell { value, is_formula: false, format: format.map(Arc::from) };
    RawValue { cell, area: Area::of(cell), label: None, content }
}

fn text(text: &str) -> RawValue {
    raw(CellValue::Text(text.to_owned()), None)
}

fn reader() -> Reader<'static> {
    Reader::new(profile(), true)
}

/// The state as one word: what was read, else its name.
fn said<T>(entry: &Entry<T>, read: impl Fn(&T) -> String) -> String {
    match &entry.state {
        State::Read(value) => read(value),
        State::Blank => "blank".to_owned(),
        State::Void => "void".to_owned(),
        State::Hint => "hint".to_owned(),
        State::Error => entry.written.clone(),
        State::Uncalculated => "uncalculated".to_owned(),
        State::FormulaText => "formula text".to_owned(),
        State::Picture => "picture".to_owned(),
        State::Unreadable => "unreadable".to_owned(),
    }
}

const YUAN: FormUnit = FormUnit { unit: MoneyUnit::Yuan, source: UnitSource::Profile, cell: None };
const WAN: FormUnit = FormUnit { unit: MoneyUnit::WanYuan, source: UnitSource::Header, cell: None };

fn amount(value: &RawValue, unit: FormUnit) -> String {
    said(&reader().amount(value, unit), |amount| format!("{} {}", plain(amount.yuan), amount.decimals))
}

#[test]
fn amounts_in_many_writings() {
    for (written, meaning) in [
        ("12869807.65", "12869807.65 2"),
        ("12,869,807.65", "12869807.65 2"),
        ("１２８６９８０７．６５", "12869807.65 2"),
        ("１２，８６９，８０７．６５", "12869807.65 2"),
        ("1286.98万元", "12869800 2"),
        ("1286.98 万", "12869800 2"),
        ("0.5亿元", "50000000 1"),
        ("12869807.65元", "12869807.65 2"),
        ("￥12,869,807.65", "12869807.65 2"),
        ("1286.98（万元）", "12869800 2"),
        ("1359.07万元（含追加）", "13590700 2"),
        ("10,766,141.16元（含上年结转5万元）", "10766141.16 2"),
        ("1286.98千元", "1286980 2"),
        ("1.5百万元", "1500000 1"),
        ("一", "0 0"),
        ("─", "0 0"),
        ("━━", "0 0"),
        ("ー", "0 0"),
        ("‐", "0 0"),
        ("十一", "11 0"),
        ("100元/人", "unreadable"),
        ("=SUM(E5:E6)", "formula text"),
        ("\u{202d}100\u{202c}", "100 0"),
        ("¥ 100", "100 0"),
        ("人民币100元整", "100 0"),
        ("'12869807.65", "12869807.65 2"),
        ("(1,234.00)", "-1234 2"),
        ("（1,234.00）", "-1234 2"),
        ("-1234", "-1234 0"),
        ("−1234", "-1234 0"),
        ("－1234", "-1234 0"),
        ("—1234", "-1234 0"),
        (" 0\t", "0 0"),
        ("—", "0 0"),
        ("无", "0 0"),
        ("——", "0 0"),
        ("", "blank"),
        ("待定", "unreadable"),
        ("约100", "unreadable"),
        ("100人", "unreadable"),
        ("99999999999999999999", "unreadable"),
        ("9".repeat(60).as_str(), "unreadable"),
    ] {
        assert_eq!(amount(&text(written), YUAN), meaning, "{written}");
    }
    assert_eq!(amount(&text("1286.98"), WAN), "12869800 2");
    assert_eq!(amount(&text("1286.98元"), WAN), "1286.98 2");
    assert_eq!(amount(&raw(CellValue::Number(12_869_807.649999999), None), YUAN), "12869807.65 2");
    assert_eq!(amount(&raw(CellValue::Number(1286.980765), Some("0.00")), WAN), "12869807.65 2");
    assert_eq!(amount(&raw(CellValue::Number(1286.98), Some("0.00\"万元\"")), YUAN), "12869800 2");
    assert_eq!(amount(&raw(CellValue::Error("#REF!".to_owned()), None), YUAN), "#REF!");
    assert_eq!(amount(&raw(CellValue::Number(f64::INFINITY), None), YUAN), "unreadable");
}

#[test]
fn a_format_says_the_unit_of_an_amount() {
    let read = |value: f64, code: &str, form: FormUnit| {
        let amount = reader().amount(&raw(CellValue::Number(value), Some(code)), form);
        let said = said(&amount, |amount| format!("{} {}", plain(amount.yuan), amount.unit.key()));
        format!("{} = {said}", amount.written)
    };
    for (value, code, form, meaning) in [
        (36_750_350.45, "0\\.0,\"万元\"", YUAN, "3675.0万元 = 36750350.45 yuan"),
        (36_750_350.45, "0!.0,\"万\"", WAN, "3675.0万 = 36750350.45 yuan"),
        (36_750_350.45, "0\\.0000\"万元\"", YUAN, "3675.0350万元 = 36750350.45 yuan"),
        (775.500_214, "0.00\\万\\元", YUAN, "775.50万元 = 7755002.14 wan_yuan"),
        (775.500_214, "0.00", WAN, "775.50 = 7755002.14 wan_yuan"),
        (36_750_350.45, "#,##0,\"千元\"", YUAN, "36,750千元 = 36750350.45 yuan"),
        (0.0, "0.00;-0.00;\"无\"", YUAN, "无 = 0 yuan"),
        (0.0, "0.00;-0.00;", YUAN, "0 = 0 yuan"),
        (-5.0, "0.00_);(0.00)", YUAN, "(5.00) = -5 yuan"),
    ] {
        assert_eq!(read(value, code, form), meaning, "{code}");
    }
}

#[test]
fn a_figure_under_a_date_format_is_read_where_no_day_can_be_meant() {
    let points = |serial: f64| {
        let entry = reader().points(&raw(CellValue::Date(serial), Some("m\"月\"d\"日\"")));
        (said(&entry, |points| plain(points.value)), entry.is_shown_as_date())
    };
    assert_eq!(points(4.0), ("4".to_owned(), true));
    assert_eq!(points(36_525.0).0, "36525");
    assert_eq!(points(36_526.0), ("unreadable".to_owned(), true));
    let plain_number = reader().points(&raw(CellValue::Number(4.0), None));
    assert!(!plain_number.is_shown_as_date());
}

#[test]
fn only_real_texts_are_numbers_as_text() {
    let as_text = |written: &str| reader().amount(&text(written), YUAN).as_text;
    assert!(as_text("12,869,807.65") && as_text("１００") && as_text("1286.98万元") && as_text("100"));
    assert!(!as_text("0\t") && !as_text("—") && !as_text("待定"));
    assert!(!reader().amount(&raw(CellValue::Number(1.0), None), YUAN).as_text);
}

#[test]
fn points_in_many_writings() {
    let points = |value: &RawValue| said(&reader().points(value), |p| format!("{} {}", plain(p.value), p.decimals));
    for (written, meaning) in [
        ("4.79分", "4.79 2"),
        ("5", "5 0"),
        ("５", "5 0"),
        ("4.790", "4.79 3"),
        ("（5分）", "5 0"),
        ("（5）", "5 0"),
        ("-1", "-1 0"),
        ("5/5", "5 0"),
        ("4.5分/5分", "4.5 1"),
        ("6/5", "unreadable"),
        ("5分（满分5分）", "5 0"),
        ("5（满分5）", "5 0"),
        ("一", "void"),
        ("5%", "5 0"),
        ("十", "10 0"),
        ("满分", "unreadable"),
        ("5万", "unreadable"),
        ("/", "void"),
    ] {
        assert_eq!(points(&text(written)), meaning, "{written}");
    }
    assert_eq!(points(&raw(CellValue::Number(4.79), Some("0.000"))), "4.79 3");
    assert_eq!(points(&raw(CellValue::Number(0.3), Some("0%"))), "30 0");
    let weight = |value: &RawValue| said(&reader().weight(value), |p| plain(p.value));
    for value in [text("30"), text("30分"), text("30%"), text("0.3"), text("３０％"), raw(CellValue::Number(0.3), None)]
    {
        assert_eq!(weight(&value), "30", "{value:?}");
    }
}

#[test]
fn rates_in_many_writings() {
    let rate = |value: &RawValue, computed: Option<&str>| {
        let computed = computed.map(|text| text.parse().unwrap());
        said(&reader().rate(value, computed), |r| format!("{} {} {}", plain(r.ratio), r.decimals, r.inferred))
    };
    assert_eq!(rate(&text("100%"), None), "1 0 false");
    assert_eq!(rate(&text("１００％"), None), "1 0 false");
    assert_eq!(rate(&text("97.02 %"), None), "0.9702 2 false");
    assert_eq!(rate(&text("百分之百"), None), "1 0 false");
    assert_eq!(rate(&raw(CellValue::Number(0.9702), Some("0.0%")), None), "0.9702 1 false");
    assert_eq!(rate(&raw(CellValue::Number(1.0), None), Some("1")), "1 2 true");
    assert_eq!(rate(&raw(CellValue::Number(1.0), None), Some("0.01")), "0.01 2 true");
    assert_eq!(rate(&raw(CellValue::Number(100.0), None), Some("1")), "1 2 true");
    assert_eq!(rate(&raw(CellValue::Number(0.9983), None), Some("0.99834")), "0.9983 2 true");
    assert_eq!(rate(&raw(CellValue::Number(0.85), None), Some("0.97")), "0.85 2 true");
    assert_eq!(rate(&raw(CellValue::Number(85.0), None), Some("0.97")), "0.85 2 true");
    assert_eq!(rate(&text("98.5"), Some("0.985")), "0.985 1 true");
    assert_eq!(rate(&raw(CellValue::Error("#DIV/0!".to_owned()), None), None), "#DIV/0!");
    assert_eq!(rate(&text("998.3‰"), None), "0.9983 2 false");
    assert_eq!(rate(&raw(CellValue::Number(998.3), Some("0.0\"‰\"")), None), "0.9983 2 false");
    assert_eq!(rate(&raw(CellValue::Number(97.02), Some("0.00\"%\"")), None), "0.9702 2 false");
    assert_eq!(rate(&text("-"), None), "void");
    assert_eq!(rate(&text("完成"), None), "unreadable");
}

/// What can't be computed with is counted, and few of it are kept.
#[test]
fn of_many_quantities_few_are_kept() {
    let said = |written: &str| match reader().measure(&text(written)).state {
        State::Read(Measure::Several(several)) => (several.count, several.first.len(), several.has_operator),
        other => panic!("{other:?}"),
    };
    assert_eq!(said(&"1个，".repeat(100)), (100, 20, false));
    assert_eq!(said(&("1个，".repeat(30) + "≥2次")), (31, 20, true));
    assert_eq!(said("1个，2次"), (2, 2, false));
}

#[test]
fn targets_and_actuals() {
    let kind = |written: &str| {
        said(&reader().measure(&text(written)), |measure| match measure {
            Measure::Quantity(q) => format!("{}{}", plain(q.value), q.unit.as_deref().unwrap_or("")),
            Measure::Several(list) => format!("several {}", list.count),
            Measure::Change { from, to } => format!("{} to {}", plain(from.value), plain(to.value)),
            Measure::Dates(list) => format!("dates {}", list.len()),
            Measure::Tier(tier) => format!("tier {tier}"),
            Measure::Undone => "undone".to_owned(),
            Measure::Words => "words".to_owned(),
        })
    };
    for (written, meaning) in [
        ("≥95%", "0.95%"),
        ("已完成12次", "12次"),
        ("完成人大例会一次，常务委员会8次", "several 2"),
        ("≥95%且无投诉", "several 1"),
        ("每月1次", "1次"),
        ("3次/月", "3次"),
        ("由85%提高到90%", "0.85 to 0.9"),
        ("从120个增至150个", "120 to 150"),
        ("90%至95%", "0.9%"),
        ("☑完成 □未完成", "tier 0"),
        ("□完成 ☑未完成", "undone"),
        ("□完成 □未完成", "words"),
        ("√已开展 □未开展", "words"),
        ("请选择", "hint"),
        ("请下拉选择", "hint"),
        ("（请选择）", "hint"),
        ("--请选择--", "hint"),
        ("单击此处选择一项", "hint"),
        ("未开展（计划5次）", "undone"),
        ("尚未发现违规问题", "words"),
        ("尚未开工", "undone"),
        ("每年2次", "2次"),
        ("12次/年", "12次"),
        ("2023年1月1日至12月31各项工作完成及时性", "dates 2"),
        ("2023年12月31日前", "dates 1"),
        ("健全", "tier 0"),
        ("较健全。", "tier 1"),
        ("未完成", "undone"),
        ("因疫情未开展", "undone"),
        ("无未完成事项", "words"),
        ("加强管理", "words"),
        ("根据《部门整体支出绩效评价指标体系框架》（参考）设置三级指标和指标值", "hint"),
        ("××", "hint"),
        ("无", "words"),
        ("/", "void"),
        ("", "blank"),
    ] {
        assert_eq!(kind(written), meaning, "{written}");
    }
    let shown = reader().measure(&raw(CellValue::Number(0.95), Some("0%")));
    assert_eq!(shown.written, "95%");
    assert_eq!(reader().measure(&raw(CellValue::Date(45291.0), None)).written, "2023-12-31");
}

#[test]
fn a_long_phone_number_keeps_its_digits() {
    assert_eq!(reader().text(&raw(CellValue::Number(8.6e10), None)).written, "86000000000");
    assert_eq!(reader().text(&raw(CellValue::Number(13_812_345_678.0), None)).written, "13812345678");
}

#[test]
fn counts_of_units() {
    let count = |written: &str| said(&reader().count(&text(written)), |n| plain(*n));
    for (written, meaning) in
        [("0", "0"), ("12个", "12"), ("十二", "12"), ("无", "0"), ("若干", "unreadable"), ("", "blank")]
    {
        assert_eq!(count(written), meaning, "{written}");
    }
}

proptest::proptest! {
    #[test]
    fn numbers_read_back_as_written(units in -1_000_000_000i64..1_000_000_000, scale in 0u32..5) {
        let number = Decimal::new(units, scale);
        let entry = reader().amount(&text(&number.to_string()), YUAN);
        proptest::prop_assert_eq!(entry.value().map(|amount| amount.yuan), Some(number.normalize()));
        let full: String = number.to_string().chars().map(|c| match c {
            '0'..='9' | '.' | '-' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
            _ => c,
        }).collect();
        let entry = reader().amount(&text(&full), YUAN);
        proptest::prop_assert_eq!(entry.value().map(|amount| amount.yuan), Some(number.normalize()));
    }

    #[test]
    fn no_value_makes_reading_fall_over(written in "\\PC{0,30}", number in proptest::num::f64::ANY) {
        for value in [text(&written), raw(CellValue::Number(number), Some("0.0%")), raw(CellValue::Date(number), None)] {
            reader().amount(&value, WAN);
            reader().points(&value);
            reader().weight(&value);
            reader().rate(&value, Some(Decimal::ONE));
            reader().measure(&value);
            reader().level(&value);
            reader().count(&value);
        }
    }
}
