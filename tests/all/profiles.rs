//! Layouts that no built-in profile has, each read by a short TOML of its own (tests/fixtures/profiles), and the two
//! commands for whoever writes one: `profile check` with a form, `profile new`.
//! The forms are drawn here as text; places and names are invented.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;
use tempfile::TempDir;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/profiles");
/// A profile longer than this is no answer to a form that differs a little.
const LONGEST_PROFILE: usize = 40;

/// A line a row, `|` between cells; `<` belongs to the cell on its left and `^` to the one above, `⏎` breaks a line.
/// A cell that is a number is one, unless an apostrophe stands before it.
fn draw(path: &Path, text: &str) {
    let rows: Vec<Vec<&str>> =
        text.trim().lines().map(|line| line.trim().split('|').map(str::trim).collect()).collect();
    let at = |row: usize, col: usize| rows.get(row).and_then(|row| row.get(col)).copied().unwrap_or_default();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate().filter(|(_, cell)| !["<", "^"].contains(cell)) {
            let right = (col + 1..).take_while(|col| at(row, *col) == "<").last().unwrap_or(col);
            let down = (row + 1..).take_while(|row| at(*row, col) == "^").last().unwrap_or(row);
            let (r, c) = (row as u32, col as u16);
            if (right, down) != (col, row) {
                sheet.merge_range(r, c, down as u32, right as u16, "", &Format::new()).expect("a merge");
            }
            match cell.parse::<f64>() {
                Ok(number) => drop(sheet.write_number(r, c, number).expect("a number")),
                Err(_) if cell.is_empty() => {}
                Err(_) => {
                    let text = cell.trim_start_matches('\'').replace('⏎', "\n");
                    sheet.write_string(r, c, text).expect("a text");
                }
            }
        }
    }
    workbook.save(path).expect("the workbook is written");
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn form(&self, text: &str) -> PathBuf {
        let path = self.path("表.xlsx");
        draw(&path, text);
        path
    }

    fn profile(&self, text: &str) -> PathBuf {
        let path = self.path("own.toml");
        fs::write(&path, text).expect("a profile");
        path
    }

    /// The lines of submissions.jsonl, the form read with a profile.
    fn submissions(&self, form: &Path, profile: &Path) -> Vec<Value> {
        let out = self.path("结果");
        let run = jixiao(&[
            Path::new("batch"),
            form,
            Path::new("--out"),
            &out,
            Path::new("--profile"),
            profile,
            Path::new("--quiet"),
        ]);
        assert!(run.status.code().is_some_and(|code| code < 2), "{run:?}");
        let lines = fs::read_to_string(out.join("data/submissions.jsonl")).expect("submissions");
        lines.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    fn submission(&self, form: &Path, profile: &Path) -> Value {
        let mut submissions = self.submissions(form, profile);
        assert_eq!(submissions.len(), 1, "{submissions:#?}");
        submissions.remove(0)
    }
}

fn jixiao(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jixiao")).args(arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(FIXTURES).join(name)
}

