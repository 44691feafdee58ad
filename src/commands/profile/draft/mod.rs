//! `profile new`: a profile drafted from a form. The form is read as an unknown one is, by the nearest built-in or a
//! general profile; what differs from it is written down with its cells, and the draft is tried on the form before it
//! is given.

mod head;
mod level_list;
mod tables;
mod toml_text;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::account::Account;
use super::form::{Book, ReadForm};
use super::likeness::{self, Candidate};
use super::unknown::{self, Unknown};
use crate::cli::Format;
use crate::commands::Exit;
use crate::commands::output::show;
use crate::ground::RunError;
use crate::model::cause;
use crate::model::grid::{Sheet, Visibility};
use crate::model::shown::shown;
use crate::model::system;
use crate::profile::spec::{BudgetColumn, IndicatorColumn, Role};
use crate::profile::{self, Profile};
use toml_text::{Section, Trust, list, push, quoted};

/// Characters of a cell's text in a comment.
const LONGEST_SHOWN: usize = 40;

pub fn run(form: &Path, out: Option<&Path>, format: Format) -> Result<Exit, RunError> {
    let book = Book::open(form)?;
    let draft = Draft { out: out.map(Path::to_owned), ..Draft::of(&book) };
    if let Some(path) = out {
        write(&draft.toml, path)?;
    }
    show(format, &draft, |draft| match out.map(Path::display) {
        None => draft.toml.clone(),
        Some(path) => {
            let form = form.display();
            format!("草稿已写入 {path}：核对后用 jixiao profile check {path} {form} 检查。\n")
        }
    })?;
    Ok(if draft.reads { Exit::Clean } else { Exit::Returned })
}

/// Whole or not at all, and never over a file that somebody may have changed.
fn write(text: &str, path: &Path) -> Result<(), RunError> {
    let wrong = |error: &std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "已经有这个文件，不会覆盖；请换一个名称".to_owned(),
            _ => cause::in_words(error).to_string(),
        };
        RunError::Usage(format!("草稿没有写成 {}：{why}", path.display()))
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut hidden = tempfile::Builder::new();
    hidden.prefix(".").suffix(".toml");
    // Like any other new file, and not its owner's alone.
    if let Some(usual) = system::usual_permissions() {
        hidden.permissions(usual);
    }
    let mut file = hidden.tempfile_in(folder).map_err(|error| wrong(&error))?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(|error| wrong(&error))?;
    file.persist_noclobber(path).map_err(|error| wrong(&error.error))?;
    Ok(())
}

/// A profile as text.
#[derive(Default, Serialize)]
struct Draft {
    /// The workbook it was drafted from.
    form: String,
    /// A form was found in it.
    reads: bool,
    out: Option<PathBuf>,
    toml: String,
}

impl Draft {
    fn of(book: &Book) -> Self {
        let forms = book.forms(profile::builtin());
        match forms.split_first() {
            Some((form, others)) => {
                Self { form: book.name.clone(), reads: true, toml: tried(book, form, others), out: None }
            }
            None => Self { form: book.name.clone(), toml: without_form(book), ..Self::default() },
        }
    }
}

/// The first text that reads the form at least as well: with everything that was found, without what is only likely,
/// and at last nothing but what it extends.
fn tried(book: &Book, form: &ReadForm<'_>, others: &[ReadForm<'_>]) -> String {
    let unknown = unknown::labels(form);
    let sections = sections(form, &book.name, &unknown);
    let attempts = [Trust::Tried, Trust::Sure].map(|trust| {
        let mut text = String::new();
        sections.iter().for_each(|section| section.write(&mut text, trust));
        text
    });
    let name = quoted(&head::name(&book.name));
    let least = format!("extends = {}\nname = {name}  # 请另取名称\n", quoted(&form.profile.name));
    let before = Measure::of(form);
    let read = attempts.into_iter().chain([least.clone()]).find_map(|text| {
        let profiles = [Arc::new(profile::load(&text).ok()?)];
        let again = book.forms(&profiles);
        let same = again.iter().find(|again| again.raw.sheet == form.raw.sheet && again.raw.place == form.raw.place)?;
        let left = left(&Account::of(same));
        Measure::of(same).is_as_good_as(&before).then_some((text, left))
    });
    let (text, left) = read.unwrap_or_else(|| (least, String::new()));
    [heading(book, form, others), text, left].concat()
}

fn sections(form: &ReadForm<'_>, file: &str, unknown: &[Unknown]) -> Vec<Section> {
    let mut sections =
        vec![head::top(form, file, &tables::removed(form)), head::regions(form), head::labels(form, unknown)];
    sections.extend(head::fields(unknown, form.profile));
    sections.extend(tables::budget(form, unknown));
    sections.push(tables::goals(form));
    sections.extend(tables::columns(form, unknown));
    sections.extend(level_list::sections(form));
    sections.push(tables::scoring(form));
    sections.retain(|section| !section.is_empty());
    sections
}

/// How much of a form is read.
struct Measure {
    found: [usize; 7],
    unread: usize,
}

impl Measure {
    fn of(form: &ReadForm<'_>) -> Self {
        let raw = &form.raw;
        let goals = [&raw.goals.planned, &raw.goals.adjusted, &raw.goals.achieved];
        let amounts = raw.budget.iter().filter(|line| line.spec.is_some()).map(|line| line.values.len());
        let found = [
            raw.indicators.len(),
            raw.columns.len(),
            raw.fields.len(),
            amounts.sum(),
            goals.iter().filter(|goal| goal.is_some()).count() + raw.goal_groups.len(),
            usize::from(raw.total.is_some()),
            usize::from(raw.year.is_some()),
        ];
        Self { found, unread: raw.unused.len() }
    }

