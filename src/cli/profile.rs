//! What can be typed behind `jixiao profile`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{DocumentArgs, HELP, ShownArgs};

#[derive(Debug, Args)]
pub struct ProfileArgs {
    #[command(subcommand)]
    pub action: ProfileAction,
}

#[derive(Debug, Subcommand)]
pub enum ProfileAction {
    /// 列出内置的表样配置
    #[command(help_template = HELP, override_usage = "jixiao profile list [选项]")]
    List {
        #[command(flatten)]
        shown: ShownArgs,
    },
    /// 显示一个配置的内容
    #[command(help_template = HELP, override_usage = "jixiao profile show [选项] <名称>")]
    Show {
        /// 配置名称或文件
        #[arg(value_name = "名称", help_heading = "参数")]
        name: String,
        /// 原样输出它的 TOML，可另存后修改
        #[arg(long, help_heading = "选项")]
        toml: bool,
        #[command(flatten)]
        shown: ShownArgs,
    },
    /// 检查一个配置文件，一次列出全部问题；给出一张表，再看用它读得到什么、缺什么
    #[command(help_template = HELP, override_usage = "jixiao profile check [选项] <文件> [表]")]
    Check {
        /// 配置文件（.toml）
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
        /// 要用它读的表（空白的或填好的）
        #[arg(value_name = "表", help_heading = "参数")]
        form: Option<PathBuf>,
        #[command(flatten)]
        shown: ShownArgs,
    },
    /// 根据一张表（空白的或填好的）起草一个配置，供修改
    #[command(help_template = HELP, override_usage = "jixiao profile new [选项] <表>")]
    New {
        /// 表（空白的或填好的）
        #[arg(value_name = "表", help_heading = "参数")]
        form: PathBuf,
        /// 写入这个文件（.toml），不覆盖已有的；不写就输出到屏幕
        #[arg(long, value_name = "文件", help_heading = "选项")]
        out: Option<PathBuf>,
        #[command(flatten)]
        shown: ShownArgs,
    },
    /// 列出配置里可以写的全部项目
    #[command(help_template = HELP, override_usage = "jixiao profile keys [选项]")]
    Keys {
        #[command(flatten)]
        shown: DocumentArgs,
    },
}
