//! `muster map`: counties are imported, generated, surveyed, drawn and routed over, and journeys
//! over them are counted. One file for each.

mod coverage;
mod draw;
mod generate;
mod import;
mod info;
mod isochrones;
mod matrix;
mod pixels;
mod routes;
mod travel;

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::terminal::Terminal;

/// 导入、生成、查看、绘制县域地图，查询路径，统计行程
///
/// Imports, generates, surveys and draws maps of counties, finds routes on them and counts
/// journeys.
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
    Matrix(matrix::Matrix),
    Isochrones(isochrones::Isochrones),
    Coverage(coverage::Coverage),
}

impl Map {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        match self.command {
            Command::Import(import) => import.run(terminal),
            Command::Generate(generate) => generate.run(terminal),
            Command::Info(info) => info.run(terminal),
            Command::Draw(draw) => draw.run(terminal),
            Command::Routes(routes) => routes.run(terminal),
            Command::Matrix(matrix) => matrix.run(terminal),
            Command::Isochrones(isochrones) => isochrones.run(terminal),
            Command::Coverage(coverage) => coverage.run(terminal),
        }
    }
}
