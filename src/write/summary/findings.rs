//! 问题清单: every finding of the batch, errors first, each level in the order of the departments.

use super::long::LongWriter;
use super::plan::{LEVELS, Plan, Segment};
use super::table::{self, FIRST_ROW, Heading, Value};
use crate::model::address::{Area, CellRef};
use crate::model::finding::{Outcome, Severity, is_document};
use crate::model::in_table::InTable;
use crate::model::line::FindingLine;
use crate::model::reply::{Reply, RoundState};
use crate::write::columns::{self, column, headers, write_row};
use crate::write::sheet::{Page, quoted};
use crate::write::styles::{Look, Style, palette};
use crate::write::{WriteError, found};

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

pub type Column = columns::Column<Field, for<'a> fn(&'a FindingRow<'a>) -> Value<'a>>;

fn centre() -> Look {
    Style::Centre.look().top().wrap()
}

fn prose() -> Look {
    Style::Prose.look()
}

fn money() -> Look {
    Style::Text.look().top().number("#,##0.00##;[Red]-#,##0.00##")
}

const ALL: [Column; 17] = [
    column(Field::No, "序号", 7.0, centre, |row| Value::count(row.number)),
    column(Field::Department, "部门", 22.0, prose, |row| Value::maybe(Some(row.department))),
    column(Field::Origin, "来源", 12.0, prose, |row| Value::maybe(row.line.source.as_deref())),
    column(Field::File, "文件", 24.0, prose, |row| Value::maybe(row.line.file.as_deref())),
    column(Field::Sheet, "工作表", 10.0, prose, |row| Value::maybe(row.sheet.filter(|_| row.has_sheets))),
    column(Field::Cell, "单元格", 9.0, centre, |row| row.cell()),
    column(Field::Level, "级别", 9.0, centre, |row| Value::text(row.level())),
    column(Field::Rule, "依据规则", 9.5, centre, |row| Value::maybe(Some(&row.line.rule))),
    column(Field::Subject, "项目", 19.0, prose, |row| Value::maybe(Some(&row.line.subject))),
    column(Field::Found, "填报内容", 21.5, prose, |row| Value::maybe(row.line.found.as_deref())),
    column(Field::Expected, "应为", 17.0, prose, |row| Value::maybe(row.line.expected.as_deref())),
    column(Field::Difference, "差额", 13.0, money, |row| row.difference()),
    column(Field::Message, "问题", 34.0, prose, |row| Value::maybe(Some(&row.line.message))),
    column(Field::Fix, "修改建议", 32.0, prose, |row| Value::maybe(Some(&row.line.fix))),
    column(Field::State, "状态", 12.0, prose, |row| row.state()),
    column(Field::Reply, "部门答复", 16.0, prose, |row| {
        row.line.reply.as_ref().map_or(Value::Blank, |reply| Value::text(Reply::words(reply)))
    }),
    column(Field::Counts, "计入统计", 9.0, centre, |row| Value::text(row.counted())),
];

/// Shown instead of a level where nothing could be checked.
const UNVERIFIABLE: &str = "无法核验";
const COUNTS: &str = "是";
const COUNTS_NOT: &str = "否";
/// One task with the row of the same rule and column above it.
const GOES_ON: &str = "同上";

/// The columns of this batch: the part and the sheet only where one of them has to be told.
pub fn list((has_origins, has_sheets): (bool, bool), name: f64) -> Vec<Column> {
    let is_shown = |column: &Column| match column.key {
        Field::Origin => has_origins,
        Field::Sheet => has_sheets,
        _ => true,
    };
    let wide = |column: Column| if column.key == Field::Department { Column { width: name, ..column } } else { column };
    ALL.into_iter().filter(is_shown).map(wide).collect()
}

pub fn col(plan: &Plan<'_>, wanted: Field) -> u32 {
    columns::col(&plan.finding_columns, &wanted)
}

/// The live count of findings that count with this text in a column.
pub fn count_formula(plan: &Plan<'_>, field: Field, text: &str) -> String {
    counted(plan, &[(field, text)])
}

/// The same of what a rule asks to change or to explain.
pub fn asked_formula(plan: &Plan<'_>, rule: &str) -> String {
    counted(plan, &[(Field::Rule, rule), (Field::Level, &format!("<>{}", Severity::Info.name()))])
}