/// One value in a word: `-` for null.
fn word(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn words(value: &Value, keys: &[&str]) -> String {
    keys.iter().map(|key| word(&value[*key])).collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn same(what: &str, found: &[String], expected: &str) {
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found, expected, "{what}");
}

#[track_caller]
fn lines(submission: &Value, keys: &[&str], expected: &str) {
    let lines = submission["budget"].as_array().expect("a budget").iter();
    same("budget", &lines.map(|line| words(line, keys)).collect::<Vec<_>>(), expected);
}

#[track_caller]
fn rows(submission: &Value, keys: &[&str], expected: &str) {
    let rows = submission["indicators"].as_array().expect("indicators").iter();
    same("indicators", &rows.map(|row| words(row, keys)).collect::<Vec<_>>(), expected);
}

/// Read by a fixture, which finds everything on it.
fn read_by(name: &str, form: &str) -> Value {
    let place = Place::new();
    let form = place.form(form);
    let submission = place.submission(&form, &fixture(name));
    let checked = jixiao(&[Path::new("profile"), Path::new("check"), &fixture(name), &form]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    submission
}

const MEASURED: &[&str] = &["level1", "level2", "level3", "target", "actual"];
const SCORED: &[&str] = &["level2", "level3", "target", "actual", "points", "score"];
const MONEY: &[&str] = &["line", "budget", "executed"];

const COUNTY_FUND: &str = "
    石桥县2023年度县级专项资金绩效自评表 | < | < | < | < | < | <
    项目名称 | 乡村道路养护资金 | < | 主管部门 | 石桥县交通运输局 | < | <
    资金文号 | 石财建〔2023〕12号 | < | 实施单位 | 石桥县公路养护站 | < | <
    项目资金（万元） | 资金来源 | < | 全年预算数 | 全年执行数 | 执行率 | <
    ^ | 年度资金总额 | < | 320 | 304 | '95% | <
    ^ | 其中：财政拨款 | < | 300 | 288 | '96% | <
    ^ | 自筹资金 | < | 20 | 16 | '80% | <
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | <
    ^ | 养护县道60公里，保障群众出行 | < | < | 养护县道58公里 | < | <
    一级指标 | 二级指标 | 三级指标 | < | 年度指标值 | 全年完成值 | 未完成原因和改进措施
    产出指标 | 数量指标 | 养护里程 | < | '≥60公里 | '58公里 | 两公里因汛期塌方改线
    ^ | 质量指标 | 养护合格率 | < | '≥95% | '97% |
    效益指标 | 社会效益指标 | 通行村数 | < | '≥40个 | '42个 |
    满意度指标 | 服务对象满意度指标 | 群众满意度 | < | '≥90% | '93% |
    填表人：林小满 | < | 联系电话：0799-0000000 | < | < | < | <
";

#[test]
fn a_county_fund_that_is_not_scored() {
    let read = read_by("county-fund.toml", COUNTY_FUND);
    assert_eq!(words(&read, &["department", "project", "fiscal_year"]), "石桥县交通运输局 | 乡村道路养护资金 | 2023");
    assert_eq!(words(&read["fields"], &["approval", "implementer"]), "石财建〔2023〕12号 | 石桥县公路养护站");
    lines(
        &read,
        MONEY,
        "total | 3200000.00 | 3040000.00
         current_appropriation | 3000000.00 | 2880000.00
         own_funds | 200000.00 | 160000.00",
    );
    rows(
        &read,
        &["level2", "level3", "target", "actual", "points", "score", "reason"],
        "数量指标 | 养护里程 | ≥60公里 | 58公里 | - | - | 两公里因汛期塌方改线
         质量指标 | 养护合格率 | ≥95% | 97% | - | - | -
         社会效益指标 | 通行村数 | ≥40个 | 42个 | - | - | -
         服务对象满意度指标 | 群众满意度 | ≥90% | 93% | - | - | -",
    );
    assert_eq!(words(&read["scores"], &["self", "recomputed", "grade_self"]), "- | - | -");
    assert_eq!(words(&read["goals"], &["planned", "achieved"]), "养护县道60公里，保障群众出行 | 养护县道58公里");
}

const TRANSFER: &str = "
    转移支付区域绩效自评表 | < | < | < | < | < | <
    （2023年度） | < | < | < | < | < | <
    转移支付(项目)名称 | 农村饮水提升补助 | < | < | 填报口径 | 县级汇总 | <
    中央主管部门 | 农业农村部 | < | < | 省级主管部门 | 青岭省水利厅 | <
    地方主管部门 | 石桥县水利局 | < | < | 资金使用单位 | 石桥县供水站 | <
    资金情况（万元） |  |  | 全年预算数(A) | 全年执行数(B) | 预算执行率(B/A×100%) | <
    ^ | 年度资金总额 | < | 860 | 817 | '95% | <
    ^ | 其中：中央补助 | < | 600 | 600 | '100% | <
    ^ | 地方资金 | < | 200 | 160 | '80% | <
    ^ | 其他资金 | < | 60 | 57 | '95% | <
    总体目标 | 总体目标 | < | < | 全年实际完成情况 | < | <
    ^ | 新建供水点12处 | < | < | 新建供水点12处，受益1.2万人 | < | <
    绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施
    ^ | 产出指标 | 数量指标 | 新建供水点 | '12处 | '12处 |
    ^ | ^ | 时效指标 | 当年完工率 | '100% | '92% | 一处受征地影响顺延
    ^ | 效益指标 | 社会效益指标 | 受益人口 | '≥1.1万人 | '1.2万人 |
    ^ | 满意度指标 | 服务对象满意度指标 | 用水户满意度 | '≥90% | '94% |
";

#[test]
fn a_transfer_payment_with_three_departments() {
    let read = read_by("transfer-payment.toml", TRANSFER);
    assert_eq!(words(&read, &["department", "project"]), "石桥县水利局 | 农村饮水提升补助");
    assert_eq!(
        words(&read["fields"], &["central_department", "provincial_department", "implementer", "report_type"]),
        "农业农村部 | 青岭省水利厅 | 石桥县供水站 | 县级汇总"
    );
    lines(
        &read,
        MONEY,
        "total | 8600000.00 | 8170000.00
         central_funds | 6000000.00 | 6000000.00
         local_funds | 2000000.00 | 1600000.00
         other_funds | 600000.00 | 570000.00",
    );
    rows(
        &read,
        MEASURED,
        "产出指标 | 数量指标 | 新建供水点 | 12处 | 12处
         产出指标 | 时效指标 | 当年完工率 | 100% | 92%
         效益指标 | 社会效益指标 | 受益人口 | ≥1.1万人 | 1.2万人
         满意度指标 | 服务对象满意度指标 | 用水户满意度 | ≥90% | 94%",
    );
    assert_eq!(word(&read["scores"]["self"]), "-");
}

const THREE_POINTS: &str = "
    2023年度项目绩效自评评分表 | < | < | < | < | < | <
    项目名称 | 外贸小镇培育 | < | < | 主管部门 | 石桥县商务局 | <
    计划投资额（万元） | 400 | < | 实际到位资金（万元） | 380 | 实际使用情况（万元） | 361
    一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 自评得分
    项目决策 | 20 | 项目目标 | 8 | 目标明确 | 8 | 8
    ^ | ^ | 资金分配 | 12 | 分配办法 | 5 | 5
    ^ | ^ | ^ | ^ | 分配结果 | 7 | 6.5
    项目管理 | 30 | 资金管理 | 30 | 到位及时 | 12 | 12
    ^ | ^ | ^ | ^ | 使用合规 | 18 | 18
    项目绩效 | 50 | 项目产出 | 50 | 培育企业 | 28 | 27
    ^ | ^ | ^ | ^ | 出口增长 | 22 | 20
    总分 | 100 | < | < | < | 100 | 96.5
";

#[test]
fn points_of_every_level_in_columns_of_one_name() {
    let read = read_by("three-points.toml", THREE_POINTS);
    lines(&read, &["line", "initial", "budget", "executed"], "total | 4000000.00 | 3800000.00 | 3610000.00");
    rows(
        &read,
        &["level1", "weight", "level2", "level3", "target", "points", "score"],
        "项目决策 | 20 | 项目目标 | 目标明确 | - | 8 | 8
         项目决策 | 20 | 资金分配 | 分配办法 | - | 5 | 5
         项目决策 | 20 | 资金分配 | 分配结果 | - | 7 | 6.5
         项目管理 | 30 | 资金管理 | 到位及时 | - | 12 | 12
         项目管理 | 30 | 资金管理 | 使用合规 | - | 18 | 18
         项目绩效 | 50 | 项目产出 | 培育企业 | - | 28 | 27
         项目绩效 | 50 | 项目产出 | 出口增长 | - | 22 | 20",
    );
    assert_eq!(word(&read["total"]["stated"]), "96.5");
}

const EXPLAINED: &str = "
    2023年度部门整体支出绩效评分表 | < | < | < | < | < | < | <
    单位名称：石桥县档案馆 | < | < | < | 填表人：宋远 | < | < | <
    序号 | 一级指标 | 二级指标 | 三级指标 | 指标分值 | 指标解释 | 评分标准 | 自评得分
    1 | 投入 | 预算配置 | 在职人员控制率 | 10 | 在职人数与编制数之比 | 不超过100%得满分 | 10
    2 | ^ | ^ | 三公经费变动率 | 10 | 本年与上年之比 | 不增加得满分 | 9
    3 | 过程 | 预算管理 | 制度健全性 | 20 | 是否有内控制度 | 每缺一项扣2分 | 18
    4 | ^ | 资产管理 | 资产利用率 | 20 | 在用资产占比 | 低于90%不得分 | 20
    5 | 履职效果 | 社会效益 | 查档便利度 | 40 | 查档平均用时 | 每超一小时扣1分 | 39
    合计 | < | < | < | 100 |  |  | 96
";

#[test]
fn a_score_table_with_numbers_explanations_and_standards() {
    let read = read_by("explained-scores.toml", EXPLAINED);
    assert_eq!(words(&read, &["department", "fiscal_year"]), "石桥县档案馆 | 2023");
    rows(
        &read,
        &["number", "level1", "level2", "level3", "explanation", "standard", "points", "score"],
        "1 | 投入 | 预算配置 | 在职人员控制率 | 在职人数与编制数之比 | 不超过100%得满分 | 10 | 10
         2 | 投入 | 预算配置 | 三公经费变动率 | 本年与上年之比 | 不增加得满分 | 10 | 9
         3 | 过程 | 预算管理 | 制度健全性 | 是否有内控制度 | 每缺一项扣2分 | 20 | 18
         4 | 过程 | 资产管理 | 资产利用率 | 在用资产占比 | 低于90%不得分 | 20 | 20
         5 | 履职效果 | 社会效益 | 查档便利度 | 查档平均用时 | 每超一小时扣1分 | 40 | 39",
    );
    assert_eq!(word(&read["total"]["stated"]), "96");
}

const INCOME_BESIDE_SPENDING: &str = "
    部门整体支出绩效自评表 | < | < | < | < | < | < | <
    （2023年度） | < | < | < | < | < | < | <
    一级预算单位名称 | < | 石桥县园林局 | < | < | < | < | <
    年度预算申请（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
    ^ | 年度资金总额 | 1100 | 1200 | 1140 | 10 | '95% | 9.5
    ^ | 按收入性质分： | < | < | 按支出性质分： | < | < | <
    ^ | 其中：一般公共预算：900万元 | < | < | 其中：基本支出：700万元 | < | < | <
    ^ | 其他资金：300万元 | < | < | 项目支出：500万元 | < | < | <
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <
    ^ | 新增绿地20公顷 | < | < | 新增绿地21公顷 | < | < | <
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
    产出指标 | 数量指标 | 新增绿地 | '20公顷 | '21公顷 | 50 | 50 |
    效益指标 | 社会效益指标 | 公园开放时长 | '≥14小时 | '14小时 | 30 | 30 |
    满意度指标 | 服务对象满意度指标 | 游客满意度 | '≥90% | '93% | 10 | 10 |
    总分 | < | < | < | < | 100 | 99.5 |
";

#[test]
fn income_and_spending_side_by_side_with_amounts_behind_colons() {
    let read = read_by("income-beside-spending.toml", INCOME_BESIDE_SPENDING);
    lines(
        &read,
        &["line", "initial", "budget", "executed", "points", "score"],
        "total | 11000000.00 | 12000000.00 | 11400000.00 | 10 | 9.5
         current_appropriation | - | 9000000.00 | - | - | -
         basic_expenditure | - | 7000000.00 | - | - | -
         other_funds | - | 3000000.00 | - | - | -
         project_expenditure | - | 5000000.00 | - | - | -",
    );
    rows(
        &read,
        SCORED,
        "数量指标 | 新增绿地 | 20公顷 | 21公顷 | 50 | 50
         社会效益指标 | 公园开放时长 | ≥14小时 | 14小时 | 30 | 30
         服务对象满意度指标 | 游客满意度 | ≥90% | 93% | 10 | 10",
    );
    assert_eq!(words(&read["scores"], &["self"]), "99.5");
}

const EDGE: &str = "
    部门整体支出绩效自评表（2023年度） | < | < | < | < | < | <
    部门名称 | 石桥县水文站 | < | < | < | < | 得分
    自评总分 | < | < | < | < | < | 95.2
    部门预算（万元） | 资金来源 | 全年预算数 | 全年执行数 | 执行率 | 分值 |
    ^ | 年度资金总额 | 250 | 240 | '96% | 20 | 19.2
    年度总体目标 | 预期目标 | < | 实际完成情况 | < | < |
    ^ | 水情报汛及时准确 | < | 报汛312次，无迟报 | < | < | 10
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 |
    产出指标 | 数量指标 | 报汛次数 | '≥300次 | '312次 | 40 | 40
    效益指标 | 社会效益指标 | 预警覆盖率 | '≥95% | '91% | 30 | 26
";

/// The score column has one head, above every block.
#[test]
fn one_score_column_at_the_right_edge_for_every_block() {
    let read = read_by("score-at-the-edge.toml", EDGE);
    lines(&read, &["line", "budget", "executed", "points", "score"], "total | 2500000.00 | 2400000.00 | 20 | 19.2");
    assert_eq!(words(&read["goals"], &["achieved", "score"]), "报汛312次，无迟报 | 10");
    rows(
        &read,
        SCORED,
        "数量指标 | 报汛次数 | ≥300次 | 312次 | 40 | 40
         社会效益指标 | 预警覆盖率 | ≥95% | 91% | 30 | 26",
    );
    assert_eq!(word(&read["total"]["stated"]), "95.2");
}

const TWO_TABLES: &str = "
    2023年度项目绩效自评表 | < | < | < | < | < | < | <
    项目名称 | 老旧管网改造 | < | < | 主管部门 | 石桥县住建局 | < | <
    项目 | 权重 | 评价内容 | < | < | 分值 | 自评分 | 复核分
    项目立项 | 20 | 立项依据 | < | < | 12 | 12 |
    ^ | ^ | 立项程序 | < | < | 8 | 8 |
    资金管理情况 | 20 | 资金到位 | < | < | 20 | 19 |
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 自评分 | 复核分
    产出指标 | 数量指标 | 改造管网 | '12公里 | '12公里 | 40 | 40 |
    效益指标 | 社会效益指标 | 漏损率下降 | '≥5% | '5.5% | 20 | 20 |
    总分 | < | < | < | < | 100 | 99 |
";

#[test]
fn two_tables_with_different_headers_in_one_form() {
    let read = read_by("two-tables.toml", TWO_TABLES);
    rows(
        &read,
        &["level1", "level2", "level3", "target", "actual", "points", "score"],
        "项目立项 | - | 立项依据 | - | - | 12 | 12
         项目立项 | - | 立项程序 | - | - | 8 | 8
         资金管理情况 | - | 资金到位 | - | - | 20 | 19
         产出指标 | 数量指标 | 改造管网 | 12公里 | 12公里 | 40 | 40
         效益指标 | 社会效益指标 | 漏损率下降 | ≥5% | 5.5% | 20 | 20",
    );
    assert_eq!(word(&read["total"]["stated"]), "99");
}

#[test]
fn the_weights_of_one_table_are_not_those_of_the_next() {
    let read = read_by("two-tables.toml", TWO_TABLES);
    rows(
        &read,
        &["level3", "weight"],
        "立项依据 | 20
         立项程序 | 20
         资金到位 | 20
         改造管网 | -
         漏损率下降 | -",
    );
}

const SOURCES_AS_COLUMNS: &str = "
    2023年度项目绩效自评表 | < | < | < | < | < | < | <
    项目名称 | 老旧管网改造 | < | < | 主管部门 | 石桥县住建局 | < | <
    资金情况（万元） | 中央 | 省、地 | 本级 | 其他 | 合计 | 执行数 | 执行率
    ^ | 100 | 80 | 60 | 10 | 250 | 245 | '98%
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 备注
    产出指标 | 数量指标 | 改造管网 | '12公里 | '12公里 | 60 | 60 |
    效益指标 | 社会效益指标 | 漏损率下降 | '≥5% | '5.5% | 40 | 40 |
    总分 | < | < | < | < | 100 | 100 |
";

/// The sources head columns of their own, what was spent is the whole's.
#[test]
fn sources_of_the_budget_as_columns() {
    let read = read_by("sources-as-columns.toml", SOURCES_AS_COLUMNS);
    lines(
        &read,
        MONEY,
        "central_funds | 1000000.00 | -
         provincial_funds | 800000.00 | -
         local_funds | 600000.00 | -
         other_funds | 100000.00 | -
         total | 2500000.00 | 2450000.00",
    );
}

const IN_WORDS: &str = "
    2023年度项目支出绩效自评表 | < | < | < | < | < | < | < | < | <
    项目名称 | 图书下乡 | < | < | 主管部门 | 031001-石桥县文化局 | < | < | < | <
    项目资金（万元） | < | < | 全年预算数 | 全年执行数 | 执行率 | < | 分值 | 得分 | <
    年度资金总额 | < | < | 36 | 36 | '100% | < | 10 | 10 | <
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | < | < | <
    ^ | 为村图书室配书 | < | < | 配书9200册 | < | < | < | < | <
    一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标方向 | 指标值 | 实际完成值 | 计量单位 | 分值 | 得分
    产出指标 | 产出数量 | 配书册数 | 正向 | 大于等于 | 9000 | 9200 | 册 | 20 | 20
    ^ | 产出质量 | 图书完好率 | 正向 | 等于 | 100 | 100 | % | 15 | 15
    ^ | 产出时效 | 配送天数 | 反向 | 小于等于 | 30 | 26 | 天 | 15 | 15
    效益指标 | 社会效益 | 借阅人次 | 正向 | 大于等于 | 5000 | 达成预期指标 | 人次 | 30 | 30
    满意度指标 | 服务对象满意度 | 读者满意度 | 正向 | 大于等于 | 90 | 95 | % | 10 | 10
    总分 | < | < | < | < | < | < | < | 100 | 100
";

#[test]
fn an_operator_in_words_and_the_unit_behind_the_actual() {
    let read = read_by("operator-in-words.toml", IN_WORDS);
    assert_eq!(word(&read["department"]), "031001-石桥县文化局");
    rows(
        &read,
        &["level2", "level3", "nature", "operator", "target_read", "actual", "unit", "points", "score", "verdict"],
        "产出数量 | 配书册数 | 正向 | 大于等于 | ≥9000册 | 9200 | 册 | 20 | 20 | agree
         产出质量 | 图书完好率 | 正向 | 等于 | =100% | 100 | % | 15 | 15 | agree
         产出时效 | 配送天数 | 反向 | 小于等于 | ≤30天 | 26 | 天 | 15 | 15 | agree
         社会效益 | 借阅人次 | 正向 | 大于等于 | ≥5000人次 | 达成预期指标 | 人次 | 30 | 30 | unverifiable
         服务对象满意度 | 读者满意度 | 正向 | 大于等于 | ≥90% | 95 | % | 10 | 10 | agree",
    );
    assert_eq!(word(&read["scores"]["self"]), "100");
}

#[test]
fn the_profiles_are_short_and_without_problem() {
    let files = fs::read_dir(FIXTURES).expect("the fixtures").map(|file| file.expect("a file").path());
    for file in files {
        let text = fs::read_to_string(&file).expect("a profile");
        assert!(text.lines().count() <= LONGEST_PROFILE, "{}", file.display());
        let checked = jixiao(&[Path::new("profile"), Path::new("check"), &file]);
        assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    }
}

/// What is known of the form by nobody: a budget line, a field, a column, a heading of its own, other names of levels.
const STRANGE: &str = "
    青岭市开发区2024年度项目绩效自评结果汇报表 | < | < | < | < | < | < | <
    项目名称 | 智慧停车 | < | < | 项目单位 | 石桥县停车公司 | < | <
    分管负责同志 | 罗一鸣 | < | < | 主管部门 | 石桥县城管局 | < | <
    项目资金（万元） | < | < | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分
    年度资金总额 | < | < | 150 | 150 | '100% | 10 | 10
    其中：财政拨款 | < | < | 100 | 100 | '100% | - | -
    社会资本投入 | < | < | 50 | 50 | '100% | - | -
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 现场核验情况
    产出指标（50分） | 数量指标 | 新增泊位 | '300个 | '320个 | 50 | 50 | 已看现场
    效益指标（30分） | 周转效益 | 泊位周转率 | '≥4次 | '4.2次 | 30 | 30 | 查阅台账
    满意度指标（10分） | 服务对象满意度指标 | 车主满意度 | '≥90% | '92% | 10 | 10 | 问卷
    总分 | < | < | < | < | 100 | 100 |
";

/// The national form as it is handed out: nothing filled in.
const BLANK: &str = "
    项目支出绩效自评表 | < | < | < | < | < | < | <
    （    年度） | < | < | < | < | < | < | <
    项目名称 |  | < | < | 预算归口处室 |  | < | <
    主管部门 |  | < | < | 实施单位 |  | < | <
    项目资金（万元） |  |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率
    ^ | 年度资金总额 | < |  |  |  | 10 |
    ^ | 其中：当年财政拨款 | < |  |  |  | - |
    ^ | 其他资金 | < |  |  |  | - |
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <
    ^ |  | < | < |  | < | < | <
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
    产出指标（50分） | 数量指标 | 指标1： |  |  |  |  |
    ^ | 质量指标 | 指标1： |  |  |  |  |
    效益指标（30分） | 长远效益指标 | 指标1： |  |  |  |  |
    满意度指标（10分） | 服务对象满意度指标 | 指标1： |  |  |  |  |
    总分 | < | < | < | < | 100 |  |
";

/// A draft of a form, and what the form was read as before and is read as with it.
struct Drafted {
    place: Place,
    form: PathBuf,
    draft: PathBuf,
    text: String,
}

impl Drafted {
    #[track_caller]
    fn of(form: &str) -> Self {
        let place = Place::new();
        let (form, draft) = (place.form(form), place.path("草稿.toml"));
        let drafted = jixiao(&[Path::new("profile"), Path::new("new"), &form, Path::new("--out"), &draft]);
        assert_eq!(drafted.status.code(), Some(0), "{drafted:?}");
        assert!(stdout(&drafted).contains("草稿.toml"), "{}", stdout(&drafted));
        let text = fs::read_to_string(&draft).expect("a draft");
        let checked = jixiao(&[Path::new("profile"), Path::new("check"), &draft]);
        assert_eq!(checked.status.code(), Some(0), "{checked:?}\n{text}");
        Self { place, form, draft, text }
    }

    /// What `profile check` says of the form with the draft.
    fn checked(&self) -> Value {
        let arguments = ["profile", "check"].map(Path::new);
        let shown =
            jixiao(&[arguments[0], arguments[1], &self.draft, &self.form, Path::new("--format"), Path::new("json")]);
        serde_json::from_slice(&shown.stdout).unwrap_or_else(|_| panic!("{shown:?}"))
    }

    #[track_caller]
    fn says(&self, pieces: &[&str]) {
        for piece in pieces {
            assert!(self.text.contains(piece), "{piece}\n{}", self.text);
        }
    }
}

#[test]
fn a_draft_reads_its_form_at_least_as_well_as_before() {
    let forms = [
        COUNTY_FUND,
        TRANSFER,
        THREE_POINTS,
        EXPLAINED,
        INCOME_BESIDE_SPENDING,
        EDGE,
        TWO_TABLES,
        SOURCES_AS_COLUMNS,
        IN_WORDS,
        STRANGE,
    ];
    for form in forms {
        let drafted = Drafted::of(form);
        let before = drafted.place.submission(&drafted.form, Path::new("auto"));
        let after = drafted.place.submission(&drafted.form, &drafted.draft);
        let values = ["level3", "target", "actual", "points", "score", "reason"];
        let rows = |read: &Value| {
            read["indicators"].as_array().expect("indicators").iter().map(|row| words(row, &values)).collect::<Vec<_>>()
        };
        assert_eq!(rows(&before), rows(&after), "{}", drafted.text);
        for key in ["department", "project", "goals", "fiscal_year"] {
            assert_eq!(before[key], after[key], "{key}\n{}", drafted.text);
        }
        let known = |read: &Value| read["budget"].as_array().map_or(0, Vec::len);
        assert!(known(&after) >= known(&before), "{}", drafted.text);
        let missing = &drafted.checked()["forms"][0]["missing"];
        assert_eq!(missing.as_array().map(Vec::len), Some(0), "{missing}\n{}", drafted.text);
    }
}

#[test]
fn a_draft_says_what_differs_with_its_cells() {
    let drafted = Drafted::of(STRANGE);
    drafted.says(&[
        "extends = \"",
        "year = 2024  # A1",
        "[fields.\"分管负责同志\"]\nlabels = [\"分管负责同志\"]  # A3",
        "[[budget.lines_add]]",
        "label = \"社会资本投入\"  # A7",
        "\"现场核验情况\" = [\"现场核验情况\"]  # H8",
        "weight = 50  # A9",
        "name = \"周转效益\"  # B10",
    ]);
    let after = drafted.place.submission(&drafted.form, &drafted.draft);
    assert_eq!(word(&after["fields"]["分管负责同志"]), "罗一鸣");
    rows(
        &after,
        &["level3", "现场核验情况"],
        "新增泊位 | 已看现场
         泊位周转率 | 查阅台账
         车主满意度 | 问卷",
    );
    let form = &drafted.checked()["forms"][0];
    assert_eq!((form["unknown"].as_array().map(Vec::len), form["unread"].as_array().map(Vec::len)), (Some(0), Some(0)));
}

#[test]
fn a_draft_of_a_built_in_form_is_a_few_lines() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks/区河湖管理中心.xlsx");
    let drafted = jixiao(&[Path::new("profile"), Path::new("new"), &sample]);
    let text = stdout(&drafted);
    assert_eq!(drafted.status.code(), Some(0), "{drafted:?}");
    assert!(text.contains("extends = \"xiangdong-2023\""), "{text}");
    let written = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert!(written <= 3, "{text}");
}

#[test]
fn a_blank_template_is_enough_for_a_draft() {
    let drafted = Drafted::of(BLANK);
    drafted.says(&[
        "weight = 50  # A12",
        "name = \"长远效益指标\"  # B14",
        "[fields.\"预算归口处室\"]",
        "# labels_add = [\"预算归口处室\"]",
        "像“归口处室”",
    ]);
    let form = &drafted.checked()["forms"][0];
    let levels = form["levels"].as_array().expect("levels").iter().map(|level| word(&level["name"]));
    assert_eq!(levels.collect::<Vec<_>>(), ["产出指标", "效益指标", "满意度指标"]);
    assert_eq!(form["missing"].as_array().map(Vec::len), Some(0), "{form}");
    // Filled in by a department, the same form is read by it.
    let filled = BLANK.replace("（    年度）", "（2023年度）").replace("项目名称 | ", "项目名称 | 渠道清淤");
    let filled = filled.replace("指标1： |  |  |  |", "清淤长度 | '8公里 | '8公里 | 20 | 20");
    let filled = drafted.place.form(&filled);
    let read = drafted.place.submission(&filled, &drafted.draft);
    assert_eq!(words(&read, &["project", "profile"]), "渠道清淤 | 表");
    assert_eq!(read["indicators"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_workbook_without_a_form_gives_a_start_and_says_so() {
    let place = Place::new();
    let form = place.form("单位情况登记 | < | <\n单位 | 人数 | 车辆\n石桥县档案馆 | 12 | 1\n石桥县文化局 | 30 | 2");
    let drafted = jixiao(&[Path::new("profile"), Path::new("new"), &form]);
    let text = stdout(&drafted);
    assert!(drafted.status.code() == Some(1) && text.contains("没有认出自评表"), "{drafted:?}");
    let checked = jixiao(&[Path::new("profile"), Path::new("check"), &place.profile(&text)]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}\n{text}");
}

#[test]
fn a_draft_never_replaces_a_file() {
    let place = Place::new();
    let (form, own) = (place.form(STRANGE), place.profile("name = \"mine\"\n"));
    let refused = jixiao(&[Path::new("profile"), Path::new("new"), &form, Path::new("--out"), &own]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("不会覆盖"), "{refused:?}");
    assert_eq!(fs::read_to_string(own).expect("the file"), "name = \"mine\"\n");
    assert_eq!(fs::read_dir(place.0.path()).expect("a folder").count(), 2, "nothing is left beside it");
}

#[test]
fn a_check_with_a_form_says_what_is_missing_unknown_and_unread() {
    let place = Place::new();
    let form = place.form(STRANGE);
    let own = place.profile(
        "extends = \"general-project\"\nname = \"own\"\nfallback = false\n[regions]\nrequired = [\"department\", \"goals\"]\n\
         [indicators]\nrequired = [\"reason\"]\n[fields.code]\nrequired = true\n",
    );
    let check = |format: &str| {
        jixiao(&[Path::new("profile"), Path::new("check"), &own, &form, Path::new("--format"), Path::new(format)])
    };
    let shown = check("human");
    assert_eq!(shown.status.code(), Some(1), "{shown:?}");
    for piece in [
        "没有问题：own",
        "单位：有",
        "总体目标：缺少",
        "A2 → B2  fields.project：智慧停车",
        "D4  budget.columns.budget：全年预算数",
        "A5  budget.lines total：年度资金总额",
        "F8  indicators.columns.points：分值",
        "A9  产出指标 50 分",
        "（indicators.columns.reason）",
        "项目编码（fields.code）",
        "H8  现场核验情况（指标表的栏）",
        "A7  社会资本投入（预算表的行）",
        "A3  分管负责同志（单项栏目）",
    ] {
        assert!(stdout(&shown).contains(piece), "{piece}\n{}", stdout(&shown));
    }
    let json: Value = serde_json::from_slice(&check("json").stdout).expect("a document");
    let form = &json["forms"][0];
    assert_eq!((word(&json["name"]), word(&form["sheet"])), ("own".to_owned(), "Sheet1".to_owned()));
    assert_eq!(form["missing"].as_array().map(Vec::len), Some(3), "{form}");
    let unknown = form["unknown"].as_array().expect("labels").iter().map(|label| words(label, &["cell", "part"]));
    assert_eq!(unknown.collect::<Vec<_>>(), ["A3 | field", "A7 | budget_line", "H8 | column"]);
    let broken = place.profile("extends = \"general-project\"\nnam = \"own\"\n");
    let told = jixiao(&[Path::new("profile"), Path::new("check"), &broken, &form_path(&place)]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(String::from_utf8_lossy(&told.stderr).contains("第2行第1列"), "{told:?}");
}

fn form_path(place: &Place) -> PathBuf {
    place.path("表.xlsx")
}
