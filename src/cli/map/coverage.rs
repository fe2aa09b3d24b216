//! `muster map coverage`: who is within so many minutes of a kind of facility.

use std::path::PathBuf;

use clap::Args;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use super::travel::{Format, Travellers, format, kind, refused};
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::access;
use crate::county::place::FacilityKind;
use crate::files::{folder, map};

const EXAMPLES: &str = "\
Examples:
  muster map coverage maps/qingshan --of fire-station --minutes 15 -o fire.csv
  muster map coverage maps/andorra --of hospital --minutes 30 -o hospital.geojson";

/// 统计一类设施在若干分钟内覆盖的村镇和人口
///
/// Writes for every zone how long it is from the nearest facility of a kind, or to it where people
/// are brought there (hospitals, clinics, shelters), and whether that is within the minutes asked
/// for; prints how many people are.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Coverage {
    /// Folder of the map
    map: PathBuf,
    /// Kind of facility
    #[arg(long, value_parser = kind, value_name = "KIND")]
    of: FacilityKind,
    /// Minutes of travel
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_440))]
    minutes: u32,
    #[command(flatten)]
    travellers: Travellers,
    /// File to write: its name ends in .csv or .geojson
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Coverage {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let format = format(&self.output)?;
        let travellers = self.travellers.on_the_ground()?;
        let (step, path, kind, minutes) = (terminal.step(), self.map, self.of, self.minutes);
        let made = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, warnings, _) = map::read(&path)?;
            let travel = travellers.over(&county, &path)?;
            step.now("统计覆盖", "finding whom they cover");
            let limit = Duration::from_minutes(minutes.into());
            let found = access::coverage(&travel, kind, limit);
            let bytes = match format {
                Format::Csv => found.csv(),
                Format::GeoJson => found.geojson().map_err(|it| refused(&path, *it))?,
            };
            let places = access::of_kind(&county, kind).len();
            Ok::<_, Failure>((bytes, places, found.residents(), warnings))
        })?;
        let (bytes, places, (within, all), warnings) = made?;
        terminal.warn(&warnings);
        folder::write_one(&self.output, &bytes, terminal.interrupt())?;
        let (output, kind) = (self.output.display(), kind.text());
        terminal.say(&Text::new(
            format!(
                "{}共 {places} 处;{minutes} 分钟内有居民 {within} 人,全县 {all} 人。\n覆盖:{output}",
                kind.zh
            ),
            format!(
                "Facilities that are a {}: {places}. Within {minutes} minutes: {within} of {all} \
                 residents.\nCoverage: {output}",
                kind.en
            ),
        ))
    }
}
