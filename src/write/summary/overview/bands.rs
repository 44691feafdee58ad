//! Grades, execution rates and scores: how many departments in each band, as small tables under charts.

use rust_decimal::Decimal;

use super::{BANDS, COLUMN_PIXELS, ROW_PIXELS, across};
use crate::model::address::{Area, CellRef};
use crate::model::number;
use crate::write::WriteError;
use crate::write::sheet::{Cell, Chart, Page, Series, quoted};
use crate::write::styles::{Look, Style, palette};
use crate::write::summary::departments::{Field, Sheet, header};
use crate::write::summary::plan::{Form, Plan};
use crate::write::summary::table::OVERVIEW;

/// Rows of the charts, then label row and two rows of counts.
const CHART_ROWS: u32 = 9;
pub const HEIGHT: u32 = CHART_ROWS + 3;
/// Columns of one block, the first for the names of its rows.
const BLOCK: u32 = 8;
const SPACE: usize = BLOCK as usize - 1;

/// From, and whether exactly this; to the next band's from. Shares of 1.
const RATES: [(&str, &str); 6] =
    [("<60%", "0"), ("60-80%", "0.6"), ("80-90%", "0.8"), ("90-95%", "0.9"), ("95-100%", "0.95"), ("≥100%", "1")];
const SCORES: [(&str, &str); 7] = [
    ("<60", "0"),
    ("60-70", "0.6"),
    ("70-80", "0.7"),
    ("80-90", "0.8"),
    ("90-95", "0.9"),
    ("95-100", "0.95"),
    ("满分", "1"),
];

/// One row of counts: its name, its colour, the column counted, and per band the criterion and the count.
struct Counts {
    name: &'static str,
    colour: u32,
    field: Field,
    bands: Vec<(String, usize)>,
}

pub fn write(page: &mut Page, plan: &Plan<'_>, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    let forms: Vec<&Form<'_>> = plan.main().forms().collect();
    let scored: Vec<&Form<'_>> = plan.main().scored().collect();
    let names = grade_names(plan);
    let labels: Vec<&str> = names.iter().map(String::as_str).collect();
    let grades = |field: Field, pick: fn(&Form<'_>) -> String| {
        let count = |name: &String| (quoted(name), scored.iter().filter(|form| pick(form) == *name).count());
        (field, names.iter().map(count).collect())
    };
    let own = grades(Field::GradeOwn, |form| form.record.scores.grade_own.clone());
    let again = grades(Field::GradeRecomputed, |form| form.record.scores.grade_recomputed.clone());
    write_block(page, sheet, 0, ("等级分布（家）", &labels, &pair(own, again)))?;

    let rates: Vec<Decimal> = forms.iter().filter_map(|form| form.executed()?.checked_div(form.budget()?)).collect();
    let edges: Vec<Decimal> = RATES.iter().map(|(_, from)| decimal(from)).collect();
    let rates =
        Counts { name: "家数", colour: palette::BRAND_MID, field: Field::Rate, bands: spread(&rates, &edges) };
    write_block(page, sheet, BLOCK, ("执行率分布（家）", &RATES.map(|(label, _)| label), &[rates]))?;

    let full = plan.main().profiles.first().map_or(Decimal::ONE_HUNDRED, |profile| profile.scoring.total);
    let edges: Vec<Decimal> = SCORES.iter().map(|(_, from)| decimal(from).saturating_mul(full).normalize()).collect();
    let scores = |field: Field, pick: fn(&Form<'_>) -> Decimal| {
        (field, spread(&scored.iter().map(|form| pick(form)).collect::<Vec<_>>(), &edges))
    };
    let own = scores(Field::Own, |form| form.record.scores.own);
    let again = scores(Field::Recomputed, |form| form.record.scores.recomputed);
    write_block(page, sheet, 2 * BLOCK, ("自评总分分布（家）", &SCORES.map(|(label, _)| label), &pair(own, again)))
}

type Spread = (Field, Vec<(String, usize)>);

/// The department's own figures beside the recomputed ones.
fn pair((own, bands): Spread, (again, others): Spread) -> [Counts; 2] {
    [
        Counts { name: "填报", colour: 0x9D_C3_E6, field: own, bands },
        Counts { name: "复核", colour: palette::BRAND, field: again, bands: others },
    ]
}

