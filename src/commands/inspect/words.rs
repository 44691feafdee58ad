//! A value as it was read, in words for people.

use rust_decimal::Decimal;

use crate::model::field::{AnyEntry, Value};
use crate::model::number;
use crate::model::quantity::{FormDate, Measure, Per, Quantity};
use crate::model::submission::State;

/// What a value says once it was read from what is written.
fn spoken(value: Value, written: &str) -> String {
    match value {
        Value::Text => written.to_owned(),
        Value::Year(year) => format!("{year} 年"),
        Value::Count(count) => number::plain(count),
        Value::Amount(amount) => format!("{} 元", number::grouped(amount.yuan)),
        Value::Rate(rate) => percent(rate.ratio),
        Value::Points(points) => format!("{} 分", number::plain(points.value)),
        Value::Measure(measure) => measure_words(measure),
    }
}

fn measure_words(measure: &Measure) -> String {
    match measure {
        Measure::Quantity(quantity) => quantity_words(quantity),
        Measure::Several(several) => {
            let each: Vec<String> = several.first.iter().map(quantity_words).collect();
            let rest = if several.count > each.len() { format!("等 {} 个", several.count) } else { String::new() };
            format!("多个数值：{}{rest}", each.join("、"))
        }
        Measure::Change { from, to } => format!("由 {} 到 {}", quantity_words(from), quantity_words(to)),
        Measure::Dates(dates) => {
            let each: Vec<String> = dates.iter().map(date_words).collect();
            format!("日期：{}", each.join(" 至 "))
        }
        Measure::Tier(tier) => format!("定性，第 {} 档", tier.saturating_add(1)),
        Measure::Undone => "未完成".to_owned(),
        Measure::Words => "文字，不含数值".to_owned(),
    }
}

/// The state's name in JSON, and what the value was read as.
pub fn state_words(entry: &AnyEntry) -> (&'static str, String) {
    match &entry.state {
        State::Blank => ("blank", "空".to_owned()),
        State::Void => ("void", "填的是“无”的记号".to_owned()),
        State::Hint => ("hint", "模板的填写提示，未填写".to_owned()),
        State::Error => ("error", format!("公式出错 {}", entry.written)),
        State::Uncalculated => ("uncalculated", "公式没有计算结果".to_owned()),
        State::FormulaText => ("formula_text", "填的是公式的文字，没有计算".to_owned()),
        State::Picture => ("picture", "是图片，没有文字".to_owned()),
        State::Unreadable => ("unreadable", "看不出所需的内容".to_owned()),
        State::Read(value) => ("read", spoken(*value, entry.written)),
    }
}

/// Digits as they are: a rate is not rounded here.
fn percent(ratio: Decimal) -> String {
    match ratio.checked_mul(Decimal::ONE_HUNDRED) {
        Some(value) => number::plain(value) + "%",
        None => number::plain(ratio),
    }
}

fn quantity_words(quantity: &Quantity) -> String {
    let value = |value: Decimal| if quantity.is_percent() { percent(value) } else { number::plain(value) };
    let operator = quantity.operator.map_or("", |operator| operator.symbol());
    let range = quantity.upper.map(|upper| format!("–{}", value(upper))).unwrap_or_default();
    let unit = quantity.unit.as_deref().filter(|_| !quantity.is_percent()).unwrap_or_default();
    let about = if quantity.about { "约" } else { "" };
    let per = match &quantity.per {
        Some(Per::Period { word, .. }) => format!("（每{word}）"),
        Some(Per::Thing(thing)) => format!("/{thing}"),
        None => String::new(),
    };
    format!("{operator}{about}{}{range}{unit}{per}", value(quantity.value))
}

fn date_words(date: &FormDate) -> String {
    let year = date.year.map(|year| format!("{year}年")).unwrap_or_default();
    let day = date.day.map(|day| format!("{day}日")).unwrap_or_default();
    format!("{year}{}月{day}", date.month)
}
