//! A sheet cut into forms: side by side where a header comes twice in a row, one below the other where a heading
//! or the fields of a head begin anew after a table.

use super::columns::{self, indicator};
use super::label::{Text, View};
use crate::model::address::{Area, CellRef};
use crate::model::grid::Sheet;
use crate::profile::spec::{IndicatorColumn, Profile, Role};

/// Labels of columns that make a row a header.
const FEWEST_COLUMNS: usize = 4;
/// Columns without a name between two labels of one header, and one.
const NEAR: u32 = 4;
/// More forms than these on a sheet are a list of something else.
const MOST_FORMS: usize = 2_000;

/// The parts of the sheet that may each hold one form, in reading order.
pub fn regions(sheet: &Sheet, texts: &[Text], profile: &Profile) -> Vec<Area> {
    let Some(last) = sheet.last_cell() else { return Vec::new() };
    let whole = Area::new(CellRef::new(0, 0), last);
    let view = View::new(sheet, texts, whole, profile);
    let forms = side_by_side(&view).into_iter().flat_map(|strip| match strip == whole {
        true => stacked(&view),
        false => stacked(&View::new(sheet, texts, strip, profile)),
    });
    forms.take(MOST_FORMS).collect()
}

/// The columns of each form where several stand abreast, else the whole area.
fn side_by_side(view: &View<'_>) -> Vec<Area> {
    let titles = headings_abreast(view);
    let repeats = header_rows(view).into_iter().flat_map(|row| repeats_in(view, row));
    let mut cuts: Vec<u32> = titles.iter().copied().chain(repeats).chain(headers_abreast(view)).collect();
    cuts.sort_unstable();
    cuts.dedup();
    // A header whose first words differ seems to begin again at the later ones.
    let ends: Vec<u32> = cuts.iter().skip(1).copied().chain([u32::MAX]).collect();
    let names = name_columns(view);
    let holds_table = |(cut, end): (&u32, &u32)| names.iter().any(|col| (*cut..*end).contains(col));
    let kept = cuts.iter().zip(&ends).filter(|(cut, end)| titles.contains(cut) || holds_table((cut, end)));
    let cuts: Vec<u32> = kept.map(|(cut, _)| *cut).collect();
    let lasts = cuts.iter().map(|col| col - 1).chain([view.area.last.col]);
    let firsts = [view.area.first.col].into_iter().chain(cuts.iter().copied());
    let column =
        |(first, last)| Area::new(CellRef::new(view.area.first.row, first), CellRef::new(view.area.last.row, last));
    firsts.zip(lasts).map(column).collect()
}

/// Headings beside each other in one row: each heads a form of its own.
fn headings_abreast(view: &View<'_>) -> Vec<u32> {
    let titles: Vec<&Text> = view.with_role(Role::Title).collect();
    let beside = titles.windows(2).filter(|pair| pair[0].cell.row == pair[1].cell.row && !pair[0].area.is_single());
    beside.map(|pair| pair[1].cell.col).collect()
}

/// Tables beside each other of which one begins a few rows lower: no column of one is above the other.
fn headers_abreast(view: &View<'_>) -> Vec<u32> {
    let mut spans: Vec<Area> = header_rows(view).into_iter().filter_map(|row| header_span(view, row)).collect();
    spans.sort_unstable_by_key(|span| span.first.col);
    let mut reach = None;
    let mut cuts = Vec::new();
    for span in spans {
        if let Some(reach) = reach.filter(|reach| span.first.col > *reach) {
            cuts.push(left_edge(view, span.first.row, reach, span.first.col));
        }
        reach = reach.max(Some(span.last.col));
    }
    cuts
}

/// From the first to the last column label of the row that are close together.
fn header_span(view: &View<'_>, row: u32) -> Option<Area> {
    let labels = column_labels(view, row);
    let runs = labels.chunk_by(|left, right| right.cell.col <= left.area.last.col + NEAR);
    let run = runs.max_by_key(|run| run.len()).filter(|run| run.len() >= FEWEST_COLUMNS - 1)?;
    Some(Area::new(run.first()?.cell, run.last()?.area.last))
}

/// Columns at which the labels of a header row begin again.
fn repeats_in(view: &View<'_>, row: u32) -> Vec<u32> {
    let labels: Vec<&Text> = column_labels(view, row);
    let begins_as = |at: usize| {
        let both = labels[at..].iter().zip(&labels);
        both.take_while(|(again, first)| again.key.key == first.key.key).count()
    };
    let again = (FEWEST_COLUMNS..labels.len()).filter(|at| begins_as(*at) >= FEWEST_COLUMNS);
    again.map(|at| left_edge(view, row, labels[at - 1].area.last.col, labels[at].cell.col)).collect()
}

/// A heading above the second form may begin left of its table; what reaches down into the header is the first one's
/// last column.
fn left_edge(view: &View<'_>, header: u32, after: u32, col: u32) -> u32 {
    let above = view.labels().map(|(text, _)| text.area).filter(|area| area.last.row < header);
    above.map(|area| area.first.col).filter(|at| *at > after && *at < col).min().unwrap_or(col)
}

fn column_labels<'a>(view: &View<'a>, row: u32) -> Vec<&'a Text> {
    let labels = view.row(row).filter(|(_, roles)| columns::named(*roles, indicator).next().is_some());
    labels.map(|(text, _)| text).collect()
}

