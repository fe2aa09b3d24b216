//! `muster map`: counties are imported, generated, surveyed, drawn and routed over. One file for
//! each.

mod draw;
mod generate;
mod import;
mod info;
mod routes;

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::terminal::Terminal;

/// 导入、生成、查看、绘制县域地图，查询路径
///
/// Imports, generates, surveys and draws maps of counties, and finds routes on them.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Map {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Import),
    Generate(generate::Generate),
    Info(info::Info),
    Draw(draw::Draw),
    Routes(routes::Routes),
}

impl Map {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        match self.command {
            Command::Import(import) => import.run(terminal),
            Command::Generate(generate) => generate.run(terminal),
            Command::Info(info) => info.run(terminal),
            Command::Draw(draw) => draw.run(terminal),
            Command::Routes(routes) => routes.run(terminal),
        }
    }
}
