//! `muster map draw`: a picture of a map, as SVG or PNG.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::failure::Failure;
use super::super::terminal::{Step, Terminal};
use super::pixels;
use super::travel::{Travellers, kind, mistyped};
use crate::base::problem::Place as Where;
use crate::base::text::{Language, Text};
use crate::base::time::Duration;
use crate::county::access;
use crate::county::place::{County, FacilityKind};
use crate::files::{folder, map};
use crate::report::map_picture::Viewport;
use crate::report::map_sheet::{BANDS_MAX, MapSheet, Reach};

/// Ground that a picture of the town shows, from west to east.
const TOWN_WIDTH_M: f64 = 6_000.0;

const EXAMPLES: &str = "\
Examples:
  muster map draw maps/qingshan -o qingshan.svg
  muster map draw maps/qingshan --town -o town.png --lang en
  muster map draw maps/qingshan --of fire-station --minutes 5,10,15 -o fire.png
  muster map draw maps/qingshan --from xicheng nanmen --minutes 20,40 --profile foot -o out.svg";

/// 绘制地图(SVG 或 PNG):道路、水系、地形、村镇、设施、等时圈、关键桥梁
///
/// Draws a map: relief, water, roads by class, places, facilities, the bridges whose loss cuts most
/// people off, and what is reached within some minutes. A column beside it says what all that
/// means. The name of the file says which format.
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
    /// Mark so many bridges whose loss cuts most people off
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(0..=20),
        value_name = "COUNT")]
    bridges: u8,
    #[command(flatten)]
    journeys: Journeys,
    /// Folder of fonts for characters that the bundled one lacks (PNG alone: text of an SVG is set
    /// in its viewer's fonts)
    #[arg(long, value_name = "DIR")]
    font_dir: Option<PathBuf>,
}

/// What is reached in how long.
#[derive(Debug, Args)]
struct Journeys {
    /// Show what is reached from these facilities, zones or junctions
    #[arg(long, num_args = 1.., value_name = "NAME", requires = "minutes", group = "origin")]
    from: Vec<String>,
    /// Show what is reached from facilities of a kind
    #[arg(long, value_parser = kind, value_name = "KIND", requires = "minutes", group = "origin")]
    of: Option<FacilityKind>,
    /// Minutes of travel, up to five
    #[arg(long, value_delimiter = ',', value_name = "MINUTES", requires = "origin",
        value_parser = clap::value_parser!(u32).range(1..=1_440))]
    minutes: Vec<u32>,
    #[command(flatten)]
    travellers: Travellers,
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

/// What of a map is to be drawn.
struct Wish {
    map: PathBuf,
    town: bool,
    bridges: usize,
    journeys: Journeys,
    language: Language,
}

impl Wish {
    fn svg(&self, county: &County, step: &Step) -> Result<String, Failure> {
        let journeys = &self.journeys;
        let from = journeys.from(county)?;
        let found = if from.is_empty() {
            None
        } else {
            step.now("计算等时圈", "finding what is reached");
            let travel = journeys.travellers.over(county, &self.map)?;
            let minutes = journeys.minutes.iter().map(|minutes| u64::from(*minutes));
            let limits = minutes.map(Duration::from_minutes).collect();
            Some(access::isochrones(&travel, &from, limits))
        };
        let reach = found.as_ref().map(|found| Reach {
            found,
            from: &from,
            kind: journeys.of,
            profile: journeys.travellers.profile,
            hour: journeys.travellers.hour,
        });
        step.now("绘图", "drawing");
        let viewport = match self.town {
            true => Viewport::town(county, TOWN_WIDTH_M),
            false => Viewport::county(county),
        };
        let (language, bridges) = (self.language, self.bridges);
        Ok(MapSheet { county, viewport, language, reach, bridges }.svg())
    }
}

impl Journeys {
    /// Refuses what no picture can show.
    fn checked(self) -> Result<Self, Failure> {
        self.travellers.on_the_ground()?;
        if self.travellers.hour.is_some() && self.of.is_none() && self.from.is_empty() {
            return Err(Failure::Usage(Text::new(
                "--hour:须同时用 --from 或 --of 说明从何处出发",
                "--hour: say with --from or --of where journeys begin",
            )));
        }
        if self.minutes.len() > BANDS_MAX {
            return Err(Failure::Usage(Text::new(
                format!("--minutes:图上至多可分辨 {BANDS_MAX} 个时限"),
                format!("--minutes: a picture can tell at most {BANDS_MAX} of them apart"),
            )));
        }
        Ok(self)
    }

    /// Where journeys begin; nowhere where none are asked for.
    fn from(&self, county: &County) -> Result<Vec<access::Place>, Failure> {
        let Some(kind) = self.of else {
            let find = |name: &String| {
                let unknown = || access::unknown(county, Where::path("--from", ""), name);
                access::find(county, name).ok_or_else(|| mistyped(&unknown()))
            };
            return self.from.iter().map(find).collect();
        };
        let places = access::of_kind(county, kind);
        if places.is_empty() {
            let kind = kind.text();
            return Err(Failure::Usage(Text::new(
                format!("--of:地图上没有{}", kind.zh),
                format!("--of: the map has no {}", kind.en),
            )));
        }
        Ok(places)
    }
}

impl Draw {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let format = format(&self.output)?;
        if let (Format::Svg, Some(_)) = (format, &self.font_dir) {
            return Err(Failure::Usage(Text::new(
                "--font-dir:仅用于 .png;SVG 的文字由阅读器的字体显示",
                "--font-dir: for .png alone; text of an SVG is set in its viewer's fonts",
            )));
        }
        let (step, font_dir) = (terminal.step(), self.font_dir);
        let wish = Wish {
            map: self.map,
            town: self.town,
            bridges: self.bridges.into(),
            journeys: self.journeys.checked()?,
            language: terminal.language(),
        };
        let drawn = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, mut warnings, _) = map::read(&wish.map)?;
            let fonts = pixels::fonts(font_dir.as_deref())?;
            let svg = wish.svg(&county, &step)?;
            let (of_map, of_fonts) = ((&county, &*wish.map), (&fonts, format == Format::Png));
            warnings.extend(pixels::missing(&svg, of_map, wish.language, of_fonts));
            let bytes = match format {
                Format::Svg => svg.into_bytes(),
                Format::Png => pixels::png(&svg, &fonts)?,
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