fn counted(plan: &Plan<'_>, conditions: &[(Field, &str)]) -> String {
    let conditions = conditions.iter().chain(&[(Field::Counts, COUNTS)]);
    let columns: Vec<(Vec<String>, String)> =
        conditions.map(|(field, text)| (plan.findings.column(col(plan, *field)), quoted(text))).collect();
    let sheets = columns.first().map_or(0, |(ranges, _)| ranges.len());
    let one = |sheet: usize| {
        let pairs: Vec<String> = columns.iter().map(|(ranges, text)| format!("{},{text}", ranges[sheet])).collect();
        format!("COUNTIFS({})", pairs.join(","))
    };
    let parts: Vec<String> = (0..sheets).map(one).collect();
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
        let sheet = line.sheet.as_deref().filter(|sheet| plan.is_told(segment.file, sheet));
        let has_sheets = plan.finding_columns.iter().any(|column| column.key == Field::Sheet);
        let superseded = segment.superseded;
        let row = FindingRow { number: *written, line, department, sheet, has_sheets, superseded, goes_on };
        let cells = plan.finding_columns.iter().map(|column| ((column.holds)(&row), (column.look)())).collect();
        write_row(page, &plan.finding_columns, (at, 0.0), cells).map(|_| ())
    };
    if let Some(file) = segment.file {
        found::each(plan.batch, file, &mut put)?;
    }
    segment.late.iter().try_for_each(|finding| put(&FindingLine::of(finding).from_part(segment.origin)))
}

/// A finding with whose it is.
pub struct FindingRow<'a> {
    number: usize,
    line: &'a FindingLine<'a>,
    department: &'a str,
    /// Where the file has no other, nobody needs its name.
    sheet: Option<&'a str>,
    has_sheets: bool,
    superseded: bool,
    /// The same task as the one above.
    goes_on: bool,
}

impl FindingRow<'_> {
    fn level(&self) -> &'static str {
        match self.line.outcome {
            Outcome::Unverifiable => UNVERIFIABLE,
            _ => self.line.severity.name(),
        }
    }

    fn counted(&self) -> &'static str {
        match (!self.superseded && self.line.counts(), self.goes_on) {
            (true, true) => GOES_ON,
            (true, false) => COUNTS,
            (false, _) => COUNTS_NOT,
        }
    }

    /// On a sheet that a form only goes on on, with its name where no column holds it.
    fn cell(&self) -> Value<'_> {
        let is_document = is_document(self.line.file.as_deref());
        let mark = if is_document { ' ' } else { '!' };
        let sheet = self.sheet.filter(|_| !self.has_sheets).map(|sheet| format!("{sheet}{mark}")).unwrap_or_default();
        let place = |area| if is_document { InTable(area).to_string() } else { area.to_string() };
        self.line.area().map_or(Value::Blank, |area| Value::text(format!("{sheet}{}", place(area))))
    }

    /// A number where it is one, so that it can be sorted by.
    fn difference(&self) -> Value<'_> {
        let written = self.line.difference.as_deref();
        match written.and_then(|text| text.parse().ok()) {
            Some(number) => Value::Number(number),
            None => Value::maybe(written),
        }
    }

    /// How it stands against the submission before, or why it no longer counts.
    fn state(&self) -> Value<'_> {
        match (&self.line.waived, self.line.state) {
            (None, Some(state)) => Value::text(RoundState::name(state)),
            _ if self.superseded => Value::text("另有文件计入汇总"),
            (Some(reason), _) => Value::text(format!("已豁免：{reason}")),
            (None, None) => Value::Blank,
        }
    }
}

fn heading(plan: &Plan<'_>) -> Heading {
    Heading {
        title: format!("{}绩效自评表问题清单", plan.batch.of_year()),
        note: "错误＝须修改后重新报送　警告＝需说明　提示＝供参考　灰色＝不计入统计（已豁免、已改、已被替代或无法核验）　同上＝相连各行的同一问题，合计一处　规则含义见“规则说明”"
            .to_owned(),
        columns: headers(&plan.finding_columns),
        frozen: 2,
        breaks: vec![],
        foot: 0,
    }
}

fn colour(page: &mut Page, plan: &Plan<'_>, rows: u32) -> Result<(), WriteError> {
    page.tab(palette::BAD);
    let columns = &plan.finding_columns;
    let (first, last) = (CellRef::new(FIRST_ROW, 0), columns::area(columns, (FIRST_ROW, rows), &Field::Counts).last);
    let counts = columns::at(columns, FIRST_ROW, &Field::Counts);
    let is_grey = format!("${counts}={}", quoted(COUNTS_NOT));
    page.colour_when(Area::new(first, last), &is_grey, &Style::Unverifiable.look())?;
    table::colour_levels(page, columns::area(columns, (FIRST_ROW, rows), &Field::Level))
}
