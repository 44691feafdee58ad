//! The ways departments bend the form; any of them together.

use super::Dice;
use super::grid::{Grid, Value};
use super::truth::{LEVEL1, Line, Row, Truth};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bend {
    Moved,
    WanInHeader,
    WanInNote,
    WanInCell,
    MoneyText,
    MoneyFullWidth,
    RateText,
    RateHundred,
    RateFullWidth,
    RateFormula,
    ScoreWithUnit,
    WeightPercent,
    WeightPoints,
    WeightInLevel,
    MergesUndone,
    GroupsRepeated,
    BrokenHeaders,
    Aliases,
    TotalTwoNumbers,
    BlankRows,
    SerialColumn,
    ColumnsReordered,
    LinesReordered,
    Subtotals,
    BudgetTotal,
    TwoHeaderRows,
    ContactsBelow,
}

impl Bend {
    pub const ALL: [Self; 27] = [
        Self::Moved,
        Self::WanInHeader,
        Self::WanInNote,
        Self::WanInCell,
        Self::MoneyText,
        Self::MoneyFullWidth,
        Self::RateText,
        Self::RateHundred,
        Self::RateFullWidth,
        Self::RateFormula,
        Self::ScoreWithUnit,
        Self::WeightPercent,
        Self::WeightPoints,
        Self::WeightInLevel,
        Self::MergesUndone,
        Self::GroupsRepeated,
        Self::BrokenHeaders,
        Self::Aliases,
        Self::TotalTwoNumbers,
        Self::BlankRows,
        Self::SerialColumn,
        Self::ColumnsReordered,
        Self::LinesReordered,
        Self::Subtotals,
        Self::BudgetTotal,
        Self::TwoHeaderRows,
        Self::ContactsBelow,
    ];
}

/// A handful of bends at once.
pub fn combination(dice: &mut Dice) -> Vec<Bend> {
    Bend::ALL.into_iter().filter(|_| dice.chance(25)).collect()
}

/// Draws the form.
pub fn draw(truth: &Truth, bends: &[Bend]) -> Grid {
    let mut sheet = Drawing { truth, bends, grid: Grid::default(), row: 0 };
    sheet.head();
    sheet.budget();
    sheet.goals();
    sheet.indicators();
    sheet.foot();
    let mut grid = sheet.grid;
    if bends.contains(&Bend::Moved) {
        grid = grid.shifted(3, 2);
    }
    grid
}

struct Drawing<'a> {
    truth: &'a Truth,
    bends: &'a [Bend],
    grid: Grid,
    row: u32,
}

