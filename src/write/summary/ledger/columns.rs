//! The columns of 报送台账: titles, widths, looks, and what stands in them.

use super::Line;
use crate::model::batch::Department;
use crate::model::moment;
use crate::model::roster::RosterEntry;
use crate::model::standing::Standing;
use crate::write::columns::{Column, titled};
use crate::write::sheet::Target;
use crate::write::styles::{Look, Style};
use crate::write::summary::notice;
use crate::write::summary::plan::Plan;
use crate::write::summary::table::Value;

pub type LedgerColumn = Column<&'static str, for<'a> fn(&'a Shown<'a>) -> Value<'a>>;

/// A line with what its cells are made of.
pub struct Shown<'a> {
    pub plan: &'a Plan<'a>,
    pub line: &'a Line<'a>,
    pub arrival: Option<&'a Standing>,
}

fn centre() -> Look {
    Style::Centre.look().top()
}

fn prose() -> Look {
    Style::Prose.look()
}

fn link() -> Look {
    Style::Link.look().centre().top()
}

const ALL: [LedgerColumn; 17] = [
    titled("序号", 7.0, centre, |s| s.line.number.map_or(Value::Blank, Value::count)),
    titled("单位编码", 11.0, prose, |s| Value::maybe(s.entry().and_then(|entry| entry.code.as_deref()))),
    titled(NAME, 22.0, prose, |s| Value::maybe(s.name())),
    titled(SECTION, 12.0, prose, |s| Value::maybe(s.line.row.and_then(|row| row.section()))),
    titled(ORIGIN, 14.0, prose, |s| Value::maybe(s.origin())),
    titled(STATE, 13.0, centre, |s| Value::maybe(s.department().map(|department| department.state.name()))),
    titled("文件", 30.0, prose, |s| Value::maybe(s.arrival.map(|arrival| arrival.source.name.as_str()))),
    titled(FORMS, 14.0, prose, |s| Value::maybe(Some(s.line.forms.as_str()).filter(|forms| !forms.is_empty()))),
    titled("文件时间", 19.0, centre, |s| s.arrival.and_then(time).map_or(Value::Blank, Value::text)),
    titled("格式", 8.0, centre, |s| Value::maybe(s.arrival.map(|arrival| arrival.format.as_str()))),
    titled(FILE_STATE, 11.0, centre, |s| Value::maybe(s.file_state())),
    titled("说明", 34.0, prose, |s| Value::text(s.line.because.as_str())),
    titled("填表人", 10.0, prose, |s| Value::maybe(s.field("filler"))),
    titled("联系电话", 17.0, prose, |s| Value::maybe(s.field("phone"))),
    titled("联系人（名册）", 15.0, prose, |s| {
        Value::maybe(s.entry().and_then(|entry| entry.contact.as_deref()))
    }),
    titled("反馈表", 9.0, link, |s| match s.workbook() {
        Some(path) => Value::Link("打开".into(), Target::File(path.to_owned())),
        None => Value::Blank,
    }),
    titled("通知", 9.0, link, |s| match s.notice() {
        Some(target) => Value::Link("查看".into(), target),
        None => Value::Blank,
    }),
];

impl<'a> Shown<'a> {
    fn entry(&self) -> Option<&'a RosterEntry> {
        self.line.row?.entry
    }

    fn department(&self) -> Option<&'a Department> {
        Some(self.line.row?.department)
    }

    fn name(&self) -> Option<&'a str> {
        self.department().map(|department| department.name.as_str()).or(self.line.written)
    }

    fn origin(&self) -> Option<&'a str> {
        let own = self.arrival.and_then(|arrival| arrival.origin.as_deref());
        own.or(self.department().and_then(|department| department.origin.as_deref()))
    }

    fn file_state(&self) -> Option<&'static str> {
        Some(self.plan.batch.states.get(self.line.file?)?.name())
    }

    fn field(&self, key: &str) -> Option<&'a str> {
        self.arrival?.form()?.field(key)
    }

    /// The department's row on 退回通知.
    fn notice(&self) -> Option<Target> {
        self.line.number?;
        Some(Target::cell(notice::SHEET, notice::cell_of(self.plan, self.department()?)?))
    }

    fn workbook(&self) -> Option<&'a str> {
        self.line.number?;
        self.department()?.workbook.as_deref()
    }
}

/// Which forms of a file with several a line is about; only where there is such a file.
const FORMS: &str = "表";
const NAME: &str = "部门名称";
const SECTION: &str = "归口股室";
/// Of a merged batch, the part.
const ORIGIN: &str = "来源";
/// Columns that lines are coloured by.
pub const STATE: &str = "状态";
pub const FILE_STATE: &str = "文件状态";

/// The columns of this batch.
pub fn columns(plan: &Plan<'_>, lines: &[Line<'_>]) -> Vec<LedgerColumn> {
    let several = lines.iter().any(|line| !line.forms.is_empty());
    let is_shown = |title: &str| (several || title != FORMS) && (plan.has_origins || title != ORIGIN);
    let shown = ALL.into_iter().filter(|column| is_shown(column.key));
    let wide = |column: LedgerColumn| match column.key {
        NAME => Column { width: plan.name_width, ..column },
        SECTION => Column { width: plan.section_width(), ..column },
        _ => column,
    };
    shown.map(wide).collect()
}

/// When the file was last saved: as it says itself, else as the file system says.
fn time(arrival: &Standing) -> Option<String> {
    let seconds = arrival.modified_inside.or(arrival.source.modified.map(moment::seconds))?;
    Some(moment::minute(seconds))
}
