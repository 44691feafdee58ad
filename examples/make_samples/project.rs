//! 项目支出绩效自评表, the national form: amounts in 万元, the execution scored beside them.

use rust_xlsxwriter::XlsxError;

use super::forms::{Project, Row};
use super::paper::{Ink, Look, Paper};

const WIDTHS: [f64; 9] = [10.0, 13.0, 17.0, 20.0, 15.0, 15.0, 9.0, 9.0, 24.0];
const LINES: [&str; 4] = ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"];
const MONEY: [&str; 6] = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"];
const COLUMNS: [&str; 8] =
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"];
/// First indicator row, zero-based.
const FIRST: u32 = 12;

pub fn draw(form: &Project) -> Result<Paper, XlsxError> {
    let mut paper = Paper::new("项目自评表", &WIDTHS)?;
    head(&mut paper, form)?;
    budget(&mut paper, form)?;
    goals(&mut paper, form)?;
    indicators(&mut paper, form)?;
    Ok(paper)
}

fn head(paper: &mut Paper, form: &Project) -> Result<(), XlsxError> {
    paper.put((0, 0, 0, 8), Ink::Text("项目支出绩效自评表"), Look::Title)?;
    paper.put((1, 0, 1, 8), Ink::Text("（2023年度）"), Look::Centred)?;
    paper.put((2, 0, 2, 1), Ink::Text("项目名称"), Look::Heading)?;
    paper.put((2, 2, 2, 8), Ink::Text(&form.project), Look::Centred)?;
    paper.put((3, 0, 3, 1), Ink::Text("主管部门"), Look::Heading)?;
    paper.put((3, 2, 3, 4), Ink::Text(&form.department), Look::Centred)?;
    paper.put((3, 5, 3, 5), Ink::Text("实施单位"), Look::Heading)?;
    paper.put((3, 6, 3, 8), Ink::Text(&form.unit), Look::Centred)?;
    paper.fit(0, &[("\n", 0, 8)])
}

fn budget(paper: &mut Paper, form: &Project) -> Result<(), XlsxError> {
    paper.put((4, 0, 8, 0), Ink::Text("项目资金\n（万元）"), Look::Heading)?;
    paper.put((4, 1, 4, 2), Ink::Nothing, Look::Heading)?;
    for (column, label) in (3..).zip(MONEY) {
        paper.put((4, column, 4, column), Ink::Text(label), Look::Heading)?;
    }
    for (index, (label, line)) in LINES.into_iter().zip(&form.lines).enumerate() {
        let row = 5 + index as u32;
        let (initial, budget, executed) = *line;
        paper.put((row, 1, row, 2), Ink::Text(label), Look::Text)?;
        for (column, number) in (3..).zip([initial, budget, executed]) {
            paper.put((row, column, row, column), Ink::Number(number), Look::Money("#,##0.00"))?;
        }
        let scored = (index == 0).then_some(form.execution);
        paper.put((row, 6, row, 6), scored.map_or(Ink::Text("—"), |it| Ink::Number(it.0)), Look::Centred)?;
        paper.put((row, 8, row, 8), scored.map_or(Ink::Text("—"), |it| Ink::Number(it.1)), Look::Centred)?;
        let rate = if budget == 0.0 {
            Ink::Text("—")
        } else {
            Ink::Formula(format!("=F{0}/E{0}", row + 1), executed / budget)
        };
        paper.put((row, 7, row, 7), rate, Look::Rate)?;
    }
    Ok(())
}

fn goals(paper: &mut Paper, form: &Project) -> Result<(), XlsxError> {
    paper.put((9, 0, 10, 0), Ink::Text("年度总体目标"), Look::Heading)?;
    paper.put((9, 1, 9, 4), Ink::Text("预期目标"), Look::Heading)?;
    paper.put((9, 5, 9, 8), Ink::Text("实际完成情况"), Look::Heading)?;
    paper.put((10, 1, 10, 4), Ink::Text(&form.planned), Look::Text)?;
    paper.put((10, 5, 10, 8), Ink::Text(&form.achieved), Look::Text)?;
    paper.fit(10, &[(&form.planned, 1, 4), (&form.achieved, 5, 8)])?;
    for (column, label) in (1..).zip(COLUMNS) {
        paper.put((11, column, 11, column), Ink::Text(label), Look::Heading)?;
    }
    paper.fit(11, &[(COLUMNS[7], 8, 8)])
}

fn indicators(paper: &mut Paper, form: &Project) -> Result<(), XlsxError> {
    let groups = [("产出指标", &form.output), ("效益指标", &form.effect), ("满意度指标", &form.satisfaction)];
    let mut row = FIRST;
    for (name, rows) in groups {
        let end = row + rows.len() as u32;
        paper.put((row, 1, end - 1, 1), Ink::Text(name), Look::Centred)?;
        for (at, indicator) in (row..).zip(rows.iter()) {
            draw_row(paper, at, indicator)?;
        }
        row = end;
    }
    paper.put((FIRST - 1, 0, row - 1, 0), Ink::Text("绩效指标"), Look::Heading)?;
    total(paper, form, row)
}

/// In this form a level-2 of several rows is written on the first of them only.
fn draw_row(paper: &mut Paper, at: u32, row: &Row) -> Result<(), XlsxError> {
    let (level2, level3, target, actual, points, score, reason) = row;
    for (column, text) in (2..).zip([level2, level3, target, actual]) {
        paper.put((at, column, at, column), Ink::Text(text), Look::Centred)?;
    }
    paper.put((at, 6, at, 6), Ink::Number(*points), Look::Centred)?;
    paper.put((at, 7, at, 7), Ink::Number(*score), Look::Centred)?;
    paper.put((at, 8, at, 8), Ink::Text(reason), Look::Text)?;
    paper.fit(at, &[(level2, 2, 2), (level3, 3, 3), (target, 4, 4), (reason, 8, 8)])
}

fn total(paper: &mut Paper, form: &Project, row: u32) -> Result<(), XlsxError> {
    let rows = form.output.iter().chain(&form.effect).chain(&form.satisfaction);
    let sum = form.execution.1 + rows.map(|row| row.5).sum::<f64>();
    let rounded = (sum * 100.0).round() / 100.0;
    paper.put((row, 0, row, 5), Ink::Text("总分"), Look::Heading)?;
    paper.put((row, 6, row, 6), Ink::Number(100.0), Look::Centred)?;
    paper.put((row, 7, row, 7), Ink::Formula(format!("=I6+SUM(H{}:H{row})", FIRST + 1), rounded), Look::Centred)?;
    paper.put((row, 8, row, 8), Ink::Nothing, Look::Centred)
}
