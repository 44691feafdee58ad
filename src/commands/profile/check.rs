//! `profile check`: whether a file is a usable profile, and what it finds on a form.

use std::path::Path;

use serde::Serialize;

use super::Name;
use super::account::{Account, Found, RegionState};
use super::form::Book;
use super::levels::Level1;
use crate::cli::Format;
use crate::commands::Exit;
use crate::commands::output::show;
use crate::ground::RunError;
use crate::profile::{self, ProfileError};
use crate::rules::registry;

/// Of the text of a cell; the JSON has it whole.
const LONGEST_SHOWN: usize = 24;

/// The profile alone, or with a form that it has to read whole.
pub fn run(file: &Path, form: Option<&Path>, format: Format) -> Result<Exit, RunError> {
    let Some(form) = form else {
        show(format, &check(file)?, Name::approval)?;
        return Ok(Exit::Clean);
    };
    let reading = Reading::of(file, form)?;
    show(format, &reading, Reading::text)?;
    Ok(if reading.is_whole() { Exit::Clean } else { Exit::Returned })
}

/// Says that a file is a usable profile; otherwise the error lists every problem with its line.
pub fn check(file: &Path) -> Result<Name, ProfileError> {
    profile::read_file(file, registry::is_known).map(|profile| Name::of(&profile))
}

/// What a profile finds in a workbook.
#[derive(Serialize)]
struct Reading {
    #[serde(flatten)]
    name: Name,
    file: String,
    forms: Vec<Account>,
}

impl Reading {
    fn of(file: &Path, form: &Path) -> Result<Self, RunError> {
        let profile = profile::read_file(file, registry::is_known)?;
        let book = Book::open(form)?;
        let profiles = [profile];
        let forms = book.forms(&profiles).iter().map(Account::of).collect();
        Ok(Self { name: Name::of(&profiles[0]), forms, file: book.name })
    }

    fn is_whole(&self) -> bool {
        !self.forms.is_empty() && self.forms.iter().all(Account::is_whole)
    }

    fn text(&self) -> String {
        let heading = self.name.approval();
        if self.forms.is_empty() {
            return heading
                + &*format!(
                    "\n用它读不出 {}：没有找到指标表。请核对 labels.titles（标题）和 indicators.columns（各栏的名称）；\
                     也可以用 jixiao profile new {} 另起草一份，对照着改。\n",
                    self.file, self.file
                );
        }
        let forms = self.forms.iter().map(|form| text(form, &self.file));
        heading + &*forms.collect::<String>()
    }
}

fn text(form: &Account, file: &str) -> String {
    let place = form.place.map(|place| format!("第{place}张表")).unwrap_or_default();
    let mut out = format!("\n{file}　工作表“{}”{place}\n", form.sheet);
    let parts = form.regions.iter().map(|region| {
        let state = match region.state {
            RegionState::Found => "有",
            RegionState::Missing => "缺少",
            RegionState::NotThere => "没有（不要求）",
            RegionState::DeclaredAbsent => "没有（absent）",
        };
        format!("{}：{state}", region.name)
    });
    section(&mut out, "各部分", [parts.collect::<Vec<_>>().join("　")]);
    section(&mut out, "标题和单项栏目", form.title.iter().chain(&form.fields).map(found));
    section(&mut out, "预算表", form.budget_columns.iter().chain(&form.budget_lines).map(found));
    section(&mut out, "总体目标", form.goals.iter().map(found));
    section(&mut out, &format!("指标表（{} 行）", form.indicators), form.columns.iter().map(found));
    section(&mut out, "一级、二级指标", form.levels.iter().map(level));
    section(&mut out, "缺少的内容", form.missing.iter().map(|missing| format!("{}（{}）", missing.name, missing.key)));
    let unknown = form.unknown.iter().map(|unknown| {
        let guess = unknown.guess.as_ref().map(|guess| format!("，也许是 {}（{}）", guess.key, guess.because));
        format!("{}  {}（{}）{}", unknown.cell, unknown.label, unknown.part.name(), guess.unwrap_or_default())
    });
    section(&mut out, "没有项目认得的名称", unknown);
    let unread = form.unread.iter().map(|unread| {
        let place = if unread.inside { "" } else { "（表外）" };
        format!("{}  {}{place}", unread.cell, shortened(&unread.written))
    });
    section(&mut out, "没有读到的内容", unread);
    out += if form.is_whole() {
        "\n全部读到了，没有缺少的内容。\n"
    } else {
        "\n请按上面列出的改配置，再检查一次。\n"
    };
    out
}

fn section(out: &mut String, title: &str, lines: impl IntoIterator<Item = String>) {
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if !lines.is_empty() {
        *out += &format!("\n【{title}】\n  {}\n", lines.join("\n  "));
    }
}

/// `D12 → E12  fields.filler：张某`; a head or a line has no value of its own.
fn found(found: &Found) -> String {
    let cells = [found.label, found.cell].into_iter().flatten().map(|cell| cell.to_string());
    let mut cells: Vec<String> = cells.collect();
    cells.dedup();
    let key = if found.key.is_empty() { "（没有项目认得）" } else { &found.key };
    let written = if found.written.is_empty() { "（空）".to_owned() } else { shortened(&found.written) };
    format!("{}  {key}：{written}", cells.join(" → "))
}

fn level(level: &Level1) -> String {
    let points = |points: Option<rust_decimal::Decimal>| {
        points.map(|points| format!(" {} 分", crate::model::number::plain(points))).unwrap_or_default()
    };
    let mark = |is_known: bool| if is_known { "" } else { "（配置里没有）" };
    let below =
        level.level2.iter().map(|level| format!("{}{}{}", level.name, points(level.points), mark(level.is_known)));
    let below = below.collect::<Vec<_>>().join("、");
    let below = if below.is_empty() { below } else { format!("：{below}") };
    format!("{}  {}{}{}{below}", level.cell, level.name, points(level.weight), mark(level.is_known))
}

fn shortened(text: &str) -> String {
    let kept: String = text.chars().take(LONGEST_SHOWN).collect();
    if kept.len() < text.len() { kept + "…" } else { kept }
}
