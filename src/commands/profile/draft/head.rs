//! The draft's head: what it extends, names, parts, labels of the page, single fields.

use std::collections::BTreeSet;

use super::toml_text::{Section, Trust, key, list, quoted};
use crate::commands::profile::account::{budget_heads, has, region_name};
use crate::commands::profile::form::ReadForm;
use crate::commands::profile::unknown::{Part, Unknown};
use crate::model::address::CellRef;
use crate::model::shown::shown;
use crate::model::submission::{MoneyUnit, UnitSource};
use crate::model::text::{compact, label_key, strip_numbering};
use crate::profile::builtin;
use crate::profile::spec::{Profile, Region};

/// Characters of a heading without a known title.
const SHORTEST_HEADING: usize = 5;
/// Characters of a word the form has printed on it.
const LONGEST_PRINTED: usize = 16;

/// The keys above all sections. What the form does not have is taken away first.
pub fn top(form: &ReadForm<'_>, file: &str, removed: &[&str]) -> Section {
    let profile = form.profile;
    let mut top = Section::new("");
    top.line(Trust::Sure, format!("extends = {}", quoted(&profile.name)), "");
    if !removed.is_empty() {
        top.line(Trust::Sure, format!("remove = {}", list(removed.iter().copied())), "表上没有");
    }
    top.line(Trust::Sure, format!("name = {}", quoted(&name(file))), "请另取名称");
    if let Some((title, cell)) = title(form).filter(|(title, _)| *title != profile.title) {
        top.stated(format!("title = {}", quoted(&title)), cell);
    }
    if let Some((value, Some(year))) = form.raw.year.as_ref().filter(|(_, year)| *year != Some(profile.year)) {
        top.stated(format!("year = {year}"), value.cell);
    }
    let submission = &form.submission;
    if let Some(cell) = submission.unit_cell.filter(|_| submission.unit_source != UnitSource::Profile)
        && submission.money_unit != profile.money_unit
        // A profile knows these two; any other the form says itself.
        && matches!(submission.money_unit, MoneyUnit::Yuan | MoneyUnit::WanYuan)
    {
        top.stated(format!("money_unit = {}", quoted(submission.money_unit.key())), cell);
    }
    if profile.is_fallback {
        top.line(Trust::Sure, "fallback = false".to_owned(), "这是一份专门的配置");
    }
    top
}

