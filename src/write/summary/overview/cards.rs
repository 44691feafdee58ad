//! The headline numbers.

use rust_decimal::Decimal;

use super::{CARDS, across, number};
use crate::model::address::CellRef;
use crate::model::batch::DepartmentState;
use crate::model::finding::Severity;
use crate::write::WriteError;
use crate::write::sheet::{Cell, Page, Target, quoted};
use crate::write::styles::{Border, Look, Style, palette};
use crate::write::summary::departments::{Field, Sheet, header, there};
use crate::write::summary::plan::Plan;
use crate::write::summary::{findings, table};

/// One headline: a label, a formula with what it gives, and the column it leads to.
struct Card {
    label: &'static str,
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
    page.height(CARDS + 5, 5.0)
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
        page.merge(across(row, col, col + card.width - 1), card.label, small)?;
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
    let card = |label, formula, value: usize, style| Card {
        label,
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

/// Money and scores of the whole batch.
fn figures(plan: &Plan<'_>, sheet: &Sheet<'_>) -> Vec<Card> {
    let total = |field: &Field| there(sheet, sheet.total_row(), field);
    let forms: Vec<_> = plan.main().forms().collect();
    let sum = |values: &mut dyn Iterator<Item = Decimal>| values.fold(Decimal::ZERO, Decimal::saturating_add);
    let budget = sum(&mut forms.iter().filter_map(|form| form.budget()));
    let executed = sum(&mut forms.iter().filter_map(|form| form.executed()));
    let scored: Vec<_> = plan.main().scored().collect();
    let mean = |total: Decimal| total.checked_div(scored.len().into()).unwrap_or_default();
    let own = mean(sum(&mut scored.iter().map(|form| form.record.scores.own)));
    let recomputed = mean(sum(&mut scored.iter().map(|form| form.record.scores.recomputed)));
    let verified = sum(&mut scored.iter().map(|form| form.record.scores.verified_points));
    let unverified = sum(&mut scored.iter().map(|form| form.record.scores.unverified_points));
    let share = unverified.checked_div(verified.saturating_add(unverified)).unwrap_or_default();
    let ratio = |over: &str, under: &str| format!("IFERROR({over}/{under},0)");
    let (verified_range, unverified_range) = (sheet.range(&Field::Verified), sheet.range(&Field::Unverified));
    let unverified_share =
        ratio(&format!("SUM({unverified_range})"), &format!("(SUM({verified_range})+SUM({unverified_range}))"));
    let rate = ratio(&total(&Field::Executed), &total(&Field::Budget));
    let at = |field| header(sheet, &field);
    let money =
        |label, field: Field, yuan| figure(label, (total(&field), plan.money(yuan)), ("#,##0.00", 5), at(field));
    vec![
        money("全年预算数", Field::Budget, budget),
        money("全年执行数", Field::Executed, executed),
        figure("执行率", (rate, executed.checked_div(budget).unwrap_or_default()), ("0.00%", 3), at(Field::Rate)),
        figure("平均自评分", (format!("N({})", total(&Field::Own)), own), ("0.00", 2), at(Field::Own)),
        figure(
            "平均复核分",
            (format!("N({})", total(&Field::Recomputed)), recomputed),
            ("0.00", 2),
            at(Field::Recomputed),
        ),
        figure("无法核验分值占比", (unverified_share, share), ("0.0%", 3), at(Field::Unverified)),
        problems(plan, "需修改（处）", Severity::Error),
        problems(plan, "需说明（处）", Severity::Warning),
    ]
}

/// Findings that count, as the rows of 问题清单 add up: files that are nobody's too.
fn problems(plan: &Plan<'_>, label: &'static str, severity: Severity) -> Card {
    let counted = plan.listing.segments.iter().filter(|segment| !segment.superseded);
    let weights = counted.flat_map(|segment| segment.weights(plan.batch));
    let counted = weights.filter(|weight| weight.counts && weight.severity == severity).count();
    let formula = findings::count_formula(plan, findings::Field::Level, severity.name());
    let header = CellRef::new(table::HEADER_ROW, findings::col(plan, findings::Field::Level));
    figure(label, (formula, counted.into()), ("#,##0", 2), Target::cell(findings::SHEET, header))
}

fn figure(
    label: &'static str,
    (formula, value): (String, Decimal),
    (number, width): (&'static str, u32),
    target: Target,
) -> Card {
    Card { label, formula, value, number, target, style: Style::Text, width }
}
