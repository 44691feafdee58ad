//! What a department means to say, before anybody writes it into a form.

use super::Dice;

#[derive(Clone, Debug)]
pub struct Line {
    pub key: &'static str,
    pub label: &'static str,
    /// Cents.
    pub budget: i64,
    pub executed: i64,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub level1: usize,
    pub level2: &'static str,
    pub level3: String,
    pub target: String,
    pub actual: String,
    /// Hundredths of a point.
    pub points: i64,
    pub score: i64,
    pub reason: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub struct Truth {
    pub department: String,
    pub year: i32,
    pub units: i64,
    pub lines: Vec<Line>,
    pub planned: String,
    pub achieved: String,
    pub rows: Vec<Row>,
    pub filler: &'static str,
    pub phone: &'static str,
}

pub const LEVEL1: [(&str, i64); 4] = [("管理指标", 30), ("产出指标", 25), ("效果指标", 35), ("满意度指标", 10)];

const DEPARTMENTS: [&str; 6] = ["区教育局", "区财政局", "区民政局", "区水利局", "区司法局", "区统计局"];

/// Level 2, level 3, points of the management rows; fixed by the form.
const MANAGEMENT: [(&str, &str, i64); 7] = [
    ("预算编审管理", "预算编制完整率", 5),
    ("预算执行管理", "预算调整控制情况核定率", 5),
    ("部门结转结余资金管理", "资金清理及时率", 4),
    ("预决算信息公开管理", "信息按期公开率", 4),
    ("部门预算管理", "制度健全率", 4),
    ("政府采购管理", "采购执行规范率", 4),
    ("资产管理", "固定资产利用率", 4),
];

impl Truth {
    /// A clean form: money ties, points and weights are the form's, every deduction has its reason.
    pub fn sample(seed: u64) -> Self {
        let dice = &mut Dice(seed);
        let department = (*dice.pick(&DEPARTMENTS)).to_owned();
        Self {
            year: 2023,
            units: dice.roll(9) as i64,
            lines: lines(dice),
            planned: story(dice, "计划"),
            achieved: story(dice, "完成"),
            rows: management(dice).into_iter().chain(output(dice)).chain(effects()).collect(),
            department,
            filler: "王小明",
            phone: "0799-3370001",
        }
    }

    pub fn points(&self) -> i64 {
        self.rows.iter().map(|row| row.points).sum()
    }

    pub fn total(&self) -> i64 {
        self.rows.iter().map(|row| row.score).sum()
    }
}

const DEEDS: [&str; 6] = ["组织", "检查", "走访", "培训", "修订", "推广"];
const THINGS: [&str; 8] =
    ["应急演练", "困难家庭", "老旧设施", "业务骨干", "工作台账", "惠民政策", "节水技术", "农技课程"];
const PLACES: [&str; 6] = ["乡镇街道", "社区村组", "园区企业", "中小学校", "沿河圩区", "便民大厅"];

/// What a department has to tell; no two tell the same.
fn story(dice: &mut Dice, opening: &str) -> String {
    let deeds = (0..5).map(|_| {
        let count = 3 + dice.roll(900);
        format!("在{}{}{}{count}次", dice.pick(&PLACES), dice.pick(&DEEDS), dice.pick(&THINGS))
    });
    format!("{opening}{}。", deeds.collect::<Vec<_>>().join("，"))
}

fn lines(dice: &mut Dice) -> Vec<Line> {
    let basic = 100_000_000 + dice.roll(900_000_000) as i64;
    let project = 10_000_000 + dice.roll(90_000_000) as i64;
    let spent = project * (90 + dice.roll(10) as i64) / 100;
    let line = |key, label, budget, executed| Line { key, label, budget, executed };
    vec![
        line("fiscal_appropriation", "财政拨款", basic + project, basic + spent),
        line("other_funds", "其他资金", 0, 0),
        line("basic_expenditure", "基本支出", basic, basic),
        line("project_expenditure", "项目支出", project, spent),
    ]
}

fn management(dice: &mut Dice) -> Vec<Row> {
    let rows = MANAGEMENT.iter().map(|(level2, level3, points)| {
        let full = dice.chance(80);
        let points = points * 100;
        Row {
            level1: 0,
            level2,
            level3: (*level3).to_owned(),
            target: "100%".to_owned(),
            actual: if full { "100%" } else { "90%" }.to_owned(),
            points,
            score: if full { points } else { points * 9 / 10 },
            reason: (!full).then_some("个别科室报送材料较晚，下年提前布置。"),
        }
    });
    rows.collect()
}

fn row(level1: usize, level2: &'static str, level3: &str, values: (&str, &str, i64)) -> Row {
    let (target, actual, points) = values;
    let (level3, target, actual) = (level3.to_owned(), target.to_owned(), actual.to_owned());
    Row { level1, level2, level3, target, actual, points: points * 100, score: points * 100, reason: None }
}

fn output(dice: &mut Dice) -> Vec<Row> {
    let visits = 10 + dice.roll(30);
    vec![
        row(1, "数量指标", "开展专项检查次数", (&format!("≥{visits}次"), &format!("{}次", visits + 1), 5)),
        row(1, "数量指标", "举办业务培训场次", ("不少于4场", "5场", 5)),
        row(1, "质量指标", "检查问题整改率", ("≥95%", "98.5%", 5)),
        row(1, "质量指标", "培训考核合格率", (">=90%", "96%", 5)),
        row(1, "时效指标", "工作按期完成率", ("100%", "100%", 5)),
    ]
}

fn effects() -> Vec<Row> {
    vec![
        row(2, "社会效益指标", "政策宣传受益人数", ("≥1.2万人", "1.3万人", 20)),
        row(2, "可持续影响指标", "长效机制执行率", ("≥90%", "95%", 15)),
        row(3, "满意度指标", "服务对象满意度", ("≥90%", "95%", 10)),
    ]
}
