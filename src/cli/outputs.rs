//! Commands over output folders.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ShownArgs, SummaryArgs};
use crate::write::report::Kind;

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// batch 或 merge 的输出文件夹
    #[arg(value_name = "输出文件夹", help_heading = "参数")]
    pub folder: PathBuf,
    /// 催报清单另存为（.xlsx 或 .txt）：未报送、无法读取、待确认和退回的部门
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// batch 或 merge 的输出文件夹
    #[arg(value_name = "输出文件夹", help_heading = "参数")]
    pub folder: PathBuf,
    /// 写到哪个 .docx
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub out: PathBuf,
    /// report 为报告，notice 为发给各部门的通报
    #[arg(long, value_enum, value_name = "种类", default_value = "report", help_heading = "选项")]
    pub kind: ReportKind,
    /// 上年的输出文件夹，用来与上年比较
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub last_year: Option<PathBuf>,
    /// 完成后不提示
    #[arg(long, help_heading = "选项")]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportKind {
    Report,
    Notice,
}

impl From<ReportKind> for Kind {
    fn from(kind: ReportKind) -> Self {
        match kind {
            ReportKind::Report => Self::Report,
            ReportKind::Notice => Self::Notice,
        }
    }
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// 各部分的输出文件夹（batch 或 merge 的 --out）
    #[arg(required = true, value_name = "输出文件夹", help_heading = "参数")]
    pub parts: Vec<PathBuf>,
    /// 合并后的输出文件夹
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub out: PathBuf,
    /// 全部部门的名册（.xlsx、.xls 或 .csv）；不给时各部分按自己的名册
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub roster: Option<PathBuf>,
    /// 不复制各部门的问题反馈
    #[arg(long, help_heading = "选项")]
    pub no_department_files: bool,
    /// 不带入原有汇总表和各部分中的评审得分和复核意见
    #[arg(long, help_heading = "选项")]
    pub discard_reviews: bool,
    #[command(flatten)]
    pub summary: SummaryArgs,
    #[command(flatten)]
    pub shown: ShownArgs,
    /// 不显示进度
    #[arg(long, help_heading = "选项")]
    pub quiet: bool,
}
