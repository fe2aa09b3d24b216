//! `muster map`: counties are generated, surveyed and drawn. One file for each.

mod draw;
mod generate;
mod info;

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::terminal::Terminal;

/// 生成、查看和绘制县域地图
///
/// Generates, surveys and draws maps of counties.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Map {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Generate),
    Info(info::Info),
    Draw(draw::Draw),
}

impl Map {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        match self.command {
            Command::Generate(generate) => generate.run(terminal),
            Command::Info(info) => info.run(terminal),
            Command::Draw(draw) => draw.run(terminal),
        }
    }
}
