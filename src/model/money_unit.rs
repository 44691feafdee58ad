//! The units amounts are written in, and where a text names one.

use rust_decimal::Decimal;

use super::text::compact;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoneyUnit {
    #[default]
    Yuan,
    QianYuan,
    WanYuan,
    BaiwanYuan,
    YiYuan,
}

impl MoneyUnit {
    pub const ALL: [Self; 5] = [Self::Yuan, Self::QianYuan, Self::WanYuan, Self::BaiwanYuan, Self::YiYuan];

    pub fn factor(self) -> Decimal {
        Decimal::from(match self {
            Self::Yuan => 1,
            Self::QianYuan => 1_000,
            Self::WanYuan => 10_000,
            Self::BaiwanYuan => 1_000_000,
            Self::YiYuan => 100_000_000,
        })
    }

    pub fn of_factor(factor: Decimal) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.factor() == factor)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::QianYuan => "千元",
            Self::WanYuan => "万元",
            Self::BaiwanYuan => "百万元",
            Self::YiYuan => "亿元",
        }
    }

    /// The name in JSON and in profiles.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yuan => "yuan",
            Self::QianYuan => "qian_yuan",
            Self::WanYuan => "wan_yuan",
            Self::BaiwanYuan => "baiwan_yuan",
            Self::YiYuan => "yi_yuan",
        }
    }

    /// Decimals an amount in this unit has when it is exact to the cent.
    pub const fn cents(self) -> u32 {
        match self {
            Self::Yuan => 2,
            Self::QianYuan => 5,
            Self::WanYuan => 6,
            Self::BaiwanYuan => 8,
            Self::YiYuan => 10,
        }
    }
}

/// The money unit a note or a heading names, whatever else stands there (`单位：万元、%`, `万元（保留两位小数）`,
/// `人民币元`). `None` where none is named, and where two are: then neither holds for every amount.
pub fn money_unit_in(text: &str) -> Option<MoneyUnit> {
    let text = compact(text);
    let found: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| matches!(c, '元' | '圆')).collect();
    let mut units = found.into_iter().filter_map(|(at, c)| unit_at(&text[..at], &text[at + c.len_utf8()..]));
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

/// The unit whose 元 stands between the two; in 单元, 公元, 多元, 元旦 and 元素 it is none.
fn unit_at(before: &str, behind: &str) -> Option<MoneyUnit> {
    const WORDS: [char; 6] = ['单', '公', '多', '一', '二', '三'];
    if before.ends_with(WORDS) || behind.starts_with(['旦', '素', '月', '件', '年']) {
        return None;
    }
    let larger = [MoneyUnit::BaiwanYuan, MoneyUnit::WanYuan, MoneyUnit::YiYuan, MoneyUnit::QianYuan];
    let named = |unit: &MoneyUnit| before.ends_with(unit.name().trim_end_matches('元'));
    Some(larger.into_iter().find(named).unwrap_or(MoneyUnit::Yuan))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_its_money_unit_among_others() {
        for (text, unit) in [
            ("单位：万元、%", Some(MoneyUnit::WanYuan)),
            ("单位：万元（保留两位小数）", Some(MoneyUnit::WanYuan)),
            ("（2023年度）金额单位：万元", Some(MoneyUnit::WanYuan)),
            ("金额单位：人民币元", Some(MoneyUnit::Yuan)),
            ("单位：％，元", Some(MoneyUnit::Yuan)),
            ("全年预算数（千元）", Some(MoneyUnit::QianYuan)),
            ("百万元", Some(MoneyUnit::BaiwanYuan)),
            ("亿 元", Some(MoneyUnit::YiYuan)),
            ("单位：元、万元", None),
            ("单位：人", None),
            ("三单元", None),
            ("2024年元旦前", None),
        ] {
            assert_eq!(money_unit_in(text), unit, "{text}");
        }
    }
}
