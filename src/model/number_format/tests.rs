use super::*;
use crate::model::number::from_float;

fn display(value: f64, code: &str) -> Option<Display> {
    NumberFormat::parse(code).display(from_float(value).expect("a figure"))
}

fn text(value: f64, code: &str) -> String {
    display(value, code).map_or_else(|| "-".to_owned(), |display| display.text)
}

#[test]
fn numbers_look_as_their_code_says() {
    for (value, code, shown) in [
        (4.79, "0.000", "4.790"),
        (4.79, "0", "5"),
        (12_869_807.65, "#,##0.00", "12,869,807.65"),
        (-1234.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "(1,234.50)"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (1234.5, "_ * #,##0.00_ ;_ * -#,##0.00_ ", "1,234.50"),
        (1.0, "0%", "100%"),
        (0.9983, "0.00%", "99.83%"),
        (97.12, "0.00\"%\"", "97.12%"),
        (4.79, "0.00\"分\"", "4.79分"),
        (5.0, "0.##", "5."),
        (0.5, "#.00", ".50"),
        (1286.98, "￥#,##0.00", "￥1,286.98"),
        (1286.98, "[$￥-804]#,##0.00", "￥1,286.98"),
        (12.0, "General\"次\"", "12次"),
        (12.0, "G/通用格式\"次\"", "12次"),
        (12.0, "0\"万\"\"元\"", "12万元"),
        (12.0, "0\\万\\元", "12万元"),
        (7_993_615_770.0, "0000\\-0000000", "0799-3615770"),
        (36_750_350.45, "0\\.0,\"万元\"", "3675.0万元"),
        (36_750_350.45, "0!.0,\"万\"", "3675.0万"),
        (36_750_350.45, "0\".\"0,\"万元\"", "3675.0万元"),
        (36_750_350.45, "0\\.0000\"万元\"", "3675.0350万元"),
        (36_750_350.45, "#,##0.00,,\"百万元\"", "36.75百万元"),
        (1.0, "[=1]\"是\";[=0]\"否\";General", "是"),
        (0.0, "[=1]\"是\";[=0]\"否\";General", "否"),
        (2.0, "[=1]\"是\";\"否\"", "否"),
        (20_000.0, "[>=10000]0!.0,\"万\";0", "2.0万"),
        (9_999.0, "[>=10000]0!.0,\"万\";0", "9999"),
        (0.0, "0.00;-0.00;\"无\"", "无"),
        (12.0, "[DBNum1]General\"家\"", "十二家"),
        (105.0, "[DBNum1]General", "一百〇五"),
        (20.0, "[DBNum2]General", "贰拾"),
        (23.0, "[DBNum1]0", "二三"),
    ] {
        assert_eq!(text(value, code), shown, "{value} {code}");
    }
}

#[test]
fn a_number_is_what_is_seen_with_the_digits_that_are_stored() {
    for (value, code, number, behind) in [
        (4.79, "0", "4.79", ""),
        (36_750_350.45, "0\\.0,\"万元\"", "3675.035045", "万元"),
        (36_750_350.45, "0\\.0000\"万元\"", "3675.035045", "万元"),
        (775.500_214, "0.00\\万\\元", "775.500214", "万元"),
        (0.9983, "0%", "99.83", "%"),
        (97.12, "0.0\\%", "97.12", "%"),
        (5.0, "(0.00)", "-5", ""),
        (-5.0, "0.00;(0.00)", "-5", ""),
        (-5.0, "0.00;\"▲\"0.00", "-5", ""),
        (-5.0, "0.00;[Red]0.00", "-5", ""),
        (-5.0, "0.00;0.00", "5", ""),
        (0.0, "0.00_);(0.00)", "0", ""),
        (12.0, "General\"次\"", "12", "次"),
    ] {
        let found = display(value, code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!((found.number.map(plain).as_deref(), found.behind.trim()), (Some(number), behind), "{value} {code}");
    }
    for (value, code) in [(1.0, "[=1]\"是\";\"否\""), (0.0, "0;-0;\"无\""), (7_993_615_770.0, "0000\\-0000000")] {
        assert_eq!(display(value, code).map(|found| found.number), Some(None), "{code}");
    }
    for code in ["@", "# ?/?", "0.00E+00", "yyyy/m/d"] {
        assert_eq!(display(2.0, code), None, "{code}");
    }
}

#[test]
fn a_code_says_its_decimals() {
    let of = |code: &str| {
        let format = NumberFormat::parse(code);
        (format.is_percentage(), format.decimals())
    };
    assert_eq!(of("0.00%"), (true, Some(2)));
    assert_eq!(of("0.00\"%\""), (false, Some(2)));
    assert_eq!(of("_ * #,##0.00_ ;_ * -#,##0.00_ "), (false, Some(2)));
    assert_eq!(of("0\\.0,\"万元\""), (false, Some(1)));
    assert_eq!(of("General"), (false, None));
    assert_eq!(of("@"), (false, None));
}

#[test]
fn days_and_times_are_laid_out() {
    for (serial, code, shown) in [
        (45291.0, "yyyy\"年\"m\"月\"d\"日\"", "2023年12月31日"),
        (45291.0, "yyyy\"年\"m\"月\"", "2023年12月"),
        (45291.0, "m\"月\"d\"日\"", "12月31日"),
        (45291.0, "yyyy-mm-dd", "2023-12-31"),
        (45_291.604_166_667, "yyyy/m/d h:mm", "2023/12/31 14:30"),
        (45_291.604_166_667, "上午/下午h\"时\"mm\"分\"", "下午2时30分"),
        (45291.0, "[$-804]yyyy/m/d aaaa", "2023/12/31 星期日"),
        (45291.0, "mmm-yy", "2023年12月"),
        (45291.0, "d-mmm", "2023-12-31"),
        (4.0, "m\"月\"d\"日\"", "1月4日"),
        (60.0, "yyyy/m/d", "1900/2/28"),
        (61.0, "yyyy/m/d", "1900/3/1"),
        (0.5, "h:mm", "12:00"),
    ] {
        let format = NumberFormat::parse(code);
        assert!(format.is_date(), "{code}");
        assert_eq!(format.date(serial).as_deref(), Some(shown), "{code}");
    }
    for code in ["0.00", "General\"日\"", "#,##0\"m\"", "G/通用格式\"日\"", "[Red]0", "@", "0\\d", "[DBNum1]General"]
    {
        assert!(!NumberFormat::parse(code).is_date(), "{code}");
    }
    assert_eq!(NumberFormat::parse("yyyy/m/d").date(2_958_466.0), None);
}
