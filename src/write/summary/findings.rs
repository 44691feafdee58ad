//! 问题清单: every finding of the batch, errors first, each level in the order of the departments.

use super::long::LongWriter;
use super::plan::{LEVELS, Plan, Segment};
use super::table::{self, Column, FIRST_ROW, Heading, Value, put};
use crate::model::address::{Area, CellRef};
use crate::model::finding::{Outcome, Severity};
use crate::model::line::FindingLine;
use crate::model::reply::{Reply, RoundState};
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Look, Style, palette};
use crate::write::{WriteError, found, measure};

pub const SHEET: &str = "问题清单";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    No,
    Department,
    /// Of a merged batch, the part.
    Origin,
    File,
    Sheet,
    Cell,
    Level,
    Rule,
    Subject,
    Found,
    Expected,
    Difference,
    Message,
    Fix,
    State,
    Reply,
    Counts,
}

const ALL: [(Field, &str, f64); 17] = [
    (Field::No, "序号", 7.0),
    (Field::Department, "部门", 17.0),
    (Field::Origin, "来源", 12.0),
    (Field::File, "文件", 19.0),
    (Field::Sheet, "工作表", 10.0),
    (Field::Cell, "单元格", 9.0),
    (Field::Level, "级别", 9.0),
    (Field::Rule, "依据规则", 9.5),
    (Field::Subject, "项目", 19.0),
    (Field::Found, "填报内容", 17.0),
    (Field::Expected, "应为", 15.0),
    (Field::Difference, "差额", 13.0),
    (Field::Message, "问题", 34.0),
    (Field::Fix, "修改建议", 32.0),
    (Field::State, "状态", 12.0),
    (Field::Reply, "部门答复", 16.0),
    (Field::Counts, "计入统计", 9.0),
];

/// Shown instead of a level where nothing could be checked.
const UNVERIFIABLE: &str = "无法核验";
const COUNTS: &str = "是";
/// One task with the row of the same rule and column above it.
const GOES_ON: &str = "同上";

/// The columns of this batch, each with its title and its width.
fn fields(has_origins: bool) -> impl Iterator<Item = (Field, &'static str, f64)> {
    ALL.into_iter().filter(move |(field, ..)| has_origins || *field != Field::Origin)
}

pub fn col(plan: &Plan<'_>, wanted: Field) -> u32 {
    fields(plan.has_origins).position(|(field, ..)| field == wanted).unwrap_or(0) as u32
}

/// The live count of findings that count with this text in a column.
pub fn count_formula(plan: &Plan<'_>, field: Field, text: &str) -> String {
    let (texts, counts) = (plan.findings.column(col(plan, field)), plan.findings.column(col(plan, Field::Counts)));
    let one =
        |(texts, counts): (&String, &String)| format!("COUNTIFS({texts},{},{counts},{})", quoted(text), quoted(COUNTS));
    let parts: Vec<_> = texts.iter().zip(&counts).map(one).collect();
    if parts.is_empty() { "0".to_owned() } else { parts.join("+") }
}

pub fn open<'a>(plan: &'a Plan<'_>) -> Result<LongWriter<'a>, WriteError> {
    LongWriter::open(&plan.findings, (&heading(plan), &plan.folder), &|page, rows| colour(page, plan, rows))
}

/// Gives back how many findings were written.
pub fn fill(writer: &mut LongWriter<'_>, plan: &Plan<'_>) -> Result<usize, WriteError> {
    let mut written = 0;
    for level in LEVELS {
        for segment in &plan.listing.segments {
            // A file's lines are read again only for the levels it has.
            if segment.weights(plan.batch).any(|weight| weight.severity == level) {
                fill_segment(writer, plan, (segment, level), &mut written)?;
            }
        }
    }
    Ok(written)
}

fn fill_segment(
    writer: &mut LongWriter<'_>,
    plan: &Plan<'_>,
    (segment, level): (&Segment<'_>, Severity),
    written: &mut usize,
) -> Result<(), WriteError> {
    let mut weights = segment.weights(plan.batch);
    let mut put = |line: &FindingLine<'_>| {
        let goes_on = weights.next().is_some_and(|weight| weight.goes_on);
        if line.severity != level {
            return Ok(());
        }
        let Some((page, at)) = writer.row() else { return Ok(()) };
        *written += 1;
        let department = line.department.as_deref().unwrap_or(segment.department);
        let row = FindingRow { line, department, superseded: segment.superseded, goes_on };
        write_row(page, plan, (at, *written), &row)
    };
    if let Some(file) = segment.file {
        found::each(plan.batch, file, &mut put)?;
    }
    segment.late.iter().try_for_each(|finding| put(&FindingLine::of(finding).from_part(segment.origin)))
}

