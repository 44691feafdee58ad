//! The text of a report, cut into what can be compared: paragraphs into sentences, sentences into clauses, and of each
//! clause what it says in a number. What a clause does not say itself is not known.

pub mod figures;
pub mod items;
pub mod parts;
pub mod scope;
pub mod sections;

use crate::model::address::CellRef;
use crate::model::narrative::Paragraph;
use crate::model::text::compact;
use crate::profile::spec::Narrative;
use crate::rules::Form;
use scope::Scope;

/// A report has some hundreds; what no report has is not looked through.
const MOST_CLAUSES: usize = 20_000;
/// Bytes of a clause.
const LONGEST: usize = 1_500;

/// One statement: what stands between two marks of a sentence.
#[derive(Clone, Debug)]
pub struct Clause<'a> {
    /// The paragraph, counted from 1.
    pub paragraph: u32,
    /// The sentence as written.
    pub sentence: &'a str,
    /// Without blanks, full-width characters made half-width.
    pub text: String,
    /// Brackets around it within its sentence.
    pub depth: usize,
    /// It speaks of another year, of a plan, of a change, of others.
    pub is_foreign: bool,
    /// It goes on a list whose earlier entries have no number of their own (A、B共 10).
    pub shares_number: bool,
    /// What the clauses before it speak of.
    pub scope: Scope,
    /// A part of something the table has no line for.
    pub is_part: bool,
}

impl Clause<'_> {
    pub fn place(&self) -> CellRef {
        CellRef::paragraph(self.paragraph)
    }
}

/// Every clause of a report, in order.
pub fn clauses<'a>(paragraphs: &'a [Paragraph], form: &Form) -> Vec<Clause<'a>> {
    let words = &form.profile.narrative;
    let year = form.submission.year.value().copied().or(form.year);
    let mut all = Vec::new();
    for (number, paragraph) in (1..).zip(paragraphs) {
        if all.len() > MOST_CLAUSES {
            break;
        }
        for sentence in sentences(&paragraph.text) {
            if all.len() <= MOST_CLAUSES {
                add(&mut all, (number, sentence), (words, year));
            }
        }
    }
    scope::follow(&mut all, form);
    all
}

/// A sentence with the mark it ends with.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| matches!(c, '。' | '；' | ';' | '！' | '？' | '\n');
    text.split_inclusive(ends).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn add<'a>(all: &mut Vec<Clause<'a>>, (paragraph, sentence): (u32, &'a str), (words, year): (&Narrative, Option<i32>)) {
    let text = compact(sentence);
    let mut is_other_year = false;
    let mut is_part_of_year = false;
    let mut shares_number = false;
    for Piece { text, depth, ends_with } in pieces(&text) {
        // What goes on for so long without a mark is no statement.
        let text = if text.len() > LONGEST { String::new() } else { text };
        match year_of(&text, words, year) {
            Some(is_own) => is_other_year = !is_own,
            None if words.other_years.iter().any(|word| text.contains(word.as_str())) && !is_change(&text) => {
                is_other_year = true;
            }
            None => {}
        }
        is_part_of_year = part_of_year(&text).unwrap_or(is_part_of_year);
        let is_foreign =
            is_other_year || is_part_of_year || words.foreign.iter().any(|word| text.contains(word.as_str()));
        let has_number = text.contains(|c: char| c.is_ascii_digit());
        let is_number_of_list = text.chars().all(|c| "一二三四五六七八九十".contains(c));
        let (scope, is_part) = (Scope::Whole, false);
        all.push(Clause { paragraph, sentence, text, depth, is_foreign, shares_number, scope, is_part });
        shares_number = ends_with == Some('、') && !has_number && !is_number_of_list;
    }
}

/// 比上年增加: the year is only what is compared with.
fn is_change(text: &str) -> bool {
    ["比", "较"].iter().any(|word| text.contains(word))
}

/// 截至6月底, 上半年; what the whole year or its end is told of says that this is over.
fn part_of_year(text: &str) -> Option<bool> {
    const PARTS: [&str; 7] = ["上半年", "下半年", "半年度", "一季度", "二季度", "三季度", "四季度"];
    const WHOLES: [&str; 5] = ["全年", "年末", "年底", "年终", "12月"];
    let month = |at: usize| {
        let digits = text[..at].len() - text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        text[at - digits..at].parse::<u32>().is_ok_and(|month| (1..12).contains(&month))
    };
    let is_part = PARTS.iter().any(|word| text.contains(word)) || text.match_indices('月').any(|(at, _)| month(at));
    let is_whole = WHOLES.iter().any(|word| text.contains(word));
    (is_part || is_whole).then_some(!is_whole)
}