fn grade_names(plan: &Plan<'_>) -> Vec<String> {
    let grades = plan.main().profiles.first().map(|profile| &profile.scoring.grades[..]).unwrap_or_default();
    grades.iter().map(|grade| grade.name.clone()).take(SPACE).collect()
}

fn decimal(text: &str) -> Decimal {
    // The texts are the constants above.
    text.parse().unwrap_or_default()
}

/// Values by band; the first band takes everything below the second edge, the last has no end.
fn spread(values: &[Decimal], edges: &[Decimal]) -> Vec<(String, usize)> {
    let band = |i: usize| {
        let (from, to) = (edges[i], edges.get(i + 1).copied());
        let inside = |value: &&Decimal| (i == 0 || **value >= from) && to.is_none_or(|to| **value < to);
        let (lower, upper) = (number::plain(from), to.map(number::plain));
        let criteria = match (i, upper) {
            (0, Some(upper)) => quoted(&format!("<{upper}")),
            (_, Some(upper)) => format!("{},RANGE,{}", quoted(&format!(">={lower}")), quoted(&format!("<{upper}"))),
            (_, None) => quoted(&format!(">={lower}")),
        };
        (criteria, values.iter().filter(inside).count())
    };
    (0..edges.len()).map(band).collect()
}

fn write_block(
    page: &mut Page,
    sheet: &Sheet<'_>,
    left: u32,
    (title, labels, counts): (&str, &[&str], &[Counts]),
) -> Result<(), WriteError> {
    // A class nobody is in says nothing in the chart, unless nobody is in any.
    let is_met =
        |class: &usize| counts.iter().any(|counts| counts.bands.get(*class).is_some_and(|(_, count)| *count > 0));
    let met: Vec<usize> = (0..labels.len()).filter(is_met).collect();
    let met = if met.is_empty() { (0..labels.len()).collect() } else { met };
    let labels: Vec<&str> = met.iter().map(|class| labels[*class]).collect();
    let table = BANDS + CHART_ROWS;
    let header = Style::Header.look().size(8);
    page.text(CellRef::new(table, left), "", header.clone())?;
    for (col, label) in (left + 1..).zip(&labels) {
        page.text(CellRef::new(table, col), label, Look { wrap: false, ..header.clone() })?;
    }
    for (row, counts) in (table + 1..).zip(counts) {
        page.text(CellRef::new(row, left), counts.name, Style::Centre.look().size(8))?;
        for (col, band) in (left + 1..).zip(met.iter().filter_map(|class| counts.bands.get(*class))) {
            write_count(page, sheet, CellRef::new(row, col), (counts, band))?;
        }
    }
    let right = left + labels.len().max(1) as u32;
    let chart = Chart {
        lying: false,
        title: title.to_owned(),
        sheet: OVERVIEW.to_owned(),
        categories: across(table, left + 1, right),
        series: (table + 1..).zip(counts).map(|(row, counts)| series(counts, across(row, left + 1, right))).collect(),
        size: (BLOCK * COLUMN_PIXELS - 6, CHART_ROWS * ROW_PIXELS - 6),
    };
    page.chart(CellRef::new(BANDS, left), &chart)
}

fn series(counts: &Counts, values: Area) -> Series {
    Series { name: counts.name.to_owned(), values, colour: counts.colour }
}

/// Rows with a number in 序号 only: subtotals are no departments.
fn write_count(
    page: &mut Page,
    sheet: &Sheet<'_>,
    at: CellRef,
    (counts, (criteria, count)): (&Counts, &(String, usize)),
) -> Result<(), WriteError> {
    let range = sheet.range(&counts.field);
    let criteria = criteria.replace("RANGE", &range);
    let formula = format!("COUNTIFS({range},{criteria},{},\">0\")", sheet.range(&Field::No));
    let cell = Cell { formula: Some(&formula), value: (*count).into(), look: Style::Count.look().size(9).centre() };
    page.jump(at, "跳到部门汇总的这一列", &header(sheet, &counts.field), cell)
}
