//! Totals of the text and the parts that are told of with them.

use rust_decimal::Decimal;

use super::Clause;
use super::figures::{Figure, number};
use crate::profile::spec::{Narrative, Whole};

/// The first number of a clause with its name.
#[derive(Clone, Debug)]
pub struct Item {
    pub clause: usize,
    name: String,
    figure: Figure,
    /// In 元 for money, else as written; with its half unit.
    value: Decimal,
    half: Decimal,
    unit: &'static str,
}

/// A total that its parts don't come to, or a share that is not that of its amounts.
pub struct Mismatch {
    /// The total's clause first.
    pub clauses: Vec<usize>,
    /// What the total is called.
    pub name: String,
    pub message: String,
}

pub fn mismatches(clauses: &[Clause<'_>], words: &Narrative) -> Vec<Mismatch> {
    let items: Vec<Option<Item>> = (0..clauses.len()).map(|at| item(clauses, at, words)).collect();
    let mut found: Vec<Mismatch> = Vec::new();
    let wholes = words.wholes.iter().flat_map(|whole| of_whole(clauses, &items, whole));
    for mismatch in wholes.chain(shares(clauses, &items)) {
        // A part that is wrong shows in the sum and in its share.
        match found.iter_mut().find(|known| known.clauses.iter().any(|clause| mismatch.clauses.contains(clause))) {
            Some(known) => known.message += &mismatch.message,
            None => found.push(mismatch),
        }
    }
    found
}

fn item(clauses: &[Clause<'_>], at: usize, words: &Narrative) -> Option<Item> {
    let clause = &clauses[at];
    if clause.is_foreign || clause.shares_number || clause.text.starts_with('占') {
        return None;
    }
    let units = [("万元", "元"), ("亿元", "元"), ("元", "元"), ("人", "人"), ("名", "人"), ("个", "个"), ("项", "个")];
    let starts = clause.text.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !clause.text[..*at].ends_with(|c: char| c.is_ascii_digit() || c == '.')
    });
    let (start, figure, unit) = starts
        .filter_map(|(start, _)| {
            let figure = number(&clause.text[start..])?;
            let (_, unit) = units.into_iter().find(|(unit, _)| figure.behind.starts_with(unit))?;
            Some((start, figure, unit))
        })
        .next()?;
    // 13个项目: what is counted stands behind.
    let counted = figure.behind.strip_prefix(['个', '项']).filter(|behind| behind.starts_with("项目"));
    let name = counted.map_or(&clause.text[..start], |_| "项目");
    let is_rough =
        words.approximate.iter().any(|word| name.ends_with(word.as_str()) || figure.behind.contains(word.as_str()));
    if is_rough {
        return None;
    }
    let (value, half) = figure.yuan().filter(|_| unit == "元").unwrap_or((figure.value, Decimal::ZERO));
    Some(Item { clause: at, name: bare(name, words), figure, value, half, unit })
}

/// Without words in front and joiners behind.
fn bare(name: &str, words: &Narrative) -> String {
    let mut rest = name.rsplit(':').next().unwrap_or(name);
    loop {
        let year = rest.find('年').filter(|at| rest[..*at].chars().all(|c| c.is_ascii_digit()) && *at > 0);
        // Levels are names of parts here.
        let known = words.own_words.iter().filter(|word| !matches!(word.as_str(), "一级" | "二级" | "年"));
        let shorter = known.filter_map(|word| rest.strip_prefix(word.as_str()));
        match shorter.min_by_key(|rest| rest.len()).or_else(|| year.map(|at| &rest[at + '年'.len_utf8()..])) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => break,
        }
    }
    without_joiners(rest.trim_start_matches([':', '"', '“'])).to_owned()
}

fn without_joiners(name: &str) -> &str {
    name.trim_end_matches([':', '为', '共', '计', '达', '有', '是'])
}

fn of_whole<'a>(clauses: &'a [Clause<'_>], items: &'a [Option<Item>], whole: &'a Whole) -> Vec<Mismatch> {
    let part_of = |item: &Item| {
        let parts = whole.parts.iter().chain(&whole.perhaps);
        parts.filter(|part| item.name.starts_with(part.as_str())).max_by_key(|part| part.len()).cloned()
    };
    let is_whole = |item: &&Item| item.unit == whole.unit && part_of(item).is_none() && is_called(item, whole);
    let totals = items.iter().flatten().filter(is_whole);
    totals.filter_map(|total| of_total((clauses, items), (whole, total), &part_of)).collect()
}

/// The item is that total, by its name.
fn is_called(item: &Item, whole: &Whole) -> bool {
    whole.words.iter().any(|word| item.name.ends_with(without_joiners(word)))
}

