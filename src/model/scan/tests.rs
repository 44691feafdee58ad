use super::*;
use crate::model::number::plain;

fn words() -> Words {
    let lists =
        [&["人", "名", "位", "人次"][..], &["场", "场次"], &["次", "回"], &["个", "项", "件", "处"], &["天", "日"]];
    let own = |list: &&[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    Words { unit_synonyms: lists.iter().map(own).collect(), ..Words::default() }
}

/// Everything a text names, as `≥0.95%` (percentages are ratios), `3..5次`, `2023-12-31`, `?-12-31!` (incomplete).
fn named(text: &str) -> String {
    let scan = scan(text, &words());
    let one = |mention: &Mention| match &mention.meaning {
        Meaning::Quantity(q) => {
            let upper = q.upper.map(|u| format!("..{}", plain(u))).unwrap_or_default();
            let operator = q.operator.map_or("", |operator| operator.symbol());
            format!("{operator}{}{upper}{}", plain(q.value), q.unit.as_deref().unwrap_or(""))
        }
        Meaning::Date(d) => {
            let year = d.year.map_or("?".to_owned(), |year| year.to_string());
            let day = d.day.map(|day| format!("-{day}")).unwrap_or_default();
            format!("{year}-{}{day}{}", d.month, if d.complete { "" } else { "!" })
        }
    };
    scan.mentions.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn quantities_in_many_writings() {
    for (text, meaning) in [
        ("100%", "1%"),
        ("１００％", "1%"),
        ("≥95%", "≥0.95%"),
        ("＞＝95％", "≥0.95%"),
        (">= 95 %", "≥0.95%"),
        ("不低于95%", "≥0.95%"),
        ("不得少于12次", "≥12次"),
        ("95%以上", "≥0.95%"),
        ("95%及以上", "≥0.95%"),
        ("达到90%以上", "≥0.9%"),
        ("控制在3%以内", "≤0.03%"),
        ("不超过100万元", "≤1000000元"),
        ("超过20人", ">20人"),
        ("<5", "<5"),
        ("≤-12.5%", "≤-0.125%"),
        ("-12.5%", "-0.125%"),
        ("－12.5％", "-0.125%"),
        ("−12.5%", "-0.125%"),
        ("下降负3%", "-0.03%"),
        ("5‰", "0.005%"),
        ("百分之九十五", "0.95%"),
        ("百分之九十八点五", "0.985%"),
        ("百分之百", "1%"),
        ("一次", "1次"),
        ("两个", "2个"),
        ("十二场次", "12场"),
        ("三十五人", "35人"),
        ("一百二十户", "120户"),
        ("20名", "20人"),
        ("300人次", "300人"),
        ("1286.98万元", "12869800元"),
        ("1.2亿元", "120000000元"),
        ("12,869,807.65元", "12869807.65元"),
        ("90%-95%", "0.9..0.95%"),
        ("90%–95%", "0.9..0.95%"),
        ("90-95%", "0.9..0.95%"),
        ("90～95％", "0.9..0.95%"),
        ("3至5次", "3..5次"),
        ("30日内", "≤30天"),
        ("12次/年", "12次"),
        ("完成区人大8个整体工作。", "8个"),
        ("提高5个百分点", "5个百分点"),
        ("12", "12"),
        ("≥80万页", "≥800000页"),
        ("5榀", "5榀"),
        ("12左右", "12"),
        ("100合格", "100"),
        ("十", "10"),
        ("共计3.5公里", "3.5公里"),
        ("≥95%且投诉≤2次", "≥0.95% ≤2次"),
        ("由90%提升至95%", "0.9% 0.95%"),
        ("召开例会一次，常委会8次，宣传法规6部", "1次 8次 6部"),
    ] {
        assert_eq!(named(text), meaning, "{text}");
    }
}

#[test]
fn names_are_no_quantities() {
    for text in [
        "",
        "第三方评估",
        "第12届",
        "2023年工作",
        "〔2023〕12号",
        "湘府发[2023]12号文件",
        "1、完成换届",
        "（1）开展检查",
        "①开展检查",
        "PM2.5达标",
        "5G网络",
        "师生比1:15",
        "三公经费",
        "十分满意",
        "一般",
        "进一步提升",
        "“四个意识”",
        "一户一档",
        "一次性办结",
        "统一管理",
        "十四五规划",
        "三年内",
        "1.开展检查",
        "一批项目",
        "三四",
    ] {
        assert_eq!(named(text), "", "{text}");
    }
}

#[test]
fn dates_in_many_writings() {
    for (text, meaning) in [
        ("2023年12月31日前", "2023-12-31"),
        ("2023-12-31", "2023-12-31"),
        ("2023/12/31", "2023-12-31"),
        ("2023.12.31", "2023-12-31"),
        ("20231231", "2023-12-31"),
        ("2023年12月", "2023-12"),
        ("2023.12", "2023-12"),
        ("12月31日", "?-12-31"),
        ("12月31号前完成", "?-12-31"),
        ("12月底", "?-12"),
        ("12月31", "?-12-31!"),
        ("12月5次", "?-12 5次"),
        ("年底前完成", "?-12"),
        ("2023年底前", "2023-12"),
        ("第四季度", "?-12"),
        ("2023年三季度", "2023-9"),
        ("全年", "?-1 ?-12"),
        ("2023年度", "2023-1 2023-12"),
        ("1-12月", "?-1 ?-12"),
        ("2023年1至6月", "2023-1 2023-6"),
        ("2023年1月1日至12月31各项工作完成及时性", "2023-1-1 ?-12-31!"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
        ("2023年12月31日前完成12次", "2023-12-31 12次"),
        ("每季度1次", "1次"),
        ("6个月", "6个月"),
    ] {
        assert_eq!(named(text), meaning, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_fall_over(text in "[0-9一二十百千万亿点第年月日号%‰.,\\-~至≥<=个次 a-z（）()]{0,40}") {
        scan(&text, &words());
        scan(&format!("9{text}9"), &words());
    }

    #[test]
    fn full_width_reads_like_half_width(number in 0u32..1_000_000, decimals in 0u32..4) {
        let half = format!("≥{}%", rust_decimal::Decimal::new(i64::from(number), decimals));
        let full: String = half.chars().map(|c| match c {
            '0'..='9' | '.' | '%' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
            _ => c,
        }).collect();
        proptest::prop_assert_eq!(named(&half), named(&full));
    }
}
