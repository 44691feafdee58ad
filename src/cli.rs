//! What can be typed: clap types only. Help is for officers, so it is in Chinese.
//! Long because every option of every command has its line of help here.

mod explain;
mod outputs;
mod profile;
mod template;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::day;
use crate::write::summary::Sample;

pub use explain::{complaint, explain};
pub use outputs::{MergeArgs, ReportArgs, StatusArgs};
pub use profile::{ProfileAction, ProfileArgs};
pub use template::TemplateArgs;

const HELP: &str = "\
{before-help}{about}

用法：{usage}

{all-args}{after-help}
";

/// Below the options of every command.
const LAST: usize = 1_000;

#[derive(Debug, Parser)]
#[command(
    name = "jixiao",
    version,
    about = "绩效：汇总、检查、复核部门整体支出绩效自评表",
    help_template = HELP,
    override_usage = "jixiao <收表文件夹>　或　jixiao <命令>",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    after_help = "退出码：0 没有需要退回的；1 至少一处错误；2 没能运行（用法、名册、配置、输出文件夹）。\n查看某个命令的用法：jixiao batch --help"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help, display_order = LAST, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version, display_order = LAST, help_heading = "选项")]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 汇总一批自评表：检查、复核评分，生成汇总表和各部门问题反馈
    #[command(help_template = HELP, override_usage = "jixiao batch [选项] --out <文件夹> <路径>...")]
    Batch(Box<BatchArgs>),
    /// 合并：把几个输出文件夹（各县的，或一批分开处理的）合成一个
    #[command(help_template = HELP, override_usage = "jixiao merge [选项] --out <文件夹> <输出文件夹>...")]
    Merge(MergeArgs),
    /// 生成空表：发给各部门填报，带填写提示和自查
    #[command(
        help_template = HELP,
        override_usage = "jixiao template [选项] --out <文件或文件夹>",
        after_help = "没有名册的，先要一份空白的：jixiao template --roster 名册.xlsx"
    )]
    Template(TemplateArgs),
    /// 收表进度：各部门的状态，可另存催报清单
    #[command(help_template = HELP, override_usage = "jixiao status [选项] <输出文件夹>")]
    Status(StatusArgs),
    /// 起草财政部门自己的自评工作报告或通报（.docx）
    #[command(help_template = HELP, override_usage = "jixiao report [选项] --out <文件> <输出文件夹>")]
    Report(ReportArgs),
    /// 报送前自查：检查一个或几个文件（不加 --out 不写任何文件）
    #[command(help_template = HELP, override_usage = "jixiao check [选项] <文件>...")]
    Check(CheckArgs),
    /// 查看读取结果：每个项目在哪个单元格、怎样填写、读成什么，哪些内容没有用到
    #[command(help_template = HELP, override_usage = "jixiao inspect [选项] <文件>")]
    Inspect(InspectArgs),
    /// 查看检查规则；给出编号则解释这一条
    #[command(help_template = HELP, override_usage = "jixiao rules [选项] [编号]")]
    Rules(RulesArgs),
    /// 查看或检查表样配置
    #[command(
        help_template = HELP,
        override_usage = "jixiao profile <命令>",
        subcommand_help_heading = "命令",
        subcommand_value_name = "命令"
    )]
    Profile(ProfileArgs),
}

#[derive(Clone, Debug, Args)]
pub struct BatchArgs {
    /// 文件或文件夹（文件夹含子文件夹）
    #[arg(required_unless_present = "paths_from", value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 输出文件夹
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub out: PathBuf,
    /// 要处理的路径清单，每行一个（- 为标准输入）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub paths_from: Option<PathBuf>,
    #[command(flatten)]
    pub form: FormArgs,
    /// 豁免清单（.csv：单位名称,规则,项目或*,理由,有效期至）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub waivers: Option<PathBuf>,
    /// 同时处理的文件数（1–512），默认等于处理器核数
    #[arg(long, value_name = "个数", value_parser = jobs, help_heading = "选项")]
    pub jobs: Option<u16>,
    /// 同时读取的文件合计占用内存的上限（如 512M、2G），默认为本机内存的四分之一，最多 2G
    #[arg(long, value_name = "大小", value_parser = memory, help_heading = "选项")]
    pub memory: Option<u64>,
    /// 不生成各部门的问题反馈
    #[arg(long, help_heading = "选项")]
    pub no_department_files: bool,
    /// 问题反馈按归口股室分文件夹，部门汇总按股室小计
    #[arg(long, help_heading = "选项")]
    pub group_by_section: bool,
    /// 另存一份标注后的部门原文件（.xlsx、.xlsm）
    #[arg(long, help_heading = "选项")]
    pub annotate: bool,
    /// 抽查家数或比例（如 10 或 10%）：另出抽查名单和复核打分表
    #[arg(long, value_name = "家数", value_parser = sample, help_heading = "选项")]
    pub sample: Option<Sample>,
    /// 以前的输出文件夹：与其中的报送比较，带入其中的评审意见；默认为原有的 --out
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub previous: Option<PathBuf>,
    /// 本次没有文件的部门沿用以前输出中最后一次报送
    #[arg(long, help_heading = "选项")]
    pub carry_over: bool,
    /// 上年的输出文件夹：与上年比较（RND-03），汇总表另列上年数
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub last_year: Option<PathBuf>,
    /// 不带入汇总表中原有的评审得分和复核意见
    #[arg(long, help_heading = "选项")]
    pub discard_reviews: bool,
    #[command(flatten)]
    pub summary: SummaryArgs,
    /// 整改期限（如 2024-04-15），写入总览、问题反馈和退回通知
    #[arg(long, value_name = "日期", value_parser = deadline, help_heading = "选项")]
    pub deadline: Option<String>,
    /// 联系方式，写入问题反馈和退回通知
    #[arg(long, value_name = "文字", help_heading = "选项")]
    pub contact: Option<String>,
    #[command(flatten)]
    pub shown: ShownArgs,
    /// 不显示进度
    #[arg(long, help_heading = "选项")]
    pub quiet: bool,
}