/// Rows that head an indicator table: enough columns, a name among them.
fn header_rows(view: &View<'_>) -> Vec<u32> {
    let mut rows: Vec<u32> = view.labels().map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    let is_header = |row: &u32| {
        let named = view.row(*row).filter(|(_, roles)| columns::named(*roles, indicator).next().is_some());
        let named: Vec<_> = named.collect();
        named.len() >= FEWEST_COLUMNS - 1 && named.iter().any(|(_, roles)| roles.any(is_name))
    };
    rows.into_iter().filter(is_header).collect()
}

fn is_name(role: Role) -> bool {
    use IndicatorColumn::{Level1, Level2, Level3};
    matches!(role, Role::IndicatorColumn(Level1 | Level2 | Level3))
}

/// Columns that header rows name as those of names.
fn name_columns(view: &View<'_>) -> Vec<u32> {
    let labels = header_rows(view).into_iter().flat_map(|row| view.row(row));
    labels.filter(|(_, roles)| roles.any(is_name)).map(|(text, _)| text.cell.col).collect()
}

/// The rows of each form where several stand below each other.
fn stacked(view: &View<'_>) -> Vec<Area> {
    let headers = header_rows(view);
    let mut starts = vec![view.area.first.row];
    for row in beginnings(view, &headers) {
        let last = starts[starts.len() - 1];
        if headers.iter().any(|header| (last..row).contains(header)) {
            starts.push(row);
        }
    }
    let ends = starts.iter().skip(1).map(|row| row - 1).chain([view.area.last.row]);
    let rows = |(first, last): (&u32, u32)| {
        Area::new(CellRef::new(*first, view.area.first.col), CellRef::new(last, view.area.last.col))
    };
    starts.iter().zip(ends).map(rows).collect()
}

/// Rows with a heading, or with the field that opens a head, that a header follows.
fn beginnings(view: &View<'_>, headers: &[u32]) -> Vec<u32> {
    let mut rows: Vec<u32> = view.labels().map(|(text, _)| text.cell.row).collect();
    rows.dedup();
    rows.retain(|row| match view.row(*row).next() {
        Some((text, roles)) => {
            leads(view, text)
                && (is_heading(view, text, roles.has(Role::Title), headers) || opens_head(view, text, headers))
        }
        None => false,
    });
    rows
}

/// Nothing stands left of it.
fn leads(view: &View<'_>, text: &Text) -> bool {
    view.filled(text.cell.row).next().is_some_and(|(at, _)| at == text.cell)
}

/// A heading alone in its row. One that says it goes on, or that has no head of its own below it, is the same form's
/// next page.
fn is_heading(view: &View<'_>, text: &Text, is_title: bool, headers: &[u32]) -> bool {
    is_title
        && view.filled(text.cell.row).nth(1).is_none()
        && !goes_on(view.profile, &text.key.key)
        && match headers.iter().find(|header| **header > text.cell.row) {
            Some(header) => has_head(view, text.cell.row, *header),
            None => is_cut_short(view, text.cell.row),
        }
}

/// （续）, 续表: what is said of a part that goes on.
pub fn goes_on(profile: &Profile, key: &str) -> bool {
    profile.words.continued.iter().any(|word| key.ends_with(word.as_str()))
}

/// A budget below the heading and no table: half of another form, which must not go unsaid.
fn is_cut_short(view: &View<'_>, from: u32) -> bool {
    const REACH: u32 = 10;
    let below = (from + 1..from + REACH).flat_map(|row| view.row(row));
    below.into_iter().filter(|(_, roles)| roles.any(|role| matches!(role, Role::BudgetColumn(_)))).count() >= 2
}

/// A field or a budget stands between a heading and the table.
fn has_head(view: &View<'_>, from: u32, to: u32) -> bool {
    let opens =
        |role: Role| matches!(role, Role::Field(_) | Role::BudgetColumn(_) | Role::BudgetLine(_) | Role::GoalPlanned);
    let inline = |text: &Text| text.key.key.contains(':');
    (from + 1..to).flat_map(|row| view.row(row)).any(|(text, roles)| roles.any(opens) || inline(text))
}

/// The project's or the department's name behind its label, after a table and before the next one: a head without
/// a heading.
fn opens_head(view: &View<'_>, text: &Text, headers: &[u32]) -> bool {
    let row = text.cell.row;
    let names_whom = |key: &str| matches!(key, "project" | "department");
    let fields = &view.profile.fields;
    let roles = super::label::Roles::of_key(text.bare().split(':').next().unwrap_or_default(), view.profile);
    let is_opening = roles.any(|role| matches!(role, Role::Field(i) if names_whom(&fields[i].key)));
    let (Some(above), Some(below)) =
        (headers.iter().rev().find(|header| **header < row), headers.iter().find(|header| **header > row))
    else {
        return false;
    };
    // A heading above has opened the form already; one below opens it, and this is the stamp under the form before.
    let mut between = (above + 1..*below).flat_map(|row| view.row(row));
    let headed = between.any(|(text, roles)| is_heading(view, text, roles.has(Role::Title), headers));
    let budget = (row..*below).flat_map(|row| view.row(row));
    is_opening && !headed && budget.into_iter().any(|(_, roles)| roles.any(|r| matches!(r, Role::BudgetColumn(_))))
}
