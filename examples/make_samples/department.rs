//! 部门整体支出绩效自评表, as the bureau's template lays it out: columns A to I.

use rust_xlsxwriter::XlsxError;

use super::forms::{Department, Row, Value};
use super::paper::{Ink, Look, Paper};

const WIDTHS: [f64; 9] = [13.0, 7.0, 17.0, 22.0, 16.0, 14.0, 8.0, 8.0, 24.0];
const LINES: [&str; 4] =
    ["资金来源：（1）财政拨款", "         （2）其他资金", "资金结构：（1）基本支出", "         （2）项目支出"];
const COLUMNS: [&str; 9] =
    ["一级指标", "权重", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值", "得分", "偏差及原因分析"];
const NOTE: &str = "说明：1.预算部门按照附件5《部门整体支出绩效评价指标体系框架》（参考）设置三级指标和指标\n      2.上述产出指标和效益指标根据年初设定的绩效目标既可以按照重点任务完成情况分别填列，也可以依据所有重点任务归纳提炼综合指标。";
/// First indicator row, zero-based.
const FIRST: u32 = 13;

pub fn draw(form: &Department) -> Result<Paper, XlsxError> {
    let mut paper = Paper::new("自评表", &WIDTHS)?;
    head(&mut paper, form)?;
    budget(&mut paper, form)?;
    goals(&mut paper, form)?;
    let end = indicators(&mut paper, form)?;
    total(&mut paper, form, end)?;
    Ok(paper)
}

fn head(paper: &mut Paper, form: &Department) -> Result<(), XlsxError> {
    paper.put((0, 0, 0, 8), Ink::Text("部门整体支出绩效自评表"), Look::Title)?;
    let last = if form.unit_note.is_some() { 6 } else { 8 };
    paper.put((1, 0, 1, last), Ink::Text(&form.year), Look::Centred)?;
    if let Some(note) = &form.unit_note {
        paper.put((1, 7, 1, 8), Ink::Text(note), Look::Centred)?;
    }
    paper.put((2, 0, 2, 0), Ink::Text("评价部门名称"), Look::Heading)?;
    paper.put((2, 1, 2, 4), Ink::Text(&form.department), Look::Centred)?;
    paper.put((2, 5, 2, 6), Ink::Text("下属单位个数"), Look::Heading)?;
    paper.put((2, 7, 2, 8), Ink::Number(form.units.into()), Look::Centred)?;
    paper.fit(0, &[("\n", 0, 8)])
}

fn budget(paper: &mut Paper, form: &Department) -> Result<(), XlsxError> {
    paper.put((3, 0, 7, 0), Ink::Text("整体支出规模"), Look::Heading)?;
    paper.put((3, 1, 3, 3), Ink::Nothing, Look::Heading)?;
    paper.put((3, 4, 3, 5), Ink::Text("全年预算数"), Look::Heading)?;
    paper.put((3, 6, 3, 7), Ink::Text("全年执行数"), Look::Heading)?;
    paper.put((3, 8, 3, 8), Ink::Text("执行率"), Look::Heading)?;
    for ((row, label), line) in (4..).zip(LINES).zip(&form.lines) {
        paper.put((row, 1, row, 3), Ink::Text(label), Look::Text)?;
        paper.put((row, 4, row, 5), amount(line, 0), Look::Money(&form.money))?;
        paper.put((row, 6, row, 7), amount(line, 1), Look::Money(&form.money))?;
        let shown = if line.len() > 2 { Look::Centred } else { Look::Rate };
        paper.put((row, 8, row, 8), rate(row, line), shown)?;
    }
    Ok(())
}

fn amount(line: &[Value], column: usize) -> Ink<'_> {
    match line.get(column) {
        Some(Value::Number(number)) => Ink::Number(*number),
        Some(Value::Text(text)) => Ink::Text(text),
        None => Ink::Nothing,
    }
}

/// The rate as typed, else a formula; nothing where nothing was budgeted.
fn rate(row: u32, line: &[Value]) -> Ink<'_> {
    match line {
        [_, _, typed @ ..] if !typed.is_empty() => amount(typed, 0),
        [Value::Number(budget), Value::Number(executed)] if *budget != 0.0 => {
            Ink::Formula(format!("=G{0}/E{0}", row + 1), executed / budget)
        }
        _ => Ink::Nothing,
    }
}

