//! `muster map draw`: a picture of a map, as SVG or PNG.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use crate::base::text::{Language, Text};
use crate::county::place::County;
use crate::files::{folder, map};
use crate::report::map_picture::{MapPicture, Viewport};

/// Ground that a picture of the town shows, from west to east.
const TOWN_WIDTH_M: f64 = 6_000.0;

const EXAMPLES: &str = "\
Examples:
  muster map draw maps/qingshan -o qingshan.svg
  muster map draw maps/qingshan --town -o town.png --lang en";

/// 绘制地图(SVG 或 PNG)
///
/// Draws a map: relief, water, roads by class, places. The name of the file says which format.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Draw {
    /// Folder of the map
    map: PathBuf,
    /// Picture to write: its name ends in .svg or .png
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The county town instead of the whole county
    #[arg(long)]
    town: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

fn format(path: &Path) -> Result<Format, Failure> {
    let extension = path.extension().map(|it| it.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("png") if cfg!(feature = "png") => Ok(Format::Png),
        Some("png") => Err(Failure::Usage(Text::new(
            "本程序编译时未启用 PNG;请输出 .svg",
            "this muster was built without PNG: write .svg",
        ))),
        _ => Err(Failure::Usage(Text::new(
            format!("{}:文件名须以 .svg 或 .png 结尾", path.display()),
            format!("{}: the name of a picture ends in .svg or .png", path.display()),
        ))),
    }
}

fn picture(county: &County, town: bool, language: Language) -> String {
    let mut picture = MapPicture::of(county, language);
    if town {
        picture.viewport = Viewport::town(county, TOWN_WIDTH_M);
    }
    picture.svg()
}

#[cfg(feature = "png")]
fn pixels(svg: &str) -> Result<Vec<u8>, Text> {
    crate::report::map_picture::png(svg, 1.0)
        .map_err(|error| Text::new(format!("无法生成 PNG:{error}"), error.to_string()))
}

#[cfg(not(feature = "png"))]
fn pixels(_: &str) -> Result<Vec<u8>, Text> {
    unreachable!("`format` refuses PNG without the feature")
}

impl Draw {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let format = format(&self.output)?;
        let (step, language) = (terminal.step(), terminal.language());
        let (path, town) = (self.map, self.town);
        let drawn = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, warnings, _) = map::read(&path)?;
            step.now("绘图", "drawing");
            let svg = picture(&county, town, language);
            let bytes = match format {
                Format::Svg => svg.into_bytes(),
                Format::Png => pixels(&svg).map_err(Failure::Usage)?,
            };
            Ok::<_, Failure>((bytes, warnings))
        })?;
        let (bytes, warnings) = drawn?;
        terminal.warn(&warnings);
        folder::write_one(&self.output, &bytes, terminal.interrupt())?;
        let output = self.output.display();
        terminal.say(&Text::new(format!("图:{output}"), format!("Picture: {output}")))
    }
}
