//! The workbook departments fill in.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// 一份 .xlsx，或者一个文件夹；已有的空表换新，填过的和别的文件不动
    #[arg(long, value_name = "文件或文件夹", required_unless_present = "roster", help_heading = "选项")]
    pub out: Option<PathBuf>,
    /// 单位名册（.xlsx、.xls、.csv）：每个单位（或项目）一份，名称已填好
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub roster: Option<PathBuf>,
    /// 评价年度（2000–2099），默认为表样配置的年度
    #[arg(long, value_name = "年度", value_parser = super::year, help_heading = "选项")]
    pub year: Option<i32>,
    /// 表样配置：名称或文件，可写几次；默认用内置的第一个部门表或项目表
    #[arg(long, value_name = "配置", help_heading = "选项")]
    pub profile: Vec<String>,
}