/// How the summary is headed.
#[derive(Clone, Debug, Args)]
pub struct SummaryArgs {
    /// 汇总表的金额单位：yuan（元，默认）或 wan（万元）
    #[arg(long, value_parser = unit, value_name = "单位", help_heading = "选项")]
    pub unit: Option<Unit>,
    /// 本单位（财政部门）名称，写在总览标题前和退回通知末尾
    #[arg(long, value_name = "名称", help_heading = "选项")]
    pub bureau: Option<String>,
}

/// How a command shows its result.
#[derive(Clone, Debug, Args)]
pub struct ShownArgs {
    /// 结果的输出格式：human（文字，默认）或 json
    #[arg(
        long,
        value_enum,
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "格式",
        help_heading = "选项"
    )]
    pub format: Format,
}

/// What every command that reads forms takes.
#[derive(Clone, Debug, Args)]
pub struct FormArgs {
    /// 单位名册（.xlsx、.xls、.csv）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub roster: Option<PathBuf>,
    /// 评价年度（2000–2099），默认取多数自评表写明的年度
    #[arg(long, value_name = "年度", value_parser = year, help_heading = "选项")]
    pub year: Option<i32>,
    /// 表样配置：auto（自动识别，默认）、名称或文件；可以写几次
    #[arg(long, value_name = "配置", help_heading = "选项")]
    pub profile: Vec<String>,
}

impl FormArgs {
    /// The profiles that are files, which are never forms.
    pub fn profile_files(&self) -> impl Iterator<Item = PathBuf> {
        self.profile.iter().map(PathBuf::from).filter(|path| path.is_file())
    }
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// 要检查的文件
    #[arg(required = true, value_name = "文件", help_heading = "参数")]
    pub files: Vec<PathBuf>,
    /// 把汇总表、问题反馈和数据写入这个文件夹
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub form: FormArgs,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// 要查看的文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 表样配置：auto（自动识别，默认）、名称或文件；可以写几次
    #[arg(long, default_value = "auto", hide_default_value = true, value_name = "配置", help_heading = "选项")]
    pub profile: Vec<String>,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// 规则编号，例如 SCR-02
    #[arg(value_name = "编号", help_heading = "参数")]
    pub code: Option<String>,
    #[command(flatten)]
    pub shown: DocumentArgs,
}

/// How a command shows what is documentation too.
#[derive(Debug, Args)]
pub struct DocumentArgs {
    /// 输出格式：human（文字，默认）、markdown 或 json
    #[arg(
        long,
        value_enum,
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "格式",
        help_heading = "选项"
    )]
    pub format: DocumentFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocumentFormat {
    Human,
    Markdown,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Yuan,
    Wan,
}

pub(crate) fn unit(text: &str) -> Result<Unit, &'static str> {
    match text.trim() {
        "yuan" | "元" => Ok(Unit::Yuan),
        "wan" | "万元" => Ok(Unit::Wan),
        _ => Err("请写 \"yuan\"（元）或 \"wan\"（万元）"),
    }
}

pub(crate) fn sample(text: &str) -> Result<Sample, &'static str> {
    const WRONG: &str = "请写家数（如 10）或比例（如 10%，1%–100%）";
    match text.trim().strip_suffix(['%', '％']) {
        Some(share) => {
            share.trim().parse().ok().filter(|share| (1..=100).contains(share)).map(Sample::Share).ok_or(WRONG)
        }
        None => text.trim().parse().ok().filter(|count| *count > 0).map(Sample::Count).ok_or(WRONG),
    }
}

pub(crate) fn year(text: &str) -> Result<i32, &'static str> {
    within(text, 2000..=2099).ok_or("请写 2000–2099 之间的四位年度，如 2023")
}

fn jobs(text: &str) -> Result<u16, &'static str> {
    within(text, 1..=512).ok_or("请写 1–512 之间的整数")
}

/// Bytes; what one file alone may need is the least.
fn memory(text: &str) -> Result<u64, &'static str> {
    let upper = text.trim().to_uppercase();
    let bare = upper.trim_end_matches('B').trim_end_matches('I');
    let (digits, shift) = match (bare.strip_suffix('G'), bare.strip_suffix('M')) {
        (Some(digits), _) => (digits, 30),
        (_, Some(digits)) => (digits, 20),
        _ => (bare, 0),
    };
    let bytes = digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    bytes.filter(|bytes| *bytes >= 64 << 20).ok_or("请写内存大小，如 512M 或 2G，不小于 64M")
}

fn within<T: std::str::FromStr + PartialOrd>(text: &str, range: std::ops::RangeInclusive<T>) -> Option<T> {
    text.parse().ok().filter(|number| range.contains(number))
}

/// However it is written, one way to show it.
pub(crate) fn deadline(text: &str) -> Result<String, &'static str> {
    day::read(text).map(day::words).ok_or("请写日期，如 2024-04-15、2024年4月15日或 4月15日")
}