/// Columns of the table, in the form's order.
const COLUMNS: [&str; 9] =
    ["一级指标", "权重", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值", "得分", "偏差及原因分析"];
const ALIASES: [&str; 9] =
    ["一级指标", "权重", "二级指标", "三级指标", "目标值", "实际完成值", "满分", "自评得分", "偏差原因分析及改进措施"];

impl Drawing<'_> {
    fn is(&self, bend: Bend) -> bool {
        self.bends.contains(&bend)
    }

    /// First column of the table: 1 behind a column of running numbers.
    fn left(&self) -> u32 {
        u32::from(self.is(Bend::SerialColumn))
    }

    fn label(&self, plain: &str, alias: &str) -> String {
        let text = if self.is(Bend::Aliases) { alias } else { plain };
        if !self.is(Bend::BrokenHeaders) {
            return text.to_owned();
        }
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        format!("{}\n {}", &text[..middle], &text[middle..])
    }

    fn next(&mut self) -> u32 {
        self.row += 1;
        self.row - 1
    }

    fn gap(&mut self) {
        if self.is(Bend::BlankRows) {
            self.row += 1;
        }
    }

    fn merge(&mut self, merge: (u32, u32, u32, u32)) {
        let vertical = merge.0 != merge.2;
        let undone = self.is(Bend::MergesUndone) || (self.is(Bend::GroupsRepeated) && vertical);
        if !undone {
            self.grid.merge(merge);
        }
    }

    fn head(&mut self) {
        let (left, truth) = (self.left(), self.truth);
        let row = self.next();
        self.grid.text(row, left, "部门整体支出绩效自评表");
        self.merge((row, left, row, left + 8));
        let row = self.next();
        self.grid.text(row, left, format!("（ {}年度）", truth.year));
        self.merge((row, left, row, left + 8));
        if self.is(Bend::WanInNote) {
            let row = self.next();
            self.grid.text(row, left + 7, "单位：万元");
        }
        self.gap();
        let row = self.next();
        self.grid.text(row, left, self.label("评价部门名称", "填报单位"));
        self.grid.text(row, left + 2, truth.department.clone());
        self.merge((row, left + 2, row, left + 4));
        self.grid.text(row, left + 5, self.label("下属单位个数", "二级预算单位个数"));
        self.grid.put(row, left + 7, Value::Number(truth.units as f64));
    }

    fn is_wan(&self) -> bool {
        self.is(Bend::WanInHeader) || self.is(Bend::WanInNote)
    }

    fn budget(&mut self) {
        self.gap();
        let (left, wan) = (self.left(), self.is(Bend::WanInHeader));
        let header = self.next();
        let unit = if wan { "（万元）" } else { "" };
        self.grid.text(header, left, "整体支出规模");
        self.grid.text(header, left + 4, self.label("全年预算数", "调整后预算数") + unit);
        self.grid.text(header, left + 6, self.label("全年执行数", "决算数") + unit);
        self.grid.text(header, left + 8, self.label("执行率", "预算执行率"));
        let mut lines = self.truth.lines.clone();
        if self.is(Bend::LinesReordered) {
            lines.rotate_left(2);
        }
        for line in &lines {
            self.budget_line(line);
        }
        if self.is(Bend::BudgetTotal) {
            let first = &self.truth.lines[0];
            let total = Line { key: "total", label: "合计", budget: first.budget, executed: first.executed };
            self.budget_line(&total);
        }
        let last = self.row - 1;
        self.merge((header, left, last, left));
    }

    fn budget_line(&mut self, line: &Line) {
        let (left, row) = (self.left(), self.next());
        let prefix = match line.key {
            "fiscal_appropriation" => "资金来源：（1）",
            "basic_expenditure" => "资金结构：（1）",
            "total" => "",
            _ => "         （2）",
        };
        self.grid.text(row, left + 1, format!("{prefix}{}", line.label));
        self.merge((row, left + 1, row, left + 3));
        let (budget, executed) = (self.money(line.budget), self.money(line.executed));
        self.grid.put(row, left + 4, budget);
        self.grid.put(row, left + 6, executed);
        if let Some(rate) = self.rate(line, row) {
            self.grid.put(row, left + 8, rate);
        }
    }

    fn money(&self, cents: i64) -> Value {
        if self.is_wan() || self.is(Bend::WanInCell) {
            let text = decimal(cents, 6);
            return match self.is(Bend::WanInCell) && !self.is_wan() {
                true => Value::Text(format!("{text}万元")),
                false if self.is(Bend::MoneyText) => Value::Text(text),
                false => Value::Number(text.parse().expect("a number")),
            };
        }
        match () {
            () if self.is(Bend::MoneyFullWidth) => Value::Text(full_width(&decimal(cents, 2))),
            () if self.is(Bend::MoneyText) => Value::Text(separated(&decimal(cents, 2))),
            () => Value::Shown(decimal(cents, 2).parse().expect("a number"), "#,##0.00"),
        }
    }

    fn rate(&self, line: &Line, row: u32) -> Option<Value> {
        if line.budget == 0 {
            return Some(Value::Number(0.0));
        }
        let ratio = line.executed as f64 / line.budget as f64;
        let hundred = (ratio * 10_000.0).round() / 100.0;
        Some(match () {
            () if self.is(Bend::RateFormula) => {
                let left = self.left() + if self.is(Bend::Moved) { 2 } else { 0 };
                let row = row + if self.is(Bend::Moved) { 4 } else { 1 };
                let column = |at: u32| char::from(b'A' + (left + at) as u8);
                Value::Formula(format!("={}{row}/{}{row}", column(6), column(4)))
            }
            () if self.is(Bend::RateText) => Value::Text(format!("{hundred:.2}%")),
            () if self.is(Bend::RateFullWidth) => Value::Text(full_width(&format!("{hundred:.2}%"))),
            () if self.is(Bend::RateHundred) => Value::Number(hundred),
            () => Value::Shown(ratio, "0.00%"),
        })
    }

    fn goals(&mut self) {
        self.gap();
        let left = self.left();
        let head = self.next();
        self.grid.text(head, left, "年度总体目标");
        self.grid.text(head, left + 1, self.label("年初设定目标", "预期目标"));
        self.merge((head, left + 1, head, left + 4));
        self.grid.text(head, left + 5, self.label("全年完成情况", "实际完成情况"));
        self.merge((head, left + 5, head, left + 8));
        let row = self.next();
        self.merge((head, left, row, left));
        self.grid.text(row, left + 1, self.truth.planned.clone());
        self.merge((row, left + 1, row, left + 4));
        self.grid.text(row, left + 5, self.truth.achieved.clone());
        self.merge((row, left + 5, row, left + 8));
        self.gap();
        let row = self.next();
        self.grid.text(row, left, "分解目标自评");
        self.merge((row, left, row, left + 8));
    }

    /// Where each column of the table stands.
    fn order(&self) -> [u32; 9] {
        let order = match self.is(Bend::ColumnsReordered) {
            true => [0, 1, 2, 3, 6, 7, 4, 5, 8],
            false => [0, 1, 2, 3, 4, 5, 6, 7, 8],
        };
        order.map(|at| at + self.left())
    }

    fn indicators(&mut self) {
        let order = self.order();
        let header = self.next();
        let two = self.is(Bend::TwoHeaderRows);
        if two {
            self.next();
        }
        for (i, at) in order.into_iter().enumerate() {
            if i == 1 && self.is(Bend::WeightInLevel) {
                continue;
            }
            self.grid.text(header, at, self.label(COLUMNS[i], ALIASES[i]));
            self.merge((header, at, header + u32::from(two), at));
        }
        if self.is(Bend::SerialColumn) {
            self.grid.text(header, 0, "序号");
        }
        for level1 in 0..LEVEL1.len() {
            self.group(level1);
        }
    }

    fn group(&mut self, level1: usize) {
        let order = self.order();
        let rows: Vec<&Row> = self.truth.rows.iter().filter(|row| row.level1 == level1).collect();
        let first = self.row;
        let mut level2_from = first;
        for (i, row) in rows.iter().enumerate() {
            let at = self.next();
            let new_level2 = i == 0 || rows[i - 1].level2 != row.level2;
            if i == 0 || self.is(Bend::GroupsRepeated) {
                self.level1(at, level1);
            }
            if new_level2 || self.is(Bend::GroupsRepeated) {
                self.grid.text(at, order[2], row.level2);
            }
            if new_level2 {
                level2_from = at;
            }
            if rows.get(i + 1).is_none_or(|next| next.level2 != row.level2) {
                self.merge((level2_from, order[2], at, order[2]));
            }
            self.values(at, row);
        }
        let last = self.row - 1;
        self.merge((first, order[0], last, order[0]));
        self.merge((first, order[1], last, order[1]));
        if self.is(Bend::Subtotals) {
            self.subtotal(&rows);
        }
    }

    fn level1(&mut self, row: u32, level1: usize) {
        let (name, weight) = LEVEL1[level1];
        let order = self.order();
        if self.is(Bend::WeightInLevel) {
            self.grid.text(row, order[0], format!("{name}（{weight}分）"));
            return;
        }
        self.grid.text(row, order[0], name);
        let value = match () {
            () if self.is(Bend::WeightPercent) => Value::Shown(weight as f64 / 100.0, "0%"),
            () if self.is(Bend::WeightPoints) => Value::Text(format!("{weight}分")),
            () => Value::Number(weight as f64),
        };
        self.grid.put(row, order[1], value);
    }

    fn values(&mut self, at: u32, row: &Row) {
        let order = self.order();
        self.grid.text(at, order[3], row.level3.clone());
        self.grid.text(at, order[4], row.target.clone());
        self.grid.text(at, order[5], row.actual.clone());
        let (points, score) = (self.points(row.points), self.points(row.score));
        self.grid.put(at, order[6], points);
        self.grid.put(at, order[7], score);
        self.grid.text(at, order[8], row.reason.unwrap_or_default());
        if self.is(Bend::SerialColumn) {
            self.grid.put(at, 0, Value::Number(f64::from(at)));
        }
    }

    fn points(&self, hundredths: i64) -> Value {
        let text = decimal(hundredths, 2);
        match self.is(Bend::ScoreWithUnit) {
            true => Value::Text(format!("{text}分")),
            false => Value::Number(text.parse().expect("a number")),
        }
    }

    fn subtotal(&mut self, rows: &[&Row]) {
        let (order, at) = (self.order(), self.next());
        self.grid.text(at, order[2], "小计");
        let sum = |of: fn(&Row) -> i64| rows.iter().map(|row| of(row)).sum();
        let (points, score) = (self.points(sum(|row| row.points)), self.points(sum(|row| row.score)));
        self.grid.put(at, order[6], points);
        self.grid.put(at, order[7], score);
    }

    fn foot(&mut self) {
        self.gap();
        let (order, at) = (self.order(), self.next());
        self.grid.text(at, order[0], self.label("总分", "合计"));
        if self.is(Bend::TotalTwoNumbers) {
            let points = self.points(self.truth.points());
            self.grid.put(at, order[6], points);
        }
        let total = self.points(self.truth.total());
        self.grid.put(at, order[7], total);
        let (filler, phone) = (self.truth.filler, self.truth.phone);
        let at = self.next();
        if self.is(Bend::ContactsBelow) {
            self.grid.text(at, order[0], "填表人");
            self.grid.text(at, order[0] + 1, filler);
            self.grid.text(at, order[0] + 3, "联系电话：");
            self.grid.text(at, order[0] + 4, phone);
        } else {
            self.grid.text(at, order[0], format!("填表人：{filler}            联系电话：{phone}"));
        }
        let at = self.next();
        self.grid.text(
            at,
            order[0],
            "说明：1.预算部门按照附件5设置三级指标和指标值。\n2.上述产出指标和效益指标按重点任务填列。",
        );
    }
}

/// `1234567` with 2 decimals is `12345.67`; trailing zeros are dropped.
pub fn decimal(value: i64, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals);
    let text = format!("{}.{:0width$}", value / scale, value % scale, width = decimals as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn separated(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if fraction.is_empty() { out } else { format!("{out}.{fraction}") }
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c)).collect()
}