/// The last clause that can be about the parts of a total: up to a sentence that does not go on with them.
fn end(clauses: &[Clause<'_>], total: usize) -> usize {
    let goes_on = |own: &Clause<'_>, next: &Clause<'_>| {
        let is_same = std::ptr::eq(own.sentence, next.sentence);
        let is_list = !own.sentence.ends_with('。') || next.sentence.trim_start().starts_with("其中");
        own.paragraph == next.paragraph && (is_same || is_list)
    };
    total + clauses[total..].windows(2).take_while(|pair| goes_on(&pair[0], &pair[1])).count()
}

fn of_total(
    (clauses, items): (&[Clause<'_>], &[Option<Item>]),
    (whole, total): (&Whole, &Item),
    part_of: &dyn Fn(&Item) -> Option<String>,
) -> Option<Mismatch> {
    let behind = items[total.clause + 1..].iter().flatten();
    let mut depth = None;
    let (mut parts, mut perhaps): (Vec<(String, &Item)>, Vec<_>) = (vec![], vec![]);
    // What nobody knows may be a part too.
    let mut unknown: Vec<&Item> = vec![];
    let end = end(clauses, total.clause);
    for item in behind.take_while(|item| item.clause <= end) {
        if item.unit != total.unit {
            continue;
        }
        let Some(part) = part_of(item) else {
            if is_called(item, whole) {
                break;
            }
            unknown.push(item);
            continue;
        };
        let own = *depth.get_or_insert(clauses[item.clause].depth);
        let is_again = parts.iter().chain(&perhaps).any(|(known, _)| *known == part);
        if is_again || clauses[item.clause].depth != own {
            continue;
        }
        match whole.perhaps.contains(&part) {
            true => perhaps.push((part, item)),
            false => parts.push((part, item)),
        }
    }
    let last = parts.last().map_or(0, |(_, item)| item.clause);
    let sentence = |clause: usize| clauses[clause].sentence;
    let is_among = |item: &&Item| {
        let is_near = item.clause < last || std::ptr::eq(sentence(item.clause), sentence(total.clause));
        is_near && !item.value.is_zero() && Some(clauses[item.clause].depth) == depth
    };
    let is_known = !unknown.iter().any(is_among);
    let is_listed =
        is_known && whole.needed.iter().all(|word| parts.iter().any(|(part, _)| part.contains(word.as_str())));
    // A text may name any number of amounts of any size.
    let added = |values: &mut dyn Iterator<Item = Decimal>| values.fold(Decimal::ZERO, Decimal::saturating_add);
    let sum = added(&mut parts.iter().map(|(_, item)| item.value));
    let more = added(&mut perhaps.iter().map(|(_, item)| item.value));
    let tolerance = added(&mut parts.iter().map(|(_, item)| item.half).chain([total.half]));
    let is_near = |value: Decimal| value.saturating_sub(total.value).abs() <= tolerance;
    let is_wrong = !is_near(sum) && !is_near(sum.saturating_add(more)) && (is_listed || sum > total.value);
    (parts.len() > 1 && is_wrong).then(|| {
        let names = parts.iter().map(|(_, item)| format!("{}{}", item.name, item.figure.shown()));
        let names = names.collect::<Vec<_>>().join("、");
        let message = format!(
            "{}写的是{}，各部分（{names}）合计{}，两者不一致。",
            total.name,
            total.figure.shown(),
            shown(sum, &total.figure)
        );
        let clauses = std::iter::once(total.clause).chain(parts.iter().map(|(_, item)| item.clause)).collect();
        Mismatch { clauses, name: total.name.clone(), message }
    })
}

fn shown(value: Decimal, like: &Figure) -> String {
    let factor = like.yuan().and_then(|(yuan, _)| yuan.checked_div(like.value)).filter(|factor| !factor.is_zero());
    let value = (value / factor.unwrap_or(Decimal::ONE)).normalize();
    Figure { value, ..like.clone() }.shown()
}

/// 设备64.24万元，占固定资产的80.94%: of a total that the text names and states.
fn shares(clauses: &[Clause<'_>], items: &[Option<Item>]) -> Vec<Mismatch> {
    let at_share = |at: usize| {
        let part = items.get(at.checked_sub(1)?)?.as_ref()?;
        let clause = &clauses[at];
        let named = clause.text.strip_prefix('占')?;
        let start = named.find(|c: char| c.is_ascii_digit())?;
        let whole = named[..start].trim_end_matches(['为', '比', '的']);
        let share = number(&named[start..]).filter(Figure::is_percent)?;
        let is_same = clauses[part.clause].paragraph == clause.paragraph && clauses[part.clause].depth == clause.depth;
        if whole.is_empty() || clause.is_foreign || !is_same {
            return None;
        }
        let is_whole = |item: &&Item| {
            clauses[item.clause].paragraph == clause.paragraph
                && item.clause != part.clause
                && item.unit == part.unit
                && item.name.starts_with(whole)
        };
        let total = items.iter().flatten().find(is_whole).filter(|total| !total.value.is_zero())?;
        let percent = |value: Decimal| value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(total.value);
        let true_share = percent(part.value)?;
        let tolerance = share.unit() + percent(part.half + total.half)?;
        (share.value - true_share).abs().gt(&tolerance).then(|| Mismatch {
            clauses: vec![total.clause, part.clause, at],
            name: total.name.clone(),
            message: format!(
                "{}{}占{whole}{}，按两数计算是{}%，与写的{}不一致。",
                part.name,
                part.figure.shown(),
                total.figure.shown(),
                true_share.round_dp(2).normalize(),
                share.shown()
            ),
        })
    };
    (0..clauses.len()).filter_map(at_share).collect()
}