fn goals(paper: &mut Paper, form: &Department) -> Result<(), XlsxError> {
    paper.put((8, 0, 9, 0), Ink::Text("年度总体目标"), Look::Heading)?;
    paper.put((8, 1, 8, 4), Ink::Text("年初设定目标"), Look::Heading)?;
    paper.put((8, 5, 8, 8), Ink::Text("全年完成情况"), Look::Heading)?;
    paper.put((9, 1, 9, 4), Ink::Text(&form.planned), Look::Text)?;
    paper.put((9, 5, 9, 8), Ink::Text(&form.achieved), Look::Text)?;
    paper.fit(9, &[(&form.planned, 1, 4), (&form.achieved, 5, 8)])?;
    paper.put((10, 0, 10, 8), Ink::Text("分解目标自评"), Look::Heading)?;
    for (column, label) in (0..).zip(COLUMNS) {
        paper.put((11, column, 12, column), Ink::Text(label), Look::Heading)?;
    }
    Ok(())
}

/// Draws all groups and gives the row behind the last one.
fn indicators(paper: &mut Paper, form: &Department) -> Result<u32, XlsxError> {
    let groups = [
        ("管理指标", 30.0, &form.management),
        ("产出指标", 25.0, &form.output),
        ("效果指标", 35.0, &form.effect),
        ("满意度指标", 10.0, &form.satisfaction),
    ];
    let mut row = FIRST;
    for (name, weight, rows) in groups {
        let end = row + rows.len() as u32;
        paper.put((row, 0, end - 1, 0), Ink::Text(name), Look::Centred)?;
        paper.put((row, 1, end - 1, 1), Ink::Number(weight), Look::Centred)?;
        let hint = form.hint.as_deref().filter(|_| name == "管理指标");
        if let Some(hint) = hint {
            paper.put((row, 3, end - 1, 4), Ink::Text(hint), Look::Centred)?;
        }
        level2(paper, row, rows)?;
        for (at, indicator) in (row..).zip(rows) {
            draw_row(paper, at, indicator, hint.is_some())?;
        }
        row = end;
    }
    Ok(row)
}

/// Merges each level-2 name over the rows that belong to it.
fn level2(paper: &mut Paper, first: u32, rows: &[Row]) -> Result<(), XlsxError> {
    let mut start = 0;
    while start < rows.len() {
        let more = rows[start + 1..].iter().take_while(|row| row.0.is_empty()).count();
        let span = (first + start as u32, 2, first + (start + more) as u32, 2);
        paper.put(span, Ink::Text(&rows[start].0), Look::Centred)?;
        start += more + 1;
    }
    Ok(())
}

fn draw_row(paper: &mut Paper, at: u32, row: &Row, hinted: bool) -> Result<(), XlsxError> {
    let (_, level3, target, actual, points, score, reason) = row;
    if !hinted {
        paper.put((at, 3, at, 3), Ink::Text(level3), Look::Centred)?;
        paper.put((at, 4, at, 4), Ink::Text(target), Look::Centred)?;
    }
    paper.put((at, 5, at, 5), Ink::Text(actual), Look::Centred)?;
    paper.put((at, 6, at, 6), Ink::Number(*points), Look::Centred)?;
    paper.put((at, 7, at, 7), Ink::Number(*score), Look::Centred)?;
    paper.put((at, 8, at, 8), Ink::Text(reason), Look::Text)?;
    paper.fit(at, &[(&row.0, 2, 2), (level3, 3, 3), (target, 4, 4), (reason, 8, 8)])
}

/// The total, who filled the form in, and the note; the template keeps the first two in one row.
fn total(paper: &mut Paper, form: &Department, row: u32) -> Result<(), XlsxError> {
    let groups = [&form.management, &form.output, &form.effect, &form.satisfaction];
    let sum = groups.into_iter().flatten().map(|row| row.5).sum::<f64>();
    let rounded = (sum * 100.0).round() / 100.0;
    let ink = form.total.map_or_else(|| Ink::Formula(format!("=SUM(H{}:H{row})", FIRST + 1), rounded), Ink::Number);
    paper.put((row, 0, row, 0), Ink::Text("总分"), Look::Heading)?;
    paper.put((row, 1, row, 2), ink, Look::Centred)?;
    let contact = format!("填表人：{:　<12}        联系电话：{}", form.filler, form.phone);
    paper.put((row, 3, row, 8), Ink::Text(contact.trim_end()), Look::Text)?;
    paper.put((row + 1, 0, row + 1, 8), Ink::Text(NOTE), Look::Text)?;
    paper.fit(row + 1, &[(NOTE, 0, 8)])
}
