//! The headline numbers.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{CARDS, across, number};
use crate::model::address::CellRef;
use crate::model::batch::DepartmentState;
use crate::model::finding::Severity;
use crate::write::WriteError;
use crate::write::sheet::{Cell, Page, Target, quoted};
use crate::write::styles::{Border, Look, Style, palette};
use crate::write::summary::departments::{Field, Sheet, header, there};
use crate::write::summary::plan::{Form, Plan};
use crate::write::summary::{budget, findings, table};

/// One headline: a label, a formula with what it gives, and the column it leads to.
struct Card {
    label: Cow<'static, str>,
    formula: String,
    value: Decimal,
    number: &'static str,
    target: Target,
    style: Style,
    width: u32,
}

pub fn write(page: &mut Page, plan: &Plan<'_>, sheet: &Sheet<'_>) -> Result<(), WriteError> {
    write_cards(page, CARDS, states(plan, sheet))?;
    page.height(CARDS + 2, 5.0)?;
    write_cards(page, CARDS + 3, figures(plan, sheet))?;
    page.height(CARDS + 5, 5.0)?;
    write_cards(page, CARDS + 6, money(plan))?;
    page.height(CARDS + 8, 5.0)
}

fn write_cards(page: &mut Page, row: u32, cards: Vec<Card>) -> Result<(), WriteError> {
    page.height(row, 17.0)?;
    page.height(row + 1, 29.0)?;
    let mut col = 0;
    for card in cards {
        let look = card.style.look();
        let (ink, fill) = (look.ink, look.fill.unwrap_or(palette::BRAND_SOFT));
        let small = Look { border: Border::None, ..Look::default() }.size(9).ink(palette::MUTED).fill(fill).centre();
        let large = small.clone().size(16).bold().ink(ink).number(card.number).centre();
        page.merge(across(row, col, col + card.width - 1), &card.label, small)?;
        let cell = Cell { formula: Some(&card.formula), value: card.value, look: large };
        number(page, across(row + 1, col, col + card.width - 1), cell, &card.target)?;
        col += card.width;
    }
    Ok(())
}

/// How many departments are in which state.
fn states(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Vec<Card> {
    let states = sheet.range(&Field::State);
    // Each department's state stands in one row, however many forms it sent.
    let departments = format!("COUNTIF({states},\"?*\")");
    let all = plan.batch.departments.len();
    let count = |state| plan.batch.departments.iter().filter(|d| d.state == state).count();
    let card = |label: &'static str, formula, value: usize, style| Card {
        label: label.into(),
        formula,
        value: value.into(),
        number: "#,##0",
        target: header(sheet, &Field::State),
        style,
        width: 3,
    };
    let missing = DepartmentState::Missing;
    let arrived = format!("{departments}-COUNTIF({states},{})", quoted(missing.name()));
    let mut cards = vec![
        card(if plan.batch.roster.is_some() { "应报送" } else { "报送部门" }, departments.clone(), all, Style::Text),
        card("已报送", arrived, all - count(missing), Style::Text),
    ];
    for (state, style) in crate::write::summary::departments::STATE_COLOURS {
        let formula = format!("COUNTIF({states},{})", quoted(state.name()));
        let first = plan.main().rows.iter().position(|row| row.department.state == state);
        let target = first.map(|index| Target::cell(&sheet.name, sheet.cell(index, &Field::State)));
        let card = card(state.name(), formula, count(state), style);
        cards.push(Card { target: target.unwrap_or(card.target), ..card });
    }
    cards
}