/// A finding with whose it is.
struct FindingRow<'a> {
    line: &'a FindingLine<'a>,
    department: &'a str,
    superseded: bool,
    /// The same task as the one above.
    goes_on: bool,
}

impl FindingRow<'_> {
    fn counts(&self) -> bool {
        !self.superseded && self.line.counts()
    }
}

fn heading(plan: &Plan<'_>) -> Heading {
    let columns = fields(plan.has_origins).map(|(_, title, width)| Column { title: title.to_owned(), width });
    Heading {
        title: format!("{}绩效自评表问题清单", plan.batch.of_year()),
        note: "错误＝须修改后重新报送　警告＝须说明　提示＝供参考　灰色＝不计入统计（已豁免、已改、已被替代或无法核验）　同上＝相连各行的同一问题，合计一处　规则含义见“规则说明”"
            .to_owned(),
        columns: columns.collect(),
        frozen: 2,
        pages: 1,
        foot: 0,
    }
}

fn write_row(
    page: &mut Page,
    plan: &Plan<'_>,
    (at, number): (u32, usize),
    row: &FindingRow<'_>,
) -> Result<(), WriteError> {
    let place = row.line.area().map(|area| area.to_string()).unwrap_or_default();
    let (state, reply) = (state(row), row.line.reply.as_ref().map(Reply::words).unwrap_or_default());
    let texts = fields(plan.has_origins).map(|(field, _, width)| (text(row, field, (&place, &state, &reply)), width));
    page.height(at, measure::height(texts))?;
    for (col, (field, ..)) in (0..).zip(fields(plan.has_origins)) {
        let value = match field {
            Field::No => Value::count(number),
            Field::Difference => difference(row),
            _ => Value::text(text(row, field, (&place, &state, &reply))),
        };
        put(page, CellRef::new(at, col), value, look(field))?;
    }
    Ok(())
}

fn text<'a>(row: &'a FindingRow<'_>, field: Field, (place, state, reply): (&'a str, &'a str, &'a str)) -> &'a str {
    let finding = row.line;
    match field {
        Field::No => "",
        Field::Department => row.department,
        Field::Origin => finding.source.as_deref().unwrap_or(""),
        Field::File => finding.file.as_deref().unwrap_or(""),
        Field::Sheet => finding.sheet.as_deref().unwrap_or(""),
        Field::Cell => place,
        Field::Level if finding.outcome == Outcome::Unverifiable => UNVERIFIABLE,
        Field::Level => finding.severity.name(),
        Field::Rule => &finding.rule,
        Field::Subject => &finding.subject,
        Field::Found => finding.found.as_deref().unwrap_or(""),
        Field::Expected => finding.expected.as_deref().unwrap_or(""),
        Field::Difference => finding.difference.as_deref().unwrap_or(""),
        Field::Message => &finding.message,
        Field::Fix => &finding.fix,
        Field::State => state,
        Field::Reply => reply,
        Field::Counts if row.counts() && row.goes_on => GOES_ON,
        Field::Counts if row.counts() => COUNTS,
        Field::Counts => "否",
    }
}

/// A number where it is one, so that it can be sorted by.
fn difference<'a>(row: &'a FindingRow<'_>) -> Value<'a> {
    let written = row.line.difference.as_deref();
    match written.and_then(|text| text.parse().ok()) {
        Some(number) => Value::Number(number),
        None => Value::maybe(written),
    }
}

/// How it stands against the submission before, or why it no longer counts.
fn state(row: &FindingRow<'_>) -> String {
    match (&row.line.waived, row.superseded) {
        (None, _) if row.line.state.is_some() => row.line.state.map_or("", RoundState::name).to_owned(),
        (_, true) => "另有文件计入汇总".to_owned(),
        (Some(reason), _) => format!("已豁免：{reason}"),
        (None, _) => String::new(),
    }
}

fn look(field: Field) -> Look {
    match field {
        Field::No | Field::Cell | Field::Level | Field::Rule | Field::Counts => Style::Centre.look().top().wrap(),
        Field::Difference => Style::Text.look().top().number("#,##0.00##;[Red]-#,##0.00##"),
        _ => Style::Prose.look(),
    }
}

fn colour(page: &mut Page, plan: &Plan<'_>, rows: u32) -> Result<(), WriteError> {
    page.tab(palette::BAD);
    let at = |field, row| CellRef::new(row, col(plan, field));
    let last = FIRST_ROW + rows.max(1) - 1;
    let whole = Area::new(CellRef::new(FIRST_ROW, 0), at(Field::Counts, last));
    let counts = at(Field::Counts, FIRST_ROW);
    page.colour_when(whole, &format!("${counts}=\"否\""), &Style::Unverifiable.look())?;
    let level = Area::new(at(Field::Level, FIRST_ROW), at(Field::Level, last));
    table::colour_levels(page, level)
}