/// The file's name, unless a built-in has it.
pub fn name(file: &str) -> String {
    let stem = file.rsplit(['/', '!']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let name: String = stem.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    match builtin().iter().any(|profile| profile.name == name) || name.is_empty() || name == "auto" || name == "base" {
        true => format!("{name}-own"),
        false => name,
    }
}

/// The heading without its year, and its cell; where no title of the profile is on the form, a text that stands alone
/// above everything.
pub fn title(form: &ReadForm<'_>) -> Option<(String, CellRef)> {
    let heading = &form.raw.title;
    let (text, cell) = match heading.content.is_blank() {
        false => (shown(&heading.content), heading.cell),
        true => lone(form)?,
    };
    let mut title = without_year(&compact(&text));
    // A heading with the name of whom or what it is about is no other form's.
    for name in ["project", "department"].iter().filter_map(|key| form.submission.field(key)?.text()) {
        title = title.replace(&*compact(name), "");
    }
    (title.chars().count() >= SHORTEST_HEADING).then_some((title, cell))
}

fn lone(form: &ReadForm<'_>) -> Option<(String, CellRef)> {
    let area = form.raw.area;
    let first = form.sheet.filled_rows(area.first.row, area.last.row + 1).into_iter().next()?;
    let mut cells = form.sheet.row(first).filter(|(_, cell)| !cell.is_blank());
    let (at, cell) = cells.next().filter(|_| cells.next().is_none())?;
    let text = cell.text().filter(|text| !text.contains([':', '：', '。']))?;
    Some((text.to_owned(), at))
}

/// 2023年度某某表（2023年） → 某某表.
fn without_year(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(at) = text.find("20").filter(|at| {
        let rest = &text[*at..];
        rest.chars().take(4).all(|c| c.is_ascii_digit()) && rest.get(4..).is_some_and(|rest| rest.starts_with('年'))
    }) {
        let end = at + 4 + '年'.len_utf8();
        let end = if text[end..].starts_with('度') { end + '度'.len_utf8() } else { end };
        text.replace_range(at..end, "");
    }
    for brackets in ["()", "[]"] {
        text = text.replace(brackets, "");
    }
    text
}

/// Which parts the form has.
pub fn regions(form: &ReadForm<'_>) -> Section {
    let mut section = Section::new("[regions]");
    let (there, gone): (Vec<Region>, Vec<Region>) = Region::ALL.into_iter().partition(|region| has(form, *region));
    let regions = &form.profile.regions;
    let same = |one: &[Region], other: &[Region]| one.len() == other.len() && one.iter().all(|r| other.contains(r));
    let keys = |regions: &[Region]| list(regions.iter().map(|region| region.key()));
    if !same(&there, &regions.required) {
        section.line(Trust::Sure, format!("required = {}", keys(&there)), "表上有的部分");
    }
    if same(&gone, &regions.absent) {
        return section;
    }
    let names: Vec<&str> = gone.iter().map(|region| region_name(*region)).collect();
    let remark = match names.is_empty() {
        true => String::new(),
        false => format!("没有认出{}：表上有的话请从这里去掉", names.join("、")),
    };
    section.line(Trust::Sure, format!("absent = {}", keys(&gone)), remark);
    section
}

/// Titles and names of parts that the profile does not have.
pub fn labels(form: &ReadForm<'_>, unknown: &[Unknown]) -> Section {
    let mut section = Section::new("[labels]");
    let titles = &form.profile.labels.titles;
    let is_new = |title: &String| !titles.iter().any(|known| title.contains(known.as_str()));
    if let Some((title, cell)) = title(form).filter(|(title, _)| is_new(title)) {
        section.stated(format!("titles_add = {}", list([title.as_str()])), cell);
    }
    if form.profile.template.is_empty() {
        let words = printed(form);
        let words = list(words.iter().map(String::as_str));
        section.line(Trust::Sure, format!("template = {words}"), "表上印着的词，用来认出这张表");
    }
    let headings: Vec<&Unknown> = unknown.iter().filter(|unknown| unknown.part == Part::Section).collect();
    if !headings.is_empty() {
        let cells: Vec<String> = headings.iter().map(|heading| heading.cell.to_string()).collect();
        let names = list(headings.iter().map(|heading| heading.label.as_str()));
        section.line(Trust::Tried, format!("section_add = {names}"), cells.join("、"));
    }
    section
}

/// What every copy of the form has printed on it: heads of columns, names of lines, labels of fields and goals.
fn printed(form: &ReadForm<'_>) -> Vec<String> {
    let raw = &form.raw;
    let heads = raw.columns.values().copied().chain(budget_heads(form).into_values());
    let lines = raw.budget.iter().map(|line| line.label.cell);
    let goals = [&raw.goals.planned, &raw.goals.adjusted, &raw.goals.achieved].into_iter().flatten();
    // A label with its value in one cell is another on every form.
    let labelled =
        raw.fields.values().chain(goals).filter_map(|value| value.label.filter(|label| *label != value.cell));
    let cells: BTreeSet<CellRef> = heads.chain(lines).chain(labelled).collect();
    let mut words = Vec::new();
    for cell in cells.into_iter().filter_map(|cell| form.sheet.get(cell)) {
        let word = label_key(&shown(cell)).key;
        if cell.text().is_some() && word.chars().count() <= LONGEST_PRINTED && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// One section for each field the profile does not have, and what it may be instead.
pub fn fields(unknown: &[Unknown], profile: &Profile) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut seen: Vec<String> = profile.fields.iter().map(|field| field.key.clone()).collect();
    for field in unknown.iter().filter(|unknown| unknown.part == Part::Field) {
        let label = field.label.trim_end_matches([':', '：']);
        let name = key(strip_numbering(&label_key(label).key, &[]));
        if seen.contains(&name) {
            continue;
        }
        seen.push(name.clone());
        let mut section = Section::new(&format!("[fields.{name}]"));
        section.line(Trust::Tried, format!("labels = {}", list([label])), field.cell.to_string());
        sections.push(section);
        if let Some(guess) = &field.guess {
            let mut instead = Section::new(&format!("[{}]", guess.key));
            let remark = format!("{} {}；是的话请用这一段代替上面一段", field.cell, guess.because);
            instead.line(Trust::Guess, format!("labels_add = {}", list([label])), remark);
            sections.push(instead);
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::{name, without_year};

    #[test]
    fn a_title_is_the_heading_without_its_year() {
        assert_eq!(without_year("2023年度某区支出自评表"), "某区支出自评表");
        assert_eq!(without_year("某区支出自评表(2023年度)"), "某区支出自评表");
        assert_eq!(without_year("20强企业自评表"), "20强企业自评表");
    }

    #[test]
    fn a_draft_is_named_after_its_file() {
        assert_eq!(name("来件/某县 专项.xlsx"), "某县专项");
        assert_eq!(name("外.zip!表.xls"), "表");
        assert_eq!(name("xiangdong-2023.xlsx"), "xiangdong-2023-own");
    }
}