    fn is_as_good_as(&self, other: &Self) -> bool {
        self.found.iter().zip(other.found).all(|(own, other)| *own >= other) && self.unread <= other.unread
    }
}

fn heading(book: &Book, form: &ReadForm<'_>, others: &[ReadForm<'_>]) -> String {
    let place = form.raw.place.map(|place| format!("第{place}张表")).unwrap_or_default();
    let mut out = format!(
        "# 表样配置草稿，由 jixiao profile new 根据 {} 的工作表“{}”{place}写成。\n\
         # 以 {} 为基础，这里只写这张表与它不同的地方；# 后面是依据的单元格，整行加 # 的是猜测，核对后再用。\n\
         # jixiao profile keys 说明每一项怎么写，jixiao profile check 配置 表 检查读得全不全。\n",
        one_line(&book.name),
        one_line(&form.raw.sheet),
        form.profile.name
    );
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|other| format!("“{}”", one_line(&other.raw.sheet))).collect();
        push(
            &mut out,
            format_args!("# 这个文件里还有 {} 张表（{}），草稿只看了第一张。\n", names.len(), names.join("、")),
        );
    }
    out + "\n"
}

/// What the draft itself leaves unread.
fn left(account: &Account) -> String {
    let labels = account.unknown.iter().map(|unknown| (unknown.cell, unknown.label.as_str()));
    let rest =
        account.unread.iter().filter(|unread| unread.inside).map(|unread| (unread.cell, unread.written.as_str()));
    let mut left: Vec<_> = labels.chain(rest).collect();
    left.sort_unstable();
    left.dedup_by_key(|(cell, _)| *cell);
    if left.is_empty() {
        return "\n# 用这份草稿，表上的内容全部读到了。\n".to_owned();
    }
    let mut out = "\n# 用这份草稿，还没有读到的内容：\n".to_owned();
    for (cell, written) in left {
        push(&mut out, format_args!("#   {cell}  {}\n", one_line(written)));
    }
    out
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_SHOWN + 1).collect();
    if shown.chars().count() > LONGEST_SHOWN {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// A start for a form in which nothing was found: the general profile, the heading, and what each text is most like.
fn without_form(book: &Book) -> String {
    let visible = book.workbook.sheets.iter().filter(|sheet| sheet.visibility == Visibility::Visible);
    let Some(sheet) = visible.max_by_key(|sheet| texts(sheet).count()) else { return String::new() };
    let builtin = profile::builtin().iter().filter(|profile| profile.is_fallback);
    let about_project = texts(sheet).next().is_some_and(|(_, text)| text.contains("项目"));
    let Some(general) = builtin.into_iter().find(|profile| profile.per_project == about_project) else {
        return String::new();
    };
    let mut text = format!(
        "# 表样配置草稿。jixiao 在 {} 里没有认出自评表，下面列出工作表“{}”上像各栏名称的文字。\n\
         # 请挑出指标表各栏和预算表各栏的名称，去掉前面的 #，再用 jixiao profile check 配置 表 检查。\n\n",
        one_line(&book.name),
        one_line(&sheet.name)
    );
    let mut top = Section::new("");
    top.line(Trust::Sure, format!("extends = {}", quoted(&general.name)), "");
    top.line(Trust::Sure, format!("name = {}", quoted(&head::name(&book.name))), "请另取名称");
    top.line(Trust::Sure, "fallback = false".to_owned(), "");
    let mut labels = Section::new("[labels]");
    if let Some((cell, title)) = texts(sheet).next() {
        labels.line(Trust::Sure, format!("titles_add = {}", list([title.as_str()])), cell.to_string());
    }
    [top, labels]
        .iter()
        .filter(|section| !section.is_empty())
        .for_each(|section| section.write(&mut text, Trust::Sure));
    alike(sheet, general, &mut text);
    text
}

/// Texts that can be a label.
fn texts(sheet: &Sheet) -> impl Iterator<Item = (crate::model::address::CellRef, String)> + '_ {
    const LONGEST: usize = 30;
    let texts = sheet.cells().filter(|(_, cell)| cell.text().is_some()).map(|(at, cell)| (at, shown(cell)));
    texts.filter(|(_, text)| (2..=LONGEST).contains(&text.chars().count()))
}

fn alike(sheet: &Sheet, general: &Profile, out: &mut String) {
    let columns = IndicatorColumn::ALL.map(|column| Candidate {
        key: format!("indicators.columns.{}", column.key()),
        role: Role::IndicatorColumn(column),
    });
    let money = BudgetColumn::ALL
        .map(|column| Candidate { key: format!("budget.columns.{}", column.key()), role: Role::BudgetColumn(column) });
    let candidates: Vec<Candidate> = columns.into_iter().chain(money).collect();
    for (cell, text) in texts(sheet) {
        if let Some(guess) = likeness::nearest(&text, &candidates, general) {
            let (table, key) = guess.key.rsplit_once('.').unwrap_or(("", &guess.key));
            let label = list([one_line(&text).as_str()]);
            push(out, format_args!("\n# [{table}]\n# {key}_add = {label}  # {cell} {}\n", guess.because));
        }
    }
}