/// Scores and tasks of the whole batch.
fn figures(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Vec<Card> {
    let scored: Vec<_> = plan.main().scored().collect();
    let sum = |values: &mut dyn Iterator<Item = Decimal>| values.fold(Decimal::ZERO, Decimal::saturating_add);
    let mean = |total: Decimal| total.checked_div(scored.len().into()).unwrap_or_default();
    let own = mean(sum(&mut scored.iter().map(|form| form.own_total())));
    let recomputed = mean(sum(&mut scored.iter().map(|form| form.record.scores.recomputed)));
    let verified = sum(&mut scored.iter().map(|form| form.record.scores.verified_points));
    let unverified = sum(&mut scored.iter().map(|form| form.record.scores.unverified_points));
    let share = unverified.checked_div(verified.saturating_add(unverified)).unwrap_or_default();
    let returned = scored.iter().filter(|form| form.department.state == DepartmentState::Returned).count();
    let over = format!("（{}家，含退回{returned}家）", scored.len());
    let (verified_range, unverified_range) = (sheet.range(&Field::Verified), sheet.range(&Field::Unverified));
    let unverified_share =
        format!("IFERROR(SUM({unverified_range})/(SUM({verified_range})+SUM({unverified_range})),0)");
    let recomputed_mean = format!("N({})", there(sheet, sheet.total_row(), &Field::Recomputed));
    let at = |field| header(sheet, &field);
    let mut cards = vec![
        figure(format!("平均自评分{over}"), (mean_formula(sheet), own), ("0.00", 6), at(Field::Stated)),
        figure(format!("平均复核分{over}"), (recomputed_mean, recomputed), ("0.00", 6), at(Field::Recomputed)),
        figure("无法核验分值占比", (unverified_share, share), ("0.0%", 4), at(Field::Unverified)),
        problems(plan, "须修改（处）", Severity::Error),
        problems(plan, "需说明（处）", Severity::Warning),
    ];
    if let Some(projects) = projects(plan) {
        for (card, width) in cards.iter_mut().zip([5, 5, 4, 3, 3]) {
            card.width = width;
        }
        cards.push(projects);
    }
    cards
}

/// Forms that are not the departments' own, and where they stand.
fn projects(plan: &Plan<'_>) -> Option<Card> {
    let sheets: Vec<Sheet<'_>> = plan.others().iter().map(|kind| Sheet::of(plan, kind)).collect();
    let target = header(sheets.first()?, &Field::Project);
    let counts = sheets.iter().map(|sheet| format!("COUNTIF({},\">0\")", sheet.range(&Field::No)));
    let formula = counts.collect::<Vec<_>>().join("+");
    let forms: usize = plan.others().iter().map(|kind| kind.rows.len()).sum();
    Some(figure("项目自评表（份）", (formula, forms.into()), ("#,##0", 4), target))
}

/// The total row's figure, else the sum of the scores, over the rows of departments: subtotals have no number.
fn mean_formula(sheet: &Sheet<'_>) -> String {
    let [stated, own, recomputed, no] =
        [Field::Stated, Field::Own, Field::Recomputed, Field::No].map(|field| sheet.range(&field));
    let row = format!("{no},\">0\"");
    let sums = format!("SUMIFS({stated},{row})+SUMIFS({own},{row})-SUMIFS({own},{stated},\">=0\",{row})");
    format!("IFERROR(({sums})/COUNTIFS({recomputed},\">=0\",{row}),0)")
}

/// Money of the whole batch, and without the departments whose money has an open error.
fn money(plan: &Plan<'_>) -> Vec<Card> {
    let (kind, sheet) = (plan.main(), budget::Sheet::of(plan, plan.main()));
    let sum = |values: &mut dyn Iterator<Item = Decimal>| values.fold(Decimal::ZERO, Decimal::saturating_add);
    let all = [sum(&mut kind.forms().filter_map(Form::budget)), sum(&mut kind.forms().filter_map(Form::executed))];
    let sound = budget::sound_totals(kind);
    let wrong = kind.forms().filter(|form| form.has_money_error()).count();
    let cells = [false, true].map(|executed| budget::total_cells(&sheet, executed));
    let mut cards = Vec::new();
    for (which, (figures, without)) in
        [(all, String::new()), (sound, format!("（不含金额有误的{wrong}家）"))].into_iter().enumerate()
    {
        let [budget, executed] = [0, 1].map(|column: usize| cells[column][which].clone());
        let rate = format!("IFERROR({}/{},0)", executed.formula(), budget.formula());
        let value = figures[1].checked_div(figures[0]).unwrap_or_default();
        for (name, target, yuan) in [("全年预算数", &budget, figures[0]), ("全年执行数", &executed, figures[1])]
        {
            let formula = (target.formula(), plan.money(yuan));
            cards.push(figure(format!("{name}{without}"), formula, ("#,##0.00", 5), target.clone()));
        }
        cards.push(figure(
            format!("执行率{}", if which == 0 { "" } else { "（不含）" }),
            (rate, value),
            ("0.00%", 2),
            budget,
        ));
    }
    cards
}

/// Findings that count, as the rows of 问题清单 add up: files that are nobody's too.
fn problems(plan: &Plan<'_>, label: &'static str, severity: Severity) -> Card {
    let counted = plan.listing.segments.iter().filter(|segment| !segment.superseded);
    let weights = counted.flat_map(|segment| segment.weights(plan.batch));
    let counted = weights.filter(|weight| weight.counts && !weight.goes_on && weight.severity == severity).count();
    let formula = findings::count_formula(plan, findings::Field::Level, severity.name());
    let header = CellRef::new(table::HEADER_ROW, findings::col(plan, findings::Field::Level));
    figure(label, (formula, counted.into()), ("#,##0", 4), Target::cell(findings::SHEET, header))
}

fn figure(
    label: impl Into<Cow<'static, str>>,
    (formula, value): (String, Decimal),
    (number, width): (&'static str, u32),
    target: Target,
) -> Card {
    Card { label: label.into(), formula, value, number, target, style: Style::Text, width }
}
