//! `muster map matrix`: how long it takes from places to places.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use super::travel::{Travellers, kind, kind_named};
use crate::base::text::Text;
use crate::county::access::{self, PAIRS_MAX, Place};
use crate::county::place::County;
use crate::files::{folder, map};

/// Stands for all zones where a kind of facility can stand.
const ZONES: &str = "zone";
/// Bytes in a table of places.
const TABLE_BYTES_MAX: u64 = 64 << 20;

const EXAMPLES: &str = "\
Examples:
  muster map matrix maps/qingshan --from ambulance-station --to hospital -o matrix.csv
  muster map matrix maps/qingshan --from zone --to places.csv --profile foot -o matrix.csv";

/// 计算多点之间的行程时间和距离
///
/// Writes the times and lengths of the quickest journeys between places as a table with the
/// columns from, to, time_s, length_m; time_s is `unreachable` where no way leads. Places are all
/// facilities of a kind, `zone` for every zone, or a CSV file with a column `name`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Matrix {
    /// Folder of the map
    map: PathBuf,
    /// Where journeys begin: a kind of facility, zone, or a CSV file with a column `name`
    #[arg(long, value_name = "KIND|FILE")]
    from: String,
    /// Where they end
    #[arg(long, value_name = "KIND|FILE")]
    to: String,
    #[command(flatten)]
    travellers: Travellers,
    /// Table to write
    #[arg(short, long, value_name = "FILE.csv")]
    output: PathBuf,
}

/// The places that `text` says.
fn places(county: &County, option: &str, text: &str) -> Result<Vec<Place>, Failure> {
    let places = if text == ZONES {
        access::zones(county)
    } else if let Some(kind) = kind_named(text) {
        access::of_kind(county, kind)
    } else if Path::new(text).is_file() {
        let bytes = folder::read_one(Path::new(text), TABLE_BYTES_MAX)?;
        return Ok(access::listed(county, text, &bytes)?);
    } else {
        let why = kind(text).err().unwrap_or_default();
        return Err(Failure::Usage(Text::new(
            format!("{option} {text}:既不是设施类别,也不是已有的文件({why})"),
            format!("{option} {text}: neither a kind of facility nor a file that exists; {why}"),
        )));
    };
    if places.is_empty() {
        return Err(Failure::Usage(Text::new(
            format!("{option} {text}:地图上没有这类设施"),
            format!("{option} {text}: the map has none"),
        )));
    }
    Ok(places)
}

impl Matrix {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let (step, travellers) = (terminal.step(), self.travellers);
        let (path, from, to) = (self.map, self.from, self.to);
        let made = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, warnings, _) = map::read(&path)?;
            let travel = travellers.over(&county, &path)?;
            let from = places(&county, "--from", &from)?;
            let to = places(&county, "--to", &to)?;
            let pairs = from.len().saturating_mul(to.len());
            if pairs > PAIRS_MAX {
                return Err(Failure::Usage(Text::new(
                    format!("{pairs} 对地点:至多 {PAIRS_MAX} 对"),
                    format!("{pairs} pairs of places: at most {PAIRS_MAX}"),
                )));
            }
            step.now("计算行程", "finding the journeys");
            let matrix = access::matrix(&travel, from, to);
            let open = matrix.entries.iter().flatten().count();
            Ok::<_, Failure>((matrix.csv(), (pairs, open), warnings))
        })?;
        let (bytes, (pairs, open), warnings) = made?;
        terminal.warn(&warnings);
        folder::write_one(&self.output, &bytes, terminal.interrupt())?;
        let output = self.output.display();
        terminal.say(&Text::new(
            format!("{pairs} 对地点,其中 {open} 对可达。\n表:{output}"),
            format!("{pairs} pairs of places, a way between {open} of them.\nTable: {output}"),
        ))
    }
}