/// The last year the clause names, and whether it is the own one.
fn year_of(text: &str, words: &Narrative, own: Option<i32>) -> Option<bool> {
    let mut signs = text.match_indices('年').filter_map(|(at, _)| {
        let digits = &text[..at];
        let start = digits
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |i| i + digits[i..].chars().next().map_or(1, char::len_utf8));
        let year: i32 = digits[start..].parse().ok()?;
        (2000..2100).contains(&year).then_some(year)
    });
    let named = signs.next_back().map(|year| own.is_none_or(|own| own == year));
    let this = ["本年", "今年", "当年"].iter().any(|word| text.contains(word));
    named
        .or_else(|| this.then_some(true))
        .filter(|_| !words.other_years.iter().any(|word| text.contains(word.as_str())))
}

struct Piece {
    text: String,
    depth: usize,
    ends_with: Option<char>,
}

/// Cut at commas and brackets; a comma between digits is a part of its number.
fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let (mut piece, mut depth) = (String::new(), 0_usize);
    for (at, c) in chars.iter().copied().enumerate() {
        let is_digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let in_number = c == ',' && is_digit(at.checked_sub(1)) && (1..=3).all(|n| is_digit(Some(at + n)));
        let cuts = matches!(c, ',' | '、' | '。' | ';' | '(' | ')' | '[' | ']' | '!' | '?') && !in_number
            || c == ':' && is_total(&piece);
        // (万元), (分): the unit of what stands in front.
        if c == '(' && is_unit(&chars[at + 1..]) || c == ')' && piece.ends_with(['元']) && piece.contains('(') {
            piece.push(c);
        } else if cuts {
            let text = std::mem::take(&mut piece);
            if !text.is_empty() {
                pieces.push(Piece { text, depth, ends_with: Some(c) });
            }
            depth = match c {
                '(' | '[' => depth + 1,
                ')' | ']' => depth.saturating_sub(1),
                _ => depth,
            };
        } else if !in_number {
            piece.push(c);
        }
    }
    if !piece.is_empty() {
        pieces.push(Piece { text: piece, depth, ends_with: None });
    }
    pieces
}

/// 年末总人数89人: what follows are its parts.
fn is_total(piece: &str) -> bool {
    let units = ["万元", "亿元", "元", "人", "名", "个", "项", "%", "分"];
    units.iter().filter_map(|unit| piece.strip_suffix(unit)).any(|name| name.ends_with(|c: char| c.is_ascii_digit()))
}

fn is_unit(rest: &[char]) -> bool {
    ["万元)", "元)"].iter().any(|unit| unit.chars().zip(rest).filter(|(a, b)| a == *b).count() == unit.chars().count())
}

/// What stands in front of a phrase says nothing that changes what the phrase is about.
pub fn is_about_the_whole(before: &str, form: &Form) -> bool {
    without_own_words(before, &[], form).is_empty()
}

/// What stands in front of a phrase up to the words that change nothing: the own name and year, and further ones.
pub fn without_own_words<'t>(before: &'t str, further: &[String], form: &Form) -> &'t str {
    let names: Vec<String> = own_names(form);
    let words = &form.profile.narrative.own_words;
    let mut rest = before.trim_matches([':', '-']);
    loop {
        let known = names.iter().chain(words).chain(further).filter(|word| !word.is_empty());
        let shorter = known.filter_map(|word| rest.strip_suffix(word.as_str())).min_by_key(|rest| rest.len());
        let number = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '"' || c == '“' || c == '”');
        match shorter {
            Some(shorter) => rest = shorter,
            // The own year, a day.
            None if number.len() < rest.len() => rest = number,
            None => return rest,
        }
    }
}

fn own_names(form: &Form) -> Vec<String> {
    let listed = form.entry().map(|entry| entry.name.as_str());
    let names = form.submission.department_written().into_iter().chain(listed);
    names.map(|name| compact(name).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sentence: &str) -> Vec<String> {
        pieces(&compact(sentence)).into_iter().map(|piece| format!("{}{}", piece.depth, piece.text)).collect()
    }

    #[test]
    fn sentences_are_cut_at_marks_and_brackets_but_not_in_numbers() {
        assert_eq!(
            texts("共 1,286.98 万元（其中基本支出１１３５.21万元，项目支出151.77万元），占100％。"),
            ["0共1286.98万元", "1其中基本支出1135.21万元", "1项目支出151.77万元", "0占100%"]
        );
        assert_eq!(texts("全年预算数(万元)为10,执行数5"), ["0全年预算数(万元)为10", "0执行数5"]);
    }
}
