//! The unit behind a number: percent signs, measure words, and the profile's synonyms.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::starts_with;
use crate::profile::spec::Words;

/// Chinese measure words and units; the longest that fits counts.
const MEASURES: &str = "个工作日 个百分点 个小时 平方公里 平方千米 千瓦时 工作日 百分点 平方米 立方米 人次 人天 场次 \
    批次 班次 台次 件次 台套 个月 户次 课时 学时 学分 小时 分钟 公里 千米 厘米 毫米 公顷 公斤 千克 \
    毫升 千瓦 人 名 位 场 次 回 个 项 件 处 份 本 册 户 家 天 日 元 块 米 吨 克 斤 亩 台 套 辆 架 艘 \
    部 篇 期 批 条 张 幅 座 所 间 栋 支 只 头 匹 株 棵 盏 根 枚 对 双 组 班 届 门 节 秒 年 周 季 点 \
    段 层 级 类 种 样 轮 遍 趟 例 宗 起 笔 单 票 度 升 分 倍 村 镇 乡 县 校 站 桶 袋 箱 车 瓶 kwh km \
    kg mw kw ml mm cm m2 m3 m g t l h 页 标段 字 床 片 卷 盒 架次 平方 立方 期次 所次 亩次 头次 席";

/// Behind a Chinese number these make no quantity (一种, 十分, 一点, 一批).
const VAGUE: &str = "种样点段层级类度年批对单起周组双";

/// Units of time, in which more and less are both asked for.
const TIMES: [&str; 14] =
    ["天", "日", "小时", "个小时", "工作日", "个工作日", "个月", "月", "年", "周", "星期", "分钟", "秒", "季度"];

/// A unit: its canonical name, what the number has to be divided by, and its length.
pub struct Unit {
    pub name: String,
    pub divisor: u32,
    pub len: usize,
}

/// `%` for every way of saying percent; else a known measure word by the profile's canonical name.
pub fn read(chars: &[char], words: &Words) -> Option<Unit> {
    match chars.first()? {
        '%' => return Some(Unit { name: "%".to_owned(), divisor: 100, len: 1 }),
        '‰' => return Some(Unit { name: "%".to_owned(), divisor: 1000, len: 1 }),
        _ => {}
    }
    let own = words.unit_synonyms.iter().flatten().map(String::as_str).filter(|word| starts_with(chars, word));
    let longest = own.chain(measure(chars)).max_by_key(|word| word.len())?;
    Some(Unit { name: canonical(longest, words).to_owned(), divisor: 1, len: longest.chars().count() })
}

/// One or two characters that end the phrase are a unit nobody listed (3帧, 5榀); 12左右 and 100达标 name none.
pub fn unlisted(chars: &[char]) -> Option<Unit> {
    const NONE: &str = "完达合以左上下内多余整及前后的为且和与至到";
    let run: String = chars.iter().take(3).take_while(|c| c.is_alphabetic() && !c.is_ascii()).collect();
    let len = run.chars().count();
    let named = (1..=2).contains(&len) && !NONE.contains(chars[0]);
    named.then_some(Unit { name: run, divisor: 1, len })
}

fn measure(chars: &[char]) -> Option<&'static str> {
    let fits = |word: &&str| match word.is_ascii() {
        true => is_latin(chars, word),
        false => starts_with(chars, word),
    };
    let known = by_first_character().get(&chars[0].to_ascii_lowercase())?;
    known.iter().copied().filter(fits).max_by_key(|word| word.len())
}

/// The measure words, to be looked up at every number of every form.
fn by_first_character() -> &'static HashMap<char, Vec<&'static str>> {
    static WORDS: OnceLock<HashMap<char, Vec<&'static str>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: HashMap<char, Vec<&str>> = HashMap::new();
        for (first, word) in MEASURES.split(' ').filter_map(|word| Some((word.chars().next()?, word))) {
            words.entry(first).or_default().push(word);
        }
        words
    })
}

/// Latin units in either case, and not the beginning of a longer word (5G, 4K are codes).
fn is_latin(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter();
    let same = word.chars().all(|c| rest.next().is_some_and(|own| own.to_lowercase().eq(c.to_lowercase())));
    let upper = word.len() == 1 && chars[0].is_ascii_uppercase();
    same && !upper && !rest.next().is_some_and(char::is_ascii_alphanumeric)
}

/// The first of the synonyms a unit stands among.
pub fn canonical<'a>(unit: &'a str, words: &'a Words) -> &'a str {
    let list = words.unit_synonyms.iter().find(|list| list.iter().any(|word| word == unit));
    list.and_then(|list| list.first()).map_or(unit, String::as_str)
}

/// A measure word that makes a Chinese number a quantity (一次, 两个).
pub fn counts(chars: &[char], len: usize) -> bool {
    let vague = len == 1 && VAGUE.contains(chars[0]);
    let points = chars[0] == '分' && chars.len() > 1;
    let once_for_all = chars.get(len) == Some(&'性');
    !vague && !points && !once_for_all
}

pub fn is_time(unit: &str) -> bool {
    TIMES.contains(&unit)
}

pub fn is_money(unit: &str) -> bool {
    unit.ends_with('元') || unit == "块"
}
