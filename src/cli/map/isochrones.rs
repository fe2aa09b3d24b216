//! `muster map isochrones`: how far one comes in so many minutes.

use std::path::PathBuf;

use clap::Args;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use super::travel::{Format, Travellers, format, mistyped, refused};
use crate::base::problem::Place as Where;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::access::{self, ISOCHRONES_MAX};
use crate::files::{folder, map};

const EXAMPLES: &str = "\
Examples:
  muster map isochrones maps/andorra --from fire-1 --minutes 5,10,15 -o fire.geojson
  muster map isochrones maps/qingshan --from xicheng nanmen --minutes 30 --profile foot -o out.csv";

/// 计算若干分钟内可达的范围(等时圈)
///
/// Writes what is reached from the nearest of some places within each of some times. CSV: the
/// junctions with their times. GeoJSON: every stretch of road, cut where the time ends, and for
/// each time the ground within 150 m of a reached stretch, in cells of the terrain grid.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Isochrones {
    /// Folder of the map
    map: PathBuf,
    /// Names of facilities, zones or junctions from which journeys begin
    #[arg(long, required = true, num_args = 1.., value_name = "NAME")]
    from: Vec<String>,
    /// Minutes of travel, one or more
    #[arg(long, required = true, value_delimiter = ',', value_name = "MINUTES",
        value_parser = clap::value_parser!(u32).range(1..=1_440))]
    minutes: Vec<u32>,
    #[command(flatten)]
    travellers: Travellers,
    /// File to write: its name ends in .csv or .geojson
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Isochrones {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let format = format(&self.output)?;
        let travellers = self.travellers.on_the_ground()?;
        if self.minutes.len() > ISOCHRONES_MAX {
            return Err(Failure::Usage(Text::new(
                format!("--minutes:至多 {ISOCHRONES_MAX} 个"),
                format!("--minutes: at most {ISOCHRONES_MAX} of them"),
            )));
        }
        let (step, path, names) = (terminal.step(), self.map, self.from);
        let limits = self.minutes.iter().map(|minutes| Duration::from_minutes((*minutes).into()));
        let limits = limits.collect();
        let made = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, warnings, _) = map::read(&path)?;
            let travel = travellers.over(&county, &path)?;
            let from = names.iter().map(|name| {
                let unknown = || access::unknown(&county, Where::path("--from", ""), name);
                access::find(&county, name).ok_or_else(|| mistyped(&unknown()))
            });
            let from: Vec<_> = from.collect::<Result<_, _>>()?;
            step.now("计算等时圈", "finding what is reached");
            let found = access::isochrones(&travel, &from, limits);
            let bytes = match format {
                Format::Csv => found.csv(),
                Format::GeoJson => found.geojson().map_err(|it| refused(&path, *it))?,
            };
            Ok::<_, Failure>((bytes, found.junctions.len(), warnings))
        })?;
        let (bytes, junctions, warnings) = made?;
        terminal.warn(&warnings);
        folder::write_one(&self.output, &bytes, terminal.interrupt())?;
        let output = self.output.display();
        terminal.say(&Text::new(
            format!("{junctions} 个路口可达。\n等时圈:{output}"),
            format!("{junctions} junctions are reached.\nIsochrones: {output}"),
        ))
    }
}
